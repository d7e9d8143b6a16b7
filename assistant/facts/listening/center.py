"""Social insurance in one's own name at the district's public service centre (在区人力中心以个人身份参保)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

FACT = "insured_at_district_center"


class Center:
    """Being insured there: the centre, one's own name and the insurance may stand in neighbouring clauses."""

    def __init__(self, words: Words) -> None:
        self._centre = words.pattern("(?:<center_of>的?|<district>区?的?)?<center>")
        self._own_name = words.pattern("<own_name>")
        self._insured = words.pattern("<center_insured>")
        self._not = words.pattern("<center_not>")
        self._denied = re.compile("(?:没有?|未|不|没能)(?:去|曾|是|再)?(?:在|通过)?$")
        self._denied_after = words.pattern("^[^,。?]{0,10}?(?:没有?|未|不)(?:去|再)?<center_insured>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of being insured at the centre."""
        if said.organisation or "中心" not in said.text:
            return
        clauses = said.plain.clauses
        for match in self._centre.finditer(said.text):
            index = said.plain.clause_index(match.start())
            clause = clauses[index]
            near = [c.text for c in clauses[max(0, index - 1) : index + 2] if c.sentence == clause.sentence]
            before, after = said.beside(match.start(), match.end())
            if self._not.search(clause.text) or not any(self._insured.search(text) for text in near):
                continue
            if self._denied.search(before) or self._denied_after.search(after):
                yield Finding(FACT, False, match.start(), match.end())
            elif any(self._own_name.search(text) for text in near):
                yield Finding(FACT, True, match.start(), match.end())
