"""The verbs of whoever runs an installation: suspend, accounts, the audit log, purge, backup and restore.

Each takes its options and gives its answer in JSON's shapes with its exit status. Whatever they change or show is in
the audit log under the name of the system's user.
"""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import os
import pwd
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Engine as Database
from sqlalchemy.exc import SQLAlchemyError

from assistant.accounts.passwords import generate_password
from assistant.accounts.roles import account_name, read_role
from assistant.alarming import alarms_of
from assistant.engine import Engine
from assistant.facts.calendar import BEIJING, day_begins, day_ends, read_day, today
from assistant.locations import corpus_folder
from assistant.request import RequestError
from assistant.retrieval.word_files import write_words
from assistant.store.accounts import Account, AccountStore
from assistant.store.answers import AnswerStore
from assistant.store.audit import ACTION_NAMES, Actor, AuditLog, Filter
from assistant.store.backup import backup, restore
from assistant.store.database import open_database
from assistant.store.day_counts import keep_finished_days
from assistant.store.location import StoreError, database_url, is_unmade
from assistant.store.retention import keep_days, purge
from assistant.store.suspensions import SuspensionStore, suspension_reason
from assistant.store.troubles import trouble_of
from assistant.store.word_entries import WordEntryStore

Json = dict[str, Any]
Answer = tuple[Json, int]
MOST_ENTRIES = 1_000_000
STATUSES = ("eligible", "ineligible", "undetermined")


def suspend(options: argparse.Namespace) -> Answer:
    """Suspend a benefit, answer it again, or list what is suspended."""
    engine, store = Engine(corpus_folder(options.corpus)), SuspensionStore(_database())
    changed = False
    if options.benefit is None and (options.undo or options.reason):
        raise RequestError("missing", "缺少待遇编号：写明暂停或恢复哪一项，如 xicheng-hiring-subsidy。")
    if options.benefit is not None:
        benefit = engine.benefit(options.benefit)
        if options.undo:
            if not store.lift(benefit.id, _operator()):
                print(f"assistant：“{benefit.name}”没有暂停，不用恢复。", file=sys.stderr)
                return _suspended(engine, store, changed), 1
        else:
            if not (options.reason or "").strip():
                raise RequestError("missing", "缺少 --reason：暂停一项待遇要写明为什么；恢复答复用 --undo。")
            store.suspend(benefit.id, suspension_reason(engine.masker.mask(options.reason)), _operator())
        changed = True
    return _suspended(engine, store, changed), 0


def alarms(options: argparse.Namespace) -> Answer:
    """What is to be seen to on a day; the status is 1 where there is anything, so that a timer can tell."""
    day = read_day(options.as_of) if options.as_of else today()
    engine = Engine(corpus_folder(options.corpus))
    lines = alarms_of(engine, None if is_unmade(database_url()) else _database(), day)
    return {"as_of": day.isoformat(), "alarms": [asdict(line) for line in lines]}, int(bool(lines))


def user(options: argparse.Namespace) -> Answer:
    """Accounts: add, role, disable, password, list."""
    store, by, done = AccountStore(_database()), _operator(), options.action
    if done == "list":
        return {"users": [_account_json(account) for account in store.all()]}, 0
    given: Json = {}
    if done == "add":
        role, name = read_role(options.role), account_name(options.name)
        password, given = _password(options.generate)
        account = store.add(name, role, password, by, must_change=options.generate)
    elif done == "role":
        account = store.set_role(options.name, read_role(options.role), by)
    elif done == "disable":
        account = store.set_disabled(options.name, not options.undo, by)
    else:
        store.get(options.name)
        password, given = _password(options.generate)
        account = store.set_password(options.name, password, by, must_change=options.generate)
    return {"done": done, "user": _account_json(account), **given}, 0


def audit(options: argparse.Namespace) -> Answer:
    """The log, newest first, or the answers that told something of a benefit."""
    return _answers(options) if options.part == "answers" else _log(options)


def purge_old(options: argparse.Namespace) -> Answer:
    """Delete what is kept no longer."""
    days = options.days if options.days is not None else keep_days()
    if not 0 <= days <= 9999:
        raise RequestError("bad_days", "--days 应是 0 到 9999 的整数。")
    database = _database()
    keep_finished_days(database)  # before what is counted goes
    return {"keep_days": days, **asdict(purge(database, days, _operator()))}, 0


def back_up(options: argparse.Namespace) -> Answer:
    """Write everything into one file."""
    return {"file": str(options.file), "rows": backup(_database(), options.file, _operator())}, 0


def restore_backup(options: argparse.Namespace) -> Answer:
    """Put a backup into an empty database."""
    database = open_database(database_url(), migrate=False)
    return {"file": str(options.file), "rows": restore(database, Path(options.file), _operator())}, 0


