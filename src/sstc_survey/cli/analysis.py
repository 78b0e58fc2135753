"""Tally responses and pass them on: `summarize`, `minutes` and `export`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from sstc_survey.cli.completion import complete_bands, complete_questions, complete_summary
from sstc_survey.cli.options import (
    AnswersOption,
    LanguageOption,
    OutputOption,
    PathsArgument,
    RawOption,
    SeparatorOption,
)
from sstc_survey.exports import ExportFormat
from sstc_survey.problems import ExitCode
from sstc_survey.reports.pages import PageFormat
from sstc_survey.reports.summary import Base, Percent, Sort, SummaryFormat


class Include(StrEnum):
    """Which interviews are tallied beside the complete ones."""

    PARTIAL = "partial"
    SIMULATED = "simulated"


class TableTest(StrEnum):
    """What is tested of a table."""

    CHI2 = "chi2"
    COLUMNS = "columns"


class ScaleBox(StrEnum):
    """The ends of a scale that are counted together."""

    TOP = "top2"
    BOTTOM = "bottom2"


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
            metavar="NAME[,NAME]",
            help="Show only these questions; repeatable.",
            autocompletion=complete_questions,
        ),
    ] = None,
    output_format: Annotated[SummaryFormat, typer.Option("--format", help="Output format.")] = SummaryFormat.TABLE,
    output: OutputOption = None,
    separator: SeparatorOption = None,
    raw: RawOption = False,
    include: Annotated[
        list[Include] | None, typer.Option("--include", help="Include drafts or simulated responses as well.")
    ] = None,
    base: Annotated[Base | None, typer.Option("--base", help="Base of the percentages.  [default: answered]")] = None,
    sort: Annotated[
        Sort | None,
        typer.Option("--sort", help="Sort choices by questionnaire order or by count.  [default: order]"),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option("--top", metavar="N", min=1, help="Show the N most frequent choices; the others as one row."),
    ] = None,
    show_all: Annotated[
        bool, typer.Option("--all", help="Show every text and every value, however long the list.")
    ] = False,
    intervals: Annotated[bool, typer.Option("--intervals", help="Show the 95% intervals of percentages.")] = False,
    language: LanguageOption = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="NAME[,NAME]",
            help="Show each question by these, side by side; repeatable.",
            autocompletion=complete_questions,
        ),
    ] = None,
    percent: Annotated[
        Percent | None,
        typer.Option("--percent", help="With --by: percentages of columns, rows or all answers.  [default: column]"),
    ] = None,
    test: Annotated[
        list[TableTest] | None, typer.Option("--test", help="With --by: test the tables, or their columns; repeatable.")
    ] = None,
    box: Annotated[
        list[ScaleBox] | None, typer.Option("--box", help="Add the two highest or lowest values of scales; repeatable.")
    ] = None,
    bands: Annotated[
        list[str] | None,
        typer.Option(
            "--bands",
            metavar="NAME=BANDS",
            help="Bands of a number or date, as in age=0-17,18-39,40+; repeatable.",
            autocompletion=complete_bands,
        ),
    ] = None,
    mean: Annotated[
        list[str] | None,
        typer.Option(
            "--mean",
            metavar="NAME[,NAME]",
            help="With --by: compare the means of these questions; repeatable.",
            autocompletion=complete_questions,
        ),
    ] = None,
    min_base: Annotated[
        int | None,
        typer.Option(
            "--min-base", metavar="N", min=2, help="With --test columns: smallest column tested.  [default: 30]"
        ),
    ] = None,
    bonferroni: Annotated[
        bool, typer.Option("--bonferroni", help="With --test columns: allow for the number of pairs.")
    ] = False,
    where: Annotated[
        str | None,
        typer.Option("--where", metavar="EXPRESSION", help="Count only the interviews that meet this condition."),
    ] = None,
    any_: Annotated[
        list[str] | None,
        typer.Option(
            "--any",
            metavar="[NAME=]EXPRESSION",
            help="Add whether any instance of a repeat meets this condition; repeatable.",
        ),
    ] = None,
    session: Annotated[
        str | None,
        typer.Option(
            "--session",
            metavar="SESSION",
            help="Count only the panellists of this session, also those who did not reach the end.",
        ),
    ] = None,
    save: Annotated[
        str | None,
        typer.Option(
            "--save", metavar="NAME", help="Save these options as NAME, in summaries.yaml next to the answers."
        ),
    ] = None,
    use: Annotated[
        str | None,
        typer.Option(
            "--use",
            metavar="NAME",
            help="Use the options saved as NAME; others are added, or replace them.",
            autocompletion=complete_summary,
        ),
    ] = None,
) -> ExitCode:
    """Tabulate responses, with a base for every question."""
    from sstc_survey.commands import summarize as command
    from sstc_survey.commands.shared.saved import SavedOptions

    given = SavedOptions(
        question=_names(question),
        by=_names(by),
        bands=tuple(bands or ()),
        where=where,
        any=tuple(any_ or ()),
        mean=_names(mean),
        test=tuple(each.value for each in test or ()),
        box=tuple(each.value for each in box or ()),
        percent=None if percent is None else percent.value,
        base=None if base is None else base.value,
        sort=None if sort is None else sort.value,
        top=top,
        all=show_all,
        intervals=intervals,
        include=tuple(each.value for each in include or ()),
        language=language,
        min_base=min_base,
        bonferroni=bonferroni,
    )
    return command.summarize(
        paths=paths or ["answers"],
        questionnaire=questionnaire,
        output_format=output_format,
        output=output,
        separator=separator,
        raw=raw,
        given=given,
        save=save,
        use=use,
        session=session,
    )


def minutes(
    session: Annotated[
        str | None, typer.Argument(metavar="SESSION", help="Label of a session, or the beginning of its ID.")
    ] = None,
    answers: AnswersOption = "answers",
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="ORDER|NAME",
            help="Order statements by question or by speaker; with --approve: who records it.  [default: question]",
        ),
    ] = None,
    language: LanguageOption = None,
    output: OutputOption = None,
    output_format: Annotated[
        PageFormat | None,
        typer.Option("--format", help="Output format.  [default: by the name of the file, or markdown]"),
    ] = None,
    panellist: Annotated[
        str | None,
        typer.Option("--for", metavar="LABEL", help="Write the page on which this panellist approves their part."),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="With --for: date by which to answer.")
    ] = None,
    approve: Annotated[
        str | None,
        typer.Option("--approve", metavar="LABEL", help="Record that this panellist approves their part."),
    ] = None,
) -> ExitCode:
    """Write the minutes of a panel session."""
    from sstc_survey.commands import minutes as command

    if approve is None:
        return command.minutes(
            session,
            answers=answers,
            by=by,
            language=language,
            output=output,
            output_format=output_format,
            panellist=panellist,
            until=until,
        )
    command.check_approves(
        {"--for": panellist, "--until": until, "--output": output, "--format": output_format, "--language": language}
    )
    return command.approve(session, approve, answers=answers, by=by or "")


def export(
    paths: PathsArgument = None,
    output_format: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="Output format.  [default: by the name of the file, or csv]"),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            metavar="FILE|DIR",
            help="Write to this file, or a file for each table into this folder, instead of standard output.",
        ),
    ] = None,
    questionnaire: Annotated[
        str | None,
        typer.Option("--questionnaire", metavar="FILE", help="Use this questionnaire instead of the saved copy."),
    ] = None,
    language: LanguageOption = None,
    where: Annotated[
        str | None,
        typer.Option("--where", metavar="EXPRESSION", help="Export only the interviews that meet this condition."),
    ] = None,
    include: Annotated[
        list[Include] | None, typer.Option("--include", help="Include drafts or simulated responses as well.")
    ] = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Leave out what identifies respondents and interviewers.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Include answers that respondents asked to hide: for your eyes only.")
    ] = False,
    wide: Annotated[bool, typer.Option("--wide", help="Join repeats into the row of their response.")] = False,
    no_states: Annotated[
        bool, typer.Option("--no-states", help="Leave out the columns that tell why an answer is missing.")
    ] = False,
    bom: Annotated[bool, typer.Option("--bom", help="Begin csv with a byte-order mark, for Excel.")] = False,
    separator: SeparatorOption = None,
    raw: RawOption = False,
) -> ExitCode:
    """Write responses as data files for other programs."""
    from sstc_survey.commands import export as command
    from sstc_survey.commands.shared.export_reading import ExportOptions
    from sstc_survey.exports.formats import WriteOptions

    return command.export(
        paths=paths or ["answers"],
        questionnaire=questionnaire,
        output_format=output_format,
        output=output,
        wanted=ExportOptions(
            language=language,
            where=where,
            include=tuple(each.value for each in include or ()),
            anonymous=anonymous,
            full=full,
            wide=wide,
        ),
        write=WriteOptions(states=not no_states, bom=bom, separator=separator or ",", raw=raw),
    )


def _names(typed: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names between commas, each once; what names nothing stays as it was typed, to be refused."""
    found = ([name.strip() for name in each.split(",") if name.strip()] or [each] for each in typed or ())
    return tuple(dict.fromkeys(name for names in found for name in names))
