"""`summarize`: what the responses under some paths come to."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from sstc_survey.commands.counting import Counting, Newest
from sstc_survey.commands.output import write_out
from sstc_survey.commands.sources import Source, chosen_language, load, parsed
from sstc_survey.display import clean
from sstc_survey.errors import ExitCode, Place, Problem, SurveyError
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.rendering.progress import Progress
from sstc_survey.rendering.summaries import RENDERERS
from sstc_survey.rendering.summarise import View, nothing, summarise
from sstc_survey.rendering.summary import Base, Order, Summary
from sstc_survey.storage.folders import Inventory
from sstc_survey.storage.questionnaires import FOLDER, kept_questionnaire
from sstc_survey.storage.verdicts import Counted
from sstc_survey.tally import Tally


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What the command line asks for."""

    paths: tuple[str, ...]
    questionnaire: str | None
    questions: tuple[str, ...]
    output_format: str
    output: str | None
    include_partial: bool
    base: str
    sort: str
    language: str | None


def summarize(request: SummaryRequest) -> ExitCode:
    """Tally the responses and write the summary; exit with 1 if any file is refused or in conflict."""
    inventory = Inventory(request.paths)
    counting, source = _count(inventory, request)
    _write(_summary(counting, source, inventory.ignored, request), request)
    return ExitCode.PROBLEMS if counting.refused or counting.conflicts else ExitCode.DONE


def _summary(counting: Counting, source: Source | None, ignored: Sequence[str], request: SummaryRequest) -> Summary:
    paper = None if source is None else source.questionnaire
    view = View(
        language=chosen_language(paper, request.language) if paper else request.language or "en",
        include_partial=request.include_partial,
        base=cast("Base", request.base),
        order=cast("Order", request.sort),
    )
    files = counting.files(ignored)
    if source is None or counting.tally is None:
        return nothing(files, view)
    return summarise(counting.tally, source.reference, files, view, counting.lost)


def _count(inventory: Inventory, request: SummaryRequest) -> tuple[Counting, Source | None]:
    """Read the files, a second time only if the newest version of the questionnaire was not the first that is met.

    Without any response there is no questionnaire.
    """
    if request.questionnaire is not None:
        named = load(request.questionnaire)
        _check_questions(request.questions, named.questionnaire)
        return _pass(inventory, named, request), named
    guess = _guess(inventory)
    counting = _pass(inventory, guess, request)
    if not counting.counts:
        return counting, None
    newest = _the_one(counting, request)
    source = guess if guess and guess.reference.sha256 == newest.reference.sha256 else _kept(newest)
    _check_questions(request.questions, source.questionnaire)
    return counting if source is guess else _pass(inventory, source, request), source


def _pass(inventory: Inventory, source: Source | None, request: SummaryRequest) -> Counting:
    counting = Counting(
        source,
        request.questions,
        include_partial=request.include_partial,
        strict=request.questionnaire is not None,
    )
    terminal = sys.stderr if sys.stderr is not None and sys.stderr.isatty() else None
    counting.read(inventory, Progress(len(inventory), terminal, time.monotonic))
    if not counting.counts and not counting.refused:
        there_is_none = Problem("summary-nothing-found", {"paths": ", ".join(request.paths)})
        raise SurveyError(there_is_none, exit_code=ExitCode.PROBLEMS)
    return counting


def _guess(inventory: Inventory) -> Source | None:
    """Return the questionnaire of the first response, which mostly is that of all."""
    first = next((verdict for verdict in inventory if isinstance(verdict, Counted)), None)
    if first is None:
        return None
    record = first.record
    try:
        return _kept(Newest(record.id, os.path.dirname(first.path) or os.curdir, record.questionnaire))
    except SurveyError:
        return None


def _the_one(counting: Counting, request: SummaryRequest) -> Newest:
    """Return the newest response, or raise the problem that the responses are to different questionnaires."""
    if len(counting.newest) == 1:
        return next(iter(counting.newest.values()))
    details = {
        "count": len(counting.counts),
        "ids": ", ".join(f"{name} ({count})" for name, count in sorted(counting.counts.items())),
        "commands": "; ".join(_commands(counting, request.paths)),
    }
    raise SurveyError(Problem("summary-several-questionnaires", details))


def _commands(counting: Counting, paths: Sequence[str]) -> list[str]:
    """Return for each questionnaire the command that summarises it alone."""
    folders = counting.folders
    apart = sum(map(len, folders.values())) == len(set().union(*folders.values()))
    commands = []
    for name, newest in sorted(counting.newest.items()):
        copy = os.path.join(newest.folder, FOLDER, f"{newest.reference.sha256}.yaml")
        arguments = sorted(folders[name]) if apart else [*paths, "--questionnaire", copy]
        commands.append(shlex.join(["sstc-survey", "summarize", *arguments]))
    return commands


def _kept(newest: Newest) -> Source:
    """Return the questionnaire that a response was held with, from the copy beside it."""
    reference = newest.reference
    copy = kept_questionnaire(newest.folder, reference.sha256)
    if isinstance(copy, Problem):
        details = {
            "id": reference.id,
            "version": reference.version,
            "reason": copy.fault,
            "file": f"{FOLDER}/{reference.sha256}.yaml",
        }
        raise SurveyError(Problem("summary-no-questionnaire", details, Place(newest.folder)))
    return parsed(copy, f"{reference.id} {reference.version}")


def _check_questions(wanted: Sequence[str], paper: Questionnaire) -> None:
    known = list(Tally(paper).names)
    problems = [
        Problem("summary-unknown-question", {"name": name, "known": ", ".join(known)})
        for name in wanted
        if name not in known
    ]
    if problems:
        raise SurveyError(*problems)


def _write(summary: Summary, request: SummaryRequest) -> None:
    render = RENDERERS[request.output_format]
    as_table = request.output_format == "table"
    write_out(partial(render, summary), request.output, for_reading=as_table)
    if request.output is not None:
        sys.stderr.write(f"Written: {clean(request.output)}\n")
    if request.output is not None or not as_table:
        _say_what_is_left_out(summary)


def _say_what_is_left_out(summary: Summary) -> None:
    """Say on standard error what the exit code is about, where no table says it on the screen."""
    for note in (*summary.files.refused, *summary.files.conflicts):
        sys.stderr.write(f"left out: {clean(note.file)}: {clean(note.reason)}\n")
