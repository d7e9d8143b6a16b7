"""Resolves what a text cites to clauses: one, several candidates, none, or something outside the corpus.

条, 款, 项 and 目 are read as 立法法 art. 65 has them; “第X条” of a document that numbers its items 1. 2. 3. or
（一）（二） through the whole text is the item with that number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.citations.locators import Step
from assistant.citations.named import Named, Namer
from assistant.citations.places import Places, Result, Standing, label_kind
from assistant.citations.read import Mention
from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus

MOST_CANDIDATES = 40


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation of the text ``start:end`` and what it means.

    ``clauses``: the clauses meant, or the candidates where it is ambiguous. ``document``: the document's id where it is
    known. ``remarks``: what a checker should know (Chinese).
    """

    start: int
    end: int
    status: Standing
    clauses: tuple[str, ...] = ()
    document: str | None = None
    nearest: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class Resolver:
    """Resolves mentions against one corpus."""

    def __init__(self, corpus: Corpus, namer: Namer) -> None:
        self.corpus, self.namer = corpus, namer
        self._places = {d.id: Places(d.id, list(d.units()), corpus) for d in corpus.documents.values()}
        self._found = lru_cache(maxsize=20_000)(self._find)

    def resolve(self, mentions: Sequence[Mention]) -> list[Citation]:
        """The citations of one text, in their order."""
        said = _Said(next((m.named for m in mentions if m.sums_up), None))
        found: list[Citation] = []
        for mention in mentions:
            citation = self._resolve(mention, said)
            if citation is not None:
                found.append(citation)
        return found

    def _resolve(self, mention: Mention, said: _Said) -> Citation | None:
        if mention.elsewhere:
            return Citation(
                mention.start, mention.end, "outside_corpus", remarks=("所引的不是语料里的文件，无从核对。",)
            )
        if mention.relative:
            return self._relative(mention, said)
        named = mention.named or self._antecedent(mention, said)
        if mention.named and (mention.named.standing != "unclear" or mention.locator):
            said.named.append(mention.named)
        if named is None:
            return self._without_document(mention)
        if mention.locator is None:
            return self._whole_document(mention, named)
        citation = self._in(mention, named, said)
        if citation is not None:
            said.note(named, citation, mention.locator.steps[-1].form)
        return citation

    def _antecedent(self, mention: Mention, said: _Said) -> Named | None:
        """The document that a word or a bare place takes up: the last one of its kind, else the last one named."""
        if mention.pointing:
            alike = [n for n in said.named if mention.pointing in self._kinds(n)]
            if alike:
                return alike[-1]
            return said.named[-1] if said.named else None
        return said.current

    def _kinds(self, named: Named) -> tuple[str, ...]:
        """What a document may be called when it is taken up again: by its name's kind, or its own."""
        own = self.namer.kinds.get(named.document or "", ())
        return (named.kind,) if named.how in ("title", "name") and named.kind else own[:1]

    def _whole_document(self, mention: Mention, named: Named) -> Citation:
        remarks = (named.remark,) if named.remark else ()
        if named.standing == "outside":
            return Citation(mention.start, mention.end, "outside_corpus", remarks=remarks)
        if named.standing == "unclear":
            return Citation(mention.start, mention.end, "ambiguous", remarks=remarks)
        return Citation(mention.start, mention.end, "resolved", (), named.document, remarks=remarks)

    def _in(self, mention: Mention, named: Named, said: _Said) -> Citation | None:
        locator = mention.locator
        assert locator is not None
        remarks = (named.remark,) if named.remark else ()
        if named.standing == "outside":
            return Citation(mention.start, mention.end, "outside_corpus", remarks=remarks)
        if named.standing == "unclear":
            found = [c for d in named.candidates for c in self._found(d, locator.steps).clauses]
            return Citation(mention.start, mention.end, "ambiguous", tuple(found[:MOST_CANDIDATES]), remarks=remarks)
        assert named.document is not None
        bare = mention.named is None and mention.pointing is None
        if bare and locator.form == "款":
            return self._paragraph_of_last(mention, said)
        if bare and locator.form in ("章", "节", "点", "目", "counted") and len(locator.steps) == 1:
            return None
        if bare and locator.form == "项" and not locator.steps[0].bracketed and said.form in ("条", "款"):
            return None  # below an article, of something told of before
        result = self._found(named.document, locator.steps)
        if locator.goes_on:
            result = Result("not_found", (), result.clauses or result.nearest)
        if (
            bare
            and result.status == "not_found"
            and locator.form not in ("条", "项", "titled", "annex")
            and len(locator.steps) < 2
        ):
            return None
        if result.status == "ambiguous" and mention.pointing:
            result = self._in_same_part(result, mention.pointing, said)
        return Citation(
            mention.start, mention.end, result.status, result.clauses, named.document, result.nearest,
            (*remarks, *result.remarks),
        )  # fmt: skip

    def _in_same_part(self, result: Result, kind: str, said: _Said) -> Result:
        """该说明3., a 征求意见汇总说明 having been cited: the item of that part."""
        last = said.last.clauses[-1] if said.last and said.last.clauses else None
        parts = [last, *self.corpus.clause(last).parents] if last else []
        named = next((p for p in parts if (self.corpus.clause(p).title or "").endswith(kind)), None)
        within = [c for c in result.clauses if named in self.corpus.clause(c).parents]
        return Result("resolved", tuple(within)) if len(within) == 1 else result

    def _without_document(self, mention: Mention) -> Citation | None:
        """A place and no document to look in: candidates everywhere for 第X条, else nothing is cited."""
        locator = mention.locator
        if locator is None or (mention.pointing is None and locator.form not in ("条", "项")):
            return None
        if mention.pointing is None and locator.form == "项" and not locator.steps[0].bracketed:
            return None
        documents: Iterable[str] = self._places
        if mention.pointing:
            documents = [d for d, kinds in self.namer.kinds.items() if mention.pointing in kinds] or documents
        clauses = tuple(c for d in documents for c in self._found(d, locator.steps).clauses)
        remark = "文中在此之前没有写明是哪份文件。"
        return Citation(mention.start, mention.end, "ambiguous", clauses[:MOST_CANDIDATES], remarks=(remark,))

    # --- 同条, 前款

    def _relative(self, mention: Mention, said: _Said) -> Citation | None:
        which, unit = mention.relative or ("", "")
        last = said.last
        if last is None:
            return None
        if last.status == "outside_corpus":
            return Citation(mention.start, mention.end, "outside_corpus")
        if last.status != "resolved" or not last.clauses:
            return Citation(mention.start, mention.end, "ambiguous") if last.status == "ambiguous" else None
        here = self.corpus.clause(last.clauses[-1])
        back = which in ("前", "前一", "上", "上一")
        target = self._article_of(here, back) if unit in ("条", "项") else self._paragraph_of(here, back)
        if target is None:
            nearest = (here.unit,)
            return Citation(mention.start, mention.end, "not_found", (), last.document, nearest)
        steps = mention.locator.steps if mention.locator else ()
        result = self._below(target, steps) if steps else Result("resolved", (target,))
        citation = Citation(mention.start, mention.end, result.status, result.clauses, last.document, result.nearest)
        said.last = citation if citation.status == "resolved" else said.last
        return citation

    def _article_of(self, here: Clause, back: bool) -> str | None:
        if not back:
            return here.unit
        kind = label_kind(self.corpus.clause(here.unit))
        alike = [unit.id for unit in self._places[here.document].units if label_kind(unit) == kind]
        at = alike.index(here.unit)
        return alike[at - 1] if at else None

    def _paragraph_of(self, here: Clause, back: bool) -> str | None:
        if not back:
            return here.id
        if here.paragraph is None or here.paragraph == 1:
            return None
        return f"{here.unit}.p{here.paragraph - 1}"

    def _paragraph_of_last(self, mention: Mention, said: _Said) -> Citation | None:
        """第二款 on its own: of the article cited last."""
        last = said.last
        if last is None or last.status != "resolved" or not last.clauses or mention.locator is None:
            return None
        result = self._below(self.corpus.clause(last.clauses[-1]).unit, mention.locator.steps)
        citation = Citation(mention.start, mention.end, result.status, result.clauses, last.document, result.nearest)
        said.last = citation if citation.status == "resolved" else said.last
        return citation

    def _below(self, unit: str, steps: tuple[Step, ...]) -> Result:
        clause = self.corpus.clause(self.corpus.clause(unit).unit)
        return (
            self._places[clause.document].paragraphs([clause], steps[0])
            if steps[0].form == "款"
            else Result("not_found", (), (clause.id,))
        )

    def _find(self, document: str, steps: tuple[Step, ...]) -> Result:
        return self._places[document].find(steps)


class _Said:
    """What has been cited so far in the text."""

    def __init__(self, summed_up: Named | None) -> None:
        self.summed_up = summed_up
        self.named: list[Named] = []
        self._taken_up: Named | None = None
        self.last: Citation | None = None
        self.form = ""  # of the innermost step of the place cited last

    @property
    def current(self) -> Named | None:
        """The document that a bare place belongs to: the one named or pointed to last."""
        if self._taken_up is not None and (not self.named or self.named[-1].start < self._taken_up.start):
            return self._taken_up
        return self.named[-1] if self.named else self.summed_up

    def note(self, named: Named, citation: Citation, form: str) -> None:
        """A place in ``named`` was cited; ``form``: of its innermost step."""
        self.last, self.form = citation, form
        self._taken_up = replace(named, start=citation.start, end=citation.end)
