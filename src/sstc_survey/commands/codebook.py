"""`codebook`: what every column of the data files is, of a questionnaire or of the responses under some paths."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import Final

from sstc_survey.commands.shared.jobs.workers import readers
from sstc_survey.commands.shared.locate import chosen_language, load
from sstc_survey.commands.shared.output import Output, output_to, stream_of, tell, write_out
from sstc_survey.commands.shared.saved import SavedOptions
from sstc_survey.commands.shared.summary_reading import read_summary
from sstc_survey.commands.shared.versions import other_versions
from sstc_survey.engine.form import form_of
from sstc_survey.exports.codebook import CodebookFormat, write_codebook
from sstc_survey.exports.codebook.build import codebook_of
from sstc_survey.exports.codebook.model import Codebook
from sstc_survey.i18n import set_language
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.reports.summary.head_phrases import account
from sstc_survey.reports.summary.phrases import left_out, not_counted

_QUESTIONNAIRES: Final = (".yaml", ".yml")
_ENDINGS: Final = {
    ".html": CodebookFormat.HTML,
    ".htm": CodebookFormat.HTML,
    ".md": CodebookFormat.MARKDOWN,
    ".markdown": CodebookFormat.MARKDOWN,
    ".csv": CodebookFormat.CSV,
    ".xml": CodebookFormat.DDI,
}


def codebook(
    *,
    paths: Sequence[str],
    questionnaire: str | None,
    output_format: CodebookFormat | None,
    output: str | None,
    language: str | None,
    jobs: str | None = None,
    executor: str | None = None,
) -> ExitCode:
    """Write the codebook; exit with 1 if any file is refused or in conflict.

    A questionnaire among the paths is the one to describe; responses that are named beside it are counted by it.
    """
    chosen = _format(output_format, output)
    wanted, folders = _parted(paths, questionnaire)
    destination = output_to(output, [*folders, wanted])
    if not folders:
        _check_reading(jobs, executor)
        loaded = load(wanted)
        language = chosen_language(loaded.questionnaire, language)
        set_language(language)
        _write(codebook_of(form_of(loaded.questionnaire), loaded.reference, language), chosen, destination)
        return ExitCode.DONE
    with readers(folders, jobs, executor) as (inventory, workers):
        options = SavedOptions(language=language)
        reading = read_summary(inventory, folders, wanted, options, None, workers, command="codebook")
    if reading.loaded is None:
        tell(account(reading.files), *left_out(reading.files))
        problem = Problem(codes.SUMMARY_NOTHING_FOUND, {"paths": ", ".join(folders)})
        raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
    made = codebook_of(
        form_of(reading.loaded.questionnaire),
        reading.loaded.reference,
        reading.summary.language,
        reading.summary,
        [*other_versions(reading.collector, reading.loaded, has_simulated=reading.summary.has_simulated)],
    )
    _write(made, chosen, destination)
    tell(*map(not_counted, left_out(reading.files)))
    return reading.exit_code


def _format(chosen: CodebookFormat | None, output: str | None) -> CodebookFormat:
    """Return the format that was chosen, or that the name of the file ends with, or raise that it ends with none."""
    ending = os.path.splitext(output or "")[1].lower()
    if chosen is not None and _ENDINGS.get(ending, chosen) is not chosen:
        raise SurveyError(
            Problem(codes.OUTPUT_OTHER_FORMAT, {"ending": ending, "format": f"{chosen}"}, Place(output or ""))
        )
    if chosen is not None or output is None:
        return chosen or CodebookFormat.MARKDOWN
    if ending and ending not in _ENDINGS and stream_of(output) is None:
        raise SurveyError(Problem(codes.EXPORT_UNKNOWN_ENDING, {"known": ", ".join(_ENDINGS)}, Place(output)))
    return _ENDINGS.get(ending, CodebookFormat.MARKDOWN)


def _check_reading(jobs: str | None, executor: str | None) -> None:
    """Raise that no responses are read, if it was said by whom."""
    given = [name for name, value in (("--jobs", jobs), ("--executor", executor)) if value is not None]
    if given:
        second = "a questionnaire without responses"
        raise SurveyError(*(Problem(codes.OPTIONS_CONTRADICT, {"first": name, "second": second}) for name in given))


def _parted(paths: Sequence[str], questionnaire: str | None) -> tuple[str | None, list[str]]:
    """Return the questionnaire among the paths, or that of the option, and the other paths; raise if there are two."""
    found = [path for path in paths if _is_questionnaire(path)]
    named = [*([] if questionnaire is None else [questionnaire]), *found]
    if len(named) > 1:
        raise SurveyError(Problem(codes.CODEBOOK_SEVERAL_QUESTIONNAIRES, {"files": ", ".join(named)}))
    return (named[0] if named else None), [path for path in paths if path not in found]


def _is_questionnaire(path: str) -> bool:
    return path.lower().endswith(_QUESTIONNAIRES) and not os.path.isdir(path)


def _write(made: Codebook, chosen: CodebookFormat, destination: Output | None) -> None:
    write_out(partial(write_codebook, made, chosen), destination, for_reading=False)
    if destination is not None:
        tell(f"Saved: {destination.path}")
