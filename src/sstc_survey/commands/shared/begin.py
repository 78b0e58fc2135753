"""What an interview begins with: its response, its clocks, and the prompter for where the program runs."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from typing import Final

from sstc_survey.commands.shared.locate import LoadedQuestionnaire
from sstc_survey.engine.interview import Interview, begin
from sstc_survey.prompters.loop import Prompter
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.response import Mode, Response, Status
from sstc_survey.storage.ids import RANDOM_BYTES, new_id

# More than any number of interviews, and what every program that reads JSON keeps exactly.
_SEEDS: Final = 2**53


def new_response(
    loaded: LoadedQuestionnaire, mode: Mode, language: str, interviewer: str | None, started: str
) -> Response:
    """Return the response that an interview begins with."""
    return Response(
        id=new_id(time.time_ns() // 1_000_000, os.urandom(RANDOM_BYTES)),
        questionnaire=loaded.reference,
        status=Status.PARTIAL,
        language=language,
        mode=mode,
        interviewer=interviewer,
        started=started,
    )


def begin_interview(questionnaire: Questionnaire, head: Response) -> Interview:
    """Begin the interview of a response; chance follows from its id."""
    seed = int(head.id.replace("-", ""), 16) % _SEEDS
    started = dt.datetime.fromisoformat(head.started)
    return begin(questionnaire, head.language, started=started, seed=seed, username=head.interviewer or "")


def now() -> str:
    """Return the time of day with its offset, RFC 3339, to the second."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def stopwatch(already: int = 0) -> Callable[[], int]:
    """Return a function that tells the ms since now, plus those that had passed already.

    It reads a clock that nobody can set, so that a changed wall clock cannot distort durations.
    """
    start = time.monotonic_ns()
    return lambda: already + (time.monotonic_ns() - start) // 1_000_000


def prompter_here(*, plain: bool) -> Prompter:
    """Return the prompter for where the program runs: with menus, or line by line."""
    if not asks_in_lines(plain=plain):
        from sstc_survey.prompters.terminal import TerminalPrompter

        return TerminalPrompter()
    from sstc_survey.prompters.plain.lines import StandardLines
    from sstc_survey.prompters.plain.prompter import PlainPrompter

    return PlainPrompter(StandardLines())


def asks_in_lines(*, plain: bool) -> bool:
    """Tell whether to ask line by line: with the option `plain`, and wherever menus cannot be drawn or read."""
    if plain or os.environ.get("ACCESSIBLE") or os.environ.get("TERM", "dumb") == "dumb":
        return True
    can_draw = any(stream.isatty() for stream in (sys.stderr, sys.stdout))
    return not sys.stdin.isatty() or not can_draw
