"""Pages to send, such as minutes: texts in blocks, written as Markdown or HTML."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from sstc_survey.reports.pages.page import Page


class PageFormat(StrEnum):
    """The formats of pages."""

    MARKDOWN = "markdown"
    HTML = "html"


def write_page(page: Page, output_format: PageFormat, stream: TextIO) -> None:
    """Write a page in a format."""
    if output_format is PageFormat.HTML:
        from sstc_survey.reports.pages.as_html import write_html

        write_html(page, stream)
    else:
        from sstc_survey.reports.pages.as_markdown import write_markdown

        write_markdown(page, stream)
