"""Exhaustive checks over the boundary values of each benefit's facts; how many combinations that is stands at the end.

Three kinds: knowing more only narrows; each combination, whatever of it is known, gets the answer that its completions
give; sums, exclusions and days are those that the clauses print. Up to a million combinations are all assessed, of more
a sample is drawn and, beside, all combinations of the facts that stand in several conditions (the core).
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from assistant.engine import Engine
from assistant.facts.vocabulary import Facts
from assistant.rules.benefit import Benefit
from tests.conftest import CORPUS
from tests.people import HIRED
from tests.rules.combinations import Answered, Cells, Grid, Outcome, Summing, Whole, answer, answer_all, cells_of
from tests.rules.conftest import open_rulebook

DAY = dt.date(2026, 11, 20)
MOST = 10**6  # combinations that are all assessed
SAMPLE = 2_000  # draws from a larger grid, each with every step from it
RULES = open_rulebook(CORPUS)
BENEFITS = {benefit.id: benefit for benefit in RULES.benefits}

Note = Callable[[str, object], None]

# Of the grids that are too large the facts that several conditions read, with what the amount turns on.
CORES = {
    "xicheng-employment-reward": (
        *("hukou_district", "registered_unemployed", "fresh_graduate", "discharged_soldier", "public_placement"),
        *("transferred_worker", "low_income_allowance", "contract_years", "monthly_wage"),
    ),
    "xicheng-internship-allowance": (
        *("hukou_district", "graduate_kind", "beijing_origin", "graduation_date", "age", "registered_unemployed"),
        *("receiving_unemployment_benefit", "internship_months"),
    ),
}
# A fact that tells another, which is missing and is asked in its place.
TELLS = {"skills_certificate": "skills_training"}


@dataclass(frozen=True)
class Case:
    """A benefit, who asks for it, and the combinations to assess."""

    benefit: Benefit
    grid: Grid
    part: str = ""  # of a larger grid

    @property
    def name(self) -> str:
        return f"{self.benefit.id} {self.grid.fixed['applicant']}{self.part}"


def whole_grid(benefit: Benefit, applicant: str) -> Grid:
    return Grid(cells_of(RULES, benefit, DAY), {"applicant": applicant})


def eligible_examples(benefit: Benefit) -> list[Facts]:
    """The facts of the examples beside the rule in which somebody gets the benefit."""
    examples = [example for example in benefit.spec.examples if example.then == "eligible"]
    return [RULES.vocabulary.check(example.given) for example in examples if (example.as_of or DAY) == DAY]


def cases() -> Iterator[Case]:
    """Every benefit for everybody who can ask for it; of the too large ones the core beside an eligible example."""
    for benefit in RULES.benefits:
        for applicant in benefit.applicants:
            grid = whole_grid(benefit, applicant)
            if grid.size <= MOST:
                yield Case(benefit, grid)
            elif core := CORES.get(benefit.id):
                around = {name: v for name, v in eligible_examples(benefit)[0].items() if name not in core}
                yield Case(benefit, Grid({name: grid.cells[name] for name in core}, around), " core")


def large() -> list[Case]:
    grids = [(benefit, whole_grid(benefit, who)) for benefit in RULES.benefits for who in benefit.applicants]
    return [Case(benefit, grid) for benefit, grid in grids if grid.size > MOST]


def test_every_benefit_is_looked_at(record_property: Note) -> None:
    exact, sampled = list(cases()), large()
    looked_at = {(case.benefit.id, case.grid.fixed["applicant"]) for case in (*exact, *sampled)}
    assert looked_at == {(benefit.id, who) for benefit in RULES.benefits for who in benefit.applicants}
    assert {case.benefit.id for case in sampled} == set(CORES)
    total = sum(case.grid.size for case in exact)
    record_property("combinations", f"{len(RULES.benefits)} benefits: {total:,} exact, {len(sampled)} grids sampled")


@pytest.fixture(scope="module", params=cases(), ids=lambda case: case.name)
def answered(request: pytest.FixtureRequest) -> tuple[Case, Answered]:
    """A case with the engine's answers to all of its combinations."""
    case: Case = request.param
    return case, answer_all(RULES, case.benefit, case.grid, DAY)


