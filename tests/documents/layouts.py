"""Unseen policy documents, laid out and damaged, with the tree a parser must give back.

What lives here
---------------
A generator of Chinese official documents for testing the parser, written from
``clause-ids.md`` and independent of the parser.  ``layout(style, damages, seed)`` draws
the text of a document from a small grammar of policy phrases, prints it in one of the
outline styles of ``STYLES``, damages the print as text extraction does (``DAMAGES``) and
returns the source together with the units, in document order, that must be read from it.
``generate(seed)`` picks the style and the damages too.  Everything is a function of its
arguments: the same seed gives the same layout on every machine.

How the expected units are to be read
-------------------------------------
* ``paragraphs`` hold a unit's own text without its printed label and without the blank
  behind the label; the label as printed is ``label_path[-1]``.
* ``title`` is the heading line, or the lead sentence without its ``。``; a heading line is
  not a paragraph, a lead sentence is also the beginning of ``paragraphs[0]``.
* The preamble has an empty ``label_path``.  An annex is a unit ``annex`` whose label and
  title are its heading line.
* Attribute values are repaired text without the key and the colon.

What makes a layout fair
------------------------
A paragraph is drawn again until its boundaries can be known from the page: before an
unlabelled paragraph the last line leaves at least three columns free (a heading or an
attribute always does), a broken line that happens to end with a sentence is full to within
one column, and a broken line may begin with something that looks like a label (``一、二、
三等奖``) only behind a full line that stops in mid-sentence.

``python -m tests.documents.layouts`` prints a few layouts and checks many.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

STYLES: tuple[str, ...] = (
    "gb9704",  # 一、 > （一） > 1. > （1） > ①, to varying depth
    "running_items",  # 一、 > 1. running on through the chapters, 附则 with （一）
    "running_sections",  # 一、 > （一） running on through the chapters
    "regulation",  # 第一章 > 第一条 running on through the chapters > （一）
    "prose",  # 一、 with prose, 一是 paragraphs, unlabelled paragraphs under them
    "responsibilities",  # items with 牵头单位 lines, a closing chapter paragraph, an annex
)

DAMAGES: tuple[str, ...] = (
    "hard_wrap",  # lines broken at a fixed width
    "blank_lines",  # a blank line between every two lines
    "page_numbers",  # "- 4 -" on lines of their own, mostly in mid-sentence
    "page_splits",  # a page break in mid-sentence that left no number
    "stray_blanks",  # blanks between digits or letters and Chinese characters
    "bookmarks",  # [bookmark: _GoBack]
    "mixed_labels",  # (一), ８．, 1、, （4） among other siblings
    "padding",  # leading and trailing blanks, ideographic indents
    "crlf",  # CRLF line ends
    "duplicate_label",  # a label printed twice under one parent
)


@dataclass(frozen=True)
class ExpectedUnit:
    """One unit that the parser must find."""

    path: str
    label_path: tuple[str, ...]
    title: str | None
    paragraphs: tuple[str, ...]
    attributes: dict[str, str]


@dataclass(frozen=True)
class Layout:
    """A damaged source and the units that must be read from it."""

    source: str
    units: tuple[ExpectedUnit, ...]
    style: str
    damage: tuple[str, ...]
    expected_warnings: tuple[str, ...] = ()


# --------------------------------------------------------------------------- numerals

_CN_DIGITS = "零一二三四五六七八九"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _chinese(number: int) -> str:
    """Write 1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _CN_DIGITS[tens]) + "十"
    return head + (_CN_DIGITS[ones] if ones else "")


_LABELS: dict[str, Callable[[int], str]] = {
    "chapter": lambda n: f"{_chinese(n)}、",
    "section": lambda n: f"（{_chinese(n)}）",
    "item": lambda n: f"{n}.",
    "subitem": lambda n: f"（{n}）",
    "circle": lambda n: _CIRCLES[n - 1],
    "shi": lambda n: f"{_chinese(n)}是",
    "zhang": lambda n: f"第{_chinese(n)}章",
    "tiao": lambda n: f"第{_chinese(n)}条",
}

# --------------------------------------------------------------------------- grammar

