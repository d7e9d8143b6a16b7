"""What whoever answers for an installation has to see to on a day: documents, dated figures and rules that run out.

Pure: the day comes in, and so does what is kept of suspensions and of questions about rules.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from assistant.authored import Authored, AuthoredFile
from assistant.documents.corpus import Corpus
from assistant.documents.metadata import DocumentMetadata
from assistant.documents.standing import chinese_day
from assistant.facts.calendar import anniversary
from assistant.rules.assess import Rulebook, Suspension
from assistant.rules.benefit import Benefit
from assistant.rules.parameters import Parameters

Kind = Literal[
    "expired", "expiring", "not_yet_in_force", "comments_ended", "draft_ending", "draft_unchecked",
    "figure_missing", "figure_due", "figure_unconfirmed", "questioned", "suspended_long",
]  # fmt: skip
About = Literal["document", "figure", "benefit"]
KINDS: tuple[Kind, ...] = get_args(Kind)  # in the order in which they are shown
AHEAD = 90  # days before a document's end from which it is said
CHECKED_AGAIN = 90  # days after which somebody looks again whether a draft was issued
LONG_SUSPENDED = 30  # days
_FILLED_IN = ("amount", "day", "days", "from", "name", "number", "source", "to", "unit")


class AlarmWords(Authored):
    """``corpus/words/alarms.yaml``: what is said of each kind, and what ends it."""

    says: dict[Kind, str]
    does: dict[Kind, str]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to see to: in words, what ends it, and the id of what it is about."""

    kind: Kind
    about: About
    subject: str
    text: str
    does: str


@dataclass(frozen=True, slots=True)
class Questioned:
    """How many questions about a benefit's rule are open, and since which day the oldest."""

    number: int
    since: dt.date


def load_alarm_words(folder: Path) -> AlarmWords:
    """Read from the corpus folder. Raises CorpusError."""
    file = AuthoredFile(folder / "words" / "alarms.yaml")
    words = file.validated(AlarmWords)
    for field in ("says", "does"):
        for kind in KINDS:
            if kind not in getattr(words, field):
                raise file.error(f"缺少“{kind}”的用语，请补上。", field)
    file.refuse_unknown_blanks(_FILLED_IN)
    return words


def alarms(
    corpus: Corpus,
    rules: Rulebook,
    words: AlarmWords,
    as_of: dt.date,
    suspended: Mapping[str, Suspension] | None = None,
    questioned: Mapping[str, Questioned] | None = None,
) -> list[Alarm]:
    """All that is to be seen to on the day, by kind in the order of ``KINDS``.

    ``suspended``, ``questioned``: by benefit; one that the rules no longer have is called by its id.
    """
    granting = Counter(benefit.document for benefit in rules.benefits)
    found = [
        *(a for d in corpus.documents.values() for a in _of_document(d.metadata, granting[d.id], words, as_of)),
        *_of_figures(rules.parameters, rules.benefits, words, as_of),
        *_of_rules(rules, words, as_of, suspended or {}, questioned or {}),
    ]
    return sorted(found, key=lambda alarm: KINDS.index(alarm.kind))


def _of_document(metadata: DocumentMetadata, number: int, words: AlarmWords, as_of: dt.date) -> Iterator[Alarm]:
    def alarm(kind: Kind, days: int, **said: object) -> Alarm:
        text = words.says[kind].format_map({"name": metadata.name, "number": number, "days": days, **said})
        return Alarm(kind, "document", metadata.id, text, words.does[kind])

    status = metadata.legal_status(as_of)
    ends = metadata.in_force_to.value if metadata.in_force_to else None
    left = (ends - as_of).days if ends else None
    to = chinese_day(ends) if ends else ""
    if status in ("draft", "explanatory_note"):
        asked = metadata.comments_until.value if metadata.comments_until else None
        unchecked = (as_of - metadata.last_checked).days
        if asked and as_of > asked:
            yield alarm("comments_ended", (as_of - asked).days, to=chinese_day(asked))
        if left is not None and left <= AHEAD:
            yield alarm("draft_ending", left, to=to)
        if unchecked > CHECKED_AGAIN:
            yield alarm("draft_unchecked", unchecked, day=chinese_day(metadata.last_checked))
    elif status == "not_yet_in_force" and metadata.in_force_from:
        begins = metadata.in_force_from.value
        yield alarm("not_yet_in_force", (begins - as_of).days, **{"from": chinese_day(begins)})
    elif left is not None and left < 0:
        if number:
            yield alarm("expired", -left, to=to)
    elif left is not None and left <= AHEAD:
        yield alarm("expiring", left, to=to)


def _of_figures(
    parameters: Parameters, benefits: Sequence[Benefit], words: AlarmWords, as_of: dt.date
) -> Iterator[Alarm]:
    using = Counter(name for benefit in benefits for name in benefit.figures)
    for name, figure in parameters.figures.items():
        value = parameters.on(name, as_of)
        said = {"name": figure.name, "unit": figure.unit, "number": using[name], "day": chinese_day(as_of)}
        kinds: list[Kind] = []
        if value is None:
            kinds = ["figure_missing"] if using[name] else []
        else:
            said |= {"amount": f"{value.amount:f}", "source": value.source, "from": chinese_day(value.from_)}
            kinds += ["figure_due"] if as_of >= anniversary(value.from_, 1) else []
            kinds += [] if value.confirmed else ["figure_unconfirmed"]
        for kind in kinds:
            yield Alarm(kind, "figure", name, words.says[kind].format_map(said), words.does[kind])


def _of_rules(
    rules: Rulebook,
    words: AlarmWords,
    as_of: dt.date,
    suspended: Mapping[str, Suspension],
    questioned: Mapping[str, Questioned],
) -> Iterator[Alarm]:
    def called(benefit: str) -> str:
        return rules.by_id[benefit].name if benefit in rules.by_id else benefit

    for benefit, asked in questioned.items():
        said = {"name": called(benefit), "number": asked.number, "days": max((as_of - asked.since).days, 0)}
        text = words.says["questioned"].format_map(said)
        yield Alarm("questioned", "benefit", benefit, text, words.does["questioned"])
    for benefit, suspension in suspended.items():
        days = (as_of - suspension.since).days
        if days >= LONG_SUSPENDED:
            said = {"name": called(benefit), "from": chinese_day(suspension.since), "days": days}
            text = words.says["suspended_long"].format_map(said)
            yield Alarm("suspended_long", "benefit", benefit, text, words.does["suspended_long"])
