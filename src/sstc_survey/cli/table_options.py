"""The options of commands that tally responses: `summarize` and `report`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sstc_survey.cli.completion import complete_bands, complete_questions, complete_summary
from sstc_survey.cli.options import path_option
from sstc_survey.reports.summary import Base, Percent, Sort

if TYPE_CHECKING:
    from sstc_survey.commands.shared.saved import SavedOptions


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


QuestionnaireOption = Annotated[
    str | None,
    path_option("--questionnaire", metavar="FILE", words="Use this questionnaire instead of the saved copy."),
]
QuestionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--question",
        metavar="NAME[,NAME]",
        help="Show only these questions; repeatable.",
        autocompletion=complete_questions,
    ),
]
IncludeOption = Annotated[
    list[Include] | None, typer.Option("--include", help="Include drafts or simulated responses as well.")
]
BaseOption = Annotated[Base | None, typer.Option("--base", help="Base of the percentages.  [default: answered]")]
SortOption = Annotated[
    Sort | None,
    typer.Option("--sort", help="Sort choices by questionnaire order or by count.  [default: order]"),
]
TopOption = Annotated[
    int | None,
    typer.Option("--top", metavar="N", min=1, help="Show the N most frequent choices; the others as one row."),
]
AllOption = Annotated[bool, typer.Option("--all", help="Show every text and every value, however long the list.")]
QuotesOption = Annotated[
    int | None,
    typer.Option(
        "--quotes",
        metavar="N",
        min=0,
        help="Read the open answers of the first N interviews of a question; count the others.  [default: 1000]",
    ),
]
IntervalsOption = Annotated[bool, typer.Option("--intervals", help="Show the 95% intervals of percentages.")]
ByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="NAME[,NAME]",
        help="Show each question by these, side by side; repeatable.",
        autocompletion=complete_questions,
    ),
]
PercentOption = Annotated[
    Percent | None,
    typer.Option("--percent", help="With --by: percentages of columns, rows or all answers.  [default: column]"),
]
TestOption = Annotated[
    list[TableTest] | None, typer.Option("--test", help="With --by: test the tables, or their columns; repeatable.")
]
BoxOption = Annotated[
    list[ScaleBox] | None, typer.Option("--box", help="Add the two highest or lowest values of scales; repeatable.")
]
BandsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--bands",
        metavar="NAME=BANDS",
        help="Bands of a number or date, as in age=0-17,18-39,40+; repeatable.",
        autocompletion=complete_bands,
    ),
]
MeanOption = Annotated[
    list[str] | None,
    typer.Option(
        "--mean",
        metavar="NAME[,NAME]",
        help="With --by: compare the means of these questions; repeatable.",
        autocompletion=complete_questions,
    ),
]
MinBaseOption = Annotated[
    int | None,
    typer.Option("--min-base", metavar="N", min=2, help="With --test columns: smallest column tested.  [default: 30]"),
]
BonferroniOption = Annotated[
    bool, typer.Option("--bonferroni", help="With --test columns: allow for the number of pairs.")
]
WhereOption = Annotated[
    str | None,
    typer.Option("--where", metavar="EXPRESSION", help="Count only the interviews that meet this condition."),
]
AnyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--any",
        metavar="[NAME=]EXPRESSION",
        help="Add whether any instance of a repeat meets this condition; repeatable.",
    ),
]
SessionOption = Annotated[
    str | None,
    typer.Option(
        "--session",
        metavar="SESSION",
        help="Count only the panellists of this session, also those who did not reach the end.",
    ),
]
UseOption = Annotated[
    str | None,
    typer.Option(
        "--use",
        metavar="NAME",
        help="Use the options saved as NAME; others are added, or replace them.",
        autocompletion=complete_summary,
    ),
]


def table_options(
    *,
    question: Sequence[str] | None,
    by: Sequence[str] | None,
    bands: Sequence[str] | None,
    where: str | None,
    any_: Sequence[str] | None,
    mean: Sequence[str] | None,
    test: Sequence[TableTest] | None,
    box: Sequence[ScaleBox] | None,
    percent: Percent | None,
    base: Base | None,
    sort: Sort | None,
    top: int | None,
    show_all: bool,
    intervals: bool,
    include: Sequence[Include] | None,
    language: str | None,
    min_base: int | None,
    bonferroni: bool,
    quotes: int | None,
) -> SavedOptions:
    """Return the options as they can be saved."""
    from sstc_survey.commands.shared.saved import SavedOptions

    return SavedOptions(
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
        quotes=quotes,
    )


def _names(typed: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names between commas, each once; what names nothing stays as it was typed, to be refused."""
    found = ([name.strip() for name in each.split(",") if name.strip()] or [each] for each in typed or ())
    return tuple(dict.fromkeys(name for names in found for name in names))
