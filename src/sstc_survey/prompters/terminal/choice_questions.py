"""How questions with choices are asked: as a list, as an order, or by some letters of a long list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, assert_never

from sstc_survey.display import clean, spell_out
from sstc_survey.engine.replies import Answer, Continue, Leave, Reply
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.problems.closest import closest
from sstc_survey.prompters.loop import Stop
from sstc_survey.prompters.screens import Screen
from sstc_survey.prompters.terminal.field_content import row_in, ticks_in
from sstc_survey.prompters.terminal.inputs import autocomplete
from sstc_survey.prompters.terminal.key_table import Key
from sstc_survey.prompters.terminal.lists import rank, select_multiple, select_one
from sstc_survey.prompters.terminal.prompt_context import (
    PromptContext,
    confirm_empty,
    ended,
    is_unchanged,
    settings_of,
    text_in,
)
from sstc_survey.prompters.terminal.rows import ListRow, RowValue, label_of, matching_rows, other_row, same_value
from sstc_survey.prompters.terminal.settings import (
    PromptSettings,
)
from sstc_survey.prompters.terminal.words import (
    MISSING_CHOICES,
    NOTHING_CHOSEN,
    NOTHING_RANKED,
    NOTHING_TICKED,
    problem_line,
)
from sstc_survey.prompters.terminal.wrapping import wrap
from sstc_survey.questionnaire import (
    OTHER,
    Chosen,
    Rank,
    Select,
    SelectMultiple,
    SelectOne,
)
from sstc_survey.response import Missing

_SUGGESTED: Final = 3
_LABEL_INDENT: Final = 5


def ask_choices(context: PromptContext, question: Chosen) -> Reply | Stop | Key:
    """Ask a question with choices in the way of its type."""
    screen, rows = context.screen, _choice_rows(context.screen)
    match question:
        case _ if not rows:
            # The filter lets no choice through.
            rows = [ListRow(Missing.BLANK, gettext(MISSING_CHOICES[Missing.BLANK]))]
            lead = gettext("No choice fits the earlier answers:")
            with_lead = settings_of(context, "select_one", _one_reply)._replace(lead=lead)
            settings = confirm_empty(context, with_lead, NOTHING_CHOSEN)
            rows_below = _missing_rows(screen)
            # The only way to go on is no choice.
            chosen = screen.missing if rows_below else Missing.BLANK
            return ended(select_one(rows, rows_below, chosen, settings), _one_reply)
        case SelectOne():
            return _ask_long_list(context, rows) if _is_long(context, question, rows) else ask_one(context, rows)
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


def ask_one(context: PromptContext, rows: list[ListRow]) -> Reply | Stop | Key:
    """Ask for one of these rows, or a way to leave the question."""
    screen = context.screen
    given = screen.missing if screen.value is None else str(screen.value)
    leave_blank = [Missing.BLANK] if screen.missing is Missing.BLANK and screen.can_skip else []
    rows_below = _missing_rows(screen, *leave_blank)
    chosen = row_in(context.unfinished, [row.value for row in (*rows, *rows_below)])
    settings = confirm_empty(context, settings_of(context, "select_one", _one_reply, given or ""), NOTHING_CHOSEN)
    return ended(select_one(rows, rows_below, chosen or given, settings), _one_reply)


def _ask_multiple(context: PromptContext, rows: list[ListRow]) -> Reply | Stop | Key:
    """Ask for any number of these rows, or a way to leave the question."""
    rows_below, given = _missing_rows(context.screen), _values_given(context.screen)
    values = [row.value for row in (*rows, *rows_below)]
    ticked = ticks_in(context.unfinished, values)
    in_order = tuple(value for value in values if any(same_value(value, each) for each in given))
    settings = settings_of(context, "select_multiple", _reply_of_several, in_order)
    settings = confirm_empty(context, settings, NOTHING_TICKED)
    end = select_multiple(rows, rows_below, given if ticked is None else ticked, settings)
    return ended(end, _reply_of_several)


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
    settings = settings_of(context._replace(verify=verify), "rank", _reply_of_several, given)
    settings = confirm_empty(context, settings, NOTHING_RANKED)
    return ended(rank(rows, rows_below, given if ranked is None else ranked, settings), _reply_of_several)


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
    before = label_of(rows, str(screen.value)) if screen.value is not None else ""
    other = other_row(rows)

    def to_reply(text: str) -> Reply:
        if is_unchanged(screen, text, before):
            return Continue()
        matches = matching_rows(text, rows) if text.strip() else []
        if other and text.strip() and not matches:
            return _one_reply(other.value)
        return _one_reply(matches[0].value) if len(matches) == 1 else Answer(text.strip())

    def verify(reply: Reply) -> Problem | None:
        problem = context.verify(reply)
        return _with_suggestions(problem, rows) if problem and problem.code == codes.REPLY_NO_SUCH_CHOICE else problem

    settings = settings_of(context._replace(verify=verify), "autocomplete", to_reply, before)
    if screen.missing is None:
        settings = confirm_empty(context, settings, NOTHING_CHOSEN)
    if other:
        settings = _confirm_misspelt(settings, rows, lambda text: verify(Answer(text.strip())))
    end = autocomplete(text_in(context.unfinished, before, rows), rows, settings)
    if context.other:
        is_other = end.key is Key.ENTER and not is_unchanged(screen, end.content, before)
        is_other = is_other and not matching_rows(end.content, rows)
        context.other.put(end.content.strip() if is_other else "")
    return ended(end, to_reply)


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
