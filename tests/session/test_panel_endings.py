"""Whatever ends the board or the writer, wherever it is: the exit code says which it was, and everything is kept."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import pytest
from conftest import Program, Sized
from live_panel import Terminal, a_panel, read, terminals

End: TypeAlias = signal.Signals | str
HANG_UP: Final = "hang-up"
CODES: Final[dict[End, int]] = {
    HANG_UP: 129,
    signal.SIGHUP: 129,
    signal.SIGTERM: 143,
    signal.SIGINT: 130,
    "Ctrl-C": 130,
}
BOARD: Final = ("panel", "--resume", "beijing")
WRITER: Final = ("panel", "--write", "beijing")
HALF: Final = "Half a sen"
# What is pressed, and what is seen then.
Steps: TypeAlias = Sequence[tuple[str, str]]
TO_TEXT: Final = (
    ("1", "Why?"),
    ("1", "To learn"),
    ("Enter", "Comment (Enter for none)"),
    ("Enter", "Which practices?"),
)


class Place(NamedTuple):
    """Somewhere in a panel, and how the board comes there; then what a writer does, who is there."""

    board: Steps = ()
    writer: Steps | None = None
    plain: bool = False
    away: timedelta | None = None


PLACES: Final[dict[str, Place]] = {
    "time away": Place((("", "c count the time away"),), away=timedelta(minutes=4)),
    "board": Place(),
    "help": Place((("F1", "z: end"),)),
    "leave": Place((("F10", "Leave?"),)),
    "end": Place((("z", "End the session?"),)),
    "close": Place((("n", "Close Question 1?"),)),
    "relation": Place((("w", "Sok:"), ("a", "Sok agrees with:"))),
    "follow-up": Place((("s", "One question more, to:"), ("*", "One question more, to all:"), (HALF, HALF))),
    "view": Place((("v", "Enter: back to the board"),)),
    "late": Place((("l", "Label of the new panellist:"),)),
    "late panellist": Place((("l", "Label of the new"), ("Enter", "Who are you?"), (HALF, f"> {HALF}"))),
    "list": Place((("1", "Why?"),)),
    "comment": Place((*TO_TEXT[:3], (HALF, f"> {HALF}"))),
    "text": Place((*TO_TEXT, (HALF, f"> {HALF}"))),
    "key": Place((*TO_TEXT, ("F7", "q quote"))),
    "quote": Place((("q", "Word for word"), (HALF, f"> {HALF}"))),
    "practice": Place((("i", "What is the practice called?"), (HALF, f"> {HALF}"))),
    "writer waits": Place(writer=(("", "Waiting: nobody is called."),)),
    "writer": Place((("1", "speaks"),), (("", "Why?"), *TO_TEXT[1:], (HALF, f"> {HALF}"))),
    "writer of a quote": Place((("q", "writer's terminal"),), (("", "Word for word"), (HALF, f"> {HALF}"))),
    "plain board": Place((("", "Board command"),), plain=True),
    "plain question": Place((("", "Board command"), ("1\r", "Why?")), plain=True),
    "plain choice": Place((("", "Board command"), ("end\r", "End the session?")), plain=True),
    "plain writer": Place((("1", "speaks"),), (("", "Why?"),), plain=True),
    "plain writer waits": Place(writer=(("", "Waiting"),), plain=True),
}  # fmt: skip
OTHERS: Final = [end for end in CODES if end != HANG_UP]


def come(terminal: Terminal, steps: Steps) -> None:
    for key, shown in steps:
        terminal.press(*([key] if key else []))
        terminal.see(shown)


def ended(terminal: Terminal, end: End) -> int:
    """End a program, and return its exit code."""
    if isinstance(end, signal.Signals):
        return terminal.kill(end)
    if end == HANG_UP:
        return terminal.hang_up()
    terminal.press(end)
    return terminal.end()


def kept(folder: Path) -> str:
    """Return all that is typed and not given yet."""
    return "".join(str(read(file).get("unfinished")) for file in folder.glob("answers/*/*.json"))


@pytest.mark.parametrize("name", PLACES)
def test_the_code_says_what_has_ended_a_program_and_nothing_is_lost(
    program: Program, tmp_path: Path, name: str, sized: Sized
) -> None:
    place = PLACES[name]
    # At every other place one other end beside the hang-up, each of them in turn; or all.
    number = [*PLACES].index(name)
    usual = [HANG_UP, *([] if number % 2 else [OTHERS[number // 2 % len(OTHERS)]])]
    for end in usual if sized(0, 1) == 0 else [*CODES]:
        folder = tmp_path / str(end)
        folder.mkdir()
        a_panel(folder, away=place.away)
        is_plain_board = place.plain and place.writer is None
        with terminals(folder, (*BOARD, *(["--plain"] if is_plain_board else []))) as (board,):
            last = board
            if not is_plain_board and place.away is None:
                board.see("» 1 ○·")
            if place.writer is not None:
                last = Terminal(folder, *WRITER, *(["--plain"] if place.plain else []))
                board.see("A writer takes down")
            come(board, place.board)
            try:
                come(last, place.writer or ())
                assert ended(last, end) == CODES[end], (name, end)
            finally:
                last.close()
        # What a moderator types for all is no answer of anybody, and not kept.
        if any(key == HALF for key, _ in (*place.board, *(place.writer or ()))) and name != "follow-up":
            assert HALF in kept(folder), (name, end)
        again = program(*BOARD, "--plain", "--answers", str(folder / "answers"), typed="leave\n")
        assert (again.code, "Board command" in again.err) == (1, True)
        verified = program("verify", str(folder / "answers"))
        assert (verified.code, verified.err[-13:]) == (0, ": 0 problems\n"), verified.out


@pytest.mark.parametrize(
    ("typed", "end", "code"),
    [
        ("", HANG_UP, 129),
        ("", signal.SIGTERM, 143),
        ("", "Ctrl-C", 130),
        ("q\r", None, 1),
        ("\x04", None, 1),
    ],
)
@pytest.mark.parametrize("plain", [[], ["--plain"]])
def test_the_warnings_of_a_roster_are_read_before_anything_begins(
    tmp_path: Path, plain: list[str], typed: str, end: End | None, code: int
) -> None:
    (tmp_path / "r.csv").write_text("label,name,country\nkh1,x,kh\ncn1,x,cn\n")
    with terminals(tmp_path, ("panel", "--roster", "r.csv", *plain)) as (board,):
        board.see("seem to be the same person", "3 warnings. Press Enter to start")
        assert not (tmp_path / "answers").exists()
        board.press(*typed)
        assert (board.end() if end is None else ended(board, end)) == code
        assert not (tmp_path / "answers").exists()
    with terminals(tmp_path, ("panel", "--roster", "r.csv", *plain)) as (board,):
        board.see("3 warnings. Press Enter to start")
        board.press("Enter")
        board.see("0 of 2 heard")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", 1), ("1\n", 1), ("1\nlearn\n", 1), ("quote 1\n", 1), ("end\n", 1), ("follow\n", 1), ("late\n", 1)],
)
def test_a_board_is_left_at_the_end_of_input_wherever_that_comes(
    program: Program, tmp_path: Path, typed: str, code: int
) -> None:
    session = a_panel(tmp_path)
    held = program(*BOARD, "--plain", typed=typed)
    assert held.code == code
    assert "To resume, run: " in held.err
    assert read(session)["finished"] is None


def test_a_writer_in_lines_leaves_at_the_end_of_input(program: Program, tmp_path: Path) -> None:
    a_panel(tmp_path)
    with terminals(tmp_path, BOARD) as (board,):
        board.see("» 1 ○·")
        board.press("1")
        board.see("Why?")
        board.press("Ctrl-C")
        assert board.end() == 130
    written = program(*WRITER, "--plain", typed="")
    assert written.code == 0, written.err
