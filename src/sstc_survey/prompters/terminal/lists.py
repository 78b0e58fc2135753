"""Choice rows, and the prompts that select or rank them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final, NamedTuple, TypeAlias

import questionary
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import ConditionalMargin, Dimension, ScrollbarMargin, ScrollOffsets, Window
from questionary.prompts.common import InquirerControl

from sstc_survey.engine.validation import Candidate, matches
from sstc_survey.folding import searchable, without_marks
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.key_table import ANY
from sstc_survey.prompters.terminal.layout import (
    Content,
    Cursor,
    PromptEnd,
    PromptRunner,
    PromptSettings,
    without_numbers,
)
from sstc_survey.prompters.terminal.typed_number import TypedNumber
from sstc_survey.prompters.terminal.wrapping import wrap
from sstc_survey.response import Missing

# A code, or a way to leave the question without one.
RowValue: TypeAlias = str | Missing

_POINTER_CELLS: Final = 3
_TICK_CELLS: Final = 2


class ListRow(NamedTuple):
    """One row of a list: its value, its label, and the number that goes to it."""

    value: RowValue
    label: str
    number: str = ""


def same_value(one: RowValue, other: RowValue) -> bool:
    """Tell whether two values are the same; a code may be spelt like a missing state."""
    return one == other and isinstance(one, Missing) == isinstance(other, Missing)


def matching_rows(typed: str, rows: Iterable[ListRow]) -> list[ListRow]:
    """Return the rows that a text means as a code or a label, else all that have it in their label or code.

    Where none has it as it is typed, marks around letters are left out of the comparison.
    """
    rows = [*rows]
    codes = ("" if isinstance(row.value, Missing) else row.value for row in rows)
    if meant := matches(typed, [Candidate(row, code, row.label) for row, code in zip(rows, codes, strict=True)]):
        return meant
    for fold in (searchable, without_marks):
        sought = fold(typed)
        if typed.strip() and not sought:
            continue
        texts = [(row, fold(row.label), fold(row.value)) for row in rows]
        found = (
            [row for row, label, code in texts if sought in (label, code)]
            or [row for row, label, code in texts if sought in label or sought in code]
        )  # fmt: skip
        if found:
            return found
    return []


def select_one(
    rows: Sequence[ListRow],
    rows_below: Sequence[ListRow],
    default: RowValue | None,
    settings: PromptSettings[RowValue],
) -> PromptEnd[RowValue]:
    """Ask for one row; `rows_below` come after a separator, and the pointer is first at the default value.

    Without a default no row is chosen, and the content is empty until one is.
    """
    control = _ChoiceControl(rows, rows_below, settings.device, ticks=False)
    if not any(control.row_numbers):
        settings = without_numbers(settings)
    if not control.point_at_value(default):
        control.point_at_none()
    return _run(control, settings, lambda: control.value, control.go_to_letter, control.move_to)


def select_multiple(
    rows: Sequence[ListRow],
    rows_below: Sequence[ListRow],
    selected: Sequence[RowValue],
    settings: PromptSettings[tuple[RowValue, ...]],
) -> PromptEnd[tuple[RowValue, ...]]:
    """Ask for any number of rows; one of `rows_below` excludes all others."""
    control = _ChoiceControl(rows, rows_below, settings.device, ticks=True)
    for value in reversed(selected):
        if control.point_at_value(value):
            control.toggle()
    return _run(control, settings, control.selected, control.go_or_toggle, control.tick)


def rank(
    rows: Sequence[ListRow],
    rows_below: Sequence[ListRow],
    ranked: Sequence[RowValue],
    settings: PromptSettings[tuple[RowValue, ...]],
) -> PromptEnd[tuple[RowValue, ...]]:
    """Ask for an order of the rows; one of `rows_below` excludes all others."""
    control = _RankControl(rows, rows_below, settings.device, ticks=False)
    for value in ranked:
        if control.point_at_value(value):
            control.toggle()
    if rows:
        control.point_at_value(rows[0].value)
    return _run(control, settings, control.selected, control.go_or_toggle, control.tick)


def _run(
    control: _ChoiceControl,
    settings: PromptSettings[Content],
    content: Callable[[], Content],
    on_letter: Callable[[str], object],
    on_number: Callable[[int], None],
) -> PromptEnd[Content]:
    device = control.device
    typed_number = TypedNumber(control.row_numbers, control.cursor, on_number, lambda text: runner.fault(text))  # noqa: PLW0108  # made below
    control.typed = typed_number
    runner = PromptRunner(typed_number.checked(settings), content, control.cursor)
    window = Window(
        control,
        height=lambda: Dimension(max=device.list_height),
        dont_extend_height=True,
        always_hide_cursor=True,
        scroll_offsets=ScrollOffsets(top=1, bottom=1),
    )

    def scrolls() -> bool:
        # Other windows may leave it too little room, which is known once the list was drawn.
        info = window.render_info
        is_cut = info is not None and info.content_height > info.window_height
        return control.line_count > device.list_height or is_cut

    window.right_margins = [ConditionalMargin(ScrollbarMargin(display_arrows=True), Condition(scrolls))]
    page = max(device.rows // 2, 1)
    steps = {"up": -1, "down": 1, "s-tab": -1, "tab": 1, "pageup": -page, "pagedown": page}

    def typed(event: KeyPressEvent) -> None:
        if isinstance(event.key_sequence[-1].key, Keys):
            return
        if typed_number.accepts(event.data):
            typed_number.add(event.data, event)
        elif event.data.isprintable() and not (typed_number.finish() and event.data == " "):
            on_letter(event.data)

    moves = {name: partial(control.move, step) for name, step in steps.items()}
    moves |= {"home": partial(control.move_to, 0), "end": partial(control.move_to, -1)}
    actions = {name: typed_number.before(move) for name, move in moves.items()}
    return runner.run_window(typed_number.below(window), {**actions, ANY: typed})


class _ChoiceControl(InquirerControl):
    """The list of questionary, with labels broken into lines for the width that there is now.

    The values of its choices are the numbers of the rows.
    """

    def __init__(self, rows: Sequence[ListRow], rows_below: Sequence[ListRow], device: Device, *, ticks: bool) -> None:
        self._rows = (*rows, *rows_below)
        self._first_below = len(rows)
        self.device = device
        self._indent = _POINTER_CELLS + (_TICK_CELLS if ticks else 0)
        # The number of the row at each place of the list; the separator has none.
        self._numbers = list(range(len(self._rows)))
        choices = [questionary.Choice(row.label, value=number) for number, row in enumerate(self._rows)]
        if rows and rows_below:
            self._numbers.insert(len(rows), -1)
            choices.insert(len(rows), questionary.Separator(device.glyphs.rule * _POINTER_CELLS))
        self._letters = ""
        self._number_cells = max((len(row.number) for row in self._rows), default=0)
        # The number that is being typed.
        self.typed: TypedNumber | None = None
        # Every key draws the whole list again.
        self._wrapped: dict[tuple[str, int], list[str]] = {}
        super().__init__(choices, pointer=device.glyphs.pointer, use_indicator=ticks, show_description=False)

    @property
    def _number(self) -> int:
        """Return the number of the row at the pointer, -1 where it is at none."""
        return self._numbers[self.pointed_at] if self.pointed_at >= 0 else -1

    @property
    def value(self) -> RowValue:
        """Return the value of the row at the pointer; where it is at none, an empty text, which is no code."""
        return self._rows[self._number].value if self._number >= 0 else ""

    @property
    def cursor(self) -> Cursor:
        """Return the pointer as a cursor, by the number of its row, -1 where it is at none."""

        def put(number: int) -> None:
            if number >= 0:
                self.move_to(min(number, len(self._rows) - 1))
            else:
                self.point_at_none()

        return Cursor(lambda: self._number, put)

    @property
    def line_count(self) -> int:
        """Return how high the whole list is at the width that there is now."""
        return sum(text.count("\n") for _, text in self._get_choice_tokens()) + 1

    def selected(self) -> tuple[RowValue, ...]:
        """Return the values of the selected rows, in the order of the list; a number that waits is one of them."""
        selected = self._selected_rows()
        return tuple(row.value for number, row in enumerate(self._rows) if number in selected)

    @property
    def row_numbers(self) -> list[str]:
        """Return the numbers of the rows as they are shown."""
        return [row.number for row in self._rows]

    def _selected_rows(self) -> list[int]:
        waiting = self.typed.waiting if self.typed else None
        return self.selected_options if waiting is None else self._toggled(waiting)

    def point_at_value(self, value: RowValue | None) -> bool:
        """Point at the row with a value; tell whether there is one."""
        for number, row in enumerate(self._rows):
            if value is not None and same_value(row.value, value):
                self._point_at(number)
                return True
        return False

    def point_at_none(self) -> None:
        """Point at no row; the list of questionary then draws no pointer."""
        self.pointed_at = -1

    def move(self, steps: int) -> None:
        """Move the pointer, past either end of the list too; from none to the first row or the last."""
        start = 0 if self._number < 0 and steps < 0 else self._number
        self._point_at((start + steps) % len(self._rows))

    def move_to(self, index: int) -> None:
        """Move the pointer to a row; the last one is -1."""
        self._point_at(index % len(self._rows))

    def tick(self, number: int) -> None:
        """Point at a row, and select it, or deselect it."""
        self.move_to(number)
        self.toggle()

    def go_to_letter(self, typed: str) -> None:
        """Point at the next row by the letters typed so far."""
        # A first letter goes on from the row at the pointer; a letter that follows may be of the same row.
        if not self._letters or not self._point_at_label(self._letters + typed, self._number):
            self._point_at_label(typed, self._number + 1)

    def _point_at_label(self, letters: str, first: int) -> bool:
        """Point at the next row from `first` on that begins with these letters; tell whether there is one."""
        sought = searchable(letters)
        for number in (*range(first, len(self._rows)), *range(first)) if sought else ():
            if searchable(self._rows[number].label).startswith(sought):
                self._point_at(number)
                self._letters = letters
                return True
        return False

    def go_or_toggle(self, typed: str) -> None:
        """Toggle at a space; else point as `go_to_letter` does."""
        if typed == " ":
            self.toggle()
        else:
            self.go_to_letter(typed)

    def toggle(self) -> None:
        """Select the row at the pointer, or deselect it."""
        self.selected_options = self._toggled(self._number)

    def _toggled(self, number: int) -> list[int]:
        before = self.selected_options
        if number in before:
            return [other for other in before if other != number]
        if number >= self._first_below:
            return [number]
        return [*(other for other in before if other < self._first_below), number]

    def _point_at(self, number: int) -> None:
        self.pointed_at = self._numbers.index(number)
        self._letters = ""

    def _get_choice_tokens(self) -> list[tuple[str, str]]:
        for number, choice in zip(self._numbers, self.choices, strict=True):
            if number >= 0:
                choice.title = self._title(number)
        tokens: list[tuple[str, str]] = super()._get_choice_tokens()  # type: ignore[no-untyped-call]
        return [(style, self.device.glyphs.replace_ticks(text)) for style, text in tokens]

    def _title(self, number: int) -> str:
        """Break a label into lines under its first; each ends in a space, as a mark at the end shows twice."""
        lead = self._lead(number)
        indent = self._indent + len(lead)
        key = (self._rows[number].label, self.device.columns - indent - 2)
        if key not in self._wrapped:
            self._wrapped[key] = wrap(*key)
        return lead + f" \n{' ' * indent}".join(self._wrapped[key]) + " "

    def _lead(self, number: int) -> str:
        """Return what comes before the label of a row."""
        shown = self._rows[number].number
        return f"{shown:>{self._number_cells}}. " if shown else ""


class _RankControl(_ChoiceControl):
    """A list whose rows are given ranks, one after the other."""

    def selected(self) -> tuple[RowValue, ...]:
        """Return the values of the ranked rows, in the order of their ranks."""
        return tuple(self._rows[number].value for number in self._selected_rows())

    def _lead(self, number: int) -> str:
        is_selected = number in self.selected_options
        if number >= self._first_below:
            return f"{self.device.glyphs.ticked if is_selected else ' ':>2}  "
        return f"{self.selected_options.index(number) + 1 if is_selected else self.device.glyphs.unticked:>2}  "
