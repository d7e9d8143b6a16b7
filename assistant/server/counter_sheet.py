"""A result as a Word file to take to the counter: what the result page shows, in its words. Nothing is decided here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from assistant.reports.paper import FIGURE, Paper
from assistant.server.benefit_on_paper import BenefitOnPaper
from assistant.server.kept_result import EXACT_BIRTH, shown_facts
from assistant.server.sharing import SAYS, qr_png
from assistant.server.talk import Talk
from assistant.server.views import Presenter, Section

Json = dict[str, Any]
CODE_WIDTH = 3.6  # centimetres


def counter_sheet(answer: Json, changed: Sequence[str], presenter: Presenter, talk: Talk, link: str) -> bytes:
    """The .docx of a result as Conversations.result gives it; ``changed``: what is said of it since its day; ``link``:
    the address of its page.
    """
    return _Sheet(answer, presenter, talk).written(changed, link)


class _Sheet:
    def __init__(self, answer: Json, presenter: Presenter, talk: Talk) -> None:
        self.answer, self.presenter, self.talk = answer, presenter, talk
        self.notices, self.words = presenter.notices, presenter.notices.result
        self.day = dt.date.fromisoformat(answer["as_of"])
        checked = self.words.checked.format(day=presenter.day(answer["as_of"]))
        self.paper = Paper(self.words.title, self.day, f"{self.words.title}　{self.words.page}")
        self.paper.text(checked)
        self.benefits = BenefitOnPaper(self.paper, presenter, hidden=presenter.label(EXACT_BIRTH))

    def written(self, changed: Sequence[str], link: str) -> bytes:
        self._version(changed)
        self._said()
        self._total()
        for section in self.presenter.sections(self.answer):
            self._section(section)
        self._suspended()
        self._next()
        self._documents()
        self._online(link)
        return self.paper.written()

    def _version(self, changed: Sequence[str]) -> None:
        version = self.answer["current_corpus_version"] or self.answer["corpus_version"]
        self.paper.text(self.words.version.format(version=version))
        for sentence in changed:
            self.paper.text(sentence, bold=True)

    def _said(self) -> None:
        chips = self.talk.chips(shown_facts(self.presenter.engine, self.answer), self.answer["declined"])
        rows = [(chip.label, chip.value) for chip in chips]
        if rows:
            self.paper.heading(self.words.said, 1)
            self.paper.table(self.words.said, self.words.said_columns, rows, (1, 2))

    def _total(self) -> None:
        total, beyond = self.presenter.total(self.answer)
        self.paper.heading(self.words.heading, 1)
        if self.answer["coverage"]:
            self.paper.text(self.answer["coverage"]["message"])
        if not total:
            without = self.presenter.suspended(self.answer)
            self.paper.text(self.words.without_suspended if without else self.words.no_total)
            return
        self.paper.text(self.presenter.total_label(self.answer))
        self.paper.text(total, style=FIGURE)
        if beyond:
            self.paper.text("".join(beyond), style=FIGURE)
        due = self.presenter.first_due(self.answer) or self.presenter.partly_due(self.answer)
        for sentence in (*([due] if due else []), *self.presenter.matured(self.answer)):
            self.paper.text(sentence)
        self.paper.text(self.answer["totals"]["note"])

    def _section(self, section: Section) -> None:
        self._counted(section.title, len(section.benefits))
        if section.lead:
            self.paper.text(section.lead)
        if section.id in ("no", "not-in-force"):
            says = self.benefits.refused if section.id == "no" else self.benefits.without_force
            self.paper.points(says(benefit) for benefit in section.benefits)
            return
        for benefit in section.benefits:
            if section.id == "now":
                self.benefits.in_full(benefit)
            else:
                self.benefits.in_short(benefit)

    def _suspended(self) -> None:
        suspended = self.presenter.suspended(self.answer)
        if suspended:
            self._counted(self.notices.explanation.suspended, len(suspended))
            self.paper.points(benefit["suspended"]["text"] for benefit in suspended)

    def _next(self) -> None:
        self.paper.heading(self.words.next, 1)
        self.paper.text(self.presenter.engine.words.next_steps)
        self.paper.heading(self.words.where, 1)
        self.paper.points(self.notices.ask)
        self.paper.heading(self.notices.explanation.unsaid, 1)
        self.paper.text(self.notices.unsaid)

    def _documents(self) -> None:
        """All that is quoted above, or refuses something."""
        rows = [self._document(document) for document in self.benefits.documents]
        if rows:
            self.paper.heading(self.words.documents, 1)
            self.paper.table(self.words.documents, self.words.document_columns, rows, (5, 3, 4))

    def _document(self, document: str) -> tuple[str, str, str]:
        engine = self.presenter.engine
        found = engine.sources.document(engine.corpus.documents[document], self.day)
        validity = self.presenter.validity({"validity": {"from": found["in_force_from"], "to": found["in_force_to"]}})
        status = self.presenter.legal_status(found["legal_status"])
        return found["title"], found["number"] or self.words.unnumbered, f"{status}。{validity}。"

    def _online(self, link: str) -> None:
        self.paper.heading(self.words.online, 1)
        self.paper.text(self.words.open)
        self.paper.link(link)
        self.paper.picture(qr_png(link), CODE_WIDTH, SAYS)

    def _counted(self, title: str, count: int) -> None:
        self.paper.heading(f"{title}　{self.words.count.format(number=count)}", 1)
