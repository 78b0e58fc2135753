"""The types of questions, and the unions of them that the program tells apart."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta

from sstc_survey.questionnaire.entries import Choosing, Entry, Question, Select
from sstc_survey.questionnaire.fields import ClockTime, Formula, IsoDate


class Note(Entry, frozen=True, kw_only=True, tag="note"):
    """A text to read; it takes no answer."""


class SelectOne(Select, frozen=True, kw_only=True, tag="select_one"):
    """One choice of a list."""


class SelectMultiple(Select, frozen=True, kw_only=True, tag="select_multiple"):
    """Any number of choices of a list."""

    min_selected: Annotated[Annotated[int, Meta(ge=0)] | None, Meta(description="The least number of choices.")] = None
    max_selected: Annotated[Annotated[int, Meta(ge=1)] | None, Meta(description="The greatest number of choices.")] = (
        None
    )


class Rank(Choosing, frozen=True, kw_only=True, tag="rank"):
    """All choices of a list, in the order of the respondent."""


class TextQuestion(Question, frozen=True, kw_only=True, tag="text"):
    """Words, on one line or on several."""

    multiline: Annotated[bool, Meta(description="Whether the answer may have several lines.")] = False


class Integer(Question, frozen=True, kw_only=True, tag="integer"):
    """A whole number."""

    min: Annotated[int | None, Meta(description="The least number that is taken.")] = None
    max: Annotated[int | None, Meta(description="The greatest number that is taken.")] = None


class Decimal(Question, frozen=True, kw_only=True, tag="decimal"):
    """A number, with a fraction or without."""

    min: Annotated[float | None, Meta(description="The least number that is taken.")] = None
    max: Annotated[float | None, Meta(description="The greatest number that is taken.")] = None


class Range(Question, frozen=True, kw_only=True, tag="range"):
    """A number on a scale."""

    start: Annotated[float, Meta(description="Where the scale begins.")] = 1
    end: Annotated[float, Meta(description="Where the scale ends.")] = 10
    step: Annotated[Annotated[float, Meta(gt=0)], Meta(description="How far two marks of the scale are apart.")] = 1


class Date(Question, frozen=True, kw_only=True, tag="date"):
    """A day of the calendar."""

    min: Annotated[IsoDate | None, Meta(description="The first day that is taken, year-month-day.")] = None
    max: Annotated[IsoDate | None, Meta(description="The last day that is taken, year-month-day.")] = None


class Time(Question, frozen=True, kw_only=True, tag="time"):
    """A time of the day."""

    min: Annotated[ClockTime | None, Meta(description="The earliest time that is taken, such as 08:30.")] = None
    max: Annotated[ClockTime | None, Meta(description="The latest time that is taken, such as 17:00.")] = None


class DateTime(Question, frozen=True, kw_only=True, tag="dateTime"):
    """A day of the calendar with a time."""


class Acknowledge(Question, frozen=True, kw_only=True, tag="acknowledge"):
    """A text to confirm; the answer is OK."""


class Calculate(Entry, frozen=True, kw_only=True, tag="calculate"):
    """A value that is worked out and saved; nobody is asked."""

    calculation: Annotated[Formula, Meta(description="The expression whose value is saved.")]


class Hidden(Entry, frozen=True, kw_only=True, tag="hidden"):
    """A value that is saved and not shown."""

    default: Annotated[str | None, Meta(description="The value, or an expression worked out once.")] = None
    calculation: Annotated[
        Formula | None, Meta(description="An expression whose value is saved; it is worked out anew.")
    ] = None


class Start(Entry, frozen=True, kw_only=True, tag="start"):
    """When the interview began."""


class End(Entry, frozen=True, kw_only=True, tag="end"):
    """When the interview was finished."""


class Today(Entry, frozen=True, kw_only=True, tag="today"):
    """The day on which the interview began."""


class Username(Entry, frozen=True, kw_only=True, tag="username"):
    """Who asked: the interviewer, as far as that was given."""


class Duration(Entry, frozen=True, kw_only=True, tag="duration"):
    """How long the interview took, in seconds."""


Metadata: TypeAlias = Start | End | Today | Username | Duration
Automatic: TypeAlias = Calculate | Hidden | Metadata
Chosen: TypeAlias = SelectOne | SelectMultiple | Rank
Askable: TypeAlias = (
    SelectOne | SelectMultiple | Rank | TextQuestion | Integer | Decimal | Range | Date | Time | DateTime | Acknowledge
)
# What is put on the screen; the gate of a repeat comes beside it.
Shown: TypeAlias = Askable | Note
Leaf: TypeAlias = Shown | Automatic


class Group(Entry, frozen=True, kw_only=True, tag="group"):
    """Questions under a common heading."""

    questions: Annotated[tuple[AnyEntry, ...], Meta(min_length=1, description="The questions of the group, in order.")]


class Repeat(Entry, frozen=True, kw_only=True, tag="repeat"):
    """Questions that are asked once for each of several things: members, plots, practices."""

    questions: Annotated[
        tuple[AnyEntry, ...], Meta(min_length=1, description="The questions of one instance, in order.")
    ]
    repeat_count: Annotated[
        Formula | None,
        Meta(description="An expression for how often; left out, the interviewer is asked after each instance."),
    ] = None


AnyEntry: TypeAlias = Leaf | Group | Repeat
