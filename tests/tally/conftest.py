"""A questionnaire with every type, and responses to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from sstc_survey.questionnaire import (
    Acknowledge,
    Attribution,
    Calculate,
    Choice,
    ChoiceList,
    Date,
    Decimal,
    Group,
    Integer,
    Note,
    Questionnaire,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.tally import Tally
from sstc_survey.tally.counts import QuestionCounts
from sstc_survey.tally.quotations import Quotations


class Made(msgspec.Struct, kw_only=True):
    """What a tally reads of a response."""

    id: str = "r1"
    status: Status = Status.COMPLETE
    questionnaire: QuestionnaireRef = QuestionnaireRef("kinds", "1", "0" * 64)
    language: str = "en"
    started: str = "2016-09-07T09:00:00+07:00"
    finished: str | None = None
    answers: dict[str, Any] = {}
    missing: dict[str, str] = {}
    comments: dict[str, str] = {}
    position: str | None = None
    interviewer: str | None = None


def choices(*codes: str) -> ChoiceList:
    return ChoiceList(Choice(code=code, label=code.upper()) for code in codes)


KINDS = Questionnaire(
    id="kinds",
    version="1",
    title="Every kind",
    respondent=("who", "country"),
    attribution=Attribution(question="quoted", hides={"anonymous": ("who",), "chatham": ("who", "country")}),
    questions=(
        Note(name="hello", label="Hello"),
        TextQuestion(name="who", label="Who?"),
        SelectOne(name="country", label="Where?", choices=choices("kh", "la"), or_other=True),
        SelectOne(name="quoted", label="How quoted?", choices=choices("record", "chatham", "anonymous")),
        SelectMultiple(name="uses", label="Uses?", choices=choices("learn", "share"), or_other=True),
        Integer(name="years", label="Years?"),
        Decimal(name="money", label="Money?"),
        Date(name="day", label="When?"),
        TextQuestion(name="words", label="Anything?"),
        Acknowledge(name="seen", label="Seen?"),
    ),
)


@pytest.fixture(scope="session")
def kinds() -> Questionnaire:
    """Return a questionnaire with a question of every type."""
    return KINDS


HOUSEHOLD = Questionnaire(
    id="household",
    version="1",
    title="A household",
    respondent=("head",),
    attribution=Attribution(question="quoted", hides={"anonymous": ("head", "name")}),
    questions=(
        TextQuestion(name="head", label="Who is the head?"),
        SelectOne(name="quoted", label="How quoted?", choices=choices("record", "anonymous")),
        Integer(name="size", label="How many?"),
        Repeat(
            name="member",
            label="Person",
            repeat_count="${size}",
            questions=(
                TextQuestion(name="name", label="Name?"),
                Integer(name="age", label="Age of ${name}?"),
                Group(
                    name="work",
                    label="Work",
                    relevant="${age} >= 15",
                    questions=(
                        SelectOne(name="status", label="Works?", choices=choices("yes", "no"), or_other=True),
                        Repeat(
                            name="job",
                            relevant="${status} = 'yes'",
                            questions=(Decimal(name="pay", label="Pay?"), Calculate(name="year", calculation="12")),
                        ),
                    ),
                ),
                Calculate(name="called", calculation="concat('Mx ', ${name})"),
            ),
        ),
        TextQuestion(name="close", label="Anything else?"),
    ),
)


@pytest.fixture(scope="session")
def household() -> Questionnaire:
    """Return a questionnaire with a repeat in a repeat."""
    return HOUSEHOLD


@pytest.fixture(scope="session")
def make() -> Callable[..., Made]:
    """Return what makes a response."""
    return Made


def texts_of(quotations: Quotations) -> tuple[Any, ...]:
    """Return what is held, and what is counted."""
    counted = (quotations.beyond, quotations.withheld, quotations.comments_beyond, quotations.comments_withheld)
    return [*quotations], *map(dict, counted)


def contents(tally: Tally) -> dict[str, Any]:
    names = ("interviews", "removed", "removed_comments", "versions", "hidden_names")
    counts = ("sizes", "instances", "interviews", "misfits", "not_reached")
    return {
        **{name: getattr(tally, name) for name in names},
        "quotations": texts_of(tally.quotations),
        "questions": {
            name: [getattr(question, slot) for slot in QuestionCounts.__slots__]
            for name, question in tally.questions.items()
        },
        "repeats": {name: [getattr(repeat, count) for count in counts] for name, repeat in tally.repeats.items()},
    }


@pytest.fixture(scope="session")
def contents_of() -> Callable[[Tally], dict[str, Any]]:
    """Return what gives everything in a tally, to be compared."""
    return contents
