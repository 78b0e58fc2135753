"""A paper form as Markdown: nothing that the author wrote is markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TextIO

from sstc_survey.reports.paper.build import Box, Item, Paper, Part, Section
from sstc_survey.reports.summary.as_markdown import escaped

_LINE: Final = r"\_" * 30
_DEEPEST: Final = 6


def write_markdown_paper(paper: Paper, stream: TextIO) -> None:
    """Write a form as Markdown, to be printed or to be worked on."""
    stream.writelines(f"{line}\n" for line in _lines(paper))


def _lines(paper: Paper) -> Iterator[str]:
    yield f"# {escaped(paper.title)}"
    for text in (*paper.facts, *paper.introduction):
        yield from ("", escaped(text))
    yield from _parts(paper.parts, 2)
    if paper.closing:
        yield from ("", escaped(paper.closing))


def _parts(parts: Iterable[Part], level: int) -> Iterator[str]:
    for part in parts:
        match part:
            case Section():
                yield from _section(part, level)
            case Item():
                yield from _item(part)


def _section(section: Section, level: int) -> Iterator[str]:
    if section.title:
        yield from ("", f"{'#' * level} {escaped(section.title)}")
    for text in (section.hint, *section.conditions):
        if text:
            yield from ("", f"*{escaped(text)}*")
    yield from _parts(section.parts, min(level + 1, _DEEPEST))


def _item(item: Item) -> Iterator[str]:
    for condition in item.conditions:
        yield from ("", f"*{escaped(condition)}*")
    # A number with a full stop would begin a list of its own, numbered anew.
    number = f"{item.number}\\. " if item.number else ""
    yield from ("", f"**{number}{escaped(item.label)}**")
    notes = [item.hint, f"{item.wanted}." if item.wanted else "", *item.instructions]
    for text in notes:
        if text:
            yield from ("", escaped(text))
    boxes = [*item.boxes, *item.ways_out]
    for _ in range(item.lines):
        yield from ("", _LINE)
    if boxes:
        yield ""
        yield from (f"- {_box(box)}" for box in boxes)
    if item.comment:
        yield from ("", f"Comment: {_LINE}")


def _box(box: Box) -> str:
    number = f"{escaped(box.number)}\\. " if box.number else ""
    line = f": {_LINE}" if box.writes else ""
    leads = f" *\u2192 {escaped(box.leads)}*" if box.leads else ""
    return f"{escaped(box.mark)} {number}{escaped(box.label)}{line}{leads}"
