"""Numbers keep their digits, or it is said that they cannot."""

from __future__ import annotations

import operator

import pytest
from answered import answered, problem, questionnaire_of, value_of
from hypothesis import given
from hypothesis import strategies as st

from sstc_survey.engine import Answer, Continue, Finish, Interview, begin
from sstc_survey.engine.answer_text import answer_text
from sstc_survey.engine.validation import ReplyContext, validate_reply
from sstc_survey.expressions import MappingContext, parse
from sstc_survey.expressions.expression import Expression
from sstc_survey.expressions.values import WholeNumber, read_number
from sstc_survey.i18n import Words
from sstc_survey.parsing.replies import read_replies
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import Askable, Calculate, Decimal, Hidden, Integer, Range, Repeat, TextQuestion

EN = ReplyContext(Words("en", "en"))
LONG = 123_456_789_012_345_678
LONGS = (LONG, -LONG, 10**18 - 1, 2**53 + 1, 2**59, 9_007_199_254_740_993, 100_000_000_000_000_001)
# What hands an integer on as it is.
HANDED_ON = (
    "${n}",
    "(${n})",
    "if(true(), ${n}, 0)",
    "if(false(), 0, ${n})",
    "coalesce(${n}, 0)",
    "coalesce(${blank}, ${n})",
    "once(${n})",
    "indexed-repeat(${m}, ${r}, 1)",
    "number(${n})",
    "int(${n})",
    "round(${n})",
    "round(${n}, 2)",
    "min(${n})",
    "max(${n}, ${n})",
    "- - ${n}",
    "{n}",
    "if(true(), {n}, 'none')",
    "coalesce('', {n})",
)


def long_form(expression: str, number: int) -> Interview:
    written = expression.replace("{n}", str(number)) if "$" not in expression else expression
    return answered(
        questionnaire_of(
            Integer(name="n"),
            Integer(name="blank"),
            Repeat(name="r", repeat_count="1", questions=(Integer(name="m", default=str(number)),)),
            Calculate(name="c", calculation=written),
            Integer(name="i", calculation=written),
            Hidden(name="h", calculation=f"concat({written}, '')"),
        ),
        Answer(str(number)),
        Answer(""),
        Continue(),
    )


@pytest.mark.parametrize("number", LONGS)
@pytest.mark.parametrize("expression", HANDED_ON)
def test_an_integer_is_handed_on_with_all_its_digits(expression: str, number: int) -> None:
    interview = long_form(expression, number)
    assert interview.sheet.values["c"] == number
    assert interview.sheet.values["h"] == str(number)
    assert type(value_of(interview, "i")) is int
    done = answered(interview.questionnaire, Answer(number), Answer(""), Continue(), Continue(), Finish())
    assert (done.sheet.answers["m[1]" if "m[1]" in done.sheet.answers else "r[1]/m"], done.sheet.answers["i"]) == (
        number,
        number,
    )


@pytest.mark.parametrize("default", [str(LONG), "${n}", "once(${n})", "if(1 = 1, ${n}, 0)"])
def test_a_default_keeps_the_digits_too(default: str) -> None:
    first = Integer(name="n", default=str(LONG))
    interview = begin(
        questionnaire_of(first, Integer(name="i", default=default), TextQuestion(name="t", default=default)), "en"
    )
    assert (value_of(interview, "i"), value_of(interview, "t")) == (LONG, str(LONG))


COMPARISONS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
INTEGERS = st.integers(-(10**18) + 1, 10**18 - 1)


@given(INTEGERS, st.integers(-3, 3), st.booleans(), st.booleans())
def test_two_integers_are_compared_exactly(one: int, apart: int, named: bool, also: bool) -> None:
    other = max(min(one + apart, 10**18 - 1), -(10**18) + 1)
    context = MappingContext({"a": str(one), "b": str(other)})
    for sign, compare in COMPARISONS.items():
        read = parse(f"{'${a}' if named else one} {sign} {'${b}' if also else other}")
        assert isinstance(read, Expression)
        assert read.boolean(context) is compare(one, other), (sign, one, other)


@given(INTEGERS, st.floats(allow_nan=False))
def test_an_integer_and_any_number_are_compared_as_numbers_are(whole: int, number: float) -> None:
    read = read_number(str(whole))
    for compare in COMPARISONS.values():
        assert compare(read, number) == compare(whole, number)
        assert compare(number, read) == compare(number, whole)
    assert hash(read) == hash(whole) or not isinstance(read, WholeNumber)


