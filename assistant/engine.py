"""One engine for every front end: the corpus, its rules and words, loaded once; questions in, answers out.

Answers are the JSON-ready shapes of the machine-readable contract. Pure but for the files read at load (``parts.py``).
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.parts import Parts
from assistant.request import RequestError
from assistant.retrieval.search import Hit, SearchAnswer

if TYPE_CHECKING:
    from assistant.dialogue.conversation import Host
    from assistant.dialogue.questions import Question
    from assistant.retrieval.added import AddedWords
    from assistant.rules.alarms import Alarm, Questioned
    from assistant.rules.assess import Assessment, Suspension
    from assistant.rules.benefit import Benefit
    from assistant.rules.coverage import Coverage

Json = dict[str, Any]
LONGEST_TEXT = 20_000  # characters of one request's text
LONGEST_CHECKED = 2_000_000  # characters of a text whose citations are checked
MOST_RESULTS = 1_000
MOST_SUGGESTIONS = 50
NEAREST, MEANT = 3, 3  # “did you mean”: questions that the nearest clauses answer


class Engine(Parts):
    """Everything that answers."""

    @cached_property
    def host(self) -> Host:
        """What leads conversations."""
        from assistant.dialogue.conversation import Host

        return Host(self)

    def search(
        self,
        query: str,
        as_of: dt.date,
        limit: int = 10,
        district: str | None = None,
        documents: Sequence[str] | None = None,
        *,
        asker: Mapping[str, object] | None = None,
    ) -> Json:
        """Clauses for a question, best first; facts of the ``asker`` break ties. Raises RequestError."""
        checked = _checked_text(query)
        if limit < 0:
            raise RequestError("bad_limit", "limit 应是不小于 0 的整数。")
        search = self.clause_search
        try:
            found = search.search(checked, min(limit, MOST_RESULTS), as_of, district, documents, asker)
        except ValueError as problem:
            raise RequestError("bad_filter", str(problem)) from None
        return self._found(found, as_of)

    def _found(self, found: SearchAnswer, as_of: dt.date) -> Json:
        suspended = self.suspended()
        return {
            "query": found.query,
            "tokens": list(found.tokens),
            "confident": found.confident,
            "results": [self.sources.hit(hit, as_of, suspended) for hit in found.hits],
            "corrected": found.corrected,
            "unwritten": list(found.unwritten),
            "without": list(found.without),
            "did_you_mean": [] if found.confident else self._did_you_mean(found),
        }

    def _did_you_mean(self, found: SearchAnswer) -> list[str]:
        """Common questions that the nearest clauses answer."""
        return self.suggestions.near(found.own_pairs, [hit.clause.id for hit in found.hits[:NEAREST]], MEANT)

    def place_outside(self, query: str) -> str | None:
        """A place outside the city that the question is about, if it is about one."""
        return self.clause_search.place_outside(_checked_text(query))

    def suggest(self, typed: str, limit: int = 8) -> Json:
        """Terms, benefits and common questions that begin as what is typed. Raises RequestError."""
        if limit < 0:
            raise RequestError("bad_limit", "limit 应是不小于 0 的整数。")
        found = self.suggestions.matching(_checked_text(typed), min(limit, MOST_SUGGESTIONS))
        return {
            "query": typed,
            "suggestions": [{"text": s.text, "kind": s.kind, "clause": s.clause} for s in found],
        }

    def evaluate_search(self, path: Path, as_of: dt.date) -> Json:
        """How well search does on the questions of a file. Raises RequestError, UnreadableDocument."""
        from assistant.retrieval.evaluate import DEPTH, evaluate, read_questions

        def ask(query: str, day: dt.date | None) -> tuple[list[str], bool]:
            found = self.clause_search.search(query, DEPTH, day or as_of)
            return [hit.clause.id for hit in found.hits], found.confident

        return {"file": path.name, **evaluate(read_questions(path, self.corpus), ask, self.corpus)}

    def preview_words(self, added: AddedWords, question: str | None, as_of: dt.date) -> Json:
        """What words would change in search, were they added, and what the question that they came from would find; of
        which corpus and which questions. Raises RequestError, CorpusError.
        """
        from assistant.retrieval.preview import preview

        asked = _checked_text(question) if question else None
        changes = preview(self.clause_search, self.search_with(added), self.judging, asked, as_of)
        return {"version": self.judged_version, "as_of": as_of.isoformat(), **changes}

    def hits(self, clauses: Sequence[str], as_of: dt.date) -> list[Json]:
        """Clauses in the shape of search results, in this order. Raises UnknownClause."""
        suspended = self.suspended()
        return [self.sources.hit(Hit(self.corpus.clause(c), 0.0, ()), as_of, suspended) for c in clauses]

    def extract(self, text: str, as_of: dt.date) -> Json:
        """The facts said in a text, the words each stands on, and what is unclear."""
        found = self.listener.extract(_checked_text(text), as_of)
        return {
            "facts": found.facts,
            "evidence": {name: {"text": e.text, "start": e.start, "end": e.end} for name, e in found.evidence.items()},
            "unclear": [
                {"text": u.text, "start": u.start, "end": u.end, "facts": list(u.facts), "question": u.question}
                for u in found.unclear
            ],
        }

    def assess(self, facts: Mapping[str, object], as_of: dt.date) -> Json:
        """Every benefit of the applicant's kind with amounts, and the next question. Raises FactError."""
        return self.assessed(self.rules.assess(facts, as_of))

    def assessed(self, assessment: Assessment) -> Json:
        """An assessment as the contract has it, with the next question as if nothing had been asked so far."""
        return self.answered(assessment, self.interviewer.next_question(assessment))

    def answered(self, assessment: Assessment, question: Question | None) -> Json:
        """An assessment as the contract has it; ``question``: what is asked next."""
        return {
            "as_of": assessment.as_of.isoformat(),
            "corpus_version": self.corpus.version,
            "facts": assessment.facts,
            "next_question": self.answers.question(question),
            "coverage": self.answers.coverage(assessment),
            "benefits": [self.answers.benefit(e, assessment) for e in assessment.entitlements],
            "totals": self.answers.totals(assessment),
        }

    def assess_and_compare(
        self,
        facts: Mapping[str, object],
        as_of: dt.date,
        what_if: Mapping[str, object] | None = None,
        districts: bool = False,
    ) -> Json:
        """An assessment; beside it what comes out otherwise with some facts changed (null: unknown), and the same
        resident with each district's hukou. Raises FactError, RequestError.
        """
        answer = self.assess(facts, as_of)
        if what_if is not None:
            answer["what_if"] = self.side_by_side.what_if(answer["facts"], what_if, as_of)
        if districts:
            answer["districts"] = self.side_by_side.districts(answer["facts"], as_of)
        return answer

    def explain(self, benefit_id: str, facts: Mapping[str, object], as_of: dt.date, script: bool = False) -> Json:
        """One benefit with all its grounds, for a person; the applicant is the benefit's own where it has one kind.
        ``script``: with words to say and to send. Raises FactError, RequestError.
        """
        benefit = self.benefit(benefit_id)
        kinds = benefit.applicants
        given = {"applicant": kinds[0], **facts} if len(kinds) == 1 and facts.get("applicant") is None else facts
        assessment = self.rules.assess(given, as_of)
        if benefit.id not in assessment.by_id:
            who = "、".join(self.wording.value("applicant", kind) for kind in kinds)
            allowed = " 或 ".join(kinds)
            raise RequestError("wrong_applicant", f"“{benefit.name}”是给{who}的，请把 applicant 写成 {allowed}。")
        explained = self.answers.explanation(assessment.by_id[benefit.id], assessment)
        if script:
            explained["script"] = self.scripts.of(explained["benefit"], explained["as_of"]).shown()
        return explained

    def benefit(self, benefit_id: str) -> Benefit:
        """The benefit with this id. Raises RequestError with the nearest ids."""
        found = self.rules.by_id.get(benefit_id)
        if found is None:
            near = "、".join(difflib.get_close_matches(benefit_id[:120], self.rules.by_id, n=3, cutoff=0.4))
            hint = f"，最接近的是 {near}" if near else ""
            raise RequestError("unknown_benefit", f"没有“{benefit_id[:120]}”这项待遇{hint}。")
        return found

    def coverage(self) -> Coverage:
        """How much of what the documents grant the rules account for. Raises CorpusError."""
        from assistant.rules.coverage import measure_coverage

        return measure_coverage(self.folder, self.rules)

    def alarms(
        self,
        as_of: dt.date,
        suspended: Mapping[str, Suspension] | None = None,
        questioned: Mapping[str, Questioned] | None = None,
    ) -> list[Alarm]:
        """What is to be seen to on a day: documents, dated figures and rules that run out or stay open too long."""
        from assistant.rules.alarms import alarms

        return alarms(self.corpus, self.rules, self.alarm_words, as_of, suspended, questioned)

    def clause(self, clause_id: str, as_of: dt.date) -> Json:
        """One clause. Raises UnknownClause."""
        return self.sources.clause(self.corpus.clause(clause_id), as_of)

    def cite(self, text: str, as_of: dt.date, longest: int = LONGEST_CHECKED) -> Json:
        """What a text of at most ``longest`` characters cites, quotes and states as figures, checked against the
        corpus. Raises RequestError.
        """
        if len(text) > longest:
            raise RequestError(
                "text_too_long", f"文字太长（{len(text)} 个字符），一次最多核对 {longest} 个，请分开来核对。"
            )
        return self.citation_answers.checked(text, self.checker.check(text, as_of), as_of)

    def documents(self, as_of: dt.date) -> Json:
        """Every document with its dates and standing."""
        return {"documents": [self.sources.document(d, as_of) for d in self.corpus.documents.values()]}

    def parse(self, path: Path) -> Json:
        """The clauses of any text, Word, PDF or HTML file; nothing is stored. Raises UnreadableDocument."""
        from assistant.documents.formats import content_of

        return self.parse_upload(content_of(path), path.name)

    def parse_upload(self, content: bytes, name: str) -> Json:
        """The same of an uploaded file. Raises UnreadableDocument."""
        from assistant.answers.parsed import parsed
        from assistant.documents.reading_room import read_upload

        return parsed(read_upload(content, name), name, content)


def _checked_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise RequestError("text_too_long", f"文字太长（{len(text)} 个字符），一次最多 {LONGEST_TEXT} 个，请分开来问。")
    return text