# --- Knowing more ----------------------------------------------------------------------------------------------------


def widened(before: Outcome, after: Outcome, fact: str) -> str | None:
    """What went wrong when one more fact became known: None where the answer only got narrower."""
    if before.status != "undetermined" and after.status != before.status:
        return "a decided status turned"
    if after.status == "ineligible":
        return None if before.status == "ineligible" or matters(before, fact) else "a fact not missing decided it"
    if not within(after, before):
        return "the amount left its span"
    if after.status == before.status and not after.missing <= before.missing - {fact}:
        return "something new is missing"
    if before.status == "undetermined" and after.status == "eligible" and not matters(before, fact):
        return "a fact not missing decided it"
    if before.status == "eligible" and fact not in before.missing and sums(after) != sums(before):
        return "a fact not missing changed the sum"
    return None


def matters(before: Outcome, fact: str) -> bool:
    """Whether a fact is missing, or tells one that is."""
    return fact in before.missing or TELLS.get(fact) in before.missing


def within(inner: Outcome, outer: Outcome) -> bool:
    """Whether the span of a sum lies inside another; no sum inside none, any inside one without an upper end."""
    if inner.low is None or outer.low is None:
        return inner.low is outer.low
    return inner.low >= outer.low and (outer.high is None or (inner.high is not None and inner.high <= outer.high))


def sums(outcome: Outcome | Whole) -> tuple[Decimal | None, Decimal | None]:
    return outcome.low, outcome.high


def test_knowing_more_only_narrows(answered: tuple[Case, Answered], record_property: Note) -> None:
    case, answers = answered
    record_property("combinations", f"{case.name}: {case.grid.size:,} exact{apart(answers)}; {shape(case.grid)}")
    for place, fact in enumerate(case.grid.names):
        for pair in answers.steps(place):
            before, after = answers.outcomes[pair[0]], answers.outcomes[pair[1]]
            assert before is not None
            assert after is not None
            wrong = widened(before, after, fact)
            assert wrong is None, f"{case.name}: {wrong}: {fact}, {answers.first_step(place, pair)}: {before} → {after}"


def apart(answers: Answered) -> str:
    return f" ({answers.contradictory:,} contradict themselves)" if answers.contradictory else ""


def shape(grid: Grid) -> str:
    return " × ".join(f"{name} {count}" for name, count in zip(grid.names, grid.counts, strict=True))


def test_each_combination_gets_the_answer_of_its_completions(answered: tuple[Case, Answered]) -> None:
    case, answers = answered
    summing = Summing(answers)
    pairs = list(zip(answers.numbers, summing.numbers(), strict=True))
    for pair in set(pairs):
        found, whole = answers.outcomes[pair[0]], summing.wholes[pair[1]]
        if found is not None and whole is not None and not whole.agrees(found, case.grid.names):
            facts, missing = case.grid.facts_at(pairs.index(pair)), set(whole.missing(case.grid.names))
            pytest.fail(f"{case.name} {facts}: {found}, but {whole.status}, missing {missing}, {sums(whole)}")


def test_undecided_with_nothing_missing_has_open_words(answered: tuple[Case, Answered]) -> None:
    case, answers = answered
    stuck = [o for o in answers.outcomes if o is not None and o.status == "undetermined" and not o.missing]
    assert not stuck or has_open_words(case.benefit.spec.model_dump()["when"]), f"{case.name}: {stuck}"


def has_open_words(conditions: Any) -> bool:
    """Whether words that no fact decides stand somewhere in conditions as written."""
    if isinstance(conditions, list):
        return any(has_open_words(part) for part in conditions)
    inner = [conditions[name] for name in ("all_", "any_", "not_")] if conditions else []
    return bool(conditions) and (conditions["open_"] is not None or any(has_open_words(part) for part in inner))


