"""`pack`: the files of answers folders, and of other packs, in one file."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from contextlib import closing

from sstc_survey.commands.shared.output import STDOUT, Output, stream_of, tell, terminal
from sstc_survey.display import counted
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.reports.problems import print_problems
from sstc_survey.reports.progress import Progress
from sstc_survey.storage.bounded import amount
from sstc_survey.storage.packs.lines import is_compressed_name, is_pack_name
from sstc_survey.storage.packs.places import is_file
from sstc_survey.storage.packs.sources import Sources
from sstc_survey.storage.packs.writer import PackWriter
from sstc_survey.storage.urls import is_url, missing, pack_in

# More names than this are counted.
_MOST_NAMES = 5


def pack(paths: Sequence[str], *, output: str) -> ExitCode:
    """Write the pack; exit with 1 if anything of its sources could not be read."""
    if not is_pack_name(output) and stream_of(output) is None:
        raise SurveyError(Problem(codes.PACK_NAME, {}, Place(output)))
    check_sources(paths)
    destination = Output(output, paths)
    sources = Sources(paths)
    progress = Progress(sources.files, terminal(), time.monotonic, what="files packed")
    size = 0
    with destination.in_parts() as write, closing(progress):

        def measured(data: bytes) -> None:
            nonlocal size
            size += len(data)
            write(data)

        writer = PackWriter(measured, is_compressed=is_compressed_name(output))
        beside = 0
        for group in sources.settled():
            first = group[0]
            if first.kind is not None:
                writer.add_beside(first.kind, first.path, first.data)
                beside += 1
                continue
            writer.add(first.id, [(each.path, each.data) for each in group])
            for _ in group:
                progress.step()
        if not (beside or writer.files):
            nothing = Problem(codes.PACK_NOTHING, {"paths": ", ".join(paths)})
            raise SurveyError(*sources.problems, nothing, exit_code=ExitCode.PROBLEMS)
        writer.close()
    print_problems(sources.problems, sys.stderr)
    said = f"Packed: {counted(writer.files, 'file')} and {counted(beside, 'file')} beside them, {amount(size)}"
    tell(said if output == STDOUT else f"{said}: {output}")
    if sources.problems:
        tell(f"NOT packed, as it cannot be read: {counted(len(sources.problems), 'file')} or folders, see above")
    if sources.ignored:
        names = sorted(sources.ignored)
        more = f" and {len(names) - _MOST_NAMES} more" if names[_MOST_NAMES:] else ""
        tell(f"Not packed, as it is no response: {', '.join(names[:_MOST_NAMES])}{more}")
    return ExitCode.PROBLEMS if sources.problems else ExitCode.DONE


def check_sources(paths: Sequence[str], *, only_packs: bool = False) -> None:
    """Raise a problem for each path that is neither a folder nor a pack; of what is not there, the reader says so."""
    problems = []
    for path in paths:
        if is_url(path):
            if pack_in(path) not in (None, path):
                problems.append(Problem(codes.PACK_SOURCE, {}, Place(path)))
            elif pack_in(path) is None or not is_file(path):
                problems.append(missing(path))
            continue
        is_pack = is_pack_name(path) and os.path.isfile(path)
        is_folder = os.path.isdir(path) and not only_packs
        if not os.path.lexists(path):
            problems.append(Problem(codes.NO_SUCH_FILE, {}, Place(path)))
        elif not (is_pack or is_folder):
            problems.append(Problem(codes.PACK_SOURCE, {}, Place(path)))
    if problems:
        raise SurveyError(*problems)
