"""The terminal: only keys that are bound on purpose do anything, on every kind of prompt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest
from hangs import no_hang
from prompt_toolkit.application import Application
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.input.typeahead import clear_typeahead, store_typeahead
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import DummyOutput
from terminal_questionnaires import COUNTRY, GRADE, MANY, MEDIA, WHO, WHY, questionnaire_of
from terminal_stage import PATIENCE, Stage, staged

from sstc_survey.engine import Interview
from sstc_survey.prompters.in_session import Offer
from sstc_survey.prompters.terminal import Device
from sstc_survey.prompters.terminal.board import TerminalBoard
from sstc_survey.prompters.terminal.inputs import autocomplete, enter_text, select_value
from sstc_survey.prompters.terminal.key_parser import KeyParser
from sstc_survey.prompters.terminal.key_table import (
    ANY,
    BINDINGS,
    PASTE,
    PREFIX,
    Key,
    PromptKind,
    finishing_names,
    help_of,
    own_names,
)
from sstc_survey.prompters.terminal.letters import select_letter
from sstc_survey.prompters.terminal.lists import rank, select_multiple, select_one
from sstc_survey.prompters.terminal.rows import ListRow
from sstc_survey.prompters.terminal.settings import PromptEnd, prompt_settings
from sstc_survey.questionnaire import Leaf, Repeat, TextQuestion
from sstc_survey.response import Status, Unfinished
from sstc_survey.session.board import Board, SeatRow
from sstc_survey.session.clocks import Clock

KINDS: tuple[PromptKind, ...] = get_args(PromptKind)
TEXTS = ("text", "multiline", "autocomplete")
ROWS = [ListRow(letter, letter * 3, str(number)) for number, letter in enumerate("abc", 1)]
ALWAYS = {"escape", "c-c", "c-d", "c-l", "c-z", PREFIX, "<sigint>"}
# What every test here begins with: the second choice, two letters, or two choices.
BEFORE: dict[PromptKind, tuple[str, object]] = {
    "note": ("", "a"),
    "menu": ("2", "b"),
    "select_one": ("2", "b"),
    "select_multiple": ("1,2", ("a", "b")),
    "rank": ("2,1", ("b", "a")),
    "scale": ("\x1b[C\x1b[C", "2"),
    "text": ("ab", "ab"),
    "multiline": ("ab", "ab"),
    "autocomplete": ("ab", "ab"),
    "letter": ("", "b"),
    "board": ("", "b"),
}
BOARD = Board(
    place="",
    question="",
    questions=(),
    columns=(),
    part_clock=Clock(0),
    session_clock=Clock(0),
    rows=tuple(SeatRow(label, label, (), 0, "") for label in "ab"),
    next_label="b",
    standing="",
)
ALT = "".join(f"\x1b{chr(code)}" for code in range(0x20, 0x7F) if chr(code) not in "[O]P_^X")
REPORTS = "\x1b[I\x1b[O\x1b[?62;22c\x1b]11;rgb:0/0/0\x07\x1bP1$r0m\x1b\\\x1b[97;5u\x1b[M !!\x1b[<0;1;1M\x1b\x1b[D\x1bក"


@pytest.fixture(autouse=True)
def _not_suspended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Application, "suspend_to_background", lambda *_: None)


def accepts(_key: Key, _content: object) -> None:
    """Find nothing wrong."""


def ask(kind: PromptKind, keys: PipeInput) -> PromptEnd[Any]:
    """Ask with one kind of prompt, which stops where the keys end."""
    keys.close()
    device = Device(keys, DummyOutput())
    settings: Any = prompt_settings(device, kind, set(Key), accepts)
    match kind:
        case "letter":
            return PromptEnd(Key.ENTER, select_letter("", [Offer("b", "", "")], device, default="b"))
        case "board":
            return PromptEnd(Key.ENTER, TerminalBoard(device).ask(lambda: BOARD, "", "").seats[0])
        case "note" | "menu" | "select_one":
            # A note is no choice: it begins at its row.
            return select_one(ROWS, [], ROWS[0].value if kind == "note" else None, settings)
        case "select_multiple":
            return select_multiple(ROWS, [], (), settings)
        case "rank":
            return rank(ROWS, [], (), settings)
        case "scale":
            return select_value(["1", "2", "3"], "", settings)
        case "autocomplete":
            return autocomplete("", ROWS, settings)
        case _:
            return enter_text("", settings, multiline=kind == "multiline")


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, no_hang():
        yield pipe
        clear_typeahead(pipe)


def names_of(sequence: str) -> list[str]:
    """Return the names of the keys that a terminal tells by a sequence."""
    found: list[KeyPress] = []
    KeyParser(found.append, lambda: 0.0).feed(sequence)
    return [press.key.value if isinstance(press.key, Keys) else ANY for press in found]


def bound(kind: PromptKind) -> set[str]:
    """Return the names of all keys that do something on a kind of prompt."""
    given = {name for binding in BINDINGS for name in binding.names}
    names = own_names(kind) | ALWAYS | given | set(finishing_names(kind))
    return {{"enter": "c-m", "tab": "c-i"}.get(name, name) for name in names}


@pytest.mark.parametrize("kind", KINDS)
def test_no_key_but_those_of_a_prompt_does_anything(kind: PromptKind, keys: PipeInput) -> None:
    typed, content = BEFORE[kind]
    others = ANSI_SEQUENCES.keys() - {"\x1b", "\x1b[200~", "\x9b"}
    idle = [sequence for sequence in sorted(others) if not bound(kind) & {*names_of(sequence)}]
    assert len(idle) > 150
    keys.send_text(f"{typed}{''.join(idle)}{ALT}{REPORTS}")
    keys.send_bytes(b"\x9b\xff\xc3\xfe")
    keys.send_text({"multiline": "\x13"}.get(kind, "\r"))
    assert ask(kind, keys) == PromptEnd(Key.ENTER, content)


@pytest.mark.parametrize("kind", KINDS)
def test_no_key_that_the_library_knows_ends_a_prompt_in_another_way(kind: PromptKind, keys: PipeInput) -> None:
    typed, content = BEFORE[kind]
    idle = [key for key in Keys if key.value not in bound(kind) | {ANY, PASTE, "c-f24"}]
    assert len(idle) > 100
    keys.send_text(typed)
    store_typeahead(keys, [KeyPress(key, "x" if key is Keys.Ignore else None) for key in idle])
    keys.send_text({"multiline": "\x13"}.get(kind, "\r"))
    assert ask(kind, keys) == PromptEnd(Key.ENTER, content)


@pytest.mark.parametrize("kind", TEXTS)
def test_what_a_field_has_before_and_after_each_key_that_moves_stays(kind: PromptKind, keys: PipeInput) -> None:
    moves = ["\x1b[D", "\x1b[C", "\x1b[H", "\x1b[F", "\x01", "\x05", "\x1b[1;5D", "\x1b[1;5C", "\x0c", "\x1a"]
    for number, move in enumerate(moves):
        keys.send_text(f"x{number}{move}\x05")
    keys.send_text({"multiline": "\x13"}.get(kind, "\r"))
    assert ask(kind, keys).content == "".join(f"x{number}" for number in range(len(moves)))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("one two\x17", "one "),
        ("one two\x1b[1;5D\x0b", "one "),
        ("one two\x1b[1;3D\x15", "two"),
        ("one\x01\x1b[3~", "ne"),
        ("one\x7f\x08", "o"),
        ("one\x15\x1f", "one"),
        ("one\x15two\x1f\x1f", "one"),
        ("one\x04\x1b[1~two", "twoone"),
        ("ab\x18", "ab"),
    ],
)
def test_what_keys_do_in_a_field(typed: str, expected: str, keys: PipeInput) -> None:
    keys.send_text(f"{typed}\r")
    assert ask("text", keys) == PromptEnd(Key.ENTER, expected)


@pytest.mark.parametrize("kind", ["text", "multiline", "autocomplete"])
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ស្តីក\x1b[D\x1b[Dx\x05", "xស្តីក"),
        ("ស្តី\x7f", "ស្ត"),
        ("ស្តីក\x01\x1b[3~", "ក"),
        ("e\u0301a\x01\x1b[Cx", "e\u0301xa"),
        ("กำa\x01\x1b[3~", "a"),
        ("เก้า\x01\x1b[3~", "ก้า"),
        ("เก้า\x7f\x7f", "เก"),
        ("မန္တ\x1b[Dx", "မxန္တ"),
        ("👍🏽a\x01\x1b[3~", "a"),
        ("🇰🇭🇱🇦\x1b[D\x1b[3~", "🇰🇭"),
        ("学习\x1b[Dx", "学x习"),
    ],
)
def test_arrows_and_delete_go_by_letters_with_their_marks(
    kind: PromptKind, typed: str, expected: str, keys: PipeInput
) -> None:
    keys.send_text(typed + ("\x13" if kind == "multiline" else "\r"))
    assert ask(kind, keys).content == expected


def test_the_help_promises_no_skip_where_an_answer_is_required() -> None:
    assert "Enter: accept the text; empty skips" in help_of("text", set(Key)).splitlines()
    assert help_of("text", set(Key) - {Key.SKIP}).splitlines()[0] == "Enter: accept the text"


@pytest.mark.parametrize("kind", KINDS)
def test_the_help_names_every_key(kind: PromptKind) -> None:
    shown = help_of(kind, set(Key))
    names = {
        "c-h": "Backspace", "s-tab": "Shift-Tab", "pageup": "PgUp", "pagedown": "PgDn", "c-left": "Ctrl-Left",
        "c-right": "Ctrl-Right", "escape": "Esc", "c-f23": "Alt-Enter",
    }  # fmt: skip
    unnamed = {ANY, PASTE, "c-j", "<sigint>", "enter"}
    for name in (own_names(kind) | ALWAYS | set(finishing_names(kind))) - unnamed:
        written = names.get(name) or (f"Ctrl-{name[2:].upper()}" if name.startswith("c-") else name.title())
        assert written in shown, name
    for binding in BINDINGS:
        assert all(name.title() in shown for name in binding.names if name != "escape")


@pytest.mark.parametrize("typed", ["a", "ccc", "b b", " ", "x\x7f", "ក"])
def test_letters_leave_all_rows_of_a_menu_and_choose_none(typed: str, keys: PipeInput) -> None:
    keys.send_text(f"{typed}\x1b[B\x1b[B\r")
    assert ask("menu", keys) == PromptEnd(Key.ENTER, "b")


def test_characters_come_whole_however_their_bytes_are_split_and_broken_ones_take_nothing_with_them() -> None:
    with staged(questionnaire_of(WHO)) as stage:
        stage.see("F10 stop")
        for byte in "aកb😀c".encode():
            stage.keys.send_bytes(bytes([byte]))
            stage.screen.settle()
        stage.keys.send_bytes(b"\xffd\xe1\x9ee\xc3")
        stage.see("cde")
        stage.press("f", "Enter")
        assert ended(stage).sheet.answers == {"who": "aកb😀cdef"}


LIST = Repeat(name="people", label="Person", questions=(TextQuestion(name="name", label="Name?"),))
IDLE = "\x0f\x12\x11\x00\x1c\x1d\x1e\x1b3\x1b#\x1b[I\x1b]10;x\x07\x1b[99;5u\x1b\x1b[B\x1b[M !!\x1b[E\x1bOz\x1b[1;5A"


def at_the_gate(stage: Stage) -> None:
    stage.press("1", "Enter", "Sok", "Enter")
    stage.see("No more")
    stage.press(IDLE, "2", "Enter")
    stage.see("Save and finish")


def at_review(stage: Stage) -> None:
    stage.press("Sok", "Enter")
    stage.see("Save and finish")
    stage.press(IDLE)


def at_a_comment(stage: Stage) -> None:
    stage.press("Sok", "F4", "a", IDLE, "b", "Enter")
    stage.see("Comment: ab")
    stage.press("Enter")
    stage.see("Save and finish")


def after_a_failure(stage: Stage) -> None:
    stage.press("Sok", "Enter")
    stage.see("NOT saved")
    stage.press(IDLE, "Home", "Down", "Enter", "/else", IDLE, "where", "Enter")
    stage.see("Save and finish")
    assert stage.keeper.folders == ["/elsewhere"]


@pytest.mark.parametrize(
    ("question", "failures", "play"),
    [(LIST, 0, at_the_gate), (WHO, 0, at_review), (WHO, 0, at_a_comment), (WHO, 1, after_a_failure)],
)
def test_no_other_key_does_anything_elsewhere(
    question: Leaf | Repeat, failures: int, play: Callable[[Stage], None]
) -> None:
    with staged(questionnaire_of(question), failures=failures) as stage:
        play(stage)
        stage.press("s", "Enter")
        interview = stage.end()
    assert interview.status is Status.COMPLETE


@pytest.fixture
def rest_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the rest of a key come in time, however busy the machine is."""
    monkeypatch.setattr("sstc_survey.prompters.terminal.key_parser._REST_SECONDS", PATIENCE)


