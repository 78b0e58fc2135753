"""Repeats in an interview: into them and out, one more, one less, one in another."""

from __future__ import annotations

import pytest
from answered import answered, codes, going_on, paths, problem, questionnaire_of, resumed, value_of

from sstc_survey.engine import (
    MAX_INSTANCES,
    MAX_TOGETHER,
    AddInstance,
    Answer,
    Back,
    Comment,
    Continue,
    Enough,
    Finish,
    GoTo,
    Interview,
    Leave,
    RemoveInstance,
    form_of,
)
from sstc_survey.engine.interview import cut_repeats
from sstc_survey.questionnaire import (
    AnyEntry,
    Calculate,
    Integer,
    Note,
    Questionnaire,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.response import REVIEW, Missing, Status

VILLAGE = questionnaire_of(
    TextQuestion(name="village", label="Village?"),
    Repeat(
        name="member",
        label="Member",
        questions=(
            TextQuestion(name="who", label="Who?"),
            Integer(name="age", label="How old is ${who}?", refused=True),
            Note(name="child", label="${who} is a child.", relevant="${age} < 15"),
            Repeat(name="plot", label="Plot", questions=(Integer(name="size", label="Size?"),), relevant="${age} > 14"),
        ),
    ),
    Calculate(name="count", calculation="count(${member})"),
    Calculate(name="land", calculation="sum(${size})"),
    Integer(name="cows", label="How many cows?"),
    Repeat(
        name="cow",
        label="Cow",
        repeat_count="${cows}",
        questions=(TextQuestion(name="colour", label="Colour?", default="red"),),
    ),
)
SOK = (AddInstance(), Answer("Sok"), Answer(34), AddInstance(), Answer(2), AddInstance(), Answer(3), Enough())
DARA = (AddInstance(), Answer("Dara"), Answer(5), Continue())
BOPHA = (AddInstance(), Answer("Bopha"), Leave(Missing.REFUSED))
THREE = (Answer("Kep"), *SOK, *DARA, *BOPHA)


def test_it_goes_through_every_instance_and_asks_after_each_for_one_more() -> None:
    interview = answered(VILLAGE, Answer("Kep"))
    seen = [interview.position]
    for reply in (*SOK, *DARA, *BOPHA, Enough()):
        interview = going_on(interview, reply)
        seen.append(interview.position)
    assert seen == [
        "member", "member[1]/who", "member[1]/age", "member[1]/plot", "member[1]/plot[1]/size", "member[1]/plot",
        "member[1]/plot[2]/size", "member[1]/plot", "member", "member[2]/who", "member[2]/age", "member[2]/child",
        "member", "member[3]/who", "member[3]/age", "member", "cows",
    ]  # fmt: skip
    answers, missing, _ = interview.sheet.on_route()
    assert answers == {
        "village": "Kep",
        "member": [
            {"who": "Sok", "age": 34, "plot": [{"size": 2}, {"size": 3}]},
            {"who": "Dara", "age": 5},
            {"who": "Bopha"},
        ],
        "count": 3,
        "land": 5,
    }
    assert missing == {"member[3]/age": Missing.REFUSED}


def test_back_leads_into_a_repeat_and_out_of_it_again() -> None:
    interview = answered(VILLAGE, *THREE, Enough())
    seen = []
    for _ in range(12):
        interview = going_on(interview, Back())
        seen.append(interview.position)
    assert seen[:4] == ["member", "member[3]/age", "member[3]/who", "member[2]/child"]
    assert seen[-3:] == ["member[1]/age", "member[1]/who", "village"]
    assert paths(interview) == paths(answered(VILLAGE, *THREE, Enough()))
    # Back through all that was answered already, to where it was.
    for _ in range(12):
        interview = going_on(interview, Continue())
    assert interview.position == "cows"


def test_a_removed_instance_is_gone_with_all_its_answers_and_later_ones_move_up() -> None:
    interview = answered(VILLAGE, *THREE[:-1], Comment("shy"), Leave(Missing.REFUSED), RemoveInstance(2))
    assert interview.position == "member"
    assert interview.sheet.on_route() == (
        {
            "village": "Kep",
            "member": [{"who": "Sok", "age": 34, "plot": [{"size": 2}, {"size": 3}]}, {"who": "Bopha"}],
            "count": 2,
            "land": 5,
        },
        {"member[2]/age": Missing.REFUSED},
        {"member[2]/age": "shy"},
    )
    gone = going_on(interview, RemoveInstance(1))
    assert gone.sheet.on_route()[0] == {"village": "Kep", "member": [{"who": "Bopha"}], "count": 1}
    none = going_on(gone, RemoveInstance(1))
    assert none.sheet.on_route() == ({"village": "Kep", "count": 0}, {}, {})
    assert paths(none) == ["village", "member", "cows"]


def test_an_instance_in_the_place_of_a_removed_one_begins_with_nothing() -> None:
    again = answered(VILLAGE, *THREE, RemoveInstance(3), RemoveInstance(2), AddInstance(), Answer("Ratha"))
    assert again.position == "member[2]/age"
    assert again.sheet.on_route()[0]["member"] == [
        {"who": "Sok", "age": 34, "plot": [{"size": 2}, {"size": 3}]},
        {"who": "Ratha"},
    ]


def test_what_cannot_be_done_at_the_end_of_a_repeat_or_elsewhere() -> None:
    at_end = answered(VILLAGE, *THREE)
    assert problem(at_end, RemoveInstance(4)).code == "reply-no-instance"
    assert problem(at_end, RemoveInstance(0)).code == "reply-no-instance"
    assert problem(at_end, Continue()).code == "reply-gate"
    assert problem(at_end, Answer("yes")).code == "reply-not-askable"
    assert problem(at_end, Comment("x")).code == "reply-no-comment"
    assert problem(answered(VILLAGE), AddInstance()).code == "reply-no-gate"
    assert problem(answered(VILLAGE), RemoveInstance(1)).code == "reply-no-gate"


def test_the_end_of_a_repeat_stays_passed_until_an_instance_is_added() -> None:
    interview = answered(VILLAGE, *THREE, Enough(), Leave(Missing.BLANK))
    assert interview.position == REVIEW
    added = going_on(interview, GoTo("member"), AddInstance())
    assert added.position == "member[4]/who"
    assert problem(going_on(added, Back("village")), Finish()).code == "interview-not-done"
    passed = going_on(added, Answer("Ratha"), Answer(3), Continue())
    assert passed.position == "member"
    assert going_on(passed, Enough()).position == REVIEW


def test_a_nested_repeat_goes_off_the_route_with_its_instance_and_comes_back_as_it_was() -> None:
    interview = answered(VILLAGE, *THREE, GoTo("member[1]/age"), Answer(9))
    assert interview.sheet.on_route()[0]["member"] == [
        {"who": "Sok", "age": 9},
        {"who": "Dara", "age": 5},
        {"who": "Bopha"},
    ]
    assert "land" not in interview.sheet.on_route()[0]
    back = going_on(interview, GoTo("member[1]/age"), Answer(20))
    assert back.sheet.on_route()[0]["land"] == 5
    assert (
        back.sheet.on_route()[0]["member"]
        == answered(VILLAGE, *THREE, GoTo("member[1]/age"), Answer(20)).sheet.on_route()[0]["member"]
    )


def counting(*replies: object) -> Interview:
    return answered(VILLAGE, Answer("Kep"), Enough(), *replies)  # type: ignore[arg-type]


def test_a_counted_repeat_follows_its_count_and_keeps_what_it_hides() -> None:
    interview = counting(Answer(2))
    assert paths(interview)[-2:] == ["cow[1]/colour", "cow[2]/colour"]
    assert value_of(interview, "cow[2]/colour") == "red"
    interview = going_on(interview, Answer("black"), Answer("white"))
    fewer = going_on(interview, GoTo("cows"), Answer(1))
    assert fewer.position == REVIEW
    assert fewer.sheet.on_route()[0]["cow"] == [{"colour": "black"}]
    more = going_on(fewer, GoTo("cows"), Answer(3))
    assert more.position == "cow[3]/colour"
    assert more.sheet.on_route()[0]["cow"] == [{"colour": "black"}, {"colour": "white"}, {}]
    assert value_of(more, "cow[3]/colour") == "red"
    none = going_on(more, Continue(), GoTo("cows"), Answer(0))
    assert "cow" not in none.sheet.on_route()[0]
    assert going_on(none, Finish()).status is Status.COMPLETE


@pytest.mark.parametrize(
    ("count", "instances"),
    [("1000000", MAX_INSTANCES), ("-3", 0), ("2.9", 2), ("'many'", 0), ("1 div 0", 0), ("''", 0), ("position(..)", 0)],
)
def test_a_count_of_any_kind_is_a_number_of_instances(count: str, instances: int) -> None:
    interview = answered(questionnaire_of(Repeat(name="r", repeat_count=count, questions=(TextQuestion(name="q"),))))
    assert len(interview.steps) == instances


def test_repeats_in_repeats_do_not_grow_for_ever() -> None:
    inner = Repeat(name="c", repeat_count="1000", questions=(TextQuestion(name="q"),))
    middle = Repeat(name="b", repeat_count="1000", questions=(TextQuestion(name="p"), inner))
    interview = answered(questionnaire_of(Repeat(name="a", repeat_count="1000", questions=(middle,))))
    assert 0 < len(interview.steps) <= MAX_TOGETHER


def test_an_instance_without_questions_can_be_added() -> None:
    hidden = Repeat(name="r", questions=(TextQuestion(name="q", relevant="1 = 2"),))
    interview = answered(questionnaire_of(hidden), AddInstance(), AddInstance(), Enough())
    assert interview.position == REVIEW
    assert interview.sheet.on_route()[0] == {"r": [{}, {}, {}]}


def test_what_looks_at_other_instances_follows_every_change() -> None:
    questions = (
        TextQuestion(name="who", label="Who?"),
        Calculate(name="place", calculation="position(..)"),
        Calculate(name="before", calculation="indexed-repeat(${who}, ${m}, position(..) - 1)"),
        SelectMultiple(name="of", label="Of?", choices=codes("a", "b")),
    )
    row = questionnaire_of(
        Repeat(name="m", label="M", questions=questions), Calculate(name="all", calculation="join('+', ${who})")
    )
    blank = Leave(Missing.BLANK)
    interview = answered(
        row, AddInstance(), Answer("x"), blank, AddInstance(), Answer("y"), blank,
        AddInstance(), Answer("z"), Answer(["b"]),
    )  # fmt: skip
    assert interview.sheet.on_route()[0] == {
        "m": [{"who": "x", "place": 1}, {"who": "y", "place": 2, "before": "x"},
              {"who": "z", "place": 3, "before": "y", "of": ["b"]}],
        "all": "x+y+z",
    }  # fmt: skip
    interview = going_on(interview, RemoveInstance(2))
    assert interview.sheet.on_route()[0] == {
        "m": [{"who": "x", "place": 1}, {"who": "z", "place": 2, "before": "x", "of": ["b"]}],
        "all": "x+z",
    }
    assert resumed(interview).sheet.on_route() == interview.sheet.on_route()
    changed = going_on(interview, GoTo("m[1]/who"), Answer("w"))
    assert changed.sheet.on_route()[0]["m"][1]["before"] == "w"  # type: ignore[index]


def test_a_calculation_typed_over_in_an_instance_moves_up_with_it() -> None:
    questions = (Integer(name="a"), Integer(name="double", calculation="${a} * 2"))
    row = questionnaire_of(Repeat(name="m", label="M", questions=questions))
    interview = answered(
        row, AddInstance(), Answer(1), Continue(), AddInstance(), Answer(2), Answer(5), RemoveInstance(1)
    )
    assert interview.sheet.on_route()[0] == {"m": [{"a": 2, "double": 5}]}
    assert going_on(interview, GoTo("m[1]/a"), Answer(3)).sheet.on_route()[0] == {"m": [{"a": 3}]}
    assert value_of(going_on(interview, GoTo("m[1]/a"), Answer(3)), "m[1]/double") == 6


def test_a_change_affects_only_the_instances_that_can_see_it() -> None:
    in_second = {"age": (2,), "child": (2,), "plot": (2,), "size": (2,)}
    assert form_of(VILLAGE).affected([("age", (2,))]) == {**in_second, "land": ()}
    assert form_of(VILLAGE).affected([("size", (2, 1))]) == {"size": (2, 1), "land": ()}
    assert form_of(VILLAGE).affected([("size", (2, 1)), ("size", (2, 3))]) == {"size": (2,), "land": ()}


def _as_long_as(*questions: AnyEntry, count: str = "count(${kid})") -> Questionnaire:
    more = SelectOne(name="more", label="Another?", choices=codes("yes", "no"), required=True)
    goes_on = "if(${n} = 0 or indexed-repeat(${more}, ${kid}, ${n}) = 'yes', ${n} + 1, ${n})"
    kid = Repeat(name="kid", label="Kid", repeat_count=goes_on, questions=(*questions, more))
    return questionnaire_of(Calculate(name="n", calculation=count), kid, TextQuestion(name="end", label="${n} in all"))


@pytest.mark.parametrize(
    ("replies", "route"),
    [
        ("", "kid[1]/more end"),
        ("no", "kid[1]/more end"),
        ("yes", "kid[1]/more kid[2]/more end"),
        ("yes no", "kid[1]/more kid[2]/more end"),
        ("yes yes yes", "kid[1]/more kid[2]/more kid[3]/more kid[4]/more end"),
    ],
)
def test_a_repeat_goes_on_as_long_as_its_last_instance_says_so(replies: str, route: str) -> None:
    interview = answered(_as_long_as(), *map(Answer, replies.split()))
    assert paths(interview) == route.split()
    assert interview.position == ("end" if replies.endswith("no") else route.split()[-2])
    assert interview.sheet.values["n"] == len(route.split()) - 1
    assert paths(resumed(interview)) == paths(interview)
    assert resumed(interview).position == interview.position


def test_a_repeat_that_went_on_keeps_its_instances_and_can_go_on_again() -> None:
    ended = answered(_as_long_as(TextQuestion(name="who", label="Who?")), *map(Answer, ["A", "yes", "B", "no"]))
    # As in the engines of ODK: only the last one is asked.
    earlier = going_on(ended, GoTo("kid[1]/more"), Answer("no"))
    assert earlier.sheet.counts["kid"] == 2
    again = going_on(ended, GoTo("kid[2]/more"), Answer("yes"))
    assert paths(again)[-3:] == ["kid[3]/who", "kid[3]/more", "end"]
    done = going_on(again, Back("kid[3]/who"), Answer("C"), Answer("no"))
    assert done.sheet.on_route()[0]["kid"] == [
        {"who": "A", "more": "yes"}, {"who": "B", "more": "yes"}, {"who": "C", "more": "no"}
    ]  # fmt: skip


def test_a_repeat_goes_on_by_one_at_each_reply() -> None:
    always = SelectOne(name="more", label="Another?", choices=codes("yes", "no"), default="yes")
    goes_on = "if(${n} = 0 or indexed-repeat(${more}, ${kid}, ${n}) = 'yes', ${n} + 1, ${n})"
    kid = Repeat(name="kid", label="Kid", repeat_count=goes_on, questions=(always,))
    interview = answered(questionnaire_of(Calculate(name="n", calculation="count(${kid})"), kid))
    for count in (1, 2, 3):
        assert interview.sheet.counts["kid"] == count
        interview = going_on(interview, Continue())


def test_a_filter_may_keep_the_choice_that_was_made() -> None:
    first = SelectOne(name="a", label="A", choices=codes("x", "y", "z"))
    second = SelectOne(name="b", label="B", choices=codes("x", "y", "z"), choice_filter="name != ${a} or name = ${b}")
    interview = answered(questionnaire_of(first, second), Answer("x"))
    (step,) = [step for step in interview.steps if step.path == "b"]
    assert [choice.code for choice in interview.state.choices(step.node, ())] == ["y", "z"]
    changed = going_on(interview, Answer("y"), GoTo("a"), Answer("y"))
    assert [choice.code for choice in changed.state.choices(step.node, ())] == ["x", "y", "z"]
    assert value_of(changed, "b") == "y"
    assert value_of(resumed(changed), "b") == "y"


TREES = questionnaire_of(
    Integer(name="many", label="How many?", default="2"),
    Repeat(
        name="tree",
        label="Tree of ${many}",
        repeat_count="${many}",
        questions=(
            Integer(name="fruit", label="Fruit?"),
            Repeat(name="twig", repeat_count="${fruit}", questions=(Integer(name="leaf", label="Leaf?"),)),
        ),
    ),
)


def test_a_repeat_that_is_cut_says_how_many_are_asked_and_how_many_were_wanted() -> None:
    begun = answered(TREES)
    assert list(cut_repeats(begun)) == []
    full = going_on(begun, Answer(1000))
    assert list(cut_repeats(full, begun)) == []
    cut = going_on(full, GoTo("many"), Answer(1500))
    (said,) = cut_repeats(cut, full)
    assert str(said) == '"Tree of 1500" is asked 1,000 times, not 1,500 (the maximum is 1,000)'
    assert cut.sheet.answers["many"] == 1500
    # It is said once for each number, and again over a resume.
    assert list(cut_repeats(going_on(cut, GoTo("tree[1]/fruit"), Answer(0)), cut)) == []
    more = going_on(cut, GoTo("many"), Answer(1501))
    assert len(list(cut_repeats(more, cut))) == 1
    assert len(list(cut_repeats(resumed(more)))) == 1
    assert list(cut_repeats(going_on(more, GoTo("many"), Answer(3)), more)) == []


def test_a_repeat_that_is_cut_as_all_together_are_too_many_says_so_too() -> None:
    interview = answered(TREES, Answer(25))
    for number in range(1, 20):
        interview = going_on(interview, GoTo(f"tree[{number}]/fruit"), Answer(MAX_INSTANCES))
        assert list(cut_repeats(interview)) == []
    fuller = going_on(interview, GoTo("tree[20]/fruit"), Answer(MAX_INSTANCES))
    (said,) = cut_repeats(fuller, interview)
    assert (said.details["label"], said.details["count"], said.details["wanted"]) == ("twig", "975", "1,000")
