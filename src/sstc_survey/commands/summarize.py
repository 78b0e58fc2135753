"""`summarize`: the tallies of the responses under some paths."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import partial

from sstc_survey.commands.shared.jobs.workers import readers
from sstc_survey.commands.shared.output import Output, output_to, tell, write_out
from sstc_survey.commands.shared.saved import SavedOptions, SavedSummaries, check_name
from sstc_survey.commands.shared.summary_reading import check_needed, read_summary
from sstc_survey.display import counted
from sstc_survey.problems import ExitCode
from sstc_survey.reports.summary import CsvOptions, SummaryFormat, write_summary
from sstc_survey.reports.summary.model import Files
from sstc_survey.reports.summary.phrases import left_out, not_counted


def summarize(
    *,
    paths: Sequence[str],
    questionnaire: str | None,
    output_format: SummaryFormat,
    output: str | None,
    separator: str | None,
    raw: bool,
    given: SavedOptions,
    save: str | None,
    use: str | None,
    session: str | None = None,
    jobs: str | None = None,
    executor: str | None = None,
) -> ExitCode:
    """Tally the responses and write the summary; exit with 1 if any file is refused or in conflict.

    Of a `session`, only the responses of its panellists are tallied, those too that were not finished.

    The options that are `given` are added to those that were saved as `use`, and all of them are saved as `save`.
    """
    if save is not None:
        check_name(save)
    saved = SavedSummaries(paths) if save is not None or use is not None else None
    wanted = given if saved is None or use is None else saved.options(use).with_more(given)
    is_csv = output_format is SummaryFormat.CSV
    check_needed(wanted, [] if is_csv else [("--separator", separator is not None), ("--raw", raw)])
    destination = output_to(output, [*paths, questionnaire])
    with readers(paths, jobs, executor) as (inventory, workers):
        reading = read_summary(inventory, paths, questionnaire, wanted, session, workers)
    if saved is not None and save is not None:
        _save(saved, save, wanted)
    is_table = output_format is SummaryFormat.TABLE
    write = partial(write_summary, reading.summary, output_format, csv_options=CsvOptions(separator or ",", raw))
    write_out(write, destination, for_reading=is_table)
    if reading.session is not None:
        left = counted(reading.collector.others, "other response")
        said = f"Session {reading.session.label} ({reading.session.id}) only: {left} left out"
        tell(said)
    _say_written(destination, reading.files, is_table=is_table)
    return reading.exit_code


def _save(saved: SavedSummaries, name: str, wanted: SavedOptions) -> None:
    """Save the options of this summary, and say where."""
    is_new = saved.save(name, wanted)
    said = "Saved" if is_new else "Saved before"
    tell(f"{said}: {name} in {saved.path} (--use {shlex.quote(name)})")


def _say_written(destination: Output | None, files: Files, *, is_table: bool) -> None:
    """Say where it was written, and what the exit code is about where no table says it on the screen."""
    if destination is not None:
        tell(f"Saved: {destination.path}")
    if destination is not None or not is_table:
        tell(*map(not_counted, left_out(files)))
