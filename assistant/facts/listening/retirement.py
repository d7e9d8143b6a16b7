"""Whether the retirement age is reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

AGE = "reached_retirement_age"


class Retirement:
    """退休了, 领退休金: the age is reached; 还没到退休年龄: it isn't. 快退休, 内退, 提前退休 say nothing."""

    def __init__(self, words: Words) -> None:
        age = "(?:法定)?(?:的)?退休(?:的)?年龄"
        reached = words.pattern(
            "<retired_when>?(?:<retired>|办(?:理)?(?:了|完|好)(?:正式)?退休(?:手续)?"
            "|退休(?:手续|证)(?:<retired_when>|也|是)*(?:办|批|拿|领|下)(?:理)?(?:完|好|妥|下来|到手|来|了)+"
            r"|退休(?:了)?(?:[一二两三四五六七八九十半\d]+(?:年|个月))|是(?:一名|个)?退休<retired_role>)"
            "|(?:去年|前年|今年|上个?月|早就|20\\d\\d年)(?:就)?退休的?(?=$|[,。])|(?<=岁,)退休(?=$|[,。])"
            f"|<receive>(?:着|了|上)?<pension>|(?:已经?|刚|都|早|也)*<reach_age>(?:了)?{age}(?:了)?"
        )
        void = (
            Void(words.pattern("<retired_not>"), before=3),
            Void(words.pattern("^<retired_then_not>"), after=3),
            Void(re.compile("(?:差|还有)[^,。]{1,6}$"), before=9),  # 差两年才到退休年龄
        )
        self._early = re.compile("病退|内退|早退|提前(?:办理?)?退")
        not_reached = words.pattern(
            f"(?:还?差|还有)[^,。]{{0,4}}(?:年|个?月)(?:才|就|能)*(?:到|达到|满|够){age}|(?:没有?|未|不)(?:到|达到|满|够)(?:了)?(?:{age}|退休(?=[,。了呢啊]|$|的?时候|的?岁数))|离(?:{age}|退休)还"
            "|(?:没有?|未)(?:办)?退休(?!金|工资|证|手续能|<retired_role>)"
        )
        self._cues = Cue(AGE, False, not_reached), Cue(AGE, True, reached, void)

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of the retirement age."""
        if "退休" not in said.text and "退了休" not in said.text and "养老金" not in said.text:
            return
        for cue in self._cues:
            for finding in cue.find(said):
                around = said.sentence_before(finding.start) + said.after(finding.end)
                early = finding.value and self._early.search(around)
                yield replace(finding, value=None) if early else finding  # 病退: of age or not, to be asked
