"""What follows from a command of the board."""

from __future__ import annotations

from msgspec import Struct

from sstc_survey.commands.session.live import LiveSession, NotSaved
from sstc_survey.i18n import gettext
from sstc_survey.problems import Problem
from sstc_survey.session.board_commands import Command
from sstc_survey.session.commands import Happenings


class Done(Struct, frozen=True):
    """What follows from a command: what is said on the board, whom it points at, and a command that comes at once."""

    notice: str = ""
    at: str = ""
    then: Command | None = None
    is_over: bool = False


def refused(problem: Problem, at: str = "") -> Done:
    """Return that a command has no effect, and why."""
    is_unsaved = isinstance(problem, NotSaved)
    return Done(gettext("NOT saved: {problem}").format(problem=problem) if is_unsaved else f"! {problem}", at)


def outcome(live: LiveSession, happenings: Happenings | Problem, done: Done) -> Done:
    """Save what happens; where it does not, say why, and nothing has happened."""
    problem = live.add(happenings)
    return done if problem is None else refused(problem, done.at)
