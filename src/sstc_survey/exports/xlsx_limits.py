"""What Excel can hold, and what of an export it cannot: found before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from sstc_survey.exports.model import Cell, Column, DataTable, Kind, Role
from sstc_survey.exports.xlsx_cells import MOST_EXACT, joined_labels
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.reports.escaping import sheet_text

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
# Of a cell, in units of UTF-16.
LONGEST_TEXT: Final = 32_767
LONGEST_NAME: Final = 31
# A character is written as so many at most.
_GROWTH: Final = 6
_NUMBERS: Final = (Kind.INTEGER, Kind.DECIMAL)
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
# Excel has a sheet of its own by this name.
_RESERVED: Final = "history"


class SheetNames:
    """The names of the sheets of a workbook: no two differ only in case."""

    def __init__(self) -> None:
        self._taken = {_RESERVED}

    def free(self, name: str, ending: str = "") -> str:
        """Return a name that no sheet has, cut and with a number where that is needed."""
        safe = sheet_text(name).replace("\n", " ").translate(_FORBIDDEN).strip() or "_"
        found, number = _cut(safe, LONGEST_NAME - units(ending)) + ending, 1
        while found.casefold() in self._taken:
            number += 1
            end = f"{ending} {number}"
            found = _cut(safe, LONGEST_NAME - units(end)) + end
        self._taken.add(found.casefold())
        return found


class Sheet(Struct, frozen=True):
    """A table as it goes into a workbook: the places of its columns on both sheets, and those of large numbers.

    The sheet of labels has no columns for single choices: it has the labels of all that were selected.
    """

    table: DataTable
    places: tuple[int, ...]
    labelled: tuple[int, ...]
    as_text: frozenset[int]


def units(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def planned_sheets(tables: Sequence[DataTable], is_written: Callable[[Column], bool]) -> list[Sheet]:
    """Return how tables go into a workbook, or raise every reason why they cannot."""
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    for table in tables:
        places = tuple(place for place, each in enumerate(table.columns) if is_written(each))
        labelled = tuple(place for place in places if table.columns[place].role not in (Role.CHOICE, Role.POSITION))
        problems += size_problems(table.name, table.count + 1, len(places))
        problems += _label_problems(table, places)
        lengths, as_text = _read(table, places)
        problems += _too_long(table.name, lengths)
        sheets.append(Sheet(table, places, labelled, as_text))
    if problems:
        raise SurveyError(*problems, exit_code=ExitCode.PROBLEMS)
    return sheets


def size_problems(name: str, rows: int, columns: int) -> Iterator[Problem]:
    """Yield what is too much for one sheet."""
    for count, limit, what in ((rows, MOST_ROWS, "rows"), (columns, MOST_COLUMNS, "columns")):
        if count > limit:
            details = {"table": name, "count": f"{count:,}", "what": what, "limit": f"{limit:,}"}
            yield Problem(codes.WORKBOOK_SHEET_TOO_LARGE, details)


def _label_problems(table: DataTable, places: Iterable[int]) -> Iterator[Problem]:
    for column in (table.columns[place] for place in places):
        longest = max(units(sheet_text(text)) for text in (column.label, *(label for _, label in column.choices)))
        yield from _too_long(table.name, {f"{column.name} (label)": longest})


def _too_long(table: str, lengths: dict[str, int]) -> Iterator[Problem]:
    for name, length in lengths.items():
        if length > LONGEST_TEXT:
            details = {"table": table, "column": name, "size": f"{length:,}", "limit": f"{LONGEST_TEXT:,}"}
            yield Problem(codes.WORKBOOK_TEXT_TOO_LONG, details)


def _read(table: DataTable, places: Iterable[int]) -> tuple[dict[str, int], frozenset[int]]:
    """Return the lengths of texts that may be too long, and the places of numbers that Excel would change."""
    long = {place for place in places if _longest(table.columns[place]) > LONGEST_TEXT}
    numbers = {place for place in places if table.columns[place].kind in _NUMBERS}
    lengths: dict[str, int] = {}
    as_text: set[int] = set()
    if not long and not numbers:
        return lengths, frozenset()
    for block in table.columnwise():
        for place in long:
            column = table.columns[place]
            size = max((_written_length(column, cell) for cell in set(block[place])), default=0)
            lengths[column.name] = max(size, lengths.get(column.name, 0))
        as_text |= {place for place in numbers - as_text if any(map(_is_inexact, set(block[place])))}
    return lengths, frozenset(as_text)


def _longest(column: Column) -> int:
    """Return a length that no text of a column is longer than, on either sheet."""
    longest = column.facts.longest
    if column.role is Role.JOINED:
        longest += sum(len(label) + 2 for _, label in column.choices)
    return longest * _GROWTH


def _written_length(column: Column, cell: Cell) -> int:
    if not isinstance(cell, str):
        return 0
    length = units(sheet_text(cell))
    if column.role is Role.JOINED:
        return max(length, units(sheet_text(joined_labels(cell, dict(column.choices)))))
    return length


def _is_inexact(cell: Cell) -> bool:
    return isinstance(cell, int) and abs(cell) > MOST_EXACT


def _cut(text: str, length: int) -> str:
    while units(text) > length:
        text = text[:-1]
    return text.rstrip()