# <name> is replaced by an alternative of the rule, <2..9> by a number, <2|5> by one of the
# two; <cn:2..9> by a Chinese numeral.
_RULES: dict[str, tuple[str, ...]] = {
    "place": ("临河区", "云岭市", "江州市", "平川县", "东湖新区", "青桥区", "北屏市"),
    "subject": (
        "各镇街",
        "各行业主管部门",
        "区级经办机构",
        "用工企业",
        "社区（村）工作站",
        "园区运营单位",
        "培训机构",
        "行业商会",
        "财政部门",
        "公共服务窗口",
        "试点单位",
        "劳动监察机构",
        "民政和残联组织",
    ),
    "object": (
        "用工台账",
        "岗位清单",
        "快速响应机制",
        "经办流程",
        "技能课程目录",
        "走访记录制度",
        "信用评价办法",
        "数据比对规则",
        "创业场地名录",
        "风险提示制度",
        "零工信息平台",
        "师资名册",
        "补贴核验系统",
        "应急帮扶预案",
    ),
    "verb": ("建立健全", "逐步完善", "定期更新", "统一规范", "主动公开", "优化调整", "分类梳理", "推广应用"),
    "activity": (
        "送岗入户",
        "政策宣讲",
        "专场对接",
        "技能比武",
        "夜校培训",
        "入企走访",
        "用工监测",
        "跟岗实训",
        "创业沙龙",
        "纠纷调解",
        "“直播＋夜市”招聘",
        "“互联网+技能”研修",
    ),
    "group": (
        "离校未就业毕业生",
        "返乡人员",
        "零工从业者",
        "复员军人",
        "随军家属",
        "大龄求职者",
        "残疾劳动者",
        "农村转移人员",
        "16-24岁青年",
    ),
    "subsidy": ("岗位奖补", "场租补助", "见习津贴", "培训券", "稳岗返还", "一次性开办奖励", "交通食宿补助"),
    "money": ("<2..9>00元", "<1..9>500元", "<1..9>.<1..9>万元", "<1..9>万元", "1.2万元", "2.5万元", "<1..9>0万元"),
    "pct": ("<11..97>%", "<2..9>%", "<1..9>.<1..9>%", "<31..89>.5%"),
    "times": ("1.2倍", "2.5倍", "<1..3>.<1..9>倍"),
    "year": ("<2022..2029>年",),
    "docno": ("（<abbr>发〔<2018..2025>〕<1..98>号）",),
    "abbr": ("临政", "云人社", "江就", "平政办", "湖人社函", "青政规", "北就组"),
    "book": (
        "《就业服务与用工管理条例》",
        "《促进充分就业行动纲要》",
        "《职业技能提升专项计划》",
        "《灵活用工权益保障指引》",
    ),
    "outcome": ("早见成效", "不留空白", "进度可查", "资金安全", "群众得实惠", "服务不断档"),
    "action": (
        "<verb><object>",
        "<verb><object>和<object>",
        "开展<activity>",
        "做好<activity>和<activity>工作",
        "把<object>纳入季度督查范围",
        "对<group>实行分类帮扶",
        "为<group>提供<activity>服务",
    ),
    "actions": ("<action>", "<action>，<action>", "<action>，<action>，<action>"),
    "sentence": (
        "<subject>要<actions>，确保<outcome>",
        "<subject>负责<actions>",
        "坚持问题导向，<actions>，力争<outcome>",
        "对<group>和<group>，由<subject><action>",
        "围绕<group>的实际需要，<actions>；<subject>同步<action>",
        "对新吸纳<group><3..30>人以上的单位，按照每人<money>的标准给予<subsidy>",
        "<subsidy>最高不超过<money>，执行期限不超过<2..5>年",
        "月工资低于当地最低标准<times>的，不纳入<subsidy>范围",
        "<times>以上的部分由企业自行承担，不得列入<subsidy>",
        "<subject>应当在第<1..4>季度末前完成<pct>的<activity>任务",
        "第<1..4>季度结束后，<subject>对<activity>情况进行复核",
        "申报程序依照<book>第<cn:2..9>条的规定执行",
        "已按实施细则第三条的规定享受<subsidy>的，不再重复享受",
        "根据<book><docno>要求，<subject><action>",
        "按照〔2024〕15号文件确定的口径，<action>",
        "在职业竞赛中获得一、二、三等奖的团队，分别奖励<8..9>万元、<5..6>万元、<2..3>万元",
        "工作中一是注重统筹衔接，二是注重跟踪问效，三是注重<outcome>",
        "招用规模在<2..5>0人（含）至<1..2>00人的，给予<money><subsidy>；<2..5>00人（含）以上的，给予<money><subsidy>",
        "到<year><3|6>月底，<activity>覆盖率达到<pct>以上",
        "<year>起，<subject>每月<5..28>日前报送数据，误差率控制在<pct>以内",
        "支持单位运用AI、5G等技术改造岗位，A类项目的补助比例提高到<pct>",
        "热线服务每天不少于<8|12>小时，按时办结率达到<pct>",
        "推行“一人一策”“一企一档”做法，<action>",
        "<subject>可以委托第三方<action>，所需经费按<pct>的比例列支",
        "<1..9>.<1..9>万元以内的<subsidy>，由<subject>直接核定",
    ),
    "hverb": ("健全", "拓展", "夯实", "提升", "优化", "强化", "促进", "稳定", "统筹推进", "持续改善"),
    "hobject": (
        "用工服务体系",
        "岗位供给能力",
        "技能成长通道",
        "创业扶持环境",
        "基层服务网络",
        "困难人员帮扶",
        "权益保障机制",
        "青年就业渠道",
        "资金监管链条",
        "组织保障",
    ),
    "heading": (
        "<hverb><hobject>",
        "<hverb><hobject>",
        "<hverb><hobject>，<hverb><hobject>",
        "<hverb>覆盖城乡劳动者的<hobject>，<hverb>贯穿职业全过程的<hobject>，<hverb><hobject>",
    ),
    "lead": (
        "<hverb><hobject>",
        "<hverb><group><subsidy>政策",
        "<verb><object>",
        "推行“一企一档”用工服务",
        "打造15分钟求职服务圈",
        "组织<activity>活动",
        "做好<year>度<subsidy>发放",
        "用好“数据+脚力”，<hverb><hobject>",
        "支持<group>多渠道就业",
        "将<object>延伸至第3方机构",
    ),
    "goal": (
        "进一步稳定和扩大就业",
        "促进高质量充分就业",
        "做好重点群体就业服务",
        "加强技能人才培养",
        "规范灵活用工管理",
    ),
    "office": (
        "区发展改革局",
        "区人力社保中心",
        "区财政局",
        "区商务促进局",
        "区数据局",
        "区教育局",
        "区总工会",
        "团区委",
        "区残联",
        "区市场监管局",
        "区文旅局",
        "各街道办事处、各镇人民政府",
    ),
    "agency": (
        "区政府各委、办、局",
        "各镇人民政府、街道办事处",
        "各有关单位",
        "各人民团体",
        "区属各国有企业",
        "开发区管委会",
        "各行业协会",
        "驻区各高等院校",
        "各经营性人力资源服务机构",
    ),
}

_SLOT = re.compile(r"<([^<>]+)>")


def _expand(template: str, rng: Random) -> str:
    """Expand a template of the grammar."""

    def slot(match: re.Match[str]) -> str:
        name: str = match[1]
        if name.startswith("cn:"):
            low, high = name[3:].split("..")
            return _chinese(rng.randint(int(low), int(high)))
        if ".." in name:
            low, high = name.split("..")
            return str(rng.randint(int(low), int(high)))
        if "|" in name:
            return rng.choice(name.split("|"))
        return _expand(rng.choice(_RULES[name]), rng)

    return _SLOT.sub(slot, template)


# --------------------------------------------------------------------------- tree

_Draw = Callable[[Random], str]


@dataclass
class _Block:
    """A text that can be drawn again when its line breaks would hide its end."""

    draw: _Draw
    text: str


@dataclass
class _Attribute:
    key: str
    colon: str
    value: _Block


