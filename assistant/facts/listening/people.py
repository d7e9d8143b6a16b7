"""Who speaks of whom: the person of each stretch, and the one the question is asked for.

“我二十九，家里娃三岁半”: the child's age is the child's. “我妈52岁，西城户口”: asked for the mother, so they are hers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.facts.listening.plain import Plain
from assistant.facts.listening.words import Words, again, any_of

SPEAKER = "我"
CHILDREN = frozenset({"孩子", "娃", "小孩", "宝宝", "双胞胎", "儿子", "女儿", "闺女", "姑娘"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named at a plain position; ``word`` is 我 or the word for a relative."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class People:
    """The people of an utterance. ``client``: for whom it is said outright that the question is (帮我妈问).

    ``gender``: by the word for a person. ``strangers``: who is only meant where somebody asks for them outright.
    ``own``: the speaker tells of themselves too (我给他打工), so that nobody else can be the one asked for.
    """

    plain: Plain
    mentions: tuple[Mention, ...]
    starts: tuple[int, ...]
    client: Mention | None
    denial: re.Pattern[str]
    gender: Mapping[str, str | None]
    strangers: frozenset[str]
    own: bool

    def at(self, position: int, fact: str = "") -> str:
        """Whose the words at a position are; the speaker's (or the client's) where nobody was named.

        A child at school is told of its parent: the speaker, or the one it is said to belong to (我姐的孩子).
        """
        index = bisect_right(self.starts, position) - 1
        if fact == "school_age_child" and index >= 0:
            parent = self.mentions[index - 1] if index else None
            near = parent is not None and self.mentions[index].start - parent.end <= 1
            return parent.word if parent is not None and near else self.client.word if self.client else SPEAKER
        if index < 0:  # 五十八，替我爸问的: nobody was named before
            return SPEAKER if self.client is None else self.client.word
        return self.mentions[index].word

    def speaker_denies(self) -> bool:
        """“我妈是西城户口，我不是”: the speaker speaks of themselves as well."""
        return self.own or any(self.denial.match(clause.text) for clause in self.plain.clauses)

    def mention(self, word: str) -> Mention | None:
        """The first mention of a person."""
        return next((mention for mention in self.mentions if mention.word == word), None)


class Company:
    """Finds people by their words."""

    def __init__(self, words: Words) -> None:
        people = words.people
        self.gender = dict.fromkeys(people.female, "female") | dict.fromkeys(people.male, "male")
        self.strangers = frozenset(people.strangers)
        everyone = [*people.female, *people.male, *people.other, *people.strangers]
        short = any_of([word for word in everyone if len(word) == 1])
        long = any_of([word for word in everyone if len(word) > 1])
        self._denial = words.pattern("^(?:但|可|不过|而)?我<denial_lead>*<denial>(?:的|了|呢|啊)?$")
        self._children = frozenset(people.children)
        self._female_title = re.compile(f"{any_of(words.words('title_of_woman'))}$")
        self._male_title = re.compile(f"{any_of(words.words('title_of_man'))}$")
        whose = "(?:<kin_whose>|我们?家?的?|俺们?家?的?|咱们?家?的?)"
        # 妈六十了: a word of one character begins a clause only where something is told right after it
        told = f"(?:^|(?<=[,。]))(?={short}(?:[\\d二三四五六七八九十是没在快刚]|今年|户口))"
        relative = (
            f"(?:{whose}?(?P<long>{long})|(?:<kin_whose_short>的?|{told})(?P<short>{short})(?!人|校|夫))(?!(?<=老人)家)"
        )
        named = (
            "(?:<surname>(?:<title_of_woman>|<title_of_man>)|[老小]<surname>)"
            "(?![一-龥]?(?:区|家|市|镇|村|庄)|<addressed>)"
        )
        self._mention = words.pattern(
            f"(?P<beside>(?:<beside>了?(?:[一两二三]个|俩)?)?){relative}|(?<![叫姓是名])(?P<named>{named})"
            "|(?P<self>(?:我们?(?!<not_speaker>)|本人|俺|咱)(?P<asks><speaks>)?)"
            "|(?P<with>(?:<beside>|给|替|帮)?)(?P<third>[他她](?!们))"
            "|(?P<both>(?:^|(?<=[,。]))(?:我们|我俩|俩人?|两口子)?都?(?<=[都俩子])(?=没|有|是|在|失业|下岗))"
        )
        self._had = words.pattern("(?:没有?|无)(?:一?个)?$|<has_kin>(?:了|着|过|俩|两个|仨|三个)*$")
        self._not_kin = words.pattern("<not_kin>$")
        self._own = words.pattern(
            "我(?:<own_lead>)*<own_doing>|(?:^|(?<=[,。]))(?:但是?|可是?|而|不过)?(?:我们?(?:俩|两口子)?|俺|咱)(?:自己|本人)?"
            "(?!有(?:一?个|俩|两个)?<family>|<not_of_oneself>|<speaks>|<not_speaker>|<family>)(?:<own_lead>)*<own_predicate>"
            # 我爸残疾，我能沾光不: it is the speaker who would have it
            "|(?:^|(?<=[,。]))(?:那)?(?:我|俺|咱)(?:也|还|跟着|是不是)*(?:能|可以)(?:不能|否)?(?![^,。?]*(?:替|帮|给|为|代|带)[他她我])"
            "(?:也|跟着|一起)*(?:沾|享受|领|申请|拿|得|有|报|参加)"
            "|(?:^|(?<=[,。]))(?:我|俺)的<adverb>*(?:在|是|没|不)"
            "|(?:能|可以)(?:不能|否)?(?:给|让)(?:我|俺)(?!们?家?的?<family>|们)"
        )
        self._at_school = words.pattern("[^,。?]{0,10}?<child_school>")

        asking = "(?=来?<inquiry>(?!孩|娃|病|家|门|店)|,|。|$|的|也)"
        asking_of = "(?:(?<=想)问|(?<=想)咨询|(?<=要)问|来问|问问|咨询一?下|打听一?下)(?:的是|一下|下)?"
        self._for = words.pattern(
            f"(?:帮|替|给|为|代)(?:一?下)?(?:{relative}|(?P<named>{named})){asking}"
            f"|{asking_of}(?:{again(relative)}|(?P<named2>{named}))(?=,|。|$|的|能|可)"
        )
        self._for_one = words.pattern(
            f"(?:{relative}|(?P<named>{named}))<asks_one>我(?:来|帮忙?|过来|替[他她])*<inquiry>"
        )
        self._asked_by = words.pattern("<asks_one>我")
        self._for_third = words.pattern("(?:帮|替|给|为|代)(?:一?下)?[他她](?:来|过来)?<inquiry>")

    def find(self, plain: Plain) -> People:
        """The people of an utterance."""
        text = plain.text
        asked_for = self._for.search(text)
        if asked_for is None and self._asked_by.search(text):
            asked_for = self._for_one.search(text)  # 朋友托我问的
        client = None
        if asked_for is not None:
            told = asked_for.groupdict()
            groups = ("long", "short", "named", "long2", "short2", "named2")
            word = next(told[group] for group in groups if told.get(group))
            client = Mention(word, asked_for.start() + asked_for[0].rindex(word), asked_for.end())
        third = self._for_third.search(text) if client is None else None
        mentions: list[Mention] = []
        named: list[str] = []
        last = client.word if client else ""
        for match in self._mention.finditer(text):
            if match["self"]:
                if not (match["asks"] and (client is not None or last)):  # 我帮她问, 我念她写 tells nothing of oneself
                    mentions.append(Mention(SPEAKER, match.start(), match.end()))
                continue
            if match["both"] is not None:
                if any(mention.word == SPEAKER for mention in mentions):
                    mentions.append(Mention(SPEAKER, match.start(), match.end() + 1))
                continue
            if match["third"]:
                word = last or match["third"]
                if third is not None and last and third.start() <= match.start() < third.end():
                    client = next(mention for mention in reversed(mentions) if mention.word == last)
                    continue
                if match["with"]:
                    continue  # 我给他打工: still the one who spoke
            elif match["named"]:
                word = match["named"]
                named.append(word)
            else:
                word = match["long"] or match["short"]
                if word == "人家" and text[match.start() - 1 : match.start()] == "老":
                    continue  # 她老人家: still her
                if match["beside"] or self._not_kin.search(text, 0, match.start()):
                    continue  # 跟我妈住: she is not the one spoken of
                ends = text[match.end() : match.end() + 1] in ("", ",", "。") and not match[0].startswith("一个")
                if ends and self._had.search(text, 0, match.start()):
                    continue  # 离异，没孩子，户口门头沟: still the speaker
                if word in ("孩子", "娃") and last in self._children:
                    word = last
            if not last and match["third"]:
                named.append(word)  # 他公司给他交社保: nobody was named before
            last = word
            mentions.append(Mention(word, match.start(), match.end()))
            if word in CHILDREN and client is None and (school := self._at_school.match(text, match.end())):
                mentions.append(Mention(SPEAKER, school.end(), school.end()))  # 孩子上初中，石景山户口
        gender = {word: self._by_title(word) for word in named}
        strangers = self.strangers | frozenset(named)
        own = client is None and self._own.search(text) is not None
        return People(
            plain,
            tuple(mentions),
            tuple(mention.start for mention in mentions),
            client,
            self._denial,
            {**self.gender, **gender},
            strangers,
            own,
        )

    def _by_title(self, word: str) -> str | None:
        """Whether a name tells a woman or a man (王姐, 李叔; not 老张)."""
        if self._female_title.search(word):
            return "female"
        return "male" if self._male_title.search(word) else None
