"""What frames a question: districts, comparisons, document numbers, clause numbers; and what is known of the asker."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine import Engine
from assistant.retrieval.frame import Frame, numbered_documents

DAY = dt.date(2026, 11, 20)
X, C, B = "xicheng-2021-2", "chaoyang-employment-opinions", "beijing-2025-14"
T, H = "tongzhou-friendly-city-draft", "haidian-measures-note"


def frame(engine: Engine, question: str) -> Frame:
    return engine.clause_search.reader.read(question).frame


def found(engine: Engine, question: str, limit: int = 5, **more: object) -> list[str]:
    return [hit.clause.id for hit in engine.clause_search.search(question, limit, DAY, **more).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("西行规发〔2021〕2号", {X}),
        ("西行规发【2021】２号 有效期", {X}),
        ("西行规发[2021]2号文还能用吗", {X}),
        ("京人社就发2025年14号", {B}),
        ("14号文说的公益性岗位", {B}),
        ("西政发〔2017〕13号 废止", set()),  # named in a document, none itself
        ("二〇二一年二号", set()),
        ("京人社就发〔2025〕15号", set()),
        ("2号楼", set()),
        ("我2021年2号买的电脑坏了", set()),
    ],
)
def test_document_numbers(engine: Engine, question: str, documents: set[str]) -> None:
    assert frame(engine, question).documents == documents


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("京人社就发〔2025〕15号", ("〔2025〕15号",)),
        ("西行规发2022年2号", ("〔2022〕2号",)),
        ("西城第99条", ("第99条",)),
        ("西政发〔2017〕13号", ()),
        ("西城第6条", ()),
    ],
)
def test_what_is_pointed_to_and_is_not_there_is_said(engine: Engine, question: str, unknown: tuple[str, ...]) -> None:
    assert frame(engine, question).unknown == unknown
    answer = engine.search(question, DAY)
    assert answer["unwritten"] == list(unknown)
    assert answer["confident"] is (not unknown)


def test_a_document_number_goes_straight_to_its_document(engine: Engine) -> None:
    assert found(engine, "西行规发〔2021〕2号", 1) == [f"{X}#preamble"]
    assert found(engine, "京人社就发〔2025〕14号 公益性岗位", 1)[0] in (f"{B}#3.9", f"{B}#3.10")
    assert found(engine, "西政发〔2017〕13号 废止", 1) == [f"{X}#8.5"]


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("西城第六条第二款", {f"{X}#2.6"}),
        ("西城第6条", {f"{X}#2.6"}),
        ("西城 6条", {f"{X}#2.6"}),
        ("西行规发〔2021〕2号 二、6.", {f"{X}#2.6"}),
        ("西城第二部分第6项", {f"{X}#2.6"}),
        ("西城附则（二）", {f"{X}#8.2"}),
        ("朝阳三（四）", {f"{C}#3.4"}),
        ("朝阳 三、(四)", {f"{C}#3.4"}),
        ("朝阳一、（二）2.", {f"{C}#1.2.2"}),
        ("14号文三（九）", {f"{B}#3.9"}),
        ("通州三、（五）10.", {f"{T}#3.5.10"}),
        ("海淀 三、三是", {f"{H}#3.3"}),
        ("海淀起草说明第三部分第五点", {f"{H}#3.5"}),
        ("西城五、22", {f"{X}#5.22"}),
        ("副中心 三（五）10", {f"{T}#3.5.10"}),
        ("朝阳一（二）2", {f"{C}#1.2.2"}),
        ("通州审议稿第二部分第3点", {f"{T}#2.3"}),
        ("西城第八部分", {f"{X}#8"}),
        ("西城8.2", {f"{X}#8.2"}),
        ("xicheng-2021-2#6.25", {f"{X}#6.25"}),
        ("XICHENG-2021-2＃2.6.p2 是什么", {f"{X}#2.6"}),
        ("北京市文件第(十一)条", {f"{B}#3.11"}),
        ("市里通知三（八）", {f"{B}#3.8"}),
        ("西行規發〔２０２１〕２號第十四條", {f"{X}#4.14"}),
        ("西城 1.2倍工资", set()),
        ("西城补6.5万", set()),
        ("西城五、22人", set()),
        ("第3季度能领吗", set()),
        ("申请条件有哪些", set()),
        ("三、五个人", set()),
        ("1.2倍工资", set()),
        ("第九百条", set()),
        ("民法典第三条", set()),
        ("第六条狗怎么养", set()),
        ("第三条火锅怎么做", set()),
    ],
)
def test_clause_numbers(engine: Engine, question: str, clauses: set[str]) -> None:
    assert frame(engine, question).clauses == clauses


def test_a_clause_number_goes_straight_to_it(engine: Engine) -> None:
    assert found(engine, "西城第六条第二款", 1) == [f"{X}#2.6"]
    assert found(engine, "三（九）", 1)[0] in (f"{B}#3.9", f"{X}#3.9")
    answer = engine.search("西城 附则（二）", DAY, limit=1)
    assert (answer["confident"], answer["results"][0]["clause"]) == (True, f"{X}#8.2")


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("哪个区开店房租补得更高", {f"{X}#4.14", f"{C}#5.3"}),
        ("西城和朝阳见习有什么区别", {f"{X}#3.9", f"{C}#3.4"}),
        ("办技能竞赛 各区 对比", {f"{X}#5.22", f"{C}#4.3"}),
        ("职业介绍补贴海淀和西城哪家高", {f"{X}#6.24", f"{H}#3.5"}),
    ],
)
def test_a_comparison_brings_each_districts_clause_first(engine: Engine, question: str, clauses: set[str]) -> None:
    assert set(found(engine, question, 2)) == clauses


def test_what_is_known_of_the_asker_breaks_ties_only(engine: Engine) -> None:
    for home, first in (("xicheng", f"{X}#4.14"), ("chaoyang", f"{C}#5.3")):
        plain = engine.clause_search.search("开店房租能补吗", 10, DAY)
        known = engine.clause_search.search("开店房租能补吗", 10, DAY, asker={"hukou_district": home})
        assert {hit.clause.id for hit in known.hits} == {hit.clause.id for hit in plain.hits}
        scores = {hit.clause.id: hit.score for hit in plain.hits}
        for hit in known.hits:
            ratio = hit.score / scores[hit.clause.id]
            assert 0.95 < ratio <= 1.0
            assert hit.clause.id != first or ratio == 1.0


def test_what_is_not_for_the_asker_counts_a_little_less(engine: Engine) -> None:
    search = engine.clause_search
    units = [unit.id for unit in search.index.units]
    read = search.reader.read("岗位补贴")

    def share(clause: str, **asker: str) -> float:
        place = units.index(clause)
        return search.factors(read, DAY, asker)[place] / search.factors(read, DAY, {})[place]

    less = search.ranking.context.not_theirs
    assert 0.9 < less < 1
    assert share(f"{X}#1.4", applicant="resident") == pytest.approx(less)  # for public-benefit organisations
    assert share(f"{X}#1.4", applicant="public_benefit_org") == 1
    assert share(f"{X}#4.14", hukou_district="chaoyang") == pytest.approx(less)
    assert share(f"{B}#3.9", hukou_district="chaoyang") == 1  # the city's applies everywhere


def test_law_in_force_comes_before_drafts_at_equal_relevance(engine: Engine) -> None:
    search = engine.clause_search
    factors = search.factors(search.reader.read("培训"), DAY, {})
    by_document = {
        unit.document: factor
        for unit, factor in zip(search.index.units, factors, strict=True)
        if unit.text and not unit.path.startswith(("preamble", "annex"))
    }
    assert by_document[X] == by_document[B] == by_document[C] > by_document[T] == by_document[H]


@given(st.text(alphabet="第一二三九十六0123456789条款章、（）().附则〔〕年号文西城 ", max_size=40))
def test_any_string_of_labels_is_read(engine: Engine, text: str) -> None:
    read = frame(engine, text)
    assert read.clauses <= engine.corpus.clauses.keys()
    assert read.documents <= engine.corpus.documents.keys()


def test_one_spelling_for_every_document_number() -> None:
    written = ["2021 2号", "发2021年2号", "2021年第2号", "2021 02号", "2021年2号文"]
    assert [next(numbered_documents(text))[2] for text in written] == ["〔2021〕2号"] * 5


@pytest.mark.parametrize(
    ("question", "without"),
    [
        ("丰台区创业房租补贴", ("fengtai",)),
        ("海淀创业房租补贴", ("haidian",)),
        ("西城创业房租补贴", ()),
        ("丰台公益性岗位安置", ()),  # the city's document applies everywhere
        ("创业房租补贴", ()),
    ],
)
def test_another_districts_law_is_no_answer(engine: Engine, question: str, without: tuple[str, ...]) -> None:
    answer = engine.search(question, DAY)
    assert answer["without"] == list(without)
    assert answer["confident"] is (not without)


def test_another_citys_district_of_the_same_name_is_not_ours(engine: Engine) -> None:
    assert engine.search("西城区见习补贴", DAY)["confident"]
    assert not engine.search("成都西城区见习补贴", DAY)["confident"]
    assert engine.place_outside("长春朝阳区见习补贴") == "长春"
    assert engine.place_outside("我是长春人，在朝阳区见习") is None


def test_a_document_outside_the_filter_makes_no_answer_sure(engine: Engine) -> None:
    assert engine.search("西行规发〔2021〕2号", DAY)["confident"]
    assert not engine.search("西行规发〔2021〕2号", DAY, documents=["chaoyang-employment-opinions"])["confident"]
