"""Rules of the tally of repeats.

1. The base of a question in a repeat is its instances; that of a repeat in a repeat too.
2. A partial interview did not reach what is on its route in the instances that it has.
3. An answer counts only in the place of its question; all others are set aside.
4. Tallies of parts add up to the tally of the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.questionnaire import Choice, ChoiceList, Questionnaire, SelectMultiple, SelectOne
from sstc_survey.response import Status
from sstc_survey.tally import (
    NumberFigures,
    States,
    Tally,
    figures_of_question,
    figures_of_repeat,
    states_of,
    states_of_repeat,
)
from sstc_survey.tally.clusters import ClusterTally

Make: TypeAlias = Callable[..., Any]
Contents: TypeAlias = Callable[[Tally], dict[str, Any]]

PAIR = {"name": "Sok", "age": 40, "status": "yes", "job": [{"pay": 5, "year": 12}, {"pay": 7, "year": 12}]}
CHILD = {"name": "Dara", "age": 9}
ALONE = {"age": 30, "status": "yes", "job": [{}]}


def tally_of(questionnaire: Questionnaire, *responses: Any, only: tuple[str, ...] = ()) -> Tally:
    tally = Tally(questionnaire, only)
    for response in responses:
        tally.add(response)
    return tally


def states(tally: Tally, name: str) -> States:
    if name in tally.repeats:
        return states_of_repeat(tally.repeats[name], tally.interviews)
    return states_of(tally.questions[name], tally.interviews, tally.repeat_around(tally.form.nodes[name]))


@pytest.fixture
def three(household: Questionnaire, make: Make) -> Tally:
    """Tally a household of two, one of one, and one that says nothing of its members."""
    return tally_of(
        household,
        make(id="1", answers={"size": 2, "member": [PAIR, CHILD]}, comments={"member[2]/age": "about"}),
        make(
            id="2",
            answers={"size": 1, "member": [ALONE]},
            missing={"member[1]/name": "refused", "member[1]/job[1]/pay": "dont_know"},
        ),
        make(id="3", missing={"size": "blank"}),
    )


def found(states: States) -> dict[str, int]:
    return {name: count for name in states.__struct_fields__ if (count := getattr(states, name))}


STATES = [
    ("size", {"interviews": 3, "asked": 3, "answered": 2, "blank": 1}),
    ("member", {"interviews": 3, "asked": 2, "answered": 2, "not_asked": 1}),
    ("name", {"interviews": 2, "instances": 3, "asked": 3, "answered": 2, "refused": 1}),
    ("age", {"interviews": 2, "instances": 3, "asked": 3, "answered": 3}),
    ("status", {"interviews": 2, "instances": 3, "asked": 2, "answered": 2, "not_asked": 1}),
    ("status_other", {"interviews": 2, "instances": 3, "not_asked": 3}),
    ("job", {"interviews": 2, "instances": 3, "asked": 2, "answered": 2, "not_asked": 1}),
    ("pay", {"interviews": 2, "instances": 3, "asked": 3, "answered": 2, "dont_know": 1}),
    ("year", {"interviews": 2, "instances": 3, "asked": 2, "answered": 2, "not_asked": 1}),
]


@pytest.mark.parametrize(("name", "expected"), STATES)
def test_states_are_those_of_instances(three: Tally, name: str, expected: dict[str, int]) -> None:
    assert found(states(three, name)) == expected


def test_figures_are_over_instances(three: Tally) -> None:
    ages, _ = figures_of_question(three.questions["age"])
    assert isinstance(ages, NumberFigures)
    assert (ages.n, ages.mean, ages.min, ages.max) == (3, 79 / 3, 9, 40)
    works, _ = figures_of_question(three.questions["status"])
    assert isinstance(works, tuple)
    assert [(row.code, row.n, row.percent_answered) for row in works] == [
        ("yes", 2, 100.0),
        ("no", 0, 0.0),
        ("other", 0, 0.0),
    ]


@pytest.mark.parametrize(("name", "total", "numbers"), [("member", 3, (2, 1.5, 1, 2)), ("job", 3, (2, 1.5, 1, 2))])
def test_a_repeat_has_the_numbers_of_its_instances(
    three: Tally, name: str, total: int, numbers: tuple[float, ...]
) -> None:
    counted, set_aside = figures_of_repeat(three.repeats[name])
    assert counted.total == total
    each = counted.numbers
    assert (each.n, each.mean, each.min, each.max) == numbers
    assert not set_aside.total


def test_texts_in_instances_keep_their_order(three: Tally) -> None:
    assert [(quotation.inside, quotation.comments_inside) for quotation in three.quotations] == [
        ({"name": ["Sok", "Dara"]}, {"age": ["about"]}),
    ]


def test_a_draft_did_not_reach_what_is_open_in_its_instances(household: Questionnaire, make: Make) -> None:
    draft = make(
        status=Status.PARTIAL,
        answers={"size": 3, "member": [PAIR, {"name": "Mom", "age": 20}, {}]},
        missing={"head": "blank", "quoted": "blank"},
    )
    tally = tally_of(household, draft)
    expected = {
        "name": {"asked": 2, "answered": 2, "not_reached": 1},
        "age": {"asked": 2, "answered": 2, "not_reached": 1},
        # Whether the third works is not known to be asked: the age is not known.
        "status": {"asked": 1, "answered": 1, "not_asked": 1, "not_reached": 1},
    }
    for name, counts in expected.items():
        assert found(states(tally, name)) == {"interviews": 1, "instances": 3, **counts}, name
    assert found(states(tally, "close")) == {"interviews": 1, "not_reached": 1}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({}, {"interviews": 1, "not_reached": 1}), ({"size": 0}, {"interviews": 1, "asked": 1, "answered": 1})],
    ids=["not counted yet", "none"],
)
def test_a_draft_that_has_not_counted_a_repeat_did_not_reach_it(
    household: Questionnaire, make: Make, answers: dict[str, Any], expected: dict[str, int]
) -> None:
    assert found(states(tally_of(household, make(status=Status.PARTIAL, answers=answers)), "member")) == expected


MOVED: list[tuple[dict[str, Any], dict[str, int], dict[str, int]]] = [
    ({"age": 5}, {"age": 1}, {}),
    ({"member": [{"size": 5, "gone": 1}, {"gone": 2}]}, {"member/size": 1, "member/gone": 2}, {}),
    ({"gone": [{"a": 1, "b": [{"c": 1}, {"c": 2}]}]}, {"gone/a": 1, "gone/b/c": 2}, {}),
    ({"member": "two"}, {}, {"member": 1}),
    ({"member": ["a", "b"]}, {}, {"member": 1}),
    ({"member": []}, {}, {}),
    ({"size": [{"age": 3}]}, {}, {"size": 1}),
    ({"quoted": [{"age": 3}]}, {}, {"quoted": 1}),
    ({"member": [{"age": None}, {"age": True}, {"age": {}}, {"age": []}, {"age": [[]]}]}, {}, {"age": 5}),
    ({"member": [{"job": {"pay": 1}}, {"job": [1]}]}, {}, {"job": 2}),
    ({"member": [{"name": 3}, {"name": None}]}, {}, {"name": 2}),
]


@pytest.mark.parametrize(("answers", "removed", "misfits"), MOVED)
def test_answers_in_another_place_or_of_another_type_are_set_aside(
    household: Questionnaire, make: Make, answers: dict[str, Any], removed: dict[str, int], misfits: dict[str, int]
) -> None:
    tally = tally_of(household, make(answers=answers))
    assert dict(tally.removed) == removed
    set_aside = {name: figures_of_question(each)[1].total for name, each in tally.questions.items()}
    set_aside |= {name: figures_of_repeat(each)[1].total for name, each in tally.repeats.items()}
    assert {name: count for name, count in set_aside.items() if count} == misfits


def test_comments_on_what_is_not_there_are_counted_by_place(household: Questionnaire, make: Make) -> None:
    comments = {"member[1]/gone": "a", "member[2]/gone": "b", "age": "c", "member[1]/age": "d"}
    tally = tally_of(household, make(answers={"member": [{}, {}]}, comments=comments))
    assert dict(tally.removed_comments) == {"member/gone": 2, "age": 1}
    assert [(quotation.comments, quotation.comments_inside) for quotation in tally.quotations] == [({}, {"age": ["d"]})]


def test_a_question_in_a_repeat_can_be_tallied_alone(household: Questionnaire, make: Make) -> None:
    tally = tally_of(household, make(answers={"size": 1, "member": [PAIR]}), only=("pay",))
    assert list(tally.questions) == ["pay"]
    assert found(states(tally, "pay")) == {"interviews": 1, "instances": 2, "asked": 2, "answered": 2}
    assert not tally.removed
    assert not [*tally.quotations]


ANYTHING = st.one_of(
    st.sampled_from(["yes", "Sok", "", "2016-09-07", "OK"]),
    st.integers(-3, 40),
    st.floats(allow_nan=False, allow_infinity=False, width=16),
    st.lists(st.sampled_from(["yes", "no"]), max_size=2),
    st.none(),
    st.booleans(),
    st.just({"odd": 1}),
)
JOBS = st.lists(st.dictionaries(st.sampled_from(["pay", "year", "gone"]), ANYTHING, max_size=2), max_size=3)
MEMBER = st.fixed_dictionaries(
    {},
    optional={"name": ANYTHING, "age": ANYTHING, "status": ANYTHING, "job": JOBS | ANYTHING, "called": ANYTHING},
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={"head": st.just("Sok"), "size": st.integers(0, 4), "member": st.lists(MEMBER, max_size=4)},
)
PATHS = st.sampled_from(["head", "size", "member[1]/name", "member[2]/job[1]/pay", "member[3]/gone", "odd[", "a/b"])


@st.composite
def responses(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Make responses of which no path is both answered and missing."""
    made = []
    for _ in range(draw(st.integers(0, 4))):
        answers = draw(ANSWERS)
        missing = {
            path: "blank" for path in draw(st.sets(PATHS, max_size=3)) if path not in answers and "[" not in path
        }
        comments = draw(st.dictionaries(PATHS, st.text(max_size=3), max_size=2))
        status = draw(st.sampled_from([Status.COMPLETE, Status.PARTIAL]))
        made.append({"status": status, "answers": answers, "missing": missing, "comments": comments})
    return made


