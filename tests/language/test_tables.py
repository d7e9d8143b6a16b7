"""The tables of sounds and of traditional characters say what the libraries that they are made from say."""

from __future__ import annotations

from pathlib import Path

from tests.language.make_tables import TABLES

WORDS = Path(__file__).parents[2] / "corpus" / "words"


def test_the_tables_are_as_they_would_be_made_now() -> None:
    for name, made in TABLES.items():
        assert (WORDS / name).read_text(encoding="utf-8") == made(), f"{name}：make tables 会写出另一份"
