"""What is to be seen to on chosen days, worked out by hand from the documents' and figures' own dates."""

from __future__ import annotations

import datetime as dt
import shutil
from copy import copy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.authored import CorpusError
from assistant.documents.corpus import Corpus
from assistant.documents.metadata import StatedDay, StatedNature
from assistant.engine import Engine
from assistant.rules.alarms import KINDS, Alarm, Questioned, alarms, load_alarm_words
from assistant.rules.assess import Rulebook, Suspension
from assistant.rules.parameters import DatedValue, Parameters

REWARD, XICHENG, TONGZHOU = "xicheng-employment-reward", "xicheng-2021-2", "tongzhou-friendly-city-draft"
CHAOYANG, HAIDIAN, BEIJING = "chaoyang-employment-opinions", "haidian-measures-note", "beijing-2025-14"
WAGE, AVERAGE = "minimum_wage", "average_wage"
TODAY = dt.date(2026, 11, 30)


def seen_to(engine: Engine, day: dt.date | str) -> list[tuple[str, str]]:
    return [(alarm.kind, alarm.subject) for alarm in engine.alarms(dt.date.fromisoformat(str(day)))]


# 西城 holds until 2026-12-31, which is 90 days after 2026-10-02; 通州, a draft, would until 2027-12-31 (2027-10-02);
# 全市 and 朝阳 have no last day, 海淀 is a note. What isn't issued was looked at on 2026-11-20 (and 90: 2027-02-18).
# The minimum wage holds from 2025-09-01, the average wage from 2026-08-21; a year on, both are to be looked for.
UNISSUED = [("draft_unchecked", HAIDIAN), ("draft_unchecked", TONGZHOU)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-12-31", [("not_yet_in_force", BEIJING)]),
        ("2026-01-01", []),
        ("2026-08-31", []),
        ("2026-09-01", [("figure_due", WAGE)]),
        ("2026-10-01", [("figure_due", WAGE)]),
        ("2026-10-02", [("expiring", XICHENG), ("figure_due", WAGE)]),
        ("2026-12-31", [("expiring", XICHENG), ("figure_due", WAGE)]),
        ("2027-01-01", [("expired", XICHENG), ("figure_due", WAGE)]),
        ("2027-02-18", [("expired", XICHENG), ("figure_due", WAGE)]),
        ("2027-02-19", [("expired", XICHENG), *UNISSUED, ("figure_due", WAGE)]),
        ("2027-08-20", [("expired", XICHENG), *UNISSUED, ("figure_due", WAGE)]),
        ("2027-08-21", [("expired", XICHENG), *UNISSUED, ("figure_due", WAGE), ("figure_due", AVERAGE)]),
        (
            "2027-10-02",
            [
                ("expired", XICHENG),
                ("draft_ending", TONGZHOU),
                *UNISSUED,
                ("figure_due", WAGE),
                ("figure_due", AVERAGE),
            ],
        ),
    ],
)
def test_of_the_five_documents_and_both_figures(engine: Engine, day: str, expected: list[tuple[str, str]]) -> None:
    assert seen_to(engine, day) == expected


def test_the_days_left_are_counted_and_the_benefits_that_hang_on_it(engine: Engine) -> None:
    assert len([b for b in engine.rules.benefits if b.document == XICHENG]) == 36
    first = engine.alarms(TODAY)[0]
    assert first.text == "《西城区就业工作若干措施》有效期至2026年12月31日，还剩31天，涉及36项待遇。"
    assert (first.about, first.does) == ("document", "查有没有延续的或新的文件")
    assert "还剩0天" in engine.alarms(dt.date(2026, 12, 31))[0].text
    assert "已在2026年12月31日到期，名下36项" in engine.alarms(dt.date(2027, 1, 1))[0].text
    assert "自2026年1月1日起施行，还有1天" in engine.alarms(dt.date(2025, 12, 31))[0].text


def of_corpus(
    engine: Engine, as_of: dt.date, document: str, rules: Rulebook | None = None, **changes: Any
) -> list[Alarm]:
    """With one document's metadata otherwise than it is."""
    known = engine.corpus.documents[document]
    other = replace(known, metadata=known.metadata.model_copy(update=changes))
    documents = [other if d.id == document else d for d in engine.corpus.documents.values()]
    found = alarms(Corpus(documents, "c1"), rules or engine.rules, engine.alarm_words, as_of)
    return [alarm for alarm in found if alarm.subject == document]


