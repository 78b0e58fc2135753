"""The end of a session: what was said is finished first, and the session last, so that an end can be given again."""

from __future__ import annotations

from sstc_survey.commands.session.live import LiveSession
from sstc_survey.commands.session.outcomes import Done, outcome, refused
from sstc_survey.commands.session.overview import Overview
from sstc_survey.commands.session.turns import Turns
from sstc_survey.commands.shared.begin import now
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem
from sstc_survey.prompters.board import BoardPrompter
from sstc_survey.prompters.in_session import Offer
from sstc_survey.session import commands
from sstc_survey.session.events import Seat
from sstc_survey.session.standing import Said


class Ending:
    """Ends one session."""

    def __init__(self, live: LiveSession, turns: Turns, overview: Overview, boards: BoardPrompter) -> None:
        self._live = live
        self._turns = turns
        self._overview = overview
        self._boards = boards

    def end(self) -> Done:
        """End the session once that is confirmed."""
        question = gettext("End the session? It cannot be taken up again.")
        offers = [Offer("z", "end", gettext("end the session")), Offer("s", "stay", gettext("stay"))]
        if self._boards.choose(question, offers, "s") != "z":
            return Done()
        # A writer lets a response go once its question is closed.
        if self._live.state.open is not None and (problem := self._live.add(commands.close_part(self._live.now))):
            return refused(problem)
        if problem := self._remove_no_shows() or self._finish_responses():
            return refused(problem)
        return outcome(self._live, commands.finish(self._live.now, now()), Done(is_over=True))

    def _finish_responses(self) -> Problem | None:
        """Finish what belongs to the session; what is not all said stays as it is."""
        state, responses = self._live.state, self._turns.responses
        for seat in state.seats:
            if problem := responses.finish(seat.response):
                return problem
        for attached in state.attachments:
            if problem := responses.finish(attached.response, attached.questionnaire):
                return problem
        return None

    def _remove_no_shows(self) -> Problem | None:
        """Remove the responses of who never came, once that is confirmed; or return why that failed."""
        no_shows = self._no_shows()
        if not no_shows:
            return None
        names = gettext("; ").join(self._overview.who(seat.label) for seat in no_shows)
        question = gettext("Never there: {names}. Delete their responses, in which nothing was said?")
        offers = [Offer("d", "delete", gettext("delete")), Offer("l", "leave", gettext("leave them"))]
        if self._boards.choose(question.format(names=names), offers, "l") != "d":
            return None
        removed = (self._turns.responses.remove(seat.response) for seat in no_shows)
        return next((problem for problem in removed if problem is not None), None)

    def _no_shows(self) -> list[Seat]:
        """Return who is absent, was never called, and has said nothing of any question."""
        state, facts = self._live.state, self._turns.facts(self._live.state)
        called = {label for labels in state.called.values() for label in labels}
        return [
            seat
            for seat in state.seats
            if seat.label in state.absent - called
            and self._turns.responses.is_there(seat.response)
            and set(facts[seat.label].said.values()) <= {Said.NOTHING}
        ]
