"""A title and the number beside it name one document: 《…若干措施》（西行规发〔2021〕2号)."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.citations.named import Named

_CLOSING = re.compile(r"[^()\n]{0,60}?(?:《[^《》]{1,40}》[^()\n]{0,10})?\)")


def merge(folded: str, named: list[Named]) -> list[Named]:
    """A title and the number beside it are one document; where they are two, that is said."""
    merged: list[Named] = []
    for one in named:
        last = merged[-1] if merged else None
        if last is not None and one.start < last.end:  # within the bracket behind a title: what it is called for short
            continue
        between = folded[last.end : one.start] if last else ""
        together = last is not None and len(between) <= 4 and between.strip() in ("", "(") and _one_each(last, one)
        if last is None or not together:
            merged.append(one)
            continue
        end = one.end
        if "(" in between:
            closing = _CLOSING.match(folded, one.end)
            end = closing.end() if closing else one.end
        merged[-1] = _joined(last, one, end)
    return merged


def _one_each(first: Named, second: Named) -> bool:
    return (first.how == "number") != (second.how == "number")


def _joined(first: Named, second: Named, end: int) -> Named:
    title, number = (second, first) if first.how == "number" else (first, second)
    if title.document == number.document and title.standing == number.standing:
        return replace(title, start=first.start, end=end, remark=number.remark or title.remark)
    if title.standing == "unclear" and number.standing == "known":
        return replace(number, start=first.start, end=end, kind=title.kind)
    if title.standing == "known" or number.standing == "known":
        ids = tuple(d for d in (title.document, number.document) if d)
        if title.standing == "unclear" or number.standing == "unclear":
            known = title if title.standing == "known" else number
            return replace(known, start=first.start, end=end)
        remark = number.remark or title.remark or "标题和文号不是同一份文件，请核对。"
        return Named(first.start, end, None, "unclear", title.kind, "title", ids, remark)
    return replace(number if number.remark else title, start=first.start, end=end, standing="outside", kind=title.kind)
