"""One way of asking for each type of question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, assert_never

from sstc_survey.checking import OK
from sstc_survey.errors import Problem
from sstc_survey.interview import Answer, Leave, Onward, Reply
from sstc_survey.prompting.screens import Screen
from sstc_survey.prompting.terminal.desk import Asked, Desk, asked, frame
from sstc_survey.prompting.terminal.keys import Key
from sstc_survey.prompting.terminal.lists import Pick, Row, pick, tick
from sstc_survey.prompting.terminal.rows import choice_rows, label_of, nearer, rows_apart
from sstc_survey.prompting.terminal.texts import complete, found, write
from sstc_survey.prompting.terminal.words import NOTHING_TICKED, written
from sstc_survey.prompting.terminal.wrapping import wrap
from sstc_survey.questionnaire import Acknowledge, Date, Decimal, Integer, Note, SelectMultiple, SelectOne, TextQuestion
from sstc_survey.response import Missing

_LABEL_INDENT: Final = 6


def put(desk: Desk) -> Asked:
    """Ask the question on the screen in the way of its type."""
    question = desk.screen.question
    match question:
        case Note():
            return _go_on(desk)
        case Acknowledge():
            return _choose(desk, [Row(OK, OK)])
        case SelectOne():
            rows = choice_rows(desk.screen)
            return _search(desk, rows) if _is_long(desk, question, rows) else _choose(desk, rows)
        case SelectMultiple():
            return _choose_several(desk)
        case TextQuestion():
            return _type(desk, multiline=question.multiline)
        case Integer() | Decimal() | Date():
            return _type(desk)
        case _:
            assert_never(question)


def _go_on(desk: Desk) -> Asked:
    def entered(_entry: Pick) -> Reply:
        return Onward()

    return asked(pick([Row(OK, "Go on")], [], None, frame(desk, entered, "note")), entered)


def _choose(desk: Desk, rows: list[Row]) -> Asked:
    screen, kept = desk.screen, desk.kept
    at = kept if isinstance(kept, str) else screen.missing if screen.value is None else str(screen.value)
    apart = rows_apart(screen, *([Missing.BLANK] if screen.missing is Missing.BLANK and screen.can_skip else []))
    return asked(pick(rows, apart, at, frame(desk, _chosen, "pick")), _chosen)


def _chosen(entry: Pick) -> Reply:
    return Leave(entry) if isinstance(entry, Missing) else Answer(entry)


def _choose_several(desk: Desk) -> Asked:
    screen, kept = desk.screen, desk.kept

    def entered(entry: tuple[Pick, ...]) -> Reply:
        states = [one for one in entry if isinstance(one, Missing)]
        return Leave(states[0]) if states else Answer(list(entry))

    before: tuple[Pick, ...] = tuple(screen.value) if isinstance(screen.value, list) else ()
    if screen.missing in (Missing.DONT_KNOW, Missing.REFUSED):
        before = (screen.missing,)
    around = frame(desk, entered, "tick")
    if screen.missing is not Missing.BLANK:
        around = around._replace(judge=_Twice(around.judge))
    ticked = kept if isinstance(kept, tuple) else before
    return asked(tick(choice_rows(screen), rows_apart(screen), ticked, around), entered)


class _Twice:
    """Takes no ticks at all only when Enter is pressed again: most often the tick was forgotten."""

    def __init__(self, judge: Callable[[Key, tuple[Pick, ...]], str | None]) -> None:
        self._judge = judge
        self._warned = False

    def __call__(self, key: Key, entry: tuple[Pick, ...]) -> str | None:
        if fault := self._judge(key, entry):
            return fault
        if key is not Key.ENTER or entry or self._warned:
            return None
        self._warned = True
        return NOTHING_TICKED


def _type(desk: Desk, *, multiline: bool = False) -> Asked:
    screen, kept = desk.screen, desk.kept
    before = written(screen.value)

    def entered(entry: str) -> Reply:
        return Onward() if _unchanged(screen, entry, before) else Answer(entry)

    text = kept if isinstance(kept, str) else before
    around = frame(desk, entered, "lines" if multiline else "line")
    return asked(write(text, around, multiline=multiline), entered)


def _search(desk: Desk, rows: list[Row]) -> Asked:
    """Ask for one row of a long list by some letters of it."""
    screen = desk.screen
    rows = [*rows, *rows_apart(screen)]
    before = label_of(rows, str(screen.value)) if screen.value is not None else ""

    def entered(entry: str) -> Reply:
        if _unchanged(screen, entry, before):
            return Onward()
        matches = found(entry, rows) if entry.strip() else []
        return _chosen(matches[0].value) if len(matches) == 1 else Answer(entry.strip())

    def verify(reply: Reply) -> Problem | None:
        problem = desk.verify(reply)
        return nearer(problem, rows) if problem and problem.code == "reply-no-such-choice" else problem

    text = label_of(rows, desk.kept) if isinstance(desk.kept, str) else before
    return asked(complete(text, rows, frame(desk._replace(verify=verify), entered, "search")), entered)


def _unchanged(screen: Screen, entry: str, before: str) -> bool:
    """Tell whether what was said before stays: it is kept as it is, not read a second time."""
    return entry == before and (screen.value is not None or screen.missing is not None)


def _is_long(desk: Desk, question: SelectOne, rows: Sequence[Row]) -> bool:
    """Tell whether a list is asked by letters: as its author says, else when the screen is too low for it."""
    if question.appearance is not None:
        return question.appearance == "autocomplete"
    width = desk.device.columns - _LABEL_INDENT
    return sum(len(wrap(row.label, width)) for row in rows) > desk.device.list_rows
