"""Whom an employer has taken on: how many, of which group, with which hukou, this year or not.

Where somebody was taken on, in whatever order it is told (招了3个应届生; 那5个是去年招的; 应届毕业生3名), the clauses
after it go on about them until the speaker turns to something else. People of several groups are asked about group by
group, unless the same people are said to be all of these (都办了失业登记，也都认定了就业困难).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from assistant.facts.listening.amounts import Amount
from assistant.facts.listening.deeds import COUNT as A_NUMBER
from assistant.facts.listening.deeds import GATHERED, Deeds
from assistant.facts.listening.origins import HUKOU, Origins
from assistant.facts.listening.plain import ASK, Clause
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words, any_of

GROUP, COUNT, NEW = "hire_group", "hire_count", "new_hire_this_year"
HIRE_FACTS = frozenset({GROUP, HUKOU, COUNT, NEW})
MOST_PEOPLE = 10**5
MOST_CLAUSES = 10  # after the hire: what comes later is about something else
T = TypeVar("T")
_A_PERSON = re.compile("(?:了)?一?(?:个|名|位)(?!人?月)")


class Hires:
    """People taken on by an employer."""

    def __init__(self, words: Words) -> None:
        named = any_of([name for names in words.choices["hire_group"].values() for name in names])
        self._groups = tuple((group, re.compile(any_of(names))) for group, names in words.choices["hire_group"].items())
        self._deeds = Deeds(words)
        self._origins = Origins(words, named)
        self._verb = words.pattern("<hire_verb><hire_done>*")
        self._denied = words.pattern("<hire_deny>[^,。?]{0,2}$")
        self._might = words.pattern("<hire_might>[^,。?了]{0,3}$|<on_behalf_of>[^,。?]{1,8}$")
        self._no_hire = words.pattern("<hire_not>|生(?!产)|[^,。?]{0,6}?(?<!大)(?<!毕业)<not_staff>")
        self._happened = words.pattern(r"<hire_happened>|\d|[来到过进]$|的(?:都|全|就|均|人|不)*是|[招用聘雇录收]的$")
        self._lately = words.pattern("(?:<this_year>|去年|前年|刚|上个?月|\\d月)[新才刚]*$")
        self._class = words.pattern("[^,。?了过]{0,12}?的?<hire_topic>")
        self._not_yet = words.pattern("<suppose>|<plan>|(?<!当)<past>(?!是)")
        self._noted = words.pattern(rf"{named}的?(?:一?共|有|:)*(?:[\d一二两三四五六七八九十百]|俩|仨)")
        self._these = words.pattern(rf"[\d一二两俩三仨四五六七八九十](?:个|名|位)?[^,。?]{{0,16}}?{named}")
        self._arranged = words.pattern("安排(?!进来)|安置(?!人员|的|过来)|<places_people>")  # for others
        self._unsure = words.pattern("<hire_unsure>")
        self._gathered = words.pattern(GATHERED)
        self._no_group = words.pattern("(?:不是|没有?|非|不算|除了?|不属于)[^,。?]{0,3}$")
        self._together = words.pattern("<together>|<all_of_them>")
        self._rest = words.pattern("<some_of_them>")
        self._one = re.compile("一(?:个|名|位)(?!人?月)")
        self._speaker = words.pattern(
            "我(?!们|这边|这里|这儿|<we_after_me>|<employer_after_me>|<inquiry>|的?<organisation>|(?:自己)?(?:就|也)?(?:开|有|盘|办|是做|<hire_verb>))|本人"
        )
        self._turns = words.pattern("<other_deed>")
        self._aside = words.pattern("<other_deed>|<question>|<suppose>|<plan>|(?:吗|么)$")
        self._no_verb = re.compile("没|未")
        self._when = words.pattern(
            "^(?:都|全部?|均|是)*(?:今年|当年|本年|(?P<last>去年|前年))新?<hire_or_join>(?:用|进来|收)?的?人?$"
        )
        self._joined = words.pattern(
            r"(?P<no>不是)?(?:(?P<now><this_year>)|(?P<then>去年|前年|大前年|(?P<y>20\d\d)年))(?:\d{1,2}月)?(?:份|才|刚|新)*"
            "[^,。?]{0,6}?(?:<hire_verb>|<joining>)"
        )
        self._only_year = words.pattern("^(?P<no>不是|非)?(?:(?P<now><this_year>)|(?P<then>去年|前年))的$")
        self._nobody = words.pattern(
            "(?:一个人?|一人|一名|一位|人)(?:都|也)*(?:还)?(?:没有?|未)(?:再|新)?<hire_verb>(?:过|到|进来|人)*(?=$|[,。])"
            "|(?:没有?|未)(?:再|新)?<hire_verb>(?:过|到)?(?:一个)?(?:新)?(?:人|员工)(?=$|[,。])"
        )
        # Possessive: what names nobody must not be tried letter by letter.
        self._elliptic = words.pattern(
            rf"(?:<district>|<hire_answer>|\d+|[一二两俩三仨四五六七八九十百]+|<hire_unsure>|{named})*+$"
        )
        self._this_year = words.pattern("<this_year>")
        self._measure = words.pattern(f"<people_measure>|位|的|多人|[,。?、]|<hireling>|<hire_unsure>|{named}")
        self._count_not = words.pattern("<count_not>|个?[岁年月块千周天万期]")
        self._count_alone = re.compile(f"(?:一共|总共|共|有|都|就|是)*{A_NUMBER}人?$")
        self._counted_else = words.pattern("<other_count>[^,。?]{0,4}$|(?:每|第)$")
        self._correction = words.pattern("<correction>")
        self._everybody = words.pattern("<all_of_them>")
        self._form = words.pattern("^(?:招用|录用|聘用|招聘|招收)(?:的)?(?:人员|对象|类别|人)(?:类别|身份)?:")
        self._form_count = re.compile("^(?:招用|招聘|录用)?人数:")

    def find(self, said: Said, others: tuple[tuple[int, int], ...] = ()) -> Iterator[Finding]:
        """Findings of those hired; ``others``: where the words are about somebody else's company."""
        clauses = [
            clause
            for clause in said.plain.clauses
            if self._hires(said, clause) and not any(a < clause.end and clause.start < b for a, b in others)
        ]
        if clauses:
            yield from self._told(said, clauses)
        elif said.asked in HIRE_FACTS or self._deeds.noted.search(said.text):
            yield from self._answered(said)
        for match in self._nobody.finditer(said.text):
            if not clauses:
                yield Finding(COUNT, 0, match.start(), match.end())
                if self._this_year.search(said.before(match.start(), 6)):
                    yield Finding(NEW, False, match.start(), match.end())

    def _hires(self, said: Said, clause: Clause) -> bool:
        """Whether a clause tells that somebody was taken on."""
        if self._turns.search(clause.text) or self._speaker.search(clause.text) or self._gathered.search(clause.text):
            return False
        if self._form.match(clause.text):
            return True
        done = [self._is_done(said, clause, match) for match in self._verb.finditer(clause.text)]
        if True in done or False in done or self._not_yet.search(clause.text):
            return True in done
        if self._arranged.search(clause.text):
            return False
        return any(p.search(clause.text) for p in (self._deeds.hired, self._noted, self._these))

    def _is_done(self, said: Said, clause: Clause, verb: re.Match[str]) -> bool | None:
        """Whether a verb tells of a hire; none where it leaves that open."""
        before, behind = clause.text[: verb.start()], clause.text[verb.end() :]
        if self._denied.search(before) or self._might.search(before) or self._no_hire.match(behind):
            return False
        if self._not_yet.search(said.sentence_before(clause.start, 12) + before):
            return False
        if self._class.match(behind) and "了" not in verb[0]:
            return False
        if behind.startswith("的") and self._lately.search(before):
            return True  # 今年刚招的大学生
        return True if said.named or self._happened.search(verb[0] + behind[:8]) else None

    def _told(self, said: Said, hiring: list[Clause]) -> Iterator[Finding]:
        """What is said of them in the clauses of the hire and after it."""
        first = said.plain.clause_index(hiring[0].start)
        about: list[Clause] = []
        for clause in said.plain.clauses[first : first + MOST_CLAUSES]:
            if clause in hiring:
                about.append(clause)
            elif self._speaker.search(clause.text) or self._gathered.search(clause.text):
                break
            elif clause.mark != ASK and not self._aside.search(clause.text):
                about.append(clause)
        yield from self._people(said, about, {clause.start for clause in hiring})
        for clause in about:
            for match in (*self._joined.finditer(clause.text), *self._only_year.finditer(clause.text)):
                year = match.groupdict().get("y")
                now = match["now"] is not None or (year is not None and int(year) == said.as_of.year)
                if not self._no_verb.search(match[0]):
                    start = clause.start + match.start()
                    yield Finding(NEW, False if match["no"] else now, start, clause.start + match.end())

    def _answered(self, said: Said) -> Iterator[Finding]:
        """An answer to a question about those hired that says more of them (登记失业人员，西城户口的)."""
        clauses = said.plain.clauses[:MOST_CLAUSES]
        if not clauses:
            return
        if said.asked == NEW:
            when = self._when.match(clauses[0].text)
            if when is not None:
                yield Finding(NEW, when["last"] is None, clauses[0].start, clauses[0].end)
        if clauses[0].mark != ASK and self._elliptic.match(clauses[0].text):
            about = [clause for clause in clauses if self._elliptic.match(clause.text)]
            yield from self._people(said, about, {clause.start for clause in about})

    def _people(self, said: Said, about: list[Clause], hiring: set[int]) -> Iterator[Finding]:
        corrected = max((m.end() for m in self._correction.finditer(said.text)), default=0)
        groups = self._latest([found for c in about for found in self._grouped(c)], corrected)
        origins = list(self._origins.find(said, about, first=about[0]))
        counts: list[tuple[int, Amount]] = []
        for clause in about:
            telling = (
                clause.start in hiring
                or self._form_count.match(clause.text)
                or self._grouped(clause)
                or self._origins.named(clause)
            )
            if telling or corrected or self._unsure.search(clause.text):
                counts += [(n.start, n) for n in self._counts(said, clause)]
        if not counts:  # 招的是登记失业的，3个
            counts = [(n.start, n) for c in about if self._count_alone.match(c.text) for n in self._counts(said, c)]
        counts = self._latest(counts, corrected)
        values = {number.value for _, number in counts}
        within = [
            c for c in about if self._rest.search(c.text) and not (self._grouped(c) or self._unsure.search(c.text))
        ]
        split = bool(counts) and len(groups) <= 1
        if within and split:  # 7人，其中朝阳户籍3人: the hukous differ, nothing else
            values = {n.value for _, n in counts if not any(c.start <= n.start < c.end for c in within)}
            origins = [Finding(HUKOU, None, within[0].start, within[-1].end)] if origins else []
        if len(values) > 1 or any(self._is_part(c) for c in about[1:] if not (split and c in within)):
            yield Finding(GROUP, None, about[0].start, about[-1].end, "mixed")
            yield Finding(COUNT, None, about[0].start, about[-1].end)
            if all(self._everybody.search(said.before(f.start, 8) + said.text[f.start : f.end]) for f in origins):
                yield from origins  # 3名应届生和2名退役士兵，全部西城户籍
            return
        if counts and not all(n.exact for _, n in counts):
            yield Finding(COUNT, None, counts[0][1].start, counts[0][1].end)
        elif counts and all(n.exact and n.value == int(n.value) for _, n in counts):
            number = counts[0][1]
            yield Finding(COUNT, int(number.value), number.start, number.end)
        elif not counts and (one := self._single(said, about)) is not None:
            yield Finding(COUNT, 1, *one)
        yield from self._group(said, about, groups)
        yield from origins

    def _single(self, said: Said, about: list[Clause]) -> tuple[int, int] | None:
        """Where one person is spoken of without a number (招了个总监)."""
        for verb in self._verb.finditer(said.text, about[0].start, about[0].end):
            one = _A_PERSON.match(said.text, verb.end(), about[0].end)
            if one is not None:
                return verb.end(), one.end()
        return None

    def _latest(self, found: list[tuple[int, T]], corrected: int) -> list[tuple[int, T]]:
        """What stands after the last correction, where it says anew what was said before."""
        return [item for item in found if item[0] >= corrected] or found

    def _counts(self, said: Said, clause: Clause) -> list[Amount]:
        return [
            n
            for n in said.numbers_in(clause.start, clause.end)
            if n.unit in ("人", "")
            and 0 < n.value < MOST_PEOPLE
            and not self._count_not.match(said.text, n.end, n.end + 3)
            and not self._counted_else.search(clause.text[: n.start - clause.start])
            and (n.unit or said.text[n.start] in "俩仨" or self._measure.match(said.text, n.end))
        ]

    def _is_part(self, clause: Clause) -> bool:
        """Whether a clause after the hire speaks of some of them."""
        if not (self._grouped(clause) or self._unsure.search(clause.text) or self._origins.named(clause)):
            return False
        return bool(self._rest.search(clause.text) or self._one.search(clause.text))

    def _grouped(self, clause: Clause) -> list[tuple[int, tuple[str, re.Match[str], Clause]]]:
        """The groups said in a clause, each by its longest name."""
        found = [(group, match) for group, names in self._groups for match in names.finditer(clause.text)]
        return [
            (clause.start + match.start(), (group, match, clause))
            for group, match in found
            if not any(o is not match and _within(match, o) and len(o[0]) > len(match[0]) for _, o in found)
            and not self._no_group.search(clause.text[: match.start()])
        ]

    def _group(
        self, said: Said, about: list[Clause], found: list[tuple[int, tuple[str, re.Match[str], Clause]]]
    ) -> Iterator[Finding]:
        groups = list(dict.fromkeys(group for _, (group, _, _) in sorted(found, key=lambda f: f[0])))
        if not groups:
            unsure = next((m for c in about if (m := self._unsure.search(said.text, c.start, c.end))), None)
            if unsure is not None:
                yield Finding(GROUP, None, unsure.start(), unsure.end())
            return
        first = min(start for start, _ in found)
        last = max(start + len(match[0]) for start, (_, match, _) in found)
        if len(groups) == 1:
            yield Finding(GROUP, groups[0], first, last)
            return
        later = {clause.start: clause for _, (group, _, clause) in found if group != groups[0]}.values()
        same = all(self._together.search(clause.text) for clause in later)
        yield Finding(GROUP, groups if same else None, first, last, "" if same else "mixed")


def _within(inner: re.Match[str], outer: re.Match[str]) -> bool:
    return outer.start() <= inner.start() and inner.end() <= outer.end()
