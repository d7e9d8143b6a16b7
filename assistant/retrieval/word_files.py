"""Added words written into the files of a corpus, each where it belongs and in the form of what stands there.

Whatever stands there stays as it is, comments too. Words that are there already are not written again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from assistant.authored import CorpusError, read_authored
from assistant.documents.corpus import Corpus, load_corpus
from assistant.request import RequestError
from assistant.retrieval.added import AddedWords, is_there
from assistant.retrieval.asked import bad_phrasing, load_asked
from assistant.retrieval.lexicon import Lexicon

_SECTION = "# —— 由居民的问句补充"


def write_words(folder: Path, added: Sequence[AddedWords]) -> list[bool]:
    """Write words into the corpus in ``folder``; of each whether it was written (else it was there).

    All or nothing: the corpus loads afterwards, or stays as it was. Raises RequestError, CorpusError.
    """
    corpus = load_corpus(folder)
    before: dict[Path, str] = {}
    written = []
    try:
        for words in added:
            path = _path(folder, words)
            text = read_authored(path) if path.exists() else ""
            new = _with(words, folder, corpus, text)
            written.append(new is not None)
            if new is not None:
                before.setdefault(path, text)
                path.write_text(new, encoding="utf-8")
                if not is_there(words, Lexicon(folder / "words" / "lexicon.tsv"), load_asked(folder, corpus)):
                    raise RequestError("not_written", f"“{words.said}”没能写进 {path}，请手工加一行。")
    except (RequestError, CorpusError):
        for path, text in before.items():
            path.write_text(text, encoding="utf-8")
        raise
    return written


def _path(folder: Path, words: AddedWords) -> Path:
    if words.kind == "lexicon":
        return folder / "words" / "lexicon.tsv"
    return folder / "words" / "asked" / f"{words.unit.partition('#')[0]}.yaml"


def _with(words: AddedWords, folder: Path, corpus: Corpus, text: str) -> str | None:
    """The file with the words in it; None where it has them."""
    if words.kind == "lexicon":
        lexicon = Lexicon(folder / "words" / "lexicon.tsv")
        if words.entry in lexicon.entries:
            return None
        if any(entry.said == words.entry.said for entry in lexicon.entries):
            raise RequestError(
                "said_twice", f"{folder}：“{words.said}”已经另有一条，请先核对 lexicon.tsv，再决定留哪一条。"
            )
        return _with_line(words.line, text)
    if problem := bad_phrasing(words.unit, words.said, corpus):
        raise RequestError("bad_words", f"{folder}：{problem}")
    asked = load_asked(folder, corpus)
    return (
        None if words.unit in asked and words.said in asked[words.unit].phrasings else _with_item(words, corpus, text)
    )


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
