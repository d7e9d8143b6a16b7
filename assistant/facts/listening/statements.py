"""Yes/no facts by their names (低保, 残疾人, 失业登记…): the words around a name say yes, no or nothing.

Which names, and which verbs of having them, is data (``statements`` in ``corpus/words/listening.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.ellipsis import Ellipsis
from assistant.facts.listening.groups import Groups
from assistant.facts.listening.plain import ASK
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Statement, Words, any_of

RIGHT = 24  # characters after a name in which its predicate stands
_DEGREES = ("一级", "二级", "三级", "四级")
_LISTED = re.compile("[、或]")
_ACTED = re.compile("^(?:了|过|成功|到|[0-9一二两三四五六七八九十百])")


class _Hearing:
    """The patterns of one fact."""

    def __init__(self, words: Words, name: str, spec: Statement) -> None:
        self.fact, self.spec = name, spec
        self._groups = Groups(words)
        self.name = re.compile(any_of([*spec.names, *spec.denied]))
        self.only_denied = re.compile(any_of(spec.denied)) if spec.denied else None
        done = any_of(spec.does) if spec.does else "(?!)"
        has, does = any_of([*spec.has, "是"]), any_of([*spec.does, *spec.has, "是"])
        fill = words.pattern("(?:<name_fill>|<district>区?)*").pattern
        self.left_no = words.pattern(f"<deny>(?!<deny_not>)<deny_link>*{does}?(?:过|着|到|上|为)*{fill}$")
        self.left_yes = words.pattern(f"{has}<had_tail>?{fill}$")
        self.left_done = words.pattern(
            f"{done}<aspect>{fill}$|(?:<done_lead>(?:在|被|是|给我)?|(?<![不没未])在|一边){done}{fill}$"
        )
        self.left_been = re.compile(f"{any_of([*spec.does, *spec.has])}过{fill}$")
        end = "(?:$|[,。、]|<then>|(?=<stated_name>(?:证|户)?<adverb>*(?:没|有|未)|登记|当兵))"
        verb = f"(?:{does}|<got_verb>)"
        self.right_no = words.pattern(
            f"^<name_rest>*(?:的)?<adverb>*(?:没有?|未|不)(?:再)?(?:被)?(?:给我?)?(?:去|来得及|能)?{verb}?<lacks_tail>*{end}"
        )
        self.right_has = words.pattern(
            f"^<name_rest_got>*(?:的)?<adverb>*(?:有(?:的|呢|啊|着|了)*|(?:正|在){verb}(?:着|呢|的)*|(?:刚)?开始{verb}(?:了|的)?"
            f"|(?<=[都全就也])(?:符合|满足)(?:的|了)*|(?<=我)(?:符合|满足)|^(?:符合|满足)){end}|^<adverb>*还能{done}(?=\\d|<count>)"
        )
        self.lost = words.pattern("^(?:也|都|早|就|我|给)*<lost>") if "证" in "".join(spec.names) else None
        self.owned = words.pattern("<stated_name>(?:证|户)?<adverb>*(?:没有?|有)$")
        self.is_one = words.pattern(
            "(?:^|<subject>|给我[^,。]{0,4}|[也就都])(?:是|属于|算是|算)[^,。?不没未非问查找办来想要跟和与]{0,6}$"
        )
        self.right_stopped = words.pattern(
            f"^(?:证|待遇|金)*(?:<stopped_lead>|<adverb>)*(?:{done}(?:到|满|够)?[^,。?不没]{{0,8}}?)?(?:<stopped>|{done}到<gone_by>)"
        )
        self.right_yes = words.pattern(
            f"^<name_rest_got>*(?:的)?<adverb>*(?:(?:<got_verb>|{done}|{has})(?:理)?<got_tail>+|<got_outright>)"
            f"|^<name_rest_got>*是?(?:<got_when>|\\d{{1,4}}[年月])[^,。?不没未]{{0,6}}?(?:<got_verb>|{done})(?:了|过|的|下来){end}"
        )
        self.right_been = words.pattern(f"^<name_rest_got>*(?:的)?<adverb>*(?:<got_verb>|{done}|{has})(?:满|够)?过")
        # 拿结业证一个多月就入职了: it was had from then on
        self.left_got = words.pattern(f"{done}{fill}$")
        self.since = words.pattern(
            "^<name_rest_got>*(?:以后|之后|后|(?:[\\d半]|<count>)+个?多?(?:月|年|天)[^,。?]{0,4}?[后就才])"
        )
        self.right_end = words.pattern(r"^(?:<name_end>|\d\d岁)*(?:$|[,。、]|<asking_on>)")
        self.topic = words.pattern("^<name_class>?(?:的)?<topic>")
        self.left_item = words.pattern(
            "(?:^|[、和:])(?:<item_lead>|<subject>|<relative>|<now_word>|在<district>区?|<district><item_district>*"
            r"|<holder_lead>|\d\d岁的?)*$|<item_hukou>(?:的|,)?<settlement>?$"
        )
        self.unlike = re.compile(any_of(spec.unlike)) if spec.unlike else None
        denied = Void(re.compile("(?:没有?|不|未|非|别)(?:再|去|在)?$"), before=3)
        unsaid = Void(re.compile("[不没未别哪想]"), inside=0)
        self.told = Cue(name, True, re.compile(any_of(spec.told)), (denied, unsaid)) if spec.told else None
        self.double = words.pattern("<double_denial>(?:没有?|不|未)")
        self.affirmed = words.pattern(
            "[^,。?]{0,12}[,。](?:证|都|是|也|早|我|其实)*(?:有的|是有|办了|领着|领了|在领|拿到)"
        )
        # the bare 证 is of what was learnt last: 参加过创业培训，证没下来
        self.papers = (
            words.pattern("(?:(?<=[,。拿到了没发领的考])|(?<=没有))证(?!书|券|明|件|实|人)")
            if spec.paper and spec.short
            else None
        )
        self.paper_kinds = words.pattern("<paper_of>")
        self.listed = re.compile(
            "(?:证|待遇|户)*(?:[和、跟与及][^,。?不没有]{1,10}?)+我?(?:都|全)(?:(?P<no>没有?|不是|没办过?|没领过?)|有|是|办了)(?:的|了)?(?=$|[,。])"
        )
        # a field or a remark of its own clause: 残疾 无, 就业困难人员，街道认的
        self.next_no = words.pattern("^(?:无|没有?|否|不是|没办)$")
        self.next_yes = words.pattern(
            "^(?:有|是|有证|有的|是的|有认定|(?:早就|已经?|都|刚)?(?:<recogniser>)?(?:给我?)?(?:认定|认|批|评|办)(?:的|了|过的?|过了|下来了)|已经?认定)$"
        )
        self.holder_lead = words.pattern("(?:<holder_lead>|的)*")
        self.of_kin = words.pattern("^的?<of_kin>")
        self.holder = words.pattern("(?:兵|军人|干部|人员|职工|户|[^登]员|骑手|小哥|司机|对象)$")
        self.short = re.compile(any_of(spec.short)) if spec.short else None
        self.context = re.compile(any_of(spec.context)) if spec.context else None
        self.unless = re.compile(any_of(spec.unless)) if spec.unless else None

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of this fact."""
        personal = said.personal or said.asked == self.fact
        for match in self._named(said):
            clause = said.clause(match.start())
            if self.unless is not None and self.unless.search(clause.text):
                continue
            if self.unlike is not None and self.unlike.match(said.text, match.end()):
                continue
            named = said.named if said.named <= match.start() else 0  # who speaks is no part of what is said
            left = said.text[max(clause.start, named, match.start() - 24) : match.start()]
            right = clause.text[match.end() - clause.start :][:RIGHT]
            both = self.listed.match(right)
            if both is not None:  # 残疾证和低保都没有
                yield Finding(self.fact, both["no"] is None, match.start(), match.end())
                continue
            said_next = self._next(said, right, clause.end)
            if said_next is not None:
                yield Finding(self.fact, said_next[0], said_next[1], said_next[2], weight=1)
                continue
            alone = (right == "" and self.holder.search(match[0]) is not None) or right in _DEGREES
            alone = alone and clause.start == 0 and self.holder_lead.fullmatch(left) is not None
            value = self._value(left, right, personal or alone)
            if self.only_denied is not None and self.only_denied.fullmatch(match[0]):
                near = self.context is None or self.context.search(said.sentence_before(match.start()))
                value = None if value or not near else value
            if value is None and self.double.search(left) and self.affirmed.match(said.text, match.end()):
                value = True  # 不是说我没残疾证，证是有的
            if value is not None and not (value and self._groups.of_a_class(said, match.start(), match.end())):
                yield Finding(self.fact, value, match.start(), match.end())
        if self.told is not None:
            for match in self.told.matches(said):
                if self.unless is None or not self.unless.search(said.clause(match.start()).text):
                    yield self.told.finding(match)

    def _next(self, said: Said, right: str, end: int) -> tuple[bool, int, int] | None:
        """What the next clause says of a name that ends its own (残疾 无)."""
        index = said.plain.clause_index(max(0, end - 1)) + 1
        if len(right) > 1 or self.spec.speaker == "organisation" or index >= len(said.plain.clauses):
            return None
        after = said.plain.clauses[index]
        if right not in ("", "证", "户", ":") or after.mark == ASK:
            return None
        if self.next_no.match(after.text):
            return False, after.start, after.end
        return (True, after.start, after.end) if self.next_yes.match(after.text) else None

    def _named(self, said: Said) -> Iterator[re.Match[str]]:
        """Where the name stands; a short one (合格证书) only after words that say of what it is."""
        yield from self.name.finditer(said.text)
        if self.short is None or self.context is None:
            return
        if self.papers is not None:
            for match in self.papers.finditer(said.text):
                kinds = self.paper_kinds.findall(said.sentence_before(match.start(), 30))
                if kinds and self.context is not None and self.context.search(kinds[-1]):
                    yield match
        for match in self.short.finditer(said.text):
            inside = self.name.search(said.text, max(0, match.start() - 12), match.end() + 8)
            if inside is None and self.context.search(said.sentence_before(match.start(), 40)):
                yield match

    def _value(self, left: str, right: str, personal: bool) -> bool | None:
        if self.double.search(left):
            return None
        if re.match("或", right) or self.of_kin.match(right):
            return None
        owned = self.owned.search(left)  # 低保没有残疾证也没有: the first denial is of the name before it
        if self.right_no.match(right) and (owned or not self.left_yes.search(left)):
            return False
        if (owned or not self.left_no.search(left)) and self.right_has.match(right):
            return True
        if self.left_no.search(left):
            return False
        if self.lost is not None and self.lost.match(right):
            return True
        if right in ("呢", "着呢") and self.left_got.search(left):
            return True  # 领失业金呢
        if self.spec.ends and self.right_stopped.match(right):
            return False
        if self.spec.now and (self.left_been.search(left) or self.right_been.match(right)):
            return None
        if self.topic.match(right):
            return None
        if self.left_yes.search(left) or self.left_done.search(left) or self.right_yes.match(right):
            return True
        if self.spec.paper and self.since.match(right) and self.left_got.search(left):
            return True
        if self.spec.alone and self.is_one.search(left) and self.right_end.match(right):
            return True
        if self.spec.act and _ACTED.match(right):
            return True
        if _LISTED.search(left[-1:]) or _LISTED.match(right):
            return None  # one of several groups: “应届高校毕业生、退役士兵”
        if (
            self.spec.alone
            and (personal or right == "的")
            and self.left_item.search(left)
            and self.right_end.match(right)
        ):
            return True
        return None


class Statements:
    """All yes/no facts that are known by name."""

    def __init__(self, words: Words) -> None:
        self._hearings = tuple(_Hearing(words, name, spec) for name, spec in words.statements.items())
        self._ellipsis = Ellipsis(words, words.statements)

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of the statements that concern this kind of speaker."""
        for hearing in self._hearings:
            speaker = hearing.spec.speaker
            if speaker == "anyone" or (speaker == "organisation") == said.organisation:
                yield from hearing.find(said)
        yield from self._ellipsis.find(said)
