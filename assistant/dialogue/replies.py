"""Answers to questions, from the rules and the clauses: what a benefit comes to, what it means, which is more, what if.

Each is a sentence or two of the corpus's words (``answers`` of ``words/conversation.yaml``) and the clauses it stands
on. Nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.dialogue.telling import Teller
from assistant.dialogue.words import AnswerWords
from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.documents.standing import Notices
from assistant.facts.vocabulary import FactError, Facts
from assistant.facts.wording import Wording
from assistant.rules.assess import Assessment, Entitlement, Rulebook
from assistant.rules.compare import Difference, by_district, what_if
from assistant.rules.explain import Explainer, Note
from assistant.rules.reach import reach

_DECIDES = re.compile("对象包括|具体范围|认定办法|认定管理办法")  # words of who decides what a class of people is
MOST_BENEFITS = 3
MOST_MISSING = 3
MOST_NOTES = 2
_CONFIRM = "请"  # a reading that says whom to ask about it


@dataclass(frozen=True, slots=True)
class Answer:
    """Words that answer a question, the clauses they stand on, and the benefits they are about.

    ``sums``: they are the result itself, which isn't said again.
    """

    text: str
    clauses: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    sums: bool = False


class Answers:
    """Answers questions with one rulebook."""

    def __init__(
        self,
        corpus: Corpus,
        rules: Rulebook,
        wording: Wording,
        notices: Notices,
        explainer: Explainer,
        teller: Teller,
    ) -> None:
        self.corpus, self.rules, self.wording, self.notices = corpus, rules, wording, notices
        self.explainer, self.teller = explainer, teller
        self.words: AnswerWords = teller.words.answers

    # One benefit

    def benefits(self, named: Sequence[tuple[str, ...]], districts: Sequence[str], assessment: Assessment) -> Answer:
        """What each benefit named comes to for the person, those of their own district first."""
        found = self.meant(named, districts, assessment)
        return self.each(found, assessment) if found else Answer(self.words.not_theirs)

    def each(self, entitlements: Sequence[Entitlement], assessment: Assessment) -> Answer:
        """Benefits one by one."""
        shown = entitlements[: MOST_BENEFITS + 1]
        lines, clauses = [], [*_clauses(shown)]
        for entitlement in shown:
            lines.append(self.benefit(entitlement, assessment))
            for note in self._to_confirm(entitlement, assessment):
                lines.append(self.words.note.format(note=note.text))
                clauses += note.clauses
        return Answer("\n".join(lines), tuple(dict.fromkeys(clauses)), tuple(e.benefit.id for e in shown))

    def _to_confirm(self, entitlement: Entitlement, assessment: Assessment) -> list[Note]:
        """What stands against a benefit that is the person's, or is read one way of two: it has to be confirmed."""
        if entitlement.status != "eligible" or entitlement.suspended:
            return []
        notes = self.explainer.notes(entitlement, assessment)
        doubted = [n for n in notes if n.kind == "conflict" or (n.kind == "interpretation" and _CONFIRM in n.text)]
        return sorted(doubted, key=lambda note: note.kind != "conflict")[:MOST_NOTES]

    def meant(
        self, named: Sequence[tuple[str, ...]], districts: Sequence[str], assessment: Assessment
    ) -> list[Entitlement]:
        """The benefits that the words mean, of the applicant's kind: of each name those nearest to the person."""
        home = assessment.facts.get("hukou_district", assessment.facts.get("district"))
        near = set(districts) or ({home} if isinstance(home, str) else set())
        found: dict[str, Entitlement] = {}
        most = MOST_BENEFITS if len(named) == 1 else 1
        for ids in named:
            theirs = [assessment.by_id[benefit] for benefit in ids if benefit in assessment.by_id]
            theirs.sort(key=lambda e: e.legal_status != "in_force")
            local = [e for e in theirs if e.benefit.territory in near]
            city = [e for e in theirs if e.benefit.territory == "beijing"]
            in_force = [e for e in theirs if e.legal_status == "in_force"]
            for entitlement in (local + city if local else in_force or theirs)[:most]:
                found[entitlement.benefit.id] = entitlement
        return list(found.values())[: MOST_BENEFITS + 1]

    def benefit(self, entitlement: Entitlement, assessment: Assessment) -> str:
        """One benefit for one person, in a sentence with its place in the document."""
        benefit, words = entitlement.benefit, self.words
        name = words.name.format(name=benefit.name, district=self.wording.districts[benefit.territory])
        place = self.corpus.place(self.corpus.clause(benefit.clause))
        if entitlement.suspended:
            bureau = self.notices.bureau(benefit.territory)
            said = self.notices.suspended.format(name=benefit.name, bureau=bureau, reason=entitlement.suspended.reason)
        elif entitlement.legal_status != "in_force":
            status = self.notices.legal_status[entitlement.legal_status]
            said = words.not_in_force.format(name=name, status=status, no_ground=self.notices.no_ground)
        elif entitlement.status == "eligible":
            said = words.eligible.format(name=name, amount=self.teller.amount(entitlement.amount))
        elif entitlement.status == "undetermined":
            said = self._undetermined(entitlement, name)
        else:
            said = self._ineligible(entitlement, assessment, name)
        return said + words.place.format(place=place)

    def _undetermined(self, entitlement: Entitlement, name: str) -> str:
        amount = self.teller.amount(entitlement.amount)
        if not entitlement.missing:
            return self.words.discretion.format(name=name, amount=amount)
        labels = [self.wording.label(fact) for fact in entitlement.missing[:MOST_MISSING]]
        more = self.words.and_more if len(entitlement.missing) > MOST_MISSING else ""
        return self.words.undetermined.format(name=name, amount=amount, missing="、".join(labels) + more)

    def _ineligible(self, entitlement: Entitlement, assessment: Assessment, name: str) -> str:
        unmet = [c for c in self.explainer.conditions(entitlement, assessment.situation) if c["holds"] is False]
        condition, quote = (unmet[0]["text"], unmet[0]["quote"]) if unmet else ("", "")
        template = self.words.ineligible if condition != quote else self.words.ineligible_so
        said = template.format(name=name, condition=condition, quote=quote)
        step = reach(entitlement, assessment, self.rules)
        if step is None:
            return said
        statements = (self.wording.statement(fact, to) for fact, _, to in step.changes)
        changes = "，".join(statement.removeprefix(self.words.now) for statement in statements)
        template = self.words.within_reach if step.status == "eligible" else self.words.perhaps_within_reach
        return said + template.format(changes=changes, amount=self.teller.amount(step.amount))

    def rest(self, entitlements: Sequence[Entitlement]) -> str:
        """What is said when the benefits asked about are settled and the rest comes."""
        return self.words.settled.format(names="、".join(e.benefit.name for e in entitlements))

    # Side by side

    def together(self, entitlements: Sequence[Entitlement], assessment: Assessment) -> Answer:
        """Several benefits beside each other, and whether they may be had together."""
        answer = self.each(entitlements, assessment)
        ids = set(answer.benefits)
        excluded = [
            (self.rules.by_id[a].name, self.rules.by_id[x.benefit].name, x.grounds.quote)
            for a in answer.benefits
            for x in self.rules.by_id[a].excludes
            if x.benefit in ids
        ]
        if excluded:
            said = "\n".join(self.words.excludes.format(one=a, other=b, quote=q) for a, b, q in excluded)
        else:
            said = self.notices.totals.together
        return Answer(f"{answer.text}\n{said}", answer.clauses, answer.benefits)

    def districts(self, named: Sequence[str], facts: Facts, assessment: Assessment) -> Answer:
        """The same applicant in each district named, or in every district with documents in force."""
        covered = {
            document.metadata.territory
            for document in self.corpus.documents.values()
            if document.metadata.legal_status(assessment.as_of) == "in_force"
        }
        sides = by_district(self.rules, facts, assessment.as_of)
        shown = [district for district in sides if (district in named if named else district in covered)]
        lines = [self._district(district, sides[district], district in covered) for district in shown]
        resident = facts.get("applicant") == "resident"
        head = self.words.districts if resident else self.words.districts_asked
        note = self.words.districts_note if resident else self.words.districts_asked_note
        return Answer("\n".join([head, *lines, note]))

    def _district(self, district: str, assessment: Assessment, covered: bool) -> str:
        label = self.wording.districts[district]
        if not covered:
            return self.words.district_without.format(district=label)
        in_force = [e for e in assessment.entitlements if e.legal_status == "in_force"]
        paid = [e.benefit.name for e in assessment.counted if e.amount is not None and e.amount.max != 0]
        still = [e for e in in_force if e.missing]
        return self.words.district.format(
            district=label,
            amount=self.teller.total(assessment),
            names=self.words.district_names.format(names="、".join(paid[:MOST_BENEFITS])) if paid else "",
            open=self.words.district_open.format(count=len(still)) if still else "",
        )

    def what_if(self, changes: Facts, facts: Facts, assessment: Assessment) -> Answer:
        """What would come out otherwise; the facts stay as they are."""
        supposed = "，".join(self.wording.statement(fact, value) for fact, value in changes.items())
        try:
            found = what_if(self.rules, facts, changes, assessment.as_of)
        except FactError as problem:
            labels = "”和“".join(self.wording.label(fact) for fact in problem.facts)
            return Answer(self.teller.words.contradiction.format(labels=labels))
        lines = [self.words.what_if.format(supposed=supposed)]
        after = [d.after for d in found.differences if d.after is not None and _matters(d)][:MOST_BENEFITS]
        lines += ["· " + self.benefit(entitlement, found.after) for entitlement in after] or [self.words.what_if_same]
        was, now = found.before.totals(), found.after.totals()
        if (was.min, was.max) != (now.min, now.max):
            sums = self.teller.total(found.before), self.teller.total(found.after)
            lines.append(self.words.what_if_totals.format(before=sums[0], after=sums[1]))
        lines.append(self.words.what_if_kept)
        return Answer("\n".join(lines), _clauses(after))

    # The words of the documents

    def meaning(self, term: str) -> Answer:
        """How a document defines a word, or what is known about it, and that no document defines it."""
        defined = self._definition(term)
        helped = self._help(term)
        if defined is not None:
            clause, sentence = defined
            place = self.corpus.place(clause)
            return Answer(self.words.meaning.format(sentence=sentence, place=place) + helped, (clause.id,))
        used = self._use(term)
        if used is None:
            return Answer(helped or self.words.unknown_word.format(term=term))
        clause, sentence = used
        place = self.corpus.place(clause)
        return Answer(self.words.undefined.format(term=term, sentence=sentence, place=place) + helped, (clause.id,))

    def knows(self, term: str) -> bool:
        """Whether a document has the word."""
        return any(term in clause.text for clause in self._paragraphs())

    def _definition(self, term: str) -> tuple[Clause, str] | None:
        defines = re.compile(f"[^。；]*[“”]?{re.escape(term)}[”）]?[，,]?(?:是指|包括|指的是)[^。；]*")
        for clause in self._paragraphs():
            if match := defines.search(clause.text):
                return clause, match[0].strip()
        return None

    def _use(self, term: str) -> tuple[Clause, str] | None:
        """Where the word is used: first where it is said who decides on it or belongs to it."""
        sentence = re.compile(f"[^。；]*{re.escape(term)}[^。；]*")
        uses = [(c, match[0].strip()) for c in self._paragraphs() if (match := sentence.search(c.text))]
        return min(uses, key=lambda use: not _DECIDES.search(use[1]), default=None)

    def _help(self, term: str) -> str:
        facts = self.wording.facts
        fact = next((f for f, w in facts.items() if w.help and (term in (w.label, w.affirm) or term in w.ask)), None)
        return facts[fact].help or "" if fact else ""

    def _paragraphs(self) -> Iterator[Clause]:
        return (c for document in self.corpus.documents.values() for c in document.clauses if c.searchable)

    def process(self, entitlements: Sequence[Entitlement]) -> Answer:
        """How to apply: what the rule knows of who receives and where, and what the documents don't say."""
        lines = [
            self.words.recipient.format(name=e.benefit.name, recipient=e.benefit.recipient)
            for e in entitlements[:MOST_BENEFITS]
        ]
        lines += [self.notices.unsaid, self.hand_over()]
        ids = tuple(e.benefit.id for e in entitlements[:MOST_BENEFITS])
        return Answer("\n".join(lines), _clauses(entitlements[:MOST_BENEFITS]), ids)

    def hand_over(self) -> str:
        """Where people answer."""
        return self.words.where.format(places="；".join(self.notices.ask))


def _clauses(entitlements: Sequence[Entitlement]) -> tuple[str, ...]:
    """The clauses that the benefits stand on."""
    return tuple(dict.fromkeys(entitlement.benefit.clause for entitlement in entitlements))


def _matters(difference: Difference) -> bool:
    """A benefit won, lost or worth something else; that one more of those still open is ruled out, no."""
    before, after = difference.before, difference.after
    if after is None or after.legal_status != "in_force":
        return False
    return after.status != "ineligible" or (before is not None and before.status == "eligible")
