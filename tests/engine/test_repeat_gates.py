"""The gate of a repeat: before its first question, where it may be empty, and behind a new instance on the way back."""

from __future__ import annotations

import pytest
from answered import answered, codes, going_on, paths, problem, questionnaire_of, response_of, resumed
from msgspec.structs import replace

from sstc_survey.engine import (
    AddInstance,
    Answer,
    Back,
    ChangeLanguage,
    Comment,
    Continue,
    Enough,
    Finish,
    GoTo,
    Interview,
    Leave,
    RemoveInstance,
    Reply,
    resume,
)
from sstc_survey.prompters import RepeatScreen, repeat_screen, screen
from sstc_survey.questionnaire import Calculate, Group, Integer, Note, Questionnaire, Repeat, SelectOne, TextQuestion
from sstc_survey.response import REVIEW, EventKind, Missing, Status

BLANK = Leave(Missing.BLANK)
WHO = TextQuestion(name="who", label="Who?", required=True)
TOOL = Repeat(name="tool", label="Tool", questions=(TextQuestion(name="what", label="What?"),))
VILLAGE = questionnaire_of(
    TextQuestion(name="village", label={"en": "Village?", "fr": "Village ?"}),
    Repeat(name="member", label="Member", questions=(WHO, Integer(name="age", label="Age?"))),
    Calculate(name="count", calculation="count(${member})"),
    TextQuestion(name="end", label="End?"),
)
FIRST = questionnaire_of(Repeat(name="member", label="Member", questions=(WHO,)))
NOTE_FIRST = questionnaire_of(
    Repeat(name="member", label="Member", questions=(Note(name="note", label="Read."), WHO)),
)
GROUPED = questionnaire_of(
    Group(name="home", label="Home", questions=(Repeat(name="member", label="Member", questions=(WHO,)),))
)
NESTED = questionnaire_of(Repeat(name="member", label="Member", questions=(WHO, TOOL)))
NESTED_FIRST = questionnaire_of(Repeat(name="member", label="Member", questions=(TOOL, WHO)))
KINDS = (EventKind.INSTANCES, EventKind.REMOVE, EventKind.ENOUGH, EventKind.BACK)


def said(interview: Interview) -> list[tuple[EventKind, object, object]]:
    """Return what the events say of repeats."""
    events = (event for event in interview.events if event.kind in KINDS)
    return [(event.kind, event.data["name"], event.data.get("count")) for event in events]


def gate(interview: Interview) -> RepeatScreen:
    """Return the screen of the repeat that the interview is at."""
    assert interview.step is not None
    assert interview.step.is_repeat_end, interview.position
    return repeat_screen(interview, interview.step)


@pytest.mark.parametrize(
    ("questionnaire", "before", "first"),
    [
        (VILLAGE, (Answer("Kep"),), "member[1]/who"),
        (FIRST, (), "member[1]/who"),
        (NOTE_FIRST, (), "member[1]/note"),
        (GROUPED, (), "member[1]/who"),
        (NESTED, (), "member[1]/who"),
        (NESTED_FIRST, (), "member[1]/tool"),
    ],
    ids=["after a question", "first of all", "a note first", "in a group", "nested", "a repeat first"],
)
class TestBeforeItsFirstQuestion:
    """Whatever comes first in it, a fresh repeat is asked for before."""

    def test_it_asks_whether_there_is_one(
        self, questionnaire: Questionnaire, before: tuple[Reply, ...], first: str
    ) -> None:
        interview = answered(questionnaire, *before)
        assert interview.position == "member"
        shown = gate(interview)
        assert (list(shown.instances), shown.enough, shown.can_add) == ([], False, True)
        assert shown.can_go_back == bool(before)
        assert problem(interview, Continue()).code == "reply-gate"
        assert problem(interview, RemoveInstance(1)).code == "reply-no-instance"
        assert going_on(interview, AddInstance()).position == first
        assert going_on(resumed(interview), AddInstance()).position == first

    def test_none_takes_it_away_and_is_saved(
        self, questionnaire: Questionnaire, before: tuple[Reply, ...], first: str
    ) -> None:
        for interview in (answered(questionnaire, *before), resumed(answered(questionnaire, *before))):
            none = going_on(interview, Enough())
            assert not any(path.startswith("member[") for path in paths(none)), first
            assert "member" not in none.sheet.on_route()[0]
            assert said(none)[-2:] == [(EventKind.REMOVE, "member[1]", None), (EventKind.ENOUGH, "member", None)]
            assert resumed(none).position == none.position
            back = going_on(resumed(none), GoTo("member"))
            assert gate(back).enough
            assert list(gate(back).instances) == []

    def test_back_from_its_first_question_asks_again(
        self, questionnaire: Questionnaire, before: tuple[Reply, ...], first: str
    ) -> None:
        begun = answered(questionnaire, *before, AddInstance())
        for interview in (begun, resumed(begun)):
            assert interview.position == first
            assert interview.step is not None
            shown = gate(interview) if interview.step.is_repeat_end else screen(interview, interview.step)
            assert shown.can_go_back
            again = going_on(interview, Back())
            assert again.position == "member"
            assert said(again)[-2:] == [(EventKind.REMOVE, "member[1]", None), (EventKind.BACK, "member", None)]
            assert list(gate(again).instances) == []
            assert not gate(again).enough
            assert going_on(again, Back()).position == ("village" if before else "member")


