"""Grounding: a rule stands on verbatim words of its clause, and each of its numbers is printed in them.

A quotation stands exactly once in its clause, or says which occurrence it is. A number in a condition or an amount is
found in its quotation in whatever form it is printed there (5000元, 1.2万元, 70%, 三年, 16周岁, 半年), unless it is a
bound of existence (at least 1, above 0), a declared product (24000 = 2000 × 12) or has a named source elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import prod

from assistant.documents.corpus import Corpus
from assistant.language.numerals import Quantity, read_quantities
from assistant.rules.amount_kinds import (
    AmountSpec,
    CappedActual,
    Monthly,
    Once,
    Percentage,
    PerHead,
    Product,
    Range,
    Schedule,
    Tiered,
    UpTo,
)
from assistant.rules.logic import Grounds

Number = tuple[float, str]  # a rule's number and its unit
MONTHS_IN_A_YEAR = 12
ANY_UNIT = "×"  # a factor of a product: its number counts
_COUNTED = ("", "人", "个", "等奖")  # units of things counted; a printed number may leave them out
_OTHER_UNITS = re.compile("分钟|课时|套|次|级|倍")
_ORDINALS = re.compile(r"[一二三四五六七八九](?:、[一二三四五六七八九])+(?=等奖)")
_DIGITS = "一二三四五六七八九"
_JOINED = re.compile(r"(?:（含）|\(含\))?(?:-|－|—|至|、)")  # 16-24岁: the unit counts for both


class NotGrounded(Exception):
    """A rule that its words don't carry; the message (Chinese) says what is wrong and what would mend it."""


def locate(corpus: Corpus, clause: str, quote: str, occurrence: int | None = None) -> Grounds:
    """The one span of a clause that a quotation is. Raises NotGrounded."""
    text = corpus.clause(clause).text
    starts = [found.start() for found in re.finditer(f"(?={re.escape(quote)})", text)]
    if not starts:
        raise NotGrounded(f"引文“{quote}”在 {clause} 里找不到，最接近的是“{nearest_words(quote, text)}”。")
    if occurrence is None and len(starts) > 1:
        raise NotGrounded(
            f"引文“{quote}”在 {clause} 里出现了 {len(starts)} 次，请引得更长一些，或用 occurrence 写明是第几处。"
        )
    if occurrence is not None and occurrence > len(starts):
        raise NotGrounded(f"引文“{quote}”在 {clause} 里只有 {len(starts)} 处，没有第 {occurrence} 处。")
    return Grounds(clause, quote, starts[(occurrence or 1) - 1])


def nearest_words(quote: str, text: str) -> str:
    """The stretch of ``text``, as long as the quotation, that shares most with it."""
    pairs = {quote[i : i + 2] for i in range(len(quote) - 1)}
    best = max(
        range(max(1, len(text) - len(quote) + 1)),
        key=lambda start: sum(text[i : i + 2] in pairs for i in range(start, min(start + len(quote), len(text)) - 1)),
    )
    return text[best : best + len(quote)]


def printed_quantities(quote: str) -> tuple[Quantity, ...]:
    """Every number of a quotation with its unit; 16-24岁 and 一、二、三等奖 give each number the unit at the end."""
    found = [
        replace(q, unit=unit[0]) if not q.unit and (unit := _OTHER_UNITS.match(quote, q.end)) else q
        for q in read_quantities(quote)
    ]
    for ordinals in _ORDINALS.finditer(quote):
        places = range(ordinals.start(), ordinals.end(), 2)
        found = [q for q in found if not ordinals.start() <= q.start < ordinals.end()]
        found += [Quantity(Decimal(_DIGITS.index(quote[i]) + 1), "等奖", i, i + 1) for i in places]
    found.sort(key=lambda q: q.start)
    for here, following in reversed(list(zip(range(len(found)), range(1, len(found)), strict=False))):
        first, second = found[here], found[following]
        if not first.unit and _JOINED.fullmatch(quote[first.end : second.start]):
            found[here] = replace(first, unit=second.unit)
    return tuple(found)


