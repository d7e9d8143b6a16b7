"""A citation check on a terminal: a line for each finding in the order of the text, below it why, then how many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.engine import Engine
from assistant.reports.findings import CheckFindings, Finding, Piece, counted
from assistant.reports.words import Tone
from assistant.terminal.lines import Colour, bold, coloured, cut, padded, quiet, shown, wrapped

Json = dict[str, Any]
PLACE, STATUS, KIND, WORDS = 9, 18, 6, 44  # columns
INDENT = " " * (PLACE + 2)
AROUND = 12  # characters shown on either side of a change
LONGEST_SHOWN = 200  # characters of a clause or a suggestion
_COLOURS: dict[Tone, Colour] = {
    "wrong": "red", "heed": "yellow", "open": "yellow", "outside": "cyan", "right": "green"
}  # fmt: skip


def check_lines(text: str, answer: Json, engine: Engine, in_full: bool = True) -> Iterator[str]:
    """A text's findings, or only how many there are. What is known of a document that is cited well is said once."""
    finder, said = engine.check_findings, set[str]()
    for finding in finder.of(text, answer) if in_full else ():
        yield _heading(finding, finder)
        if finding.pieces:
            yield INDENT + "".join(_changes(finding.pieces))
        details = finding.reasons if finding.severity is None else finder.details(finding, LONGEST_SHOWN)
        for sentence in details:
            if finding.severity or sentence not in said:
                yield from (quiet(line) for line in wrapped(shown(sentence), INDENT))
                said.add(sentence)
    yield bold(counted(finder.words, answer))


def sum_lines(answers: Sequence[Json], engine: Engine) -> Iterator[str]:
    """How much there is in several texts together."""
    words = engine.check_findings.words
    yield bold(words.report.together.format(number=len(answers), counted=counted(words, *answers)))


def _heading(finding: Finding, finder: CheckFindings) -> str:
    place = padded(f"{finding.line}:{finding.column}", PLACE)
    status = padded(f"{finding.symbol} {finding.status}", STATUS)
    kind = padded(finder.words.kinds[finding.kind], KIND)
    standing = quiet(f"  {finding.legal_status}") if finding.kind == "citation" else ""
    return (
        f"{place}{coloured(status, _COLOURS[finding.tone])}{kind}{cut(shown(finding.text), WORDS)}{standing}".rstrip()
    )


def _changes(pieces: Sequence[Piece]) -> Iterator[str]:
    """Each change as 〔said→printed〕 with a few words around it."""
    for number, piece in enumerate(pieces):
        if not piece.is_same:
            said, printed = coloured(shown(piece.said), "red"), coloured(shown(piece.printed), "green")
            yield f"〔{said}→{printed}〕"
            continue
        words = shown(piece.said)
        before, after = (AROUND if number else 0), (AROUND if number < len(pieces) - 1 else 0)
        short = len(words) <= before + after + 1
        yield words if short else f"{words[:before]}…{words[len(words) - after :]}"
