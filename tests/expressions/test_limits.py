"""The limits: long, deep and costly expressions are refused, ordinary long ones are not."""

from __future__ import annotations

import pytest

from sstc_survey.expressions import (
    COMPARISONS,
    Binary,
    Diagnostic,
    EvaluationError,
    Expression,
    MappingContext,
    NumberLiteral,
    parse,
)
from sstc_survey.expressions.limits import MAX_DEPTH, MAX_LENGTH, MAX_NESTING, MAX_STEPS
from sstc_survey.expressions.tree import ARITHMETIC, arithmetic_chain

LONG = 1_000


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


@pytest.mark.parametrize("operator", sorted(COMPARISONS))
def test_chains_of_comparisons(operator: str) -> None:
    operator = f" {operator} "
    longest = parse(operator.join(["1"] * MAX_DEPTH))
    assert isinstance(longest, Expression)
    longest.value(MappingContext({}))
    diagnostic = parse(operator.join(["1"] * (MAX_DEPTH + 1)))
    assert isinstance(diagnostic, Diagnostic)
    assert diagnostic.code == "expression-too-deep"


@pytest.mark.parametrize("operator", [*sorted(ARITHMETIC), "+ -", "- 2 *", "*1-"])
def test_chains_of_a_thousand_operations_are_no_nesting(operator: str) -> None:
    expression = parse(f" {operator} ".join(["1"] * LONG))
    assert isinstance(expression, Expression), expression
    assert isinstance(expression.tree, Binary)
    expression.value(MappingContext({}))
    first, operations = arithmetic_chain(expression.tree)
    assert isinstance(first, NumberLiteral)
    assert len(operations) >= LONG - 1
    assert operations[-1] is expression.tree


@pytest.mark.parametrize(
    ("chain", "value"),
    [
        (" + ".join(["2"] * LONG), 2 * LONG),
        (" - ".join(["2"] * LONG), 4 - 2 * LONG),
        (" div ".join(["2"] * LONG), 2.0 ** (2 - LONG)),
        ("7 mod 4 mod 2", 1),
        ("2 - 3 * 4 - 5 div 2 + 1", -11.5),
        ("(2 - 3) * 4 - (5 - 1) div (2 + 2)", -5),
        ("1 - (2 - (3 - 4)) - -5", 3),
        ("1 + 2 < 4 - 0", 1),
    ],
)
def test_chains_are_worked_out_from_the_left(chain: str, value: float) -> None:
    expression = parse(chain)
    assert isinstance(expression, Expression)
    assert expression.number(MappingContext({})) == value


def test_what_stands_in_a_chain_may_be_nested_as_deep_as_elsewhere() -> None:
    rung = "1 + 1 + 1 * ("
    for count, is_refused in ((MAX_NESTING // 3, False), (MAX_NESTING, True)):
        expression = parse(rung * count + "1" + ")" * count)
        assert isinstance(expression, Diagnostic) is is_refused
        if isinstance(expression, Expression):
            expression.value(MappingContext({}))


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
