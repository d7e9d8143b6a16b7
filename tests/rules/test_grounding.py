"""Rules stand on the very words of the law: change a quoted word in the source and the corpus refuses to load."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from assistant.authored import CorpusError
from assistant.engine import Engine
from assistant.rules.assess import Rulebook
from assistant.rules.grounding import NotGrounded, is_printed, locate, printed_quantities
from tests.rules.conftest import open_rulebook


@pytest.fixture
def copy(corpus_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corpus_folder, tmp_path / "corpus"))


def alter(corpus: Path, document: str, old: str, new: str) -> None:
    """Change the source and its checksum, as somebody would who ingests a new version."""
    metadata = corpus / "documents" / f"{document}.yaml"
    text = metadata.read_text()
    found = re.search(r"source: (\S+)", text)
    assert found
    source = corpus / "sources" / found[1]
    before = source.read_bytes()
    assert old.encode() in before
    source.write_bytes(before.replace(old.encode(), new.encode()))
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    metadata.write_text(re.sub(r"sha256: \w+", f"sha256: {digest}", text))


@pytest.mark.parametrize(
    ("document", "old", "new"),
    [
        ("xicheng-2021-2", "9000 元、1.2 万元标准申请就业奖励", "8000 元、1.2 万元标准申请就业奖励"),
        ("xicheng-2021-2", "退役士兵", "退役军官"),
        ("xicheng-2021-2", "经营一年以上，按照", "经营两年以上，按照"),
        ("chaoyang-employment-opinions", "5000元成功创业补贴", "6000元成功创业补贴"),
        ("chaoyang-employment-opinions", "每年给予5万元", "每年给予4万元"),
        ("beijing-2025-14", "低保对象,实施就业奖励", "特困对象,实施就业奖励"),
        ("haidian-measures-note", "女年满35周岁", "女年满36周岁"),
        ("tongzhou-friendly-city-draft", "优先面向外来务工人员群体", "优先面向本区户籍群体"),
    ],
)
def test_a_changed_noun_or_number_is_refused(copy: Path, document: str, old: str, new: str) -> None:
    alter(copy, document, old, new)
    with pytest.raises(CorpusError) as refused:
        open_rulebook(copy)
    message = str(refused.value)
    assert f"{document}.yaml，第" in message
    assert "引文" in message
    assert "最接近的是" in message


def test_every_quote_stands_in_its_clause_where_it_says(rulebook: Rulebook) -> None:
    for benefit in rulebook.benefits:
        for grounds in benefit.grounds():
            text = rulebook.corpus.clause(grounds.clause).text
            assert text[grounds.start : grounds.start + len(grounds.quote)] == grounds.quote, (benefit.id, grounds)
            assert len(grounds.quote) <= 60
        assert benefit.pays_grounds


@pytest.mark.parametrize(
    ("quote", "printed"),
    [
        ("按照每人5000元标准", {(5000, "元")}),
        ("6000元、9000元、1.2万元", {(6000, "元"), (9000, "元"), (12000, "元")}),
        ("标准为70%，最长不超过三年", {(70, "%"), (3, "年"), (36, "个月")}),
        ("一年及以上期限", {(1, "年"), (12, "个月")}),
        ("半年内在用人单位就业", {(6, "个月")}),
        ("16-24岁城乡登记失业人员", {(16, "岁"), (24, "岁")}),
        ("16周岁至24周岁", {(16, "岁"), (24, "岁")}),
        ("累计不低于40课时（1800分钟）", {(40, "课时"), (1800, "分钟")}),
        ("规模在30人（含）至50人", {(30, "人"), (50, "人")}),
        ("获得一、二、三等奖", {(1, "等奖"), (2, "等奖"), (3, "等奖")}),
        ("不低于当年最低工资1.2倍", {(1.2, "倍")}),
        ("岗位年薪60万元以上", {(600000, "元")}),
        ("给予一次性补贴，一定比例返还", set()),
    ],
)
def test_numbers_are_read_as_documents_print_them(quote: str, printed: set[tuple[float, str]]) -> None:
    found = printed_quantities(quote)
    assert all(any(is_printed(number, quantity) for quantity in found) for number in printed)
    assert all(any(is_printed(number, quantity) for number in printed) for quantity in found)


def test_a_number_of_another_unit_is_another_number() -> None:
    found = printed_quantities("每人每月1000元，最长不超过三年")
    assert not any(is_printed((1000, "人"), quantity) for quantity in found)
    assert not any(is_printed((3, "个月"), quantity) for quantity in found)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "fact: contract_years, at_least: 1, quote: 依法",
            "fact: contract_yeras, at_least: 1, quote: 依法",
            "contract_yeras",
        ),
        ("kind: schedule", "kind: scedule", "pays"),
        ("id: xicheng-low-income-reward", "id: xicheng-employment-reward", "同一个 id"),
        ("is: xicheng, quote: 本区户籍劳动力实现创业", "is: xichen, quote: 本区户籍劳动力实现创业", "xichen"),
        ("      - use: employer\n", "      - use: employers\n", "employers"),
        ("recipient: 个人申请，由见习单位代为发放", "recipiant: 个人申请，由见习单位代为发放", "recipi"),
        ("quote: 在本区注册}", "quote: 在本区登记注册}", "最接近的是"),
        ("startup_months, at_least: 12, quote: 经营一年", "startup_months, at_least: 18, quote: 经营一年", "“18个月”"),
        ("at_least: 16, quote: 法定劳动年龄内, external", "at_least: 16, quote: 法定劳动年龄内, says", "写了两次"),
        (
            "fact: age, at_least: 16, at_most: 24, quote: 16周岁至24周岁",
            "fact: age, at_least: 16, at_most: 25, quote: 16周岁至24周岁",
            "“25岁”",
        ),
        (
            "      amount: 30000\n      quotes:\n        - {quote: 按照3万元标准",
            "      amount: 20000\n      quotes:\n        - {quote: 按照3万元标准",
            "“20000元”",
        ),
        ("{value: 24000, of: [2000, 12]}", "{value: 24000, of: [2500, 12]}", "不等于"),
        ("{value: 15000, of: [5000, 3]}", "{value: 15000, of: [3750, 4]}", "3750"),
        ("      unused: {70%: 以哪个标准为基数没有写，算不出数额}\n", "", "“70%”"),
        ("{from: 1000, to: 3000, amount: 30000}", "{from: 1000, to: 2000, amount: 30000}", "“2000人”"),
        (
            "{from: 30, to: 50, amount: 20000}, {from: 50,",
            "{from: 30, to: 50, amount: 20000}, {from: 100,",
            "分档有空缺",
        ),
        (
            "{from: 1000, to: 3000, amount: 30000}, {from: 3000, to: 5000",
            "{from: 1000, to: 5000, amount: 30000}, {from: 3000, to: 5000",
            "分档有重叠",
        ),
        (
            "contestant_count, at_least: 30, quote: 规模在30人（含）至50人",
            "contestant_count, at_least: 1, quote: 规模在30人（含）至50人",
            "“1人”",
        ),
        (
            "contestant_count, at_least: 30, quote: 规模在30人（含）至50人",
            "contestant_count, above: 0, quote: 开展区级职业技能竞赛活动",
            "没有要求至少 30",
        ),
        ("training_minutes, at_least: 1800", "training_minutes, at_least: 40", "“40分钟”"),
        ("months: internship_months", "months: registered_unemployed", "它不是数"),
        ("parameter: average_wage\n", "parameter: average_wge\n", "average_wge"),
        ("limits: {outstanding: 500000", "limits: {outstandin: 500000", "outstandin"),
        ('clauses: ["8.4", "8.5"]}', 'clauses: ["8.4", "8.99"]}', "8.99"),
        ("then: undetermined, missing: [district]}", "then: undetermined, missing: [distric]}", "distric"),
        (
            "{benefit: xicheng-low-income-reward, quote",
            "{benefit: xicheng-low-incom-reward, quote",
            "xicheng-low-incom-reward",
        ),
        ("{benefit: xicheng-low-income-reward, quote", "{benefit: xicheng-employment-reward, quote", "不能排除它自己"),
        (
            "quote: 见习期间不得同时享受灵活就业社会保险补贴, clause",
            "quote: 见习期间不得同时领取灵活就业社会保险补贴, clause",
            "最接近的是",
        ),
        ("benefits:\n", "benefits: [\n", "YAML"),
    ],
)
def test_a_slip_in_a_rule_names_file_and_line(copy: Path, old: str, new: str, says: str) -> None:
    path = copy / "rules" / "xicheng-2021-2.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(CorpusError) as refused:
        open_rulebook(copy)
    assert re.search(r"xicheng-2021-2\.yaml，第 \d+ 行", str(refused.value))
    assert says in str(refused.value)


def refused(corpus: Path, old: str, new: str) -> str:
    """The message with which the corpus refuses a change of the rules of 西城."""
    path = corpus / "rules" / "xicheng-2021-2.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(CorpusError) as problem:
        open_rulebook(corpus)
    return str(problem.value)


def test_a_drifted_rule_is_named_with_its_words_and_the_nearest(copy: Path) -> None:
    message = refused(
        copy, "{quote: 按照每人1000元标准申请职业介绍补贴}", "{quote: 按照每人2000元标准申请职业介绍补贴}"
    )
    assert re.search(r"xicheng-2021-2\.yaml，第 \d+ 行：规则 xicheng-placement-subsidy：", message)
    assert "“按照每人2000元标准申请职业介绍补贴”" in message
    assert "最接近的是“按照每人1000元标准申请职业介绍补贴”" in message


def test_rules_that_exclude_one_another_in_a_circle_are_refused(copy: Path) -> None:
    circle = (
        "      - none_of: [xicheng-training-partial-allowance]\n"
        "        quote: 实现灵活就业，个人按照300元标准\n"
        "      - {fact: employment, is: flexible, quote: 实现灵活就业，个人按照300元标准}\n"
    )
    old = "      - {fact: employment, is: flexible, quote: 实现灵活就业，个人按照300元标准}\n"
    message = refused(copy, old, circle)
    assert "绕成了圈" in message
    assert "xicheng-training-flexible-allowance → xicheng-training-partial-allowance" in message


def test_a_bound_that_is_printed_and_left_out_is_refused(copy: Path) -> None:
    path = copy / "rules" / "chaoyang-employment-opinions.yaml"
    text = path.read_text()
    old = "operating_months, at_least: 12, at_most: 60, quote"
    assert old in text
    path.write_text(text.replace(old, "operating_months, at_least: 12, quote"))
    with pytest.raises(CorpusError, match="“5年”规则没有用到"):
        open_rulebook(copy)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("parameters.yaml", "amount: 2540", "amount: -2540", "greater than 0"),
        ("parameters.yaml", "reached: 63", "reached: 40", "below ≤ male_below ≤ reached"),
        ("parameters.yaml", "{from: 2023-12-31, year: 2022", "{from: 2023-12-31, year: 2021", "写了两个数"),
        ("facts.yaml", "- {when: skills_certificate", "- {when: skills_certificat", "skills_certificat"),
        ("words/notices.yaml", "本文件有效期至{to}，已经失效", "本文件有效期至{too}，已经失效", "{too}"),
        ("words/notices.yaml", "本文件有效期至{to}，已经失效", "本文件有效期至{to，已经失效", "花括号"),
    ],
)
def test_a_slip_beside_the_rules_is_refused_too(copy: Path, file: str, old: str, new: str, says: str) -> None:
    path = copy / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(CorpusError, match=rf"{path.name}，第 \d+ 行") as problem:
        Engine(copy)
    assert says in str(problem.value)


def test_two_benefits_need_not_exclude_each_other_twice(copy: Path) -> None:
    path = copy / "rules" / "xicheng-2021-2.yaml"
    text = path.read_text()
    start = text.index("  - id: xicheng-low-income-reward\n")
    at = text.index("    examples:", start)
    back = "    excludes:\n      - {benefit: xicheng-employment-reward, quote: 享受最低生活保障待遇的登记失业人员}\n"
    path.write_text(text[:at] + back + text[at:])
    with pytest.raises(CorpusError, match="互相写了 excludes"):
        open_rulebook(copy)


def test_words_that_stand_twice_say_which_they_are(rulebook: Rulebook) -> None:
    clause = "xicheng-2021-2#2.6.p1"
    with pytest.raises(NotGrounded, match="occurrence"):
        locate(rulebook.corpus, clause, "一年")
    first, second = (locate(rulebook.corpus, clause, "一年", occurrence=n) for n in (1, 2))
    assert first.start < second.start
    with pytest.raises(NotGrounded, match="没有第 9 处"):
        locate(rulebook.corpus, clause, "一年", occurrence=9)
