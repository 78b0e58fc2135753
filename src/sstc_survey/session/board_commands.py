"""What can be done on the board of a session: each command, its letter, and how it is written in lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from msgspec import Struct

from sstc_survey.folding import folded
from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Problem, codes


class Verb(StrEnum):
    """What a command does; the value is the word for it in lines."""

    CALL = "call"
    PASS = "pass"  # noqa: S105
    ABSENT = "absent"
    LATE = "late"
    NEXT = "next"
    JUMP = "jump"
    QUOTE = "quote"
    PRACTICE = "practice"
    FOLLOW = "follow"
    AGREES = "agrees"
    DIFFERS = "differs"
    PAUSE = "pause"
    MORE = "more"
    COUNT = "count"
    UNDO = "undo"
    SHOW = "show"
    HELP = "?"
    LEAVE = "leave"
    END = "end"


class Command(Struct, frozen=True):
    """A command with what it is about: seats by their labels, a number of a question or of minutes, a text."""

    verb: Verb
    seats: tuple[str, ...] = ()
    number: float | None = None
    text: str = ""


class Entry(NamedTuple):
    """A command as the board offers it: its letter, what it says, and how it is written in lines.

    `in_question` tells that F7 offers it there too.
    """

    verb: Verb
    letter: str
    label: str
    line: str
    in_question: bool = False


# Letters from g on: those before it are seats.
ENTRIES: Final = (
    Entry(Verb.CALL, "", noop("call"), noop("call [SEAT]: ask a panellist, or who is next")),
    Entry(Verb.PASS, "p", noop("pass"), noop("pass [SEAT]: goes by without an answer"), in_question=True),
    Entry(Verb.ABSENT, "x", noop("absent"), noop("absent SEAT: is away, or back")),
    Entry(Verb.LATE, "l", noop("late"), noop("late: a panellist who is not in the roster")),
    Entry(Verb.NEXT, "n", noop("next question"), noop("next: the next question"), in_question=True),
    Entry(Verb.JUMP, "j", noop("jump"), noop("jump NUMBER: another question")),
    Entry(Verb.QUOTE, "q", noop("quote"), noop("quote [SEAT]: what was said word for word"), in_question=True),
    Entry(Verb.PRACTICE, "i", noop("good practice"), noop("practice [SEAT]: a good practice"), in_question=True),
    Entry(Verb.AGREES, "w", noop("agrees or differs"), noop("agrees SEAT SEAT: the first with the second"), True),
    Entry(Verb.DIFFERS, "", noop("differs"), noop("differs SEAT SEAT: the first from the second"), True),
    Entry(Verb.FOLLOW, "s", noop("follow-up"), noop("follow SEAT TEXT, follow all TEXT: one question more"), True),
    Entry(Verb.SHOW, "v", noop("view"), noop("show [SEAT]: what was said")),
    Entry(Verb.PAUSE, "k", noop("clocks"), noop("pause: stop the clocks, or start them again"), in_question=True),
    Entry(Verb.MORE, "m", noop("a minute more"), noop("more [MINUTES]: more time to speak"), in_question=True),
    Entry(Verb.COUNT, "", noop("count the time away"), noop("count: count the time for which the board was away")),
    Entry(Verb.UNDO, "u", noop("undo"), noop("undo: take the last command back")),
    Entry(Verb.LEAVE, "", noop("leave"), noop("leave: leave for now")),
    Entry(Verb.END, "z", noop("end"), noop("end: end the session")),
)
_DIGITS: Final = 9
_LETTERS: Final = "abcdef"
# One word, and the rest of the line.
_WORD: Final = re.compile(r"\s*(\S+)\s*(.*)", re.DOTALL)
_ALL: Final = ("all", "*")


def seat_key(place: int) -> str:
    """Return the key that calls the seat at a place from 0: 1 to 9, then a to f; beyond them there is none."""
    if place < _DIGITS:
        return str(place + 1)
    return _LETTERS[place - _DIGITS] if place < _DIGITS + len(_LETTERS) else ""


def seat_of(typed: str, labels: Sequence[str]) -> str | None:
    """Return the label of the seat that a key, a number from 1 or a label means, or None."""
    said = folded(typed.strip())
    for label in labels:
        if said == folded(label):
            return label
    for place, label in enumerate(labels):
        if said and said in (seat_key(place), str(place + 1)):
            return label
    return None


def parse_command(
    line: str, labels: Sequence[str], present: str | None, spoke_last: str | None = None
) -> Command | Problem:
    """Return the command that a line means, or what is wrong with it.

    `labels` are those of the seats in order; a seat that is not named is the one whose turn it is, `present`, or where
    it is about something that was said, who spoke last.
    """
    said_by = spoke_last or present
    match = _WORD.fullmatch(line)
    if match is None:
        return _of_seats(Verb.CALL, "", labels, present)
    word, rest = folded(match[1]), match[2].strip()
    if (seat := seat_of(word, labels)) is not None and not rest:
        return Command(Verb.CALL, (seat,))
    verb = next((each for each in Verb if word == each.value), None)
    match verb:
        case None:
            return Problem(codes.BOARD_UNKNOWN_COMMAND, {"command": match[1]})
        case Verb.CALL | Verb.PASS | Verb.ABSENT:
            return _of_seats(verb, rest, labels, present)
        case Verb.QUOTE | Verb.PRACTICE | Verb.SHOW:
            return _of_seats(verb, rest, labels, said_by)
        case Verb.AGREES | Verb.DIFFERS:
            return _relation(verb, rest, labels, said_by)
        case Verb.FOLLOW:
            return _follow_up(rest, labels, said_by)
        case Verb.JUMP | Verb.MORE:
            return _with_number(verb, rest)
        case Verb.LATE | Verb.NEXT | Verb.PAUSE | Verb.COUNT | Verb.UNDO | Verb.HELP | Verb.LEAVE | Verb.END:
            if rest:
                return Problem(codes.BOARD_TOO_MUCH, {"command": verb.value, "rest": rest})
            return Command(verb)


def _of_seats(verb: Verb, rest: str, labels: Sequence[str], present: str | None) -> Command | Problem:
    if not rest:
        if present is None:
            return Problem(codes.BOARD_WHICH_SEAT, {"command": verb.value})
        return Command(verb, (present,))
    seat = seat_of(rest, labels)
    return _no_seat(rest, labels) if seat is None else Command(verb, (seat,))


def _relation(verb: Verb, rest: str, labels: Sequence[str], present: str | None) -> Command | Problem:
    """Return who agrees with, or differs from, whom: of one seat alone it is the one with whom."""
    names = rest.split()
    if len(names) == 1 and present is not None:
        names = [present, *names]
    if len(names) != len((None, None)):
        return Problem(codes.BOARD_TWO_SEATS, {"command": verb.value})
    seats = []
    for name in names:
        seat = seat_of(name, labels)
        if seat is None:
            return _no_seat(name, labels)
        seats.append(seat)
    if seats[0] == seats[1]:
        return Problem(codes.BOARD_TWO_SEATS, {"command": verb.value})
    return Command(verb, tuple(seats))


def _follow_up(rest: str, labels: Sequence[str], present: str | None) -> Command | Problem:
    """Return a question more, to seats parted by commas, to all, or to the one who is called."""
    match = _WORD.fullmatch(rest)
    if match is None:
        return Problem(codes.BOARD_FOLLOW_UP_WORDS)
    to, text = match[1], match[2].strip()
    if folded(to) in _ALL:
        seats: list[str | None] = [*labels]
    else:
        seats = [seat_of(name, labels) for name in to.split(",") if name.strip()]
        if None in seats or not seats:
            # Not a seat: the words themselves, to the one who is called.
            if present is None:
                return _no_seat(to, labels)
            seats, text = [present], rest
    if not text:
        return Problem(codes.BOARD_FOLLOW_UP_WORDS)
    return Command(Verb.FOLLOW, tuple(dict.fromkeys(seat for seat in seats if seat is not None)), text=text)


def _with_number(verb: Verb, rest: str) -> Command | Problem:
    if not rest and verb is Verb.MORE:
        return Command(verb, number=1)
    number = folded(rest).replace(",", ".")
    pattern = r"\d{1,3}" if verb is Verb.JUMP else r"\d{1,3}(\.\d)?"
    if not re.fullmatch(pattern, number, re.ASCII) or not float(number):
        return Problem(codes.BOARD_NUMBER, {"command": verb.value, "typed": rest})
    return Command(verb, number=float(number))


def _no_seat(typed: str, labels: Sequence[str]) -> Problem:
    return Problem(codes.BOARD_NO_SEAT, {"typed": typed, "seats": gettext(", ").join(labels)})
