"""A panel that is held at two terminals, a board and a writer: calls, kills, hang-ups, and what is kept."""

from __future__ import annotations

import contextlib
import re
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import Program
from live_panel import NAMES, PATIENCE, Terminal, a_panel, kinds, said, terminals

from sstc_survey.session.events import Call, Session
from sstc_survey.session.state import State, fold
from sstc_survey.storage.sessions import read_session

BOARD = ("panel", "--resume", "beijing")
WRITER = ("panel", "--write", "beijing")


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def typed_half(terminal: Terminal) -> None:
    """Answer the first question, and type half a sentence at the second, which the prompt has taken."""
    terminal.press("1", "Enter")
    terminal.see("Comment (Enter for none)")
    terminal.press("Enter")
    terminal.see("Which practices?", "F5 next")
    terminal.press("Half a sen")
    terminal.see("> Half a sen")


def sound(program: Program) -> None:
    """Check that nothing in the folder is damaged, and nothing is left of what was killed."""
    verified = program("verify")
    assert verified.err.endswith(": 0 problems\n"), verified.out
    assert verified.code == 0


def undamaged(program: Program) -> None:
    """Check that nothing in the folder is damaged; what was killed may have left what the next program removes."""
    verified = program("verify")
    faults = [line for line in verified.out.splitlines() if "error: " in line]
    assert all("unused lock file" in fault or "temporary file" in fault for fault in faults), verified.out


def test_a_writer_follows_the_calls_of_the_board_and_loses_no_word(tmp_path: Path) -> None:
    a_panel(tmp_path)
    with terminals(tmp_path, BOARD, WRITER) as (board, writer):
        board.see("» 1 ○·  0:00  next  kh1  Sok", "A writer takes down what is said.")
        writer.see("Waiting: nobody is called.")
        board.press("1")
        board.see("» 1 ○·", "speaks  kh1  Sok", "Sok speaks; calling again ends that.")
        writer.see("1 of 2", "Sok / Question 1", "Why?", "F10 stop")
        # The writer changes no session: F7 leads nowhere there.
        assert "F7" not in writer.view
        writer.press("1", "Enter")
        writer.see("Comment (Enter for none)")
        writer.press("We learnt how to pay pen")
        writer.see("pay pen")
        board.press("2")
        writer.see("Noi / Question 1")
        board.see("◐·", "left    kh1  Sok", "speaks  la1  Noi")
        assert said(tmp_path)["unfinished"] == {"why/comment": {"text": "We learnt how to pay pen"}}
        writer.press("2", "Enter", "Enter", "Visits", "F5")
        writer.see("All is written down that was asked of Noi.")
        board.see("●·")
        board.press("1")
        writer.see("Comment (Enter saves it)", "We learnt how to pay pen")
        writer.press("sions", "Enter")
        writer.see("Which practices?")
    assert said(tmp_path)["comments"] == {"why": "We learnt how to pay pensions"}
    assert said(tmp_path, "Noi")["answers"]["practices"] == "Visits"


def test_a_writer_comes_back_from_a_quote_and_hears_of_the_end(program: Program, tmp_path: Path) -> None:
    session = a_panel(tmp_path)
    with terminals(tmp_path, BOARD, WRITER) as (board, writer):
        board.see("A writer takes down what is said.")
        board.press("1")
        writer.see("Why?")
        writer.press("1", "Enter")
        writer.see("Comment (Enter for none)")
        writer.press("Enter")
        writer.see("Which practices?", "F5 next")
        # A quote in between, of whoever speaks, and then the question again with what was typed.
        writer.press("Lao vis")
        writer.see("> Lao vis")
        board.press("q")
        writer.see("1 of 1", "Sok / Quote", "Word for word")
        writer.press("Adapt, do not copy", "F5")
        writer.see("Which practices?\nNot entered yet:\n > Lao vis")
        writer.press("its", "F5")
        writer.see("All is written down that was asked of Sok.")
        # Sok has said all: the pointer is at the next, while a quote is still of Sok.
        board.see("» 2 ○·  0:00  next", "la1  Noi")
        # What is typed in the first second after the writer was asked is no command.
        time.sleep(1.5)
        board.press("q")
        board.see("Asked at the writer's terminal: Quote, Sok.")
        writer.see("F5 next")
        writer.press("F10")
        writer.see("Left unfinished")
        board.see("Enter call", "» 2 ○·")
        board.press("Down")
        board.see("» 3")
        board.press("p")
        board.see("Li passes")
        board.press("n")
        board.see("1 not heard: Noi. Close Question 1?")
        board.press("Enter")
        board.see("What next?", "Question 2 of 2")
        board.press("3")
        writer.see("Li", "What next?")
        board.press("z")
        board.see("End the session?")
        board.press("z")
        writer.see("The session is over. Thank you.")
        assert (board.end(), writer.end()) == (0, 0)
    assert said(tmp_path)["answers"]["practices"] == "Lao visits"
    assert kinds(session)[-2:] == ["close", "finish"]
    sound(program)
    again = program(*WRITER)
    assert (again.code, again.err) == (0, "The session is over. Thank you.\n")
    over = program(*BOARD)
    assert over.code == 1
    assert "the session is over\n   = start another session" in over.err


