"""What stands in a field and was not given is part of the draft, however it was left, and stands there again."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import msgspec
import pytest
from terminal_questionnaires import COUNTRY, DAY, GRADE, MANY, MEDIA, SHARE, WHO, WHY, choices, questionnaire_of
from terminal_stage import MemoryKeeper, Stage, staged

from sstc_survey.engine import AddInstance, Answer, Interview, advance, begin
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import AnyEntry, DateTime, Range, Rank, Repeat, SelectOne, TextQuestion, Time
from sstc_survey.response import Status, Unfinished

ORDER = Rank(name="order", label="In which order?", choices=choices(a="Alpha", b="Beta", c="Gamma"))
# For each type: its question, the keys, what is saved of it, and what shows that it stands in the field again.
FIELDS: dict[str, tuple[AnyEntry, list[str], Unfinished, str]] = {
    "text": (WHO, ["Sok"], Unfinished(text="Sok"), "> Sok"),
    "multiline": (WHY, ["one", "Enter", "two"], Unfinished(text="one\ntwo"), "> one\n   two"),
    "integer": (MANY, ["x5"], Unfinished(text="x5"), "> x5"),
    "decimal": (SHARE, ["0."], Unfinished(text="0."), "> 0."),
    "date": (DAY, ["2016-0"], Unfinished(text="2016-0"), "> 2016-0"),
    "time": (Time(name="hour", label="When?"), ["14:"], Unfinished(text="14:"), "> 14:"),
    "dateTime": (DateTime(name="moment", label="When?"), ["2016-"], Unfinished(text="2016-"), "> 2016-"),
    "autocomplete": (COUNTRY, ["cam"], Unfinished(text="cam"), "> cam"),
    "select_one": (GRADE, ["Down", "Down", "Down"], Unfinished(row="bad"), "» 3. Bad"),
    "select_multiple": (MEDIA, ["2", ",", "3"], Unfinished(ticks=["tv", "web"]), "● 3. Web"),
    "rank": (ORDER, ["3", ",", "1"], Unfinished(ticks=["c", "a"]), "[2] 1. Alpha"),
    "scale": (
        Range(name="mark", label="Mark?", start=1, end=5, step=1),
        ["Right", "Right"],
        Unfinished(text="2"),
        "[2]",
    ),
    "range": (Range(name="mark", label="Mark?", start=1, end=50, step=1), ["4"], Unfinished(text="4"), "> 4"),
}
NAMES = pytest.mark.parametrize("name", FIELDS)
LAST = TextQuestion(name="last", label="The last one?")


def entered(stage: Stage, name: str) -> str:
    """Enter what there is for a type, without giving it; return the name of the question."""
    question, keys, _, shown = FIELDS[name]
    stage.see("F10 stop")
    stage.press(*keys)
    stage.see(shown)
    return question.name


def seen_again(stage: Stage, name: str) -> None:
    stage.see("Not entered yet:", FIELDS[name][3], "F10 stop")


@NAMES
@pytest.mark.parametrize("key", ["F10", "Ctrl-C"])
def test_what_stands_in_a_field_is_in_the_draft_and_there_again(name: str, key: str) -> None:
    questionnaire = questionnaire_of(FIELDS[name][0], LAST)
    with staged(questionnaire) as stage:
        path = entered(stage, name)
        stage.press(key)
        stage.ending()
        assert stage.keeper.unfinished == {path: FIELDS[name][2]}
    with staged(questionnaire, unfinished=stage.keeper.unfinished, resumed=True) as stage:
        seen_again(stage, name)
        stage.press("F10")
        assert stage.end().sheet.answers == {}
        assert stage.keeper.unfinished == {path: FIELDS[name][2]}


@NAMES
@pytest.mark.parametrize("key", ["F3", "F8", "F9", "Esc"])
def test_keys_that_leave_a_field_lose_nothing_in_it(name: str, key: str) -> None:
    first = TextQuestion(name="first", label="The first one?")
    with staged(questionnaire_of(first, FIELDS[name][0], LAST, dont_know=True, refused=True)) as stage:
        stage.see("The first one?", "F10 stop")
        stage.press("Enter")
        stage.see("2 of 3")
        path = entered(stage, name)
        stage.press(key)
        if key == "Esc":
            stage.see("The first one?", times=2)
            assert stage.keeper.unfinished == {path: FIELDS[name][2]}
            stage.press("Enter")
        else:
            stage.see("The last one?", "F10 stop")
            # What was refused is not to be read anywhere.
            assert stage.keeper.unfinished == ({} if key == "F9" else {path: FIELDS[name][2]})
            stage.press("Esc")
        seen_again(stage, name)
        stage.press("F10")
        stage.end()
        assert stage.keeper.unfinished == ({} if key == "F9" else {path: FIELDS[name][2]})


@NAMES
def test_what_is_kept_while_it_is_typed_outlives_the_program(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sstc_survey.prompters.terminal.layout._KEEP_SECONDS", 0.01)
    with staged(questionnaire_of(FIELDS[name][0])) as stage:
        path = entered(stage, name)
        stage.screen.settle()
        stage.keeper.until(lambda: stage.keeper.unfinished == {path: FIELDS[name][2]})


def test_a_save_that_fails_is_said_below_and_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sstc_survey.prompters.terminal.layout._KEEP_SECONDS", 0.01)
    with staged(questionnaire_of(WHO, LAST)) as stage:
        stage.see("Who?", "F10 stop")
        stage.keeper.failures = 1_000_000
        stage.press("Sok")
        stage.see("What is being typed is NOT saved: cannot read the file: the disk is full", "> Sok")
        stage.keeper.failures = 0
        stage.miss("NOT saved")
        stage.press("Enter")
        stage.see("The last one?")
        assert stage.keeper.unfinished == {}


def test_what_was_given_is_not_in_the_draft_as_well() -> None:
    with staged(questionnaire_of(WHO, GRADE, LAST)) as stage:
        stage.see("Who?", "F10 stop")
        stage.press("Sok", "Enter")
        stage.see("How good?", "F10 stop")
        assert stage.keeper.unfinished == {}
        stage.press("Down", "Down", "Esc")
        stage.see("back", "> Sok", "F10 stop")
        assert "Not entered yet:" not in stage.see("> Sok")
        stage.press("Ctrl-U", "F10")
        ended = stage.end()
        # The answer stands until another is given.
        assert ended.sheet.answers == {"who": "Sok"}
        assert stage.keeper.unfinished == {"who": Unfinished(text=""), "grade": Unfinished(row="fair")}


def test_what_was_rejected_stands_in_the_field() -> None:
    with staged(questionnaire_of(MANY)) as stage:
        stage.see("How many?", "F10 stop")
        stage.press("77", "Enter")
        stage.see("too large", "> 77")
        stage.press("F10")
        stage.end()
        assert stage.keeper.unfinished == {"many": Unfinished(text="77")}


def test_a_comment_that_was_begun_is_kept_and_asked_for_again() -> None:
    with staged(questionnaire_of(GRADE, LAST)) as stage:
        stage.see("How good?", "F10 stop")
        stage.press("F4")
        stage.see("Comment (Enter for none):")
        stage.press("if it")
        stage.see("> if it")
        stage.press("F10")
        stage.end()
        assert stage.keeper.unfinished == {"grade/comment": Unfinished(text="if it")}
    with staged(questionnaire_of(GRADE, LAST), unfinished=stage.keeper.unfinished, resumed=True) as stage:
        stage.see("Comment", "> if it")
        stage.press(" rains", "Enter")
        stage.see("Comment: if it rains", "F10 stop")
        assert stage.keeper.unfinished == {}
        stage.press("F10")
        assert stage.end().sheet.comments == {"grade": "if it rains"}


@pytest.mark.parametrize(
    ("following", "position", "label"),
    [
        (LAST, "last", "The last one?"),
        # The gate of a repeat comes before the first instance, and after it in the route.
        (Repeat(name="member", label="Member", questions=(LAST,)), "member", "Add: Member"),
    ],
)
def test_a_comment_after_an_answer_is_asked_for_again(following: AnyEntry, position: str, label: str) -> None:
    asked = SelectOne(name="grade", label="How good?", choices=choices(good="Good", bad="Bad"), comment=True)
    with staged(questionnaire_of(asked, following)) as stage:
        stage.see("How good?", "F10 stop")
        stage.press("1", "Enter")
        stage.see("Comment (Enter for none):")
        stage.press("if it")
        stage.see("> if it")
        stage.press("F10")
        stopped = stage.end()
        assert stopped.position == position
        assert stage.keeper.unfinished == {"grade/comment": Unfinished(text="if it")}
    with staged(stopped, unfinished=stage.keeper.unfinished, resumed=True) as stage:
        stage.see("1 of ", "How good?", "> if it")
        stage.press("Enter")
        stage.see(label, "F10 stop")
        stage.press("F10")
        assert stage.end().sheet.comments == {"grade": "if it"}
        assert stage.keeper.unfinished == {}
    with staged(stopped, unfinished={"grade/comment": Unfinished(text="if it")}, resumed=True) as stage:
        stage.see("> if it", "F10 stop")
        stage.press("F2")
        stage.see("← back", "» 1. Good")
        stage.press("2", "Enter")
        stage.see("→ Bad", "> if it")
        stage.press("F10")
        interview = stage.end()
    assert interview.sheet.answers == {"grade": "bad"}
    assert interview.sheet.comments == {}


def test_a_comment_that_was_left_before_the_answer_waits_until_it_is_asked_for() -> None:
    with staged(questionnaire_of(GRADE, LAST)) as stage:
        stage.see("How good?", "F10 stop")
        stage.press("F4")
        stage.see("Comment (Enter for none):")
        stage.press("if it", "Esc")
        stage.see("Number choose", "F10 stop")
        stage.press("1", "Enter")
        stage.see("The last one?", "F10 stop")
        stage.press("F10")
        stopped = stage.end()
        assert stage.keeper.unfinished == {"grade/comment": Unfinished(text="if it")}
    with staged(stopped, unfinished=stage.keeper.unfinished, resumed=True) as stage:
        assert "if it" not in stage.see("The last one?", "F10 stop")


def test_what_was_begun_and_left_is_said_before_it_is_dropped() -> None:
    member = Repeat(name="member", label="Member", questions=(TextQuestion(name="name", label="Name?"),))
    with staged(questionnaire_of(WHO, member), rows=40) as stage:
        stage.see("Who?", "F10 stop")
        stage.press("F4")
        stage.see("Comment (Enter for none):")
        stage.press("a remark", "F2")
        stage.miss("Comment (Enter for none):")
        stage.press("Sok", "F3")
        stage.see("1. Add: Member")
        stage.press("1", "Enter")
        stage.see("Name?", "F10 stop")
        stage.press("F4")
        stage.see("Comment (Enter for none):")
        stage.press("another", "F2")
        stage.miss("Comment (Enter for none):")
        stage.press("Dara", "Enter")
        stage.see("2. No more")
        stage.press("2", "Enter")
        stage.see(
            "Not entered yet: Sok",
            "Not entered yet: Comment: a remark",
            "Not entered yet: Comment: another",
            "Save and finish",
        )
        stage.press("s", "Enter")
        assert stage.end().status is Status.COMPLETE
        assert stage.keeper.unfinished == {}


def test_what_was_typed_and_refused_is_not_shown_at_the_end() -> None:
    with staged(questionnaire_of(msgspec.structs.replace(WHO, refused=True)), rows=40) as stage:
        stage.press("Sok", "F9")
        text = stage.see("Save and finish", "F10 stop")
    assert "Not given yet" not in text


def test_an_instance_that_is_removed_takes_what_stands_in_it_along() -> None:
    member = Repeat(name="member", label="Member", questions=(TextQuestion(name="who", label="Who?"),))
    interview = begin(questionnaire_of(member, LAST), "en")
    for reply in (AddInstance(), Answer("Sok")):
        following = advance(interview, reply, 0)
        assert isinstance(following, Interview)
        interview = following
    with staged(interview) as stage:
        stage.see("Add another: Member", "F10 stop")
        stage.press("1", "Enter")
        stage.see("Who?", "F10 stop")
        stage.press("Dar", "F10")
        stopped = stage.end()
        assert stage.keeper.unfinished == {"member[2]/who": Unfinished(text="Dar")}
    with staged(stopped, unfinished=stage.keeper.unfinished, resumed=True) as stage:
        stage.see("Not entered yet:", "> Dar")
        stage.press("a", "Enter")
        stage.see("Remove 1: Sok", "F10 stop")
        stage.press("Up", "Up", "Enter")
        stage.see("Keep it", "Remove it")
        stage.press("Down", "Enter")
        stage.see("Member: 1 so far")
        stage.press("F10")
        assert stage.end().sheet.answers == {"member[1]/who": "Dara"}


def test_what_stands_in_fields_is_gone_when_the_interview_is_finished() -> None:
    with staged(questionnaire_of(WHO, LAST)) as stage:
        stage.see("Who?", "F10 stop")
        stage.press("Sok", "F3")
        stage.see("The last one?", "F10 stop")
        assert stage.keeper.unfinished == {"who": Unfinished(text="Sok")}
        stage.press("x", "Enter")
        stage.see("Save and finish", "F10 stop")
        stage.press("Down", "Enter")
        assert stage.end().status is Status.COMPLETE
        assert stage.keeper.unfinished == {}


def test_what_was_given_is_shown_above_what_was_begun_anew_and_not_given() -> None:
    several = {"who": ("Sok", "Dara"), "grade": ("Good", "fair"), "media": ("Radio; TV", "web")}
    fields = {"who": Unfinished(text="Dara"), "grade": Unfinished(row="fair"), "media": Unfinished(ticks=["web"])}
    with staged(questionnaire_of(WHO, GRADE, MEDIA, LAST), rows=60, unfinished={}) as stage:
        stage.press("Sok", "Enter", "1", "Enter", "1,2", "Enter", "F10")
        interview = stage.end()
    for place, (name, (given, _)) in enumerate(several.items()):
        at = msgspec.structs.replace(interview, position=name)
        with staged(at, rows=60, unfinished={name: fields[name]}, resumed=True) as stage:
            stage.see(f"{place + 1} of 4", f"Now: {given}\nNot entered yet:", "F10 stop")


def test_a_comment_on_a_question_that_review_led_to_is_asked_for_again() -> None:
    asked = SelectOne(name="grade", label="How good?", choices=choices(good="Good", bad="Bad"), comment=True)
    with staged(questionnaire_of(asked, LAST), rows=60) as stage:
        stage.press("1", "Enter", "Enter", "x", "Enter")
        stage.see("Save and finish")
        stage.press("1", "Enter")
        stage.see("» 1. Good")
        stage.press("2", "Enter")
        stage.see("Comment (Enter for none):")
        stage.press("if it")
        stage.see("> if it")
        stage.press("F10")
        stopped = stage.end()
        unfinished = stage.keeper.unfinished
    assert unfinished == {"grade/comment": Unfinished(text="if it")}
    with staged(stopped, rows=60, unfinished=unfinished, resumed=True) as stage:
        stage.see("How good?", "> if it")
        stage.press(" rains", "Enter")
        stage.see("Save and finish")
        stage.press("F10")
        assert stage.end().sheet.comments == {"grade": "if it rains"}


@pytest.mark.parametrize("typed", ["", "if it"])
def test_where_a_comment_is_asked_for_again_the_answer_stands_below_its_question(typed: str) -> None:
    asked = SelectOne(name="grade", label="How good?", choices=choices(good="Good", bad="Bad"), comment=True)
    with staged(questionnaire_of(asked)) as stage:
        stage.see("How good?", "F10 stop")
        stage.press("1", "Enter")
        stage.see("Comment (Enter for none):")
        stage.press(typed, "F10")
        stopped = stage.end()
    with staged(stopped, unfinished=stage.keeper.unfinished, resumed=True) as stage:
        view = stage.see("How good?", "Comment (Enter ", "F10 stop")
    assert "→ Good" in view


def test_a_fault_of_the_program_while_it_keeps_what_is_typed_ends_it_as_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    is_broken, save_fields = threading.Event(), MemoryKeeper.save_fields

    def save_or_break(keeper: MemoryKeeper, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        if is_broken.is_set():
            raise ZeroDivisionError
        return save_fields(keeper, unfinished)

    monkeypatch.setattr(MemoryKeeper, "save_fields", save_or_break)
    with staged(questionnaire_of(WHO, LAST)) as stage:
        stage.press("Sok", "Enter")
        stage.see("2 of 2", "F10 stop")
        is_broken.set()
        stage.press("x")
        assert isinstance(stage.ending(), ZeroDivisionError)
    assert stage.keeper.saved[-1].sheet.answers == {"who": "Sok"}
