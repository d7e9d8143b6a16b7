"""What a job pays a month: 月薪8k, 一个月四千五, 上份9000，现在这份5200. Net and yearly pay are asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.plain import PAUSE
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

SHORT_LEAD = 8  # characters before a monthly sum that needs no mention of a job
LEAST_WAGE, MOST_WAGE = 300, 500_000


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
        self._two = words.pattern("试用[^。?]{0,16}?转正[^,。?]{0,6}?[0-9一二两三四五六七八九]{1,6}")  # which is meant?
        self._no_wage = words.pattern("<not_wage>|<rent_place>")
        self._gig = words.pattern("<gig>")
        self._goes_on = words.pattern(
            "(?:<now_word>|我|这|份|家|个|工作|单位|公司|这里|这边|也|就|才|只有|还是|是|给|开|涨到|降到|到|了|:)*"
        )
        self._named_before = words.pattern(
            "<wage>[^,。?涨扣]{0,4}?(?:低|少|不高|不多|高|还行|一般|不错|呢|嘛|的话)?$|<wage>[^,。?]{0,6}?\\d+$|(?:降|涨|调)到\\d+(?:元|块)?$"
            "|<earlier_job>[^,。?]{0,4}?<wage>|<wage>[^,。?]{0,8}是<earlier_job>的?$"
        )
        self._taken_off = re.compile("[扣刨除][完了掉去除].{0,2}[社五]")  # 扣完社保七千
        self._ends = re.compile("(?:元|块钱?)?(?:的|了|呢|吧)?$")
        self._figure = re.compile(r"\d|[一二三四五六七八九][千万]")
        self._former = words.pattern("(?:元|块钱?)?(?:那)?(?:是|都是)<earlier_job>")  # 月薪九千是以前的
        self._offered = words.pattern("<offered>")
        self._odd_period = words.pattern("<odd_period>[^,。?]{0,2}$")
        self._net = words.pattern("<net_pay>")
        self._net_then = words.pattern(",(?:那个|这个|那|这)?(?:是|都是|指的是)(?:<net_pay>)")
        self._yearly = words.pattern("<yearly_pay>")
        self._base = words.pattern("<base_pay>")
        self._sought = words.pattern("<headhunted>")
        self._not_money_unit = words.pattern("<not_money_unit>")
        self._wage_about = words.pattern("<wage_about>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of the wage."""
        two = self._two.search(said.text) if "试用" in said.text else None
        for number in said.numbers:
            small = not said.organisation and number.value < LEAST_WAGE
            if small and self._odd_period.search(said.before(number.start, 6)):
                if not self._gig.search(said.text):
                    yield Finding("monthly_wage", None, number.start, number.end, "range")
                continue
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
            if label is None and self._ends.match(said.after(number.end, 6)):
                label = self._label_before(said, clause.start, before)
            if label is None and unclear is None and not self._month_alone(said, before, number.start, number.end):
                continue
            if self._offered.search(before[-8:]) or self._former.match(said.after(number.end, 8)):
                continue  # 谈的工资: not agreed in a contract yet
            if self._no_wage.search(before[-10:]) and not (self._base.search(near) or self._taken_off.search(near)):
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
            elif (
                (two is not None and two.start() <= number.start < two.end())
                or not number.exact
                or self._wage_about.match(said.after(number.end, 3))
            ):
                yield Finding("monthly_wage", None, number.start, number.end, "range")
            elif LEAST_WAGE <= number.value <= MOST_WAGE:
                net = self._net.search(said.after(number.end, 6)) or self._net_then.match(said.text, clause.end)
                value = None if net else whole(number.value)
                yield Finding(
                    "monthly_wage", value, max(start, clause.start), number.end, "net" if value is None else ""
                )

    def _label_before(self, said: Said, start: int, before: str) -> re.Match[str] | None:
        """“就是工资低，3100”, “上份月薪9000，现在这份5200”: the wage was named in the clause before."""
        if not self._goes_on.fullmatch(before):
            return None
        index = said.plain.clause_index(start)
        for last in said.plain.clauses[max(0, index - (2 if before else 1)) : index][::-1]:
            if last.mark != PAUSE or (not before and self._figure.search(last.text)):
                return None
            named = self._named_before.search(last.text)
            if named is not None:
                return named
        return None

    def _month_alone(self, said: Said, before: str, start: int, end: int) -> bool:
        """“一个月五千”, “五千一个月” where a job is spoken of, and no rent, benefit or gig."""
        after = self._month_after.match(said.after(end, 8))
        if not (self._by_month.search(before) or self._earned.search(before) or after):
            return False
        if self._no_wage.search(said.after(end, 8)):
            return False  # 一个月八千房租
        context = said.sentence_before(start)
        if self._gig.search(said.text[max(0, start - 60) : start]) or self._no_wage.search(
            before if said.organisation else context[-16:]
        ):
            return False
        first = said.clause(start).start == 0 and len(before) <= SHORT_LEAD  # “一个月8k”, and nothing went before
        return first or bool(self._job.search(said.text))
