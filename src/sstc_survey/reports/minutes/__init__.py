"""The minutes of a session and the approval pages of its panellists, in Markdown and HTML."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from sstc_survey.reports.minutes.page import Page


class MinutesFormat(StrEnum):
    """The formats of minutes."""

    MARKDOWN = "markdown"
    HTML = "html"


def write_page(page: Page, output_format: MinutesFormat, stream: TextIO) -> None:
    """Write a page in a format."""
    if output_format is MinutesFormat.HTML:
        from sstc_survey.reports.minutes.as_html import write_html

        write_html(page, stream)
    else:
        from sstc_survey.reports.minutes.as_markdown import write_markdown

        write_markdown(page, stream)
