"""Being registered as unemployed (失业登记): done, not done, or only spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.cues import Cue, Void, overlaps
from assistant.facts.listening.groups import Groups
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

REGISTERED = "registered_unemployed"


class Registration:
    """失业登记: being registered is not being out of work, and 没工作 is not registered."""

    def __init__(self, words: Words) -> None:
        self._groups = Groups(words)
        done = (
            words.pattern(
                "<register_verb>(?:理)?(?:了|过|好|完|上|着|到|下|的)+(?:的|个|一次)?(?:城镇)?<registration>"
                "|(?<!没)有(?:城镇)?<registration_short>"
            ),
            words.pattern(
                "<registration><registration_paper>?<registration_when>*(?:是|有)?<register_do>(?:理)?"
                "<register_done>+(?!吗|没|期)|<registration>(?:手续)?(?:已经?)(?:办理?|登记)(?=[,。]|$)"
                "|(?<=失业登记)(?:了|过)(?!吗|没|期)"
            ),
            words.pattern(
                r"(?:<registered_when>|\d\d?月)(?:已|就|给|又|刚刚|刚)*登记(?:了)?失业(?:了|过|人员)?(?!登记|补)"
                "|登记(?:了|过|成|为|上)(?:城镇)?失业(?!率)|登记失业"
                r"(?:<registered_state>|(?:已经?|满|有|都|快|整)*[\d一二两三四五六七八九十半]+(?:年|个月|多)|(?:满|有|快)+半年)"
                "|<registration>(?:证)?<adverb>*<registered_kept>"
            ),
            words.pattern("<registration>(?:(?:和|、|跟|与)[^,。?不没有]{1,10}?)?(?:也|都|我)*有(?:的|了)?(?=$|[,。])"),
            words.pattern("<out_of_work>[^。?]{0,12}?(?:去|在|到)?<registry>(?:已|也|都|去)*(?:登记|登)(?:了|过|上了)"),
            words.pattern(
                "<be_a>(?:<registered_fill>|<district>区?)*登记失业(?:的)?(?:人员|状态|人)?(?!率|保险)"
                "|<event_before>[^,。?]{0,6}?登记失业(?:人员)?"
            ),
        )
        void = (
            Void(re.compile("没|未|不$|别|去$|要$|怎么"), before=4),
            Void(words.pattern("^(?:的)?<registration_talk>"), after=6),
            self._groups.hired,
        )
        self._yes = tuple(Cue(REGISTERED, True, way, void) for way in done)
        self._item = words.pattern(
            r"^(?:<registered_lead>|<subject>|<relative>|<now_word>|<district>(?:区|的|籍)?|\d\d岁?"
            "|<jobless>)*登记失业(?:人员)?(?:了|的|中|状态)*(?:$|[、]|<asking_on>)"
        )
        self._no = (
            words.pattern(
                "<deny><unregistered_fill>*(?:街道|社区)?<unregistered_verb>?(?:过|了|上)?(?:的|个|什么)?(?:城镇)?"
                "<registration>(?:人员)?"
            ),
            words.pattern(
                "<registration>(?:手续|证)?<unregistered_when>*(?:没有?|未|没去)<unregistered_tail>*(?:$|[,。])"
            ),
            words.pattern("(?:失业|下岗)[^,。?]{0,10}?(?:没有?|未)(?:去)?(?:办理?)?登记(?=[,。]|$)"),
            words.pattern(
                "<registration>(?:证)?[和、跟与及][^,。?不没有]{1,10}?我?(?:都|全)(?:没有?|没办过?)(?=$|[,。])"
            ),
            words.pattern("(?<!有)(?:没有?|从没|未)(?:去|有|办|在街道)?登记过?失业"),
            words.pattern("<deny>(?:是)?(?:本市|本区|城镇)?登记失业(?:人员)?"),
        )
        self._field = words.pattern(
            "(?:^|(?<=[,。]))(?:是否)?(?:<registration>|登记失业)(?:人员)?[,:](?P<no>无|没有|没|否|不是|未办|没办)?(?P<yes>有|是|已办|办了|有的)?(?=$|[,。])"
        )
        self._bare_no = words.pattern("<so_far>?(?:没有?|未)<unregistered_go>*(?:办理?)?登记(?:过)?(?:呢|啊|失业)?$")
        self._bare_yes = words.pattern("^<registered_short_lead>*登记(?:了|过了?|过)$")
        self._jobless = words.pattern("失业|下岗|<jobless>")
        self._doubtful = words.pattern("<doubt>[^,。?]{0,8}?登记(?!证)")
        self._married = words.pattern("<registration_other>")
        self._doubled = re.compile("不是(?:说)?(?:没|未)")
        self._after_all = words.pattern(
            "<registration>[^,。?]{0,4}?不是(?:说)?(?:没|未)[^,。?]{0,4}[,。]"
            "<adverb>*(?:办|登记|登|有)(?:理|过|了|的|好)"
        )
        self._spoken_of = words.pattern("<registration_topic>")
        self._done = words.pattern("<registration_done>|办的$")
        self._undone = words.pattern("<registration_undone>|后$|时$")
        self._registration_no_not = words.pattern("<registration_no_not>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of registration."""
        if said.organisation or not re.search("登记|失业证", said.text):
            return
        for match in self._doubtful.finditer(said.text):
            yield Finding(REGISTERED, None, match.start(), match.end())
        denied: list[tuple[int, int]] = []
        for match in self._field.finditer(said.text):  # 失业登记 无
            if match["no"] or match["yes"]:
                yield Finding(REGISTERED, match["no"] is None, match.start(), match.end(), weight=1)
        for match in self._after_all.finditer(said.text):
            yield Finding(REGISTERED, True, match.start(), match.end())  # 失业登记不是没办，早办了
        for pattern in self._no:
            for match in pattern.finditer(said.text):
                if self._doubled.search(said.before(match.start() + 2, 6)) or self._registration_no_not.match(
                    said.after(match.end(), 4)
                ):
                    continue
                denied.append(match.span())
                yield Finding(REGISTERED, False, match.start(), match.end())
        for cue in self._yes:
            yield from (cue.finding(match) for match in cue.matches(said) if not overlaps(match, denied))
        for clause in said.plain.clauses:
            at = clause.text.find("登记")
            if at < 0 or self._groups.taken_on(said, clause.start + at):
                continue
            if (said.personal or len(said.plain.clauses) == 1) and self._item.search(clause.text) is not None:
                at = clause.text.rfind("登记失业")
                yield Finding(REGISTERED, True, clause.start + at, clause.start + at + len("登记失业"))
            spoken_of = self._spoken_of.search(clause.text)
            if spoken_of and self._done.search(clause.text) and not self._undone.search(clause.text):
                yield Finding(REGISTERED, True, clause.start + spoken_of.start(), clause.start + spoken_of.end())
            before = said.text[max(0, clause.start - 40) : clause.start]
            if self._jobless.search(before) and not self._married.search(before[-8:] + clause.text):
                no = self._bare_no.search(clause.text)
                if no is not None:
                    yield Finding(REGISTERED, False, clause.start + no.start(), clause.end)
                elif self._bare_yes.match(clause.text):
                    yield Finding(REGISTERED, True, clause.start, clause.end)
