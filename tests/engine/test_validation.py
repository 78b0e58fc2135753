"""A raw reply becomes a value, or the problem that says what is expected."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstc_survey.engine.validation import ReplyContext, validate_reply
from sstc_survey.i18n import Words
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import (
    MAX_TEXT,
    Acknowledge,
    Askable,
    Choice,
    ChoiceList,
    Date,
    DateTime,
    Decimal,
    Integer,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)

EN = ReplyContext(Words("en", "en"), now=datetime(2024, 3, 5, 14, 30, tzinfo=UTC), language="en")
MEDIA = ChoiceList(
    (
        Choice(code="radio", label="Radio"),
        Choice(code="tv", label="TV"),
        Choice(code="none", label={"en": "None of these", "fr": "Aucun"}, exclusive=True),
    )
)
ONE = SelectOne(name="q", choices=MEDIA)
OR_OTHER = SelectOne(name="q", choices=MEDIA, or_other=True)
SEVERAL = SelectMultiple(name="q", choices=MEDIA)
TWO = SelectMultiple(name="q", choices=MEDIA, min_selected=2, max_selected=2)
LINE = TextQuestion(name="q")
LINES = TextQuestion(name="q", multiline=True)
WHOLE = Integer(name="q", min=0, max=120)
ANY_WHOLE = Integer(name="q")
NUMBER = Decimal(name="q", min=-1.5, max=10)
DAY = Date(name="q", min="2016-01-01", max="2016-12-31")
ANY_DAY = Date(name="q")
SCALE = Range(name="q", start=0, end=1, step=0.1)
DOWN = Range(name="q", start=10, end=0, step=5)
ORDER = Rank(name="q", choices=MEDIA)
BEST = Rank(name="q", choices=MEDIA, max_selected=2)
AT_LEAST_TWO = Rank(name="q", choices=MEDIA, min_selected=2)
ALL_BY_NUMBER = Rank(name="q", choices=MEDIA, min_selected=3, max_selected=3)
NEVER_NONE = Rank(name="q", choices=MEDIA, min_selected=0, max_selected=9)
CLOCK = Time(name="q", min="08:00", max="17:30")
MOMENT = DateTime(name="q")

GOOD: list[tuple[Askable, object, object]] = [
    (ONE, "tv", "tv"),
    (OR_OTHER, "other", "other"),
    (SEVERAL, ["tv", "radio"], ["radio", "tv"]),
    (SEVERAL, ["none"], ["none"]),
    (TWO, ["tv", "radio"], ["radio", "tv"]),
    (LINE, "  Sok Dara \t", "Sok Dara"),
    (LINES, "one\n\ntwo\n", "one\n\ntwo"),
    (WHOLE, "34", 34),
    (WHOLE, " +34 ", 34),
    (WHOLE, "១៨", 18),
    (ANY_WHOLE, "12 500", 12500),
    (ANY_WHOLE, "- 1\u202f234\u00a0567", -1234567),
    (Decimal(name="q"), "12 500,5", 12500.5),
    (WHOLE, 34, 34),
    (WHOLE, 34.0, 34),
    (WHOLE, 0, 0),
    (ANY_WHOLE, "\N{MINUS SIGN}5", -5),
    (ANY_WHOLE, "9" * 18, 10**18 - 1),
    (NUMBER, "2.5", 2.5),
    (NUMBER, "2,5", 2.5),
    (NUMBER, "๒.๕", 2.5),
    (NUMBER, ".5", 0.5),
    (NUMBER, 3, 3.0),
    (DAY, "2016-09-07", "2016-09-07"),
    (DAY, "2016-9-7", "2016-09-07"),
    (DAY, "2016-02-29", "2016-02-29"),
    (ANY_DAY, "២៣/១១/២០២៦", "2026-11-23"),
    (ANY_DAY, "11/23/2026", "2026-11-23"),
    (ANY_DAY, "7.7.2026", "2026-07-07"),
    (ANY_DAY, "2026年11月23日", "2026-11-23"),
    (ANY_DAY, "today", "2024-03-05"),
    (ANY_DAY, "Yesterday", "2024-03-04"),
    (SCALE, "0.3", 0.3),
    (SCALE, 0.7, 0.7),
    (SCALE, "1", 1),
    (DOWN, "5", 5),
    (ORDER, ["none", "tv", "radio"], ["none", "tv", "radio"]),
    (ORDER, ["none", "tv"], ["none", "tv", "radio"]),
    (BEST, ["tv"], ["tv"]),
    (BEST, ["tv", "radio"], ["tv", "radio"]),
    (AT_LEAST_TWO, ["none", "tv"], ["none", "tv"]),
    (AT_LEAST_TWO, ["none", "tv", "radio"], ["none", "tv", "radio"]),
    (ALL_BY_NUMBER, ["none", "tv"], ["none", "tv", "radio"]),
    (NEVER_NONE, ["none"], ["none"]),
    (CLOCK, "8:00", "08:00"),
    (CLOCK, "5.30 pm", "17:30"),
    (CLOCK, "12 pm", "12:00"),
    (CLOCK, "9h15", "09:15"),
    (CLOCK, "now", "14:30"),
    (MOMENT, "5/5/2024 9:05", "2024-05-05T09:05"),
    (MOMENT, "2024-05-05T09:05", "2024-05-05T09:05"),
    (MOMENT, "2024-03-05T09:05:59.123+07:00", "2024-03-05T02:05"),
    (MOMENT, "now", "2024-03-05T14:30"),
    (Acknowledge(name="q"), "OK", "OK"),
    (Acknowledge(name="q"), True, "OK"),
]

BAD: list[tuple[Askable, object, str]] = [
    (WHOLE, "1 2", "reply-not-whole-number"),
    (WHOLE, "1\n5", "reply-not-whole-number"),
    (ANY_WHOLE, "12 34 567", "reply-not-whole-number"),
    (NUMBER, "1 2,5", "reply-not-number"),
    (NUMBER, "2. 5", "reply-not-number"),
    (ONE, "newspaper", "reply-no-such-choice"),
    (ONE, "other", "reply-no-such-choice"),
    (ONE, ["tv"], "reply-wrong-shape"),
    (SEVERAL, "tv", "reply-wrong-shape"),
    (SEVERAL, [1], "reply-wrong-shape"),
    (SEVERAL, ["tv", "x"], "reply-no-such-choice"),
    (SEVERAL, ["tv", "tv"], "reply-twice"),
    (SEVERAL, ["tv", "none"], "reply-exclusive"),
    (TWO, ["tv"], "reply-too-few"),
    (SelectMultiple(name="q", choices=MEDIA, max_selected=1), ["tv", "radio"], "reply-too-many"),
    (LINE, "one\ntwo", "reply-one-line"),
    (LINE, 5, "reply-wrong-shape"),
    (LINES, "x" * (MAX_TEXT + 1), "reply-too-long"),
    (LINES, "half \ud800", "reply-not-text"),
    (WHOLE, "many", "reply-not-whole-number"),
    (WHOLE, "3.5", "reply-not-whole-number"),
    (WHOLE, 3.5, "reply-not-whole-number"),
    (WHOLE, True, "reply-wrong-shape"),
    (WHOLE, "-1", "reply-too-small"),
    (WHOLE, "121", "reply-too-large"),
    (ANY_WHOLE, "9" * 19, "reply-too-long-number"),
    (NUMBER, "1,000", "reply-ambiguous-number"),
    (NUMBER, "1e3", "reply-not-number"),
    (NUMBER, "nan", "reply-not-number"),
    (NUMBER, float("inf"), "reply-not-number"),
    (NUMBER, "9" * 400, "reply-not-number"),
    (NUMBER, "-2", "reply-too-small"),
    (NUMBER, "10.01", "reply-too-large"),
    (DAY, "7 September", "reply-not-date"),
    (DAY, "2016-02-30", "reply-no-such-date"),
    (DAY, "2016-13-01", "reply-no-such-date"),
    (DAY, "0000-01-01", "reply-no-such-date"),
    (DAY, "2015-12-31", "reply-too-early"),
    (DAY, "2017-01-01", "reply-too-late"),
    (DAY, 20160907, "reply-wrong-shape"),
    (ANY_DAY, "5/11/2026", "reply-ambiguous-date"),
    (ANY_DAY, "31/4/2026", "reply-no-such-date"),
    (SCALE, "0.35", "reply-off-scale"),
    (SCALE, "1.1", "reply-too-large"),
    (DOWN, "-5", "reply-too-small"),
    (DOWN, "many", "reply-not-number"),
    (SCALE, True, "reply-wrong-shape"),
    (ORDER, ["tv"], "reply-rank-incomplete"),
    (ORDER, ["tv", "tv", "radio"], "reply-twice"),
    (ORDER, ["tv", "x"], "reply-no-such-choice"),
    (ORDER, "tv", "reply-wrong-shape"),
    (BEST, ["tv", "radio", "none"], "reply-too-many"),
    (BEST, ["tv", "tv"], "reply-twice"),
    (BEST, ["tv", "x"], "reply-no-such-choice"),
    (BEST, [], "reply-too-few"),
    (AT_LEAST_TWO, ["tv"], "reply-too-few"),
    (ALL_BY_NUMBER, ["tv"], "reply-rank-incomplete"),
    (NEVER_NONE, [], "reply-too-few"),
    (CLOCK, "7:59", "reply-too-early"),
    (CLOCK, "5:31 pm", "reply-too-late"),
    (CLOCK, "24:00", "reply-not-time"),
    (CLOCK, "13 pm", "reply-not-time"),
    (CLOCK, "9", "reply-not-time"),
    (CLOCK, 9, "reply-wrong-shape"),
    (MOMENT, "2024-03-05", "reply-not-date-time"),
    (MOMENT, "2024-02-30 9:00", "reply-no-such-date"),
    (MOMENT, "2024-03-05 25:00", "reply-not-time"),
    (MOMENT, 5, "reply-wrong-shape"),
    (Acknowledge(name="q"), "no", "reply-not-ok"),
    (Acknowledge(name="q"), 1, "reply-wrong-shape"),
]


@pytest.mark.parametrize(("question", "raw", "value"), GOOD)
def test_a_good_reply_becomes_a_value(question: Askable, raw: object, value: object) -> None:
    checked = validate_reply(question, raw, EN)
    assert checked == value
    assert type(checked) is type(value)


@pytest.mark.parametrize(("question", "raw", "code"), BAD)
def test_a_bad_reply_becomes_a_problem_that_can_be_read(question: Askable, raw: object, code: str) -> None:
    problem = validate_reply(question, raw, EN)
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert problem.fault
    assert "{" not in str(problem)


def test_messages_name_choices_by_their_labels_in_the_language_of_the_interview() -> None:
    problem = validate_reply(SEVERAL, ["tv", "none"], ReplyContext(Words("fr", "en")))
    assert str(problem).startswith('"Aucun" cannot be combined')


def test_only_what_is_offered_can_be_chosen() -> None:
    offered = ReplyContext(Words("en", "en"), MEDIA[:2])
    cases: list[tuple[Askable, object, object]] = [
        (ONE, "tv", "none"),
        (SEVERAL, ["tv"], ["none"]),
        (ORDER, ["tv", "radio"], ["none"]),
    ]
    for question, good, bad in cases:
        assert validate_reply(question, good, offered) == good
        problem = validate_reply(question, bad, offered)
        assert isinstance(problem, Problem)
        assert (problem.code, problem.details["choices"]) == ("reply-no-such-choice", "radio, tv")


def test_messages_say_what_is_expected() -> None:
    assert str(validate_reply(WHOLE, "121", EN)) == "121 is too large (maximum 120)"
    assert str(validate_reply(TWO, ["tv"], EN)) == "1 chosen: choose at least 2"
    assert str(validate_reply(DAY, "2016-02-30", EN)).startswith("2016-02-30 does not exist: that month has 29 days")


@given(st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1))
def test_every_whole_number_that_is_typed_comes_back(number: int) -> None:
    assert validate_reply(ANY_WHOLE, str(number), EN) == number


# Later years are most likely Buddhist.
@given(st.dates(max_value=date(2399, 12, 31)))
def test_every_day_of_the_calendar_is_taken(day: object) -> None:
    assert validate_reply(Date(name="q"), str(day), EN) == str(day)


@given(
    st.sampled_from([ONE, SEVERAL, LINE, LINES, WHOLE, NUMBER, DAY, SCALE, ORDER, CLOCK, MOMENT]),
    st.one_of(
        st.text(), st.none(), st.booleans(), st.floats(), st.lists(st.text()), st.dictionaries(st.text(), st.text())
    ),
)
def test_whatever_comes_is_a_value_or_a_problem(question: Askable, raw: object) -> None:
    outcome = validate_reply(question, raw, EN)
    assert isinstance(outcome, Problem | str | int | float | list)
    if isinstance(outcome, Problem):
        assert str(outcome)
