"""What an interview begins with: its response, its clocks, and the prompter for where the program runs."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from sstc_survey.commands.shared.locate import LoadedQuestionnaire
from sstc_survey.engine.form import in_form_order
from sstc_survey.engine.interview import Interview, begin
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.prompters.loop import EditPrompter, ReferenceKeeper
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.response import Mode, Response, Status, Unfinished
from sstc_survey.storage.ids import RANDOM_BYTES, new_id

# More than any number of interviews, and what every program that reads JSON keeps exactly.
_SEEDS: Final = 2**53
# Terminals that are known to draw, wherever it is asked; of others terminfo tells.
_TERMINALS: Final = ("xterm", "screen", "tmux", "linux", "vt100", "vt220", "rxvt", "ansi", "cygwin")
# The year 9000: an interview that begins before it ends before the last year there is.
_LATEST: Final = 221_845_392_000


def new_response(
    loaded: LoadedQuestionnaire,
    mode: Mode,
    language: str,
    interviewer: str | None,
    started: str,
    reference: str | None = None,
) -> Response:
    """Return the response that an interview begins with."""
    return Response(
        id=fresh_id(),
        questionnaire=loaded.reference,
        status=Status.PARTIAL,
        language=language,
        mode=mode,
        interviewer=interviewer,
        reference=reference,
        started=started,
    )


def fresh_id() -> str:
    """Return an id that nothing has yet, which tells the time."""
    return new_id(int(time_at(time.time()).timestamp() * 1_000), os.urandom(RANDOM_BYTES))


def begin_interview(questionnaire: Questionnaire, head: Response, zone: dt.tzinfo | None = None) -> Interview:
    """Begin the interview of a response; chance follows from its id.

    Local times are those of the zone, else of the offset with which it began.
    """
    seed = int(head.id.replace("-", ""), 16) % _SEEDS
    started = dt.datetime.fromisoformat(head.started)
    started = started if zone is None else started.astimezone(zone)
    return begin(questionnaire, head.language, started=started, seed=seed, username=head.interviewer or "")


def response_of(
    head: Response, interview: Interview, finished: str, unfinished: Mapping[str, Unfinished] | None = None
) -> Response:
    """Return the response of an interview as it is saved; `finished` is for one that is complete.

    `unfinished` is what stands in its fields and was not given.
    """
    answers, missing, comments = interview.sheet.on_route()
    is_complete = interview.status is Status.COMPLETE
    return replace(
        head,
        status=interview.status,
        language=interview.language,
        finished=finished if is_complete else None,
        answers=in_form_order(interview.form, answers),
        missing=missing,
        comments=comments,
        rounds=interview.sheet.rounds,
        position=None if is_complete else interview.position,
        unfinished={} if is_complete else dict(unfinished or {}),
        events=list(interview.events),
    )


def time_at(seconds: float) -> dt.datetime:
    """Return the time so many seconds after 1970, in UTC; before that, and after the year 9000, no clock is right."""
    if not 0 <= seconds < _LATEST:
        raise SurveyError(Problem(codes.CLOCK_IMPOSSIBLE, {"seconds": int(seconds)}), exit_code=ExitCode.PROBLEMS)
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def now() -> str:
    """Return the time of day with its offset, RFC 3339, to the second."""
    return time_at(time.time()).astimezone().isoformat(timespec="seconds")


class LocalZone(dt.tzinfo):
    """The zone of this computer: each moment has the offset that its clocks have, or had, then."""

    def utcoffset(self, moment: dt.datetime | None) -> dt.timedelta | None:
        """Return the offset of a local time."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, moment: dt.datetime | None) -> dt.timedelta | None:
        """Return None: how much of the offset is summer time is not known."""

    def tzname(self, moment: dt.datetime | None) -> str | None:
        """Return what the zone is called at a local time."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: dt.datetime) -> dt.datetime:
        """Return the local time of a moment; of the two times that clocks show twice, the one that it is."""
        local = moment.replace(tzinfo=dt.UTC).astimezone()
        shown = local.replace(tzinfo=self)
        return shown if shown.utcoffset() == local.utcoffset() else shown.replace(fold=1)


LOCAL: Final = LocalZone()


def stopwatch(already: int = 0) -> Callable[[], int]:
    """Return a function that tells the ms since now, plus those that had passed already.

    It reads a clock that nobody can set, so that a changed wall clock cannot distort durations.
    """
    start = time.monotonic_ns()
    return lambda: already + (time.monotonic_ns() - start) // 1_000_000


def prompter_here(reference_keeper: ReferenceKeeper | None = None, *, plain: bool) -> EditPrompter:
    """Return the prompter for where the program runs: with menus, or line by line.

    Without a keeper of its reference, an interview can be given none.
    """
    if not asks_in_lines(plain=plain):
        from sstc_survey.prompters.terminal import TerminalPrompter

        return TerminalPrompter(reference_keeper)
    from sstc_survey.prompters.plain.lines import StandardLines
    from sstc_survey.prompters.plain.prompter import PlainPrompter

    return PlainPrompter(StandardLines(), reference_keeper)


def asks_in_lines(*, plain: bool) -> bool:
    """Tell whether to ask line by line: with the option `plain`, and wherever menus cannot be drawn or read."""
    if plain or os.environ.get("ACCESSIBLE") or not _can_be_drawn_on(os.environ.get("TERM", "")):
        return True
    can_draw = any(stream.isatty() for stream in (sys.stderr, sys.stdout))
    return not sys.stdin.isatty() or not can_draw


def _can_be_drawn_on(term: str) -> bool:
    """Tell whether a terminal with this name can put its cursor where it is told to; an unknown one cannot."""
    if term in _TERMINALS or term.removesuffix("-256color") in _TERMINALS:
        return True
    try:
        import curses
    except ImportError:
        return False
    try:
        curses.setupterm(term, sys.stderr.fileno())
        return bool(curses.tigetstr("cup"))
    except (curses.error, OSError, ValueError):
        return False
