"""For whom somebody asks: asked where it isn't plain, changed in the middle, and each asked their own questions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.state import Turn, state_of
from assistant.engine import Engine
from tests.dialogue.test_conversation import DAY, Talk
from tests.people import HIRED, OPENING


def question(reply: dict[str, Any]) -> Any:
    return reply["next_question"]["fact"]


@pytest.mark.parametrize(
    "text", ["招人有补贴吗", "想给员工培训，有没有钱", "单位招退伍军人有没有补贴", "用工补贴怎么申请"]
)
def test_an_employers_words_from_somebody_unknown_are_asked_about(engine: Engine, text: str) -> None:
    reply = Talk(engine).say(text=text)
    assert question(reply) == "applicant"
    assert "替单位" in reply["text"]
    assert [option["value"] for option in reply["next_question"]["options"]][-1] is not None


@pytest.mark.parametrize("text", ["我想应聘", "哪里在招聘", "下岗了怎么办", OPENING])
def test_a_persons_words_are_not(engine: Engine, text: str) -> None:
    assert question(Talk(engine).say(text=text)) != "applicant"


def test_an_employer_is_asked_an_employers_questions_to_the_end(engine: Engine) -> None:
    talk = Talk(engine)
    talk.say(text="招人有补贴吗")
    talk.say(answer={"fact": "applicant", "value": "employer"})
    truth = {
        "hire_group": "registered_unemployed",
        "hire_hukou_district": "xicheng",
        "hire_count": 3,
        "employer_kind": "enterprise",
        "employer_in_beijing": True,
        "contract_years": 3,
        "employee_social_insurance": True,
        "monthly_wage": 6000,
        "contract_start": "2026-10-01",
        "district": "xicheng",
    }
    asked: list[str] = []
    while (asks := talk.reply["next_question"]) is not None and len(asked) < 60:
        asked.append(asks["fact"])
        talk.say(answer={"fact": asks["fact"], "value": truth.get(asks["fact"])})
    of = {fact: engine.vocabulary.facts[fact].of for fact in asked}
    assert set(of.values()) <= {"anyone", "job", "organisation"}
    hiring = next(b for b in talk.reply["benefits"] if b["id"] == "xicheng-hiring-subsidy")
    assert (hiring["status"], hiring["amount"]["max"]) == ("eligible", 81000)
    assert [p["due_from"] for p in hiring["amount"]["payments"]] == ["2027-10-01", "2028-10-01", "2029-10-01"]


def test_what_an_organisation_spoke_of_is_asked_first(engine: Engine) -> None:
    talk = Talk(engine)
    talk.say(answer={"fact": "applicant", "value": "employer"})
    talk.say(answer={"fact": "hire_group", "value": "registered_unemployed"})
    about_hires = {"hire_hukou_district", "hire_count", "employer_kind", "employer_in_beijing", "contract_years"}
    assert question(talk.reply) in about_hires | {"employee_social_insurance", "monthly_wage", "new_hire_this_year"}


def test_a_persons_own_job_is_not_the_job_of_those_they_hire(engine: Engine) -> None:
    talk = Talk(engine, **{fact: value for fact, value in HIRED.items() if fact != "applicant"})
    before = talk.reply["next_question"]
    reply = talk.say(answer={"fact": "applicant", "value": "employer"})
    assert reply["facts"] == {"applicant": "employer"}
    assert "放在一边" in reply["text"]
    hired = {"hire_group": "registered_unemployed", "hire_hukou_district": "xicheng", "hire_count": 5}
    for fact, value in hired.items():
        reply = talk.say(answer={"fact": fact, "value": value})
    hiring = next(b for b in reply["benefits"] if b["id"] == "xicheng-hiring-subsidy")
    assert {"contract_years", "monthly_wage", "employee_social_insurance"} <= set(hiring["missing"])
    reply = talk.say(answer={"fact": "applicant", "value": "resident"})
    assert reply["facts"] == HIRED
    assert reply["next_question"] == before


def test_not_knowing_for_whom_leads_nowhere_so_it_stays_asked(engine: Engine) -> None:
    talk = Talk(engine)
    talk.turns, talk.reply = [], engine.host.opening(DAY, [])
    reply = talk.say(answer={"fact": "applicant", "value": None})
    assert question(reply) == "applicant"
    assert "要先知道" in reply["text"]


@pytest.mark.parametrize("said", ["不清楚", "不知道。", "不太清楚"])
def test_not_knowing_can_be_said_in_words(engine: Engine, said: str) -> None:
    talk = Talk(engine)
    asked = question(talk.say(text="我西城户口，32岁"))
    reply = talk.say(text=said)
    assert reply["declined"] == [asked]
    assert question(reply) != asked


def test_how_much_is_answered_from_the_result(engine: Engine) -> None:
    talk = Talk(engine)
    talk.say(text=OPENING)
    talk.say(answer={"fact": "low_income_allowance", "value": False})
    waiting = talk.say(text="能领多少")["text"]
    assert "“就业奖励”27,000元，还要知道单位在北京" in waiting
    talk.say(answer={"fact": "employer_in_beijing", "value": True})
    reply = talk.say(text="一共能领多少钱？")
    assert "合计27,000元" in reply["text"]
    assert reply["results"] == []


def test_a_sum_a_month_is_said(engine: Engine) -> None:
    talk = Talk(engine)
    talk.say(answer={"fact": "applicant", "value": "public_benefit_org"})
    talk.say(answer={"fact": "district", "value": "xicheng"})
    assert "每月" in talk.say(answer={"fact": "placed_hardship_count", "value": 10})["text"]


def test_an_organisation_in_a_district_without_documents_is_told(engine: Engine) -> None:
    talk = Talk(engine)
    talk.say(answer={"fact": "applicant", "value": "training_provider"})
    reply = talk.say(answer={"fact": "district", "value": "fengtai"})
    assert "本库未收录丰台区" in reply["coverage"]["message"]


STEPS = st.sampled_from(
    [
        Turn(given={"applicant": "resident"}),
        Turn(given={"applicant": "employer"}),
        Turn(given={"hukou_district": "xicheng"}),
        Turn(given={"hire_count": 3}),
        Turn(given={"district": "xicheng"}),
        Turn(declined=("monthly_wage",)),
    ]
)


@given(st.lists(STEPS, max_size=10))
def test_changing_the_applicant_there_and_back_changes_nothing(steps: list[Turn]) -> None:
    start = [Turn(given={"applicant": "resident"}), *steps]
    here = state_of(start)
    away = "employer" if here.facts["applicant"] == "resident" else "resident"
    there = [*start, Turn(given={"applicant": away}), Turn(given={"applicant": here.facts["applicant"]})]
    assert state_of(there).facts == here.facts
    assert state_of(there).declined == here.declined


@pytest.mark.parametrize("said", ["算了", "跳过", "不想说"])
def test_never_mind_is_no_yes(engine: Engine, said: str) -> None:
    talk = Talk(engine, hukou_district="chaoyang", age=58, employment="none")
    assert talk.reply["next_question"]["together"] is not None
    listed = talk.say(text=said)
    assert listed["facts"] == {"applicant": "resident", "hukou_district": "chaoyang", "age": 58, "employment": "none"}
    while talk.reply["next_question"]["together"] or engine.vocabulary.facts[question(talk.reply)].type != "bool":
        listed_again = talk.reply["next_question"]["together"] is not None
        talk.say(**({"answers": {}} if listed_again else {"answer": {"fact": question(talk.reply), "value": None}}))
    asked = question(talk.reply)
    reply = talk.say(text=said)
    assert asked not in reply["facts"]
    assert asked in reply["declined"]


def test_what_can_i_have_without_a_word_about_oneself_is_asked_back(engine: Engine) -> None:
    reply = Talk(engine).say(text="能领多少？")
    assert "先说说情况" in reply["text"]
    assert (reply["results"], question(reply)) == ([], "hukou_district")
