"""A table by the variables of a banner on a screen: what is too wide for it goes on below, with the labels again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size

from sstc_survey.i18n import gettext
from sstc_survey.reports.console import INDENT, CleanConsole, wrap
from sstc_survey.reports.summary.banner_tables import BannerTable

_GAP: Final = 2
# The labels of rows have this part of a narrow or of a wide screen, and so many columns at least.
_NARROW: Final = 60
_PART_OF_NARROW: Final = 0.45
_PART_OF_WIDE: Final = 0.35
_MIN_LABEL: Final = 8
# A heading is broken within its words only where they are longer than this.
_LONGEST_WORD: Final = 12


class _Column(NamedTuple):
    """A column as it is drawn: its variable, its heading, its cells and its width."""

    variable: str
    heading: str
    cells: tuple[str, ...]
    width: int


def draw_grid(table: BannerTable, console: CleanConsole) -> None:
    """Draw a table in as many parts as the width needs, with the column of all who answered in the first."""
    columns = _columns(table, console)
    labels = [console.writable(row.label) for row in table.rows]
    share = _PART_OF_NARROW if console.width < _NARROW else _PART_OF_WIDE
    most = max(_MIN_LABEL, int(console.width * share))
    label_width = min(max(map(cell_len, labels), default=0), most)
    room = console.width - INDENT - label_width
    for number, part in enumerate(_parts(columns, room)):
        if number:
            console.gap()
        for line in _head(part, label_width):
            console.line(line, "dim")
        for place, label in enumerate(labels):
            first, *rest = [*wrap(label, label_width)] or [""]
            cells = "".join(" " * _GAP + _right(column.cells[place], column.width) for column in part)
            console.line(f"{' ' * INDENT}{set_cell_size(first, label_width)}{cells}")
            for line in rest:
                console.line(line, indent=INDENT + 1)


def _columns(table: BannerTable, console: CleanConsole) -> list[_Column]:
    names = [("", gettext("Total"))]
    names += ((heading.name, label) for heading in table.headings for label in heading.columns)
    columns = []
    for place, (variable, heading) in enumerate(names):
        cells = tuple(console.writable(row.cells[place]) for row in table.rows)
        shown = console.writable(heading)
        words = max((min(cell_len(word), _LONGEST_WORD) for word in shown.split()), default=0)
        columns.append(_Column(console.writable(variable), shown, cells, max([words, *map(cell_len, cells)])))
    return columns


def _parts(columns: Sequence[_Column], room: int) -> Iterator[list[_Column]]:
    """Yield as many columns as there is room for, at least one."""
    part: list[_Column] = []
    taken = 0
    for column in columns:
        width = _GAP + column.width
        if part and taken + width > room:
            yield part
            part, taken = [], 0
        part.append(column)
        taken += width
    if part:
        yield part


def _head(part: Sequence[_Column], label_width: int) -> Iterator[str]:
    """Yield the lines over the columns: the variables, and the headings from below."""
    lead = " " * (INDENT + label_width)
    spans: list[tuple[str, int]] = []
    for column in part:
        width = _GAP + column.width
        if spans and spans[-1][0] == column.variable:
            spans[-1] = (column.variable, spans[-1][1] + width)
        else:
            spans.append((column.variable, width))
    if any(variable for variable, _ in spans):
        yield lead + "".join(" " * _GAP + _cut(variable, width - _GAP) for variable, width in spans)
    wrapped = [[*wrap(column.heading, column.width)] for column in part]
    height = max(map(len, wrapped))
    for line in range(height):
        texts = [lines[line - height] if line - height >= -len(lines) else "" for lines in wrapped]
        cells = (" " * _GAP + _right(text, column.width) for text, column in zip(texts, part, strict=True))
        yield lead + "".join(cells)


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


def _cut(text: str, width: int) -> str:
    """Return a text in a width, with an ellipsis where it is longer."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…" if width else ""
