"""Look at responses: `list` and `show`."""

from __future__ import annotations

from typing import Annotated

import typer

from sstc_survey.cli.completion import complete_response
from sstc_survey.cli.options import AnswersOption, LanguageOption, PathsArgument, TableFormat, TableFormatOption
from sstc_survey.problems import ExitCode


def list_responses(
    paths: PathsArgument = None,
    output_format: TableFormatOption = TableFormat.TABLE,
    language: LanguageOption = None,
) -> ExitCode:
    """List responses, drafts and rejected files."""
    from sstc_survey.commands.list import list_responses

    return list_responses(paths or ["answers"], as_json=output_format is TableFormat.JSON, language=language)


def verify(paths: PathsArgument = None, output_format: TableFormatOption = TableFormat.TABLE) -> ExitCode:
    """Check every file in the answers folders, and report damage."""
    from sstc_survey.commands import verify as command

    return command.verify(paths or ["answers"], as_json=output_format is TableFormat.JSON)


def delete(
    response: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Response ID (its beginning is enough), list row or file.",
            autocompletion=complete_response,
        ),
    ],
    answers: AnswersOption = "answers",
    yes: Annotated[bool, typer.Option("--yes", help="Delete a draft without asking.")] = False,
    erase: Annotated[
        bool,
        typer.Option("--erase", help="Erase a response of any status, with all its copies."),
    ] = False,
) -> ExitCode:
    """Delete a draft, or erase the response of someone who withdraws."""
    from sstc_survey.commands import delete as command

    return command.delete(response, answers=answers, yes=yes, erase=erase)


def show(
    response: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="Response ID (its beginning is enough), list row or file.",
            autocompletion=complete_response,
        ),
    ] = None,
    last: Annotated[bool, typer.Option("--last", help="Show the response saved last.")] = False,
    answers: AnswersOption = "answers",
    output_format: TableFormatOption = TableFormat.TABLE,
    language: LanguageOption = None,
) -> ExitCode:
    """Show one response."""
    from sstc_survey.commands import show as command

    as_json = output_format is TableFormat.JSON
    return command.show(response, last=last, answers=answers, as_json=as_json, language=language)
