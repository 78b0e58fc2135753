"""Tally responses: `summarize`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sstc_survey.cli.completion import complete_question
from sstc_survey.cli.options import LanguageOption, OutputOption, PathsArgument, RawOption, SeparatorOption
from sstc_survey.problems import ExitCode
from sstc_survey.reports.summary import Base, Sort, SummaryFormat


class Include(StrEnum):
    """Which interviews are tallied beside the complete ones."""

    PARTIAL = "partial"
    SIMULATED = "simulated"


def summarize(
    paths: PathsArgument = None,
    questionnaire: Annotated[
        str | None,
        typer.Option("--questionnaire", metavar="FILE", help="Use this questionnaire instead of the saved copy."),
    ] = None,
    question: Annotated[
        list[str] | None,
        typer.Option(
            "--question",
            metavar="NAME",
            help="Show only this question; repeatable.",
            autocompletion=complete_question,
        ),
    ] = None,
    output_format: Annotated[SummaryFormat, typer.Option("--format", help="Output format.")] = SummaryFormat.TABLE,
    output: OutputOption = None,
    separator: SeparatorOption = None,
    raw: RawOption = False,
    include: Annotated[
        list[Include] | None, typer.Option("--include", help="Include drafts or simulated responses as well.")
    ] = None,
    base: Annotated[Base, typer.Option("--base", help="Base of the percentages.")] = Base.ANSWERED,
    sort: Annotated[Sort, typer.Option("--sort", help="Sort choices by questionnaire order or by count.")] = Sort.ORDER,
    show_all: Annotated[
        bool, typer.Option("--all", help="Show every text and every value, however long the list.")
    ] = False,
    intervals: Annotated[bool, typer.Option("--intervals", help="Show the 95% intervals of percentages.")] = False,
    language: LanguageOption = None,
) -> ExitCode:
    """Tabulate responses, with a base for every question."""
    from sstc_survey.commands import summarize as command

    return command.summarize(
        paths=paths or ["answers"],
        questionnaire=questionnaire,
        questions=question or [],
        output_format=output_format,
        output=output,
        separator=separator,
        raw=raw,
        include_partial=Include.PARTIAL in (include or []),
        include_simulated=Include.SIMULATED in (include or []),
        base=base,
        sort=sort,
        show_all=show_all,
        intervals=intervals,
        language=language,
    )
