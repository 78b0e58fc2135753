"""What belongs to a panellist beside the own response: quotes, good practices and replies to follow-ups."""

from __future__ import annotations

from sstc_survey.commands.session.live import LiveSession
from sstc_survey.commands.session.responses import FOLLOW_UP, PRACTICE, QUOTE
from sstc_survey.commands.session.turns import Turns, reply_of
from sstc_survey.commands.shared.begin import fresh_id
from sstc_survey.problems import Problem
from sstc_survey.session import commands
from sstc_survey.session.board_commands import Command, Verb
from sstc_survey.session.events import Attach
from sstc_survey.session.parts import follow_up, follow_up_number
from sstc_survey.session.state import PartRound


class Extras:
    """Attaches responses to the panellists of one session; each file is made at its first turn, by whoever takes it.

    A crash between the two leaves an id that says nothing, never a file that belongs to nobody.
    """

    def __init__(self, live: LiveSession, turns: Turns) -> None:
        self._live = live
        self._turns = turns

    def attach(self, command: Command, *, goes_on: bool) -> Attach | Problem:
        """Attach a quote or a good practice to a panellist; where one was left half said, it can go on instead."""
        label, state = command.seats[0], self._live.state
        asked = self._asked
        about = asked if asked is not None and state.is_asked(label, asked.part) else None
        questionnaire = QUOTE if command.verb is Verb.QUOTE else PRACTICE
        for each in reversed(state.attachments):
            is_of_this = (each.label, each.questionnaire) == (label, questionnaire)
            if goes_on and is_of_this and self._turns.responses.is_draft(each):
                return each
        return self._attach(label, questionnaire, about)

    def follow_up(self, command: Command) -> Attach | Problem | None:
        """Ask one question more, and attach the reply to it where it is put to one panellist alone."""
        asked = self._asked
        about = asked.part if asked and follow_up_number(asked.part) is None else None
        if problem := self._live.add(commands.follow_up(self._live.now, command.text, command.seats, about)):
            return problem
        if len(command.seats) != 1:
            return None
        return self._attach_reply(command.seats[0], len(self._live.state.follow_ups))

    def ask_reply(self, label: str) -> Problem | None:
        """Attach the reply of a panellist where a follow-up is open, unless that was done."""
        state = self._live.state
        number = follow_up_number(state.open.part) if state.open else None
        if state.open is None or number is None or reply_of(state, label, state.open.part) is not None:
            return None
        attached = self._attach_reply(label, number)
        return attached if isinstance(attached, Problem) else None

    def _attach_reply(self, label: str, number: int) -> Attach | Problem:
        return self._attach(label, FOLLOW_UP, PartRound(follow_up(number), 1))

    def _attach(self, label: str, questionnaire: str, about: PartRound | None) -> Attach | Problem:
        part, number = (about.part, about.round) if about else (None, None)
        attached = Attach(label=label, response=fresh_id(), questionnaire=questionnaire, about=part, round=number)
        return self._live.add(commands.attach(self._live.now, label, attached)) or attached

    @property
    def _asked(self) -> PartRound | None:
        """Return what is open, or was last."""
        state = self._live.state
        return state.open or (state.opened[-1] if state.opened else None)