@pytest.mark.parametrize("expression", ["${n} + 1", "${n} * 1", "${n} - 1", "sum(${n})"])
def test_arithmetic_is_that_of_odk_and_an_integer_that_it_cannot_keep_is_refused(expression: str) -> None:
    form = questionnaire_of(
        Integer(name="n"), Calculate(name="c", calculation=expression), Integer(name="i", calculation=expression)
    )
    interview = answered(form, Answer(str(LONG)))
    # In the file it is written with an exponent, not as an integer with wrong digits.
    assert repr(interview.sheet.values["c"]) == "1.2345678901234568e+17"
    assert problem(interview, Continue()).code == "reply-too-long-number"


NUMBER, WHOLE, SCALE = Decimal(name="q"), Integer(name="q"), Range(name="q", start=-5, end=5, step=1)
KEPT: list[tuple[Askable, object, object]] = [
    (NUMBER, "0.1", 0.1),
    (NUMBER, "3.14159265358979", 3.14159265358979),
    (NUMBER, "123456789012345", 123456789012345.0),
    (NUMBER, "1.00000000000000000000", 1.0),
    (NUMBER, "9007199254740992", 9007199254740992.0),
    (NUMBER, "-0", 0.0),
    (NUMBER, "-0.0", 0.0),
    (NUMBER, -0.0, 0.0),
    (NUMBER, "-0,00", 0.0),
    (WHOLE, "-0", 0),
    (WHOLE, -0.0, 0),
    (SCALE, "-0", 0),
    (SCALE, -0.0, 0),
]
LOST: list[tuple[Askable, object]] = [
    (NUMBER, "0.1000000000000000001"),
    (NUMBER, "3.14159265358979323846"),
    (NUMBER, "123456789012345678"),
    (NUMBER, 123456789012345678),
    (NUMBER, "0.12345678901234567891"),
    (NUMBER, "๐.๑๒๓๔๕๖๗๘๙๐๑๒๓๔๕๖๗๘๙"),
    (WHOLE, 1.2345678901234568e17),
    (WHOLE, "9" * 19),
]


@pytest.mark.parametrize(("question", "raw", "value"), KEPT)
def test_what_can_be_kept_is_kept_and_there_is_one_zero(question: Askable, raw: object, value: object) -> None:
    checked = validate_reply(question, raw, EN)
    assert repr(checked) == repr(value)


@pytest.mark.parametrize(("question", "raw"), LOST)
def test_what_cannot_be_kept_is_refused(question: Askable, raw: object) -> None:
    checked = validate_reply(question, raw, EN)
    assert isinstance(checked, Problem)
    assert checked.code == "reply-too-long-number"


@pytest.mark.parametrize("number", ["0.1000000000000000001", "1e-400", "12345678901234567.5"])
def test_a_json_number_that_cannot_be_kept_is_refused(number: str) -> None:
    (found,) = read_replies(f'{{"q": {number}}}'.encode(), "a.json")
    assert isinstance(found, Problem)
    assert found.code == "number-too-long"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**11), max_value=10**11))
def test_a_decimal_of_up_to_fifteen_digits_is_kept(number: object) -> None:
    checked = validate_reply(NUMBER, f"{number}", EN)
    assert isinstance(checked, float)


@pytest.mark.parametrize("zero", ["0 * -1", "-0", "- 0", "round(-0.4)", "int(-0.5)", "${n} * -1", "-${n}"])
def test_a_negative_zero_is_zero_wherever_it_is_saved_or_shown(zero: str) -> None:
    form = questionnaire_of(
        Integer(name="n", default="0"),
        Calculate(name="c", calculation=zero),
        Calculate(name="t", calculation=f"concat({zero}, '')"),
        Decimal(name="d", calculation=zero),
    )
    interview = answered(form, Continue())
    assert [repr(interview.sheet.values[name]) for name in ("c", "t")] == ["0", "'0'"]
    done = answered(form, Continue(), Continue())
    assert repr(done.sheet.answers["d"]) == "0.0"
    assert answer_text(NUMBER, -0.0, Words("en", "en")) == "0"


def test_messages_write_long_integers_in_full() -> None:
    problem_found = validate_reply(Integer(name="q", max=10**17 + 1), str(LONG), EN)
    assert str(problem_found) == f"{LONG} is too large (maximum {10**17 + 1})"
