"""A text is read in one way: every reader of a choice's label fills in the answers that it names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from answered import answered, going_on, problem, questionnaire_of, response_of

from sstc_survey.attribution import speaker
from sstc_survey.commands.show import _transcript
from sstc_survey.engine import AddInstance, Answer, Enough, GoTo, Interview
from sstc_survey.engine.answer_text import with_names
from sstc_survey.engine.entry_context import EntryContext
from sstc_survey.expressions import FUNCTIONS, MappingContext, parse
from sstc_survey.expressions.diagnostics import EvaluationError
from sstc_survey.expressions.expression import Expression
from sstc_survey.expressions.values import AnswerText, Dated, equal, to_boolean, to_number, to_text
from sstc_survey.i18n import ProgramText, Words, set_language
from sstc_survey.prompters import repeat_screen, review, screen
from sstc_survey.questionnaire import (
    Calculate,
    Choice,
    ChoiceList,
    Hidden,
    Rank,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)

CHOICES = ChoiceList(
    (
        Choice(code="a", label={"en": "House of ${name}\n", "fr": "Maison de ${name}"}),
        Choice(code="b", label="Shop"),
        Choice(code="c", label="Nothing of ${name}", exclusive=True),
    )
)
PLACES = questionnaire_of(
    TextQuestion(name="name", label="Name?"),
    SelectOne(name="one", label="One?", choices=CHOICES, or_other=True),
    SelectMultiple(name="some", label="Some?", choices=CHOICES),
    Rank(name="order", label="Order?", choices=CHOICES),
    SelectOne(name="like", label="Like?", choices=CHOICES, choice_filter="label = 'House of Sok' or name = 'b'"),
    Calculate(name="said", calculation="jr:choice-name(${one}, '${one}')"),
    Calculate(name="both", calculation="concat(${said}, '!')"),
    TextQuestion(name="proud", label="Proud?", relevant="contains(jr:choice-name(${one}, '${one}'), 'Dara')"),
    Repeat(
        name="r",
        label="R",
        questions=(
            TextQuestion(name="inner", label="Inner?"),
            SelectOne(
                name="which",
                label="Which?",
                choices=ChoiceList((Choice(code="x", label="That of ${inner}"), Choice(code="y", label="Y"))),
            ),
        ),
    ),
    respondent=("one", "some"),
)


def held() -> Interview:
    answers = ("Sok", "a", ["a", "b"], ["c", "a", "b"], "a")
    pot, pan = ((AddInstance(), Answer(each), Answer("x")) for each in ("pot", "pan"))
    return answered(PLACES, *map(Answer, answers), *pot, *pan, Enough())


def at(interview: Interview, path: str) -> Interview:
    return going_on(interview, GoTo(path))


def options(interview: Interview, path: str) -> list[str]:
    there = at(interview, path)
    assert there.step is not None
    return [option.label for option in screen(there, there.step).options]


def reviewed(interview: Interview, path: str) -> str:
    (line,) = [line for line in review(interview) if line.path == path]
    return line.answer


def gate(interview: Interview) -> list[str]:
    there = at(interview, "r")
    assert there.step is not None
    return list(repeat_screen(there, there.step).instances)


def shown(interview: Interview, path: str) -> str:
    words = Words("en", "en")
    return {
        step.label: step.reply for step in _transcript(response_of(interview), PLACES, words)
    }[{"one": "One?", "some": "Some?", "order": "Order?"}[path]]  # fmt: skip


READERS: list[tuple[str, Callable[[Interview], object], object]] = [
    ("a list", lambda each: options(each, "one"), ["House of Sok", "Shop", "Nothing of Sok", "Other"]),
    ("ticks", lambda each: options(each, "some"), ["House of Sok", "Shop", "Nothing of Sok"]),
    ("a rank", lambda each: options(each, "order"), ["House of Sok", "Shop", "Nothing of Sok"]),
    ("a filter", lambda each: options(each, "like"), ["House of Sok", "Shop"]),
    ("in a repeat", lambda each: options(each, "r[2]/which"), ["That of pan", "Y"]),
    ("review", lambda each: reviewed(each, "one"), "House of Sok"),
    ("review, several", lambda each: reviewed(each, "some"), "House of Sok; Shop"),
    ("review, rank", lambda each: reviewed(each, "order"), "Nothing of Sok; House of Sok; Shop"),
    ("review, repeat", lambda each: reviewed(each, "r[1]/which"), "That of pot"),
    ("gate", gate, ["pot, That of pot", "pan, That of pan"]),
    ("jr:choice-name", lambda each: each.sheet.calculated["said"], "House of Sok"),
    ("in concat", lambda each: each.sheet.calculated["both"], "House of Sok!"),
    ("show", lambda each: shown(each, "one"), "House of Sok"),
    ("show, several", lambda each: shown(each, "some"), "House of Sok; Shop"),
    ("show, rank", lambda each: shown(each, "order"), "Nothing of Sok; House of Sok; Shop"),
    ("who spoke", lambda each: speaker(PLACES, response_of(each).answers, each.words),
     "House of Sok, House of Sok; Shop"),
    ("no answers", lambda each: with_names(each.words)(CHOICES[0].label), "House of [name]\n"),
    ("a problem", lambda each: problem(at(each, "some"), Answer(["a", "c"])).fault,
     '"Nothing of Sok" cannot be combined with another choice'),
]  # fmt: skip


@pytest.mark.parametrize(("_name", "read", "expected"), READERS, ids=[name for name, _, _ in READERS])
def test_a_label_is_filled_wherever_it_is_read(
    _name: str, read: Callable[[Interview], object], expected: object
) -> None:
    assert read(held()) == expected


def test_what_reads_a_label_follows_the_answer_in_it() -> None:
    renamed = going_on(held(), GoTo("name"), Answer("Dara"))
    assert renamed.sheet.calculated["both"] == "House of Dara!"
    # The filter no longer offers the choice with the other name, and a question is asked now.
    assert renamed.position == "like"
    assert "proud" in [step.path for step in renamed.steps]


OTHER_SAYS = "jr:choice-name('other', '${one}')"
CONTEXTS: list[tuple[str, str, object]] = [
    ("calculation", OTHER_SAYS, "Other"),
    ("concat", f"concat({OTHER_SAYS}, 1)", "Other1"),
    ("if", f"if(true(), {OTHER_SAYS}, 1)", "Other"),
    ("coalesce", f"coalesce('', {OTHER_SAYS})", "Other"),
    ("once", f"once({OTHER_SAYS})", "Other"),
    ("a condition", f"if({OTHER_SAYS}, 'yes', 'no')", "yes"),
    ("compared", f"if({OTHER_SAYS} = 'Other', 'yes', 'no')", "yes"),
    ("a number", f"number({OTHER_SAYS})", None),
    ("and", f"{OTHER_SAYS} and true()", "true"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("context", "expression", "expected"), CONTEXTS, ids=[name for name, _, _ in CONTEXTS])
def test_the_words_of_the_program_are_a_text_like_any_other(
    context: str, expression: str, expected: object, language: str
) -> None:
    set_language(language)
    try:
        choice = SelectOne(name="one", label="?", choices=CHOICES, or_other=True)
        interview = answered(
            questionnaire_of(
                choice,
                Calculate(name="c", calculation=expression),
                Hidden(name="h", default=expression),
                TextQuestion(name="t", default=expression),
            )
        )
        expected = expected if language == "en" or not isinstance(expected, str) else expected.replace("Other", "Autre")
        if context == "compared" and language == "fr":
            expected = "no"
        for name in ("c", "h", "t"):
            value = interview.sheet.values.get(name)
            assert value == expected
            assert type(value) in (str, type(None))
    finally:
        set_language("en")


SUBCLASSES: list[tuple[str | float, str]] = [
    (ProgramText("Other"), "Other"),
    (AnswerText("Other"), "Other"),
    (Dated(19787.0, "2024-03-05"), "2024-03-05"),
]


def test_every_kind_of_text_and_number_reads_as_what_it_is() -> None:
    class Anything(str):
        __slots__ = ()

    here = MappingContext({})
    for value, text in (*SUBCLASSES, (Anything("x"), "x")):
        assert to_text(value) == text
        assert to_boolean(value) is True
        assert equal(value, text, here)
        assert isinstance(to_number(value, here), float)
    assert not to_boolean(ProgramText(""))
    assert to_boolean(AnswerText(""))


def test_every_function_takes_the_words_of_the_program() -> None:
    questions = questionnaire_of(SelectOne(name="one", choices=CHOICES, or_other=True))
    state = answered(questions).state
    context = EntryContext(state, state.form.nodes["one"], ())
    tried = 0
    for name, function in FUNCTIONS.items():
        for count in {function.minimum, function.minimum + 1, function.minimum + 2}:
            read = parse(f"{name}({', '.join([OTHER_SAYS] * count)})")
            if isinstance(read, Expression):
                tried += 1
                with suppress(EvaluationError):
                    assert type(read.value(context)) in (str, float, bool), name
    assert tried > len(FUNCTIONS)
