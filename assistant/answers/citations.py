"""The citation check as the JSON-ready shape of the machine-readable contract."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.answers.documents import DocumentAnswers
from assistant.citations.check import Checked
from assistant.citations.figures import Figure
from assistant.citations.quotations import Quotation
from assistant.citations.resolve import Citation

Json = dict[str, Any]


class CitationAnswers:
    """Puts what a check found into its JSON shape."""

    def __init__(self, sources: DocumentAnswers) -> None:
        self.sources = sources
        self.corpus = sources.corpus

    def checked(self, text: str, found: Checked, as_of: dt.date) -> Json:
        """The answer of ``assistant cite``; ``problems``, ``notices``: how many of its findings are such."""
        citations = [_judged(self._citation(text, c, as_of)) for c in found.citations]
        quotes = [_judged(self._quote(text, q, found, as_of)) for q in found.quotations]
        figures = [_judged(self._figure(text, f)) for f in found.figures]
        severities = [one["severity"] for one in (*citations, *quotes, *figures)]
        return {
            "as_of": as_of.isoformat(),
            "corpus_version": self.corpus.version,
            "citations": citations,
            "quotes": quotes,
            "figures": figures,
            "problems": severities.count("problem"),
            "notices": severities.count("notice"),
        }

    def _citation(self, text: str, citation: Citation, as_of: dt.date) -> Json:
        documents = {c.split("#")[0] for c in citation.clauses} | (
            {citation.document} - {None} if citation.document else set()
        )
        single = next(iter(documents)) if len(documents) == 1 else None
        warnings = [{"code": "remark", "message": remark} for remark in citation.remarks]
        if single and citation.status in ("resolved", "ambiguous"):
            warnings += self.sources.warnings(single, as_of)
        return {
            "text": text[citation.start : citation.end],
            "start": citation.start,
            "end": citation.end,
            "status": citation.status,
            "clauses": list(citation.clauses),
            "document": citation.document,
            "nearest": list(citation.nearest),
            "legal_status": self.corpus.legal_status(single, as_of) if single else None,
            "warnings": warnings,
            "citation": "；".join(self.house_form(c) for c in citation.clauses)
            if citation.status == "resolved"
            else None,
        }

    def house_form(self, clause_id: str) -> str:
        """The citation as it is written for people: 《…》（…）二、6. 第2款."""
        return self.corpus.citation(self.corpus.clause(clause_id))

    def _quote(self, text: str, quotation: Quotation, found: Checked, as_of: dt.date) -> Json:
        return {
            "text": text[quotation.start : quotation.end],
            "start": quotation.start,
            "end": quotation.end,
            "status": quotation.status,
            "clause": quotation.clause,
            "attributed_to": quotation.attributed_to,
            "misattributed": quotation.astray or quotation.attributed_to is not None,
            "differences": [
                {"start": d.start, "end": d.end, "said": d.said, "printed": d.printed} for d in quotation.differences
            ],
            "omissions": [
                {"clause": o.clause, "text": o.text, "excludes": o.excludes} for o in found.omissions.get(quotation, ())
            ],
            "conflicts": [{"text": c.text, "clauses": list(c.clauses)} for c in found.conflicts.get(quotation, ())],
            "legal_status": self.corpus.legal_status(quotation.clause.split("#")[0], as_of)
            if quotation.clause
            else None,
            "citation": self.house_form(quotation.clause) if quotation.clause else None,
        }

    def _figure(self, text: str, figure: Figure) -> Json:
        return {
            "text": text[figure.start : figure.end],
            "start": figure.start,
            "end": figure.end,
            "status": figure.status,
            "clause": figure.clause,
            "reason": figure.reason,
            "against": list(figure.against),
        }


def _judged(found: Json) -> Json:
    return {**found, "severity": severity(found)}


def severity(found: Json) -> str | None:
    """``problem``: it is wrong or can't stand as it is; ``notice``: right, or not to be told, but to be looked at."""
    if found["status"] in ("not_found", "altered", "unsupported", "ambiguous") or found.get("misattributed"):
        return "problem"
    if found.get("legal_status") in ("expired", "not_yet_in_force"):
        return "problem"
    if any(omission["excludes"] for omission in found.get("omissions", ())):
        return "problem"
    unsure = found["status"] in ("undecidable", "outside_corpus") or found.get("legal_status") not in ("in_force", None)
    return "notice" if unsure or found.get("omissions") or found.get("conflicts") else None
