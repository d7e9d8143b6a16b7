"""The mood of each clause: stated, asked, supposed, planned, past, doubted or hearsay.

A marker colours its clause from where it stands; a supposition, a plan and the past go on over commas until the speaker
comes back to the present (现在, 目前, 其实…) or the sentence ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.facts.listening.plain import ASK, Clause, Plain
from assistant.facts.listening.said import Mood
from assistant.facts.listening.words import Words

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
_DONE_BEFORE = re.compile("签了|找到|入职|上班|已经")
STANDING = frozenset({"hukou_district", "disabled", "works_in_district"})  # a past told before is not theirs


@dataclass(frozen=True, slots=True)
class _Colours:
    """From which plain position each mood holds in a clause; a position before the clause: carried over."""

    supposed: int | None = None
    planned: int | None = None
    past: int | None = None
    doubted: int | None = None
    hearsay: int | None = None
    asked: int | None = None
    anchor: int | None = (
        None  # where the speaker names the person (我…), which makes a statement of what comes before a question
    )


@dataclass(frozen=True, slots=True)
class Spoken:
    """The moods of an utterance."""

    plain: Plain
    colours: tuple[_Colours, ...]
    plannable: frozenset[str] = PLANNABLE

    def mood(self, fact: str, start: int, end: int) -> Mood:
        """How the words at ``start:end`` speak of ``fact``."""
        index = self.plain.clause_index(start)
        clause, colour = self.plain.clauses[index], self.colours[index]
        if _from(colour.supposed, start):
            return Mood.SUPPOSED
        if _from(colour.hearsay, start):
            return Mood.HEARSAY
        if colour.asked is not None:
            # ``end`` counts: in 有没有低保 the question and the words are one.
            if colour.asked < end and not (clause.start < colour.asked and end <= colour.asked):
                return Mood.ASKED
            if not self._anchored(fact, clause, colour, start, end):
                return Mood.ASKED
        if _from(colour.planned, start) and (fact in self.plannable or not _from(colour.planned, clause.start - 1)):
            return Mood.PLANNED
        carried = not _from(clause.start, colour.past if colour.past is not None else start)
        if _from(colour.past, start) and fact not in LASTING and not (carried and fact in STANDING):
            return Mood.PAST
        if colour.doubted is not None and colour.doubted <= start:
            return Mood.DOUBTED
        return Mood.STATED

    def _anchored(self, fact: str, clause: Clause, colour: _Colours, start: int, end: int) -> bool:
        """Whether words before a question in the same clause are the speaker's own (我西城户口能领啥)."""
        if colour.anchor is None or colour.anchor > start:
            return False
        if fact in self.plannable and fact != "hukou_district":
            around = self.plain.text[max(clause.start, start - 3) : min(clause.end, end + 2)]
            return bool(_DONE.search(around) or _DONE_BEFORE.search(self.plain.text, clause.start, end))
        return True


