"""A list of rows as it is drawn: the part of it that there is room for, and how many rows are above and below."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import takewhile
from typing import Final, Literal, TypeAlias

from prompt_toolkit.formatted_text import OneStyleAndTextTuple
from prompt_toolkit.layout import UIContent, UIControl
from prompt_toolkit.layout.controls import GetLinePrefixCallable

from sstc_survey.i18n import gettext
from sstc_survey.prompters.labels import without_own_number
from sstc_survey.prompters.terminal.device import Device, StyledLine
from sstc_survey.prompters.terminal.row_details import beside
from sstc_survey.prompters.terminal.rows import MORE, ListRow
from sstc_survey.prompters.terminal.wrapping import cells, with_sign, wrap

# What is before a label: nothing, a tick, or a rank.
Marks: TypeAlias = Literal["", "ticks", "ranks"]
# In place of the number of a row.
NONE: Final = -1
_SEPARATOR: Final = -2
_Line: TypeAlias = list[StyledLine]
_POINTER_CELLS: Final = 3
_MARK_CELLS: Final[dict[Marks, int]] = {"": 0, "ticks": 2, "ranks": 5}
# Below this height a list has no room for what it says of itself, and up to the other one for one line of it.
_MIN_HEIGHT: Final = 2
_ONE_LINE_HEIGHT: Final = 3
# Below rows that stay there is this much room, or they do not.
_MIN_HEIGHT_BELOW: Final = 6


class RowList(UIControl):
    """Rows of which some are shown, and one of those may be pointed at.

    Rows are told by their numbers from 0, the place at none of them is -1; `rows_below` come after a separator.
    """

    def __init__(self, rows: Sequence[ListRow], rows_below: Sequence[ListRow], device: Device, marks: Marks) -> None:
        self._rows = (*rows, *rows_below)
        self._first_below = len(rows)
        self.device = device
        self.marks = marks
        self.pointed = 0 if self._rows else NONE
        # The row that is in view while none of those that move is pointed at.
        self.in_view = NONE
        self._found = list(range(len(self._rows)))
        self._number_cells = max((len(row.number) for row in self._rows), default=0)
        # The place in the list that is drawn first, and whether the row at the pointer is cut.
        self._top = 0
        self._is_cut = False
        # Every key draws the whole list again.
        self._wrapped: dict[tuple[str, tuple[str, ...], int], list[str]] = {}

    @property
    def _selected(self) -> Sequence[int]:
        """Return the numbers of the rows that are drawn as selected."""
        return ()

    def _label(self, number: int) -> str:
        """Return what is drawn as the label of a row."""
        return self._rows[number].label

    def is_focusable(self) -> bool:
        """Take the keys."""
        return True

    def preferred_width(self, max_available_width: int) -> int:
        """Return the whole width."""
        return max_available_width

    def preferred_height(
        self,
        width: int,  # noqa: ARG002  # the device knows it
        max_available_height: int,  # noqa: ARG002  # its window cuts it
        wrap_lines: bool,  # noqa: ARG002  # as the library calls it
        get_line_prefix: GetLinePrefixCallable | None,  # noqa: ARG002
    ) -> int:
        """Return how high the whole list is at the width that there is now."""
        return max(sum(len(self._lines(place)) for place in self._places()), 1)

    def create_content(self, width: int, height: int | None) -> UIContent:  # noqa: ARG002  # as the library calls it
        """Return the lines that there is room for."""
        lines = self._drawn(height or self.preferred_height(0, 0, False, None))
        return UIContent(
            get_line=lambda number: list[OneStyleAndTextTuple](lines[number]), line_count=len(lines), show_cursor=False
        )

    def _places(self) -> list[int]:
        """Return the numbers of the rows that are shown, and where the separator is."""
        below = next((place for place, number in enumerate(self._found) if number >= self._first_below), 0)
        return [*self._found[:below], _SEPARATOR, *self._found[below:]] if below else self._found

    def _drawn(self, height: int) -> list[_Line]:
        places = self._places()
        heights = [len(self._lines(place)) for place in places]
        self._is_cut = False
        if sum(heights) <= height:
            self._top = 0
            return [line for place in places for line in self._lines(place)]
        staying = self._staying(places)
        above = sum(heights[:staying])
        if not above or height - above < _MIN_HEIGHT_BELOW:
            return self._drawn_part(places, heights, height)
        lines = [line for place in places[:staying] for line in self._lines(place)]
        return [*lines, *self._drawn_part(places[staying:], heights[staying:], height - above)]

    def _staying(self, places: Sequence[int]) -> int:
        """Return how many places from the top stay in view, with the separator below them."""
        rows = sum(1 for _ in takewhile(lambda place: place != _SEPARATOR and self._rows[place].stays, places))
        return rows + (rows < len(places) and places[rows] == _SEPARATOR) if rows else 0

    def _drawn_part(self, places: Sequence[int], heights: Sequence[int], height: int) -> list[_Line]:
        first, last = self._part(places, heights, height)
        above, below = self._more(places[:first], places[last:], height)
        room, lines = height - len(above) - len(below), list[_Line]()
        # What is left of the room has the beginning of the next row.
        for place in places[first : last + 1]:
            lines += self._cut(place, room - len(lines))
        if first and len(lines) < room:
            # So has that of the row before.
            lines[:0] = self._cut(places[first - 1], room - len(lines))
        return [*above, *lines, *below]

    def _cut(self, number: int, room: int) -> list[_Line]:
        """Return as many lines of a row as there is room for, with a sign at the end of one that is cut."""
        lines, heading = self._lines(number), len(self._heading(number))
        if len(lines) <= room or room < 1:
            return lines[: max(room, 0)]
        if number == self.pointed:
            self._is_cut = True
            # Its label is worth more than what is around it.
            lines = lines[min(heading, len(lines) - room) :]
        *before, (style, text) = lines[room - 1]
        width = self.device.columns - 2 - sum(cells(drawn) for _, drawn in before)
        return [*lines[: room - 1], [*before, (style, f"{with_sign(text, width, self.device.glyphs.ellipsis)} ")]]

    def whole_row(self) -> str:
        """Return the label of the row at the pointer where that is cut, for the help; else nothing."""
        if not self._is_cut or self.pointed < 0:
            return ""
        row = self._rows[self.pointed]
        return "\n".join(filter(None, (row.heading, self._label(self.pointed), *row.details)))

    def _part(self, places: Sequence[int], heights: Sequence[int], height: int) -> tuple[int, int]:
        """Return which places there is room for: that of the pointer, with the next one on each side if it can be.

        Where the pointer is at none of them they stay as they are.
        """

        def last_from(first: int) -> int:
            last = first
            while last < len(places) and sum(heights[first : last + 1]) + signs(first, last + 1) <= height:
                last += 1
            return max(last, first + 1)

        def signs(first: int, last: int) -> int:
            return min((first > 0) + (last < len(places)), self._sign_lines(height))

        here = self.pointed if self.pointed in places else self.in_view
        if here not in places:
            top = min(self._top, len(places) - 1)
            return top, last_from(top)
        at = places.index(here)
        top = min(self._top, max(at - 1, 0))
        while last_from(top) <= min(at + 1, len(places) - 1) and top < at:
            top += 1
        self._top = top
        return top, last_from(top)

    @staticmethod
    def _sign_lines(height: int) -> int:
        """Return how many lines of a list of this height may say how many rows are above and below."""
        return 0 if height < _MIN_HEIGHT else 1 if height <= _ONE_LINE_HEIGHT else 2

    def _more(self, above: Sequence[int], below: Sequence[int], height: int) -> tuple[list[_Line], list[_Line]]:
        """Return the lines above and below the rows that say how many more there are."""
        glyphs, lines = self.device.glyphs, self._sign_lines(height)
        counts = [sum(place != _SEPARATOR for place in places) for places in (above, below)]
        if not lines:
            return [], []
        if lines == 1 and all(counts):
            return [], [[("class:quiet", f" {glyphs.up} {counts[0]} {glyphs.down} {counts[1]} ")]]
        signs = [
            [[("class:quiet", f" {arrow} {gettext(MORE).format(count=count)} ")]] if count else []
            for arrow, count in zip((glyphs.up, glyphs.down), counts, strict=True)
        ]
        return (signs[0], signs[1]) if lines > 1 else ([], [*signs[0], *signs[1]])

    def _number_of(self, row: ListRow) -> str:
        """Return the number of a row, or the room for one where its details are in line with those of other rows."""
        if row.number or (row.details and self._number_cells):
            return f"{row.number:>{self._number_cells}}{'. ' if row.number else '  '}"
        return ""

    def _lines(self, number: int) -> list[_Line]:
        """Return the lines of a row, further ones under its label; each ends in a space, or a mark would show twice."""
        glyphs = self.device.glyphs
        if number == _SEPARATOR:
            return [[("class:separator", f"{' ' * _POINTER_CELLS}{glyphs.rule * _POINTER_CELLS}")]]
        row, is_selected, is_pointed = self._rows[number], number in self._selected, number == self.pointed
        shown = self._number_of(row)
        lead = self._mark(number) + shown
        indent = _POINTER_CELLS + len(lead)
        key = (without_own_number(row.number, self._label(number)), row.details, self.device.columns - indent - 2)
        if key not in self._wrapped:
            self._wrapped[key] = beside(*key, self.device.glyphs.ellipsis) if row.details else wrap(key[0], key[2])
        style = "class:selected" if is_selected else "class:highlighted" if is_pointed else ""
        pointer = f" {glyphs.pointer} " if is_pointed else " " * _POINTER_CELLS
        first, *rest = self._wrapped[key]
        lines: list[_Line] = [
            [("class:pointer" if is_pointed else "", pointer), (style, f"{lead}{first} ")],
        ]
        lines[:0] = [[("class:quiet", f"{' ' * _POINTER_CELLS}{line} ")] for line in self._heading(number)]
        lines.extend([(style, f"{' ' * indent}{line} ")] for line in rest)
        return lines

    def _heading(self, number: int) -> list[str]:
        """Return the lines of the heading of a row, none where the row that is shown before it has it too."""
        heading, place = self._rows[number].heading, bisect_left(self._found, number)
        if not heading or (place and self._rows[self._found[place - 1]].heading == heading):
            return []
        return wrap(heading, self.device.columns - _POINTER_CELLS - 2)

    def _mark(self, number: int) -> str:
        """Return the tick or the rank of a row."""
        glyphs, is_selected = self.device.glyphs, number in self._selected
        tick = glyphs.ticked if is_selected else glyphs.unticked
        match self.marks:
            case "ticks":
                mark = tick
            case "ranks" if is_selected and number < self._first_below:
                mark = f"[{self._selected.index(number) + 1}]"
            case "ranks" if number < self._first_below or is_selected:
                mark = tick
            case _:
                mark = ""
        return f"{mark:>{_MARK_CELLS[self.marks] - 1}} " if self.marks else ""
