"""What a running application holds, for its routes to use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine as Database
from starlette.requests import HTTPConnection

from assistant.engine import Engine
from assistant.server.checking import Checking
from assistant.server.conversations import Conversations
from assistant.server.draining import Draining
from assistant.server.live import Watcher
from assistant.server.pace import Limiter
from assistant.server.previewing import Previewing
from assistant.server.rule_view import RuleReader
from assistant.server.settings import Settings
from assistant.store.accounts import AccountStore
from assistant.store.answers import AnswerStore
from assistant.store.audit import AuditLog
from assistant.store.canned import CannedStore
from assistant.store.case_numbers import CaseNumberStore
from assistant.store.cases import CaseStore
from assistant.store.checks import CheckStore
from assistant.store.conversations import ConversationStore
from assistant.store.database import open_database
from assistant.store.feedback import FeedbackStore
from assistant.store.handovers import HandoverStore
from assistant.store.numbers import NumberStore
from assistant.store.pins import PinStore
from assistant.store.questions import QuestionStore
from assistant.store.reviews import ReviewStore
from assistant.store.sessions import SessionStore
from assistant.store.suspensions import SuspensionStore
from assistant.store.word_entries import WordEntryStore


@dataclass(frozen=True, slots=True)
class Running:
    """The engine, what is kept in the database, and what goes on in this process. ``today`` tells the day."""

    settings: Settings
    engine: Engine
    today: Callable[[], dt.date]
    database: Database
    conversations: Conversations
    feedback: FeedbackStore
    reviews: ReviewStore
    rules: RuleReader
    checks: CheckStore
    canned: CannedStore
    checking: Checking
    pins: PinStore
    cases: CaseStore
    questions: QuestionStore
    words: WordEntryStore
    previewing: Previewing
    suspensions: SuspensionStore
    accounts: AccountStore
    sessions: SessionStore
    audit: AuditLog
    numbers: NumberStore
    case_numbers: CaseNumberStore
    watcher: Watcher[int]
    handovers: HandoverStore
    handover_watcher: Watcher[str]
    draining: Draining
    limiter: Limiter

    @classmethod
    def on(cls, settings: Settings, engine: Engine, today: Callable[[], dt.date]) -> Running:
        """On the database of the settings, its schema brought up to date. Raises StoreError."""
        database = open_database(settings.database)
        suspensions, store = SuspensionStore(database), ConversationStore(database)
        engine.suspended = suspensions.during_request
        AnswerStore(database).keep_rule_versions(engine.corpus.version, engine.rules.versions)
        reviews = ReviewStore(database)
        reviews.keep_contents(engine.rules.content_versions)
        checks, handovers, words = CheckStore(database), HandoverStore(database), WordEntryStore(database)
        watcher, handover_watcher = Watcher(store.lengths), Watcher(handovers.positions)

        def end_streams() -> None:
            watcher.close()
            handover_watcher.close()

        return cls(
            settings=settings,
            engine=engine,
            today=today,
            database=database,
            conversations=Conversations(engine, store),
            feedback=FeedbackStore(database),
            reviews=reviews,
            rules=RuleReader(engine),
            checks=checks,
            canned=CannedStore(database),
            checking=Checking(engine, checks, settings.corpus),
            pins=PinStore(database),
            cases=CaseStore(database),
            questions=QuestionStore(database),
            words=words,
            previewing=Previewing(engine, words, settings.corpus, today),
            suspensions=suspensions,
            accounts=AccountStore(database),
            sessions=SessionStore(database),
            audit=AuditLog(database),
            numbers=NumberStore(database),
            case_numbers=CaseNumberStore(database),
            watcher=watcher,
            handovers=handovers,
            handover_watcher=handover_watcher,
            draining=Draining(end_streams, settings.drain),
            limiter=Limiter(settings.redis, settings.limits_requests),
        )


def running(connection: HTTPConnection) -> Running:
    """What the application of a request holds."""
    found: Running = connection.app.state.running
    return found
