"""What is asked in a turn of a session: of whom, which response, and which of its questions."""

from __future__ import annotations

from typing import Final

from sstc_survey.commands.session.responses import FOLLOW_UP, QUOTE, SessionResponses, TurnOf
from sstc_survey.engine.replies import Answer
from sstc_survey.i18n import base_language, gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.response import Status
from sstc_survey.session.events import Attach, Seat, Session
from sstc_survey.session.languages import spoken_language
from sstc_survey.session.parts import ALL, follow_up_number, parts_of
from sstc_survey.session.standing import SeatFacts
from sstc_survey.session.state import PartRound, State

_PRACTICE_NAMES: Final = ("title", "country", "partners", "area", "goals", "done", "led_to", "learn")


class Turns:
    """Tells what the turns of one session are, and takes them."""

    def __init__(self, responses: SessionResponses, session: Session) -> None:
        self.responses = responses
        self._language = session.language
        questionnaire = responses.questionnaire
        self.parts = parts_of(questionnaire)
        self.part_names = [part.name for part in self.parts]
        # What is asked of each panellist before the first part: who it is, and how they may be quoted.
        self.before = tuple(entry.name for entry in questionnaire.questions if entry.name not in self.part_names)

    def own(self, state: State, label: str) -> TurnOf | Problem:
        """Return the turn of a panellist in what is open: their own response, or their reply to a follow-up."""
        if state.open is None:
            return Problem(codes.SESSION_NOTHING_OPEN)
        seat = seat_of(state, label)
        number = follow_up_number(state.open.part)
        if number is None:
            names = tuple(self.names_of(state.open))
            return TurnOf(label, seat.response, names, self._headings(state, seat), before=self.before)
        attached = reply_of(state, label, state.open.part)
        return Problem(codes.SESSION_NOT_ASKED, {"label": label}) if attached is None else self.reply(state, attached)

    def introduction(self, state: State, label: str) -> TurnOf:
        """Return the turn in which a panellist who came late says who it is."""
        seat = seat_of(state, label)
        return TurnOf(label, seat.response, self.before, self._headings(state, seat))

    def reply(self, state: State, attached: Attach) -> TurnOf:
        """Return the turn for a reply to a follow-up."""
        seat = seat_of(state, attached.label)
        headings = self._headings(state, seat)
        number = follow_up_number(attached.about or "") or 1
        given = {"asked": Answer(state.follow_ups[number - 1].text)}
        return TurnOf(attached.label, attached.response, ("reply",), headings, FOLLOW_UP, given=given, finishes=True)

    def _quote_or_practice(self, state: State, attached: Attach) -> TurnOf:
        """Return the turn for a quote, or for a good practice."""
        seat, is_quote = seat_of(state, attached.label), attached.questionnaire == QUOTE
        heading = gettext("Quote") if is_quote else gettext("Good practice")
        names: tuple[str, ...] = _PRACTICE_NAMES
        given = {"publish": Answer("not_yet")}
        if is_quote:
            names = ("words",) if self._is_understood(seat) else ("words", "interpreted")
            given = {"spoken_in": Answer(seat.language or self._language), "agreed": Answer("not_yet")}
        return TurnOf(
            attached.label,
            attached.response,
            names,
            (*self._headings(state, seat), heading),
            attached.questionnaire,
            given=given,
            finishes=True,
            is_extra=True,
        )

    def attached(self, state: State, attached: Attach) -> TurnOf:
        """Return the turn for what belongs to a panellist, whatever it is."""
        return (
            self.reply(state, attached)
            if attached.questionnaire == FOLLOW_UP
            else self._quote_or_practice(state, attached)
        )

    def names_of(self, asked: PartRound) -> list[str]:
        """Return the names of the entries at the top that a part is."""
        return [name for name in self.part_names if asked.part in (name, ALL)]

    def facts(self, state: State) -> dict[str, SeatFacts]:
        """Return what is known of every panellist; of a response that cannot be read, nothing."""
        return {seat.label: self._facts_of(state, seat) for seat in state.seats}

    def fault(self, state: State, label: str) -> Problem | None:
        """Return why nothing can be said in the response of a panellist, if so; one that is not there is made."""
        response = seat_of(state, label).response
        found = self.responses.interview(response) if self.responses.is_there(response) else None
        if found is None or isinstance(found, Problem):
            return found
        if found.status is Status.PARTIAL:
            return None
        return Problem(codes.NOT_A_DRAFT, {"id": response, "status": found.status.value})

    def who(self, state: State, label: str) -> str:
        """Return who has a label."""
        return self._facts_of(state, seat_of(state, label)).who or label

    def _facts_of(self, state: State, seat: Seat) -> SeatFacts:
        replies = {
            each.about: each.response
            for each in state.attachments
            if each.label == seat.label and each.questionnaire == FOLLOW_UP and each.about
        }
        facts = self.responses.facts(seat.response, self.part_names, replies)
        if not isinstance(facts, Problem):
            return facts
        if not self.responses.is_there(seat.response):
            return SeatFacts("", {}, gettext("missing"))
        return SeatFacts("", {}, gettext("void") if facts.code == codes.NOT_A_DRAFT else gettext("damaged"))

    def _headings(self, state: State, seat: Seat) -> tuple[str, ...]:
        """Return who is asked, and what they speak where the board is in another language."""
        who = self.who(state, seat.label)
        if seat.language is None or self._is_understood(seat):
            return (who,)
        return (gettext("{who}, speaks {language}").format(who=who, language=spoken_language(seat.language)),)

    def _is_understood(self, seat: Seat) -> bool:
        """Tell whether a panellist speaks the language of the board."""
        return seat.language is None or base_language(seat.language) == base_language(self._language)


def seat_of(state: State, label: str) -> Seat:
    """Return the seat with this very label."""
    return next(seat for seat in state.seats if seat.label == label)


def reply_of(state: State, label: str, part: str) -> Attach | None:
    """Return what a panellist's reply to a follow-up is attached by, if it was asked."""
    found = (
        each
        for each in reversed(state.attachments)
        if (each.label, each.questionnaire, each.about) == (label, FOLLOW_UP, part)
    )
    return next(found, None)
