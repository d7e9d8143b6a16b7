"""One benefit explained on a terminal, what-if and districts side by side, coverage, suspensions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.documents.standing import Notices
from assistant.facts.wording import Wording, number
from assistant.terminal.lines import (
    HOLDS,
    MARKS,
    amount_words,
    beyond_words,
    bold,
    money,
    padded,
    payment_lines,
    quiet,
    wrapped,
)

Json = dict[str, Any]


def explanation_lines(explained: Json, notices: Notices, wording: Wording) -> Iterator[str]:
    """Conditions with the person's own values, the worked sum, days, validity, what may not be drawn beside it."""
    if script := explained.get("script"):
        yield from script_lines(script)
        yield ""
    benefit = explained["benefit"]
    status = notices.status[benefit["status"]]
    if benefit["suspended"]:
        yield bold(benefit["suspended"]["text"])
        return
    no_ground = "" if benefit["legal_status"] == "in_force" else f"（{notices.no_ground}）"
    yield bold(f"{MARKS[benefit['status']]} {status}  {benefit['name']}  {amount_words(benefit['amount'])}{no_ground}")
    yield quiet(f"  {notices.legal_status[benefit['legal_status']]}{_validity(benefit['validity'])}  [{benefit['id']}]")
    yield from (quiet(line) for w in benefit["warnings"] for line in wrapped(f"注意：{w['message']}", "  "))
    yield ""
    yield bold("条件")
    for condition in benefit["conditions"]:
        yield from condition_lines(condition, wording, "  ")
    if benefit["missing"]:
        yield from wrapped("还不知道：" + "、".join(wording.label(fact) for fact in benefit["missing"]), "  ")
    if benefit["reach"]:
        yield from wrapped(f"差一步：{reach_words(benefit['reach'], wording)}", "  ")
    yield from _sum_lines(benefit)
    yield ""
    yield bold("谁来申请、发给谁")
    yield from wrapped(benefit["recipient"], "  ")
    yield bold("能否同时享受")
    for other in benefit["excludes"]:
        yield from wrapped(f"不能与“{other['name']}”同时领取：“{other['quote']}”（{other['clause']}）", "  ")
    excluding = [note for note in benefit["notes"] if note["kind"] == "exclusion"]
    for note in excluding:
        yield from wrapped(f"· {note['text']}", "  ")
    yield from wrapped(explained["together"], "  ")
    if len(benefit["notes"]) > len(excluding):
        yield bold("要留意")
    for note in benefit["notes"]:
        if note not in excluding:
            yield from wrapped(f"· {note['text']}", "  ")
    yield bold("文件没有写的，到哪里问")
    yield from wrapped(explained["unsaid"], "  ")
    yield from (f"  · {place}" for place in explained["ask"])


def script_lines(script: Json) -> Iterator[str]:
    """What is read out sentence by sentence, and the short message with how long it is."""
    yield bold("话术")
    for sentence in script["sentences"]:
        yield from wrapped(sentence["text"], "  ")
    sms = script["sms"]
    yield bold(f"短信（{sms['characters']}字，{sms['segments']}条）")
    yield from wrapped(sms["text"], "  ")
    if script["refusal"]:
        yield bold("为什么不符合")
        yield from wrapped(script["refusal"], "  ")


def condition_lines(condition: Json, wording: Wording, indent: str) -> Iterator[str]:
    """✓, ✗ or ?, the words, the person's own value, the sum worked out, the quoted words; then what decides it."""
    own = "，".join(
        f"{wording.label(fact)}：{wording.value(fact, value)}" for fact, value in condition["values"].items()
    )
    said = f"（您的情况：{own}）" if own and not condition.get("parts") else ""
    yield from wrapped(f"{HOLDS[condition['holds']]} {condition['text']}{said}", indent)
    if worked := condition.get("worked"):
        yield f"{indent}  {worked} {HOLDS[condition['holds']] if condition['values'] else ''}".rstrip()
    yield quiet(f"{indent}  “{condition['quote']}” {condition['clause']}")
    for name, lead in (("external", "出处："), ("note", "注：")):
        if name in condition:
            yield from wrapped(f"{lead}{condition[name]}", f"{indent}  ")
    parts = condition.get("parts", ())
    for part in [part for part in parts if part["holds"] is condition["holds"]] or parts:
        yield from condition_lines(part, wording, f"{indent}    ")


def reach_words(reach: Json, wording: Wording) -> str:
    """What would have to change, and what the benefit then pays."""
    changes = [
        f"{wording.label(c['fact'])}从{wording.value(c['fact'], c['from'])}变为{wording.value(c['fact'], c['to'])}"
        for c in reach["changes"]
    ]
    left = "" if reach["status"] == "eligible" else "（别的条件还要确认）"
    day = f"，最早{reach['earliest']}" if reach["earliest"] else ""
    return f"{'，并且'.join(changes)} → {amount_words(reach['amount'])}{left}{day}"


