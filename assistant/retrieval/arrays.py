"""Flat arrays and word lists in one file: written once, read back in milliseconds, refused where anything is amiss."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Sequence
from typing import Any

from assistant.authored import sha256
from assistant.language.segment import Word

Arrays = dict[str, Any]  # a list of words, or an array of numbers


class Unreadable(Exception):
    """The bytes are no such file, or not whole."""


def packed(arrays: Arrays) -> bytes:
    """The arrays as bytes: a line with the checksum of all that follows, a line of JSON that says what that is, then
    the values end to end."""
    parts = ["\n".join(values).encode() if isinstance(values, list) else values.tobytes() for values in arrays.values()]
    listed = [
        [name, values.typecode if isinstance(values, array) else len(values), len(part)]
        for (name, values), part in zip(arrays.items(), parts, strict=True)
    ]
    head = json.dumps({"order": sys.byteorder, "parts": listed}, ensure_ascii=False).encode()
    rest = head + b"\n" + b"".join(parts)
    return sha256(rest).encode() + b"\n" + rest


def unpacked(content: bytes) -> Arrays:
    """The arrays of such bytes. Raises Unreadable."""
    checksum, _, rest = content.partition(b"\n")
    if checksum != sha256(rest).encode():
        raise Unreadable
    line, _, body = rest.partition(b"\n")
    head = json.loads(line)
    if head["order"] != sys.byteorder:
        raise Unreadable
    found: Arrays = {}
    start = 0
    for name, kind, length in head["parts"]:  # of an array its type, of a list of words how many they are
        part = body[start : start + length]
        found[name] = array(kind, part) if isinstance(kind, str) else part.decode().split("\n")[:kind]
        start += length
    return found


def packed_words(texts: Sequence[Sequence[Word]]) -> Arrays:
    """The words of texts with their places: each text's begin where ``begins`` says."""
    numbers: dict[str, int] = {}
    words, starts, ends, begins = array("I"), array("I"), array("I"), array("I", [0])
    for text in texts:
        for word in text:
            words.append(numbers.setdefault(word.text, len(numbers)))
            starts.append(word.start)
            ends.append(word.end)
        begins.append(len(words))
    return {"tokens": list(numbers), "words": words, "starts": starts, "ends": ends, "begins": begins}
