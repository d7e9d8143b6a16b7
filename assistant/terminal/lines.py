"""The make of a terminal's lines: widths of Chinese text, marks, emphasis, sums in words."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any, Literal

from wcwidth import wcswidth

from assistant.facts.wording import yuan_span

Json = dict[str, Any]
Colour = Literal["red", "green", "yellow", "cyan"]
COLUMNS = 76
CLOSING = "，。；：、！？）》”’」』,.%"
MARKS = {"eligible": "✓", "undetermined": "?", "ineligible": "✗"}
# What would move the cursor, command the terminal, or turn the text around.
_COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
_COLOURS: dict[Colour, str] = {"red": "31", "green": "32", "yellow": "33", "cyan": "36"}
HOLDS = {True: "✓", False: "✗", None: "?"}


def _style(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if sys.stdout.isatty() else text


def bold(text: str) -> str:
    """What matters most."""
    return _style(text, "1")


def quiet(text: str) -> str:
    """What matters less."""
    return _style(text, "2")


def coloured(text: str, colour: Colour) -> str:
    """Told by a colour too; what it means has to be said besides."""
    return _style(text, _COLOURS[colour])


def shown(text: str) -> str:
    """What others wrote, as it can be shown in one line: nothing in it commands the terminal."""
    return _COMMANDS.sub(" ", text)


def cut(text: str, columns: int) -> str:
    """No wider than so many columns."""
    width = 0
    for place, character in enumerate(text):
        width += max(0, wcswidth(character))
        if width > columns:
            return f"{text[: max(0, place - 1)]}…"
    return text


def padded(text: str, columns: int) -> str:
    """Filled with blanks to a width in columns."""
    return text + " " * max(0, columns - max(0, wcswidth(text)))


def wrapped(text: str, indent: str = "") -> Iterator[str]:
    """Broken into lines of a readable width; no line begins with a closing mark."""
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if wcswidth(line + character) > COLUMNS and character not in CLOSING:
                yield indent + line
                line = ""
            line += character
        yield indent + line


def amount_words(amount: Json | None) -> str:
    """An amount in a few words."""
    if amount is None:
        return ""
    if amount["kind"] == "service":
        return "服务"
    if amount["min"] is None:
        return "数额文件未写明" if amount["kind"] == "unspecified" else "数额还不能确定"
    shown = money(amount) + ("（每月）" if amount["per_month"] else "")
    formula = amount["formula"]
    return f"{formula} = {shown}" if formula and any(sign in formula for sign in "+×") else shown


def payment_lines(amount: Json | None, indent: str) -> Iterator[str]:
    """Each payment with its earliest day, and whether that is after the document's end."""
    for payment in (amount or {}).get("payments", []):
        after = "，在文件到期日之后" if payment["after_expiry"] else ""
        due = f"，最早{payment['due_from']}" if payment["due_from"] else ""
        yield f"{indent}{payment['label']} {money(payment)}{due}{after}"


def beyond_words(span: Json) -> str:
    """What of a sum lies beyond validity, in the same breath; empty where nothing does."""
    beyond = span["beyond_validity"]
    if not beyond or beyond["max"] == 0:
        return ""
    maybe = "" if beyond["min"] == beyond["max"] else "可能有"
    return f"其中{maybe}{yuan_span(beyond['max'], beyond['max'])}到期日之后才满年，文件未写能否领取"


def money(span: Json) -> str:
    """A span of yuan in words."""
    return yuan_span(span["min"], span["max"])
