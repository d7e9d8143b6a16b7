"""A business of one's own: where it is registered and taxed, for how long it runs, what its premises cost a year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import Amount, whole
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

_PERIODS = (
    ("(?:一|每)?个?季度?|按季|季付", 4),
    ("半年", 2),
    ("(?:每|一)个?月|月租|月付|/月|按月", 12),
    ("(?:每|一|全)年|年租|年付|按年|年房租", 1),
)
_PERIOD = [(re.compile(words), times) for words, times in _PERIODS]
PERIOD = re.compile("|".join(words for words, _ in _PERIODS))


def times_a_year(text: str) -> int | None:
    """How often a year the sum falls due by the last word for it (每月 = 12, 季付 = 4), None where none is said."""
    due = [(match.start(), times) for pattern, times in _PERIOD for match in pattern.finditer(text)]
    return max(due)[1] if due else None


class Business:
    """Start-ups of residents; the same words of an organisation are its own place of business."""

    def __init__(self, words: Words) -> None:
        self._districts = words.districts
        district = "(?P<d><district>)(?:区|县)?"
        self._both = words.pattern(
            "(?P<w>注册地?(?:址)?[和、跟与及,]?(?:经营)?[和、跟与及]?(?:纳税"
            f"|交税|税务|缴税)地?)(?:都|也|均|全|一直|登记)*(?:在|是){district}"
        )
        self._all = words.pattern(
            "(?P<w>(?:经营[和、跟与及]?|参保[和、跟与及]?|社保[和、跟与及]?"
            "|纳税[和、跟与及]?|注册[和、跟与及]?){2,4}地?)"
            "(?:都|也|均|全)*(?:在|是)(?P<d><district>)(?:区|县)?"
            "|(?:都|均|也)?在(?P<d2><district>)(?:区|县)?(?P<w2>(?:注册|经营|参保|纳税|[、和与及]){2,7})"
        )
        self._registered = (
            words.pattern(f"注册地(?:址)?{district}"),
            words.pattern(
                "(?:注册地?(?:址|点)?|营业执照|执照|登记地)(?:的)?(?:地址|注册)?(?:也"
                f"|都|就|是|:|办)*(?:在|到|是|:|落在)+(?:北京市?)?{district}"
            ),
            words.pattern(
                f"在(?:北京市?)?{district}(?:这边|的|工商|市场监管)*(?:新|正式|已经)?(?:注册"
                "|领的?执照|办的?(?:营业)?执照|登记的?(?:公司|店|企业))(?!资本"
                "|的(?:一家)?(?:公司|企业|单位))"
            ),
        )
        self._taxed = (
            words.pattern(f"纳税地(?:址)?{district}"),
            words.pattern(
                "(?:纳税|交税|缴税|税务登记|报税|税)(?:地|关系|登记)?(?:也|都|就"
                f"|是|:|都是|还)*(?:在|是|:)+(?:北京市?)?{district}"
            ),
            words.pattern(
                f"(?:在|给|^|(?<=[,、和])){district}(?:这边|的)?(?:纳税|交税|缴税"
                "|报税|上税)(?!的(?:一家)?(?:公司|企业|单位|客户|用人))"
            ),
        )
        self._headhunter = re.compile("猎头|寻访")
        self._here = words.pattern(
            f"在{district}(?:这边|的)*[^,。?]{{0,6}}?(?:开了|开的|开着|创办了"
            f"|办了|开)[^,。?]{{0,4}}?(?:公司|店|工作室|餐馆|饭馆|铺)"
        )
        self._none = words.pattern("(?:没有?|从没|从来没有?|未)(?:创业|创过业)(?!成功|培训|经验)")
        self._runs = words.pattern(
            "(?:正常)?(?:经营|营业|运营|开业|运转)(?:了|已|已经|满|有|时间"
            "|到现在|:|正常)*$|(?:开|干|做|办)(?:了|的|起来|店|业|到现在|已"
            "|已经|有|张|店)*$|(?:创业|创办)(?:了|已|已经|有|满|到现在|成功)*$"
        )
        self._runs_after = re.compile("(?:整)?(?:了|的)?(?:$|[,。])")
        self._shop = words.pattern("<own_business>|<premises>|公司|企业|创业|执照|注册|经营|营业|生意|店|工作室")
        self._own = words.pattern("<own_business>|创业|开店|开了|开的|自己|我公司|<premises>|个体|老板是我|经营")
        self._job = words.pattern("上班|入职|我们单位|单位给|月薪|工资|合同|应聘|找到一?家|打工")
        self._rent = words.pattern("<rent>")
        self._dwelling = words.pattern(
            "住的|住房|租房住|居住|合租|宿舍|公租房|租房子住|家里|自己住|单位房|出租屋|我租房|租的房子|租房补"
        )
        self._not_months = words.pattern("租|合同|失业|下岗|培训|入职|上班|打工|<jobless>|超市干|饭店干|见习")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of a business."""
        if not said.organisation and self._job.search(said.text) and not self._own.search(said.text):
            return  # the company spoken of is the employer's
        yield from self._places(said)
        if not said.organisation:
            for match in self._none.finditer(said.text):
                yield Finding("startup_district", "none", match.start(), match.end())
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
            if any(match.start() < b and a < match.end() for a, b in taken[-8:]):
                continue
            taken.append(match.span())
            where = self._districts[match["d"]]
            if re.match("且|的[^,。]", said.after(match.end(), 3)):
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
                if any(match.start() < b and a < match.end() for a, b in taken[-8:]):
                    continue
                if re.match("且|的[^,。]", said.after(match.end(), 3)):
                    continue
                if re.search("不|没|未", said.before(match.start(), 2) + match[0]) or "户" in match[0]:
                    continue
                if re.search("给|替|帮|招聘|求职", said.before(match.start(), 3)):
                    continue
                if not said.organisation:
                    yield Finding(fact, self._districts[match["d"]], match.start(), match.end())
        if said.organisation and not taken:
            yield from self._organised(said, registered, taxed)
        if not said.organisation and not registered and not taken:
            for match in self._here.finditer(said.text):
                yield Finding("startup_district", None, match.start(), match.end(), "here")

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
            clause = said.clause(span.start)
            before, after = clause.text[: span.start - clause.start], clause.text[span.end - clause.start :]
            if not span.exact or not self._runs_after.match(after):
                continue
            runs = self._runs.search(before)
            if runs is None or self._not_months.search(before[-10:]):
                continue
            if not said.organisation and not self._shop.search(said.sentence_before(span.start) + before):
                continue
            if "上班" in said.sentence_before(span.start, 20) or (
                re.search("在[^,。]{0,8}$", before[: runs.start()][-10:]) and "经营" not in runs[0]
            ):
                continue
            fact = "operating_months" if said.organisation else "startup_months"
            if not runs[0].startswith(("经营", "正常", "营业", "运营", "开", "注册", "成立", "创")) and not re.search(
                "店|公司|生意|执照|铺", said.sentence_before(span.start, 24)
            ):
                continue
            if fact == "operating_months" and re.match("干|做", runs[0]):
                continue
            yield Finding(fact, whole(span.months), span.start, span.end)

    def _rents(self, said: Said) -> Iterator[Finding]:
        for number in said.numbers:
            if number.unit not in ("", "元") or number.value < 100:
                continue
            clause = said.clause(number.start)
            before = clause.text[: number.start - clause.start]
            context = said.sentence_before(number.start, 40)
            rents = list(self._rent.finditer(context))
            rent = rents[-1] if rents else None
            if (
                rent is None
                or self._dwelling.search(context)
                or re.search("补贴|补助|工资|薪|注册资本|押金|营业额|收入|利润|流水", context[rent.end() :])
            ):
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
        after = after.lstrip("元块钱/,")
        times = times_a_year(after) if PERIOD.match(after) else None
        times = times or times_a_year(near)
        if times is None:
            return Finding("annual_rent", None, number.start, number.end, "period")
        return Finding("annual_rent", whole(number.value * times), number.start, number.end)
