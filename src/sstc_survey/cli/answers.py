"""Look at responses: `list` and `show`."""

from __future__ import annotations

from typing import Annotated

import typer

from sstc_survey.cli.options import AnswersOption, LanguageOption, PathsArgument, TableFormat, TableFormatOption
from sstc_survey.problems import ExitCode


def list_responses(
    paths: PathsArgument = None,
    output_format: TableFormatOption = TableFormat.TABLE,
    language: LanguageOption = None,
) -> ExitCode:
    """List the responses and drafts there are, and what was refused and why."""
    from sstc_survey.commands.list import list_responses

    return list_responses(paths or ["answers"], as_json=output_format is TableFormat.JSON, language=language)


def verify(paths: PathsArgument = None, output_format: TableFormatOption = TableFormat.TABLE) -> ExitCode:
    """Check every file, copy, batch and lock, and report what is wrong and what can be done."""
    from sstc_survey.commands import verify as command

    return command.verify(paths or ["answers"], as_json=output_format is TableFormat.JSON)


def delete(
    response: Annotated[str, typer.Argument(metavar="ID", help="The beginning of an ID, or a response file.")],
    answers: AnswersOption = "answers",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before a draft is deleted.")] = False,
    erase: Annotated[
        bool,
        typer.Option("--erase", help="Erase a response for good, whatever its status; for a person who withdraws."),
    ] = False,
) -> ExitCode:
    """Delete a draft, or erase a response for a person who withdraws."""
    from sstc_survey.commands import delete as command

    return command.delete(response, answers=answers, yes=yes, erase=erase)


def show(
    response: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="The beginning of an ID, a row of `list`, or a response file.")
    ] = None,
    last: Annotated[bool, typer.Option("--last", help="Show the response that was saved last.")] = False,
    answers: AnswersOption = "answers",
    output_format: TableFormatOption = TableFormat.TABLE,
    language: LanguageOption = None,
) -> ExitCode:
    """Show one response."""
    from sstc_survey.commands import show as command

    as_json = output_format is TableFormat.JSON
    return command.show(response, last=last, answers=answers, as_json=as_json, language=language)
