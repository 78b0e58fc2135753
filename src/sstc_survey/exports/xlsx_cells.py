"""What the cells of a column are in a sheet of Excel: numbers, dates and times as it counts them, or texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias, assert_never

from sstc_survey.engine.values import as_text
from sstc_survey.exports.model import Cell, Column, Kind, Role, State
from sstc_survey.exports.state_words import state_word
from sstc_survey.reports.escaping import sheet_text

# A text, or a number; None is an empty cell.
Value: TypeAlias = str | int | float | None

# Excel shows and edits fifteen digits of a number, and changes those after them.
MOST_EXACT: Final = 10**15 - 1
# Excel counts days from here; before its first of March it counts a day that there never was, so programs disagree.
_EPOCH: Final = dt.date(1899, 12, 30)
FIRST_DAY: Final = dt.date(1900, 3, 1)
_DAY: Final = 86_400_000_000
# So many cells of a column are remembered.
_MOST_KNOWN: Final = 4_096
_BETWEEN: Final = "; "


class SheetColumn:
    """Turns the cells of one column into what is written, remembering them, as few are different as a rule.

    Where it `is_number`, texts are exceptions. `reworded` counts the cells in which characters were changed, and
    `undated` those without a date that Excel has.
    """

    def __init__(self, column: Column, *, has_labels: bool, is_text: bool) -> None:
        self.column = column
        self.reworded = 0
        self.undated = 0
        labelling = _labelling(column) if has_labels else None
        self.is_number = labelling is None and not is_text and column.kind not in _TEXTS
        self._of = labelling or (_converter(column) if self.is_number else _as_text)
        self._is_dated = self.is_number and column.kind in DATED
        self._forget()

    def _forget(self) -> None:
        self._known: dict[Cell, Value] = {None: None}
        self._reworded: set[Cell] = set()
        self._undated: set[Cell] = set()

    def values(self, cells: Sequence[Cell]) -> list[Value]:
        """Return what is written for each cell."""
        fresh = set(cells).difference(self._known)
        if len(self._known) > _MOST_KNOWN:
            self._forget()
            fresh = set(cells) - {None}
        for cell in fresh:
            self._known[cell] = self._value(cell)
        if self._reworded:
            self.reworded += sum(cell in self._reworded for cell in cells)
        if self._undated:
            self.undated += sum(cell in self._undated for cell in cells)
        known = self._known
        return [known[cell] for cell in cells]

    def _value(self, cell: Cell) -> Value:
        value = None if cell is None else self._of(cell)
        if not isinstance(value, str):
            return value
        safe = sheet_text(value)
        if safe != value.replace("\r\n", "\n"):
            self._reworded.add(cell)
        if self._is_dated:
            self._undated.add(cell)
        return safe or None


_TEXTS: Final = frozenset({Kind.TEXT, Kind.CODE})
DATED: Final = frozenset({Kind.DATE, Kind.TIME, Kind.DATE_TIME, Kind.TIMESTAMP})
_Converter: TypeAlias = Callable[[str | int | float], Value]


def _converter(column: Column) -> _Converter:
    """Return what turns a cell of a kind into a number or a text; a text where Excel has no number for it."""
    match column.kind:
        case Kind.TEXT | Kind.CODE:
            return _as_text
        case Kind.INTEGER | Kind.DECIMAL | Kind.INDICATOR:
            return _number
        case Kind.DATE:
            return _or_text(lambda text: _days(dt.date.fromisoformat(text)))
        case Kind.TIME:
            return _or_text(lambda text: _part_of_day(dt.time.fromisoformat(text)))
        case Kind.DATE_TIME | Kind.TIMESTAMP:
            return _or_text(_moment)
        case _:
            assert_never(column.kind)


def _labelling(column: Column) -> _Converter | None:
    """Return what turns a cell into the label of its code; None where it is as on the sheet of codes."""
    labels = dict(column.choices)
    if column.kind is Kind.TIMESTAMP:
        # As it was written, with its offset.
        return _as_text
    if column.role is Role.STATE:
        return lambda cell: state_word(State(str(cell)))
    if column.role is Role.JOINED:
        return lambda cell: joined_labels(str(cell), labels)
    return (lambda cell: labels.get(str(cell), str(cell))) if labels else None


def joined_labels(cell: str, labels: Mapping[str, str]) -> str:
    """Return the labels of several codes."""
    return _BETWEEN.join(labels.get(code, code) for code in cell.split(" ")) if cell else ""


def _as_text(cell: str | float) -> str:
    return as_text(cell)


def _number(cell: str | float) -> Value:
    # What is no finite number has no cell of its own.
    is_finite = isinstance(cell, int) or (isinstance(cell, float) and abs(cell) < float("inf"))
    return cell if is_finite else str(cell)


def _or_text(convert: Callable[[str], int | float]) -> _Converter:
    def value(cell: str | float) -> Value:
        try:
            return convert(str(cell))
        except (ValueError, OverflowError):
            return str(cell)

    return value


def _days(date: dt.date) -> int:
    if date < FIRST_DAY:
        raise ValueError(date)
    return (date - _EPOCH).days


def _part_of_day(time: dt.time) -> float:
    if time.tzinfo is not None:
        raise ValueError(time)
    seconds = time.hour * 3600 + time.minute * 60 + time.second
    return (seconds * 1_000_000 + time.microsecond) / _DAY


def _moment(text: str) -> float:
    """Return days since the epoch, in UTC where an offset is given, else by the clock that was read."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return _days(moment.date()) + _part_of_day(moment.time())
