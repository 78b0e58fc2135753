"""The commands of a board that steer the session: who is there, what is put, the clocks, and what is taken back."""

from __future__ import annotations

from typing import Final

from sstc_survey.commands.session.ending import Ending
from sstc_survey.commands.session.live import LiveSession
from sstc_survey.commands.session.outcomes import Done, outcome, refused
from sstc_survey.commands.session.overview import Overview
from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters.board import BoardPrompter
from sstc_survey.prompters.in_session import Offer
from sstc_survey.session import commands
from sstc_survey.session.board import minutes
from sstc_survey.session.board_commands import Command, Verb
from sstc_survey.session.clocks import away
from sstc_survey.session.commands import Happenings
from sstc_survey.session.events import (
    Call,
    Close,
    CountAway,
    FollowUp,
    GoOn,
    More,
    Open,
    Pass,
    Pause,
    Present,
    Relation,
    Rest,
    Undo,
)
from sstc_survey.session.state import State

# So many of who was not heard are named.
_MAX_NAMED: Final = 4

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
    CountAway: noop("the count of the time away"),
    FollowUp: noop("the follow-up"),
    Relation: noop("agreement or difference"),
}


class Steering:
    """Steers one session; nothing here asks a panellist."""

    def __init__(
        self, live: LiveSession, overview: Overview, part_names: list[str], boards: BoardPrompter, ending: Ending
    ) -> None:
        self._live = live
        self._overview = overview
        self._part_names = part_names
        self._boards = boards
        self._ending = ending

    def present(self, command: Command) -> Done:
        state, label = self._live.now, command.seats[0]
        is_back = label in state.absent
        said = gettext("{who} is back.") if is_back else gettext("{who} is absent.")
        at = label if is_back else ""
        return outcome(self._live, commands.present(state, label), Done(said.format(who=self._overview.who(label)), at))

    def next(self, _command: Command) -> Done:
        """Close what is open and put what follows, once it is said who was not heard."""
        state = self._live.now
        if not self._may_close(state):
            return Done()
        following = self._overview.following(state)
        if following is None:
            return self._ending.end()
        return outcome(self._live, commands.open_part(state, following, self._part_names), Done())

    def jump(self, command: Command) -> Done:
        state, number, names = self._live.now, int(command.number or 0), self._part_names
        if not 1 <= number <= len(names):
            return refused(Problem(codes.SESSION_NO_SUCH_PART, {"part": str(number)}))
        return outcome(self._live, commands.open_part(state, names[number - 1], names), Done())

    def _may_close(self, state: State) -> bool:
        """Ask whether what is open may be closed, if somebody was not heard."""
        if state.open is None:
            return True
        silent = self._overview.silent(state)
        if not silent:
            return True
        question = gettext("{count} not heard: {names}. Close {part}?")
        named = [*silent[:_MAX_NAMED], *(["…"] if len(silent) > _MAX_NAMED else [])]
        part = self._overview.texts()[state.open.part][0]
        asked = question.format(count=len(silent), names=gettext("; ").join(named), part=part)
        offers = [Offer("c", "close", gettext("close")), Offer("s", "stay", gettext("stay"))]
        return self._boards.choose(asked, offers, "c") == "c"

    def relate(self, command: Command) -> Done:
        who, whom = command.seats
        if command.verb is Verb.AGREES:
            happenings = commands.relation(self._live.now, who, "agrees", whom)
            said = gettext("{who} agrees with {whom}.")
        else:
            happenings = commands.relation(self._live.now, who, "differs", whom)
            said = gettext("{who} differs from {whom}.")
        return outcome(
            self._live, happenings, Done(said.format(who=self._overview.who(who), whom=self._overview.who(whom)), who)
        )

    def pause(self, _command: Command) -> Done:
        state = self._live.now
        if state.paused:
            return outcome(self._live, commands.go_on(state), Done(gettext("The clocks run again.")))
        return outcome(self._live, commands.pause(state), Done(gettext("The clocks are stopped.")))

    def more(self, command: Command) -> Done:
        number = command.number or 1
        said = gettext("More time: {minutes} min.").format(minutes=f"{number:g}")
        return outcome(self._live, commands.more(self._live.now, number), Done(said))

    def count_away(self, _command: Command) -> Done:
        """Let the time for which the board was away count."""
        state, started = self._live.now, self._live.session.started
        was_open, speaker = state.interrupted or (None, None)
        happenings = commands.count_away(state, started)
        if isinstance(happenings, Problem):
            return refused(happenings, speaker or "")
        told = gettext("The time away was counted: {time}.").format(time=minutes(away(state, started)[-1]))
        if was_open is not None and speaker is not None:
            told = gettext("The time away was counted: {time}, also for {who}.").format(
                time=minutes(away(state, started)[-1]), who=self._overview.who(speaker)
            )
        return outcome(self._live, happenings, Done(told, speaker or ""))

    def undo(self, _command: Command) -> Done:
        state = self._live.now
        happenings = commands.undo(state)
        if not isinstance(happenings, Problem):
            return outcome(self._live, happenings, Done(self._undone(state, happenings)))
        if happenings.code != codes.SESSION_CANNOT_UNDO:
            return refused(happenings)
        last = next(event for event in state.events if event.seq == happenings.details["seq"]).happening()
        return Done(gettext("! too late to take back: {what}").format(what=gettext(_UNDONE[type(last)])))

    def _undone(self, state: State, happenings: Happenings) -> str:
        """Return what is taken back, in words."""
        seqs = {each.seq for each in happenings if isinstance(each, Undo)}
        undone = next(event.happening() for event in state.events if event.seq in seqs)
        label = getattr(undone, "label", getattr(undone, "who", None))
        who = f" ({self._overview.who(label)})" if isinstance(label, str) else ""
        return gettext("Taken back: {what}{who}.").format(what=gettext(_UNDONE[type(undone)]), who=who)