@dataclass
class _Node:
    """A unit before it is printed."""

    level: str
    number: int
    gap: str = ""
    heading: _Block | None = None
    lead: bool = False
    paragraphs: list[_Block] = field(default_factory=list)
    attributes: list[_Attribute] = field(default_factory=list)
    closing: list[_Block] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)
    label: str = ""

    def __post_init__(self) -> None:
        """Print the label of the level unless one is given."""
        if not self.label and self.level in _LABELS:
            self.label = _LABELS[self.level](self.number)

    def walk(self) -> Iterator[_Node]:
        """Yield the node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class _Document:
    """A document before it is printed; front and back hold (kind, block) pairs."""

    front: list[tuple[str, _Block]]
    chapters: list[_Node]
    back: list[tuple[str, _Block]]
    annex: _Node | None = None
    annex_mark: str = ""


class _Writer:
    """Draws the texts of one document."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.place = rng.choice(_RULES["place"])
        self.noun = "措施"
        self.half_width = rng.random() < 0.2

    def block(self, draw: _Draw) -> _Block:
        """Return a block with a first drawing, in the typography of the document."""

        def typeset(rng: Random) -> str:
            text = draw(rng)
            if self.half_width:
                text = re.sub("，", lambda _: "," if rng.random() < 0.3 else "，", text)
                text = text.replace("（含）", "(含)")
            return text

        return _Block(typeset, typeset(self.rng))

    def fixed(self, text: str) -> _Block:
        """Return a block that always reads the same."""
        return _Block(lambda _: text, text)

    def phrase(self, template: str) -> _Block:
        """Return a block drawn from one template."""
        return self.block(lambda rng: _expand(template, rng))

    def prose(self, low: int = 1, high: int = 4, opening: str = "", ending: str = "。") -> _Block:
        """Return some sentences, after an opening if given."""

        def draw(rng: Random) -> str:
            sentences = [_expand("<sentence>", rng) for _ in range(rng.randint(low, high))]
            # An unlabelled text never begins with a decimal: only the running text does.
            while sentences[0][0].isdigit() and not re.match(r"20\d\d年", sentences[0]):
                sentences[0] = _expand("<sentence>", rng)
            if opening and sentences[0][0].isdigit():
                sentences[0] = "按照要求，" + sentences[0]
            return _expand(opening, rng) + "。".join(sentences) + ending

        return self.block(draw)

    def item(self, low: int = 1, high: int = 4, tail: str = "") -> _Block:
        """Return a lead sentence with more text behind it."""

        def draw(rng: Random) -> str:
            sentences = [_expand("<sentence>", rng) for _ in range(rng.randint(low, high))]
            return _expand("<lead>", rng) + "。" + "。".join(sentences) + "。" + tail

        return self.block(draw)

    def second(self) -> _Block:
        """Return a second paragraph of an item."""
        openings = ("", "", "上述人员中，", "同时，", "此外，", "对符合条件的申请人，")
        return self.prose(1, 3, self.rng.choice(openings))

    def node(self, level: str, number: int, *, more: float = 0.2, low: int = 1, high: int = 4) -> _Node:
        """Return an item with a lead sentence and now and then a second paragraph."""
        node = _Node(level, number, lead=True, paragraphs=[self.item(low, high)])
        if self.rng.random() < more:
            node.paragraphs.append(self.second())
        return node

    def chapter(self, number: int, heading: str = "<heading>") -> _Node:
        """Return a chapter with only a heading."""
        return _Node("chapter", number, heading=self.phrase(heading))

    def untitled(self, level: str, number: int, block: _Block, gap: str = "") -> _Node:
        """Return a labelled paragraph that has no title."""
        return _Node(level, number, gap=gap, paragraphs=[block])

    # ----------------------------------------------------------------- front and back

    def _title(self, lines: list[str]) -> list[tuple[str, _Block]]:
        """Print a title over one or several lines, each short enough for any width."""
        merged: list[str] = []
        for line in lines:
            if merged and len(merged[-1] + line) <= 22 and self.rng.random() < 0.5:
                merged[-1] += line
            else:
                merged.append(line)
        return [("line", self.fixed(line)) for line in merged]

    def _addressee(self) -> _Block:
        def draw(rng: Random) -> str:
            return "，".join(rng.sample(_RULES["agency"], rng.randint(1, 5))) + "："

        return self.block(draw)

    def signature(self, issuers: list[str]) -> list[tuple[str, _Block]]:
        """Return the signature and date lines."""
        rng = self.rng
        date = f"{rng.randint(2019, 2025)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
        if rng.random() < 0.1:
            date = f"二〇二{rng.choice('一二三四五')}年{_chinese(rng.randint(1, 12))}月{_chinese(rng.randint(1, 28))}日"
        return [("line", self.fixed(line)) for line in (*issuers, date)]

    def document(self, chapters: list[_Node], *, noun: str, notice: bool = False, joint: bool = False) -> _Document:
        """Put front and back matter around the chapters."""
        rng = self.rng
        bodies = ["人民政府", "人力资源和社会保障局", "就业工作领导小组办公室"]
        issuers = [self.place + rng.choice(bodies)]
        if joint:
            issuers = [self.place + body for body in ("人力资源和社会保障局", "财政局", "民政局")[: rng.randint(2, 3)]]
        goal = _expand("<goal>", rng)
        number = f"{rng.choice(_RULES['abbr'])}发〔{rng.randint(2019, 2025)}〕{rng.randint(1, 99)}号"
        about = ["关于印发", f"{self.place}{goal}", f"{noun}的通知"] if notice else [f"关于{goal}的", noun]
        if not notice and noun.endswith("通知"):
            about = [f"关于{goal}", f"有关工作的{noun}"]

        letterhead = "文件" if rng.random() < 0.4 else ""
        title = self._title([issuers[0], *about] if letterhead or not joint else about)
        named = ("line", self.fixed(number))
        heads = [("line", self.fixed(name + letterhead)) for name in issuers]
        front = [*heads, named, *title] if rng.random() < 0.6 else [*heads, *title, named]
        front.append(("addressee", self._addressee()))

        short = noun[-2:]
        if notice:
            handing = ("认真贯彻落实", "遵照执行", "结合实际抓好落实")
            opening = f"现将《{self.place}{goal}{noun}》印发给你们，请<handing>"

            def draw_notice(rng: Random) -> str:
                text = opening.replace("<handing>", rng.choice(handing))
                extra = ("", "。执行中的问题，请及时反馈", "，并于<6..12>月<10..28>日前报送落实情况")
                return text + _expand(rng.choice(extra), rng) + "。"

            front.append(("preamble", self.block(draw_notice)))
            front += self.signature(issuers)
            if rng.random() < 0.4:
                front.append(("line", self.fixed("（此件公开发布）")))
            front += self._title([f"{self.place}{goal}", noun])
        if not notice or not noun.endswith("办法"):
            first = (
                "为贯彻落实<book><docno>精神，<goal>，依据<book>第<cn:2..9>条的规定，结合<place>实际，",
                "就业是民生之本。为<goal>，根据<book>、<book><docno>等文件精神，",
                "为深入实施就业优先战略，<goal>，切实<action>，结合<year>工作安排，",
            )
            ends = {"通知": "现就有关事项通知如下：", "说明": "现将有关情况说明如下。"}
            end = ends.get(short, rng.choice((f"制定如下{short}。", f"特制定本{short}。", f"提出以下{short}：")))
            two = not notice and rng.random() < 0.35
            start = rng.choice(first)

            def draw_basis(rng: Random) -> str:
                middle = _expand(rng.choice(("", "<action>，", "<action>，<action>，")), rng)
                return _expand(start, rng) + middle + end

            if two:
                front.append(("preamble", self.prose(1, 3, "近年来，")))
            front.append(("preamble", self.block(draw_basis)))

        back: list[tuple[str, _Block]] = []
        if rng.random() < 0.6 and not (notice and rng.random() < 0.7):
            back += self.signature(issuers)
        if rng.random() < 0.2:
            back.append(("line", self.fixed("抄送：区委各部门，区法院，区检察院。")))
            back.append(("line", self.fixed(f"{self.place}人民政府办公室 {rng.randint(2020, 2025)}年9月3日印发")))
        return _Document(front, chapters, back)


