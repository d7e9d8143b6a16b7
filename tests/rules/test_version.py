"""The version of a rule changes with all that decides who may have a benefit and how much, and with nothing else."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.documents.corpus import Corpus
from assistant.engine import Engine
from assistant.rules.benefit import Benefit, Exclusion
from assistant.rules.logic import Condition, Grounds, Group, Leaf
from assistant.rules.version import content_version, rule_version

DAY = dt.timedelta(days=1)
OTHER_YEAR = {"latest": "last", "last": "latest"}
Variants = Iterator[Benefit]
AGAIN = """
import json, pathlib, sys
from assistant.engine import Engine
print(json.dumps(Engine(pathlib.Path(sys.argv[1])).rules.versions))
"""


def changed(condition: Condition, change: Callable[[Any], Condition | None]) -> Iterator[Condition]:
    """The condition with one of its parts, at any depth, as ``change`` makes it."""
    other = change(condition)
    if other is not None:
        yield other
    if isinstance(condition, Group):
        for i, part in enumerate(condition.parts):
            for another in changed(part, change):
                yield replace(condition, parts=(*condition.parts[:i], another, *condition.parts[i + 1 :]))


def with_conditions(change: Callable[[Any], Condition | None]) -> Callable[[Benefit], Variants]:
    def variants(benefit: Benefit) -> Variants:
        for when in changed(benefit.when, change):
            assert isinstance(when, Group)
            yield replace(benefit, when=when)

    return variants


def leaf_test(condition: Condition) -> Condition | None:
    return replace(condition, key=(condition.key, "another")) if isinstance(condition, Leaf) else None


def operator(condition: Condition) -> Condition | None:
    return replace(condition, operator=condition.operator + "!") if isinstance(condition, Group) else None


def one_part_less(condition: Condition) -> Condition | None:
    return replace(condition, parts=condition.parts[1:]) if isinstance(condition, Group) else None


def quote(condition: Condition) -> Condition:
    return replace(condition, grounds=another_quote(condition.grounds))


def clause(condition: Condition) -> Condition:
    return replace(condition, grounds=replace(condition.grounds, clause=condition.grounds.clause + "p9"))


def another_quote(grounds: Grounds) -> Grounds:
    return replace(grounds, quote=grounds.quote + "等")


def amounts(benefit: Benefit) -> Variants:
    """Each number and each word of the amount, one after the other, is another."""
    pays = benefit.pays
    for written in one_changed(pays.model_dump(by_alias=True, exclude={"unused", "kind"})):
        yield replace(benefit, pays=type(pays).model_validate({**written, "kind": pays.kind}))


def one_changed(content: Any) -> Iterator[Any]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield from ({**content, name: other} for other in one_changed(value))
    elif isinstance(content, list):
        for i, value in enumerate(content):
            yield from ([*content[:i], other, *content[i + 1 :]] for other in one_changed(value))
    elif isinstance(content, str):
        yield OTHER_YEAR.get(content, content + "等")
    elif isinstance(content, int | float) and not isinstance(content, bool):
        yield content + 1


def validity(benefit: Benefit) -> Variants:
    start, end = benefit.in_force_from, benefit.expires
    yield replace(benefit, in_force_from=start + DAY if start else dt.date(2020, 1, 1))
    yield replace(benefit, expires=end + DAY if end else dt.date(2030, 1, 1))
    if start:
        yield replace(benefit, in_force_from=None)
    if end:
        yield replace(benefit, expires=None)


def exclusions(benefit: Benefit) -> Variants:
    yield replace(benefit, excludes=(*benefit.excludes, Exclusion("another", benefit.when.grounds)))
    if benefit.excludes:
        first = benefit.excludes[0]
        yield replace(benefit, excludes=benefit.excludes[1:])
        yield replace(benefit, excludes=(replace(first, grounds=another_quote(first.grounds)),))


DECIDES: dict[str, Callable[[Benefit], Variants]] = {
    "a test": with_conditions(leaf_test),
    "how tests are joined": with_conditions(operator),
    "a condition less": with_conditions(one_part_less),
    "a quotation": with_conditions(quote),
    "where it stands": with_conditions(clause),
    "the amount": amounts,
    "its days": validity,
    "what it excludes": exclusions,
    "for whom it is": lambda benefit: iter([replace(benefit, applicants=(*benefit.applicants, "another"))]),
    "its clause": lambda benefit: iter([replace(benefit, clause=benefit.clause + "p9")]),
}
WORDS: dict[str, Callable[[Benefit], Variants]] = {
    "notes": lambda benefit: iter([replace(benefit, notes=()), replace(benefit, notes=benefit.notes * 2)]),
    "examples": lambda benefit: iter([replace(benefit, spec=benefit.spec.model_copy(update={"examples": []}))]),
    "name": lambda benefit: iter([replace(benefit, name="另一个名字")]),
    "recipient": lambda benefit: iter([replace(benefit, recipient="另一个窗口")]),
    "place in the file": lambda benefit: iter([replace(benefit, order=benefit.order + 1)]),
    "what is said of a condition": with_conditions(
        lambda condition: replace(
            condition, **({"note": "注"} | ({} if isinstance(condition, Group) else {"says": "说"}))
        )
    ),
}


@pytest.mark.parametrize("what", DECIDES)
def test_a_rule_has_another_version_with_whatever_decides(engine: Engine, what: str) -> None:
    seen = 0
    for benefit in engine.rules.benefits:
        variants = list(DECIDES[what](benefit))
        versions = {rule_version(variant) for variant in variants}
        assert rule_version(benefit) not in versions, benefit.id
        seen += len(variants)
    assert seen >= len(engine.rules.benefits)


@pytest.mark.parametrize("what", WORDS)
def test_a_rule_keeps_its_version_whatever_the_words_around_it(engine: Engine, what: str) -> None:
    for benefit in engine.rules.benefits:
        variants = list(WORDS[what](benefit))
        assert variants
        assert all(variant != benefit for variant in variants) or what == "notes"
        assert {rule_version(variant) for variant in variants} == {rule_version(benefit)}, benefit.id


@pytest.mark.parametrize("what", [*DECIDES, *WORDS])
def test_a_rule_that_reads_otherwise_has_another_content_version(engine: Engine, what: str) -> None:
    """The two that aren't read: clauses that don't exist can't be, and the place in the file tells nothing."""
    if what in ("where it stands", "its clause"):
        return
    for benefit in engine.rules.benefits:
        variants = list((DECIDES | WORDS)[what](benefit))
        versions = {content_version(v, engine.corpus) for v in variants if v != benefit}
        assert (content_version(benefit, engine.corpus) in versions) == (what == "place in the file"), benefit.id


def test_the_words_of_its_clauses_are_read_too_and_who_wrote_it_is_not(engine: Engine) -> None:
    for benefit in engine.rules.benefits:
        read = content_version(benefit, engine.corpus)
        assert content_version(replace(benefit, written_by=("somebody",)), engine.corpus) == read
        for clause in benefit.clauses():
            other = Corpus(list(engine.corpus.documents.values()), engine.corpus.version)
            other.clauses[clause] = replace(other.clauses[clause], text=other.clauses[clause].text + "。")
            assert content_version(benefit, other) != read


def test_two_changes_give_two_versions(engine: Engine) -> None:
    variants = [variant for make in DECIDES.values() for variant in make(engine.rules.benefits[0])]
    assert len({rule_version(variant) for variant in variants}) == len(variants) > 10


def test_every_process_names_the_versions_alike(engine: Engine, corpus_folder: Path) -> None:
    """Python hashes words differently in each process unless it is told how."""
    other = subprocess.run(
        [sys.executable, "-c", AGAIN, str(corpus_folder)],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        check=True,
    )
    assert json.loads(other.stdout) == engine.rules.versions
    assert len(set(engine.rules.versions.values())) == len(engine.rules.benefits)
