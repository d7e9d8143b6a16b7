"""What a benefit pays, said in sentences: the amount of a rule whoever asks, one line for each thing to check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.facts.wording import Wording, number
from assistant.rules.amount_kinds import (
    AmountSpec,
    CappedActual,
    Monthly,
    Once,
    Percentage,
    PerHead,
    Range,
    Schedule,
    Service,
    Tiered,
    Unspecified,
    UpTo,
)
from assistant.rules.parameters import Parameter


def amount_lines(pays: AmountSpec, wording: Wording, figures: Mapping[str, Parameter]) -> list[str]:
    """The amount in words; ``figures``: the dated figures that it may be a share of."""
    match pays:
        case Once():
            return [f"一次性{number(pays.amount)}元"]
        case Range():
            return [f"{number(pays.min)}至{number(pays.max)}元之间，给多少由受理部门定"]
        case Schedule():
            return list(_schedule(pays, wording))
        case Monthly():
            return list(_monthly(pays, wording, figures))
        case CappedActual():
            return [f"{wording.label(pays.by)}有多少给多少，每年最多{number(pays.cap)}元，最多{pays.years}年"]
        case Tiered():
            return list(_tiered(pays, wording))
        case PerHead():
            return list(_per_head(pays, wording))
        case Percentage():
            return [f"{wording.label(pays.of)}的{number(pays.percent)}%，算到分，四舍五入"]
        case UpTo():
            return list(_up_to(pays, wording))
        case Unspecified():
            return ["数额文件没有写明，不报数"]
        case Service():
            return ["服务，不发钱"]


def _schedule(pays: Schedule, wording: Wording) -> Iterator[str]:
    yield f"按{wording.label(pays.by)}，每满一年给一笔，最多{len(pays.amounts)}笔"
    for year, amount in enumerate(pays.amounts, start=1):
        yield f"满第{year}年：{number(amount)}元"
    if pays.per:
        yield f"再乘以{wording.label(pays.per)}"


def _monthly(pays: Monthly, wording: Wording, figures: Mapping[str, Parameter]) -> Iterator[str]:
    if pays.parameter:
        which = "上一年的" if pays.of_year == "last" else "当天已公布的最近一个"
        share = "" if pays.share == 1 else f"的{number(pays.share * 100)}%"
        yield f"每月是{which}{figures[pays.parameter].name}{share}"
    elif pays.amount is not None:
        yield f"每月{number(pays.amount)}元"
    if pays.months:
        yield f"乘以{wording.label(pays.months)}" + (f"，最多{pays.limit}个月" if pays.limit else "")
    else:
        yield "给几个月文件没有写，只报每月的数，不进合计"
    if pays.per:
        yield f"再乘以{wording.label(pays.per)}"


def _tiered(pays: Tiered, wording: Wording) -> Iterator[str]:
    unit = wording.units[pays.by]
    yield f"一次性，按{wording.label(pays.by)}分档"
    for tier in pays.tiers:
        upper = f"至{number(tier.to)}{unit}" if tier.to is not None else f"{unit}起"
        shared = f"（{number(tier.from_)}{unit}两档都写了，报一个范围）" if tier.shared else ""
        yield f"{number(tier.from_)}{upper}：{number(tier.amount)}元{shared}"


def _per_head(pays: PerHead, wording: Wording) -> Iterator[str]:
    if pays.base:
        unit = wording.units[pays.heads[0].count]
        yield f"{pays.beyond}{unit}以内（含）共{number(pays.base)}元，超过的另加"
    for head in pays.heads:
        yield f"{wording.label(head.count)}：每{wording.units[head.count]}{number(head.amount)}元"
    if pays.cap is not None:
        yield f"合计最多{number(pays.cap)}元"


def _up_to(pays: UpTo, wording: Wording) -> Iterator[str]:
    if pays.by:
        yield f"按{wording.label(pays.by)}，最多给到："
        for word, limit in pays.limits.items():
            yield f"{wording.value(pays.by, word)}：{number(limit)}元"
        return
    least = f"{number(pays.min)}至" if pays.min else "最多"
    head = f"{wording.label(pays.per)}，每{wording.units[pays.per]}" if pays.per else ""
    yield f"{head}{least}{number(pays.max or 0)}元"
