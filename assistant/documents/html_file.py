"""Web pages as text: what is shown in their blocks, lists with their numbers, rows of tables as lines.

Scripts, styles, comments, forms, menus and hidden elements are left out. Nothing that a page points to is fetched.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

import lxml.etree
import lxml.html

from assistant.documents.list_numbers import written
from assistant.documents.read_text import ReadingWarning, UnreadableDocument, paragraphs_as_text
from assistant.documents.repair import CELL_BORDER

_LEFT_OUT = frozenset(
    (
        "script", "style", "head", "template", "noscript", "iframe", "object", "embed", "svg", "math", "canvas",
        "audio", "video", "nav", "button", "select", "option", "input", "textarea", "datalist", "dialog", "rt",
        "rp",
    )
)  # fmt: skip
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.I)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.-]{1,40})", re.I)
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_ENTITIES = re.compile(r"<!DOCTYPE[^>]{0,500}\[", re.I)
_BEGINNING = 4_096
_WAYS = {  # of numbering, as Word names them
    "1": ("decimal", "."),
    "a": ("lowerLetter", "."),
    "A": ("upperLetter", "."),
    "i": ("lowerRoman", "."),
    "I": ("upperRoman", "."),
    "decimal": ("decimal", "."),
    "lower-alpha": ("lowerLetter", "."),
    "lower-latin": ("lowerLetter", "."),
    "upper-alpha": ("upperLetter", "."),
    "upper-latin": ("upperLetter", "."),
    "lower-roman": ("lowerRoman", "."),
    "upper-roman": ("upperRoman", "."),
    "decimal-leading-zero": ("decimalZero", "."),
    "cjk-decimal": ("ideographDigital", "、"),
    "cjk-ideographic": ("chineseCountingThousand", "、"),
    "simp-chinese-informal": ("chineseCountingThousand", "、"),
    "trad-chinese-informal": ("chineseCountingThousand", "、"),
    "simp-chinese-formal": ("chineseLegalSimplified", "、"),
    "cjk-heavenly-stem": ("ideographTraditional", "、"),
    "cjk-earthly-branch": ("ideographZodiac", "、"),
}
_UNNUMBERED = ("none", "disc", "circle", "square")


def read_html(content: bytes, name: str) -> tuple[str, list[ReadingWarning]]:
    """The text of a web page. Raises UnreadableDocument."""
    source, warnings = _decoded(content, name)
    if _ENTITIES.search(source[:_BEGINNING]):
        raise UnreadableDocument(f"“{name}”里夹带了实体定义（DTD），可能有害，没有读；请另存为 .docx 或 .txt 再试。")
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    body = root.find("body")
    main, left_out = _main_part(root if body is None else body)
    walk = _Walk()
    walk.element(main)
    text = paragraphs_as_text(walk.paragraphs)
    if not text.strip():
        raise UnreadableDocument(
            f"“{name}”这个网页里没有可读的文字（可能要由脚本生成）；请把正文存成 .docx 或 .txt 再试。"
        )
    if walk.hidden:
        message = f"网页里有 {walk.hidden} 处隐藏的文字（看网页时不显示），没有算在内。"
        left_out = [*left_out, ReadingWarning("hidden_text", message)]
    return text, warnings + left_out


def _decoded(content: bytes, name: str) -> tuple[str, list[ReadingWarning]]:
    """The mark at the beginning counts first, then what the page says of itself if it is true, then what fits."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.removeprefix(codecs.BOM_UTF8).decode(encoding, "replace"), []
    if b"\x00" in content:
        raise UnreadableDocument(f"“{name}”里有文字以外的数据，不是完整的网页；请重新保存再试。")
    said = _CHARSET.search(content[:_BEGINNING]) or _XML_ENCODING.search(content[:_BEGINNING])
    declared = _known(said[1].decode("ascii")) if said else None
    for encoding in dict.fromkeys([declared or "utf-8", "utf-8", "gb18030"]):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if declared in (None, encoding):
            return text, []
        message = f"网页说自己的编码是 {declared}，其实不是；已经按 {encoding} 来读。"
        return text, [ReadingWarning("encoding_mismatch", message)]
    text = content.decode(declared or "utf-8", "replace")
    message = f"网页里混着不同的编码，有 {text.count(chr(0xFFFD))} 处认不出，用“\ufffd”代替；请核对。"
    return text, [ReadingWarning("undecodable", message)]


