"""What the commands of a board do: each is saved in the session first, and then has its effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sstc_survey.commands.session.ending import Ending
from sstc_survey.commands.session.extras import Extras
from sstc_survey.commands.session.live import LiveSession
from sstc_survey.commands.session.outcomes import Done, outcome, refused
from sstc_survey.commands.session.overview import Overview
from sstc_survey.commands.session.responses import Taken, TurnOf
from sstc_survey.commands.session.steering import Steering
from sstc_survey.commands.session.turns import Turns, seat_of
from sstc_survey.commands.shared.begin import fresh_id
from sstc_survey.engine.interview import Interview
from sstc_survey.i18n import gettext, set_language
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.board import MakePrompters
from sstc_survey.prompters.in_session import InSession, Offer
from sstc_survey.prompters.labels import missing_label
from sstc_survey.prompters.loop import Aside
from sstc_survey.prompters.screens import review
from sstc_survey.session import commands
from sstc_survey.session.board_commands import ENTRIES, Command, Verb
from sstc_survey.session.events import (
    Seat,
)
from sstc_survey.session.parts import follow_up_number

# After these the question that they were given in is there again.
_STAYING: Final = (
    Verb.QUOTE, Verb.PRACTICE, Verb.FOLLOW, Verb.AGREES, Verb.DIFFERS, Verb.PAUSE, Verb.MORE, Verb.UNDO, Verb.SHOW,
)  # fmt: skip


class Conduct:
    """Holds a session from its board, until it is left or over.

    `writer_lock` is the folder and the name of the lock that a writer has, who then takes the turns.
    """

    def __init__(
        self, live: LiveSession, turns: Turns, make_prompters: MakePrompters, writer_lock: tuple[str, str]
    ) -> None:
        self._live = live
        self._turns = turns
        self._overview = Overview(live, turns, writer_lock)
        in_question = [entry for entry in ENTRIES if entry.in_question]
        offers = [Offer(entry.letter, entry.verb.value, gettext(entry.label)) for entry in in_question]
        self._prompter, self._boards = make_prompters(InSession(self._overview.pulse, offers))
        self._extras = Extras(live, turns)
        self._ending = Ending(live, turns, self._overview, self._boards)
        self._steering = Steering(live, self._overview, turns.part_names, self._boards, self._ending)

    def hold(self, at: str = "", notice: str = "", raise_missed: Callable[[], None] = lambda: None) -> bool:
        """Take commands until the session is left or over, and tell whether it is over.

        `raise_missed` is called between them, and raises where the program was asked to end.
        """
        done = self._resumed(Done(notice, at))
        if not self._live.state.opened:
            done = outcome(self._live, commands.next_part(self._live.state, self._turns.part_names), done)
        while not done.is_over:
            raise_missed()
            command = done.then
            if command is None:
                set_language(self._live.session.language)
                command = self._boards.ask(self._overview.board, done.notice, done.at)
            if command.verb is Verb.LEAVE:
                return False
            done = self._do(command)
        return True

    def _resumed(self, done: Done) -> Done:
        """Where the board was away while clocks would have run, offer to let that time count."""
        live = self._live
        if isinstance(commands.count_away(live.now, live.session.started), Problem):
            return done
        command = self._boards.resume(done.notice, done.at, self._overview.who(done.at) if done.at else "")
        return Done("", done.at, command)

    # Commands.

    def _do(self, command: Command) -> Done:
        """Do what a command asks for."""
        steering = self._steering
        actions: dict[Verb, Callable[[Command], Done]] = {
            Verb.CALL: self._call,
            Verb.PASS: self._pass,
            Verb.ABSENT: steering.present,
            Verb.LATE: self._seat_late,
            Verb.NEXT: steering.next,
            Verb.JUMP: steering.jump,
            Verb.QUOTE: self._attach,
            Verb.PRACTICE: self._attach,
            Verb.FOLLOW: self._follow_up,
            Verb.AGREES: steering.relate,
            Verb.DIFFERS: steering.relate,
            Verb.PAUSE: steering.pause,
            Verb.MORE: steering.more,
            Verb.COUNT: steering.count_away,
            Verb.UNDO: steering.undo,
            Verb.SHOW: self._show,
            Verb.END: lambda _: self._ending.end(),
        }
        return actions[command.verb](command)

    def _call(self, command: Command) -> Done:
        """Ask a panellist what is open, until all is said or the turn is left."""
        state, label = self._live.now, command.seats[0]
        if state.speaker == label and self._overview.has_writer:
            return outcome(self._live, commands.rest(state), self._heard(label))
        if problem := self._turns.fault(state, label):
            return refused(problem, label)
        if state.speaker != label and (problem := self._live.add(commands.call(state, label))):
            return refused(problem, label)
        if problem := self._extras.ask_reply(label):
            return outcome(self._live, commands.rest(self._live.now), refused(problem, label))
        if self._overview.has_writer:
            return Done(gettext("{who} speaks; calling again ends that.").format(who=self._overview.who(label)), label)
        following = self._take_own(label)
        if isinstance(following, Problem):
            return outcome(self._live, commands.rest(self._live.now), refused(following, label))
        done = self._heard(label) if following is None else Done(then=following)
        return outcome(self._live, commands.rest(self._live.now), done)

    def _heard(self, label: str) -> Done:
        """Return that a panellist was heard, if all is said."""
        is_heard = self._overview.is_heard(self._live.state, label)
        return Done(gettext("Heard: {who}").format(who=self._overview.who(label)) if is_heard else "")

    def _take_own(self, label: str) -> Command | Problem | None:
        """Take the turn of a panellist in what is open, and return the command that it was left for."""
        while True:
            turn = self._turns.own(self._live.state, label)
            taken = turn if isinstance(turn, Problem) else self._turns.responses.take_turn(turn, self._prompter)
            if isinstance(taken, Problem):
                return taken
            following = self._completed(taken, label)
            if following is None and taken.command:
                # Nothing came of it: the question is there again.
                continue
            if following is None or following.verb not in _STAYING:
                return following
            done = self._do(following)
            if done.notice:
                self._boards.say(done.notice)
            if done.then is not None:
                return done.then

    def _completed(self, taken: Taken, label: str) -> Command | None:
        """Return the command that a turn was left for, with what it needs."""
        if not taken.command:
            return None
        set_language(self._live.session.language)
        return self._boards.complete(Aside(taken.command), self._overview.board(), label)

    def _pass(self, command: Command) -> Done:
        state, label = self._live.now, command.seats[0]
        if problem := self._live.add(commands.pass_part(state, label)):
            return refused(problem, label)
        if state.open is not None and follow_up_number(state.open.part) is None:
            names = self._turns.names_of(state.open)
            problem = self._turns.responses.leave_blank(seat_of(state, label).response, names)
        # Where the file stays in another hand, what is open stays so too.
        if problem is not None and problem.code != codes.RESPONSE_LOCKED:
            return refused(problem, label)
        said = gettext("{who} passes; after another call it can still be answered.")
        return Done(said.format(who=self._overview.who(label)))

    def _follow_up(self, command: Command) -> Done:
        """Ask one question more: of one panellist at once, of several when it is put next."""
        attached = self._extras.follow_up(command)
        if isinstance(attached, Problem):
            return refused(attached)
        if attached is None:
            number = len(self._live.state.follow_ups)
            return Done(gettext("Follow-up {number} is put next.").format(number=number))
        return self._take_attached(self._turns.reply(self._live.state, attached))

    def _attach(self, command: Command) -> Done:
        """Write down a quote or a good practice of a panellist."""
        attached = self._extras.attach(command, goes_on=not self._overview.has_writer)
        if isinstance(attached, Problem):
            return refused(attached, command.seats[0])
        return self._take_attached(self._turns.attached(self._live.state, attached))

    def _take_attached(self, turn: TurnOf) -> Done:
        """Take the turn of what belongs to a panellist, unless a writer takes it."""
        if self._overview.has_writer:
            self._overview.expect(turn)
            return Done("", turn.label)
        taken = self._turns.responses.take_turn(turn, self._prompter)
        if isinstance(taken, Problem):
            return refused(taken, turn.label)
        return Done("", turn.label, self._completed(taken, turn.label))

    def _show(self, command: Command) -> Done:
        """Show what a panellist has said."""
        label = command.seats[0]
        interview = self._turns.responses.interview(seat_of(self._live.state, label).response)
        if isinstance(interview, Problem):
            return refused(interview, label)
        self._boards.say("\n".join((self._overview.who(label), *_said(interview))))
        self._boards.enter(gettext("Enter: back to the board"))
        return Done("", label)

    def _seat_late(self, _command: Command) -> Done:
        """Seat a panellist who is not in the roster, and ask who it is."""
        label = self._boards.enter(gettext("Label of the new panellist:"), str(len(self._live.state.seats) + 1))
        if not label:
            return Done()
        seat = Seat(label=label, response=fresh_id())
        if problem := self._live.add(commands.seat(self._live.now, seat)):
            return refused(problem)
        taken = self._turns.responses.take_turn(self._turns.introduction(self._live.state, label), self._prompter)
        return refused(taken, label) if isinstance(taken, Problem) else Done("", label)


def _said(interview: Interview) -> list[str]:
    """Return what was said in an interview, one answer a line."""
    told = []
    for line in review(interview):
        state = line.answer or (missing_label(line.missing) if line.missing else "")
        if state:
            told.append(f"{line.number} {line.label}: {state}".strip())
    return told
