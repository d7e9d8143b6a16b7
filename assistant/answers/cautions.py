"""What may not leave an amount, in a few words: a document without date or about to end, a conflict between documents,
a figure that no document prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.answers.told import BenefitTeller
from assistant.facts.wording import number

Json = dict[str, Any]
ENDING = ("expiring", "last_day")  # codes of warnings


class Cautions:
    """Says them of benefits of an answer."""

    def __init__(self, teller: BenefitTeller) -> None:
        self.teller, self.words = teller, teller.words

    def undated(self, benefit: Json) -> bool:
        """Whether its document says neither when it was issued nor until when it is in force."""
        return any(warning["code"] == "undated" for warning in benefit["warnings"])

    def ending(self, benefit: Json) -> str:
        """That its document ends soon, and when, a sentence; empty where it doesn't."""
        if not any(warning["code"] in ENDING for warning in benefit["warnings"]):
            return ""
        return self.words.spoken.ending.format(to=self.teller.day(benefit["validity"]["to"]))

    def conflict(self, benefit: Json, brief: bool = False) -> str:
        """That another document, or another place of its own, may say something else; empty where nothing does."""
        note = next((note for note in benefit["notes"] if note["kind"] == "conflict"), None)
        if note is None:
            return ""
        documents = self.teller.corpus.documents
        others = dict.fromkeys(clause.partition("#")[0] for clause in note["clauses"])
        names = [documents[other].metadata.name for other in others if other != benefit["document"]]
        words = self.words.brief if brief else self.words.spoken
        template = words.conflict if names else words.conflict_within
        return template.format(
            name=self.teller.name(benefit),
            document=self.words.spoken.between.join(names),
            bureau=self.teller.notices.bureau(benefit["territory"]),
        )

    def figure(self, benefit: Json, brief: bool = False) -> str:
        """The dated figure that its sum, or a demand that is decided, is worked out from; empty where none is."""
        notes = (note["figure"] for note in benefit["notes"] if note.get("figure"))
        figure = next((figure for figure in notes if figure["sum"] or _decided(benefit["conditions"])), None)
        if figure is None:
            return ""
        words = self.words.brief if brief else self.words.spoken
        said = {"name": figure["name"], "amount": number(figure["amount"]), "from": self.teller.day(figure["from"])}
        return words.parameter.format_map(said)

    def of_all(self, benefits: Sequence[Json]) -> Iterator[str]:
        """Of several whose sums are named: each document once, then the conflicts; sentences."""
        for benefit in {benefit["document"]: benefit for benefit in benefits}.values():
            name = self.teller.corpus.documents[benefit["document"]].metadata.name
            warned = [warning["message"] for warning in benefit["warnings"] if warning["code"] not in ENDING]
            if said := "".join([*warned, self.ending(benefit)]):
                yield self.words.overview.warned.format(document=name, said=said)
        for benefit in benefits:
            if said := self.conflict(benefit):
                yield f"{said}。"


def _decided(conditions: Sequence[Json]) -> bool:
    """Whether a demand worked out from a figure is held against something that the person said."""
    return any(
        _decided(condition["parts"]) if condition.get("parts") else bool("worked" in condition and condition["values"])
        for condition in conditions
    )
