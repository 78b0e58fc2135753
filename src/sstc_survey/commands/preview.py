"""`preview`: a whole questionnaire as it will read, as a paper form, or its routing."""

from __future__ import annotations

from functools import partial
from typing import TextIO, assert_never

from sstc_survey.commands.shared.locate import chosen_language, load
from sstc_survey.commands.shared.output import write_out
from sstc_survey.engine.form import Form, form_of
from sstc_survey.i18n import Words
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.prompters.expected import expected
from sstc_survey.reports import PreviewFormat
from sstc_survey.reports.paper.build import paper_of


def preview(
    *, questionnaire: str, output_format: PreviewFormat, output: str | None, routing: bool, language: str | None
) -> ExitCode:
    """Write the preview; a format for the other kind of preview is a problem."""
    chosen = f"--format {output_format}"
    if routing and output_format in {PreviewFormat.MARKDOWN, PreviewFormat.HTML}:
        raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": "--routing", "second": chosen}))
    if not routing and output_format is PreviewFormat.MERMAID:
        raise SurveyError(Problem(codes.OPTION_NEEDS, {"option": chosen, "needed": "--routing"}))
    loaded = load(questionnaire).questionnaire
    words = Words(chosen_language(loaded, language), loaded.default_language)
    write = partial(_write, form_of(loaded), words, output_format, routing)
    write_out(write, output, for_reading=output_format is PreviewFormat.TEXT)
    return ExitCode.DONE


def _write(form: Form, words: Words, output_format: PreviewFormat, routing: bool, stream: TextIO) -> None:
    match output_format:
        case PreviewFormat.TEXT if routing:
            from sstc_survey.reports.routes import write_text_routes

            write_text_routes(form, words, stream)
        case PreviewFormat.TEXT:
            from sstc_survey.reports.paper.as_text import write_text_paper

            write_text_paper(paper_of(form, words, expected), stream)
        case PreviewFormat.MARKDOWN:
            from sstc_survey.reports.paper.as_markdown import write_markdown_paper

            write_markdown_paper(paper_of(form, words, expected), stream)
        case PreviewFormat.HTML:
            from sstc_survey.reports.paper.as_html import write_html_paper

            write_html_paper(paper_of(form, words, expected), stream)
        case PreviewFormat.MERMAID:
            from sstc_survey.reports.routes import write_mermaid_routes

            write_mermaid_routes(form, words, stream)
        case _:
            assert_never(output_format)
