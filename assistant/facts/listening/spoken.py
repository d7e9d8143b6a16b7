"""What the moods of an utterance mean for a fact: which facts a plan or the past takes away, and which it can't."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.facts.listening.plain import Clause, Plain
from assistant.facts.listening.said import Mood

# Lived through once, true ever after: a past tense takes nothing away.
LASTING = frozenset(
    {
        "age",
        "birth_date",
        "gender",
        "graduate_kind",
        "graduation_date",
        "beijing_origin",
        "discharged_soldier",
        "veteran",
        "had_internship_allowance",
        "skills_training",
        "skills_certificate",
        "startup_certificate",
        "months_from_training_to_job",
        "months_from_training_to_startup",
        "competition_level",
        "startup_contest_rank",
        "transferred_worker",
        "public_placement",
        "reached_retirement_age",
        "new_hire_this_year",
        # who was hired is told as they were before (原来是登记失业的); hires of the past are not heard at all
        "hire_group",
        "hire_hukou_district",
        "hire_count",
        "district",
        "incubator_recognised",
        "skill_studio_recognised",
        "national_contest_top3",
        "city_contest_top3",
    }
)
# What a plan goes on about over commas: jobs, contracts, businesses. Not who somebody is.
PLANNABLE = frozenset(
    {
        "employment",
        "employer_kind",
        "employer_in_beijing",
        "contract_start",
        "contract_years",
        "employee_social_insurance",
        "monthly_wage",
        "months_employed",
        "works_in_district",
        "startup_district",
        "startup_tax_district",
        "startup_months",
        "annual_rent",
        "hire_group",
        "hire_count",
        "hire_hukou_district",
        "new_hire_this_year",
        "hukou_district",
        "operates_in",
        "registered_and_taxed_in",
    }
)
_DONE = re.compile("[了在着已刚过有]")
_MOVING = re.compile("[迁落转搬]")
# What a past told before goes on about over commas: the former job or business. Not papers and allowances.
PASSING = PLANNABLE - {"hukou_district", "works_in_district"}


@dataclass(frozen=True, slots=True)
class Colours:
    """From which plain position each mood holds in a clause; a position before the clause: carried over."""

    supposed: int | None = None
    planned: int | None = None
    past: int | None = None
    closed: bool = False  # the past is over with its clause (以前登记过失业, 在那儿待过)
    doubted: int | None = None
    hearsay: int | None = None
    believed: int | None = None  # 以为办了登记: its own clause alone
    asked: int | None = None
    anchor: int | None = (
        None  # where the speaker names the person (我…), which makes a statement of what comes before a question
    )


@dataclass(frozen=True, slots=True)
class Spoken:
    """The moods of an utterance."""

    plain: Plain
    colours: tuple[Colours, ...]
    done: re.Pattern[str]
    plannable: frozenset[str]

    def mood(self, fact: str, start: int, end: int) -> Mood:
        """How the words at ``start:end`` speak of ``fact``."""
        index = self.plain.clause_index(start)
        clause, colour = self.plain.clauses[index], self.colours[index]
        if _from(colour.supposed, start) or _from(colour.believed, start):
            return Mood.SUPPOSED
        if _from(colour.hearsay, start):
            return Mood.HEARSAY
        if colour.asked is not None:
            # ``end`` counts: in 有没有低保 the question and the words are one.
            if colour.asked < end and not (clause.start < colour.asked and end <= colour.asked):
                return Mood.ASKED
            if not self._anchored(fact, clause, colour, start, end):
                return Mood.ASKED
        if _from(colour.planned, start) and self._planned(fact, clause, colour, start):
            return Mood.PLANNED
        carried = not _from(clause.start, colour.past if colour.past is not None else start)
        if _from(colour.past, start) and fact not in LASTING and not (carried and fact not in PASSING):
            return Mood.PAST
        if colour.doubted is not None and colour.doubted <= start:
            return Mood.DOUBTED
        return Mood.STATED

    def _planned(self, fact: str, clause: Clause, colour: Colours, start: int) -> bool:
        """Whether a plan reaches a fact: all in its clause, and over commas what it can be about."""
        if not _from(colour.planned, clause.start - 1):
            return True
        if fact == "hukou_district":  # 想创业，户口在石景山: only a plan to move goes on about it
            return bool(_MOVING.search(self.plain.text, colour.planned or 0, start))
        return fact in self.plannable

    def _anchored(self, fact: str, clause: Clause, colour: Colours, start: int, end: int) -> bool:
        """Whether words before a question in the same clause are the speaker's own (我西城户口能领啥)."""
        if colour.anchor is None or colour.anchor > start:
            return False
        if fact in self.plannable and fact != "hukou_district":
            around = self.plain.text[max(clause.start, start - 3) : min(clause.end, end + 2)]
            return bool(_DONE.search(around) or self.done.search(self.plain.text, clause.start, end))
        return True


def _from(since: int | None, position: int) -> bool:
    return since is not None and since <= position