@with_examples(150)
@given(first=responses(), second=responses())
def test_tallies_of_parts_add_up_and_so_do_states(
    household: Questionnaire, make: Make, contents_of: Contents, first: list[Any], second: list[Any]
) -> None:
    one, two = ([make(**parts) for parts in each] for each in (first, second))
    whole = tally_of(household, *one, *two)
    merged = tally_of(household, *one) + tally_of(household, *two)
    assert contents_of(merged) == contents_of(whole)
    for name in whole.names:
        counted = states(whole, name)
        base = counted.interviews if counted.instances is None else counted.instances
        assert counted.not_asked >= 0, name
        assert counted.asked + counted.not_asked + counted.not_reached == base
    for question in whole.questions.values():
        assert figures_of_question(question)[1].total <= question.answered + sum(question.counts.values())


CHOICES = ChoiceList((Choice(code="a", label="A"), Choice(code="b", label="B")))
ODD: list[tuple[Any, Any]] = [
    ([[1]], []),
    ([["a"]], []),
    (["b", ["a"]], []),
    ([{}], []),
    ("ab", []),
    (["b", "b"], ["b"]),
]


@pytest.mark.parametrize(("value", "read_as"), ODD)
def test_odd_values_are_answers_without_a_choice_for_the_error_of_a_share(value: Any, read_as: list[str]) -> None:
    question = SelectMultiple(name="q", label="Q?", choices=CHOICES)
    found, expected = ClusterTally(question), ClusterTally(question)
    for each, odd in ((found, value), (expected, read_as)):
        each.add([["a"], odd])
        each.add([["a", "b"]])
    assert found.figures(2) == expected.figures(2)
    assert found.figures(2).choices["a"] is not None


@pytest.mark.parametrize("value", [["a"], [["a"]], [], [1]])
def test_a_list_is_no_choice_of_a_question_that_has_one(value: Any) -> None:
    question = SelectOne(name="q", label="Q?", choices=CHOICES)
    found, expected = ClusterTally(question), ClusterTally(question)
    for each, odd in ((found, value), (expected, "removed")):
        each.add(["a", odd])
        each.add(["a", "b"])
    assert found.figures(2) == expected.figures(2)
