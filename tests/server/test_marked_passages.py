"""A text in passages with marks: every character once, every mark opened and closed in order, whatever overlaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.server.marked_passages import LONGEST_PASSAGE, Passage, Piece, Stretch, passages, pieces, seen

NESTED = "按“每人每月2000元”\n第二行"


def marked(text: str, stretches: list[Stretch]) -> list[tuple[Passage, list[Piece]]]:
    return [
        (
            passage,
            list(pieces(text, passage, [s for s in stretches if s.start < passage.end and s.end > passage.start])),
        )
        for passage in passages(text, stretches)
    ]


def shape(found: list[Piece]) -> str:
    """``[0`` where a mark opens, ``]`` where it ends for good, ``)`` where it goes on elsewhere."""
    signs = {"open": "[{}", "close": "]"}
    return "".join(
        p.text if p.kind == "text" else f"<{p.text[:6]}>" if p.kind == "unseen"
        else signs["open"].format(p.number) if p.kind == "open" else "]" if p.last else ")"
        for p in found
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stretches", "shown"),
    [
        ([(2, 11), (6, 11)], ["按“[0每人每月[12000元]]”", "第二行"]),
        ([(2, 11), (2, 6)], ["按“[0[1每人每月]2000元]”", "第二行"]),
        ([(2, 8), (6, 11)], ["按“[0每人每月[120)][100元]”", "第二行"]),
        ([(6, 15)], ["按“每人每月[02000元”)", "[0第二]行"]),
        ([(0, 1), (1, 2)], ["[0按][1“]每人每月2000元”", "第二行"]),
    ],
)
def test_marks_nest_overlap_and_go_on(stretches: list[tuple[int, int]], shown: list[str]) -> None:
    found = marked(NESTED, [Stretch(start, end, number) for number, (start, end) in enumerate(stretches)])
    assert [shape(written) for _, written in found] == shown


@given(
    st.text(alphabet="字“”。1\n\u202e\x1b\t", max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 30)), max_size=8),
)
def test_every_character_is_written_once_and_every_mark_is_closed(text: str, given_: list[tuple[int, int]]) -> None:
    inside = sorted((start, -min(start + size, len(text))) for start, size in given_ if start < len(text))
    stretches = [Stretch(start, -end, number) for number, (start, end) in enumerate(inside)]
    found = marked(text, stretches)
    assert sorted(n for passage, _ in found for n in passage.begins) == [s.number for s in stretches]
    for passage, written in found:
        unseen = [p for p in written if p.kind == "unseen"]
        plain = "".join(p.text if p.kind == "text" else "?" for p in written if p.kind in ("text", "unseen"))
        assert len(plain) == passage.end - passage.start
        assert len(unseen) == sum(c in "\u202e\x1b" for c in text[passage.start : passage.end])
        opened: list[int] = []
        for piece in written:
            if piece.kind == "open":
                opened.append(piece.number)
            elif piece.kind == "close":
                assert opened.pop() == piece.number
        assert opened == []


def test_long_lines_are_cut_behind_sentences_and_empty_lines_are_together() -> None:
    sentence = "字" * 99 + "。"
    found = passages(sentence * 100, [])
    assert {(passage.end - passage.start) % 100 for passage in found} == {0}
    assert max(passage.end - passage.start for passage in found) <= LONGEST_PASSAGE
    assert len(passages("\n" * 10_000, [])) <= 10
    lines = passages("一\n二\n三\n四\n五", [Stretch(4, 5, 0)])
    assert [(passage.start, passage.end, passage.begins) for passage in lines] == [(0, 3, []), (4, 5, [0]), (6, 9, [])]


def test_what_is_not_seen_is_named() -> None:
    assert seen("甲\u202e乙\x1b丙\u200b丁\tA") == (
        "甲〔U+202E RIGHT-TO-LEFT OVERRIDE〕乙〔U+001B〕丙〔U+200B ZERO WIDTH SPACE〕丁\tA"
    )
