"""Characters that files can hold: what XML and UTF-8 have no way to write is shown as a replacement character."""

from __future__ import annotations

import re

# Char of https://www.w3.org/TR/xml/#charsets, without the carriage return, which XML readers turn into a line feed.
_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """The text with a replacement character for each that can't be written: offsets stay as they are."""
    return _UNWRITABLE.sub(REPLACEMENT, text)
