"""Compiles the benefits of one rule file: conditions to trees of tests, each grounded in the words it stands on.

Whatever doesn't fit is refused with file, line, rule and what to mend.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal

from assistant.authored import AuthoredFile, CorpusError
from assistant.documents.corpus import Corpus, UnknownClause
from assistant.facts.vocabulary import Fact, FactError, FactValue, Vocabulary
from assistant.rules.amount_kinds import Quote, Tiered, UpTo
from assistant.rules.amounts import Payout
from assistant.rules.benefit import Benefit, Exclusion
from assistant.rules.comparisons import Comparison, is_at_least_times, is_not, is_one_of, is_within, is_within_years
from assistant.rules.grounding import (
    NotGrounded,
    Number,
    check_amount,
    check_condition,
    check_tiers,
    check_used,
    locate,
)
from assistant.rules.logic import Condition, Grounds, Group, Leaf, OpenWords
from assistant.rules.parameters import Parameters
from assistant.rules.schema import BenefitSpec, ConditionSpec, NoteSpec, RuleFile

Location = tuple[str | int, ...]


class Compiler:
    """Compiles one rule file."""

    def __init__(
        self, file: AuthoredFile, rules: RuleFile, corpus: Corpus, vocabulary: Vocabulary, parameters: Parameters
    ) -> None:
        self.file, self.rules, self.corpus, self.vocabulary = file, rules, corpus, vocabulary
        self.parameters = parameters
        self._specs = {spec.id: (index, spec) for index, spec in enumerate(rules.benefits)}
        self._rule = ""  # the id of the rule being compiled, for messages
        self._entered: list[str] = []  # the rules whose conditions refer to one another, for cycles

    def benefit(self, spec: BenefitSpec, index: int, order: int) -> Benefit:
        """One benefit. Raises CorpusError."""
        place: Location = ("benefits", index)
        self._rule = spec.id
        clause = self._clause(spec.clause, (*place, "clause"))
        parts = self._conditions(spec, clause)
        when = Group("all", parts, parts[0].grounds)
        self._check_notes(spec.notes, place)
        for i, example in enumerate(spec.examples):
            try:
                self.vocabulary.check(example.given)
            except FactError as problem:
                raise self._error(str(problem), *place, "examples", i, "given") from None
            for fact in example.missing or ():
                self._fact(fact, (*place, "examples", i, "missing"))
        metadata = self.corpus.documents[self.rules.document].metadata
        grounds, numbers = self._pays(spec, when, clause, (*place, "pays"))
        numbers = (*(number for leaf in when.leaves() for number in leaf.numbers), *numbers)
        self._check_used(when, numbers, place)
        general = () if spec.pays.kind in ("service", "unspecified") else self.rules.notes
        return Benefit(
            id=spec.id,
            name=spec.name,
            document=self.rules.document,
            territory=metadata.territory,
            in_force_from=metadata.in_force_from.value if metadata.in_force_from else None,
            expires=metadata.in_force_to.value if metadata.in_force_to else None,
            applicants=tuple(spec.applicants),
            clause=clause,
            recipient=spec.recipient,
            when=when,
            pays=spec.pays,
            payout=Payout(spec.pays, when, self.vocabulary),
            pays_grounds=grounds,
            numbers=numbers,
            notes=(*spec.notes, *general),
            excludes=tuple(self._exclusion(spec, i, clause) for i in range(len(spec.excludes))),
            spec=spec,
            order=order,
            written_by=tuple(spec.written_by or self.rules.written_by),
        )

    def _conditions(self, spec: BenefitSpec, clause: str) -> tuple[Condition, ...]:
        index, _ = self._specs[spec.id]
        if spec.id in self._entered:
            circle = " → ".join([*self._entered[self._entered.index(spec.id) :], spec.id])
            raise self._error(
                f"待遇的排除关系绕成了圈（{circle}），请去掉其中一处 none_of。", "benefits", index, "when"
            )
        self._entered.append(spec.id)
        parts = tuple(self._condition(c, clause, ("benefits", index, "when", i)) for i, c in enumerate(spec.when))
        self._entered.pop()
        return parts

    def check_shared_notes(self) -> None:
        """The notes said with every benefit of the document. Raises CorpusError."""
        self._rule = self.rules.document
        self._check_notes(self.rules.notes, ())

    def _check_notes(self, notes: Sequence[NoteSpec], place: Location) -> None:
        for i, note in enumerate(notes):
            for noted in note.clauses:
                self._clause(noted, (*place, "notes", i, "clauses"))

    def _check_used(self, when: Group, numbers: tuple[Number, ...], place: Location) -> None:
        """What a condition's words print in its unit, the rule uses somewhere."""
        for leaf in when.leaves():
            if leaf.numbers:
                try:
                    check_used(numbers, leaf.fact.unit, leaf.grounds.quote)
                except NotGrounded as problem:
                    raise self._error(str(problem), *place, "when") from None

    def _exclusion(self, spec: BenefitSpec, i: int, clause: str) -> Exclusion:
        place: Location = ("benefits", self._specs[spec.id][0], "excludes", i)
        exclusion = spec.excludes[i]
        if exclusion.benefit == spec.id:
            raise self._error("一项待遇不能排除它自己。", *place)
        return Exclusion(exclusion.benefit, self._grounds(exclusion, clause, place))

    def _pays(
        self, spec: BenefitSpec, when: Group, clause: str, place: Location
    ) -> tuple[tuple[Grounds, ...], tuple[Number, ...]]:
        """The words that an amount stands on, and the printed numbers it uses."""
        pays = spec.pays
        grounds = tuple(self._grounds(q, clause, (*place, "quotes", i)) for i, q in enumerate(pays.quotes))
        self._check_amount_facts(spec, place)
        try:
            numbers = check_amount(pays, {fact.id: fact.unit for fact in self.vocabulary.facts.values()})
            if isinstance(pays, Tiered):
                check_tiers(pays, least_size(when, pays.by))
        except NotGrounded as problem:
            raise self._error(str(problem), *place) from None
        return grounds, numbers

    def _check_amount_facts(self, spec: BenefitSpec, place: Location) -> None:
        """What an amount reads can be reckoned with; only a limit by word reads a word."""
        pays = spec.pays
        for name in amount_fact_names(spec):
            fact = self._fact(name, place)
            by_word = isinstance(pays, UpTo) and name == pays.by
            if by_word:
                unknown = [word for word in pays.limits if word not in fact.values]  # type: ignore[union-attr]
                self._must(not unknown, f"limits 里的“{'、'.join(unknown)}”不是 {name} 的值", place)
            else:
                self._must(fact.type in ("int", "number"), f"数额不能按“{name}”计算，它不是数", place)
        parameter = getattr(pays, "parameter", None)
        self._must(parameter is None or parameter in self.parameters.figures, f"没有参数“{parameter}”", place)

    def _condition(self, spec: ConditionSpec, clause: str, place: Location) -> Condition:
        if spec.use is not None:
            return self._shared(spec, clause, place)
        if spec.fact is not None:
            return self._leaf(spec, clause, place)
        if spec.open_ is not None:
            return OpenWords(self._grounds(spec, clause, place), spec.open_, spec.note)
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
            self._condition(part, own, location if name == "not" else (*location, i)) for i, part in enumerate(inner)
        )
        grounds = self._grounds(spec, own, place) if spec.quote else parts[0].grounds
        return Group(name, parts, grounds, spec.says, spec.note)

    def _shared(self, spec: ConditionSpec, clause: str, place: Location) -> Condition:
        shared = self.rules.shared.get(spec.use or "")
        if shared is None:
            raise self._error(f"没有名为“{spec.use}”的共用条件。", *place, "use")
        compiled = self._condition(shared, clause, ("shared", spec.use or ""))
        if spec.quote is None:
            return compiled
        return Group("all", (compiled,), self._grounds(spec, clause, place), spec.says, spec.note)

    def _none_of(self, spec: ConditionSpec, clause: str, place: Location) -> Condition:
        groups: list[Condition] = []
        for other in spec.none_of or ():
            if other not in self._specs:
                raise self._error(f"没有“{other}”这项待遇。", *place, "none_of")
            target = self._specs[other][1]
            parts = self._conditions(target, self._clause(target.clause, place))
            groups.append(Group("all", parts, parts[0].grounds, f"符合“{target.name}”的全部条件"))
        grounds = self._grounds(spec, clause, place)
        return Group("not", (Group("any", tuple(groups), grounds),), grounds, spec.says, spec.note)

    def _leaf(self, spec: ConditionSpec, clause: str, place: Location) -> Leaf:
        fact = self._fact(spec.fact or "", (*place, "fact"))
        operator, operand, test, bounds, numbers = self._test(spec, fact, place)
        key: Hashable = (fact.id, operator, repr(operand))
        grounds = self._grounds(spec, clause, place)
        existence = next((n for n in numbers if _is_existence(fact, spec, n)), None)
        try:
            check_condition(numbers, grounds, spec.external, existence)
        except NotGrounded as problem:
            raise self._error(str(problem), *place) from None
        if spec.external and not numbers:
            raise self._error("这个条件里没有要写明出处的数，请去掉 external。", *place, "external")
        return Leaf(
            fact, key, test, bounds, grounds, spec.says, operator, operand, spec.note, spec.external, tuple(numbers)
        )

    def _test(
        self, spec: ConditionSpec, fact: Fact, place: Location
    ) -> tuple[str, object, Comparison, tuple[FactValue, ...], list[Number]]:
        """How the fact is compared: operator, operand, the test, its bounds, and the numbers the words must print."""
        if (years := spec.within_years) is not None:
            self._must(fact.type == "date", "within_years 只能用于日期", place)
            return "within_years", years, is_within_years(years), (years,), [(years, "年")]
        if (multiple := spec.at_least_times) is not None:
            self._must(fact.type == "number", "at_least_times 只能用于数", place)
            self._must(multiple.parameter in self.parameters.figures, f"没有参数“{multiple.parameter}”", place)
            test = is_at_least_times(multiple.parameter, Decimal(str(multiple.times)))
            return "at_least_times", multiple, test, (), [(multiple.times, "倍")]
        if spec.is_ is not None:
            value = self._value(fact, spec.is_, place)
            return "is", value, is_one_of([value]), (value,), _counted(fact, [value])
        if spec.is_not is not None:
            value = self._value(fact, spec.is_not, place)
            return "is_not", value, is_not(value), (value,), _counted(fact, [value])
        if spec.one_of is not None:
            chosen = tuple(self._value(fact, value, place) for value in spec.one_of)
            return "one_of", chosen, is_one_of(chosen), chosen, _counted(fact, chosen)
        self._must(fact.type in ("int", "number"), "大小比较只能用于数", place)
        names = ("at_least", "above", "at_most", "below")
        limits = {name: limit for name in names if (limit := getattr(spec, name)) is not None}
        bounds = tuple(limits.values())
        return "compare", tuple(limits.items()), is_within(limits), bounds, [(limit, fact.unit) for limit in bounds]

    def _value(self, fact: Fact, value: object, place: Location) -> FactValue:
        try:
            return self.vocabulary.check_value(fact.id, value)
        except FactError as problem:
            raise self._error(str(problem), *place) from None

    def _must(self, right: bool, message: str, place: Location) -> None:
        if not right:
            raise self._error(f"{message}。", *place)

    def _fact(self, name: str, place: Location) -> Fact:
        fact = self.vocabulary.facts.get(name)
        if fact is None:
            near = self.vocabulary.nearest(name)
            raise self._error(f"没有“{name}”这个事实，请检查拼写（最接近的是“{near}”）。", *place)
        return fact

    def _clause(self, path: str, place: Location) -> str:
        clause_id = path if "#" in path else f"{self.rules.document}#{path}"
        try:
            self.corpus.clause(clause_id)
        except UnknownClause as problem:
            raise self._error(str(problem), *place) from None
        return clause_id

    def _grounds(self, spec: ConditionSpec | Quote, clause: str, place: Location) -> Grounds:
        clause_id = self._clause(spec.clause, place) if spec.clause else clause
        try:
            return locate(self.corpus, clause_id, spec.quote or "", spec.occurrence)
        except NotGrounded as problem:
            raise self._error(str(problem), *place) from None

    def _error(self, message: str, *place: str | int) -> CorpusError:
        return self.file.error(f"规则 {self._rule}：{message}", *place)


def amount_fact_names(spec: BenefitSpec) -> list[str]:
    """The facts that an amount names, as the rule file writes them."""
    named = [getattr(spec.pays, field, None) for field in ("by", "per", "months", "of", "since")]
    return [name for name in [*named, *(head.count for head in getattr(spec.pays, "heads", ()))] if name]


def least_size(when: Group, fact: str) -> float | None:
    """The smallest number of a fact that the conditions let through, where they set one."""
    limits = [leaf.limits.get("at_least") for leaf in when.required() if leaf.fact.id == fact]
    return max((limit for limit in limits if limit is not None), default=None)


def _counted(fact: Fact, values: Sequence[FactValue]) -> list[Number]:
    """Values that are numbers must be printed like bounds."""
    return [(v, fact.unit) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]


def _is_existence(fact: Fact, spec: ConditionSpec, number: Number) -> bool:
    """At least one, or more than nothing: no number has to be printed for that."""
    return (fact.type == "int" and spec.at_least == number[0] == 1) or (spec.above == number[0] == 0)
