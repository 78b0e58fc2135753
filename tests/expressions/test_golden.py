"""Every golden expression, in its three views; one table decides what the specification leaves open."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isclose, isnan
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from sstc_survey.expressions import Diagnostic, EvaluationError, MappingContext, parse

GOLDEN = Path(__file__).parents[1] / "golden" / "odk"

Outcome = tuple[str, float, bool] | None
"""The three views, or None where the expression is refused or fails."""

VIEWS = ("string", "number", "boolean")
NAN = float("nan")
REFUSED: Outcome = None
TRUE = ("true", 1.0, True)
FALSE = ("false", 0.0, False)
BLANK = ("", NAN, False)
NOT_A_NUMBER = ("NaN", NAN, False)

OPEN_CASES: dict[str, tuple[Outcome, str]] = {
    "x0209": (TRUE, "a question that is there is true, blank or not, as in Web Forms"),
    "x0213": (TRUE, "the same: boolean() of a bare reference"),
    "x0527": (("", NAN, True), "the same: if() hands the bare reference on"),
    "x0933": (TRUE, "the same: `.`; and `or` gives a boolean"),
    "x0418": (("${age}", NAN, True), "a quoted reference is only text; check can warn of it"),
    "x0421": (("6", 6.0, True), "the same: the text has six characters"),
    "x0467": (FALSE, "two spaces in a list hold no empty code between them"),
    "x0557": (("1.01", 1.01, True), "a half is judged by the digits written, as in Collect"),
    "x0748": (REFUSED, "a quoted text that is no ISO date is a mistake of the author"),
    "x0750": (REFUSED, "the same: letters"),
    "x0754": (REFUSED, "the same: a year alone"),
    "x0873": (REFUSED, "the same in format-date-time()"),
    "x0795": (BLANK, "an answer that is no ISO date gives a blank date, never an error"),
    "x0797": (BLANK, "the same: slashes"),
    "x0852": (BLANK, "the same: a text of digits; number() makes it a day number"),
    "x0856": (BLANK, "the same: 30 February does not roll over"),
    "x0857": (BLANK, "the same: month 13"),
    "x0779": (NOT_A_NUMBER, "the same as a number: not a number"),
    "x0827": (NOT_A_NUMBER, "the same for a time: 25:00"),
    "x0799": (("0001-01-01", -719162.0, True), "one calendar, Gregorian, for all years"),
    "x0858": (("2024-03-05", 19787.0, True), "zeros may be missing, as date() allows too"),
    "x0835": (REFUSED, "an unknown date code is refused, as in Collect and Enketo"),
    "x0862": (REFUSED, "the same: %Z"),
    "x0863": (REFUSED, "the same: % alone"),
    "x0900": (TRUE, "general categories such as \\p{L} are known, as in Collect"),
}


class Case(NamedTuple):
    """A golden expression, with the answers that it is evaluated for."""

    id: str
    expression: str
    answers: Mapping[str, str]
    self_value: str
    want: Outcome
    is_open: bool
    contested: tuple[str, ...]


def load_cases(directory: Path) -> list[Case]:
    """Read expressions.jsonl and variables.json of a directory, which may have golden data of other kinds only."""
    if not (directory / "expressions.jsonl").exists():
        return []
    variables = json.loads((directory / "variables.json").read_text("utf-8"))
    lines = (directory / "expressions.jsonl").read_text("utf-8").splitlines()
    return [_case(json.loads(line), variables) for line in lines if line.strip()]


def _case(raw: dict[str, Any], variables: Mapping[str, Mapping[str, str]]) -> Case:
    answers = variables[raw["vars"]]
    want = raw.get("best", raw["expect"])
    views = None if "error" in want else (want["string"], float(want["number"]), want["boolean"])
    own = answers[raw["self"]] if raw["self"] else ""
    return Case(
        raw["id"], raw["expr"], answers, own, views, raw.get("judged") == "open", tuple(raw.get("views", VIEWS))
    )


def outcome(case: Case) -> Outcome:
    """Evaluate a case in its three views."""
    expression = parse(case.expression)
    if isinstance(expression, Diagnostic) or any(each.name not in case.answers for each in expression.references):
        return None
    context = MappingContext(
        case.answers,
        self_value=case.self_value,
        moment=datetime(2024, 3, 5, 14, 7, 9, tzinfo=UTC),
        random_source=random.Random(1).random,
        uuid_source=lambda: str(uuid4()),
    )
    try:
        return expression.string(context), expression.number(context), expression.boolean(context)
    except EvaluationError:
        return None


def decided(case: Case, got: Outcome) -> Outcome:
    """Return what is expected of an open case: the views in which the engines agree, and any value in the others."""
    if got is None or case.want is None:
        return got if case.contested else case.want
    views = zip(VIEWS, got, case.want, strict=True)
    return tuple(mine if view in case.contested else theirs for view, mine, theirs in views)  # type: ignore[return-value]


def same(got: Outcome, want: Outcome) -> bool:
    """Compare exactly, but numbers to nine digits."""
    if got is None or want is None:
        return got is want
    return (
        (got[0] == want[0] or _same_numbers(got[0], want[0])) and (_same_number(got[1], want[1])) and got[2] is want[2]
    )


def _same_number(got: float, want: float) -> bool:
    return got == want or (isnan(got) and isnan(want)) or isclose(got, want, rel_tol=1e-9)


def _same_numbers(got: str, want: str) -> bool:
    try:
        return isclose(float(got), float(want), rel_tol=1e-9)
    except ValueError:
        return False


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        cases = load_cases(Path(metafunc.config.getoption("golden") or GOLDEN))
        metafunc.parametrize("case", cases, ids=[case.id for case in cases])


def test_golden_expression(case: Case, pytestconfig: pytest.Config) -> None:
    got, want = outcome(case), case.want
    if case.is_open and pytestconfig.getoption("golden"):
        # What the specification leaves open is decided for the cases in this folder only.
        want = decided(case, got)
    elif case.is_open:
        want = OPEN_CASES[case.id][0]
    assert same(got, want), f"{case.expression}: {got} instead of {want}"


def test_every_open_case_is_decided_and_no_other() -> None:
    assert {case.id for case in load_cases(GOLDEN) if case.is_open} == set(OPEN_CASES)
