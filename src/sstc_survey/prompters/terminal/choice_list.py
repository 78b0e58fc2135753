"""A list of rows as it is drawn: the part of it that there is room for, and how many rows are above and below."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, Literal, TypeAlias

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout import UIContent, UIControl
from prompt_toolkit.layout.controls import GetLinePrefixCallable

from sstc_survey.i18n import gettext
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.layout import Cursor
from sstc_survey.prompters.terminal.row_details import beside
from sstc_survey.prompters.terminal.rows import MORE, ListRow, RowValue, goes_on, labelled_other, rows_with, same_value
from sstc_survey.prompters.terminal.typed_number import TypedNumber
from sstc_survey.prompters.terminal.wrapping import wrap

# What is before a label: nothing, a tick, or a rank.
Marks: TypeAlias = Literal["", "ticks", "ranks"]
_POINTER_CELLS: Final = 3
_MARK_CELLS: Final[dict[Marks, int]] = {"": 0, "ticks": 2, "ranks": 5}
# Below this height a list has no room for what it says of itself.
_MIN_HEIGHT: Final = 3
# In place of the number of a row.
_NONE: Final = -1
_SEPARATOR: Final = -2
# What parts the numbers that are typed in a row, and begins no text.
_BETWEEN_NUMBERS: Final = ",;\uff0c\u3001\uff1b\u060c"


class ChoiceList(UIControl):
    """Rows of which one is pointed at, and some may be selected; letters leave only the rows that have them.

    Rows are told by their numbers from 0, the place at none of them is -1; `rows_below` come after a separator.
    """

    def __init__(
        self, rows: Sequence[ListRow], rows_below: Sequence[ListRow], device: Device, marks: Marks = ""
    ) -> None:
        self._rows = (*rows, *rows_below)
        self._first_below = len(rows)
        self.device = device
        self.marks = marks
        self.pointed = 0 if self._rows else _NONE
        self.selected_numbers: list[int] = []
        # The letters that are looked for, and the rows that are shown; whether one was gone to since.
        self.sought = ""
        self.has_moved = False
        self._found = list(range(len(self._rows)))
        self._other = next((number for number, row in enumerate(self._rows) if row.takes_text), _NONE)
        # What the row for everything else is to mean.
        self.other_text = ""
        self._number_cells = max((len(row.number) for row in self._rows), default=0)
        # The number that is being typed.
        self.typed: TypedNumber | None = None
        # The place in the list that is drawn first.
        self._top = 0
        # Every key draws the whole list again.
        self._wrapped: dict[tuple[str, tuple[str, ...], int], list[str]] = {}

    # What is chosen.

    @property
    def value(self) -> RowValue:
        """Return the value of the row at the pointer; where it is at none, an empty text, which is no code."""
        return self._rows[self.pointed].value if self.pointed >= 0 else ""

    def values(self) -> tuple[RowValue, ...]:
        """Return the values of the selected rows: ticked ones in the order of the list, ranked ones in their own.

        A number that waits is one of them.
        """
        selected = self._with(self.typed.waiting if self.typed else None)
        return tuple(self._rows[number].value for number in (selected if self.marks == "ranks" else sorted(selected)))

    @property
    def _shown_as_selected(self) -> list[int]:
        return self._with(self.typed.settled if self.typed and self.marks else None)

    def _with(self, waiting: int | None) -> list[int]:
        return self.selected_numbers if waiting is None else self._toggled(waiting)

    @property
    def row_numbers(self) -> list[str]:
        """Return the numbers of the rows as they are shown."""
        return [row.number for row in self._rows]

    @property
    def cursor(self) -> Cursor:
        """Return the pointer as a cursor."""
        return Cursor(lambda: self.pointed, self.put_pointer)

    def put_pointer(self, number: int) -> None:
        """Point at a row, or at none; where letters have not found it, all rows are shown."""
        if number not in self._found:
            self.seek("")
        self.pointed = min(number, len(self._rows) - 1)

    def point_at_value(self, value: RowValue | None) -> bool:
        """Point at the row with a value; tell whether there is one."""
        for number, row in enumerate(self._rows):
            if value is not None and same_value(row.value, value):
                self.pointed = number
                return True
        return False

    def move(self, steps: int) -> None:
        """Move the pointer among the rows that are shown, past either end too; from none to the first or the last."""
        if not self._found:
            return
        self.has_moved = True
        start = self._found.index(self.pointed) if self.pointed in self._found else 0 if steps < 0 else -1
        self.pointed = self._found[(start + steps) % len(self._found)]

    def move_to(self, index: int) -> None:
        """Move the pointer to one of the rows that are shown; the last one is -1."""
        if self._found:
            self.has_moved = True
            self.pointed = self._found[index]

    def tick(self, number: int) -> None:
        """Point at a row, and select it, or deselect it."""
        self.pointed = number
        self.toggle()

    def toggle(self) -> None:
        """Select the row at the pointer, or deselect it; then all rows are shown."""
        if self.pointed >= 0:
            self._take_other()
            self.selected_numbers = self._toggled(self.pointed)
            self.seek("")

    def _toggled(self, number: int) -> list[int]:
        before = self.selected_numbers
        if number in before:
            return [other for other in before if other != number]
        if number >= self._first_below:
            return [number]
        return [*(other for other in before if other < self._first_below), number]

    # What is looked for.

    @property
    def is_without_match(self) -> bool:
        """Tell whether letters were typed that no row has."""
        return bool(self.sought) and not self._found

    def type(self, text: str) -> None:
        """Take letters that are looked for; a space selects what they have found, unless it may be one of them."""
        if text == " " and self.marks and not self._goes_on_with_space:
            # What is typed for everything else takes the place of what was.
            if not (self.is_other and self.use_enter()):
                self.toggle()
        elif self.sought or text not in _BETWEEN_NUMBERS:
            self.seek(self.sought + text)

    @property
    def _goes_on_with_space(self) -> bool:
        """Tell whether a space may be part of the text that is being typed: until the pointer is moved."""
        if not self.sought or (self.has_moved and self._found):
            return False
        return self.is_other or self.is_without_match or goes_on(self.sought, " ", self._rows)

    def seek(self, sought: str) -> None:
        """Show the rows that have these letters, and point at the one that is meant best; all without letters.

        Where none has them, it is the row for everything else, if there is one.
        """
        self.has_moved = False
        if not sought:
            self.sought, self._found = "", list(range(len(self._rows)))
            return
        self.sought = sought
        self._found, self.pointed = rows_with(sought, self._rows)
        if not self._found and self._other >= 0:
            self._found, self.pointed = [self._other], self._other

    @property
    def is_other(self) -> bool:
        """Tell whether the letters that are looked for are what the row for everything else would mean."""
        return bool(self.sought) and self._found == [self._other] and not rows_with(self.sought, self._rows)[0]

    def use_enter(self) -> bool:
        """Select the row that letters have found, where more than one can be; tell whether that was all to do."""
        if not self.sought or not self.marks or self.pointed < 0:
            return False
        if self.pointed in self.selected_numbers and not self.is_other:
            self.seek("")
        else:
            self._take_other()
            self.selected_numbers = [*(number for number in self.selected_numbers if number != self.pointed)]
            self.toggle()
        return True

    def _take_other(self) -> None:
        if self.pointed == self._other:
            self.other_text = self.sought.strip() if self.is_other else ""

    @property
    def has_other(self) -> bool:
        """Tell whether there is a row for everything else."""
        return self._other >= 0

    def meant_by_other(self) -> str:
        """Return what the row for everything else means: what is being typed for it, or was before it was selected."""
        if self.is_other:
            return self.sought.strip()
        return self.other_text if self._other in self.selected_numbers else ""

    def let_other_mean(self, text: str) -> None:
        """Let the row for everything else mean a text; where that row is not selected, the text is being typed."""
        if self._other in self.selected_numbers:
            self.other_text = text
        elif text:
            self.seek(text)

    # How it is drawn.

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
        lines = [*self._drawn(height or self.preferred_height(0, 0, False, None))]
        return UIContent(get_line=lambda number: lines[number], line_count=len(lines), show_cursor=False)

    def _places(self) -> list[int]:
        """Return the numbers of the rows that are shown, and where the separator is."""
        below = next((place for place, number in enumerate(self._found) if number >= self._first_below), 0)
        return [*self._found[:below], _SEPARATOR, *self._found[below:]] if below else self._found

    def _drawn(self, height: int) -> Iterator[StyleAndTextTuples]:
        places = self._places()
        heights = [len(self._lines(place)) for place in places]
        if sum(heights) <= height:
            self._top = 0
            for place in places:
                yield from self._lines(place)
            return
        first, last = self._part(places, heights, height)
        glyphs, says = self.device.glyphs, height >= _MIN_HEIGHT
        if says and first:
            yield self._more(glyphs.up, places[:first])
        # What is left of the room has the beginning of the next row.
        lines = [line for place in places[first : last + 1] for line in self._lines(place)]
        yield from lines[: height - (2 if first and last < len(places) else 1) * says]
        if says and last < len(places):
            yield self._more(glyphs.down, places[last:])

    def _part(self, places: Sequence[int], heights: Sequence[int], height: int) -> tuple[int, int]:
        """Return which places there is room for: that of the pointer, with the next one on each side if it can be."""

        def last_from(first: int) -> int:
            room = height - (1 if first and height >= _MIN_HEIGHT else 0)
            if sum(heights[first:]) <= room:
                return len(places)
            room -= 1 if height >= _MIN_HEIGHT else 0
            last = first
            while last < len(places) and sum(heights[first : last + 1]) <= room:
                last += 1
            return max(last, first + 1)

        at = places.index(self.pointed) if self.pointed in places else 0
        top = min(self._top, max(at - 1, 0))
        while last_from(top) <= min(at + 1, len(places) - 1) and top < at:
            top += 1
        self._top = top
        return top, last_from(top)

    def _more(self, arrow: str, places: Sequence[int]) -> StyleAndTextTuples:
        count = sum(place != _SEPARATOR for place in places)
        return [("class:quiet", f" {arrow} {gettext(MORE).format(count=count)} ")]

    def _lines(self, number: int) -> list[StyleAndTextTuples]:
        """Return the lines of a row, further ones under its label; each ends in a space, or a mark would show twice."""
        glyphs = self.device.glyphs
        if number == _SEPARATOR:
            return [[("class:separator", f"{' ' * _POINTER_CELLS}{glyphs.rule * _POINTER_CELLS}")]]
        row, is_selected, is_pointed = self._rows[number], number in self._shown_as_selected, number == self.pointed
        shown = f"{row.number:>{self._number_cells}}. " if row.number else ""
        lead = self._mark(number) + shown
        indent = _POINTER_CELLS + len(lead)
        key = (self._label(number, row), row.details, self.device.columns - indent - 2)
        if key not in self._wrapped:
            self._wrapped[key] = beside(*key, self.device.glyphs.ellipsis) if row.details else wrap(key[0], key[2])
        style = "class:selected" if is_selected else "class:highlighted" if is_pointed else ""
        pointer = f" {glyphs.pointer} " if is_pointed else " " * _POINTER_CELLS
        first, *rest = self._wrapped[key]
        lines: list[StyleAndTextTuples] = [
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

    def _label(self, number: int, row: ListRow) -> str:
        text = ""
        if number == self._other:
            is_chosen = self.marks and number in self._shown_as_selected
            text = self.sought.strip() if self.is_other else self.other_text if is_chosen else ""
        return labelled_other(row, text) if text else row.label

    def _mark(self, number: int) -> str:
        """Return the tick or the rank of a row."""
        glyphs, is_selected = self.device.glyphs, number in self._shown_as_selected
        tick = glyphs.ticked if is_selected else glyphs.unticked
        match self.marks:
            case "ticks":
                mark = tick
            case "ranks" if is_selected and number < self._first_below:
                mark = f"[{self._shown_as_selected.index(number) + 1}]"
            case "ranks" if number < self._first_below or is_selected:
                mark = tick
            case _:
                mark = ""
        return f"{mark:>{_MARK_CELLS[self.marks] - 1}} " if self.marks else ""
