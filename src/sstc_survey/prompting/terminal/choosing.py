"""Questions that choices answer: pick one, tick several, put all in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from sstc_survey.errors import Problem
from sstc_survey.interview import Answer, Leave, Onward, Reply
from sstc_survey.prompting.terminal.desk import Asked, Desk, asked, frame, twice, unchanged
from sstc_survey.prompting.terminal.lists import Pick, Row, order, pick, tick
from sstc_survey.prompting.terminal.rows import choice_rows, label_of, nearer, rows_apart, with_labels
from sstc_survey.prompting.terminal.texts import complete, found
from sstc_survey.prompting.terminal.words import CHOICES, NOTHING_RANKED, NOTHING_TICKED
from sstc_survey.prompting.terminal.wrapping import wrap
from sstc_survey.questionnaire import Chosen, Rank, SelectMultiple, SelectOne
from sstc_survey.response import Missing
from sstc_survey.tongues import gettext

_LABEL_INDENT: Final = 6


def ask_choices(desk: Desk, question: Chosen) -> Asked:
    """Ask a question with choices in the way of its type."""
    rows = choice_rows(desk.screen)
    match question:
        case _ if not rows:
            return _leave(desk)
        case SelectOne():
            return _search(desk, rows) if _is_long(desk, question, rows) else choose(desk, rows)
        case SelectMultiple():
            return _tick(desk, rows)
        case Rank():
            return _rank(desk, rows)
        case _:
            assert_never(question)


def choose(desk: Desk, rows: list[Row]) -> Asked:
    """Ask for one of these rows, or a way to leave the question."""
    screen, kept = desk.screen, desk.kept
    at = kept if isinstance(kept, str) else screen.missing if screen.value is None else str(screen.value)
    apart = rows_apart(screen, *([Missing.BLANK] if screen.missing is Missing.BLANK and screen.can_skip else []))
    return asked(pick(rows, apart, at, frame(desk, _chosen, "pick")), _chosen)


def _tick(desk: Desk, rows: list[Row]) -> Asked:
    around = twice(desk, frame(desk, _ticked, "tick"), NOTHING_TICKED)
    return asked(tick(rows, rows_apart(desk.screen), _before(desk), around), _ticked)


def _rank(desk: Desk, rows: list[Row]) -> Asked:
    def verify(reply: Reply) -> Problem | None:
        problem = desk.verify(reply)
        return problem and with_labels(problem, rows)

    around = twice(desk, frame(desk._replace(verify=verify), _ticked, "rank"), NOTHING_RANKED)
    return asked(order(rows, rows_apart(desk.screen), _before(desk), around), _ticked)


def _before(desk: Desk) -> tuple[Pick, ...]:
    """Return the codes that stand there, or the state."""
    screen = desk.screen
    if isinstance(desk.kept, tuple):
        return desk.kept
    if screen.missing in (Missing.DONT_KNOW, Missing.REFUSED):
        return (screen.missing,)
    return tuple(screen.value) if isinstance(screen.value, list) else ()


def _leave(desk: Desk) -> Asked:
    """Ask how to leave a question whose filter lets no choice through."""
    rows = [Row(Missing.BLANK, gettext(CHOICES[Missing.BLANK]))]
    around = frame(desk, _chosen, "pick")._replace(lead=gettext("No choice fits what was said before:"))
    return asked(pick(rows, rows_apart(desk.screen), desk.screen.missing, around), _chosen)


def _chosen(entry: Pick) -> Reply:
    return Leave(entry) if isinstance(entry, Missing) else Answer(entry)


def _ticked(entry: tuple[Pick, ...]) -> Reply:
    states = [one for one in entry if isinstance(one, Missing)]
    return Leave(states[0]) if states else Answer(list(entry))


def _search(desk: Desk, rows: list[Row]) -> Asked:
    """Ask for one row of a long list by some letters of it."""
    screen = desk.screen
    rows = [*rows, *rows_apart(screen)]
    before = label_of(rows, str(screen.value)) if screen.value is not None else ""

    def entered(entry: str) -> Reply:
        if unchanged(screen, entry, before):
            return Onward()
        matches = found(entry, rows) if entry.strip() else []
        return _chosen(matches[0].value) if len(matches) == 1 else Answer(entry.strip())

    def verify(reply: Reply) -> Problem | None:
        problem = desk.verify(reply)
        return nearer(problem, rows) if problem and problem.code == "reply-no-such-choice" else problem

    text = label_of(rows, desk.kept) if isinstance(desk.kept, str) else before
    return asked(complete(text, rows, frame(desk._replace(verify=verify), entered, "search")), entered)


def _is_long(desk: Desk, question: SelectOne, rows: Sequence[Row]) -> bool:
    """Tell whether a list is asked by letters: as its author says, else when the screen is too low for it."""
    if question.appearance is not None:
        return question.appearance == "autocomplete"
    width = desk.device.columns - _LABEL_INDENT
    return sum(len(wrap(row.label, width)) for row in rows) > desk.device.list_rows
