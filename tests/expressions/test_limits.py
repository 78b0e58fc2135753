"""The limits: long, deep and costly expressions are refused, ordinary long ones are not."""

from __future__ import annotations

import pytest

from sstc_survey.expressions import Diagnostic, EvaluationError, Expression, MappingContext, parse
from sstc_survey.expressions.limits import MAX_DEPTH, MAX_LENGTH, MAX_NESTING, MAX_STEPS


def test_length() -> None:
    assert isinstance(parse("1".rjust(MAX_LENGTH)), Expression)
    diagnostic = parse("1".rjust(MAX_LENGTH + 1))
    assert isinstance(diagnostic, Diagnostic)
    assert diagnostic.code == "expression-too-long"


@pytest.mark.parametrize(
    ("before", "after"), [("(", ")"), ("not(", ")"), ("-", ""), ("if(1, ", ", 2)"), ("concat(1, ", ")")]
)
def test_nesting(before: str, after: str) -> None:
    deepest = parse(before * (MAX_NESTING - 1) + "1" + after * (MAX_NESTING - 1))
    assert isinstance(deepest, Expression)
    deepest.value(MappingContext({}))
    for count in (MAX_NESTING, 5 * MAX_NESTING):
        diagnostic = parse(before * count + "1" + after * count)
        assert isinstance(diagnostic, Diagnostic)
        assert diagnostic.code == "expression-too-deep"


def test_the_deepest_ladder_of_operators_stays_within_the_stack() -> None:
    rung = "1 or 1 and 1 = 1 < 1 + 1 * -("
    for count in range(1, MAX_NESTING):
        expression = parse(rung * count + "1" + ")" * count)
        if isinstance(expression, Diagnostic):
            assert expression.code == "expression-too-deep"
            assert count > 5
            return
        expression.value(MappingContext({}))
    pytest.fail("no ladder is too deep")


@pytest.mark.parametrize("operator", [" + ", " = ", " < ", " * "])
def test_chains(operator: str) -> None:
    longest = parse(operator.join(["1"] * MAX_DEPTH))
    assert isinstance(longest, Expression)
    longest.value(MappingContext({}))
    diagnostic = parse(operator.join(["1"] * (MAX_DEPTH + 1)))
    assert isinstance(diagnostic, Diagnostic)
    assert diagnostic.code == "expression-too-deep"


@pytest.mark.parametrize("operator", [" and ", " or "])
def test_conditions_may_go_on(operator: str) -> None:
    expression = parse(operator.join(["${a} = 1"] * 700))
    assert isinstance(expression, Expression)
    assert len(expression.references) == 700
    expression.value(MappingContext({"a": "1"}))


def test_steps() -> None:
    expression = parse("sum(${a}) + sum(${a})")
    assert isinstance(expression, Expression)
    half = ["1"] * (MAX_STEPS // 2)
    assert expression.number(MappingContext({"a": half})) == MAX_STEPS
    with pytest.raises(EvaluationError) as raised:
        expression.number(MappingContext({"a": [*half, "1"]}))
    assert raised.value.code == "expression-too-many-steps"
