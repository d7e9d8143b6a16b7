"""The corpus: every document with its clauses, checked against its checksum and the words its metadata stands on."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.authored import AuthoredFile, CorpusError, sha256
from assistant.documents.clause import Clause, joined
from assistant.documents.mapped import MappedText
from assistant.documents.metadata import DocumentMetadata, LegalStatus
from assistant.documents.outline import Outline, OutlineWarning, Unit, read_outline
from assistant.documents.relations import check_documents, check_relations

QUESTIONS = "questions"  # the folder of those that search is judged by: no answer follows from them


class UnknownClause(LookupError):
    """No clause has this id; ``nearest`` are ids that exist."""

    def __init__(self, clause: str, nearest: list[str]) -> None:
        self.nearest = nearest
        hint = f"，最接近的是：{'、'.join(nearest)}" if nearest else ""
        super().__init__(f"没有编号为“{clause[:80]}”的条款{hint}。")


@dataclass(frozen=True)
class Document:
    """One document: metadata, the untouched source text, its clauses in order."""

    metadata: DocumentMetadata
    source: str
    clauses: tuple[Clause, ...]
    warnings: tuple[OutlineWarning, ...]

    @property
    def id(self) -> str:
        return self.metadata.id

    def units(self) -> Iterator[Clause]:
        """The units (no single paragraphs, not the title)."""
        return (c for c in self.clauses if c.paragraph is None and c.searchable)

    def headings(self) -> Iterator[str]:
        """The titles of its parts: of the units that have units below them."""
        return (unit.title for unit in self.units() if unit.children and unit.title)

    def citation(self, clause: Clause) -> str:
        """《title》（number）二、6. 第2款, as people cite it."""
        number = f"（{self.metadata.number.value}）" if self.metadata.number else ""
        return f"《{self.metadata.title}》{number}{clause.place()}"


class Corpus:
    """All documents, in a fixed order, and the clauses by id."""

    def __init__(self, documents: list[Document], version: str) -> None:
        self.documents = {document.id: document for document in documents}
        self.clauses = {clause.id: clause for document in documents for clause in document.clauses}
        self.version = version

    def clause(self, clause_id: str) -> Clause:
        """The clause with this id; ``.p1`` of a unit with one paragraph is that unit. Raises UnknownClause."""
        found = self.clauses.get(clause_id)
        if found is None and clause_id.endswith(".p1"):
            unit = self.clauses.get(clause_id[: -len(".p1")])
            found = unit if unit is not None and unit.text and unit.paragraph is None else None
        if found is None:
            raise UnknownClause(clause_id, self._nearest(clause_id))
        return found

    def with_below(self, clause_ids: Iterable[str]) -> Iterator[Clause]:
        """The clauses, each followed by all units below it, in the order of the document. Raises UnknownClause."""
        for clause_id in clause_ids:
            clause = self.clause(clause_id)
            yield clause
            yield from self.with_below(clause.children)

    def is_unit(self, clause_id: str) -> bool:
        """Whether there is a clause with this very id that is no single paragraph."""
        clause = self.clauses.get(clause_id)
        return clause is not None and clause.paragraph is None

    def document_of(self, clause: Clause) -> Document:
        """The document that a clause stands in."""
        return self.documents[clause.document]

    def citation(self, clause: Clause) -> str:
        """How the clause is cited for people."""
        return self.document_of(clause).citation(clause)

    def place(self, clause: Clause) -> str:
        """A short reference: the document's name and the labels as printed."""
        return f"{self.document_of(clause).metadata.name} {clause.place()}"

    def legal_status(self, document: str, as_of: dt.date) -> LegalStatus:
        """The legal status of a document on a day."""
        return self.documents[document].metadata.legal_status(as_of)

    def _nearest(self, clause_id: str) -> list[str]:
        wanted = clause_id[:120]
        same_path = [c for c in self.clauses if "#" in wanted and c.endswith(wanted[wanted.index("#") :])]
        return list(dict.fromkeys([*difflib.get_close_matches(wanted, self.clauses, n=3, cutoff=0.6), *same_path]))[:3]


def load_corpus(folder: Path) -> Corpus:
    """Load ``folder/documents/*.yaml`` with their sources. Raises CorpusError at the first thing that is wrong."""
    files = sorted((folder / "documents").glob("*.yaml"))
    if not files:
        raise CorpusError(f"目录 {folder} 里没有语料（应有 documents/*.yaml），请用 --corpus 指到语料目录。")
    authored = [AuthoredFile(path) for path in files]
    documents = [_load_document(file, folder) for file in authored]
    ids = [document.id for document in documents]
    repeated = next((i for i in ids if ids.count(i) > 1), None)
    if repeated:
        raise CorpusError(f"{folder / 'documents'}：两份文件用了同一个 id“{repeated}”，请改掉一个。")
    for file, document in zip(authored, documents, strict=True):
        check_documents(file, document.metadata.relations, ids)
    return Corpus(documents, version=corpus_version(folder))


