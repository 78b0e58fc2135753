"""Prompts for a text, for a row of a long list by some letters of it, and for a value of a scale."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import Final

import questionary
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
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
from sstc_survey.prompters.terminal.device import STYLE, Device, StyledLine
from sstc_survey.prompters.terminal.editing import editing_actions
from sstc_survey.prompters.terminal.key_table import ANY
from sstc_survey.prompters.terminal.layout import Action, Cursor, PromptRunner
from sstc_survey.prompters.terminal.rows import MORE, ListRow, labelled_other, matching_rows, other_row
from sstc_survey.prompters.terminal.settings import PromptEnd, PromptSettings, without_numbers
from sstc_survey.prompters.terminal.typed_number import TypedNumber
from sstc_survey.prompters.terminal.words import NO_MATCH
from sstc_survey.prompters.terminal.wrapping import cells, line_starts
from sstc_survey.questionnaire import Range, Shown

# Nothing else needs it: prompt_toolkit itself draws other control characters as ^[ and the like.
_STEERING: Final = {
    code: "\ufffd" for code in (0x61C, 0xFEFF, 0xFFFE, 0xFFFF, *range(0x2000, 0x2070)) if clean(chr(code)) != chr(code)
}
_MENU_LINES: Final = 6
# What comes before each row of a field.
_PROMPT_CELLS: Final = 3
_OTHER_LINES: Final = 8


def enter_text(default: str, settings: PromptSettings[str], *, multiline: bool = False) -> PromptEnd[str]:
    """Ask for text on one line or on several."""
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
        prompt_continuation="   ",
        input_processors=[_VisibleSteering(), _WholeWords()],
        input=settings.device.input,
        output=settings.device.output,
    )
    return _run(question, settings, multiline=multiline)


def autocomplete(default: str, rows: Sequence[ListRow], settings: PromptSettings[str]) -> PromptEnd[str]:
    """Ask for a row of a long list by any part of its label or its code."""
    menu_lines = max(min(_MENU_LINES, settings.device.rows - _OTHER_LINES), 2)
    question = questionary.autocomplete(
        ">",
        choices=[],
        qmark="",
        default=default,
        completer=_RowCompleter(rows),
        style=STYLE,
        include_default_pygments_style=False,
        validate_while_typing=False,
        reserve_space_for_menu=menu_lines,
        input_processors=[_VisibleSteering(), _WholeWords()],
        input=settings.device.input,
        output=settings.device.output,
    )
    buffer = question.application.current_buffer
    if not default:
        question.application.pre_run_callables.append(lambda: buffer.start_completion(select_first=False))

    def below(has_fault: Callable[[], bool]) -> list[StyledLine]:
        found = matching_rows(buffer.text, rows)
        if not found and buffer.text.strip():
            other = other_row(rows)
            if other is None:
                return [] if has_fault() else [("fault", gettext(NO_MATCH).format(text=clean(buffer.text)))]
            return [("highlighted", f"{settings.device.glyphs.pointer} {labelled_other(other, buffer.text)}")]
        # One of its lines is the field.
        shown = menu_lines - 1 if buffer.complete_state else 0
        return [("quiet", gettext(MORE).format(count=len(found) - shown))] if len(found) > max(shown, 1) else []

    return _run(question, settings, below=below)


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


class _RowCompleter(Completer):
    """Offers the rows that match what was typed; an empty line offers all."""

    def __init__(self, rows: Sequence[ListRow]) -> None:
        self._rows = rows

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        """Yield a completion for each row, which takes the place of all that was typed."""
        for row in matching_rows(document.text, self._rows):
            yield Completion(row.label, start_position=-document.cursor_position, display=f"{row.label} ")


def _run(
    question: questionary.Question,
    settings: PromptSettings[str],
    *,
    multiline: bool = False,
    below: Callable[[Callable[[], bool]], list[StyledLine]] | None = None,
) -> PromptEnd[str]:
    app = question.application
    buffer = app.current_buffer
    app.layout.current_window.dont_extend_height = to_filter(True)

    def put_cursor(place: int) -> None:
        buffer.cursor_position = place

    runner: PromptRunner[str] = PromptRunner(
        settings, lambda: buffer.text, Cursor(lambda: buffer.cursor_position, put_cursor)
    )
    actions = {**editing_actions(buffer, runner.notice, multiline=multiline)}
    if settings.kind == "autocomplete":
        actions |= _completing_actions(buffer)
    return runner.run_text(app, actions, None if below is None else lambda: below(lambda: runner.has_fault))


def _completing_actions(buffer: Buffer) -> dict[str, Action]:
    """Return what each key does that goes through the rows that fit what is typed."""

    def next_row(_event: KeyPressEvent) -> None:
        if buffer.complete_state:
            buffer.complete_next()
        else:
            buffer.start_completion(select_first=True)

    def previous_row(_event: KeyPressEvent) -> None:
        if buffer.complete_state:
            buffer.complete_previous()
        else:
            buffer.start_completion(select_last=True)

    return {"down": next_row, "tab": next_row, "up": previous_row, "s-tab": previous_row}


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
