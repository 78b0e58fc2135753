"""Read the responses of a summary: by which version, tallied as the options say, and what is wrong with these."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.commands.shared.account import OneSession
from sstc_survey.commands.shared.collect import Collecting, Collector
from sstc_survey.commands.shared.jobs.workers import Workers
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, chosen_language, load, load_copy
from sstc_survey.commands.shared.saved import SavedOptions
from sstc_survey.commands.shared.tables import TableOptions, advice_on_codes, nobody_met
from sstc_survey.commands.shared.versions import load_version, main_version
from sstc_survey.display import spell_out
from sstc_survey.engine.form import form_of
from sstc_survey.i18n import set_language
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.problems.closest import closest
from sstc_survey.questionnaire import DataType, Questionnaire, type_name
from sstc_survey.reports.problems import print_problems
from sstc_survey.reports.report.held import Held
from sstc_survey.reports.summary import Base, Percent, Sort
from sstc_survey.reports.summary.build import SummaryOptions, empty_summary, summary_of
from sstc_survey.reports.summary.model import Files, Summary
from sstc_survey.statistics.columns import MIN_BASE
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.outcomes import Counted
from sstc_survey.storage.sessions import find_session, read_session
from sstc_survey.tally import Tally
from sstc_survey.tally.banners.tables import Test
from sstc_survey.tally.figures import number_counts
from sstc_survey.tally.groups import Box, score_counts
from sstc_survey.tally.questions import QuestionTally
from sstc_survey.tally.quotations import MOST_QUOTES


class SummaryReading(Struct, frozen=True):
    """A summary, and what was read for it; `loaded` is the version that it is by, if there is any response."""

    summary: Summary
    files: Files
    collector: Collector
    loaded: LoadedQuestionnaire | None
    session: OneSession | None

    @property
    def held(self) -> Held:
        """Return how the interviews were held."""
        return self.collector.held(include_simulated=self.summary.has_simulated)

    @property
    def exit_code(self) -> ExitCode:
        """Return whether every file could be read, and counted or left out by the rules."""
        return ExitCode.DONE if self.collector.is_whole else ExitCode.PROBLEMS


# What is done with a questionnaire before anything is tallied by it.
Adapt: TypeAlias = Callable[[LoadedQuestionnaire], LoadedQuestionnaire]


def _unchanged(loaded: LoadedQuestionnaire) -> LoadedQuestionnaire:
    return loaded


def read_summary(
    inventory: Inventory,
    paths: Sequence[str],
    questionnaire: str | None,
    wanted: SavedOptions,
    session: str | None,
    workers: Workers | None = None,
    adapt: Adapt = _unchanged,
    command: str = "summarize",
) -> SummaryReading:
    """Read the responses, tally them, and make the summary in its language, which becomes the language of the words.

    `adapt` may raise that the questionnaire does not fit, or return it with more that is counted.
    `command` is the one that takes the responses to a single questionnaire.
    What is wrong with the options is raised; what makes a condition never true, or always, is printed.
    """
    tables = TableOptions(
        by=wanted.by,
        where=wanted.where,
        any=wanted.any,
        bands=wanted.bands,
        clusters=wanted.intervals or bool(wanted.mean),
    )
    one_session = None if session is None else _session(paths, session)
    collector, loaded = _collected(
        inventory,
        paths,
        questionnaire,
        [*wanted.question, *wanted.mean],
        tables,
        include_partial="partial" in wanted.include or one_session is not None,
        most_quotes=wanted.quotes,
        session=one_session,
        adapt=adapt,
        workers=workers,
        command=command,
    )
    tally, has_simulated = collector.tally(include_simulated="simulated" in wanted.include)
    language = chosen_language(loaded.questionnaire, wanted.language) if loaded else wanted.language or "en"
    options = _summary_options(wanted, language, has_simulated=has_simulated)
    if one_session is not None:
        options = replace(options, include_partial=True)
    set_language(options.language)
    files = collector.files(inventory.ignored)
    if loaded is None or tally is None:
        summary = empty_summary(files, options)
    else:
        _check_where(tally)
        _check_means(wanted.mean, tally)
        print_problems([*_advice(tally)], sys.stderr)
        names = collector.version_names(loaded.questionnaire.id)
        summary = summary_of(tally, loaded.reference, files, options, collector.lost, names)
    return SummaryReading(summary, files, collector, loaded, one_session)


def check_needed(wanted: SavedOptions, of_csv: Sequence[tuple[str, bool]] = ()) -> None:
    """Raise every problem with an option that has no effect without another."""
    without = [] if wanted.by else ["--by"]
    without_columns = [*without, *([] if "columns" in wanted.test else ["--test columns"])]
    needing = (
        ("--percent", wanted.percent is not None, without),
        ("--test", bool(wanted.test), without),
        ("--mean", bool(wanted.mean), without),
        ("--min-base", wanted.min_base is not None, without_columns),
        ("--bonferroni", wanted.bonferroni, without_columns),
        *((option, is_given, ["--format csv"]) for option, is_given in of_csv),
    )
    problems = [
        Problem(codes.OPTION_NEEDS, {"option": option, "needed": " and ".join(needed)})
        for option, is_given, needed in needing
        if is_given and needed
    ]
    if problems:
        raise SurveyError(*problems)


def _collected(
    inventory: Inventory,
    paths: Sequence[str],
    questionnaire: str | None,
    questions: Sequence[str],
    tables: TableOptions,
    *,
    include_partial: bool,
    most_quotes: int | None,
    session: OneSession | None,
    adapt: Adapt,
    workers: Workers | None,
    command: str,
) -> tuple[Collector, LoadedQuestionnaire | None]:
    """Read the responses and tally them by the questionnaire that is given, or by the version that most have."""

    def collect(loaded: LoadedQuestionnaire | None) -> Collector:
        collecting = Collecting(
            loaded=loaded,
            only=questions,
            options=tables,
            include_partial=include_partial,
            strict=questionnaire is not None,
            most_quotes=MOST_QUOTES if most_quotes is None else most_quotes,
        )
        collector = Collector(collecting, session)
        collector.read(inventory, workers)
        if not collector.counts and not collector.refused and not collector.apart:
            problem = Problem(codes.SUMMARY_NOTHING_FOUND, {"paths": ", ".join(paths)})
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
        return collector

    if questionnaire is None:
        return _collect_main(inventory, paths, questions, tables, collect, adapt, command)
    loaded = adapt(load(questionnaire))
    _check_questions(questions, loaded.questionnaire, tables)
    return collect(loaded), loaded


def _collect_main(
    inventory: Inventory,
    paths: Sequence[str],
    questions: Sequence[str],
    tables: TableOptions,
    collect: Callable[[LoadedQuestionnaire | None], Collector],
    adapt: Adapt,
    command: str,
) -> tuple[Collector, LoadedQuestionnaire | None]:
    """Tally by the version of the questionnaire that most responses have; without any response there is none.

    The files are read a second time only if that is not the version of the first response, as it mostly is.
    """
    loaded = None
    first = next((outcome for outcome in inventory if isinstance(outcome, Counted)), None)
    if first is not None:
        with contextlib.suppress(SurveyError):
            loaded = adapt(load_copy(os.path.dirname(first.path), first.response.questionnaire))
    collector = collect(loaded)
    if not collector.counts:
        return collector, None
    version = main_version(collector, paths, command)
    if loaded is not None and loaded.reference.sha256 == version.reference.sha256:
        _check_questions(questions, loaded.questionnaire, tables)
        return collector, loaded
    loaded = adapt(load_version(version))
    _check_questions(questions, loaded.questionnaire, tables)
    return collect(loaded), loaded


def _check_where(tally: Tally) -> None:
    """Raise the problem that a condition leaves out every interview."""
    if tally.plan.where is not None and tally.left_out and not tally.interviews:
        raise nobody_met(tally.plan, form_of(tally.questionnaire), left_out=tally.left_out, unclear=tally.unclear)


def _advice(tally: Tally) -> Iterator[Problem]:
    """Yield what makes a condition never true, or always, though it can be calculated."""
    return advice_on_codes(tally.plan, form_of(tally.questionnaire))


def _check_means(names: Sequence[str], tally: Tally) -> None:
    """Raise every problem with a question that has no means to compare.

    Only the answers tell whether calculated values are numbers, so they have been counted.
    """
    known = [name for name, question in Tally(tally.questionnaire).questions.items() if _may_have_means(question)]
    problems = [
        Problem(
            codes.SUMMARY_MEAN_OF_NOTHING,
            {
                "name": name,
                "type": type_name(tally.form.nodes[name].entry),
                "known": ", ".join(each for each in known if each != name) or "none",
            },
        )
        for name in names
        if name not in known or _is_of_texts(tally.questions[name])
    ]
    if problems:
        raise SurveyError(*problems)


def _may_have_means(tally: QuestionTally) -> bool:
    is_calculated = tally.question.data_type is DataType.CALCULATED
    return is_calculated or score_counts(tally) is not None or number_counts(tally) is not None


def _is_of_texts(tally: QuestionTally) -> bool:
    """Tell whether a calculation has given values, and they are no numbers."""
    return tally.question.data_type is DataType.CALCULATED and bool(tally.counts) and number_counts(tally) is None


def _check_questions(names: Sequence[str], questionnaire: Questionnaire, tables: TableOptions) -> None:
    known = list(Tally(questionnaire, plan=tables.plan(questionnaire)).names)
    problems = [
        Problem(
            codes.SUMMARY_UNKNOWN_QUESTION,
            {"name": name, "known": ", ".join(known), "suggestion": "".join(closest(name, known))},
        )
        for name in names
        if name not in known
    ]
    if problems:
        raise SurveyError(*problems)


def _summary_options(wanted: SavedOptions, language: str, *, has_simulated: bool) -> SummaryOptions:
    return SummaryOptions(
        language=language,
        include_partial="partial" in wanted.include,
        has_simulated=has_simulated,
        base=Base(wanted.base or Base.ANSWERED),
        sort=Sort(wanted.sort or Sort.ORDER),
        top=wanted.top,
        show_all=wanted.all,
        percent=Percent(wanted.percent or Percent.COLUMN),
        boxes=[*map(Box, wanted.box)],
        tests=[*map(Test, wanted.test), *([Test.MEANS] if wanted.mean else [])],
        min_base=wanted.min_base or MIN_BASE,
        bonferroni=wanted.bonferroni,
        intervals=wanted.intervals,
    )


def _session(paths: Sequence[str], text: str) -> OneSession:
    """Return the session with a label, or whose id begins so, in one of the folders."""
    found: str | Problem = Problem(codes.NO_SUCH_SESSION, {"session": spell_out(text)})
    for path in paths:
        found = find_session(path, text)
        if isinstance(found, str) or found.code != codes.NO_SUCH_SESSION:
            break
    session = found if isinstance(found, Problem) else read_session(found)
    if isinstance(session, Problem):
        raise SurveyError(session, exit_code=ExitCode.PROBLEMS)
    return OneSession(session.id, session.label, session.questionnaire.id)
