"""A table by the variables of a banner on a screen: what is too wide for it goes on below, with the labels again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
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
# A figure and the letters of the columns that are lower.
_LETTERED: Final = re.compile(r"(.*\S) ([A-Z]+)")


class _Column(NamedTuple):
    """A column as it is drawn: its variable, its heading with the letter below, its cells and its width."""

    variable: str
    heading: str
    letter: str
    cells: tuple[str, ...]
    width: int


def draw_grid(table: BannerTable, console: CleanConsole) -> None:
    """Draw a table in as many parts as the width needs, with the column of all who answered in the first."""
    columns = _columns(table, console)
    labels = [_on_one_line(row.label, console) for row in table.rows]
    share = _PART_OF_NARROW if console.width < _NARROW else _PART_OF_WIDE
    # Figures are never broken: on the smallest screens labels give up their room.
    widest = max((cell_len(cell) for column in columns for cell in column.cells), default=0)
    most = min(max(_MIN_LABEL, int(console.width * share)), console.width - INDENT - _GAP - widest)
    label_width = min(max(map(cell_len, labels), default=0), max(1, most))
    room = console.width - INDENT - label_width
    wrapped = [[*wrap(label, label_width)] or [""] for label in labels]
    for number, part in enumerate(_parts(_narrowed(columns, room), room)):
        if number:
            console.gap()
        console.lines([line.rstrip(" ") for line in _head(part, label_width)], "dim")
        console.lines([*_body(part, wrapped, label_width)])


def _body(part: Sequence[_Column], labels: Sequence[Sequence[str]], label_width: int) -> Iterator[str]:
    """Yield the lines of the rows, each with its label in as many as that needs."""
    for place, (first, *rest) in enumerate(labels):
        cells = "".join(" " * _GAP + _right(column.cells[place], column.width) for column in part)
        yield f"{' ' * INDENT}{set_cell_size(first, label_width)}{cells}".rstrip(" ")
        yield from (f"{' ' * (INDENT + 1)}{line}" for line in rest)


def _columns(table: BannerTable, console: CleanConsole) -> list[_Column]:
    found = [("", gettext("Total"), "")]
    for heading in table.headings:
        found += ((heading.name, *column) for column in zip(heading.columns, heading.letters, strict=True))
    columns = []
    for place, (variable, label, letter) in enumerate(found):
        cells = _aligned([console.writable(row.cells[place]) for row in table.rows])
        shown = _on_one_line(label, console)
        words = max((min(cell_len(word), _LONGEST_WORD) for word in shown.split()), default=0)
        width = max([words, cell_len(letter), *map(cell_len, cells)])
        columns.append(_Column(_on_one_line(variable, console), shown, letter, cells, width))
    return columns


def _narrowed(columns: Sequence[_Column], room: int) -> list[_Column]:
    """Return columns with headings that are broken where a word is wider than the room; figures never are."""
    return [
        column._replace(width=max(min(column.width, room - _GAP), *map(cell_len, column.cells))) for column in columns
    ]


def _on_one_line(text: str, console: CleanConsole) -> str:
    return " ".join(console.writable(text).split("\n"))


def _aligned(cells: Sequence[str]) -> tuple[str, ...]:
    """Return cells with room after each figure for the letters of any other, so that figures are in line."""
    parts = [found.groups() if (found := _LETTERED.fullmatch(cell)) else (cell, "") for cell in cells]
    longest = max((len(letters) for _, letters in parts), default=0)
    if not longest:
        return tuple(cells)
    return tuple(f"{figure} {letters:<{longest}}" for figure, letters in parts)


def _parts(columns: Sequence[_Column], room: int) -> Iterator[list[_Column]]:
    """Yield as many columns as there is room for, at least one; a variable that fits in one part is not divided."""
    part: list[_Column] = []
    taken = 0
    for variable, of_variable in groupby(columns, lambda column: column.variable):
        group = [*of_variable]
        whole = sum(_GAP + column.width for column in group)
        is_dividing = taken + whole > room >= whole
        # The total alone is no part.
        if is_dividing and variable and any(column.variable for column in part):
            yield _with_names(part, room)
            part, taken = [], 0
        for column in group:
            width = _GAP + column.width
            if part and taken + width > room:
                yield _with_names(part, room)
                part, taken = [], 0
            part.append(column)
            taken += width
    if part:
        yield _with_names(part, room)


def _with_names(part: Sequence[_Column], room: int) -> list[_Column]:
    """Return a part with columns as wide as the names over them need, as far as there is room."""
    spare = room - sum(_GAP + column.width for column in part)
    widened: list[_Column] = []
    for variable, columns in groupby(part, lambda column: column.variable):
        *others, last = columns
        width = sum(_GAP + column.width for column in (*others, last)) - _GAP
        more = max(0, min(cell_len(variable) - width, spare))
        spare -= more
        widened += [*others, last._replace(width=last.width + more)]
    return widened


def _head(part: Sequence[_Column], label_width: int) -> Iterator[str]:
    """Yield the lines over the columns: the variables, the headings from below, and the letters."""
    lead = " " * (INDENT + label_width)
    spans = []
    for variable, columns in groupby(part, lambda column: column.variable):
        width = sum(_GAP + column.width for column in columns)
        spans.append((width, [*wrap(variable, max(1, width - _GAP))]))
    for names in zip_longest(*(names for _, names in spans), fillvalue=""):
        line = "".join(
            " " * _GAP + set_cell_size(name, width - _GAP) for name, (width, _) in zip(names, spans, strict=True)
        )
        if line.strip():
            yield lead + line
    wrapped = [[*wrap(column.heading, max(1, column.width))] for column in part]
    if any(column.letter for column in part):
        wrapped = [[*lines, column.letter] for lines, column in zip(wrapped, part, strict=True)]
    height = max(map(len, wrapped))
    for line_number in range(-height, 0):
        texts = [lines[line_number] if line_number >= -len(lines) else "" for lines in wrapped]
        cells = (" " * _GAP + _right(text, column.width) for text, column in zip(texts, part, strict=True))
        yield lead + "".join(cells)


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text
