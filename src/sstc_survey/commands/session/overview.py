"""What is seen of a session while it is held: the board, the clocks below a question, and what is put next."""

from __future__ import annotations

import os
import time
from typing import Final

from msgspec.structs import replace

from sstc_survey.commands.session.live import LiveSession
from sstc_survey.commands.session.responses import PRACTICE, QUOTE, TurnOf
from sstc_survey.commands.session.turns import Turns
from sstc_survey.i18n import Words, gettext
from sstc_survey.prompters.in_session import Pulse
from sstc_survey.session.board import Board, Elsewhere
from sstc_survey.session.parts import follow_up
from sstc_survey.session.standing import board_of, heard_on
from sstc_survey.session.state import State
from sstc_survey.storage.locks import is_locked

# A writer looks twice a second what is asked.
_BEGUN_WITHIN: Final = 5.0


class Overview:
    """Shows one session as it stands; `writer_lock` is the folder and the name of the lock that a writer has."""

    def __init__(self, live: LiveSession, turns: Turns, writer_lock: tuple[str, str]) -> None:
        self._live = live
        self._turns = turns
        self._writer_lock = writer_lock
        # What the writer was asked for, and until when it is awaited that it is begun.
        self._expected: TurnOf | None = None
        self._awaited_until = 0.0

    def board(self) -> Board:
        """Return the board as it stands now."""
        live = self._live
        failed = live.note_seen()
        standing = []
        if live.state.paused:
            standing.append(gettext("The clocks are stopped."))
        if self.has_writer:
            standing.append(gettext("A writer takes down what is said."))
        if failed:
            standing.append(gettext("NOT saved: {problem}").format(problem=failed))
        facts, parts = self._turns.facts(live.state), self._turns.parts
        shown = board_of(live.state, live.elapsed, parts, self.texts(), facts, " ".join(standing))
        return replace(shown, elsewhere=self._elsewhere())

    def expect(self, turn: TurnOf) -> None:
        """Expect the writer to take a turn that the board was asked for."""
        self._expected, self._awaited_until = turn, time.monotonic() + _BEGUN_WITHIN

    def _elsewhere(self) -> Elsewhere | None:
        """Return what the writer was asked for, until that is through with it."""
        turn = self._expected
        if turn is None:
            return None
        path = self._turns.responses.path(turn.response, turn.questionnaire)
        is_asked = is_locked(*os.path.split(path.removesuffix(".json")))
        # A file that nobody has open was left; one that is not there may not have been begun yet.
        is_awaited = not os.path.lexists(path) and time.monotonic() < self._awaited_until
        if not self.has_writer or not (is_asked or is_awaited):
            self._expected = None
            return None
        what = {QUOTE: gettext("Quote"), PRACTICE: gettext("Good practice")}.get(
            turn.questionnaire, gettext("Follow-up")
        )
        told = gettext("Asked at the writer's terminal: {what}, {who}.").format(what=what, who=self.who(turn.label))
        return Elsewhere(turn.response, told)

    def pulse(self) -> Pulse:
        """Return the clocks as they stand below a question."""
        speaker = self._live.state.speaker
        self._live.note_seen()
        return self._live.clocks(self.who(speaker) if speaker else "", len(self._turns.parts))

    def who(self, label: str) -> str:
        """Return who has a label."""
        return self._turns.who(self._live.state, label)

    @property
    def has_writer(self) -> bool:
        """Tell whether a writer takes the turns, at another terminal."""
        return is_locked(*self._writer_lock)

    def texts(self) -> dict[str, tuple[str, str]]:
        """Return for each part what the moderator calls it, and the words of its first question."""
        questionnaire = self._turns.responses.questionnaire
        words = Words(self._live.session.language, questionnaire.default_language)
        by_name = {leaf.name: leaf for leaf in questionnaire.leaves()}
        texts: dict[str, tuple[str, str]] = {}
        for part in self._turns.parts:
            first = by_name.get(next(iter(part.questions), ""))
            label = words(part.label) or part.name
            texts[part.name] = (label, words(first.label) if first is not None else label)
        for asked in self._live.state.follow_ups:
            name = gettext("Follow-up {number}").format(number=asked.number)
            texts[follow_up(asked.number)] = (name, asked.text)
        return texts

    def is_heard(self, state: State, label: str) -> bool:
        """Tell whether a panellist has said all of what is open."""
        return label in heard_on(state, state.open, self._turns.facts(state))

    def silent(self, state: State) -> list[str]:
        """Return who was not heard on what is open, of those who are there and are asked."""
        if state.open is None:
            return []
        heard = heard_on(state, state.open, self._turns.facts(state))
        return [
            self.who(seat.label)
            for seat in state.seats
            if state.is_asked(seat.label, state.open.part) and seat.label not in heard | state.absent
        ]

    def following(self, state: State) -> str | None:
        """Return the part that comes next: first the follow-ups about what was put, then the next question."""
        order: list[str] = []
        for name in self._turns.part_names:
            order += [name, *(follow_up(each.number) for each in state.follow_ups if each.about == name)]
        order += [part for each in state.follow_ups if (part := follow_up(each.number)) not in order]
        last = order.index(state.opened[-1].part) if state.opened and state.opened[-1].part in order else -1
        # A follow-up to one panellist was put at once.
        alone = {follow_up(each.number) for each in state.follow_ups if len(each.to) == 1}
        left = [part for part in (*order[last + 1 :], *order) if not state.round_of(part) and part not in alone]
        return left[0] if left else None
