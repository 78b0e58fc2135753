"""A paper form as Markdown: nothing that the author wrote is markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TextIO

from sstc_survey.i18n import gettext
from sstc_survey.reports.escaping import markdown_text
from sstc_survey.reports.paper.build import AnswerBox, Paper, PaperEntry, PaperGrid, PaperPart, PaperSection

_LINE: Final = r"\_" * 30
_DEEPEST: Final = 6


def write_markdown_paper(paper: Paper, stream: TextIO) -> None:
    """Write a form as Markdown, to be printed or to be worked on."""
    stream.writelines(f"{line}\n" for line in _lines(paper))


def _lines(paper: Paper) -> Iterator[str]:
    yield f"# {markdown_text(paper.title)}"
    for text in (*paper.facts, *paper.introduction):
        yield from ("", markdown_text(text))
    yield from _parts(paper.parts, 2)
    if paper.closing:
        yield from ("", markdown_text(paper.closing))


def _parts(parts: Iterable[PaperPart], level: int) -> Iterator[str]:
    for part in parts:
        match part:
            case PaperSection(title=title):
                if title:
                    yield from ("", f"{'#' * level} {markdown_text(title)}")
                for text in (part.hint, *part.conditions):
                    if text:
                        yield from ("", f"*{markdown_text(text)}*")
                yield from _parts(part.parts, min(level + 1, _DEEPEST))
                if part.grid is not None:
                    yield from _grid(part.grid)
            case PaperEntry():
                yield from _entry(part)


def _grid(grid: PaperGrid) -> Iterator[str]:
    yield from ("", f"*{markdown_text(gettext('Write the answers here, a line for each; of a choice its number.'))}*")
    columns = [*grid.numbers, *grid.columns]
    yield from ("", f"| {' | '.join(map(markdown_text, columns))} |", f"|{' --- |' * len(columns)}")
    for row in range(1, grid.rows + 1):
        number = str(row) if len(grid.numbers) == 1 else ""
        yield f"| {number} |{'  |' * (len(columns) - 1)}"


def _entry(entry: PaperEntry) -> Iterator[str]:
    for condition in entry.conditions:
        yield from ("", f"*{markdown_text(condition)}*")
    # A number with a full stop would begin a list of its own, numbered anew.
    number = f"{entry.number}\\. " if entry.number else ""
    yield from ("", f"**{number}{markdown_text(entry.label)}**")
    notes = [entry.hint, entry.how_to_answer, *entry.instructions]
    for text in notes:
        if text:
            yield from ("", markdown_text(text))
    for _ in range(entry.lines):
        yield from ("", _LINE)
    boxes = [*entry.boxes, *entry.ways_out]
    if boxes:
        yield ""
        condition = ""
        for box in boxes:
            if box.condition != condition:
                condition = box.condition
                yield f"- *{markdown_text(condition)}*"
            yield f"- {_box(box)}"
    if entry.comment:
        yield from ("", f"{markdown_text(gettext('Comment:'))} {_LINE}")


def _box(box: AnswerBox) -> str:
    number = f"{markdown_text(box.number)}\\. " if box.number else ""
    label = markdown_text(box.label)
    if box.has_line:
        label = gettext("{fact}: {details}").format(fact=label, details=_LINE)
    leads = f" *\u2192 {markdown_text(box.leads)}*" if box.leads else ""
    symbol = f"{markdown_text(box.symbol)} " if box.symbol else ""
    return f"{symbol}{number}{label}{leads}"