def is_printed(number: Number, quantity: Quantity) -> bool:
    """Whether a printed quantity is this number, years and months taken for one another."""
    value, unit = Decimal(str(number[0])), number[1]
    if unit == ANY_UNIT:
        return quantity.value == value
    if unit in ("年", "个月"):
        months = {"年": MONTHS_IN_A_YEAR, "个月": 1}
        return quantity.unit in months and quantity.value * months[quantity.unit] == value * months[unit]
    units = _COUNTED if unit in _COUNTED else (unit,)
    return quantity.unit in units and quantity.value == value


def measures(unit: str, quantity: Quantity) -> bool:
    """Whether a printed quantity is one of this unit, years and months taken for one another."""
    return any(quantity.unit in units and unit in units for units in (("年", "个月"), _COUNTED, (unit,)))


def check_used(numbers: Iterable[Number], unit: str, quote: str) -> None:
    """No number of a condition's unit stands in its quotation that the rule leaves out. Raises NotGrounded."""
    known = list(numbers)
    for quantity in printed_quantities(quote):
        if unit and measures(unit, quantity) and not any(is_printed(number, quantity) for number in known):
            words = quote[quantity.start : quantity.end]
            raise NotGrounded(f"引文“{quote}”里的“{words}”规则没有用到，请补上条件，或换一段不含它的引文。")


def check_condition(
    numbers: Iterable[Number], grounds: Grounds, external: str | None, existence: Number | None = None
) -> None:
    """Every number of a condition stands in its quotation; a bound of existence needs none where none of its unit is
    printed. Raises NotGrounded.
    """
    printed = printed_quantities(grounds.quote)
    for number in numbers:
        stands = any(is_printed(number, quantity) for quantity in printed)
        if number == existence and not any(measures(number[1], quantity) for quantity in printed):
            continue
        if external and stands:
            raise NotGrounded(f"{_shown(number)}就写在引文“{grounds.quote}”里，不用再写 external。")
        if not stands and not external:
            raise NotGrounded(
                f"条件里的{_shown(number)}在引文“{grounds.quote}”里找不到（{_listed(printed, grounds.quote)}）。"
                "请改数或改引文；出处在别处的，用 external 写明。"
            )


def check_amount(pays: AmountSpec, units: Mapping[str, str]) -> tuple[Number, ...]:
    """Every number of an amount stands in its quotations, and every printed one is used or listed. Raises NotGrounded.

    ``units``: the unit of each fact. Returns the printed numbers that the amount uses.
    """
    quoted = [(quote.quote, quantity) for quote in pays.quotes for quantity in printed_quantities(quote.quote)]
    numbers = [number for number in amount_numbers(pays, units) if number[0]]
    for product in pays.products:
        _check_product(product, numbers, [quantity for _, quantity in quoted])
    made = {product.value: product.of for product in pays.products}
    used = _units_of_payment(pays, units)
    for number in numbers:
        if number[1] == "元" and number[0] in made:
            used += [(factor, ANY_UNIT) for factor in made[number[0]]]
        elif any(is_printed(number, quantity) for _, quantity in quoted):
            used.append(number)
        else:
            listed = "；".join(_listed(printed_quantities(q.quote), q.quote) for q in pays.quotes)
            raise NotGrounded(
                f"数额里的{_shown(number)}在引文里找不到（{listed}）。请改数或改引文，乘得的写 products。"
            )
    _check_unused(pays, quoted, used)
    return tuple(used)


def _check_product(product: Product, numbers: Sequence[Number], printed: Sequence[Quantity]) -> None:
    shown = " × ".join(f"{factor:g}" for factor in product.of)
    if prod(Decimal(str(factor)) for factor in product.of) != Decimal(str(product.value)):
        raise NotGrounded(f"products 里 {product.value:g} 不等于 {shown}。")
    if product.value not in [number for number, _ in numbers]:
        raise NotGrounded(f"products 里的 {product.value:g} 不是这项数额里的数。")
    for factor in product.of:
        if factor != MONTHS_IN_A_YEAR and not any(quantity.value == Decimal(str(factor)) for quantity in printed):
            raise NotGrounded(f"products 里 {shown} 的 {factor:g} 在引文里找不到。")