def export_words(options: argparse.Namespace) -> Answer:
    """Write the words that were accepted into the files of a corpus: those not exported before, or all."""
    folder, store = Path(options.into) if options.into else corpus_folder(options.corpus), WordEntryStore(_database())
    accepted = store.accepted()
    chosen = [entry for entry in accepted if options.all or entry.exported_at is None]
    outcomes = write_words(folder, [entry.words for entry in chosen])
    found = list(zip(chosen, outcomes, strict=True))
    store.exported([entry.id for entry, outcome in found if not outcome.problem], _operator())
    lines = [
        {"entry": entry.id, "words": entry.words.line, "unit": entry.unit or None, **asdict(outcome)}
        for entry, outcome in found
    ]
    left_out = len(accepted) - len(chosen)
    refused = any(outcome.problem for outcome in outcomes)
    return {"folder": str(folder), "entries": lines, "exported_before": left_out}, int(refused)


def _log(options: argparse.Namespace) -> Answer:
    if options.benefit or options.between or options.status or options.rule_version:
        raise RequestError("missing", "--benefit、--between、--status、--rule-version 要和 answers 一起用。")
    if options.what and options.what not in ACTION_NAMES:
        raise RequestError("unknown_action", f"没有“{options.what[:40]}”这种操作，可以是 {'、'.join(ACTION_NAMES)}。")
    if not 1 <= options.limit <= MOST_ENTRIES:
        raise RequestError("bad_limit", f"--limit 应是 1 到 {MOST_ENTRIES} 的整数。")
    only = Filter(
        actor=options.who,
        action=options.what,
        object=options.object,
        since=day_begins(options.since) if options.since else None,
        until=day_ends(options.until) if options.until else None,
    )
    log = AuditLog(_database())
    entries = [{**asdict(entry), "at": _moment(entry.at)} for entry in log.entries(only, options.limit)]
    log.record(_operator(), "audit_seen")
    return {"entries": entries}, 0


def _answers(options: argparse.Namespace) -> Answer:
    if not options.benefit or not options.between:
        raise RequestError(
            "missing",
            "要写明哪项待遇、哪几天：--benefit xicheng-employment-reward --between 2026-11-01 2026-11-30。",
        )
    first, last = day_begins(options.between[0]), day_ends(options.between[1])
    if first >= last:
        raise RequestError("bad_between", "--between 的第二天要在第一天之后，或是同一天。")
    if options.status and options.status not in STATUSES:
        raise RequestError("bad_status", f"--status 可以是 {'、'.join(STATUSES)}。")
    database = _database()
    found = [
        {
            **asdict(told),
            "at": _moment(told.at),
            "as_of": told.as_of.isoformat(),
        }
        for told in AnswerStore(database).about(options.benefit, first, last, options.status, options.rule_version)
    ]
    AuditLog(database).record(_operator(), "answers_seen", options.benefit, found=len(found))
    return {"benefit": options.benefit, "answers": found}, 0 if found else 1


def _suspended(engine: Engine, store: SuspensionStore, changed: bool) -> Json:
    current = store.current().items()
    listed = [{"benefit": i, **engine.sources.suspension(engine.benefit(i), said)} for i, said in current]
    return {"changed": changed, "suspended": listed}


def _password(generate: bool) -> tuple[str, Json]:
    """A password: made up (and then shown once), typed twice at a terminal, or the first line of standard input."""
    if generate:
        password = generate_password()
        return password, {"password": password}
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n"), {}
    try:
        password, again = getpass.getpass("密码（至少 12 个字符，打字不显示）："), getpass.getpass("再写一次：")
    except EOFError:
        raise RequestError("missing", "没有写密码，什么也没有改。") from None
    if again != password:
        raise RequestError("passwords_differ", "两次写的不一样，请重来。")
    return password, {}


def _account_json(account: Account) -> Json:
    return {
        "name": account.name, "role": account.role, "disabled": account.disabled, "must_change": account.must_change,
        "created_at": _moment(account.created_at),
    }  # fmt: skip


def _database() -> Database:
    return open_database(database_url())


def _operator() -> Actor:
    """Whose process this is: what the environment says could be anybody's name."""
    try:
        return Actor(pwd.getpwuid(os.getuid()).pw_name, "operator")
    except KeyError:
        return Actor(f"uid {os.getuid()}", "operator")


def _moment(at: dt.datetime) -> str:
    return at.astimezone(BEIJING).isoformat(timespec="seconds")


def operate(options: argparse.Namespace) -> Answer:
    """Run a verb. Raises RequestError, BadDay, CorpusError, StoreError."""
    try:
        return OPERATING[options.verb](options)
    except SQLAlchemyError as problem:
        trouble = trouble_of(problem)
        raise StoreError(trouble.sentence if trouble else f"数据库出错（{type(problem).__name__}）。") from None


OPERATING: dict[str, Callable[[argparse.Namespace], Answer]] = {
    "alarms": alarms,
    "suspend": suspend,
    "user": user,
    "audit": audit,
    "purge": purge_old,
    "backup": back_up,
    "restore": restore_backup,
    "words": export_words,
}
