"""One way of asking for each type of question."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from sstc_survey.engine.replies import Answer, Continue, Reply
from sstc_survey.engine.validation import OK
from sstc_survey.i18n import gettext
from sstc_survey.prompters.loop import Stop
from sstc_survey.prompters.screens import Screen
from sstc_survey.prompters.terminal.choice_questions import ask_choices, ask_one
from sstc_survey.prompters.terminal.inputs import enter_text, scale_values, select_value
from sstc_survey.prompters.terminal.key_table import Key
from sstc_survey.prompters.terminal.lists import select_one
from sstc_survey.prompters.terminal.prompt_context import (
    PromptContext,
    confirm_empty,
    ended,
    is_unchanged,
    settings_of,
    text_in,
)
from sstc_survey.prompters.terminal.rows import ListRow, RowValue
from sstc_survey.prompters.terminal.words import (
    NOTHING_CHOSEN,
    editable_answer,
)
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


def ask_question(context: PromptContext) -> Reply | Stop | Key:
    """Ask the question on the screen in the way of its type; a key is returned for what is to be asked first."""
    question = context.screen.question
    if context.screen.read_only:
        return _ask_to_continue(context)
    match question:
        case Note():
            return _ask_to_continue(context)
        case Acknowledge():
            return ask_one(context, [ListRow(OK, OK, "1")])
        case SelectOne() | SelectMultiple() | Rank():
            return ask_choices(context, question)
        case Range():
            return _ask_scale(context, question)
        case TextQuestion():
            return _ask_text(context, multiline=question.multiline)
        case Integer() | Decimal() | Date() | Time() | DateTime():
            return _ask_text(context)
        case _:
            assert_never(question)


def _ask_to_continue(context: PromptContext) -> Reply | Stop | Key:
    def to_reply(_value: RowValue) -> Reply:
        return Continue()

    rows = [ListRow(OK, gettext("Continue"))]
    return ended(select_one(rows, [], OK, settings_of(context, "note", to_reply)), to_reply)


def _ask_scale(context: PromptContext, question: Range) -> Reply | Stop | Key:
    """Ask for a value of a scale by its number; a long scale is typed."""
    values = scale_values(question)
    if not values:
        return _ask_text(context)
    given, to_reply = _text_given(context.screen)
    settings = settings_of(context, "scale", to_reply, given)
    if context.screen.missing is None:
        settings = confirm_empty(context, settings, NOTHING_CHOSEN)
    return ended(select_value(values, text_in(context.unfinished, given), settings), to_reply)


def _ask_text(context: PromptContext, *, multiline: bool = False) -> Reply | Stop | Key:
    given, to_reply = _text_given(context.screen)
    settings = settings_of(context, "multiline" if multiline else "text", to_reply, given)
    return ended(enter_text(text_in(context.unfinished, given), settings, multiline=multiline), to_reply)


def _text_given(screen: Screen) -> tuple[str, Callable[[str], Reply]]:
    """Return the text that was answered before, and what makes a reply of a text."""
    before = editable_answer(screen)

    def to_reply(text: str) -> Reply:
        return Continue() if is_unchanged(screen, text, before) else Answer(text)

    return before, to_reply
