"""Words that staff add to what search knows: a line of the lexicon, or one way in which a clause is asked for.

Checked as the files of the corpus are when they are loaded, and beyond that as they are reviewed: nothing twice, only
words of the documents where the documents' words belong, and nothing learnt by heart from the questions that judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.documents.corpus import Corpus, squeeze
from assistant.request import RequestError
from assistant.retrieval.asked import Asked, bad_phrasing
from assistant.retrieval.lexicon import Entry, Lexicon, entry_of

Kind = Literal["lexicon", "asked"]
LONGEST = {"said": 40, "written": 60, "note": 100, "unit": 80}  # characters
SHARED = 6  # so many characters in a row in common with a question that judges: learnt by heart
_NAMES = {"said": "口语", "written": "文件用语", "note": "说明", "unit": "条款编号"}


@dataclass(frozen=True, slots=True)
class AddedWords:
    """``said``: what people say, words with a blank between; for the lexicon what the documents write for it, with its
    weight (above 0, at most 1) and a note; for “asked as” the unit."""

    kind: Kind
    said: str
    written: str = ""
    weight: float = 1.0
    note: str = ""
    unit: str = ""

    @property
    def entry(self) -> Entry:
        """As the lexicon has it."""
        return Entry(tuple(self.said.casefold().split()), tuple(self.written.split()), self.weight)

    @property
    def line(self) -> str:
        """As its file has it: a line of ``lexicon.tsv``, or the phrasing."""
        if self.kind == "asked":
            return self.said
        columns = [self.said, self.written]
        if self.note or self.weight != 1:
            columns.append(f"{self.weight:g}")
        return "\t".join([*columns, self.note] if self.note else columns)


def read_added(
    kind: Kind, said: str, written: str = "", weight: str = "", note: str = "", unit: str = ""
) -> AddedWords:
    """What somebody typed, white space made single blanks. Raises RequestError with one sentence."""
    given = {"said": said, "written": written, "note": note, "unit": unit}
    plain = {name: " ".join(text.split()) for name, text in given.items()}
    for name, text in plain.items():
        if len(text) > LONGEST[name]:
            raise _refused(f"“{_NAMES[name]}”太长（{len(text)} 个字），最多 {LONGEST[name]} 个，请只留关键的词。")
    if not plain["said"]:
        raise _refused("还没有写人们怎么说，请写几个词，以空格分开。")
    if kind == "asked":
        if not plain["unit"]:
            raise _refused("还没有选条款，请选一条，或写它的编号。")
        return AddedWords(kind, plain["said"], unit=plain["unit"].removesuffix(".p1"))
    if not plain["written"]:
        raise _refused("还没有写文件用语，请写文件里有的词，以空格分开。")
    try:
        entry = entry_of([plain["said"], plain["written"], weight.strip()])
    except ValueError as problem:
        raise _refused(f"{problem}") from None
    return AddedWords(kind, plain["said"], plain["written"], entry.weight, plain["note"])


def is_there(added: AddedWords, lexicon: Lexicon, asked: Mapping[str, Asked]) -> bool:
    """Whether the corpus has these words already."""
    if added.kind == "lexicon":
        return added.entry in lexicon.entries
    return added.unit in asked and added.said in asked[added.unit].phrasings


def check_added(
    added: AddedWords, corpus: Corpus, lexicon: Lexicon, asked: Mapping[str, Asked], judging: Iterable[str]
) -> None:
    """Whether the words may be added; ``judging``: the questions that search is judged by. Raises RequestError."""
    if is_there(added, lexicon, asked):
        raise _refused("语料里已经有一模一样的一条，不用再加。")
    if added.kind == "lexicon":
        _check_line(added, corpus, lexicon)
    else:
        problem = bad_phrasing(added.unit, added.said, corpus)
        if problem:
            raise _refused(problem)
    for text in (added.said, *added.written.split()):
        _check_not_learnt(text, corpus, judging)


def _check_line(added: AddedWords, corpus: Corpus, lexicon: Lexicon) -> None:
    if added.said.startswith("#"):
        raise _refused("口语不能以 # 开头（那是注释），请去掉。")
    before = next((entry for entry in lexicon.entries if entry.said == added.entry.said), None)
    if before:
        meant = " ".join(before.written)
        raise _refused(f"“{added.said}”已经有一条（→ {meant}），一句口语只写一条；要改，请改 lexicon.tsv 里那一行。")
    text = squeeze(" ".join(clause.text + (clause.title or "") for clause in corpus.clauses.values()))
    missing = [word for word in added.entry.written if word.strip("“”") not in text]
    if missing:
        raise _refused(f"文件里没有“{missing[0]}”这个词，右边要写文件里有的词。")


def _check_not_learnt(text: str, corpus: Corpus, judging: Iterable[str]) -> None:
    """The documents' own words may stand on both sides: they are nobody's to keep from a question."""
    said = _runs(text)
    if not said:
        return
    sources = "".join(_plain(document.source) for document in corpus.documents.values())
    said = {run for run in said if run not in sources}
    for question in judging:
        if shared := said & _runs(question):
            raise _refused(
                f"“{min(shared)}”和检索评测的问句“{question}”连着 {SHARED} 个字一样，评测就不作数了；"
                "请换个说法，或只留关键的词。"
            )


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def _runs(text: str) -> set[str]:
    squeezed = _plain(text)
    return {squeezed[i : i + SHARED] for i in range(len(squeezed) - SHARED + 1)}


def _refused(sentence: str) -> RequestError:
    return RequestError("bad_words", sentence)