# --------------------------------------------------------------------------- styles


def _gb9704(w: _Writer) -> _Document:
    rng = w.rng
    levels = ("chapter", "section", "item", "subitem", "circle")
    depth = rng.randint(2, 5)

    def below(parent: _Node, index: int, forced: bool) -> None:
        count = rng.randint(2, 3 if index > 1 else 4)
        deep = rng.randrange(count) if forced else -1
        parent.children = [branch(index, n + 1, n == deep) for n in range(count)]

    def branch(index: int, number: int, forced: bool) -> _Node:
        level = levels[index]
        if index + 1 < depth and (forced or rng.random() < 0.3):
            if rng.random() < (0.5 if index == 1 else 0.25):
                node = _Node(level, number, heading=w.phrase("<hobject>方面"))
            else:
                tail = rng.choice(("具体包括：", "主要任务如下。", ""))
                node = _Node(level, number, lead=True, paragraphs=[w.item(1, 2, tail)])
            below(node, index + 1, forced)
            return node
        if index == 1 and rng.random() < 0.2:
            return _Node(level, number, heading=w.phrase("<hobject>"), paragraphs=[w.prose(2, 4)])
        return w.node(level, number, high=4 if index < 3 else 2)

    chapters = [w.chapter(n + 1) for n in range(rng.randint(3, 5))]
    deepest = rng.randrange(len(chapters))
    for n, chapter in enumerate(chapters):
        if n != deepest and rng.random() < 0.2:
            chapter.paragraphs = [w.prose(2, 5) for _ in range(rng.randint(1, 2))]
            continue
        if rng.random() < 0.2:
            chapter.paragraphs = [w.prose(1, 3)]
        below(chapter, 1, n == deepest)
    return w.document(chapters, noun=rng.choice(("实施意见", "实施方案", "工作方案")))


def _running_items(w: _Writer) -> _Document:
    rng = w.rng
    chapters = [w.chapter(n + 1) for n in range(rng.randint(3, 6))]
    number = 0
    for chapter in chapters:
        for _ in range(rng.randint(2, 5)):
            number += 1
            chapter.children.append(w.node("item", number, more=0.25))
    rules = w.chapter(len(chapters) + 1, "附则")
    terms = ("用人单位", "灵活从业者", "困难家庭", "重点行业", "经办机构")

    def definition(rng: Random) -> str:
        scope = rng.choice(("依法注册并正常经营的单位", "具有本地户籍的登记人员", "经<place>认定的机构和<group>"))
        extra = rng.choice(("", "，不含年营业收入超过<money>的单位", "，比例以<pct>为限", "，年龄为18至59周岁"))
        return f"“{rng.choice(terms)}”，是指" + _expand(scope + extra, rng) + "。"

    count = rng.randint(3, 5)
    for n in range(1, count + 1):
        if n == count:
            rest = "自<year>1月1日起施行，有效期<2..5>年。此前规定与本措施不一致的，以本措施为准。<sentence>。"
            node = w.untitled("section", n, w.phrase("本措施" + rest))
        elif rng.random() < 0.6:
            node = w.untitled("section", n, w.block(lambda rng: "本文所称" + definition(rng)))
            if rng.random() < 0.6:
                node.paragraphs.append(w.block(definition))
        else:
            node = w.untitled("section", n, w.prose(1, 2, "本措施涉及的标准，"))
        rules.children.append(node)
    return w.document([*chapters, rules], noun=rng.choice(("若干措施", "工作措施")), notice=rng.random() < 0.6)


def _running_sections(w: _Writer) -> _Document:
    rng = w.rng
    chapters = [w.chapter(n + 1) for n in range(rng.randint(3, 5))]
    number = 0
    for chapter in chapters:
        for _ in range(rng.randint(2, 5)):
            number += 1
            chapter.children.append(w.node("section", number, low=2, high=6))
    if rng.random() < 0.7:
        last = w.chapter(len(chapters) + 1, rng.choice(("有关事项", "其他事项")))
        start = "本通知自<year><3|7>月1日起实施。此前规定与本通知不一致的，以本通知为准。"
        last.paragraphs = [w.phrase(start + "<sentence>。")]
        chapters.append(last)
    return w.document(chapters, noun="通知", joint=rng.random() < 0.6)


