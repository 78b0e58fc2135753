"""Reports to send: what the responses say, question by question, as one page."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from sstc_survey.reports.pages.page import Page


class ReportFormat(StrEnum):
    """The formats of reports."""

    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"


# The format that the name of a file ends with.
ENDINGS: Final = {
    ".html": ReportFormat.HTML,
    ".htm": ReportFormat.HTML,
    ".md": ReportFormat.MARKDOWN,
    ".markdown": ReportFormat.MARKDOWN,
    ".docx": ReportFormat.DOCX,
}


def write_text(page: Page, output_format: ReportFormat, stream: TextIO) -> None:
    """Write a report in a format of text."""
    from sstc_survey.reports.pages import PageFormat, write_page

    write_page(page, PageFormat(output_format.value), stream)