LATE = pytest.mark.usefixtures("rest_in_time")


@LATE
@pytest.mark.parametrize(
    ("question", "before", "late", "expected"),
    [
        (WHO, "hello", "[7m", "hello"),
        (WHO, "hello", "[D", "hellxo"),
        (WHO, "hello", "]11;rgb:0/0/0\x07", "hello"),
        (WHY, "one", "[I", "one"),
        (MANY, "5", "OA", 5),
        (GRADE, "\x1b[B\x1b[B", "[B", "bad"),
        (MEDIA, "2", "[B", ["tv", "web"]),
        (COUNTRY, "camb", "[I", "kh"),
    ],
)
def test_an_esc_that_was_the_beginning_of_a_key_is_taken_back(
    question: Leaf, before: str, late: str, expected: object
) -> None:
    with staged(questionnaire_of(TextQuestion(name="first", label="First?"), question), rows=60) as stage:
        stage.press("hello", "Enter", before)
        stage.see("2 of 2", "F10 stop")
        stage.press("Esc")
        stage.see("← back", "1 of 2")
        stage.press(late)
        stage.see("2 of 2", times=2)
        stage.press({"hellxo": "x", 5: ""}.get(str(expected), " " if question is MEDIA else ""))
        stage.press("F5" if question is WHY else "Enter")
        stage.see("Save and finish")
        stage.press("s", "Enter")
        interview = stage.end()
    assert interview.sheet.answers == {"first": "hello", question.name: expected}
    assert "back" not in [event.kind for event in interview.events]


