"""Social insurance as an employee: 单位给上社保, 五险齐全, 社保没给交. What one pays oneself is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.deeds import COUNT
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words


class Insurance:
    """Employee social insurance: paid by the employer. What one pays oneself is none."""

    def __init__(self, words: Words) -> None:
        self._named = words.pattern("<insurance>")
        some = f"(?:有的|有些|有人|一部分|部分|一半|其他|其余|剩下|另外|{COUNT}(?!月))"
        unpaid = "[^,。?]{0,8}?(?:没|未|不)(?:有|给|来得及)*(?:<pay_in>|<insurance>|$|[,。])"
        self._lacking = re.compile("[没未不]")
        self._by_person = words.pattern(
            f"{some}[^。?]{{0,12}}?<insurance>[^。?]{{0,10}}?{some}{unpaid}"
            f"|<insurance>[^,。?]{{0,6}}?{some}[^。?]{{0,10}}?{some}{unpaid}"
        )
        self._denied = words.pattern(
            "(?:<insurance_deny>|不(?!过))(?:哪个|一家)?(?:<workplace>|老板)?(?:肯|愿意)?<insurance_for>?<staff>?<duly>?<pay_in>?(?:过|足)?<insurance_kind>?$"
        )
        self._denied_after = words.pattern(
            "(?:<insurance_deny_lead>|<adverb>)*(?:没有?|不|未)(?:来得及)?(?:给|帮)?(?:我们?|员工)?(?:<pay_in>|有)?(?:过|上)?(?:$|呢|啊|的|,)"
        )
        self._paid = words.pattern(
            "(?P<who><workplace>|老板|单位)?(?:[^,。?自]{0,6}?)(?P<v><insurance_how>)*<staff>?<insurance_duly>*"
            "<pay_in>(?P<a>了|着|的|上了)?(?:全|齐|够)?(?:的)?<insurance_kind>?$"
        )
        self._has = words.pattern("<insurance_has>(?:职工|城镇职工)?$")
        self._paid_after = words.pattern(
            "<insurance_rest>?(?:<insurance_lead>|<adverb>)*(?::|(?P<who><workplace>|老板))?(?:<insurance_all>|<adverb>)*(?:我们?)?(?:从[^,。?不没]{1,4}?(?:就|起|开始)?<adverb>*)?(?:正?在)?"
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
        self._no_longer = words.pattern(
            "[,。]<now_word>(?:就|已经|也)*(?:没人?|不|断了|停了)(?:再|给)*(?:<pay_in>)?(?:了|着|的)*(?:$|[,。])"
        )
        self._ends_in_no = re.compile("[不没未]$")
        self._insurance_topic = words.pattern("<insurance_topic>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of employee social insurance; where it differs by person, it is asked."""
        spoken_of = self._lacking.search(said.text) and self._named.search(said.text)
        differs = self._by_person.search(said.text) if spoken_of else None
        if differs is not None:
            yield Finding("employee_social_insurance", None, differs.start(), differs.end())
            return
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
            no_longer = self._no_longer.match(said.text, clause.end)
            if no_longer is not None:
                yield Finding("employee_social_insurance", False, clause.end + 1, no_longer.end())
                continue  # 前单位给交的社保，现在没人交了
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
