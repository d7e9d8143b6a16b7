"""Who applies: an organisation, and of which kind, or a person.

An employee says 我们公司 too (“我们公司没给我上社保”): only an act of an employer or “我们是…” makes an organisation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.facts.listening.plain import Plain
from assistant.facts.listening.words import Words, any_of


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, and the words that say so."""

    kind: str
    start: int
    end: int


class Applicants:
    """Tells an organisation from a person."""

    def __init__(self, words: Words) -> None:
        we = "(?:我们|咱们|咱|我(?!的|妈|爸)|本(?=公司|企业|单位|机构|校|中心|组织|街道|协会|商会|基地|园)|敝)"
        self._kinds = tuple(
            (
                kind,
                words.pattern(
                    f"(?:{we}(?:这|这边|这里|那)?(?:就|也)?(?:是|家)?(?:一?家|一?个)?(?P<x>[^,。?]{{0,12}}?)"
                    f"|^(?:这里|这边|我这边?)?是(?:(?:<district>)区?的?)?(?:一?家)?){any_of(names)}(?P<t>(?!的?(?:安置的"
                    "|推荐的|介绍的|老师|员工|学员|职工|学生|教师|讲师|保安|前台|保洁"
                    "|上班|工作|打工|毕业|培训|参加|学习|招我)|做?的人|楼上|里上班"
                    "|给我|给介绍|介绍我|说|让我|登记|问|办))"
                ),
            )
            for kind, names in words.choices["applicant"].items()
            if kind not in ("employer", "resident")
        )
        self._alone = tuple(
            (kind, re.compile(f"^{any_of(names)}(?:的|这边|这里)?(?=,(?:我们|给|想|咨询|问|推荐|介绍))"))
            for kind, names in words.choices["applicant"].items()
            if kind not in ("employer", "resident")
        )
        self._place = words.pattern(f"{we}(?:这|那)?(?:一?家|一?个)?(?P<x>[^,。?在给是]{{0,8}}?)<organisation>")
        self._is = words.pattern(
            f"{we}(?:这|这边)?(?:就|也)?是(?:一?家|一?个)?(?P<x>[^,。?]{{0,14}}?)<organisation>(?!的?(?:员工"
            "|职工|工人|上班|打工|保洁|保安|会计|司机|里的|普通))|我司|本公司"
            "|本企业|敝公司|我是(?:一?家|个)?(?:公司|企业|单位)(?:的)?(?:HR"
            "|hr|人事|人力|法人|负责人|老板|招聘)"
        )
        self._person = re.compile("(?:^|[,。?])(?:我(?!们|公司|司|单位|企业|校|方)|本人)|被[^,。?]{0,8}(?:招|聘|录)")
        self._act = words.pattern("<employer_act>")
        self._not_act = words.pattern(
            "招我|招的我|招了我|被<organisation>|招人吗|录用我|给我|把我|聘我|让我|辞退我|发我|扣我"
        )
        self._hr = words.pattern(
            "(?:公司|企业|单位|用人单位)(?:的)?(?:想|要|这边|新)?(?:招用?|录用|聘用|新招)(?:了)?(?:<count>)"
        )
        self._deed = words.pattern(
            "(?:^|(?<=[,。]))(?P<o>公司|企业|本单位)(?:今年|去年|一直|现在|目前|已经?|还|也)*<employer_deed>"
        )

    def find(self, plain: Plain) -> Applicant | None:
        """The applicant, where the words say who it is."""
        text = plain.text
        for kind, pattern in self._kinds:
            for match in pattern.finditer(text):
                given = match["x"] or ""
                if not re.search(
                    "在|去|到|跟|给|被|向|从|和|问|参加|领|想|公司在|是不是|不是|孩子|(?<!经)认?得", given
                ):
                    return Applicant(kind, match.start(), match.end())
        for kind, pattern in self._alone:
            lone = pattern.match(text)
            if lone is not None:
                return Applicant(kind, lone.start(), lone.end())
        told = self._is.search(text)
        between = (told.groupdict().get("x") or "") if told is not None else ""
        if told is not None and not re.search("在|不是|给|跟|员工|去|是不是|被|后|登记", between):
            return Applicant("employer", told.start(), told.end())
        for place in self._place.finditer(text):
            stop = text.find("。", place.end())
            following = text[place.end() : stop if stop >= 0 else len(text)][:60]
            if self._not_act.search(text[place.start() : place.end() + 20]) or re.match(
                "(?:也|还)?(?:没|不)?(?:给|发|扣)(?:我|我们)", following
            ):
                continue
            if self._act.search(following):
                return Applicant("employer", place.start(), place.end())
        if self._person.search(text):
            return None
        deed = self._deed.search(text)
        if deed is not None and "我" not in text[deed.start() : deed.end() + 1]:
            return Applicant("employer", deed.start(), deed.start() + len(deed["o"]))
        hiring = self._hr.search(text)
        if hiring is not None and "我" not in text[max(0, hiring.start() - 6) : hiring.end()]:
            return Applicant("employer", hiring.start(), hiring.end())
        return None
