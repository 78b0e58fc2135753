"""One way of asking for each type of question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple, assert_never

from sstc_survey.display import clean, spell_out
from sstc_survey.engine.replies import Answer, Back, Comment, Continue, Leave, Reply
from sstc_survey.engine.validation import OK
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.problems.closest import closest
from sstc_survey.prompters.fields import Fields
from sstc_survey.prompters.loop import Stop
from sstc_survey.prompters.screens import Screen
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.field_content import is_refused, row_in, ticks_in, to_field
from sstc_survey.prompters.terminal.inputs import autocomplete, enter_text, scale_values, select_value
from sstc_survey.prompters.terminal.key_table import Key, PromptKind
from sstc_survey.prompters.terminal.layout import (
    Content,
    OtherText,
    PromptEnd,
    PromptSettings,
    Remember,
    prompt_settings,
)
from sstc_survey.prompters.terminal.lists import rank, select_multiple, select_one
from sstc_survey.prompters.terminal.rows import ListRow, RowValue, matching_rows, other_row, same_value
from sstc_survey.prompters.terminal.words import (
    FIRST_QUESTION,
    MISSING_CHOICES,
    NOTHING_CHOSEN,
    NOTHING_RANKED,
    NOTHING_TICKED,
    ONE_LANGUAGE,
    answer_on,
    editable_answer,
    problem_line,
)
from sstc_survey.prompters.terminal.wrapping import cut, wrap
from sstc_survey.questionnaire import (
    OTHER,
    Acknowledge,
    Chosen,
    Date,
    DateTime,
    Decimal,
    Integer,
    Note,
    Range,
    Rank,
    Select,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)
from sstc_survey.response import Missing, Unfinished


class PromptContext(NamedTuple):
    """What asking needs: the question, the fields of the interview, and the terminal.

    `is_back` tells that what stands in the field of the question was not typed just now; `other` is for what is
    typed in its list and means the choice of everything else.
    """

    screen: Screen
    fields: Fields
    verify: Callable[[Reply], Problem | None]
    device: Device
    is_back: bool = False
    other: OtherText | None = None

    @property
    def unfinished(self) -> Unfinished | None:
        """Return what stands in the field of the question and was not given, or None."""
        return self.fields.get(self.screen.path)


def ask_question(context: PromptContext) -> Reply | Stop | Key:
    """Ask the question on the screen in the way of its type; a key is returned for what is to be asked first."""
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


def kept(fields: Fields) -> str | None:
    """Keep what stands in fields on the disk, and return why that failed."""
    problem = fields.keep()
    return gettext("What is being typed is NOT saved: {problem}").format(problem=problem) if problem else None


def _settings(
    context: PromptContext, kind: PromptKind, to_reply: Callable[[Content], Reply], given: Content | None = None
) -> PromptSettings[Content]:
    """Return the settings of a prompt of this kind: the keys that work, and what would be wrong with each.

    `given` is its content where nothing else was entered; None if it is not remembered.
    """
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

    keys = {key for key, works in offered.items() if works}
    settings = prompt_settings(context.device, kind, keys, check, hints=screen.hints_around)
    settings = settings._replace(other=context.other)
    if given is None:
        return settings

    def note(content: Content) -> None:
        field = None if content == given else to_field(kind, content)
        context.fields.put(screen.path, field, withheld=is_refused(content))

    lead = _lead(context) if context.is_back and context.unfinished is not None else ""
    return settings._replace(lead=lead, remember=Remember(note, partial(kept, context.fields)))


def _lead(context: PromptContext) -> str:
    """Return what is above a field with something that was not given: the answer that was, and that this was not."""
    device, given = context.device, answer_on(context.screen)
    shown = cut(gettext("Now: {state}").format(state=given), device.columns - 1, device.glyphs.ellipsis, height=2)
    return "\n".join((*(shown if given else ()), gettext("Not given yet:")))


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
        case Key.COMMENT | Key.LANGUAGE | Key.HELP | Key.NOT_BACK:
            return key
        case _:
            assert_never(key)


def _ended(end: PromptEnd[Content], to_reply: Callable[[Content], Reply]) -> Reply | Stop | Key:
    return _reply_of(end.key, end.content, to_reply)


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


def _ask_to_continue(context: PromptContext) -> Reply | Stop | Key:
    def to_reply(_value: RowValue) -> Reply:
        return Continue()

    rows = [ListRow(OK, gettext("Go on"))]
    return _ended(select_one(rows, [], OK, _settings(context, "note", to_reply)), to_reply)


_SUGGESTED: Final = 3
_LABEL_INDENT: Final = 5


def _ask_choices(context: PromptContext, question: Chosen) -> Reply | Stop | Key:
    """Ask a question with choices in the way of its type."""
    screen, rows = context.screen, _choice_rows(context.screen)
    match question:
        case _ if not rows:
            # The filter lets no choice through.
            rows = [ListRow(Missing.BLANK, gettext(MISSING_CHOICES[Missing.BLANK]))]
            lead = gettext("No choice fits what was said before:")
            with_lead = _settings(context, "select_one", _one_reply)._replace(lead=lead)
            settings = _confirm_empty(context, with_lead, NOTHING_CHOSEN)
            rows_below = _missing_rows(screen)
            # The only way to go on is no choice.
            chosen = screen.missing if rows_below else Missing.BLANK
            return _ended(select_one(rows, rows_below, chosen, settings), _one_reply)
        case SelectOne():
            return _ask_long_list(context, rows) if _is_long(context, question, rows) else _ask_one(context, rows)
        case SelectMultiple():
            return _ask_multiple(context, rows)
        case Rank():
            return _ask_rank(context, rows)
        case _:
            assert_never(question)


def _choice_rows(screen: Screen) -> list[ListRow]:
    """Return the choices as rows with their numbers; two with one label show their codes."""
    numbers = screen.numbers
    labels = [clean(option.label) for option in screen.options]
    counts = Counter(labels)
    return [
        ListRow(
            option.code,
            f"{label} ({spell_out(option.code)})" if counts[label] > 1 else label,
            number,
            takes_text=option.code == OTHER and isinstance(screen.question, Select) and screen.question.or_other,
        )
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


def _values_given(screen: Screen) -> tuple[RowValue, ...]:
    """Return what was answered before: codes, or why there is no answer."""
    if screen.missing in (Missing.DONT_KNOW, Missing.REFUSED):
        return (screen.missing,)
    return tuple(screen.value) if isinstance(screen.value, list) else ()


def _one_reply(value: RowValue) -> Reply:
    return Leave(value) if isinstance(value, Missing) else Answer(value)


def _reply_of_several(values: tuple[RowValue, ...]) -> Reply:
    missing = [value for value in values if isinstance(value, Missing)]
    return Leave(missing[0]) if missing else Answer(list(values))


def _ask_one(context: PromptContext, rows: list[ListRow]) -> Reply | Stop | Key:
    """Ask for one of these rows, or a way to leave the question."""
    screen = context.screen
    given = screen.missing if screen.value is None else str(screen.value)
    leave_blank = [Missing.BLANK] if screen.missing is Missing.BLANK and screen.can_skip else []
    rows_below = _missing_rows(screen, *leave_blank)
    chosen = row_in(context.unfinished, [row.value for row in (*rows, *rows_below)])
    settings = _confirm_empty(context, _settings(context, "select_one", _one_reply, given or ""), NOTHING_CHOSEN)
    return _ended(select_one(rows, rows_below, chosen or given, settings), _one_reply)


def _ask_multiple(context: PromptContext, rows: list[ListRow]) -> Reply | Stop | Key:
    """Ask for any number of these rows, or a way to leave the question."""
    rows_below, given = _missing_rows(context.screen), _values_given(context.screen)
    values = [row.value for row in (*rows, *rows_below)]
    ticked = ticks_in(context.unfinished, values)
    in_order = tuple(value for value in values if any(same_value(value, each) for each in given))
    settings = _settings(context, "select_multiple", _reply_of_several, in_order)
    settings = _confirm_empty(context, settings, NOTHING_TICKED)
    end = select_multiple(rows, rows_below, given if ticked is None else ticked, settings)
    return _ended(end, _reply_of_several)


def _ask_rank(context: PromptContext, rows: list[ListRow]) -> Reply | Stop | Key:
    def verify(reply: Reply) -> Problem | None:
        """Name what is not ranked yet by labels, not by the codes, which the person does not see."""
        problem = context.verify(reply)
        if problem is None or problem.code != codes.REPLY_RANK_INCOMPLETE:
            return problem
        shown = {row.value: row.label for row in rows}
        left = gettext(", ").join(shown.get(code, code) for code in str(problem.details["left"]).split(", "))
        return Problem(problem.code, {**problem.details, "left": left}, problem.place)

    rows_below, given = _missing_rows(context.screen), _values_given(context.screen)
    ranked = ticks_in(context.unfinished, [row.value for row in (*rows, *rows_below)])
    settings = _settings(context._replace(verify=verify), "rank", _reply_of_several, given)
    settings = _confirm_empty(context, settings, NOTHING_RANKED)
    return _ended(rank(rows, rows_below, given if ranked is None else ranked, settings), _reply_of_several)


def _is_long(context: PromptContext, question: SelectOne, rows: Sequence[ListRow]) -> bool:
    """Tell whether a list is asked by letters: as its author says, else when the screen is too low for it."""
    if question.appearance is not None:
        return question.appearance == "autocomplete"
    width = context.device.columns - _LABEL_INDENT - max(len(row.number) for row in rows)
    return sum(len(wrap(row.label, width)) for row in rows) > context.device.list_height


def _ask_long_list(context: PromptContext, rows: list[ListRow]) -> Reply | Stop | Key:
    """Ask for one row of a long list by some letters of it."""
    screen = context.screen
    rows = [*rows, *_missing_rows(screen)]
    before = _label_of(rows, str(screen.value)) if screen.value is not None else ""
    other = other_row(rows)

    def to_reply(text: str) -> Reply:
        if _is_unchanged(screen, text, before):
            return Continue()
        matches = matching_rows(text, rows) if text.strip() else []
        if other and text.strip() and not matches:
            return _one_reply(other.value)
        return _one_reply(matches[0].value) if len(matches) == 1 else Answer(text.strip())

    def verify(reply: Reply) -> Problem | None:
        problem = context.verify(reply)
        return _with_suggestions(problem, rows) if problem and problem.code == codes.REPLY_NO_SUCH_CHOICE else problem

    settings = _settings(context._replace(verify=verify), "autocomplete", to_reply, before)
    if screen.missing is None:
        settings = _confirm_empty(context, settings, NOTHING_CHOSEN)
    if other:
        settings = _confirm_misspelt(settings, rows, lambda text: verify(Answer(text.strip())))
    end = autocomplete(_text_in(context.unfinished, before, rows), rows, settings)
    if context.other:
        is_other = end.key is Key.ENTER and not _is_unchanged(screen, end.content, before)
        is_other = is_other and not matching_rows(end.content, rows)
        context.other.put(end.content.strip() if is_other else "")
    return _ended(end, to_reply)


def _confirm_misspelt(
    settings: PromptSettings[str], rows: Sequence[ListRow], verify: Callable[[str], Problem | None]
) -> PromptSettings[str]:
    """Take what is much like a choice, but none, as something else only at a second Enter."""
    warned = ""

    def check(key: Key, text: str) -> str | None:
        nonlocal warned
        is_near = text.strip() and not matching_rows(text, rows) and closest(text, [row.label for row in rows])
        if key is Key.ENTER and is_near and warned != text and (problem := verify(text)):
            warned = text
            return problem_line(problem)
        return settings.check(key, text)

    return settings._replace(check=check)


def _with_suggestions(problem: Problem, rows: Sequence[ListRow]) -> Problem:
    """Name labels that may be meant, not the codes, which the person does not see."""
    typed, labels = str(problem.details["reply"]), [row.label for row in rows]
    near = [row.label for row in matching_rows(typed, rows)] or closest(typed, labels, most=3)
    more = gettext(" and {count} more").format(count=len(labels) - _SUGGESTED) if len(labels) > _SUGGESTED else ""
    details = {**problem.details, "choices": gettext(", ").join(labels[:_SUGGESTED]) + more}
    if near:
        details["suggestion"] = gettext(" or ").join(f'"{label}"' for label in near[:_SUGGESTED])
    return Problem(problem.code, details, problem.place)


def _ask_scale(context: PromptContext, question: Range) -> Reply | Stop | Key:
    """Ask for a value of a scale by its number; a long scale is typed."""
    values = scale_values(question)
    if not values:
        return _ask_text(context)
    given, to_reply = _text_given(context.screen)
    settings = _settings(context, "scale", to_reply, given)
    if context.screen.missing is None:
        settings = _confirm_empty(context, settings, NOTHING_CHOSEN)
    return _ended(select_value(values, _text_in(context.unfinished, given), settings), to_reply)


def _ask_text(context: PromptContext, *, multiline: bool = False) -> Reply | Stop | Key:
    given, to_reply = _text_given(context.screen)
    settings = _settings(context, "multiline" if multiline else "text", to_reply, given)
    return _ended(enter_text(_text_in(context.unfinished, given), settings, multiline=multiline), to_reply)


def _text_in(field: Unfinished | None, given: str, rows: Sequence[ListRow] = ()) -> str:
    """Return the text that stands in a field, the label for a row, else what was given before."""
    if field is None:
        return given
    if isinstance(field.row, str):
        # The terminal was high enough for a list.
        return _label_of(rows, field.row)
    return given if field.text is None else field.text


def _text_given(screen: Screen) -> tuple[str, Callable[[str], Reply]]:
    """Return the text that was answered before, and what makes a reply of a text."""
    before = editable_answer(screen)

    def to_reply(text: str) -> Reply:
        return Continue() if _is_unchanged(screen, text, before) else Answer(text)

    return before, to_reply


def _is_unchanged(screen: Screen, text: str, before: str) -> bool:
    """Tell whether an answer stays: it is kept, not read a second time."""
    return text == before and (screen.value is not None or screen.missing is not None)
