"""Yes/no facts by their names (低保, 残疾人, 失业登记…): the words around a name say yes, no or nothing.

Which names, and which verbs of having them, is data (``statements`` in ``corpus/words/listening.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.groups import Groups
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Statement, Words, any_of

RIGHT = 24  # characters after a name in which its predicate stands
_LISTED = re.compile("[、或]")
_ACTED = re.compile("^(?:了|过|成功|到|[0-9一二两三四五六七八九十百])")


class _Hearing:
    """The patterns of one fact."""

    def __init__(self, words: Words, name: str, spec: Statement) -> None:
        self.fact, self.spec = name, spec
        self._groups = Groups(words)
        self.name = re.compile(any_of(spec.names))
        done = any_of(spec.does) if spec.does else "(?!)"
        has, does = any_of([*spec.has, "是"]), any_of([*spec.does, *spec.has, "是"])
        fill = words.pattern("(?:<name_fill>|<district>区?)*").pattern
        self.left_no = words.pattern(f"<deny>(?!<deny_not>)<deny_link>*{does}?(?:过|着|到|上|为)*{fill}$")
        self.left_yes = words.pattern(f"{has}<had_tail>?{fill}$")
        self.left_done = words.pattern(f"{done}<aspect>{fill}$|<done_lead>(?:在|被|是|给我)?{done}{fill}$")
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
        self.right_stopped = words.pattern("^(?:证|待遇|金)*<stopped_lead>*<stopped>")
        self.right_yes = words.pattern(
            f"^<name_rest_got>*(?:的)?<adverb>*(?:<got_verb>|{done}|{has})(?:理)?<got_tail>+"
        )
        self.right_end = words.pattern(r"^(?:<name_end>|\d\d岁)*(?:$|[,。、:]|<asking_on>)")
        self.topic = words.pattern("^<name_class>?(?:的)?<topic>")
        self.left_item = words.pattern(
            "(?:^|[、和])(?:<item_lead>|<subject>|<relative>|<now_word>|在<district>区?|<district><item_district>*"
            r"|\d\d岁的?)*$|<item_hukou>(?:的|,)?<settlement>?$"
        )
        self.unlike = re.compile(any_of(spec.unlike)) if spec.unlike else None
        denied = Void(re.compile("(?:没有?|不|未|非|别)(?:再|去|在)?$"), before=3)
        unsaid = Void(re.compile("[不没未别哪想]"), inside=0)
        self.told = Cue(name, True, re.compile(any_of(spec.told)), (denied, unsaid)) if spec.told else None
        self.double = words.pattern("<double_denial>(?:没有?|不|未)")
        self.affirmed = words.pattern(
            "[^,。?]{0,12}[,。](?:证|都|是|也|早|我|其实)*(?:有的|是有|办了|领着|领了|在领|拿到)"
        )
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
            value = self._value(left, right, personal)
            if value is None and self.double.search(left) and self.affirmed.match(said.text, match.end()):
                value = True  # 不是说我没残疾证，证是有的
            if value is not None and not (value and self._groups.of_a_class(said, match.start(), match.end())):
                yield Finding(self.fact, value, match.start(), match.end())
        if self.told is not None:
            for match in self.told.matches(said):
                if self.unless is None or not self.unless.search(said.clause(match.start()).text):
                    yield self.told.finding(match)

    def _named(self, said: Said) -> Iterator[re.Match[str]]:
        """Where the name stands; a short one (合格证书) only after words that say of what it is."""
        yield from self.name.finditer(said.text)
        if self.short is None or self.context is None:
            return
        for match in self.short.finditer(said.text):
            inside = self.name.search(said.text, max(0, match.start() - 12), match.end() + 8)
            if inside is None and self.context.search(said.sentence_before(match.start(), 24)):
                yield match

    def _value(self, left: str, right: str, personal: bool) -> bool | None:
        if self.double.search(left):
            return None
        if re.match("或", right):
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
        if self.spec.ends and self.right_stopped.match(right):
            return False
        if self.spec.now and self.left_been.search(left):
            return None
        if self.topic.match(right):
            return None
        if self.left_yes.search(left) or self.left_done.search(left) or self.right_yes.match(right):
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

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of the statements that concern this kind of speaker."""
        for hearing in self._hearings:
            speaker = hearing.spec.speaker
            if speaker == "anyone" or (speaker == "organisation") == said.organisation:
                yield from hearing.find(said)
