"""What the commands of a board do: each is saved in the session first, and then has its effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from msgspec import Struct

from sstc_survey.commands.session.extras import Extras
from sstc_survey.commands.session.live import LiveSession
from sstc_survey.commands.session.responses import Taken
from sstc_survey.commands.session.turns import TurnOf, Turns, seat_of
from sstc_survey.commands.shared.begin import fresh_id, now
from sstc_survey.engine.interview import Interview
from sstc_survey.i18n import Words, gettext, noop, set_language
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.board import BoardPrompter
from sstc_survey.prompters.in_session import InSession, Offer, Pulse
from sstc_survey.prompters.labels import missing_label
from sstc_survey.prompters.loop import Aside, Prompter
from sstc_survey.prompters.screens import review
from sstc_survey.session import commands
from sstc_survey.session.board import Board
from sstc_survey.session.board_commands import ENTRIES, Command, Verb
from sstc_survey.session.commands import Happenings
from sstc_survey.session.events import (
    Call,
    Close,
    FollowUp,
    GoOn,
    More,
    Open,
    Pass,
    Pause,
    Present,
    Relation,
    Rest,
    Seat,
    Undo,
)
from sstc_survey.session.parts import follow_up, follow_up_number
from sstc_survey.session.standing import board_of, heard_on
from sstc_survey.session.state import State
from sstc_survey.storage.locks import take_lock

# After these the question that they were given in is there again.
_STAYING: Final = (
    Verb.QUOTE, Verb.PRACTICE, Verb.FOLLOW, Verb.AGREES, Verb.DIFFERS, Verb.PAUSE, Verb.MORE, Verb.UNDO, Verb.SHOW,
)  # fmt: skip
# So many of who was not heard are named.
_MAX_NAMED: Final = 4
# Makes the prompters for a session: one for questions, and one for the board.
MakePrompters: TypeAlias = Callable[[InSession], tuple[Prompter, BoardPrompter]]

_UNDONE: Final[dict[type, str]] = {
    Present: noop("absent or back"),
    Open: noop("the question put"),
    Close: noop("the question closed"),
    Call: noop("the call"),
    Rest: noop("the end of a turn"),
    Pass: noop("the pass"),
    Pause: noop("the clocks stopped"),
    GoOn: noop("the end of a pause"),
    More: noop("more time"),
    FollowUp: noop("the follow-up"),
    Relation: noop("agreement or difference"),
}


class Done(Struct, frozen=True):
    """What follows from a command: what is said on the board, whom it points at, and a command that comes at once."""

    notice: str = ""
    at: str = ""
    then: Command | None = None
    is_over: bool = False


class Conduct:
    """Holds a session from its board, until it is left or over.

    `writer_lock` is the folder and the name of the lock that a writer has, who then takes the turns.
    """

    def __init__(
        self, live: LiveSession, turns: Turns, make_prompters: MakePrompters, writer_lock: tuple[str, str]
    ) -> None:
        self._live = live
        self._turns = turns
        self._writer_lock = writer_lock
        in_question = [entry for entry in ENTRIES if entry.in_question]
        offers = [Offer(entry.letter, entry.verb.value, gettext(entry.label)) for entry in in_question]
        self._prompter, self._boards = make_prompters(InSession(self._pulse, offers))
        self._extras = Extras(live, turns)

    def hold(self, at: str = "", notice: str = "") -> bool:
        """Take commands until the session is left or over, and tell whether it is over."""
        done = Done(notice, at)
        if not self._live.state.opened:
            done = self._outcome(commands.next_part(self._live.state, self._turns.part_names), done)
        while not done.is_over:
            command = done.then
            if command is None:
                set_language(self._live.session.language)
                command = self._boards.ask(self.board, done.notice, done.at)
            if command.verb is Verb.LEAVE:
                return False
            done = self._do(command)
        return True

    def board(self) -> Board:
        """Return the board as it stands now."""
        live = self._live
        live.note_seen()
        standing = []
        if live.state.paused:
            standing.append(gettext("The clocks are stopped."))
        if self._has_writer:
            standing.append(gettext("A writer takes down what is said."))
        facts, parts = self._turns.facts(live.state), self._turns.parts
        return board_of(live.state, live.elapsed, parts, self._texts(), facts, " ".join(standing))

    # Commands.

    def _do(self, command: Command) -> Done:
        """Do what a command asks for."""
        actions: dict[Verb, Callable[[Command], Done]] = {
            Verb.CALL: self._call,
            Verb.PASS: self._pass,
            Verb.ABSENT: self._present,
            Verb.LATE: self._seat_late,
            Verb.NEXT: self._next,
            Verb.JUMP: self._jump,
            Verb.QUOTE: self._attach,
            Verb.PRACTICE: self._attach,
            Verb.FOLLOW: self._follow_up,
            Verb.AGREES: self._relate,
            Verb.DIFFERS: self._relate,
            Verb.PAUSE: self._pause,
            Verb.MORE: self._more,
            Verb.UNDO: self._undo,
            Verb.SHOW: self._show,
            Verb.END: self._end,
        }
        return actions[command.verb](command)

    def _outcome(self, happenings: Happenings | Problem, done: Done) -> Done:
        """Save what happens; where it does not, say why, and nothing has happened."""
        problem = self._live.add(happenings)
        return done if problem is None else _refused(problem, done.at)

    def _call(self, command: Command) -> Done:
        """Ask a panellist what is open, until all is said or the turn is left."""
        state, label = self._live.now, command.seats[0]
        if state.speaker == label and self._has_writer:
            return self._outcome(commands.rest(state), Done(at=""))
        if state.speaker != label and (problem := self._live.add(commands.call(state, label))):
            return _refused(problem, label)
        if problem := self._extras.ask_reply(label):
            return self._outcome(commands.rest(self._live.now), _refused(problem, label))
        if self._has_writer:
            return Done(gettext("{who} speaks.").format(who=self._who(label)))
        following = self._take_own(label)
        if isinstance(following, Problem):
            return self._outcome(commands.rest(self._live.now), _refused(following, label))
        resting = self._outcome(commands.rest(self._live.now), Done(then=following))
        if following is not None:
            return resting
        return Done(resting.notice or gettext("Heard: {who}").format(who=self._who(label)))

    def _take_own(self, label: str) -> Command | Problem | None:
        """Take the turn of a panellist in what is open, and return the command that it was left for."""
        while True:
            turn = self._turns.own(self._live.state, label)
            taken = turn if isinstance(turn, Problem) else self._turns.take(turn, self._prompter)
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
        return self._boards.complete(Aside(taken.command), self.board(), label)

    def _pass(self, command: Command) -> Done:
        state, label = self._live.now, command.seats[0]
        if problem := self._live.add(commands.pass_part(state, label)):
            return _refused(problem, label)
        if state.open is not None and follow_up_number(state.open.part) is None:
            # Where the file is in another hand, what is open stays so.
            names = self._turns.names_of(state.open)
            problem = self._turns.responses.leave_blank(seat_of(state, label).response, names)
        if problem is not None:
            return _refused(problem, label)
        said = gettext("{who} passes; after another call it can still be answered.")
        return Done(said.format(who=self._who(label)))

    def _present(self, command: Command) -> Done:
        state, label = self._live.now, command.seats[0]
        is_back = label in state.absent
        said = gettext("{who} is back.") if is_back else gettext("{who} is absent.")
        at = label if is_back else ""
        return self._outcome(commands.present(state, label), Done(said.format(who=self._who(label)), at))

    def _next(self, command: Command) -> Done:
        """Close what is open and put what follows, once it is said who was not heard."""
        state = self._live.now
        if not self._may_close(state):
            return Done()
        following = self._following(state)
        if following is None:
            return self._end(command)
        return self._outcome(commands.open_part(state, following, self._turns.part_names), Done())

    def _jump(self, command: Command) -> Done:
        state, number, names = self._live.now, int(command.number or 0), self._turns.part_names
        if not 1 <= number <= len(names):
            return _refused(Problem(codes.SESSION_NO_SUCH_PART, {"part": str(number)}))
        return self._outcome(commands.open_part(state, names[number - 1], names), Done())

    def _may_close(self, state: State) -> bool:
        """Ask whether what is open may be closed, if somebody was not heard."""
        if state.open is None:
            return True
        heard = heard_on(state, state.open, self._turns.facts(state))
        silent = [
            self._who(seat.label)
            for seat in state.seats
            if state.is_asked(seat.label, state.open.part) and seat.label not in heard | state.absent
        ]
        if not silent:
            return True
        question = gettext("{count} not heard: {names}. Close {part}?")
        named = [*silent[:_MAX_NAMED], *(["…"] if len(silent) > _MAX_NAMED else [])]
        part = self._texts()[state.open.part][0]
        asked = question.format(count=len(silent), names=gettext("; ").join(named), part=part)
        offers = [Offer("c", "close", gettext("close")), Offer("s", "stay", gettext("stay"))]
        return self._boards.choose(asked, offers, "c") == "c"

    def _following(self, state: State) -> str | None:
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

    def _follow_up(self, command: Command) -> Done:
        """Ask one question more: of one panellist at once, of several when it is put next."""
        attached = self._extras.follow_up(command)
        if isinstance(attached, Problem):
            return _refused(attached)
        if attached is None:
            number = len(self._live.state.follow_ups)
            return Done(gettext("Follow-up {number} is put next.").format(number=number))
        return self._take_attached(self._turns.reply(self._live.state, attached))

    def _attach(self, command: Command) -> Done:
        """Write down a quote or a good practice of a panellist."""
        attached = self._extras.attach(command)
        if isinstance(attached, Problem):
            return _refused(attached, command.seats[0])
        return self._take_attached(self._turns.attached(self._live.state, attached))

    def _take_attached(self, turn: TurnOf) -> Done:
        """Take the turn of what belongs to a panellist, unless a writer takes it."""
        if self._has_writer:
            return Done(gettext("It is asked at the writer's terminal."), turn.label)
        taken = self._turns.take(turn, self._prompter)
        if isinstance(taken, Problem):
            return _refused(taken, turn.label)
        return Done("", turn.label, self._completed(taken, turn.label))

    def _relate(self, command: Command) -> Done:
        who, whom = command.seats
        if command.verb is Verb.AGREES:
            happenings = commands.relation(self._live.now, who, "agrees", whom)
            said = gettext("{who} agrees with {whom}.")
        else:
            happenings = commands.relation(self._live.now, who, "differs", whom)
            said = gettext("{who} differs from {whom}.")
        return self._outcome(happenings, Done(said.format(who=self._who(who), whom=self._who(whom)), who))

    def _pause(self, _command: Command) -> Done:
        state = self._live.now
        if state.paused:
            return self._outcome(commands.go_on(state), Done(gettext("The clocks run again.")))
        return self._outcome(commands.pause(state), Done(gettext("The clocks are stopped.")))

    def _more(self, command: Command) -> Done:
        number = command.number or 1
        said = gettext("More time: {minutes} min.").format(minutes=f"{number:g}")
        return self._outcome(commands.more(self._live.now, number), Done(said))

    def _undo(self, _command: Command) -> Done:
        state = self._live.now
        happenings = commands.undo(state)
        told = "" if isinstance(happenings, Problem) else self._undone(state, happenings)
        return self._outcome(happenings, Done(told))

    def _undone(self, state: State, happenings: Happenings) -> str:
        """Return what is taken back, in words."""
        seqs = {each.seq for each in happenings if isinstance(each, Undo)}
        undone = next(event.happening() for event in state.events if event.seq in seqs)
        label = getattr(undone, "label", getattr(undone, "who", None))
        who = f" ({self._who(label)})" if isinstance(label, str) else ""
        return gettext("Taken back: {what}{who}.").format(what=gettext(_UNDONE[type(undone)]), who=who)

    def _show(self, command: Command) -> Done:
        """Show what a panellist has said."""
        label = command.seats[0]
        interview = self._turns.responses.interview(seat_of(self._live.state, label).response)
        if isinstance(interview, Problem):
            return _refused(interview, label)
        self._boards.say("\n".join((self._who(label), *_said(interview))))
        self._boards.enter(gettext("Enter: back to the board"))
        return Done("", label)

    def _seat_late(self, _command: Command) -> Done:
        """Seat a panellist who is not in the roster, and ask who it is."""
        label = self._boards.enter(gettext("Label of the new panellist:"), str(len(self._live.state.seats) + 1))
        if not label:
            return Done()
        seat = Seat(label=label, response=fresh_id())
        if problem := self._live.add(commands.seat(self._live.now, seat)):
            return _refused(problem)
        taken = self._turns.take(self._turns.introduction(self._live.state, label), self._prompter)
        return _refused(taken, label) if isinstance(taken, Problem) else Done("", label)

    def _end(self, _command: Command) -> Done:
        """End the session once that is confirmed; what is complete is finished first."""
        question = gettext("End the session? It cannot be taken up again.")
        offers = [Offer("z", "end", gettext("end the session")), Offer("s", "stay", gettext("stay"))]
        if self._boards.choose(question, offers, "s") != "z":
            return Done()
        for seat in self._live.state.seats:
            if problem := self._turns.responses.finish(seat.response):
                return _refused(problem, seat.label)
        return self._outcome(commands.finish(self._live.now, now()), Done(is_over=True))

    # What the commands need.

    def _pulse(self) -> Pulse:
        speaker = self._live.state.speaker
        self._live.note_seen()
        return self._live.clocks(self._who(speaker) if speaker else "", len(self._turns.parts))

    def _who(self, label: str) -> str:
        return self._turns.who(self._live.state, label)

    @property
    def _has_writer(self) -> bool:
        """Tell whether a writer takes the turns, at another terminal."""
        lock = take_lock(*self._writer_lock, tries=1)
        if isinstance(lock, Problem):
            return lock.code == codes.RESPONSE_LOCKED
        lock.release()
        return False

    def _texts(self) -> dict[str, tuple[str, str]]:
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


def _said(interview: Interview) -> list[str]:
    """Return what was said in an interview, one answer a line."""
    told = []
    for line in review(interview):
        state = line.answer or (missing_label(line.missing) if line.missing else "")
        if state:
            told.append(f"{line.number} {line.label}: {state}".strip())
    return told


def _refused(problem: Problem, at: str = "") -> Done:
    """Return that a command has no effect, and why."""
    return Done(f"! {problem}", at)
