"""`unpack`: the very files of packs, in a folder where no file is replaced."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain, groupby
from operator import attrgetter

from sstc_survey.commands.pack import check_sources
from sstc_survey.commands.shared.output import tell, terminal
from sstc_survey.display import counted
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.reports.problems import print_problems
from sstc_survey.reports.progress import Progress
from sstc_survey.storage.atomic import make_folder
from sstc_survey.storage.ids import erased_name
from sstc_survey.storage.packs.placing import Placing, differing
from sstc_survey.storage.packs.sources import Settled, Sources
from sstc_survey.storage.urls import is_url


def unpack(paths: Sequence[str], *, output: str) -> ExitCode:
    """Write the files of packs below a folder; exit with 1 if some of a pack could not be read.

    If a file that is there differs, nothing is written.
    """
    if is_url(output):
        raise SurveyError(Problem(codes.URL_OUTPUT, {}, Place(output)))
    check_sources(paths, only_packs=True)
    if os.path.lexists(output) and not os.path.isdir(output):
        raise SurveyError(Problem(codes.FOLDER_NOT_MADE, {"reason": "a file has that name"}, Place(output)))
    if os.path.isdir(output):
        _check_free(paths, output)
    if (problem := make_folder(output, sync=True)) is not None:
        raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
    sources = Sources(paths)
    progress = Progress(sources.files, terminal(), time.monotonic, what="files unpacked")
    placing = Placing(output)
    with closing(progress):
        # What lies beside responses is durable before they are: some of it keeps them from counting.
        for _, files in groupby(_all(sources), key=attrgetter("kind")):
            for each in files:
                _check(placing.put(each.path, each.data))
                progress.step()
            _check(placing.finish())
    print_problems(sources.problems, sys.stderr)
    before = f", {placing.found:,} of them there before" if placing.found else ""
    said = f"Unpacked: {counted(placing.made + placing.found, 'file')}{before}: {output}"
    tell(said)
    return ExitCode.PROBLEMS if sources.problems else ExitCode.DONE


def _check(problem: Problem | None) -> None:
    if problem is not None:
        raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)


def _check_free(paths: Sequence[str], output: str) -> None:
    """Raise every problem with a file that is there and differs, or with a response that was erased there."""
    problems: list[Problem] = []
    for each in _all(Sources(paths)):
        target = os.path.join(output, each.path)
        if (problem := differing(output, each.path, each.data)) is not None:
            problems.append(problem)
        elif each.kind is None and each.id:
            left = os.path.join(os.path.dirname(target), erased_name(each.id))
            if target != left and os.path.lexists(left):
                problems.append(Problem(codes.UNPACK_ERASED, {"id": each.id}, Place(left)))
    if problems:
        raise SurveyError(*problems, exit_code=ExitCode.PROBLEMS)


def _all(sources: Sources) -> Iterator[Settled]:
    return chain.from_iterable(sources.settled())