class Moods:
    """Tells the moods of an utterance by the words of the lists."""

    def __init__(self, words: Words, plannable: frozenset[str] = PLANNABLE) -> None:
        self._plannable = plannable
        self._suppose = words.pattern("(?<![主只重不需])<suppose>|<suppose_after>")
        self._plan = words.pattern(
            "<plan>|(?<!没)想(?!<think>)|(?<!需)(?<!只)(?<!主)(?<!重)要(?=<venture>)|快要?(?=<upcoming>)"
        )
        self._past = words.pattern("<past>")
        self._event_before = words.pattern("<event>(?:之前|以前|前|时|的时候|那会儿)")
        self._last_year = words.pattern("^(?:我|那)?(?:去年|前年|大前年|前几年)")
        self._eventful = words.pattern("失业|下岗|了|到|进|入职|至今|开始|办|签|迁|过|就|毕业")
        self._doubt = words.pattern("<doubt>")
        self._doubt_after = words.pattern("<doubt_after>")
        self._policy = words.pattern("<policy>")
        self._hearsay = words.pattern("<hearsay>")
        self._back = words.pattern("<back>")
        self._now = words.pattern("<now>")
        self._question = words.pattern(
            "<question>|(?<![没有都])(?:有)?(?:什么|啥)(?!都)|(?<![十好])几(?=[年个次月点号岁块人])"
            "|(?<!什)(?<!怎)(?<!这)(?<!那)(?<!多)么$"
            "|(?:能|可以|可|还能|能够)(?=<benefit_verb>)|有<benefit_noun>(?:吗"
            "|么|没|不)|(?:可以|行|能行|算|对|成)(?:吗|么|不)$"
        )
        self._tail = re.compile(
            "(?:吗|嘛|吗啊|是吧|对吧|对不|了没|没有啊|了没有|(?<!怎)(?<!什)(?<!这)(?<!那)(?<!多)么)[啊呀呢哈]*$"
            "|(?:能|可以|行|算|够|有|会)[^,。?]{0,8}不$"
        )
        self._anchor = words.pattern("我(?![们国市区司])|本人|俺|咱|<relative>")
        self._ours = words.pattern("我们?(?![国市区])|咱|俺|本(?=公司|企业|单位|机构|中心|组织|街道)")
        self._norm = words.pattern("<norm>")
        self._into = re.compile("[聘考找签进换入]$")  # 应聘上一家企业 is no former employer
        self._topic = re.compile(
            "(?:工资|月薪|社保|户口|年龄|岁数|合同|单位|公司|工作|身份|我|现在|目前|这边|家里)的话"
        )
        self._exact_age = re.compile("[0-9一二三四五六七八九十]岁(?![以之的])")

    def hear(self, plain: Plain, organisation: bool = False) -> Spoken:
        """The moods of every clause. Companies talk like policies; only what lays down a norm is quoted by them."""
        colours: list[_Colours] = []
        sentence, before = -1, _Colours()
        recited = self._recited(plain) if organisation else frozenset()
        for clause in plain.clauses:
            if clause.sentence != sentence:
                sentence, before = clause.sentence, _Colours()
            colour = self._colour(clause, before, not organisation)
            if organisation:
                colour = replace(colour, anchor=_found(self._ours, clause.text, clause.start))
            if clause.sentence in recited:
                colour = replace(colour, hearsay=clause.start - 1)
            colours.append(colour)
            before = colour
        self._doubt_backwards(plain, colours)
        return Spoken(plain, tuple(colours), self._plannable)

    def _recited(self, plain: Plain) -> frozenset[int]:
        """The sentences that lay down a norm and name no speaker (对招用…的用人单位，按照每人5000元给予补贴)."""
        norms = {clause.sentence for clause in plain.clauses if self._norm.search(clause.text)}
        ours = {clause.sentence for clause in plain.clauses if self._ours.search(clause.text)} if norms else set()
        return frozenset(norms - ours)

    def _colour(self, clause: Clause, before: _Colours, quoting: bool) -> _Colours:
        text, start = clause.text, clause.start
        now = self._now.search(text)
        back = start + now.start() if now else None
        carried_supposition = before.supposed is not None and not self._back.search(text)
        if carried_supposition and before.asked is not None and self._anchor.match(text):
            carried_supposition = False
        supposed = start if carried_supposition else _found(self._suppose, text, start)
        if "的话" in self._topic.sub("", text):
            supposed = start
        planned = _found(self._plan, text, start)
        if planned is None and before.planned is not None and not now:
            planned = before.planned
        past = self._past_from(clause, back, before)
        asked = _found(self._question, text, start)
        if self._tail.search(text) and not (asked is not None and asked > start):
            asked = start
        if clause.mark == ASK and asked is None:
            asked = start
        anchor = _found(self._anchor, text, start)
        if anchor is None and self._exact_age.search(text):
            anchor = start
        return _Colours(
            supposed=supposed,
            planned=planned,
            past=past,
            doubted=_found(self._doubt, text, start),
            hearsay=start - 1
            if (quoting and self._quoted(text, before.hearsay is not None))
            or (before.hearsay is not None and not (self._back.search(text) or self._anchor.match(text)))
            else _found(self._hearsay, text, start),
            asked=asked,
            anchor=anchor,
        )

    def _quoted(self, text: str, going_on: bool) -> bool:
        """Whether a clause reads like the text of a policy and names nobody."""
        return not going_on and bool(self._policy.search(text)) and not self._anchor.search(text)

    def _past_from(self, clause: Clause, back: int | None, before: _Colours) -> int | None:
        text, start = clause.text, clause.start
        events = [match.span() for match in self._event_before.finditer(text)]
        for match in self._past.finditer(text):
            if any(a <= match.start() < b for a, b in events) or self._into.search(text, 0, match.start()):
                continue
            past = start + match.start()
            return past if back is None or back < past else None
        if self._last_year.match(text) and not self._eventful.search(text):
            return start
        return before.past if before.past is not None and back is None else None

    def _doubt_backwards(self, plain: Plain, colours: list[_Colours]) -> None:
        """“…记不清了”: the doubt is about what was said just before."""
        for index, clause in enumerate(plain.clauses):
            doubt = self._doubt_after.search(clause.text)
            if doubt is None:
                continue
            colours[index] = _doubted(colours[index], clause.start)
            short = doubt.start() <= 3 and len(clause.text) <= 9 and colours[index].asked is None
            if short and index and plain.clauses[index - 1].sentence == clause.sentence:
                colours[index - 1] = _doubted(colours[index - 1], plain.clauses[index - 1].start)


def _doubted(colours: _Colours, start: int) -> _Colours:
    return replace(colours, doubted=start)


def _found(pattern: re.Pattern[str], text: str, start: int) -> int | None:
    match = pattern.search(text)
    return None if match is None else start + match.start()


def _from(since: int | None, position: int) -> bool:
    return since is not None and since <= position
