"""What the districts are called, and which one a text names last."""

from __future__ import annotations

from collections.abc import Mapping


class Districts:
    """The names of the districts. ``territories``: the territory of each name."""

    def __init__(self, territories: Mapping[str, str]) -> None:
        self._territories = territories

    def names(self, territory: str) -> list[str]:
        """What a territory is called."""
        return [name for name, own in self._territories.items() if own == territory]

    def named_last(self, text: str) -> str | None:
        """The territory of the district that a text names last; None where it names none."""
        found = [(at, territory) for name, territory in self._territories.items() if (at := text.rfind(name)) >= 0]
        return max(found)[1] if found else None
