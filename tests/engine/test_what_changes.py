"""Only what a reply changes is worked out anew: the outcome is that of working out everything."""

from __future__ import annotations

import random

import pytest
from answered import NOW, answered, codes, going_on, questionnaire_of, response_of, resumed
from walks import random_reply

from sstc_survey.engine import (
    AddInstance,
    Answer,
    Back,
    GoTo,
    Interview,
    advance,
    begin,
    resume,
)
from sstc_survey.engine.interview import first_unanswered, is_done
from sstc_survey.engine.recalculation import restored
from sstc_survey.engine.repeats import opening_steps
from sstc_survey.engine.route import route
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import (
    Calculate,
    Date,
    Group,
    Integer,
    Question,
    Questionnaire,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.response import Event, EventKind

# Repeats in repeats, open and counted, with what reads into them, out of them, and from one instance into another.
TANGLED = questionnaire_of(
    Integer(name="n", label={"en": "How many?", "fr": "Combien ?"}, required=True),
    TextQuestion(name="k", label="K", default="abc"),
    TextQuestion(name="d", label="D", default="concat(${k}, 'x')"),
    Repeat(
        name="fixed",
        label="Fixed",
        repeat_count="${n}",
        questions=(
            Integer(name="f1", label="${n}"),
            Integer(name="f2", label="F", default="${n} + 1", constraint=". >= ${f1}"),
            Repeat(
                name="inner",
                label="Inner",
                repeat_count="${f1}",
                questions=(
                    Integer(name="i1", label="I"),
                    Calculate(name="i2", calculation="${i1} * 2 + ${f1}"),
                    TextQuestion(name="i3", label="I", relevant="${i2} > 4"),
                    Calculate(name="i4", calculation="random()"),
                ),
            ),
            Calculate(name="f3", calculation="sum(${i2})"),
            TextQuestion(name="f4", label="${f3}", relevant="${f3} > 8"),
        ),
    ),
    Calculate(name="all", calculation="sum(${i2}) + count(${inner})"),
    Repeat(
        name="open",
        label="Open",
        questions=(
            Integer(name="o1", label="O", required="${total} > 4"),
            SelectOne(name="o2", label="O", choices=codes("a", "b"), or_other=True, relevant="${o1} > 2"),
            TextQuestion(name="o5", label="O", calculation="concat(${o1}, '-', ${n})"),
            Group(
                name="g",
                label="G",
                relevant="${total} > 6",
                questions=(
                    Date(name="o3", label="O", constraint=". <= today()"),
                    Repeat(
                        name="deep",
                        label="Deep",
                        questions=(
                            Integer(name="p1", label="P"),
                            Calculate(name="p2", calculation="position(..) + ${p1} + ${o1}"),
                            TextQuestion(name="p3", label="P", default="${p2}"),
                        ),
                    ),
                ),
            ),
        ),
    ),
    Calculate(name="total", calculation="sum(${o1})"),
    Calculate(name="many", calculation="count(${open}) + sum(${p2})"),
    TextQuestion(name="first", label="F", relevant="indexed-repeat(${o1}, ${open}, 1) > 3"),
    TextQuestion(name="late", label="L", constraint="string-length(.) < ${total}", relevant="${many} > 3"),
    SelectMultiple(name="some", label="S", choices=codes("x", "y", x="1", y="5"), choice_filter="of <= ${total}"),
)
# What follows from one answer to the next, against the order of the questions too, and from instance to instance.
CHAINED = questionnaire_of(
    Calculate(name="last", calculation="coalesce(${mean}, 0) + ${late}"),
    TextQuestion(name="a", label="A", relevant="${b} != 5", default="x"),
    Integer(name="b", label="B", relevant="${c} != 5", default="${late} + 1", required=True),
    Group(
        name="g",
        label="G",
        relevant="${d} != 2",
        questions=(
            SelectOne(name="c", label="C", choices=codes("1", "2", "5"), choice_filter="name != ${d} or name = ${c}"),
            Integer(name="late", label="L", relevant="${d} != 1"),
        ),
    ),
    Calculate(name="n", calculation="count(${kid})"),
    Repeat(
        name="kid",
        label="Kid",
        repeat_count="if(${n} = 0 or indexed-repeat(${more}, ${kid}, ${n}) = 'a', ${n} + 1, ${n})",
        questions=(
            Integer(name="x", label="X", relevant="${d} != 3", default="1"),
            Calculate(name="run", calculation="coalesce(indexed-repeat(${run}, ${kid}, position(..) - 1), 0) + ${x}"),
            SelectOne(name="more", label="More?", choices=codes("a", "b"), required="${run} > 3"),
            TextQuestion(name="then", label="Then", relevant="${run} > ${b}"),
        ),
    ),
    Calculate(name="mean", calculation="sum(${x}) div ${n}"),
    Repeat(
        name="plot",
        label="Plot",
        relevant="${mean} < 4",
        questions=(
            Integer(name="size", label="Size", constraint=". < ${after} + 10"),
            Calculate(name="after", calculation="coalesce(indexed-repeat(${size}, ${plot}, position(..) + 1), 0)"),
            TextQuestion(name="why", label="Why?", relevant="${after} > ${size}"),
            Repeat(
                name="row",
                label="Row",
                questions=(
                    Integer(name="y", label="Y", default="${size}"),
                    Calculate(name="share", calculation="${y} + position(../..) * 10"),
                ),
            ),
            Calculate(name="all", calculation="sum(${share}) + coalesce(${last}, 0)"),
        ),
    ),
    Integer(name="d", label="D", relevant="${e} != 2", required="sum(${all}) < 60"),
    TextQuestion(name="end", label="E", relevant="${last} > 3 or count(${row}) > 2 or sum(${all}) > 30"),
    Integer(name="e", label="E", constraint=". < 9 or ${mean} = 1"),
)
REPLIES = 80


def _seen(interview: Interview) -> object:
    """Return all that there is to see of an interview."""
    steps = [(step.path, interview.value_of(step), is_done(interview, step)) for step in interview.steps]
    return steps, interview.index, list(interview.events), interview.sheet.on_route(), dict(interview.sheet.values)


def _check(interview: Interview) -> None:
    everything = restored(interview.form, interview.sheet.copy(), interview.state.environment)
    assert interview.steps == route(everything)
    assert [interview.value_of(step) for step in interview.steps] == [
        everything.value(step.node, step.at) for step in interview.steps
    ]
    for node in interview.form.calculated:
        if isinstance(node.entry, Calculate) and node.name != "i4":
            for at in everything.instances(node):
                assert interview.state.raw(node, at) == everything.calculate(node, at), node.path(at)
    on_route = {step.path for step in interview.steps}
    for node in (node for node in interview.form.nodes.values() if isinstance(node.entry, Question)):
        for at in everything.ever(node):
            path = node.path(at)
            if path in interview.sheet.answers or path in interview.sheet.missing:
                assert (path in interview.sheet.off_route) is (path not in on_route), path
    undone = [step.path for step in interview.steps if not is_done(interview, step)]
    assert first_unanswered(interview) == next(iter(undone), None)
    assert [interview.index_of(step.path) for step in interview.steps] == list(range(len(interview.steps)))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("questionnaire", [TANGLED, CHAINED], ids=["tangled", "chained"])
def test_it_is_as_if_everything_was_worked_out_after_each_reply(questionnaire: Questionnaire, seed: int) -> None:
    chance = random.Random(seed)
    interview = begin(questionnaire, "en", started=NOW, seed=seed)
    before: list[tuple[Interview, object]] = []
    for _ in range(REPLIES):
        if chance.random() < 0.05:
            # From one that others went on from, and from a file.
            interview = chance.choice(before)[0] if before and chance.random() < 0.5 else resumed(interview)
        reply = random_reply(interview, chance)
        outcome = advance(interview, reply, interview.events[-1].elapsed + 1_000)
        if isinstance(outcome, Problem):
            continue
        if isinstance(reply, AddInstance) and outcome.position != interview.position:
            assert interview.step is not None
            again = going_on(outcome, Back())
            assert again.position == interview.position
            if not opening_steps(interview, interview.step):
                assert again.sheet.on_route() == interview.sheet.on_route()
            _check(again)
        interview = outcome
        _check(interview)
        before.append((interview, _seen(interview)))
    assert all(_seen(each) == seen for each, seen in before)
    assert len(before) > REPLIES // 8


def test_the_same_replies_from_one_that_others_went_on_from_give_the_same() -> None:
    begun = going_on(begin(TANGLED, "en", started=NOW, seed=1), Answer("2"))
    replies = (Answer("k"), Answer("d"), Answer("1"), Answer("5"), Answer("3"))
    assert _seen(going_on(begun, *replies)) == _seen(going_on(begun, *replies))


def test_answers_to_questions_that_another_version_lacks_are_set_aside_at_the_next_reply() -> None:
    first, second = TextQuestion(name="a", label="A"), TextQuestion(name="b", label="B")
    member = Repeat(name="member", label="Member", questions=(TextQuestion(name="who", label="Who?"),))
    longer = questionnaire_of(first, second, member, TextQuestion(name="z", label="Z"))
    response = response_of(answered(longer, Answer("a"), Answer("b"), AddInstance(), Answer("c")))
    again = resume(questionnaire_of(first, TextQuestion(name="z", label="Z")), response, "2024-03-06T10:00:00+00:00")
    after = going_on(again, GoTo("z"), Answer("z"))
    assert after.events[-1] == Event(
        len(after.events), 6_000, EventKind.OFF_ROUTE, {"names": ["b", "member", "member[1]/who"]}
    )
    assert after.sheet.on_route()[0] == {"a": "a", "z": "z"}
