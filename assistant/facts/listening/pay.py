"""What a job gives: contract (签了三年合同, 无固定期限), wage (月薪8k, 工资4千5), social insurance (单位给上社保)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.hiring import HIRED, employer
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

UNSIGNED = 8  # characters of the next clause: 公司说签三年合同，我还没签
LEAST_WAGE, MOST_WAGE = 300, 500_000


class Contract:
    """Term of the labour contract."""

    def __init__(self, words: Words) -> None:
        not_open = Void(words.pattern("<open_ended_not>"), before=4)
        self._open = Cue("contract_years", "open_ended", words.pattern("<open_ended>"), (not_open,))
        self._after = words.pattern("(?:期|期限)?(?:的)?(?:固定期限)?(?:正式|书面)?<contract_kind>?合同")
        self._before = words.pattern("合同<contract_term>?<contract_link>*$")
        self._signed = words.pattern(
            "签<signed_tail>$|(?:跟|和|与)<signed_with>签$|<workplace>(?:跟我|和我)?签(?:了|的)$"
        )
        self._job = words.pattern("<contract_job>|<workplace>")
        self._not = words.pattern("<contract_not>")
        self._unsigned = words.pattern("(?:没有?|未|不)<signing_fill>?签")
        self._yearly = words.pattern("<renewal>")
        self._kinds = words.choices["employer_kind"]
        self._has_signed = words.pattern("^(?!.*<promise>).*签")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of the contract; who has signed one has a unit (跟单位签了合同)."""
        for term in self._terms(said):
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
            if self._not.search(before[-8:]) or self._not.search(after[:3]):
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
            elif before == "" and re.match("(?:的|期)$", after) and self._said_before(said, clause.start):
                yield self._years(span.months, span.exact, span.start, span.end)
            elif self._signed.search(before) and re.match("(?:的|期)?(?:$|,)", after):
                leased = re.search("租|房", said.sentence_before(span.start, 20))
                if self._job.search(said.sentence_before(span.start)) and not leased:
                    yield self._years(span.months, span.exact, span.start, span.end)

    def _said_before(self, said: Said, start: int) -> bool:
        """“刚签了合同，三年的”: the clause before ends with the contract."""
        before = said.sentence_before(start, 20)
        return bool(re.search("签(?:了|的|订了|过)?(?:[^,。?]{0,4}合同)?,$", before)) and not self._not.search(before)

    def _years(self, months: float, exact: bool, start: int, end: int) -> Finding:
        if not exact:
            return Finding("contract_years", None, start, end, "term")
        return Finding("contract_years", whole(round(months / 12, 4)), start, end)


