"""The terminal: what each key does, and what the interview keeps of it."""

from __future__ import annotations

import msgspec
import pytest
from terminal_questionnaires import (
    COUNTRY,
    DAY,
    GRADE,
    MANY,
    MEDIA,
    NOTE,
    READY,
    SHARE,
    WHO,
    WHY,
    choices,
    questionnaire_of,
)
from terminal_stage import staged

from sstc_survey.engine import Answer, Interview, advance, begin
from sstc_survey.questionnaire import Leaf, Questionnaire, Value
from sstc_survey.response import Missing, Status

GRADE_BEFORE = msgspec.structs.replace(GRADE, name="before")


def run_with_keys(questionnaire: Questionnaire, *keys: str, failures: int = 0) -> Interview:
    """Run an interview with keys that are all typed ahead, and stop after them."""
    with staged(questionnaire, failures=failures) as stage:
        stage.press(*keys, "F10")
        return stage.end()


def value(question: Leaf, *keys: str) -> object:
    """Return the answer that these keys give to one question, or its state."""
    sheet = run_with_keys(questionnaire_of(question, dont_know=True, refused=True), *keys).sheet
    return sheet.answers.get(question.name, sheet.missing.get(question.name))


@pytest.mark.parametrize(
    ("question", "keys", "expected"),
    [
        (WHO, ("Sok", "Enter"), "Sok"),
        (WHO, ("  សុខ ", "Enter"), "សុខ"),
        (WHO, ("why?", "Enter"), "why?"),
        (WHO, ("Enter",), Missing.BLANK),
        (WHY, ("one", "Enter", "two", "F5"), "one\ntwo"),
        (WHY, ("one", "Ctrl-S"), "one"),
        (WHY, ("one", "Alt-Enter"), "one"),
        (MANY, ("៣", "Enter"), 3),
        (SHARE, ("0.5", "Enter"), 0.5),
        (DAY, ("2016-9-7", "Enter"), "2016-09-07"),
        (READY, ("Down", "Enter"), "OK"),
        (READY, ("Enter", "Enter"), Missing.BLANK),
        (GRADE, ("Enter", "Enter"), Missing.BLANK),
        (GRADE, ("Down", "Enter"), "good"),
        (GRADE, ("Down", "Down", "Enter"), "fair"),
        (GRADE, ("3", "Enter"), "bad"),
        (GRADE, ("b", "Enter"), "bad"),
        (GRADE, ("Down", "Down", "Home", "Enter"), "good"),
        (GRADE, ("Enter", "Up", "Enter"), Missing.REFUSED),
        (GRADE, ("End", "Enter"), Missing.REFUSED),
        (GRADE, ("Up", "Enter"), Missing.REFUSED),
        (GRADE, ("Up", "Up", "Enter"), Missing.DONT_KNOW),
        (MEDIA, ("Down", "Space", "Up", "Space", "Enter"), ["radio", "tv"]),
        (MEDIA, (*"3,1,1", "Enter"), ["web"]),
        (MEDIA, ("1", "Up", "Space", "Enter"), Missing.REFUSED),
        (MEDIA, ("Up", "Up", "Space", "Enter"), Missing.DONT_KNOW),
        (MEDIA, ("Enter", "Enter"), Missing.BLANK),
        (COUNTRY, ("camb", "Enter"), "kh"),
        (COUNTRY, ("VN", "Enter"), "vn"),
        (COUNTRY, ("ไทย", "Enter"), "th"),
        (COUNTRY, ("ពុជា", "Enter"), "kr"),
        (COUNTRY, ("国", "Enter"), "cn"),
        (COUNTRY, ("refus", "Enter"), Missing.REFUSED),
        (COUNTRY, ("Enter", "Enter"), Missing.BLANK),
        *(
            (question, (key,), state)
            for question in (WHO, WHY, MANY, DAY, READY, GRADE, MEDIA, COUNTRY)
            for key, state in [("F3", Missing.BLANK), ("F8", Missing.DONT_KNOW), ("F9", Missing.REFUSED)]
        ),
        *((WHO, ("Ctrl-X", key), state) for key, state in [("s", Missing.BLANK), ("d", Missing.DONT_KNOW)]),
    ],
)
def test_what_keys_say(question: Leaf, keys: tuple[str, ...], expected: object) -> None:
    assert value(question, *keys) == expected


