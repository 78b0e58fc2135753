"""Prompts for a text, for a row of a long list by some letters of it, and for a value of a scale."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Final

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.filters import to_filter
from prompt_toolkit.formatted_text import StyleAndTextTuples, fragment_list_to_text
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Dimension, FormattedTextControl, HSplit, Window
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput

from sstc_survey.display import clean
from sstc_survey.engine.scale import Scale
from sstc_survey.i18n import gettext
from sstc_survey.prompters.terminal.choice_list import ChoiceList
from sstc_survey.prompters.terminal.device import STYLE, Device, StyledLine
from sstc_survey.prompters.terminal.editing import editing_actions
from sstc_survey.prompters.terminal.key_table import ANY, PASTE
from sstc_survey.prompters.terminal.layout import Action, Cursor, PromptRunner, line_window
from sstc_survey.prompters.terminal.rows import ListRow, matching_rows, other_row
from sstc_survey.prompters.terminal.settings import PromptEnd, PromptSettings, without_numbers
from sstc_survey.prompters.terminal.typed_number import TypedNumber
from sstc_survey.prompters.terminal.words import NO_MATCH
from sstc_survey.prompters.terminal.wrapping import cells, cut, line_starts
from sstc_survey.questionnaire import Range, Shown

# Nothing else needs it: prompt_toolkit itself draws other control characters as ^[ and the like.
_STEERING: Final = {
    code: "\ufffd" for code in (0x61C, 0xFEFF, 0xFFFE, 0xFFFF, *range(0x2000, 0x2070)) if clean(chr(code)) != chr(code)
}
_MENU_LINES: Final = 6
# What comes before each row of a field.
_PROMPT_CELLS: Final = 3


def enter_text(default: str, settings: PromptSettings[str], *, multiline: bool = False) -> PromptEnd[str]:
    """Ask for text on one line or on several."""
    app = _field(default, settings.device, multiline=multiline)
    runner = _runner(app.current_buffer, settings)
    return runner.run_text(app, editing_actions(app.current_buffer, runner.notice, multiline=multiline))


def autocomplete(default: str, rows: Sequence[ListRow], settings: PromptSettings[str]) -> PromptEnd[str]:
    """Ask for a row of a long list by any part of its label or its code; the rows that fit are below the field."""
    device, app = settings.device, _field(default, settings.device)
    buffer = app.current_buffer
    # The list is asked by letters; the numbers are for those who know them.
    control = ChoiceList([row._replace(number="") for row in rows], [], device)
    matches = _Matches(buffer, rows, control)
    # At least the field, a row, and how many more there are.
    runner = _runner(buffer, settings, least=3, whole_row=control.whole_row)

    def no_match() -> list[StyledLine]:
        if runner.has_fault or not control.is_without_match:
            return []
        text = gettext(NO_MATCH).format(text=clean(buffer.text))
        return [("fault", line) for line in cut(text, device.columns - 1, device.glyphs.ellipsis, height=_MENU_LINES)]

    menu = Window(
        control,
        height=lambda: Dimension(min=min(len(matches.found), 2), max=_MENU_LINES if matches.found else 0),
        dont_extend_height=True,
        always_hide_cursor=True,
    )
    steps = {"down": 1, "tab": 1, "up": -1, "s-tab": -1}
    moves: dict[str, Action] = {name: partial(_move, matches, step) for name, step in steps.items()}
    editing = editing_actions(buffer, runner.notice, multiline=False)

    def instead(name: str, event: KeyPressEvent) -> None:
        """Begin anew where a choice stands in the field: what is typed next is to find another."""
        is_text = name == PASTE or not isinstance(event.key_sequence[-1].key, Keys)
        if is_text and matches.is_choice and buffer.document.is_cursor_at_the_end:
            buffer.document = Document()
        editing[name](event)

    typing: dict[str, Action] = {name: partial(instead, name) for name in (ANY, PASTE)}
    actions = {**editing, **moves, **typing}
    return runner.run_text(app, actions, [menu, line_window(no_match)])


def _field(default: str, device: Device, *, multiline: bool = False) -> Application[Any]:
    """Return an application that takes a text, broken into lines as shown text is."""
    question = questionary.text(
        ">",
        qmark="",
        default=default,
        instruction="",
        multiline=multiline,
        style=STYLE,
        include_default_pygments_style=False,
        validate_while_typing=False,
        reserve_space_for_menu=0,
        prompt_continuation=" " * _PROMPT_CELLS,
        input_processors=[_VisibleSteering(), _WholeWords()],
        input=device.input,
        output=device.output,
    )
    app = question.application
    app.layout.current_window.dont_extend_height = to_filter(True)
    return app


def _runner(
    buffer: Buffer, settings: PromptSettings[str], *, least: int = 1, whole_row: Callable[[], str] = str
) -> PromptRunner[str]:
    def put_cursor(place: int) -> None:
        buffer.cursor_position = place

    cursor = Cursor(lambda: buffer.cursor_position, put_cursor)
    return PromptRunner(settings, lambda: buffer.text, cursor, least=least, whole_row=whole_row)


def _move(matches: _Matches, steps: int, _event: KeyPressEvent) -> None:
    matches.move(steps)


class _Matches:
    """The rows of a long list that fit what stands in a field; the one that is gone to is put into the field."""

    def __init__(self, buffer: Buffer, rows: Sequence[ListRow], control: ChoiceList) -> None:
        self._buffer = buffer
        self._rows = rows
        self._control = control
        self._numbers = {row: number for number, row in enumerate(rows)}
        self._typed = ""
        # Which of the rows that fit stands in the field; -1 is what was typed.
        self._place = -1
        self.found: list[int] = []
        self._search()
        # Whether the field has a whole choice that nobody has typed.
        self.is_choice = [rows[number].label for number in self.found] == [buffer.text]
        if self.is_choice:
            # What the field opens with needs no row that repeats it.
            self.found = []
            control.show([], -1)
        buffer.on_text_changed += lambda _: self._search()

    def move(self, steps: int) -> None:
        """Put the next or the last row that fits into the field, and after those what was typed again."""
        if not self.found or self._control.is_other:
            return
        place = (self._place + 1 + steps) % (len(self.found) + 1) - 1
        text = self._rows[self.found[place]].label if place >= 0 else self._typed
        typed, found = self._typed, self.found
        self._buffer.document = Document(text)
        self._typed, self.found, self._place, self.is_choice = typed, found, place, place >= 0
        self._control.show(found, found[place] if place >= 0 else -1)

    def _search(self) -> None:
        """Show the rows that fit what is typed; where none does, the one for everything else, if there is one."""
        text, self._place, self.is_choice = self._buffer.text, -1, False
        self._typed = text
        self.found = [self._numbers[row] for row in matching_rows(text, self._rows)]
        other = other_row(self._rows)
        if self.found or not text.strip():
            self._control.show(self.found, -1)
        elif other is None:
            self._control.show([], -1, text)
        else:
            self.found = [self._numbers[other]]
            self._control.show(self.found, self.found[0], text)


class _VisibleSteering(Processor):
    """Shows a sign for each character that would steer the terminal; what is typed stays as it is."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Return what is drawn, character for character."""
        fragments = transformation_input.fragments
        return Transformation([(fragment[0], fragment[1].translate(_STEERING)) for fragment in fragments])


