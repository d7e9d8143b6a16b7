"""The mood of each clause: stated, asked, supposed, planned, past, doubted or hearsay.

A marker colours its clause from where it stands; a supposition, a plan and the past go on over commas until the speaker
comes back to the present (现在, 目前, 其实…) or the sentence ends.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.facts.listening.plain import ASK, Clause, Plain
from assistant.facts.listening.spoken import PLANNABLE, Colours, Spoken
from assistant.facts.listening.words import Words


class Moods:
    """Tells the moods of an utterance by the words of the lists."""

    def __init__(self, words: Words, plannable: frozenset[str] = PLANNABLE) -> None:
        self._plannable, self._done = plannable, words.pattern("<done_word>")
        self._suppose = words.pattern("(?<![主只重不需])<suppose>|<suppose_after>")
        self._plan = words.pattern(
            "<plan>|(?<!没)想(?!<think>)|(?<!需)(?<!只)(?<!主)(?<!重)要(?=<venture>)|快要?(?=<upcoming>)"
        )
        self._past = words.pattern("<past>(?!老?<merged_district>)")
        self._lived = words.pattern("(?<![没未])(?<!没有)<lived_verb>过(?!<lived_not>)")
        self._left = words.pattern("^(?:我|就|也|<last_years>|<left_when>)*<left_since>(?:了|的)?$")
        self._closed = words.pattern("<closed_verb>过(?!班)")
        self._event_before = words.pattern("<event><event_ago>")
        self._last_year = words.pattern("^(?:我|那)?<last_years>")
        self._eventful = words.pattern("<eventful>")
        self._doubt = words.pattern("<doubt>|<relative>(?:跟我)?说(?:我|咱|俺)(?:们|俩)?(?:家)?<told_of>")
        self._believed = re.compile("以为")
        self._doubt_after = words.pattern("<doubt_after>")
        self._policy = words.pattern("<policy>")
        self._hearsay = words.pattern("(?<!按)(?<!按照)(?<!依)(?<!据)<hearsay>")
        self._back = words.pattern("<back>")
        self._now = words.pattern("<now>")
        self._question = words.pattern(
            "<question>|(?<![没有都])(?:有)?(?:什么|啥)(?!都)|(?<![十好])几(?=[年个次月点号岁块人])"
            "|(?<!什)(?<!怎)(?<!这)(?<!那)(?<!多)么$|<can>(?=<benefit_verb>)|有<benefit_noun>(?:吗|么|没|不)"
            "|<can_tail>(?:吗|么|不)$"
        )
        self._tail = words.pattern(
            "(?:<question_tail>|(?<!怎)(?<!什)(?<!这)(?<!那)(?<!多)么)[啊呀呢哈]*$|<can_or_not>[^,。?]{0,8}不$"
        )
        self._anchor = words.pattern("我(?![们国市区司])|本人|俺|咱|<relative>")
        self._ours = words.pattern("我们?(?![国市区])|咱|俺|本(?=<own_organisation>)")
        self._norm = words.pattern("<norm>")
        self._into = re.compile("[聘考找签进换入边楼街路网面市场村]$")  # 应聘上一家企业 is no former employer
        self._topic = words.pattern("<topic_marked>的话")
        self._exact_age = re.compile("[0-9一二三四五六七八九十]岁(?![以之的])")

    def hear(self, plain: Plain, organisation: bool = False) -> Spoken:
        """The moods of every clause. Companies talk like policies; only what lays down a norm is quoted by them."""
        colours: list[Colours] = []
        sentence, before = -1, Colours()
        recited = self._recited(plain) if organisation else frozenset()
        for clause in plain.clauses:
            if clause.sentence != sentence:
                sentence, before = clause.sentence, Colours()
            colour = self._colour(clause, before, not organisation)
            if organisation:
                colour = replace(colour, anchor=_found(self._ours, clause.text, clause.start))
            if clause.sentence in recited:
                colour = replace(colour, hearsay=clause.start - 1)
            colours.append(colour)
            before = colour
        self._doubt_backwards(plain, colours)
        self._past_backwards(plain, colours)
        return Spoken(plain, tuple(colours), self._done, self._plannable)

    def _recited(self, plain: Plain) -> frozenset[int]:
        """The sentences that lay down a norm and name no speaker (对招用…的用人单位，按照每人5000元给予补贴)."""
        norms = {clause.sentence for clause in plain.clauses if self._norm.search(clause.text)}
        ours = {clause.sentence for clause in plain.clauses if self._ours.search(clause.text)} if norms else set()
        return frozenset(norms - ours)

    def _colour(self, clause: Clause, before: Colours, quoting: bool) -> Colours:
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
        lived = past is None and self._lived.search(text) is not None  # 在公益岗待过: its own clause alone is past
        asked = _found(self._question, text, start)
        if self._tail.search(text) and not (asked is not None and asked > start):
            asked = start
        if clause.mark == ASK and asked is None:
            asked = start
        anchor = _found(self._anchor, text, start)
        if anchor is None and self._exact_age.search(text):
            anchor = start
        return Colours(
            supposed=supposed,
            planned=planned,
            past=start if lived else past,
            closed=lived or self._closed.search(text) is not None,
            doubted=_found(self._doubt, text, start),
            believed=_found(self._believed, text, start),
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

    def _past_from(self, clause: Clause, back: int | None, before: Colours) -> int | None:
        text, start = clause.text, clause.start
        events = [match.span() for match in self._event_before.finditer(text)]
        for match in self._past.finditer(text):
            if any(a <= match.start() < b for a, b in events) or self._into.search(text, 0, match.start()):
                continue
            past = start + match.start()
            return past if back is None or back < past else None
        if self._last_year.match(text) and not self._eventful.search(text):
            return start
        return before.past if before.past is not None and back is None and not before.closed else None

    def _doubt_backwards(self, plain: Plain, colours: list[Colours]) -> None:
        """“…记不清了”: the doubt is about what was said just before."""
        for index, clause in enumerate(plain.clauses):
            doubt = self._doubt_after.search(clause.text)
            if doubt is None:
                continue
            colours[index] = _doubted(colours[index], clause.start)
            short = doubt.start() <= 3 and len(clause.text) <= 9 and colours[index].asked is None
            if short and index and plain.clauses[index - 1].sentence == clause.sentence:
                colours[index - 1] = _doubted(colours[index - 1], plain.clauses[index - 1].start)

    def _past_backwards(self, plain: Plain, colours: list[Colours]) -> None:
        """“…干了三年，去年走的”: the job told just before is over."""
        for index, clause in enumerate(plain.clauses):
            if index == 0 or self._left.search(clause.text) is None:
                continue
            told = plain.clauses[index - 1]
            if told.sentence == clause.sentence and colours[index - 1].past is None:
                reach = told.start - 1 if "户" in told.text else told.start  # of a hukou told with it nothing is past
                colours[index - 1] = replace(colours[index - 1], past=reach)


def _doubted(colours: Colours, start: int) -> Colours:
    return replace(colours, doubted=start)


def _found(pattern: re.Pattern[str], text: str, start: int) -> int | None:
    match = pattern.search(text)
    return None if match is None else start + match.start()