def test_a_tick_at_a_state_and_ticks_at_choices_exclude_each_other() -> None:
    assert value(MEDIA, "1", "Up", "Space", "2", "Enter") == ["tv"]


def test_an_interview_from_the_cover_to_the_end() -> None:
    questionnaire = questionnaire_of(READY, NOTE, msgspec.structs.replace(MEDIA, comment=True), GRADE, WHY)
    with staged(questionnaire) as stage:
        stage.press(
            "Down", "Enter", "Enter", "1,2", "Enter", "aloud", "Enter", "2", "Enter", "one", "Enter", "two", "F5"
        )
        stage.see("Save and finish")
        stage.press("Down", "Enter")
        interview = stage.end()
    assert interview.status is Status.COMPLETE
    expected: dict[str, Value] = {"ready": "OK", "media": ["radio", "tv"], "grade": "fair", "why": "one\ntwo"}
    assert interview.sheet.on_route()[0] == expected
    assert interview.sheet.comments == {"media": "aloud"}


@pytest.mark.parametrize("back", ["Esc", "F2"])
def test_back_shows_each_reply_again_and_enter_keeps_it(back: str) -> None:
    with staged(questionnaire_of(MANY, GRADE, MEDIA, WHO), rows=90) as stage:
        stage.press("7", "Enter", "2", "Enter", "1,3", "Enter")
        stage.see("4 of 4")
        for position in ("3 of 4", "2 of 4", "1 of 4"):
            stage.press(back)
            stage.see(position, times=2)
        stage.see("> 7")
        stage.press("Enter")
        stage.see("» 2. Fair")
        stage.press("Enter")
        stage.see("● 1. Radio", "○ 2. TV", "● 3. Web")
        stage.press("Enter", "F10")
        interview = stage.end()
    assert interview.sheet.answers == {"many": 7, "grade": "fair", "media": ["radio", "web"]}
    assert interview.position == "who"


@pytest.mark.parametrize("question", [WHO, WHY, MANY, COUNTRY, GRADE, MEDIA])
def test_keys_that_come_right_after_esc_are_for_the_question_before(question: Leaf) -> None:
    with staged(questionnaire_of(GRADE_BEFORE, question)) as stage:
        stage.press("1", "Enter")
        stage.see("2 of 2", "F10 stop")
        stage.press("Esc")
        stage.see("← back")
        stage.press("F3")
        stage.see("→ (blank)", "2 of 2")
        stage.see("F10 stop")
        stage.press("Esc", "Ctrl-C")
        assert isinstance(stage.ending(), KeyboardInterrupt)


def test_back_on_the_first_question_says_so() -> None:
    with staged(questionnaire_of(WHO)) as stage:
        stage.see("1 of 1")
        stage.press("Esc")
        stage.see("first question")
        stage.press("Sok", "Enter")
        stage.see("→ Sok")


def test_enter_on_a_state_keeps_it_and_emptied_text_removes_the_answer() -> None:
    for keys, expected in [
        (("F8", "F2", "Enter"), Missing.DONT_KNOW),
        (("Sok", "Enter", "F2", "Ctrl-U", "Enter"), None),
    ]:
        interview = run_with_keys(questionnaire_of(WHO, NOTE, dont_know=True), *keys)
        assert interview.sheet.missing == {"who": expected or Missing.BLANK}
        assert interview.sheet.answers == {}
        assert interview.position == "n"
    for question in (GRADE, MEDIA, COUNTRY):
        interview = run_with_keys(questionnaire_of(question, NOTE, dont_know=True, refused=True), "F9", "F2", "Enter")
        assert interview.sheet.missing == {question.name: Missing.REFUSED}
        assert interview.position == "n"