def _regulation(w: _Writer) -> _Document:
    rng = w.rng
    gap = rng.choice(("　", "　", " "))
    inner = ("服务对象", "补贴标准", "申报与审核", "资金监管", "职责分工")
    names = ["总则", *rng.sample(inner, rng.randint(1, 4)), "附则"]
    conditions = (
        "申请<subsidy>的单位，应当同时符合下列条件：",
        "<subject>履行下列职责：",
        "有下列情形的，停发<subsidy>：",
    )
    openings = ("", "", "本办法所称重点群体，是指<group>和<group>。", "依照本办法第三条的规定，")
    chapters: list[_Node] = []
    number = 0
    listed = rng.randrange(1, len(names) - 1)
    for index, name in enumerate(names):
        chapter = _Node("zhang", index + 1, gap=gap, heading=w.fixed(name))
        count = rng.randint(2, 5)
        for position in range(count):
            number += 1
            if number == 1:
                block = w.phrase("为了<goal>，<action>，根据<book><docno>和有关规定，结合<place>实际，制定本办法。")
            elif name == "附则" and position == count - 1:
                block = w.phrase("本办法自<year>1月1日起施行，<sentence>。")
            elif (index == listed and position == 0) or (0 < index < len(names) - 1 and rng.random() < 0.25):
                article = w.untitled("tiao", number, w.phrase("<sentence>。" + rng.choice(conditions)), gap)
                size = rng.randint(2, 5)
                for n in range(1, size + 1):
                    end = "。" if n == size else "；"
                    article.children.append(w.untitled("section", n, w.phrase("<action>，<actions>" + end)))
                chapter.children.append(article)
                continue
            else:
                block = w.prose(1, 3, rng.choice(openings))
            article = w.untitled("tiao", number, block, gap)
            article.paragraphs += [w.second() for _ in range(rng.choice((0, 0, 0, 1, 1, 2)))]
            chapter.children.append(article)
        chapters.append(chapter)
    return w.document(chapters, noun=rng.choice(("管理办法", "暂行办法")), notice=rng.random() < 0.7)


def _prose(w: _Writer, sections: bool) -> _Document:
    rng = w.rng

    def points(parent: _Node) -> None:
        for n in range(1, rng.randint(3, 6) + 1):
            node = w.untitled("shi", n, w.prose(1, 4, "<verb><object>。"))
            if rng.random() < 0.35:
                node.paragraphs.append(w.prose(1, 3, rng.choice(("同时，", "此外，", ""))))
            parent.children.append(node)

    first = w.chapter(1, "<hobject>情况")
    first.paragraphs = [w.prose(2, 5)]
    second = w.chapter(2, "起草过程")
    second.paragraphs = [w.prose(2, 4), w.prose(1, 4, "在此基础上，")]
    third = w.chapter(3, "主要内容")
    third.paragraphs = [w.prose(1, 3)]
    points(third)
    chapters = [first, second, third]
    if sections:
        fourth = w.chapter(4)
        for n in range(1, rng.randint(3, 4) + 1):
            node = w.node("section", n, more=0.0)
            if rng.random() < 0.6:
                points(node)
            fourth.children.append(node)
        chapters.append(fourth)
    if rng.random() < 0.6:
        last = w.chapter(len(chapters) + 1)
        if rng.random() < 0.4:
            last.paragraphs = [w.prose(1, 3)]
        points(last)
        chapters.append(last)
    return w.document(chapters, noun=rng.choice(("情况说明", "起草说明")))


def _responsibilities(w: _Writer) -> _Document:
    rng = w.rng
    colon = "：" if rng.random() < 0.8 else ":"

    def offices(low: int, high: int) -> _Block:
        return w.block(lambda rng: "、".join(rng.sample(_RULES["office"], rng.randint(low, high))))

    def assigned(number: int) -> _Node:
        node = w.node("item", number)
        keys = rng.choice((("牵头单位", "配合单位"), ("牵头单位", "配合单位"), ("牵头单位", "责任单位"), ("责任单位",)))
        for key in keys:
            low, high = (1, 2) if key == "牵头单位" else (1, 9)
            node.attributes.append(_Attribute(key, colon, offices(low, high)))
        return node

    chapters = [w.chapter(1, "总体要求")]
    chapters[0].paragraphs = [w.prose(2, 4)]
    if rng.random() < 0.5:
        principles = w.chapter(2, "工作原则")
        principles.children = [w.node("item", n, more=0.0) for n in range(1, rng.randint(3, 4) + 1)]
        chapters.append(principles)
    tasks = w.chapter(len(chapters) + 1, "重点任务")
    number = 0
    if rng.random() < 0.6:
        for n in range(1, rng.randint(3, 5) + 1):
            group = _Node("section", n, heading=w.phrase("<hobject>更加有力方面"))
            for _ in range(rng.randint(1, 3)):
                number += 1
                group.children.append(assigned(number))
            tasks.children.append(group)
    else:
        tasks.children = [assigned(n) for n in range(1, rng.randint(4, 8) + 1)]
    chapters.append(tasks)
    last = w.chapter(len(chapters) + 1, rng.choice(("工作要求", "保障措施")))
    with_offices = rng.random() < 0.3
    for n in range(1, rng.randint(2, 4) + 1):
        last.children.append(assigned(n) if with_offices else w.node("item", n, more=0.0))
    closing = rng.choice(
        (
            "本文件执行期限为自印发之日起至<year>12月31日。此前规定与本文件不一致的，按本文件执行。<sentence>。",
            "本文件执行期限为自印发之日起至<year>6月30日。<sentence>。",
            "本文件自印发之日起施行，有效期<2..5>年。执行中如遇上级政策调整，从其规定。<sentence>。",
        )
    )
    last.closing = [w.phrase(closing)]
    chapters.append(last)

    document = w.document(chapters, noun=rng.choice(("若干措施", "行动方案")))
    heading = rng.choice(("意见采纳情况说明", "征求意见情况说明", "标准测算说明"))
    annex = _Node("annex", 1, label=heading, heading=w.fixed(heading))
    intro = "<subject>于<year><3|6>月<10..28>日就文稿征求了<office>、<office>等<5..12>家单位的意见，"
    annex.paragraphs = [w.phrase(intro + "<action>，回复情况如下：")]

    def reply(rng: Random) -> str:
        end = rng.choice(("本条意见予以采纳。", "本条意见未采纳，原因是<action>已有安排。"))
        point = _expand("<lead>", rng).replace("“", "‘").replace("”", "’")
        about = f"<office>针对“{rng.randint(2, 9)}.{point}”，建议将“<money>”调整为“<money>”，并<actions>。"
        return _expand(about + end, rng)

    annex.children = [w.untitled("item", n, w.block(reply)) for n in range(1, rng.randint(2, 5) + 1)]
    document.annex = annex
    document.annex_mark = rng.choice(("附件", "附件：", ""))
    document.back = [line for line in document.back if not line[1].text.startswith("抄送")]
    document.back = [line for line in document.back if not line[1].text.endswith("印发")]
    if rng.random() < 0.3:
        document.back.insert(0, ("line", w.fixed(f"附件：{heading}")))
    return document