def _sum_lines(benefit: Json) -> Iterator[str]:
    amount = benefit["amount"]
    if amount is None:
        return
    yield ""
    yield bold("给多少")
    yield f"  {amount['worked'] or amount_words(amount)}"
    yield from payment_lines(amount, "  ")
    for citation in benefit["citations"]:
        yield quiet(f"  “{citation['quote']}” {citation['clause']}")


def _validity(validity: Json) -> str:
    return f"（{validity['from'] or '起始日未写'} 至 {validity['to'] or '终止日未写'}）"


def what_if_lines(changed: Json, notices: Notices, wording: Wording) -> Iterator[str]:
    """Both sides of each benefit that differs, and both totals."""
    said = "，".join(
        f"{wording.label(fact)}换成{wording.value(fact, value)}" for fact, value in changed["changes"].items()
    )
    yield ""
    yield bold(f"如果{said}：")
    for benefit in changed["benefits"]:
        before, after = (_side(benefit[side], notices) for side in ("before", "after"))
        yield from wrapped(f"{benefit['name']}：{before} → {after}{_difference(benefit['difference'])}", "  ")
    if not changed["benefits"]:
        yield "  各项待遇都不变。"
    totals = changed["totals"]
    yield bold(f"  合计：{money(totals['before'])} → {money(totals['after'])}{_difference(totals['difference'])}")
    for side, lead in (("before", "原来"), ("after", "换了以后")):
        if beyond := beyond_words(totals[side]):
            yield bold(f"  {lead}{beyond}")


def _difference(difference: Json) -> str:
    """By how much what can be had for sure differs, where both sides have a sum."""
    low, high = difference["min"], difference["max"]
    if low is None or low != high or not low:
        return ""
    return f"（{'多' if low > 0 else '少'}{number(abs(low))}元）"


def _side(side: Json | None, notices: Notices) -> str:
    if side is None:
        return "不适用"
    if side["suspended"]:
        return notices.explanation.suspended
    beyond = side["amount"] and beyond_words(side["amount"])
    return (
        f"{notices.status[side['status']]} {amount_words(side['amount'])}{f'（{beyond}）' if beyond else ''}".rstrip()
    )


def district_lines(districts: list[Json], labels: dict[str, str]) -> Iterator[str]:
    """The same resident district by district; those without documents of their own together."""
    yield ""
    yield bold("户口在各区时")
    alone = [d for d in districts if d["covered"]]
    others = [d for d in districts if not d["covered"]]
    for district in alone:
        eligible = [_granted(b, labels) for b in district["benefits"] if b["status"] == "eligible"]
        suspended = [b["name"] for b in district["benefits"] if b["suspended"]]
        waiting = len(district["benefits"]) - len(eligible) - len(suspended)
        names = "、".join(eligible) or "还没有确定能领的"
        left = f"；还要确认{waiting}项" if waiting else ""
        left += f"；暂停答复：{'、'.join(suspended)}" if suspended else ""
        beyond = beyond_words(district["totals"])
        said = f"{money(district['totals'])}{f'（{beyond}）' if beyond else ''}  {names}{left}"
        yield from wrapped(f"{padded(district['label'], 10)}{said}", "  ")
    if others:
        names = "、".join(d["label"] for d in others)
        eligible = [_granted(b, labels) for b in others[0]["benefits"] if b["status"] == "eligible"]
        beyond = beyond_words(others[0]["totals"])
        said = f"{money(others[0]['totals'])}{f'（{beyond}）' if beyond else ''}"
        yield from wrapped(f"{names}：{said} {'、'.join(eligible)}（本库没有这些区施行中的文件，不等于没有补贴）", "  ")


def _granted(benefit: Json, labels: dict[str, str]) -> str:
    """A benefit with the district whose document grants it."""
    return f"{benefit['name']}（{labels[benefit['territory']]}）"


def coverage_lines(coverage: Json) -> Iterator[str]:
    """Counts by document, what is open, what is listed and why, numbers quoted but not used."""
    for row in coverage["documents"]:
        counts = (
            f"{row['sentences']} 句，{row['quoted']} 句有待遇引用，{row['listed']} 句列明理由，{row['open']} 句未覆盖"
        )
        yield f"{padded(row['document'], 32)}{counts}"
    for sentence in coverage["open"]:
        yield from wrapped(f"✗ {sentence['clause']} {sentence['text']}（{'、'.join(sentence['words'])}）")
    yield ""
    yield bold("没有待遇的条文和理由")
    for listed in coverage["listed"]:
        yield from wrapped(f"{listed['clause']} “{listed['quote']}” 给：{listed['to']}。{listed['reason']}", "  ")
    yield bold("引文里规则没有用到的数")
    for unused in coverage["unused_numbers"]:
        said = f"{unused['benefit']}：{unused['words']}（“{unused['quote']}”）{unused['reason'] or ''}"
        yield from wrapped(said, "  ")


def suspension_lines(result: Json) -> Iterator[str]:
    """What is suspended now."""
    for suspended in result["suspended"]:
        yield from wrapped(f"{suspended['benefit']}（{suspended['since']}起）{suspended['text']}")
    if not result["suspended"]:
        yield "没有暂停答复的待遇。"
