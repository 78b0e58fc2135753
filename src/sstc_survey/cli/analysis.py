"""Tally responses and pass them on: `summarize`, `report`, `minutes`, `export` and `codebook`."""

from __future__ import annotations

from typing import Annotated

import typer

from sstc_survey.cli.options import (
    AnswersOption,
    ExecutorOption,
    JobsOption,
    LanguageOption,
    OutputOption,
    PathsArgument,
    RawOption,
    SeparatorOption,
    path_argument,
    path_option,
)
from sstc_survey.cli.table_options import (
    AllOption,
    AnyOption,
    BandsOption,
    BaseOption,
    BonferroniOption,
    BoxOption,
    ByOption,
    Include,
    IncludeOption,
    IntervalsOption,
    MeanOption,
    MinBaseOption,
    PercentOption,
    QuestionnaireOption,
    QuestionOption,
    QuotesOption,
    SessionOption,
    SortOption,
    TestOption,
    TopOption,
    UseOption,
    WhereOption,
    table_options,
)
from sstc_survey.exports import ExportFormat
from sstc_survey.exports.codebook import CodebookFormat
from sstc_survey.problems import ExitCode
from sstc_survey.reports.pages import PageFormat
from sstc_survey.reports.report import ReportFormat
from sstc_survey.reports.summary import SummaryFormat


def summarize(
    paths: PathsArgument = None,
    questionnaire: QuestionnaireOption = None,
    question: QuestionOption = None,
    output_format: Annotated[SummaryFormat, typer.Option("--format", help="Output format.")] = SummaryFormat.TABLE,
    output: OutputOption = None,
    separator: SeparatorOption = None,
    raw: RawOption = False,
    include: IncludeOption = None,
    base: BaseOption = None,
    sort: SortOption = None,
    top: TopOption = None,
    show_all: AllOption = False,
    quotes: QuotesOption = None,
    intervals: IntervalsOption = False,
    language: LanguageOption = None,
    by: ByOption = None,
    percent: PercentOption = None,
    test: TestOption = None,
    box: BoxOption = None,
    bands: BandsOption = None,
    mean: MeanOption = None,
    min_base: MinBaseOption = None,
    bonferroni: BonferroniOption = False,
    where: WhereOption = None,
    any_: AnyOption = None,
    session: SessionOption = None,
    save: Annotated[
        str | None,
        typer.Option(
            "--save", metavar="NAME", help="Save these options as NAME, in summaries.yaml next to the answers."
        ),
    ] = None,
    use: UseOption = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
) -> ExitCode:
    """Tabulate responses, with a base for every question."""
    from sstc_survey.commands import summarize as command

    given = table_options(
        question=question,
        by=by,
        bands=bands,
        where=where,
        any_=any_,
        mean=mean,
        test=test,
        box=box,
        percent=percent,
        base=base,
        sort=sort,
        top=top,
        show_all=show_all,
        intervals=intervals,
        include=include,
        language=language,
        min_base=min_base,
        bonferroni=bonferroni,
        quotes=quotes,
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
        jobs=jobs,
        executor=executor,
    )


def report(
    paths: PathsArgument = None,
    output: OutputOption = None,
    output_format: Annotated[
        ReportFormat | None,
        typer.Option("--format", help="Output format.  [default: by the name of the file, or markdown]"),
    ] = None,
    settings: Annotated[
        str | None,
        path_option("--settings", metavar="FILE", words="YAML with the texts, order and nets of the report."),
    ] = None,
    language: LanguageOption = None,
    questionnaire: QuestionnaireOption = None,
    question: QuestionOption = None,
    include: IncludeOption = None,
    base: BaseOption = None,
    sort: SortOption = None,
    top: TopOption = None,
    show_all: AllOption = False,
    quotes: QuotesOption = None,
    intervals: IntervalsOption = False,
    by: ByOption = None,
    percent: PercentOption = None,
    test: TestOption = None,
    box: BoxOption = None,
    bands: BandsOption = None,
    mean: MeanOption = None,
    min_base: MinBaseOption = None,
    bonferroni: BonferroniOption = False,
    where: WhereOption = None,
    any_: AnyOption = None,
    session: SessionOption = None,
    use: UseOption = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
) -> ExitCode:
    """Write a report: every question with its figures and quotes."""
    from sstc_survey.commands import report as command

    return command.report(
        paths=paths or ["answers"],
        questionnaire=questionnaire,
        output_format=output_format,
        output=output,
        settings=settings,
        given=table_options(
            question=question,
            by=by,
            bands=bands,
            where=where,
            any_=any_,
            mean=mean,
            test=test,
            box=box,
            percent=percent,
            base=base,
            sort=sort,
            top=top,
            show_all=show_all,
            intervals=intervals,
            include=include,
            language=language,
            min_base=min_base,
            bonferroni=bonferroni,
            quotes=quotes,
        ),
        use=use,
        session=session,
        jobs=jobs,
        executor=executor,
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
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="One of csv, jsonl, xlsx, sav, dta and parquet.  [default: by the name of the file, or csv]",
        ),
    ] = None,
    output: Annotated[
        str | None,
        path_option(
            "--output",
            metavar="FILE|DIR",
            words="Write to this file, or a file for each table into this folder, instead of standard output.",
        ),
    ] = None,
    questionnaire: Annotated[
        str | None,
        path_option("--questionnaire", metavar="FILE", words="Use this questionnaire instead of the saved copy."),
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
    with_codes: Annotated[
        bool, typer.Option("--codes", help="Write codes of choices to sav and dta, instead of numbers with labels.")
    ] = False,
    bom: Annotated[bool, typer.Option("--bom", help="Begin csv with a BOM, so that Excel reads it as UTF-8.")] = False,
    separator: SeparatorOption = None,
    raw: RawOption = False,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
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
        jobs=jobs,
        executor=executor,
        write=WriteOptions(states=not no_states, bom=bom, separator=separator, raw=raw, codes=with_codes),
    )


def codebook(
    paths: Annotated[
        list[str] | None,
        path_argument(
            metavar="[PATH]...",
            words="Questionnaire, or response files, folders of them, or packs, also at URLs.  [default: answers]",
        ),
    ] = None,
    output_format: Annotated[
        CodebookFormat | None,
        typer.Option("--format", help="Output format.  [default: by the name of the file, or markdown]"),
    ] = None,
    output: OutputOption = None,
    questionnaire: Annotated[
        str | None,
        path_option("--questionnaire", metavar="FILE", words="Use this questionnaire instead of the saved copy."),
    ] = None,
    language: LanguageOption = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
) -> ExitCode:
    """Describe the columns of the data files."""
    from sstc_survey.commands import codebook as command

    return command.codebook(
        paths=paths or ["answers"],
        questionnaire=questionnaire,
        output_format=output_format,
        output=output,
        language=language,
        jobs=jobs,
        executor=executor,
    )
