"""Words that staff add: where they stand, who may accept them, and when.

Four eyes: whoever wrote them doesn't accept them. What they change has been worked out for the corpus as it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from assistant.request import RequestError
from assistant.retrieval.added import AddedWords

Standing = Literal["waiting", "previewed", "outdated", "refused", "accepted", "exported", "withdrawn"]
STANDING_NAMES: dict[Standing, str] = {
    "waiting": "正在算影响", "previewed": "等同事同意", "outdated": "要重新算影响", "refused": "没有算成",
    "accepted": "已同意，待导出", "exported": "已导出", "withdrawn": "已撤回",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordEntry:
    """Words, as they were added. ``preview``: what they change in search, by ``preview_version`` of the corpus and the
    questions; ``problem``: why there is none.
    """

    id: int
    question: int | None
    kind: Literal["lexicon", "asked"]
    said: str
    written: str
    weight: float
    note: str
    unit: str
    account: str
    at: dt.datetime
    preview: dict[str, Any] | None
    preview_version: str | None
    previewed_at: dt.datetime | None
    problem: str | None
    accepted_by: str | None
    accepted_at: dt.datetime | None
    withdrawn_by: str | None
    withdrawn_at: dt.datetime | None
    exported_at: dt.datetime | None

    @property
    def words(self) -> AddedWords:
        """As search takes them."""
        return AddedWords(self.kind, self.said, self.written, self.weight, self.note, self.unit)


def standing(entry: WordEntry, version: str) -> Standing:
    """Where an entry stands with this version of the corpus and the questions."""
    if entry.withdrawn_at:
        return "withdrawn"
    if entry.exported_at:
        return "exported"
    if entry.accepted_at:
        return "accepted"
    if entry.problem:
        return "refused"
    if entry.preview is None:
        return "waiting"
    return "previewed" if entry.preview_version == version else "outdated"


def check_acceptance(entry: WordEntry, account: str, version: str) -> None:
    """Whether somebody may accept an entry. Raises RequestError."""
    _refuse_ended(entry)
    if entry.accepted_at:
        raise RequestError("accepted_before", f"{entry.accepted_by}已经同意收这一条，不用再点。")
    if entry.account == account:
        raise RequestError("own_words", f"这一条是您（{account}）写的，要由别的同事看过影响再同意。")
    where = standing(entry, version)
    if where == "outdated":
        raise RequestError("preview_outdated", "算完影响以后语料改动了，请先点“重新算一遍影响”，看过再同意。")
    if where != "previewed":
        raise RequestError("no_preview", "还没有算出这一条的影响，算好看过才能同意。")


def check_withdrawal(entry: WordEntry) -> None:
    """Whether an entry can be taken back. Raises RequestError."""
    _refuse_ended(entry)


def _refuse_ended(entry: WordEntry) -> None:
    if entry.withdrawn_at:
        raise RequestError("withdrawn_before", f"{entry.withdrawn_by}已经撤回这一条，可以照着它另写一条。")
    if entry.exported_at:
        raise RequestError("exported_before", "这一条已经导出到语料文件，要改请改文件。")
