"""What becomes of each file that may be a response: counted, duplicate, conflicting, refused, unfinished or erased."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.response import Response, edit_of
from sstc_survey.storage.batches import BatchMarker
from sstc_survey.storage.ids import file_name
from sstc_survey.storage.responses import BriefResponse, brief_of, is_continuation, read_response


class Counted(Struct, frozen=True, gc=False):
    """A response that counts by its status: complete, partial or void."""

    path: str
    response: BriefResponse


class Duplicate(Struct, frozen=True):
    """A file whose whole history is also in the file `of`, which counts instead."""

    path: str
    of: str


class Conflicting(Struct, frozen=True):
    """One of several ways in which the same interview went on; none of them is tallied."""

    path: str
    response: BriefResponse
    problem: Problem


class Refused(Struct, frozen=True):
    """A file that cannot be read as a response."""

    path: str
    problem: Problem


class Unfinished(Struct, frozen=True):
    """A response of a batch that was cut: it does not count until the batch is complete."""

    path: str
    response: BriefResponse
    batch: BatchMarker


class Erased(Struct, frozen=True):
    """What stays of a response that was erased, and when that was."""

    path: str
    id: str
    time: str


Outcome: TypeAlias = Counted | Duplicate | Conflicting | Refused | Unfinished | Erased


def refused(path: str, problem: Problem) -> Refused | Erased:
    """Say of a file that cannot be read as a response what it is: refused, or what stays of one that was erased."""
    if problem.code == codes.RESPONSE_ERASED:
        return Erased(path, str(problem.details["id"]), str(problem.details["time"]))
    return Refused(path, problem)


def _erased_elsewhere(path: str, erased: Erased) -> Refused:
    folder = shlex.quote(os.path.dirname(path) or os.curdir)
    details = {"time": erased.time, "file": erased.path, "id": erased.id, "folder": folder}
    return Refused(path, Problem(codes.RESPONSE_ERASED_ELSEWHERE, details, Place(path)))


def outcomes_of(paths: Iterable[str]) -> list[Outcome]:
    """Return what becomes of each of these files, which all seem to hold the same response."""
    outcomes: list[Outcome] = []
    readable: list[tuple[str, Response]] = []
    for path in paths:
        response = read_response(path)
        if isinstance(response, Problem):
            outcomes.append(refused(path, response))
        else:
            readable.append((path, response))
    erased = next((outcome for outcome in outcomes if isinstance(outcome, Erased)), None)
    if erased is not None:
        return [*outcomes, *(_erased_elsewhere(path, erased) for path, _ in readable)]
    # The longest come first, so that each is met after everything that continues it; of those that are equal, the file
    # that has the name of its response is no copy.
    readable.sort(
        key=lambda found: (
            -len(found[1].events),
            -len(edit_of(found[1])),
            os.path.basename(found[0]) != file_name(found[1].id),
            # No event tells when it was given; that one was is more than that none was.
            not found[1].reference,
            found[1].reference or "",
            found[1].position or "",
            found[0],
        )
    )
    ends: list[tuple[str, Response]] = []
    for path, response in readable:
        longer = next((end for end, other in ends if is_continuation(other, response)), None)
        if longer is None:
            ends.append((path, response))
        else:
            outcomes.append(Duplicate(path, longer))
    if len(ends) == 1:
        path, response = ends[0]
        return [*outcomes, Counted(path, brief_of(response))]
    for path, response in ends:
        others = ", ".join(sorted(other for other, _ in ends if other != path))
        problem = Problem(codes.RESPONSE_CONFLICT, {"others": others}, Place(path))
        outcomes.append(Conflicting(path, brief_of(response), problem))
    return outcomes
