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
    """The arrays as bytes: a line of JSON that says what follows and its checksum, then the values end to end."""
    parts = ["\n".join(values).encode() if isinstance(values, list) else values.tobytes() for values in arrays.values()]
    body = b"".join(parts)
    listed = [
        [name, values.typecode if isinstance(values, array) else "", len(part)]
        for (name, values), part in zip(arrays.items(), parts, strict=True)
    ]
    head = {"order": sys.byteorder, "sha256": sha256(body), "parts": listed}
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + body


def unpacked(content: bytes) -> Arrays:
    """The arrays of such bytes. Raises Unreadable."""
    line, _, body = content.partition(b"\n")
    try:
        head = json.loads(line)
        if head["order"] != sys.byteorder or head["sha256"] != sha256(body):
            raise Unreadable
        found: Arrays = {}
        start = 0
        for name, typecode, length in head["parts"]:
            part = body[start : start + length]
            found[name] = array(typecode, part) if typecode else part.decode().split("\n") if part else []
            start += length
    except (ValueError, KeyError, TypeError):
        raise Unreadable from None
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
