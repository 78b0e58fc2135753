"""Tally responses: `summarize`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

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
        typer.Option(
            "--questionnaire", metavar="FILE", help="Tally by this questionnaire, not by the copy beside the answers."
        ),
    ] = None,
    question: Annotated[
        list[str] | None,
        typer.Option("--question", metavar="NAME", help="Only this question; may be given several times."),
    ] = None,
    output_format: Annotated[SummaryFormat, typer.Option("--format", help="How to write it.")] = SummaryFormat.TABLE,
    output: OutputOption = None,
    separator: SeparatorOption = None,
    raw: RawOption = False,
    include: Annotated[
        list[Include] | None, typer.Option("--include", help="Tally these too, beside complete interviews.")
    ] = None,
    base: Annotated[Base, typer.Option("--base", help="What the percentages of choices divide by.")] = Base.ANSWERED,
    sort: Annotated[Sort, typer.Option("--sort", help="The order of the choices.")] = Sort.ORDER,
    show_all: Annotated[
        bool, typer.Option("--all", help="Show every text and every value, however long the list.")
    ] = False,
    language: LanguageOption = None,
) -> ExitCode:
    """Tally responses: a base line and a table for each question."""
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
        language=language,
    )
