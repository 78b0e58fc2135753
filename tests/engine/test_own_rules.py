"""An answer and the rules of its own question: what its name means in them, and when they are asked again."""

from __future__ import annotations

import random
from typing import Any

import pytest
from answered import NOW, answered, codes, going_on, paths, problem, questionnaire_of, resumed
from walks import random_reply

from sstc_survey.engine import (
    Answer,
    Continue,
    Finish,
    GoTo,
    Interview,
    Leave,
    advance,
    begin,
)
from sstc_survey.engine.validation import ReplyContext, validate_reply
from sstc_survey.problems import Problem
from sstc_survey.prompters import screen
from sstc_survey.questionnaire import (
    Askable,
    Calculate,
    Date,
    Decimal,
    Group,
    Integer,
    Question,
    Range,
    Rank,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.response import REVIEW, Missing, Status

# A question, an answer that its constraint takes, one that it refuses, and how that one reads in a message.
OWN: list[tuple[Askable, object, object, str]] = [
    (Integer(name="q", constraint="${q} > 0 and ${q} < 120"), 34, 120, "120"),
    (Decimal(name="q", constraint="${q} <= 2.5"), 2.5, 2.75, "2.75"),
    (Range(name="q", constraint="${q} mod 2 = 0"), 4, 5, "5"),
    (TextQuestion(name="q", constraint="string-length(${q}) > 2"), "abc", "ab", "ab"),
    (TextQuestion(name="q", constraint="regex(${q}, '^[a-z]+$')"), "abc", "a1", "a1"),
    (Date(name="q", constraint="${q} <= today()"), "2024-03-05", "2024-03-06", "2024-03-06"),
    (SelectOne(name="q", choices=codes("a", "b"), constraint="${q} != 'b'"), "a", "b", "b"),
    (SelectMultiple(name="q", choices=codes("a", "b", "c"), constraint="count-selected(${q}) < 3"), ["a", "b"],
     ["a", "b", "c"], "a b c"),
    (SelectMultiple(name="q", choices=codes("a", "b"), constraint="not(selected(${q}, 'b'))"), ["a"], ["b"], "b"),
    (Rank(name="q", choices=codes("a", "b"), constraint="selected-at(${q}, 0) = 'a'"), ["a", "b"], ["b", "a"], "b a"),
    (Integer(name="q", constraint="if(${q} = '', false(), ${q} = .)  and ${q} < 5"), 4, 5, "5"),
    (Integer(name="q", constraint="coalesce(${q}, 9) < 5"), 4, 5, "5"),
    (Integer(name="q", constraint="sum(${q}) < 5 and count-non-empty(${q}) = 1"), 4, 5, "5"),
]  # fmt: skip
AGAIN = "indexed-repeat(${q}, ${r}, position(..)) < 5"


@pytest.mark.parametrize(("question", "good", "bad", "shown"), OWN)
@pytest.mark.parametrize("place", ["alone", "group", "repeat"])
def test_the_name_of_a_question_means_the_answer_just_given(
    question: Askable, good: object, bad: object, shown: str, place: str
) -> None:
    question = type(question)(**{**fields_of(question), "constraint_message": "${q} is not taken"})
    entry = {
        "alone": question,
        "group": Group(name="g", questions=(question,)),
        "repeat": Repeat(name="r", repeat_count="2", questions=(question,)),
    }[place]
    interview = answered(questionnaire_of(entry))
    assert problem(interview, Answer(bad)).fault == f"{shown} is not taken"
    interview = going_on(interview, Answer(good))
    assert interview.position == ("r[2]/q" if place == "repeat" else REVIEW)
    # What was given before is not what counts.
    again = going_on(interview, GoTo(paths(interview)[0]))
    assert problem(again, Answer(bad)).fault == f"{shown} is not taken"
    assert going_on(again, Answer(good)).position == interview.position


def fields_of(question: Askable) -> dict[str, Any]:
    return {name: getattr(question, name) for name in question.__struct_fields__}


def test_the_name_means_the_answer_in_its_own_instance_and_in_no_other() -> None:
    asked = Integer(name="q", constraint=AGAIN, constraint_message="${q}?")
    interview = answered(questionnaire_of(Repeat(name="r", repeat_count="2", questions=(asked,))), Answer(4))
    assert problem(interview, Answer(5)).fault == "5?"
    other = Integer(name="q", constraint="indexed-repeat(${q}, ${r}, 1) <= .")
    interview = answered(questionnaire_of(Repeat(name="r", repeat_count="2", questions=(other,))), Answer(4))
    assert problem(interview, Answer(3)).code == "reply-constraint-unworded"
    assert going_on(interview, Answer(4)).position == REVIEW


def test_where_a_question_is_left_blank_its_name_is_blank() -> None:
    asked = TextQuestion(name="q", required="${q} = ''", required_message="'${q}' is not enough")
    interview = answered(questionnaire_of(asked), Answer("x"), GoTo("q"))
    assert problem(interview, Leave(Missing.BLANK)).fault == "'' is not enough"
    assert interview.step is not None
    assert not screen(interview, interview.step).can_skip


ALL = Integer(name="all", label="How many cows  do you\nhave?", max=99)
SOLD = Integer(name="sold", label="How many of the ${all} did you sell, or slaughter, or lose to an illness?")
LEFT = Calculate(name="left", calculation="${all} - ${sold}")
# A constraint without a message, and the questions that may be changed: no expression, no name and no code.
UNWORDED: list[tuple[str, list[str]]] = [
    (". < 5", []),
    (". <= ${all}", ["How many cows do you have?"]),
    (
        ". <= ${left}",
        ["How many cows do you have?", "How many of the 8 did you sell, or slaughter, or lose to an…"],
    ),
    (". <= ${q} - 1 and ${later} != ''", []),
]


@pytest.mark.parametrize(("constraint", "labels"), UNWORDED)
@pytest.mark.parametrize("is_repeated", [False, True])
def test_a_constraint_without_a_message_names_what_it_compares_with(
    constraint: str, labels: list[str], is_repeated: bool
) -> None:
    asked = Integer(name="q", label="How many are ill?", constraint=constraint)
    later = Integer(name="later", label="Later?")
    entries = [Repeat(name="r", repeat_count="1", questions=(asked,))] if is_repeated else [asked]
    interview = answered(questionnaire_of(ALL, SOLD, LEFT, *entries, later), Answer(8), Answer(2))
    found = problem(interview, Answer(9))
    assert found.fault == "this answer does not fit"
    assert found.remedy == ("change it, or an answer it depends on: " + "; ".join(labels) if labels else "")


def test_a_later_answer_that_breaks_a_constraint_is_named() -> None:
    asked = Integer(name="q", label="Some?", constraint="not(. > ${all})")
    interview = answered(questionnaire_of(asked, ALL), Answer(8), Answer(5))
    assert interview.position == "q"
    assert interview.step is not None
    assert screen(interview, interview.step).fault == "this answer does not fit"
    again = problem(interview, Answer(8))
    assert again.remedy == "change it, or an answer it depends on: How many cows do you have?"


LETTERS = codes("a", "b", "c", "d", a="1", b="2", c="3", d="4")
FILTERED: dict[str, Any] = {"choices": LETTERS, "choice_filter": "of <= ${n}"}
# A question whose choices follow from `n`; n and the answer to it; n then, and the reply that is taken then.
NARROWED: list[tuple[Askable, int, object, int, object]] = [
    (Rank(name="q", **FILTERED), 2, ["b", "a"], 4, ["b", "a", "c", "d"]),
    (Rank(name="q", **FILTERED), 2, ["b", "a"], 3, ["b", "c", "a"]),
    (Rank(name="q", min_selected=2, max_selected=2, **FILTERED), 4, ["d", "b"], 3, ["b", "c"]),
    (Rank(name="q", min_selected=3, **FILTERED), 2, ["b", "a"], 4, ["d", "b", "a"]),
    (SelectMultiple(name="q", min_selected=2, **FILTERED), 4, ["b", "d"], 3, ["b", "c"]),
    (SelectMultiple(name="q", required=True, **FILTERED), 4, ["d"], 3, ["b", "c"]),
    (SelectOne(name="q", required=True, **FILTERED), 4, "d", 3, "a"),
]  # fmt: skip


@pytest.mark.parametrize("in_repeat", [False, True])
@pytest.mark.parametrize("resume", [False, True])
@pytest.mark.parametrize(("question", "first", "answer", "then", "reply"), NARROWED)
def test_an_answer_is_judged_again_when_its_choices_change(
    question: Askable, first: int, answer: object, then: int, reply: object, resume: bool, in_repeat: bool
) -> None:
    asked = Repeat(name="r", repeat_count="1", questions=(question,)) if in_repeat else question
    path = "r[1]/q" if in_repeat else "q"
    interview = answered(questionnaire_of(Integer(name="n"), asked), Answer(first), Answer(answer), GoTo("n"))
    interview = going_on(interview, Answer(then))
    interview = resumed(interview) if resume else interview
    assert interview.position == path
    assert problem(interview, Finish()).code == "interview-not-done"
    done = going_on(interview, Answer(reply), Finish())
    assert done.status is Status.COMPLETE
    # What is right again is not asked again.
    assert going_on(interview, GoTo("n"), Answer(first)).position == REVIEW


def test_a_rank_of_the_best_stays_as_it_is_when_there_are_more_choices() -> None:
    asked = Rank(name="q", max_selected=2, **FILTERED)
    interview = answered(questionnaire_of(Integer(name="n"), asked), Answer(2), Answer(["b"]), GoTo("n"))
    interview = resumed(going_on(interview, Answer(4)))
    assert interview.position == REVIEW
    assert going_on(interview, Finish()).sheet.answers["q"] == ["b"]


def test_a_rank_that_lacks_one_choice_says_so_and_may_be_kept_with_it_at_the_end() -> None:
    asked = Rank(name="q", **FILTERED)
    interview = answered(questionnaire_of(Integer(name="n"), asked), Answer(2), Answer(["b", "a"]), GoTo("n"))
    interview = going_on(interview, Answer(3))
    assert interview.step is not None
    assert screen(interview, interview.step).fault == "only 2 of 3 ranked"
    assert going_on(interview, Continue()).sheet.answers["q"] == ["b", "a", "c"]


WALKED = questionnaire_of(
    Integer(name="n", constraint="${n} < 5"),
    Rank(name="order", **FILTERED),
    Rank(name="best", min_selected=1, max_selected=2, **FILTERED),
    SelectMultiple(name="some", min_selected=2, max_selected=3, **FILTERED),
    SelectOne(name="one", required="${n} > 2", or_other=True, **FILTERED),
    Date(name="day", constraint="${day} <= today()"),
    Repeat(
        name="r",
        questions=(
            Integer(name="m", required=True, constraint="${m} <= ${n}"),
            Rank(name="inner", choices=LETTERS, choice_filter="of <= ${m}"),
            TextQuestion(name="t", relevant="${m} > 1", default="${m}", constraint="string-length(${t}) <= ${n}"),
        ),
    ),
    Calculate(name="most", calculation="max(${m})"),
    Integer(name="least", default="${most} * 2", constraint="${least} >= ${most}"),
)


def faults(interview: Interview) -> list[str]:
    """Return the paths of answers that their own questions refuse, judged from what is saved alone."""
    found: list[str] = []
    state = interview.state
    for step in interview.steps:
        question, value = step.node.entry, interview.sheet.answer(step.path)
        if not isinstance(question, Question):
            continue
        if value is None:
            if interview.sheet.missing.get(step.path) in (None, Missing.BLANK) and state.required(step.node, step.at):
                found.append(step.path)
            continue
        again = validate_reply(question, value, ReplyContext(interview.words, state.choices(step.node, step.at)))
        if again != value or not state.meets_constraint(step.node, step.at, value):
            found.append(step.path)
    return found


def test_no_interview_finishes_with_an_answer_that_its_own_question_refuses() -> None:
    finished = 0
    for seed in range(40):
        chance = random.Random(seed)
        interview = begin(WALKED, "en", started=NOW, seed=seed)
        for _ in range(150):
            if chance.random() < 0.03:
                interview = resumed(interview)
            reply = Finish() if interview.step is None and chance.random() < 0.5 else random_reply(interview, chance)
            outcome = advance(interview, reply, interview.events[-1].elapsed + 1_000)
            if isinstance(outcome, Problem):
                continue
            if outcome.status is Status.COMPLETE:
                assert faults(outcome) == [], seed
                finished += 1
                continue
            interview = outcome
    assert finished > 20