class Wage:
    """Monthly wage: net pay, yearly pay and ranges are asked about."""

    def __init__(self, words: Words) -> None:
        self._label = words.pattern("(?P<l><wage>)(?P<mid><wage_between>*)$")
        self._by_month = words.pattern(
            "^(?:<monthly_lead>|<subject>)*<every_month>(?:能|就|都|才|是|也|发|给|开|挣|拿|赚|到|我|他|她|有|了)*$"
        )
        self._earned = words.pattern("<per_month>[^,。?]{0,4}?(?:挣|拿|开|发|赚|给)(?:我|到|了|个)*$")
        self._month_after = words.pattern("(?:元|块钱?)?(?:<every_month>|/月)(?:吧|的|呢)?(?:$|[,。])")
        self._job = words.pattern("<wage_job>|<workplace>")
        self._no_wage = words.pattern("<not_wage>|<rent_place>")
        self._gig = words.pattern("<gig>")
        self._net = words.pattern("<net_pay>")
        self._net_then = words.pattern(",(?:那个|这个|那|这)?(?:是|都是|指的是)(?:<net_pay>)")
        self._yearly = words.pattern("<yearly_pay>")
        self._base = words.pattern("<base_pay>")
        self._sought = words.pattern("<headhunted>")
        self._not_money_unit = words.pattern("<not_money_unit>")
        self._wage_about = words.pattern("<wage_about>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of the wage."""
        for number in said.numbers:
            sum_of_money = number.unit in ("", "元") and LEAST_WAGE <= number.value <= MOST_WAGE * 10
            start_of_range = number.unit == "" and not number.exact and 1 <= number.value < 100  # 四五千: 四
            if not sum_of_money and not start_of_range:
                continue
            clause = said.clause(number.start)
            before = clause.text[: number.start - clause.start]
            near = before[-14:]
            if self._not_money_unit.match(said.after(number.end, 2)):
                continue
            if (
                said.organisation
                and self._yearly.search(near)
                and (said.kind != "employer" or self._sought.search(said.text))
            ):
                continue  # what a headhunter's post pays
            unclear = self._net.search(near) or self._yearly.search(near) or self._base.search(near)
            label = self._label.search(near)
            if label is None and unclear is None and not self._month_alone(said, before, number.start, number.end):
                continue
            if self._no_wage.search(before[-10:]) and not self._base.search(near):
                continue
            start = number.start - (len(label[0]) if label else 0)
            if unclear is not None:
                yield Finding(
                    "monthly_wage",
                    None,
                    number.start - len(near) + unclear.start(),
                    number.end,
                    "net" if not self._yearly.search(near) else "yearly",
                )
            elif not number.exact or self._wage_about.match(said.after(number.end, 3)):
                yield Finding("monthly_wage", None, number.start, number.end, "range")
            elif LEAST_WAGE <= number.value <= MOST_WAGE:
                net = self._net.search(said.after(number.end, 6)) or self._net_then.match(said.text, clause.end)
                value = None if net else whole(number.value)
                yield Finding(
                    "monthly_wage", value, max(start, clause.start), number.end, "net" if value is None else ""
                )

    def _month_alone(self, said: Said, before: str, start: int, end: int) -> bool:
        """“一个月五千”, “五千一个月” where a job is spoken of, and no rent, benefit or gig."""
        after = self._month_after.match(said.after(end, 8))
        if not (self._by_month.search(before) or self._earned.search(before) or after):
            return False
        context = said.sentence_before(start)
        if self._gig.search(said.text[max(0, start - 60) : start]) or self._no_wage.search(
            before if said.organisation else context[-16:]
        ):
            return False
        return bool(self._job.search(said.text))


class Insurance:
    """Employee social insurance: paid by the employer. What one pays oneself is none."""

    def __init__(self, words: Words) -> None:
        self._named = words.pattern("<insurance>")
        self._denied = words.pattern(
            "(?:<insurance_deny>|不(?!过))<insurance_for>?<staff>?<duly>?<pay_in>?(?:过|足)?<insurance_kind>?$"
        )
        self._denied_after = words.pattern(
            "(?:<insurance_deny_lead>|<adverb>)*(?:没有?|不|未)(?:给|帮)?(?:我们?|员工)?(?:<pay_in>|有)?(?:过|上)?(?:$|呢|啊|的|,)"
        )
        self._paid = words.pattern(
            "(?P<who><workplace>|老板|单位)?(?:[^,。?自]{0,6}?)(?P<v><insurance_how>)*<staff>?<insurance_duly>*"
            "<pay_in>(?P<a>了|着|的|上了)?(?:全|齐|够)?(?:的)?<insurance_kind>?$"
        )
        self._has = words.pattern("<insurance_has>(?:职工|城镇职工)?$")
        self._paid_after = words.pattern(
            "<insurance_rest>?(?:<insurance_lead>|<adverb>)*(?::|(?P<who><workplace>|老板))?(?:<insurance_all>|<adverb>)*(?:我们?)?"
            "(?:<insurance_full>|<pay_in>(?:着|了|的|齐|全|上|过)*)(?:呢|啊|的)?(?:$|,)"
        )
        self._self_paid = words.pattern("<self_paid>")
        self._job = words.pattern("<insurance_job>|<workplace>")
        self._only = words.pattern("<insurance_only>")
        self._standard = words.pattern("按?(?:照)?(?:城镇)?职工(?:的)?标准[^,。?不没]{0,3}(?:交|缴|上|参)")
        self._doubled = words.pattern("(?:不是)(?:说)?<staff>?(?:没有?|不|未)(?:给|帮)?<staff>?<pay_in>?$")
        self._affirmed = words.pattern("[,。](?:都|是|也|早|一直|就)*(?:<pay_in>(?:了|着|的)|有)")
        self._promised = words.pattern("(?:说|答应|承诺|保证|口头)(?:好|了|过|是|要|会|能|给|帮|我们?|都)*<pay_in>$")
        self._unpaid = words.pattern("[,。]<adverb>*(?:没|不)(?:给|帮)?<staff>?<pay_in>")
        self._needless = words.pattern("(?:不用|不需要|不给|不管|没给)<staff>?<pay_in>$")
        self._ends_in_no = re.compile("[不没未]$")
        self._insurance_topic = words.pattern("<insurance_topic>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of employee social insurance."""
        for match in self._named.finditer(said.text):
            clause = said.clause(match.start())
            before, after = said.beside(match.start(), match.end())
            before, after = before[-18:], after[:14]
            if self._insurance_topic.match(after):
                continue
            if self._standard.search(after) and not self._ends_in_no.search(before):
                yield Finding("employee_social_insurance", True, match.start(), match.end())
                continue
            if self._self_paid.search(before) or self._self_paid.search(after):
                continue
            if self._doubled.search(before):
                if self._affirmed.match(said.text, said.clause(match.start()).end):
                    yield Finding("employee_social_insurance", True, match.start(), match.end())
                continue  # 也不是不给上社保，上了
            if self._promised.search(before):
                if self._unpaid.match(said.text, said.clause(match.start()).end):
                    yield Finding("employee_social_insurance", False, match.start(), match.end())
                continue  # 老板说给交社保，一直没交
            if self._needless.search(before):
                yield Finding("employee_social_insurance", False, match.start(), match.end())
                continue
            if self._only.search(before[-4:]) or match[0].startswith(("养老", "医")):
                continue
            context = (
                self._job.search(clause.text)
                or self._job.search(said.sentence_before(match.start()))
                or self._job.search(said.text)
            )
            if not context and not said.organisation:
                continue
            fact = "employee_social_insurance"
            if self._denied.search(before) or self._denied_after.match(after):
                yield Finding(fact, False, match.start(), match.end())
            elif (
                self._paid_after.match(after)
                or self._has.search(before)
                or self._paid.search(before)
                or (match[0].startswith("五险") and before in ("", "有", "都", "也", "全") and after in ("", "都有"))
            ):
                yield Finding(fact, True, match.start(), match.end())
