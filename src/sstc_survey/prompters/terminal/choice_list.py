"""A list of rows to choose from: what is chosen, and which rows the letters that are typed leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.layout import Cursor
from sstc_survey.prompters.terminal.row_list import NONE, Marks, RowList
from sstc_survey.prompters.terminal.rows import ListRow, RowValue, goes_on, labelled_other, rows_with, same_value
from sstc_survey.prompters.terminal.typed_number import TypedNumber

# What parts the numbers that are typed in a row, and begins no text.
_BETWEEN_NUMBERS: Final = ",;\uff0c\u3001\uff1b\u060c"


class ChoiceList(RowList):
    """Rows of which one is pointed at, and some may be selected; letters leave only the rows that have them.

    Rows are told by their numbers from 0, the place at none of them is -1; `rows_below` come after a separator.
    """

    def __init__(
        self, rows: Sequence[ListRow], rows_below: Sequence[ListRow], device: Device, marks: Marks = ""
    ) -> None:
        super().__init__(rows, rows_below, device, marks)
        self.selected_numbers: list[int] = []
        # The letters that are looked for, and whether the pointer was moved since.
        self.sought = ""
        self.has_moved = False
        self._other = next((number for number, row in enumerate(self._rows) if row.takes_text), NONE)
        # What the row for everything else is to mean.
        self.other_text = ""
        # The number that is being typed.
        self.typed: TypedNumber | None = None

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
    def _selected(self) -> Sequence[int]:
        selected = self._with(self.typed.settled if self.typed and self.marks else None)
        # What is typed for everything else is not what that row was selected with.
        is_other = self._other in selected and self.is_other and self.sought.strip() != self.other_text
        return [number for number in selected if number != self._other] if is_other else selected

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
        number = self._number_of_value(value)
        if number != NONE:
            self.pointed = number
        return number != NONE

    def show_value(self, value: RowValue | None) -> None:
        """Let the row with a value be in view while no other is pointed at."""
        self.in_view = self._number_of_value(value)

    def _number_of_value(self, value: RowValue | None) -> int:
        rows = enumerate(self._rows)
        return next((number for number, row in rows if value is not None and same_value(row.value, value)), NONE)

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
        """Select the row that letters have found, where more than one can be; tell whether that was all to do.

        Where they have found none, that is said already.
        """
        if self.is_without_match:
            return True
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
        """Return what the row for everything else means: what it was selected with, else what is being typed for it."""
        kept = self.other_text if self._other in self.selected_numbers else ""
        return kept or (self.sought.strip() if self.is_other else "")

    def let_other_mean(self, text: str) -> None:
        """Let the row for everything else mean a text; where that row is not selected, the text is being typed."""
        if self._other in self.selected_numbers:
            self.other_text = text
        elif text:
            self.seek(text)

    def show(self, found: Sequence[int], pointed: int, meant_by_other: str = "") -> None:
        """Show these rows, and point at one or at none; the row for everything else may mean a text."""
        self._found, self.pointed, self.sought = [*found], pointed, meant_by_other

    def _label(self, number: int) -> str:
        row, text = self._rows[number], ""
        if number == self._other:
            is_chosen = self.marks and number in self._selected
            text = self.sought.strip() if self.is_other else self.other_text if is_chosen else ""
        return labelled_other(row, text) if text else row.label
