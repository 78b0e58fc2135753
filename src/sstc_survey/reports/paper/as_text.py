"""A paper form as text: the whole questionnaire as it reads."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final, TextIO

from rich.console import Console

from sstc_survey.reports.console import INDENT, Screen
from sstc_survey.reports.paper.build import Box, Item, Paper, Part, Section

_PIPE_WIDTH: Final = 80
_LINE: Final = "_" * 20


def console_for(stream: TextIO) -> Console:
    """Return a console; what is not a terminal is taken to be 80 columns wide unless COLUMNS says."""
    columns = os.environ.get("COLUMNS", "")
    width = None if stream.isatty() else int(columns) if columns.isdecimal() and int(columns) else _PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False)


def write_text_paper(paper: Paper, stream: TextIO) -> None:
    """Write a form for reading on a screen."""
    screen = Screen(console_for(stream))
    screen.line(paper.title, "bold")
    screen.paragraphs((0, text) for text in (*paper.facts, *paper.introduction))
    _parts(paper.parts, screen, 0)
    if paper.closing:
        screen.gap()
        screen.line(paper.closing)


def _parts(parts: Iterable[Part], screen: Screen, indent: int) -> None:
    for part in parts:
        screen.gap()
        match part:
            case Section():
                _section(part, screen, indent)
            case Item():
                _item(part, screen, indent)


def _section(section: Section, screen: Screen, indent: int) -> None:
    if section.title:
        screen.line(section.title, "bold", indent)
    screen.paragraphs((indent, text) for text in (section.hint, *section.conditions) if text)
    _parts(section.parts, screen, indent + INDENT if section.title or section.conditions else indent)


def _item(item: Item, screen: Screen, indent: int) -> None:
    for condition in item.conditions:
        screen.line(condition, "dim", indent)
    screen.line(f"{item.number}. {item.label}" if item.number else item.label, "bold", indent)
    below = indent + INDENT
    if item.hint:
        screen.line(f"({item.hint})", indent=below)
    notes = [f"{item.wanted}." if item.wanted else "", *item.instructions]
    screen.paragraphs((below, text) for text in notes if text)
    screen.paragraphs((below, _box(box)) for box in item.boxes)
    screen.paragraphs((below, _LINE) for _ in range(item.lines))
    screen.paragraphs((below, _box(box)) for box in item.ways_out)
    if item.comment:
        screen.line(f"Comment: {_LINE}", indent=below)


def _box(box: Box) -> str:
    number = f"{box.number}. " if box.number else ""
    line = f": {_LINE}" if box.writes else ""
    leads = f"  -> {box.leads}" if box.leads else ""
    return f"{box.mark} {number}{box.label}{line}{leads}"