def test_what_is_typed_at_the_board_while_the_writer_has_a_quote_is_no_command(tmp_path: Path) -> None:
    session = a_panel(tmp_path)
    with terminals(tmp_path, BOARD, WRITER) as (board, writer):
        board.see("A writer takes down")
        writer.see("Waiting")
        before = kinds(session)
        board.press("q")
        board.see("Asked at the writer's terminal: Quote, Sok.", "Esc keys of the board")
        board.miss("Enter call")
        # Words that would call, pass, put the next question, and end the session.
        board.press("2 next p x l z", "Enter", "z", "z")
        board.see("! asked at the writer's terminal")
        writer.see("Sok / Quote")
        assert kinds(session) == [*before, "attach"]
        # The keys of the board come back when they are asked for, and when what is asked there has ended.
        board.press("Esc")
        board.see("Enter call")
        board.press(" ")
        board.see("The clocks are stopped.")
        writer.press("Adapt", "F5")
        writer.see("Waiting")
        board.press("i")
        writer.see("What is the practice called?")
        board.see("Asked at the writer's terminal: Good practice, Sok.")
        board.press("n")
        board.see("! asked at")
        writer.press("F10")
        writer.see("Left unfinished")
        board.see("Enter call")
        board.press("s", "1", "Who pays?", "Enter")
        board.see("Asked at the writer's terminal: Follow-up, Sok.")
        writer.see("Who pays?")
        writer.close()
        board.see("Enter call")
    assert kinds(session)[len(before) :] == ["attach", "pause", "attach", "follow_up", "attach"]


def test_in_lines_a_command_begins_with_a_slash_while_the_writer_has_a_quote(tmp_path: Path) -> None:
    session = a_panel(tmp_path)
    with terminals(tmp_path, (*BOARD, "--plain"), WRITER) as (board, writer):
        writer.see("Waiting")
        board.see("Board command")
        board.press("quote 1\r")
        board.see("Asked at the writer's terminal: Quote, Sok.", "begin with a slash")
        writer.see("Word for word")
        board.press("next\r")
        board.see("Error: it is asked at the writer's terminal: type there.")
        board.press("/pause\r")
        board.see("The clocks are stopped.")
        writer.press("Adapt", "F5")
        writer.see("Waiting")
        board.press("/pause\r", "pause\r")
        board.until(lambda: kinds(session)[-3:] == ["pause", "go_on", "pause"], "to take both forms")


