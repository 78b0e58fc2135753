"""A session while it is held: its file, what its events add up to, and its clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem
from sstc_survey.prompters.in_session import Pulse
from sstc_survey.session.board import clock_text
from sstc_survey.session.clocks import part_clock, session_clock, speaker_clock
from sstc_survey.session.commands import Happenings
from sstc_survey.session.events import Session
from sstc_survey.session.state import State
from sstc_survey.storage.sessions import SessionFile

# So often it is saved that the board is still there while a clock runs, in ms.
_SEEN_EVERY: Final = 15_000
# The clocks below a question change no more often than this, in ms: in the last minute every second.
_STEP: Final = 5_000
_LAST_MINUTE: Final = 60_000


class NotSaved(Problem):
    """That something has not happened, as it could not be saved."""

    __slots__ = ()


class LiveSession:
    """The session on the board; an event counts once it is saved.

    `stopwatch` tells the ms since it was opened, by a clock that nobody can set.
    """

    def __init__(self, file: SessionFile, session: Session, state: State, stopwatch: Callable[[], int]) -> None:
        self._file = file
        self.session = session
        self.state = state
        self._stopwatch = stopwatch
        self._before = max(session.seen, state.elapsed)

    @property
    def elapsed(self) -> int:
        """Return the ms of the session until now."""
        return max(self._before + self._stopwatch(), self.state.elapsed)

    @property
    def now(self) -> State:
        """Return the session as it is at this moment: a command is about that."""
        return self.state.ticked(self.elapsed)

    def add(self, happenings: Happenings | Problem) -> Problem | None:
        """Save what happens, and let it count; or return why it does not."""
        if isinstance(happenings, Problem):
            return happenings
        elapsed = self.elapsed
        session = self.session.with_happenings(elapsed, happenings)
        state = self.state
        for event in session.events[len(self.session.events) :]:
            following = state.after(event)
            if isinstance(following, Problem):
                return following
            state = following
        if problem := self._file.save(session):
            return NotSaved(*problem)
        self.session, self.state = session, state
        return None

    def note_seen(self) -> Problem | None:
        """Save now and then that the board is still there, so that a crash costs little time; return why it failed."""
        elapsed = self.elapsed
        runs = self.state.open is not None and not self.state.paused and self.state.finished is None
        if not runs or elapsed - self.session.seen < _SEEN_EVERY:
            return None
        session = replace(self.session, seen=elapsed)
        problem = self._file.save(session)
        if problem is None:
            self.session = session
        return problem

    def close(self) -> Problem | None:
        """Save until when the board was there, or return why that failed."""
        session = replace(self.session, seen=self.elapsed)
        return self._file.save(session)

    def clocks(self, who: str, parts: int) -> Pulse:
        """Return the clocks as they stand below a question of whoever speaks."""
        return clocks_of(self.state, self.elapsed, who, parts)


def clocks_of(state: State, elapsed: int, who: str, parts: int) -> Pulse:
    """Return the clocks of a session at so many ms of it, as they stand below a question of whoever speaks."""
    if state.open is None:
        return Pulse()
    clocks = []
    if state.speaker is not None:
        clocks.append((who, speaker_clock(state, elapsed, state.speaker, state.open)))
    clocks.append((gettext("question"), part_clock(state, elapsed, state.open)))
    clocks.append((gettext("session"), session_clock(state, elapsed, parts)))
    told = []
    for name, clock in clocks:
        is_last = clock.left is not None and clock.left <= _LAST_MINUTE
        used = clock.used if is_last else clock.used // _STEP * _STEP
        told.append(f"{name} {clock_text(replace(clock, used=used))}")
    return Pulse(tuple(told))
