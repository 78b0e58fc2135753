"""The writer of a session: at another terminal than the board, asked what the panellist says who is called there."""

from __future__ import annotations

import os
import time
from types import TracebackType
from typing import Final, Self, TypeAlias

from sstc_survey.commands.session.conduct import MakePrompters
from sstc_survey.commands.session.live import clocks_of, stopwatch
from sstc_survey.commands.session.responses import FOLLOW_UP
from sstc_survey.commands.session.turns import TurnOf, Turns
from sstc_survey.i18n import gettext, set_language
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.in_session import InSession, Pulse
from sstc_survey.session.events import Session
from sstc_survey.session.state import PartRound, State, fold
from sstc_survey.storage.locks import Lock, take_lock
from sstc_survey.storage.sessions import read_session

# So often it is looked whether the board has called somebody else.
_LOOK_SECONDS: Final = 0.5
# What tells one call from another: what is open, and the number of the event; or a response that is attached.
_Key: TypeAlias = tuple[PartRound | None, int] | str


class Writer:
    """Takes the turns of a session that another program holds; it writes responses, never the session."""

    def __init__(self, path: str, lock: Lock, turns: Turns, make_prompters: MakePrompters) -> None:
        self._path = path
        self._lock = lock
        self._turns = turns
        self._stamp: tuple[int, int] | None = None
        self._state = State()
        self._language = ""
        self._since = stopwatch()
        self._look()
        # What is attached already is not the writer's, and what was asked and passed is not asked once more.
        self._done: set[_Key] = {each.response for each in self._state.attachments}
        self._now: _Key | None = None
        self._prompter, self._boards = make_prompters(InSession(self._pulse, ()))

    @classmethod
    def join(cls, path: str, turns: Turns, make_prompters: MakePrompters) -> Self | Problem:
        """Become the writer of a session, unless somebody else is."""
        lock = take_lock(*writer_lock(path))
        if isinstance(lock, Problem):
            return Problem(codes.SESSION_HAS_WRITER) if lock.code == codes.RESPONSE_LOCKED else lock
        return cls(path, lock, turns, make_prompters)

    def write(self) -> None:
        """Take the turn of whoever is called, until the session is over or the writer leaves."""
        while True:
            self._look()
            set_language(self._language)
            if self._state.finished is not None:
                self._boards.say(gettext("The session is over. Thank you."))
                return
            found = self._turn()
            if found is None:
                self._now = None
                letter = self._boards.wait(self._waiting(), can_ask_again=self._state.speaker is not None)
                if letter == "l":
                    return
                if letter == "a":
                    self._done.discard(self._call_key())
                continue
            key, turn = found
            if isinstance(turn, Problem):
                self._done.add(key)
                self._boards.reject(turn)
                continue
            self._now = key
            taken = self._turns.take(turn, self._prompter, self._is_over)
            if isinstance(taken, Problem):
                self._boards.reject(taken)
                time.sleep(_LOOK_SECONDS)
            elif not self._is_over():
                self._done.add(key)

    def _turn(self) -> tuple[_Key, TurnOf | Problem] | None:
        """Return the turn to take now: what was attached last, else that of whoever is called."""
        state = self._state
        open_part = state.open.part if state.open else None
        for each in reversed(state.attachments):
            # A reply to the follow-up that is open is asked when its panellist is called.
            is_called_for = each.questionnaire == FOLLOW_UP and each.about == open_part
            if each.response not in self._done and not is_called_for:
                return each.response, self._turns.attached(state, each)
        if state.speaker is None or self._call_key() in self._done:
            return None
        return self._call_key(), self._turns.own(state, state.speaker)

    def _call_key(self) -> _Key:
        calls = [event.seq for event in self._state.events if event.kind == "call"]
        return self._state.open, calls[-1] if calls else 0

    def _is_over(self) -> bool:
        """Tell whether the board has called somebody else, or asks for something else."""
        self._look()
        found = self._turn()
        return self._state.finished is not None or found is None or found[0] != self._now

    def _pulse(self) -> Pulse:
        self._look()
        state = self._state
        who = self._turns.who(state, state.speaker) if state.speaker else ""
        shown = clocks_of(state, state.elapsed + self._since(), who, len(self._turns.parts))
        if self._now is None:
            found = self._turn()
            return shown._replace(is_over=found is not None or state.finished is not None)
        return shown._replace(is_over=self._is_over())

    def _waiting(self) -> str:
        state = self._state
        if state.speaker is None:
            return gettext("Waiting: nobody is called.")
        return gettext("All is written down that was asked of {who}.").format(who=self._turns.who(state, state.speaker))

    def _look(self) -> None:
        """Read the session again if it was saved since; while it cannot be read, it is as it was."""
        try:
            status = os.stat(self._path)
        except OSError:
            return
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp == self._stamp:
            return
        session = read_session(self._path)
        if not isinstance(session, Session):
            return
        state = fold(session.events)
        if isinstance(state, State):
            self._stamp, self._language, self._since = stamp, session.language, stopwatch()
            self._state = state.ticked(session.seen)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lock.release()


def writer_lock(path: str) -> tuple[str, str]:
    """Return the folder and the name of the lock that the writer of a session has."""
    folder, name = os.path.split(path)
    return folder or os.curdir, f"{name.removesuffix('.json')}.writer"
