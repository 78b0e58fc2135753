"""What the terminal says besides the question itself: messages, states, and replies as they are read and typed."""

from __future__ import annotations

from typing import Final, assert_never

from sstc_survey.display import clean
from sstc_survey.engine.replies import (
    AddInstance,
    Answer,
    Back,
    ChangeLanguage,
    Comment,
    Continue,
    Discard,
    Enough,
    Finish,
    GoTo,
    Leave,
    Reason,
    RemoveInstance,
    Reply,
)
from sstc_survey.engine.validation import is_blank
from sstc_survey.engine.values import as_text
from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Problem
from sstc_survey.prompters.labels import missing_label
from sstc_survey.prompters.loop import Verify
from sstc_survey.prompters.screens import Screen
from sstc_survey.questionnaire import DataType, Shown
from sstc_survey.response import Missing

MISSING_CHOICES: Final = {
    Missing.BLANK: noop("Leave blank"),
    Missing.DONT_KNOW: noop("Don't know"),
    Missing.REFUSED: noop("Refused"),
}
FIRST_QUESTION: Final = noop("! this is the first question")
ONE_LANGUAGE: Final = noop("! no other language")
NOT_HERE: Final = noop('"{entry}" is not valid here')
WHETHER_TO_ADD: Final = noop("! choose whether to add one")
NO_SUCH_NUMBER: Final = noop("! number {number} does not exist")
NO_SUCH_NUMBER_BUT: Final = noop("! number {number} does not exist; for several, type {several}")
NO_MATCH: Final = noop("! no choice matches {text}")
NOTHING_TICKED: Final = noop("! nothing selected: Space selects; Enter again skips")
NOTHING_CHOSEN: Final = noop("! nothing chosen: Enter again skips")
NOTHING_RANKED: Final = noop("! nothing ranked: Space ranks; Enter again skips")


def problem_line(problem: Problem) -> str:
    """Return a problem as it is shown with a prompt."""
    return clean(f"! {problem.text}")


def missing_on(screen: Screen) -> str:
    """Return the state of a question that was left without an answer."""
    return gettext("Now: {state}").format(state=missing_label(screen.missing).strip("()")) if screen.missing else ""


def answer_on(screen: Screen) -> str:
    """Return the answer to a question as a person reads it."""
    return "" if screen.value is None else _labelled(screen, screen.value)


def editable_answer(screen: Screen) -> str:
    """Return the answer to a question as a person types it."""
    return "" if screen.value is None else _value_text(screen.question, screen.value)


def reply_text(screen: Screen, reply: Reply, verify: Verify) -> str:
    """Return a reply as it was understood, with labels for codes; empty where it has no text."""
    match reply:
        case Answer(raw) if is_blank(raw):
            return missing_label(Missing.BLANK)
        case Answer(raw):
            value = verify.value(reply)
            return _labelled(screen, raw if value is None else value)
        case Leave(missing):
            return missing_label(missing)
        case Continue() if screen.missing is not None:
            return missing_label(screen.missing)
        case Continue():
            return answer_on(screen)
        case Comment() | Reason() | Back() | GoTo() | ChangeLanguage() | Finish() | Discard():
            return ""
        case AddInstance() | Enough() | RemoveInstance():
            return ""
        case _:
            assert_never(reply)


def _labelled(screen: Screen, raw: object) -> str:
    labels: dict[object, str] = {option.code: option.label for option in screen.options}
    if isinstance(raw, list):
        return clean(gettext("; ").join(labels.get(code, str(code)) for code in raw))
    return clean(labels.get(raw) or _value_text(screen.question, raw), keep_newlines=True)


def _value_text(question: Shown, value: object) -> str:
    if isinstance(value, float):
        return as_text(value)
    return str(value).replace("T", " ") if question.data_type is DataType.DATE_TIME else str(value)
