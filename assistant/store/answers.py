"""Which answers told what of a benefit, by which version of its rule: so that whoever was told wrong can be found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from assistant.request import RequestError
from assistant.store.tables import RuleVersionRow, TurnRow

BATCH = 200
_TURN, _VERSION = TurnRow.__table__.c, RuleVersionRow.__table__.c


@dataclass(frozen=True, slots=True)
class Told:
    """What one turn of a conversation told of a benefit. Amounts in yuan, None where there was none."""

    at: dt.datetime
    conversation: str
    turn: int
    as_of: dt.date
    corpus_version: str
    rule_version: str | None
    status: str
    least: float | None
    most: float | None


class AnswerStore:
    """The answers of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def keep_rule_versions(self, corpus_version: str, versions: Mapping[str, str]) -> None:
        """Write down once which versions of the rules a corpus version has."""
        known = select(_VERSION.benefit).where(_VERSION.corpus_version == corpus_version).limit(1)
        rows = [{"corpus_version": corpus_version, "benefit": b, "version": v} for b, v in versions.items()]
        try:
            with self.database.begin() as connection:
                if rows and connection.execute(known).first() is None:
                    connection.execute(insert(RuleVersionRow), rows)
        except IntegrityError:
            return  # another process was quicker, with the same rows

    def about(
        self,
        benefit: str,
        since: dt.datetime,
        until: dt.datetime,
        status: str | None = None,
        version: str | None = None,
    ) -> Iterator[Told]:
        """What was told of a benefit from ``since`` to before ``until``, oldest first.

        Only what changed within a conversation: the same said again in the next turn, by the same version of the rule,
        is one answer. Raises RequestError where no version of the rules that has answered knows the benefit.
        """
        wanted = (
            select(
                _TURN.created_at, _TURN.conversation_id, _TURN.seq, _TURN.as_of, _TURN.corpus_version, _TURN.told,
                _VERSION.version,
            )
            .outerjoin(
                RuleVersionRow,
                (_VERSION.corpus_version == _TURN.corpus_version) & (_VERSION.benefit == benefit),
            )
            .where(_TURN.created_at >= since, _TURN.created_at < until, _TURN.told.is_not(None))
            .order_by(_TURN.created_at, _TURN.id)
        )  # fmt: skip
        with self.database.connect() as connection:
            if connection.execute(select(_VERSION.version).where(_VERSION.benefit == benefit).limit(1)).first() is None:
                raise RequestError("unknown_benefit", f"没有答复过“{benefit[:100]}”这项待遇，请检查编号。")
        last: dict[str, tuple[list[Any], str | None]] = {}
        with self.database.connect() as connection:
            for row in connection.execute(wanted.execution_options(yield_per=BATCH)):
                said = (row.told or {}).get(benefit)
                if said is None or last.get(row.conversation_id) == (said, row.version):
                    continue
                last[row.conversation_id] = said, row.version
                found = Told(
                    row.created_at, row.conversation_id, row.seq, row.as_of, row.corpus_version, row.version, *said
                )
                if status in (None, found.status) and version in (None, found.rule_version):
                    yield found
