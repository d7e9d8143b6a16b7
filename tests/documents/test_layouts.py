"""Unseen documents in the styles of Chinese policy, damaged as extraction damages them, give their tree back."""

from __future__ import annotations

import pytest

from assistant.documents.mapped import spans_of
from assistant.documents.outline import Outline, read_outline
from tests.documents.layouts import DAMAGES, STYLES, Layout, generate, layout

Tree = list[tuple[str, tuple[str, ...], str | None, tuple[str, ...], dict[str, str]]]


def tree(outline: Outline) -> Tree:
    return [
        (
            unit.path,
            unit.label_path,
            unit.title,
            tuple(p.text for p in unit.paragraphs),
            {name: value.text for name, value in unit.attributes.items()},
        )
        for unit in outline.units
    ]


def expected(laid: Layout) -> Tree:
    return [(u.path, u.label_path, u.title, u.paragraphs, u.attributes) for u in laid.units]


@pytest.mark.parametrize("style", STYLES)
def test_an_undamaged_document_gives_its_tree(style: str) -> None:
    for seed in range(20):
        laid = layout(style, (), seed)
        assert tree(read_outline(laid.source)) == expected(laid)


@pytest.mark.parametrize("damage", [d for d in DAMAGES if d not in ("hard_wrap",)])
@pytest.mark.parametrize("style", STYLES)
def test_a_single_damage_is_undone(style: str, damage: str) -> None:
    for seed in range(6):
        laid = layout(style, (damage,), seed)
        outline = read_outline(laid.source)
        assert tree(outline) == expected(laid)
        assert {w.code for w in outline.warnings} >= set(laid.expected_warnings)


def test_all_damages_together_are_undone_in_99_of_100_documents() -> None:
    """A hard wrap can hide a paragraph's end; where nothing in the source shows it the paragraphs stay joined."""
    seeds = range(600)
    right = [seed for seed in seeds if tree(read_outline(generate(seed).source)) == expected(generate(seed))]
    assert len(right) >= 0.99 * len(seeds), sorted(set(seeds) - set(right))


@pytest.mark.parametrize("seed", range(60))
def test_every_character_of_the_source_is_in_one_place_only(seed: int) -> None:
    laid = generate(seed)
    outline = read_outline(laid.source)
    owned = [offset for unit in outline.units for text in unit.texts() for offset in text.at]
    owned += [offset for line in outline.metadata for offset in line.content.at]
    removed = [offset for start, end in outline.removed for offset in range(start, end)]
    assert sorted(owned + removed) == list(range(len(laid.source)))


@pytest.mark.parametrize("seed", range(60))
def test_spans_give_every_paragraph_back(seed: int) -> None:
    laid = generate(seed)
    for unit in read_outline(laid.source).units:
        for text in unit.texts():
            assert "".join(laid.source[a:b] for a, b in spans_of(text.at)) == text.text
