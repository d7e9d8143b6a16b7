"""How a document stands to others, from both sides: what it says of them, and what they say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.documents.corpus import Corpus, Document
from assistant.documents.metadata import CITY
from assistant.documents.relations import Relation, RelationKind
from assistant.engine import Engine

KINDS: tuple[RelationKind, ...] = ("repeals", "prevails_over", "yields_to", "cites", "follows", "explains")


@dataclass(frozen=True, slots=True)
class Said:
    """A relation as one document says it. ``also``: other documents of the corpus that speak of the same document."""

    document: Document
    relation: Relation
    also: tuple[tuple[Document, Relation], ...] = ()


@dataclass(frozen=True)
class Relations:
    """``own`` by kind; ``others``: what other documents say of this one; ``above``: what the city's notices say of all
    earlier policy, which this one may belong to; ``conflicts``: pairs of clauses (ids) that rules note to disagree.
    """

    own: tuple[tuple[RelationKind, tuple[Said, ...]], ...]
    others: tuple[Said, ...]
    above: tuple[Said, ...]
    conflicts: tuple[tuple[str, str], ...]


def relations_of(engine: Engine, document: Document) -> Relations:
    """Everything known of how a document stands to others."""
    corpus = engine.corpus
    own = {kind: tuple(_own(corpus, document, kind)) for kind in KINDS}
    conflicts = engine.related.conflicts
    return Relations(
        own=tuple((kind, said) for kind, said in own.items() if said),
        others=tuple(said for said in _all(corpus) if said.relation.document == document.id),
        above=tuple(said for said in _all(corpus) if _may_go_before(said, document)),
        conflicts=tuple(
            (unit, other)
            for unit, others in conflicts.items()
            for other in others
            if corpus.clause(unit).document == document.id != corpus.clause(other).document
        ),
    )


def _all(corpus: Corpus) -> Iterator[Said]:
    for document in corpus.documents.values():
        yield from (Said(document, relation) for relation in document.metadata.relations)


def _own(corpus: Corpus, document: Document, kind: RelationKind) -> Iterator[Said]:
    for relation in document.metadata.related(kind):
        also = [
            (said.document, said.relation)
            for said in _all(corpus)
            if said.document is not document and not relation.described and said.relation.key == relation.key
        ]
        yield Said(document, relation, tuple(also))


def _may_go_before(said: Said, document: Document) -> bool:
    """A city notice that goes before unnamed earlier policy, seen from a document not known to be later."""
    above, below = said.document.metadata, document.metadata
    if said.relation.kind != "prevails_over" or not said.relation.described or above.territory != CITY:
        return False
    if above.nature.value != "policy" or below.nature.value != "policy" or above.id == below.id:
        return False
    since, own = above.in_force_from, below.in_force_from or below.signed
    return own is None or since is None or own.value < since.value
