"""Walk the entries of a questionnaire; their texts, their choices, and the text of "Other"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from sstc_survey.i18n import ProgramText, Text, noop
from sstc_survey.questionnaire.types import (
    OTHER,
    ROW_KEYS,
    TEXT_KEYS,
    AnyEntry,
    Choice,
    Choosing,
    Group,
    Leaf,
    Repeat,
    Select,
    TextQuestion,
)


def leaves_of(entries: tuple[AnyEntry, ...]) -> Iterator[Leaf]:
    """Yield each question and note in order, those in groups and repeats too, `or_other` texts after theirs."""
    for entry in entries:
        if isinstance(entry, Group | Repeat):
            yield from leaves_of(entry.questions)
            continue
        yield entry
        if isinstance(entry, Select) and entry.or_other:
            yield other_text(entry)


def texts_of(entries: tuple[AnyEntry, ...]) -> Iterator[Text]:
    """Yield every text of the entries."""
    for entry in entries:
        yield from (getattr(entry, key) for key in TEXT_KEYS if hasattr(entry, key))
        if isinstance(entry, Choosing):
            yield from (choice.label for choice in entry.choices)
        yield from (row.label for key in ROW_KEYS for row in getattr(entry, key, ()))
        if isinstance(entry, Group | Repeat):
            yield from texts_of(entry.questions)


def other_name(question: Select) -> str:
    """Return the name that the text of "Other" is saved under."""
    return f"{question.name}_{OTHER}"


def other_text(question: Select) -> TextQuestion:
    """Make the question that asks for the text of "Other"; it may be left without an answer in the same ways."""
    return TextQuestion(
        name=other_name(question),
        label=ProgramText(noop("Other: please specify")),
        dont_know=question.dont_know,
        refused=question.refused,
    )


def choices_of(question: Choosing) -> tuple[Choice, ...]:
    """Return all choices of a question, "Other" included where the question adds it."""
    if not isinstance(question, Select) or not question.or_other:
        return question.choices
    if any(choice.code == OTHER for choice in question.choices):
        return question.choices
    return (*question.choices, Choice(code=OTHER, label=ProgramText(noop("Other"))))


def choice_numbers(codes: Sequence[str]) -> Sequence[str]:
    """Return the number each choice is shown with: a code that is a number is its own, others get those left, from 1.

    So a number on the screen is never the code of another choice.
    """
    taken = {_significant(code) for code in codes if code.isdecimal()}
    left = (number for number in map(str, count(1)) if number not in taken)
    return [code if code.isdecimal() else next(left) for code in codes]


def _significant(code: str) -> str:
    """Return the digits of a code in ASCII without leading zeros."""
    return "".join(str(int(digit)) for digit in code).lstrip("0")
