"""Yes/no facts by their names (低保, 残疾人, 失业登记…): the words around a name say yes, no or nothing.

Which names, and which verbs of having them, is data (``statements`` in ``corpus/words/listening.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Statement, Words, any_of

_FILL = (
    "(?:<district>区?|稳定|固定|[一两三几]次|一家|一个|一名|个|名|的|过"
    "|是|了|本市|本区|市级?|区级?|正式|街道|村里|已经?|认定的?|认定过的"
    "|被认定的|国家|北京市?|着|家|咱们?区的?|辖区|社区|政府|"
    "家里|全家|真正|属于|那种|这个|那个|这种|咱|我们?的?|每个?月|二级"
    "|三级|四级|一级|肢体|持证|城市|城乡|城镇|农村|什么|任何|啥|户籍"
    "|的城镇)*"
)
_LISTED = re.compile("[、或]")
_ACTED = re.compile("^(?:了|过|成功|到|[0-9一二两三四五六七八九十百])")
_ASPECT = "(?:了|过|着|到了?|好了?|上了?|完了?|下来了?|成了?|为|的是|的)"


class _Hearing:
    """The patterns of one fact."""

    def __init__(self, words: Words, name: str, spec: Statement) -> None:
        self.fact, self.spec = name, spec
        self.name = re.compile(any_of(spec.names))
        has, does = any_of([*spec.has, "是"]), any_of([*spec.does, *spec.has, "是"])
        deny = words.pattern("<deny>").pattern
        fill = words.pattern(_FILL).pattern
        self.left_no = re.compile(
            f"(?:{deny})(?!过[我他她是]|仅|但|光|只|止|好意思|管|瞒|如)(?:给我们?"
            f"|给|被|帮我|再|能|正在|在|同时|曾|去|真的|正式|取?得过?)*{does}?(?:过"
            f"|着|到|上|为)*{fill}$"
        )
        self.left_yes = re.compile(f"{has}(?:着|了|有|过的?)?{fill}$")
        done = any_of(spec.does) if spec.does else "(?!)"
        self.left_done = re.compile(
            f"{done}{_ASPECT}{fill}$|(?:已经?|正在?|一直|现在|每个?月|刚|早就?|都)(?:在|被|是|给我)?{done}{fill}$"
        )
        self.left_been = re.compile(f"{any_of([*spec.does, *spec.has])}过{fill}$")
        self.right_no = re.compile(
            "^(?:证|书|人员|待遇|户)*(?:的)?(?:我|他|她|也|还|都|从来?|一直"
            "|目前|现在|暂时|早就?|压根|根本|是)*(?:没有?|未|不)(?:再)?(?:被)?(?:给我?)?(?:去"
            f"|来得及)?{does}?(?:下来|批|成|过|到|拿到|审批|通过|呢|啊)*(?:$"
            "|[,。、])"
        )
        self.right_stopped = re.compile(
            "^(?:证|待遇|金)*(?:我|也|都|早就?|已经?|去年|前年|今年|上个?月"
            "|刚|后来|被|给|现在)*(?:停了|停掉|取消|断了|到期|没了|退了|注销"
            "|领完|过期|撤)"
        )
        self.right_yes = re.compile(
            "^(?:证|书|人员|待遇|资格)*(?:的)?(?:我|他|她|也|都|早就?|已经?"
            "|刚|去年|前年|今年|昨天|上个?月|上周|在街道|就|才|给|是|正在?"
            f"|一直|每月)*(?:{done}|{has}|办|批|拿|取得|认定|考|考取)(?:理)?(?:了"
            "|过|好|着|到|下来|完|成|中|上|出来)+"
        )
        self.right_end = words.pattern(
            "^(?:了|的|证|人员|身份|家庭|户|成员|员工|待遇|资格|之一|呢|啊"
            "|哦|呀|吧|哈|嘛|过|男|女|一名|一个|\\d\\d岁)*(?:$|[,。、:]|<asking_on>)"
        )
        self.topic = words.pattern("^(?:人员|家庭|户|证)?(?:的)?<topic>")
        self.left_item = words.pattern(
            "(?:^|[、和])(?:<subject>|<relative>|<now_word>|在<district>区?|还|也|就|都|又"
            "|且|并且|而且|同时|是|属于|个|一名|男|女|北京|(?:<district>)(?:区"
            "|的|籍|本地)*|一位|算|家里?|我家|身份:?|类别:?|\\d\\d岁的?|原"
            "|因公|因病)*$"
            "|(?:户口|户籍|籍|岁|市)(?:的|,)?(?:城镇|城乡|农村)?$"
        )
        self.unlike = re.compile(any_of(spec.unlike)) if spec.unlike else None
        self.told = re.compile(any_of(spec.told)) if spec.told else None
        self.double = words.pattern("(?:不是|并非|又不是|可不是)(?:没有?|不|未)")
        self.unless = re.compile(any_of(spec.unless)) if spec.unless else None

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of this fact."""
        personal = said.personal or said.asked == self.fact
        for match in self.name.finditer(said.text):
            clause = said.clause(match.start())
            if self.unless is not None and self.unless.search(clause.text):
                continue
            if self.unlike is not None and self.unlike.match(said.text, match.end()):
                continue
            named = said.named if said.named <= match.start() else 0  # who speaks is no part of what is said
            left = said.text[max(clause.start, named, match.start() - 24) : match.start()]
            right = clause.text[match.end() - clause.start :][:16]
            value = self._value(left, right, personal)
            if value is not None and not (value and said.of_a_class(match.start(), match.end())):
                yield Finding(self.fact, value, match.start(), match.end())
        for match in self.told.finditer(said.text) if self.told is not None else ():
            if not re.search("(?:没有?|不|未|非|别)$", said.before(match.start(), 2)):
                yield Finding(self.fact, True, match.start(), match.end())

    def _value(self, left: str, right: str, personal: bool) -> bool | None:
        if self.double.search(left):
            return None
        if re.match("或", right):
            return None
        if self.left_no.search(left) or self.right_no.match(right):
            return False
        if self.spec.ends and self.right_stopped.match(right):
            return False
        if self.spec.now and self.left_been.search(left):
            return None
        if self.topic.match(right):
            return None
        if self.left_yes.search(left) or self.left_done.search(left) or self.right_yes.match(right):
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


