"""Which of several files with the same response counts, when folders have been merged.

Identical files count once. Where one history is the beginning of another, the longer counts. Otherwise none
does: the interview was continued in two places, and only a person can tell which is right. What comes out
depends neither on the order of the files nor on how often a file is there.
"""

from __future__ import annotations

from collections.abc import Iterable

from sstc_survey.errors import Place, Problem
from sstc_survey.response import Response
from sstc_survey.storage.histories import continues
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
        whole = next((end for end, other in ends if continues(other, response)), None)
        if whole is None:
            ends.append((path, response))
        else:
            verdicts.append(Copy(path, whole))
    return [*verdicts, *_outcome(ends)]


def _rank(found: tuple[str, Response]) -> tuple[int, str, str]:
    path, response = found
    return -len(response.events), response.position or "", path


def _outcome(ends: list[tuple[str, Response]]) -> list[Verdict]:
    if len(ends) == 1:
        path, response = ends[0]
        return [Counted(path, record_of(response))]
    paths = [path for path, _ in ends]
    return [Conflicting(path, record_of(response), _conflict(path, paths)) for path, response in ends]


def _conflict(path: str, paths: list[str]) -> Problem:
    others = ", ".join(sorted(other for other in paths if other != path))
    return Problem("response-conflict", {"others": others}, Place(path))