@pytest.mark.parametrize("case", large(), ids=lambda case: case.name)
def test_knowing_more_only_narrows_where_not_all_can_be_assessed(case: Case, record_property: Note) -> None:
    rng = random.Random(2026)
    drawn = {repr(sorted(facts.items())): facts for facts in (nearly_eligible(rng, case) for _ in range(SAMPLE))}
    steps = 0
    for known in drawn.values():
        before = answer(RULES, case.benefit, known, DAY)
        for fact, values in case.grid.cells.items() if before else ():
            for value in values if fact not in known else ():
                after = answer(RULES, case.benefit, {**known, fact: value}, DAY)
                steps += after is not None
                wrong = before and after and widened(before, after, fact)
                assert not wrong, f"{case.name}: {wrong}: {fact} {value}, {known}: {before} → {after}"
    note = f"{case.name}: {case.grid.size:,}, of which {len(drawn):,} drawn with all {steps:,} steps from them"
    record_property("combinations", note)


def nearly_eligible(rng: random.Random, case: Case) -> Facts:
    """An eligible example of which a part is unknown and up to three facts stand in any other cell."""
    facts = dict(rng.choice(eligible_examples(case.benefit)))
    for fact in rng.sample(case.grid.names, rng.randint(0, 3)):
        facts[fact] = rng.choice(case.grid.cells[fact])
    forgotten = rng.random()
    return {fact: v for fact, v in facts.items() if fact == "applicant" or rng.random() >= forgotten}


# --- Sums as printed -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Printed:
    """What a clause prints of a sum that goes by a number: from which number on how much, and the words."""

    benefit: str
    clause: str
    fact: str
    tiers: tuple[tuple[int, int, str], ...]
    open_bounds: dict[int, tuple[int, int]] = field(default_factory=dict)  # printed as belonging to two tiers

    def sums_at(self, number: float) -> tuple[int, int] | None:
        """The least and the most at this number; None where nothing is printed for it."""
        reached = [yuan for bound, yuan, _ in self.tiers if bound <= number]
        return self.open_bounds.get(int(number), (reached[-1], reached[-1])) if reached else None


TIERED = [
    Printed(
        "xicheng-startup-contest-award",
        "xicheng-2021-2#4.16",
        "startup_contest_rank",
        (
            (1, 80000, "获得一、二、三等奖，分别按照8万元"),
            (2, 50000, "分别按照8万元、5万元"),
            (3, 30000, "5万元、3万元的标准给予创业扶持资金"),
        ),
    ),
    Printed(
        "xicheng-school-enterprise-training",
        "xicheng-2021-2#5.19",
        "trainee_count",
        (
            (1000, 30000, "年度培训规模1000人（含）至3000人，可申请一次性培训补贴3万元"),
            (3000, 50000, "3000人（含）至5000人，可申请一次性培训补贴5万元"),
            (5000, 100000, "5000人（含）以上，可申请一次性培训补贴10万元"),
        ),
    ),
    Printed(
        "xicheng-skill-competition-subsidy",
        "xicheng-2021-2#5.22.p2",
        "contestant_count",
        (
            (30, 20000, "规模在30人（含）至50人，可申请2万元"),
            (50, 30000, "规模在50人（含）至100人，可申请3万元"),
            (100, 50000, "规模在100人（含）以上，可申请5万元"),
        ),
    ),
    Printed(
        "chaoyang-skill-competition-subsidy",
        "chaoyang-employment-opinions#4.3",
        "contestant_count",
        (
            (50, 30000, "50人-100人的一次性补贴3万元"),
            (100, 50000, "100人-200人的一次性补贴5万元"),
            (200, 100000, "200人以上的一次性补贴10万元"),
        ),
        {100: (30000, 50000), 200: (50000, 100000)},
    ),
    Printed(
        "chaoyang-provider-volume-subsidy",
        "chaoyang-employment-opinions#4.4",
        "trainee_count",
        (
            (3000, 30000, "年度培训人数在3000人以上的一次性给予3万元"),
            (5000, 50000, "5000人以上的一次性给予5万元"),
            (8000, 100000, "8000人以上的一次性给予10万元"),
        ),
    ),
    Printed(
        "haidian-placement-volume-award",
        "haidian-measures-note#3.5",
        "placement_count",
        (
            (50, 20000, "人数为50人(含)以上的，补助2万元"),
            (100, 50000, "100人(含)以上的，补助5万元"),
            (200, 100000, "200人(含)以上的，补助10万元"),
        ),
    ),
]
BY_FULL_YEAR = [
    Printed(
        "xicheng-employment-reward",
        "xicheng-2021-2#2.6.p2",
        "contract_years",
        (
            (1, 6000, "每年6000元"),
            (2, 15000, "6000元、9000元"),
            (3, 27000, "9000元、1.2万元标准申请就业奖励，最长不超过三年"),
        ),
    ),
    Printed(
        "xicheng-low-income-reward",
        "xicheng-2021-2#3.10",
        "contract_years",
        tuple(
            (year, 24000 * year, "每满一年，按照每人每月2000元的标准申请就业奖励，最长不超过五年")
            for year in range(1, 6)
        ),
    ),
]
BY_PERSON = [
    Printed(
        "chaoyang-job-creation-subsidy",
        "chaoyang-employment-opinions#5.2",
        "local_hires",
        (
            (3, 30000, "带动3名以上（含3名）朝阳区户籍劳动力实现就业，给予3万元"),
            *((n, 10000 * n, "每增加1人，增加1万元补贴，补贴总额不超过20万元") for n in range(4, 21)),
        ),
    ),
]


