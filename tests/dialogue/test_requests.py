"""Requests: commands are the whole message but for fillers; questions are told apart and answered from the rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.authored import AuthoredFile
from assistant.dialogue.requests import RequestsFile
from assistant.engine import Engine
from tests.conftest import CORPUS
from tests.dialogue.test_conversation import OPENING, Talk

FILE = AuthoredFile(CORPUS / "words" / "requests.yaml").validated(RequestsFile)
COMMANDS = [(kind, phrase) for kind, phrases in FILE.whole.items() for phrase in phrases if len(phrase) > 1]
UTTERANCES = [
    json.loads(line)["text"]
    for line in (Path(__file__).parent.parent / "facts" / "utterances.jsonl").read_text(encoding="utf-8").splitlines()
]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(COMMANDS),
    st.sampled_from(["", "麻烦您，", "那，"]),
    st.sampled_from(["", "吧", "啊", "。", "！！", "～"]),
)
def test_a_command_is_heard_through_politeness(
    engine: Engine, command: tuple[str, str], before: str, after: str
) -> None:
    kind, phrase = command
    assert engine.requests.command(f"{before}{phrase}{after}") == kind


@pytest.mark.parametrize("text", [*(said["text"] for said in OPENING), *(u for u in UTTERANCES if len(u) > 12)])
def test_who_tells_about_themselves_commands_nothing(engine: Engine, text: str) -> None:
    assert engine.requests.command(text) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("算了，看结果吧", "enough"),
        ("好的谢谢再见", "thanks"),
        ("你们都是骗子", "abuse"),
        ("麻烦您给我转人工", "hand_over"),
        ("刚才说错了，撤回", "undo"),
        ("为啥要问这个呀", "why"),
        ("下岗了怎么办", ""),
        ("没有工作", ""),
        ("", ""),
    ],
)
def test_of_several_the_last_counts_and_courtesy_last(engine: Engine, text: str, kind: str) -> None:
    assert engine.requests.command(text) == kind


KNOWN: dict[str, Any] = {"hukou_district": "xicheng", "employment": "self_employed", "startup_district": "xicheng"}


@pytest.mark.parametrize(
    ("text", "says", "clause"),
    [
        ("什么叫用人单位", "是指北京市行政区域内", "xicheng-2021-2#8.1.p1"),
        ("什么叫登记失业人员？", "没有给“登记失业人员”下定义", ""),
        ("4050算就业困难人员吗", "就业困难人员", "beijing-2025-14#1.1"),
        ("房租补贴能领多少", "120,000元", "xicheng-2021-2#4.14"),
        ("要带什么材料", "大多没有写", ""),
        ("房租补贴去哪儿办", "大多没有写", "xicheng-2021-2#4.14"),
        ("西城和朝阳哪个领得多", "· 朝阳区", ""),
        ("房租补贴和一次性创业补助能同时领吗", "以受理部门为准", "xicheng-2021-2#4.14"),
        ("低保的就业奖励和普通就业奖励能一起领吗", "不能同时领", "xicheng-2021-2#3.10"),
        ("要是房租一年3万，开了两年呢", "90,000元", "xicheng-2021-2#4.14"),
        ("通州的暖心餐我能吃吗", "审议稿", "tongzhou-friendly-city-draft#3.5.10"),
        ("转人工", "12333", ""),
        ("飞碟补贴怎么申请", "12345", ""),
    ],
)
def test_each_kind_of_question_is_answered_and_changes_nothing(
    engine: Engine, text: str, says: str, clause: str
) -> None:
    talk = Talk(engine, **KNOWN)
    before = dict(talk.reply["facts"])
    reply = talk.say(text=text)
    assert says in reply["text"]
    assert reply["facts"] == before
    assert reply["understood"] == {}
    units = {hit["clause"].split(".p")[0] for hit in reply["results"]}
    assert not clause or clause.split(".p")[0] in units


def test_a_follow_up_is_about_what_was_spoken_of(engine: Engine) -> None:
    talk = Talk(engine, **KNOWN)
    talk.say(text="房租补贴能领吗")
    assert "四、14." in talk.say(text="哪条写的？")["text"]
    assert "创业房租补贴" in talk.say(text="怎么申请")["text"]


def test_every_benefit_is_found_by_its_own_name(engine: Engine) -> None:
    for benefit in engine.rules.benefits:
        named = engine.requests.benefits(f"{benefit.name.split('（')[0]}能领吗")
        assert any(benefit.id in ids for ids in named), benefit.name