def test_a_board_and_a_writer_are_killed_and_everything_goes_on(program: Program, tmp_path: Path) -> None:
    session = a_panel(tmp_path)
    with contextlib.ExitStack() as ended:
        board, writer = (ended.enter_context(contextlib.closing(Terminal(tmp_path, *each))) for each in (BOARD, WRITER))
        board.see("A writer takes down")
        board.press("1")
        writer.see("Why?")
        writer.press("1", "Enter", "Half a sen")
        writer.see("Half a sen")
        # The board goes, and the writer stays: nobody is called any more, and what was typed is kept.
        assert board.kill() == -signal.SIGKILL
        eventually(lambda: "Half a sen" in str(said(tmp_path)["unfinished"]))
        undamaged(program)
        board = ended.enter_context(contextlib.closing(Terminal(tmp_path, *BOARD)))
        board.see("Away for", "Sok was speaking.", "» 1 ◐·")
        writer.see("Waiting: nobody is called.")
        board.press("1")
        writer.see("Half a sen")
        writer.press("tence")
        writer.see("Half a sentence")
        eventually(lambda: "sentence" in str(said(tmp_path)["unfinished"]))
        assert writer.kill() == -signal.SIGKILL
        board.miss("A writer takes down")
        undamaged(program)
        # Without a writer, the board itself asks.
        board.press("Enter")
        board.see("Comment (Enter saves it)", "Half a sentence", "F7 more", "F10 board")
        board.press("F7", "i")
        board.see("What is the practice called?")
        board.press("F10")
        board.see("Half a sentence")
        board.press("Enter", "Visits", "F5")
        board.see("Heard: Sok")
        writer = ended.enter_context(contextlib.closing(Terminal(tmp_path, *WRITER)))
        writer.see("Waiting: nobody is called.")
        board.press("F10")
        board.see("Leave?")
        board.press("l")
        board.see("To resume, run: sstc-survey panel --resume beijing")
        assert board.end() == 1
        writer.see("Waiting: the board is not open.")
        writer.press("l")
        assert writer.end() == 0
    assert said(tmp_path)["comments"] == {"why": "Half a sentence"}
    assert said(tmp_path)["answers"]["practices"] == "Visits"
    # Of the practice, in which nothing was said, nothing is left.
    assert not list(tmp_path.glob("answers/sstc-good-practice/*.json"))
    assert kinds(session).count("resume") == 2
    sound(program)


@pytest.mark.parametrize(
    ("keys", "told", "seconds"),
    [
        (("c",), "The time away was counted: 4:", 240),
        (("b", "u"), "Taken back: the call (Sok).", 0),
        (("Esc",), "» 1", 0),
        (("c", "u"), "Taken back: the count of the time away.", 0),
    ],
)
def test_the_time_away_counts_by_one_key(tmp_path: Path, keys: tuple[str, ...], told: str, seconds: int) -> None:
    session = a_panel(tmp_path, Call(label="kh1"), away=timedelta(minutes=4, seconds=20))
    with terminals(tmp_path, BOARD) as (board,):
        board.see("Away for 4:", "Sok was speaking.", "Enter call Sok", "b the board", "c count the time away")
        for key in keys:
            board.press(key)
            board.see("» 1")
        board.see(told)
        saved = read_session(str(session))
        assert isinstance(saved, Session)
        state = fold(saved.events)
        assert isinstance(state, State)
        assert state.session // 60_000 * 60 == seconds
        assert sum(state.spoken.values()) // 60_000 * 60 == seconds
        board.press("Enter")
        board.see("Sok", "Why?")


def test_in_lines_the_time_away_counts_by_a_command(program: Program, tmp_path: Path) -> None:
    session = a_panel(tmp_path, Call(label="kh1"), away=timedelta(minutes=4, seconds=20))
    held = program(*BOARD, "--plain", typed="count\ncount\nundo\nleave\n")
    told = [
        "To count the time away",
        "The time away was counted: 4:",
        "also for Sok",
        "nothing to count",
        "Taken back",
    ]
    places = [held.err.index(each) for each in told]
    assert places == sorted(places)
    assert kinds(session)[-3:] == ["resume", "count_away", "undo"]


@pytest.mark.parametrize(("typed", "is_told"), [("leave\n", True), ("count\nleave\n", False)])
def test_time_that_counts_is_no_interruption_in_the_minutes(
    program: Program, tmp_path: Path, typed: str, is_told: bool
) -> None:
    a_panel(tmp_path, Call(label="kh1"), away=timedelta(minutes=4, seconds=20))
    assert program(*BOARD, "--plain", typed=typed).code == 1
    assert ("one interruption (four minutes)" in program("minutes", "beijing").out) is is_told


def test_enter_calls_who_was_speaking_when_the_board_went_away(tmp_path: Path) -> None:
    a_panel(tmp_path, Call(label="kh1"), away=timedelta(minutes=4))
    with terminals(tmp_path, BOARD) as (board,):
        board.see("Enter call Sok")
        board.press("Enter")
        board.see("Sok", "Why?")