def _check_unused(pays: AmountSpec, quoted: Sequence[tuple[str, Quantity]], used: Sequence[Number]) -> None:
    left = {
        quote[quantity.start : quantity.end]
        for quote, quantity in quoted
        if not any(is_printed(number, quantity) for number in used)
    }
    for words in left - set(pays.unused):
        raise NotGrounded(f"引文里的“{words}”这项数额没有用到，请在 unused 里写明为什么。")
    for words in set(pays.unused) - left:
        raise NotGrounded(f"unused 里的“{words}”不在引文里，或者数额已经用到它，请去掉。")


def amount_numbers(pays: AmountSpec, units: Mapping[str, str]) -> list[Number]:
    """The numbers an amount is made of, with their units."""
    match pays:
        case Once():
            return [(pays.amount, "元")]
        case Schedule():
            return [*((amount, "元") for amount in pays.amounts), (len(pays.amounts), "年")]
        case Monthly():
            share = [(pays.share * 100, "%")] if pays.share != 1 else []
            return [(pays.amount or 0, "元"), (pays.limit or 0, "个月"), *share]
        case CappedActual():
            return [(pays.cap, "元"), (pays.years, "年")]
        case Tiered():
            bounds = {bound for tier in pays.tiers for bound in (tier.from_, tier.to) if bound}
            return [*((bound, units[pays.by]) for bound in bounds), *((tier.amount, "元") for tier in pays.tiers)]
        case PerHead():
            heads = [(head.amount, "元") for head in pays.heads]
            return [*heads, (pays.base, "元"), (pays.cap or 0, "元"), (pays.beyond, units[pays.heads[0].count])]
        case Percentage():
            return [(pays.percent, "%")]
        case UpTo():
            return [*((limit, "元") for limit in pays.limits.values()), (pays.min, "元"), (pays.max or 0, "元")]
        case Range():
            return [(pays.min, "元"), (pays.max, "元")]
    return []


def _units_of_payment(pays: AmountSpec, units: Mapping[str, str]) -> list[Number]:
    """What a kind of amount is paid by (每满一年, 每就业1人): may be printed, needn't be."""
    if isinstance(pays, PerHead):
        return [(1, units[head.count]) for head in pays.heads]
    return [(1, "年")] if isinstance(pays, Schedule) else []


def check_tiers(pays: Tiered, least: float | None) -> None:
    """Tiers rise without a hole or an overlap from the ``least`` size that the conditions let through.

    Raises NotGrounded.
    """
    if least is None or least < pays.tiers[0].from_:
        first = f"{pays.tiers[0].from_:g}"
        raise NotGrounded(f"分档从 {first} 起，条件却没有要求至少 {first}：不到的没有写给多少。")
    for lower, upper in zip(pays.tiers, pays.tiers[1:], strict=False):
        if upper.from_ <= lower.from_:
            raise NotGrounded(f"分档要从小到大：{lower.from_:g} 之后不能是 {upper.from_:g}。")
        if lower.to is not None and lower.to < upper.from_:
            raise NotGrounded(f"分档有空缺：{lower.to:g} 到 {upper.from_:g} 没有写给多少。")
        if lower.to is not None and lower.to > upper.from_:
            raise NotGrounded(f"分档有重叠：{upper.from_:g} 到 {lower.to:g} 写了两个数额。")
        if upper.shared and lower.to is None:
            raise NotGrounded(f"{upper.from_:g} 写作两档共有（shared），前一档却没有写到多少为止（to）。")
    if pays.tiers[-1].to is not None:
        raise NotGrounded(f"最后一档写到 {pays.tiers[-1].to:g} 为止，再大的没有写给多少。")


def _listed(printed: Sequence[Quantity], quote: str) -> str:
    words = "、".join(quote[quantity.start : quantity.end] for quantity in printed)
    return f"引文里写的是：{words}" if words else "引文里没有数"


def _shown(number: Number) -> str:
    return f"“{number[0]:g}{number[1]}”"
