"""The commands and their options, and the one boundary where errors become words and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from sstc_survey.commands.request import ANY_DRAFT, Request
from sstc_survey.errors import ExitCode, Problem, SurveyError

app = typer.Typer(
    name="sstc-survey",
    help="Interview in a terminal with a questionnaire in YAML, keep every answer safe, summarise them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """How tallies are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    SVG = "svg"


class ListFormat(StrEnum):
    """How lists are written."""

    TABLE = "table"
    JSON = "json"


class Include(StrEnum):
    """Which interviews are tallied beside the complete ones."""

    PARTIAL = "partial"


class Base(StrEnum):
    """What the first percentage divides by."""

    ANSWERED = "answered"
    ASKED = "asked"


class Sort(StrEnum):
    """In which order choices are listed."""

    ORDER = "order"
    COUNT = "count"


AnswersOption = Annotated[str, typer.Option("--answers", metavar="DIR", help="The folder that keeps the answers.")]
LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="TAG", help="The language of the texts, such as en or zh.")
]
PathsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Response files, and folders of them.  [default: ./answers]"),
]
ListFormatOption = Annotated[ListFormat, typer.Option("--format", help="How to write it.")]


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
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="Write to this file, whole or not at all.")
    ] = None,
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
    output_format: ListFormatOption = ListFormat.TABLE,
) -> ExitCode:
    """Report every problem of a questionnaire, with its place and what to do about it."""
    from sstc_survey.commands import check as command

    return command.check(questionnaires, as_json=output_format is ListFormat.JSON)


@app.command("list")
def list_responses(
    paths: PathsArgument = None,
    output_format: ListFormatOption = ListFormat.TABLE,
    language: LanguageOption = None,
) -> ExitCode:
    """List the responses and drafts there are, and what was refused and why."""
    from sstc_survey.commands import listing

    return listing.list_responses(paths or ["answers"], as_json=output_format is ListFormat.JSON, language=language)


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
def schema() -> ExitCode:
    """Print the JSON Schema of questionnaires, for editors."""
    from sstc_survey.commands import schema as command

    return command.print_schema()


def explicit_resume(arguments: Sequence[str]) -> list[str]:
    """Give a `--resume` that names no ID a value, since an option takes one always or never."""
    explicit: list[str] = []
    for argument, following in zip(arguments, [*arguments, "-"][1:], strict=True):
        bare = argument == "--resume" and following.startswith("-")
        explicit.append(f"--resume={ANY_DRAFT}" if bare else argument)
    return explicit


def run_program(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; every error is shown here."""
    try:
        outcome: Any = app(explicit_resume(arguments), prog_name="sstc-survey", standalone_mode=False)
        sys.stdout.flush()
    except SurveyError as error:
        _show(error.problems)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; what is still buffered must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.PROBLEMS
    except Exception as error:  # noqa: BLE001 the boundary: nobody sees a traceback
        return _other(error)
    return int(outcome or ExitCode.DONE)


def _show(problems: Sequence[Problem]) -> None:
    from sstc_survey.rendering.problems import print_problems

    print_problems(problems, sys.stderr)


def _other(error: Exception) -> int:
    """Show a fault in how the program was called, or one of its own."""
    message = getattr(error, "format_message", None)
    if callable(message):
        _show([Problem("usage", {"message": message()})])
        return ExitCode.USAGE
    if isinstance(error, OSError) and error.filename is None:
        # Files have names; what has none is the stream that is written to.
        _show([Problem("output-failed", {"reason": error.strerror or str(error)})])
        return ExitCode.PROBLEMS
    if os.environ.get("SSTC_SURVEY_DEBUG"):
        raise error
    _show([Problem("own-fault", {"name": type(error).__name__, "message": str(error)})])
    return ExitCode.FAULT
