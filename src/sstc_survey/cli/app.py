"""The commands, in the order of `--help`; what a command does is imported when it is called."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from sstc_survey.cli import analysis, answers, author, interview

app = typer.Typer(
    name="sstc-survey",
    help="Interview in a terminal with a questionnaire in YAML, keep every answer safe, summarise them.",
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
        bool, typer.Option("--no-color", callback=_no_color, is_eager=True, help="Write without colours.")
    ] = False,
) -> None:
    """Take the options that every command has."""


app.command()(interview.run)
app.command()(analysis.summarize)
app.command()(author.check)
app.command("list")(answers.list_responses)
app.command()(answers.show)
app.command()(answers.delete)
app.command()(answers.verify)
app.command()(author.new)
app.command()(author.preview)
app.command()(author.simulate)
app.command()(author.schema)
