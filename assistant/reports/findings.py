"""What a citation check found, in words for people and in the order of the text: the same for every kind of report."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.documents.standing import Notices
from assistant.reports.words import CheckWords, Kind, Outcome, Severity, Tone

Json = dict[str, Any]
MOST_LISTED = 5  # clauses that a citation may mean
LINE_END = re.compile("\u2029?\r?\n|\r|\u2029")  # U+2029 ends a paragraph of a Word, PDF or HTML file that was read
_CITED: dict[str, Outcome] = {
    "resolved": "cited", "ambiguous": "unclear", "not_found": "no_such_clause", "outside_corpus": "outside"
}  # fmt: skip
_STATED: dict[str, Outcome] = {
    "supported": "supported", "unsupported": "unsupported", "undecidable": "undecidable"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of an altered quotation: what the text says, and what the clause prints in this place."""

    said: str
    printed: str

    @property
    def is_same(self) -> bool:
        return self.said == self.printed


@dataclass(frozen=True, slots=True)
class Finding:
    """One citation, quotation or figure ``start:end`` of a text; offsets are code points, lines and columns begin at 1.

    ``severity`` as in the answer, ``status``: the outcome in words. ``clauses``: ids. ``citation``: how they are cited,
    ``printed``: what stands there. ``reasons``, ``advice``: sentences. ``is_in_force``: false where it isn't.
    ``pieces``: an altered quotation, and what was changed in it.
    """

    kind: Kind
    start: int
    end: int
    line: int
    column: int
    text: str
    outcome: Outcome
    tone: Tone
    symbol: str
    status: str
    severity: Severity | None
    clauses: tuple[str, ...] = ()
    citation: str = ""
    printed: str = ""
    reasons: tuple[str, ...] = ()
    advice: str = ""
    legal_status: str = ""
    is_in_force: bool = True
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A text called ``name``, what ``Engine.cite`` answered, and the same in words."""

    name: str
    text: str
    answer: Json
    findings: Sequence[Finding]


class CheckFindings:
    """Puts the answers of ``Engine.cite`` into words."""

    def __init__(self, corpus: Corpus, notices: Notices, words: CheckWords) -> None:
        self.corpus, self.notices, self.words = corpus, notices, words

    def of(self, text: str, answer: Json) -> list[Finding]:
        """Everything found in a text, left to right; what stands around something before it."""
        lines = [0, *(found.end() for found in LINE_END.finditer(text))]
        made = [
            *(self._citation(found, lines) for found in answer["citations"]),
            *(self._quote(text, found, lines) for found in answer["quotes"]),
            *(self._figure(found, lines) for found in answer["figures"]),
        ]
        return sorted(made, key=lambda finding: (finding.start, -finding.end))

    def _citation(self, found: Json, lines: Sequence[int]) -> Finding:
        ids = tuple(found["clauses"])
        outcome = _CITED[found["status"]]
        reasons = [warning["message"] for warning in found["warnings"]]
        citation = printed = ""
        if outcome == "cited":
            if not ids:
                outcome, citation = "cited_document", self._document(found["document"])
            else:
                citation = found["citation"] or self._cited(ids)
                printed = "\n".join(words_of(self.corpus.clause(clause)) for clause in ids)
            if found["legal_status"] not in ("in_force", None):
                outcome = "cited_without_force"
        elif ids:
            reasons.append(self._listed(self.words.reasons.candidates, ids))
        elif found["nearest"]:
            reasons.append(self._listed(self.words.reasons.nearest, found["nearest"]))
        return self._finding("citation", found, lines, outcome, ids, citation, printed, reasons)

    def _quote(self, text: str, found: Json, lines: Sequence[int]) -> Finding:
        words = self.words.reasons
        clause, attributed = found["clause"], found["attributed_to"]
        citation = found["citation"] or ""
        pieces: tuple[Piece, ...] = ()
        printed, reasons = found["text"] if clause else "", []
        if found["status"] == "altered":
            pieces = tuple(_pieces(text, found))
            printed = "".join(piece.printed for piece in pieces)
        elif found["status"] == "not_found" and attributed:
            citation, printed = self._cited([attributed]), words_of(self.corpus.clause(attributed))
        if clause and attributed:
            reasons.append(words.misplaced.format(attributed=self._cited([attributed])))
        reasons += [
            words.omission.format(words=omitted["text"], citation=self._cited([omitted["clause"]]))
            for omitted in found["omissions"]
        ]
        reasons += [
            words.conflict.format(words=conflict["text"], citations=self._cited(conflict["clauses"]))
            for conflict in found["conflicts"]
        ]
        ids = (clause,) if clause else ()
        return self._finding("quote", found, lines, _quoted(found), ids, citation, printed, reasons, pieces)

    def _figure(self, found: Json, lines: Sequence[int]) -> Finding:
        ids = (found["clause"],) if found["clause"] else tuple(found["against"][:1])
        printed = words_of(self.corpus.clause(ids[0])) if ids else ""
        reasons = [found["reason"]] if found["reason"] else []
        return self._finding("figure", found, lines, _STATED[found["status"]], ids, self._cited(ids), printed, reasons)

    def _finding(
        self,
        kind: Kind,
        found: Json,
        lines: Sequence[int],
        outcome: Outcome,
        clauses: tuple[str, ...],
        citation: str,
        printed: str,
        reasons: Iterable[str],
        pieces: tuple[Piece, ...] = (),
    ) -> Finding:
        said = self.words.outcomes[outcome]
        standing = self.notices.legal_status.get(found.get("legal_status") or "", "")
        line = bisect.bisect_right(lines, found["start"])
        return Finding(
            kind=kind,
            start=found["start"],
            end=found["end"],
            line=line,
            column=found["start"] - lines[line - 1] + 1,
            text=found["text"],
            outcome=outcome,
            tone=said.tone,
            symbol=self.words.tones[said.tone].symbol,
            status=said.says.format(standing=standing),
            severity=found["severity"],
            clauses=clauses,
            citation=citation,
            printed=printed,
            reasons=tuple(reasons),
            advice=said.advice.format(citation=citation, printed=printed),
            legal_status=standing,
            is_in_force=found.get("legal_status") in ("in_force", None),
            pieces=pieces,
        )

    def details(self, finding: Finding, longest: int) -> Iterator[str]:
        """What is to be said below a finding, a sentence each; ``longest``: characters of words that are repeated."""
        report = self.words.report
        if finding.printed and not finding.pieces and finding.outcome != "cited_without_force":
            printed = shortened(finding.printed, longest)
            yield (report.printed_at if finding.citation else report.printed).format(
                printed=printed, citation=finding.citation
            )
        elif finding.citation:
            yield report.at.format(citation=finding.citation)
        yield from finding.reasons
        if not finding.is_in_force and finding.outcome not in ("cited_without_force", "quoted_without_force"):
            yield report.standing.format(standing=finding.legal_status)
        if finding.advice:
            yield report.advice.format(advice=shortened(finding.advice, longest))

    def changes(self, finding: Finding) -> list[str]:
        """What was changed in an altered quotation, a sentence each."""
        words = self.words.reasons
        return [
            words.changed.format(said=piece.said, printed=piece.printed)
            if piece.said and piece.printed
            else words.added.format(said=piece.said)
            if piece.said
            else words.dropped.format(printed=piece.printed)
            for piece in finding.pieces
            if not piece.is_same
        ]

    def _listed(self, sentence: str, clauses: Sequence[str]) -> str:
        shown = self._cited(clauses[:MOST_LISTED])
        if len(clauses) > MOST_LISTED:
            shown = self.words.reasons.more.format(clauses=shown, number=len(clauses))
        return sentence.format(clauses=shown)

    def _cited(self, clauses: Iterable[str]) -> str:
        """How clauses are cited; the document is named where it is another one than before."""
        document, said = "", []
        for clause in map(self.corpus.clause, clauses):
            said.append(clause.place() if clause.document == document else self.corpus.citation(clause))
            document = clause.document
        return "；".join(said)

    def _document(self, document: str) -> str:
        metadata = self.corpus.documents[document].metadata
        return f"《{metadata.title}》" + (f"（{metadata.number.value}）" if metadata.number else "")


def counted(words: CheckWords, *answers: Json) -> str:
    """How much of what ``Engine.cite`` found needs a person's eye, in a sentence."""
    findings = sum(len(answer[part]) for answer in answers for part in ("citations", "quotes", "figures"))
    if not findings:
        return words.report.nothing
    problems, notices = (sum(answer[part] for answer in answers) for part in ("problems", "notices"))
    return words.report.counted.format(problems=problems, notices=notices, findings=findings)


def words_of(clause: Clause) -> str:
    """The words of a clause; of one that only has a heading, those."""
    return clause.text or clause.title or ""


def shortened(words: str, longest: int) -> str:
    """Words, or their beginning."""
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _quoted(found: Json) -> Outcome:
    if found["status"] == "not_found":
        return "not_printed"
    if found["status"] == "altered":
        return "altered"
    if found["attributed_to"]:
        return "misplaced"
    if found["conflicts"]:
        return "conflicting"
    if found["omissions"]:
        return "incomplete"
    return "verbatim" if found["legal_status"] in ("in_force", None) else "quoted_without_force"


def _pieces(text: str, found: Json) -> Iterator[Piece]:
    """The quotation with every difference in its place."""
    at = found["start"]
    for difference in found["differences"]:
        if difference["start"] > at:
            same = text[at : difference["start"]]
            yield Piece(same, same)
        yield Piece(difference["said"], difference["printed"])
        at = difference["end"]
    if at < found["end"]:
        yield Piece(text[at : found["end"]], text[at : found["end"]])