def ended(stage: Stage) -> Interview:
    stage.see("Save and finish")
    stage.press("s", "Enter")
    return stage.end()


@LATE
def test_what_esc_left_within_a_question_is_taken_back_too() -> None:
    with staged(questionnaire_of(WHO, LIST), rows=90, failures=0) as stage:
        stage.press("Sok", "F4", "alo", "Esc")
        stage.see("> Sok")
        stage.press("[D")
        stage.see("> alo", "Comment (")
        stage.press("u", "Enter")
        stage.see("Comment: aluo")
        stage.press("Enter", "1", "Enter", "Dara", "Enter")
        stage.see("No more")
        stage.press("Down", "Down", "Down", "Enter")
        stage.see("» 1. Keep it")
        stage.press("Esc")
        stage.see("No more")
        stage.press("[B")
        stage.see("» 2. Remove it")
        stage.press("Home", "Enter")
        stage.see("No more")
        stage.press("Esc")
        stage.see("← back", "> Dara")
        stage.press("[B")
        stage.see("No more")
        stage.press("2", "Enter")
        interview = ended(stage)
    assert interview.sheet.comments == {"who": "aluo"}
    assert interview.sheet.answers == {"who": "Sok", "people[1]/name": "Dara"}


@LATE
@pytest.mark.parametrize(("entry", "before"), [(WHO, ""), (LIST, ""), (WHO, "Sok\r")])
def test_what_esc_left_of_the_reference_is_taken_back_too(entry: Leaf | Repeat, before: str) -> None:
    shown = "Save and finish" if before else "Add: Person" if entry is LIST else " >\nEnter next"
    with staged(questionnaire_of(entry), rows=60) as stage:
        stage.press(before)
        stage.see(shown, "F10 stop")
        stage.press("F7", "alo", "Esc")
        stage.see(shown, "F10 stop")
        stage.miss("> alo")
        stage.press("[D")
        stage.see("Reference (", "> alo")
        stage.press("u", "Enter")
        stage.see("Reference: aluo", shown)
        assert stage.keeper.reference == "aluo"


