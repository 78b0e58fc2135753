"""What the golden data does not cover: repeats, choices, sources of chance and time, the text views of values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from math import isnan

import pytest

from sstc_survey.expressions import EvaluationError, Expression, MappingContext, parse

PHNOM_PENH = timezone(timedelta(hours=7))
MOMENT = datetime(2024, 3, 5, 1, 30, tzinfo=PHNOM_PENH)
ANSWERS = MappingContext(
    {
        "pay": ["10", "20", "30.5"],
        "gap": ["1", "", "3"],
        "none": [],
        "m": ["", "", ""],
        "rate": "2",
        "sex": "f",
        "blank": "",
        "day": "2024-03-05",
        "utc": "2024-03-04T19:00:00Z",
    },
    self_value="own",
    labels={"sex": {"f": "Female"}},
    columns={"name": "kh", "region": "asean"},
    instance=2,
    moment=MOMENT,
    random_source=lambda: 0.5,
    uuid_source=lambda: "0" * 36,
)


def read(source: str, *, bare_names: bool = False) -> Expression:
    """Read an expression that must be valid."""
    expression = parse(source, bare_names=bare_names)
    assert isinstance(expression, Expression), expression
    return expression


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("sum(${pay})", "60.5"),
        ("sum(${gap})", "NaN"),
        ("sum(${none})", "NaN"),
        ("count(${none})", "0"),
        ("count(${m})", "3"),
        ("count-non-empty(${gap})", "2"),
        ("min(${pay}, 5)", "5"),
        ("max(${pay})", "30.5"),
        ("max(${gap})", "NaN"),
        ("min()", "NaN"),
        ("join(', ', ${pay})", "10, 20, 30.5"),
        ("concat(${pay}, '!')", "102030.5!"),
        ("join('-')", ""),
        ("${pay}", "20"),
        ("${pay} * ${rate}", "40"),
        ("position(..)", "2"),
        ("indexed-repeat(${pay}, ${m}, 3)", "30.5"),
        ("indexed-repeat(${pay}, ${m}, position(..) - 1)", "10"),
        ("indexed-repeat(${pay}, ${m}, 4)", ""),
        ("indexed-repeat(${pay}, ${m}, 0)", ""),
        ("indexed-repeat(${pay}, ${m}, ${blank})", ""),
        ("indexed-repeat(${pay}, ${m}, 1, ${m}, 3)", "30.5"),
        ("jr:choice-name(${sex}, '${sex}')", "Female"),
        ("jr:choice-name(${sex}, ${sex})", "Female"),
        ("jr:choice-name('x', '${sex}')", ""),
        ("once('new')", "own"),
        ("if(${blank}, 'there', 'not')", "there"),
        ("if(${blank} != '', 'there', 'not')", "not"),
        ("0 div 0", "NaN"),
        ("1 div 0", "Infinity"),
        ("concat('=', 0 div 0)", "=NaN"),
        ("${rate} > 1", "true"),
        ("random()", "0.5"),
        ("uuid(3)", "VVV"),
        ("today()", "2024-03-05"),
        ("now()", "2024-03-05T01:30:00.000+07:00"),
        ("int((now() - today()) * 24 * 60)", "90"),
        (
            "format-date-time(now(), '%Y-%m-%d %h:%M:%S.%3 %% %n %e %a %b %y')",
            "2024-03-05 1:30:00.000 % 3 5 Tue Mar 24",
        ),
        ("today() = ${day}", "true"),
        ("format-date-time(${utc}, '%d %H:%M')", "05 02:00"),
        ("${utc} > ${day}", "true"),
        ("decimal-time(now())", "0.0625"),
        ("round(decimal-time('19:00:00.000Z') * 24, 6)", "2"),
        ("decimal-time(${utc}) < 0.1", "true"),
        ("date(date(${day}) - 5)", "2024-02-29"),
        ("date(1 div 0)", ""),
        ("date(99999999)", ""),
        ("decimal-date-time(true())", "NaN"),
        ("format-date(true(), '%Y')", ""),
        ("pow(0, -1)", "Infinity"),
        ("pow(-10, 309)", "-Infinity"),
        ("exp(1000)", "Infinity"),
        ("round(15, -1)", "20"),
        ("round(-15, -1)", "-10"),
        ("round(0.285, 2)", "0.29"),
        ("round(5, 'x')", "NaN"),
        ("round(1 div 0)", "Infinity"),
        ("round(5, 9999)", "5"),
        ("round(5, -9999)", "0"),
        ("int(1 div 0)", "Infinity"),
        ("selected-at('a b', 0 div 0)", ""),
        ("selected-at('a b', -1)", ""),
        ("substr('abc', 0 div 0)", "abc"),
        ("substr('abc', 1 div 0)", ""),
        ("substr('abc', -9)", "abc"),
        ("substring('12345', 0 div 0, 3)", ""),
        ("substring('12345', -1 div 0, 1 div 0)", ""),
        ("base64-decode('!')", ""),
        ("weighted-checklist(2, 4, true(), 2, true(), 3)", "false"),
        ("checklist(-1, 1, true(), false())", "true"),
        ("1 = 1 or 1 div 'x'", "true"),
    ],
)
def test_value(source: str, text: str) -> None:
    assert read(source).string(ANSWERS) == text


def test_views() -> None:
    expression = read("${rate} + 1")
    assert expression.value(ANSWERS) == 3.0
    assert expression.string(ANSWERS) == "3"
    assert expression.number(ANSWERS) == 3.0
    assert expression.boolean(ANSWERS) is True
    assert type(read("${sex}").value(ANSWERS)) is str
    assert read("date(${day})").value(ANSWERS) == "2024-03-05"
    assert isnan(read("${sex}").number(ANSWERS))


def test_choice_filter_reads_the_columns_of_a_choice() -> None:
    assert read("region = 'asean' and name != ${sex}", bare_names=True).boolean(ANSWERS)


def test_what_a_checker_sees() -> None:
    expression = read("selected(., 'x') and ${a} = '${b}' and jr:choice-name(${c}, '${d}') = today()")
    assert [(each.name, each.start, each.end) for each in expression.references] == [
        ("a", 21, 25),
        ("c", 54, 58),
        ("d", 61, 65),
    ]
    assert [each.name for each in expression.quoted_references] == ["b"]
    assert expression.self_reference
    assert expression.is_volatile
    assert [expression.source[call.start : call.name_end] for call in expression.calls] == [
        "selected",
        "jr:choice-name",
        "today",
    ]


@pytest.mark.parametrize("source", ["once(1)", "uuid()", "random() < 0.5", "format-date(now(), '%Y')"])
def test_volatile(source: str) -> None:
    assert read(source).is_volatile


def test_plain_expressions_are_neither_volatile_nor_about_themselves() -> None:
    expression = read("${a} + position(..)")
    assert not expression.is_volatile
    assert not expression.self_reference


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("${nobody}", "expression-unknown-name"),
        ("sum(${nobody})", "expression-unknown-name"),
        ("regex('a', ${sex2})", "expression-regex"),
        ("format-date(1, ${code})", "expression-date-code"),
        ("digest('a', ${code})", "expression-digest"),
        ("digest('a', 'MD5', ${code})", "expression-digest"),
        ("uuid(99999)", "expression-too-many-steps"),
        ("uuid('x')", "expression-too-many-steps"),
        ("now()", "expression-no-source"),
        ("random()", "expression-no-source"),
        ("uuid()", "expression-no-source"),
    ],
)
def test_failures_of_evaluation(source: str, code: str) -> None:
    with pytest.raises(EvaluationError) as raised:
        read(source).value(MappingContext({"sex2": "(", "code": "%Q"}))
    assert raised.value.code == code
    assert raised.value.fault


def test_an_unknown_name_is_suggested() -> None:
    with pytest.raises(EvaluationError) as raised:
        read("${agee}").value(MappingContext({"age": "1"}))
    assert raised.value.remedy == "did you mean ${age}?"


def test_what_does_not_decide_is_not_evaluated() -> None:
    answers = MappingContext({"age": "20"})
    assert read("${age} > 18 or ${nobody} = 1").boolean(answers)
    assert read("if(${age} > 18, 'a', ${nobody})").string(answers) == "a"
    assert read("coalesce(${age}, ${nobody})").string(answers) == "20"


def test_zone_of_the_moment_counts() -> None:
    source = "format-date(${at}, '%d')"
    answers = {"at": "2024-03-05T23:00:00Z"}
    assert read(source).string(MappingContext(answers, moment=MOMENT)) == "06"
    assert read(source).string(MappingContext(answers, moment=MOMENT.astimezone(UTC))) == "05"
