"""The head of a summary: what it is of, and what the figures of its tables are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from sstc_survey.i18n import gettext, plural
from sstc_survey.reports.summary import Base, Percent
from sstc_survey.reports.summary.model import Body, Choices, Files, Ranks, Summary
from sstc_survey.reports.summary.phrases import with_details
from sstc_survey.tally import ScaleFigures


def head(summary: Summary) -> Iterator[str]:
    """Say what a summary is of: the questionnaire, the files, the interviews; and what its figures are."""
    if summary.questionnaire is not None:
        yield versions(summary)
    yield account(summary.files)
    yield tallied(summary)
    yield from counted_by(summary)
    if summary.lost_versions:
        yield lost(summary)
    if summary.interviews and (meanings := list(_meanings(summary))):
        yield " · ".join(meanings)


def lost(summary: Summary) -> str:
    """Say how many interviews nobody knows the rules of."""
    return plural(
        "{count} interview used a missing version: its texts, names and values are withheld",
        "{count} interviews used a missing version: their texts, names and values are withheld",
        summary.lost_versions,
    )


def versions(summary: Summary, *, hints: bool = True) -> str:
    """Say which version of the questionnaire it is by, and which others were used; `hints` name options."""
    used = summary.questionnaire
    said = gettext("Questionnaire {id}, version {version}").format(id=used and used.id, version=used and used.version)
    if not summary.other_versions:
        return said
    others = plural(
        "{count} interview used another version", "{count} interviews used another version", summary.other_versions
    )
    if named := gettext(", ").join(f"{name} ({count:,})" for name, count in summary.version_counts if name):
        which = gettext("{which}: {versions} (--questionnaire FILE chooses one)")
        plain = gettext("{fact}: {details}").format(fact=others, details=named)
        others = which.format(which=others, versions=named) if hints else plain
    return gettext("; ").join([said, others])


def account(files: Files) -> str:
    """Say how many files there are of each kind, which add up."""
    complete = gettext("{count} complete").format(count=f"{files.complete:,}")
    among = [
        *_counts((files.declined, gettext("{count} declined"))),
        *_counts((files.simulated, gettext("{count} simulated"))),
    ]
    if among:
        complete = gettext("{fact} ({details})").format(fact=complete, details=gettext(", ").join(among))
    kinds = [
        complete,
        plural("{count} draft", "{count} drafts", files.partial),
        gettext("{count} void").format(count=f"{files.void:,}"),
        gettext("{count} conflicting").format(count=f"{len(files.conflicts):,}"),
        gettext("{count} rejected").format(count=f"{len(files.refused):,}"),
        *_counts((files.in_unfinished_batches, gettext("{count} in an unfinished batch"))),
    ]
    found = plural("{count} file", "{count} files", files.found)
    more = [
        *([plural("{count} copy", "{count} copies", files.copies)] if files.copies else []),
        *_counts(
            (files.unfinished_edits, gettext("{count} with an unfinished edit (counted as before it)")),
            (files.erased, gettext("{count} erased")),
            (len(files.ignored), gettext("{count} ignored (not .json)")),
        ),
    ]
    said = gettext("{files}: {kinds}").format(files=found, kinds=gettext(", ").join(kinds))
    return gettext("; ").join([said, *more])


def _counts(*counted: tuple[int, str]) -> Iterator[str]:
    """Yield messages about numbers of things, as far as there are any."""
    yield from (message.format(count=f"{count:,}") for count, message in counted if count)


def counted_by(summary: Summary) -> Iterator[str]:
    """Say which interviews a condition leaves out, what the columns are, and whose answers are not shown singly."""
    if summary.where is not None:
        where = summary.where
        left_out = plural("{count} interview left out", "{count} interviews left out", where.left_out)
        unclear = gettext("{count} of them because it cannot be calculated").format(count=f"{where.unclear:,}")
        details = gettext(", ").join([left_out, *([unclear] if where.unclear else [])])
        yield gettext("Only where {condition}: {details}").format(condition=where.expression, details=details)
    for variable in summary.banner:
        if variable.label != variable.name:
            yield gettext("{name} = {label}").format(name=variable.name, label=variable.label)
    if summary.guarded:
        yield plural(
            "{count} respondent hides an answer that is used here: not quoted, and in no figure of single values",
            "{count} respondents hide an answer that is used here: not quoted, and in no figure of single values",
            summary.guarded,
        )


def tallied(summary: Summary, *, hints: bool = True) -> str:
    """Say which interviews the figures are of; `hints` name options."""
    files, count = summary.files, summary.interviews
    if summary.include_partial:
        drafts = plural("{count} draft included", "{count} drafts included", files.partial)
        said = [gettext(", ").join([plural("Base: {count} interview", "Base: {count} interviews", count), drafts])]
    else:
        said = [plural("Base: {count} complete interview", "Base: {count} complete interviews", count)]
        if files.partial:
            drafts = plural("{count} draft not included", "{count} drafts not included", files.partial)
            adds = [gettext("--include partial adds them")] if hints and not count else []
            said.append(with_details(drafts, adds))
    if files.simulated and not summary.has_simulated:
        left_out = gettext("{count} simulated not included").format(count=f"{files.simulated:,}")
        said.append(with_details(left_out, [gettext("--include simulated adds them")] if hints else []))
    elif summary.has_simulated:
        only = files.simulated and files.simulated == files.complete
        said.append(
            gettext("all of them have invented answers (simulated)")
            if only
            else gettext("simulated interviews included")
        )
    return gettext("; ").join(said)


def _meanings(summary: Summary) -> Iterator[str]:
    """Say what the figures of the tables are, as far as there are any."""
    questions = [question for question in summary.questions if not question.tables]
    tables = [question.body for question in questions if isinstance(question.body, Choices)]
    if tables:
        yield gettext("n = answers with this choice")
    if any(isinstance(question.body, Choices | Ranks | ScaleFigures) for question in questions):
        if summary.base is Base.ASKED:
            yield gettext("% of asked = n ÷ those who were asked")
        else:
            yield gettext("% of answered = n ÷ those who answered")
        if summary.intervals and not summary.banner:
            yield gettext("95 % = its Wilson interval")
            if any(question.by_interview is not None for question in summary.questions):
                yield gettext("in repeats 95 % allows for answers of one interview being alike")
    if any(table.multiple for table in tables):
        mentions = gettext("% of mentions = n ÷ all choices selected")
        exclusive = any(table.multiple and table.exclusive for table in tables)
        yield with_details(mentions, [gettext("exclusive choices included")] if exclusive else [])
    if any(_is_filtered(question.body) for question in questions):
        yield gettext("offered = those who were asked and could select it")
    yield from meanings_by_columns(summary)


def meanings_by_columns(summary: Summary) -> Iterator[str]:
    """Say what the figures of the tables by variables are."""
    tables = [tested for question in summary.questions for tested in question.tables]
    if any(tested.table.total.cells for tested in tables):
        match summary.percent:
            case Percent.ROW:
                yield gettext("% of row = n ÷ those in any column who gave this answer")
            case Percent.TOTAL:
                yield gettext("% of total = n ÷ those in any column who answered")
            case Percent.COLUMN if summary.base is Base.ASKED:
                yield gettext("% of column = n ÷ those in the column who were asked")
            case Percent.COLUMN:
                yield gettext("% of column = n ÷ those in the column who answered")
            case _:
                assert_never(summary.percent)
    overlapping = [variable.name for variable in summary.banner if variable.overlapping]
    if tables and overlapping:
        several = gettext("columns of {variables} overlap: they add up to more than the base")
        yield several.format(variables=gettext(", ").join(overlapping))
    tests = next((tested.significance.columns for tested in tables if tested.significance.columns is not None), None)
    if tests is not None:
        yield letters_meaning(bonferroni=summary.bonferroni)
        yield gettext("columns under {count} are not tested").format(count=tests.min_base)


def _is_filtered(body: Body) -> bool:
    return isinstance(body, Choices | Ranks) and body.is_filtered


def letters_meaning(*, bonferroni: bool) -> str:
    """Say what the letters in cells mean."""
    if bonferroni:
        return gettext("a letter names a column that is lower (p < 0.05, Bonferroni)")
    return gettext("a letter names a column that is lower (p < 0.05)")
