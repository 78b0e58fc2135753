"""`summarize`: the tallies of the responses under some paths."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import assert_never

from msgspec import Struct

from sstc_survey.attribution import Attributions
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, chosen_language, load, load_bytes, load_copy
from sstc_survey.commands.shared.output import Output, output_to, terminal, write_out
from sstc_survey.display import spell_out
from sstc_survey.i18n import set_language
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.questionnaire import COPIES_FOLDER, Questionnaire
from sstc_survey.reports.progress import Progress
from sstc_survey.reports.summary import Base, CsvOptions, Sort, SummaryFormat, write_summary
from sstc_survey.reports.summary.build import SummaryOptions, empty_summary, summary_of
from sstc_survey.reports.summary.model import FileNote, Files, UnfinishedBatch
from sstc_survey.reports.summary.phrases import left_out, not_counted
from sstc_survey.response import Mode, QuestionnaireRef, Status
from sstc_survey.storage.copies import read_copy
from sstc_survey.storage.inventory import (
    Conflicting,
    Counted,
    Duplicate,
    Erased,
    Inventory,
    Outcome,
    Refused,
    Unfinished,
)
from sstc_survey.storage.responses import BriefResponse
from sstc_survey.tally import Tally


def summarize(
    *,
    paths: Sequence[str],
    questionnaire: str | None,
    questions: Sequence[str],
    output_format: SummaryFormat,
    output: str | None,
    separator: str | None,
    raw: bool,
    include_partial: bool,
    include_simulated: bool,
    base: Base,
    sort: Sort,
    show_all: bool,
    language: str | None,
) -> ExitCode:
    """Tally the responses and write the summary; exit with 1 if any file is refused or in conflict."""
    for option, is_given in (("--separator", separator is not None), ("--raw", raw)):
        if is_given and output_format is not SummaryFormat.CSV:
            raise SurveyError(Problem(codes.OPTION_NEEDS, {"option": option, "needed": "--format csv"}))
    inventory = Inventory(paths)
    destination = output_to(output, [*paths, questionnaire])
    collector, loaded = _collected(inventory, paths, questionnaire, questions, include_partial=include_partial)
    tally, has_simulated = collector.tally(include_simulated=include_simulated)
    options = SummaryOptions(
        language=chosen_language(loaded.questionnaire, language) if loaded else language or "en",
        include_partial=include_partial,
        has_simulated=has_simulated,
        base=base,
        sort=sort,
        show_all=show_all,
    )
    set_language(options.language)
    files = collector.files(inventory.ignored)
    if loaded is None or tally is None:
        summary = empty_summary(files, options)
    else:
        names = collector.version_names(loaded.questionnaire.id)
        summary = summary_of(tally, loaded.reference, files, options, collector.lost, names)
    is_table = output_format is SummaryFormat.TABLE
    write = partial(write_summary, summary, output_format, csv_options=CsvOptions(separator or ",", raw))
    write_out(write, destination, for_reading=is_table)
    _say_written(destination, files, is_table=is_table)
    is_whole = not (collector.refused or collector.conflicts or files.unfinished)
    return ExitCode.DONE if is_whole else ExitCode.PROBLEMS


def _say_written(destination: Output | None, files: Files, *, is_table: bool) -> None:
    """Say where it was written, and what the exit code is about where no table says it on the screen."""
    if destination is not None:
        sys.stderr.write(f"Saved: {spell_out(destination.path)}\n")
    if destination is not None or not is_table:
        for line in left_out(files):
            sys.stderr.write(f"{spell_out(not_counted(line))}\n")


def _collected(
    inventory: Inventory,
    paths: Sequence[str],
    questionnaire: str | None,
    questions: Sequence[str],
    *,
    include_partial: bool,
) -> tuple[Collector, LoadedQuestionnaire | None]:
    """Read the responses and tally them by the questionnaire that is given, or by the version that most have."""

    def collect(loaded: LoadedQuestionnaire | None) -> Collector:
        collector = Collector(loaded, questions, include_partial=include_partial, strict=questionnaire is not None)
        collector.read(inventory)
        if not collector.counts and not collector.refused and not collector.apart:
            problem = Problem(codes.SUMMARY_NOTHING_FOUND, {"paths": ", ".join(paths)})
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
        return collector

    if questionnaire is None:
        return _collect_main(inventory, paths, questions, collect)
    loaded = load(questionnaire)
    _check_questions(questions, loaded.questionnaire)
    return collect(loaded), loaded


def _collect_main(
    inventory: Inventory,
    paths: Sequence[str],
    questions: Sequence[str],
    collect: Callable[[LoadedQuestionnaire | None], Collector],
) -> tuple[Collector, LoadedQuestionnaire | None]:
    """Tally by the version of the questionnaire that most responses have; without any response there is none.

    The files are read a second time only if that is not the version of the first response, as it mostly is.
    """
    loaded = None
    first = next((outcome for outcome in inventory if isinstance(outcome, Counted)), None)
    if first is not None:
        with contextlib.suppress(SurveyError):
            loaded = load_copy(os.path.dirname(first.path), first.response.questionnaire)
    collector = collect(loaded)
    if not collector.counts:
        return collector, None
    version = _main_version(collector, paths)
    if loaded is not None and loaded.reference.sha256 == version.reference.sha256:
        _check_questions(questions, loaded.questionnaire)
        return collector, loaded
    loaded = _load_main(version)
    _check_questions(questions, loaded.questionnaire)
    return collect(loaded), loaded


def _main_version(collector: Collector, paths: Sequence[str]) -> UsedVersion:
    """Return the version that most responses have, or raise the problem that they are to different questionnaires."""
    main = {
        name: max(versions.values(), key=lambda version: version.rank) for name, versions in collector.versions.items()
    }
    if len(main) == 1:
        return next(iter(main.values()))
    folders = collector.folders
    apart = sum(map(len, folders.values())) == len(set().union(*folders.values()))
    commands = []
    for name, version in sorted(main.items()):
        copy = os.path.join(version.folder, COPIES_FOLDER, f"{version.reference.sha256}.yaml")
        arguments = sorted(folders[name]) if apart else [*paths, "--questionnaire", copy]
        commands.append(shlex.join(["sstc-survey", "summarize", *arguments]))
    details = {
        "count": len(collector.counts),
        "ids": ", ".join(f"{name} ({count})" for name, count in sorted(collector.counts.items())),
        "commands": "; ".join(commands),
    }
    raise SurveyError(Problem(codes.SUMMARY_SEVERAL_QUESTIONNAIRES, details))


def _load_main(version: UsedVersion) -> LoadedQuestionnaire:
    """Return a version of the questionnaire from the copy saved with its newest response."""
    reference = version.reference
    copy = read_copy(version.folder, reference.sha256)
    if isinstance(copy, Problem):
        details = {
            "id": reference.id,
            "version": reference.version,
            "reason": copy.fault,
            "file": f"{COPIES_FOLDER}/{reference.sha256}.yaml",
        }
        raise SurveyError(Problem(codes.SUMMARY_NO_QUESTIONNAIRE, details, Place(version.folder)))
    return load_bytes(copy, f"{reference.id} {reference.version}", kept=True)


def _check_questions(names: Sequence[str], questionnaire: Questionnaire) -> None:
    known = list(Tally(questionnaire).names)
    problems = [
        Problem(codes.SUMMARY_UNKNOWN_QUESTION, {"name": name, "known": ", ".join(known)})
        for name in names
        if name not in known
    ]
    if problems:
        raise SurveyError(*problems)


class UsedVersion(Struct):
    """A version of a questionnaire that responses were made with; the one to tally them by has the highest rank.

    It is the one that most responses have that can be tallied, before those whose answers are invented; of two with as
    many, the one with the newest response, whose id begins with the time, and which is in `folder`.
    """

    tallied: int
    simulated: int
    newest: str
    folder: str
    reference: QuestionnaireRef

    @property
    def rank(self) -> tuple[int, int, str]:
        """Return what the version to tally by has most of."""
        return self.tallied, self.simulated, self.newest


class Collector:
    """Collects the files of one pass: the account, the tally, and which questionnaires the responses are to.

    Without a questionnaire nothing is tallied. With `strict`, responses to another questionnaire are refused. Invented
    answers have a tally of their own.
    """

    def __init__(
        self, loaded: LoadedQuestionnaire | None, only: Collection[str], *, include_partial: bool, strict: bool
    ) -> None:
        self._tallies = {
            simulated: None if loaded is None else Tally(loaded.questionnaire, only) for simulated in (False, True)
        }
        self._has_others = False
        self._simulated = 0
        self._erased = 0
        self._unfinished: dict[int, UnfinishedBatch] = {}
        self._confidentiality = None if loaded is None else Confidentiality(loaded)
        self._statuses: Counter[Status] = Counter()
        self._duplicates = 0
        self.refused: list[FileNote] = []
        self.conflicts: list[FileNote] = []
        # By the id of the questionnaire, and the hash of the version.
        self.versions: dict[str, dict[str, UsedVersion]] = {}
        self.counts: dict[str, int] = {}
        self.folders: dict[str, set[str]] = {}
        self._questionnaire_id = None if loaded is None else loaded.questionnaire.id
        self._strict = strict
        self._tallied = {Status.COMPLETE, Status.PARTIAL} if include_partial else {Status.COMPLETE}

    def read(self, inventory: Inventory) -> None:
        """Read every file, and show on a terminal how many have been read."""
        progress = Progress(len(inventory), terminal(), time.monotonic)
        for outcome in inventory:
            self._add(outcome)
            progress.step()
        progress.close()

    def tally(self, *, include_simulated: bool) -> tuple[Tally | None, bool]:
        """Return the tally, and whether invented answers are in it: if they are asked for, or are all there is."""
        given, invented = self._tallies[False], self._tallies[True]
        if given is None or invented is None or not invented.interviews:
            return given, False
        if not self._has_others:
            return invented, True
        return (given + invented, True) if include_simulated else (given, False)

    @property
    def apart(self) -> int:
        """Return how many responses were found that do not count: those of batches that were cut, and erased ones."""
        return sum(batch.responses for batch in self._unfinished.values()) + self._erased

    @property
    def lost(self) -> int:
        """Return how many interviews are tallied of whose own version of the questionnaire there is no copy."""
        return 0 if self._confidentiality is None else self._confidentiality.lost

    def version_names(self, questionnaire: str) -> dict[str, str]:
        """Return what the versions of a questionnaire are called, by their hashes."""
        versions = self.versions.get(questionnaire, {})
        return {sha256: version.reference.version for sha256, version in versions.items()}

    def files(self, ignored: Collection[str]) -> Files:
        """Return the account of the files; `ignored` are those that are no JSON."""
        return Files(
            complete=self._statuses[Status.COMPLETE] + self._statuses[Status.DECLINED],
            declined=self._statuses[Status.DECLINED],
            simulated=self._simulated,
            partial=self._statuses[Status.PARTIAL],
            void=self._statuses[Status.VOID],
            copies=self._duplicates,
            erased=self._erased,
            unfinished=tuple(self._unfinished.values()),
            refused=tuple(self.refused),
            conflicts=tuple(self.conflicts),
            ignored=tuple(ignored),
        )

    def _add(self, outcome: Outcome) -> None:
        match outcome:
            case Counted(path, response):
                is_other = response.questionnaire.id != self._questionnaire_id
                if self._strict and is_other:
                    details = {"found": response.questionnaire.id, "wanted": self._questionnaire_id}
                    self._add(Refused(path, Problem(codes.SUMMARY_OTHER_QUESTIONNAIRE, details, Place(path))))
                    return
                self._statuses[response.status] += 1
                simulated = response.mode is Mode.SIMULATED
                self._has_others |= not simulated
                self._simulated += simulated and response.status is Status.COMPLETE
                folder = self._remember(path, response, is_counted=True)
                tally, rules = self._tallies[simulated], self._confidentiality
                if tally is not None and rules is not None and not is_other and response.status in self._tallied:
                    tally.add(response, rules.hidden(response, folder))
            case Conflicting(path, response, problem):
                self._has_others |= response.mode is not Mode.SIMULATED
                self._remember(path, response, is_counted=False)
                self.conflicts.append(FileNote(path, problem.code, problem.text))
            case Refused(path, problem):
                self.refused.append(FileNote(path, problem.code, problem.text))
            case Duplicate():
                self._duplicates += 1
            case Unfinished(_, response, batch):
                self._has_others |= response.mode is not Mode.SIMULATED
                before = self._unfinished.get(id(batch))
                count = 1 + (before.responses if before else 0)
                self._unfinished[id(batch)] = UnfinishedBatch(count, batch.source, batch.command)
            case Erased():
                self._erased += 1
            case _:
                assert_never(outcome)

    def _remember(self, path: str, response: BriefResponse, *, is_counted: bool) -> str:
        """Note which questionnaire a response is to, and return its folder."""
        reference = response.questionnaire
        # Ten thousand times os.path.dirname would cost as much as opening a thousand files.
        folder = path.rpartition(os.sep)[0] or os.curdir
        self.counts[reference.id] = self.counts.get(reference.id, 0) + 1
        self.folders.setdefault(reference.id, set()).add(folder)
        versions = self.versions.setdefault(reference.id, {})
        version = versions.get(reference.sha256)
        if version is None:
            version = versions[reference.sha256] = UsedVersion(0, 0, response.id, folder, reference)
        elif response.id > version.newest:
            version.newest, version.folder = response.id, folder
        if is_counted and response.status in self._tallied:
            version.tallied += response.mode is not Mode.SIMULATED
            version.simulated += response.mode is Mode.SIMULATED
        return folder


class Confidentiality:
    """What responses hide: what the questionnaire of the summary says, and what their own version of it says.

    A version of which there is no copy with the response hides everything, as nobody knows what it promised;
    `lost` counts the responses to such versions.
    """

    def __init__(self, loaded: LoadedQuestionnaire) -> None:
        self._rules = Attributions(loaded.questionnaire)
        self._everything = frozenset(self._rules.names)
        self._versions = {loaded.reference.sha256: self._rules}
        # Of a version that is in no folder, only the folders that were looked into.
        self._without: set[tuple[str, str]] = set()
        self.lost = 0

    def hidden(self, response: BriefResponse, folder: str) -> frozenset[str]:
        """Return the names of the questions that a response in a folder hides."""
        own = self._rules_of(response.questionnaire, folder)
        if own is None:
            self.lost += 1
            return self._everything
        hidden = self._rules.hidden(response.answers)
        return hidden if own is self._rules else hidden | own.hidden(response.answers)

    def _rules_of(self, reference: QuestionnaireRef, folder: str) -> Attributions | None:
        rules = self._versions.get(reference.sha256)
        if rules is None and (reference.sha256, folder) not in self._without:
            try:
                rules = Attributions(load_copy(folder, reference).questionnaire)
                self._versions[reference.sha256] = rules
            except SurveyError:
                self._without.add((reference.sha256, folder))
        return rules