@pytest.mark.parametrize(
    ("question", "typed", "shown", "expected"),
    [
        (WHO, ("Sok",), "> Sok", "Sok"),
        (MANY, ("7",), "> 7", 7),
        (WHY, ("one", "Enter", "two"), "two", "one\ntwo"),
        (MEDIA, ("1,3",), "● 3. Web", ["radio", "web"]),
        (GRADE, ("3",), "» 3. Bad", "bad"),
        (COUNTRY, ("Cambo",), "> Cambo", "kh"),
    ],
)
def test_what_is_entered_outlasts_help_a_comment_and_a_look_back(
    question: Leaf, typed: tuple[str, ...], shown: str, expected: Value
) -> None:
    with staged(questionnaire_of(READY, question, NOTE), rows=90) as stage:
        stage.press("Down", "Enter", *typed)
        stage.see("2 of 2", shown)
        stage.press("F1")
        stage.see("Esc or F2: go back", shown)
        stage.press("F4", "aloud")
        stage.see("> aloud")
        stage.press("Enter")
        stage.see("Comment: aloud", shown)
        stage.press("F2")
        stage.see("1 of 2", times=2)
        stage.press("Enter")
        stage.see("2 of 2", times=2)
        stage.see(shown)
        stage.press("F5" if question is WHY else "Enter")
        stage.see(str(NOTE.label))
        stage.press("F10")
        interview = stage.end()
    assert interview.sheet.answers[question.name] == expected
    assert interview.sheet.comments == {question.name: "aloud"}


@pytest.mark.parametrize(
    ("question", "wrong", "fault", "shown", "right", "expected"),
    [
        (MANY, ("12",), "12 is too large (maximum 9)", "> 12", ("Backspace",), 1),
        (MANY, ("1x",), '"1x" is not a whole number', "> 1x", ("Backspace",), 1),
        (SHARE, ("1,000",), "is ambiguous", "> 1,000", ("Ctrl-U", "5"), 5.0),
        (
            DAY,
            ("2016-02-30",),
            "that month has 29 days",
            "> 2016-02-30",
            ("Backspace", "Backspace", "28"),
            "2016-02-28",
        ),
        (MEDIA, ("1,4",), '"None of these" cannot be combined', "● 4. None", ("4",), ["radio"]),
        (COUNTRY, ("Cambodja",), 'did you mean "Cambodia"?', "> Cambodja", ("Ctrl-U", "kh"), "kh"),
    ],
)
def test_an_invalid_reply_stays_with_the_reason_beside_it(
    question: Leaf, wrong: tuple[str, ...], fault: str, shown: str, right: tuple[str, ...], expected: Value
) -> None:
    with staged(questionnaire_of(question, NOTE)) as stage:
        stage.press(*wrong, "Enter")
        view = stage.see(fault, shown)
        assert view.count("1 of 1") == 1
        stage.press(*right)
        stage.miss(fault)
        stage.press("Enter", "F10")
        interview = stage.end()
    assert interview.sheet.answers.get(question.name) == expected


def test_a_required_question_and_a_state_that_is_not_offered_stay_with_the_reason() -> None:
    with staged(questionnaire_of(msgspec.structs.replace(WHO, required=True))) as stage:
        stage.press("Enter")
        stage.see("this question must be answered")
        stage.press("x")
        stage.miss("must be answered")
        stage.press("F3")
        stage.see("this question must be answered", "> x")
        stage.press("F8")
        stage.see('"don\'t know" is not offered')


def test_no_ticks_at_all_are_accepted_at_the_second_enter() -> None:
    with staged(questionnaire_of(MEDIA, NOTE)) as stage:
        stage.press("Enter")
        stage.see("nothing selected", "1 of 1")
        stage.press("Enter")
        stage.see("→ (blank)", str(NOTE.label))