def _compose(style: str, writer: _Writer, damages: tuple[str, ...]) -> _Document:
    if style == "prose":
        return _prose(writer, "mixed_labels" in damages or writer.rng.random() < 0.4)
    return {
        "gb9704": _gb9704,
        "running_items": _running_items,
        "running_sections": _running_sections,
        "regulation": _regulation,
        "responsibilities": _responsibilities,
    }[style](writer)


# --------------------------------------------------------------------------- label damages


def _families(document: _Document) -> list[list[_Node]]:
    """Return the lists of siblings of the main part."""
    nodes = [node for chapter in document.chapters for node in chapter.walk()]
    return [document.chapters, *(node.children for node in nodes if node.children)]


def _duplicate(document: _Document, style: str, rng: Random) -> None:
    """Print the label of one sibling (not of the first) a second time."""
    places = [(family, i) for family in _families(document) for i in range(1, len(family) - 1)]
    if not places:  # only lists of two: repeat the first label
        places = [(family, 0) for family in _families(document) if len(family) > 1]
    family, index = rng.choice(places)
    running = style in ("running_items", "running_sections", "regulation", "responsibilities")
    shift = (family is document.chapters or not running) and rng.random() < 0.5
    for node in family[index + 1 :] if shift else family[index + 1 : index + 2]:
        node.number -= 1
        node.label = _LABELS[node.level](node.number)


