"""The audit log: who did what and when, never what was said. Rows are only ever added (the database sees to that)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Select, false, insert, select

from assistant.store.database import now
from assistant.store.tables import AuditRow

Json = dict[str, Any]
Action = Literal[
    "login", "login_refused", "logout", "password_changed", "session_ended",
    "account_added", "role_changed", "account_disabled", "account_enabled", "password_set",
    "benefit_suspended", "benefit_resumed", "rule_commented", "rule_questioned", "review_settled", "rule_approved",
    "approval_withdrawn", "audit_seen", "audit_exported", "answers_seen", "feedback_seen",
    "numbers_exported",
    "check_made", "check_seen", "check_deleted",
    "case_seen", "case_changed", "case_handed_over", "cases_listed",
    "canned_written", "canned_changed", "canned_confirmed", "canned_retired",
    "handover_claimed", "handover_refused", "handover_passed", "handover_ended", "handover_seen",
    "questions_seen", "question_marked", "words_written", "words_accepted", "words_withdrawn", "words_exported",
    "purged", "backed_up", "restored",
]  # fmt: skip
ACTION_NAMES: dict[Action, str] = {
    "login": "登录",
    "login_refused": "登录被拒",
    "logout": "退出",
    "password_changed": "改密码",
    "session_ended": "结束登录",
    "account_added": "新建账号",
    "role_changed": "改角色",
    "account_disabled": "停用账号",
    "account_enabled": "恢复账号",
    "password_set": "重设密码",
    "benefit_suspended": "暂停答复",
    "benefit_resumed": "恢复答复",
    "rule_commented": "对规则提意见",
    "rule_questioned": "对规则提疑问",
    "review_settled": "处理意见或疑问",
    "rule_approved": "核准规则",
    "approval_withdrawn": "撤回核准",
    "audit_seen": "查看审计",
    "audit_exported": "导出审计",
    "answers_seen": "查找答复",
    "feedback_seen": "查看居民意见",
    "numbers_exported": "导出数字",
    "check_made": "核对引用",
    "check_seen": "查看别人的核对",
    "check_deleted": "删除核对",
    "case_seen": "查看别人的工单",
    "case_changed": "改别人的工单",
    "case_handed_over": "转交工单",
    "cases_listed": "查找所有人的工单",
    "canned_written": "写常用答复",
    "canned_changed": "改常用答复",
    "canned_confirmed": "确认常用答复",
    "canned_retired": "停用常用答复",
    "handover_claimed": "接入居民的对话",
    "handover_refused": "转人工号码不对",
    "handover_passed": "转交居民的对话",
    "handover_ended": "结束人工服务",
    "handover_seen": "查看别人的人工服务",
    "questions_seen": "查看没答上的问句",
    "question_marked": "标记问句",
    "words_written": "由问句写词",
    "words_accepted": "同意收词",
    "words_withdrawn": "撤回写的词",
    "words_exported": "导出收下的词",
    "purged": "到期清除",
    "backed_up": "备份",
    "restored": "恢复备份",
}
BATCH = 500  # rows fetched at once


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: an account, an operator at the command line, or the server itself."""

    name: str
    role: str
    request_id: str | None = None


SERVER = Actor("server", "server")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. ``details`` hold ids and numbers, never words of a conversation."""

    at: dt.datetime
    actor: str
    role: str
    action: str
    object: str | None
    details: Json
    request_id: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines are meant; ``until`` itself is not among them."""

    actor: str | None = None
    action: str | None = None
    object: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def record(connection: Connection, by: Actor, action: Action, object: str | None = None, **details: Any) -> None:
    """Add a line in the transaction of what it tells about: both happen or neither does."""
    row = {
        "at": now(), "actor": by.name[:100], "role": by.role, "action": action,
        "object": object[:200] if object else None, "details": details, "request_id": by.request_id,
    }  # fmt: skip
    connection.execute(insert(AuditRow).values(row))


class AuditLog:
    """The log of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def record(self, by: Actor, action: Action, object: str | None = None, **details: Any) -> None:
        """Add a line about something that changes nothing else."""
        with self.database.begin() as connection:
            record(connection, by, action, object, **details)

    def entries(self, only: Filter, limit: int | None = None, offset: int = 0) -> Iterator[Entry]:
        """The lines that are meant, newest first."""
        wanted = _matching(only).order_by(AuditRow.at.desc(), AuditRow.id.desc()).limit(limit).offset(offset)
        with self.database.connect() as connection:
            for row in connection.execute(wanted.execution_options(yield_per=BATCH)):
                yield Entry(row.at, row.actor, row.role, row.action, row.object, row.details, row.request_id)


def _matching(only: Filter) -> Select[Any]:
    columns = AuditRow.__table__.c
    wanted = select(
        columns.at, columns.actor, columns.role, columns.action, columns.object, columns.details, columns.request_id
    )
    for name in ("actor", "action", "object"):
        if (value := getattr(only, name)) is not None:
            kept = "\0" not in value  # PostgreSQL keeps no such text, and takes none to compare with
            wanted = wanted.where(columns[name] == value if kept else false())
    if only.since is not None:
        wanted = wanted.where(columns.at >= only.since)
    return wanted if only.until is None else wanted.where(columns.at < only.until)
