"""`preview`: a whole questionnaire as it will read, as a paper form, or its routing."""

from __future__ import annotations

from functools import partial

from sstc_survey.commands.shared.locate import chosen_language, load
from sstc_survey.commands.shared.output import output_to, write_out
from sstc_survey.engine.form import form_of
from sstc_survey.i18n import Words, set_language
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.prompters.expected import expected
from sstc_survey.reports import PreviewFormat, write_preview


def preview(
    *,
    questionnaire: str,
    output_format: PreviewFormat,
    output: str | None,
    routing: bool,
    rows: int | None,
    language: str | None,
) -> ExitCode:
    """Write the preview; a format for the other kind of preview is a problem."""
    chosen = f"--format {output_format}"
    if routing and output_format in {PreviewFormat.MARKDOWN, PreviewFormat.HTML}:
        raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": "--routing", "second": chosen}))
    if not routing and output_format is PreviewFormat.MERMAID:
        raise SurveyError(Problem(codes.OPTION_NEEDS, {"option": chosen, "needed": "--routing"}))
    if rows is not None and output_format not in {PreviewFormat.MARKDOWN, PreviewFormat.HTML}:
        needed = f"--format {PreviewFormat.HTML}"
        raise SurveyError(Problem(codes.OPTION_NEEDS, {"option": "--rows", "needed": needed}))
    destination = output_to(output, [questionnaire])
    loaded = load(questionnaire).questionnaire
    words = Words(chosen_language(loaded, language), loaded.default_language)
    if not routing:
        # The routing is for authors: around the labels it is in English.
        set_language(words.language)
    write = partial(write_preview, form_of(loaded), words, expected, output_format, routing=routing, rows=rows)
    write_out(write, destination, for_reading=output_format is PreviewFormat.TEXT)
    return ExitCode.DONE
