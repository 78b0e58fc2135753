"""One way of asking for each type of question."""

from __future__ import annotations

from typing import assert_never

from sstc_survey.checking import OK
from sstc_survey.interview import Answer, Onward, Reply
from sstc_survey.prompting.terminal.choosing import ask_choices, choose
from sstc_survey.prompting.terminal.desk import Asked, Desk, asked, frame, twice, unchanged
from sstc_survey.prompting.terminal.lists import Pick, Row, pick
from sstc_survey.prompting.terminal.scales import choose_mark, marks_of
from sstc_survey.prompting.terminal.texts import write
from sstc_survey.prompting.terminal.words import NOTHING_CHOSEN, written
from sstc_survey.questionnaire import (
    Acknowledge,
    Date,
    DateTime,
    Decimal,
    Integer,
    Note,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)
from sstc_survey.tongues import gettext


def put(desk: Desk) -> Asked:
    """Ask the question on the screen in the way of its type."""
    question = desk.screen.question
    if desk.screen.read_only:
        return _go_on(desk)
    match question:
        case Note():
            return _go_on(desk)
        case Acknowledge():
            return choose(desk, [Row(OK, OK)])
        case SelectOne() | SelectMultiple() | Rank():
            return ask_choices(desk, question)
        case Range():
            return _mark(desk, question)
        case TextQuestion():
            return _type(desk, multiline=question.multiline)
        case Integer() | Decimal() | Date() | Time() | DateTime():
            return _type(desk)
        case _:
            assert_never(question)


def _go_on(desk: Desk) -> Asked:
    def entered(_entry: Pick) -> Reply:
        return Onward()

    return asked(pick([Row(OK, gettext("Go on"))], [], None, frame(desk, entered, "note")), entered)


def _mark(desk: Desk, question: Range) -> Asked:
    """Ask for a mark of a scale by one key; a long scale is typed."""
    marks = marks_of(question)
    if not marks:
        return _type(desk)

    screen, kept = desk.screen, desk.kept
    before = written(screen)

    def entered(entry: str) -> Reply:
        return Onward() if unchanged(screen, entry, before) else Answer(entry)

    around = frame(desk, entered, "scale")
    if screen.missing is None:
        around = twice(desk, around, NOTHING_CHOSEN)
    return asked(choose_mark(marks, kept if isinstance(kept, str) else before, around), entered)


def _type(desk: Desk, *, multiline: bool = False) -> Asked:
    screen, kept = desk.screen, desk.kept
    before = written(screen)

    def entered(entry: str) -> Reply:
        return Onward() if unchanged(screen, entry, before) else Answer(entry)

    text = kept if isinstance(kept, str) else before
    around = frame(desk, entered, "lines" if multiline else "line")
    return asked(write(text, around, multiline=multiline), entered)
