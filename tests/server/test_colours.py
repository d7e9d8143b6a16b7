"""The colours of every look against one another, by WCAG's formula: text 4.5 to 1, edges of fields and drawings 3 to 1.

axe-core looks at text only; edges (1.4.11) are checked here.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "web" / "static"
LOOKS = {
    "light": ["site.css", "check.css"],
    "dark": ["site.css", "dark.css", "check.css", "check-dark.css"],
    "elder": ["site.css", "elder.css", "check.css"],
    "elder dark": ["site.css", "elder.css", "dark.css", "check.css", "check-dark.css"],
}
WHITE = "#ffffff"
TEXT = [
    ("ink", "paper"), ("soft", "paper"), ("pine", "paper"), ("pine-deep", "paper"), ("pine-deep", "pine-wash"),
    ("ink", "field"), ("ink", "mark"), ("soft", "pine-wash"), ("ink", "pine-wash"), (WHITE, "fill"), ("paper", "ink"),
    *((tone, ground) for tone in ("wrong", "heed", "open", "outside", "right") for ground in ("paper", "field")),
]  # fmt: skip
EDGES = [("field-line", "paper"), ("field-line", "field"), ("pine", "paper"), ("fill", "paper")]


def colours(look: str) -> dict[str, str]:
    """The variables as the cascade leaves them."""
    found: dict[str, str] = {}
    for sheet in LOOKS[look]:
        for selector, body in re.findall(r"^(:root|\.elder) \{(.*?)\}", (STATIC / sheet).read_text(), re.S | re.M):
            if selector == ":root" or look.startswith("elder"):
                found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", body))
    return found


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_has_contrast_enough(look: str) -> None:
    known = colours(look)
    assert {"paper", "ink", "soft", "pine", "field-line"} <= known.keys()
    for pairs, least in ((TEXT, 7 if look.startswith("elder") else 4.5), (EDGES, 3)):
        for one, other in pairs:
            found = contrast(known.get(one, one), known[other])
            assert found >= (4.5 if one == WHITE else least), f"{one} on {other}: {found:.2f}"
