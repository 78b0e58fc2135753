"""The counts of banners: in all columns at once, and added up from parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from properties import with_examples

from sstc_survey.engine.form import form_of
from sstc_survey.questionnaire import (
    Calculate,
    Choice,
    ChoiceList,
    Integer,
    Questionnaire,
    Repeat,
    SelectMultiple,
    SelectOne,
)
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.tally import Tally
from sstc_survey.tally.banners.plan import Plan
from sstc_survey.tally.banners.tables import Table, table_of
from sstc_survey.tally.banners.variables import MetadataVariable, Variable, choice_variable, value_variable
from sstc_survey.tally.input import ChangedInput


def choices(*codes: str) -> ChoiceList:
    return ChoiceList(Choice(code=code, label=code.upper()) for code in codes)


SEX: Final = SelectOne(name="sex", label="Sex", choices=choices("f", "m"))
SOURCES: Final = SelectMultiple(name="sources", label="Sources", choices=choices("a", "b", "c"))
QUESTIONNAIRE: Final = Questionnaire(
    id="kinds",
    version="1",
    title="Households",
    questions=(
        SOURCES,
        Integer(name="rooms", label="Rooms"),
        Calculate(name="size", calculation="1"),
        Repeat(name="member", label="Member", questions=(SEX, Integer(name="age", label="Age"))),
    ),
)
FORM: Final = form_of(QUESTIONNAIRE)
NODES: Final = FORM.nodes


def response(answers: dict[str, Any], language: str = "en") -> ChangedInput:
    reference = QuestionnaireRef("kinds", "1", "0" * 64)
    started = "2016-09-07T09:00:00+07:00"
    return ChangedInput("r1", Status.COMPLETE, reference, language, None, started, None, answers, {}, {}, None)


_members = st.fixed_dictionaries({}, optional={"sex": st.sampled_from("fmx"), "age": st.integers(0, 3)})
_answers = st.fixed_dictionaries(
    {},
    optional={
        "sources": st.lists(st.sampled_from("abcx"), unique=True),
        "rooms": st.integers(1, 3),
        "size": st.integers(0, 9),
        "member": st.lists(_members, max_size=3),
    },
)
_responses = st.lists(st.builds(response, _answers, st.sampled_from(["en", "zh", "km"])), max_size=6)


def plan(*names: str) -> Plan:
    variables: dict[str, Variable] = {
        "sex": choice_variable(NODES["sex"], SEX),
        "sources": choice_variable(NODES["sources"], SOURCES),
        "size": value_variable(NODES["size"]),
        "language": MetadataVariable("language"),
    }
    return Plan(variables=[variables[name] for name in names or variables])


def tallied(responses: Sequence[ChangedInput], *names: str) -> Tally:
    tally = Tally(QUESTIONNAIRE, (), plan(*names))
    for each in responses:
        tally.add(each)
    return tally


def tables(tally: Tally) -> dict[tuple[str, str], Table]:
    """Return every table of a tally by its variable and its question."""
    return {
        (banner.variable.name, name): table_of(banner, NODES[name])
        for banner in tally.banners
        for name in tally.questions
        if banner.has(NODES[name])
    }


@with_examples(60)
@given(_responses, _responses)
def test_counts_of_parts_add_up_to_those_of_all(one: list[ChangedInput], two: list[ChangedInput]) -> None:
    """Columns that are met in another order in each part, as those of calculations and languages are, are the same."""
    whole, merged = tallied([*one, *two]), tallied(one) + tallied(two)
    assert tables(merged) == tables(whole)
    assert [(each.units, each.left_out) for each in merged.banners] == [
        (each.units, each.left_out) for each in whole.banners
    ]


@with_examples(60)
@given(_responses)
def test_variables_side_by_side_count_as_each_does_alone(responses: list[ChangedInput]) -> None:
    together = tables(tallied(responses))
    alone = [tables(tallied(responses, name)) for name in ("sex", "sources", "size", "language")]
    assert together == {key: table for each in alone for key, table in each.items()}


def test_a_unit_counts_in_the_columns_of_what_it_is_in_and_of_what_is_in_it() -> None:
    members: list[dict[str, Any]] = [{"sex": "f", "age": 1}, {"sex": "f", "age": 3}, {"sex": "m"}]
    found = tables(tallied([response({"rooms": 2, "sources": ["a", "b"], "member": members})]))

    def bases(variable: str, question: str) -> dict[str, int]:
        table = found[variable, question]
        return {"": table.base, **{column.code: column.base for column in table.columns if column.base}}

    assert bases("sex", "rooms") == {"": 3, "f": 2, "m": 1}
    assert bases("sex", "age") == {"": 2, "f": 2}
    assert bases("sources", "age") == {"": 2, "a": 2, "b": 2}
    assert bases("language", "sex") == {"": 3, "en": 3}


def test_figures_are_those_of_one_form_however_many_others_there_are() -> None:
    """Entries are compared by what they are: a plan and a tally must have those of the same form."""
    expected = form_of(QUESTIONNAIRE)
    for number in range(300):
        form_of(replace(QUESTIONNAIRE, version=f"{number}"))
        assert form_of(QUESTIONNAIRE) is expected