def test_a_comment_is_asked_for_after_an_answer_only() -> None:
    commented = msgspec.structs.replace(WHO, comment=True)
    assert run_with_keys(questionnaire_of(commented), "Sok", "Enter", "aloud", "Enter").sheet.comments == {
        "who": "aloud"
    }
    assert run_with_keys(questionnaire_of(commented), "Sok", "Enter", "Enter").sheet.comments == {}
    with staged(questionnaire_of(commented, NOTE)) as stage:
        stage.press("F3")
        stage.see(str(NOTE.label))


def test_back_from_the_comment_leads_to_the_answer_as_it_was() -> None:
    with staged(questionnaire_of(msgspec.structs.replace(WHO, comment=True), NOTE)) as stage:
        stage.press("Sok", "Enter")
        stage.see("Comment (Enter for none)")
        stage.press("F2")
        stage.see("> Sok")
        stage.press("al", "Enter", "Enter")
        stage.see("→ Sokal", str(NOTE.label))


@pytest.mark.parametrize("asks", [False, True])
def test_a_comment_that_was_begun_and_left_is_there_again(asks: bool) -> None:
    def ask_for_it() -> None:
        stage.press("Enter" if asks else "F4")
        stage.see("Comment (")

    with staged(questionnaire_of(msgspec.structs.replace(WHO, comment=asks), NOTE)) as stage:
        stage.press("Sok")
        ask_for_it()
        stage.press("alo")
        stage.see("> alo")
        stage.press("F2")
        stage.see("> Sok")
        ask_for_it()
        stage.see("> alo")
        stage.press("ud", "Enter")
        stage.see("Comment: aloud")
        stage.press("Enter", "F10")
        assert stage.end().sheet.comments == {"who": "aloud"}


def test_a_comment_can_be_changed_and_removed() -> None:
    with staged(questionnaire_of(WHO, NOTE)) as stage:
        stage.press("F4", "one", "Enter")
        stage.see("Comment: one")
        stage.press("F4")
        stage.see("> one")
        stage.press(" two", "Enter")
        stage.see("Comment: one two")
        stage.press("F4", "Ctrl-U", "Enter")
        stage.see("Comment removed")
        stage.press("F10")
        interview = stage.end()
    assert interview.sheet.comments == {}
    assert [event.data["text"] for event in interview.events if "text" in event.data] == ["one", "one two", ""]


def test_stop_at_the_comment_keeps_the_answer() -> None:
    interview = run_with_keys(questionnaire_of(msgspec.structs.replace(WHO, comment=True), NOTE), "Sok", "Enter")
    assert interview.sheet.answers == {"who": "Sok"}
    assert interview.status is Status.PARTIAL


@pytest.mark.parametrize("question", [WHO, WHY, MANY, GRADE, MEDIA, COUNTRY, NOTE])
@pytest.mark.parametrize("keys", [("Ctrl-D",), ("F10",), ("Ctrl-X", "q")])
def test_each_way_to_stop_keeps_the_draft(question: Leaf, keys: tuple[str, ...]) -> None:
    with staged(questionnaire_of(question)) as stage:
        stage.see(str(question.label))
        stage.press(*keys)
        assert stage.end().status is Status.PARTIAL


@pytest.mark.parametrize("question", [WHO, WHY, GRADE, MEDIA, COUNTRY, NOTE])
def test_ctrl_c_is_raised(question: Leaf) -> None:
    with staged(questionnaire_of(question)) as stage:
        stage.see(str(question.label))
        stage.press("Ctrl-C")
        assert isinstance(stage.ending(), KeyboardInterrupt)


