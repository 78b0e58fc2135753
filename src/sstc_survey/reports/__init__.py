"""What is written for people and programs to read: each kind is a module or folder, each format of it a module."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TextIO, assert_never

if TYPE_CHECKING:
    from sstc_survey.engine.form import Form
    from sstc_survey.i18n import Words
    from sstc_survey.reports.console import wrap
    from sstc_survey.reports.escaping import markdown_text
    from sstc_survey.reports.paper.build import Expected
    from sstc_survey.reports.problems import print_problems, problems_json
    from sstc_survey.reports.progress import Progress
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = [
    "PreviewFormat",
    "Progress",
    "markdown_text",
    "print_problems",
    "problems_json",
    "wrap",
    "write_preview",
]


class PreviewFormat(StrEnum):
    """How a questionnaire is previewed, as a paper form or as its routing."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    MERMAID = "mermaid"


def write_preview(
    form: Form,
    words: Words,
    expected: Expected,
    output_format: PreviewFormat,
    stream: TextIO,
    *,
    routing: bool,
    rows: int | None,
) -> None:
    """Write a preview in a format; `expected` says what kind of answer a question expects, as prompters say it.

    What is to be printed is without names and formulas, and has grids of `rows` for repeats.
    """
    match output_format:
        case PreviewFormat.TEXT if routing:
            from sstc_survey.reports.routes import write_text_routes

            write_text_routes(form, words, stream)
            return
        case PreviewFormat.MERMAID:
            from sstc_survey.reports.routes import write_mermaid_routes

            write_mermaid_routes(form, words, stream)
            return
        case PreviewFormat.TEXT:
            from sstc_survey.reports.paper.as_text import write_text_paper as write
        case PreviewFormat.MARKDOWN:
            from sstc_survey.reports.paper.as_markdown import write_markdown_paper as write
        case PreviewFormat.HTML:
            from sstc_survey.reports.paper.as_html import write_html_paper as write
        case _:
            assert_never(output_format)
    from sstc_survey.reports.paper.build import ROWS, paper_of

    paper = paper_of(
        form,
        words,
        expected,
        isolates=output_format is PreviewFormat.HTML,
        for_paper=output_format is not PreviewFormat.TEXT,
        rows=ROWS if rows is None else rows,
    )
    write(paper, stream)
