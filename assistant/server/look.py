"""How the pages look to one person: text size, colours, reading aloud. Kept in the residents' one cookie.

适老化 sizes are in points as the ministry's guidelines for websites give them (18 to 30 pt; 1 pt is 4/3 of a pixel).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

Size = Literal["standard", "large", "larger", "largest"]
Colours = Literal["system", "light", "dark"]
_KEPT = re.compile(
    rf"(?P<size>{'|'.join(get_args(Size))})-(?P<colours>{'|'.join(get_args(Colours))})(?P<aloud>-aloud)?"
)


@dataclass(frozen=True, slots=True)
class Look:
    """``aloud``: texts have a button to have them read."""

    size: Size = "standard"
    colours: Colours = "system"
    aloud: bool = False

    @property
    def elder(self) -> bool:
        """Large text, large targets, less on a page."""
        return self.size != "standard"

    @property
    def classes(self) -> str:
        """The page's classes."""
        elder = ("elder", self.size) if self.elder else ()
        return " ".join((*elder, *(() if self.colours == "system" else (self.colours,))))

    @property
    def kept(self) -> str:
        """As the cookie keeps it; empty for what everybody sees."""
        return "" if self == Look() else f"{self.size}-{self.colours}{'-aloud' if self.aloud else ''}"


def read_look(kept: str) -> Look:
    """The look that a cookie keeps; whatever isn't one is what everybody sees."""
    found = _KEPT.fullmatch(kept)
    if found is None:
        return Look()
    return Look(found["size"], found["colours"], found["aloud"] is not None)  # type: ignore[arg-type]
