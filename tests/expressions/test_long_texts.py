"""Every function on a long text: it is paid by its length, ends soon, and gives no text longer than an answer."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hangs import no_hang

from sstc_survey.expressions import FUNCTIONS, EvaluationError, Expression, MappingContext, parse
from sstc_survey.expressions.context import Budget
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.expression import fill_label, split_label
from sstc_survey.expressions.limits import CHARACTERS_A_STEP, MAX_STEPS, MAX_TEXT
from sstc_survey.questionnaire import MAX_TEXT as MAX_ANSWER

# How each function is called on the long text `${a}`, or on `${r}`, which is as long in every instance of a repeat.
CALLS = {
    "concat": "concat(${a})",
    "join": "join(' ', ${a})",
    "min": "min(${r})",
    "max": "max(${r})",
    "sum": "sum(${r})",
    "count": "count(${r})",
    "count-non-empty": "count-non-empty(${r})",
    "position": "position(..)",
    "indexed-repeat": "indexed-repeat(${r}, ${r}, 1)",
    "selected": "selected(${a}, 'y')",
    "selected-at": "selected-at(${a}, 1)",
    "count-selected": "count-selected(${a})",
    "jr:choice-name": "jr:choice-name(${a}, '${a}')",
    "if": "if(${a}, ${a}, ${a})",
    "coalesce": "coalesce('', ${a})",
    "once": "once(${a})",
    "not": "not(${a})",
    "true": "true()",
    "false": "false()",
    "boolean": "boolean(${a})",
    "boolean-from-string": "boolean-from-string(${a})",
    "checklist": "checklist(1, 1, ${a})",
    "weighted-checklist": "weighted-checklist(1, 1, 1, ${a})",
    "today": "today()",
    "now": "now()",
    "date": "date(${a})",
    "decimal-date-time": "decimal-date-time(${a})",
    "decimal-time": "decimal-time(${a})",
    "format-date": "format-date('2024-01-01', ${a})",
    "format-date-time": "format-date-time('2024-01-01', ${a})",
    "pi": "pi()",
    "random": "random()",
    "pow": "pow(${a}, 2)",
    "atan2": "atan2(${a}, 2)",
    "contains": "contains(${a}, 'aay')",
    "starts-with": "starts-with(${a}, ${a})",
    "ends-with": "ends-with(${a}, ${a})",
    "substr": "substr(${a}, 1)",
    "substring": "substring(${a}, 1)",
    "substring-before": "substring-before(${a}, 'y')",
    "substring-after": "substring-after(${a}, 'y')",
    "translate": "translate(${a}, ${a}, 'b')",
    "digest": "digest(${a}, 'MD5')",
    "uuid": "uuid(1000)",
    "regex": "regex(${a}, '^(a| )*y')",
} | {
    name: f"{name}(${{a}})"
    for name in (
        *("number", "int", "floor", "ceiling", "round", "abs", "sqrt", "exp", "exp10", "log", "log10", "sin", "cos"),
        *("tan", "asin", "acos", "atan", "string", "string-length", "normalize-space", "base64-decode"),
    )
}
READING = sorted(name for name, call in CALLS.items() if "${" in call and name not in ("count", "indexed-repeat"))
LONG = {"letters": "a", "words": "a ", "digits": "1", "spaces": " ", "dates": "%Y", "nothing in ASCII": "\u1780"}


def context(text: str, instances: int = 1) -> MappingContext:
    """Return answers with this long text."""
    return MappingContext(
        {"a": text, "r": [text] * instances},
        self_value=text,
        moment=datetime(2024, 1, 1, tzinfo=UTC),
        random_source=lambda: 0.5,
        uuid_source=lambda: "0",
    )


def read(source: str) -> Expression:
    expression = parse(source)
    assert isinstance(expression, Expression), source
    return expression


def steps(source: str, text: str) -> int:
    """Return how many steps an evaluation takes."""
    budget = Budget(context(text))
    build(read(source).tree)(budget)
    return MAX_STEPS - budget.steps


def test_every_function_is_in_the_table() -> None:
    assert CALLS.keys() == FUNCTIONS.keys()


def test_a_text_that_is_worked_out_has_the_bound_of_an_answer() -> None:
    assert MAX_TEXT == MAX_ANSWER


@pytest.mark.parametrize("name", READING)
def test_what_is_read_is_paid_by_its_length(name: str) -> None:
    few, many = 1_000, 10_000
    paid = steps(CALLS[name], "%Y" * (many // 2)) - steps(CALLS[name], "%Y" * (few // 2))
    assert paid >= (many - few) // CHARACTERS_A_STEP


@pytest.mark.parametrize("part", LONG.values(), ids=LONG)
@pytest.mark.parametrize("name", CALLS)
def test_a_long_text_again_and_again(name: str, part: str) -> None:
    text = part * (MAX_TEXT // len(part))
    expression = read(" or ".join([f"string({CALLS[name]}) = 'x'"] * 20))
    with no_hang(), suppress(EvaluationError):
        expression.boolean(context(text, instances=100))


@pytest.mark.parametrize(
    "source",
    [
        "concat(${a}, ${a})",
        "join(${a}, '', '', '')",
        "join('', ${a}, ${a})",
        "concat(${r})",
        "join(' ', ${r})",
        "format-date('2024-01-01', ${a})",
        "string-length(concat(${a}, ${a}))",
        "substr(concat(${a}, ${a}), 0, 1)",
        "if(true(), concat(${a}, ${a}), 'b')",
    ],
)
def test_no_text_grows_beyond_its_bound(source: str) -> None:
    # The longest of which the text is not too long.
    text = "%Y" * (MAX_TEXT // 4) if "format-date" in source else "a" * (MAX_TEXT // 2 - 1)
    assert read(source).value(context(text, instances=2))
    longer = text + "%Y"
    with pytest.raises(EvaluationError) as raised:
        read(source).value(context(longer, instances=2))
    assert raised.value.code == "expression-too-many-steps"


def test_what_is_handed_on_is_no_more_than_the_codes_of_a_text() -> None:
    codes = "code " * MAX_TEXT
    assert read("count-selected(${a})").number(context(codes)) == MAX_TEXT
    with pytest.raises(EvaluationError):
        read("${a}").string(context(codes))


def test_a_label_has_room_for_so_much_of_answers() -> None:
    parts = split_label("<${a}${a}>")
    assert isinstance(parts, tuple)
    assert fill_label(parts, lambda _name: "abc", room=6) == "<abcabc>"
    assert fill_label(parts, lambda _name: "abc", room=5) == "<abcab\u2026>"
    many = split_label("${a}" * 20_000)
    assert isinstance(many, tuple)
    assert len(fill_label(many, lambda _name: "a" * MAX_TEXT)) < 2 * MAX_TEXT
