"""Words before they are added: what they would change, which are refused, and that the files then say the same."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from assistant.documents.corpus import corpus_version
from assistant.engine import Engine
from assistant.request import RequestError
from assistant.retrieval.added import AddedWords, check_added, is_there, read_added
from assistant.retrieval.asked import load_asked
from assistant.retrieval.evaluate import DEPTH
from assistant.retrieval.word_files import write_words

DAY = dt.date(2026, 11, 20)
BORROWED = "年底缺人手,能跟隔壁停工的厂子借几个工人使使不"
WORKROOM = "毛猴这手艺快断了 有没有地方给张罗个工作间"
SHARED = "chaoyang-employment-opinions#3.3"
GOOD = AddedWords("lexicon", "借 工人", "共享用工")
HARMFUL = AddedWords("lexicon", "工作", "创业担保贷款")
ASKED = AddedWords("asked", "缺人手 跟 别的厂 借工人", unit=SHARED)


def test_words_that_help_raise_the_question_that_they_are_for(engine: Engine) -> None:
    changes = engine.preview_words(GOOD, "厂子能借工人吗", DAY)
    (moved,) = changes["moved"]
    assert (moved["query"], moved["clause"], moved["rank"], moved["better"]) == (BORROWED, SHARED, [5, 2], True)
    assert (changes["rose"], changes["fell"], changes["turned"]) == (1, 0, [])
    before, after = (changes["together"][side] for side in ("before", "after"))
    assert after["mrr_at_10"] > before["mrr_at_10"]
    assert after["ndcg_at_10"] > before["ndcg_at_10"]
    assert (changes["together"]["questions"], changes["together"]["outside"]) == (423, 270)
    assert [row["name"] for row in changes["sets"]] == ["off_topic", "persona_questions", "questions"]
    assert changes["question"]["after"]["clauses"][0] == SHARED
    assert changes["version"] == engine.judged_version


def test_words_that_harm_are_told_with_the_questions_that_fall(engine: Engine) -> None:
    changes = engine.preview_words(HARMFUL, None, DAY)
    assert (changes["rose"], changes["fell"], changes["question"]) == (0, 3, None)
    fallen = {moved["query"]: moved["rank"] for moved in changes["moved"] if not moved["better"]}
    assert fallen[WORKROOM] == [1, 4]
    assert changes["together"]["after"]["recall_at_5"] < changes["together"]["before"]["recall_at_5"]


def test_exported_and_loaded_search_ranks_as_the_preview_did(engine: Engine, tmp_path: Path) -> None:
    folder = shutil.copytree(engine.folder, tmp_path / "corpus")
    there = AddedWords("lexicon", "失业金", "失业保险金")
    refused = AddedWords("lexicon", "失业金", "就业奖励")
    gone = AddedWords("asked", "缺人", unit="chaoyang-employment-opinions#99")
    outcomes = write_words(folder, [ASKED, there, refused, gone])
    assert [(outcome.new, bool(outcome.problem)) for outcome in outcomes] == [
        (True, False), (False, False), (False, True), (False, True),
    ]  # fmt: skip
    loaded, overlaid = Engine(folder), engine.search_with(ASKED)
    assert is_there(ASKED, loaded.lexicon, loaded.asked)
    for query in (BORROWED, *(question.query for question in engine.judging["questions"][:40])):
        one, other = (search.search(query, DEPTH, DAY) for search in (loaded.clause_search, overlaid))
        assert [(hit.clause.id, hit.score) for hit in one.hits] == [(hit.clause.id, hit.score) for hit in other.hits]
        assert one.confident == other.confident


def test_files_keep_what_stands_in_them_and_get_nothing_twice(engine: Engine, tmp_path: Path) -> None:
    folder = shutil.copytree(engine.folder, tmp_path / "corpus")
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    before = {path: path.read_bytes().decode().split("\n") for path in files}
    added = [GOOD, ASKED, AddedWords("asked", "2021", unit="xicheng-2021-2#2.6")]
    assert all(outcome.new for outcome in write_words(folder, added))
    version = corpus_version(folder)
    assert not any(outcome.new for outcome in write_words(folder, added))
    assert corpus_version(folder) == version
    more = {path: path.read_bytes().decode().split("\n") for path in files}
    for path, lines in before.items():
        rest = iter(more[path])
        assert all(line in rest for line in lines), path
    found = {line for path in files for line in more[path] if line not in before[path]}
    assert found == {"# —— 由居民的问句补充", "借 工人\t共享用工", f"    - {ASKED.said}", '    - "2021"'}
    assert more[folder / "words" / "lexicon.tsv"][-3:-1] == ["# —— 由居民的问句补充", "借 工人\t共享用工"]
    assert load_asked(folder, engine.corpus)[SHARED].phrasings == (*engine.asked[SHARED].phrasings, ASKED.said)


def test_units_that_nobody_asked_for_come_in_the_order_of_their_document(tmp_path: Path, engine: Engine) -> None:
    for name in ("documents", "sources"):
        shutil.copytree(engine.folder / name, tmp_path / name)
    (tmp_path / "words" / "asked").mkdir(parents=True)
    (tmp_path / "words" / "lexicon.tsv").write_text("# 对照\n", encoding="utf-8")
    for path in ("3.2", "2", "3.4"):
        assert write_words(tmp_path, [AddedWords("asked", "海淀 问", unit=f"haidian-measures-note#{path}")])[0].new
    text = (tmp_path / "words" / "asked" / "haidian-measures-note.yaml").read_text("utf-8")
    blocks = [f"haidian-measures-note#{path}:\n  asked:\n    - 海淀 问\n" for path in ("2", "3.2", "3.4")]
    assert text == "\n".join(blocks)
    flow = "haidian-measures-note#2:\n  asked: [海淀]\n"
    (tmp_path / "words" / "asked" / "haidian-measures-note.yaml").write_text(flow, encoding="utf-8")
    (outcome,) = write_words(tmp_path, [AddedWords("asked", "海淀 问", unit="haidian-measures-note#2")])
    assert "请手工加上" in outcome.problem


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("lexicon", {"said": " ", "written": "就业奖励"}, "还没有写人们怎么说"),
        ("lexicon", {"said": "断缴", "written": ""}, "还没有写文件用语"),
        ("lexicon", {"said": "断缴", "written": "就业奖励", "weight": "2"}, "“断缴”的分量应在 0 到 1 之间"),
        ("lexicon", {"said": "断缴", "written": "小客车摇号"}, "文件里没有“小客车摇号”这个词"),
        ("lexicon", {"said": "下岗", "written": "就业奖励"}, "“下岗”已经有一条（→ 登记失业人员）"),
        ("lexicon", {"said": "失业金", "written": "失业保险金"}, "已经有一模一样的一条"),
        ("lexicon", {"said": "# 断缴", "written": "就业奖励"}, "不能以 # 开头"),
        ("lexicon", {"said": "断" * 41, "written": "就业奖励"}, "“口语”太长（41 个字），最多 40 个"),
        ("asked", {"said": "开店 补贴"}, "还没有选条款"),
        ("asked", {"said": "能不能领到补贴", "unit": SHARED}, "每个不超过 5 个字"),
        ("asked", {"said": "开店", "unit": "xicheng-2021-2#99"}, "没有编号为“xicheng-2021-2#99”的条款"),
        ("asked", {"said": "开店", "unit": "xicheng-2021-2#2.6.p2"}, "不写款"),
        ("asked", {"said": "隔壁 停工的 厂子 借", "unit": SHARED}, "连着 6 个字一样"),
    ],
)
def test_what_the_files_would_refuse_is_refused_before(
    engine: Engine, kind: str, typed: dict[str, str], says: str
) -> None:
    judging = [question.query for questions in engine.judging.values() for question in questions]
    with pytest.raises(RequestError, match=says):
        check_added(read_added(kind, **typed), engine.corpus, engine.lexicon, engine.asked, judging)  # type: ignore[arg-type]


def test_white_space_and_weights_are_made_one_form() -> None:
    assert read_added("lexicon", " 借　工人\n", "共享用工", "1", "") == GOOD
    assert read_added("lexicon", "断缴", "社会保险", "0.60", " 只是 相近 ").line == "断缴\t社会保险\t0.6\t只是 相近"
    assert read_added("lexicon", "断缴", "社会保险", "", "不同").line == "断缴\t社会保险\t1\t不同"
    assert GOOD.line == "借 工人\t共享用工"
    assert ASKED.line == ASKED.said


def test_a_file_that_reads_otherwise_than_it_should_stays_as_it_was(tmp_path: Path, engine: Engine) -> None:
    for name in ("documents", "sources"):
        shutil.copytree(engine.folder / name, tmp_path / name)
    (tmp_path / "words" / "asked").mkdir(parents=True)
    (tmp_path / "words" / "lexicon.tsv").write_text("# 对照\n", encoding="utf-8")
    with pytest.raises(RequestError, match="文件没有改动"):
        write_words(tmp_path, [GOOD, AddedWords("lexicon", "#不是注释", "共享用工")])
    assert (tmp_path / "words" / "lexicon.tsv").read_text("utf-8") == "# 对照\n"
    (tmp_path / "words" / "asked").rmdir()
    (tmp_path / "words" / "asked").write_text("")
    with pytest.raises(RequestError, match=r"写不进 .*文件没有改动"):
        write_words(tmp_path, [GOOD, ASKED])
    assert (tmp_path / "words" / "lexicon.tsv").read_text("utf-8") == "# 对照\n"
