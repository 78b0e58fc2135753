"""The options and arguments that several commands take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

import typer

from sstc_survey.cli.completion import complete_language
from sstc_survey.reports.summary import SEPARATORS

Complete: TypeAlias = Callable[[str], Sequence[str | tuple[str, str]]]


class TableFormat(StrEnum):
    """How lists are written."""

    TABLE = "table"
    JSON = "json"


class CheckFormat(StrEnum):
    """How problems are written; `csv` is for translations."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def take_path(path: str) -> str:
    """Return a path as it was given; of a URL, without what is secret, which only who opens it is given."""
    if "://" not in path:
        return path
    from sstc_survey.storage.urls import take_secrets

    return take_secrets(path)


def path_option(name: str, *, metavar: str, words: str, complete: Complete | None = None) -> Any:  # noqa: ANN401 as typer
    """Return an option that takes a path."""
    return typer.Option(name, metavar=metavar, help=words, parser=take_path, autocompletion=complete)


def path_argument(*, metavar: str, words: str, complete: Complete | None = None) -> Any:  # noqa: ANN401 as typer
    """Return an argument that is a path."""
    return typer.Argument(metavar=metavar, help=words, parser=take_path, autocompletion=complete)


AnswersOption = Annotated[str, path_option("--answers", metavar="DIR", words="Folder of the responses.")]
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
    path_argument(
        metavar="[PATH]...", words="Response files, folders of them, or packs, also at URLs.  [default: answers]"
    ),
]
QuestionnaireArgument = Annotated[str, path_argument(metavar="QUESTIONNAIRE", words="Questionnaire file.")]
OutputOption = Annotated[
    str | None,
    path_option("--output", metavar="FILE", words="Write to this file instead of standard output."),
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
