"""Which defaults are worked out, by the rule of pyxform, and what they give."""

from __future__ import annotations

import pytest
from answered import answered, codes, questionnaire_of, value_of

from sstc_survey.engine import Continue
from sstc_survey.engine.form_node import is_dynamic
from sstc_survey.questionnaire import (
    Askable,
    DataType,
    Date,
    DateTime,
    Decimal,
    Hidden,
    Integer,
    Range,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)

TEXT, WHOLE, NUMBER = TextQuestion(name="q"), Integer(name="q"), Decimal(name="q")
DAY, CLOCK, MOMENT = Date(name="q"), Time(name="q"), DateTime(name="q")
ONE = SelectOne(name="q", choices=codes("semi-urban", "a", "3"))
SOME = SelectMultiple(name="q", choices=codes("semi-urban", "a-b"))

NOW = "2024-03-05T09:30:00.000+00:00"

WORKED_OUT: list[tuple[Askable, str, object]] = [
    (WHOLE, "1 + 2", 3),
    (WHOLE, "1+2", 3),
    (WHOLE, "2 * 3", 6),
    (WHOLE, "2*3", 6),
    (WHOLE, "7 - 4", 3),
    (WHOLE, "7 mod 4", 3),
    (WHOLE, "6 div 2", 3),
    (WHOLE, "(1 + 2) * 3", 9),
    (WHOLE, "1 + -2", -1),
    (WHOLE, "- 5", -5),
    (WHOLE, "${n}", 4),
    (WHOLE, "${n} + 1", 5),
    (WHOLE, "${n}-1", 3),
    (WHOLE, "-${n}", -4),
    (WHOLE, "round(1.5)", 2),
    (NUMBER, "1 div 4", 0.25),
    (NUMBER, "0.5 * 0.5", 0.25),
    (Range(name="q"), "1 + 2", 3),
    (TEXT, "1 + 2", "3"),
    (TEXT, "'a-b' + 1", None),
    (TEXT, "concat('a', '-', 'b')", "a-b"),
    (TEXT, "jr:choice-name('a', '${one}')", "A"),
    (ONE, "1 + 2", "3"),
    (ONE, "string('a')", "a"),
    (DAY, "today()", "2024-03-05"),
    (DAY, "date(today() - 1)", "2024-03-04"),
    (DAY, "date('2016-09-07')", "2016-09-07"),
    # A question takes of a moment what its type has, as in JavaRosa; a text keeps all of it.
    (DAY, "now()", "2024-03-05"),
    (CLOCK, "now()", NOW[11:16]),
    (MOMENT, "now()", NOW[:16]),
    (MOMENT, "if(1 = 1, now(), '')", NOW[:16]),
    (TEXT, "now()", NOW),
    (MOMENT, "today()", "2024-03-05T00:00"),
    (CLOCK, "today()", "00:00"),
    (DAY, "concat('next ', 'week')", "next week"),
    (CLOCK, "concat('14', ':30')", "14:30"),
]
# By the rule of pyxform these are no expressions, or they look so and are none.
TEXTS: list[tuple[Askable, str, object]] = [
    (WHOLE, "5", 5),
    (WHOLE, "-5", -5),
    (NUMBER, "-0.5", -0.5),
    (NUMBER, ".5", 0.5),
    (TEXT, "semi-urban", "semi-urban"),
    (TEXT, "081-234-5678", "081-234-5678"),
    (TEXT, "5-3", "5-3"),
    (TEXT, "5 -3", "5 -3"),
    (TEXT, "2016-09-07", "2016-09-07"),
    (TEXT, "mod", "mod"),
    (TEXT, "div and mod", "div and mod"),
    (TEXT, "'1 + 2'", "'1 + 2'"),
    (TEXT, '"a*b"', '"a*b"'),
    (TEXT, "https://my-site.org/a", "https://my-site.org/a"),
    (TEXT, "1 = 1", "1 = 1"),
    (TEXT, "yes and no", "yes and no"),
    (TEXT, "Sok (the elder)", "Sok (the elder)"),
    (TEXT, "C++", "C++"),
    (TEXT, "+66 81", "+66 81"),
    (TEXT, "a - b", "a - b"),
    (TEXT, "a | b", "a | b"),
    (TEXT, "10-year plan", "10-year plan"),
    (TEXT, "5 * a day", "5 * a day"),
    (TEXT, "f(x", "f(x"),
    (ONE, "semi-urban", "semi-urban"),
    (SOME, "a-b semi-urban", ["a-b", "semi-urban"]),
    (DAY, "2016-09-07", "2016-09-07"),
    (CLOCK, "08:30", "08:30"),
    (MOMENT, "2016-09-07T08:30", "2016-09-07T08:30"),
]


def value_in(question: Askable, default: str) -> object:
    fields = {name: getattr(question, name) for name in question.__struct_fields__}
    first = Integer(name="n", default="4")
    one = SelectOne(name="one", choices=codes("a"))
    return value_of(answered(questionnaire_of(first, one, type(question)(**{**fields, "default": default}))), "q")


@pytest.mark.parametrize(("question", "default", "value"), WORKED_OUT)
def test_what_names_calls_or_calculates_is_worked_out(question: Askable, default: str, value: object) -> None:
    assert is_dynamic(default, question.data_type)
    assert value_in(question, default) == value


@pytest.mark.parametrize(("question", "default", "value"), TEXTS)
def test_everything_else_is_the_value_itself(question: Askable, default: str, value: object) -> None:
    assert not is_dynamic(default, question.data_type)
    assert value_in(question, default) == value


def test_a_hyphen_in_a_date_is_no_minus() -> None:
    for data_type in (DataType.DATE, DataType.DATE_TIME):
        assert not is_dynamic("2016 - 9", data_type)
        assert is_dynamic("today() - 1", data_type)
    assert is_dynamic("2016 - 9", DataType.NUMBER)


def test_it_is_worked_out_once_and_for_what_nobody_is_asked_too() -> None:
    parts = questionnaire_of(
        Integer(name="n", default="2 + 2"), Hidden(name="h", default="${n} * 10"), Hidden(name="t", default="a-b")
    )
    interview = answered(parts, Continue())
    assert (interview.sheet.answers["n"], interview.sheet.values["h"], interview.sheet.values["t"]) == (4, 40, "a-b")