def test_every_tiered_sum_is_looked_at() -> None:
    assert {p.benefit for p in TIERED} == {b.id for b in RULES.benefits if b.pays.kind == "tiered"}


@pytest.mark.parametrize("printed", [*TIERED, *BY_FULL_YEAR, *BY_PERSON], ids=lambda printed: printed.benefit)
def test_tiers_are_those_printed_without_gap_or_overlap(printed: Printed) -> None:
    text = RULES.corpus.clause(printed.clause).text
    assert all(words in text for _, _, words in printed.tiers)
    benefit = BENEFITS[printed.benefit]
    others = eligible_examples(benefit)[0]
    for number in numbers_to_walk(printed):
        found = answer(RULES, benefit, {**others, printed.fact: number}, DAY)
        assert found is not None
        wanted = printed.sums_at(number)
        assert found.status == ("eligible" if wanted else "ineligible"), f"{printed.benefit} {number}: {found}"
        assert sums(found) == (wanted or (None, None)), f"{printed.benefit} {number}: {found}"


def numbers_to_walk(printed: Printed) -> list[float]:
    """From 0 to well beyond the last tier: every whole number, or years in steps of a hundredth."""
    if printed in BY_FULL_YEAR:
        return [n / 100 for n in range(100 * (printed.tiers[-1][0] + 3))]
    last = RULES.vocabulary.facts[printed.fact].max or printed.tiers[-1][0] + 1000
    return list(range(last + 1))


def test_the_bounds_printed_twice_carry_a_note() -> None:
    for printed in TIERED:
        notes = [n.text for n in BENEFITS[printed.benefit].notes if n.kind == "interpretation"]
        for bound in printed.open_bounds:
            assert any(f"{bound}人" in text for text in notes), f"{printed.benefit} {bound}"


# --- Exclusions ------------------------------------------------------------------------------------------------------

EXCLUSIONS = [
    (
        *("xicheng-low-income-reward", "xicheng-employment-reward"),
        *("xicheng-2021-2#2.6.p2", "不含享受最低生活保障待遇的登记失业人员"),
    ),
    (
        *("beijing-flexible-insurance-subsidy", "xicheng-internship-allowance"),
        *("xicheng-2021-2#3.9.p2", "不得同时享受灵活就业社会保险补贴"),
    ),
    (
        *("haidian-flexible-insurance-subsidy", "xicheng-internship-allowance"),
        *("xicheng-2021-2#3.9.p2", "不得同时享受灵活就业社会保险补贴"),
    ),
    (
        *("xicheng-training-flexible-allowance", "xicheng-training-job-reward"),
        *(
            "xicheng-2021-2#5.17.p3",
            "3个月内实现单位就业，且稳定就业6个月以上，个人按照3000元标准申请一次性培训奖励；实现灵活就业",
        ),
    ),
    (
        *("xicheng-training-job-reward", "xicheng-training-partial-allowance"),
        *("xicheng-2021-2#5.17.p3", "未取得《技能培训结业证书》或未实现灵活就业"),
    ),
    (
        *("xicheng-training-flexible-allowance", "xicheng-training-partial-allowance"),
        *("xicheng-2021-2#5.17.p3", "未取得《技能培训结业证书》或未实现灵活就业"),
    ),
]