def of_wage(engine: Engine, as_of: dt.date, values: list[DatedValue]) -> list[Alarm]:
    """With other values of the minimum wage."""
    rules, known = copy(engine.rules), engine.rules.parameters
    figures = {**known.figures, WAGE: known.figures[WAGE].model_copy(update={"values": values})}
    rules.parameters = Parameters(figures, known.retirement)
    return [alarm for alarm in alarms(engine.corpus, rules, engine.alarm_words, as_of) if alarm.subject == WAGE]


def test_a_draft_whose_comments_have_ended(engine: Engine) -> None:
    until = StatedDay(value=dt.date(2026, 11, 1), words="审议稿")
    assert of_corpus(engine, dt.date(2026, 11, 1), HAIDIAN, comments_until=until) == []
    (found,) = of_corpus(engine, dt.date(2026, 11, 2), HAIDIAN, comments_until=until)
    assert (found.kind, "截止，过了1天" in found.text) == ("comments_ended", True)
    policy = StatedNature(value="policy")
    assert of_corpus(engine, dt.date(2026, 11, 2), HAIDIAN, comments_until=until, nature=policy) == []


def test_an_expired_document_without_benefits_is_history(engine: Engine) -> None:
    changes: dict[str, Any] = {
        "in_force_to": StatedDay(value=dt.date(2026, 1, 1), words="审议稿"), "nature": StatedNature(value="policy"),
    }  # fmt: skip
    assert [a.kind for a in of_corpus(engine, TODAY, HAIDIAN, **changes)] == ["expired"]
    without = copy(engine.rules)
    without.benefits = tuple(b for b in engine.rules.benefits if b.document != HAIDIAN)
    assert of_corpus(engine, TODAY, HAIDIAN, without, **changes) == []


def test_a_figure_without_a_value_or_with_an_unconfirmed_one(engine: Engine) -> None:
    (missing,) = of_wage(engine, TODAY, [])
    assert (missing.kind, missing.text) == (
        "figure_missing", "没有2026年11月30日可用的北京市月最低工资标准，用到它的5项待遇算不出来。",
    )  # fmt: skip
    said = {"from": "2026-11-30", "amount": Decimal(2600), "source": "报道", "confirmed": False}
    value = DatedValue.model_validate(said)
    (found,) = of_wage(engine, TODAY, [value])
    assert (found.kind, "2600元的来源（报道）" in found.text) == ("figure_unconfirmed", True)
    a_year_on = of_wage(engine, dt.date(2027, 11, 30), [value])
    assert [alarm.kind for alarm in a_year_on] == ["figure_due", "figure_unconfirmed"]
    assert [alarm.kind for alarm in of_wage(engine, dt.date(2026, 11, 29), [value])] == ["figure_missing"]


def test_rules_that_are_questioned_and_long_suspended(engine: Engine) -> None:
    asked = {REWARD: Questioned(2, dt.date(2026, 11, 20)), "gone": Questioned(1, dt.date(2026, 12, 1))}
    since = {REWARD: Suspension("核对", dt.date(2026, 10, 31)), "late": Suspension("核对", dt.date(2026, 11, 1))}
    found = [a for a in engine.alarms(TODAY, since, asked) if a.about == "benefit"]
    assert [(a.kind, a.subject) for a in found] == [
        ("questioned", REWARD), ("questioned", "gone"), ("suspended_long", REWARD),
    ]  # fmt: skip
    assert found[0].text == "“就业奖励”的规则有2个疑问没有答复，最早的已有10天。"
    assert found[1].text == "“gone”的规则有1个疑问没有答复，最早的已有0天。"  # asked on a later day than is asked about
    assert found[2].text == "“就业奖励”从2026年10月31日起暂停答复，已有30天。"


def test_the_words_are_whole(tmp_path: Path, corpus_folder: Path) -> None:
    words = load_alarm_words(corpus_folder)
    assert [*words.says] == [*words.does] == [*KINDS]
    shutil.copytree(corpus_folder / "words", tmp_path / "words", ignore=shutil.ignore_patterns("asked"))
    path = tmp_path / "words" / "alarms.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  questioned:", "  suspended:", 1), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"alarms\.yaml，第 \d+ 行"):
        load_alarm_words(tmp_path)
