"""A caller in one line: what is read of it, what stays visible as not understood, what contradicts itself.

``caller_lines.jsonl``: lines written and labelled by hand from the vocabulary, without sight of the program. ``may``:
what follows besides or where careful people differ; ``missed``: something isn't heard yet, but nothing wrong.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.caller import LONGEST_LINE
from assistant.engine import Engine
from assistant.facts.vocabulary import FactError

Json = dict[str, Any]
DAY = dt.date(2026, 11, 30)
LINES: list[Json] = [
    json.loads(line) for line in (Path(__file__).parent / "caller_lines.jsonl").read_text(encoding="utf-8").splitlines()
]
SIX = {
    "西城": ("hukou_district", "xicheng"), "35": ("age", 35), "女": ("gender", "female"),
    "低保": ("low_income_allowance", True), "登记失业": ("registered_unemployed", True),
    "三年合同": ("contract_years", 3), "有社保": ("employee_social_insurance", True), "没残疾证": ("disabled", False),
    "月薪4千5": ("monthly_wage", 4500), "在朝阳上班": ("works_in_district", "chaoyang"),
}  # fmt: skip


@pytest.mark.parametrize("labelled", LINES, ids=lambda labelled: labelled["line"])
def test_a_line_as_its_label_has_it(engine: Engine, labelled: Json) -> None:
    caller = engine.caller.read(labelled["line"], DAY)
    wanted, allowed = labelled["facts"], labelled["may"]
    assert {f: v for f, v in caller.facts.items() if f not in wanted and allowed.get(f) != v} == {}
    assert sorted(caller.clashes) == sorted(fact for facts in labelled["clashes"] for fact in facts)
    if labelled.get("missed"):
        assert {fact for fact, value in caller.facts.items() if wanted.get(fact, value) != value} == set()
        return
    assert {fact: _single(caller.facts.get(fact)) for fact in wanted} == {f: _single(v) for f, v in wanted.items()}
    visible = [_bare(piece.text) for piece in caller.pieces if piece.kind != "fact"]
    for words in map(_bare, labelled["unread"]):
        assert any(words in piece or piece in words for piece in visible), (words, visible)


def test_lines_that_are_missed_stay_few() -> None:
    """A line that is heard wholly by now has to lose its mark: see the next test."""
    assert sum("missed" in labelled for labelled in LINES) == 4


@pytest.mark.parametrize("labelled", [one for one in LINES if "missed" in one], ids=lambda labelled: labelled["line"])
def test_what_is_marked_as_missed_is_missed(engine: Engine, labelled: Json) -> None:
    caller = engine.caller.read(labelled["line"], DAY)
    visible = "".join(_bare(piece.text) for piece in caller.pieces if piece.kind != "fact")
    known = all(_single(caller.facts.get(fact)) == _single(value) for fact, value in labelled["facts"].items())
    assert not (known and all(_bare(words) in visible for words in labelled["unread"]))


@given(st.permutations(list(SIX)), st.sampled_from([" ", "，", "、", ",", "  ", " / "]), st.integers(1, len(SIX)))
def test_the_order_and_the_marks_between_say_nothing(engine: Engine, words: list[str], mark: str, some: int) -> None:
    caller = engine.caller.read(mark.join(words[:some]), DAY)
    told: Json = dict(map(SIX.__getitem__, words[:some]))
    assert {fact: value for fact, value in caller.facts.items() if fact in told} == told
    assert caller.facts.keys() - told.keys() <= {"applicant", "employment"}  # 在朝阳上班 says that somebody works
    assert not caller.unread
    assert not caller.clashes


@given(st.text(alphabet="西城朝阳女男没无非低保社保合同三年35 ，登记失业a1①　。企业招人如果打算我妈", max_size=40))
def test_whatever_is_typed_is_either_taken_or_shown(engine: Engine, line: str) -> None:
    caller = engine.caller.read(line, DAY)
    for piece in caller.pieces:
        assert line[piece.start : piece.end] == piece.text != ""
    engine.assess(caller.facts, DAY)  # nothing that is taken contradicts anything else
    clashing = {fact for piece in caller.pieces if piece.kind == "clash" for fact, _ in piece.facts}
    assert set(caller.clashes) >= clashing & set(caller.clashes)
    assert not set(caller.clashes) & (caller.facts.keys() - {"applicant"})


@pytest.mark.parametrize("word", ["如果", "打算", "以前", "好像"])
def test_what_is_only_supposed_is_no_fact(engine: Engine, word: str) -> None:
    caller = engine.caller.read(f"西城 {word} 签三年合同", DAY)
    assert "contract_years" not in caller.facts
    assert caller.unread == [word, "签三年合同"]


def test_whatever_the_desk_shows_as_an_example_can_be_written_into_the_line(engine: Engine) -> None:
    """Each fact by its label, with an example of its question or a number, a yes or a value as the chips have it."""
    wording, missed = engine.wording, []
    for fact in engine.vocabulary.facts.values():
        if fact.type == "words" or fact.id == "applicant":
            continue
        words = wording.facts[fact.id]
        said = {"bool": ["是", "否"], "word": [wording.value(fact.id, v) for v in fact.values]}.get(fact.type)
        for value in said or [words.example or "2", f"{words.example or 2}{fact.unit}"]:
            line = f"{'企业 ' if fact.of == 'organisation' else ''}{words.label}{value}"
            caller = engine.caller.read(line, DAY)
            if fact.id not in caller.facts and fact.id not in caller.clashes:
                missed.append(line)
    assert missed == []


@pytest.mark.parametrize("day", ["合同起始日2026-02-30", "出生日期1990-02-31", "1990-02-31出生"])
def test_a_day_that_there_isnt_is_not_understood_and_spoils_nothing_else(engine: Engine, day: str) -> None:
    caller = engine.caller.read(f"西城 {day}", DAY)
    assert caller.facts == {"applicant": "resident", "hukou_district": "xicheng"}
    assert caller.unread == [day]


def test_a_bare_district_beside_where_somebody_comes_from_is_asked_about(engine: Engine) -> None:
    caller = engine.caller.read("河北 31 男 通州", DAY)
    assert caller.facts == {"applicant": "resident", "age": 31, "gender": "male"}
    assert [piece.text for piece in caller.pieces if piece.kind == "unclear"] == ["通州"]


def test_a_button_settles_what_the_line_says_two_things_of(engine: Engine) -> None:
    assert engine.caller.read("35 40", DAY).clashes == ("age",)
    settled = engine.caller.read("35 40", DAY, {"age": 40})
    assert (settled.facts["age"], settled.clashes) == (40, ())


def test_a_relative_fills_the_line_only_where_it_is_about_them(engine: Engine) -> None:
    assert "disabled" not in engine.caller.read("老公残疾 西城 女 45", DAY).facts
    assert engine.caller.read("替我妈问 48岁 西城", DAY).facts["gender"] == "female"


def test_facts_that_came_with_a_conversation_give_way_to_the_line(engine: Engine) -> None:
    caller = engine.caller.read("朝阳", DAY, {"hukou_district": "xicheng", "age": 35})
    assert caller.facts == {"applicant": "resident", "hukou_district": "chaoyang", "age": 35}
    with pytest.raises(FactError, match="hukou_distrikt"):
        engine.caller.read("", DAY, {"hukou_distrikt": "xicheng"})


def test_facts_that_contradict_each_other_are_none(engine: Engine) -> None:
    caller = engine.caller.read("1990年5月出生 28岁 女", DAY)
    assert set(caller.clashes) == {"birth_date", "age"}
    assert caller.facts == {"applicant": "resident", "gender": "female"}


def test_a_wall_of_words_costs_no_more_than_its_beginning(engine: Engine) -> None:
    words = [random.Random(n).choice(list(SIX)) for n in range(200)]
    assert max(piece.end for piece in engine.caller.read(" ".join(words), DAY).pieces) <= LONGEST_LINE


def _single(value: object) -> object:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _bare(words: str) -> str:
    return re.sub(r"\W", "", words)
