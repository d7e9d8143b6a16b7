"""The review of a rule: comments, questions and approvals, who may do what with them, and where the rule stands.

Four eyes: whoever wrote a rule or a comment doesn't approve it. An approval holds for the rule as it was read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.facts.calendar import BEIJING
from assistant.request import RequestError

Kind = Literal["comment", "question", "approval"]
Said = Literal["comment", "question"]
Standing = Literal["question", "changed", "new", "approved"]
KIND_NAMES: dict[Kind, str] = {"comment": "意见", "question": "疑问", "approval": "核准"}
STANDING_NAMES: dict[Standing, str] = {
    "new": "未核准", "question": "有疑问", "changed": "需重新核准", "approved": "已核准",
}  # fmt: skip
LONGEST = 1000  # characters of a comment, a question, or an answer


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody said of a rule, or an approval. ``version``: the rule as it was read then.

    ``settled_by``: who dealt with a comment or question, and in what words; ``withdrawn_at``: an approval taken back.
    """

    id: int
    benefit: str
    kind: Kind
    text: str
    account: str
    version: str
    at: dt.datetime
    settled_by: str | None = None
    settled_at: dt.datetime | None = None
    answer: str = ""
    withdrawn_at: dt.datetime | None = None

    @property
    def open(self) -> bool:
        """Whether somebody still has to deal with it."""
        return self.kind != "approval" and self.settled_at is None


@dataclass(frozen=True, slots=True)
class Rule:
    """What review has to know of a rule: its benefit, the version to be read now, and the accounts that wrote it."""

    benefit: str
    version: str
    written_by: tuple[str, ...]


def standing(rule: Rule, entries: Sequence[Entry]) -> Standing:
    """Where a rule stands: a question that is still open comes before all else."""
    if any(entry.kind == "question" and entry.open for entry in entries):
        return "question"
    if approvals(rule, entries):
        return "approved"
    return "changed" if any(e.kind == "approval" and e.withdrawn_at is None for e in entries) else "new"


def approvals(rule: Rule, entries: Sequence[Entry]) -> list[Entry]:
    """The approvals that hold for the rule as it reads now."""
    return [e for e in entries if e.kind == "approval" and e.withdrawn_at is None and e.version == rule.version]


def check_approval(rule: Rule, entries: Sequence[Entry], account: str, read: str) -> None:
    """Whether somebody may approve a rule of which they have read the version ``read``. Raises RequestError."""
    if account in rule.written_by:
        raise RequestError("own_rule", f"这条规则是您（{account}）写的，不能由您核准，请别的同事来核准。")
    mine = [entry for entry in approvals(rule, entries) if entry.account == account]
    if mine:
        raise RequestError("approved_before", f"您在{_moment(mine[0].at)}已经核准过这条规则，不用再核准。")
    if read != rule.version:
        raise RequestError("rule_changed", "您打开页面以后规则改动了，请把现在的规则看一遍，再点“核准”。")
    questions = [entry for entry in entries if entry.kind == "question" and entry.open]
    if questions:
        raise RequestError("open_questions", f"还有{len(questions)}个疑问没有答复，请先答复，再核准。")
    if any(entry.open and entry.account == account for entry in entries):
        raise RequestError("own_comment", "您写的意见还没有人处理，请同事先处理，或由同事来核准。")


def check_settling(entry: Entry, account: str, answer: str) -> None:
    """Whether somebody may deal with a comment or question in these words. Raises RequestError."""
    name = KIND_NAMES[entry.kind]
    if entry.settled_at is not None:
        raise RequestError(
            "settled_before", f"这条{name}已经由{entry.settled_by}在{_moment(entry.settled_at)}处理，不用再处理。"
        )
    if entry.account == account:
        raise RequestError("own_entry", f"这条{name}是您自己写的，要由别的同事来处理。")
    if entry.kind == "question" and not answer:
        raise RequestError("no_answer", "还没有写答复。疑问要写一句怎样定的，再点“处理完了”。")


def review_text(masked: str, typed: str) -> str:
    """What somebody wrote, as it is kept; ``masked`` may be longer than what was typed. Raises RequestError."""
    length = len(typed.replace("\r\n", "\n").strip())
    if length > LONGEST:
        raise RequestError("text_too_long", f"写得太长（{length}个字），最多{LONGEST}个，请缩短，或分成几条。")
    return masked.strip()


def _moment(at: dt.datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y年%-m月%-d日%H:%M")
