"""Lists of every kind: letters leave the choices that have them, and what is in none of them is offered as Other."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import msgspec
import pytest
from terminal_questionnaires import READY, choices, questionnaire_of
from terminal_stage import Stage, staged

from sstc_survey.engine import Interview
from sstc_survey.prompters.terminal.rows import ListRow, rows_with
from sstc_survey.questionnaire import AnyEntry, Range, Rank, Repeat, SelectMultiple, SelectOne, TextQuestion
from sstc_survey.response import Unfinished

PLACES = choices(
    kh="ភ្នំពេញ", th="ภูเก็ต", la="ຫຼວງພະບາງ", mm="မန္တလေး", cn="北京", vn="Đà Nẵng", sn="Sénégal", kr="South Korea",
    za="South Africa", jk="Jakarta", slash="km/h",
)  # fmt: skip
ONE = SelectOne(name="where", label="Where?", choices=PLACES)
SEVERAL = SelectMultiple(name="where", label="Where?", choices=PLACES)
ORDER = Rank(name="where", label="Where?", choices=PLACES)
NEXT = Range(name="next", label="Next?", start=0, end=10)
KINDS: tuple[AnyEntry, ...] = (ONE, SEVERAL, ORDER)
LETTERS = {
    "ពេញ": "kh", "ភន": "kh", "ภูเ": "th", "ຫຼວງ": "la", "လေ": "mm", "京": "cn", "da nang": "vn", "Đà": "vn",
    "senegal": "sn", "j": "jk", "k": "slash", "/": "slash", "south k": "kr", "south a": "za",
}  # fmt: skip


def answered(interview: Interview) -> object:
    return interview.sheet.answers.get("where")


@pytest.mark.parametrize("letters", LETTERS)
def test_letters_of_every_script_find_the_choices_that_have_them(letters: str) -> None:
    rows = [ListRow(choice.code, str(choice.label), str(number)) for number, choice in enumerate(PLACES, 1)]
    found, best = rows_with(letters, rows)
    assert best in found
    assert rows[best].value == LETTERS[letters]
    assert len(found) < len(rows)


@pytest.mark.parametrize("letters", ["da nang", "京", "j", "/", "south a"])
@pytest.mark.parametrize("question", KINDS, ids=lambda each: type(each).__name__)
def test_letters_leave_the_choices_that_have_them(question: AnyEntry, letters: str) -> None:
    code = LETTERS[letters]
    label = next(str(choice.label) for choice in PLACES if choice.code == code)
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("South Korea", "Sénégal", "F10 stop")
        stage.press(letters)
        stage.see(f"Find: {letters}", label)
        assert "Sénégal" not in stage.miss("South Korea")
        stage.press("Ctrl-U")
        stage.see("South Korea", "Sénégal")
        stage.press(letters, "Backspace", letters[-1], "Enter")
        stage.miss("Find")
        stage.press(*(["F10"] if question is ONE else ["Enter", "F10"]))
        interview = stage.end()
        ticks = stage.keeper.unfinished.get("where")
    assert answered(interview) == ([code] if question is SEVERAL else code) or ticks == Unfinished(ticks=[code])


@pytest.mark.parametrize("question", KINDS, ids=lambda each: type(each).__name__)
def test_what_no_choice_has_is_said_and_takes_nothing(question: AnyEntry) -> None:
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("xyz")
        stage.see("! no choice matches xyz")
        stage.press("Enter", "Space", "Enter")
        stage.see("! no choice matches xyz")
        stage.miss("2 of 2")
        stage.press("F10")
        assert answered(stage.end()) is None


@pytest.mark.parametrize("question", KINDS, ids=lambda each: type(each).__name__)
def test_what_no_choice_has_is_not_said_any_more_when_it_is_deleted(question: AnyEntry) -> None:
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("xyz")
        stage.see("! no choice matches xyz")
        stage.press("Enter", "Ctrl-U")
        stage.see("South Korea")
        stage.miss("! no choice matches")


def test_what_is_typed_for_other_is_not_shown_as_ticked_before_it_is() -> None:
    with staged(questionnaire_of(msgspec.structs.replace(SEVERAL, or_other=True), NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("Wuhan", "Enter")
        stage.see("● 12. Other: Wuhan")
        stage.press("Xian")
        stage.see("○ 12. Other: Xian", "Find: Xian")
        stage.press("Enter")
        stage.see("● 12. Other: Xian", "South Korea")
        # The same text once more is what is ticked.
        stage.press("Xian")
        stage.see("● 12. Other: Xian", "Find: Xian")


@pytest.mark.parametrize("or_other", [False, True])
def test_what_is_typed_where_a_choice_stands_finds_another(or_other: bool) -> None:
    question = msgspec.structs.replace(ONE, appearance="autocomplete", or_other=or_other)
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("jak", "Down")
        stage.see("> Jakarta")
        # After a choice that was gone to, and after one that was answered before.
        stage.press("dau")
        stage.see("> dau")
        stage.press("Ctrl-U", "jak", "Enter")
        stage.see("→ Jakarta")
        stage.press("Esc")
        stage.see("> Jakarta")
        stage.press("south k", "Enter")
        stage.see("→ South Korea")
        stage.press("Esc")
        stage.see("> South Korea")
        # Who goes into the text goes on with it.
        stage.press("Left", "x")
        stage.see("> South Korexa")


OTHERS: dict[str, tuple[AnyEntry, tuple[str, ...], object]] = {
    "one": (msgspec.structs.replace(ONE, or_other=True), ("Enter",), "other"),
    "several": (msgspec.structs.replace(SEVERAL, or_other=True), ("Enter", "Enter"), ["other"]),
    "several, with one": (
        msgspec.structs.replace(SEVERAL, or_other=True),
        ("Enter", "ภู", "Enter", "Enter"),
        ["th", "other"],
    ),
    "a long list": (msgspec.structs.replace(ONE, or_other=True, appearance="autocomplete"), ("Enter",), "other"),
}


@pytest.mark.parametrize("typed", ["Kampong Cham", "កំពត", "上海", "mars 9"])
@pytest.mark.parametrize("name", OTHERS)
def test_what_no_choice_has_is_taken_as_other(name: str, typed: str) -> None:
    question, keys, value = OTHERS[name]
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press(typed)
        stage.see("Other: ")
        stage.press(*keys)
        stage.see("Next?", "F10 stop")
        stage.press("F10")
        interview = stage.end()
    assert interview.sheet.answers == {"where": value, "where_other": typed}
    assert not stage.keeper.unfinished


def test_other_by_its_row_asks_for_the_text_and_what_was_typed_goes_with_its_tick() -> None:
    question = OTHERS["several"][0]
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("Kampot", "Enter")
        stage.see("● 12. Other: Kampot")
        stage.press("Space")
        stage.see("○ 12. Other")
        stage.miss("Kampot")
        stage.press("Space", "Enter")
        stage.see("1 of 2", "please specify")
        stage.press("F10")
        assert stage.end().sheet.answers == {"where": ["other"]}
    assert not stage.keeper.unfinished


@pytest.mark.parametrize(
    "question",
    [*KINDS, msgspec.structs.replace(ONE, appearance="autocomplete"), READY],
    ids=["one", "several", "order", "a long list", "an agreement"],
)
def test_what_no_choice_has_is_said_once(question: AnyEntry) -> None:
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("xyz")
        stage.see("! no choice matches xyz")
        stage.press("Enter")
        stage.screen.settle()
        view = stage.see("!")
        assert sum(line.startswith("!") for line in view.splitlines()) == 1, view
        assert "xyz" in view


# For each list: the keys after a text that no choice has, what is seen of it, and what is answered in the end.
HALF_TYPED: dict[str, tuple[str, tuple[str, ...], object]] = {
    "one": ("one", ("Enter",), "other"),
    "several": ("several", ("Enter", "Enter"), ["other"]),
    "several, ticked": ("several", ("Enter",), ["other"]),
    "a long list": ("a long list", ("Enter",), "other"),
}


@pytest.mark.parametrize("key", ["F10", "Ctrl-C", "comment", "back"])
@pytest.mark.parametrize("name", HALF_TYPED)
def test_what_is_half_typed_for_other_is_there_again(name: str, key: str) -> None:
    kind, keys, value = HALF_TYPED[name]
    questionnaire = questionnaire_of(TextQuestion(name="first", label="First?"), OTHERS[kind][0], NEXT)
    again: AbstractContextManager[Stage]
    with staged(questionnaire, rows=60) as stage:
        stage.press("x", "Enter")
        stage.see("2 of", "F10 stop")
        stage.press("Kampot", *(["Enter"] if name == "several, ticked" else []))
        stage.see("Other: Kampot")
        if key in ("F10", "Ctrl-C"):
            stage.press(key)
            interview = stage.end() if key == "F10" else stage.keeper.saved[-1]
            stage.ending()
            again = staged(interview, rows=60, unfinished=stage.keeper.unfinished, resumed=True)
        else:
            stage.press(*(["F4", "aloud", "Enter"] if key == "comment" else ["F2", "Enter"]))
            again = nullcontext(stage)
        with again as after:
            after.see("2 of", times=1 + (key == "back"))
            after.see("Other: Kampot", "F10 stop")
            after.press(*keys)
            after.see("Next?", "F10 stop")
            after.press("F10")
            answers = dict(after.end().sheet.answers)
        assert not after.keeper.unfinished
    assert answers == {"first": "x", "where": value, "where_other": "Kampot"}


def test_what_was_typed_for_other_leaves_the_draft_where_the_question_is_refused() -> None:
    question = msgspec.structs.replace(OTHERS["several"][0], refused=True)
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("Kampot", "Down", "F9")
        stage.see("Next?", "F10 stop")
        stage.press("F10")
        stage.end()
    assert not stage.keeper.unfinished


@pytest.mark.parametrize(
    ("keys", "ticked"),
    [
        # While a text is typed a space is one of its letters; once the pointer was moved it ticks.
        (("Kampong", "Space", "Cham", "Down", "Space"), "12. Other: Kampong Cham"),
        (("Kampot", "Up", "Space"), "12. Other: Kampot"),
        (("Kampot", "Down", "Space", "mars", "End", "Space"), "12. Other: mars"),
        (("south", "Down", "Space"), " 9. South Africa"),
        (("south", "Space", "k", "Space"), " 8. South Korea"),
    ],
)
def test_space_ticks_the_row_that_the_pointer_was_moved_to(keys: tuple[str, ...], ticked: str) -> None:
    with staged(questionnaire_of(OTHERS["several"][0], NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press(*keys)
        view = stage.see(f"● {ticked}", "10. Jakarta")
        assert view.count("●") == 1
        assert "Find" not in view


def test_space_picks_what_letters_have_left_once_the_pointer_was_moved() -> None:
    with staged(questionnaire_of(OTHERS["one"][0], NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("Kampong", "Space", "Cham", "Down", "Space")
        stage.see("Next?", "F10 stop")
        stage.press("F10")
        assert stage.end().sheet.answers == {"where": "other", "where_other": "Kampong Cham"}


def test_what_is_much_like_a_choice_is_asked_about_before_it_is_taken_as_other() -> None:
    question = OTHERS["a long list"][0]
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("Jakatra", "Enter")
        stage.see("Jakarta", "Other: Jakatra")
        stage.miss("2 of")
        stage.press("Enter")
        stage.see("Next?")


@pytest.mark.parametrize("question", [ONE, msgspec.structs.replace(ONE, required=True)])
def test_space_picks_the_row_that_is_pointed_at_and_nothing_where_none_is(question: AnyEntry) -> None:
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("1 of 2", "F10 stop")
        stage.press("Space", "Space", "Space", "Down", "Down", "Space")
        stage.see("2 of 2", "F10 stop")
        stage.press("F10")
        interview = stage.end()
    assert answered(interview) == "th"
    assert not interview.sheet.missing


LONG = choices(**{f"c{number}": f"Choice {number}" for number in range(1, 31)})


@pytest.mark.parametrize(
    "question",
    [
        SelectOne(name="where", label="Where?", choices=LONG, appearance="list"),
        SelectMultiple(name="where", label="Where?", choices=LONG),
        Rank(name="where", label="Where?", choices=LONG),
    ],
    ids=lambda each: type(each).__name__,
)
@pytest.mark.parametrize("rows", [10, 16, 24])
def test_a_list_says_how_many_rows_are_above_and_below(question: AnyEntry, rows: int) -> None:
    with staged(questionnaire_of(question, NEXT), rows=rows, columns=40) as stage:
        view = stage.see("more", "Choice 1", "F1")
        shown = [number for number in range(1, 31) if f" {number}. Choice {number}" in view]
        assert shown == list(range(1, len(shown) + 1))
        assert f"↓ {30 - len(shown)} more" in view
        stage.press("End")
        view = stage.see("30. Choice 30", "↑")
        shown = [number for number in range(1, 31) if f" {number}. Choice {number}" in view]
        assert f"↑ {30 - len(shown)} more" in view
        assert "↓" not in view
        stage.press(*["Up"] * 16)
        view = stage.see("» ", "14. Choice 14", "↑", "↓")
        shown = [number for number in range(1, 31) if f" {number}. Choice {number}" in view]
        assert f"↑ {shown[0] - 1} more" in view
        assert f"↓ {30 - shown[-1]} more" in view


def test_a_long_list_says_how_many_more_fit() -> None:
    question = SelectOne(name="where", label="Where?", choices=LONG, appearance="autocomplete")
    with staged(questionnaire_of(question)) as stage:
        stage.see("25 more", "Choice 5")
        stage.press("choic")
        stage.see("25 more")
        stage.press("e 29")
        stage.miss("more")
        stage.press("x")
        stage.see("! no choice matches choice 29x")


def test_review_finds_a_question_by_letters() -> None:
    questions = [TextQuestion(name=f"q{number}", label=label) for number, label in enumerate(["Who?", "Why?", "What?"])]
    people = Repeat(name="people", label="Person", questions=(TextQuestion(name="name", label="Name?"),))
    with staged(questionnaire_of(*questions, people), rows=60) as stage:
        stage.press("F3", "F3", "F3", "2", "Enter")
        stage.see("Save and finish", "F10 stop")
        stage.press("why", "Enter")
        stage.see("Why?", "Now: blank")


@pytest.mark.parametrize("typed", ["Kampot", "Road 99"])
@pytest.mark.parametrize("name", OTHERS)
def test_another_text_for_other_takes_the_place_of_the_first_also_where_it_is_typed_from_review(
    name: str, typed: str
) -> None:
    question, keys, value = OTHERS[name]
    with staged(questionnaire_of(question), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("Battambang", *keys)
        stage.see("Save and finish", "Battambang")
        stage.press("1", "Enter")
        stage.see("F10 stop", "Enter next")
        if name == "several":
            # The tick goes, and comes back with the new text.
            stage.press("End", "Space")
        else:
            stage.press("Ctrl-U")
        stage.press(typed, *keys)
        stage.see("Save and finish", typed)
        stage.press("Home", "Enter")
        interview = stage.end()
    assert interview.sheet.answers == {"where": value, "where_other": typed}
    assert not stage.keeper.unfinished


@pytest.mark.parametrize("rows", [10, 60])
@pytest.mark.parametrize(("typed", "code"), [("2", "th"), ("11", "slash"), ("០៣", "la")])
def test_the_number_of_a_choice_is_no_text_for_other_where_the_list_has_no_numbers(
    typed: str, code: str, rows: int
) -> None:
    question = msgspec.structs.replace(ONE, or_other=True, appearance="autocomplete")
    with staged(questionnaire_of(question, NEXT), rows=rows) as stage:
        stage.see("Where?")
        stage.press(typed, "Enter")
        stage.see("Next?")
        stage.press("F10")
        assert stage.end().sheet.answers == {"where": code}


def test_other_keeps_its_text_while_something_else_is_looked_for() -> None:
    question = OTHERS["several"][0]
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("Kampot", "Enter")
        stage.see("Other: Kampot", "Jakarta")
        stage.press("xyz")
        stage.see("Find: xyz")
        stage.press("F4")
        stage.see("Comment (Enter for none)")
        stage.press("Esc")
        assert "xyz" not in stage.see("Not entered yet", "Jakarta", "Other: Kampot")
        stage.press("Enter")
        stage.see("Next?", "F10 stop")
        stage.press("F10")
        assert stage.end().sheet.answers == {"where": ["other"], "where_other": "Kampot"}


def test_a_long_list_that_is_opened_again_does_not_repeat_its_answer() -> None:
    question = msgspec.structs.replace(ONE, appearance="autocomplete")
    with staged(questionnaire_of(question, NEXT), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("jak", "Enter")
        stage.see("Next?", "F10 stop")
        stage.press("Esc")
        stage.see("← back", "> Jakarta", "Enter next")
        asked = stage.see("> Jakarta", "Enter next").rpartition("> Jakarta")[2]
        assert "Jakarta" not in asked
        stage.press("Backspace")
        stage.see("> Jakart\n   Jakarta")
        stage.press("a", "Enter")
        stage.see("Next?")
        stage.press("F10")
        assert answered(stage.end()) == "jk"
