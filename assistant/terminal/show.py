"""Answers as lines of a terminal: Chinese, aligned by columns, coloured only where it is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from assistant.answers.documents import related_by_kind, search_notices
from assistant.documents.standing import Notices
from assistant.engine import Engine
from assistant.terminal.explain import (
    coverage_lines,
    district_lines,
    explanation_lines,
    what_if_lines,
)
from assistant.terminal.lines import HOLDS, MARKS, amount_words, bold, money, padded, payment_lines, quiet, wrapped

Json = dict[str, Any]


def search_lines(found: Json, notices: Notices, districts: dict[str, str]) -> Iterator[str]:
    yield from search_notices(found, notices, districts)
    yield from hit_lines(found["results"], notices)


def hit_lines(results: list[Json], notices: Notices) -> Iterator[str]:
    """The clauses found, one below the other."""
    for rank, hit in enumerate(results, start=1):
        yield ""
        yield bold(f"{rank}. {hit['title'] or hit['clause']}") + quiet(f"  {notices.legal_status[hit['legal_status']]}")
        yield from wrapped(hit["text"], "   ")
        yield quiet(f"   {hit['citation']}  [{hit['clause']}]")
        yield from (quiet(f"   注意：{warning['message']}") for warning in hit["warnings"])
        yield from (quiet(f"   {line}") for line in related_lines(hit["related"], notices))


def related_lines(related: list[Json], notices: Notices) -> Iterator[str]:
    """The clauses that belong beside another one."""
    for said, clauses in related_by_kind(related, notices):
        places = (f"{beside['place']} [{beside['clause']}]" for beside in clauses)
        yield f"{said}：{'；'.join(places)}"


def evaluation_lines(evaluated: Json) -> Iterator[str]:
    yield bold(f"{evaluated['file']}：{evaluated['questions']} 个问题") + quiet(
        "（括号里是只用 rank-bm25 和 jieba 的）"
    )
    yield padded("", 12) + "".join(padded(name, 22) for name in ("Recall@5", "MRR@10", "nDCG@10")) + "有把握"
    for kind, row in evaluated["kinds"].items():
        figures = (f"{row[n]:.3f} ({row['plain_bm25'][n]:.3f})" for n in ("recall_at_5", "mrr_at_10", "ndcg_at_10"))
        name = f"{kind} {row['questions']}"
        yield padded(name, 14) + "".join(padded(figure, 20) for figure in figures) + f"{row['confident']:.1%}"
    off_topic = evaluated["off_topic"]
    if off_topic["questions"]:
        yield f"没有答案的 {off_topic['questions']} 个，没有当作有答案的：{off_topic['refused']:.1%}"


def extract_lines(found: Json) -> Iterator[str]:
    if not found["facts"]:
        yield "没有听出事实。"
    for name, value in found["facts"].items():
        evidence = found["evidence"].get(name)
        yield f"{padded(name, 30)} {value}" + (quiet(f"   “{evidence['text']}”") if evidence else "")
    for unclear in found["unclear"]:
        yield f"没听准“{unclear['text']}”：{unclear['question']}"


def clause_lines(clause: Json, notices: Notices) -> Iterator[str]:
    yield bold(clause["citation"])
    if clause["title"]:
        yield clause["title"]
    yield ""
    yield from wrapped(clause["text"] or "（这一级只有标题）")
    yield ""
    yield quiet(f"[{clause['clause']}]  {notices.legal_status[clause['legal_status']]}")
    yield from (quiet(f"注意：{warning['message']}") for warning in clause["warnings"])
    if clause["benefits"]:
        yield quiet("依据本条的待遇：" + "、".join(clause["benefits"]))
    yield from (quiet(line) for line in related_lines(clause["related"], notices))


def documents_lines(listed: Json, notices: Notices) -> Iterator[str]:
    for document in listed["documents"]:
        yield ""
        yield bold(f"《{document['title']}》")
        yield f"  {padded('编号', 10)}{document['id']}"
        yield f"  {padded('文号', 10)}{document['number'] or '原文没有'}"
        yield f"  {padded('制发', 10)}{document['issuer'] or '原文没有'}"
        since, until = document["in_force_from"] or "未写", document["in_force_to"] or "未写"
        yield f"  {padded('效力', 10)}{notices.legal_status[document['legal_status']]}（{since} 至 {until}）"
        yield f"  {padded('条款', 10)}{document['clause_count']}"
        yield quiet(f"  {padded('原文', 10)}{document['source']}  sha256 {document['sha256'][:16]}…")
        yield from (f"  {padded('注意', 10)}{warning['message']}" for warning in document["warnings"])


def parse_lines(parsed: Json) -> Iterator[str]:
    yield bold(parsed["document"]["title"] or "（没有读出标题）")
    document = parsed["document"]
    if said := [part for part in (document["number"], document["issuer"], *document["dates"]) if part]:
        yield quiet("  ".join(said))
    for clause in parsed["clauses"]:
        label = "".join(clause["label_path"]) or clause["clause"].split("#")[1]
        text = clause["text"].replace("\n", " ")
        yield f"{padded(clause['clause'].split('#')[1], 12)}{label} {clause['title'] or ''}  {quiet(text[:36])}"
    for warning in parsed["warnings"]:
        yield f"注意：{warning['message']}" + (f"（{warning['clause']}）" if warning["clause"] else "")


def assess_lines(assessed: Json, notices: Notices) -> Iterator[str]:
    """The whole result: totals, then each benefit with its conditions."""
    if assessed["coverage"]:
        yield from wrapped(assessed["coverage"]["message"])
    yield from total_lines(assessed["totals"]["in_force"])
    for benefit in assessed["benefits"]:
        yield from benefit_lines(benefit, notices, detailed=benefit["status"] != "ineligible")
    if assessed["next_question"]:
        yield ""
        yield f"还想知道：{assessed['next_question']['text']}"


def total_lines(total: Json) -> Iterator[str]:
    """What can be had, and what of it lies beyond validity, in one size."""
    yield bold(f"现在可以申领的合计：{money(total)}")
    beyond = total["beyond_validity"]
    if beyond["max"] != 0:
        yield bold(f"其中到期日之后才满年、文件未写能否领取：{money(beyond)}")


def benefit_lines(benefit: Json, notices: Notices, detailed: bool) -> Iterator[str]:
    """One benefit."""
    status = benefit["status"]
    yield ""
    if benefit["suspended"]:
        yield from wrapped(benefit["suspended"]["text"])
        return
    legal = (
        ""
        if benefit["legal_status"] == "in_force"
        else f"（{notices.legal_status[benefit['legal_status']]}，{notices.no_ground}）"
    )
    amount = amount_words(benefit["amount"])
    yield bold(f"{MARKS[status]} {notices.status[status]}  {benefit['name']}  {amount}") + quiet(
        f"{legal} [{benefit['id']}]"
    )
    for condition in benefit["conditions"]:
        if detailed or condition["holds"] is False:
            yield from wrapped(f"{HOLDS[condition['holds']]} {condition['text']}", "   ")
            if worked := condition.get("worked"):
                yield f"     {worked}"
            yield quiet(f"     “{condition['quote']}” {condition['clause'].split('#')[1]}")
            if note := condition.get("note"):
                yield from wrapped(f"注：{note}", "     ")
    if not detailed:
        return
    for warning in benefit["warnings"]:
        yield from wrapped(f"注意：{warning['message']}", "   ")
    yield from payment_lines(benefit["amount"], "   ")
    for note in benefit["notes"]:
        yield from wrapped(f"注：{note['text']}", "   ")


def whole_assessment(assessed: Json, engine: Engine) -> Iterator[str]:
    """The result, then what was asked to stand beside it."""
    yield from assess_lines(assessed, engine.notices)
    if "what_if" in assessed:
        yield from what_if_lines(assessed["what_if"], engine.notices, engine.wording)
    if "districts" in assessed:
        yield from district_lines(assessed["districts"], engine.wording.districts)


def simulation_lines(simulated: Json) -> Iterator[str]:
    """A table for each way to begin: the mean, median, 95th percentile and most of the questions."""
    yield f"{simulated['people']} 个虚构的居民（分布见语料的 population.yaml），{simulated['as_of']}，如实回答"
    for name, title in (("from_nothing", "从头问起"), ("after_opening", "先用一句话说了情况")):
        figures = simulated[name]
        yield ""
        yield bold(title) + (quiet(f"  例：{figures['example']}") if "example" in figures else "")
        yield padded("", 44) + "".join(f"{head:>8}" for head in ("平均", "中位", "95%", "最多"))
        for row, label in SIMULATED.items():
            spread, people = figures[row], figures[row].get("people")
            shown = label + (f"（{people} 人）" if people else "")
            numbers = (spread["mean"], spread["median"], spread["percentile_95"], spread["most"])
            yield padded(shown, 44) + "".join(f"{number:>10}" for number in numbers)
        yield f"是固定顺序的 {figures['share_of_fixed_order']:.0%}"
        for row, label in (("first_useful", "本流程"), ("first_useful_fixed_order", "固定顺序")):
            useful = figures[row]
            yield f"{label} {useful['within']} 问之内就有定下来的待遇（或都有定论）：{useful['share']:.0%}"
    opened = simulated["after_opening"]
    yield f"开头一句平均听出 {opened['facts_heard']} 项事实，听错 {opened['misheard']} 项"


SIMULATED = {
    "conversation": "问到全有定论的次数（一屏一问，清单算一问）",
    "one_by_one": "同上，不用清单，一问一项",
    "fixed_order": "按词汇表的顺序问（跳过已无用的）",
    "same_people": "本流程，同下面这些人",
    "fewest": "预知答案也至少要问",
    "facts_asked": "答到的事实",
    "facts_fewest": "预知答案也至少要知道的事实",
    "first_useful": "第一个定下来的结果之前",
    "first_useful_fixed_order": "同上，按词汇表的顺序",
}

SHOW: dict[str, Callable[[Json, Engine], Iterator[str]]] = {
    "search": lambda answer, engine: search_lines(answer, engine.notices, engine.wording.districts),
    "extract": lambda answer, _: extract_lines(answer),
    "evaluate-search": lambda answer, _: evaluation_lines(answer),
    "clause": lambda answer, engine: clause_lines(answer, engine.notices),
    "documents": lambda answer, engine: documents_lines(answer, engine.notices),
    "parse": lambda answer, _: parse_lines(answer),
    "assess": whole_assessment,
    "explain": lambda answer, engine: explanation_lines(answer, engine.notices, engine.wording),
    "coverage": lambda answer, _: coverage_lines(answer),
    "simulate-flow": lambda answer, _: simulation_lines(answer),
}
