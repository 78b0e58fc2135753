"""The terminal: scales, ranks, times, read-only questions, and what depends on other answers."""

from __future__ import annotations

import msgspec
import pytest
from terminal_questionnaires import COUNTRY, GRADE, MANY, MEDIA, WHO, choices, questionnaire_of
from terminal_stage import staged

from sstc_survey.prompters.expected import expected
from sstc_survey.questionnaire import (
    AnyEntry,
    Calculate,
    Date,
    DateTime,
    Integer,
    Leaf,
    Questionnaire,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
    Value,
)
from sstc_survey.response import Missing

TEN = Range(name="ten", label="How likely?", start=0, end=10)
ONE_TO_TEN = Range(name="ten", label="How likely?", start=1, end=10)
HALVES = Range(name="halves", label="How far?", start=0, end=2, step=0.5)
ENDLESS = Range(name="endless", label="How much?", start=0, end=1e15)
LONG = Range(name="long", label="How much?", start=0, end=100, step=5)
PLACES = SelectOne(
    name="place",
    label="Where?",
    appearance="autocomplete",
    choices=choices(sn="Sénégal", se="Sénégal oriental", vn="Việt Nam", kh="ភ្នំពេញ"),
)
MANY_PLACES = SelectMultiple(
    name="places",
    label="Where?",
    choices=choices(**{f"c{number}": f"Place {number}" for number in range(20)}, th="ภูเก็ต", kh="ភ្នំពេញ", cn="北京"),
)
FIRST = Rank(name="first", label="What comes first?", choices=choices(a="Alpha", b="Beta", c="Gamma"))
BEST = Rank(name="best", label="What is best?", choices=FIRST.choices, max_selected=2)
MOST = Rank(name="most", label="What is best?", choices=FIRST.choices, min_selected=2)
OPENS = Time(name="opens", label="When?", min="06:00")
MET = DateTime(name="met", label="When did you meet?")
BORN = Date(name="born", label="Born?")


def value(entry: AnyEntry, *keys: str) -> object:
    """Return the answer that these keys give to one question, or its state."""
    with staged(questionnaire_of(entry, dont_know=True, refused=True)) as stage:
        stage.press(*keys, "F10")
        sheet = stage.end().sheet
    return sheet.answers.get(entry.name, sheet.missing.get(entry.name))


