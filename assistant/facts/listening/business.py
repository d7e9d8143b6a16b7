"""A business of one's own: where it is registered and taxed, for how long it runs, what its premises cost a year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import Amount, whole
from assistant.facts.listening.cues import Cue, overlaps
from assistant.facts.listening.periods import Periods
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

LEAST_YEARLY = 20_000  # from here on a rent of “this year” is the year's


class Business:
    """Start-ups of residents; the same words of an organisation are its own place of business."""

    def __init__(self, words: Words) -> None:
        self._districts, self._periods = words.districts, Periods(words)
        district = "(?P<d><district>)(?:区|县)?"
        self._both = words.pattern(
            "(?P<w>注册地?(?:址)?[和、跟与及,]?(?:经营)?[和、跟与及]?<tax_word>地?)(?:都|也|均|全|一直|登记)*"
            f"(?:在|是){district}"
        )
        self._all = words.pattern(
            "(?P<w>(?:经营[和、跟与及]?|参保[和、跟与及]?|社保[和、跟与及]?|纳税[和、跟与及]?"
            "|注册[和、跟与及]?){2,4}地?)(?:都|也|均|全)*(?:在|是)(?P<d><district>)(?:区|县)?"
            "|(?:都|均|也)?在(?P<d2><district>)(?:区|县)?(?P<w2>(?:<place_act>|[、和与及]){2,7})"
        )
        self._registered = (
            words.pattern(f"注册地(?:址)?{district}"),
            words.pattern(f"(?:公司|店|执照|企业)注册(?:的)?{district}"),
            words.pattern(
                f"<registered_at>(?:的)?(?:地址|注册)?[^,。?不没未想要租住户去]{{0,7}}?(?:在|到|是|:)+(?:北京市?)?{district}"
            ),
            words.pattern(
                f"{district}(?:这边|那边|当地)?(?:办|领|发|注册|开|登记)?的?(?:营业|个体|小店)?执照(?!<licence_not>)"
            ),
            words.pattern(
                f"在(?:北京市?)?{district}<registered_near>*(?:新|正式|已经)?<registering>(?!<registering_not>)"
            ),
            words.pattern(
                f"(?:创业|自己|个月|培训完?)[^。?不没未想要]{{0,10}}?在{district}(?:区)?(?:注册|登记)(?:的|了)(?:公司|企业|店)(?=[,。]|$)"
            ),
            words.pattern(f"在(?:北京市?)?{district}[^,。?不没未想要]{{0,3}}?<licensing>"),
        )
        self._taxed = (
            words.pattern(f"纳税地(?:址)?{district}"),
            words.pattern(f"<taxed_at>(?:地|关系|登记)?(?:也|都|就|是|:|都是|还)*(?:在|是|:)+(?:北京市?)?{district}"),
            words.pattern(f"税<adverb>*(?:交|缴|报|上)(?:在|到|给|的是)?(?:了)?{district}"),
            words.pattern(f"(?:在|给|^|(?<=[,、和])){district}(?:这边|的)?<pay_tax>(?!的(?:一家)?<tax_client>)"),
        )
        self._headhunter = re.compile("猎头|寻访")
        self._there = words.pattern(
            "(?P<r>注册|执照)?(?P<t>(?:[和跟]|、)?(?:税|纳税|交税|报税))?(?:登记|地)?(?:<adverb>|都)*在<back_there>(?!租|住|上班)"
        )
        here = words.pattern(f"在{district}(?:这边|的)*[^,。?]{{0,6}}?<opened>[^,。?]{{0,4}}?<shop_noun>")
        self._here = Cue("startup_district", None, here, question="here")
        self._none = Cue(
            "startup_district",
            "none",
            words.pattern("<never>(?:创业|创过业|(?:开|办|注册)过<trade_place>)(?!<startup_not>)"),
        )
        self._runs = words.pattern(
            "(?:正常)?<run_verb><run_tail>*$|(?:开|干|做|办)<opened_tail>*$|(?:创业|创办)<startup_tail>*$"
        )
        self._runs_after = re.compile("(?:整)?(?:了|的)?(?:$|[,。])")
        self._shop = words.pattern("<shop_context>|<own_business>|<premises>")
        self._own = words.pattern("<own_context>|<own_business>|<premises>")
        self._job = words.pattern("<job_context>")
        self._rent = words.pattern("<rent>")
        self._this_year = re.compile("今年|去年|明年")
        self._dwelling = words.pattern("<dwelling>")
        self._not_months = words.pattern("<not_run_months>|<jobless>")
        self._for_others = words.pattern("<for_others>")
        self._of_another = words.pattern("<whose_business>")
        self._rent_after = words.pattern("(?:元|块钱?)?(?:一年|的|来)*<rent>")
        self._not_paid = words.pattern("<rent_passed_on>")
        self._not_rent = words.pattern("<not_rent>")
        self._shop_near = words.pattern("<shop_near>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of a business."""
        if not said.organisation and self._job.search(said.text) and not self._own.search(said.text):
            return  # the company spoken of is the employer's
        yield from self._places(said)
        if not said.organisation:
            yield from self._none.find(said)
            yield from self._rents(said)
        yield from self._time(said)

    def _places(self, said: Said) -> Iterator[Finding]:
        taken: list[tuple[int, int]] = []
        for match in self._all.finditer(said.text):
            where, which = self._districts[match["d"] or match["d2"]], match["w"] or match["w2"]
            taken.append(match.span())
            if said.organisation:
                if all(word in which.replace("社保", "参保") for word in ("经营", "参保", "纳税")):
                    yield Finding("operates_in", where, match.start(), match.end())
                elif said.kind == "employer" and "注册" not in which:
                    yield Finding("operates_in", None, match.start(), match.end())  # the rest is not said
                if "注册" in which and "纳税" in which:
                    yield Finding("registered_and_taxed_in", where, match.start(), match.end())
            else:
                if "注册" in which:
                    yield Finding("startup_district", where, match.start(), match.end())
                if "纳税" in which:
                    yield Finding("startup_tax_district", where, match.start(), match.end())
        for match in self._both.finditer(said.text):
            if overlaps(match, taken):
                continue
            taken.append(match.span())
            where = self._districts[match["d"]]
            if re.match("且|的(?!地址)[^,。]", said.after(match.end(), 3)):
                continue
            if said.organisation:
                yield Finding("registered_and_taxed_in", where, match.start(), match.end())
            else:
                yield Finding("startup_district", where, match.start(), match.end())
                yield Finding("startup_tax_district", where, match.start(), match.end())
        registered = [m for p in self._registered for m in p.finditer(said.text)]
        taxed = [m for p in self._taxed for m in p.finditer(said.text)]
        for fact, matches in (("startup_district", registered), ("startup_tax_district", taxed)):
            for match in matches:
                if overlaps(match, taken):
                    continue
                if re.match("且|的(?!地址)[^,。]|还是|或|好", said.after(match.end(), 3)):
                    continue
                if re.search("不|没|未", said.before(match.start(), 2) + match[0]) or "户" in match[0]:
                    continue
                if self._for_others.search(said.before(match.start(), 3)):
                    continue
                if not said.organisation and self._of_another.search(said.before(match.start(), 8)):
                    continue
                if not said.organisation:
                    yield Finding(fact, self._districts[match["d"]], match.start(), match.end())
                    if match.re is self._registered[-1]:  # who takes out a licence runs a business
                        yield Finding("employment", "self_employed", match.start(), match.end())
        if said.organisation and not taken:
            yield from self._organised(said, registered, taxed)
        if not said.organisation and (registered or taxed):
            yield from self._same_place(said, [*registered, *taxed])
        if not said.organisation and not registered and not taken:
            yield from self._here.find(said)

    def _same_place(self, said: Said, named: list[re.Match[str]]) -> Iterator[Finding]:
        """“执照在怀柔办的，税也在那儿交”: the place named before."""
        for match in self._there.finditer(said.text):
            before = [place for place in named if place.end() <= match.start()]
            if not before or not (match["r"] or match["t"]) or re.search("[不没未]", match[0]):
                continue
            where = self._districts[max(before, key=re.Match.end)["d"]]
            if match["r"]:
                yield Finding("startup_district", where, match.start(), match.end())
            if match["t"]:
                yield Finding("startup_tax_district", where, match.start(), match.end())

    def _organised(self, said: Said, registered: list[re.Match[str]], taxed: list[re.Match[str]]) -> Iterator[Finding]:
        """An organisation's own place: both said of one district settle it, one alone is asked about."""
        first, second = registered[:1], taxed[:1]
        if first and second and self._districts[first[0]["d"]] == self._districts[second[0]["d"]]:
            start, end = min(first[0].start(), second[0].start()), max(first[0].end(), second[0].end())
            yield Finding("registered_and_taxed_in", self._districts[first[0]["d"]], start, end)
        elif said.kind != "employer":
            return
        elif second and self._headhunter.search(said.text):
            where = self._districts[second[0]["d"]]
            yield Finding("client_taxed_in", where, second[0].start(), second[0].end())
        elif first or second:
            fact, match = ("registered_and_taxed_in", first[0]) if first else ("operates_in", second[0])
            if not re.search("不|没|未", said.before(match.start(), 2) + match[0]):
                yield Finding(fact, None, match.start(), match.end())

    def _time(self, said: Said) -> Iterator[Finding]:
        for span in said.spans:
            before, after = said.beside(span.start, span.end)
            if not span.exact or not self._runs_after.match(after):
                continue
            runs = self._runs.search(before)
            if runs is None or self._not_months.search(before[-10:]):
                continue
            if not said.organisation and not self._shop.search(said.sentence_before(span.start) + before):
                continue
            if "上班" in said.sentence_before(span.start, 20) or (
                re.search("(?<![办册记])在[^,。]{0,8}$", before[: runs.start()][-10:]) and "经营" not in runs[0]
            ):
                continue
            fact = "operating_months" if said.organisation else "startup_months"
            if not runs[0].startswith(
                ("经营", "正常", "营业", "运营", "开", "注册", "成立", "创")
            ) and not self._shop_near.search(said.sentence_before(span.start, 24)):
                continue
            if fact == "operating_months" and re.match("干|做", runs[0]):
                continue
            yield Finding(fact, whole(span.months), span.start, span.end)
            if not said.organisation:
                yield Finding("employment", "self_employed", span.start, span.end)

    def _rents(self, said: Said) -> Iterator[Finding]:
        for number in said.numbers:
            if number.unit not in ("", "元") or number.value < 100:
                continue
            clause = said.clause(number.start)
            before = clause.text[: number.start - clause.start]
            context = said.sentence_before(number.start, 40)
            rents = list(self._rent.finditer(context))
            rent = rents[-1] if rents else None
            if not rents and self._rent_after.match(clause.text, number.end - clause.start):
                if not self._dwelling.search(clause.text):
                    yield self._a_year(said, number, before[-8:])
                continue
            lived_in = self._dwelling.search(context) or self._dwelling.search(said.text, number.end, number.end + 10)
            if rent is None or lived_in or self._not_rent.search(context[rent.end() :]):
                continue
            if re.search("补贴|补助", context[rent.start() : rent.end() + 3]) or len(context) - rent.end() > 18:
                continue
            if "房贷" in before or re.match("人|个|平|名|号|年|米", said.after(number.end, 2)):
                continue
            yield self._a_year(said, number, context[max(0, rent.start() - 6) :])

    def _a_year(self, said: Said, number: Amount, near: str) -> Finding:
        after = said.after(number.end, 6)
        if not number.exact:
            return Finding("annual_rent", None, number.start, number.end, "range")
        if self._not_paid.search(said.text, number.end, number.end + 24):
            return Finding("annual_rent", None, number.start, number.end)
        after = after.lstrip("元块钱/,")
        times = self._periods.a_year(after) if self._periods.named.match(after) else None
        times = times or self._periods.a_year(near)
        if times is None and number.value >= LEAST_YEARLY and self._this_year.search(near):
            times = 1  # 房租今年涨到四万五了
        if times is None:
            return Finding("annual_rent", None, number.start, number.end, "period")
        return Finding("annual_rent", whole(number.value * times), number.start, number.end)
