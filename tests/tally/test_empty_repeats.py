"""Rules of the tally of repeats that have no instances.

1. One that was asked about and is empty is asked, and counts as 0 in the mean; one that the route went round is not
   asked; one that a draft had not come to is not reached.
2. Whether it was asked follows from the version of the questionnaire that the interview was made with.
3. The instance that an open repeat begins with, of which nobody said that there is one, is none.
4. The logic of the questionnaire is not needed where every interview is asked.
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
    Calculate,
    Group,
    Integer,
    Questionnaire,
    Repeat,
    TextQuestion,
)
from sstc_survey.response import Status
from sstc_survey.tally import Tally, figures_of_repeat, not_reached, states_of, states_of_repeat

Make: TypeAlias = Callable[..., Any]


def questionnaire(*entries: AnyEntry) -> Questionnaire:
    return Questionnaire(id="q", version="1", title="Q", questions=entries)


def child(**about: Any) -> Repeat:
    return Repeat(name="child", label="Child", questions=(TextQuestion(name="called", label="Name?"),), **about)


OPEN = questionnaire(child())
IF = questionnaire(Integer(name="age", label="Age?"), child(relevant="${age} > 20"))
IN_GROUP = questionnaire(
    Integer(name="age", label="Age?"),
    Group(name="family", label="Family", relevant="${age} > 20", questions=(child(),)),
)
COUNTED = questionnaire(Integer(name="many", label="How many?"), child(repeat_count="${many}"))
TWO = [{"called": "Sok"}, {"called": "Dara"}]
# The figures, in this order: with instances, none, not asked, not reached; mean over the first two.
CASES = [
    pytest.param(OPEN, [{"child": TWO}, {}, {}], (1, 2, 0, 0, 2 / 3), id="two, none, none"),
    pytest.param(OPEN, [{"child": TWO}, {"child": []}], (1, 1, 0, 0, 1), id="an empty list"),
    pytest.param(OPEN, [{}], (0, 1, 0, 0, 0), id="none at all"),
    pytest.param(OPEN, [{"child": TWO}], (1, 0, 0, 0, 2), id="all have some"),
    pytest.param(IF, [{"age": 30, "child": TWO}, {"age": 30}, {"age": 9}, {}], (1, 1, 2, 0, 1), id="a condition"),
    pytest.param(IN_GROUP, [{"age": 30, "child": TWO}, {"age": 30}, {"age": 9}], (1, 1, 1, 0, 1), id="of its group"),
    pytest.param(COUNTED, [{"many": 2, "child": TWO}, {"many": 0}], (1, 1, 0, 0, 1), id="counted"),
    pytest.param(COUNTED, [{"many": 2, "child": TWO}, {}], (1, 0, 1, 0, 2), id="counted by a blank"),
]


def tallied(questionnaire: Questionnaire, *responses: Any) -> Tally:
    tally = Tally(questionnaire)
    for response in responses:
        tally.add(response)
    return tally


def figures(tally: Tally, name: str = "child") -> tuple[float | None, ...]:
    found, _ = figures_of_repeat(tally.repeats[name])
    states = states_of_repeat(tally.repeats[name], tally.interviews)
    assert states.asked == states.answered == found.with_instances + found.none
    assert found.numbers.min == (min(map(int, found.sizes)) if found.sizes else None)
    return found.with_instances, found.none, states.not_asked, states.not_reached, found.numbers.mean


@pytest.mark.parametrize(("questionnaire", "answers", "expected"), CASES)
def test_an_empty_repeat_is_asked(
    make: Make, questionnaire: Questionnaire, answers: list[Any], expected: tuple[float, ...]
) -> None:
    responses = [make(answers=each) for each in answers]
    tally = tallied(questionnaire, *responses)
    assert figures(tally) == expected
    parts = [tallied(questionnaire, response) for response in responses]
    assert figures(sum(parts[1:], parts[0])) == expected


def test_of_those_asked_the_sizes_are_counted_with_and_without_zeros(make: Make) -> None:
    found, _ = figures_of_repeat(
        tallied(OPEN, *(make(answers=each) for each in ({"child": TWO}, {}, {}))).repeats["child"]
    )
    assert (found.total, found.sizes) == (2, {"0": 2, "2": 1})
    assert (found.numbers.n, found.numbers.min, found.numbers_with_any.n, found.numbers_with_any.mean) == (3, 0, 1, 2)


ROOMS = questionnaire(
    Repeat(
        name="house",
        label="House",
        questions=(
            Integer(name="floors", label="Floors?"),
            Repeat(name="room", label="Room", questions=(TextQuestion(name="use", label="Use?"),)),
            Repeat(
                name="lift",
                label="Lift",
                relevant="${floors} > 1",
                questions=(TextQuestion(name="state", label="State?"),),
            ),
        ),
    )
)
HOUSES = [{"floors": 1, "room": [{"use": "a"}]}, {"floors": 3}, {"floors": 2, "lift": [{"state": "b"}]}, {}]


def test_an_instance_with_none_inside_counts_as_zero(make: Make) -> None:
    tally = tallied(ROOMS, make(answers={"house": HOUSES}), make(answers={}))
    assert figures(tally, "house") == (1, 1, 0, 0, 2)
    assert figures(tally, "room") == (1, 3, 0, 0, 0.25)
    assert figures(tally, "lift") == (1, 1, 2, 0, 0.5)


# Drafts of a questionnaire with a question before the repeat and one after it.
BEFORE, AFTER = Integer(name="first", label="First?"), Integer(name="then", label="Then?")
DRAFTED = questionnaire(BEFORE, child(), AFTER, Integer(name="usual", label="Usual?", default="3"))
DRAFTS = [
    ("not begun", {"child": [{}]}, {}, "first", (0, 0, 0, 1)),
    ("asked whether there is one", {"first": 1, "child": [{}]}, {}, "child", (0, 0, 0, 1)),
    ("there is none, then on", {"first": 1}, {}, "then", (0, 1, 0, 0)),
    ("there is none, all done", {"first": 1, "then": 2}, {}, "review", (0, 1, 0, 0)),
    ("went back after what follows", {"first": 1, "then": 2}, {}, "first", (0, 1, 0, 0)),
    ("went back, nothing follows", {"first": 1}, {}, "first", (0, 0, 0, 1)),
    ("there is one", {"first": 1, "child": [{}]}, {}, "child[1]/called", (1, 0, 0, 0)),
    ("something was said of it", {"first": 1, "child": [{"called": "Sok"}]}, {}, "first", (1, 0, 0, 0)),
    ("nothing is known of it", {"first": 1, "child": [{}]}, {"child[1]/called": "refused"}, "first", (1, 0, 0, 0)),
    ("a default is not said", {"usual": 3, "child": [{}]}, {}, "first", (0, 0, 0, 1)),
    ("a position that is no path", {"child": [{}]}, {}, "child[0", (0, 0, 0, 1)),
    ("no position", {"child": [{}]}, {}, None, (0, 0, 0, 1)),
]


@pytest.mark.parametrize(
    ("answers", "missing", "position", "expected"), [row[1:] for row in DRAFTS], ids=[row[0] for row in DRAFTS]
)
def test_a_draft_has_come_to_a_repeat_or_not(
    make: Make, answers: Any, missing: Any, position: str | None, expected: tuple[int, ...]
) -> None:
    draft = make(status=Status.PARTIAL, answers=answers, missing=missing, position=position)
    tally = tallied(DRAFTED, draft)
    assert figures(tally)[:4] == expected
    called = states_of(tally.questions["called"], tally.interviews, tally.repeats["child"])
    assert called.asked + called.not_reached == called.instances == expected[0]
    assert called.not_asked == 0


def test_of_repeats_in_repeats_too_only_what_was_said_to_be_there_is(make: Make) -> None:
    answers = {"house": [{"floors": 3, "room": [{"use": "a"}], "lift": [{}]}]}
    tally = tallied(ROOMS, make(status=Status.PARTIAL, answers=answers, position="house[1]/lift"))
    assert (figures(tally, "room")[:4], figures(tally, "lift")[:4]) == ((1, 0, 0, 0), (0, 0, 0, 1))
    tally = tallied(ROOMS, make(status=Status.PARTIAL, answers={"house": [{"room": [{}], "lift": [{}]}]}))
    assert (figures(tally, "house")[:4], figures(tally, "room")[:4]) == ((0, 0, 0, 1), (0, 0, 0, 0))


COUNTED_DRAFTS = [
    ({}, (0, 0, 0, 1)),
    ({"many": 0}, (0, 1, 0, 0)),
    ({"many": 2}, (0, 0, 0, 1)),
    ({"many": 2, "child": [{}, {}]}, (1, 0, 0, 0)),
]


@pytest.mark.parametrize(("answers", "expected"), COUNTED_DRAFTS)
def test_a_counted_repeat_is_reached_when_its_count_is_known(
    make: Make, answers: Any, expected: tuple[int, ...]
) -> None:
    assert figures(tallied(COUNTED, make(status=Status.PARTIAL, answers=answers)))[:4] == expected


# Another version of the questionnaire, its answers, and whether an interview with it was asked.
VERSIONS = [
    ("has no repeat", questionnaire(Integer(name="age", label="Age?")), {"age": 30}, False),
    ("asked everybody", questionnaire(Integer(name="age", label="Age?"), child()), {"age": 9}, True),
    (
        "asked fewer",
        questionnaire(Integer(name="age", label="Age?"), child(relevant="${age} > 40")),
        {"age": 30},
        False,
    ),
    ("has a question of that name", questionnaire(Calculate(name="child", calculation="''")), {"age": 30}, False),
    (
        "has it elsewhere",
        questionnaire(Repeat(name="house", label="House", questions=(child(),))),
        {"house": [{}]},
        False,
    ),
]


@pytest.mark.parametrize(
    ("version", "answers", "asked"), [row[1:] for row in VERSIONS], ids=[row[0] for row in VERSIONS]
)
def test_what_was_asked_follows_from_the_version_of_the_interview(
    make: Make, version: Questionnaire, answers: Any, *, asked: bool
) -> None:
    tally = Tally(IF)
    tally.add(make(answers=answers), version=form_of(version))
    assert figures(tally)[:4] == (0, int(asked), int(not asked), 0)


def test_no_logic_is_read_where_every_interview_is_asked(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(not_reached, "saved_state", refuse)
    assert figures(tallied(OPEN, make(answers={"child": TWO}), make()))[:2] == (1, 1)
    with pytest.raises(AssertionError):
        tallied(IF, make(answers={"age": 30}))
    # Nor where the repeat is not shown, or has instances.
    tally = Tally(IF, only=("age",))
    tally.add(make(answers={"age": 30}))
    tallied(IF, make(answers={"age": 30, "child": TWO}))


def test_a_condition_is_evaluated_once_for_the_same_answers(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[Any] = []

    def evaluate(form: Form, response: Any) -> State:
        counted.append(response)
        return saved_state(form, response)

    monkeypatch.setattr(not_reached, "saved_state", evaluate)
    tally = tallied(IF, *(make(answers={"age": age}) for age in (9, 30) * 20), make(answers={"age": [{}]}), make())
    assert figures(tally)[:4] == (0, 20, 22, 0)
    assert len(counted) == 3


def test_a_condition_on_the_time_is_evaluated_for_each_response(make: Make) -> None:
    late = questionnaire(child(relevant="today() > date('2016-09-08')"))
    responses = [make(finished=f"2016-09-{day}T10:00:00+07:00") for day in ("07", "09", "07")]
    assert figures(tallied(late, *responses))[:4] == (0, 1, 2, 0)
