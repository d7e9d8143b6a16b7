"""The policy of a conversation: what each kind of message does, in which order things are said.

Facts are taken and confirmed; a question is answered first, with what has just been said; then the next question
follows, about what was asked for before the rest. A message that wants something else (undo, why, enough, a person to
talk to) gets that, and the question stays. Pure: turns come in, the day comes in; where they are kept is the caller's
business.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.dialogue.account import Account
from assistant.dialogue.focus import reopened, settled, still_open
from assistant.dialogue.hearing import Heard, Hearing
from assistant.dialogue.inquiry import MOST_CLAUSES, Inquiry
from assistant.dialogue.remaining import sentence
from assistant.dialogue.replies import Answer
from assistant.dialogue.standing import Answering, Json, Said, Standing
from assistant.dialogue.state import State, Turn, state_of, undoable
from assistant.dialogue.words import ConversationWords
from assistant.dialogue.worked_out import WorkedOut
from assistant.facts.extract import Extraction
from assistant.facts.vocabulary import FactError, Facts
from assistant.request import RequestError

KINDS = ("text", "answer", "answers", "undo", "forget", "about")
LONGEST_MESSAGE = 2_000  # characters a person may say at once
AFTER_FACTS = ("nothing", "greeting", "farewell", "thanks")  # commands that words for facts outweigh
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LETTERS = re.compile(r"[^\W\d_]{2}")  # a bare number or date asks nothing


@dataclass(frozen=True, slots=True)
class Outcome:
    """A message taken: what it changed, and the reply as the contract has it."""

    turn: Turn
    reply: Json


class Host:
    """Leads conversations with one engine."""

    def __init__(self, engine: Answering) -> None:
        self.engine = engine
        self.teller = engine.replies.teller  # pages say again where a conversation stands
        self._worked_out = WorkedOut(engine)
        self._hearing, self._inquiry, self._account = Hearing(engine), Inquiry(engine), Account(engine)
        self._commands: dict[str, Callable[[Said], Outcome | None]] = {
            "undo": lambda said: self._undo(said.turns, said.before.assessment.as_of),
            "restart": lambda said: self._settle(Turn(restart=True), said, self.words.restarted),
            "enough": self._enough,
            "go_on": self._go_on,
            "why": self._why,
            "unsure": self._unsure,
            "nothing": self._nothing,
            "singly": lambda said: self._put_singly(said) if said.before.question else None,
            "total": self._total,
        }

    @property
    def words(self) -> ConversationWords:
        return self.engine.words

    # Where it stands

    def opening(self, as_of: dt.date, turns: Sequence[Turn] = ()) -> Json:
        """The first words and the first question."""
        return self._reply(self.words.greeting, self.standing(turns, as_of))

    def standing(self, turns: Sequence[Turn], as_of: dt.date) -> Standing:
        """What is known after the turns, assessed, and the next question. Raises FactError."""
        state = state_of(turns)
        assessment = self._worked_out.assessment(state.facts, as_of)
        question = self._worked_out.next_question(state.facts, as_of, state.interview)
        if state.enough:
            question = None
        elif state.asks is not None and question is not None:
            question = self.engine.interviewer.ask(state.asks, assessment)
        return Standing(state, assessment, question)

    def shown(self, standing: Standing) -> Json:
        """Where a conversation stands, as the contract has it: facts, next question, benefits, totals."""
        state = standing.state
        answer = self._worked_out.answer(state.facts, standing.assessment.as_of, standing.question)
        return {**answer, "declined": sorted(state.declined), "enough": state.enough, "answered": state.answered}

    def remaining(self, standing: Standing) -> str:
        """About how many questions are still to come, in words; “” where nothing is asked."""
        return sentence(standing, self.engine.interviewer)

    # Messages

    def take(self, message: Mapping[str, object], turns: Sequence[Turn], as_of: dt.date) -> Outcome:
        """One message: ``text``, ``answer``, ``answers``, ``undo``, ``forget``, or ``about``, the benefit that a page
        is asked about. Raises RequestError for others.
        """
        given = [kind for kind in KINDS if message.get(kind) is not None]
        said = message[given[0]] if len(given) == 1 else None
        if given == ["undo"] and said is True:
            return self._undo(turns, as_of)
        if given == ["text"] and isinstance(said, str):
            return self._text(said, turns, as_of)
        nothing_said = Said("", turns, self.standing(turns, as_of))
        if given == ["about"] and isinstance(said, str):
            return self._about(said, nothing_said)
        if given == ["forget"] and isinstance(said, str):
            label = self.engine.wording.label(self._fact(said))
            return self._settle(Turn(forgotten=(said,)), nothing_said, self.words.forgotten.format(label=label))
        if given == ["answer"] and isinstance(said, Mapping):
            fact = self._fact(said.get("fact"))
            return self._take_answers({fact: said.get("value")}, nothing_said)
        if given == ["answers"] and isinstance(said, Mapping):
            return self._take_answers({self._fact(fact): value for fact, value in said.items()}, nothing_said)
        raise RequestError("bad_message", "消息里要有 text、answer、answers、undo 或 forget 其中之一，只能有一个。")

    def _fact(self, name: object) -> str:
        if not isinstance(name, str) or name not in self.engine.vocabulary.facts:
            raise RequestError("unknown_fact", f"没有“{str(name)[:40]}”这个事实。")
        return name

    def _take_answers(self, answers: Mapping[str, object], said: Said) -> Outcome:
        """Answers to one question, or to a list of them; null is 不清楚. None at all: ask one by one.

        A tick at more than a yes or no (true) leaves open which value it is.
        """
        if not answers:
            return self._put_singly(said)
        facts = self.engine.vocabulary.facts
        ticked = [fact for fact, value in answers.items() if value is True and facts[fact].type != "bool"]
        try:
            given = self.engine.vocabulary.check({f: value for f, value in answers.items() if f not in ticked})
        except FactError as problem:
            raise RequestError("bad_value", str(problem)) from None
        declined = tuple(fact for fact, value in answers.items() if value is None)
        if "applicant" in declined:  # without it nothing can be said, so that question stays
            return Outcome(Turn(), self._reply(self.words.applicant_needed, said.before))
        listed = said.before.listed if not said.before.listed.isdisjoint(answers) else frozenset[str]()
        singly = listed.union(answers) if listed or len(answers) > 1 else listed
        turn = Turn(self._not_implied(given), declined, singly=tuple(sorted(singly)), answers=True)
        words = [self.words.unsure] if declined else []
        words += (
            [self.words.ticked_open.format(labels="、".join(map(self.engine.wording.label, ticked)))] if ticked else []
        )
        return self._settle(turn, said, "".join(words))

    def _not_implied(self, given: Facts) -> Facts:
        """What was left unticked although it follows from what was ticked counts as ticked."""
        implied = {
            rule.then for rule in self.engine.vocabulary.implications if given.get(rule.when) == rule.is_ is not None
        }
        return {fact: value for fact, value in given.items() if fact not in implied or value is not False}

    def _undo(self, turns: Sequence[Turn], as_of: dt.date) -> Outcome:
        turn = Turn(undo=True)
        now = self.standing([*turns, turn], as_of)
        undone = self._account.undone(state_of(turns), now.state) if undoable(turns) else self.words.nothing_to_undo
        return Outcome(turn, self._reply(undone, now))

    def _about(self, benefit_id: str, said: Said) -> Outcome:
        """Whether one benefit is the person's: it is asked for, or for whom it is and in the district whose it is."""
        benefit = self.engine.rules.by_id.get(benefit_id)
        if benefit is None:
            raise RequestError("unknown_benefit", f"没有“{benefit_id[:40]}”这项待遇。")
        facts, given = said.before.state.facts, Facts()
        if facts.get("applicant") not in benefit.applicants:
            given["applicant"] = benefit.applicants[0]
            if benefit.applicants[0] != "resident" and benefit.territory in self.engine.vocabulary.districts:
                given["district"] = benefit.territory

        def answer(now: Standing) -> tuple[Answer, None]:
            return self.engine.replies.each([now.assessment.by_id[benefit_id]], now.assessment), None

        return self._settle(Turn(given=given, enough=False), said, "", answer)

    # Words

    def _text(self, text: str, turns: Sequence[Turn], as_of: dt.date) -> Outcome:
        """What a person writes: a command, a courtesy, facts, a question, or several of these."""
        if len(text) > LONGEST_MESSAGE:
            raise RequestError("text_too_long", self.words.too_long.format(limit=LONGEST_MESSAGE))
        said = Said(text, turns, self.standing(turns, as_of))
        heard = self._hearing.hear(said)
        if (outcome := self._command(said, heard)) is not None:
            return outcome
        if heard.asks_why:
            return self._why(said, heard.asks_why)
        if heard.changed:
            return self._settle(Turn(given=heard.changed), said, "")
        if not heard.supposed and not heard.told:
            if _LETTERS.search(text) and not _CHINESE.search(text):
                return self._stay(said, self.words.courtesy.foreign)
            if said.before.state.facts == {"applicant": "resident"} and self.engine.requests.employs(text):
                return self._settle(Turn(asks="applicant"), said, self.words.for_whom)
        return self._facts_and_question(said, heard)

    def _command(self, said: Said, heard: Heard) -> Outcome | None:
        """What the message commands or wishes, where it is no more than that; facts go before mere courtesies."""
        command = self.engine.requests.command(said.text)
        if not command and not heard.facts.facts:
            command = self.engine.requests.among_others(said.text)
        if not command or (heard.facts.facts and command in AFTER_FACTS):
            return None
        if (taken := self._commands.get(command)) is not None:
            return taken(said)
        places = "；".join(self.engine.replies.notices.ask)
        courtesy: str = getattr(self.words.courtesy, command)
        return self._stay(said, courtesy.format(places=places))

    def _facts_and_question(self, said: Said, heard: Heard) -> Outcome:
        """Facts are taken; what is asked is answered with them; what isn't clear is asked back."""
        before, told = said.before, heard.facts
        if told.facts and self._of_another(told, said):
            return self._stay(said, self.words.another_person.format(who=told.whose or self.words.yourself))
        given = dict(told.facts)
        if self.engine.requests.nothing_else(said.text):
            given = {**self._unticked(before), **given}
        asked = before.question.fact if before.question is not None else None
        turn = Turn(
            given=self._not_implied(given),
            asks=told.unclear[0].facts[0] if told.unclear else None,
            whose=told.whose if told.facts else "",
            answers=asked in given or not before.listed.isdisjoint(given),
        )
        unclear = [self.words.unclear.format(question=unclear.question) for unclear in told.unclear[:1]]
        return self._settle(turn, said, "\n".join(unclear), lambda now: self._inquiry.answer(said.text, heard, now))

    def _of_another(self, told: Extraction, said: Said) -> bool:
        """Whether facts are told of somebody else than those before: of a relative, or after theirs of oneself."""
        state = said.before.state
        if told.whose:
            return told.whose != state.whose and bool(set(state.facts) - {"applicant"})
        otherwise = any(state.facts.get(fact, value) != value for fact, value in told.facts.items())
        return bool(state.whose) and otherwise and self.engine.requests.speaks_of_self(said.text)

    # Commands

    def _enough(self, said: Said) -> Outcome:
        """No more questions: the result as it is, and what to do next."""
        lines = filter(None, [self.words.enough, self._inquiry.sums(said.before).text, self.words.next_steps])
        return self._settle(Turn(enough=True), said, "\n".join(lines))

    def _go_on(self, said: Said) -> Outcome:
        turn = Turn(enough=False)
        now = self.standing([*said.turns, turn], said.before.assessment.as_of)
        return Outcome(turn, self._reply(self.words.going_on if now.question else self.words.all_asked, now))

    def _why(self, said: Said, about: str = "") -> Outcome:
        """In which words the documents make the question (or a fact) matter; the question stays."""
        before = said.before
        question = (
            self.engine.interviewer.ask(about, before.assessment, before.state.focus) if about else before.question
        )
        if question is None:
            return self._stay(said, self.words.nothing_asked)
        whys = [f"{item.label}：{item.why}" for item in question.items] or [question.why or self.words.why_profile]
        clauses = [item.clause for item in question.items] or [question.clause]
        hits = self.engine.hits([clause for clause in dict.fromkeys(clauses) if clause], said.before.assessment.as_of)
        return self._stay(said, "\n".join(whys), {"results": hits[:MOST_CLAUSES], "confident": True} if hits else None)

    def _unsure(self, said: Said) -> Outcome | None:
        """不清楚: the fact isn't asked again."""
        question = said.before.question
        if question is None:
            return None
        return self._put_singly(said) if question.items else self._take_answers({question.fact: None}, said)

    def _put_singly(self, said: Said) -> Outcome:
        return self._settle(Turn(singly=tuple(sorted(said.before.listed))), said, self.words.singly)

    def _nothing(self, said: Said) -> Outcome | None:
        """None of the list: only where there is one."""
        unticked = self._unticked(said.before)
        return self._take_answers(unticked, said) if unticked else None

    def _total(self, said: Said) -> Outcome:
        return self._stay(said, self._inquiry.sums(said.before).text or self.words.tell_first)

    def _unticked(self, before: Standing) -> Facts:
        return {item.fact: item.unticked for item in before.question.items} if before.question is not None else {}

    # Replies

    def _stay(self, said: Said, words: str, found: Json | None = None) -> Outcome:
        """Say something; what is known and asked stays, a fact left unclear too."""
        return Outcome(Turn(asks=said.before.state.asks), self._reply(words, said.before, found=found))

    def _settle(
        self,
        turn: Turn,
        said: Said,
        words: str,
        answer: Callable[[Standing], tuple[Answer, Json | None]] | None = None,
    ) -> Outcome:
        """Take the turn, or refuse it where it contradicts what is known; nothing said before is lost."""
        before, as_of = said.before, said.before.assessment.as_of
        turn = self._with_details(turn, before.state)
        try:
            now = self.standing([*said.turns, turn], as_of)
        except FactError as problem:
            refused = Turn(asks=next((fact for fact in problem.facts if fact in turn.given), None))
            now = self.standing([*said.turns, refused], as_of)
            return Outcome(refused, self._reply(self._account.contradiction(problem.facts), now))
        replied, found = answer(now) if answer is not None else (Answer(""), None)
        done = settled(turn, now) if not replied.benefits else []
        if replied.benefits or done:
            about = replied.benefits or tuple(entitlement.benefit.id for entitlement in done)
            turn = replace(turn, focus=still_open(about, now), about=about)
        elif again := reopened(turn, before, now):
            turn = replace(turn, focus=again)
        now = self.standing([*said.turns, turn], as_of)
        if replied.clauses:
            found = {"results": self.engine.hits(replied.clauses[:MOST_CLAUSES], as_of), "confident": True}
        changed = {fact: value for fact, value in turn.given.items() if before.state.facts.get(fact) != value}
        text = self._account.of(turn, before, now, words, replied, done)
        return Outcome(turn, self._reply(text, now, changed, found))

    def _with_details(self, turn: Turn, state: State) -> Turn:
        """What hangs on a fact that changes is no longer known: another job has another contract."""
        changed = [f for f, value in turn.given.items() if f in state.facts and state.facts[f] != value]
        details = self.engine.vocabulary.details_of({*changed, *turn.forgotten})
        gone = [f for f in details if f not in turn.given and (f in state.facts or f in state.declined)]
        return replace(turn, details=tuple(gone))

    def _reply(self, said: str, standing: Standing, understood: Facts | None = None, found: Json | None = None) -> Json:
        return {
            "text": said,
            "understood": understood or {},
            "results": found["results"] if found else [],
            "confident": found["confident"] if found else None,
            **self.shown(standing),
        }