@pytest.mark.parametrize(
    ("question", "keys", "expected"),
    [
        (TEN, ("7", "Enter"), 7),
        (TEN, ("0", "Enter"), 0),
        (TEN, ("10", "Enter"), 10),
        (ONE_TO_TEN, ("1", "0", "Enter"), 10),
        (ONE_TO_TEN, ("1", "Enter"), 1),
        (TEN, ("7",), None),
        (TEN, ("Right", "Right", "Enter"), 1),
        (TEN, ("Left", "Enter"), 10),
        (TEN, ("៧", "Enter"), 7),
        (TEN, ("១០", "Enter"), 10),
        (HALVES, ("b", "Enter"), 0.5),
        (HALVES, ("E", "Enter"), 2),
        (HALVES, ("2", "Right", "Enter"), 0),
        (LONG, ("35", "Enter"), 35),
        (ENDLESS, ("12", "Enter"), 12),
        (TEN, ("F8",), Missing.DONT_KNOW),
        (TEN, ("Enter", "Enter"), Missing.BLANK),
        (TEN, ("F9", "F2", "Enter"), Missing.REFUSED),
        (GRADE, ("២", "Enter"), "fair"),
        (PLACES, ("senegal", "Enter"), "sn"),
        (PLACES, ("Se\u0301ne\u0301gal o", "Enter"), "se"),
        (PLACES, ("viet", "Enter"), "vn"),
        (PLACES, ("ពេញ", "Enter"), "kh"),
        (MANY_PLACES, ("place", "Enter", "Enter"), ["c0"]),
        (MANY_PLACES, ("place", "Ctrl-U", "Enter", "Enter"), Missing.BLANK),
        (MANY_PLACES, ("ភ្", "Space", "北", "Space", "ภูเก", "Space", "Enter"), ["th", "kh", "cn"]),
        (MANY_PLACES, ("p", "Down", "Down", "Space", "Enter"), ["c2"]),
        (FIRST, ("Down", "Space", "Up", "Space", "Enter"), ["b", "a", "c"]),
        (FIRST, (*"3,2,1", "Enter"), ["c", "b", "a"]),
        (FIRST, (*"3,3,1,2,3", "Enter"), ["a", "b", "c"]),
        (FIRST, ("2", "F9", "F2", "Enter"), Missing.REFUSED),
        (FIRST, ("Up", "Space", *"1,2", "Enter"), ["a", "b", "c"]),
        (FIRST, (*"2,1", "Enter", "F2", *"1,1", "Enter"), ["b", "c", "a"]),
        (BEST, ("3", "Enter"), ["c"]),
        (BEST, (*"3,1,2", "Enter", *",2", "Enter"), ["c", "a"]),
        (BEST, ("F9",), Missing.REFUSED),
        (BEST, ("Enter", "Enter"), Missing.BLANK),
        (MOST, (*"3,1", "Enter"), ["c", "a"]),
        (OPENS, ("7.05", "Enter"), "07:05"),
        (OPENS, ("2:30 pm", "Enter"), "14:30"),
        (MET, ("2016-9-7 9:05", "Enter"), "2016-09-07T09:05"),
        (BORN, ("31/12/1999", "Enter"), "1999-12-31"),
        (BORN, ("2016年9月7日", "Enter"), "2016-09-07"),
    ],
)
def test_what_keys_say(question: AnyEntry, keys: tuple[str, ...], expected: object) -> None:
    assert value(question, *keys) == expected


@pytest.mark.parametrize(
    ("question", "keys", "message"),
    [
        (FIRST, ("1", "Enter"), "! only 1 of 3 ranked (rank the rest: Beta, Gamma)"),
        (FIRST, ("Enter",), "! nothing ranked"),
        (BEST, (*"3,1,2", "Enter"), "! 3 chosen: choose at most 2"),
        (BEST, ("Enter",), "! nothing ranked"),
        (MOST, ("3", "Enter"), "! 1 chosen: choose at least 2"),
        (TEN, ("Enter",), "! nothing chosen"),
        (LONG, ("33", "Enter"), "! 33 is not on the scale"),
        (ENDLESS, ("1.5", "Enter"), "! 1.5 is not on the scale (valid values: 0, 1, 2 ..."),
        (OPENS, ("5:00", "Enter"), "! 05:00 is too early"),
        (OPENS, ("noon", "Enter"), '! "noon" is not a time'),
        (BORN, ("03/04/2016", "Enter"), "(write 2016-04-03 or 2016-03-04)"),
        (MET, ("2016-09-07", "Enter"), "is not a date and time"),
    ],
)
def test_an_invalid_reply_stays_with_the_reason(question: AnyEntry, keys: tuple[str, ...], message: str) -> None:
    with staged(questionnaire_of(question)) as stage:
        stage.press(*keys)
        stage.see(message)


@pytest.mark.parametrize(
    ("question", "keys", "line"),
    [
        (OPENS, ("7.05", "Enter"), "→ 07:05"),
        (MET, ("2016-9-7 9:05", "Enter"), "→ 2016-09-07 09:05"),
        (BORN, ("31.12.1999", "Enter"), "→ 1999-12-31"),
        (MANY, ("៣", "Enter"), "→ 3"),
        (HALVES, ("b", "Enter"), "→ 0.5"),
        (FIRST, (*"3,1", "Enter"), "→ Gamma; Alpha; Beta"),
        (BEST, (*"3,1", "Enter"), "→ Gamma; Alpha"),
    ],
)
def test_the_reply_that_stays_is_what_was_understood(question: AnyEntry, keys: tuple[str, ...], line: str) -> None:
    with staged(questionnaire_of(question, WHO)) as stage:
        stage.press(*keys)
        stage.see(f"{line}\n\n2 of 2")
        stage.press("Esc")
        stage.see("1 of 2", times=2)


