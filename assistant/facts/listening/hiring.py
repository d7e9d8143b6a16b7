"""Being hired, as people say it: an employer takes somebody on, or somebody finds their way into one.

Who has been taken on has a unit now, whatever went before (下岗半年了 … 现在有家公司要我了).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

HIRED = 2  # weighs more than having been out of work, less than a special post that is named
_DENIED = re.compile("不|没|未|别|想|盼|等|如果|要是|万一|以前|原来|之前|当年|曾经|上家|叫我|让我|介绍我")
_OTHERS = re.compile("外包|门口|培训|见习|实习|公益|零工|中介")


class Hiring:
    """The moment of being taken on."""

    def __init__(self, words: Words) -> None:
        self._patterns = (
            words.pattern("<workplace>[^,。?]{0,3}?(?:<takes_on>)(?:了|下|上)?我(?:了|的)?"),
            words.pattern("<workplace>(?:跟|和|与|同)(?:我|本人)[^,。?]{0,3}?签"),
            words.pattern("被[^,。?]{0,10}?(?:<takes_on>)(?:用|取|走)?了?(?=[,。]|$|去|上班)"),
            words.pattern("(?:<gets_into>)[^,。?]{0,10}?<workplace>(?!招|登记|办|认定|的?(?:培训|补贴))"),
            words.pattern("(?:在|到|去)[^,。?]{0,10}?<workplace>[^,。?]{0,3}?(?:<settles_in>)"),
            words.pattern("(?:现|如今|眼下|目前)(?:在|于)?[^,。?]{0,6}?<workplace>(?:里)?(?:<working>)"),
            words.pattern("<workplace>(?:已经?|现在|也|都|正常|按规定|每个?月)*(?:<pays_in>)[^,。?]{0,4}?<insurance>"),
            words.pattern("<insurance>(?:也|都|全|就|是|由|归|让|每个?月)*<workplace>(?:也|都|全|就|是)*(?:<pays_in>)"),
        )
        self._kinds = words.choices["employer_kind"]

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of employment, and of the kind of employer where its name says it (公司, not 单位)."""
        for pattern in self._patterns:
            for match in pattern.finditer(said.text):
                if _DENIED.search(said.before(match.start(), 5) + match[0]) or _OTHERS.search(match[0]):
                    continue
                yield Finding("employment", "unit", match.start(), match.end(), weight=HIRED)
                yield from employer(self._kinds, match[0], match.start())


def employer(kinds: dict[str, list[str]], words: str, start: int) -> Iterator[Finding]:
    """The kind of employer named in ``words``, which begin at ``start``."""
    for kind, names in kinds.items():
        for name in names:
            at = words.find(name)
            if at >= 0:
                yield Finding("employer_kind", kind, start + at, start + at + len(name), weight=1)
                return
