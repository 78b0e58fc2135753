"""Every figure of every question of the golden sets, as `summarize --format json` prints it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from comparing import Comparison, figures_in
from golden_sets import GoldenSet, Row, Summarized


def bases(printed: Row) -> Row:
    return {"bases": printed}


def choices(printed: Row) -> Row:
    names = {"count": "n", "pct_answered": "percent_answered", "pct_asked": "percent_asked"}
    names["pct_mentions"] = "percent_mentions"
    return {"choices": _renamed(printed.get("choices", []), names)}


def _renamed(rows: list[Row], names: dict[str, str], key: str = "code") -> dict[str, Row]:
    return {f"{row[key]}": {theirs: row[mine] for theirs, mine in names.items() if mine in row} for row in rows}


def intervals(printed: Row) -> Row:
    return {"choices": _renamed(printed.get("choices", []), {"wilson95_pct_answered": "interval_answered"})}


def mentions(printed: Row) -> Row:
    return {key: printed[key] for key in ("mentions", "mentions_per_answered") if key in printed}


def numbers(printed: Row) -> Row:
    return {"numeric": printed.get("numbers")}


def steps(printed: Row) -> Row:
    return {
        "steps": {
            f"{row['mark']:.15g}": {"count": row["n"], "pct_answered": row["percent_answered"]}
            for row in printed.get("marks", [])
        }
    }


def ranks(printed: Row) -> Row:
    names = {
        "n_ranked": "n", "mean_rank": "mean_rank", "first_count": "first", "first_pct": "percent_answered",
        "borda": "borda", "borda_per_answered": "borda_per_answered", "at_rank": "places",
    }  # fmt: skip
    items = _renamed(printed.get("ranks", []), names)
    for item in items.values():
        item["at_rank"] = {str(place): n for place, n in enumerate(item["at_rank"], 1)}
    return {"rank": {"n": printed["answered"], "choices_in_list": len(items), "items": items}}


def dates(printed: Row) -> Row:
    row = printed.get("dates", {})
    names = {"n": "n", "earliest": "first", "median_low": "median", "latest": "last", "by_month": "months"}
    return {"date": {theirs: row[mine] for theirs, mine in names.items() if mine in row}}


def texts(printed: Row) -> Row:
    return {"text": printed.get("texts")}


# What a group of figures is of, how the printed ones read as the expected ones, and which of these there are
GROUPS: dict[str, tuple[Callable[[Row], Row], Row]] = {
    "bases": (bases, {"bases": True}),
    "choices": (choices, {"choices": {"count", "pct_answered", "pct_asked", "pct_mentions"}}),
    "interval_answered": (intervals, {"choices": {"wilson95_pct_answered"}}),
    "mentions": (mentions, {"mentions": True, "mentions_per_answered": True}),
    "numbers": (numbers, {"numeric": {"n", "mean", "sd", "min", "q1", "median", "q3", "max"}}),
    "sum": (numbers, {"numeric": {"sum"}}),
    "steps": (steps, {"steps": True}),
    "ranks": (ranks, {"rank": True}),
    "dates": (dates, {"date": {"n", "earliest", "latest", "by_month"}}),
    "median of dates": (dates, {"date": {"median_low"}}),
    "texts.distinct": (texts, {"text": True}),
}


def _wanted(row: Row, keys: Row) -> Row:
    """Return the figures of a question that belong to a group."""
    found: Row = {}
    for key, inner in keys.items():
        if key not in row:
            continue
        if inner is True:
            found[key] = row[key]
        elif key == "choices":
            found[key] = {code: {name: each[name] for name in inner & each.keys()} for code, each in row[key].items()}
        else:
            found[key] = {name: row[key][name] for name in inner}
    return found


@pytest.mark.golden("questions", "questions_wave2")
@pytest.mark.parametrize("group", list(GROUPS))
def test_group(golden: GoldenSet, figures: str, group: str, summarized: Summarized) -> None:
    printed = summarized(golden, figures.replace("questions", "records") + ".jsonl")
    rows = {row["name"]: row for row in printed["questions"]}
    as_expected, keys = GROUPS[group]
    comparison = Comparison()
    expected = golden.expected(figures)
    if group == "bases":
        comparison.compare(printed["interviews"], expected["interviews"], "interviews")
    for name, row in expected["questions"].items():
        if wanted := _wanted(row, keys):
            comparison.compare(as_expected(rows[name]), wanted, name)
    comparison.finish()


@pytest.mark.golden("questions", "questions_wave2")
def test_every_figure_is_in_a_group(golden: GoldenSet, figures: str) -> None:
    for row in golden.expected(figures)["questions"].values():
        wanted = [_wanted(row, keys) for _, keys in GROUPS.values()]
        assert sum(map(figures_in, wanted)) == figures_in(row) - 1  # the type
