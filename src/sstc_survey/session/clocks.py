"""The clocks of a session at a moment: used and left, who spoke least, and who is next.

No time of day is read here: a moment is given as ms of the session.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from msgspec import Struct

from sstc_survey.session.events import Call, Open, Seat
from sstc_survey.session.state import PartRound, State

_MINUTE: Final = 60_000


class Clock(Struct, frozen=True):
    """Ms used, and the limit where there is one; `left` is below 0 where more was used than there was."""

    used: int
    limit: int | None = None

    @property
    def left(self) -> int | None:
        """Return the ms that are left, or None where there is no limit."""
        return None if self.limit is None else self.limit - self.used


def part_clock(state: State, elapsed: int, key: PartRound) -> Clock:
    """Return the clock of a part in a round."""
    used = state.ticked(elapsed).used.get(key, 0)
    return Clock(used, _limit(state.rules.minutes, state.more.get(key, 0)))


def speaker_clock(state: State, elapsed: int, label: str, key: PartRound) -> Clock:
    """Return the clock of a panellist in a part and a round; a seat may have minutes of its own."""
    used = state.ticked(elapsed).spoken.get((label, key), 0)
    own = next((seat.minutes for seat in state.seats if seat.label == label), None)
    minutes = state.rules.speaker if own is None else own
    return Clock(used, _limit(minutes, state.more_speaker.get((label, key), 0)))


def session_clock(state: State, elapsed: int, parts: int) -> Clock:
    """Return the clock of the session, which has the minutes of so many parts, and those that were given to them."""
    planned = None if state.rules.minutes is None else state.rules.minutes * parts
    return Clock(state.ticked(elapsed).session, _limit(planned, sum(state.more.values())))


def spoken(state: State, elapsed: int, label: str) -> int:
    """Return the ms that a panellist has spoken, in all parts and rounds."""
    return sum(used for (each, _), used in state.ticked(elapsed).spoken.items() if each == label)


def spoke_last(state: State) -> str | None:
    """Return the label of who was called last to what is open, or was put last; None where nobody was yet."""
    for event in reversed(state.events):
        happening = event.happening()
        if isinstance(happening, Call):
            return happening.label
        if isinstance(happening, Open):
            break
    return None


def spoke_least(state: State, elapsed: int) -> str | None:
    """Return the label of whoever is there and spoke least, the first of several; None where nobody is there.

    Who came late had less time than the others, and is not compared with them.
    """
    out = state.absent | state.late
    here = [seat.label for seat in state.seats if seat.label not in out and not seat.terminal]
    return min(here, key=lambda label: spoken(state, elapsed, label), default=None)


def next_to_call(state: State, elapsed: int, heard: Collection[str] = ()) -> str | None:
    """Return the label of whoever is to be called next in the open part, None where nobody is left or none is open.

    `heard` are those who have said all there is to say there. Who passed, is absent or answers at a terminal is not
    called; who was called before and is not through comes after all who were not.
    """
    key = state.open
    if key is None:
        return None
    out = {*heard, *state.passed.get(key, ()), *state.absent, state.speaker}
    waiting = [
        seat.label
        for seat in _in_order(state, key)
        if seat.label not in out and not seat.terminal and state.is_asked(seat.label, key.part)
    ]
    called = state.called.get(key, ())
    candidates = [label for label in waiting if label not in called] or waiting
    if state.rules.order == "least":
        return min(candidates, key=lambda label: spoken(state, elapsed, label), default=None)
    return candidates[0] if candidates else None


def _in_order(state: State, key: PartRound) -> list[Seat]:
    seats = list(state.seats)
    if state.rules.order != "rotate" or not seats:
        return seats
    # Each part begins one seat further on.
    first = state.opened.index(key) % len(seats)
    return seats[first:] + seats[:first]


def away(state: State, started: str) -> list[int]:
    """Return, of each time that the board was opened again, the ms that it was away, by the clocks of the wall.

    A clock that was set back gives 0.
    """
    found: list[int] = []
    for elapsed, at in state.resumes:
        gone = datetime.fromisoformat(at) - datetime.fromisoformat(started)
        found.append(max(0, round(gone.total_seconds() * 1000) - elapsed - sum(found)))
    return found


def _limit(minutes: float | None, more: float) -> int | None:
    return None if minutes is None else round((minutes + more) * _MINUTE)
