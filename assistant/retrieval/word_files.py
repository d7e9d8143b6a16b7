"""Added words written into the files of a corpus, each where it belongs and in the form of what stands there.

Whatever stands there stays as it is, comments too. Words that are there already are not written again.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.authored import CorpusError, read_authored
from assistant.documents.corpus import Corpus, load_corpus
from assistant.request import RequestError
from assistant.retrieval.added import AddedWords, is_there
from assistant.retrieval.asked import bad_phrasing, load_asked
from assistant.retrieval.lexicon import Entry, Lexicon

LEXICON = "words/lexicon.tsv"
_SECTION = "# —— 由居民的问句补充"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of some words: ``file``, relative to the corpus; ``new``: written now, else they were there;
    ``problem``: why they can't be written, in one sentence."""

    file: str
    new: bool = False
    problem: str = ""


def write_words(folder: Path, added: Sequence[AddedWords]) -> list[Written]:
    """Write words into the corpus in ``folder``, each that can be.

    It loads afterwards, with these words, or stays as it was. Raises RequestError, CorpusError.
    """
    corpus = load_corpus(folder)
    lexicon, asked = Lexicon(folder / LEXICON), load_asked(folder, corpus)
    said = {entry.said: entry for entry in lexicon.entries}
    texts: dict[str, str] = {}
    outcomes = []
    for words in added:
        file = LEXICON if words.kind == "lexicon" else f"words/asked/{words.unit.partition('#')[0]}.yaml"
        outcome = Written(file, problem=_problem(words, corpus, said))
        if not outcome.problem and not is_there(words, lexicon, asked):
            text = texts.get(file) or (read_authored(folder / file) if (folder / file).exists() else "")
            try:
                texts[file] = (
                    _with_line(words.line, text) if words.kind == "lexicon" else _with_item(words, corpus, text)
                )
                outcome = Written(file, new=True)
            except RequestError as problem:
                outcome = Written(file, problem=str(problem))
        if outcome.new and words.kind == "lexicon":
            said[words.entry.said] = words.entry
        outcomes.append(outcome)
    new = [words for words, outcome in zip(added, outcomes, strict=True) if outcome.new]
    _put(folder, texts, new, corpus)
    return outcomes


def _problem(words: AddedWords, corpus: Corpus, said: Mapping[tuple[str, ...], Entry]) -> str:
    """Why the files can't have the words."""
    if words.kind == "asked":
        return bad_phrasing(words.unit, words.said, corpus)
    other = said.get(words.entry.said)
    if other is None or other == words.entry:
        return ""
    return f"“{words.said}”在 lexicon.tsv 里已经另有一条（→ {' '.join(other.written)}），请先定下留哪一条。"


def _put(folder: Path, texts: Mapping[str, str], new: Sequence[AddedWords], corpus: Corpus) -> None:
    """Write the files; where they don't read as they should, they are as they were."""
    before = {file: (folder / file).read_bytes() if (folder / file).exists() else None for file in texts}
    try:
        for file, text in texts.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text, encoding="utf-8")
        lexicon, asked = Lexicon(folder / LEXICON), load_asked(folder, corpus)
        for words in new:
            if not is_there(words, lexicon, asked):
                raise RequestError("not_written", f"“{words.said}”写进文件后读不出来，文件没有改动，请手工加一行。")
    except (RequestError, CorpusError):
        _put_back(folder, before)
        raise
    except OSError as problem:
        with contextlib.suppress(OSError):
            _put_back(folder, before)
        said = f"写不进 {folder}（{problem.strerror}），文件没有改动；请给写权限，或用 --into 指到另一个语料目录。"
        raise RequestError("not_writable", said) from None


def _put_back(folder: Path, before: Mapping[str, bytes | None]) -> None:
    for file, content in before.items():
        if content is None:
            (folder / file).unlink(missing_ok=True)
        else:
            (folder / file).write_bytes(content)


def _with_line(line: str, text: str) -> str:
    """The lexicon with a line more, in the section of such lines at its end."""
    lines = text.rstrip("\n").split("\n")
    headings = [one for one in lines if one.startswith("# ——")]
    section = [] if headings and headings[-1] == _SECTION else [_SECTION]
    return "\n".join([*lines, *section, line, ""])


def _with_item(words: AddedWords, corpus: Corpus, text: str) -> str:
    """The phrasings of a document with one more, the last of its unit's."""
    lines = text.rstrip("\n").split("\n") if text.strip() else []
    item = f"- {_scalar(words.said)}"
    if f"{words.unit}:" not in lines:
        block = [f"{words.unit}:", "  asked:", f"    {item}"]
        at = _place(words.unit, corpus, lines)
        around = [*block, ""] if at < len(lines) else [*([""] if lines else []), *block]
        return "\n".join([*lines[:at], *around, *lines[at:], ""])
    at = lines.index(f"{words.unit}:") + 1
    while at < len(lines) and lines[at] != "  asked:" and lines[at].startswith((" ", "#")):
        at += 1
    indent, end = None, at + 1
    while end < len(lines) and (found := re.match(r"( +)- ", lines[end])):
        indent, end = found[1], end + 1
    if indent is None:
        raise RequestError("unknown_form", f"{words.unit} 的 asked 不是一行一种问法，请手工加上“{words.said}”。")
    return "\n".join([*lines[:end], f"{indent}{item}", *lines[end:], ""])


def _place(unit: str, corpus: Corpus, lines: Sequence[str]) -> int:
    """Before which line a unit's words go: units stand in the order of the document."""
    order = [clause for clause in corpus.clauses if corpus.is_unit(clause)]
    later = {f"{other}:" for other in order[order.index(unit) + 1 :]}
    return next((at for at, line in enumerate(lines) if line in later), len(lines))


def _scalar(phrasing: str) -> str:
    """As YAML reads it back, with quotes where it needs them."""
    try:
        plain = yaml.safe_load(f"- {phrasing}") == [phrasing]
    except yaml.YAMLError:
        plain = False
    return phrasing if plain else json.dumps(phrasing, ensure_ascii=False)
