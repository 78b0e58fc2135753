"""Run interviews: `run`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sstc_survey.cli.completion import complete_draft, complete_language, complete_question
from sstc_survey.cli.options import (
    AnswersOption,
    path_argument,
    path_option,
)
from sstc_survey.problems import ExitCode


class Order(StrEnum):
    """Who is next on the board of a panel."""

    SEAT = "seat"
    LEAST = "least"
    ROTATE = "rotate"


def run(
    context: typer.Context,
    questionnaire: Annotated[
        str | None,
        path_argument(metavar="[QUESTIONNAIRE]", words="Questionnaire file.  [default: the SSTC panel of 2016]"),
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
        path_option("--replies", metavar="FILE", words="Read the replies from a YAML, JSON or JSON Lines file."),
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
        path_option(
            "--resume",
            metavar="[ID]",
            words="Resume the draft with this ID; without an ID, choose one.",
            complete=complete_draft,
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


def panel(
    questionnaire: Annotated[
        str | None,
        path_argument(metavar="[QUESTIONNAIRE]", words="Questionnaire file.  [default: the SSTC panel of 2016]"),
    ] = None,
    roster: Annotated[
        str | None,
        path_option("--roster", metavar="FILE", words="Start a session with the panellists in this CSV or YAML file."),
    ] = None,
    answers: AnswersOption = "answers",
    language: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="TAG",
            help="Language of the board and the questions, such as en or zh.",
            autocompletion=complete_language,
        ),
    ] = None,
    moderator: Annotated[
        str | None,
        typer.Option("--moderator", metavar="NAME", help="Name of the moderator, saved with the session."),
    ] = None,
    label: Annotated[
        str | None,
        typer.Option("--label", metavar="NAME", help="Label of the session.  [default: the name of the roster]"),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", metavar="N", min=1, max=1_440, help="Minutes for each question."),
    ] = None,
    speaker: Annotated[
        float | None,
        typer.Option("--speaker", metavar="N", min=0.5, max=120, help="Minutes for each panellist, per question."),
    ] = None,
    order: Annotated[
        Order | None,
        typer.Option(
            "--order",
            metavar="ORDER",
            help="Whom to call next: by seat, least (who spoke least) or rotate.  [default: seat]",
        ),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Use lines instead of a drawn board.")] = False,
    resume: Annotated[
        str | None,
        typer.Option("--resume", metavar="[SESSION]", help="Resume a session, by its label or ID."),
    ] = None,
    write: Annotated[
        str | None,
        typer.Option("--write", metavar="[SESSION]", help="At a second terminal: write down what is said."),
    ] = None,
    new_roster: Annotated[
        str | None, path_option("--new-roster", metavar="FILE", words="Write a roster to fill in.")
    ] = None,
    check_roster: Annotated[
        str | None, path_option("--check-roster", metavar="FILE", words="Report every problem in a roster.")
    ] = None,
) -> ExitCode:
    """Run a panel live: call panellists from a board."""
    from sstc_survey.commands import panel as command

    return command.panel(
        questionnaire=questionnaire,
        answers=answers,
        language=language,
        moderator=moderator,
        roster=roster,
        label=label,
        minutes=minutes,
        speaker=speaker,
        order=order.value if order else None,
        plain=plain,
        resume=resume,
        write=write,
        new_roster=new_roster,
        check_roster=check_roster,
    )
