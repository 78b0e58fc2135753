"""Lists to pick from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import ConditionalMargin, Dimension, Layout, ScrollbarMargin, ScrollOffsets, Window
from prompt_toolkit.layout.containers import WindowRenderInfo
from questionary.prompts.common import InquirerControl

from sstc_survey.prompters.terminal.device import STYLE, Device
from sstc_survey.prompters.terminal.layout import Content, Frame, Outcome, Panel, ascii_digit
from sstc_survey.prompters.terminal.wrapping import folded, wrap
from sstc_survey.response import Missing

# A code, or a way to leave the question without one.
Pick: TypeAlias = str | Missing

_POINTER_CELLS: Final = 3
_TICK_CELLS: Final = 2


class Row(NamedTuple):
    """One row of a list: what it stands for, how it reads, and the digit that goes to it."""

    value: Pick
    label: str
    digit: str = ""

    @property
    def lead(self) -> str:
        """Return what stands before the label."""
        return f"{self.digit}. " if self.digit else ""


def same(one: Pick, other: Pick) -> bool:
    """Tell whether two values are the same; a code may be spelt like a missing state."""
    return one == other and isinstance(one, Missing) == isinstance(other, Missing)


class RowList(InquirerControl):
    """The list of questionary, with labels broken into lines for the width that there is now.

    The values of its choices are the numbers of the rows.
    """

    def __init__(self, rows: Sequence[Row], apart: Sequence[Row], device: Device, *, ticks: bool) -> None:
        self._rows = (*rows, *apart)
        self._apart_from = len(rows)
        self.device = device
        self._indent = _POINTER_CELLS + (_TICK_CELLS if ticks else 0)
        # Which row stands at each place of the list; at the line between rows and those apart stands none.
        self._numbers = list(range(len(self._rows)))
        choices = [questionary.Choice(row.label, value=number) for number, row in enumerate(self._rows)]
        if rows and apart:
            self._numbers.insert(len(rows), -1)
            choices.insert(len(rows), questionary.Separator(device.signs.rule * _POINTER_CELLS))
        self._letters = ""
        # Every key draws the whole list again.
        self._wrapped: dict[tuple[str, int], list[str]] = {}
        super().__init__(choices, pointer=device.signs.pointer, use_indicator=ticks, show_description=False)

    @property
    def _number(self) -> int:
        return self._numbers[self.pointed_at]

    @property
    def row(self) -> Row:
        """Return the row that the pointer stands at."""
        return self._rows[self._number]

    @property
    def line_count(self) -> int:
        """Return how high the whole list is at the width that there is now."""
        return sum(text.count("\n") for _, text in self._get_choice_tokens()) + 1

    def ticked(self) -> tuple[Pick, ...]:
        """Return the values of the ticked rows, in the order of the list."""
        return tuple(row.value for number, row in enumerate(self._rows) if number in self.selected_options)

    def point_at(self, value: Pick | None) -> bool:
        """Point at the row of a value; tell whether there is one."""
        for number, row in enumerate(self._rows):
            if value is not None and same(row.value, value):
                self._point(number)
                return True
        return False

    def move(self, steps: int) -> None:
        """Move the pointer, from one end of the list to the other too."""
        self._point((self._number + steps) % len(self._rows))

    def move_to(self, place: int) -> None:
        """Move the pointer to a place of the list; the last one is -1."""
        self._point(place % len(self._rows))

    def go_to(self, typed: str) -> bool:
        """Point at the row with this digit and tell that there is one, else at one by the letters typed so far."""
        for number, row in enumerate(self._rows):
            if row.digit and row.digit == ascii_digit(typed):
                self._point(number)
                return True
        # A first letter goes on from a row that it stands at; what follows it may be of the same row.
        if not self._letters or not self._begins_with(self._letters + typed, self._number):
            self._begins_with(typed, self._number + 1)
        return False

    def _begins_with(self, letters: str, first: int) -> bool:
        """Point at the next row from `first` on that begins with these letters; tell whether there is one."""
        for number in (*range(first, len(self._rows)), *range(first)):
            if folded(self._rows[number].label).startswith(folded(letters)):
                self._point(number)
                self._letters = letters
                return True
        return False

    def go_and_toggle(self, typed: str) -> None:
        """Toggle at a space; else point as `go_to` does, and toggle where a digit says which row is meant."""
        if typed == " " or self.go_to(typed):
            self.toggle()

    def toggle(self) -> None:
        """Tick the row at the pointer, or take its tick away."""
        number, before = self._number, self.selected_options
        if number in before:
            self.selected_options = [other for other in before if other != number]
        elif number >= self._apart_from:
            self.selected_options = [number]
        else:
            self.selected_options = [*(other for other in before if other < self._apart_from), number]

    def _point(self, number: int) -> None:
        self.pointed_at = self._numbers.index(number)
        self._letters = ""

    def _get_choice_tokens(self) -> list[tuple[str, str]]:
        for number, choice in zip(self._numbers, self.choices, strict=True):
            if number >= 0:
                choice.title = self._broken(self._rows[number])
        tokens: list[tuple[str, str]] = super()._get_choice_tokens()  # type: ignore[no-untyped-call]
        return [(style, self.device.signs.plain(text)) for style, text in tokens]

    def _broken(self, row: Row) -> str:
        """Break a label into lines under its first; each ends in a space, as a mark at the end shows twice."""
        lead = self._lead(row)
        indent = self._indent + len(lead)
        place = (row.label, self.device.columns - indent - 2)
        if place not in self._wrapped:
            self._wrapped[place] = wrap(*place)
        lines = self._wrapped[place]
        return lead + f" \n{' ' * indent}".join(lines) + " "

    def _lead(self, row: Row) -> str:
        return row.lead


class RowOrder(RowList):
    """A list whose rows are given places, one after the other."""

    def ticked(self) -> tuple[Pick, ...]:
        """Return the values of the rows with a place, in the order of their places."""
        return tuple(self._rows[number].value for number in self.selected_options)

    def _lead(self, row: Row) -> str:
        number = self._rows.index(row)
        if number >= self._apart_from:
            return f"{self.device.signs.ticked if number in self.selected_options else ' ':>2}  "
        place = self.selected_options.index(number) + 1 if number in self.selected_options else self.device.signs.open
        return f"{place:>2}  "


__all__ = ["Pick", "Row", "order", "pick", "same", "tick"]


def pick(rows: Sequence[Row], apart: Sequence[Row], at: Pick | None, frame: Frame[Pick]) -> Outcome[Pick]:
    """Ask for one row; those that are `apart` are set off at the end, and the pointer stands first `at` a value."""
    control = RowList(rows, apart, frame.device, ticks=False)
    control.point_at(at)
    return _ask(control, Panel(frame, lambda: control.row.value), control.go_to)


def tick(
    rows: Sequence[Row], apart: Sequence[Row], ticked: Sequence[Pick], frame: Frame[tuple[Pick, ...]]
) -> Outcome[tuple[Pick, ...]]:
    """Ask for any number of rows; a tick at one that is `apart` takes all others away, and they take its."""
    control = RowList(rows, apart, frame.device, ticks=True)
    for value in reversed(ticked):
        if control.point_at(value):
            control.toggle()
    return _ask(control, Panel(frame, control.ticked), control.go_and_toggle)


def order(
    rows: Sequence[Row], apart: Sequence[Row], ranked: Sequence[Pick], frame: Frame[tuple[Pick, ...]]
) -> Outcome[tuple[Pick, ...]]:
    """Ask for an order of the rows; one that is `apart` takes all places away, and they take its."""
    control = RowOrder(rows, apart, frame.device, ticks=False)
    for value in ranked:
        if control.point_at(value):
            control.toggle()
    if rows:
        control.point_at(rows[0].value)
    return _ask(control, Panel(frame, control.ticked), control.go_and_toggle)


def _ask(control: RowList, panel: Panel[Content], on_typed: Callable[[str], object]) -> Outcome[Content]:
    window = Window(
        control,
        height=lambda: Dimension(max=control.device.list_rows),
        dont_extend_height=True,
        always_hide_cursor=True,
        scroll_offsets=ScrollOffsets(top=1, bottom=1),
    )
    scrolls = Condition(lambda: control.line_count > control.device.list_rows or _is_cut(window.render_info))
    window.right_margins = [ConditionalMargin(ScrollbarMargin(display_arrows=True), scrolls)]
    app: Application[Any] = Application(
        layout=Layout(window),
        key_bindings=_moves(control, on_typed),
        style=STYLE,
        include_default_pygments_style=False,
        input=control.device.input,
        output=control.device.output,
    )
    panel.dress(app, window, typed=False)
    return panel.run(questionary.Question(app))


def _is_cut(info: WindowRenderInfo | None) -> bool:
    """Tell whether other windows left too little room, which is known once the list was drawn."""
    return info is not None and info.content_height > info.window_height


def _moves(control: RowList, on_typed: Callable[[str], object]) -> KeyBindings:
    bindings = KeyBindings()
    page = max(control.device.rows // 2, 1)
    steps = {"up": -1, "down": 1, "c-p": -1, "c-n": 1, "s-tab": -1, "tab": 1, "pageup": -page, "pagedown": page}
    for name, step in steps.items():
        bindings.add(name)(lambda _event, step=step: control.move(step))

    bindings.add("home")(lambda _event: control.move_to(0))
    bindings.add("end")(lambda _event: control.move_to(-1))

    @bindings.add(Keys.Any)
    def typed(event: KeyPressEvent) -> None:
        if event.data.isprintable():
            on_typed(event.data)

    return bindings
