"""What is known after some turns. State is the answers alone, replayed: it ends where the final facts at once end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.dialogue.questions import Interview
from assistant.facts.vocabulary import Facts, FactValue


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message changed. ``declined`` are facts answered with 不清楚; ``undo`` takes back the turn before.
    ``details``: what hung on something that changed, and is no longer known.

    ``start``: what a conversation sets out from; ``restart`` goes back to it. ``asks``: a fact left unclear, asked
    next. ``whose``: the relative whose facts these are, “” the speaker's. ``singly``: facts not to be asked in a list
    (again). ``focus``: benefits asked about and still open, ``about``: benefits spoken of, None where none were.
    ``answers``: a question put was answered. ``enough``: no more questions are wanted, or they are again.
    """

    given: Facts = field(default_factory=dict)
    declined: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    start: bool = False
    undo: bool = False
    restart: bool = False
    asks: str | None = None
    whose: str = ""
    singly: tuple[str, ...] = ()
    focus: tuple[str, ...] | None = None
    about: tuple[str, ...] | None = None
    answers: bool = False
    enough: bool | None = None

    @property
    def changes(self) -> bool:
        """True where the turn changes what is known, so that it can be taken back."""
        return bool(self.given or self.declined or self.forgotten or self.singly or self.restart)


@dataclass(frozen=True, slots=True)
class State:
    """What is known after some turns. ``answered``: questions answered so far; ``enough``: no more are wanted;
    ``aside``: what was told of other applicants.
    """

    facts: Facts = field(default_factory=dict)
    declined: frozenset[str] = frozenset()
    singly: frozenset[str] = frozenset()
    answered: int = 0
    whose: str = ""
    asks: str | None = None
    focus: frozenset[str] = frozenset()
    about: tuple[str, ...] = ()
    enough: bool = False
    aside: Mapping[FactValue, State] = field(default_factory=dict, compare=False, repr=False)

    @property
    def interview(self) -> Interview:
        """How far the asking has come."""
        return Interview(self.declined, self.singly, self.focus)


def state_of(turns: Sequence[Turn]) -> State:
    """Replay the turns from the start.

    Whoever asks for somebody else (a resident, then their company) tells that one's own facts: those told before are
    set aside and come back when the applicant does.
    """
    before: list[State] = []  # what each turn that changed something would go back to
    now = first = State()
    for turn in turns:
        if turn.undo:
            now = before.pop() if before else now
        elif turn.changes:
            if not turn.start:
                before.append(now)
            now = _apply(first if turn.restart else now, turn)
            first = now if turn.start else first
        focus = now.focus if turn.focus is None else frozenset(turn.focus)
        enough = (now.enough and not turn.changes) if turn.enough is None else turn.enough
        about = now.about if turn.about is None else turn.about
        now = replace(now, asks=turn.asks, focus=focus, about=about, enough=enough)
    return now


def undoable(turns: Sequence[Turn]) -> bool:
    """Whether a turn is left that can be taken back."""
    left = 0
    for turn in turns:
        if turn.undo:
            left = max(left - 1, 0)
        elif turn.changes and not turn.start:
            left += 1
    return left > 0


def _apply(state: State, turn: Turn) -> State:
    before, then = state.facts.get("applicant"), turn.given.get("applicant")
    if isinstance(before, str) and isinstance(then, str) and before != then:
        aside = {**state.aside, before: replace(state, aside={})}
        state = replace(aside.get(then, State()), aside=aside)
    forgotten = {*turn.forgotten, *turn.details}
    gone = forgotten | {*turn.declined}
    facts = {fact: value for fact, value in state.facts.items() if fact not in gone} | turn.given
    declined = (state.declined - forgotten | {*turn.declined}) - turn.given.keys()
    return State(
        facts,
        frozenset(declined),
        state.singly | {*turn.singly},
        state.answered + turn.answers,
        state.whose or turn.whose,
        focus=state.focus,
        about=state.about,
        aside=state.aside,
    )
