"""What every type of question must say of itself, and the unions that it must be in."""

from __future__ import annotations

from typing import get_args

import pytest

from sstc_survey.questionnaire import (
    AnyEntry,
    Askable,
    Choosing,
    Chosen,
    DataType,
    Entry,
    Group,
    Leaf,
    Note,
    Question,
    Repeat,
    Shown,
)

TYPES: tuple[type[Entry], ...] = get_args(AnyEntry)


def types_of(cls: type[Entry]) -> set[type[Entry]]:
    """Return the classes that derive from one, without those that are only bases."""
    derived = cls.__subclasses__()
    return {each for sub in derived for each in types_of(sub)} if derived else {cls}


def test_every_type_is_an_entry_of_a_questionnaire() -> None:
    assert types_of(Entry) == set(TYPES)


@pytest.mark.parametrize("cls", TYPES)
def test_every_type_names_the_kind_of_its_values(cls: type[Entry]) -> None:
    assert isinstance(cls.__dict__.get("data_type"), DataType)


def test_the_unions_have_the_types_of_their_classes() -> None:
    assert {cls for cls in TYPES if issubclass(cls, Question)} == set(get_args(Askable))
    assert {cls for cls in TYPES if issubclass(cls, Choosing)} == set(get_args(Chosen))
    assert set(get_args(Shown)) == {*get_args(Askable), Note}
    assert set(get_args(Leaf)) == set(TYPES) - {Group, Repeat}


@pytest.mark.parametrize("cls", get_args(Chosen))
def test_an_answer_of_a_question_with_choices_is_made_of_codes(cls: type[Choosing]) -> None:
    assert cls.data_type in (DataType.CODE, DataType.CODES)
