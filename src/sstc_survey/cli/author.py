"""Make and check questionnaires: `new`, `check`, `preview`, `simulate` and `schema`."""

from __future__ import annotations

from typing import Annotated

import typer

from sstc_survey.cli.options import (
    CheckFormat,
    LanguageOption,
    OutputOption,
    QuestionnaireArgument,
    TableFormat,
    TableFormatOption,
)
from sstc_survey.problems import ExitCode
from sstc_survey.reports import PreviewFormat


def new(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="The file to write.  [default: the id with .yaml]")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The title.")] = None,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="TAG", help="A language of the texts, the first the default; repeatable."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: take every part, and what else is given.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Write the JSON Schema for editors beside it.")] = False,
) -> ExitCode:
    """Make a questionnaire to start from, with comments that explain it."""
    from sstc_survey.commands import new as command

    return command.new(file=file, title=title, languages=language or [], yes=yes, schema=schema)


def check(
    questionnaires: Annotated[
        list[str], typer.Argument(metavar="QUESTIONNAIRE...", help="Questionnaire files; - is standard input.")
    ],
    output_format: Annotated[
        CheckFormat, typer.Option("--format", help="How to write it; json is for editors.")
    ] = CheckFormat.TEXT,
) -> ExitCode:
    """Report every problem of a questionnaire, with its place and what to do about it."""
    from sstc_survey.commands import check as command

    return command.check(questionnaires, as_json=output_format is CheckFormat.JSON)


def preview(
    questionnaire: QuestionnaireArgument,
    output_format: Annotated[
        PreviewFormat, typer.Option("--format", help="How to write it; mermaid is for --routing.")
    ] = PreviewFormat.TEXT,
    output: OutputOption = None,
    routing: Annotated[
        bool, typer.Option("--routing", help="Draw what each answer leads to, instead of the whole text.")
    ] = False,
    rows: Annotated[
        int | None,
        typer.Option(
            "--rows",
            min=1,
            max=100,
            metavar="N",
            help="Lines for the answers in a repeat, in html and markdown. [default: 6]",
        ),
    ] = None,
    language: LanguageOption = None,
) -> ExitCode:
    """Print a questionnaire as it will read, as a paper form, or its routing."""
    from sstc_survey.commands import preview as command

    return command.preview(
        questionnaire=questionnaire,
        output_format=output_format,
        output=output,
        routing=routing,
        rows=rows,
        language=language,
    )


def simulate(
    questionnaire: QuestionnaireArgument,
    count: Annotated[int, typer.Option("-n", "--count", min=1, metavar="N", help="How many interviews.")] = 1_000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="Where chance begins: the same seed gives the same replies.")
    ] = 1,
    answers: Annotated[
        str | None,
        typer.Option("--answers", metavar="DIR", help="Save the responses there; otherwise nothing is written."),
    ] = None,
    output_format: TableFormatOption = TableFormat.TABLE,
) -> ExitCode:
    """Answer a questionnaire at random, many times, and report what never came up."""
    from sstc_survey.commands import simulate as command

    return command.simulate(
        questionnaire=questionnaire,
        count=count,
        seed=seed,
        answers=answers,
        as_json=output_format is TableFormat.JSON,
    )


def schema() -> ExitCode:
    """Print the JSON Schema of questionnaires, for editors."""
    from sstc_survey.commands import schema as command

    return command.print_schema()
