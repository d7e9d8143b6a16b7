"""What stands around the clauses: title, 发文字号, addressee, signature, dates, 抄送, 印发 (GB/T 9704).

These lines are document metadata, not clauses. They are recognised by form, never by the document they stand in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from assistant.documents.labels import read_number
from assistant.documents.mapped import MappedText
from assistant.documents.repair import ANNEX_GAP, ANNEX_TITLE, Block


class Part(Enum):
    """Kinds of metadata line."""

    NUMBER = "number"
    ADDRESSEE = "addressee"
    DATE = "date"
    RELEASE_MARK = "release_mark"
    ATTACHMENT_MARK = "attachment_mark"
    COPY = "copy"
    PRINTED = "printed"
    ISSUER = "issuer"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class MetadataLine:
    """One metadata line and what it is."""

    part: Part
    content: MappedText


@dataclass(frozen=True, slots=True)
class FrontFacts:
    """What the metadata lines say of a document: its number, who issues it, the days that stand there, in order."""

    number: str | None
    issuers: tuple[str, ...]
    dates: tuple[dt.date, ...]


_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,}[〔\[［【（(﹝]\d{4}[〕\]］】）)﹞]\s*第?\d+号")
_DATE = re.compile(r"[〇零一二三四五六七八九十\d]{4}年[一二三四五六七八九十\d]{1,3}月[一二三四五六七八九十\d]{1,3}日")
_RELEASE_MARK = re.compile(r"[（(]此件.*[）)]")
_ATTACHMENT_MARK = re.compile(r"附件?\s*[0-9一二三四五六七八九十]{0,2}\s*[：:]?")
_ATTACHMENT_LIST = re.compile(r"附件\s*[：:]\s*\S+")
_COPY = re.compile(r"(?:抄送|抄报|主送)\s*[：:]")
_PRINTED = re.compile(r".*\d{1,2}月\d{1,2}日印发")
_ORGANISATION = re.compile(r"[\u4e00-\u9fff]+(?:人民政府(?:文件)?|局|委员会|联合会|办公室|厅|部|院|总工会|领导小组|委)")
_ADDRESSEE = re.compile(r"[^。]*[：:]")
_LEADS_IN = re.compile(r"(?:如下|以下[\u4e00-\u9fff]{0,6}|通知|决定|意见)\s*[：:]$")


def is_preamble(text: str) -> bool:
    """A sentence before the first heading (文首, 依据) is a clause; everything else there is metadata."""
    return "。" in text or _LEADS_IN.search(text) is not None


def read_part(text: str) -> Part:
    """What a metadata line before the first heading is."""
    if _NUMBER.fullmatch(text):
        return Part.NUMBER
    if _DATE.fullmatch(text):
        return Part.DATE
    if _RELEASE_MARK.fullmatch(text):
        return Part.RELEASE_MARK
    if _ATTACHMENT_MARK.fullmatch(text) or _ATTACHMENT_LIST.match(text):
        return Part.ATTACHMENT_MARK
    if _COPY.match(text):
        return Part.COPY
    if _PRINTED.fullmatch(text):
        return Part.PRINTED
    if _ADDRESSEE.fullmatch(text):
        return Part.ADDRESSEE
    if _ORGANISATION.fullmatch(text):
        return Part.ISSUER
    return Part.TITLE


def back_matter_start(blocks: list[Block]) -> int:
    """Index of the first block of signature, date, 抄送 and 印发 at the end of ``blocks``."""
    for index, block in enumerate(blocks):
        if _COPY.match(block.text):
            return _signature_start(blocks[:index])
    return _signature_start(blocks)


def _signature_start(blocks: list[Block]) -> int:
    start = len(blocks)
    while start and _closes(blocks[start - 1].text):
        start -= 1
    return start


def _closes(text: str) -> bool:
    return read_part(text) not in (Part.TITLE, Part.ADDRESSEE, Part.NUMBER) and "。" not in text


def annex_starts(blocks: list[Block], body_start: int) -> list[int]:
    """Indices of annex titles behind the body: a short line naming a kind of document, set apart from what precedes."""
    starts = []
    for index in range(body_start + 1, len(blocks) - 1):
        block, previous = blocks[index], blocks[index - 1]
        if block.label is not None or not ANNEX_TITLE.fullmatch(block.text):
            continue
        if block.gap >= ANNEX_GAP or _ATTACHMENT_MARK.fullmatch(previous.text) or _closes(previous.text):
            starts.append(index)
    return starts


def read_facts(lines: Iterable[MetadataLine]) -> FrontFacts:
    """Number, issuers and days as printed; a day that isn't one in the calendar is none."""
    by_part: dict[Part, list[str]] = {}
    for line in lines:
        by_part.setdefault(line.part, []).append("".join(line.content.text.split()))
    issuers = dict.fromkeys(issuer.removesuffix("文件") for issuer in by_part.get(Part.ISSUER, []))
    days = (_read_day(text) for text in by_part.get(Part.DATE, []))
    return FrontFacts(
        number=next(iter(by_part.get(Part.NUMBER, [])), None),
        issuers=tuple(issuers),
        dates=tuple(dict.fromkeys(day for day in days if day)),
    )


def _read_day(text: str) -> dt.date | None:
    """2021年11月13日, 二〇二一年十一月十三日."""
    year, month, day = (_read_figure(part) for part in re.split("[年月日]", text)[:3])
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _read_figure(figure: str) -> int:
    """Years in Chinese are spelled digit by digit, months and days are counted."""
    if len(figure) == 4:
        figure = figure.translate(_SPELLED)
    return read_number(figure) or 0


_SPELLED = str.maketrans("〇零一二三四五六七八九", "00123456789")


def guess_title(lines: list[MetadataLine]) -> MappedText | None:
    """The title as printed: the last run of title lines in front of the text, with a single issuer's line before it.

    A notice that hands down measures (关于印发…的通知) prints two titles; the measures' own, the later, is taken.
    """
    runs: list[list[MetadataLine]] = [[]]
    for line in lines:
        if line.part in (Part.TITLE, Part.ISSUER):
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    titled = [run for run in runs if any(line.part is Part.TITLE for line in run)]
    if not titled:
        return None
    run = titled[-1]
    first = next(i for i, line in enumerate(run) if line.part is Part.TITLE)
    if first == 1 and run[1].content.text.startswith("关于"):
        first = 0
    return MappedText.joined([line.content for line in run[first:]])
