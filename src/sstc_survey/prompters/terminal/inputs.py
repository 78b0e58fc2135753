"""Prompts for what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import to_filter
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Dimension, FormattedTextControl, Layout, Window
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput

from sstc_survey.display import clean
from sstc_survey.engine.validation import scale
from sstc_survey.prompters.terminal.device import STYLE, Device
from sstc_survey.prompters.terminal.layout import Frame, Key, Outcome, Panel, ascii_digit
from sstc_survey.prompters.terminal.lists import Row
from sstc_survey.prompters.terminal.wrapping import folded
from sstc_survey.questionnaire import Range, Shown

_MOST_MARKS: Final = 11
_INDENT: Final = 2
# No digits: in a scale with other marks than those they would be taken for marks.
_IN_ORDER: Final = "abcdefghijk"


def marks_of(question: Shown) -> list[str]:
    """Return the marks of a scale that is short enough to be shown, else nothing."""
    if not isinstance(question, Range):
        return []
    marks = scale(question, _MOST_MARKS + 1)
    return [f"{mark:.15g}" for mark in marks] if len(marks) <= _MOST_MARKS else []


def keys_of(marks: Sequence[str]) -> list[str]:
    """Return the key of each mark: its own digit; 0 or x for ten; in other scales letters in order."""
    if all((mark.isdecimal() and len(mark) == 1) or mark == "10" for mark in marks):
        ten = "x" if "0" in marks else "0"
        return [ten if mark == "10" else mark for mark in marks]
    return list(_IN_ORDER[: len(marks)])


def choose_mark(marks: Sequence[str], at: str, frame: Frame[str]) -> Outcome[str]:
    """Ask for one mark of a scale; `at` is chosen at first, perhaps none."""
    drawn = _Scale(marks, at, frame.device)
    panel: Panel[str] = Panel(frame, lambda: drawn.chosen)
    window = Window(
        FormattedTextControl(drawn.drawn, focusable=True, show_cursor=False),
        height=lambda: Dimension.exact(len(drawn.lines())),
        dont_extend_height=True,
        always_hide_cursor=True,
    )
    app: Application[Any] = Application(
        layout=Layout(window),
        key_bindings=_bindings(drawn, panel),
        style=STYLE,
        include_default_pygments_style=False,
        input=frame.device.input,
        output=frame.device.output,
    )
    panel.dress(app, window, typed=False)
    return panel.run(questionary.Question(app))


class _Scale:
    """The marks of a scale, and which one is chosen; an empty text is none."""

    def __init__(self, marks: Sequence[str], at: str, device: Device) -> None:
        self.marks = marks
        self.keys = keys_of(marks)
        self.chosen = at if at in marks else ""
        self._device = device

    def move(self, steps: int) -> None:
        """Choose the mark beside the one that is chosen; from none, the first or the last."""
        if self.chosen:
            place = self.marks.index(self.chosen) + steps
            self.chosen = self.marks[min(max(place, 0), len(self.marks) - 1)]
        else:
            self.chosen = self.marks[0 if steps > 0 else -1]

    def lines(self) -> list[list[tuple[str, str]]]:
        """Return the marks in lines, each with its key where that is another sign, and its style."""
        lines: list[list[tuple[str, str]]] = [[]]
        room = self._device.columns - _INDENT
        for mark, key in zip(self.marks, self.keys, strict=True):
            text = mark if key == mark else f"{key}={mark}"
            item = ("class:pointer", f"[{text}]") if mark == self.chosen else ("", f" {text} ")
            if lines[-1] and sum(len(drawn) for _, drawn in lines[-1]) + len(item[1]) > room:
                lines.append([])
            lines[-1].append(item)
        return lines

    def drawn(self) -> StyleAndTextTuples:
        """Return what is drawn."""
        return [fragment for line in self.lines() for fragment in (("", " "), *line, ("", "\n"))]


def _bindings(drawn: _Scale, panel: Panel[str]) -> KeyBindings:
    bindings = KeyBindings()
    for name, steps in {"left": -1, "right": 1, "up": -1, "down": 1, "s-tab": -1, "tab": 1}.items():
        bindings.add(name)(lambda _event, steps=steps: drawn.move(steps))

    def take(mark: str, event: KeyPressEvent) -> None:
        drawn.chosen = mark
        panel.press(Key.ENTER, event)

    by_key = dict(zip(drawn.keys, drawn.marks, strict=True))

    @bindings.add(Keys.Any)
    def typed(event: KeyPressEvent) -> None:
        if (mark := by_key.get(ascii_digit(event.data).lower())) is not None:
            take(mark, event)

    return bindings


# Nothing else needs it: prompt_toolkit itself draws other control characters as ^[ and the like.
_STEERING: Final = {code: "\ufffd" for code in (0x61C, 0xFEFF, *range(0x2000, 0x2070)) if clean(chr(code)) != chr(code)}
_MENU_LINES: Final = 6
_OTHER_LINES: Final = 8


def write(text: str, frame: Frame[str], *, multiline: bool = False) -> Outcome[str]:
    """Ask for text on one line or on several; `text` stands there at first."""
    question = questionary.text(
        ">",
        qmark="",
        default=text,
        instruction="",
        multiline=multiline,
        style=STYLE,
        include_default_pygments_style=False,
        validate_while_typing=False,
        reserve_space_for_menu=0,
        prompt_continuation="   ",
        input_processors=[_Visible()],
        input=frame.device.input,
        output=frame.device.output,
    )
    return _ask(question, frame, multiline=multiline)


def complete(text: str, rows: Sequence[Row], frame: Frame[str]) -> Outcome[str]:
    """Ask for a row of a long list by any part of its label or its code; `text` stands there at first."""
    question = questionary.autocomplete(
        ">",
        choices=[],
        qmark="",
        default=text,
        completer=_Rows(rows),
        style=STYLE,
        include_default_pygments_style=False,
        validate_while_typing=False,
        reserve_space_for_menu=max(min(_MENU_LINES, frame.device.rows - _OTHER_LINES), 2),
        input_processors=[_Visible()],
        input=frame.device.input,
        output=frame.device.output,
    )
    if not text:
        buffer = question.application.current_buffer
        question.application.pre_run_callables.append(lambda: buffer.start_completion(select_first=False))
    return _ask(question, frame)


def found(typed: str, rows: Iterable[Row]) -> list[Row]:
    """Return the row that is named by its label or code as a whole, else all that hold what was typed."""
    sought, exact = folded(typed.strip()), typed.strip()
    texts = [(row, folded(row.label), folded(row.value)) for row in rows]
    return (
        [row for row, _, _ in texts if row.label == exact]
        or [row for row, label, code in texts if sought in (label, code)]
        or [row for row, label, code in texts if sought in label or sought in code]
    )


class _Visible(Processor):
    """Shows a sign for each character that would steer the terminal; what is typed stays as it is."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Return what is drawn, character for character."""
        fragments = transformation_input.fragments
        return Transformation([(fragment[0], fragment[1].translate(_STEERING)) for fragment in fragments])


class _Rows(Completer):
    """Offers the rows that hold what was typed; an empty line offers all."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        """Yield a completion for each row, which takes the place of all that was typed."""
        for row in found(document.text, self._rows):
            yield Completion(row.label, start_position=-document.cursor_position, display=f"{row.label} ")


def _ask(question: questionary.Question, frame: Frame[str], *, multiline: bool = False) -> Outcome[str]:
    app = question.application
    buffer = app.current_buffer
    app.layout.current_window.dont_extend_height = to_filter(True)
    panel = Panel(frame, lambda: buffer.text)
    panel.dress(app, app.layout.container, typed=True, multiline=multiline)
    return panel.run(question)
