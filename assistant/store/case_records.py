"""A case of the hotline as it is passed about: what an agent types, what is kept, a line of a list; and refusals."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.facts.calendar import BEIJING

Json = dict[str, Any]
State = Literal["open", "closed"]
AnswerKind = Literal["script", "sms", "canned", "clause", "written"]
IN_A_DAY = 1_000_000  # more cases than any day has
_NUMBER = re.compile(r"(\d{8})-(\d{4,6})", re.ASCII)
TYPED = ("channel", "line", "given", "draft", "note", "outcome", "call_back")


class UnknownCase(LookupError):
    """No case has this number."""

    def __init__(self) -> None:
        super().__init__("没有这个工单：可能编号不全，或者已经到期删掉了。请在工单列表里找。")


class NotYourCase(PermissionError):
    """The case is somebody else's. Nothing of it is told."""

    def __init__(self) -> None:
        super().__init__("这个工单不是您的，也没有转给过您，不能打开。需要的话，请负责的同事或主管转给您。")


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """All that an agent types into a case, masked, and what was understood of it. Fields as in ``CaseRow``."""

    channel: str = ""
    line: str = ""
    given: Json | None = None
    facts: Json = field(default_factory=dict)
    draft: str = ""
    note: str = ""
    outcome: str = ""
    call_back: str = ""
    call_back_at: dt.datetime | None = None
    words: str = ""
    conversation_id: str | None = None
    as_of: dt.date = dt.date.min
    corpus_version: str = ""

    def says_the_same(self, other: CaseDraft) -> bool:
        """Whether the same was typed: what follows from it may be worked out anew on another day."""
        return all(getattr(self, name) == getattr(other, name) for name in TYPED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller was answered. ``about``: ``{"benefits": […], "clauses": […]}``; ``told``: as of a turn."""

    kind: AnswerKind
    text: str
    about: Json
    as_of: dt.date
    corpus_version: str
    told: Json | None = None


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer in its place, with who gave it and when."""

    seq: int
    at: dt.datetime
    account: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class HandOver:
    """That a case went from one account to another, and who did that."""

    at: dt.datetime
    owner_before: str
    owner: str
    account: str


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as it is kept; ``id`` is what its number says, for the store."""

    id: int
    opened_at: dt.datetime
    updated_at: dt.datetime
    closed_at: dt.datetime | None
    opened_by: str
    owner: str
    state: State
    version: int
    content: CaseDraft
    members: tuple[str, ...]

    @property
    def number(self) -> str:
        return case_number(self.id)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list; ``note`` whole, for whoever shows it to cut."""

    id: int
    opened_at: dt.datetime
    updated_at: dt.datetime
    owner: str
    state: State
    channel: str
    line: str
    note: str
    draft: str
    outcome: str
    call_back: str
    call_back_at: dt.datetime | None

    @property
    def number(self) -> str:
        return case_number(self.id)


class CaseChanged(Exception):
    """Somebody else changed the case meanwhile; nothing was kept of ``mine``, so that both can be shown."""

    def __init__(self, mine: CaseDraft, theirs: StoredCase) -> None:
        self.mine, self.theirs = mine, theirs
        super().__init__("别人刚改过这个工单，您的没有存上；两份都在下面，请选一份或合在一起。")


def case_number(case_id: int) -> str:
    """20261130000007 as 20261130-0007."""
    day, place = divmod(case_id, IN_A_DAY)
    return f"{day}-{place:04d}"


def case_id_of(number: str) -> int:
    """20261130-0007 as 20261130000007. Raises UnknownCase."""
    found = _NUMBER.fullmatch(number.strip())
    if found is None:
        raise UnknownCase
    return int(found[1]) * IN_A_DAY + int(found[2])


def first_id(day: dt.date) -> int:
    """What is below all cases of a day, and above those of the day before."""
    return int(f"{day:%Y%m%d}") * IN_A_DAY


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Beijing, by which cases are numbered."""
    return moment.astimezone(BEIJING).date()