def test_a_label_that_begins_with_its_number_is_shown_with_it_once() -> None:
    goals = SelectMultiple(name="goals", label="Which?", choices=choices(a="1. No poverty", b="3. Health", c="Peace"))
    with staged(questionnaire_of(goals)) as stage:
        stage.see("○ 1. No poverty", "○ 2. 3. Health", "○ 3. Peace")
        stage.press("1", "Enter")
        stage.see("→ 1. No poverty")


@pytest.mark.parametrize(
    ("least", "most", "line"),
    [
        (None, None, "Rank all, first choice first"),
        (None, 2, "Rank up to 2, first choice first"),
        (1, 2, "Rank up to 2, first choice first"),
        (0, 2, "Rank up to 2, first choice first"),
        (2, 3, "Rank 2 to 3, first choice first"),
        (2, 2, "Rank 2, first choice first"),
        (2, None, "Rank 2 or more, first choice first"),
    ],
)
def test_a_rank_says_how_many_to_rank(least: int | None, most: int | None, line: str) -> None:
    assert expected(msgspec.structs.replace(FIRST, min_selected=least, max_selected=most)) == line


def test_a_rank_of_the_best_says_so_and_is_there_again_after_a_resume() -> None:
    with staged(questionnaire_of(BEST, WHO)) as stage:
        stage.see("Rank up to 2, first choice first")
        stage.press(*"3,1", "F10")
        stage.end()
    with staged(questionnaire_of(BEST, WHO), unfinished=stage.keeper.unfinished, resumed=True) as stage:
        stage.see("[2] 1. Alpha", "    ○ 2. Beta", "[1] 3. Gamma")
        stage.press("Enter")
        stage.see("2 of 2")
        stage.press("Esc")
        stage.see("[2] 1. Alpha", "F10 stop")
        stage.press("F10")
        assert stage.end().sheet.answers == {"best": ["c", "a"]}


def test_an_earlier_answer_is_shown_as_it_is_typed() -> None:
    with staged(questionnaire_of(MET, TEN, WHO), rows=40) as stage:
        stage.press("2016-9-7 9:05", "Enter", "7", "Enter")
        stage.see("3 of 3")
        stage.press("Esc")
        stage.see(" 6 [7] 8 ")
        stage.press("Esc")
        stage.see("> 2016-09-07 09:05")
        stage.press("Enter", "Enter", "F10")
        interview = stage.end()
    assert interview.sheet.answers == {"met": "2016-09-07T09:05", "ten": 7}
    assert interview.position == "who"


@pytest.mark.parametrize("question", [GRADE, MEDIA, FIRST, COUNTRY])
@pytest.mark.parametrize("dont_know", [False, True])
def test_where_no_choice_fits_the_question_can_be_left(question: Leaf, *, dont_know: bool) -> None:
    with staged(
        questionnaire_of(msgspec.structs.replace(question, choice_filter="1 = 2"), WHO, dont_know=dont_know)
    ) as stage:
        # Without another way to leave it, leaving it blank is no choice.
        pointer = " " if dont_know else "»"
        stage.see(f"No choice fits the earlier answers:\n {pointer} Leave blank")
        stage.press(*(["Down", "Down"] if dont_know else []), "Enter")
        stage.see("2 of 2")
        stage.press("F10")
        expected = Missing.DONT_KNOW if dont_know else Missing.BLANK
        assert stage.end().sheet.missing == {question.name: expected}


def test_a_scale_shows_which_key_is_which_at_every_width() -> None:
    with staged(questionnaire_of(TEN)) as stage:
        stage.see(" 0  1  2  3  4  5  6  7  8  9  10")
        assert "From 0 to 10" not in stage.see("F10 stop")
    with staged(questionnaire_of(TEN), columns=20) as stage:
        stage.see(" 0  1  2  3  4  5\n  6  7  8  9  10")
    with staged(questionnaire_of(HALVES)) as stage:
        stage.see(" a=0  b=0.5  c=1  d=1.5  e=2")
    with staged(questionnaire_of(LONG)) as stage:
        stage.see("From 0 to 100, step 5\n >")