class _WholeWords(Processor):
    """Fills each row up with spaces where shown text would break too, and leaves the last column free.

    The library breaks a row in a word, and draws no mark after a letter in the last column.
    """

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Return what is drawn, and which character is where in it."""
        text = fragment_list_to_text(transformation_input.fragments)
        row_cells = transformation_input.width - _PROMPT_CELLS
        starts = line_starts(text, max(row_cells - 1, 1))
        if len(starts) == 1 and cells(text) < row_cells:
            return Transformation(transformation_input.fragments)
        # For each character of the text where it is drawn.
        places: list[int] = []
        drawn = ""
        for start, end in pairwise((*starts, len(text))):
            shown = text[start:end]
            # Spaces that go beyond the end of a row are not drawn.
            while shown.endswith(" ") and cells(shown) >= row_cells:
                shown = shown[:-1]
            places += (len(drawn) + min(place, len(shown)) for place in range(end - start))
            drawn += shown
            if end < len(text):
                drawn += " " * (row_cells - cells(shown))
        places.append(len(drawn))
        return Transformation(
            [("", drawn)],
            source_to_display=lambda place: places[min(place, len(text))],
            display_to_source=lambda place: min(bisect_left(places, place), len(text)),
        )


_MAX_SCALE_VALUES: Final = 11
_INDENT: Final = 2
# No digits: in a scale with other values than those they would be taken for values.
_LETTERS: Final = "abcdefghijk"


def scale_values(question: Shown) -> list[str]:
    """Return the values of a scale that is short enough to be shown, else nothing."""
    if not isinstance(question, Range):
        return []
    scale = Scale(question)
    if scale.length > _MAX_SCALE_VALUES:
        return []
    return [f"{value:.15g}" for value in scale.values(_MAX_SCALE_VALUES)]


def scale_keys(values: Sequence[str]) -> list[str]:
    """Return what is typed for each value: its own digits; where one has other characters, letters in order."""
    return list(values) if all(map(str.isdecimal, values)) else list(_LETTERS[: len(values)])


def select_value(values: Sequence[str], default: str, settings: PromptSettings[str]) -> PromptEnd[str]:
    """Ask for one value of a scale; the default is selected at first, if it is one of them."""
    line = _ScaleLine(values, default, settings.device)
    numbers = line.keys if all(map(str.isdecimal, line.keys)) else []
    typed_number = TypedNumber(numbers, line.cursor, lambda _row: None, lambda text: runner.fault(text))  # noqa: PLW0108  # made below
    if not numbers:
        settings = without_numbers(settings)
    runner: PromptRunner[str] = PromptRunner(typed_number.checked(settings), lambda: line.selected)
    window = Window(
        FormattedTextControl(line.fragments, focusable=True, show_cursor=False),
        height=lambda: Dimension.exact(len(line.broken())),
        dont_extend_height=True,
        always_hide_cursor=True,
    )

    def typed(event: KeyPressEvent) -> None:
        if isinstance(event.key_sequence[-1].key, Keys):
            return
        if typed_number.accepts(event.data):
            typed_number.add(event.data, event)
        elif event.data.lower() in line.keys:
            line.select(event.data.lower())

    steps = {"left": -1, "right": 1, "up": -1, "down": 1}
    actions = {name: typed_number.before(partial(line.move, step)) for name, step in steps.items()}
    return runner.run_window(HSplit([window, typed_number.line()]), {**actions, ANY: typed})


class _ScaleLine:
    """The values of a scale side by side, and which one is selected; an empty text is none."""

    def __init__(self, values: Sequence[str], default: str, device: Device) -> None:
        self._values = values
        self.keys = scale_keys(values)
        self.selected = default if default in values else ""
        self._device = device

    def select(self, key: str) -> None:
        """Select the value that this is typed for."""
        self.selected = self._values[self.keys.index(key)]

    @property
    def cursor(self) -> Cursor:
        """Return the selected value as a cursor, by its number, -1 where none is."""

        def put(number: int) -> None:
            self.selected = self._values[number] if number >= 0 else ""

        return Cursor(lambda: self._values.index(self.selected) if self.selected else -1, put)

    def move(self, steps: int) -> None:
        """Select the value next to the selected one; from none, the first or the last."""
        if self.selected:
            index = self._values.index(self.selected) + steps
            self.selected = self._values[min(max(index, 0), len(self._values) - 1)]
        else:
            self.selected = self._values[0 if steps > 0 else -1]

    def broken(self) -> list[list[StyledLine]]:
        """Return the values in as many lines as they need, each with its key where that is another character."""
        lines: list[list[StyledLine]] = [[]]
        width = self._device.columns - _INDENT
        for value, key in zip(self._values, self.keys, strict=True):
            text = value if key == value else f"{key}={value}"
            item = ("class:pointer", f"[{text}]") if value == self.selected else ("", f" {text} ")
            if lines[-1] and sum(len(drawn) for _, drawn in lines[-1]) + len(item[1]) > width:
                lines.append([])
            lines[-1].append(item)
        return lines

    def fragments(self) -> StyleAndTextTuples:
        """Return what is drawn."""
        return [fragment for line in self.broken() for fragment in (("", " "), *line, ("", "\n"))]
