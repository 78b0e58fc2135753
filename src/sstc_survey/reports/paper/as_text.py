"""A paper form as text: the whole questionnaire as it reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TextIO

from sstc_survey.i18n import gettext
from sstc_survey.reports.console import INDENT, CleanConsole, console_for
from sstc_survey.reports.paper.build import AnswerBox, Paper, PaperEntry, PaperPart, PaperSection

_LINE: Final = "_" * 20


def write_text_paper(paper: Paper, stream: TextIO) -> None:
    """Write a form for reading on a screen."""
    console = CleanConsole(console_for(stream))
    console.line(paper.title, "bold")
    console.paragraphs((0, text) for text in (*paper.facts, *paper.introduction))
    _parts(paper.parts, console, 0)
    if paper.closing:
        console.gap()
        console.line(paper.closing)


def _parts(parts: Iterable[PaperPart], console: CleanConsole, indent: int) -> None:
    for part in parts:
        console.gap()
        match part:
            case PaperSection(title=title, conditions=conditions):
                if title:
                    console.line(title, "bold", indent)
                console.paragraphs((indent, text) for text in (part.hint, *conditions) if text)
                _parts(part.parts, console, indent + INDENT if title or conditions else indent)
            case PaperEntry():
                _entry(part, console, indent)


def _entry(entry: PaperEntry, console: CleanConsole, indent: int) -> None:
    for condition in entry.conditions:
        console.line(condition, "dim", indent)
    console.line(f"{entry.number}. {entry.label}" if entry.number else entry.label, "bold", indent)
    below = indent + INDENT
    if entry.hint:
        console.line(f"({entry.hint})", indent=below)
    notes = [entry.how_to_answer, *entry.instructions]
    console.paragraphs((below, text) for text in notes if text)
    console.paragraphs((below, _box(box)) for box in entry.boxes)
    console.paragraphs((below, _LINE) for _ in range(entry.lines))
    console.paragraphs((below, _box(box)) for box in entry.ways_out)
    if entry.comment:
        console.line(f"{gettext('Comment:')} {_LINE}", indent=below)


def _box(box: AnswerBox) -> str:
    number = f"{box.number}. " if box.number else ""
    label = gettext("{fact}: {details}").format(fact=box.label, details=_LINE) if box.has_line else box.label
    leads = f"  -> {box.leads}" if box.leads else ""
    return f"{box.symbol} {number}{label}{leads}"
