"""How a document stands to others: what it cites, follows, repeals, goes before, gives way to or explains.

Each relation is data (``relations`` in ``corpus/documents/*.yaml``) and stands on verbatim words of a clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field, model_validator

from assistant.authored import Authored, AuthoredFile
from assistant.documents.clause import Clause

RelationKind = Literal["cites", "follows", "repeals", "prevails_over", "yields_to", "explains"]


class Relation(Authored):
    """One other document, or a kind of documents, and how this one stands to it.

    ``title`` (without its 《》) and ``number`` (发文字号) are as printed; ``called``: its short name in the text;
    ``described``: the words for what is named by neither. ``document``: its id where it is in the corpus. ``clause``
    is the id of the clause whose words ``quote`` is.
    """

    kind: RelationKind
    title: str | None = Field(default=None, min_length=2)
    number: str | None = Field(default=None, min_length=4)
    called: str | None = Field(default=None, min_length=2)
    described: str | None = Field(default=None, min_length=2)
    document: str | None = None
    clause: str
    quote: str = Field(min_length=4)
    note: str | None = None  # what a reader should know besides

    @model_validator(mode="after")
    def _named_in_its_words(self) -> Relation:
        named = self.title or self.number
        if bool(named) == bool(self.described):
            raise ValueError("title、number 写印出来的标题和文号；两样都没有的才写 described，不能同时写")
        for words in (self.title, self.number, self.called, self.described):
            if words is not None and words not in self.quote:
                raise ValueError(f"“{words}”不在引文“{self.quote}”里，请照原文写，或把引文引长一些")
        return self

    @property
    def name(self) -> str:
        """《title》（number）, as far as printed, or the words for it."""
        if self.described:
            return self.described
        return (f"《{self.title}》" if self.title else "") + (f"（{self.number}）" if self.number else "")

    @property
    def key(self) -> str:
        """What the same document is known by wherever it is cited: its number, else its title."""
        return self.number or self.title or self.described or ""


def check_relations(file: AuthoredFile, relations: Sequence[Relation], clauses: Sequence[Clause]) -> None:
    """Every quotation stands in the clause it names. Raises CorpusError with file and line."""
    texts = {clause.id: clause.text for clause in clauses}
    for index, relation in enumerate(relations):
        if relation.clause not in texts:
            message = f"本文件没有编号为“{relation.clause}”的条款，请写完整的编号，如 {next(iter(texts), '')}。"
            raise file.error(message, "relations", index, "clause")
        if relation.quote not in texts[relation.clause]:
            standing = [clause for clause, text in texts.items() if relation.quote in text]
            hint = f"它在 {standing[-1]} 里，请改 clause" if standing else "请照原文逐字引用"
            message = f"引文“{relation.quote}”在 {relation.clause} 里找不到，{hint}。"
            raise file.error(message, "relations", index, "quote")


def check_documents(file: AuthoredFile, relations: Sequence[Relation], known: Sequence[str]) -> None:
    """Every document that a relation says to be in the corpus is. Raises CorpusError with file and line."""
    for index, relation in enumerate(relations):
        if relation.document is not None and relation.document not in known:
            message = f"语料里没有 id 为“{relation.document}”的文件；没有收录的，document 不要写。"
            raise file.error(message, "relations", index, "document")
