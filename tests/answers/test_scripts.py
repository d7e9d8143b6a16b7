"""Words to say and to send: only what the answer says, every clause there, nothing the citation check objects to."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assistant.answers.deciding import unmet
from assistant.answers.messages import TWO, Sms
from assistant.engine import Engine
from assistant.facts.vocabulary import FactError
from assistant.rules.assess import Suspension
from assistant.simulation.population import load_population
from tests.conftest import CORPUS
from tests.people import HIRED
from tests.rules.combinations import BIG, cells_of

DAY = dt.date(2026, 11, 20)
EXPIRED = dt.date(2027, 1, 15)
IDS = [line.split()[-1] for path in sorted((CORPUS / "rules").glob("*.yaml")) for line in path.read_text().splitlines()
       if re.match(r" *- id: \S+$", line)]  # fmt: skip
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
FLEXIBLE = {"applicant": "resident", "employment": "flexible", "hard_to_employ": True}
EMPLOYER = {
    "applicant": "employer", "employer_kind": "enterprise", "employer_in_beijing": True,
    "hire_hukou_district": "xicheng", "hire_group": "registered_unemployed", "hire_count": 2,
    "contract_years": 2, "employee_social_insurance": True, "monthly_wage": 5000,
}  # fmt: skip

WRITTEN = yaml.safe_load((Path(__file__).parent / "scripts.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: written["benefit"])
def test_what_was_written_from_the_clauses_is_said(engine: Engine, written: dict[str, Any]) -> None:
    facts = {**HIRED, **written["hired"]} if "hired" in written else written["facts"]
    day = dt.date.fromisoformat(written.get("as_of", DAY.isoformat()))
    script = engine.scripts.of(explained(engine, written["benefit"], facts, day)["benefit"], day.isoformat())
    said: dict[str, str] = {sentence.kind: sentence.text for sentence in script.sentences}
    said |= {"sms": script.sms.text, "refusal": script.refusal or ""}
    assert {kind: said[kind] for kind in written["says"]} == written["says"]


def test_a_suspension_is_said_instead_of_everything_else(engine: Engine) -> None:
    engine.suspended = lambda: {"xicheng-employment-reward": Suspension("原文正在核对", DAY)}
    try:
        script = engine.scripts.of(explained(engine, "xicheng-employment-reward", HIRED, DAY)["benefit"], str(DAY))
        other = engine.scripts.of(explained(engine, "xicheng-low-income-reward", HIRED, DAY)["benefit"], str(DAY))
        overview = engine.stacked.overview(engine.assess(HIRED, DAY))
    finally:
        engine.suspended = dict
    assert script.text.startswith("“就业奖励”暂停答复，请咨询西城区人社局。原因：原文正在核对")
    assert script.sms.text == "西城区的就业奖励暂停答复，请咨询西城区人社局；咨询12333、12345。"
    assert not script.clauses
    assert "27,000" not in script.text
    assert other.standing == "ineligible"
    assert "暂停答复的不在里面：就业奖励。" in overview["text"]
    assert "27,000" not in overview["text"]


@pytest.mark.parametrize("benefit_id", IDS)
@settings(max_examples=6, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_only_what_the_answer_says_is_said(engine: Engine, benefit_id: str, data: st.DataObject) -> None:
    benefit = engine.rules.by_id[benefit_id]
    day = data.draw(st.sampled_from([DAY, DAY, EXPIRED]))
    facts: dict[str, Any] = {"applicant": data.draw(st.sampled_from(benefit.applicants))}
    for fact, values in cells_of(engine.rules, benefit, day).items():
        known = data.draw(st.sampled_from([*values, *values, None]))
        if known is not None:
            facts[fact] = 40 if known == BIG else known
    try:
        answer = explained(engine, benefit_id, facts, day)
    except FactError:
        assume(False)
        raise
    script = engine.scripts.of(answer["benefit"], answer["as_of"])
    texts = [text for text in (script.text, script.sms.text, script.refusal) if text]
    assert 3 <= len(script.sentences) <= 6
    assert script.sms.characters <= TWO
    assert not script.sms.text.endswith("…")
    assert script.sms.segments == 1 or script.sms.characters > 70
    for text in texts:
        assert numbers(text) <= allowed(engine, answer, script.clauses), text
        assert not troubles(engine, text, day), text
    for clause in script.clauses:
        assert engine.corpus.place(engine.corpus.clause(clause)).rstrip(".") in script.text
        assert ".。" not in script.text
    entitled = script.standing in ("eligible", "discretion", "undetermined")
    if answer["benefit"]["legal_status"] != "in_force":
        assert script.standing == "not_in_force"
        assert not any("符合" in text for text in texts)
        assert "不能申请" in script.text
        assert "不能申请" in script.sms.text
    if entitled and answer["benefit"]["amount"]["min"] is not None:
        paid = engine.scripts.teller.pays(answer["benefit"], brief=True)
        assert paid in script.sms.text
        conditional = {"undetermined": "如果还符合其余要求，", "discretion": "如认定符合，"}.get(script.standing, "")
        assert f"{conditional}{paid}" in script.sms.text
    if entitled or "按您说的" in script.sms.text.partition("就可以申领")[2]:
        what_is_heeded_is_sent(answer["benefit"], script.sms)
    else:
        assert "basis" not in script.sms.dropped or script.sms.segments == 2


def what_is_heeded_is_sent(benefit: dict[str, Any], sms: Sms) -> None:
    """Nothing that may not leave an amount was dropped; the clause only where two segments are full."""
    warned = {warning["code"] for warning in benefit["warnings"]}
    assert ("是否仍执行请先确认" in sms.text) is ("undated" in warned)
    assert ("可能不一致" in sms.text) is any(note["kind"] == "conflict" for note in benefit["notes"])
    if "expiring" in warned:
        assert f"有效期至{benefit['validity']['to'][:4]}年" in sms.text
    within = benefit["reach"] or benefit
    beyond = within["amount"]["beyond_validity"]
    if beyond and beyond["max"] != 0:
        assert re.search("到期后|已过有效期", sms.text)
    assert "basis" not in sms.dropped or sms.segments == 2


def test_several_together_and_a_whole_assessment_say_nothing_else_either(engine: Engine) -> None:
    people = load_population(CORPUS, engine.rules, engine.wording).draw(40, DAY, 9)
    for number, facts in enumerate([HIRED, EMPLOYER, FLEXIBLE, {}, {"applicant": "resident"}, *people]):
        answer = engine.assess(facts, DAY)
        overview = engine.stacked.overview(answer)["text"]
        assert overview.endswith(("。", "？"))
        assert not troubles(engine, overview, DAY), overview
        chosen = answer["benefits"][number % 5 :: 3][: number % 9]
        if chosen:
            stacked = engine.stacked.stack(chosen, answer["as_of"])
            assert stacked["sms"]["characters"] <= TWO
            for text in (stacked["text"], stacked["sms"]["text"]):
                assert not troubles(engine, text, DAY), text
            assert stacked["text"].count("人社服务热线 12333") == 1


def test_those_that_exclude_each_other_are_said_so_and_the_document_once(engine: Engine) -> None:
    undecided = engine.assess({"applicant": "resident", "hukou_district": "xicheng"}, DAY)
    wanted = ("xicheng-employment-reward", "xicheng-low-income-reward")
    text = engine.stacked.stack([b for b in undecided["benefits"] if b["id"] in wanted], undecided["as_of"])["text"]
    assert "就业奖励和就业奖励（低保人员）不能同时领，只能领其中一项。" in text
    assert "写在西城区就业工作若干措施 二、6. 第2款、三、10.；" in text
    assert text.count("文件有效期") == 1
    assert "文件未写明的以受理部门为准" not in text


def test_the_overview_counts_and_adds_up(engine: Engine) -> None:
    said = engine.stacked.overview(engine.assess(HIRED, DAY))["sentences"]
    assert said[0] == "按您说的，现在能申请1项，写明数额的一共27,000元：就业奖励（共27,000元（分3年））。"
    assert said[1] == "其中可能有27,000元到期日之后才满年，文件未写能否领取。"
    nothing = engine.stacked.overview(engine.assess({"applicant": "resident"}, DAY))["text"]
    assert nothing.startswith("按您说的，现行文件里现在还没有能确定申请的。")
    assert "先问：您的户口在哪个区？" in nothing
    assert engine.stacked.overview(engine.assess({}, DAY))["text"] == "还不知道您是替谁问的。请问：您是替谁咨询？"


@pytest.mark.parametrize("benefit_id", IDS)
def test_a_refusal_names_every_demand_that_isnt_met_and_no_sum(engine: Engine, benefit_id: str) -> None:
    benefit, rng = engine.rules.by_id[benefit_id], random.Random(benefit_id)
    for _ in range(4):
        facts: dict[str, Any] = {"applicant": rng.choice(benefit.applicants)}
        for fact, values in cells_of(engine.rules, benefit, DAY).items():
            value = rng.choice(list(values))
            facts[fact] = 40 if value == BIG else value
        try:
            answer = explained(engine, benefit_id, facts, DAY)["benefit"]
        except FactError:
            continue
        script = engine.scripts.of(answer, str(DAY))
        if script.standing != "ineligible":
            continue
        demands = [engine.scripts.teller.demand(d) for c in answer["conditions"] for d in unmet(c)]
        assert demands
        assert all(demand in (script.refusal or "") and demand in script.text for demand in demands)
        if answer["reach"] is None:
            assert "按您说的算" not in script.text
            assert "按您说的一" not in script.sms.text


def test_nothing_said_points_at_a_screen(engine: Engine) -> None:
    for district in engine.vocabulary.facts["hukou_district"].values:
        answer = engine.assess({"applicant": "resident", "hukou_district": district}, DAY)
        overview = engine.stacked.overview(answer)["text"]
        assert not re.search("下面(列|是)|上面|列在|点", overview), overview
        if answer["coverage"]:
            assert re.search("12333", overview)


def test_where_sums_are_named_together_their_warnings_are_too(engine: Engine) -> None:
    day = dt.date(2026, 11, 30)
    answer = engine.assess({**EMPLOYER, "new_hire_this_year": True, "operates_in": "chaoyang"}, day)
    overview = engine.stacked.overview(answer)["text"]
    assert "西城区就业工作若干措施：文件有效期只到2026年12月31日，快到期了。" in overview
    assert "西城区的岗位补贴（用人单位）和全市就业援助工作通知可能不一致" in overview
    wanted = ("xicheng-hiring-subsidy", "chaoyang-project-library-subsidy")
    stacked = engine.stacked.stack([b for b in answer["benefits"] if b["id"] in wanted], str(day))
    assert stacked["benefits"] == list(wanted)
    assert "西城区的岗位补贴（用人单位）和全市就业援助工作通知可能不一致" in stacked["text"]
    assert "文件有效期只到2026年12月31日，快到期了。" in stacked["text"]
    assert "原文没有发文字号、日期和有效期" in stacked["text"]
    assert "能否同时享受，文件未写明的以受理部门为准。" in stacked["text"]
    assert "与全市就业援助工作通知可能不一致，请先确认；有效期至2026年12月31日" in stacked["sms"]["text"]


def test_an_undated_document_is_said_with_the_sums_of_a_whole_assessment(engine: Engine) -> None:
    won = {"applicant": "resident", "hukou_district": "chaoyang", "competition_level": "district_top3"}
    overview = engine.stacked.overview(engine.assess(won, DAY))["text"]
    assert "10,000至30,000元" in overview
    assert "朝阳区促就业稳就业实施意见：原文没有发文字号、日期和有效期，是否仍在执行请向朝阳区人社局确认。" in overview


def test_what_is_together_in_a_short_message_says_whether_it_may_be_had_together(engine: Engine) -> None:
    answer = engine.assess({**FLEXIBLE, "competition_level": "district_top3"}, DAY)
    wanted = ("beijing-flexible-insurance-subsidy", "chaoyang-competition-award")
    chosen = [b for b in answer["benefits"] if b["id"] in wanted]
    sms = engine.stacked.stack(chosen, str(DAY))["sms"]
    assert sms["dropped"] == ["where"] or not sms["dropped"]
    assert "按您说的一次性10,000至30,000元；原文无有效期，是否仍执行请先确认" in sms["text"]
    assert "能否同时领文件未写" in sms["text"]
    assert "能否同时领" not in engine.stacked.stack(chosen[:1], str(DAY))["sms"]["text"]


def explained(engine: Engine, benefit: str, facts: dict[str, Any], day: dt.date) -> dict[str, Any]:
    """An explanation as another program gets it."""
    answer: dict[str, Any] = json.loads(json.dumps(engine.explain(benefit, facts, day)))
    return answer


def numbers(text: str) -> set[float]:
    return {float(found.replace(",", "")) for found in NUMBER.findall(text)}


def allowed(engine: Engine, answer: dict[str, Any], clauses: tuple[str, ...]) -> set[float]:
    """The numbers of an answer, of the places that are cited and of the questions of the vocabulary."""
    places = [engine.corpus.place(engine.corpus.clause(clause)) for clause in clauses]
    places += [engine.corpus.place(engine.corpus.clause(c["clause"])) for c in answer["benefit"]["citations"]]
    asked = [engine.wording.facts[fact].ask for fact in answer["benefit"]["missing"]]
    bureau = engine.notices.bureau(answer["benefit"]["territory"])
    found = numbers(" ".join([json.dumps(answer, ensure_ascii=False), *places, *asked, bureau]))
    benefit = answer["benefit"]
    amounts = [a for a in (benefit["amount"], benefit["reach"] and benefit["reach"]["amount"]) if a]
    return found | {float(len(amount["payments"])) for amount in amounts}


def troubles(engine: Engine, text: str, day: dt.date) -> list[str]:
    """What the project's own check of citations objects to, but that a document has expired: the text says so."""
    checked = engine.cite(text, day)
    found = [one for kind in ("citations", "quotes", "figures") for one in checked[kind]]
    return [one["text"] for one in found if one["severity"] == "problem" and one.get("legal_status") != "expired"]
