"""What belongs to a panellist beside the own response: quotes, good practices and replies to follow-ups."""

from __future__ import annotations

from sstc_survey.commands.session.live import LiveSession
from sstc_survey.commands.session.responses import FOLLOW_UP, PRACTICE, QUOTE
from sstc_survey.commands.session.turns import Turns, reply_of, seat_of
from sstc_survey.commands.shared.begin import fresh_id
from sstc_survey.engine.replies import Answer, Reply
from sstc_survey.problems import Problem
from sstc_survey.session import commands
from sstc_survey.session.board_commands import Command, Verb
from sstc_survey.session.events import Attach
from sstc_survey.session.parts import follow_up, follow_up_number
from sstc_survey.session.state import PartRound


class Extras:
    """Attaches responses to the panellists of one session, each before its file is made.

    A crash between the two leaves an id that says nothing, never a file that belongs to nobody.
    """

    def __init__(self, live: LiveSession, turns: Turns) -> None:
        self._live = live
        self._turns = turns

    def attach(self, command: Command) -> Attach | Problem:
        """Begin a quote or a good practice of a panellist."""
        label, state = command.seats[0], self._live.state
        asked = self._asked
        about = asked if asked is not None and state.is_asked(label, asked.part) else None
        if command.verb is Verb.QUOTE:
            spoken = seat_of(state, label).language or self._live.session.language
            return self._begin(label, QUOTE, {"spoken_in": Answer(spoken), "agreed": Answer("not_yet")}, about)
        return self._begin(label, PRACTICE, {"publish": Answer("not_yet")}, about)

    def follow_up(self, command: Command) -> Attach | Problem | None:
        """Ask one question more, and begin the reply to it where it is put to one panellist alone."""
        asked = self._asked
        about = asked.part if asked and follow_up_number(asked.part) is None else None
        if problem := self._live.add(commands.follow_up(self._live.now, command.text, command.seats, about)):
            return problem
        if len(command.seats) != 1:
            return None
        return self._begin_reply(command.seats[0], len(self._live.state.follow_ups))

    def ask_reply(self, label: str) -> Problem | None:
        """Begin the reply of a panellist where a follow-up is open, unless it was begun."""
        state = self._live.state
        number = follow_up_number(state.open.part) if state.open else None
        if state.open is None or number is None or reply_of(state, label, state.open.part) is not None:
            return None
        begun = self._begin_reply(label, number)
        return begun if isinstance(begun, Problem) else None

    def _begin_reply(self, label: str, number: int) -> Attach | Problem:
        text = self._live.state.follow_ups[number - 1].text
        return self._begin(label, FOLLOW_UP, {"asked": Answer(text)}, PartRound(follow_up(number), 1))

    def _begin(
        self, label: str, questionnaire: str, given: dict[str, Reply], about: PartRound | None
    ) -> Attach | Problem:
        part, number = (about.part, about.round) if about else (None, None)
        attached = Attach(label=label, response=fresh_id(), questionnaire=questionnaire, about=part, round=number)
        if problem := self._live.add(commands.attach(self._live.now, label, attached)):
            return problem
        if problem := self._turns.responses.begin(attached.response, given, questionnaire):
            return problem
        return attached

    @property
    def _asked(self) -> PartRound | None:
        """Return what is open, or was last."""
        state = self._live.state
        return state.open or (state.opened[-1] if state.opened else None)