def corpus_version(folder: Path) -> str:
    """A short name that changes with any byte of any corpus file, but for the questions that judge search."""
    names = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    return _digest(folder, (p for p in names if p.relative_to(folder).parts[0] != QUESTIONS))


def questions_version(folder: Path) -> str:
    """The same of the questions that judge search."""
    return _digest(folder, sorted((folder / QUESTIONS).glob("*.jsonl")))


def _digest(folder: Path, names: Iterable[Path]) -> str:
    listing = "\n".join(f"{p.relative_to(folder).as_posix()} {sha256(p.read_bytes())}" for p in names)
    return sha256(listing.encode())[:12]


def _load_document(file: AuthoredFile, folder: Path) -> Document:
    metadata = file.validated(DocumentMetadata)
    path = folder / "sources" / metadata.source
    try:
        content = path.read_bytes()
    except OSError:
        raise file.error(f"找不到原文 {path}，请恢复这个文件。", "source") from None
    if sha256(content) != metadata.sha256:
        raise file.error(f"原文 {path} 与登记的 sha256 不符，内容被改动过；请恢复原文，或核对后更新 sha256。", "sha256")
    source = content.decode("utf-8")
    outline = read_outline(source)
    clauses = cut(metadata.id, source, outline, metadata.title)
    squeezed = squeeze(outline.readable(source))
    for field, words in metadata.stated():
        if squeeze(words) not in squeezed:
            raise file.error(f"字段 {field} 所依据的文字“{words}”在原文 {path.name} 里找不到。", field)
    check_relations(file, metadata.relations, clauses)
    return Document(metadata, source, clauses, outline.warnings)


def cut(document: str, source: str, outline: Outline, title: str | None = None) -> tuple[Clause, ...]:
    """All clauses of an outline: the title, then each unit followed by its paragraphs where it has several."""
    clauses: list[Clause] = []
    printed = _printed_title(outline, title)
    if printed:
        clauses.append(Clause(f"{document}#title", document, "title", (), None, printed.text, printed.spans))
    for unit in outline.units:
        clauses += _clauses_of(document, source, unit)
    return tuple(clauses)


def _clauses_of(document: str, source: str, unit: Unit) -> Iterator[Clause]:
    clause_id = f"{document}#{unit.path}"
    parents: list[str] = []
    parent = unit.parent
    while parent is not None:
        parents.insert(0, f"{document}#{parent.path}")
        parent = parent.parent
    whole = joined(unit.paragraphs, source)
    several = len(unit.paragraphs) > 1
    paragraphs = [f"{clause_id}.p{n}" for n in range(1, len(unit.paragraphs) + 1)] if several else []
    yield Clause(
        id=clause_id,
        document=document,
        path=unit.path,
        label_path=unit.label_path,
        title=unit.title,
        text=whole.text,
        spans=whole.spans,
        parents=tuple(parents),
        children=tuple(f"{document}#{child.path}" for child in unit.children),
        attributes={name: value.text for name, value in unit.attributes.items()},
        paragraphs=tuple(paragraphs),
    )
    if several:
        for number, paragraph in enumerate(unit.paragraphs, start=1):
            yield Clause(
                id=f"{clause_id}.p{number}",
                document=document,
                path=f"{unit.path}.p{number}",
                label_path=unit.label_path,
                title=unit.title,
                text=paragraph.text,
                spans=paragraph.spans,
                parents=(*parents, clause_id),
                paragraph=number,
            )


def _printed_title(outline: Outline, title: str | None) -> MappedText | None:
    """The stretch of the metadata lines that prints ``title`` (the last one), or the outline's own reading."""
    if title is None:
        return outline.title
    wanted = squeeze(title)
    for start in range(len(outline.metadata) - 1, -1, -1):
        text = outline.metadata[start].content
        following = start + 1
        while len(squeeze(text.text)) < len(wanted) and following < len(outline.metadata):
            text += outline.metadata[following].content
            following += 1
        if squeeze(text.text) == wanted:
            return text
    return outline.title


def squeeze(text: str) -> str:
    """Without any white space."""
    return re.sub(r"\s+", "", text)
