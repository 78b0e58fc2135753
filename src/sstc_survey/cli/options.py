"""The options and arguments that several commands take."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sstc_survey.cli.completion import complete_language
from sstc_survey.reports.summary import SEPARATORS


class TableFormat(StrEnum):
    """How lists are written."""

    TABLE = "table"
    JSON = "json"


class CheckFormat(StrEnum):
    """How problems are written; `csv` is for translations."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


AnswersOption = Annotated[str, typer.Option("--answers", metavar="DIR", help="Folder of the responses.")]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="TAG",
        help="Language of the output, such as en or zh.",
        autocompletion=complete_language,
    ),
]
PathsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...", help="Response files, folders of them, or packs, also at URLs.  [default: answers]"
    ),
]
QuestionnaireArgument = Annotated[str, typer.Argument(metavar="QUESTIONNAIRE", help="Questionnaire file.")]
OutputOption = Annotated[
    str | None,
    typer.Option(
        "--output",
        metavar="FILE",
        help="Write to this file instead of standard output.",
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
        metavar="<,|;|tab>",
        parser=_separator,
        help="Separator between the columns of csv.  [default: ,]",
    ),
]
RawOption = Annotated[
    bool,
    typer.Option("--raw", help="Write csv texts that look like formulas without an apostrophe."),
]
JobsOption = Annotated[
    str | None,
    typer.Option("--jobs", metavar="N|auto", help="Read the files with N processes, or one a core.  [default: 1]"),
]
ExecutorOption = Annotated[
    str | None,
    typer.Option(
        "--executor", metavar="tcp://HOST:PORT", help="Let the workers of this Dask scheduler read the files."
    ),
]
TableFormatOption = Annotated[TableFormat, typer.Option("--format", help="Output format.")]
