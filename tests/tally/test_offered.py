"""Rules of the choices that a filter leaves.

1. A choice was offered to those who were asked its question and whose answers the filter lets pass.
2. The filter is that of the version that the interview was made with.
3. What was chosen was offered; "Other" always is.
4. What a filter leaves is worked out once for the same answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from sstc_survey.engine.form import Form, form_of
from sstc_survey.engine.saved_state import saved_state
from sstc_survey.engine.state import State
from sstc_survey.questionnaire import (
    AnyEntry,
    Choice,
    ChoiceList,
    Integer,
    Questionnaire,
    Rank,
    Repeat,
    SelectMultiple,
    SelectOne,
)
from sstc_survey.tally import Tally, offered
from sstc_survey.tally.banners.plan import Plan
from sstc_survey.tally.banners.variables import choice_variable
from sstc_survey.tally.figures import RankFigures, figures_of_question

Make: TypeAlias = Callable[..., Any]

REGION = SelectOne(
    name="region", label="Region?", choices=ChoiceList(Choice(code=code, label=code) for code in ("north", "south"))
)
TOWNS = ChoiceList(
    (
        Choice(code="a", label="A", columns={"in": "north"}),
        Choice(code="b", label="B", columns={"in": "north"}),
        Choice(code="c", label="C", columns={"in": "south"}),
    )
)
FILTER = "in = ${region}"
TOWN = SelectOne(name="town", label="Town?", choices=TOWNS, choice_filter=FILTER, or_other=True)
TWO_NORTH_ONE_SOUTH = [
    {"answers": {"region": "north", "town": "a"}},
    {"answers": {"region": "north"}, "missing": {"town": "refused"}},
    {"answers": {"region": "south", "town": "other"}},
    # Not asked which town.
    {"answers": {"region": "south"}},
]


def questionnaire(*entries: AnyEntry) -> Questionnaire:
    return Questionnaire(id="q", version="1", title="Q", questions=entries)


def figures(tally: Tally, name: str = "town") -> dict[str, int | None]:
    found, _ = figures_of_question(tally.questions[name])
    rows = found.choices if isinstance(found, RankFigures) else found
    assert isinstance(rows, tuple)
    return {row.code: row.offered for row in rows}


def tallied(questionnaire: Questionnaire, *responses: Any) -> Tally:
    tally = Tally(questionnaire)
    for response in responses:
        tally.add(response)
    return tally


def test_offered_are_those_that_the_filter_leaves_to_those_asked(make: Make) -> None:
    responses = [make(**each) for each in TWO_NORTH_ONE_SOUTH]
    asked = questionnaire(REGION, TOWN)
    expected = {"a": 2, "b": 2, "c": 1, "other": 3}
    assert figures(tallied(asked, *responses)) == expected
    assert figures(tallied(asked, *responses[:2]) + tallied(asked, *responses[2:])) == expected
    assert figures(tallied(asked, *responses), "region") == {"north": None, "south": None}


# A question about towns, what a response holds of it, and what was offered.
KINDS: list[tuple[AnyEntry, Any, dict[str, int]]] = [
    (SelectMultiple(name="town", label="?", choices=TOWNS, choice_filter=FILTER), ["a", "b"], {"a": 1, "b": 1, "c": 0}),
    (Rank(name="town", label="?", choices=TOWNS, choice_filter=FILTER), ["b", "a"], {"a": 1, "b": 1, "c": 0}),
    # Chosen all the same, by another hand.
    (SelectOne(name="town", label="?", choices=TOWNS, choice_filter=FILTER), "c", {"a": 1, "b": 1, "c": 1}),
    (SelectOne(name="town", label="?", choices=TOWNS, choice_filter="in = 'south'"), "c", {"a": 0, "b": 0, "c": 1}),
    (SelectOne(name="town", label="?", choices=TOWNS, choice_filter="random() < 2"), "c", {"a": 1, "b": 1, "c": 1}),
    # It has an error in it, so that it leaves everything.
    (SelectOne(name="town", label="?", choices=TOWNS, choice_filter="in = ${gone}"), "c", {"a": 1, "b": 1, "c": 1}),
]


@pytest.mark.parametrize(("entry", "value", "expected"), KINDS)
def test_every_question_with_a_filter_says_what_was_offered(
    make: Make, entry: AnyEntry, value: Any, expected: dict[str, int]
) -> None:
    tally = tallied(questionnaire(REGION, entry), make(answers={"region": "north", "town": value}))
    assert figures(tally) == expected


def test_in_a_repeat_each_instance_is_offered_its_own(make: Make) -> None:
    inner = SelectOne(name="town", label="?", choices=TOWNS, choice_filter="in = ${region} or in = ${first}")
    first = SelectOne(name="first", label="?", choices=REGION.choices)
    asked = questionnaire(first, Repeat(name="stay", label="Stay", questions=(REGION, inner)))
    stays = [{"region": "north", "town": "b"}, {"region": "south", "town": "c"}, {"region": "south"}, {}]
    response = make(answers={"first": "south", "stay": stays}, missing={"stay[3]/town": "blank"})
    assert figures(tallied(asked, response)) == {"a": 1, "b": 1, "c": 3}


def test_in_a_column_a_choice_was_offered_to_those_of_the_column(make: Make) -> None:
    order = Rank(name="town", label="?", choices=TOWNS, choice_filter="in = ${first}")
    first = SelectOne(name="first", label="?", choices=REGION.choices)
    asked = questionnaire(first, Repeat(name="stay", label="Stay", questions=(order,)))
    node = form_of(asked).nodes["first"]
    tally = Tally(asked, plan=Plan(variables=(choice_variable(node, first),)))
    for region, stays in (("north", [["a", "b"], ["b", "a"]]), ("south", [["c"]])):
        tally.add(make(answers={"first": region, "stay": [{"town": ranked} for ranked in stays]}))
    (banner,) = tally.banners
    town = tally.form.nodes["town"]
    assert figures(tally) == dict(banner.total(town)[0].offered) == {"a": 2, "b": 2, "c": 1}
    columns = {code: dict(banner.column(town, code)[0].offered) for code in banner.codes}
    assert columns == {"north": {"a": 2, "b": 2}, "south": {"c": 1}}


def test_answers_in_other_instances_are_read_anew_for_each_response(make: Make) -> None:
    inner = Repeat(name="stay", label="Stay", questions=(Integer(name="nights", label="?"),))
    town = SelectOne(name="town", label="?", choices=TOWNS, choice_filter="in = 'north' or sum(${nights}) > 2")
    responses = [make(answers={"stay": [{"nights": nights}, {"nights": 1}], "town": "a"}) for nights in (1, 2, 1)]
    assert figures(tallied(questionnaire(inner, town), *responses)) == {"a": 3, "b": 3, "c": 1}


def test_the_filter_is_that_of_the_version_of_the_interview(make: Make) -> None:
    response = make(answers={"region": "north", "town": "a"})
    versions = {
        "no filter": (REGION, SelectOne(name="town", label="?", choices=TOWNS)),
        "fewer choices": (REGION, SelectOne(name="town", label="?", choices=ChoiceList(TOWNS[:1]))),
        "no question": (REGION,),
    }
    found = {}
    for name, entries in versions.items():
        tally = Tally(questionnaire(REGION, TOWN))
        tally.add(response, version=form_of(questionnaire(*entries)))
        found[name] = figures(tally)
    assert found == {
        "no filter": {"a": 1, "b": 1, "c": 1, "other": 0},
        "fewer choices": {"a": 1, "b": 0, "c": 0, "other": 0},
        "no question": {"a": 0, "b": 0, "c": 0, "other": 0},
    }


def test_a_filter_is_evaluated_once_for_the_same_answers(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[Any] = []

    def evaluate(form: Form, response: Any) -> State:
        counted.append(response)
        return saved_state(form, response)

    monkeypatch.setattr(offered, "saved_state", evaluate)
    responses = [make(answers={"region": each, "town": "other"}) for each in ("north", "south") * 20]
    assert figures(tallied(questionnaire(REGION, TOWN), *responses))["a"] == 20
    assert len(counted) == 2
