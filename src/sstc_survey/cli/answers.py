"""Look at responses, change them and pack them: from `list` to `unpack`."""

from __future__ import annotations

from typing import Annotated

import typer

from sstc_survey.cli.completion import complete_response
from sstc_survey.cli.options import (
    AnswersOption,
    ExecutorOption,
    JobsOption,
    LanguageOption,
    PathsArgument,
    TableFormat,
    TableFormatOption,
    path_argument,
    path_option,
)
from sstc_survey.problems import ExitCode


def list_responses(
    paths: PathsArgument = None,
    output_format: TableFormatOption = TableFormat.TABLE,
    language: LanguageOption = None,
) -> ExitCode:
    """List responses, drafts and rejected files."""
    from sstc_survey.commands.list import list_responses

    return list_responses(paths or ["answers"], as_json=output_format is TableFormat.JSON, language=language)


def verify(
    paths: PathsArgument = None,
    output_format: TableFormatOption = TableFormat.TABLE,
    language: LanguageOption = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
) -> ExitCode:
    """Check every file in the answers folders, and report damage."""
    from sstc_survey.commands import verify as command

    as_json = output_format is TableFormat.JSON
    return command.verify(paths or ["answers"], as_json=as_json, language=language, jobs=jobs, executor=executor)


_WHICH = path_argument(
    metavar="ID", words="Response ID (its beginning is enough), list row or file.", complete=complete_response
)
_WHICH_OR_LAST = path_argument(
    metavar="[ID]", words="Response ID (its beginning is enough), list row or file.", complete=complete_response
)
ByOption = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Your name, for the history.")]


def edit(
    response: Annotated[str | None, _WHICH_OR_LAST] = None,
    last: Annotated[bool, typer.Option("--last", help="Edit the response saved last.")] = False,
    answers: AnswersOption = "answers",
    by: ByOption = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Change an answer without asking; repeatable."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="With --set: why the answers are changed.")
    ] = None,
    discard: Annotated[bool, typer.Option("--discard", help="Discard an unfinished edit.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Ask line by line, without menus.")] = False,
) -> ExitCode:
    """Change a complete response, with a reason for each change."""
    from sstc_survey.commands import edit as command

    return command.edit(
        response,
        last=last,
        answers=answers,
        by=by,
        changes=changes or [],
        reason=reason,
        discard=discard,
        plain=plain,
    )


def void(
    response: Annotated[str, _WHICH],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is no longer to count.")],
    by: ByOption = None,
    answers: AnswersOption = "answers",
) -> ExitCode:
    """Exclude a response from summaries without deleting it."""
    from sstc_survey.commands import void as command

    return command.void(response, answers=answers, reason=reason, by=by)


def restore(
    response: Annotated[str, _WHICH],
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why it is to count again.")] = None,
    by: ByOption = None,
    answers: AnswersOption = "answers",
) -> ExitCode:
    """Include a void response again."""
    from sstc_survey.commands import restore as command

    return command.restore(response, answers=answers, reason=reason, by=by)


def delete(
    response: Annotated[str, _WHICH],
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
    response: Annotated[str | None, _WHICH_OR_LAST] = None,
    last: Annotated[bool, typer.Option("--last", help="Show the response saved last.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Show every change, with who, when and why.")] = False,
    answers: AnswersOption = "answers",
    output_format: TableFormatOption = TableFormat.TABLE,
    language: LanguageOption = None,
) -> ExitCode:
    """Show one response."""
    from sstc_survey.commands import show as command

    as_json = output_format is TableFormat.JSON
    return command.show(response, last=last, history=history, answers=answers, as_json=as_json, language=language)


def pack(
    paths: Annotated[
        list[str], path_argument(metavar="PATH...", words="Answers folders, or packs of them, also at URLs.")
    ],
    output: Annotated[
        str,
        path_option("--output", metavar="FILE", words="Pack to write: .jsonl.zst, or .jsonl without compression."),
    ],
) -> ExitCode:
    """Pack answers folders into one file."""
    from sstc_survey.commands import pack as command

    return command.pack(paths, output=output)


def unpack(
    packs: Annotated[list[str], path_argument(metavar="FILE...", words="Packs, also at URLs.")],
    output: Annotated[str, path_option("--output", metavar="DIR", words="Folder for the files; none is replaced.")],
) -> ExitCode:
    """Restore the files of packs to a folder."""
    from sstc_survey.commands import unpack as command

    return command.unpack(packs, output=output)
