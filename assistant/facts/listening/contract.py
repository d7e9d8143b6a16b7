"""The term of the labour contract: 签了三年合同, 合同一年一签, 无固定期限, 到期又续了三年."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.hiring import HIRED, employer
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

UNSIGNED = 8  # characters of the next clause: 公司说签三年合同，我还没签
OVER = 14  # characters after a contract in which it is told to have ended


class Contract:
    """Term of the labour contract."""

    def __init__(self, words: Words) -> None:
        not_open = Void(words.pattern("<open_ended_not>"), before=4)
        self._open = Cue("contract_years", "open_ended", words.pattern("<open_ended>"), (not_open,))
        self._after = words.pattern("(?:期|期限)?(?:的)?(?:固定期限)?(?:正式|书面)?<contract_kind>?合同")
        self._before = words.pattern("合同<contract_term>?<contract_link>*$")
        self._signed = words.pattern(
            "(?:签|续)<signed_tail>*(?:满)?$|(?:跟|和|与)<signed_with>签$|<workplace>(?:跟我|和我)?签(?:了|的)$"
        )
        self._job = words.pattern("<contract_job>|<workplace>")
        self._not = words.pattern("<contract_not>")
        self._unsigned = words.pattern("(?:没有?|未|不)<signing_fill>?签")
        self._yearly = words.pattern("<renewal>")
        self._every, self._ended = words.pattern("<renewal>(?=$|,)"), words.pattern("(?:<renewal>|了|整|长?约)?(?:$|,)")
        self._renewed = re.compile("续(?:签)?(?:了|的)?$")  # 到期又续了三年
        self._leased = words.pattern("<leased>")
        self._of_else = words.pattern(
            "[,。](?:签的)?(?:是|就是)?(?:<leased>(?:租约|合同|租赁)?的?(?:合同|租约)?|<contract_not>[^,。?]{0,3}(?:协议|合同))(?=$|[,。])"
        )
        self._kinds = words.choices["employer_kind"]
        self._over = words.pattern("[,。]<adverb>*<contract_over>")
        self._promised = words.pattern("<promise>")
        self._has_signed = words.pattern("^(?!.*<promise>).*签(?:了|的|过|着|完|订|好|[^,。?]{1,8}(?:了$|合同)|.*上班)")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of the contract; who has signed one has a unit (跟单位签了合同)."""
        for term in self._terms(said):
            if not said.organisation and self._over.search(said.text, term.end, term.end + OVER):
                continue  # 去年签的三年，今年被裁了
            yield term
            clause = said.clause(term.start)
            signed = self._has_signed.search(said.sentence_before(term.start, 16) + clause.text)
            if signed and not said.organisation and term.value is not None:
                yield Finding("employment", "unit", term.start, term.end, weight=HIRED)
                yield from employer(self._kinds, clause.text, clause.start)

    def _terms(self, said: Said) -> Iterator[Finding]:
        yield from self._open.find(said)
        for span in said.spans:
            clause = said.clause(span.start)
            before, after = said.beside(span.start, span.end)
            behind = self._after.match(after)
            if self._unsigned.search(said.text, clause.start, min(len(said.text), clause.end + UNSIGNED)):
                continue
            if (self._not.search(before[-8:]) and not self._renewed.search(before)) or self._not.search(after[:3]):
                continue
            if behind is not None:
                if "没" in before[-4:] or re.search("不是|不足", before[-5:]):
                    continue
                yield self._years(span.months, span.exact, span.start, span.end + behind.end())
            elif self._before.search(before) or (self._yearly.match(after) and "合同" in before):
                if re.match("(?:整)?了", after) and "合同签了" in before:
                    yield Finding("contract_years", None, span.start, span.end, "term")
                else:
                    yield self._years(span.months, span.exact, span.start, span.end)
            elif before == "" and re.match("(?:的|期)?$", after) and self._said_before(said, clause.start):
                yield self._years(span.months, span.exact, span.start, span.end)
            elif (self._signed.search(before) or self._every.match(after)) and self._ended.match(
                after[1:] if after[:1] in "的期" else after
            ):
                near = said.sentence_before(span.start, 20) + clause.text
                if self._of_else.match(said.text, clause.end):
                    continue  # 签了三年，店面的
                if not (self._leased.search(near) or self._promised.search(clause.text)) and (
                    not said.organisation or self._job.search(said.sentence_before(span.start))
                ):
                    yield self._years(span.months, span.exact, span.start, span.end)

    def _said_before(self, said: Said, start: int) -> bool:
        """“刚签了合同，三年的”: the clause before ends with the contract."""
        before = said.sentence_before(start, 20)
        return bool(re.search("签(?:了|的|订了|过)?(?:[^,。?]{0,4}(?:合同|期限))?,$", before)) and not self._not.search(
            before
        )

    def _years(self, months: float, exact: bool, start: int, end: int) -> Finding:
        if not exact:
            return Finding("contract_years", None, start, end, "term")
        return Finding("contract_years", whole(round(months / 12, 4)), start, end)
