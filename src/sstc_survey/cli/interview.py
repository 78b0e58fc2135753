"""Run interviews: `run`."""

from __future__ import annotations

from typing import Annotated

import typer

from sstc_survey.cli.options import AnswersOption, LanguageOption
from sstc_survey.problems import ExitCode


def run(
    questionnaire: Annotated[
        str | None,
        typer.Argument(metavar="[QUESTIONNAIRE]", help="A questionnaire file.  [default: the SSTC panel of 2016]"),
    ] = None,
    answers: AnswersOption = "answers",
    language: LanguageOption = None,
    interviewer: Annotated[
        str | None, typer.Option("--interviewer", metavar="NAME", help="Who asks; saved with the answers.")
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference", metavar="TEXT", help="Your own name for the interview, such as a room; shown in lists."
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Begin the next interview after each one, until Ctrl-D.")
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Ask line by line, without menus.")] = False,
    replies: Annotated[
        str | None,
        typer.Option(
            "--replies", metavar="FILE", help="Take the replies from a YAML, JSON or JSON Lines file; ask nothing."
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="NAME", help="With --replies: what tells the rows of a file apart."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="With --replies: print the path of every response that is saved.")
    ] = False,
    resume: Annotated[
        str | None,
        typer.Option("--resume", metavar="[ID]", help="Go on with a draft: the one with this ID, or pick one."),
    ] = None,
) -> ExitCode:
    """Hold an interview."""
    from sstc_survey.commands import run as command

    return command.run(
        questionnaire=questionnaire,
        answers=answers,
        language=language,
        interviewer=interviewer,
        reference=reference,
        again=again,
        plain=plain,
        replies=replies,
        resume=resume,
        key=key,
        verbose=verbose,
    )
