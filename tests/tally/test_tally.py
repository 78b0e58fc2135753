"""Rules of the tally.

1. The states of a question add up, for complete and for partial interviews.
2. Each answer ends in exactly one place: usable, removed question, removed choice, changed type.
3. Tallies of parts add up to the tally of the whole.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstc_survey.questionnaire import Note, Questionnaire
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.tally import SetAside, Tally, figures_of_question, states_of
from sstc_survey.tally.numbers import figures_of

Make: TypeAlias = Callable[..., Any]
Contents: TypeAlias = Callable[[Tally], dict[str, Any]]


def tally_of(questionnaire: Questionnaire, *responses: Any, only: tuple[str, ...] = ()) -> Tally:
    tally = Tally(questionnaire, only)
    for response in responses:
        tally.add(response)
    return tally


def states(tally: Tally, name: str) -> dict[str, int]:
    found = states_of(tally.questions[name], tally.interviews)
    return {key: getattr(found, key) for key in found.__struct_fields__ if getattr(found, key)}


def test_a_complete_interview_was_not_asked_what_it_does_not_mention(kinds: Questionnaire, make: Make) -> None:
    tally = tally_of(kinds, make(answers={"years": 3}, missing={"who": "refused"}), make(missing={"years": "blank"}))
    assert states(tally, "years") == {"interviews": 2, "asked": 2, "answered": 1, "blank": 1}
    assert states(tally, "who") == {"interviews": 2, "asked": 1, "refused": 1, "not_asked": 1}
    assert states(tally, "money") == {"interviews": 2, "not_asked": 2}


def test_a_partial_interview_did_not_reach_what_is_still_on_its_route(kinds: Questionnaire, make: Make) -> None:
    tally = tally_of(kinds, make(status=Status.PARTIAL, answers={"who": "Sok", "country": "kh"}))
    assert states(tally, "who") == {"interviews": 1, "asked": 1, "answered": 1}
    assert states(tally, "country_other") == {"interviews": 1, "not_asked": 1}
    assert states(tally, "years") == {"interviews": 1, "not_reached": 1}


def test_other_that_was_chosen_is_on_the_route_of_a_partial_interview(kinds: Questionnaire, make: Make) -> None:
    tally = tally_of(kinds, make(status=Status.PARTIAL, answers={"country": "other"}))
    assert states(tally, "country_other") == {"interviews": 1, "not_reached": 1}


MISFITS = [
    ("country", "vn", SetAside(0, {"vn": 1})),
    ("country", ["kh"], SetAside(1)),
    ("country", 7, SetAside(1)),
    ("uses", ["learn", "travel", "fly"], SetAside(0, {"fly": 1, "travel": 1})),
    ("uses", "learn", SetAside(1)),
    ("years", "many", SetAside(1)),
    ("years", 2.5, SetAside(1)),
    ("years", 2.0, SetAside()),
    ("money", "much", SetAside(1)),
    ("money", 2, SetAside()),
    ("day", "2016-02-30", SetAside(1)),
    ("day", "20160907", SetAside(1)),
    ("day", 20160907, SetAside(1)),
    ("words", ["a"], SetAside(1)),
    ("seen", 1, SetAside(1)),
    ("seen", "OK", SetAside()),
]


@pytest.mark.parametrize(("name", "value", "set_aside"), MISFITS)
def test_what_does_not_fit_is_set_aside_and_stays_in_the_base(
    kinds: Questionnaire, make: Make, name: str, value: Any, set_aside: SetAside
) -> None:
    tally = tally_of(kinds, make(answers={name: value}))
    assert figures_of_question(tally.questions[name])[1] == set_aside
    assert states(tally, name) == {"interviews": 1, "asked": 1, "answered": 1}


def test_answers_and_comments_to_removed_questions_are_counted(kinds: Questionnaire, make: Make) -> None:
    tally = tally_of(kinds, make(answers={"gone": "x", "hello": "a note takes none"}, comments={"gone": "why?"}))
    assert dict(tally.removed) == {"gone": 1, "hello": 1}
    assert dict(tally.removed_comments) == {"gone": 1}


def test_only_some_questions_can_be_tallied(kinds: Questionnaire, make: Make) -> None:
    response = make(answers={"who": "Sok", "words": "Yes", "years": 3}, comments={"years": "about", "words": "hm"})
    tally = tally_of(kinds, response, only=("years",))
    assert list(tally.questions) == ["years"]
    assert not tally.removed
    assert [(quotation.answers, quotation.comments) for quotation in tally.quotations] == [
        ({"who": "Sok"}, {"years": "about"})
    ]


def test_one_respondent_mentions_a_choice_once(kinds: Questionnaire, make: Make) -> None:
    tally = tally_of(kinds, make(answers={"uses": ["learn", "learn", "share"]}))
    assert dict(tally.questions["uses"].counts) == {"learn": 1, "share": 1}


def test_percentages_have_no_value_without_a_base(kinds: Questionnaire, make: Make) -> None:
    found, _ = figures_of_question(tally_of(kinds, make(missing={"uses": "blank"})).questions["uses"])
    assert isinstance(found, tuple)
    assert [(row.code, row.n, row.percent_answered, row.percent_asked, row.percent_mentions) for row in found] == [
        ("learn", 0, None, 0.0, None),
        ("share", 0, None, 0.0, None),
        ("other", 0, None, 0.0, None),
    ]


def test_interviews_are_counted_by_the_version_they_were_held_with(kinds: Questionnaire, make: Make) -> None:
    newer = QuestionnaireRef("kinds", "2", "1" * 64)
    assert dict(tally_of(kinds, make(), make(), make(questionnaire=newer)).versions) == {"0" * 64: 2, "1" * 64: 1}


def test_values_that_are_hidden_have_no_figures_and_add_up(kinds: Questionnaire, make: Make) -> None:
    shown, hidden = Tally(kinds), Tally(kinds)
    shown.add(make(answers={"years": 3, "country": "kh"}))
    hidden.add(make(answers={"years": 70, "country": "kh"}), frozenset({"years", "country"}))
    hidden.add(make(answers={"years": 5}))
    both = shown + hidden
    years = both.questions["years"]
    assert (years.answered, years.withheld, dict(years.counts)) == (3, 1, {3: 1, 5: 1})
    # A count does not tell who chose a choice.
    assert (both.questions["country"].withheld, dict(both.questions["country"].counts)) == (0, {"kh": 2})
    assert both.hidden_names == {"years", "country"}


def test_tallies_of_different_questions_do_not_add_up(kinds: Questionnaire) -> None:
    with pytest.raises(ValueError, match="do not add up"):
        Tally(kinds) + Tally(kinds, ("years",))


NAMES = ["who", "country", "country_other", "quoted", "uses", "years", "money", "day", "words", "seen", "gone"]
VALUES = st.one_of(
    st.sampled_from(["kh", "la", "other", "record", "learn", "2016-09-07", "2020-01-31", "free text"]),
    st.integers(-5, 5),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.lists(st.sampled_from(["learn", "share", "other", "removed"]), max_size=4),
)
PARTS = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str),
        "status": st.sampled_from([Status.COMPLETE, Status.PARTIAL]),
        "answers": st.dictionaries(st.sampled_from(NAMES), VALUES),
        "missing": st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["blank", "dont_know", "refused"])),
        "comments": st.dictionaries(st.sampled_from(NAMES), st.text(max_size=5), max_size=2),
    }
)


def consistent(parts: dict[str, Any]) -> dict[str, Any]:
    missing = {name: state for name, state in parts["missing"].items() if name not in parts["answers"]}
    return {**parts, "missing": missing}


RESPONSES = st.lists(PARTS.map(consistent), max_size=8)


@given(first=RESPONSES, second=RESPONSES)
def test_tallies_of_parts_add_up(
    kinds: Questionnaire, make: Make, contents_of: Contents, first: list[Any], second: list[Any]
) -> None:
    one, two = ([make(**parts) for parts in each] for each in (first, second))
    whole = tally_of(kinds, *one, *two)
    merged = tally_of(kinds, *one) + tally_of(kinds, *two)
    assert contents_of(merged) == contents_of(whole)
    # Figures are equal to the last digit, whatever the order.
    shuffled = tally_of(kinds, *two) + tally_of(kinds, *one)
    for name, question in whole.questions.items():
        assert figures_of_question(shuffled.questions[name]) == figures_of_question(question)


@given(responses=RESPONSES)
def test_every_answer_ends_in_one_place(kinds: Questionnaire, make: Make, responses: list[Any]) -> None:
    tally = tally_of(kinds, *(make(**parts) for parts in responses))
    given_answers = sum(len(parts["answers"]) for parts in responses)
    assert (
        sum(question.answered for question in tally.questions.values()) + sum(tally.removed.values()) == given_answers
    )
    for question in tally.questions.values():
        found = states_of(question, tally.interviews)
        assert found.not_asked >= 0
        assert found.asked + found.not_asked + found.not_reached == len(responses)
        assert found.answered + found.blank + found.dont_know + found.refused == found.asked


def test_notes_are_not_questions(kinds: Questionnaire) -> None:
    notes = {leaf.name for leaf in kinds.leaves() if isinstance(leaf, Note)}
    assert notes
    assert notes.isdisjoint(Tally(kinds).questions)


EXACT: list[tuple[list[float], dict[str, float | None]]] = [
    ([], {"n": 0, "sum": 0, "mean": None, "sd": None, "median": None}),
    ([7], {"n": 1, "sum": 7, "mean": 7, "sd": None, "min": 7, "q1": 7, "median": 7, "q3": 7, "max": 7}),
    ([0.1] * 3, {"sum": 0.3, "mean": 0.1, "sd": 0.0, "q1": 0.1}),
    ([1, 2, 3, 4], {"mean": 2.5, "q1": 1.75, "median": 2.5, "q3": 3.25, "sd": (5 / 3) ** 0.5}),
    ([1e16, 1.0, -1e16], {"mean": 1 / 3}),
    ([1e308] * 2, {"sum": None, "mean": 1e308}),
    ([1e308, -1e308], {"sum": 0, "mean": 0, "sd": 2**0.5 * 1e308}),
    ([5e-324, 5e-324], {"mean": 5e-324, "sd": 0.0}),
    ([10**17, 10**17 + 2], {"mean": 10**17 + 1, "sd": 2**0.5}),
]


@pytest.mark.parametrize(("numbers", "expected"), EXACT)
def test_numbers_are_exact(numbers: list[float], expected: dict[str, float | None]) -> None:
    found = figures_of({number: numbers.count(number) for number in numbers})
    for key, value in expected.items():
        assert getattr(found, key) == (value if value is None else pytest.approx(value, rel=1e-15)), key


@given(first=RESPONSES, second=RESPONSES)
def test_counts_can_be_sent(
    kinds: Questionnaire, make: Make, contents_of: Contents, first: list[Any], second: list[Any]
) -> None:
    one, two = ([make(**parts) for parts in each] for each in (first, second))
    merged = Tally(kinds)
    for part in (one, two):
        merged.merge(pickle.loads(pickle.dumps(tally_of(kinds, *part).counts())))
    assert contents_of(merged) == contents_of(tally_of(kinds, *one, *two))
