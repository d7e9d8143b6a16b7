"""What a job gives: contract (签了三年合同, 无固定期限), wage (月薪8k, 工资4千5), social insurance (单位给上社保)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.hiring import HIRED, employer
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

LEAST_WAGE, MOST_WAGE = 300, 500_000


class Contract:
    """Term of the labour contract."""

    def __init__(self, words: Words) -> None:
        self._open = re.compile("无固定期限?|没有固定期限|无固定(?:的)?合同|长期合同是无固定")
        self._after = re.compile("(?:期|期限)?(?:的)?(?:固定期限)?(?:正式|书面)?(?:劳动|用工|聘用)?合同")
        self._before = re.compile(
            "合同(?:期限|年限|期)?(?:也|都|一签|写的|写着|上写的?|上写着|是|为|:|签了|签的是|签的|签订|签到|签|一共|有|定的|的|已|期|就|了|给)*$"
        )
        self._signed = words.pattern("签(?:了|的|的是|订了|的就是)$|(?:跟|和|与)(?:我|他|她|单位|公司|我们)签$")
        self._job = words.pattern("合同|单位|公司|企业|上班|入职|工作|<workplace>")
        self._not = re.compile(
            "试用|租|房|店面|商铺|装修|承包|实习|见习|劳务|服务合同|供货|培训|到期|还剩|剩|满|第|续签前|保密|竞业"
        )
        self._unsigned = re.compile("(?:没有?|未|不)(?:正式|给我|跟我|和我)?签")
        self._yearly = re.compile("一签|签一次|一续")
        self._kinds = words.choices["employer_kind"]
        self._has_signed = re.compile("^(?!.*(?:承诺|答应|说要|愿意|可以)).*签")

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
        for match in self._open.finditer(said.text):
            if not re.search("不是|没|未|非|想|转", said.before(match.start(), 4)):
                yield Finding("contract_years", "open_ended", match.start(), match.end())
        for span in said.spans:
            clause = said.clause(span.start)
            before, after = clause.text[: span.start - clause.start], clause.text[span.end - clause.start :]
            behind = self._after.match(after)
            if self._unsigned.search(clause.text):
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
        return bool(re.search("签(?:了|的|订了)?[^,。?]{0,4}合同,$", before)) and not self._not.search(before)

    def _years(self, months: float, exact: bool, start: int, end: int) -> Finding:
        if not exact:
            return Finding("contract_years", None, start, end, "term")
        return Finding("contract_years", whole(round(months / 12, 4)), start, end)


class Wage:
    """Monthly wage: net pay, yearly pay and ranges are asked about."""

    def __init__(self, words: Words) -> None:
        self._label = words.pattern("(?P<l><wage>)(?P<mid>(?:<wage_between>)*)$")
        self._by_month = words.pattern(
            "^(?:<subject>|现在|目前|单位|公司|老板|也就?|就|大概)*(?:一个?月"
            "|每个?月|每月)(?:能|就|都|才|是|也|发|给|开|挣|拿|赚|到|我|他"
            "|她|有|了)*$"
        )
        self._earned = words.pattern("(?:一个?月|每个?月|每月|月)[^,。?]{0,4}?(?:挣|拿|开|发|赚|给)(?:我|到|了|个)*$")
        self._job = words.pattern("<workplace>|单位|上班|合同|工资|入职|工作|薪|挣")
        self._no_wage = words.pattern(
            "最低|低保|失业金|补贴|补助|房租|租金|租|房贷|低于|平均|标准|社保"
            "|退休金|学费|餐补|奖|罚|基数|养老|<rent_place>|底薪"
        )
        self._gig = words.pattern("零工|外卖|快递|网约车|滴滴|摆摊|灵活就业|自由职业|生意|开店|店里生意|兼职|收入")
        self._net = re.compile("到手|税后|实发|拿到手|扣完|打到卡")
        self._yearly = re.compile("年薪|年收入|一年(?:挣|拿|能|有|工资|下来)|全年")
        self._base = re.compile("底薪|基本工资|基础工资")

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
            if re.match("人|名|个|号|年|月|次|平|天|岁|公里|课时|小时", said.after(number.end, 2)):
                continue
            if said.organisation and self._yearly.search(near):
                continue
            unclear = self._net.search(near) or self._yearly.search(near) or self._base.search(near)
            label = self._label.search(near)
            if label is None and unclear is None and not self._month_alone(said, before, number.start):
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
            elif not number.exact or re.match("左右|多|来块|上下|吧不", said.after(number.end, 3)):
                yield Finding("monthly_wage", None, number.start, number.end, "range")
            elif LEAST_WAGE <= number.value <= MOST_WAGE:
                net_after = self._net.match(said.after(number.end, 4).lstrip("元块钱"))
                value = None if net_after or self._net.search(said.after(number.end, 6)) else whole(number.value)
                yield Finding(
                    "monthly_wage", value, max(start, clause.start), number.end, "net" if value is None else ""
                )

    def _month_alone(self, said: Said, before: str, start: int) -> bool:
        """“一个月五千” where a job is spoken of, and no rent, benefit or gig."""
        if not (self._by_month.search(before) or self._earned.search(before)):
            return False
        context = said.sentence_before(start)
        if self._gig.search(said.text[max(0, start - 60) : start]) or self._no_wage.search(context[-16:]):
            return False
        return bool(self._job.search(said.text))


class Insurance:
    """Employee social insurance: paid by the employer. What one pays oneself is none."""

    def __init__(self, words: Words) -> None:
        self._named = words.pattern("<insurance>")
        self._pay = "(?:交|上|缴|缴纳|参加|办)"
        self._denied = words.pattern(
            "(?:没有?|不(?!过)|未|从没|没人|没法|拒绝|不肯|不愿)(?:给|帮|为|按规定)?(?:我们?"
            f"|员工|职工|工人|大家|[他她]们?)?(?:正常|按规定|依法)?{self._pay}?(?:过|足)?(?:职工"
            "|城镇职工|企业职工)?$"
        )
        self._denied_after = re.compile(
            "(?:也|都|还|一直|目前|现在|公司|单位|老板|可|是|从来)*(?:没有?"
            f"|不|未)(?:给|帮)?(?:我们?|员工)?(?:{self._pay}|有)?(?:过|上)?(?:$"
            "|呢|啊|的|,)"
        )
        self._paid = words.pattern(
            f"(?P<who><workplace>|老板|单位)?(?:[^,。?自]{{0,6}}?)(?P<v>给|帮"
            "|为|按规定|正常|依法|也|都|全|足额|统一|代)*(?:我们?|员工|[他她]们?"
            f"|大家|职工|工人)?(?:都|也|正常|按规定|全|足额|依法)*{self._pay}(?P<a>了"
            "|着|的|上了)?(?:全|齐|够)?(?:的)?(?:职工|城镇职工|企业职工)?$"
        )
        self._has = re.compile("(?:有|带|含|包|包含|享受|齐全的?)(?:职工|城镇职工)?$")
        self._paid_after = words.pattern(
            "(?:待遇|一金|保险)?(?:也|都|是|由|现在|正常|按规定|一直|已经?"
            "|目前|全|依法)*(?::|(?P<who><workplace>|老板))?(?:也|都|给|帮"
            f"|正常|按规定|一直|全|足额|统一)*(?:我们?)?(?:{self._pay}(?:着"
            "|了|的|齐|全|上|过)*|齐全?|有|正常)(?:呢|啊|的)?(?:$|,)"
        )
        self._self_paid = re.compile("自己|个人|自费|自个|自行|挂靠|灵活|居民|城乡|新农合|街道|存档|代缴|断")
        self._job = words.pattern("<workplace>|单位|上班|入职|合同|工资|月薪|五险|员工|职工|老板")
        self._only = re.compile("只|光|就交|三险|意外险|商业|医保|养老")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of employee social insurance."""
        for match in self._named.finditer(said.text):
            clause = said.clause(match.start())
            before = clause.text[: match.start() - clause.start][-18:]
            after = clause.text[match.end() - clause.start :][:14]
            if re.match("补贴|补助|政策|卡|局|所|中心|基数|费率|关系|转移|返|怎么|缴费基数|证明|记录", after):
                continue
            if self._self_paid.search(before) or self._self_paid.search(after):
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