def test_who_comes_second_is_told_who_is_there(program: Program, tmp_path: Path) -> None:
    session = a_panel(tmp_path)
    with terminals(tmp_path, BOARD, WRITER) as (board, writer):
        board.see("A writer takes down")
        for command, fault, remedy, there in [
            (BOARD, "the session is open elsewhere: Ana, /dev/", "close it there first", board),
            (
                WRITER,
                "this session has a writer already: /dev/",
                "close the writer's program at the other terminal first",
                writer,
            ),
        ]:
            second = program(*command)
            assert second.code == 1
            assert str(session.relative_to(tmp_path)) in second.err
            assert fault in second.err
            assert f"process {there.child.pid}, since " in second.err
            assert remedy in second.err
        # The board goes while the writer stays, and comes back.
        board.press("Ctrl-C")
        assert board.end() == 130
        writer.see("the board is not open")


def test_a_board_that_asks_itself_and_a_writer_who_comes_wait_for_each_other(tmp_path: Path) -> None:
    a_panel(tmp_path)
    with terminals(tmp_path, BOARD) as (board,):
        board.see("» 1")
        board.press("1")
        board.see("Why?")
        writer = Terminal(tmp_path, *WRITER)
        writer.see("Sok is asked at another terminal.")
        board.press("1", "Enter", "Enter", "All", "F5")
        board.see("Heard: Sok")
        writer.see("Waiting: nobody is called.")
        board.press("2")
        writer.see("Noi", "Why?")
        # What is left by hand can be gone on with, and a question that was closed takes nothing.
        writer.press("F10")
        writer.see("Left unfinished; what was said is saved.")
        writer.press("a")
        writer.see("Why?")
        writer.press("Ctrl-C")
        assert writer.end() == 130


def test_an_answer_costs_three_keys_at_most(tmp_path: Path) -> None:
    a_panel(tmp_path)
    typed = ["We copy", "We adapt", "We pay"]
    with terminals(tmp_path, BOARD) as (board,):
        for word in typed:
            board.see("Question 1 of 2", "»")
            board.press("Enter")
            board.see("Why?", "To learn")
            board.press("1", "Enter")
            board.see("Comment (Enter for none)")
            board.press("Enter")
            board.see("Which practices?", "F5 next")
            board.press(word, "F5")
            board.see("Heard: ")
        board.press("n")
        for word in typed:
            board.see("Question 2 of 2", "»")
            board.press("Enter")
            board.see("What next?", "Enter next")
            board.press(word, "Enter")
            board.see("Heard: ")
        board.press("Ctrl-C")
        assert board.end() == 130
    responses = [said(tmp_path, name) for name in NAMES.values()]
    answers = sum(len(response["answers"]) - len(["name", "quoted"]) for response in responses)
    assert answers == 3 * len(responses)
    assert board.keys <= 3 * answers


def test_ctrl_z_suspends_a_board_and_fg_goes_on(tmp_path: Path) -> None:
    a_panel(tmp_path)
    with contextlib.closing(Terminal(tmp_path, command=("/bin/sh", "-i"))) as shell:
        shell.press(f'"{sys.executable}" -m sstc_survey panel --resume\r')
        shell.see("» 1")
        shell.press("\x1a")
        shell.until(lambda: re.search("Stopped|Suspended", shell.written) is not None, "to see it suspended")
        shell.press("fg\r")
        shell.see("» 1", "kh1  Sok")
        shell.press("2")
        shell.see("Noi", "Why?")


@pytest.mark.parametrize(("columns", "rows"), [(40, 24), (28, 10), (80, 5)])
def test_a_small_screen_has_room_for_the_row_of_the_pointer(tmp_path: Path, columns: int, rows: int) -> None:
    a_panel(tmp_path, names={f"p{number}": f"Panellist {number}" for number in range(1, 10)})
    board = Terminal(tmp_path, *BOARD, columns=columns, rows=rows)
    try:
        board.see("»1" if columns < 60 else "» 1")
        board.press("9")
        board.see("Panellist 9", "Why?")
        board.press("F10")
        board.see("»1" if columns < 60 else "» 1")
        board.press("Ctrl-C")
        assert board.end() == 130
    finally:
        board.child.close(force=True)