@LATE
def test_esc_that_left_review_or_an_invited_comment_is_taken_back() -> None:
    invited = TextQuestion(name="who", label="Who?", comment=True)
    with staged(questionnaire_of(invited), rows=60) as stage:
        stage.press("Sok", "Enter")
        stage.see("Comment (Enter for none)")
        stage.press("al", "Esc")
        stage.see("> Sok")
        stage.press("OC")
        stage.see("> al", "Comment (")
        stage.press("oud", "Enter")
        stage.see("Save and finish")
        stage.press("Esc")
        stage.see("> Sok")
        stage.press("[I")
        stage.see("Review", times=2)
        interview = ended(stage)
    assert interview.sheet.comments == {"who": "aloud"}


@LATE
def test_what_stands_in_a_new_instance_stays_in_the_draft_when_the_esc_that_left_it_was_none() -> None:
    member = Repeat(name="member", label="Member", questions=(TextQuestion(name="who", label="Who?"),))
    with staged(questionnaire_of(member), rows=60) as stage:
        stage.see("Add: Member", "F10 stop")
        stage.press("1", "Enter")
        stage.see("Who?", "F10 stop")
        stage.press("Da", "Esc")
        stage.see("← back", "F10 stop")
        assert stage.keeper.unfinished == {}
        # The rest of an arrow key.
        stage.press("[D")
        stage.see("> Da", "F10 stop")
        stage.press("F10")
        stage.end()
        assert stage.keeper.unfinished == {"member[1]/who": Unfinished(text="Da")}


