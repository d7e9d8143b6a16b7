"""Identifiers are masked before anything is read, kept or logged: identity card and telephone numbers (GB 11643)."""

from __future__ import annotations

import re

_GAP = r"[ \-\u3000]?"
_DIGIT = "[0-9０-９]"
_IDENTITY = re.compile(
    rf"(?<!{_DIGIT}){_DIGIT}{{6}}{_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{3}}[0-9０-９XxＸｘ](?!{_DIGIT})"
)
_MOBILE = re.compile(
    rf"(?<!{_DIGIT})(?:[+＋]?(?:86|８６){_GAP})?[1１][3-9３-９]{_DIGIT}{_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{4}}(?!{_DIGIT})"
)
IDENTITY_MASK = "〔身份证号已隐去〕"
MOBILE_MASK = "〔手机号已隐去〕"


def mask(text: str) -> str:
    """The text with identity card and mobile numbers replaced."""
    return _MOBILE.sub(MOBILE_MASK, _IDENTITY.sub(IDENTITY_MASK, text))
