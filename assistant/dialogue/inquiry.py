"""What is asked in a message, and which answer it gets: the first kind of question that fits."""

from __future__ import annotations

import re

from assistant.answers.documents import search_notices
from assistant.dialogue.hearing import Heard
from assistant.dialogue.replies import Answer
from assistant.dialogue.standing import Answering, Json, Standing

MOST_CLAUSES = 3
_LETTERS = re.compile(r"[^\W\d_]{2}")  # a bare number or date asks nothing


class Inquiry:
    """Answers questions with one engine."""

    def __init__(self, engine: Answering) -> None:
        self.engine = engine

    def answer(self, text: str, heard: Heard, now: Standing) -> tuple[Answer, Json | None]:
        """The answer to what is asked, with what has just been told, and the clauses found for it."""
        requests, replies = self.engine.requests, self.engine.replies
        assessment, facts = now.assessment, now.state.facts
        if heard.supposed:
            return replies.what_if(heard.supposed, facts, assessment), None
        if not heard.told and (place := self.engine.place_outside(text)):
            return Answer(self.engine.words.elsewhere.format(place=place)), None
        named, districts = requests.benefits(text), requests.districts(text)
        if requests.compares(text) and (len(districts) > 1 or (not named and "区" in text)):
            return replies.districts(districts, facts, assessment), None
        if requests.together(text) or (len(named) > 1 and requests.compares(text)):
            meant = replies.meant(named, districts, assessment) or now.spoken_of
            if meant:
                return replies.together(meant, assessment), None
        if requests.process(text):
            meant = replies.meant(named, districts, assessment)
            if meant or len(requests.besides_process(text)) < 2:
                return replies.process(meant or now.spoken_of), None
            found = self.engine.search(text, assessment.as_of, limit=MOST_CLAUSES, asker=facts)
            if found["confident"]:
                return replies.process([]), found
        if not named and not heard.told and requests.sources(text) and now.spoken_of:
            return replies.each(now.spoken_of, assessment), None
        if not heard.told and (known := self._known_term(text)):
            return replies.meaning(known), None
        if named and (requests.asks(text) or not heard.told):
            return replies.benefits(named, districts, assessment), None
        if not heard.told and (term := requests.term(text)):
            return replies.meaning(term), None
        about_a_class = not heard.told and bool(requests.facts(text)) and not requests.speaks_of_self(text)
        if requests.total(text) and not about_a_class and (heard.told or set(facts) > {"applicant"}):
            if topics := requests.topics(text):
                return replies.benefits(topics, districts, assessment), None
            return self.sums(now), None
        return self._found(text, heard, now)

    def sums(self, now: Standing) -> Answer:
        """What there is for certain, and what is nearest."""
        teller = self.engine.replies.teller
        summary = teller.summary(now.assessment, finished=now.question is None)
        near = teller.nearest(now.assessment) if summary else ""
        return Answer("\n".join(filter(None, [summary, near])), sums=True)

    def _known_term(self, text: str) -> str:
        """A word of the documents whose meaning is asked, or of which it is asked who belongs to it."""
        requests = self.engine.requests
        terms = [term for term in (requests.term(text), requests.kind_of(text)) if term]
        return next((t for t in terms if not requests.benefits(t) and self.engine.replies.knows(t)), "")

    def _found(self, text: str, heard: Heard, now: Standing) -> tuple[Answer, Json | None]:
        """The clauses nearest to the words, presented as an answer only where they are one; what is known of the person
        breaks ties."""
        words, asks = self.engine.words, self.engine.requests.asks(text)
        if heard.told and not asks:
            return Answer(""), None  # nothing was asked
        asker, as_of = now.state.facts, now.assessment.as_of
        found = self.engine.search(text, as_of, limit=MOST_CLAUSES, asker=asker) if _LETTERS.search(text) else None
        about = search_notices(found, self.engine.replies.notices, self.engine.wording.districts) if found else []
        if found is not None and found["confident"]:
            return Answer("\n".join(about or ([] if heard.told else [words.found]))), found
        if heard.told:
            return Answer(""), None
        if not asks or found is None:
            return Answer(words.not_understood), None
        return Answer("\n".join(about)), found
