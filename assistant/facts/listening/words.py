"""The words listened for (``corpus/words/listening.yaml``) and patterns built from them."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.authored import Authored, AuthoredFile, CorpusError, read_authored
from assistant.facts.vocabulary import Vocabulary

MANY = 12  # words from which on a look at the first character saves time
_PLACE = re.compile(r"(?<!\?P)<(\w+)>")  # not the name of a group


class Statement(Authored):
    """A yes/no fact: its names, and which ways of having them say it.

    ``has``: verbs that say it by themselves; ``does``: verbs that need 了/过/着. ``alone``: the name by itself is a
    statement (“残疾人，西城户口”). ``told``: says it by itself (当过兵). ``unlike``: what follows the name and makes it
    another thing. ``act``: the name is a deed (免费介绍了12人). ``now``: having had it (领过) says nothing.
    ``ends``: “停了” makes it false. ``unless``: words that void it.
    ``paper``: had since (拿结业证一个月就入职了). ``denied``: names that only denials may use (农村劳动力).
    ``short``: a name that holds only where a word of ``context`` went before (合格证书 after 创业培训).
    """

    names: list[str]
    told: list[str] = []
    unlike: list[str] = []
    has: list[str] = []
    does: list[str] = []
    alone: bool = False
    act: bool = False
    now: bool = False
    ends: bool = False
    paper: bool = False
    denied: list[str] = []
    speaker: str = "resident"
    unless: list[str] = []
    short: list[str] = []
    context: list[str] = []


class Figure(Authored):
    """A number of an organisation: the words that stand before or after it in its clause; ``of``: whose it can be.

    A word in both lists is what is counted (2个高级工, 高级工2个). ``at``: words that say it only right before
    the number (培训40人). ``context``: one of these must stand in the sentence. ``unsure``: what may be counted or not
    (农民 among 农村劳动力), so it is asked. ``unless``: words beside it that void it; ``nowhere``: words that void it
    wherever they stand in the sentence.
    """

    unit: str
    of: list[str] = []
    before: list[str] = []
    after: list[str] = []
    unless: list[str] = []
    at: list[str] = []
    context: list[str] = []
    unsure: list[str] = []
    nowhere: list[str] = []


class Families(Authored):
    """Words for people: who is female, who is male, who is neither by the word; ``children`` may be 孩子 later on."""

    female: list[str]
    male: list[str]
    other: list[str]
    strangers: list[str]
    children: list[str]


class ListeningFile(Authored):
    """``corpus/words/listening.yaml``."""

    lists: dict[str, list[str]]
    people: Families
    statements: dict[str, Statement]
    figures: dict[str, Figure]
    deeds: dict[str, list[str]]
    choices: dict[str, dict[str, list[str]]]
    labels: dict[str, list[str]]
    questions: dict[str, str]


class Words:
    """The words, and ``pattern`` to build expressions of them: ``<district>`` stands for any word of that list."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        file = AuthoredFile(folder / "words" / "listening.yaml")
        read = file.validated(ListeningFile)
        self.people, self.statements, self.figures = read.people, read.statements, read.figures
        self.deeds = read.deeds
        self.choices, self.labels, self.questions = read.choices, read.labels, read.questions
        for part in ("statements", "figures", "deeds", "choices", "labels", "questions"):
            for name in getattr(read, part):
                if name.split(".")[0] not in vocabulary.facts:
                    raise file.error(f"没有“{name}”这个事实，请检查拼写。", part, name)
        for name, values in read.choices.items():
            for value in values:
                if value not in vocabulary.facts[name].values:
                    raise file.error(f"事实“{name}”没有“{value}”这个值。", "choices", name, value)
        self.districts = _districts(folder / "words" / "districts.tsv", vocabulary)
        self._lists = {**read.lists, "district": list(self.districts)}
        named = {name for s in self.statements.values() for name in s.names if s.speaker == "resident"}
        self._lists["stated_name"] = sorted(named | {*read.lists["registration"]})
        self._lists["be_or_have"] = sorted({verb for s in self.statements.values() for verb in (*s.has, *s.does)})

    def words(self, name: str) -> list[str]:
        """The words of a list."""
        return self._lists[name]

    def pattern(self, template: str) -> re.Pattern[str]:
        """A compiled expression; ``<name>`` is replaced by the words of the list, the longest first."""
        return re.compile(_PLACE.sub(lambda place: any_of(self._lists[place[1]]), template))


def any_of(words: list[str]) -> str:
    """An expression for any of the words, the longest first; “…” in a word stands for a few characters."""
    spelled = (re.escape(word).replace("…", "[^,。?我]{0,8}?") for word in sorted(words, key=lambda w: (-len(w), w)))
    ahead = "".join(sorted({re.escape(word[0]) for word in words})) if len(words) > MANY else ""
    return "(?:" + (f"(?=[{ahead}])(?:" + "|".join(spelled) + ")" if ahead else "|".join(spelled)) + ")"


def again(expression: str) -> str:
    """An expression with its named groups under other names, to stand a second time in a pattern."""
    return re.sub(r"\(\?P<(\w+)>", r"(?P<\g<1>2>", expression)


def _districts(path: Path, vocabulary: Vocabulary) -> dict[str, str]:
    """District names as people say them, with their ids. Raises CorpusError."""
    names: dict[str, str] = {}
    for number, line in enumerate(read_authored(path).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, district = line.partition("\t")
        if district.strip() not in vocabulary.districts:
            raise CorpusError(f"{path}，第 {number} 行：“{district.strip()}”不是区的代码。")
        names[name.strip()] = district.strip()
    return names
