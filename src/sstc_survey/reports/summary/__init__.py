"""Summaries of tallies: the formats they are written in, and what can be chosen for them.

This is read for `--help`; each format is imported when it is written, as one needs rich and another csv.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO, assert_never

if TYPE_CHECKING:
    from sstc_survey.reports.summary.as_csv import COLUMNS
    from sstc_survey.reports.summary.as_svg import screen_svg
    from sstc_survey.reports.summary.as_table import draw
    from sstc_survey.reports.summary.build import SummaryOptions, summary_of
    from sstc_survey.reports.summary.model import Body, Choices, FileNote, Files, QuotedTexts, Summary, Values
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = [
    "COLUMNS",
    "SEPARATORS",
    "Base",
    "Body",
    "Choices",
    "CsvOptions",
    "FileNote",
    "Files",
    "Percent",
    "QuotedTexts",
    "Sort",
    "Summary",
    "SummaryFormat",
    "SummaryOptions",
    "Values",
    "draw",
    "screen_svg",
    "summary_of",
    "write_summary",
]


class Base(StrEnum):
    """What the first percentage divides by."""

    ANSWERED = "answered"
    ASKED = "asked"


class Percent(StrEnum):
    """What the percentages of a table by a variable divide by: a column, a row, or all of it."""

    COLUMN = "column"
    ROW = "row"
    TOTAL = "total"


class Sort(StrEnum):
    """In which order choices are listed."""

    ORDER = "order"
    COUNT = "count"


class SummaryFormat(StrEnum):
    """How a summary is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    SVG = "svg"


# What may stand between the cells of CSV, by how it is chosen.
SEPARATORS: Final = {",": ",", ";": ";", "tab": "\t"}


class CsvOptions(NamedTuple):
    """How CSV is written: what stands between cells, and whether formulas in texts stay formulas."""

    separator: str = ","
    raw: bool = False


_COMMAS: Final = CsvOptions()


def write_summary(
    summary: Summary, output_format: SummaryFormat, stream: TextIO, csv_options: CsvOptions = _COMMAS
) -> None:
    """Write a summary in a format."""
    match output_format:
        case SummaryFormat.TABLE:
            from sstc_survey.reports.summary.as_table import write_table as write
        case SummaryFormat.JSON:
            from sstc_survey.reports.summary.as_json import write_json_summary as write
        case SummaryFormat.CSV:
            from sstc_survey.reports.summary.as_csv import write_csv

            write_csv(summary, stream, csv_options)
            return
        case SummaryFormat.MARKDOWN:
            from sstc_survey.reports.summary.as_markdown import write_markdown as write
        case SummaryFormat.SVG:
            from sstc_survey.reports.summary.as_svg import write_svg as write
        case _:
            assert_never(output_format)
    write(summary, stream)
