"""One way of asking for each type of question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeAlias, TypeVar, assert_never

from sstc_survey.display import clean
from sstc_survey.engine.interview import Answer, Back, Comment, Continue, Leave, Reply
from sstc_survey.engine.validation import OK
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.problems.closest import closest
from sstc_survey.prompters.loop import Stop
from sstc_survey.prompters.screens import Screen
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.inputs import autocomplete, enter_text, scale_values, select_value
from sstc_survey.prompters.terminal.layout import Content, Key, PromptEnd, PromptKind, PromptSettings, prompt_settings
from sstc_survey.prompters.terminal.lists import (
    ListRow,
    RowValue,
    matching_rows,
    rank,
    same_value,
    select_multiple,
    select_one,
)
from sstc_survey.prompters.terminal.words import (
    FIRST_QUESTION,
    MISSING_CHOICES,
    NOTHING_CHOSEN,
    NOTHING_RANKED,
    NOTHING_TICKED,
    ONE_LANGUAGE,
    editable_answer,
    problem_line,
)
from sstc_survey.prompters.terminal.wrapping import wrap
from sstc_survey.questionnaire import (
    Acknowledge,
    Chosen,
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
from sstc_survey.response import Missing

# The content of a prompt: a text or the value of a row, or the values of several.
PromptContent: TypeAlias = RowValue | tuple[RowValue, ...]
_AnyContent = TypeVar("_AnyContent", bound=PromptContent)


class PromptContext(NamedTuple):
    """What asking needs: the question, what was entered for it before without a reply, and the terminal."""

    screen: Screen
    unfinished: PromptContent | None
    verify: Callable[[Reply], Problem | None]
    device: Device


class QuestionEnd(NamedTuple):
    """How a prompt ended: the reply, or the key for what is to be asked first, and its content then."""

    reply: Reply | Stop | Key
    content: PromptContent


def ask_question(context: PromptContext) -> QuestionEnd:
    """Ask the question on the screen in the way of its type."""
    question = context.screen.question
    if context.screen.read_only:
        return _ask_to_continue(context)
    match question:
        case Note():
            return _ask_to_continue(context)
        case Acknowledge():
            return _ask_one(context, [ListRow(OK, OK)])
        case SelectOne() | SelectMultiple() | Rank():
            return _ask_choices(context, question)
        case Range():
            return _ask_scale(context, question)
        case TextQuestion():
            return _ask_text(context, multiline=question.multiline)
        case Integer() | Decimal() | Date() | Time() | DateTime():
            return _ask_text(context)
        case _:
            assert_never(question)


def _settings(
    context: PromptContext, kind: PromptKind, to_reply: Callable[[Content], Reply]
) -> PromptSettings[Content]:
    """Return the settings of a prompt of this kind: the keys that work, and what would be wrong with each."""
    screen = context.screen
    offered = {
        Key.BACK: screen.can_go_back,
        Key.SKIP: screen.can_skip,
        Key.DONT_KNOW: screen.can_dont_know,
        Key.REFUSED: screen.can_refuse,
        Key.COMMENT: screen.askable,
        Key.LANGUAGE: len(screen.languages) > 1,
        Key.HELP: True,
        Key.STOP: True,
    }

    def check(key: Key, content: Content) -> str | None:
        if key is Key.BACK and not offered[key]:
            return gettext(FIRST_QUESTION)
        if key is Key.LANGUAGE and not offered[key]:
            return gettext(ONE_LANGUAGE)
        reply = Comment(screen.comment) if key is Key.COMMENT else _reply_of(key, content, to_reply)
        problem = None if isinstance(reply, Stop | Key) else context.verify(reply)
        return problem_line(problem) if problem else None

    return prompt_settings(context.device, kind, {key for key, works in offered.items() if works}, check)


def _reply_of(key: Key, content: Content, to_reply: Callable[[Content], Reply]) -> Reply | Stop | Key:
    match key:
        case Key.ENTER:
            return to_reply(content)
        case Key.BACK:
            return Back()
        case Key.SKIP:
            return Leave(Missing.BLANK)
        case Key.DONT_KNOW:
            return Leave(Missing.DONT_KNOW)
        case Key.REFUSED:
            return Leave(Missing.REFUSED)
        case Key.STOP:
            return Stop()
        case Key.COMMENT | Key.LANGUAGE | Key.HELP:
            return key
        case _:
            assert_never(key)


def _ended(end: PromptEnd[_AnyContent], to_reply: Callable[[_AnyContent], Reply]) -> QuestionEnd:
    return QuestionEnd(_reply_of(end.key, end.content, to_reply), end.content)


def _confirm_empty(context: PromptContext, settings: PromptSettings[Content], warning: str) -> PromptSettings[Content]:
    """Accept an empty prompt only at a second Enter: most often it was forgotten, unless it was left blank before."""
    warned = context.screen.missing is Missing.BLANK

    def check(key: Key, content: Content) -> str | None:
        nonlocal warned
        if fault := settings.check(key, content):
            return fault
        if key is not Key.ENTER or content or warned:
            return None
        warned = True
        return gettext(warning)

    return settings._replace(check=check)


def _ask_to_continue(context: PromptContext) -> QuestionEnd:
    def to_reply(_value: RowValue) -> Reply:
        return Continue()

    rows = [ListRow(OK, gettext("Go on"))]
    return _ended(select_one(rows, [], None, _settings(context, "note", to_reply)), to_reply)


_SUGGESTED: Final = 3
_LABEL_INDENT: Final = 6


def _ask_choices(context: PromptContext, question: Chosen) -> QuestionEnd:
    """Ask a question with choices in the way of its type."""
    screen, rows = context.screen, _choice_rows(context.screen)
    match question:
        case _ if not rows:
            # The filter lets no choice through.
            rows = [ListRow(Missing.BLANK, gettext(MISSING_CHOICES[Missing.BLANK]))]
            lead = gettext("No choice fits what was said before:")
            with_lead = _settings(context, "select_one", _one_reply)._replace(lead=lead)
            return _ended(select_one(rows, _missing_rows(screen), screen.missing, with_lead), _one_reply)
        case SelectOne():
            return _ask_long_list(context, rows) if _is_long(context, question, rows) else _ask_one(context, rows)
        case SelectMultiple():
            settings = _confirm_empty(context, _settings(context, "select_multiple", _reply_of_several), NOTHING_TICKED)
            end = select_multiple(rows, _missing_rows(screen), _values_before(context), settings)
            return _ended(end, _reply_of_several)
        case Rank():
            return _ask_rank(context, rows)
        case _:
            assert_never(question)


def _choice_rows(screen: Screen) -> list[ListRow]:
    """Return the choices as rows; in a short list each has a digit, and two with one label show their codes."""
    numbers = screen.numbers
    short = all(len(number) == 1 for number in numbers)
    labels = [clean(option.label) for option in screen.options]
    counts = Counter(labels)
    return [
        ListRow(option.code, f"{label} ({option.code})" if counts[label] > 1 else label, number if short else "")
        for option, label, number in zip(screen.options, labels, numbers, strict=True)
    ]


def _missing_rows(screen: Screen, *more: Missing) -> list[ListRow]:
    """Return the ways to leave the question without an answer as rows."""
    offered = [*more]
    if screen.can_dont_know:
        offered.append(Missing.DONT_KNOW)
    if screen.can_refuse:
        offered.append(Missing.REFUSED)
    return [ListRow(missing, gettext(MISSING_CHOICES[missing])) for missing in offered]


def _label_of(rows: Sequence[ListRow], value: RowValue) -> str:
    """Return the label of a value; one that has no row is its own."""
    return next((row.label for row in rows if same_value(row.value, value)), value)


def _values_before(context: PromptContext) -> tuple[RowValue, ...]:
    """Return what was entered or answered before: codes, or why there is no answer."""
    screen = context.screen
    if isinstance(context.unfinished, tuple):
        return context.unfinished
    if screen.missing in (Missing.DONT_KNOW, Missing.REFUSED):
        return (screen.missing,)
    return tuple(screen.value) if isinstance(screen.value, list) else ()


def _one_reply(value: RowValue) -> Reply:
    return Leave(value) if isinstance(value, Missing) else Answer(value)


def _reply_of_several(values: tuple[RowValue, ...]) -> Reply:
    missing = [value for value in values if isinstance(value, Missing)]
    return Leave(missing[0]) if missing else Answer(list(values))


def _ask_one(context: PromptContext, rows: list[ListRow]) -> QuestionEnd:
    """Ask for one of these rows, or a way to leave the question."""
    screen, default = context.screen, context.unfinished
    if not isinstance(default, str):
        default = screen.missing if screen.value is None else str(screen.value)
    leave_blank = [Missing.BLANK] if screen.missing is Missing.BLANK and screen.can_skip else []
    settings = _settings(context, "select_one", _one_reply)
    return _ended(select_one(rows, _missing_rows(screen, *leave_blank), default, settings), _one_reply)


def _ask_rank(context: PromptContext, rows: list[ListRow]) -> QuestionEnd:
    def verify(reply: Reply) -> Problem | None:
        """Name what is not ranked yet by labels, not by the codes, which the person does not see."""
        problem = context.verify(reply)
        if problem is None or problem.code != codes.REPLY_RANK_INCOMPLETE:
            return problem
        shown = {row.value: row.label for row in rows}
        left = ", ".join(shown.get(code, code) for code in str(problem.details["left"]).split(", "))
        return Problem(problem.code, {**problem.details, "left": left}, problem.place)

    settings = _settings(context._replace(verify=verify), "rank", _reply_of_several)
    end = rank(
        rows,
        _missing_rows(context.screen),
        _values_before(context),
        _confirm_empty(context, settings, NOTHING_RANKED),
    )
    return _ended(end, _reply_of_several)


def _is_long(context: PromptContext, question: SelectOne, rows: Sequence[ListRow]) -> bool:
    """Tell whether a list is asked by letters: as its author says, else when the screen is too low for it."""
    if question.appearance is not None:
        return question.appearance == "autocomplete"
    width = context.device.columns - _LABEL_INDENT
    return sum(len(wrap(row.label, width)) for row in rows) > context.device.list_height


def _ask_long_list(context: PromptContext, rows: list[ListRow]) -> QuestionEnd:
    """Ask for one row of a long list by some letters of it."""
    screen, unfinished = context.screen, context.unfinished
    rows = [*rows, *_missing_rows(screen)]
    before = _label_of(rows, str(screen.value)) if screen.value is not None else ""

    def to_reply(text: str) -> Reply:
        if _is_unchanged(screen, text, before):
            return Continue()
        matches = matching_rows(text, rows) if text.strip() else []
        return _one_reply(matches[0].value) if len(matches) == 1 else Answer(text.strip())

    def verify(reply: Reply) -> Problem | None:
        problem = context.verify(reply)
        return _with_suggestions(problem, rows) if problem and problem.code == codes.REPLY_NO_SUCH_CHOICE else problem

    default = _label_of(rows, unfinished) if isinstance(unfinished, str) else before
    settings = _settings(context._replace(verify=verify), "autocomplete", to_reply)
    return _ended(autocomplete(default, rows, settings), to_reply)


def _with_suggestions(problem: Problem, rows: Sequence[ListRow]) -> Problem:
    """Name labels that may be meant, not the codes, which the person does not see."""
    typed, labels = str(problem.details["reply"]), [row.label for row in rows]
    near = [row.label for row in matching_rows(typed, rows)] or closest(typed, labels, most=3)
    more = gettext(" and {count} more").format(count=len(labels) - _SUGGESTED) if len(labels) > _SUGGESTED else ""
    details = {**problem.details, "choices": ", ".join(labels[:_SUGGESTED]) + more}
    if near:
        details["suggestion"] = " or ".join(f'"{label}"' for label in near[:_SUGGESTED])
    return Problem(problem.code, details, problem.place)


def _ask_scale(context: PromptContext, question: Range) -> QuestionEnd:
    """Ask for a value of a scale by one key; a long scale is typed."""
    values = scale_values(question)
    if not values:
        return _ask_text(context)
    default, to_reply = _text_before(context)
    settings = _settings(context, "scale", to_reply)
    if context.screen.missing is None:
        settings = _confirm_empty(context, settings, NOTHING_CHOSEN)
    return _ended(select_value(values, default, settings), to_reply)


def _ask_text(context: PromptContext, *, multiline: bool = False) -> QuestionEnd:
    default, to_reply = _text_before(context)
    settings = _settings(context, "multiline" if multiline else "text", to_reply)
    return _ended(enter_text(default, settings, multiline=multiline), to_reply)


def _text_before(context: PromptContext) -> tuple[str, Callable[[str], Reply]]:
    """Return the text that was entered or answered before, and what makes a reply of a text."""
    screen, unfinished = context.screen, context.unfinished
    before = editable_answer(screen)

    def to_reply(text: str) -> Reply:
        return Continue() if _is_unchanged(screen, text, before) else Answer(text)

    return unfinished if isinstance(unfinished, str) else before, to_reply


def _is_unchanged(screen: Screen, text: str, before: str) -> bool:
    """Tell whether an answer stays: it is kept, not read a second time."""
    return text == before and (screen.value is not None or screen.missing is not None)