def test_enter_accepts_a_default() -> None:
    presets: list[tuple[Leaf, str, str, Value]] = [
        (MANY, "4", "> 4", 4),
        (GRADE, "fair", "» 2. Fair", "fair"),
        (MEDIA, "radio web", "» ● 1. Radio\n   ○ 2. TV\n   ● 3. Web", ["radio", "web"]),
        (TEN, "7", " 6 [7] 8 ", 7),
        (HALVES, "0.5", "[b=0.5]", 0.5),
        (FIRST, "b a c", " »  [2] 1. Alpha\n    [1] 2. Beta\n    [3] 3. Gamma", ["b", "a", "c"]),
        (PLACES, "vn", "> Việt Nam", "vn"),
        (MET, "2016-09-07T09:05", "> 2016-09-07 09:05", "2016-09-07T09:05"),
        (BORN, "1999-12-31", "> 1999-12-31", "1999-12-31"),
    ]
    asked = [msgspec.structs.replace(question, default=default) for question, default, _, _ in presets]
    with staged(questionnaire_of(*asked, WHO), rows=60) as stage:
        for _, _, shown, _ in presets:
            stage.see(shown)
            stage.press("Enter")
        stage.see("10 of 10")
        stage.press("F10")
        answers = stage.end().sheet.answers
    assert answers == {question.name: expected for question, _, _, expected in presets}


def test_a_read_only_value_is_shown_and_saved() -> None:
    shown = Integer(name="double", label="Twice as many", calculation="${many} * 2", read_only=True)
    with staged(questionnaire_of(MANY, shown, WHO)) as stage:
        stage.press("4", "Enter")
        stage.see("Twice as many\n→ 8\n » Continue")
        stage.press("Enter")
        assert stage.see("3 of 3").count("→ 8") == 1
        stage.press("F10")
        assert stage.end().sheet.answers == {"many": 4, "double": 8}


def test_an_answer_that_became_invalid_is_asked_again_with_the_reason() -> None:
    more = Integer(name="more", label="More?", constraint=". > ${many}", constraint_message="More than ${many}, please")
    with staged(questionnaire_of(MANY, more), rows=40) as stage:
        stage.press("2", "Enter", "3", "Enter")
        stage.see("Save and finish")
        # The first question is changed at review.
        stage.press("Down", "Down", "Down", "Enter")
        stage.see("> 2")
        stage.press("Ctrl-U", "5", "Enter")
        stage.see("! More than 5, please")
        stage.press("Ctrl-U", "6", "Enter")
        stage.see("Review", "Save and finish", "  6\n")


def test_choices_depend_on_an_earlier_answer() -> None:
    towns = SelectOne(
        name="town",
        label="Town?",
        choices=type(GRADE.choices)(
            msgspec.structs.replace(choice, columns={"grade": grade})
            for choice, grade in zip(choices(x="Xon", y="Yon", z="Zon"), ("good", "bad", "good"), strict=True)
        ),
        choice_filter="grade = ${grade}",
    )
    with staged(questionnaire_of(GRADE, towns)) as stage:
        stage.press("1", "Enter")
        view = stage.see("   1. Xon", "2. Zon")
        assert "Yon" not in view


def test_questions_and_labels_follow_answers() -> None:
    total = Calculate(name="total", calculation="${many} + 1")
    asked = TextQuestion(name="asked", label="All ${total} of them?", relevant="${many} > 1")
    with staged(Questionnaire(id="q", version="1", title="T", questions=(MANY, total, asked, WHO))) as stage:
        stage.press("2", "Enter")
        stage.see("2 of 3", "All 3 of them?")
        stage.press("Esc")
        stage.see("> 2")
        stage.press("Ctrl-U", "1", "Enter")
        stage.see("3 of 3", "Who?")
