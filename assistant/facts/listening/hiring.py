"""Being hired, as people say it: an employer takes somebody on, or somebody finds their way into one.

Who has been taken on has a unit now, whatever went before (下岗半年了 … 现在有家公司要我了).
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

HIRED = 2  # weighs more than having been out of work, less than a special post that is named


class Hiring:
    """The moment of being taken on."""

    def __init__(self, words: Words) -> None:
        void = (
            Void(words.pattern("<hiring_void>"), before=5, inside=0),
            Void(words.pattern("<hiring_other>"), before=2, inside=0),
        )
        ways = (
            words.pattern("<workplace>[^,。?]{0,3}?<takes_on>(?:了|下|上)?我(?!签|交|办|写|填|考)(?:了|的)?"),
            words.pattern("<workplace>(?:跟|和|与|同)(?:我|本人)[^,。?]{0,3}?签"),
            words.pattern("被[^,。?]{0,10}?<takes_on>(?:用|取|走)?了?(?=[,。]|$|去|上班)"),
            words.pattern("<gets_into>[^,。?]{0,10}?<workplace>(?!<gets_into_not>)"),
            words.pattern("(?:在|到|去)[^,。?]{0,10}?<workplace>[^,。?]{0,3}?<settles_in>"),
            words.pattern("<at_present>(?:在|于)?[^,。?]{0,6}?<workplace>(?:里)?<working>"),
            words.pattern("<workplace><pays_when>*<pays_in>[^,。?]{0,4}?<insurance>"),
            words.pattern("<insurance><paid_by>*<workplace>(?:也|都|全|就|是)*<pays_in>"),
            words.pattern("(?:给|在)(?:一?家|一?个)?[^,。?在给我]{0,4}?<workplace>里?<service>"),
        )
        inside = words.pattern(
            "<workplace>[^。?]{0,40}?我(?:自己|就)?在(?:里面|里头|这里|这儿|那里|那儿)(?:<working>|<service>)"
        )
        self._cues = (
            *(Cue("employment", "unit", way, void, weight=HIRED) for way in ways),
            Cue("employment", "unit", inside, weight=HIRED),  # what is said of the company in between may be denied
        )
        self._kinds = words.choices["employer_kind"]

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of employment, and of the kind of employer where its name says it (公司, not 单位)."""
        for cue in self._cues:
            for match in cue.matches(said):
                yield cue.finding(match)
                yield from employer(self._kinds, match[0], match.start())


def employer(kinds: dict[str, list[str]], words: str, start: int) -> Iterator[Finding]:
    """The kind of employer named in ``words``, which begin at ``start``."""
    for kind, names in kinds.items():
        for name in names:
            at = words.find(name)
            if at >= 0:
                yield Finding("employer_kind", kind, start + at, start + at + len(name), weight=1)
                return
