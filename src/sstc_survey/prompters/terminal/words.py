"""What the terminal says beside the question itself."""

from __future__ import annotations

from typing import Final, assert_never

from sstc_survey.display import clean
from sstc_survey.engine.interview import (
    AddInstance,
    Answer,
    Back,
    ChangeLanguage,
    Comment,
    Continue,
    Enough,
    Finish,
    GoTo,
    Leave,
    RemoveInstance,
    Reply,
)
from sstc_survey.engine.validation import is_blank
from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Problem
from sstc_survey.prompters.expected import state_label
from sstc_survey.prompters.loop import Verify
from sstc_survey.prompters.screens import Screen
from sstc_survey.questionnaire import DateTime, Shown
from sstc_survey.response import Missing

CHOICES: Final = {
    Missing.BLANK: noop("Leave blank"),
    Missing.DONT_KNOW: noop("Don't know"),
    Missing.REFUSED: noop("Refused"),
}
FIRST_QUESTION: Final = noop("! this is the first question")
ONE_LANGUAGE: Final = noop("! there is no other language")
NOTHING_TICKED: Final = noop("! nothing is ticked: Space ticks; Enter again leaves it blank")
NOTHING_CHOSEN: Final = noop("! nothing is chosen: Enter again leaves it blank")
NOTHING_RANKED: Final = noop("! nothing is ranked: Space ranks; Enter again leaves it blank")
# For each kind of prompt: its own keys as the footer names them, and what the help says of them.
KEYS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "note": ((noop("Enter next"),), ()),
    "pick": (
        (noop("Enter next"),),
        (noop("Up, Down, a digit or a first letter: go to a choice"), noop("Enter: take it")),
    ),
    "tick": (
        (noop("Space tick"), noop("Enter next")),
        (noop("Up, Down or a first letter: go to a choice"), noop("Space or a digit: tick it, or take the tick away")),
    ),
    "rank": (
        (noop("Space rank"), noop("Enter next")),
        (
            noop("Up, Down or a first letter: go to a choice"),
            noop("Space or a digit: give it the next place, or take it away"),
        ),
    ),
    "scale": (
        (noop("A digit or letter: take it"), noop("Enter next")),
        (noop("A digit or letter before a mark: take it"), noop("Left, Right: choose")),
    ),
    "line": ((noop("Enter next"),), (noop("Enter: take what is typed; nothing leaves it blank"),)),
    "lines": ((noop("F5 next"), noop("Enter new line")), (noop("F5, Ctrl-S or Esc Enter: take what is typed"),)),
    "search": (
        (noop("Type part of it"), noop("Down list"), noop("Enter next")),
        (noop("Type part of a choice or of its code"), noop("Down, Up: go through those that fit")),
    ),
}


def said(problem: Problem) -> str:
    """Write a problem as it is shown beside a prompt."""
    return clean(f"! {problem.text}")


def now(screen: Screen) -> str:
    """Say in which state the question is that was left without an answer."""
    return gettext("Now: {state}").format(state=state_label(screen.missing).strip("()")) if screen.missing else ""


def reading(screen: Screen, reply: Reply, verify: Verify) -> str:
    """Write a reply as it was read, with labels for codes; empty where there is nothing to read."""
    match reply:
        case Answer(raw) if is_blank(raw):
            return state_label(Missing.BLANK)
        case Answer(raw):
            value = verify.value(reply)
            return _labelled(screen, raw if value is None else value)
        case Leave(state):
            return state_label(state)
        case Continue() if screen.missing is not None:
            return state_label(screen.missing)
        case Continue():
            return reading_of(screen)
        case Comment() | Back() | GoTo() | Finish() | AddInstance() | Enough() | RemoveInstance() | ChangeLanguage():
            return ""
        case _:
            assert_never(reply)


def _labelled(screen: Screen, raw: object) -> str:
    labels: dict[object, str] = {option.code: option.label for option in screen.options}
    if isinstance(raw, list):
        return clean("; ".join(labels.get(code, str(code)) for code in raw))
    return clean(labels.get(raw) or _written(screen.question, raw), keep_newlines=True)


def reading_of(screen: Screen) -> str:
    """Write what stands in a question as a person reads it."""
    return "" if screen.value is None else _labelled(screen, screen.value)


def written(screen: Screen) -> str:
    """Write what stands in a question as a person types it."""
    return "" if screen.value is None else _written(screen.question, screen.value)


def _written(question: Shown, value: object) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).replace("T", " ") if isinstance(question, DateTime) else str(value)
