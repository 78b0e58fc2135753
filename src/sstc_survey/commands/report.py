"""`report`: what the responses under some paths say, as a page to send."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec

from sstc_survey.commands.shared.jobs.workers import readers
from sstc_survey.commands.shared.output import Output, output_to, stream_of, tell, write_out
from sstc_survey.commands.shared.report_settings import SettingsFile
from sstc_survey.commands.shared.saved import SavedOptions, SavedSummaries
from sstc_survey.commands.shared.summary_reading import SummaryReading, check_needed, read_summary
from sstc_survey.display import counted
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.reports.report import ENDINGS, ReportFormat, write_text
from sstc_survey.reports.report.build import report_page
from sstc_survey.reports.summary.phrases import left_out, not_counted

_PACKAGE = "docx"


def report(
    *,
    paths: Sequence[str],
    questionnaire: str | None,
    output_format: ReportFormat | None,
    output: str | None,
    settings: str | None,
    given: SavedOptions,
    use: str | None,
    session: str | None = None,
    jobs: str | None = None,
    executor: str | None = None,
) -> ExitCode:
    """Write the report; exit with 1 if any file is refused or in conflict.

    Of a `session`, only the responses of its panellists are in it. The options that are `given` are added to those
    that were saved as `use`.
    """
    chosen = _format(output_format, output)
    wanted = given if use is None else SavedSummaries(paths).options(use).with_more(given)
    check_needed(wanted)
    destination = output_to(output, [*paths, questionnaire, settings])
    if chosen is ReportFormat.DOCX and destination is None:
        raise SurveyError(Problem(codes.REPORT_NEEDS_FILE, {"format": chosen.value}))
    file = SettingsFile(settings)
    with readers(paths, jobs, executor) as (inventory, workers):
        reading = read_summary(inventory, paths, questionnaire, wanted, session, workers, file.adapt, "report")
    if reading.loaded is None:
        problem = Problem(codes.SUMMARY_NOTHING_FOUND, {"paths": ", ".join(paths)})
        raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
    _write(reading, file, chosen, destination)
    _say(reading, destination)
    return reading.exit_code


def _format(chosen: ReportFormat | None, output: str | None) -> ReportFormat:
    """Return the format that was chosen, or that the name of the file ends with, or raise what is wrong with it."""
    found = chosen
    if found is None and output is not None:
        found = ENDINGS.get(os.path.splitext(output)[1].lower())
        if found is None and stream_of(output) is None:
            *others, last = ENDINGS
            known = f"{', '.join(others)} or {last}"
            raise SurveyError(Problem(codes.REPORT_UNKNOWN_ENDING, {"known": known}, Place(output)))
    elif output is not None and ENDINGS.get(ending := os.path.splitext(output)[1].lower()) not in (None, chosen):
        details = {"ending": ending, "format": f"{chosen}"}
        raise SurveyError(Problem(codes.OUTPUT_OTHER_FORMAT, details, Place(output)))
    found = found or ReportFormat.MARKDOWN
    if found is ReportFormat.DOCX and find_spec(_PACKAGE) is None:
        raise SurveyError(Problem(codes.EXTRA_MISSING, {"extra": "report"}))
    return found


def _write(reading: SummaryReading, file: SettingsFile, chosen: ReportFormat, destination: Output | None) -> None:
    loaded = reading.loaded
    questionnaire = loaded.questionnaire if loaded else None
    session = reading.session.label if reading.session else None
    page = report_page(reading.summary, questionnaire, reading.held, file.settings, session)
    if chosen is ReportFormat.DOCX and destination is not None:
        from sstc_survey.reports.pages.as_docx import docx_bytes

        destination.write(docx_bytes(page))
    else:
        write_out(partial(write_text, page, chosen), destination, for_reading=False)


def _say(reading: SummaryReading, destination: Output | None) -> None:
    """Say what the session leaves out, where the report is, and what the exit code is about."""
    lines = [not_counted(line) for line in left_out(reading.files)]
    if destination is not None:
        lines.insert(0, f"Saved: {destination.path}")
    if reading.session is not None:
        others = counted(reading.collector.others, "other response")
        lines.insert(0, f"Session {reading.session.label} ({reading.session.id}) only: {others} left out")
    tell(*lines)
