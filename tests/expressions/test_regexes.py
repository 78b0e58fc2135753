"""regex(): what it matches, and that it cannot hang."""

from __future__ import annotations

import re

import pytest
from hangs import no_hang
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.expressions import EvaluationError, Expression, MappingContext, parse
from sstc_survey.expressions.limits import MAX_STEPS
from sstc_survey.expressions.regex.automaton import compiled


def found(pattern: str, text: str) -> bool:
    """Search a text for a pattern."""
    expression = parse("regex(${text}, ${pattern})")
    assert isinstance(expression, Expression)
    return expression.boolean(MappingContext({"text": text, "pattern": pattern}))


@pytest.mark.parametrize(
    ("pattern", "matching", "failing"),
    [
        ("a", "bab", "bbb"),
        ("^a$", "a", "a\n"),
        ("", "", None),
        ("^(?:ab|cd)+$", "abcd", "abc"),
        ("^[^,]*$", "a;b", "a,b"),
        ("^a{2}$", "aa", "aaa"),
        ("^a{2,}$", "aaa", "a"),
        ("^a{1,2}?$", "aa", "aaa"),
        ("^(ab?){3}$", "aaba", "aabb"),
        ("^(a*)*b$", "aaab", "aaac"),
        ("^(|a)(|b)$", "b", "ba"),
        (r"\bcat\b", "a cat!", "concat"),
        (r"\Bcat", "concat", "a cat"),
        (r"^\d\D\w\W\s\S$", "1x_- x", "1x_- \t"),
        (r"^\w+$", "abc_1", "é"),
        (r"^\d+$", "12", "๑๒"),
        (r"^\s$", "\u3000", "\u200b"),
        (r"^\x41\u0042\u{43}$", "ABC", "abc"),
        (r"^[\d\-x]+$", "1-x", "y"),
        (r"^[^\d\s]$", "x", "1"),
        (r"^[]a]$", None, "]"),
        (r"^[a-]$", "-", "b"),
        (r"^[\w-\.]+$", "a-b.c", "a,b"),
        (r"^[\w-.]+$", "a-b.c", "a,b"),
        (r"^[\s-\w]+$", "a -", "a."),
        (r"^[\p{L}-.]+$", "é-.", "1"),
        (r"^[^\d-.]+$", "a,", "a-"),
        (r"^[\d-a-]+$", "1-a", "b"),
        (r"^[\d--]+$", "1-", "a"),
        (r"^\p{Lu}\p{Ll}+$", "Élan", "élan"),
        (r"^\P{L}$", "1", "a"),
        (r"^[\p{L}\p{M} ]+$", "កម្ពុជា", "abc1"),
        (r"^[ក-៹]+$", "កម្ពុជា", "ไทย"),
        ("^.$", "😀", "\n"),
        ("^(?=.*[0-9])(?=.*[a-z]).{4,}$", "abc1", "abcd"),
        ("^(?!.*admin)", "user", "the admin"),
        ("(?<=\\$)[0-9]+", "$5", "5"),
        ("(?<!\\$)\\b[0-9]", "5", "$5"),
        ("^(?=a(?=b(?!c)))", "abd", "abc"),
        ("(?<name>a)b", "ab", "a"),
        ("a{x}", "a{x}", "ax"),
        ("]}", "]}", "]"),
    ],
)
def test_match(pattern: str, matching: str | None, failing: str | None) -> None:
    if matching is not None:
        assert found(pattern, matching)
    if failing is not None:
        assert not found(pattern, failing)


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "[",
        "a**",
        "+",
        "^*",
        "a++",
        r"\1",
        r"\k<a>",
        r"\z",
        "(?i)a",
        "(?>a)",
        "{2}",
        "\\",
        "[b-a]",
        r"[a-\d]",
        r"[\d-a-z]",
    ],
)
def test_refused(pattern: str) -> None:
    with pytest.raises(EvaluationError):
        found(pattern, "")


def steps(pattern: str, text: str) -> int:
    """Search a text in vain, and count the steps that it took."""
    counts: list[int] = []
    assert not compiled(pattern).search(text, counts.append)
    return sum(counts)


@pytest.mark.parametrize("pattern", ["(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)(.*)x", "(?=(a+)+$)b"])
def test_work_grows_as_the_text_does(pattern: str) -> None:
    few, twice_as_many = (steps(pattern, "a" * length + "!") for length in (1_000, 2_000))
    assert twice_as_many <= 2 * few


@pytest.mark.parametrize(
    "pattern",
    ["(((a{1000}){1000}){1000})", "(((){1000}){1000}){1000}", "a{100000}", "(" * 60 + ")" * 60, "(?=a)" * 30],
)
def test_patterns_that_are_too_large(pattern: str) -> None:
    with no_hang(), pytest.raises(EvaluationError) as raised:
        found(pattern, "a")
    assert raised.value.code == "expression-regex-too-large"


def test_too_many_steps() -> None:
    with pytest.raises(EvaluationError) as raised:
        found("a", "b" * (MAX_STEPS + 1))
    assert raised.value.code == "expression-too-many-steps"


def test_states_that_explode_run_out_of_steps() -> None:
    text = "".join("ab"[number * number % 7 % 2] for number in range(20_000))
    with pytest.raises(EvaluationError) as raised:
        found("(a|b)*a(a|b){200}c", text)
    assert raised.value.code == "expression-too-many-steps"


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", r"\s", "1", "^", "$", r"\b", "(?:)"])


def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Build larger patterns out of smaller ones."""
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}"])).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        st.tuples(inner, st.sampled_from(["?=", "?!"])).map(lambda pair: f"({pair[1]}{pair[0]})"),
    )


@with_examples(300)
@given(st.recursive(ATOMS, grow, max_leaves=6), st.text("ab1 -", max_size=6))
def test_agrees_with_the_standard_library(pattern: str, text: str) -> None:
    standard = re.compile(pattern.replace("$", r"\Z"), re.ASCII)
    assert found(pattern, text) is (standard.search(text) is not None)
