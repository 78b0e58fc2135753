"""The commands, each with its options; what a command does is imported when it is called."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from sstc_survey.cli.options import (
    AnswersOption,
    Base,
    CheckFormat,
    Format,
    Include,
    LanguageOption,
    ListFormat,
    ListFormatOption,
    OutputOption,
    PathsArgument,
    PreviewFormat,
    QuestionnaireArgument,
    Sort,
)
from sstc_survey.commands.request import Request
from sstc_survey.problems import ExitCode

app = typer.Typer(
    name="sstc-survey",
    help="Interview in a terminal with a questionnaire in YAML, keep every answer safe, summarise them.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from sstc_survey import __version__

        sys.stdout.write(f"sstc-survey {__version__}\n")
        raise typer.Exit


def _no_color(wanted: bool) -> None:
    if wanted:
        os.environ["NO_COLOR"] = "1"


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    no_color: Annotated[
        bool, typer.Option("--no-color", callback=_no_color, is_eager=True, help="Write without colours.")
    ] = False,
) -> None:
    """Take the options that every command has."""


@app.command()
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
    plain: Annotated[bool, typer.Option("--plain", help="Ask line by line, without menus.")] = False,
    replies: Annotated[
        str | None,
        typer.Option(
            "--replies", metavar="FILE", help="Take the replies from a YAML, JSON or JSON Lines file; ask nothing."
        ),
    ] = None,
    resume: Annotated[
        str | None,
        typer.Option("--resume", metavar="[ID]", help="Go on with a draft: the one with this ID, or pick one."),
    ] = None,
) -> ExitCode:
    """Hold an interview."""
    from sstc_survey.commands import run as command

    return command.run(
        Request(
            questionnaire=questionnaire,
            answers=answers,
            language=language,
            interviewer=interviewer,
            plain=plain,
            replies=replies,
            resume=resume,
        )
    )


@app.command()
def summarize(
    paths: PathsArgument = None,
    questionnaire: Annotated[
        str | None,
        typer.Option(
            "--questionnaire", metavar="FILE", help="Tally by this questionnaire, not by the copy beside the answers."
        ),
    ] = None,
    question: Annotated[
        list[str] | None,
        typer.Option("--question", metavar="NAME", help="Only this question; may be given several times."),
    ] = None,
    output_format: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TABLE,
    output: OutputOption = None,
    include: Annotated[
        list[Include] | None, typer.Option("--include", help="Tally these too, beside complete interviews.")
    ] = None,
    base: Annotated[Base, typer.Option("--base", help="What the percentages of choices divide by.")] = Base.ANSWERED,
    sort: Annotated[Sort, typer.Option("--sort", help="The order of the choices.")] = Sort.ORDER,
    language: LanguageOption = None,
) -> ExitCode:
    """Tally responses: a base line and a table for each question."""
    from sstc_survey.commands import summarize as command

    return command.summarize(
        command.SummaryRequest(
            paths=tuple(paths or ["answers"]),
            questionnaire=questionnaire,
            questions=tuple(question or []),
            output_format=output_format.value,
            output=output,
            include_partial=Include.PARTIAL in (include or []),
            base=base.value,
            sort=sort.value,
            language=language,
        )
    )


@app.command()
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


@app.command("list")
def list_responses(
    paths: PathsArgument = None,
    output_format: ListFormatOption = ListFormat.TABLE,
    language: LanguageOption = None,
) -> ExitCode:
    """List the responses and drafts there are, and what was refused and why."""
    from sstc_survey.commands.list import list_responses

    return list_responses(paths or ["answers"], as_json=output_format is ListFormat.JSON, language=language)


@app.command()
def show(
    response: Annotated[str, typer.Argument(metavar="ID", help="The beginning of an ID, or a response file.")],
    answers: AnswersOption = "answers",
    output_format: ListFormatOption = ListFormat.TABLE,
    language: LanguageOption = None,
) -> ExitCode:
    """Show one response."""
    from sstc_survey.commands import show as command

    return command.show(response, answers, as_json=output_format is ListFormat.JSON, language=language)


@app.command()
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

    return command.new(
        command.NewRequest(file=file, title=title, languages=tuple(language or []), yes=yes, schema=schema)
    )


@app.command()
def preview(
    questionnaire: QuestionnaireArgument,
    output_format: Annotated[
        PreviewFormat, typer.Option("--format", help="How to write it; mermaid is for --routing.")
    ] = PreviewFormat.TEXT,
    output: OutputOption = None,
    routing: Annotated[
        bool, typer.Option("--routing", help="Draw what each answer leads to, instead of the whole text.")
    ] = False,
    language: LanguageOption = None,
) -> ExitCode:
    """Print a questionnaire as it will read, as a paper form, or its routing."""
    from sstc_survey.commands import preview as command

    return command.preview(
        command.PreviewRequest(
            questionnaire=questionnaire,
            output_format=output_format.value,
            output=output,
            language=language,
            routing=routing,
        )
    )


@app.command()
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
    output_format: ListFormatOption = ListFormat.TABLE,
) -> ExitCode:
    """Answer a questionnaire at random, many times, and report what never came up."""
    from sstc_survey.commands import simulate as command

    return command.simulate(
        command.SimulationRequest(
            questionnaire=questionnaire,
            count=count,
            seed=seed,
            answers=answers,
            as_json=output_format is ListFormat.JSON,
        )
    )


@app.command()
def schema() -> ExitCode:
    """Print the JSON Schema of questionnaires, for editors."""
    from sstc_survey.commands import schema as command

    return command.print_schema()
