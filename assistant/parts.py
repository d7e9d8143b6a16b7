"""What answers stand on: the corpus, its rules and words, the search; each loaded on first use, all of it checked.

What a question doesn't need is neither imported nor made: an answer from a terminal is there before the other parts
would be.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answers.documents import DocumentAnswers
from assistant.authored import sha256
from assistant.documents.corpus import QUESTIONS, load_corpus, questions_version
from assistant.documents.standing import load_notices
from assistant.locations import cache_folder
from assistant.retrieval.kept import index_path, keep, read_kept
from assistant.retrieval.search import ClauseSearch

_MEANT = 3  # units that a sentence without a citation may be about

if TYPE_CHECKING:
    from assistant.answers.benefits import BenefitAnswers
    from assistant.answers.canned import CannedTexts
    from assistant.answers.citations import CitationAnswers
    from assistant.answers.drawer_words import DrawerWords
    from assistant.answers.scripts import Scripts
    from assistant.answers.side_by_side import SideBySide
    from assistant.answers.stacked import Stacked
    from assistant.citations.check import CitationChecker
    from assistant.dialogue.caller import Callers
    from assistant.dialogue.desk_words import DeskWords
    from assistant.dialogue.questions import Interviewer
    from assistant.dialogue.replies import Answers
    from assistant.dialogue.requests import Requests
    from assistant.dialogue.words import ConversationWords
    from assistant.facts.extract import Listener
    from assistant.facts.vocabulary import Vocabulary
    from assistant.facts.wording import Wording
    from assistant.language.masking import Masker
    from assistant.reports.check_reports import CheckReports
    from assistant.reports.findings import CheckFindings
    from assistant.retrieval.added import AddedWords
    from assistant.retrieval.asked import Asked
    from assistant.retrieval.evaluate import JudgedQuestion
    from assistant.retrieval.index import ClauseIndex
    from assistant.retrieval.lexicon import Lexicon
    from assistant.retrieval.question import QuestionReader
    from assistant.retrieval.related import Related
    from assistant.retrieval.suggest import Suggestions
    from assistant.rules.alarms import AlarmWords
    from assistant.rules.assess import Rulebook, Suspension
    from assistant.rules.explain import Explainer


class Parts:
    """Everything that an engine answers from, made on first use.

    ``suspended`` tells which benefits an operator has suspended; it is asked at each answer.
    """

    def __init__(self, folder: Path) -> None:
        """Load the corpus in ``folder``. Raises CorpusError with one sentence that says what to mend.

        Every part is loaded and so checked, unless this very corpus was before: then its index is kept.
        """
        self.folder = folder
        self.suspended: Callable[[], Mapping[str, Suspension]] = dict
        self.corpus = load_corpus(folder)
        self.notices = load_notices(folder)
        self.sources = DocumentAnswers(self.corpus, self.notices, lambda: self.rules, lambda: self.related)
        folder_of_kept = cache_folder()
        self._index_path = index_path(folder_of_kept, self.corpus.version) if folder_of_kept else None
        self._kept = read_kept(self._index_path) if self._index_path else None
        self._making = threading.Lock()
        if self._kept is None:
            self._load_all()

    def _load_all(self) -> None:
        _ = self.answers, self.side_by_side, self.interviewer, self.requests, self.replies
        _ = self.asked, self.related, self.masker, self.check_findings, self.scripts, self.drawer_words
        _ = self.alarm_words

    @cached_property
    def vocabulary(self) -> Vocabulary:
        from assistant.facts.vocabulary import load_vocabulary

        return load_vocabulary(self.folder)

    @cached_property
    def wording(self) -> Wording:
        from assistant.facts.wording import load_wording

        return load_wording(self.folder, self.vocabulary)

    @cached_property
    def rules(self) -> Rulebook:
        from assistant.rules.assess import load_rulebook

        rules = load_rulebook(self.folder, self.corpus, self.vocabulary)
        rules.suspended = lambda: self.suspended()
        return rules

    @cached_property
    def words(self) -> ConversationWords:
        from assistant.dialogue.words import load_conversation_words

        return load_conversation_words(self.folder)

    @cached_property
    def explainer(self) -> Explainer:
        from assistant.rules.explain import Explainer

        return Explainer(self.corpus, self.wording, self.notices, self.rules)

    @cached_property
    def interviewer(self) -> Interviewer:
        from assistant.dialogue.questions import Interviewer

        return Interviewer(self.corpus, self.rules, self.wording, self.words)

    @cached_property
    def requests(self) -> Requests:
        from assistant.dialogue.requests import load_requests

        return load_requests(self.folder, self.rules)

    @cached_property
    def replies(self) -> Answers:
        from assistant.dialogue.replies import Answers
        from assistant.dialogue.telling import Teller

        teller = Teller(self.words, self.wording)
        return Answers(self.corpus, self.rules, self.wording, self.notices, self.explainer, teller)

    @cached_property
    def answers(self) -> BenefitAnswers:
        from assistant.answers.benefits import BenefitAnswers

        return BenefitAnswers(self.sources, self.rules, self.explainer)

    @cached_property
    def side_by_side(self) -> SideBySide:
        from assistant.answers.side_by_side import SideBySide

        return SideBySide(self.rules, self.answers, self.wording)

    @cached_property
    def scripts(self) -> Scripts:
        """What puts a benefit of an answer into words to say and to send."""
        from assistant.answers.messages import Messages
        from assistant.answers.script_words import load_script_words
        from assistant.answers.scripts import Scripts
        from assistant.answers.told import BenefitTeller

        words = load_script_words(self.folder)
        teller = BenefitTeller(
            self.corpus, self.vocabulary, self.wording, self.notices, self.words, words, lambda: self.suspended()
        )
        return Scripts(teller, Messages(teller))

    @cached_property
    def canned(self) -> CannedTexts:
        """What fills canned answers, and says what has changed of what they stand on."""
        from assistant.answers.canned import CannedTexts

        return CannedTexts(self.scripts.teller, self.sources, self.rules)

    @cached_property
    def stacked(self) -> Stacked:
        """The same of several benefits, and of a whole assessment."""
        from assistant.answers.stacked import Stacked

        return Stacked(self.scripts)

    @cached_property
    def drawer_words(self) -> DrawerWords:
        """What the drawer of the hotline desk says."""
        from assistant.answers.drawer_words import load_drawer_words

        return load_drawer_words(self.folder)

    @cached_property
    def asked(self) -> dict[str, Asked]:
        """How people ask for each unit."""
        from assistant.retrieval.asked import load_asked

        return load_asked(self.folder, self.corpus)

    @cached_property
    def related(self) -> Related:
        """What belongs beside each unit."""
        from assistant.retrieval.related import Related, conflicts_of, conflicts_read, load_matters

        kept = self._kept
        conflicts = conflicts_read(kept["conflicts"]) if kept else conflicts_of(self.corpus, self.rules.benefits)
        return Related(self.corpus, load_matters(self.folder, self.corpus), conflicts)

    @cached_property
    def _reader(self) -> QuestionReader:
        from assistant.retrieval.index import known_terms
        from assistant.retrieval.question import QuestionReader

        return QuestionReader(self.corpus, self.folder / "words", known_terms(self._kept) if self._kept else None)

    @property
    def lexicon(self) -> Lexicon:
        """What people say and what the documents write."""
        return self._reader.lexicon

    @cached_property
    def index(self) -> ClauseIndex:
        """What is searched."""
        from assistant.retrieval.index import kept_index, make_index

        if self._kept:
            return kept_index(self.corpus, self._kept)
        return make_index(self.corpus, self._reader, self.asked, self.rules.benefits)

    @cached_property
    def clause_search(self) -> ClauseSearch:
        """The search; what had to be made for it is kept for the next process, now that everything has loaded."""
        from assistant.retrieval.related import conflicts_written

        search = ClauseSearch(self.corpus, self.folder, self._reader, self.index, self.related)
        if self._kept is None and self._index_path is not None:
            _ = self.listener
            keep(self._index_path, {**self.index.arrays(), "conflicts": conflicts_written(self.related.conflicts)})
        return search

    def search_with(self, added: AddedWords) -> ClauseSearch:
        """The search as it would be with some words more; nothing of it is kept. Raises CorpusError."""
        from assistant.retrieval.overlay import search_with

        return search_with(added, self.clause_search, self.folder, self.asked, self.rules.benefits)

    @cached_property
    def judged_version(self) -> str:
        """A short name of the corpus and of the questions that search is judged by."""
        return sha256(f"{self.corpus.version} {questions_version(self.folder)}".encode())[:12]

    @cached_property
    def judging(self) -> dict[str, list[JudgedQuestion]]:
        """The questions that search is judged by, by the set's name. Raises RequestError."""
        from assistant.retrieval.evaluate import read_questions

        files = sorted((self.folder / QUESTIONS).glob("*.jsonl"))
        return {path.stem: read_questions(path, self.corpus) for path in files}

    @cached_property
    def suggestions(self) -> Suggestions:
        """What a person may be about to type."""
        from assistant.retrieval.suggest import Suggestions, entries

        listed = entries(self._reader.terms, self.rules.benefits, self.asked)
        return Suggestions(listed, self.folder / "words")

    @cached_property
    def checker(self) -> CitationChecker:
        """What checks the citations of a text."""
        from assistant.authored import read_columns
        from assistant.citations.check import CitationChecker
        from assistant.citations.districts import Districts
        from assistant.citations.words import load_citing_words

        districts = Districts(dict(read_columns(self.folder / "words" / "districts.tsv", 2, 2)))

        def find(sentence: str, documents: Sequence[str], as_of: dt.date) -> list[tuple[str, float]]:
            found = self.clause_search.search(sentence, _MEANT, as_of, documents=documents)
            return [(hit.clause.unit, hit.score) for hit in found.hits] if found.confident else []

        return CitationChecker(self.corpus, load_citing_words(self.folder), self.rules.benefits, districts, find)

    @cached_property
    def citation_answers(self) -> CitationAnswers:
        from assistant.answers.citations import CitationAnswers

        return CitationAnswers(self.sources)

    @cached_property
    def check_findings(self) -> CheckFindings:
        """What puts a check of citations into words."""
        from assistant.reports.findings import CheckFindings
        from assistant.reports.words import load_check_words

        return CheckFindings(self.corpus, self.notices, load_check_words(self.folder))

    @cached_property
    def check_reports(self) -> CheckReports:
        """Checks of citations as Word files and tables."""
        from assistant.reports.check_reports import CheckReports

        return CheckReports(self.check_findings)

    @cached_property
    def alarm_words(self) -> AlarmWords:
        from assistant.rules.alarms import load_alarm_words

        return load_alarm_words(self.folder)

    @cached_property
    def listener(self) -> Listener:
        """The reader of plain speech."""
        from assistant.facts.extract import Listener

        return Listener(self.folder, self.vocabulary, self.wording, self.rules.parameters.retirement)

    @cached_property
    def desk_words(self) -> DeskWords:
        """What channels and outcomes of cases are called."""
        from assistant.dialogue.desk_words import load_desk_words

        return load_desk_words(self.folder)

    @cached_property
    def caller(self) -> Callers:
        """The reader of an agent's line of facts."""
        from assistant.dialogue.caller import Callers
        from assistant.facts.shorthand.lines import Shorthand

        return Callers(
            Shorthand(self.folder, self.vocabulary, self.wording), self.listener, self.vocabulary, self.rules.parameters
        )

    @cached_property
    def masker(self) -> Masker:
        """What hides identifiers in what is said."""
        from assistant.language.masking import Masker

        return Masker(self.folder)

    def warm_up(self) -> None:
        """Make what is otherwise made on first use (a server does so before it takes requests)."""
        with self._making:
            self._load_all()
            _ = self.clause_search, self.suggestions, self.listener, self.caller, self.desk_words