def test_back_takes_an_added_instance_in_which_nothing_was_said_back() -> None:
    one = answered(VILLAGE, Answer("Kep"), AddInstance(), Answer("Sok"), Answer(3))
    added = going_on(one, AddInstance())
    for interview in (added, resumed(added)):
        back = going_on(interview, Back())
        assert back.position == "member"
        assert back.sheet.on_route() == one.sheet.on_route()
        assert said(back)[-2:] == [(EventKind.REMOVE, "member[2]", None), (EventKind.BACK, "member", None)]
        assert list(gate(back).instances) == ["Sok, 3"]
        assert going_on(back, Enough()).position == "end"
        assert going_on(back, Back()).position == "member[1]/age"


@pytest.mark.parametrize("reply", [Answer("Dara"), Comment("hm")])
def test_an_instance_in_which_something_was_said_stays(reply: Reply) -> None:
    one = answered(VILLAGE, Answer("Kep"), AddInstance(), Answer("Sok"), Answer(3))
    two = going_on(one, AddInstance(), reply, *([Back()] if isinstance(reply, Answer) else []))
    assert two.position == "member[2]/who"
    back = going_on(two, Back())
    assert back.position == "member[1]/age"
    assert back.sheet.counts["member"] == 2
    one_said = going_on(answered(VILLAGE, Answer("Kep"), AddInstance()), reply)
    assert going_on(one_said, Back("member[1]/who"), Back()).position == "village"


def test_repeats_in_repeats_are_asked_for_one_by_one() -> None:
    interview = answered(NESTED_FIRST)
    seen = [interview.position]
    replies = (
        AddInstance(), AddInstance(), Back(), Back(), AddInstance(), Enough(), Answer("Sok"),
        AddInstance(), AddInstance(), Back(), Back(), AddInstance(), Enough(), Answer("Dara"), Enough(),
    )  # fmt: skip
    for reply in replies:
        interview = going_on(interview, reply)
        assert resumed(interview).position == interview.position
        seen.append(interview.position)
    assert seen == [
        "member", "member[1]/tool", "member[1]/tool[1]/what", "member[1]/tool", "member", "member[1]/tool",
        "member[1]/who", "member",
        "member[2]/tool", "member[2]/tool[1]/what", "member[2]/tool", "member", "member[2]/tool", "member[2]/who",
        "member", REVIEW,
    ]  # fmt: skip
    assert interview.sheet.on_route()[0] == {"member": [{"who": "Sok"}, {"who": "Dara"}]}


def test_it_is_asked_from_review_and_back_leads_to_review() -> None:
    none = answered(VILLAGE, Answer("Kep"), Enough(), BLANK)
    assert none.position == REVIEW
    assert none.sheet.on_route()[0] == {"village": "Kep", "count": 0}
    slipped = going_on(none, GoTo("member"), AddInstance(), Back())
    assert slipped.position == "member"
    assert slipped.sheet.on_route()[0] == {"village": "Kep", "count": 0}
    assert going_on(slipped, Enough()).position == REVIEW
    assert going_on(slipped, Enough(), Finish()).status is Status.COMPLETE
    one = going_on(none, GoTo("member"), AddInstance(), Answer("Sok"), Answer(3))
    assert gate(one).instances == ("Sok, 3",)
    assert going_on(one, Enough()).position == REVIEW


def test_one_that_comes_on_the_route_late_is_asked_for() -> None:
    parts = questionnaire_of(
        SelectOne(name="any", label="Any?", choices=codes("yes", "no")),
        Repeat(name="member", label="Member", relevant="${any} = 'yes'", questions=(WHO,)),
        TextQuestion(name="end", label="End?"),
    )
    late = answered(parts, BLANK, BLANK, GoTo("any"), Answer("yes"))
    assert late.position == "member"
    assert list(gate(late).instances) == []
    assert going_on(late, Enough()).position == REVIEW
    assert going_on(late, AddInstance(), Answer("Sok"), Enough()).position == REVIEW


def test_no_count_and_no_instance_without_questions_has_one() -> None:
    counted = questionnaire_of(Repeat(name="m", label="M", repeat_count="2", questions=(TextQuestion(name="q"),)))
    assert answered(counted).position == "m[1]/q"
    assert not screen(answered(counted), answered(counted).steps[0]).can_go_back
    assert going_on(answered(counted, BLANK), Back()).position == "m[1]/q"
    notes = questionnaire_of(Repeat(name="m", label="M", questions=(Note(name="n", label="Read."),)))
    assert answered(notes).position == "m[1]/n"
    assert going_on(answered(notes, Continue(), Enough()), Finish()).sheet.on_route()[0] == {"m": [{}]}


def test_a_draft_of_an_earlier_version_goes_on_at_its_question() -> None:
    earlier = replace(response_of(answered(VILLAGE, Answer("Kep"))), position="member[1]/who")
    interview = resume(VILLAGE, earlier, "2024-03-06T10:00:00+00:00")
    assert interview.position == "member[1]/who"
    assert going_on(interview, Back()).position == "member"


def test_the_language_changes_at_the_gate() -> None:
    interview = answered(VILLAGE, Answer("Kep"), ChangeLanguage("fr"))
    assert interview.position == "member"
    assert list(gate(interview).instances) == []
