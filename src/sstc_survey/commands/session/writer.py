"""The writer of a session: at another terminal than the board, asked what the panellist says who is called there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self, TypeAlias

from sstc_survey.commands.session.live import clocks_of
from sstc_survey.commands.session.responses import FOLLOW_UP, Taken, TurnOf
from sstc_survey.commands.session.turns import Turns
from sstc_survey.commands.shared.begin import stopwatch
from sstc_survey.i18n import gettext, set_language
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.board import MakePrompters
from sstc_survey.prompters.in_session import InSession, Pulse
from sstc_survey.session.events import Session
from sstc_survey.session.state import PartRound, State, fold
from sstc_survey.storage.locks import Lock
from sstc_survey.storage.sessions import Holder, is_held, read_session, take_writer_lock

# So long it is waited before a response that is open elsewhere is tried once more.
_TRY_SECONDS: Final = 1.0
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
        # What was asked and passed, or left, is not asked once more; nor what was attached before the writer came.
        self._done: set[_Key] = {each.response for each in self._state.attachments}
        # Of that what was left before all was said, the last at the end.
        self._left: list[_Key] = [
            each.response
            for each in self._state.attachments
            if each.questionnaire != FOLLOW_UP and turns.responses.is_draft(each)
        ]
        self._now: _Key | None = None
        # Until when nothing else is tried, where a response is open elsewhere.
        self._waits_until: float | None = None
        # Whether the board was open when it was said what is waited for.
        self._waits_with_board = True
        self._prompter, self._boards = make_prompters(InSession(self._pulse, ()))

    @classmethod
    def join(cls, path: str, turns: Turns, make_prompters: MakePrompters, holder: Holder) -> Self | Problem:
        """Become the writer of a session, unless somebody else is."""
        lock = take_writer_lock(path, holder)
        return lock if isinstance(lock, Problem) else cls(path, lock, turns, make_prompters)

    def take_turns(self, raise_missed: Callable[[], None] = lambda: None) -> None:
        """Take the turn of whoever is called, until the session is over or the writer leaves.

        `raise_missed` is called between them, and raises where the program was asked to end.
        """
        while True:
            raise_missed()
            self._look()
            set_language(self._language)
            if self._state.finished is not None:
                self._boards.say(gettext("The session is over. Thank you."))
                return
            found = self._turn()
            if found is not None:
                self._take(*found)
            elif self._wait_for_call() == "l":
                return

    def _take(self, key: _Key, turn: TurnOf | Problem) -> None:
        """Take a turn as far as it goes."""
        self._now = key
        taken: Taken | Problem
        if isinstance(turn, Problem):
            taken = turn
        else:
            taken = self._turns.responses.take_turn(turn, self._prompter, self._is_over, self._closed)
        if isinstance(taken, Problem):
            if taken.code == codes.RESPONSE_LOCKED and isinstance(turn, TurnOf):
                self._wait_for_response(turn)
                return
            self._boards.reject(taken)
            self._done.add(key)
        elif not self._is_over():
            self._done.add(key)
            if not taken.is_over:
                self._left.append(key)

    def _wait_for_call(self) -> str:
        """Wait until somebody is called, or something left is asked for again; return the letter that was given."""
        self._now, self._waits_with_board = None, is_held(self._path)
        left = [key for key in self._left if isinstance(key, str) or key == self._call_key()]
        can_ask_again = bool(left) or self._state.speaker is not None
        letter = self._boards.wait(self._waiting(left), can_ask_again=can_ask_again)
        if letter == "a":
            again = left[-1] if left else self._call_key()
            self._left = [key for key in self._left if key != again]
            self._done.discard(again)
        return letter

    def _wait_for_response(self, turn: TurnOf) -> None:
        """Wait a little where the response is open elsewhere: on the board, until that is through with it."""
        self._waits_until = time.monotonic() + _TRY_SECONDS
        who = self._turns.who(self._state, turn.label)
        self._boards.wait(gettext("{who} is asked at another terminal.").format(who=who), can_ask_again=False)
        self._waits_until = None

    def _closed(self) -> Problem | None:
        """Return that the question which is asked was closed, if so."""
        self._look()
        is_closed = isinstance(self._now, tuple) and self._now[0] != self._state.open
        return Problem(codes.BOARD_CLOSED) if is_closed else None

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
        # While nobody has the board, the clocks stand.
        has_board = is_held(self._path)
        passed = self._since() if has_board else 0
        shown = clocks_of(state, state.elapsed + passed, who, len(self._turns.parts))
        if self._waits_until is not None and time.monotonic() > self._waits_until:
            return shown._replace(is_over=True)
        if self._now is None:
            found = self._turn()
            is_other = found is not None or state.finished is not None or has_board is not self._waits_with_board
            return shown._replace(is_over=is_other)
        return shown._replace(is_over=self._is_over())

    def _waiting(self, left: Sequence[_Key]) -> str:
        """Return what is waited for."""
        state = self._state
        if not self._waits_with_board:
            return gettext("Waiting: the board is not open.")
        if left:
            return gettext("Left unfinished; what was said is saved.")
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
