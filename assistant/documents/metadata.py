"""What is known about a document besides its clauses, each with the words of the document it is read from.

What the text doesn't say is absent, never guessed. Legal status follows from it and the day asked about.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from assistant.authored import Authored
from assistant.documents.relations import Relation, RelationKind

LegalStatus = Literal["in_force", "not_yet_in_force", "expired", "draft", "explanatory_note"]
Nature = Literal["policy", "draft", "explanatory_note"]
CITY = "beijing"


class Stated(Authored):
    """A value and the words of the document that state it (as printed, blanks aside)."""

    value: str
    words: str


class StatedDay(Authored):
    """A day and the words of the document that state it."""

    value: dt.date
    words: str


class StatedNature(Authored):
    """Whether the document is policy, a draft or a note on a draft, and the words that show it."""

    value: Nature
    words: str | None = None


class DocumentMetadata(Authored):
    """One ``corpus/documents/*.yaml``."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    source: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    last_checked: dt.date
    territory: str
    name: str  # what people call it, in lists and chips
    summary: str
    title: str
    called: list[str] = []  # other titles (the 印发通知's) and short names that texts cite it by
    nature: StatedNature
    number: Stated | None
    issuers: list[Stated]
    signed: StatedDay | None
    printed: StatedDay | None
    in_force_from: StatedDay | None
    in_force_to: StatedDay | None
    comments_until: StatedDay | None = None  # of a draft: until when the public may say something
    relations: list[Relation] = []  # how it stands to other documents, in the order of its clauses

    def legal_status(self, as_of: dt.date) -> LegalStatus:
        """Whether the document is law on the day. A text without dates is in force as far as it says."""
        if self.nature.value != "policy":
            return self.nature.value
        if self.in_force_from and as_of < self.in_force_from.value:
            return "not_yet_in_force"
        if self.in_force_to and as_of > self.in_force_to.value:
            return "expired"
        return "in_force"

    def stated(self) -> list[tuple[str, str]]:
        """Field names and the words that must stand in the document."""
        words = [("title", self.title)]
        for name in ("nature", "number", "signed", "printed", "in_force_from", "in_force_to", "comments_until"):
            value = getattr(self, name)
            if value is not None and value.words is not None:
                words.append((name, value.words))
        return [*words, *(("issuers", stated.words) for stated in self.issuers)]

    def related(self, kind: RelationKind) -> list[Relation]:
        """Its relations of one kind."""
        return [relation for relation in self.relations if relation.kind == kind]