@LATE
def test_esc_at_the_first_question_that_was_the_beginning_of_a_key_leaves_all_as_it_is() -> None:
    with staged(questionnaire_of(WHO)) as stage:
        stage.press("Sok", "Esc")
        stage.see("first question")
        stage.press("[D")
        stage.miss("first question")
        stage.press("x", "Enter")
        assert ended(stage).sheet.answers == {"who": "Soxk"}


@pytest.mark.parametrize(
    ("question", "pasted", "shown", "expected"),
    [
        (WHO, "one\r\ntwo\x0bthree\u2028", "> one two three", "one two three"),
        (WHO, "Sok\n", "> Sok", "Sok"),
        (WHO, "a\tb", "> a b", "a b"),
        (WHO, "a\x00\x1b[A\x1a\x7f\x9bb", "control characters were left out", "ab"),
        (WHO, "a\u200bb\u200dc", "> a", "a\u200bb\u200dc"),
        (WHY, "one\rtwo\x85three\x07", "control characters were left out", "one\ntwo\nthree"),
        (MANY, "5\n", "> 5", 5),
        (COUNTRY, "camb\x1aodia\n", "control characters were left out", "kh"),
        (GRADE, "Bad\n2\n", "   1. Good", None),
        (MEDIA, "1", "○ 1. Radio", None),
    ],
)
def test_what_is_pasted_is_no_key_and_brings_no_control_characters(
    question: Leaf, pasted: str, shown: str, expected: object
) -> None:
    with staged(questionnaire_of(question)) as stage:
        stage.see("1 of 1", "F10 stop")
        stage.press(f"\x1b[200~{pasted}\x1b[201~")
        stage.see(shown)
        assert ("joined" in stage.see("1 of 1")) == ("two\x0b" in pasted)
        stage.press("F5" if question is WHY else "Enter")
        if question in (MEDIA, GRADE):
            stage.see("! nothing ")
            stage.press("Enter")
        assert ended(stage).sheet.answers.get(question.name) == expected
