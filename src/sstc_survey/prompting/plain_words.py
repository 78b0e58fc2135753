"""What plain mode writes beside the question itself."""

from __future__ import annotations

from sstc_survey.prompting.replies import shown_numbers
from sstc_survey.prompting.screens import Screen
from sstc_survey.prompting.wanted import STATES, wanted
from sstc_survey.questionnaire import (
    Acknowledge,
    Date,
    Decimal,
    Integer,
    Note,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.response import Missing


def present_state(state: Missing | None) -> str:
    """Name the state of a question without an answer."""
    return STATES[state] if state else "(open)"


def options_lines(screen: Screen) -> list[str]:
    """Number the choices."""
    return [f"  {number}. {option.label}" for number, option in zip(shown_numbers(screen), screen.options, strict=True)]


def expected(screen: Screen) -> list[str]:
    """Say what to write, and what was written before."""
    lines = [line for line in (_form(screen),) if line]
    if screen.value is not None:
        lines.append(f"Now: {_present(screen)}. Enter keeps it.")
    elif screen.missing is not None:
        lines.append(f"Now: {present_state(screen.missing)}. Enter keeps it.")
    return lines


def _present(screen: Screen) -> str:
    labels = {option.code: option.label for option in screen.options}
    if isinstance(screen.value, list):
        return "; ".join(labels.get(code, code) for code in screen.value)
    return labels.get(str(screen.value), str(screen.value))


def _form(screen: Screen) -> str:
    numbers = shown_numbers(screen)
    question = screen.question
    match question:
        case SelectOne():
            return f"Choose {numbers[0]} to {numbers[-1]}."
        case SelectMultiple(min_selected=None, max_selected=None):
            return f"Choose {numbers[0]} to {numbers[-1]}; several with commas, e.g. {','.join(numbers[:2])}."
        case SelectMultiple():
            return f"{wanted(question)}; with commas, e.g. {','.join(numbers[:2])}."
        case TextQuestion(multiline=True):
            return 'As many lines as you like; a line with only "." ends it.'
        case Acknowledge():
            return 'Write "OK".'
        case Integer() | Decimal() | Date():
            return f"{wanted(question)}."
        case TextQuestion() | Note():
            return ""


def help_lines(screen: Screen) -> list[str]:
    """List the commands that work at this question."""
    rows = [
        ("/back", "go to the question before", screen.can_go_back),
        ("/skip", "leave it blank", screen.can_skip),
        ("/dk", "don't know", screen.can_dont_know),
        ("/refuse", "refused", screen.can_refuse),
        ("/comment TEXT", "keep a remark beside the answer", screen.askable),
        ("/quit", "stop and keep a draft", True),
        ("//TEXT", 'an answer that begins with "/"', screen.askable),
    ]
    return [f"  {command:<14} {meaning}" for command, meaning, works in rows if works]
