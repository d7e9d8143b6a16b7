"""Who applies: an organisation, and of which kind, or a person.

An employee says 我们公司 too (“我们公司没给我上社保”): only an act of an employer, “我们是…” or saying for whom one
asks (“替公司问问”) makes an organisation. What is known from before holds until the words say otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.facts.listening.deeds import GATHERED, Deeds
from assistant.facts.listening.plain import Plain
from assistant.facts.listening.said import Finding
from assistant.facts.listening.traits import Traits
from assistant.facts.listening.words import Words, any_of

PERSON, EMPLOYER = "resident", "employer"
_WE = "(?:<we>|我(?!的|妈|爸)|本(?=<own_body>))"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, and the words that say so; none where it is known from before.

    ``outright``: said, not inferred. ``deed``: nobody is named, the words are what they did.
    """

    kind: str
    start: int = 0
    end: int = 0
    outright: bool = False
    deed: bool = False

    @property
    def person(self) -> bool:
        """True for a resident."""
        return self.kind == PERSON


class Applicants:
    """Tells an organisation from a person."""

    def __init__(self, words: Words) -> None:
        self._deeds, self._traits = Deeds(words), Traits(words)
        special = {k: names for k, names in words.choices["applicant"].items() if k not in (EMPLOYER, PERSON)}
        self._kinds = tuple((kind, self._naming(words, names)) for kind, names in special.items())
        self._names = tuple((kind, re.compile(any_of(names))) for kind, names in special.items())
        self._alone = tuple(
            (
                kind,
                words.pattern(
                    f"^(?:机构:|单位:)?(?P<x>[^,。?我在是给去到问]{{0,8}}?){any_of(names)}(?:的|这边|这里|一家)?(?=[,。]|(?:想|来|想来)?<asks_for>)"
                ),
            )
            for kind, names in special.items()
        )
        self._not_own = words.pattern("<not_own_body>|(?<!经)认?得|<engages>|<company_end>(?:的|里)?$")
        self._body = words.pattern(
            f"{_WE}(?P<x>[^,。?在给是的]{{0,4}}?)(?P<n><public_body>)(?![一-龥]{{0,3}}?<body_not>|的|上|里人)"
            "(?=(?P<act>[^。?我]{0,20}?<public_act>))(?![^。?]{0,24}我(?!们))"
        )
        self._open_body = words.pattern(f"{_WE}<open_body>(?=[^。?我]{{0,20}}?<public_act>)(?![^。?]{{0,24}}我(?!们))")
        self._place = words.pattern(f"{_WE}(?:这|那)?(?:一?家|一?个)?(?P<x>[^,。?在给是]{{0,8}}?)<organisation>")
        self._is = words.pattern(
            f"<our_company>|{_WE}(?:这|这边)?(?:就|也)?是(?:一?家|一?个)?(?P<x>[^,。?]{{0,14}}?)<organisation>"
            "(?!的?<staff_not>)|我是(?:一?家|个)?<company>(?:的)?<company_role>"
        )
        self._size = words.pattern("<company_size>企业(?:单位)?$")
        self._boss = words.pattern(
            "(?:我(?:就|也)?是(?:一?个|一?名)?小?<boss>|我(?:自己)?(?:开)?的<organisation>)(?=[^?]{0,40}?<employer_deed>)"
        )
        people = words.people
        someone = any_of([*people.female, *people.male, *people.other, *people.strangers, *words.words("someone_else")])
        named = any_of(
            [*words.words("organisation"), *words.words("boss"), *(n for ns in special.values() for n in ns)]
        )
        self._organisation = words.pattern("<organisation>|<public_body>|<boss>|" + named)
        hired = (
            "<take_on>(?:了|来|到|进|的)+(?:(?:[0-9]+|[一二两俩三仨四五六七八九十]+)(?:个|名|位|人)|俩|仨)"
            "(?![^,。?]{0,6}<not_staff>)"
        )
        self._took_on = words.pattern(
            f"<we_or_i>(?:<hired_lead>|(?:是|开|做|干)[^,。?]{{1,10}},|<organisation>里?|,)*{hired}"
            f"|^<hired_lead_bare>*{hired}(?!.*我(?!们))"
            "|我(?!们)(?:自己)?是?(?:(?:开|做|干|经营)[^,。?]{1,8}的|(?:开|盘|经营)(?:了|着)?一?[个家间][^,。?]{1,8}),"
            "<hired_lead>*<take_on>(?:了|来|到|进)+[个名位](?![^,。?]{0,8}<not_staff>)"
            "|<ours>(?:<hired_lead>|<organisation>)*<take_on>(?:了|到)?新?(?:人|员工)了?(?=[,。]|$)(?!.*我(?!们))"
        )
        self._nearby = words.pattern("^(?!(?:自己|这边|<district>区?)的$).*的$|<nearby>(?:里|上)?的?$")
        self._opened = words.pattern("^我(?!们)[^,。?]{0,4}?(?:开|盘|办)")
        self._person = words.pattern("(?:^|[,。?])(?:我(?!<we_after_me>)|本人)|被[^,。?]{0,8}(?:招|聘|录)")
        self._act = words.pattern("<employer_act>")
        self._my_own = words.pattern("我(?!们|司)")
        self._places = words.pattern("注册地?在?|纳税|正常经营")
        self._not_act = words.pattern("<done_to_me>|被<organisation>")
        self._among = words.pattern("我(?:也|就|还)?(?:得|获|拿|考|被|是[^,。?]{0,10}<among_mark>)|[有括]我(?!们)")
        self._hr = words.pattern("<company_or_user>(?:的)?(?:想|要|这边|新)?<company_hires>(?:了)?<count>")
        self._through = words.pattern("(?:<engages>[^,。?]{0,6}|人力|猎头|中介|派遣|客户|他们)$")
        self._deed = words.pattern("(?:^|(?<=[,。]))(?P<o>公司|企业|本单位)<deed_lead>*<employer_deed>")
        whose = f"(?:<company_whose>?(?:这)?(?:家|个)?|[^,。?在给]{{1,6}}的|我?{someone})"
        self._for = words.pattern(
            f"<ask_for>(?:一?下)?(?P<o>{whose}小?{named})(?:来|过来|想|的)*<asks_for>"
            "|^作为(?:一?家|一?名|一?个)?小?(?P<as><ask_as>)(?=$|[,。?]|我|想|能)"
        )
        self._self = words.pattern(
            "<asks_for_self>|我是个人(?=$|[,。?来咨问])"
            "|<ask_for>(?:一?下)?(?:我们?|咱们?|你们)?(?:<nearby>|辖区)?[里内]?的?(?:这|那|一|有)?[位个名]?<resident_person>(?:来|过来|想)*<asks_for>"
            "|(?:有|这|那)(?:一?[位个名])?<resident_person>(?:来|过来|想|打电话)*<asks_for>"
        )
        self._denied = words.pattern("<ask_denied>(?:来|在|想|要|为了)?$")
        self._others = words.pattern(
            f"(?<![从向到去跟和与给对比被由请])(?:{someone}|[他她你](?:们|家)?)<others_link>*的?(?:那家|这家)?<organisation>"
            f"|{GATHERED}"
            "|(?:<someone_else>|他|她)(?:们|家|那边)?(?:也|都|今年|去年|已经?)*(?=<employer_verb>)"
        )
        self._stop = re.compile("[。?]")
        self._ours = words.pattern("<ours>")
        self._employee = words.pattern(
            "(?:没|不|未|也|都|才)(?:有)?(?:给|跟|和|帮|为)我(?!们)(?:<pays_in>|签|发|办)|<done_by_employer>了?我(?!们)"
        )
        self._is_not_ours = words.pattern(
            "^(?!(?:在)?(?:<city>|<district>)区?(?:登记|注册|成立|开办?)的)[^,。?]*?<is_not_ours>"
        )

    def _naming(self, words: Words, names: list[str]) -> re.Pattern[str]:
        return words.pattern(
            f"(?:{_WE}(?:这|这边|这里|那)?(?:就|也)?(?P<is>是)?(?:一?家|家|一?个)?(?P<x>[^,。?]{{0,12}}?)"
            f"|^(?:这里|这边|我这边?)?是(?:<district>区?的?)?(?:一?家)?)(?P<n>{any_of(names)})"
            "(?P<t>(?!<body_then_not>|的?<body_not_ours>))"
        )

    def find(self, plain: Plain, known: str | None = None) -> Applicant | None:
        """The applicant: by the words where they say who it is, else the organisation known from before."""
        said = self._outright(plain.text) or self._named(plain.text)
        if known is None or known == PERSON:
            return said or self._by_deed(plain)
        if said is None or (known != EMPLOYER and said.kind == EMPLOYER and not said.outright):
            return Applicant(known)  # an agency or a school is a company as well
        if said.kind == known and not self._organisation.search(plain.text, said.start, said.end):
            return Applicant(known)  # it says what they did, not who they are
        return said

    def others(self, plain: Plain) -> tuple[tuple[int, int], ...]:
        """Stretches that speak of somebody else's company, up to the end of the sentence or to one's own."""
        stretches: list[tuple[int, int]] = []
        for match in self._others.finditer(plain.text):
            if stretches and match.start() < stretches[-1][1]:
                continue
            stop = self._stop.search(plain.text, match.end())
            end = stop.start() if stop is not None else len(plain.text)
            own = self._ours.search(plain.text, match.end(), end)
            stretches.append((match.start(), own.start() if own is not None else end))
        return tuple(stretches)

    def unsure(self, plain: Plain, known: bool) -> Iterator[Finding]:
        """Words that leave open who applies: 我们社区安排了…, or an employee's words (没给我上社保) for a company."""
        for match in (self._open_body.search(plain.text), self._employee.search(plain.text) if known else None):
            if match is not None:
                yield Finding("applicant", None, match.start(), match.end(), "person" if known else "")

    def employee(self, plain: Plain) -> bool:
        """Whether somebody speaks of what their employer did to them."""
        return self._employee.search(plain.text) is not None

    def _outright(self, text: str) -> Applicant | None:
        """For whom one says to ask: 替我们公司问, 我是个人咨询; what is said last holds."""
        last: Applicant | None = None
        for match in self._self.finditer(text):
            if not self._denied.search(text[max(0, match.start() - 5) : match.start()]):
                last = Applicant(PERSON, match.start(), match.end(), outright=True)
        for match in self._for.finditer(text):
            if self._denied.search(text[max(0, match.start() - 5) : match.start()]):
                continue
            if last is None or match.start() > last.start:
                name = match["o"] or match["as"]
                kind = next((kind for kind, names in self._names if names.search(name)), EMPLOYER)
                last = Applicant(kind, match.start(), match.end(), outright=True)
        return last

    def _by_deed(self, plain: Plain) -> Applicant | None:
        """Who doesn't name themselves and tells what only an organisation does, or talks of what only one talks of."""
        text = plain.text
        for start, end in self.others(plain):
            text = f"{text[:start]}{',' * (end - start)}{text[end:]}"
        if self._deeds.personal(text):
            return None
        deed = self._deeds.find(text)
        if deed is not None:
            return Applicant(*deed, deed=True)
        trait = self._traits.find(text)
        return None if trait is None else Applicant(*trait, deed=True)

    def _named(self, text: str) -> Applicant | None:
        """Who the words make it, by name or by deed."""
        for kind, pattern in self._kinds:
            for match in pattern.finditer(text):
                bare = kind == "public_body" and match["x"] is not None and match["is"] is None
                if not bare and not self._not_own.search(match["x"] or ""):
                    return Applicant(kind, match.start(), match.end(), outright=True)
        body = self._body.search(text)
        if body is not None:
            return Applicant("public_body", body.start(), body.end("n"), outright=True)
        for kind, pattern in self._alone:
            lone = pattern.match(text)
            if lone is not None and not self._not_own.search(lone["x"]) and not self._deeds.personal(text):
                return Applicant(kind, lone.start(), lone.end(), outright=True)
        return self._employer(text)

    def _employer(self, text: str) -> Applicant | None:
        others = [match.span() for match in self._others.finditer(text)]
        told = self._is.search(text)
        between = (told.groupdict().get("x") or "") if told is not None else ""
        if told is not None and not self._is_not_ours.search(between):
            return Applicant(EMPLOYER, told.start(), told.end(), outright=not self._size.search(told[0]))
        boss = self._boss.search(text)
        if boss is not None and not self._not_act.search(text):
            return Applicant(EMPLOYER, boss.start(), boss.end())
        for place in self._place.finditer(text):
            near = bisect_left(others, place.span())
            if any(place.start() < end and start < place.end() for start, end in others[max(0, near - 1) : near + 1]):
                continue
            if self._nearby.search(place["x"]) or self._opened.search(place[0]):
                continue  # 我们街道的企业 is not ours; who opened a shop is an employer by whom they hired only
            stop = text.find("。", place.end())
            following = text[place.end() : stop if stop >= 0 else len(text)][:60]
            if self._among.search(following):
                continue  # one of those hired speaks
            if self._not_act.search(text[place.start() : place.end() + 20]) or re.match(
                "(?:也|还)?(?:没|不)?(?:给|发|扣)(?:我|我们)", following
            ):
                continue
            if self._my_own.match(place[0]) and not self._act.search(self._places.sub("", following)):
                continue  # 我公司注册在西城: where one's own business is, not what an employer did
            if self._act.search(following):
                return Applicant(EMPLOYER, place.start(), place.end())
        taken_on = self._took_on.search(text)
        if taken_on is not None and not others and not self._not_act.search(text) and not self._among.search(text):
            return Applicant(EMPLOYER, taken_on.start(), taken_on.end())
        if self._person.search(text) or others:
            return None
        deed = self._deed.search(text)
        if deed is not None and "我" not in text[deed.start() : deed.end() + 3]:
            return Applicant(EMPLOYER, deed.start(), deed.start() + len(deed["o"]))
        hiring = self._hr.search(text)
        if hiring is not None and self._through.search(text, 0, hiring.start()):
            return None
        if hiring is not None and "我" not in text[max(0, hiring.start() - 6) : hiring.end()]:
            return Applicant(EMPLOYER, hiring.start(), hiring.end())
        return None
