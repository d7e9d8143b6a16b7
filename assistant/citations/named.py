"""Documents named in a text: by title (《》, 〈〉, <> or none), by number (文号), by short name, or pointed back to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz

from assistant.citations.districts import Districts
from assistant.citations.folding import fold, is_within, squeezed
from assistant.citations.words import CitingWords, either
from assistant.documents.corpus import Corpus
from assistant.documents.labels import read_number
from assistant.documents.metadata import CITY, DocumentMetadata

LONGEST_TITLE = 120
LONGEST_MIDDLE = 40
LONG_TITLE = 12  # from so many characters on, a title is known without marks around it
CLOSE = 85.0  # a title that shares so much with one of the corpus may be a slip of the pen
_HAN = "\u3400-\u9fff"
_YEAR = r"(?P<year>(?:19|20)\d\d|二[〇零]\s?[〇零一二三四五六七八九]\s?[〇零一二三四五六七八九])"
_NUMBER = re.compile(
    rf"{_YEAR}\s?(?:\)|年|-|(?=第))\s?第?\s?(?P<number>\d{{1,4}}|[一二三四五六七八九十百]{{1,5}})\s?号(?P<called>文件?)?"
    r"|(?<![\d年月第])(?P<bare>\d{1,4})\s?号文(?:件)?(?!化)"
)
_AGENCY = re.compile(rf"(?P<agency>[{_HAN}]{{0,24}})(?P<between>\s?\(?\s?)$")
_CUT = re.compile(
    r"^.*(?:根据|依据|按照|参照|依照|遵照|依|按|据|照|的|了|有|是|见|和|与|及|或|在|由|从|对|说|到|里|中|问|看|引用|即|以|以及|为|号)"
)
_ISSUED = re.compile(r"(?:发|函|办|字|规|令|通|公告)$")


@dataclass(frozen=True, slots=True)
class Named:
    """A document as a text names it.

    ``document``: its id where it is one of the corpus; else None, and ``standing`` says whether the text means one that
    is not in the corpus, or one that can't be told (``candidates``). ``kind``: the last word of the name (通知).
    """

    start: int
    end: int
    document: str | None
    standing: Literal["known", "outside", "unclear"] = "known"
    kind: str = ""
    how: Literal["title", "number", "name", "defined"] = "name"
    candidates: tuple[str, ...] = ()
    remark: str | None = None


@dataclass
class _Spelling:
    """How one document is recognised."""

    metadata: DocumentMetadata
    titles: frozenset[str]
    name: re.Pattern[str]
    within: re.Pattern[str]
    place: re.Pattern[str]
    full: re.Pattern[str]
    kinds: tuple[str, ...]
    number: tuple[str, int, int] | None = field(default=None)  # agency, year, number


class Namer:
    """Finds the documents that a text names."""

    def __init__(self, corpus: Corpus, words: CitingWords, districts: Districts) -> None:
        self.corpus, self.words = corpus, words
        self._kind = either(words.kinds)
        self._ending = re.compile(rf"(?:{self._kind})$")
        self._spelt = [self._spelling(d.metadata, districts) for d in corpus.documents.values()]
        self._pointing = re.compile(
            rf"(?:{either(words.pointing)}|(?<![{_HAN}》]))\s?(?P<open>《)?(?P<kind>{self._kind}|{either(words.general)})(?P<close>》)?"
        )
        self._abbreviating = re.compile(
            rf"(?:{either(words.abbreviating)})(?:为|作)?\s?['\"“”‘’「『《]?(?P<name>[^'\"“”‘’」』》),，。]{{2,40}})"
        )
        self._elsewhere = (*words.elsewhere, *words.kinds)

    def _spelling(self, metadata: DocumentMetadata, districts: Districts) -> _Spelling:
        titles = [metadata.title, metadata.name, *metadata.called]
        drafts = [d for t in titles for d in re.findall(r"[(（]([^()（）]+)[)）]$", t) if d in self.words.kinds]
        kinds = tuple(dict.fromkeys([*(kind for t in titles if (kind := self.kind_of(t))), *drafts]))
        places = self.words.city if metadata.territory == CITY else districts.names(metadata.territory)
        letters = sorted({c for t in [*titles, *self.words.middle] for c in t if c not in "《》〈〉<>（）()"})
        middle = rf"[{re.escape(''.join(letters))}\s]{{0,{LONGEST_MIDDLE}}}?"
        place = rf"(?:北京市?|市)?(?:{either(places)})(?:{either(self.words.place_endings)})?"
        ending = rf"(?:{either(list(kinds))})"
        draft = r"(?:\s?[(（]?(?:审议稿|征求意见稿|草案)[)）]?)?(?:的(?:通知|起草说明))?"
        own = either([squeezed(fold(t)) for t in metadata.called])
        parts = either([*self.corpus.documents[metadata.id].headings(), *self.words.annexes])
        telling = [kind for kind in kinds if len(kind) > 2] or [
            k for k in self.words.kinds if metadata.title.endswith(k)
        ]
        own = "|".join(
            p for p in (
                own, rf"{place}(?=(?:{parts})\s?(?:第|\(|\d))",  # 通州汇总说明2.
                rf"(?:{either(places)})[{_HAN}]{{0,4}}?(?:{either(telling)})",  # 海淀只有起草说明三、五是
            ) if p
        )  # fmt: skip
        return _Spelling(
            metadata,
            frozenset(_plain(title) for title in titles) | {_plain(t) for t in _without_issuer(metadata)},
            re.compile(rf"(?:{own}|{place}{middle}{ending}{draft})"),
            re.compile(rf"{middle}{ending}"),
            re.compile(place),
            re.compile(
                "|".join(map(_loosely, sorted((t for t in titles if len(t) >= LONG_TITLE), key=len, reverse=True)))
            ),
            kinds,
            _number_of(metadata.number.value) if metadata.number else None,
        )

    def kind_of(self, title: str) -> str:
        """The kind of a document by the end of its title: 若干措施 counts as 措施."""
        ending = self._ending.search(re.sub(r"[(（][^()（）]*[)）]$", "", title.strip("》 ")))
        found = ending[0] if ending else ""
        return next((k for k in ("措施", "意见", "办法", "细则", "方案", "说明") if found.endswith(k)), found)

    # --- by number

    def numbers(self, folded: str) -> Iterator[Named]:
        """Every 文号, and “14号文” where one document only can be meant."""
        for found in _NUMBER.finditer(folded):
            if found["bare"]:
                yield self._by_bare_number(found)
            elif named := self._by_number(found):
                yield named

    def _by_number(self, found: re.Match[str]) -> Named | None:
        year, number = _digits(found["year"]), _digits(found["number"])
        before = _AGENCY.search(found.string, max(0, found.start() - 27), found.start())
        agency = before["agency"] if before else ""
        ends = before.end("agency") if before else found.start()
        for spelt in self._spelt:
            if spelt.number and spelt.number[1:] == (year, number):
                own = spelt.number[0]
                if agency.endswith(own):
                    return self._known(spelt, ends - len(own), found.end(), "number")
                if found["called"] and not _ISSUED.search(agency):
                    bracket = before is not None and "(" in before["between"]
                    return self._known(spelt, ends if bracket else found.start(), found.end(), "number")
        agency = _CUT.sub("", agency)
        if not _ISSUED.search(agency) or len(agency) < 2:
            return None
        remark = self._near_number(agency, year, number)
        return Named(ends - len(agency), found.end(), None, "outside", "", "number", remark=remark)

    def _near_number(self, agency: str, year: int, number: int) -> str | None:
        said = f"{agency}〔{year}〕{number}号"
        for spelt in self._spelt:
            for repealed in spelt.metadata.related("repeals"):
                if repealed.number == said:
                    return f"{said}已由《{spelt.metadata.title}》废止，不在语料里。"
            if spelt.number and spelt.metadata.number and fuzz.ratio(said, spelt.metadata.number.value) >= CLOSE:
                return f"语料里没有{said}；相近的是{spelt.metadata.number.value}，请核对文号。"
        return f"{said}不在语料里，无从核对。"

    def _by_bare_number(self, found: re.Match[str]) -> Named:
        number = int(found["bare"])
        own = [s for s in self._spelt if s.number and s.number[2] == number]
        cited = {r.number for s in self._spelt for r in s.metadata.relations
                 if r.number and re.search(rf"〕0*{number}号$", r.number)}  # fmt: skip
        if len(own) == 1:
            return self._known(own[0], found.start(), found.end(), "number")
        ids = tuple(s.metadata.id for s in own)
        standing: Literal["outside", "unclear"] = "unclear" if own else "outside"
        remark = f"可能是{'、'.join(sorted(cited))}，都不在语料里。" if cited else None
        return Named(found.start(), found.end(), None, standing, "", "number", ids, remark)

    # --- by title

    def in_full(self, folded: str) -> Iterator[Named]:
        """Whole titles without marks of their own, or with a title within them: 关于《…》的起草说明."""
        for spelt in self._spelt:
            for found in spelt.full.finditer(folded):
                yield self._known(spelt, found.start(), found.end(), "title", self.kind_of(found[0]))

    def titled(self, content: str, start: int, end: int) -> Named:
        """The document that a title in 《》 means; ``content`` is what stands between the marks, folded."""
        said = squeezed(content)
        plain = _plain(said)
        kind = self.kind_of(said)
        for spelt in self._spelt:
            if plain in spelt.titles:
                return self._known(spelt, start, end, "title", kind)
        fitting = [s for s in self._spelt if self._abridges(said, plain, s)]
        if len(fitting) == 1:
            return self._known(fitting[0], start, end, "title", kind)
        if fitting or said in self.words.kinds:
            ids = tuple(s.metadata.id for s in fitting or [s for s in self._spelt if kind in s.kinds])
            return Named(start, end, None, "unclear", kind, "title", ids)
        return Named(start, end, None, "outside", kind, "title", remark=self._near_title(said))

    def _abridges(self, said: str, plain: str, spelt: _Spelling) -> bool:
        """Whether a title is the document's with parts left out: its kind, its words in their order."""
        placed = spelt.place.match(said)
        rest = _plain(said[placed.end() :]) if placed else plain
        if not spelt.within.fullmatch(said[placed.end() :] if placed else said) or (not placed and len(plain) < 8):
            return False
        return any(is_within(rest, title) for title in spelt.titles)

    def _near_title(self, said: str) -> str | None:
        for spelt in self._spelt:
            if fuzz.ratio(_plain(said), _plain(spelt.metadata.title)) >= CLOSE:
                return f"标题与《{spelt.metadata.title}》不一致，请核对。"
            if _plain(said) in _plain(spelt.metadata.title):
                return f"语料里只有《{spelt.metadata.title}》，没有《{said}》本身。"
        return None

    # --- by short name, by a defined name, by a word that points back

    def called(self, folded: str) -> Iterator[Named]:
        """Short names without marks (西城区就业措施, 通州审议稿), left to right, the longest where several begin."""
        found = [(m.start(), -m.end(), spelt) for spelt in self._spelt for m in spelt.name.finditer(folded)]
        behind = 0
        for start, end, spelt in sorted(found, key=lambda f: f[:2]):
            if start >= behind:
                behind = -end
                yield self._known(spelt, start, behind, "name", self.kind_of(folded[start:behind]))

    def pointed(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """Words that point back to a document (该通知): start, end, the kind they say."""
        for found in self._pointing.finditer(folded):
            if bool(found["open"]) == bool(found["close"]):
                yield found.start(), found.end(), self.kind_of(found["kind"]) or ""

    def abbreviation(self, within: str) -> str | None:
        """The short name that words in brackets define (以下简称《实施意见》)."""
        found = self._abbreviating.search(within)
        return squeezed(found["name"]) if found else None

    def stands_elsewhere(self, folded: str, start: int) -> str | None:
        """What stands right before a place, if that is the name of something else (劳动合同, 社会保险法)."""
        before = folded[max(0, start - 26) : start].rstrip(" 》")
        if not before.endswith(self._elsewhere):
            return None
        name = re.search(rf"[{_HAN}]{{2,24}}$", before)
        return _CUT.sub("", name[0]) + folded[max(0, start - 26) + len(before) : start] if name else None

    def _known(
        self, spelt: _Spelling, start: int, end: int, how: Literal["title", "number", "name"], kind: str = ""
    ) -> Named:
        return Named(start, end, spelt.metadata.id, "known", kind or spelt.kinds[0], how)

    @cached_property
    def kinds(self) -> dict[str, tuple[str, ...]]:
        """The kinds of each document, by its id."""
        return {spelt.metadata.id: spelt.kinds for spelt in self._spelt}


def _loosely(title: str) -> str:
    """A pattern of a whole title: blanks anywhere, 关于 and 的 or not, in 《》 or not."""
    letters = fold(squeezed(title)).removeprefix("关于")
    pattern = r"\s?".join("的?" if letter == "的" else re.escape(letter) for letter in letters)
    return rf"(?:关于)?\s?{pattern}" if "《" in letters else rf"(?<!《)(?<!关于)(?:关于)?{pattern}"


def _plain(title: str) -> str:
    """A title as titles are compared: without blanks, marks, 的 and 关于."""
    return re.sub(r"[\s的《》<>〈〉()（）\"“”']|关于", "", fold(title))


def _without_issuer(metadata: DocumentMetadata) -> Iterator[str]:
    for issuer in metadata.issuers:
        if metadata.title.startswith(issuer.value):
            yield metadata.title[len(issuer.value) :]
    for title in metadata.called:
        if (at := title.find("关于印发")) >= 0 and title.endswith("通知"):
            yield title[at:]


def _number_of(value: str) -> tuple[str, int, int] | None:
    plain = fold(squeezed(value))
    found = _NUMBER.search(plain)
    return (plain[: found.start()].rstrip("("), _digits(found["year"]), _digits(found["number"])) if found else None


def _digits(written: str) -> int:
    plain = squeezed(written).replace("零", "〇")
    if plain.isdigit():
        return int(plain)
    if len(plain) == 4 and plain.startswith("二〇"):
        return int("".join("〇一二三四五六七八九".index(c).__str__() for c in plain))
    return read_number(plain) or 0
