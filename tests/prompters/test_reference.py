"""The reference, which is how lists name an interview: given or changed while it goes on."""

from __future__ import annotations

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from terminal_questionnaires import COUNTRY, GRADE, MEDIA, NOTE, WHO, WHY, questionnaire_of
from terminal_stage import KEYS, MemoryKeeper, Stage, staged
from test_plain import Script
from test_terminal_fields import FIELDS, NAMES, entered

from sstc_survey.engine import Interview, begin
from sstc_survey.prompters import PlainPrompter, run_interview
from sstc_survey.prompters.terminal import TerminalPrompter
from sstc_survey.questionnaire import AnyEntry, Leaf, Questionnaire, Repeat, TextQuestion
from sstc_survey.response import Status, Unfinished

FIELD = "Reference (how lists name this interview):"
PEOPLE = Repeat(name="people", label="Person", questions=(TextQuestion(name="name", label="Name?"),))
FIRST = TextQuestion(name="first", label="The first one?")


def give(stage: Stage, text: str) -> None:
    """Open the field for the reference, replace what is in it, and give that."""
    stage.press("F7")
    stage.see(FIELD, "F10 stop")
    stage.press("Ctrl-U", text, "Enter")
    stage.see(f"Reference: {text}" if text else "Reference removed", "F10 stop")


@NAMES
@pytest.mark.parametrize("end", ["Enter", "Esc"])
def test_what_stands_in_a_field_is_there_again_after_the_reference(name: str, end: str) -> None:
    question, _, unfinished, shown = FIELDS[name]
    with staged(questionnaire_of(question), rows=60) as stage:
        path = entered(stage, name)
        stage.press("F7")
        stage.see(FIELD)
        # It is part of the draft while the reference is typed, too.
        assert stage.keeper.unfinished in ({}, {path: unfinished})
        stage.press("Room 4", end)
        stage.miss(FIELD)
        stage.see(shown, "F10 stop", *["Reference: Room 4"] * (end == "Enter"))
        assert stage.keeper.reference == ("Room 4" if end == "Enter" else "")
        stage.press("F10")
        stage.end()
        assert stage.keeper.unfinished == {path: unfinished}


def test_what_stands_in_a_field_is_kept_while_the_reference_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    with staged(questionnaire_of(WHO)) as stage:
        stage.see("F10 stop")
        stage.press("Sok")
        stage.see("> Sok")
        assert stage.keeper.unfinished == {}
        monkeypatch.setattr("sstc_survey.prompters.terminal.layout._KEEP_SECONDS", 0.01)
        stage.press("F7", "Room")
        stage.see("> Room")
        stage.keeper.until(lambda: stage.keeper.unfinished == {"who": Unfinished(text="Sok")})
        stage.keeper.failures = 1_000_000
        stage.press("Esc")
        stage.see("> Sok")
        stage.press("u")
        stage.see("> Soku", "What is being typed is NOT saved")


def test_a_reference_is_changed_taken_away_or_left_as_it_was() -> None:
    with staged(questionnaire_of(WHO)) as stage:
        stage.see("Who?", "F10 stop")
        give(stage, "Room 4")
        stage.see("Reference: Room 4")
        stage.press("F7")
        stage.see("> Room 4")
        stage.press("2", "Esc")
        stage.miss(FIELD)
        stage.press("F7")
        stage.see("> Room 4")
        # Nothing new is said of what stays.
        stage.press("Enter")
        stage.miss(FIELD)
        assert stage.see("F10 stop").count("Reference") == 1
        assert stage.keeper.reference == "Room 4"
        give(stage, "")
        assert stage.keeper.reference == ""
        stage.press("F7", "  ", "Enter")
        stage.miss(FIELD)
        assert stage.keeper.reference == ""


@pytest.mark.parametrize(
    ("typed", "kept"), [("a\x1b[200~x\ny\x07\x1b[201~", "ax y"), ("ខ្មែរ", "ខ្មែរ"), ("[bold]", "[bold]")]
)
def test_a_reference_is_one_line_of_text(typed: str, kept: str) -> None:
    with staged(questionnaire_of(WHO)) as stage:
        stage.see("F10 stop")
        stage.press("F7", typed, "Enter")
        stage.see("F10 stop", "Reference: ")
        assert stage.keeper.reference == kept


def test_what_the_command_line_gave_is_one_line_in_the_field_too() -> None:
    with staged(questionnaire_of(WHO)) as stage:
        stage.see("F10 stop")
        stage.keeper.reference = "Room\n4\x1b[2J"
        stage.press("F7")
        stage.see("> Room 4")


