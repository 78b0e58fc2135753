"""The commands, in the groups and the order of `--help`; what a command does is imported when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated, Final

import typer

from sstc_survey.cli import analysis, answers, author, interview
from sstc_survey.cli.help import Command, Group
from sstc_survey.problems import ExitCode

INTERVIEW: Final = "Interview"
QUESTIONNAIRES: Final = "Questionnaires"
RESPONSES: Final = "Responses"
ANALYSIS: Final = "Analysis"

app = typer.Typer(
    name="sstc-survey",
    cls=Group,
    help="Interview with a YAML questionnaire, save every answer, summarise responses.",
    epilog="sstc-survey run\nsstc-survey summarize answers",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(given: bool) -> None:
    if given:
        from sstc_survey import __version__

        sys.stdout.write(f"sstc-survey {__version__}\n")
        raise typer.Exit


def _no_color(given: bool) -> None:
    if given:
        os.environ["NO_COLOR"] = "1"


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    no_color: Annotated[
        bool, typer.Option("--no-color", callback=_no_color, is_eager=True, help="Do not use colours.")
    ] = False,
) -> None:
    """Take the options of the program itself."""


def _add(group: str, function: Callable[..., ExitCode], *examples: str, name: str | None = None) -> None:
    """Add a command to a group; the examples are what follows the name of the program."""
    epilog = "\n".join(f"sstc-survey {example}" for example in examples)
    app.command(name, cls=Command, rich_help_panel=group, epilog=epilog)(function)


_add(INTERVIEW, interview.run, "run market.yaml --language fr", "run --resume 01a20bc4")
_add(INTERVIEW, interview.panel, "panel --new-roster beijing.csv", "panel --roster beijing.csv --minutes 20")
_add(
    QUESTIONNAIRES,
    author.new,
    "new",
    'new market.yaml --title "Market day" --language en --language fr',
)
_add(QUESTIONNAIRES, author.check, "check market.yaml", "check --format json - < market.yaml")
_add(
    QUESTIONNAIRES,
    author.preview,
    "preview market.yaml --format html --output market.html",
    "preview market.yaml --routing",
)
_add(
    QUESTIONNAIRES,
    author.simulate,
    "simulate market.yaml",
    "simulate market.yaml -n 200 --seed 7 --answers trial",
)
_add(QUESTIONNAIRES, author.schema, "schema > questionnaire.schema.json", "schema | jq '.\"$defs\" | keys'")
_add(RESPONSES, answers.list_responses, "list", "list answers-A answers-B --format json", name="list")
_add(RESPONSES, answers.show, "show 01a20bc4", "show 01a20bc4 --answers trial --format json")
_add(
    RESPONSES,
    answers.edit,
    "edit 01a20bc4 --by Chea",
    'edit 01a20bc4 --set days=5 --reason "misheard" --by Chea',
)
_add(
    RESPONSES,
    answers.void,
    'void 01a20bc4 --reason "held twice"',
    'void 01a20bc4 --reason "a test" --by Chea',
)
_add(RESPONSES, answers.restore, "restore 01a20bc4", 'restore 01a20bc4 --reason "it was the only one" --by Chea')
_add(RESPONSES, answers.delete, "delete 01a20bc4", "delete 01a20bc4 --erase")
_add(RESPONSES, answers.verify, "verify", "verify answers-A answers-B --format json")
_add(
    RESPONSES,
    answers.pack,
    "pack answers --output answers.jsonl.zst",
    "pack kampot takeo.jsonl.zst --output all.jsonl.zst",
)
_add(
    RESPONSES,
    answers.unpack,
    "unpack answers.jsonl.zst --output answers",
    "unpack kampot.jsonl.zst takeo.jsonl.zst --output answers",
)
_add(
    ANALYSIS,
    analysis.summarize,
    "summarize answers --question usefulness",
    "summarize answers --format csv --output panel.csv",
)
_add(
    ANALYSIS,
    analysis.report,
    "report answers --output panel.html",
    "report answers --by country --settings report.yaml --output panel.docx",
)
_add(
    ANALYSIS,
    analysis.export,
    "export answers --output panel.csv",
    "export answers --format csv --output data/ --anonymous",
)
_add(
    ANALYSIS,
    analysis.codebook,
    "codebook answers --output codebook.html",
    "codebook market.yaml --format ddi --output market.xml",
)
_add(
    ANALYSIS,
    analysis.minutes,
    "minutes beijing --output minutes.html",
    'minutes beijing --approve kh1 --by "A rapporteur"',
)