@pytest.mark.parametrize(("one", "other", "clause", "words"), EXCLUSIONS)
def test_what_the_words_exclude_is_never_had_together(
    one: str, other: str, clause: str, words: str, record_property: Note
) -> None:
    """Facts only decide more and never otherwise, so it is enough to look where all of them are known."""
    assert words in RULES.corpus.clause(clause).text
    first, second = BENEFITS[one], BENEFITS[other]
    joint = Grid(joint_cells(first, second), {"applicant": "resident"})
    had = 0
    for facts in Grid({name: joint.cells[name] for name in decisive(first)}, joint.fixed).complete():
        if is_eligible(first, facts):
            rest = {name: values for name, values in joint.cells.items() if name not in facts}
            for everything in Grid(rest, facts).complete():
                had += 1
                assert not is_eligible(second, everything), f"{one} with {other}: {everything}"
    assert had, one
    size = math.prod(joint.counts)
    record_property("combinations", f"{one} with {other}: {size:,} exact, {had:,} of them with the first")


def decisive(benefit: Benefit) -> list[str]:
    """The facts that the conditions read."""
    return list(dict.fromkeys(leaf.fact.id for leaf in benefit.when.leaves()))


def joint_cells(first: Benefit, second: Benefit) -> Cells:
    """Cells of the facts that the conditions of two benefits read, for both."""
    cells: Cells = {}
    for benefit in (first, second):
        own = cells_of(RULES, benefit, DAY)
        for fact in decisive(benefit):
            known = cells.get(fact, ())
            cells[fact] = (*known, *(value for value in own[fact] if value not in known))
    return cells


def is_eligible(benefit: Benefit, facts: Facts) -> bool:
    found = answer(RULES, benefit, facts, DAY)
    return found is not None and found.status == "eligible"


# --- Days ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnDay:
    """What holds on a day: the standing of the documents that have a first or last day, and the figures."""

    day: str
    xicheng: str
    beijing: str
    minimum_wage: int
    latest_average: int  # the average monthly wage published last
    last_years_average: int | None  # of the year before, None where it isn't published yet


ON_DAYS = [
    OnDay("2021-12-31", "not_yet_in_force", "not_yet_in_force", 2320, 9407, 9407),
    OnDay("2022-01-01", "in_force", "not_yet_in_force", 2320, 9407, None),
    OnDay("2025-08-31", "in_force", "not_yet_in_force", 2420, 11761, None),
    OnDay("2025-09-01", "in_force", "not_yet_in_force", 2540, 11761, None),
    OnDay("2025-12-31", "in_force", "not_yet_in_force", 2540, 11937, 11937),
    OnDay("2026-01-01", "in_force", "in_force", 2540, 11937, None),
    OnDay("2026-12-31", "in_force", "in_force", 2540, 12116, 12116),
    OnDay("2027-01-01", "expired", "in_force", 2540, 12116, None),
]
EVERYBODY = sorted({applicant for benefit in RULES.benefits for applicant in benefit.applicants})
AWARD: Facts = {**HIRED, "competition_level": "district_top3"}  # 朝阳: in force as far as its text says, on any day
HIRING: Facts = {
    "applicant": "employer",
    "employer_kind": "enterprise",
    "employer_in_beijing": True,
    "hire_group": "registered_unemployed",
    "hire_hukou_district": "xicheng",
    "hire_count": 1,
    "contract_years": 3,
    "employee_social_insurance": True,
    "monthly_wage": 4500,
}
INTERN: Facts = {
    "applicant": "resident",
    "hukou_district": "chaoyang",
    "age": 20,
    "registered_unemployed": True,
    "employment": "internship",
    "internship_district": "chaoyang",
    "internship_months": 6,
}


