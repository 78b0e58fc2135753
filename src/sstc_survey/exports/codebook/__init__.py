"""Codebooks: what every column of the data files is, in pages, in CSV and in DDI-Codebook.

This is read for `--help`; each format is imported when it is written.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TextIO, assert_never

if TYPE_CHECKING:
    from sstc_survey.exports.codebook.model import Codebook


class CodebookFormat(StrEnum):
    """The formats of codebooks."""

    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    DDI = "ddi"


def write_codebook(codebook: Codebook, output_format: CodebookFormat, stream: TextIO) -> None:
    """Write a codebook in a format."""
    match output_format:
        case CodebookFormat.MARKDOWN | CodebookFormat.HTML:
            from sstc_survey.exports.codebook.as_page import codebook_page
            from sstc_survey.reports.pages import PageFormat, write_page

            write_page(codebook_page(codebook), PageFormat(output_format.value), stream)
        case CodebookFormat.CSV:
            from sstc_survey.exports.codebook.as_csv import write_csv

            write_csv(codebook, stream)
        case CodebookFormat.DDI:
            from sstc_survey.exports.codebook.as_ddi import write_ddi

            write_ddi(codebook, stream)
        case _:
            assert_never(output_format)