def test_review_changes_a_reply_goes_back_saves_and_stops() -> None:
    with staged(questionnaire_of(WHO, GRADE), rows=90) as stage:
        stage.press("Sok", "Enter", "2", "Enter")
        stage.see("Review", "Save and finish")
        stage.press("Esc")
        stage.see("2 of 2", times=2)
        stage.press("Enter")
        stage.see("Review", times=2)
        stage.press("Down", "Down", "Down", "Enter")
        stage.see("1 of 2", times=2)
        stage.press("al", "Enter")
        stage.see("Review", times=3)
        stage.press("Down", "Enter")
        interview = stage.end()
        stage.see("Thank you.")
    assert interview.status is Status.COMPLETE
    assert interview.sheet.answers == {"who": "Sokal", "grade": "fair"}
    with staged(questionnaire_of(WHO)) as stage:
        stage.press("Sok", "Enter", "Down", "Down", "Enter")
        assert stage.end().status is Status.PARTIAL


def test_what_could_not_be_saved_is_shown_and_tried_again_or_saved_elsewhere_or_left() -> None:
    with staged(questionnaire_of(WHO, NOTE), failures=2) as stage:
        stage.press("Sok", "Enter")
        stage.see("NOT saved: cannot read the file: the disk is full", "The answer was: Sok")
        # Three rows are not searched.
        stage.press("x", "again", "1")
        stage.see("» 1. Try again", "2. Choose another folder", "3. Stop without saving")
        stage.press("Enter")
        stage.see("NOT saved", times=2)
        stage.press("Down", "Down", "Enter", "/elsewhere", "Enter")
        stage.see(str(NOTE.label))
        assert stage.keeper.folders == ["/elsewhere"]
    assert run_with_keys(questionnaire_of(WHO), "Sok", "Enter", "Up", "Enter", failures=9).sheet.answers == {}


def test_keys_that_are_typed_ahead_reach_the_next_questions() -> None:
    interview = run_with_keys(
        questionnaire_of(WHO, GRADE, MEDIA, WHY), "Sok", "Enter", "2", "Enter", "1", "Enter", "one", "F5"
    )
    assert interview.sheet.answers == {"who": "Sok", "grade": "fair", "media": ["radio"], "why": "one"}


def test_codes_that_are_spelt_like_states_are_codes() -> None:
    odd = msgspec.structs.replace(GRADE, choices=choices(refused="They refused", blank="They left it blank"))
    assert value(odd, "Down", "Down", "Enter") == "blank"
    assert run_with_keys(questionnaire_of(odd, refused=True), "Down", "Enter").sheet.answers == {"grade": "refused"}


def test_a_resumed_interview_shows_earlier_answers() -> None:
    begun = advance(begin(questionnaire_of(WHO, MANY), "en"), Answer("Sok"), 0)
    assert isinstance(begun, Interview)
    with staged(begun, resumed=True) as stage:
        assert "About media." not in stage.see("Media", "stopped", "2 of 2")
        stage.press("Esc")
        stage.see("> Sok")


def test_every_reply_is_saved_before_the_next_question() -> None:
    with staged(questionnaire_of(WHO, NOTE)) as stage:
        stage.press("Sok", "Enter")
        stage.see(str(NOTE.label))
        assert [interview.sheet.answers for interview in stage.keeper.saved] == [{"who": "Sok"}]


def test_a_bug_in_checking_ends_the_prompt_and_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with staged(questionnaire_of(WHO)) as stage:
        stage.see("F10 stop")
        monkeypatch.setattr("sstc_survey.prompters.loop.advance", broken)
        stage.press("Sok", "Enter")
        assert isinstance(stage.ending(), ZeroDivisionError)


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_esc_from_a_question_opened_at_review_leads_back_there(number: str) -> None:
    with staged(questionnaire_of(WHO, GRADE, WHY), rows=60) as stage:
        stage.press("Sok", "Enter", "1", "Enter", "so", "F5")
        stage.see("Save and finish")
        stage.press(number, "Enter")
        stage.miss("Save and finish")
        stage.see("F10 stop")
        stage.press("Esc")
        stage.see("Save and finish")
        stage.press("Home", "Enter")
        answers = stage.end().sheet.answers
    assert answers == {"who": "Sok", "grade": "good", "why": "so"}