@pytest.mark.parametrize("on", ON_DAYS, ids=lambda on: on.day)
def test_what_switches_switches_on_its_day(on: OnDay, engine: Engine) -> None:
    day = dt.date.fromisoformat(on.day)
    check_standing(on, day)
    check_minimum_wage(on, day)
    check_average_wage(on, day)
    check_conflict(day, engine)
    check_totals(on, day)


def check_standing(on: OnDay, day: dt.date) -> None:
    """The legal status of every benefit is that of its document."""
    standing = {
        "xicheng-2021-2": on.xicheng,
        "beijing-2025-14": on.beijing,
        "chaoyang-employment-opinions": "in_force",
        "haidian-measures-note": "explanatory_note",
        "tongzhou-friendly-city-draft": "draft",
    }
    for applicant in EVERYBODY:
        for entitlement in RULES.assess({"applicant": applicant}, day).entitlements:
            wanted = standing[entitlement.benefit.document]
            assert entitlement.legal_status == wanted, f"{on.day} {applicant} {entitlement.benefit.id}"


def check_minimum_wage(on: OnDay, day: dt.date) -> None:
    """Wherever 1.2 times the minimum wage is asked, that of the day decides to the fen; 朝阳 pays it to interns."""
    threshold = round(1.2 * on.minimum_wage, 2)
    for wage, status in ((threshold, "eligible"), (round(threshold - 0.01, 2), "ineligible")):
        for benefit, facts in (("xicheng-employment-reward", HIRED), ("xicheng-hiring-subsidy", HIRING)):
            found = entitled(benefit, {**facts, "monthly_wage": wage}, day)
            assert found.status == status, f"{on.day} {benefit} {wage}: {found}"
    found, pay = entitled("chaoyang-internship-allowance", INTERN, day), Decimal(6 * on.minimum_wage)
    assert sums(found) == (pay, pay), f"{on.day} {INTERN}: {found}"


def check_average_wage(on: OnDay, day: dt.date) -> None:
    """西城 pays of the latest published on the day, 朝阳 of the year before or, not yet published, no sum."""
    for district, average in (("xicheng", on.latest_average), ("chaoyang", on.last_years_average)):
        benefit = f"{district}-public-post-subsidy"
        facts: Facts = {"applicant": "public_benefit_org", "district": district, "placed_hardship_count": 3}
        found = entitled(benefit, facts, day)
        sum_of_three = average and (Decimal("2.1") * average).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert found.status == "eligible", f"{on.day} {benefit} {facts}: {found}"
        assert sums(found) == (sum_of_three, sum_of_three), f"{on.day} {benefit} {facts}: {found}"


def check_conflict(day: dt.date, engine: Engine) -> None:
    """西城's 岗位补贴 carries the conflict with 市 三、（九） from the day on which that is in force."""
    listed = {benefit["id"]: benefit for benefit in engine.assess(HIRING, day)["benefits"]}
    kinds = {note["kind"] for note in listed["xicheng-hiring-subsidy"]["notes"]}
    assert ("conflict" in kinds) is (day >= dt.date(2026, 1, 1)), f"{day} xicheng-hiring-subsidy {HIRING}: {kinds}"


def check_totals(on: OnDay, day: dt.date) -> None:
    """Only what is in force is added up: 27000 of 西城 while it lasts, 10000 to 30000 of 朝阳 always."""
    totals = RULES.assess(AWARD, day).totals()
    xicheng = Decimal(27000 if on.xicheng == "in_force" else 0)
    assert (totals.min, totals.max) == (xicheng + 10000, xicheng + 30000), f"{on.day} {AWARD}: {totals}"


def entitled(benefit: str, facts: Facts, day: dt.date) -> Outcome:
    found = answer(RULES, BENEFITS[benefit], facts, day)
    assert found is not None, f"{benefit} {facts}"
    return found
