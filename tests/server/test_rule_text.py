"""Rules as lines beside their clauses: every word that a rule stands on is marked, numbered, and named by a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from assistant.engine import Engine
from assistant.server.rule_text import RuleLine, RuleText, rule_text
from tests.server.test_highlights import marks_of

DAY = dt.date(2026, 11, 20)


def read(engine: Engine, benefit: str) -> RuleText:
    return rule_text(engine, engine.rules.by_id[benefit], DAY)


def all_of(lines: Iterable[RuleLine]) -> list[RuleLine]:
    return [one for line in lines for one in (line, *all_of(line.parts))]


def test_every_word_that_a_rule_stands_on_is_marked_once(engine: Engine) -> None:
    for benefit in engine.rules.benefits:
        text = rule_text(engine, benefit, DAY)
        quoted: dict[int, str] = {}
        for shown in text.clauses:
            words = "".join(piece if isinstance(piece, str) else piece.words for piece in shown.pieces)
            assert words == engine.corpus.clause(shown.clause.id).text
            for mark in marks_of(shown.pieces):
                quoted[mark.number] = quoted.get(mark.number, "") + mark.words
        assert set(quoted.values()) == {grounds.quote for grounds in benefit.grounds()}, benefit.id
        assert sorted(quoted) == list(range(1, len(quoted) + 1))
        assert text.clauses[0].clause.id == engine.corpus.clause(benefit.clause).unit


def test_every_number_is_named_first_exactly_once(engine: Engine) -> None:
    for benefit in engine.rules.benefits:
        text = rule_text(engine, benefit, DAY)
        named = [r for line in all_of(text.conditions) for r in line.references]
        named += [*text.amount_references, *(r for other in text.excluded for r in other.references)]
        numbers = {mark.number for shown in text.clauses for mark in marks_of(shown.pieces)}
        assert sorted(r.number for r in named if r.first) == sorted(numbers), benefit.id
        assert {r.number for r in named} == numbers
        assert all(line.text for line in all_of(text.conditions))


def test_a_multiple_is_worked_out_and_groups_say_how_they_go_together(engine: Engine) -> None:
    lines = all_of(read(engine, "xicheng-employment-reward").conditions)
    wage = next(line for line in lines if line.text.startswith("月工资"))
    assert wage.worked == "2540 × 1.2 = 3048"
    assert "“当年”的最低工资标准会调整" in wage.notes[0]
    assert lines[0].lead == "下面有一项符合就行"
    assert [part.text for part in lines[0].parts] == ["下面几项都要符合", "是本市分流职工"]
    (negated,) = (line for line in lines if line.text.startswith("不是享受"))
    assert (negated.folded, [part.text for part in negated.parts]) == (True, ["是登记失业人员", "享受最低生活保障待遇"])


def test_what_excludes_each_other_is_said_on_both_sides(engine: Engine) -> None:
    (one,) = read(engine, "xicheng-employment-reward").excluded
    (other,) = read(engine, one.benefit.id).excluded
    assert other.benefit.id == "xicheng-employment-reward"
    assert bool(one.references) != bool(other.references)  # it is written at one of the two
