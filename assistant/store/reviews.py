"""The review of the rules, kept: what was said, settled, approved and taken back, nothing lost and nothing twice.

What two people do with one rule at once happens one after the other, so that each is judged by what the other did.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from assistant.accounts.reviewing import Entry, Rule, Said, approvals, check_approval, check_settling
from assistant.request import RequestError
from assistant.store.audit import Action, Actor, record
from assistant.store.database import now
from assistant.store.tables import ReviewEntryRow, RuleContentRow

_ENTRY, _CONTENT = ReviewEntryRow.__table__.c, RuleContentRow.__table__.c
_SHOWN = select(
    _ENTRY.id, _ENTRY.benefit, _ENTRY.kind, _ENTRY.text, _ENTRY.account, _ENTRY.version, _ENTRY.at,
    _ENTRY.settled_by, _ENTRY.settled_at, _ENTRY.answer, _ENTRY.withdrawn_at,
).order_by(_ENTRY.id)  # fmt: skip
_SAID: dict[Said, Action] = {"comment": "rule_commented", "question": "rule_questioned"}


class ReviewStore:
    """The reviews of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def of(self, benefit: str) -> list[Entry]:
        """All that was ever said of a rule, and every approval, oldest first."""
        with self.database.connect() as connection:
            return _entries(connection, _SHOWN.where(_ENTRY.benefit == benefit))

    def standing(self) -> dict[str, list[Entry]]:
        """By benefit what still counts: open comments and questions, and approvals not taken back."""
        counts = _SHOWN.where(_ENTRY.settled_at.is_(None), _ENTRY.withdrawn_at.is_(None))
        with self.database.connect() as connection:
            entries = _entries(connection, counts)
        found: dict[str, list[Entry]] = {}
        for entry in entries:
            found.setdefault(entry.benefit, []).append(entry)
        return found

    def say(self, rule: Rule, kind: Said, text: str, by: Actor, message_id: str | None = None) -> bool:
        """Keep a comment or question; False where this very form has come before."""
        row = {
            "benefit": rule.benefit, "kind": kind, "text": text, "account": by.name, "version": rule.version,
            "at": now(), "answer": "", "message_id": message_id,
        }  # fmt: skip
        try:
            with self.database.begin() as connection:
                _one_at_a_time(connection, rule.benefit)
                entry = _add(connection, row)
                record(connection, by, _SAID[kind], rule.benefit, entry=entry, version=rule.version)
        except IntegrityError:
            return False
        return True

    def settle(self, entry_id: int, benefit: str, answer: str, by: Actor) -> None:
        """Deal with a comment or question about a benefit's rule. Raises RequestError."""
        with self.database.begin() as connection:
            _one_at_a_time(connection, benefit)
            meant = _SHOWN.where(_ENTRY.id == entry_id, _ENTRY.benefit == benefit, _ENTRY.kind != "approval")
            found = _entries(connection, meant)
            if not found:
                raise RequestError("unknown_entry", "没有这条意见或疑问，请重新打开页面。")
            check_settling(found[0], by.name, answer)
            settled = {"settled_by": by.name, "settled_at": now(), "answer": answer}
            connection.execute(update(ReviewEntryRow).where(_ENTRY.id == entry_id).values(settled))
            record(connection, by, "review_settled", benefit, entry=entry_id)

    def approve(self, rule: Rule, read: str, by: Actor) -> None:
        """Approve a rule of which the version ``read`` was read. Raises RequestError."""
        with self.database.begin() as connection:
            _one_at_a_time(connection, rule.benefit)
            entries = _entries(connection, _SHOWN.where(_ENTRY.benefit == rule.benefit))
            check_approval(rule, entries, by.name, read)
            row = {
                "benefit": rule.benefit, "kind": "approval", "text": "", "account": by.name, "version": rule.version,
                "at": now(), "answer": "",
            }  # fmt: skip
            entry = _add(connection, row)
            record(connection, by, "rule_approved", rule.benefit, entry=entry, version=rule.version)

    def withdraw(self, rule: Rule, by: Actor) -> None:
        """Take one's approval back. Raises RequestError."""
        with self.database.begin() as connection:
            _one_at_a_time(connection, rule.benefit)
            entries = _entries(connection, _SHOWN.where(_ENTRY.benefit == rule.benefit))
            mine = [entry for entry in approvals(rule, entries) if entry.account == by.name]
            if not mine:
                raise RequestError("not_approved", "您没有核准过现在的规则，或者已经撤回，没有可撤回的。")
            connection.execute(update(ReviewEntryRow).where(_ENTRY.id == mine[0].id).values(withdrawn_at=now()))
            record(connection, by, "approval_withdrawn", rule.benefit, entry=mine[0].id, version=rule.version)

    def keep_contents(self, versions: Mapping[str, str]) -> None:
        """Write down as how each rule reads, where that is new; several servers may do so at once."""
        known = self._contents()
        new = {b: version for b, version in versions.items() if known.get(b, ("",))[0] != version}
        if not new:
            return
        with self.database.begin() as connection:
            adding = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(RuleContentRow)
            moment = now()
            rows = [{"benefit": b, "version": version, "since": moment} for b, version in sorted(new.items())]
            changed = {"version": adding.excluded.version, "since": adding.excluded.since}
            other = _CONTENT.version != adding.excluded.version
            putting = adding.values(rows).on_conflict_do_update(index_elements=["benefit"], set_=changed, where=other)
            connection.execute(putting)

    def changed(self) -> dict[str, dt.datetime]:
        """By benefit since when its rule reads as it does."""
        return {benefit: since for benefit, (_, since) in self._contents().items()}

    def _contents(self) -> dict[str, tuple[str, dt.datetime]]:
        with self.database.connect() as connection:
            rows = connection.execute(select(_CONTENT.benefit, _CONTENT.version, _CONTENT.since)).all()
        return {row.benefit: (row.version, row.since) for row in rows}


def _one_at_a_time(connection: Connection, benefit: str) -> None:
    """Until the end of the transaction nobody else does anything with this rule."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(benefit))))
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _entries(connection: Connection, wanted: Select[Any]) -> list[Entry]:
    return [Entry(*row) for row in connection.execute(wanted)]


def _add(connection: Connection, row: dict[str, Any]) -> int:
    entry: int = connection.execute(insert(ReviewEntryRow).values(row).returning(_ENTRY.id)).scalar_one()
    return entry
