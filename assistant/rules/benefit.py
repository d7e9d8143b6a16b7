"""Benefits compiled from rule files: conditions as trees of tests, each with the clause and quotation it stands on."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from assistant.authored import AuthoredFile, CorpusError
from assistant.documents.corpus import Corpus, UnknownClause
from assistant.facts.vocabulary import Fact, FactError, FactValue, Vocabulary
from assistant.rules.logic import Condition, Grounds, Group, Leaf, OpenWords, Situation, Truth, magnitude, within_years
from assistant.rules.schema import AmountSpec, BenefitSpec, ConditionSpec, NoteSpec, RuleFile

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Benefit:
    """One benefit, ready to be assessed. ``order`` is its place in the rule files."""

    id: str
    name: str
    document: str
    territory: str
    applicants: tuple[str, ...]
    clause: str
    recipient: str
    when: Group
    pays: AmountSpec
    pays_grounds: tuple[Grounds, ...]
    notes: tuple[NoteSpec, ...]
    spec: BenefitSpec
    file: AuthoredFile
    order: int

    def clauses(self) -> tuple[str, ...]:
        """Every clause that the benefit stands on."""
        conditions = [grounds.clause for grounds in _all_grounds(self.when)]
        return tuple(dict.fromkeys([self.clause, *conditions, *(g.clause for g in self.pays_grounds)]))


def _all_grounds(condition: Condition) -> list[Grounds]:
    parts = condition.parts if isinstance(condition, Group) else ()
    return [condition.grounds, *(grounds for part in parts for grounds in _all_grounds(part))]


def load_benefits(folder: Path, corpus: Corpus, vocabulary: Vocabulary) -> tuple[Benefit, ...]:
    """Every benefit of ``folder/rules/*.yaml``, grounded in the corpus. Raises CorpusError."""
    benefits: list[Benefit] = []
    paths = sorted((folder / "rules").glob("*.yaml"))
    if not paths:
        raise CorpusError(f"目录 {folder / 'rules'} 里没有规则文件，请恢复它们。")
    files = [AuthoredFile(path) for path in paths]
    order = list(corpus.documents)
    loaded = [(file, file.validated(RuleFile)) for file in files]
    for file, rules in loaded:
        if rules.document not in corpus.documents:
            raise file.error(f"没有“{rules.document}”这份文件。", "document")
    for file, rules in sorted(loaded, key=lambda pair: order.index(pair[1].document)):
        compiler = _Compiler(file, rules, corpus, vocabulary)
        for index, spec in enumerate(rules.benefits):
            if spec.id in {benefit.id for benefit in benefits}:
                raise file.error(f"两条规则用了同一个 id“{spec.id}”，请改掉一个。", "benefits", index, "id")
            benefits.append(compiler.benefit(spec, index, len(benefits)))
    return tuple(benefits)


class _Compiler:
    """Compiles one rule file; whatever doesn't fit is a CorpusError with the line it stands on."""

    def __init__(self, file: AuthoredFile, rules: RuleFile, corpus: Corpus, vocabulary: Vocabulary) -> None:
        self.file, self.rules, self.corpus, self.vocabulary = file, rules, corpus, vocabulary

    def benefit(self, spec: BenefitSpec, index: int, order: int) -> Benefit:
        place: Location = ("benefits", index)
        clause = self._clause(spec.clause, (*place, "clause"))
        parts = tuple(self.condition(c, clause, (*place, "when", i)) for i, c in enumerate(spec.when))
        pays_grounds = tuple(
            self._grounds(quote.quote, quote.clause, clause, (*place, "pays", "quotes", i))
            for i, quote in enumerate(spec.pays.quotes)
        )
        for i, note in enumerate(spec.notes):
            for noted in note.clauses:
                self._clause(noted, (*place, "notes", i, "clauses"))
        for fact in amount_facts(spec.pays):
            self._fact(fact, (*place, "pays"))
        for i, example in enumerate(spec.examples):
            try:
                self.vocabulary.check(example.given)
            except FactError as problem:
                raise self.file.error(str(problem), *place, "examples", i, "given") from None
        return Benefit(
            id=spec.id,
            name=spec.name,
            document=self.rules.document,
            territory=self.corpus.documents[self.rules.document].metadata.territory,
            applicants=tuple(spec.applicants),
            clause=clause,
            recipient=spec.recipient,
            when=Group("all", parts, parts[0].grounds),
            pays=spec.pays,
            pays_grounds=pays_grounds,
            notes=(*spec.notes, *(self.rules.notes if spec.pays.kind not in ("service", "unspecified") else ())),
            spec=spec,
            file=self.file,
            order=order,
        )

    def condition(self, spec: ConditionSpec, clause: str, place: Location) -> Condition:
        if spec.use is not None:
            shared = self.rules.shared.get(spec.use)
            if shared is None:
                raise self.file.error(f"没有名为“{spec.use}”的共用条件。", *place, "use")
            compiled = self.condition(shared, clause, ("shared", spec.use))
            if spec.quote is None:
                return compiled
            grounds = self._grounds(spec.quote, spec.clause, clause, place)
            return Group("all", (compiled,), grounds, spec.says, spec.note)
        if spec.fact is not None:
            return self._leaf(spec, clause, place)
        if spec.open_ is not None:
            return OpenWords(self._grounds(spec.quote or "", spec.clause, clause, place), spec.open_, spec.note)
        if spec.none_of is not None:
            return self._none_of(spec, clause, place)
        own = self._clause(spec.clause, place) if spec.clause else clause
        name, inner = next(
            (name, value)
            for name, value in (("all", spec.all_), ("any", spec.any_), ("not", [spec.not_] if spec.not_ else None))
            if value
        )
        location = (*place, name)
        parts = tuple(
            self.condition(part, own, location if name == "not" else (*location, i)) for i, part in enumerate(inner)
        )
        grounds = self._grounds(spec.quote, None, own, place) if spec.quote else parts[0].grounds
        return Group(name, parts, grounds, spec.says, spec.note)

    def _none_of(self, spec: ConditionSpec, clause: str, place: Location) -> Condition:
        groups: list[Condition] = []
        for other in spec.none_of or ():
            index = next((i for i, benefit in enumerate(self.rules.benefits) if benefit.id == other), None)
            if index is None:
                raise self.file.error(f"没有“{other}”这项待遇。", *place, "none_of")
            target = self.rules.benefits[index]
            if any(inner.none_of for inner in target.when):
                raise self.file.error(f"“{other}”自己也以别的待遇为条件，会互相引用。", *place, "none_of")
            own = self._clause(target.clause, place)
            parts = tuple(self.condition(c, own, ("benefits", index, "when", i)) for i, c in enumerate(target.when))
            groups.append(Group("all", parts, parts[0].grounds))
        grounds = self._grounds(spec.quote or "", spec.clause, clause, place)
        return Group("not", (Group("any", tuple(groups), grounds),), grounds, spec.says, spec.note)

    def _leaf(self, spec: ConditionSpec, clause: str, place: Location) -> Leaf:
        fact = self._fact(spec.fact or "", (*place, "fact"))
        operator, operand, test, bounds = self._test(spec, fact, place)
        key: Hashable = (fact.id, operator, repr(operand))
        grounds = self._grounds(spec.quote or "", spec.clause, clause, place)
        return Leaf(fact, key, test, bounds, grounds, spec.says, operator, operand, spec.note)

    def _test(
        self, spec: ConditionSpec, fact: Fact, place: Location
    ) -> tuple[str, object, Callable[[FactValue, Situation], Truth], tuple[FactValue, ...]]:
        if spec.within_years is not None:
            self._must(fact.type == "date", "within_years 只能用于日期", place)
            return "within_years", spec.within_years, within_years(spec.within_years), (spec.within_years,)
        if spec.at_least_times is not None:
            times = spec.at_least_times
            self._must(fact.type == "number", "at_least_times 只能用于数", place)
            self._must(times.parameter in ("minimum_wage", "average_wage"), f"没有参数“{times.parameter}”", place)
            return "at_least_times", times, _at_least_times(times.parameter, Decimal(str(times.times))), ()
        for operator, operand in (("is", spec.is_), ("is_not", spec.is_not)):
            if operand is not None:
                value = self._value(fact, operand, place)
                return operator, value, _equals(value, operator == "is"), (value,)
        if spec.one_of is not None:
            chosen = tuple(self._value(fact, value, place) for value in spec.one_of)
            return "one_of", chosen, _one_of(chosen), chosen
        self._must(fact.type in ("int", "number"), "大小比较只能用于数", place)
        limits = {
            n: getattr(spec, n) for n in ("at_least", "above", "at_most", "below") if getattr(spec, n) is not None
        }
        return "compare", tuple(limits.items()), _compare(limits), tuple(limits.values())

    def _value(self, fact: Fact, value: object, place: Location) -> FactValue:
        try:
            return self.vocabulary.check_value(fact.id, value)
        except FactError as problem:
            raise self.file.error(str(problem), *place) from None

    def _must(self, right: bool, message: str, place: Location) -> None:
        if not right:
            raise self.file.error(f"{message}。", *place)

    def _fact(self, name: str, place: Location) -> Fact:
        fact = self.vocabulary.facts.get(name)
        if fact is None:
            raise self.file.error(f"没有“{name}”这个事实，请检查拼写。", *place)
        return fact

    def _clause(self, path: str, place: Location) -> str:
        clause_id = path if "#" in path else f"{self.rules.document}#{path}"
        try:
            self.corpus.clause(clause_id)
        except UnknownClause as problem:
            raise self.file.error(str(problem), *place) from None
        return clause_id

    def _grounds(self, quote: str, path: str | None, clause: str, place: Location) -> Grounds:
        clause_id = self._clause(path, place) if path else clause
        text = self.corpus.clause(clause_id).text
        count = text.count(quote)
        if count != 1:
            problem = (
                f"出现了 {count} 次，请引得更长一些" if count else f"找不到，最接近的是“{nearest_words(quote, text)}”"
            )
            raise self.file.error(f"引文“{quote}”在 {clause_id} 里{problem}。", *place)
        return Grounds(clause_id, quote)


def nearest_words(quote: str, text: str) -> str:
    """The stretch of ``text``, as long as the quotation, that shares most with it."""
    pairs = {quote[i : i + 2] for i in range(len(quote) - 1)}
    best = max(
        range(max(1, len(text) - len(quote) + 1)),
        key=lambda start: sum(text[i : i + 2] in pairs for i in range(start, min(start + len(quote), len(text)) - 1)),
    )
    return text[best : best + len(quote)]


def amount_facts(pays: AmountSpec) -> tuple[str, ...]:
    """The facts that an amount reads."""
    names = [getattr(pays, field, None) for field in ("by", "per", "months", "of")]
    names += [head.count for head in getattr(pays, "heads", ())]
    return tuple(dict.fromkeys(name for name in names if name))


def _equals(wanted: FactValue, positive: bool) -> Callable[[FactValue, Situation], bool]:
    return lambda value, _: (wanted in value if isinstance(value, list) else value == wanted) is positive


def _one_of(wanted: tuple[FactValue, ...]) -> Callable[[FactValue, Situation], bool]:
    return lambda value, _: any(v in wanted for v in value) if isinstance(value, list) else value in wanted


def _at_least_times(parameter: str, times: Decimal) -> Callable[[FactValue, Situation], Truth]:
    def test(value: FactValue, situation: Situation) -> Truth:
        figure = situation.figure(parameter)
        return None if figure is None else magnitude(value) >= times * figure.amount

    return test


def _compare(limits: dict[str, float]) -> Callable[[FactValue, Situation], bool]:
    exact = {name: Decimal(str(limit)) for name, limit in limits.items()}
    least, above = exact.get("at_least"), exact.get("above")
    most, below = exact.get("at_most"), exact.get("below")

    def test(value: FactValue, _: Situation) -> bool:
        size = magnitude(value)
        return (
            (least is None or size >= least)
            and (above is None or size > above)
            and (most is None or size <= most)
            and (below is None or size < below)
        )

    return test
