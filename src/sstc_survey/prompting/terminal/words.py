"""What the terminal says beside the question itself."""

from __future__ import annotations

from typing import Final, assert_never

from sstc_survey.checking import is_blank
from sstc_survey.display import clean
from sstc_survey.errors import Problem
from sstc_survey.interview import Answer, Back, Finish, GoTo, Leave, Onward, Remark, Reply
from sstc_survey.prompting.screens import Screen
from sstc_survey.prompting.wanted import STATES
from sstc_survey.questionnaire import (
    Value,
)
from sstc_survey.response import Missing

CHOICES: Final = {Missing.BLANK: "Leave blank", Missing.DONT_KNOW: "Don't know", Missing.REFUSED: "Refused"}
FIRST_QUESTION: Final = "! this is the first question"
NOTHING_TICKED: Final = "! nothing is ticked: Space ticks; Enter again leaves it blank"
# For each kind of prompt: its own keys as the footer names them, and what the help says of them.
KEYS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "note": (("Enter next",), ()),
    "pick": (("Enter next",), ("Up, Down, a digit or a first letter: go to a choice", "Enter: take it")),
    "tick": (
        ("Space tick", "Enter next"),
        ("Up, Down or a first letter: go to a choice", "Space or a digit: tick it, or take the tick away"),
    ),
    "line": (("Enter next",), ("Enter: take what is typed; nothing leaves it blank",)),
    "lines": (("F5 next", "Enter new line"), ("F5, Ctrl-S or Esc Enter: take what is typed",)),
    "search": (
        ("Enter next", "Down list"),
        ("Type part of a choice or of its code", "Down, Up: go through those that fit"),
    ),
}


def said(problem: Problem) -> str:
    """Write a problem as it is shown beside a prompt."""
    return clean(f"! {problem.fault}{f' ({problem.remedy})' if problem.remedy else ''}")


def now(screen: Screen) -> str:
    """Say in which state the question is that was left without an answer."""
    return f"Now: {STATES[screen.missing].strip('()')}" if screen.missing else ""


def reading(screen: Screen, reply: Reply) -> str:
    """Write a reply as a person reads it, with labels for codes; empty where there is nothing to read."""
    match reply:
        case Answer(raw):
            return STATES[Missing.BLANK] if is_blank(raw) else _labelled(screen, raw)
        case Leave(state):
            return STATES[state]
        case Onward() if screen.missing is not None:
            return STATES[screen.missing]
        case Onward():
            return "" if screen.value is None else _labelled(screen, screen.value)
        case Remark() | Back() | GoTo() | Finish():
            return ""
        case _:
            assert_never(reply)


def _labelled(screen: Screen, raw: object) -> str:
    labels: dict[object, str] = {option.code: option.label for option in screen.options}
    codes = raw if isinstance(raw, list) else [raw]
    return clean("; ".join(labels.get(code, str(code)) for code in codes), keep_newlines=True)


def written(value: Value | None) -> str:
    """Write a value as it was typed."""
    return "" if value is None else str(value)
