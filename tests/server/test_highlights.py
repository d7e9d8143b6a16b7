"""Marks in a text: the text stays as it is, each quotation is marked whole, however they lie over one another."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from assistant.server.highlights import Mark, Span, marked

TEXT = "本区户籍毕业2年内未就业的北京生源高校毕业生"
SPANS = st.lists(
    st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT))).filter(lambda span: span[0] < span[1]),
    max_size=7,
    unique=True,
)


def marks_of(pieces: Iterable[str | Mark]) -> list[Mark]:
    found: list[Mark] = []
    for piece in pieces:
        if isinstance(piece, Mark):
            found += [piece, *marks_of(piece.pieces)]
    return found


@given(SPANS)
def test_any_quotations(spans: list[tuple[int, int]]) -> None:
    pieces = marked(TEXT, [Span(start, end, number) for number, (start, end) in enumerate(spans)])
    assert "".join(piece if isinstance(piece, str) else piece.words for piece in pieces) == TEXT
    marks = marks_of(pieces)
    for number, (start, end) in enumerate(spans):
        own = [mark for mark in marks if mark.number == number]
        assert "".join(mark.words for mark in own) == TEXT[start:end]
        assert [mark.begins for mark in own] == [True] + [False] * (len(own) - 1)


def test_one_within_another_and_one_over_its_end() -> None:
    within, over = Span(4, 9, 2), Span(6, 13, 3)
    outer = marked(TEXT, [Span(0, 9, 1), within, over])
    assert outer == (
        Mark(1, True, ("本区户籍", Mark(2, True, ("毕业", Mark(3, True, ("2年内",)))))),
        Mark(3, False, ("未就业的",)),
        "北京生源高校毕业生",
    )


def test_without_quotations_it_is_the_text() -> None:
    assert marked(TEXT, []) == (TEXT,)
    assert marked("", []) == ()