def _known(encoding: str) -> str | None:
    """Python's name for a charset; whoever says GB2312 or GBK may use all of GB18030, and Latin-1 is said by habit."""
    try:
        found = codecs.lookup(encoding).name
    except LookupError:
        return None
    if found in ("gb2312", "gbk", "hz"):
        return "gb18030"
    return found if found in ("utf-8", "gb18030", "big5", "big5hkscs", "cp950", "utf-16") else None


def _main_part(body: Any) -> tuple[Any, list[ReadingWarning]]:
    """What a page itself calls its main part, if it does."""
    for tag in ("main", "article"):
        found = [element for element in body.iter(tag) if "".join(element.itertext()).strip()]
        if len(found) == 1 and not _is_hidden(found[0]):
            message = f"只读了网页标明的正文部分（<{tag}>），页头、菜单和页脚没有算。"
            return found[0], [ReadingWarning("main_part_only", message)]
    return body, []


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None


class _Walk:
    """Goes through a page's elements in order, without recursion: a page can be nested as deeply as it likes."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._words: list[str] = []
        self._lists: list[_List] = []
        self._preserved = 0
        self.hidden = 0  # elements with words that a reader of the page doesn't see

    def element(self, root: Any) -> None:
        """Everything shown in an element."""
        skipped: Any = None
        for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
            if event == "start" and skipped is None:
                if not isinstance(element.tag, str) or element.tag in _LEFT_OUT or _is_hidden(element):
                    skipped = element
                    if isinstance(element.tag, str) and element.tag not in _LEFT_OUT and element.text_content().strip():
                        self.hidden += 1
                    if element.tag == "nav":
                        self._end_block()
                elif element.tag == "tr" and (cells := _cells(element)) and element is not root:
                    self._row(cells)
                    skipped = element
                else:
                    self._start(element)
                    self._say(element.text)
            elif event == "end" and skipped in (None, element):
                if skipped is None:
                    self._end(element)
                skipped = None
                if element is not root:
                    self._say(element.tail)
        self._end_block()

    def _say(self, text: str | None) -> None:
        if text:
            self._words.append(text if self._preserved else _BLANKS.sub(" ", text))

    def _start(self, element: Any) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._end_block()
        if tag == "br":
            self._words.append("\n")
        elif tag == "pre":
            self._preserved += 1
        elif tag in ("ol", "ul"):
            self._lists.append(_List(element))
        elif tag == "li" and self._lists:
            self._words.append(self._lists[-1].label(element))

    def _end(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._end_block()
        if element.tag == "pre":
            self._preserved -= 1
        elif element.tag in ("ol", "ul"):
            self._lists.pop()

    def _row(self, cells: list[Any]) -> None:
        self._end_block()
        said = []
        for cell in cells:
            inside = _Walk()
            inside.element(cell)
            said.append(" ".join(" ".join(inside.paragraphs).split()))
        self.paragraphs.append(CELL_BORDER.join(said))

    def _end_block(self) -> None:
        lines = (line.strip(" \t") for line in "".join(self._words).split("\n"))
        self._words.clear()
        if text := "\n".join(lines).strip(" \t\n\xa0"):
            self.paragraphs.append(text)


class _List:
    """One list and its count."""

    def __init__(self, element: Any) -> None:
        self._is_ordered = element.tag == "ol"
        self._way = element.get("type", "1")
        self._style = element.get("style") or ""
        self._step = -1 if element.get("reversed") is not None else 1
        first = 1 if self._step > 0 else sum(1 for _ in element.iterchildren("li"))
        self._next = _whole(element.get("start"), first)

    def label(self, item: Any) -> str:
        """What stands in front of an item."""
        number = _whole(item.get("value"), self._next)
        self._next = number + self._step
        style = _LIST_STYLE.search(item.get("style") or "") or _LIST_STYLE.search(self._style)
        way = style[1].lower() if style else item.get("type", self._way)
        if not self._is_ordered or way in _UNNUMBERED:
            return ""
        name, behind = _WAYS.get(way, _WAYS["1"])
        return f"{written(number, name)}{behind} "


def _cells(row: Any) -> list[Any]:
    """The cells of a row of a table of data; none where the table only lays out the page."""
    cells = [cell for cell in row.iterchildren("td", "th") if not _is_hidden(cell)]
    laid_out = len(cells) < 2 or next(row.iter("table", *_HEADINGS), None) is not None
    return [] if laid_out else cells


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\s*-?\d{1,9}\s*", text) else otherwise
