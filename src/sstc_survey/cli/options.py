"""The options and arguments that several commands take."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sstc_survey.reports.summary import SEPARATORS


class TableFormat(StrEnum):
    """How lists are written."""

    TABLE = "table"
    JSON = "json"


class CheckFormat(StrEnum):
    """How problems are written."""

    TEXT = "text"
    JSON = "json"


AnswersOption = Annotated[str, typer.Option("--answers", metavar="DIR", help="The folder that keeps the answers.")]
LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="TAG", help="The language of the texts, such as en or zh.")
]
PathsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Response files, and folders of them.  [default: ./answers]"),
]
QuestionnaireArgument = Annotated[str, typer.Argument(metavar="QUESTIONNAIRE", help="A questionnaire file.")]
OutputOption = Annotated[
    str | None,
    typer.Option(
        "--output",
        metavar="FILE",
        help="Write to this file (- for standard output), whole or not at all; never over data.",
    ),
]


def _separator(written: str) -> str:
    """Return the separator that was chosen."""
    if written in SEPARATORS.values():
        return written
    if written not in SEPARATORS:
        raise typer.BadParameter('valid values: ",", ";" and tab')
    return SEPARATORS[written]


SeparatorOption = Annotated[
    str | None,
    typer.Option(
        "--separator",
        metavar="[,|;|tab]",
        parser=_separator,
        help="What stands between the cells of csv.  [default: ,]",
    ),
]
RawOption = Annotated[
    bool,
    typer.Option("--raw", help="Write csv without the apostrophe that keeps a spreadsheet from running a formula."),
]
TableFormatOption = Annotated[TableFormat, typer.Option("--format", help="How to write it.")]