def test_keys_that_the_field_does_not_have_say_so_and_those_that_it_has_work() -> None:
    with staged(questionnaire_of(WHO), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("Ctrl-X", "n")
        stage.see(FIELD, "Enter next · Esc back · F1 help · F10 stop")
        for key in ("F3", "F4", "F6", "F7", "F8", "F9"):
            stage.press(key)
            stage.see("! changing the reference: Enter saves it, Esc goes back")
            stage.press("x")
            stage.miss("! changing")
        stage.press("F1")
        stage.see("Ctrl-X, then: b back, h help, q stop")
        stage.press("F10")
        assert stage.end().status is Status.PARTIAL


@pytest.mark.parametrize("question", [WHO, WHY, GRADE, MEDIA, COUNTRY, NOTE])
def test_the_footer_leaves_the_room_to_others_and_the_help_names_the_key(question: Leaf) -> None:
    with staged(questionnaire_of(question), rows=60) as stage:
        assert "F7" not in stage.see("F10 stop")
        stage.press("F1")
        stage.see("F7: give or change the reference", "n reference")


def test_after_a_repeat_and_at_review_the_row_stays_chosen() -> None:
    with staged(questionnaire_of(PEOPLE), rows=90) as stage:
        stage.see("Add: Person")
        stage.press("1")
        stage.see("» 1. Add: Person")
        give(stage, "Table 2")
        stage.see("Reference: Table 2", "» 1. Add: Person", "0 so far", times=1)
        stage.press("F1")
        stage.see("F7: give or change the reference")
        stage.press("Enter", "Sok", "Enter")
        stage.see("No more")
        stage.press("2", "Enter")
        stage.see("Save and finish")
        stage.press("Up")
        stage.see("»      Person: add or remove")
        give(stage, "Table 3")
        stage.see("Reference: Table 3", "»      Person: add or remove", "Review", times=1)
        stage.press("F1")
        stage.see("F7: give or change the reference")
        stage.press("Home", "Enter")
        assert stage.end().status is Status.COMPLETE
    assert stage.keeper.reference == "Table 3"


@pytest.mark.parametrize("columns", [20, 40, 80])
@pytest.mark.parametrize("rows", [10, 24])
def test_the_field_and_the_question_are_in_view_on_small_terminals(columns: int, rows: int) -> None:
    with staged(questionnaire_of(WHO), columns=columns, rows=rows) as stage:
        stage.see("F1 help")
        stage.press("Sok", "F7")
        stage.see("Who?", "Reference", ">")
        stage.press("Room 4", "Enter")
        stage.see("Who?", "Reference: Room 4", "> Sok")


def test_what_could_not_be_saved_is_said_and_stands_in_the_field_to_be_given_again() -> None:
    with staged(questionnaire_of(WHO), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("Sok")
        stage.see("> Sok")
        stage.keeper.failures = 2
        stage.press("F7", "Room 4", "Enter")
        stage.see("NOT saved: cannot read the file: the disk is full", "> Room 4")
        assert stage.keeper.reference == ""
        stage.press("Enter")
        stage.see("NOT saved", times=2)
        stage.see("> Room 4")
        stage.press("Enter")
        stage.see("Reference: Room 4", "> Sok")
        assert stage.keeper.reference == "Room 4"


def test_what_is_saved_nowhere_has_no_reference() -> None:
    with create_pipe_input() as keys:
        # The message about the key, and nothing else: the field would have taken the text.
        keys.send_text(f"{KEYS['F7']}Sok\r{KEYS['F7']}s\r")
        prompter = TerminalPrompter(input=keys, output=DummyOutput())
        ended = run_interview(begin(questionnaire_of(WHO), "en"), prompter, MemoryKeeper(), lambda: 0)
    assert ended.sheet.answers == {"who": "Sok"}
    script = Script("/reference Room 4", "?", "/quit")
    run_interview(begin(questionnaire_of(WHO), "en"), PlainPrompter(script), MemoryKeeper(), lambda: 0)
    assert 'unknown command "/reference"' in script.written
    assert "/reference TEXT" not in script.written


AT_REVIEW = 'Type "save" to finish, a number to change that answer, or "/quit" to save a draft: '


def in_lines(*typed: str, questionnaire: Questionnaire, failures: int = 0) -> tuple[Interview, str, str]:
    """Interview line by line; return the interview, the reference, and what was written."""
    script, keeper = Script(*typed), MemoryKeeper()
    keeper.failures = failures
    ended = run_interview(begin(questionnaire, "en"), PlainPrompter(script, keeper), keeper, lambda: 0)
    return ended, keeper.reference, script.written


@pytest.mark.parametrize(
    ("entry", "before", "prompt"),
    [
        (WHO, (), "Answer: "),
        (WHY, (), "Answer: "),
        (MEDIA, (), "Answer: "),
        (NOTE, (), "Enter to continue: "),
        (PEOPLE, (), "Answer: "),
        (FIRST, ("one",), AT_REVIEW),
    ],
)
def test_in_lines_a_command_changes_it_wherever_the_interview_is(
    entry: AnyEntry, before: tuple[str, ...], prompt: str
) -> None:
    typed = ("/reference", "/Reference  Room  4 ", "/reference", "/reference -", "/quit")
    ended, reference, written = in_lines(*before, *typed, questionnaire=questionnaire_of(entry))
    assert reference == ""
    how = 'Type "/reference TEXT" to change it, "/reference -" to remove it.\n'
    *_, none, given, shown, removed, end = written.split(prompt)
    assert none == f"/reference\nReference: -\n{how}"
    assert given == "/Reference  Room  4 \nReference: Room  4\n"
    assert shown == f"/reference\nReference: Room  4\n{how}"
    assert removed == "/reference -\nReference removed\n"
    assert end == "/quit\n"
    assert ended.position == ("review" if before else begin(questionnaire_of(entry), "en").position)


def test_in_lines_it_is_one_line_without_control_characters() -> None:
    _, reference, written = in_lines("/reference a\x0bb\x1b[2Jc\u2028d", "/quit", questionnaire=questionnaire_of(WHY))
    assert reference == "a bc d"
    assert "\x1b" not in written.replace("/reference a\x0bb\x1b[2Jc", "")


@pytest.mark.parametrize("entry", [WHO, NOTE, PEOPLE])
def test_in_lines_the_help_names_the_command(entry: AnyEntry) -> None:
    _, _, written = in_lines("?", "/quit", questionnaire=questionnaire_of(entry))
    assert "  /reference TEXT how lists name this interview\n" in written


def test_in_lines_what_could_not_be_saved_is_said() -> None:
    typed = ("/reference Room 4", "/reference Room 5", "Sok", "/quit")
    ended, reference, written = in_lines(*typed, questionnaire=questionnaire_of(WHO), failures=1)
    assert "NOT saved: cannot read the file: the disk is full" in written
    assert reference == "Room 5"
    assert ended.sheet.answers == {"who": "Sok"}
