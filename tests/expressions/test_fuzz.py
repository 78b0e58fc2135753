"""Any source gives an Expression or a Diagnostic, and any evaluation a value or an EvaluationError."""

from __future__ import annotations

import contextlib
import json
import random
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.expressions import (
    FUNCTIONS,
    Call,
    Diagnostic,
    EvaluationError,
    Expression,
    MappingContext,
    fill_label,
    parse,
    split_label,
    walk,
)
from sstc_survey.expressions.values import WholeNumber

GOLDEN = Path(__file__).parents[1] / "golden" / "odk" / "expressions.jsonl"
SOURCES = [json.loads(line)["expr"] for line in GOLDEN.read_text("utf-8").splitlines()]
TEXTS = (
    "",
    "0",
    "-1.5",
    "1e3",
    "abc",
    "a b c",
    "2024-02-29",
    "2024-03-05T14:07:09.5+07:00",
    "0001-01-01T00:00:00+14:00",
)
KINDS = {"number": float, "condition": bool}
FRAGMENTS = (
    *("${a}", "${b}", "${list}", ".", "..", "'x'", '"y"', "0", "1", "2.5", "1 div 0", "-", "(", ")", ",", " "),
    *("=", "!=", "<", "<=", ">", ">=", "+", "*", " div ", " mod ", " and ", " or ", "'%Y'", "'a*'", "name", "==", "$"),
    *(f"{name}(" for name in FUNCTIONS),
)


def check(source: str, first: str, second: str) -> None:
    """Parse a source, and evaluate it in every view."""
    context = MappingContext(
        {"a": first, "b": second, "list": [first, second]},
        self_value=first,
        columns={"name": second},
        moment=datetime(2024, 3, 5, tzinfo=UTC),
        random_source=random.Random(1).random,
        uuid_source=lambda: "u",
    )
    for bare_names in (False, True):
        found = parse(source, bare_names=bare_names)
        if isinstance(found, Diagnostic):
            assert 0 <= found.start <= found.end <= len(source)
            assert found.fault
            assert isinstance(found.remedy, str)
            continue
        assert all(0 <= node.start < node.end <= len(source) for node in walk(found.tree))
        evaluate(found, context)


def evaluate(expression: Expression, context: MappingContext) -> None:
    """Evaluate an expression; it may fail in one way only."""
    with contextlib.suppress(EvaluationError):
        kind = type(expression.value(context))
        assert kind in (str, float, bool, WholeNumber)
        if isinstance(expression.tree, Call):
            gives = FUNCTIONS[expression.tree.name].gives
            assert gives == "text" or kind is KINDS[gives]
        assert type(expression.string(context)) is str
        assert type(expression.number(context)) is float
        assert type(expression.boolean(context)) is bool


ANSWER = st.sampled_from(TEXTS) | st.text(max_size=12)


@with_examples(400)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14), ANSWER, ANSWER)
def test_token_soup(fragments: list[str], first: str, second: str) -> None:
    check("".join(fragments), first, second)


@with_examples(400)
@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(st.sampled_from(FRAGMENTS[:14]), max_size=4), ANSWER, ANSWER)
def test_any_function_with_any_argument(name: str, arguments: list[str], first: str, second: str) -> None:
    check(f"{name}({', '.join(arguments)})", first, second)


@with_examples(400)
@given(st.data())
def test_mutated_golden_expressions(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(SOURCES))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(source)))
        removed = data.draw(st.integers(0, 3))
        source = (
            source[:place] + data.draw(st.sampled_from(FRAGMENTS) | st.text(max_size=2)) + source[place + removed :]
        )
    check(source, data.draw(ANSWER), data.draw(ANSWER))


@with_examples(200)
@given(st.text(max_size=30), ANSWER, ANSWER)
def test_any_text(source: str, first: str, second: str) -> None:
    check(source, first, second)


@with_examples(200)
@given(st.text("()[]{}|*+?\\^$-.,:=!<ab1dpPux", max_size=20), st.text("ab1\n", max_size=10))
def test_any_pattern(pattern: str, text: str) -> None:
    check("regex(${a}, ${b})", text, pattern)


@with_examples(200)
@given(st.text("${}ab .é", max_size=20))
def test_any_label(label: str) -> None:
    parts = split_label(label)
    if isinstance(parts, Diagnostic):
        assert "${" in label[parts.start : parts.end]
    else:
        assert fill_label(parts, lambda name: f"${{{name}}}") == label
