"""`preview`: the whole questionnaire as it will read, as a paper form, or its routing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TextIO

from sstc_survey.commands.shared.locate import chosen_language, load
from sstc_survey.commands.shared.output import write_out
from sstc_survey.engine.form import Form, compiled
from sstc_survey.i18n import Words
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.prompters.expected import expected


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """What the command line asks for."""

    questionnaire: str
    output_format: str
    output: str | None
    language: str | None
    routing: bool


def preview(request: PreviewRequest) -> ExitCode:
    """Write the preview that was asked for."""
    _refuse_contradictions(request)
    paper = load(request.questionnaire).questionnaire
    words = Words(chosen_language(paper, request.language), paper.default_language)
    write = _write_routes if request.routing else _write_paper
    write_out(
        partial(write, compiled(paper), words, request.output_format),
        request.output,
        for_reading=request.output_format == "text",
    )
    return ExitCode.DONE


def _refuse_contradictions(request: PreviewRequest) -> None:
    """Raise the problem that a format is for the other kind of preview."""
    chosen = f"--format {request.output_format}"
    if request.routing and request.output_format in {"markdown", "html"}:
        raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": "--routing", "second": chosen}))
    if not request.routing and request.output_format == "mermaid":
        raise SurveyError(Problem(codes.OPTION_NEEDS, {"option": chosen, "needed": "--routing"}))


def _write_paper(form: Form, words: Words, output_format: str, stream: TextIO) -> None:
    from sstc_survey.reports.paper.build import paper_of

    paper = paper_of(form, words, expected)
    match output_format:
        case "markdown":
            from sstc_survey.reports.paper.as_markdown import write_markdown_paper as write
        case "html":
            from sstc_survey.reports.paper.as_html import write_html_paper as write
        case _:
            from sstc_survey.reports.paper.as_text import write_text_paper as write
    write(paper, stream)


def _write_routes(form: Form, words: Words, output_format: str, stream: TextIO) -> None:
    if output_format == "mermaid":
        from sstc_survey.reports.routes import write_mermaid_routes as write
    else:
        from sstc_survey.reports.routes import write_text_routes as write
    write(form, words, stream)
