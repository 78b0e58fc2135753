"""Make and check questionnaires: `new`, `check`, `preview`, `simulate` and `schema`."""

from __future__ import annotations

from typing import Annotated

import typer

from sstc_survey.cli.completion import complete_language, complete_new_language
from sstc_survey.cli.options import (
    CheckFormat,
    OutputOption,
    QuestionnaireArgument,
    TableFormat,
    TableFormatOption,
    path_argument,
    path_option,
)
from sstc_survey.problems import ExitCode
from sstc_survey.reports import PreviewFormat


def new(
    file: Annotated[str | None, path_argument(metavar="[FILE]", words="File to create.  [default: ID.yaml]")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Title of the questionnaire.")] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language",
            metavar="TAG",
            help="Language of the texts; repeatable (first: default).",
            autocompletion=complete_new_language,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Accept the defaults without asking.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Also write the JSON Schema, for editors.")] = False,
) -> ExitCode:
    """Create a questionnaire to start from."""
    from sstc_survey.commands import new as command

    return command.new(file=file, title=title, languages=language or [], yes=yes, schema=schema)


def check(
    questionnaires: Annotated[
        list[str], path_argument(metavar="QUESTIONNAIRE...", words="Questionnaire files, or - for standard input.")
    ],
    output_format: Annotated[
        CheckFormat, typer.Option("--format", help="Output format; json is for editors, csv for --translations.")
    ] = CheckFormat.TEXT,
    translations: Annotated[
        bool,
        typer.Option(
            "--translations", help="List the texts that lack a language; with --format csv, for a translator."
        ),
    ] = False,
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language",
            metavar="TAG",
            help="With --translations: language to list, also a new one; repeatable.",
            autocompletion=complete_language,
        ),
    ] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="With --translations: show only texts that are not translated.")
    ] = False,
    take: Annotated[
        str | None,
        path_option("--take", metavar="FILE", words="Add the translations in this csv file to the questionnaire."),
    ] = None,
) -> ExitCode:
    """Report every problem in questionnaires."""
    from sstc_survey.commands import check as command

    return command.check(
        questionnaires,
        output_format=output_format,
        translations=translations,
        languages=language or [],
        missing=missing,
        take=take,
    )


def preview(
    questionnaire: QuestionnaireArgument,
    output_format: Annotated[
        PreviewFormat, typer.Option("--format", help="Output format; mermaid requires --routing.")
    ] = PreviewFormat.TEXT,
    output: OutputOption = None,
    routing: Annotated[bool, typer.Option("--routing", help="Show which answers lead to which questions.")] = False,
    rows: Annotated[
        int | None,
        typer.Option(
            "--rows",
            min=1,
            max=100,
            metavar="N",
            help="Rows to fill in for each repeat, in html and markdown.  [default: 6]",
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="TAG",
            help="Language of the output, such as en or zh.",
            autocompletion=complete_language,
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Show it again each time the file is saved, until Ctrl-C.")
    ] = False,
) -> ExitCode:
    """Show a questionnaire as text, paper form or routing chart."""
    from sstc_survey.commands import preview as command

    return command.preview(
        questionnaire=questionnaire,
        output_format=output_format,
        output=output,
        routing=routing,
        rows=rows,
        language=language,
        watch=watch,
    )


def simulate(
    questionnaire: QuestionnaireArgument,
    count: Annotated[int, typer.Option("-n", "--count", min=1, metavar="N", help="Number of interviews.")] = 1_000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="Random seed; the same seed gives the same replies.")
    ] = 1,
    answers: Annotated[
        str | None,
        path_option("--answers", metavar="DIR", words="Save the responses in this folder.  [default: not saved]"),
    ] = None,
    output_format: TableFormatOption = TableFormat.TABLE,
) -> ExitCode:
    """Run random interviews and report what never came up."""
    from sstc_survey.commands import simulate as command

    return command.simulate(
        questionnaire=questionnaire,
        count=count,
        seed=seed,
        answers=answers,
        as_json=output_format is TableFormat.JSON,
    )


def schema() -> ExitCode:
    """Print the JSON Schema, for editors."""
    from sstc_survey.commands import schema as command

    return command.print_schema()
