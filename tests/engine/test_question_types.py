"""What every type of question must say of itself, and the unions that it must be in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, get_args, get_origin, get_type_hints

import pytest

from sstc_survey.i18n import Text
from sstc_survey.questionnaire import (
    FORMULA_KEYS,
    QUESTIONNAIRE_TEXT_KEYS,
    TEXT_KEYS,
    AnyEntry,
    Askable,
    ChoiceFilter,
    Choosing,
    Chosen,
    DataType,
    Entry,
    Formula,
    Group,
    Leaf,
    Note,
    Question,
    Questionnaire,
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


def hints_in(hint: object) -> Iterator[object]:
    """Yield a type hint and those in it, each without what a field says beside it."""
    if get_origin(hint) is Annotated:
        plain, *notes = get_args(hint)
        yield Annotated[plain, notes[0]]
        yield from hints_in(plain)
    else:
        yield hint
        for each in get_args(hint):
            yield from hints_in(each)


def keys_that_take(cls: type, *kinds: object) -> set[str]:
    """Return the keys whose values may be of one of these kinds."""
    hints = get_type_hints(cls, include_extras=True)
    return {key for key, hint in hints.items() if any(each in kinds for each in hints_in(hint))}


def test_the_keys_of_expressions_and_of_texts_are_those_of_the_fields() -> None:
    assert set(FORMULA_KEYS) == {key for cls in TYPES for key in keys_that_take(cls, Formula, ChoiceFilter)}
    assert set(TEXT_KEYS) == {key for cls in TYPES for key in keys_that_take(cls, Text)}
    assert set(QUESTIONNAIRE_TEXT_KEYS) == keys_that_take(Questionnaire, Text)
