"""The figures of ranks, scales, times and calculations: small tables done by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from sstc_survey.questionnaire import (
    AnyEntry,
    Calculate,
    Choice,
    ChoiceList,
    DateTime,
    Duration,
    End,
    Hidden,
    Questionnaire,
    Range,
    Rank,
    Start,
    Time,
    Today,
    Username,
)
from sstc_survey.tally import (
    DateFigures,
    NumberFigures,
    RankFigures,
    ScaleFigures,
    SetAside,
    Tally,
    TimeFigures,
    ValueFigures,
    figures_of_question,
)

Make: TypeAlias = Callable[..., Any]


@pytest.fixture
def taken(make: Make) -> Callable[..., Any]:
    """Return what gives the figures of one entry from the answers to it."""

    def take(entry: AnyEntry, *answers: Any, blank: int = 0) -> tuple[Any, SetAside]:
        tally = Tally(Questionnaire(id="one", version="1", title="One", questions=(entry,)))
        for answer in answers:
            tally.add(make(answers={entry.name: answer}))
        for _ in range(blank):
            tally.add(make(missing={entry.name: "blank"}))
        return figures_of_question(tally.questions[entry.name])

    return take


FRUIT = Rank(
    name="fruit",
    label="Order?",
    choices=ChoiceList(Choice(code=code, label=code) for code in ("apple", "fig", "pear", "plum")),
)


def test_rank(taken: Callable[..., Any]) -> None:
    found, set_aside = taken(
        FRUIT,
        ["fig", "apple", "pear", "plum"],
        ["fig", "pear", "apple", "plum"],
        ["apple", "fig", "plum", "pear"],
        # Where not all choices are offered, those that are have places.
        ["pear", "fig"],
        blank=1,
    )
    assert isinstance(found, RankFigures)
    # Four choices: a first place is worth 3, a second 2, a third 1.
    assert [
        (row.code, row.n, row.mean_rank, row.first, row.percent_answered, row.percent_asked, row.borda, row.places)
        for row in found.choices
    ] == [
        ("apple", 3, (2 + 3 + 1) / 3, 1, 25.0, 20.0, 2 + 1 + 3, (1, 1, 1, 0)),
        ("fig", 4, (1 + 1 + 2 + 2) / 4, 2, 50.0, 40.0, 3 + 3 + 2 + 2, (2, 2, 0, 0)),
        ("pear", 4, (3 + 2 + 4 + 1) / 4, 1, 25.0, 20.0, 1 + 2 + 0 + 3, (1, 1, 1, 1)),
        ("plum", 3, (4 + 4 + 3) / 3, 0, 0.0, 0.0, 0 + 0 + 1, (0, 0, 1, 2)),
    ]
    assert [row.borda_per_answered for row in found.choices] == [6 / 4, 10 / 4, 6 / 4, 1 / 4]
    assert not set_aside.total


def test_a_rank_without_answers_has_no_means(taken: Callable[..., Any]) -> None:
    found, _ = taken(FRUIT, blank=1)
    assert [(row.n, row.mean_rank, row.percent_answered, row.percent_asked, row.borda) for row in found.choices] == [
        (0, None, None, 0.0, 0)
    ] * 4


def test_a_choice_that_was_removed_leaves_its_place_to_the_next(taken: Callable[..., Any]) -> None:
    found, set_aside = taken(FRUIT, ["kiwi", "fig", "fig", "plum"], "fig", [{}])
    assert {row.code: row.places for row in found.choices if row.n} == {"fig": (1, 0, 0, 0), "plum": (0, 1, 0, 0)}
    assert set_aside == SetAside(2, {"kiwi": 1})


SCALES: list[tuple[Range, list[Any], list[tuple[float, int]], SetAside]] = [
    (Range(name="r", start=1, end=5), [1, 5, 5, 3.0], [(1, 1), (2, 0), (3, 1), (4, 0), (5, 2)], SetAside()),
    (Range(name="r", start=5, end=1, step=2), [1, 3, 3], [(5, 0), (3, 2), (1, 1)], SetAside()),
    (Range(name="r", start=0, end=0.3, step=0.1), [0.1 + 0.2, 0.3], [(0, 0), (0.1, 0), (0.2, 0), (0.3, 2)], SetAside()),
    (Range(name="r", start=1, end=2), [3, 0, 1.5, "2", [1]], [(1, 0), (2, 0)], SetAside(2, {"0": 1, "1.5": 1, "3": 1})),
    # Of a long scale only what was given is listed.
    (Range(name="r", start=0, end=100), [100, 40, 40], [(40, 2), (100, 1)], SetAside()),
]


@pytest.mark.parametrize(("question", "answers", "values", "set_aside"), SCALES)
def test_range(
    taken: Callable[..., Any], question: Range, answers: list[Any], values: list[tuple[float, int]], set_aside: SetAside
) -> None:
    found, misfits = taken(question, *answers, blank=1)
    assert isinstance(found, ScaleFigures)
    assert [(row.value, row.n) for row in found.values] == values
    assert [row.percent_answered for row in found.values] == [100 * n / len(answers) for _, n in values]
    assert [row.percent_asked for row in found.values] == [100 * n / (len(answers) + 1) for _, n in values]
    assert found.numbers.n == sum(n for _, n in values)
    assert misfits == set_aside


TIMES: list[tuple[list[Any], TimeFigures, int]] = [
    ([], TimeFigures(0, None, None, None, {}), 0),
    (["08:30"], TimeFigures(1, "08:30", "08:30", "08:30", {"08": 1}), 0),
    # Of two in the middle the earlier.
    (
        ["17:05", "08:30", "08:59", "12:00"],
        TimeFigures(4, "08:30", "08:59", "17:05", {"08": 2, "12": 1, "17": 1}),
        0,
    ),
    # A text of an expression has seconds and a zone: the clock on the wall counts.
    (["23:00:00.000+07:00", "22:59"], TimeFigures(2, "22:59", "22:59", "23:00:00.000+07:00", {"22": 1, "23": 1}), 0),
    (["8:30", "25:00", "0830", "noon", 8, ["08:30"]], TimeFigures(0, None, None, None, {}), 6),
]


@pytest.mark.parametrize(("answers", "expected", "misfits"), TIMES)
def test_time(taken: Callable[..., Any], answers: list[Any], expected: TimeFigures, misfits: int) -> None:
    assert taken(Time(name="t"), *answers) == (expected, SetAside(misfits))


DAYS: list[tuple[list[Any], DateFigures, int]] = [
    (
        ["2016-09-07T08:30", "2016-09-07T17:00", "2016-10-01T00:00:00.000+07:00"],
        DateFigures(
            3, "2016-09-07T08:30", "2016-09-07T17:00", "2016-10-01T00:00:00.000+07:00", {"2016-09": 2, "2016-10": 1}
        ),
        0,
    ),
    (["2016-09-07", "2016-02-30T08:00", "20160907T0830", 3, []], DateFigures(0, None, None, None, {}), 5),
]


@pytest.mark.parametrize(("answers", "expected", "misfits"), DAYS)
def test_date_time(taken: Callable[..., Any], answers: list[Any], expected: DateFigures, misfits: int) -> None:
    assert taken(DateTime(name="d"), *answers) == (expected, SetAside(misfits))


CALCULATED = [Calculate(name="c", calculation="1"), Hidden(name="c", default="1")]


@pytest.mark.parametrize("entry", CALCULATED)
def test_calculations_are_numbers_where_all_are(taken: Callable[..., Any], entry: AnyEntry) -> None:
    # A reference gives a text, arithmetic a number.
    found, set_aside = taken(entry, 2, "4", 4.0, "-1.5")
    assert isinstance(found, NumberFigures)
    assert (found.n, found.mean, found.min, found.max) == (4, 8.5 / 4, -1.5, 4)
    assert not set_aside.total


@pytest.mark.parametrize("entry", CALCULATED)
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["b", "a", "b", 2, 2.0], {"2": 2, "b": 2, "a": 1}),
        (["010", "7"], {"010": 1, "7": 1}),
        (["1e5"], {"1e5": 1}),
        (["\u0661"], {"\u0661": 1}),
    ],
)
def test_calculations_are_counted_by_value_otherwise(
    taken: Callable[..., Any], entry: AnyEntry, values: list[Any], expected: dict[str, int]
) -> None:
    found, _ = taken(entry, *values)
    assert isinstance(found, ValueFigures)
    assert list(found.values.items()) == list(expected.items())


@pytest.mark.parametrize("entry", CALCULATED)
def test_a_list_is_set_aside(taken: Callable[..., Any], entry: AnyEntry) -> None:
    assert taken(entry, ["a"]) == (None, SetAside(1))


def test_of_what_is_known_without_asking_only_the_duration_adds_up(make: Make) -> None:
    entries = (
        Start(name="start"),
        End(name="end"),
        Today(name="today"),
        Username(name="username"),
        Duration(name="took"),
    )
    tally = Tally(Questionnaire(id="meta", version="1", title="Meta", questions=entries))
    tally.add(make(answers={"start": "2016-09-07T09:00:00+07:00", "today": "2016-09-07", "username": "Vy", "took": 9}))
    assert tally.names == ["took"]
    assert not tally.removed
    found, _ = figures_of_question(tally.questions["took"])
    assert isinstance(found, NumberFigures)
    assert (found.n, found.mean) == (1, 9)
