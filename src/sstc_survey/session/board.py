"""The board of a session as it is shown: where the panel is, and a row for every panellist."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from msgspec import Struct

from sstc_survey.i18n import gettext
from sstc_survey.session.board_commands import seat_key
from sstc_survey.session.clocks import Clock


class Mark(Enum):
    """How far a panellist is with a question: one character for it, and one where there is only ASCII."""

    SAID = ("●", "*")
    PART = ("◐", "/")
    PASSED = ("p", "p")
    REFUSED = ("r", "r")
    OPEN = ("○", "-")
    NOT_PUT = ("·", ".")


class SeatRow(Struct, frozen=True):
    """A panellist on the board: a mark for every question, the ms they have spoken, and a word for how it is."""

    label: str
    who: str
    marks: tuple[Mark, ...]
    spoken: int
    word: str
    is_heard: bool = False


class Elsewhere(Struct, frozen=True):
    """Something that the board was asked for and that is being written at another terminal: its response, in words."""

    response: str
    told: str


class Board(Struct, frozen=True):
    """What the moderator sees: the question on the board, the clocks, and who is next, speaks or did last.

    These are labels, or empty: the last one is of who was called last to the question on the board. `place` says which
    it is, `questions` has all of them, `columns` what each mark is about.
    """

    place: str
    question: str
    questions: tuple[str, ...]
    columns: tuple[str, ...]
    part_clock: Clock
    session_clock: Clock
    rows: tuple[SeatRow, ...]
    next_label: str
    standing: str
    speaker: str = ""
    spoke_last: str = ""
    # What is typed meanwhile was meant for there: it is no command.
    elsewhere: Elsewhere | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels of the seats in their order."""
        return tuple(row.label for row in self.rows)

    @property
    def turn(self) -> str:
        """Return the label of whose turn it is: who speaks, until all of what is asked is said, then who is next."""
        heard = self.heard
        following = (self.next_label, self.speaker, *self.labels[:1])
        return next(filter(None, (self.speaker if self.speaker not in heard else "", *following)), "")

    @property
    def heard(self) -> frozenset[str]:
        """Return the labels of who was heard."""
        return frozenset(row.label for row in self.rows if row.is_heard)

    def who(self, label: str) -> str:
        """Return who has a label."""
        return next((row.who for row in self.rows if row.label == label), label)

    @property
    def heading(self) -> tuple[str, str, str, str]:
        """Return where the panel is, in parts that can be left out from the last on."""
        heard = gettext("{heard} of {count} heard").format(heard=len(self.heard), count=len(self.rows))
        session = gettext("session {clock}").format(clock=clock_text(self.session_clock))
        return self.place, clock_text(self.part_clock), heard, session


def minutes(milliseconds: int) -> str:
    """Return a time in minutes and seconds, such as 8:14."""
    seconds = milliseconds // 1_000
    return f"{seconds // 60}:{seconds % 60:02}"


def clock_text(clock: Clock) -> str:
    """Return a clock as it is shown: what was used, and of how much."""
    if clock.limit is None:
        return minutes(clock.used)
    return gettext("{used} of {limit}").format(used=minutes(clock.used), limit=minutes(clock.limit))


def keys_of(rows: Sequence[SeatRow]) -> str:
    """Return the keys that call a seat, such as 1-9 a-c; empty where there is none."""
    keys = [seat_key(place) for place in range(len(rows)) if seat_key(place)]
    digits, letters = [key for key in keys if key.isdecimal()], [key for key in keys if not key.isdecimal()]
    return " ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else run[0] for run in (digits, letters) if run)
