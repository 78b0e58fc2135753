"""Prompts for what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import questionary
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import to_filter
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput

from sstc_survey.display import clean
from sstc_survey.prompting.terminal.device import STYLE
from sstc_survey.prompting.terminal.lists import Row
from sstc_survey.prompting.terminal.panel import Frame, Outcome, Panel
from sstc_survey.prompting.terminal.wrapping import folded

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
