"""Amounts in words: every number of every amount of the corpus is said, and each kind reads as it should."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from assistant.engine import Engine
from assistant.rules.grounding import amount_numbers
from assistant.rules.pay_words import amount_lines

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
WORDED = {
    "chaoyang-skill-competition-subsidy": [
        "一次性，按竞赛规模分档",
        "50至100人：30,000元",
        "100至200人：50,000元（100人两档都写了，报一个范围）",
        "200人起：100,000元（200人两档都写了，报一个范围）",
    ],
    "xicheng-employment-reward": [
        "按合同期限，每满一年给一笔，最多3笔", "满第1年：6,000元", "满第2年：9,000元", "满第3年：12,000元",
    ],
    "xicheng-public-post-subsidy": [
        "每月是当天已公布的最近一个北京市全口径城镇单位就业人员月平均工资的70%",
        "给几个月文件没有写，只报每月的数，不进合计",
        "再乘以安置人数",
    ],
    "chaoyang-startup-rent-subsidy": ["每年房租有多少给多少，每年最多50,000元，最多3年"],
    "xicheng-headhunting-reward": ["寻访服务费的10%，算到分，四舍五入"],
}  # fmt: skip


def said(engine: Engine, benefit: str) -> list[str]:
    return amount_lines(engine.rules.by_id[benefit].pays, engine.wording, engine.rules.parameters.figures)


def test_every_number_of_an_amount_is_said(engine: Engine) -> None:
    units = {fact.id: fact.unit for fact in engine.vocabulary.facts.values()}
    for benefit in engine.rules.benefits:
        lines = said(engine, benefit.id)
        assert lines
        numbers = {Decimal(n.replace(",", "")) for n in _NUMBER.findall("".join(lines))}
        assert {Decimal(str(n)) for n, _ in amount_numbers(benefit.pays, units) if n} <= numbers, benefit.id


@pytest.mark.parametrize("benefit", WORDED)
def test_each_kind_reads_as_it_should(engine: Engine, benefit: str) -> None:
    assert said(engine, benefit) == WORDED[benefit]
