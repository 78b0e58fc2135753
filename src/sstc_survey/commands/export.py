"""`export`: the responses under some paths as data files for other programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from functools import partial

from sstc_survey.commands.shared.export_reading import ExportOptions, ExportReading, VersionNote, read_export
from sstc_survey.commands.shared.jobs.workers import readers
from sstc_survey.commands.shared.many_outputs import check_folder, write_files, write_into
from sstc_survey.commands.shared.output import STDOUT, Output, output_to, stream_of, tell, write_out
from sstc_survey.commands.shared.signals import ending_signals, exit_code
from sstc_survey.display import counted
from sstc_survey.exports import ExportFormat
from sstc_survey.exports.formats import (
    FORMATS,
    ExportFile,
    WriteOptions,
    files_of,
    foreseen,
    format_of,
    table_names,
    write_file,
    write_text,
)
from sstc_survey.exports.model import Kind, Role
from sstc_survey.exports.spool import SpoolFile
from sstc_survey.problems import ExitCode, Place, Problem, Severity, SurveyError, codes
from sstc_survey.reports.problems import print_problems
from sstc_survey.reports.summary.head_phrases import account
from sstc_survey.reports.summary.model import Files
from sstc_survey.reports.summary.phrases import left_out

# So many names are said of what a version lacks or has more.
_MOST_NAMES = 10


def export(
    *,
    paths: Sequence[str],
    questionnaire: str | None,
    output_format: ExportFormat | None,
    output: str | None,
    wanted: ExportOptions,
    write: WriteOptions,
    jobs: str | None = None,
    executor: str | None = None,
) -> ExitCode:
    """Write the responses as data files; exit with 1 if any file is refused or in conflict.

    Several tables of a format that has one in each file go into a folder, or into files beside the one that was named.
    """
    try:
        # What is written beside the files until they are whole goes with them, whatever breaks the work off.
        with ending_signals():
            return _export(paths, questionnaire, output_format, output, wanted, write, jobs, executor)
    except KeyboardInterrupt as interrupt:
        return exit_code(interrupt)


def _export(
    paths: Sequence[str],
    questionnaire: str | None,
    output_format: ExportFormat | None,
    output: str | None,
    wanted: ExportOptions,
    write: WriteOptions,
    jobs: str | None,
    executor: str | None,
) -> ExitCode:
    chosen = _format(output_format, output)
    _check_options(chosen, wanted, write)
    inputs = [*paths, *([questionnaire] if questionnaire is not None else [])]
    destination = _Destination(chosen, output, inputs)
    with SpoolFile() as file:
        with readers(paths, jobs, executor) as (inventory, workers):
            reading = read_export(inventory, paths, questionnaire, wanted, file, workers)
        if isinstance(reading, Files):
            tell(account(reading), *left_out(reading))
            problem = Problem(codes.SUMMARY_NOTHING_FOUND, {"paths": ", ".join(paths)})
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
        print_problems([*reading.advice], sys.stderr)
        files, told = destination.save(reading, write, is_private=wanted.full)
    print_problems(told, sys.stderr)
    tell(account(reading.files), *left_out(reading.files), *_said(reading, wanted))
    tell(*(_saved(reading, each) for each in files))
    return reading.exit_code


def _format(chosen: ExportFormat | None, output: str | None) -> ExportFormat:
    """Return the format that was chosen, or that the name of the file ends with, or raise what is wrong with it."""
    found = chosen
    if found is None and output is not None:
        found = format_of(output)
        if found is None and os.path.splitext(output)[1] and not _is_folder(output) and stream_of(output) is None:
            known = " or ".join(f".{each}" for each in ExportFormat)
            raise SurveyError(Problem(codes.EXPORT_UNKNOWN_ENDING, {"known": known}, Place(output)))
    elif output is not None and (by_name := format_of(output)) not in (None, chosen):
        details = {"ending": f".{by_name}", "format": f"{chosen}"}
        raise SurveyError(Problem(codes.OUTPUT_OTHER_FORMAT, details, Place(output)))
    found = found or ExportFormat.CSV
    kind = FORMATS[found]
    if not kind.is_installed:
        raise SurveyError(Problem(codes.EXTRA_MISSING, {"extra": kind.extra}))
    return found


def _check_options(chosen: ExportFormat, wanted: ExportOptions, write: WriteOptions) -> None:
    """Raise every problem with an option that contradicts another, or has no effect."""
    csv, labelled = (ExportFormat.CSV,), (ExportFormat.SAV, ExportFormat.DTA)
    given = (
        ("--bom", write.bom, csv),
        ("--separator", write.separator is not None, csv),
        ("--raw", write.raw, csv),
        ("--codes", write.codes, labelled),
    )
    problems = [
        Problem(codes.OPTION_NEEDS, {"option": option, "needed": f"--format {' or '.join(formats)}"})
        for option, is_given, formats in given
        if is_given and chosen not in formats
    ]
    if wanted.anonymous and wanted.full:
        problems.append(Problem(codes.OPTIONS_CONTRADICT, {"first": "--anonymous", "second": "--full"}))
    if problems:
        raise SurveyError(*problems)


def _is_folder(path: str) -> bool:
    return path.endswith(os.sep) or os.path.isdir(path)


class _Destination:
    """Where an export goes: to standard output, into a stream, into a file with others beside it, or into a folder.

    What is wrong with it is raised before anything is read.
    """

    def __init__(self, chosen: ExportFormat, output: str | None, inputs: Sequence[str]) -> None:
        self._chosen = chosen
        self._inputs = inputs
        self._path = output
        self._output: Output | None = None
        self._is_folder = output not in (None, STDOUT) and _is_folder(output or "")
        kind = FORMATS[chosen]
        if self._is_folder and kind.is_of_tables:
            check_folder(output or "", inputs)
        else:
            self._output = output_to(output, inputs)
        if self._output is None and not self._is_folder and not kind.is_text:
            raise SurveyError(Problem(codes.EXPORT_NEEDS_FILE, {"format": chosen.value}))

    def save(
        self, reading: ExportReading, options: WriteOptions, *, is_private: bool
    ) -> tuple[list[ExportFile], list[Problem]]:
        """Write an export, and return the files that were written, and what their reader has to know."""
        export, chosen, output = reading.export, self._chosen, self._output
        has_several = FORMATS[chosen].is_of_tables and len(export.tables) > 1
        if has_several and not self._is_folder and (output is None or output.is_stream):
            details = {"count": len(export.tables), "names": table_names(export.tables), "format": chosen.value}
            raise SurveyError(Problem(codes.EXPORT_SEVERAL_TABLES, details), exit_code=ExitCode.USAGE)
        path = self._path or ""
        if output is None and not self._is_folder:
            write_out(partial(_write_text, reading, chosen, options), None, for_reading=False)
            return [], []
        _check_foreseen(foreseen(export, chosen))
        files = list(files_of(export, chosen, path, is_folder=self._is_folder))
        told: list[Problem] = []
        writers = [(file.path, partial(_write_file, reading, file, chosen, options, told)) for file in files]
        if output is not None and output.is_stream:
            write_into(output, writers[0][1])
            return [], told
        write_files(writers, self._inputs, path if self._is_folder else None, is_private=is_private)
        return files, told


def _write_text(reading: ExportReading, chosen: ExportFormat, options: WriteOptions, stream: object) -> None:
    write_text(reading.export, reading.export.tables[0], chosen, stream, options)  # type: ignore[arg-type]


def _write_file(
    reading: ExportReading,
    file: ExportFile,
    chosen: ExportFormat,
    options: WriteOptions,
    told: list[Problem],
    path: str,
) -> None:
    told += write_file(reading.export, file, chosen, path, options)


def _check_foreseen(problems: Sequence[Problem]) -> None:
    """Raise why the files cannot be made, and say before the work what else there is to know."""
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise SurveyError(*problems, exit_code=ExitCode.PROBLEMS)
    print_problems(problems, sys.stderr)


# What is said of it.


def _saved(reading: ExportReading, file: ExportFile) -> str:
    if file.is_syntax:
        return f"Saved: {file.path} (multiple-response sets: open it in SPSS after the data, and run it)"
    tables = reading.export.tables if file.table is None else [file.table]
    sizes = (f"{table.name}: {counted(table.count, 'row')}" for table in tables)
    return f"Saved: {file.path} ({', '.join(sizes)})"


def _said(reading: ExportReading, wanted: ExportOptions) -> Iterator[str]:
    """Yield what the reader of the files has to know."""
    files = reading.files
    yield f"Exported: {counted(reading.responses, 'response')}{_of_which(reading)}"
    if wanted.where is not None:
        unclear = f" ({reading.unclear:,} of them because it cannot be calculated)" if reading.unclear else ""
        yield f"Only where {wanted.where}: {counted(reading.left_out, 'response')} left out{unclear}"
    if reading.guarded:
        hiding = "hides" if reading.guarded == 1 else "hide"
        yield f"Left out: {counted(reading.guarded, 'response')} that {hiding} an answer which --where reads"
    if "partial" not in wanted.include and files.partial:
        yield f"Not included: {counted(files.partial, 'draft')} (--include partial adds them)"
    if files.simulated and not reading.has_simulated:
        yield f"Not included: {files.simulated:,} simulated (--include simulated adds them)"
    yield from map(_difference, reading.versions)
    if wanted.full:
        yield "Warning: --full: answers are included that respondents asked to hide. Do not pass these files on."
    elif wanted.anonymous:
        texts = [
            column.name
            for table in reading.export.tables
            for column in table.columns
            if column.kind is Kind.TEXT and column.role in (Role.VALUE, Role.COMMENT) and column.facts.filled
        ]
        if texts:
            yield f"Texts are exported as they were given; read them before you pass them on: {_names(texts)}"
    elif reading.hiding:
        yield f"Hidden as respondents chose: answers in {counted(reading.hiding, 'response')} (state hidden)"
    if reading.lost:
        lost = counted(reading.lost, "response")
        yield (
            f"Only questions that other versions have: of {lost}, as their version has no copy here"
            if wanted.full
            else f"Hidden, as their version has no copy here: all answers in {lost}"
        )


def _of_which(reading: ExportReading) -> str:
    """Say what is among the responses besides complete ones."""
    said = [
        *([counted(reading.drafts, "draft")] if reading.drafts else []),
        *(["simulated ones"] if reading.has_simulated and reading.files.simulated else []),
    ]
    return f" (including {' and '.join(said)})" if said else ""


def _difference(note: VersionNote) -> str:
    """Say what is different in another version of the questionnaire."""
    said = [
        f"{what}: {_names(names)}"
        for what, names in (
            ("without", note.lacking),
            ("with also", note.added),
            ("of another type there", note.changed),
        )
        if names
    ]
    if note.is_lost:
        said.append("there is no copy of it")
    details = "; ".join(said) or "the same questions"
    return f"Version {note.version} ({counted(note.count, 'response')}): {details}"


def _names(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")
