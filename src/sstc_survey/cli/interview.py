"""Run interviews: `run`."""

from __future__ import annotations

from typing import Annotated

import typer

from sstc_survey.cli.completion import complete_draft, complete_language, complete_question
from sstc_survey.cli.options import AnswersOption
from sstc_survey.problems import ExitCode


def run(
    context: typer.Context,
    questionnaire: Annotated[
        str | None,
        typer.Argument(metavar="[QUESTIONNAIRE]", help="Questionnaire file.  [default: the SSTC panel of 2016]"),
    ] = None,
    answers: AnswersOption = "answers",
    language: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="TAG",
            help="Language of the interview, such as en or zh.",
            autocompletion=complete_language,
        ),
    ] = None,
    interviewer: Annotated[
        str | None,
        typer.Option("--interviewer", metavar="NAME", help="Name of the interviewer, saved with the answers."),
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option("--reference", metavar="TEXT", help="Your own name for the interview, shown in lists."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Run interview after interview, until Ctrl-D.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Ask line by line, without menus.")] = False,
    replies: Annotated[
        str | None,
        typer.Option("--replies", metavar="FILE", help="Read the replies from a YAML, JSON or JSON Lines file."),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="NAME", help="With --replies: key that identifies each row."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="With --replies: print the path of each saved response.")
    ] = False,
    resume: Annotated[
        str | None,
        typer.Option(
            "--resume",
            metavar="[ID]",
            help="Resume the draft with this ID; without an ID, choose one.",
            autocompletion=complete_draft,
        ),
    ] = None,
    begin_at: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="NAME",
            help="Begin a trial at this question; it is saved only with --answers.",
            autocompletion=complete_question,
        ),
    ] = None,
) -> ExitCode:
    """Interview with a questionnaire, or resume a draft."""
    from sstc_survey.commands import run as command

    source = context.get_parameter_source("answers")
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
        begin_at=begin_at,
        saves_trial=source is not None and source.name != "DEFAULT",
    )
