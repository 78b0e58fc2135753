"""The commands of the board as they are written in lines."""

from __future__ import annotations

import pytest

from sstc_survey.problems import Problem
from sstc_survey.session.board_commands import ENTRIES, Command, Verb, parse_command, seat_key, seat_of

LABELS = ["kh1", "kh2", "cn1", "la1", "7", *(f"s{number}" for number in range(6, 19))]


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("", Command(Verb.CALL, ("kh2",))),
        ("4", Command(Verb.CALL, ("la1",))),
        ("LA1", Command(Verb.CALL, ("la1",))),
        ("a", Command(Verb.CALL, ("s10",))),
        ("10", Command(Verb.CALL, ("s10",))),
        ("18", Command(Verb.CALL, ("s18",))),
        # A label goes before the number of a row.
        ("7", Command(Verb.CALL, ("7",))),
        ("call 4", Command(Verb.CALL, ("la1",))),
        ("  CALL   4  ", Command(Verb.CALL, ("la1",))),
        ("call", Command(Verb.CALL, ("kh2",))),
        ("pass 1", Command(Verb.PASS, ("kh1",))),
        ("pass", Command(Verb.PASS, ("kh2",))),
        ("absent cn1", Command(Verb.ABSENT, ("cn1",))),
        ("late", Command(Verb.LATE)),
        ("next", Command(Verb.NEXT)),
        ("jump 2", Command(Verb.JUMP, number=2)),
        ("quote", Command(Verb.QUOTE, ("kh2",))),
        ("practice 3", Command(Verb.PRACTICE, ("cn1",))),
        ("agrees 4 3", Command(Verb.AGREES, ("la1", "cn1"))),
        ("agrees 3", Command(Verb.AGREES, ("kh2", "cn1"))),
        ("differs la1 kh1", Command(Verb.DIFFERS, ("la1", "kh1"))),
        ("follow 4 Who paid, and when?", Command(Verb.FOLLOW, ("la1",), text="Who paid, and when?")),
        ("follow 4,1,4 Who paid?", Command(Verb.FOLLOW, ("la1", "kh1"), text="Who paid?")),
        ("follow all Who paid?", Command(Verb.FOLLOW, tuple(LABELS), text="Who paid?")),
        ("follow * Who?", Command(Verb.FOLLOW, tuple(LABELS), text="Who?")),
        ("follow Who paid?", Command(Verb.FOLLOW, ("kh2",), text="Who paid?")),
        ("pause", Command(Verb.PAUSE)),
        ("more", Command(Verb.MORE, number=1)),
        ("more 1,5", Command(Verb.MORE, number=1.5)),
        ("count", Command(Verb.COUNT)),
        ("undo", Command(Verb.UNDO)),
        ("show 2", Command(Verb.SHOW, ("kh2",))),
        ("?", Command(Verb.HELP)),
        ("leave", Command(Verb.LEAVE)),
        ("end", Command(Verb.END)),
    ],
)
def test_a_line_is_read_as_a_command(line: str, command: Command) -> None:
    assert parse_command(line, LABELS, "kh2") == command


@pytest.mark.parametrize(
    ("line", "seats"),
    [
        ("call", ("kh2",)),
        ("pass", ("kh2",)),
        ("quote", ("cn1",)),
        ("practice", ("cn1",)),
        ("show", ("cn1",)),
        ("agrees 1", ("cn1", "kh1")),
        ("differs 1", ("cn1", "kh1")),
        ("follow Who paid?", ("cn1",)),
    ],
)
def test_what_is_about_something_said_is_about_who_spoke_last(line: str, seats: tuple[str, ...]) -> None:
    command = parse_command(line, LABELS, "kh2", "cn1")
    assert isinstance(command, Command)
    assert command.seats == seats


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("cal 4", "board-unknown-command"),
        ("4 5", "board-unknown-command"),
        ("call 19", "board-no-seat"),
        ("call kh", "board-no-seat"),
        ("absent 0", "board-no-seat"),
        ("agrees 4 4", "board-two-seats"),
        ("agrees 4 3 2", "board-two-seats"),
        ("agrees", "board-two-seats"),
        ("differs 4 99", "board-no-seat"),
        ("follow", "board-follow-up-words"),
        ("follow 4", "board-follow-up-words"),
        ("follow all", "board-follow-up-words"),
        ("jump", "board-number"),
        ("jump two", "board-number"),
        ("jump 0", "board-number"),
        ("more -1", "board-number"),
        ("next 2", "board-too-much"),
        ("end now", "board-too-much"),
    ],
)
def test_a_line_that_is_no_command_says_why(line: str, code: str) -> None:
    problem = parse_command(line, LABELS, "kh2")
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert str(problem)


@pytest.mark.parametrize("line", ["", "call", "pass", "quote", "show"])
def test_nobody_is_called_where_nobody_is_next(line: str) -> None:
    problem = parse_command(line, LABELS, None)
    assert isinstance(problem, Problem)
    assert problem.code == "board-which-seat"


def test_no_letter_means_two_things() -> None:
    letters = [entry.letter for entry in ENTRIES if entry.letter]
    seats = [seat_key(place) for place in range(20) if seat_key(place)]
    assert len({*letters, *seats}) == len(letters) + len(seats)
    assert seats == [*"123456789abcdef"]


def test_every_command_is_offered_with_its_words() -> None:
    assert {entry.verb for entry in ENTRIES} == {*Verb} - {Verb.HELP}
    assert all(entry.line.startswith(entry.verb.value) for entry in ENTRIES)


def test_a_seat_is_found_by_its_key_its_number_or_its_label() -> None:
    assert [seat_of(typed, LABELS) for typed in ("1", "f", "15", "s15", " KH1 ", "", "nobody")] == [
        "kh1",
        "s15",
        "s15",
        "s15",
        "kh1",
        None,
        None,
    ]
