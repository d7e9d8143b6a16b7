"""Loads every rule file of a corpus folder; a slip in one of them is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

from assistant.authored import AuthoredFile, CorpusError
from assistant.documents.corpus import Corpus
from assistant.facts.vocabulary import Vocabulary
from assistant.rules.benefit import Benefit
from assistant.rules.compile import Compiler
from assistant.rules.parameters import Parameters
from assistant.rules.schema import RuleFile


def load_benefits(folder: Path, corpus: Corpus, vocabulary: Vocabulary, parameters: Parameters) -> tuple[Benefit, ...]:
    """Every benefit of ``folder/rules/*.yaml``, grounded in the corpus. Raises CorpusError."""
    paths = sorted((folder / "rules").glob("*.yaml"))
    if not paths:
        raise CorpusError(f"目录 {folder / 'rules'} 里没有规则文件，请恢复它们。")
    files = [AuthoredFile(path) for path in paths]
    loaded = [(file, file.validated(RuleFile)) for file in files]
    for file, rules in loaded:
        if rules.document not in corpus.documents:
            raise file.error(f"没有“{rules.document}”这份文件。", "document")
    order = list(corpus.documents)
    benefits: dict[str, Benefit] = {}
    for file, rules in sorted(loaded, key=lambda pair: order.index(pair[1].document)):
        compiler = Compiler(file, rules, corpus, vocabulary, parameters)
        compiler.check_shared_notes()
        for index, spec in enumerate(rules.benefits):
            if spec.id in benefits:
                raise file.error(f"两条规则用了同一个 id“{spec.id}”，请改掉一个。", "benefits", index, "id")
            benefits[spec.id] = compiler.benefit(spec, index, len(benefits))
    for file, rules in loaded:
        _check_exclusions(file, rules, benefits)
    return tuple(benefits.values())


def _check_exclusions(file: AuthoredFile, rules: RuleFile, benefits: dict[str, Benefit]) -> None:
    """Each names a benefit that there is, and the other doesn't name this one back: once is enough."""
    for index, spec in enumerate(rules.benefits):
        for i, exclusion in enumerate(spec.excludes):
            place = ("benefits", index, "excludes", i, "benefit")
            other = benefits.get(exclusion.benefit)
            if other is None:
                raise file.error(f"规则 {spec.id}：没有“{exclusion.benefit}”这项待遇，请检查拼写。", *place)
            if not set(spec.applicants) & set(other.applicants):
                raise file.error(f"规则 {spec.id}：{other.id} 不是给同一类申请人的，不会同时领取。", *place)
            if spec.id in [back.benefit for back in other.excludes]:
                raise file.error(f"规则 {spec.id} 和 {other.id} 互相写了 excludes，绕成了圈：只留一处。", *place)
