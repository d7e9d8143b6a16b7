"""What was repaired is told by kind: each stretch removed from a source once, and as what it is."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.documents.corpus import Corpus
from assistant.documents.outline import read_outline
from assistant.documents.repairs import Repair, counted, repairs_of

PAGES = (
    "关于做好工作的通知\n\n一、总则\n1.鼓励\ufeff用人单位招用本区户籍的登记失业人员，\n\n - 4 -\n\n给予补贴 2 万元。\n"
)


def told(source: str, *kinds: str) -> list[str]:
    """The stretches of some kinds as they stand."""
    found = repairs_of(source, read_outline(source))
    return [source[repair.start : repair.end] for repair in found if repair.kind in kinds]


def test_every_removed_character_is_in_one_repair(corpus: Corpus) -> None:
    for document in corpus.documents.values():
        outline = read_outline(document.source)
        offsets = [at for repair in repairs_of(document.source, outline) for at in range(repair.start, repair.end)]
        assert offsets == [at for start, end in outline.removed for at in range(start, end)]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("xicheng-2021-2", {"page_number": 2, "joined_line": 137, "stray_blank": 138}),
        ("chaoyang-employment-opinions", {"bookmark": 6}),
        ("beijing-2025-14", {"joined_line": 4}),
        ("haidian-measures-note", {"bookmark": 1}),
        ("tongzhou-friendly-city-draft", {"bookmark": 1, "stray_blank": 4}),
    ],
)
def test_the_damage_of_each_document(corpus: Corpus, document: str, expected: dict[str, int]) -> None:
    source = corpus.documents[document].source
    found = counted(repairs_of(source, read_outline(source)))
    assert Counter(found) - Counter({"layout": found["layout"]}) == Counter(expected)


def test_each_kind_is_what_it_is_called(corpus: Corpus) -> None:
    source = corpus.documents["xicheng-2021-2"].source
    assert told(source, "page_number") == ["- 4 -", "- 8 -"]
    assert set(told(source, "stray_blank")) == {" "}
    assert all("\n" in words and not words.strip() for words in told(source, "joined_line"))
    assert all(not words.strip() for words in told(source, "layout"))
    assert told(corpus.documents["haidian-measures-note"].source, "bookmark") == ["[bookmark: _GoBack]"]


def test_a_page_that_ends_within_a_paragraph_is_one_broken_line_and_a_page_number() -> None:
    assert told(PAGES, "page_number") == ["- 4 -"]
    assert told(PAGES, "joined_line") == ["\n\n "]
    assert told(PAGES, "stray_blank") == [" ", " "]
    assert told(PAGES, "invisible") == ["\ufeff"]


def test_the_lines_of_a_title_are_one(corpus: Corpus) -> None:
    source = corpus.documents["chaoyang-employment-opinions"].source
    title = corpus.clause("chaoyang-employment-opinions#title")
    printed = (title.spans[0][0], title.spans[-1][1])
    found = repairs_of(source, read_outline(source), printed)
    assert sum(repair.kind == "joined_line" for repair in found) == 2
    assert Repair("bookmark", source.index("[bookmark"), source.index("稳就业工作的实施意见")) in found
