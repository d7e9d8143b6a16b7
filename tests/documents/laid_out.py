"""The five sources laid out again: Word files with Word's own numbering, justified PDF files with numbered pages.

A source's paragraphs are taken from its blocks. Labels become automatic numbers of one multi-level list as far as
Word's counting gives what is printed; the others, as the （4） among （一）（二）（三）, are typed.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph
from playwright.sync_api import Browser

from assistant.documents.labels import Label, LabelKind
from assistant.documents.repair import Block, repair
from tests.documents.files import saved

ABSTRACT, NUM = 90, 90  # python-docx's template uses small ids

_WAYS = {
    LabelKind.COUNTED: "chineseCountingThousand",
    LabelKind.BRACKETED: "chineseCounting",
    LabelKind.ENUMERATED: "chineseCounting",
    LabelKind.ARTICLE: "chineseCounting",
    LabelKind.CIRCLED: "decimalEnclosedCircle",
}

GB9704 = """
    @page { size: A4; margin: 37mm 26mm 35mm 28mm }
    p { font: 16pt/28pt "Noto Serif CJK SC"; text-align: justify; text-indent: 2em; margin: 0; min-height: 28pt }
    p.title { font-size: 22pt; text-align: center; text-indent: 0 }
    p.new-page { break-before: page }
"""
OF_A_WEB_PAGE = """
    @page { size: A4; margin: 20mm }
    p { font: 11pt/1.6 "Noto Sans CJK SC"; text-align: justify; margin: 0 0 8pt; min-height: 1em }
    p.new-page { break-before: page }
"""
_FOOT = '<div style="font-size:14pt;width:100%;text-align:center">- <span class="pageNumber"></span> -</div>'


@dataclass(frozen=True)
class _Form:
    """A form of label: its kind and how it is printed around the number."""

    kind: LabelKind
    before: str
    behind: str


def _form(label: Label) -> _Form:
    """（一） is “（” and “）” around a number."""
    printed = "".join(label.printed.split())
    digits = [i for i, c in enumerate(printed) if c.isnumeric()]
    return _Form(label.kind, printed[: digits[0]], printed[digits[-1] + 1 :])


class _WordList:
    """One multi-level list: which labels its counting gives."""

    def __init__(self, blocks: list[Block]) -> None:
        labels = [block.label for block in blocks if block.label]
        self.forms = sorted(dict.fromkeys(map(_form, labels)), key=lambda form: form.kind)[:9]
        self.runs_on = {f for f in self.forms if self._misses(labels, f, False) < self._misses(labels, f, True)}
        self.counts = dict.fromkeys(self.forms, 0)

    def _misses(self, labels: list[Label], form: _Form, restarts: bool) -> int:
        """How many labels of a form come out wrong if it starts again (or doesn't) under each outer label."""
        count = missed = 0
        for label in labels:
            if _form(label) == form:
                count += 1
                missed += label.number != count
            elif label.kind < form.kind and restarts:
                count = 0
        return missed

    def counted(self, label: Label) -> int | None:
        """The level at which Word writes this label, or None where it would write another."""
        form = _form(label)
        if form not in self.counts or self.counts[form] + 1 != label.number:
            return None
        self.counts[form] += 1
        for inner in self.forms[self.forms.index(form) + 1 :]:
            if inner not in self.runs_on:
                self.counts[inner] = 0
        return self.forms.index(form)

    def xml(self) -> str:
        return "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{_WAYS.get(form.kind, "decimal")}"/>'
            + ('<w:lvlRestart w:val="0"/>' if form in self.runs_on else "")
            + f'<w:suff w:val="nothing"/><w:lvlText w:val="{form.before}%{level + 1}{form.behind}"/></w:lvl>'
            for level, form in enumerate(self.forms)
        )


def word_file(source: str) -> tuple[bytes, int]:
    """The source as a .docx, and how many of its labels are automatic."""
    document = docx.Document()
    blocks = repair(source)
    numbered = _WordList(blocks)
    add_numbering(document, numbered.xml())
    automatic = 0
    for block in blocks:
        for _ in range(block.gap):
            document.add_paragraph("")
        level = numbered.counted(block.label) if block.label else None
        if block.label is None or level is None:
            document.add_paragraph(block.text)
            continue
        number(document.add_paragraph(block.text[len(block.label.printed) :].lstrip()), level)
        automatic += 1
    return saved(document), automatic


def add_numbering(document: Any, levels: str) -> None:
    """A hand-made list in a document's numbering part."""
    root = document.part.numbering_part.element
    abstract = f'<w:abstractNum w:abstractNumId="{ABSTRACT}">{levels}</w:abstractNum>'
    num = f'<w:num w:numId="{NUM}"><w:abstractNumId w:val="{ABSTRACT}"/></w:num>'
    for element in reversed(list(parse_xml(f"<w:numbering {nsdecls('w')}>{abstract}{num}</w:numbering>"))):
        root.insert(0, element)


def number(paragraph: Paragraph, level: int) -> None:
    """Make a paragraph an item of a list."""
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{NUM}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))


def pdf_file(browser: Browser, source: str, look: str = GB9704) -> bytes:
    """The source as a justified PDF; what empty lines set apart begins a page."""
    page = browser.new_page()
    page.set_content(f"<meta charset=utf-8><style>{look}</style>{''.join(_printed(repair(source)))}")
    content = page.pdf(
        prefer_css_page_size=True, display_header_footer=True, header_template="<i></i>", footer_template=_FOOT
    )
    page.close()
    return content


def _printed(blocks: list[Block]) -> Iterator[str]:
    for index, block in enumerate(blocks):
        kind = ' class="new-page"' if index and block.gap > 1 else ""
        yield f"<p{kind}>{html.escape(block.text)}</p>"


def sources(folder: Path) -> list[Path]:
    """The five source files."""
    return sorted((folder / "sources").glob("*.txt"))
