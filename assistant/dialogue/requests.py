"""What a message wants besides telling facts: a command, a question, small talk (``corpus/words/requests.yaml``).

A command is the whole message but for fillers (“麻烦您先给我看一下结果吧”); a question can stand anywhere in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from assistant.authored import Authored, AuthoredFile, read_columns
from assistant.rules.assess import Rulebook

MARKS = " \t\r\n\u3000。，,.!！?？~～、…:：；;“”\"'（）()"
POLITE = {"greeting", "thanks", "farewell"}  # may stand beside any other
LONGEST_TERM = 20
_MORE = re.compile(
    "(?:我|们)?再[^，。]{0,3}[0-9一二两俩三仨四五六七八九十半]"
)  # 再干两个月 says how much more, not how much
_NUMBER = re.compile("[0-9一二两俩三仨四五六七八九十半]")
FEWEST_OF_NAME = 4  # characters of a benefit's name that name it


class Meaning(Authored):
    """Words around a term whose meaning is asked (什么叫…, …是什么意思)."""

    before: list[str]
    after: list[str]
    one_of: list[str]
    beside: list[str]


class TotalWords(Authored):
    """What there is to be had: verbs with what is asked (能领点啥), or that there is something (有没有补贴)."""

    verbs: list[str]
    between: list[str]
    objects: list[str]
    there_is: list[str]
    kinds: list[str]

    def pattern(self) -> re.Pattern[str]:
        """All of them."""
        verbs, between, objects, there_is, kinds = (
            _any(words).pattern for words in (self.verbs, self.between, self.objects, self.there_is, self.kinds)
        )
        return re.compile(f"(?:{verbs})(?:{between})*(?:{objects})|(?:{there_is})(?:{kinds})")


class Called(Authored):
    """How people call some benefits."""

    words: list[str]
    ids: list[str]
    topic: bool = False


class RequestsFile(Authored):
    """``corpus/words/requests.yaml``."""

    fillers: list[str]
    whole: dict[str, list[str]]
    asking: list[str]
    asking_last: list[str]
    meaning: Meaning
    process: list[str]
    sources: list[str]
    compares: list[str]
    together: list[str]
    supposing: list[str]
    supposing_after: list[str]
    supposing_asked: list[str]
    supposing_ends: list[str]
    supposing_begins: list[str]
    leaving: list[str]
    changing: list[str]
    denying: list[str]
    units: dict[str, list[str]]
    facts: dict[str, list[str]]
    others: list[str]
    employing: list[str]
    total: TotalWords
    selves: list[str]
    benefits: list[Called]


class Requests:
    """Recognises requests by the words of one file."""

    def __init__(self, file: RequestsFile, names: Mapping[str, str], districts: Mapping[str, str]) -> None:
        """``names``: the benefits' own names by id; ``districts``: ids by the words for them."""
        self._fillers = _any(file.fillers)
        edge = f"(?:{_any(file.meaning.beside).pattern}|[{re.escape(MARKS)}])+"
        self._edges = re.compile(f"^{edge}|{edge}$")
        self._whole = {word.lower(): kind for kind, words in file.whole.items() for word in words}
        self._commands = _any(word for word in self._whole if len(word) > 1)
        self._asking = re.compile(f"{_any(file.asking).pattern}|(?:{'|'.join(file.asking_last)})$")
        self._meaning = (
            re.compile(f"(?:{'|'.join(_longest(file.meaning.before))})(?P<term>.+)"),
            re.compile(f"(?P<term>.+?)(?:{'|'.join(_longest(file.meaning.after))})"),
        )
        self._topics = {word: tuple(c.ids) for c in file.benefits if c.topic for word in c.words}
        self._topic = _any(self._topics)
        self._called = {word: tuple(c.ids) for c in file.benefits if not c.topic for word in c.words}
        for name, ids in _own_names(names).items():
            self._called[name] = tuple(dict.fromkeys((*self._called.get(name, ()), *ids)))
        self._benefits, self._districts = _any(self._called), districts
        self._district = _any(districts)
        self._sources = _any(file.sources)
        self._process, self._compares, self._together = _any(file.process), _any(file.compares), _any(file.together)
        self._selves = file.selves
        self._total = file.total.pattern()
        self._others, self._employing = _any(file.others), _any(file.employing)
        self._supposing = _any(file.supposing)
        self._supposing_after, self._supposing_asked = _any(file.supposing_after), _any(file.supposing_asked)
        self._leading = re.compile(f"^(?:{_any(file.supposing_begins).pattern})+")
        self._leaving = _any(file.leaving)
        self._one_of = re.compile(f"(?:{_any(file.meaning.one_of).pattern})(?P<term>.+)")
        self._supposed = re.compile(f"(?:{_any(file.supposing_ends).pattern})+$")
        self._units, self._denying = file.units, _any(file.denying)
        self._changing, self._facts, self._fact = _any(file.changing), file.facts, _any(file.facts)

    def command(self, text: str) -> str:
        """Which command or courtesy the message is, “” where it says more than that.

        Of several (“算了，看结果吧”) the last counts, courtesies last.
        """
        heard = [(clause, self._command(clause)) for clause in _clauses(text)]
        kinds = [kind for clause, kind in heard if kind or self._fillers.sub("", clause)]
        if not kinds or not all(kinds):
            return ""
        return next((kind for kind in reversed(kinds) if kind not in POLITE), kinds[-1])

    def among_others(self, text: str) -> str:
        """The command that stands among other words (“不清楚，得回去查”, “我要投诉，转人工”)."""
        kinds = [self._command(clause) for clause in _clauses(text)]
        return "hand_over" if "hand_over" in kinds else "unsure" if kinds[:1] == ["unsure"] else ""

    def _command(self, text: str) -> str:
        plain = "".join(character for character in text.lower() if character not in MARKS)
        if not plain:
            return ""
        if plain in self._whole:
            return self._whole[plain]
        found = sorted(self._commands.findall(plain), key=len, reverse=True)
        kinds = [self._whole[phrase] for phrase in found]
        if found and {*kinds[1:]} <= {*POLITE, kinds[0]} and not self._fillers.sub("", self._commands.sub("", plain)):
            return kinds[0]
        return self._whole.get(self._fillers.sub("", plain), "")

    def asks(self, text: str) -> bool:
        """Whether something is asked."""
        return (
            self._asking.search(text.translate(str.maketrans("？", "?")).rstrip("".join(set(MARKS) - {"?", "？"})))
            is not None
        )

    def term(self, text: str) -> str:
        """The word whose meaning is asked, “” where none is."""
        for clause in _clauses(text):
            for pattern in self._meaning:
                match = pattern.search(clause.strip(MARKS))
                term = self._edges.sub("", match["term"]) if match else ""
                if 2 <= len(term) <= LONGEST_TERM:
                    return term
        return ""

    def kind_of(self, text: str) -> str:
        """The class of people it is asked to belong to (4050算就业困难人员吗), “” where none is."""
        for clause in _clauses(text):
            match = self._one_of.search(clause)
            term = self._edges.sub("", match["term"]) if match else ""
            if FEWEST_OF_NAME <= len(term) <= LONGEST_TERM:
                return term
        return ""

    def benefits(self, text: str) -> list[tuple[str, ...]]:
        """The benefits named, each as the ids that its words may mean."""
        return list(dict.fromkeys(self._called[match[0]] for match in self._benefits.finditer(text)))

    def topics(self, text: str) -> list[tuple[str, ...]]:
        """The benefits for what somebody is about to do (开个小店)."""
        return list(dict.fromkeys(self._topics[match[0]] for match in self._topic.finditer(text)))

    def speaks_of_self(self, text: str) -> bool:
        """Whether somebody asks for themselves (零就业家庭能领什么 doesn't say so)."""
        return any(word in text for word in self._selves)

    def total(self, text: str) -> bool:
        """Whether it is asked what there is to be had, and how much."""
        return self._total.search(text) is not None

    def districts(self, text: str) -> list[str]:
        """The districts named, in the order of the words."""
        return list(dict.fromkeys(self._districts[match[0]] for match in self._district.finditer(text)))

    def process(self, text: str) -> bool:
        """Whether it is asked how, where or with which papers to apply."""
        return self._process.search(text) is not None

    def besides_process(self, text: str) -> str:
        """What else stands in a question how to apply: what it is that is applied for."""
        left = (self._process.sub("", clause) for clause in _clauses(text))
        return "".join(self._edges.sub("", self._fillers.sub("", clause)) for clause in left)

    def sources(self, text: str) -> bool:
        """Whether it is asked where something is written."""
        return self._sources.search(text) is not None

    def compares(self, text: str) -> bool:
        """Whether things are to be put side by side."""
        return self._compares.search(text) is not None

    def together(self, text: str) -> bool:
        """Whether it is asked if things can be had together."""
        return self._together.search(text) is not None

    def supposed(self, text: str) -> str:
        """What is only supposed, without the words that say so (要是签三年合同呢 → 签三年合同); “” where nothing is."""
        bare = text.strip(MARKS)
        if found := self._supposing.search(bare):
            supposed = bare[found.end() :]
        elif found := self._supposing_after.search(bare):
            supposed = "，".join([*_clauses(bare[: found.start()])[-1:], bare[found.end() :]])
        elif (found := self._supposing_asked.search(bare)) and self.asks(text):
            supposed = bare[found.end() :]
        else:
            return ""
        kept = [clause for clause in _clauses(supposed) if not _MORE.match(clause)]
        ended = self._supposed.sub("", "，".join(kept)).strip(MARKS)
        return self._leading.sub("", ended).strip(MARKS)

    def leaves(self, text: str) -> bool:
        """Whether something ends (退出低保)."""
        return self._leaving.search(text) is not None

    def counts(self, text: str) -> str:
        """What a figure in the words counts (2999人 → 人), “” where that isn't said."""
        return next((unit for unit, words in self._units.items() if any(word in text for word in words)), "")

    def denies(self, text: str) -> bool:
        """Whether the words say that something is not so."""
        return self._denying.search(text) is not None

    def figure(self, text: str) -> str:
        """The words from the first number on (做满一年 → 一年), “” where there is none."""
        found = _NUMBER.search(text)
        return text[found.start() :] if found else ""

    def change(self, text: str) -> tuple[list[str], str]:
        """Which facts somebody means to change, and the words of the new value (人数改成5个)."""
        found = next(self._changing.finditer(text), None)
        return (self.facts(text[: found.start()]), text[found.end() :].strip(MARKS)) if found else ([], "")

    def facts(self, text: str) -> list[str]:
        """The facts that words name (为啥问社保)."""
        return list(dict.fromkeys(fact for match in self._fact.finditer(text) for fact in self._facts[match[0]]))

    def asks_why(self, text: str) -> bool:
        """Whether it is asked why something is asked."""
        return any(self._whole[match[0]] == "why" for match in self._commands.finditer(text.lower()))

    def nothing_else(self, text: str) -> bool:
        """Whether all else on the list is denied (其他都没有)."""
        return self._others.search(text) is not None

    def employs(self, text: str) -> bool:
        """Whether the words are an employer's."""
        return self._employing.search(text) is not None


