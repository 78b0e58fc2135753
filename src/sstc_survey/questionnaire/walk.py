"""Walk the entries of a questionnaire, and what follows from an entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from sstc_survey.i18n import Own, Text, noop
from sstc_survey.questionnaire.types import (
    OTHER,
    Acknowledge,
    AnyEntry,
    Calculate,
    Choice,
    Chosen,
    Date,
    DateTime,
    Decimal,
    Duration,
    End,
    Group,
    Hidden,
    Integer,
    Leaf,
    Note,
    Question,
    Range,
    Rank,
    Repeat,
    Select,
    SelectMultiple,
    SelectOne,
    Start,
    TextQuestion,
    Time,
    Today,
    Username,
)


def walk(entries: tuple[AnyEntry, ...], headings: tuple[Text, ...] = ()) -> Iterator[tuple[Leaf, tuple[Text, ...]]]:
    """Yield each leaf in order with the headings it stands under; those in repeats and `or_other` texts included."""
    for entry in entries:
        match entry:
            case Group() | Repeat():
                yield from walk(entry.questions, (*headings, entry.label) if entry.label else headings)
            case SelectOne() | SelectMultiple():
                yield entry, headings
                if entry.or_other:
                    yield other_text(entry), (*headings, entry.label)
            case Rank() | TextQuestion() | Integer() | Decimal() | Range() | Date() | Time() | DateTime():
                yield entry, headings
            case Acknowledge() | Note() | Calculate() | Hidden() | Start() | End() | Today() | Username() | Duration():
                yield entry, headings
            case _:
                assert_never(entry)


def texts_of(entries: tuple[AnyEntry, ...]) -> Iterator[Text]:
    """Yield every text of the entries."""
    for entry in entries:
        yield from (entry.label, entry.hint)
        if isinstance(entry, Question):
            yield from (entry.required_message, entry.constraint_message)
        if isinstance(entry, SelectOne | SelectMultiple | Rank):
            yield from (choice.label for choice in entry.choices)
        if isinstance(entry, Group | Repeat):
            yield from texts_of(entry.questions)


def other_name(question: Select) -> str:
    """Return the name that the text of "Other" is saved under."""
    return f"{question.name}_{OTHER}"


def other_text(question: SelectOne | SelectMultiple) -> TextQuestion:
    """Make the question that asks for the text of "Other"; it is offered the same ways out."""
    return TextQuestion(
        name=other_name(question),
        label=Own(noop("Other: please say which")),
        dont_know=question.dont_know,
        refused=question.refused,
    )


def choices_of(question: Chosen) -> tuple[Choice, ...]:
    """Return all choices of a question, "Other" included where the question adds it."""
    if not isinstance(question, Select) or not question.or_other:
        return question.choices
    if any(choice.code == OTHER for choice in question.choices):
        return question.choices
    return (*question.choices, Choice(code=OTHER, label=Own(noop("Other"))))
