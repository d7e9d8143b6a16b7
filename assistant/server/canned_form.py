"""The form of a canned answer: what somebody typed, read and checked before it is kept."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from assistant.answers.canned import digest
from assistant.documents.corpus import UnknownClause
from assistant.engine import Engine
from assistant.reports.findings import Finding
from assistant.request import RequestError
from assistant.store.canned import LONGEST_KEY, LONGEST_TEXT, LONGEST_TITLE, CannedAnswer, Written

MOST_CLAUSES = 12
_LINES = re.compile(r"[\r\n]+")


class CannedForm(BaseModel):
    """A canned answer as it is typed. ``number``: which one is changed, 0 for a new one; ``version``: as it was read;
    ``clauses``: ids or citations, one a line; ``agreed``: the digest of the text whose problems somebody has seen.
    """

    number: int = Field(0, ge=0, lt=2**31)
    version: int = Field(0, ge=0, lt=2**31)
    title: str = ""
    key: str = ""
    text: str = ""
    clauses: str = ""
    figures: list[str] = []
    agreed: str = Field("", max_length=32)
    message_id: str = Field("", max_length=64)


@dataclass(frozen=True, slots=True)
class Reading:
    """A form that can be kept, and what the check of its citations found wrong with it."""

    written: Written
    problems: Sequence[Finding]

    @property
    def mark(self) -> str:
        """What somebody agrees to who keeps it nevertheless."""
        bound = " ".join(bound["clause"] for bound in self.written.clauses)
        return digest(f"{self.written.text}\n{bound}")


def read_form(engine: Engine, form: CannedForm, as_of: dt.date) -> Reading:
    """The form as it would be kept. Raises RequestError with a sentence that says what to mend."""
    title, text = " ".join(form.title.split()), form.text.replace("\r\n", "\n").strip()
    key = "".join(character for character in form.key.lower() if character.isalnum())
    key = key or engine.suggestions.initials(title)[:LONGEST_KEY]
    for said, most, name in ((title, LONGEST_TITLE, "标题"), (key, LONGEST_KEY, "简码"), (text, LONGEST_TEXT, "内容")):
        if not said:
            raise RequestError("missing", f"还没有写{name}，请写上再保存。")
        if len(said) > most:
            raise RequestError("too_long", f"{name}太长（{len(said)}个字），最多{most}个，请缩短。")
    canned = engine.canned
    if unknown := canned.unknown(text):
        raise RequestError(
            "unknown_blank",
            f"没有“{{{{{unknown[0]}}}}}”这个空。可以用的是：{'、'.join(canned.names)}；别的请直接写出来。",
        )
    figures = [name for name in engine.rules.parameters.figures if name in form.figures]
    bound = canned.bound(read_clauses(engine, form.clauses, as_of), as_of)
    masked = engine.masker.mask(text)
    written = Written(engine.masker.mask(title)[:LONGEST_TITLE], key, masked, bound, canned.figures(figures, as_of))
    checked = canned.to_check(masked, bound)
    found = engine.check_findings.of(checked, engine.cite(checked, as_of))
    return Reading(written, [finding for finding in found if finding.severity == "problem"])


def read_clauses(engine: Engine, typed: str, as_of: dt.date) -> list[str]:
    """Clauses by their ids or as they are cited, one a line. Raises RequestError."""
    found: list[str] = []
    for line in filter(None, (line.strip() for line in _LINES.split(typed))):
        found += _clauses(engine, line, as_of)
    if not found:
        raise RequestError("no_clause", "还没有写依据的条款。至少写一条，如“西城区就业措施第14条”，条款改了才会提醒。")
    if len(set(found)) > MOST_CLAUSES:
        raise RequestError(
            "too_many_clauses", f"依据的条款太多（{len(set(found))}条），最多{MOST_CLAUSES}条，请分成几条答复。"
        )
    return found


def _clauses(engine: Engine, line: str, as_of: dt.date) -> list[str]:
    try:
        return [engine.corpus.clause(line).id]
    except UnknownClause as unknown:
        cited = engine.cite(line[:200], as_of)["citations"]
        resolved = [clause for one in cited if one["status"] == "resolved" for clause in one["clauses"]]
        if resolved:
            return resolved
        nearest = [clause for one in cited for clause in one["nearest"]] or unknown.nearest
        places = "；".join(engine.corpus.place(engine.corpus.clause(clause)) for clause in nearest[:3])
        hint = f"最接近的是：{places}。" if places else "可以写成“西城区就业措施第14条”，或者条款编号。"
        raise RequestError("unknown_clause", f"没有找到条款“{line[:60]}”。{hint}") from None


def of_answer(engine: Engine, answer: CannedAnswer) -> CannedForm:
    """A kept answer as a form; its clauses as they are cited."""
    known = engine.corpus.clauses
    clauses = "\n".join(
        engine.corpus.place(known[one["clause"]]) if one["clause"] in known else one["clause"] for one in answer.clauses
    )
    return CannedForm(
        number=answer.id, version=answer.version, title=answer.title, key=answer.key, text=answer.text,
        clauses=clauses, figures=list(answer.figures),
    )  # fmt: skip


def once(form: CannedForm, account: str) -> str | None:
    """The form's own id: the same form sent twice by somebody with the same words counts once."""
    try:
        return str(uuid.uuid5(uuid.UUID(form.message_id), repr((account, form.title, form.text))))
    except ValueError:
        return None