def load_requests(folder: Path, rules: Rulebook) -> Requests:
    """Read ``folder/words/requests.yaml``. Raises CorpusError."""
    file = AuthoredFile(folder / "words" / "requests.yaml")
    content = file.validated(RequestsFile)
    for index, called in enumerate(content.benefits):
        if unknown := [benefit for benefit in called.ids if benefit not in rules.by_id]:
            raise file.error(f"没有“{unknown[0]}”这项待遇，请检查拼写。", "benefits", index)
    districts = dict(read_columns(folder / "words" / "districts.tsv", 2, 2))
    return Requests(content, {benefit.id: benefit.name for benefit in rules.benefits}, districts)


def _own_names(names: Mapping[str, str]) -> dict[str, list[str]]:
    """The benefits' own names without what stands in brackets, and their last words where no other name ends so."""
    own = {benefit: re.sub("（.*?）", "", name) for benefit, name in names.items()}
    found: dict[str, list[str]] = {}
    for benefit, name in own.items():
        found.setdefault(name, []).append(benefit)
    for size in range(FEWEST_OF_NAME, max(map(len, own.values()))):
        ends: dict[str, list[str]] = {}
        for benefit, name in own.items():
            if len(name) > size:
                ends.setdefault(name[-size:], []).append(benefit)
        found |= {end: ids for end, ids in ends.items() if len(ids) == 1 and end not in found}
    return found


def _clauses(text: str) -> list[str]:
    return [clause for part in re.split("[，。,.!！；;？?\\s]", text) if (clause := part.strip(MARKS))]


def _longest(words: Iterable[str]) -> list[str]:
    return [re.escape(word) for word in sorted(words, key=len, reverse=True)]


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(_longest(word.lower() for word in words)))
