"""Choices and ways out as the rows of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sstc_survey.display import clean
from sstc_survey.errors import Problem
from sstc_survey.prompting.replies import shown_numbers
from sstc_survey.prompting.screens import Screen
from sstc_survey.prompting.terminal.lists import Pick, Row, same
from sstc_survey.prompting.terminal.texts import found
from sstc_survey.prompting.terminal.words import CHOICES
from sstc_survey.response import Missing
from sstc_survey.tongues import gettext

_SUGGESTED: Final = 3


def choice_rows(screen: Screen) -> list[Row]:
    """Return the choices as rows; in a short list each has a digit, and two with one label show their codes."""
    numbers = shown_numbers(screen)
    short = all(len(number) == 1 for number in numbers)
    labels = [clean(option.label) for option in screen.options]
    return [
        Row(option.code, f"{label} ({option.code})" if labels.count(label) > 1 else label, number if short else "")
        for option, label, number in zip(screen.options, labels, numbers, strict=True)
    ]


def rows_apart(screen: Screen, *more: Missing) -> list[Row]:
    """Return the ways to leave the question without an answer as rows."""
    offered = [*more]
    if screen.can_dont_know:
        offered.append(Missing.DONT_KNOW)
    if screen.can_refuse:
        offered.append(Missing.REFUSED)
    return [Row(state, gettext(CHOICES[state])) for state in offered]


def label_of(rows: Sequence[Row], value: Pick) -> str:
    """Return how a value reads; one that has no row stands for itself."""
    return next((row.label for row in rows if same(row.value, value)), value)


def with_labels(problem: Problem, rows: Sequence[Row]) -> Problem:
    """Name what is not ranked yet by labels, not by the codes, which the person does not see."""
    if problem.code != "reply-rank-incomplete":
        return problem
    left = ", ".join(label_of(rows, code) for code in str(problem.details["left"]).split(", "))
    return Problem(problem.code, {**problem.details, "left": left}, problem.place)


def nearer(problem: Problem, rows: Sequence[Row]) -> Problem:
    """Name labels that may be meant, not the codes, which the person does not see."""
    from difflib import get_close_matches

    typed, labels = str(problem.details["reply"]), [row.label for row in rows]
    near = [row.label for row in found(typed, rows)] or get_close_matches(typed, labels)
    more = gettext(" and {count} more").format(count=len(labels) - _SUGGESTED) if len(labels) > _SUGGESTED else ""
    details = {**problem.details, "choices": ", ".join(labels[:_SUGGESTED]) + more}
    if near:
        details["suggestion"] = " or ".join(f'"{label}"' for label in near[:_SUGGESTED])
    return Problem(problem.code, details, problem.place)
