"""`summarize`: what the responses under some paths come to."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, assert_never, cast

from sstc_survey.attribution import Attributions
from sstc_survey.commands.shared.locate import Source, chosen_language, load, parsed
from sstc_survey.commands.shared.output import write_out
from sstc_survey.display import clean
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.reports.progress import Progress
from sstc_survey.reports.summary import RENDERERS
from sstc_survey.reports.summary.build import View, nothing, summarise
from sstc_survey.reports.summary.model import Base, FileNote, Files, Order, Summary
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.storage.copies import FOLDER, kept_questionnaire
from sstc_survey.storage.inventory import Account, Conflicting, Copy, Counted, Inventory, Outcome, Refused
from sstc_survey.storage.responses import BriefResponse
from sstc_survey.tally import Tally


class Promises:
    """What responses keep back: what the questionnaire of the summary hides, and what their own version of it does.

    Of a version whose copy is not beside the response nobody knows what it promised, so it hides everything; `lost`
    counts the responses of which that was said.
    """

    def __init__(self, source: Source) -> None:
        self._rules = Attributions(source.questionnaire)
        self._everything = frozenset(self._rules.names)
        self._versions = {source.reference.sha256: self._rules}
        # Of a version that lies in no folder, only the folders that were looked into.
        self._without: set[tuple[str, str]] = set()
        self.lost = 0

    def hidden(self, record: BriefResponse, folder: str) -> frozenset[str]:
        """Return the names of the questions that a response in a folder keeps back."""
        own = self._versions.get(record.questionnaire.sha256) or self._find(record.questionnaire.sha256, folder)
        if own is None:
            self.lost += 1
            return self._everything
        hidden = self._rules.hidden(record.answers)
        return hidden if own is self._rules else hidden | own.hidden(record.answers)

    def _find(self, sha256: str, folder: str) -> Attributions | None:
        if (sha256, folder) in self._without:
            return None
        try:
            copy = kept_questionnaire(folder, sha256)
            if not isinstance(copy, Problem):
                self._versions[sha256] = Attributions(parsed(copy, folder).questionnaire)
                return self._versions[sha256]
        except SurveyError:
            pass
        self._without.add((sha256, folder))
        return None


class Newest(NamedTuple):
    """The newest response to a questionnaire: its id, which begins with the time, its folder, and the version."""

    response_id: str
    folder: str
    reference: QuestionnaireRef


class Counting:
    """One pass over the files: the account, the tally, and which questionnaires the responses are to.

    Without a source nothing is tallied. With `strict`, responses to another questionnaire are refused.
    """

    def __init__(self, source: Source | None, only: Collection[str], *, include_partial: bool, strict: bool) -> None:
        self.tally = None if source is None else Tally(source.questionnaire, only)
        self._promises = None if source is None else Promises(source)
        self.account = Account()
        self.refused: list[tuple[str, Problem]] = []
        self.conflicts: list[tuple[str, Problem]] = []
        self.newest: dict[str, Newest] = {}
        self.counts: dict[str, int] = {}
        self.folders: dict[str, set[str]] = {}
        self._wanted = None if source is None else source.questionnaire.id
        self._strict = strict
        self._tallied = {Status.COMPLETE, Status.PARTIAL} if include_partial else {Status.COMPLETE}

    def read(self, inventory: Inventory, progress: Progress) -> None:
        """Read every file."""
        for verdict in inventory:
            self._take(verdict)
            progress.step()
        progress.close()

    @property
    def lost(self) -> int:
        """Return how many interviews are tallied whose own version of the questionnaire is not to be had."""
        return 0 if self._promises is None else self._promises.lost

    def files(self, ignored: Collection[str]) -> Files:
        """Return the account of the files; `ignored` are those that hold no JSON."""
        return Files(
            complete=self.account.complete,
            partial=self.account.partial,
            void=self.account.void,
            copies=self.account.copies,
            refused=tuple(_note(path, problem) for path, problem in self.refused),
            conflicts=tuple(_note(path, problem) for path, problem in self.conflicts),
            ignored=tuple(ignored),
        )

    def _take(self, verdict: Outcome) -> None:
        match verdict:
            case Counted(path, record):
                if self._strict and record.questionnaire.id != self._wanted:
                    self._refuse(path, record)
                    return
                folder = self._remember(path, record)
                if (
                    self.tally is not None
                    and self._promises is not None
                    and record.status in self._tallied
                    and record.questionnaire.id == self._wanted
                ):
                    self.tally.add(record, self._promises.hidden(record, folder))
            case Conflicting(path, record, problem):
                self._remember(path, record)
                self.conflicts.append((path, problem))
            case Refused(path, problem):
                self.refused.append((path, problem))
            case Copy():
                pass
            case _:
                assert_never(verdict)
        self.account.add(verdict)

    def _refuse(self, path: str, record: BriefResponse) -> None:
        details = {"found": record.questionnaire.id, "wanted": self._wanted}
        problem = Problem(codes.SUMMARY_OTHER_QUESTIONNAIRE, details, Place(path))
        self.refused.append((path, problem))
        self.account.refused += 1

    def _remember(self, path: str, record: BriefResponse) -> str:
        """Note which questionnaire a response is to, and return its folder."""
        reference = record.questionnaire
        # Ten thousand times os.path.dirname would cost as much as opening a thousand files.
        folder = path.rpartition(os.sep)[0] or os.curdir
        self.counts[reference.id] = self.counts.get(reference.id, 0) + 1
        self.folders.setdefault(reference.id, set()).add(folder)
        newest = self.newest.get(reference.id)
        if newest is None or record.id > newest.response_id:
            self.newest[reference.id] = Newest(record.id, folder, reference)
        return folder


def _note(path: str, problem: Problem) -> FileNote:
    return FileNote(path, problem.code, problem.text)


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
        there_is_none = Problem(codes.SUMMARY_NOTHING_FOUND, {"paths": ", ".join(request.paths)})
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
    raise SurveyError(Problem(codes.SUMMARY_SEVERAL_QUESTIONNAIRES, details))


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
        raise SurveyError(Problem(codes.SUMMARY_NO_QUESTIONNAIRE, details, Place(newest.folder)))
    return parsed(copy, f"{reference.id} {reference.version}")


def _check_questions(expected: Sequence[str], paper: Questionnaire) -> None:
    known = list(Tally(paper).names)
    problems = [
        Problem(codes.SUMMARY_UNKNOWN_QUESTION, {"name": name, "known": ", ".join(known)})
        for name in expected
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
