"""One engine for every front end: the corpus, its rules and words, loaded once; questions in, answers out.

Answers are the JSON-ready shapes of the machine-readable contract. Pure but for the files read at load.
"""

from __future__ import annotations

import datetime as dt
import difflib
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.answers.benefits import BenefitAnswers
from assistant.answers.documents import DocumentAnswers
from assistant.answers.side_by_side import SideBySide
from assistant.dialogue.conversation import Host
from assistant.dialogue.questions import Interviewer, Question
from assistant.dialogue.replies import Answers
from assistant.dialogue.requests import load_requests
from assistant.dialogue.telling import Teller
from assistant.dialogue.words import load_conversation_words
from assistant.documents.corpus import load_corpus
from assistant.documents.formats import read_document
from assistant.documents.outline import read_outline
from assistant.documents.standing import load_notices
from assistant.facts.extract import Listener
from assistant.facts.vocabulary import load_vocabulary
from assistant.facts.wording import load_wording
from assistant.request import RequestError
from assistant.retrieval.search import ClauseSearch, Hit
from assistant.rules.assess import Assessment, load_rulebook
from assistant.rules.benefit import Benefit
from assistant.rules.coverage import Coverage, measure_coverage
from assistant.rules.explain import Explainer

Json = dict[str, Any]
LONGEST_TEXT = 20_000  # characters of one request's text
MOST_RESULTS = 1_000


class Engine:
    """Everything that answers. Search and listening are made on first use: they need the segmenter."""

    def __init__(self, folder: Path) -> None:
        """Load the corpus in ``folder``. Raises CorpusError with one sentence that says what to mend."""
        self.folder = folder
        self.corpus = load_corpus(folder)
        self.vocabulary = load_vocabulary(folder)
        self.wording = load_wording(folder, self.vocabulary)
        self.notices = load_notices(folder)
        self.rules = load_rulebook(folder, self.corpus, self.vocabulary)
        self.words = load_conversation_words(folder)
        self.explainer = Explainer(self.corpus, self.wording, self.notices, self.rules)
        self.interviewer = Interviewer(self.corpus, self.rules, self.wording, self.words)
        self.requests = load_requests(folder, self.rules)
        self.replies = Answers(
            self.corpus, self.rules, self.wording, self.notices, self.explainer, Teller(self.words, self.wording)
        )
        self.sources = DocumentAnswers(self.corpus, self.notices, self.rules)
        self.answers = BenefitAnswers(self.sources, self.rules, self.explainer)
        self.side_by_side = SideBySide(self.rules, self.answers, self.wording)
        self.host = Host(self)
        self._making = threading.Lock()

    @cached_property
    def clause_search(self) -> ClauseSearch:
        """The search index."""
        return ClauseSearch(self.corpus, self.folder / "words", self.sources.names)

    @cached_property
    def listener(self) -> Listener:
        """The reader of plain speech."""
        return Listener(self.folder, self.vocabulary, self.wording, self.rules.parameters.retirement)

    def warm_up(self) -> None:
        """Make what is otherwise made on first use (a server does so before it takes requests)."""
        with self._making:
            _ = self.clause_search, self.listener

    def search(
        self,
        query: str,
        as_of: dt.date,
        limit: int = 10,
        district: str | None = None,
        documents: Sequence[str] | None = None,
    ) -> Json:
        """Clauses for a question, best first."""
        checked = _checked_text(query)
        if limit < 0:
            raise RequestError("bad_limit", "limit 应是不小于 0 的整数。")
        try:
            found = self.clause_search.search(
                checked, min(limit, MOST_RESULTS), as_of=as_of, district=district, documents=documents
            )
        except ValueError as problem:
            raise RequestError("bad_filter", str(problem)) from None
        suspended = self.rules.suspended()
        return {
            "query": query,
            "tokens": list(found.tokens),
            "confident": found.confident,
            "results": [self.sources.hit(hit, as_of, suspended) for hit in found.hits],
        }

    def hits(self, clauses: Sequence[str], as_of: dt.date) -> list[Json]:
        """Clauses in the shape of search results, in this order. Raises UnknownClause."""
        suspended = self.rules.suspended()
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

    def explain(self, benefit_id: str, facts: Mapping[str, object], as_of: dt.date) -> Json:
        """One benefit with all its grounds, for a person; the applicant is the benefit's own where it has one kind.

        Raises FactError, RequestError.
        """
        benefit = self.benefit(benefit_id)
        kinds = benefit.applicants
        given = {"applicant": kinds[0], **facts} if len(kinds) == 1 and facts.get("applicant") is None else facts
        assessment = self.rules.assess(given, as_of)
        if benefit.id not in assessment.by_id:
            who = "、".join(self.wording.value("applicant", kind) for kind in kinds)
            allowed = " 或 ".join(kinds)
            raise RequestError("wrong_applicant", f"“{benefit.name}”是给{who}的，请把 applicant 写成 {allowed}。")
        return self.answers.explanation(assessment.by_id[benefit.id], assessment)

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
        return measure_coverage(self.folder, self.rules)

    def clause(self, clause_id: str, as_of: dt.date) -> Json:
        """One clause. Raises UnknownClause."""
        return self.sources.clause(self.corpus.clause(clause_id), as_of)

    def documents(self, as_of: dt.date) -> Json:
        """Every document with its dates and standing."""
        return {"documents": [self.sources.document(d, as_of) for d in self.corpus.documents.values()]}

    def parse(self, path: Path) -> Json:
        """The clauses of any text file; nothing is stored. Raises UnreadableDocument."""
        source = read_document(path)
        return self.sources.parsed(path.name, source, read_outline(source))


def _checked_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise RequestError("text_too_long", f"文字太长（{len(text)} 个字符），一次最多 {LONGEST_TEXT} 个，请分开来问。")
    return text
