"""What is seen of a session while it is held: the board, the clocks below a question, and what is put next."""

from __future__ import annotations

from sstc_survey.commands.session.live import LiveSession
from sstc_survey.commands.session.turns import Turns
from sstc_survey.i18n import Words, gettext
from sstc_survey.prompters.in_session import Pulse
from sstc_survey.session.board import Board
from sstc_survey.session.parts import follow_up
from sstc_survey.session.standing import board_of, heard_on
from sstc_survey.session.state import State
from sstc_survey.storage.locks import is_locked


class Overview:
    """Shows one session as it stands; `writer_lock` is the folder and the name of the lock that a writer has."""

    def __init__(self, live: LiveSession, turns: Turns, writer_lock: tuple[str, str]) -> None:
        self._live = live
        self._turns = turns
        self._writer_lock = writer_lock

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
        return board_of(live.state, live.elapsed, parts, self.texts(), facts, " ".join(standing))

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
