"""Organisations that don't name themselves, known by what they did: “招了2名退役士兵，朝阳户籍”, “推荐了20人就业”.

Who speaks of themselves (我, 本人) is no organisation, unless it is of their own shop or of their part in one (我开了个
饭馆，请了仨服务员; 我是做人事的).
"""

from __future__ import annotations

from assistant.facts.listening.words import Words, any_of

COUNT = r"(?:(?:\d{1,6}|[一二两三四五六七八九十百千几]{1,7})(?:多|来)?(?:个|名|位|人|号)|[俩仨])"

# companies among one's members or neighbours: what they did is not one's own
GATHERED = (
    r"(?<!在)<gathered_in>(?:里面?|内|中|当中|上|这边)*(?:也|就|都|今年|去年)*有?(?:好?几|不少|很多|[一二两三四五六七八九十\d]{1,3})家"
    "[^,。?]{0,4}?<organisation>|<gathered_bodies>(?=[^,。?我]{0,6}?<employer_verb>)"
)


class Deeds:
    """What organisations of each kind do and persons don't."""

    def __init__(self, words: Words) -> None:
        groups = any_of([name for names in words.choices["hire_group"].values() for name in names])
        people = f"(?:{groups}|<hire_unsure>|<hireling>)"
        near = "[^,。?我]{0,14}?"
        self.hired = words.pattern(
            f"(?<!<not_hiring>)<hire_verb><hire_done>+(?={near}(?:{COUNT}(?!月)|{groups}))(?!{near}(?<!大)(?<!毕业)<not_staff>)"
            f"|<hire_verb_weak><hire_done>+(?={COUNT}(?!月){near}{people})(?!{near}(?<!大)(?<!毕业)<not_staff>)"
            f"|(?:新招|招用|录用|新聘)(?={COUNT}(?!月))|新(?:员工|职工)(?=一?共?{COUNT})"
            f"|{COUNT}{near}{groups}(?={near}<hire_verb>的|{near}(?:跟|和|与)<ours>)"
            f"|(?:^|(?<=[,。]))(?:都|全)?是?(?:<this_year>|去年|前年|刚|上个?月)新?<hire_verb>(?:进来)?的(?=$|[,。])"
            f"|<organisation>里?新?<hire_verb>(?:进来)?的(?=[,。][^。?]{{0,20}}?(?:{COUNT}|{groups}))"
            f"|{COUNT}[^,。?]{{0,10}}?我们?(?:自己)?<hire_verb>的"
            f"|<arrived>(?={near}{COUNT}(?!月){near}{groups})|(?<!我们){COUNT}{near}{groups}(?={near}<taken_up>)"
            f"|(?:^|(?<=[,。]))<hire_verb>的(?=(?:都|全|也|不)*是|{near}{groups})"
        )
        # a bare 退役士兵3人能补多少 asks about a policy
        self.noted = words.pattern(
            f"(?:{groups}的?(?:一共|共|有|:|,)*(?!一[个名位]){COUNT}(?![次月以])|(?:^|[,。加和]){COUNT}(?:本市|本区|是|都是|的)*{groups})"
            "(?![^,。?]{0,4}?(?:能|可以|可|有什么|有啥|怎么|补|给|多少|几|享受))"
        )
        self._others_people = words.pattern("安置|安排|培训|带动|留用|学员|见习|<places_people>")
        self._signed = words.pattern(
            f"(?:{COUNT}|{groups}|[他她]们)[^。?]{{0,40}}?(?:跟|和|与|同)<ours>[^,。?我]{{0,3}}?签"
        )
        client = (
            "(?:给|帮|替|为)[^,。?我]{0,6}?(?:客户|甲方|企业|用人单位)[^,。?我]{0,4}?(?:招|找|挖|推荐|寻)(?:了|到|来)+"
        )
        count = f"{near}{COUNT}(?!次)"
        no = "(?:没有?|未|零)(?:再|有)*"
        self._client = words.pattern(client)
        self._kinds = (
            (
                "hr_agency",
                words.pattern(
                    f"<places_people>(?:了|过|到)+(?!{near}<acquaintance>){near}{COUNT}{near}<placed_in>"
                    f"|<search_trade>(?![^。?]{{0,30}}<offer_open>)|{client}"
                    f"|帮(?:助|了)*{COUNT}[^,。?我]{{0,10}}?(?:找到|找着)了?(?:工作|单位)"
                ),
            ),
            ("public_body", words.pattern(f"农村劳动力{near}{COUNT},?<each_one>[^,。?]{{0,4}}?\\d+个?月")),
            ("public_benefit_org", words.pattern(f"安置(?:了|过)?{near}困难")),
            (
                "public_body",
                words.pattern("安排(?:了|过)?[^,。?我]{0,10}?(?:农村劳动力|农民)|就业(?:工作|创业)*(?:考核|考评)"),
            ),
            ("startup_carrier", words.pattern("<carrier_deed>")),
            (
                "training_provider",
                words.pattern(
                    f"<teaching>(?!毕业|读|的?学生|上学)|<course_of>{near}(?:{COUNT}|\\d)(?=.{{0,12}}?<lesson_hours>)|学员{count}"
                    f"|培训(?:了|过)+(?:{count})?{near}失业|(?:评级|等级)[^,。?]{{0,3}}[A-D]类"
                ),
            ),
            (
                "employer",
                words.pattern(
                    "<staff_deed>|<insured_staff>(?:的|一?共|还|有|:)*\\d{1,6}(?:[人名位]|个(?!月)|$|[,。])"
                    "|\\d[个名位人]?<insured_staff>"
                ),
            ),
            # 公司没裁员 may well be said by an employee
            (
                "employer",
                words.pattern(f"^(?!.*<employee_says>).*?(?:{no}裁(?![^,。?]{{0,2}}我)|一(?:个|名)?人?(?:都|也)*没裁)"),
            ),
        )
        self._open_body = words.pattern("(?<!农)<open_body>")
        self._through = words.pattern("(?:通过|委托|请|找|让|靠)(?:了|一?家|过)*(?:猎头|人力|中介|职介)")
        self._own = words.pattern(
            "<staff_noun>[^,。?我]{0,4}?参加(?:了|过)?|(?:我|本人)(?:自己)?(?:就|也)?(?:是|干|做)?(?:一?个|一?名)?小?(?:个体|<boss>)|给我(?:们)?(?:回|打|发|留)|我(?=(?:自己)?<hire_verb>(?:了|的|来|到))|我(?=<we_after_me>|这边|这里|这儿)|我们|咱们|<speaker_asks>|我(?:就|也)?(?:是|做|干|在)[^,。?]{0,8}?<staff_role>"
            "|我(?:自己)?(?:就|也|是)?(?:名下)?(?:有|开|办|盘|经营|做)(?:了|着|的)?[^,。?]{0,8}?(?:<organisation>|<shop_noun>)"
        )
        self._wished = words.pattern("(?:<plan>|<suppose>|想|要|说)[^,。?]{0,3}$")
        self._person = words.pattern(
            "我|本人|俺(?!们)|<works_oneself>|(?<!其)[他她](?!们)|被[^,。?]{0,8}(?:招|聘|录|裁|辞)|<a_trainee>|<complaint>"
        )

    def personal(self, text: str) -> bool:
        """Whether somebody speaks of themselves, and not of their own company."""
        return self._person.search(self._own.sub("", text)) is not None

    def find(self, text: str) -> tuple[str, int, int] | None:
        """The kind of organisation that did what the words say, and where they stand; not for a person's words."""
        hired = self.hired.search(text)
        if hired is not None and self._wished.search(text[max(0, hired.start() - 6) : hired.start()]):
            return None
        for kind, pattern in self._kinds:
            match = pattern.search(text)
            if match is None or self._wished.search(text[max(0, match.start() - 6) : match.start()]):
                continue
            through = hired is not None and hired.start() < match.start() and not self._client.search(text)
            if kind == "hr_agency" and (through or self._through.search(text)):
                continue  # an employer that has found somebody through one
            if kind == "public_body" and self._open_body.search(text):
                continue  # whether 社区, 村 is one is asked
            return kind, match.start(), match.end()
        by_whom = hired or self._signed.search(text)
        if by_whom is None and not self._others_people.search(text):
            by_whom = self.noted.search(text)
        return None if by_whom is None else ("employer", by_whom.start(), by_whom.end())
