"""What an organisation has been recognised as, and how it works: a noun and, near it in its sentence, yes or no.

“大师工作室还在申报，没批下来”, “区里认定过，技能大师工作室”: in whatever order, and over a comma.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

BEFORE, AFTER = 14, 22  # characters around the noun in which the verdict stands


@dataclass(frozen=True, slots=True)
class _Verdict:
    """``no`` weighs more than ``yes``; ``void``: words near it that make it another thing."""

    fact: str
    kinds: frozenset[str]
    noun: re.Pattern[str]
    yes: re.Pattern[str]
    no: re.Pattern[str]
    void: re.Pattern[str] | None = None


class Verdicts:
    """Recognitions, platforms and prices."""

    def __init__(self, words: Words) -> None:
        yes = words.pattern("<recognised>(?:的|了|过|上|下来|通过|成功|到|为|成)|通过(?:了)?<recognised>|<licensed>")
        no = words.pattern(
            "(?:没有?|未|不是|尚未|不算|并非|无)(?:被|拿到|取得|通过|做|经过|去|能|区里|区级|给)*<recognised>"
            "|<recognised>[^,。?]{0,4}?(?:没|未|不)(?:下来|通过|过|成|上|到|批)|<applying>"
        )
        schools = frozenset({"employer", "training_provider"})
        self._verdicts = (
            _Verdict(
                "skill_studio_recognised",
                frozenset({"employer"}),
                words.pattern("<studio>"),
                yes,
                no,
                words.pattern("<not_yet_there>"),
            ),
            _Verdict(
                "incubator_recognised",
                frozenset({"startup_carrier"}),
                words.pattern("<carrier_noun>"),
                yes,
                no,
                words.pattern("国家级|市级|<not_yet_there>"),
            ),
            _Verdict(
                "traceable_online_platform",
                schools,
                words.pattern("线上|平台|系统|直播|网课|网上"),
                words.pattern("<traced>"),
                words.pattern(
                    "(?:不|没|无|没法|不可|不好|没有|做不到)(?:法|能|可以|办法|有|带|支持)*<traced>"
                    "|平台(?:也|都|还|倒)*(?:没有?|没用|没上|无)(?=$|[,。])"
                ),
                words.pattern("<not_yet_there>"),
            ),
        )

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of a verdict for this kind of organisation; one for each fact."""
        for verdict in self._verdicts:
            if said.kind not in verdict.kinds:
                continue
            for noun in verdict.noun.finditer(said.text):
                heard = self._heard(said, verdict, noun)
                if heard is not None:
                    yield heard
                    break

    def _heard(self, said: Said, verdict: _Verdict, noun: re.Match[str]) -> Finding | None:
        before = said.sentence_before(noun.start(), BEFORE)
        start = noun.start() - len(before)
        after = re.split("[。?]", said.text[noun.start() : noun.end() + AFTER])[0]
        end = noun.start() + len(after)
        void = verdict.void is not None and verdict.void.search(said.text, start, end) is not None
        for value, pattern in ((False, verdict.no), (True, verdict.yes)):
            match = pattern.search(said.text, start, end)
            if match is not None:
                if value and void:
                    return None
                return Finding(verdict.fact, value, min(noun.start(), match.start()), max(noun.end(), match.end()))
        return None
