"""Which of several files with the same response counts, when folders have been merged.

Identical files count once. Where one history is the beginning of another, the longer counts. Otherwise none
does: the interview was continued in two places, and only a person can tell which is right. What comes out
depends neither on the order of the files nor on how often a file is there.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from sstc_survey.errors import Place, Problem
from sstc_survey.response import Event, EventKind, Response
from sstc_survey.storage.records import record_of
from sstc_survey.storage.responses import read_response
from sstc_survey.storage.verdicts import Conflicting, Copy, Counted, Refused, Verdict


def settle(paths: Iterable[str]) -> list[Verdict]:
    """Say for each of these files, which all seem to hold the same response, what becomes of it."""
    verdicts: list[Verdict] = []
    readable: list[tuple[str, Response]] = []
    for path in paths:
        response = read_response(path)
        if isinstance(response, Problem):
            verdicts.append(Refused(path, response))
        else:
            readable.append((path, response))
    ends: list[tuple[str, Response]] = []
    # The longest come first, so that each is met after everything that continues it.
    for path, response in sorted(readable, key=_rank):
        whole = next((end for end, other in ends if _continues(other, response)), None)
        if whole is None:
            ends.append((path, response))
        else:
            verdicts.append(Copy(path, whole))
    return [*verdicts, *_outcome(ends)]


def _rank(found: tuple[str, Response]) -> tuple[int, str, str]:
    path, response = found
    return -len(response.events), response.position or "", path


def _continues(longer: Response, shorter: Response) -> bool:
    """Tell whether a response is another one, further on; moving without a reply leaves no event."""
    if longer.questionnaire != shorter.questionnaire or longer.started != shorter.started:
        return False
    if len(longer.events) == len(shorter.events):
        return replace(longer, position=None) == replace(shorter, position=None)
    said = _without_looks(shorter)
    return longer.events[: len(said)] == said


def _without_looks(response: Response) -> list[Event]:
    """Return the history without its end where a draft was only opened again: that says nothing new."""
    events = response.events
    end = len(events)
    while end and events[end - 1].kind is EventKind.RESUME:
        end -= 1
    return events[:end]


def _outcome(ends: list[tuple[str, Response]]) -> list[Verdict]:
    if len(ends) == 1:
        path, response = ends[0]
        return [Counted(path, record_of(response))]
    paths = [path for path, _ in ends]
    return [Conflicting(path, record_of(response), _conflict(path, paths)) for path, response in ends]


def _conflict(path: str, paths: list[str]) -> Problem:
    others = ", ".join(sorted(other for other in paths if other != path))
    return Problem("response-conflict", {"others": others}, Place(path))