class Registration:
    """失业登记: being registered is not being out of work, and 没工作 is not registered."""

    def __init__(self, words: Words) -> None:
        name = "(?:失业登记证?|登记失业(?:手续|证)?|失业证|就业失业登记证?)"
        self._yes = (
            words.pattern(
                "(?:办|做|办理|登|登记|申请|有|领|报)(?:理)?(?:了|过|好|完|上|着"
                f"|到|下|的)+(?:的|个|一次)?(?:城镇)?{name}|(?<!没)有(?:城镇)?(?:失业登记证?"
                "|失业证)"
            ),
            words.pattern(
                f"{name}(?:手续|证明|证)?(?:我|他|她|也|都|早就?|已经?|刚|给|去年"
                "|今年|前年|上个?月|在街道|在社区|上周|昨天)*(?:是|有)?(?:办|做"
                "|登|登记|领|报|下来|批)(?:理)?(?:了|过|好|完|上|着|到|下来|妥"
                f"|的)+(?!吗|没)|{name}(?:手续)?(?:已经?)(?:办理?|登记)(?=[,。]"
                "|$)|(?<=失业登记)(?:了|过)(?!吗|没)"
            ),
            words.pattern(
                "(?:已经?|刚|早就?|都|也|在街道|在社区|街道|去街道|去社区|正式"
                "|今年|去年|办了|还|前年|上个?月|上周|\\d+月)(?:已|就|给|又|刚刚"
                "|刚)*登记(?:了)?失业(?:了|过|人员)?(?!登记|补)|登记(?:了|过|成"
                "|为|上)(?:城镇)?失业(?!率)|登记失业(?:了|过|状态|中|半年|[\\d一二两三四五六七八九十]+(?:年"
                "|个月))"
            ),
            words.pattern(
                "(?:失业|下岗|没工作)[^。?]{0,12}?(?:去|在|到)?(?:街道|社区|社保所"
                "|村里|居委会|人社所?局?)(?:已|也|都|去)*(?:登记|登)(?:了|过|上了)"
            ),
            words.pattern(
                "(?:是|属于|算|作为|以)(?:一名|个|本市|本区|北京市?|城镇|城乡|在册的?"
                "|<district>区?|户籍|的)*登记失业(?:的)?(?:人员|状态|人)?(?!率"
                "|保险)|<event_before>[^,。?]{0,6}?登记失业(?:人员)?"
            ),
        )
        self._item = words.pattern(
            "^(?:<subject>|<relative>|<now_word>|还|也|都|是|目前|现在|北京市?"
            "|(?:<district>)(?:区|的|籍)?|户籍|户口|城镇|城乡|农村|的|本市"
            "|\\d\\d岁?|今年|男|女|身份:?|状态:?|(?:<jobless>))*登记失业(?:人员)?(?:了"
            "|的|中|状态)*(?:$|[、]|<asking_on>)"
        )
        self._no = (
            words.pattern(
                "(?:<deny>)(?:去|来得及|能|顾上|有|给我|正式)*(?:街道|社区)?(?:办理?"
                f"|做|登记|登|申请|有|领|报|进行)?(?:过|了|上)?(?:的|个|什么)?(?:城镇)?{name}(?:人员)?"
            ),
            words.pattern(
                f"{name}(?:手续|证)?(?:我|他|她|也|都|还|一直|暂时|从来|目前|压根"
                "|根本|是)*(?:没有?|未|没去)(?:办理?|做|登|登记|来得及办?|去|去办"
                "|弄|申请|过|呢|啊)*(?:$|[,。])"
            ),
            words.pattern("(?:失业|下岗)[^,。?]{0,10}?(?:没有?|未)(?:去)?(?:办理?)?登记(?=[,。]|$)"),
            words.pattern("(?:<deny>)(?:是)?(?:本市|本区|城镇)?登记失业(?:人员)?"),
        )
        self._bare_no = words.pattern(
            "(?:还|也|都|一直|从来|至今)?(?:没有?|未)(?:去|来得及|到街道|去街道)*(?:办理?)?登记(?:过)?(?:呢|啊|失业)?$"
        )
        self._bare_yes = re.compile("^(?:也|都|已经?|我|早就?|去?街道|去?社区|在|但|而且|并且)*登记(?:了|过了?|过)$")
        self._jobless = words.pattern("失业|下岗|<jobless>")
        self._married = re.compile("结婚|注册|工商|税务|户口")
        self._doubled = re.compile("不是(?:没|未)")
        self._spoken_of = re.compile("失业登记|登记(?:了|过)?(?:的)?失业|失业证")
        self._done = re.compile("了|过|已|完|好|妥|办得|有失业登记|有登记失业|办的$")
        self._undone = re.compile(
            "没|未|不|别|怎么|如何|才|再|要|想|打算|需要|条件|能|可以|吗|率|保险|如果|给谁|材料|流程|叫|算|后$|时$|的话"
        )

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of registration."""
        fact = "registered_unemployed"
        if said.organisation or not re.search("登记|失业证", said.text):
            return
        denied: list[tuple[int, int]] = []
        for pattern in self._no:
            for match in pattern.finditer(said.text):
                if self._doubled.search(said.before(match.start() + 2, 6)) or re.match(
                    "人员就|率|的时候|之前|前", said.after(match.end(), 4)
                ):
                    continue
                denied.append(match.span())
                yield Finding(fact, False, match.start(), match.end())
        for pattern in self._yes:
            for match in pattern.finditer(said.text):
                before, after = said.before(match.start(), 4), said.after(match.end(), 6)
                if any(match.start() < b and a < match.end() for a, b in denied[-8:]) or re.search(
                    "没|未|不$|别|去$|要$|怎么", before
                ):
                    continue
                if said.taken_on(match.start()):
                    continue
                if re.match(
                    "(?:的)?(?:条件|流程|补贴|补助|政策|能|可以|怎么|需要|之后|以后|后|吗|才|就能|材料)", after
                ):
                    continue
                yield Finding(fact, True, match.start(), match.end())
        for clause in said.plain.clauses:
            at = clause.text.find("登记")
            if at < 0 or said.taken_on(clause.start + at):
                continue
            if self._item.search(clause.text) is not None:
                at = clause.text.rfind("登记失业")
                yield Finding(fact, True, clause.start + at, clause.start + at + len("登记失业"))
            spoken_of = self._spoken_of.search(clause.text)
            if spoken_of and self._done.search(clause.text) and not self._undone.search(clause.text):
                yield Finding(fact, True, clause.start + spoken_of.start(), clause.start + spoken_of.end())
            before = said.sentence_before(clause.start, 30)
            if self._jobless.search(before) and not self._married.search(before + clause.text):
                no = self._bare_no.search(clause.text)
                if no is not None:
                    yield Finding(fact, False, clause.start + no.start(), clause.end)
                elif self._bare_yes.match(clause.text):
                    yield Finding(fact, True, clause.start, clause.end)