def _mix_labels(document: _Document, rng: Random) -> None:
    """Print some labels in the typography of another hand."""
    families = _families(document)
    if document.annex:
        families.append(document.annex.children)
    parenthesised = any(node.level == "subitem" for family in families for node in family)
    places: list[tuple[_Node, bool]] = []
    for family in families:
        for i, node in enumerate(family):
            follows = i > 0 and node.number == family[i - 1].number + 1
            if node.level in ("section", "item", "subitem"):
                places.append((node, follows and not parenthesised))
    if not places:
        return
    chosen = rng.sample(places, max(1, len(places) * rng.choice((1, 2, 4)) // 10))
    for node, arabic in chosen:
        number = str(node.number)
        wide = number.translate(_FULL_WIDTH)
        if node.level == "section":
            labels = [f"({_chinese(node.number)})"]
            labels += [f"（{number}）", f"({number})", f"（{wide}）"] if arabic else []
        elif node.level == "item":
            labels = [f"{number}、", f"{wide}．", f"{number}．", f"{wide}、"]
        else:
            labels = [f"({number})", f"（{wide}）"]
        node.label = rng.choice(labels)
        if rng.random() < 0.3:
            node.gap = " "


# --------------------------------------------------------------------------- print


@dataclass
class _Printed:
    """A paragraph as it is printed: kinds line, addressee, heading, text, attribute."""

    kind: str
    block: _Block
    prefix: str = ""
    space: int = 0

    @property
    def text(self) -> str:
        """The whole printed paragraph."""
        return self.prefix + self.block.text

    @property
    def labelled(self) -> bool:
        """Whether the paragraph shows its beginning."""
        return bool(self.prefix)


def _print_node(node: _Node) -> Iterator[_Printed]:
    prefix = node.label + node.gap
    if node.level == "annex" and node.heading:
        yield _Printed("line", node.heading, space=1)
    elif node.heading:
        yield _Printed("heading", node.heading, prefix)
    for i, block in enumerate(node.paragraphs):
        yield _Printed("text", block, "" if i or node.heading else prefix)
    for attribute in node.attributes:
        yield _Printed("attribute", attribute.value, attribute.key + attribute.colon)
    for child in node.children:
        yield from _print_node(child)
    for block in node.closing:
        yield _Printed("text", block)


def _print(document: _Document, rng: Random) -> list[_Printed]:
    printed: list[_Printed] = []
    airy = rng.random() < 0.6
    for kind, block in document.front:
        space = 1 if airy and printed and (kind == "line") != (printed[-1].kind == "line") else 0
        printed.append(_Printed("text" if kind == "preamble" else kind, block, space=space))
    for chapter in document.chapters:
        printed += _print_node(chapter)
    for i, (_, block) in enumerate(document.back):
        printed.append(_Printed("line", block, space=2 if i == 0 and airy else 0))
    if document.annex:
        behind = list(_print_node(document.annex))
        if document.annex_mark:
            mark = document.annex_mark
            behind.insert(0, _Printed("line", _Block(lambda _: mark, mark)))
        behind[0].space = rng.randint(5, 10)
        printed += behind
    return printed


# --------------------------------------------------------------------------- lines

_OPENING = "（《“‘〈【〔("
_CLOSING = "，。、；：？！）》”’〉】〕％),:．"
_TOKEN = re.compile(r"[0-9A-Za-z.%+\-]+|.")
_SENTENCE_END = re.compile(r"[。；：][”）》]*$")
_LABEL_LIKE = re.compile(
    r"第?[一二三四五六七八九十]+[、章条是]|[（(][一二三四五六七八九十0-9]+[)）]|[0-9]+[.、．](?![0-9])|[①-⑩]"
)


def _width(text: str) -> float:
    """Return the width in Chinese columns."""
    return sum(0.5 if ord(char) < 0x80 else 1.0 for char in text)


def _chunks(text: str) -> list[str]:
    """Cut a text into the pieces between which a line may be broken."""
    chunks: list[str] = []
    glue = False
    for token in _TOKEN.findall(text):
        if chunks and (glue or token in _CLOSING):
            chunks[-1] += token
        else:
            chunks.append(token)
        glue = token in _OPENING
    return chunks


def _wrap(text: str, width: int, indent: int, hang: bool) -> list[str]:
    """Break a text into lines; closing punctuation may hang over the margin by a column."""
    lines = [""]
    room = float(width - indent)
    for chunk in _chunks(text):
        needed = _width(chunk)
        if hang and len(chunk) > 1 and chunk[-1] in _CLOSING:
            needed -= _width(chunk[-1])
        if lines[-1] and needed > room:
            lines.append("")
            room = float(width)
        lines[-1] += chunk
        room -= _width(chunk)
    return lines


def _knowable(printed: _Printed, following: _Printed | None, lines: list[str], width: int) -> bool:
    """Tell whether the breaks and the end of a wrapped paragraph show on the page."""
    for i, line in enumerate(lines[:-1]):
        full = _width(line) >= width - (_indent(printed) if i == 0 else 0) - 1
        ends = bool(_SENTENCE_END.search(line))
        if ends and not full:
            return False
        if _LABEL_LIKE.match(lines[i + 1]) and (ends or not full):
            return False
    if following is None or (following.labelled and _SENTENCE_END.search(lines[-1])):
        return True
    return _width(lines[-1]) <= width - (_indent(printed) if len(lines) == 1 else 0) - 3


def _indent(printed: _Printed) -> int:
    return 0 if printed.kind in ("line", "addressee") else 2


@dataclass
class _Line:
    """A line of the source with what stands before it."""

    text: str
    printed: _Printed
    first: bool
    after: str = ""  # the page turned before this line: "number", "split" or "torn"


def _wrapped_lines(printed: list[_Printed], rng: Random) -> list[_Line]:
    width = rng.randint(26, 34)
    hang = rng.random() < 0.5
    lines: list[_Line] = []
    for i, paragraph in enumerate(printed):
        following = printed[i + 1] if i + 1 < len(printed) else None
        if paragraph.kind == "line":
            lines.append(_Line(paragraph.text, paragraph, True))
            continue
        broken = _wrap(paragraph.text, width, _indent(paragraph), hang)
        tries = 0
        while not _knowable(paragraph, following, broken, width):
            tries += 1
            if tries > 2000:
                raise RuntimeError(f"no knowable drawing for {paragraph.text!r} at width {width}")
            paragraph.block.text = paragraph.block.draw(rng)
            broken = _wrap(paragraph.text, width, _indent(paragraph), hang)
        lines += [_Line(text, paragraph, j == 0) for j, text in enumerate(broken)]
    return lines


def _can_turn(lines: list[_Line], index: int) -> bool:
    """Tell whether a page may be turned before a line without hiding anything."""
    before, here = lines[index - 1], lines[index]
    if "line" in (before.printed.kind, here.printed.kind) or before.printed.kind == "addressee":
        return False
    ends = bool(_SENTENCE_END.search(before.text))
    if not here.first:
        return here.printed.kind != "addressee" and not ends
    return bool(here.printed.prefix) or (ends and before.printed.kind == "text")


def _turn_wrapped(lines: list[_Line], marks: tuple[str, ...], rng: Random) -> None:
    """Turn pages between wrapped lines, mostly in mid-sentence."""
    index = rng.randint(8, 16)
    while index < len(lines):
        middle = rng.random() < 0.8
        while index < len(lines) and not (_can_turn(lines, index) and (not middle or not lines[index].first)):
            index += 1
        if index < len(lines):
            lines[index].after = rng.choice(marks)
        index += rng.randint(14, 24)


def _cuts(line: _Line) -> list[int]:
    """Return where an unwrapped paragraph may be cut so that it shows to be unfinished."""
    if line.printed.kind != "text":
        return []
    chunks = _chunks(line.text)
    cuts: list[int] = []
    offset = 0
    for chunk in chunks:
        head, rest = line.text[:offset], line.text[offset:]
        # A labelled beginning without a sentence could be a heading line.
        told = "。" in head or ("，" in head and not line.printed.prefix)
        if told and len(head) >= 20 and len(rest) >= 8 and not _SENTENCE_END.search(head):
            cuts.append(offset)
        offset += len(chunk)
    return cuts


def _turn_unwrapped(lines: list[_Line], marks: tuple[str, ...], rng: Random) -> list[_Line]:
    """Cut some paragraphs where a page was turned, and turn some pages between others."""
    turned: list[_Line] = []
    until = rng.randint(0, 2)
    for i, line in enumerate(lines):
        if until <= 0 and i and rng.random() < 0.2 and _can_turn(lines, i):
            line.after = rng.choice(marks)
            until = rng.randint(2, 5)
        turned.append(line)
        cuts = _cuts(line)
        if until <= 0 and cuts:
            cut = rng.choice(cuts)
            turned[-1] = _Line(line.text[:cut], line.printed, True, line.after)
            mark = rng.choice(marks)
            mark = "torn" if mark == "split" and rng.random() < 0.5 else mark
            turned.append(_Line(line.text[cut:], line.printed, False, mark))
            until = rng.randint(2, 5)
        until -= 1
    return turned


# --------------------------------------------------------------------------- damages of lines

_STRAY = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[\u4e00-\u9fff])")


def _stray(text: str, share: float, rng: Random) -> str:
    return _STRAY.sub(lambda _: " " if rng.random() < share else "", text)


def _bookmark(line: _Line, rng: Random) -> None:
    def mark() -> str:
        return "[bookmark: _GoBack]" if rng.random() < 0.3 else f"[bookmark: _Hlk{rng.randint(10**7, 10**8)}]"

    inside = [m.end() for m in re.finditer(r"[\u4e00-\u9fff](?=[\u4e00-\u9fff])", line.text)]
    if line.first:
        inside = [at for at in inside if at > len(line.printed.prefix) + 2]
    at = rng.choice(inside) if inside and rng.random() < 0.25 else 0
    marks = "".join(mark() for _ in range(rng.choice((1, 1, 1, 2, 4))))
    line.text = line.text[:at] + marks + line.text[at:]


def _pad(line: _Line, rng: Random) -> None:
    if line.printed.kind == "line":
        before = rng.choice(("", "", " ", "　　", " " * rng.randint(4, 20)))
    elif line.first:
        before = rng.choice(("", "", "　　", "　　", "　", "    ", " "))
    else:
        before = " " if rng.random() < 0.08 else ""
    line.text = before + line.text + rng.choice(("", "", "", " ", "  ", "　", " 　"))


def _assemble(lines: list[_Line], blank_lines: bool, rng: Random) -> str:
    """Join the lines, with blank lines, page numbers and page turns between them."""
    page = rng.randint(1, 6)
    dash = rng.choice("-—")
    out = [lines[0].text]
    for line in lines[1:]:
        space = line.printed.space if line.first else 0
        if line.after == "number":
            roomy = blank_lines or rng.random() < 0.3
            out += [""] * (rng.choice((1, 3)) if roomy else 0) + [f"{dash} {page} {dash}"] + [""] * (1 if roomy else 0)
            page += 1
            out.append(line.text)
        elif line.after == "split":  # the form feed became one blank
            out.append(" " + line.text)
        elif line.after == "torn":  # the form feed left nothing
            out += [""] * blank_lines + [line.text]
        else:
            out += [""] * max(space, 1 if blank_lines else 0) + [line.text]
    return "\n".join(out) + "\n"


# --------------------------------------------------------------------------- expected tree


def _units(document: _Document) -> tuple[ExpectedUnit, ...]:
    preamble = tuple(block.text for kind, block in document.front if kind == "preamble")
    units = [ExpectedUnit("preamble", (), None, preamble, {})]

    def add(nodes: list[_Node], path: str, labels: tuple[str, ...]) -> None:
        seen: dict[int, int] = {}
        for node in nodes:
            seen[node.number] = count = seen.get(node.number, 0) + 1
            step = "annex" if node.level == "annex" else str(node.number)
            here = (f"{path}." if path else "") + step + (f"~{count}" if count > 1 else "")
            title = None
            if node.heading:
                title = node.heading.text
            elif node.lead:
                title = node.paragraphs[0].text.split("。", 1)[0]
            texts = tuple(block.text for block in (*node.paragraphs, *node.closing))
            attributes = {attribute.key: attribute.value.text for attribute in node.attributes}
            units.append(ExpectedUnit(here, (*labels, node.label), title, texts, attributes))
            add(node.children, here, (*labels, node.label))

    add(document.chapters, "", ())
    if document.annex:
        add([document.annex], "", ())
    return tuple(units)


# --------------------------------------------------------------------------- interface


def layout(style: str, damages: tuple[str, ...], seed: int) -> Layout:
    """Lay out one document in a style, with the given damages."""
    unknown = set(damages) - set(DAMAGES)
    if style not in STYLES or unknown:
        raise ValueError(f"unknown style or damage: {style} {sorted(unknown)}")
    applied = tuple(name for name in DAMAGES if name in damages)

    def source_of(purpose: str) -> Random:
        return Random(f"{purpose}|{style}|{seed}")

    document = _compose(style, _Writer(source_of("text")), applied)
    if "duplicate_label" in applied:
        _duplicate(document, style, source_of("duplicate_label"))
    if "mixed_labels" in applied:
        _mix_labels(document, source_of("mixed_labels"))
    printed = _print(document, source_of("print"))

    marks = tuple(mark for name, mark in (("page_numbers", "number"), ("page_splits", "split")) if name in applied)
    if "hard_wrap" in applied:
        lines = _wrapped_lines(printed, source_of("hard_wrap"))
        if marks:
            _turn_wrapped(lines, marks, source_of("pages"))
    else:
        lines = [_Line(paragraph.text, paragraph, True) for paragraph in printed]
        if marks:
            lines = _turn_unwrapped(lines, marks, source_of("pages"))
    units = _units(document)

    if "stray_blanks" in applied:
        rng = source_of("stray_blanks")
        share = rng.choice((0.5, 0.9, 1.0))
        for line in lines:
            line.text = _stray(line.text, share, rng)
    if "bookmarks" in applied:
        rng = source_of("bookmarks")
        for line in rng.sample(lines, max(2, len(lines) // 15)):
            _bookmark(line, rng)
    if "padding" in applied:
        rng = source_of("padding")
        for line in lines:
            _pad(line, rng)
    source = _assemble(lines, "blank_lines" in applied, source_of("assemble"))
    if "crlf" in applied:
        source = source.replace("\n", "\r\n")
    warnings = ("duplicate_label",) if "duplicate_label" in applied else ()
    return Layout(source, units, style, applied, warnings)


def generate(seed: int) -> Layout:
    """Lay out the document of a seed, in a style and with damages drawn from it."""
    rng = Random(f"generate|{seed}")
    style = STYLES[seed % len(STYLES)]
    share = rng.choice((0.0, 0.15, 0.4, 0.4, 0.6))
    return layout(style, tuple(name for name in DAMAGES if rng.random() < share), seed)


# --------------------------------------------------------------------------- self-check


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def check(made: Layout) -> None:
    """Assert that all that is expected stands in the source, in document order."""
    where = f"{made.style} {made.damage}"
    text = re.sub(r"\[bookmark: [^\]]*\]", "", made.source)
    text = _squeeze(re.sub(r"(?m)^[ \t]*([-—]) \d+ \1[ \t\r]*$", "", text))
    paths = [unit.path for unit in made.units]
    assert len(paths) == len(set(paths)), f"{where}: paths are not unique"
    assert any("~2" in path for path in paths) == ("duplicate_label" in made.damage), f"{where}: duplicates"
    at = 0
    for unit in made.units:
        pieces = list(unit.label_path[-1:])
        if unit.title and not (unit.paragraphs and unit.paragraphs[0].startswith(unit.title)):
            pieces += [unit.title] if unit.title != pieces[0] else []
        if not any(other.startswith(unit.path + ".") for other in paths):  # else some may stand behind the children
            pieces += unit.paragraphs
        for piece in pieces:
            found = text.find(_squeeze(piece), at)
            assert found >= 0, f"{where}: {unit.path} {piece!r} not in order in the source"
            at = found + len(_squeeze(piece))
        for piece in (*unit.paragraphs, *(key for pair in unit.attributes.items() for key in pair)):
            assert piece, f"{where}: {unit.path} holds an empty text"
            assert not re.search(r"\s", piece), f"{where}: {unit.path} {piece!r} holds a blank"
            assert _squeeze(piece) in text, f"{where}: {unit.path} {piece!r} not in the source"


def main(count: int = 500) -> None:
    """Print a few layouts and check those of many seeds."""
    for seed in (3, 8, 17):
        made = generate(seed)
        sys.stdout.write(f"===== seed {seed}: {made.style} {made.damage}\n{made.source[:1500]}\n-----\n")
        for unit in made.units[:12]:
            sys.stdout.write(f"{unit.path} {unit.label_path} {unit.title} {unit.paragraphs} {unit.attributes}\n")
    for seed in range(count):
        made = generate(seed)
        check(made)
        assert made == generate(seed), f"seed {seed} is not deterministic"
    for style in STYLES:
        for seed in range(20):
            for damages in ((), *((name,) for name in DAMAGES), DAMAGES):
                check(layout(style, damages, seed))
    sys.stdout.write(f"checked {count} seeds and every style with every damage\n")


if __name__ == "__main__":
    main()
