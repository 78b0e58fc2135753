"""Every figure of the golden tables and repeats, as `summarize --by` prints it in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pytest
from comparing import LEFT_OUT, Comparison
from golden_sets import GoldenSet, Row, Summarized

# What a printed figure is called in the golden files
NAMES: Final = {
    "n": "count",
    "percent_answered": "pct_answered",
    "percent_asked": "pct_asked",
    "percent_mentions": "pct_mentions",
    "percent_column": "col_pct",
    "percent_row": "row_pct",
    "percent_total": "total_pct",
}


def renamed(rows: Iterable[Row], key: str = "code") -> dict[str, Row]:
    """Return printed rows by what they are of, with the golden names of their figures."""
    return {
        row[key] if isinstance(row[key], str) else f"{row[key]:.15g}": {
            NAMES.get(name, name): figure for name, figure in row.items()
        }
        for row in rows
    }


def by_name(printed: Row) -> dict[str, Row]:
    return {row["name"]: row for row in printed["questions"]}


def banner(question: Row, name: str) -> Row:
    """Return the figures of a question by another one."""
    return next(row for row in question["by"] if row["name"] == name)


def options(columns: Iterable[str], *more: str) -> list[str]:
    """Return the options that a set is summarized with, the same for all of its tables."""
    return ["records.jsonl", "--by", ",".join(dict.fromkeys(columns)), *more]


def block(printed: Row) -> Row:
    """Return the figures of one column, or of the total, as a golden table has them."""
    found: Row = {"base": printed["base"] if "base" in printed else printed["answered"]}
    if rows := printed.get("choices") or printed.get("marks"):
        found["rows"] = renamed(rows, "code" if "choices" in printed else "mark")
        for row in found["rows"].values():
            row["mentions_pct"] = row.get("pct_mentions")
            row.setdefault("col_pct", row.get("pct_answered"))
    if nets := printed.get("nets"):
        found["nets"] = renamed(nets, "name")
    if boxes := printed.get("boxes"):
        found["boxes"] = renamed([{**box, "code": name} for name, box in boxes.items()])
    for part in ("nets", "boxes"):
        for row in found.get(part, {}).values():
            row.setdefault("col_pct", row.get("pct_answered"))
    if dates := printed.get("dates"):
        found["date"] = {
            "n": dates["n"], "earliest": dates["first"], "median_low": dates.get("median"), "latest": dates["last"],
        }  # fmt: skip
    return found | {
        "mentions": printed.get("mentions"),
        "mentions_per_respondent": printed.get("mentions_per_answered"),
        "score": printed.get("scores"),
        "numeric": printed.get("numbers"),
    }


def tables(golden: GoldenSet, summarized: Summarized) -> Row:
    """Return the tables of a set as the command prints them, in the layout of the golden file."""
    plan = golden.plan["tables"]
    columns = (name for table in plan for name in table["columns"])
    tests = ["--test", "columns", "--box", "top2", "--box", "bottom2"]
    printed = by_name(summarized(golden, *options(columns, *tests)))
    return {table["row"]: one_table(printed[table["row"]], table["columns"]) for table in plan}


def one_table(question: Row, columns: Iterable[str]) -> Row:
    return {
        "bases": question,
        "total": block(question),
        "banner": {
            name: {
                **banner(question, name),
                "tests": column_tests(banner(question, name)),
                "columns": {
                    column["code"]: {**column, **block(column)} for column in banner(question, name)["columns"]
                },
            }
            for name in columns
        },
    }


def column_tests(entry: Row) -> Row | None:
    """Return the tests of columns as a golden table has them, with letters by column."""
    tests = entry.get("columns_test")
    if tests is None:
        return None
    codes = [column["code"] for column in entry["columns"]]

    def lettered(row: Row) -> Row:
        letters = {key: dict(zip(codes, row[key], strict=True)) for key in ("letters", "letters_bonferroni")}
        return {**row, **letters}

    found = {key: {name: lettered(row) for name, row in tests[key].items()} for key in ("rows", "nets", "boxes")}
    mean = tests["mean"] and lettered(tests["mean"]) | entry.get("means_test", {})
    return {
        "comparisons": tests["comparisons"],
        **found,
        "mean": mean,
        "mean_comparisons": mean and mean["comparisons"],
    }


def part(table: Row, name: str) -> Row:
    """Return a part of a golden table: its columns without their tests, the tests, or another part."""
    if name == "columns":
        left_out = ("tests", "type")
        return {
            "banner": {
                by: {key: each for key, each in row.items() if key not in left_out}
                for by, row in table["banner"].items()
            }
        }
    if name == "tests":
        return {"banner": {by: {"tests": row["tests"]} for by, row in table["banner"].items()}}
    return {name: table[name]}


@pytest.mark.golden("tables")
@pytest.mark.parametrize("name", ["bases", "total", "columns", "tests"])
def test_tables(golden: GoldenSet, figures: str, name: str, summarized: Summarized) -> None:
    expected = {row: part(table, name) for row, table in golden.expected(figures).items()}
    comparison = Comparison()
    comparison.compare(tables(golden, summarized), expected)
    comparison.finish()


def cross_table(question: Row, name: str) -> Row:
    """Return a question by another one as a golden cross-tab has it."""
    entry = banner(question, name)
    columns = {column["code"]: renamed(column["choices"]) for column in entry["columns"]}
    return {
        "base": entry["base"],
        "row_bases": entry["row_bases"],
        "col_bases": {column["code"]: column["base"] for column in entry["columns"]},
        "cells": {
            row["code"]: {code: column[row["code"]] for code, column in columns.items()}
            for row in entry["total"]["choices"]
        },
    }


@pytest.mark.golden("crosstabs")
@pytest.mark.parametrize("name", ["unweighted", "test"])
def test_crosstabs(golden: GoldenSet, figures: str, name: str, summarized: Summarized) -> None:
    expected = golden.expected(figures)
    columns = (row["col"] for row in expected.values())
    printed = by_name(summarized(golden, *options(columns, "--test", "chi2")))
    comparison = Comparison()
    for title, row in expected.items():
        question = printed[row["row"]]
        if name == "unweighted":
            comparison.compare(cross_table(question, row["col"]), row["unweighted"], title)
            continue
        entry = banner(question, row["col"])
        found = {"test": entry.get("chi2")}
        found |= dict.fromkeys(("test_per_row_choice", "test_per_col_choice"), entry.get("chi2_per_choice"))
        comparison.compare(found, {key: each for key, each in row.items() if key.startswith("test")}, title)
    comparison.finish()


@pytest.mark.golden("means")
def test_means(golden: GoldenSet, figures: str, summarized: Summarized) -> None:
    comparison = Comparison()
    for title, row in golden.expected(figures).items():
        printed = by_name(summarized(golden, *options([row["by"]], "--mean", row["value"])))
        entry = banner(printed[row["value"]], row["by"])
        groups = {column["code"]: column["numbers"] for column in entry["columns"]}
        found = {"n": entry["base"], "groups": groups, **entry["means_test"]}
        comparison.compare(found, {key: each for key, each in row.items() if key not in {"value", "by"}}, title)
    comparison.finish()


def member_question(question: Row) -> Row:
    """Return a question of a repeat as a golden file has it."""
    return {
        "type": question["type"],
        "bases": {**question, "members": question["instances"]},
        "mentions": question.get("mentions"),
        "mentions_per_answered": question.get("mentions_per_answered"),
        "numeric": question.get("numbers"),
        "choices": renamed(question.get("choices", [])),
        "by_household": mean_error(question),
    } | errors_of(question)


def mean_error(printed: Row) -> Row | None:
    """Return the error of a mean with the interview as the cluster; an empty column has none."""
    mean: Row | None = printed.get("by_interview", {}).get("mean")
    return mean


def errors_of(question: Row) -> Row:
    """Return the choices of a question of a repeat with their errors."""
    choices = renamed(question.get("choices", []))
    return {
        "choices": {
            code: {**row, "by_household": question["by_interview"]["choices"][code]} for code, row in choices.items()
        }
    }


MEMBERS: Final = {
    "bases": {"bases"},
    "choices": {"choices"},
    "numbers": {"numeric", "by_household"},
    "mentions": {"mentions", "mentions_per_answered"},
}


@pytest.mark.golden("repeats")
@pytest.mark.parametrize("name", list(MEMBERS))
def test_members(golden: GoldenSet, figures: str, name: str, summarized: Summarized) -> None:
    printed = by_name(summarized(golden, "records.jsonl", "--intervals"))
    comparison = Comparison()
    for question, row in golden.expected(figures)["questions"].items():
        wanted = {key: each for key, each in row.items() if key in MEMBERS[name]}
        comparison.compare(member_question(printed[question]), wanted, question)
    comparison.finish()


@pytest.mark.golden("repeats")
def test_instances(golden: GoldenSet, figures: str, summarized: Summarized) -> None:
    expected = golden.expected(figures)
    printed = by_name(summarized(golden))[expected["repeat"]]
    found = {
        "households": printed["interviews"],
        "members": printed["total"],
        "states": {**printed, "with_members": printed.get("with_instances")},
        "sizes": printed.get("sizes"),
        "members_per_household": printed["numbers"],
        "members_per_household_with_any": printed.get("numbers_with_any"),
    }
    comparison = Comparison()
    comparison.compare(found, {key: expected[key] for key in found})
    comparison.finish()


@pytest.mark.golden("repeats")
@pytest.mark.parametrize("name", ["crosstabs", "means"])
def test_tables_of_members(golden: GoldenSet, figures: str, name: str, summarized: Summarized) -> None:
    expected = golden.expected(figures)
    columns = [row["col"] for row in expected["crosstabs"].values()] + [row["by"] for row in expected["means"].values()]
    printed = by_name(summarized(golden, *options(columns, "--intervals")))
    comparison = Comparison()
    for title, row in expected[name].items():
        if name == "crosstabs":
            comparison.compare(cross_table(printed[row["row"]], row["col"]), row["unweighted"], title)
            continue
        entry = banner(printed[row["value"]], row["by"])
        groups = {
            column["code"]: {**column["numbers"], "by_household": mean_error(column)} for column in entry["columns"]
        }
        comparison.compare({"n": entry["base"], "groups": groups}, {"n": row["n"], "groups": row["groups"]}, title)
    comparison.finish()


@pytest.mark.golden("repeats")
@pytest.mark.parametrize("condition", ["all", "by"])
def test_households_with_any(golden: GoldenSet, figures: str, condition: str, summarized: Summarized) -> None:
    by: list[str] = golden.read("repeats_plan.json")["households_by"]
    comparison = Comparison({*LEFT_OUT, "where", "unit"})
    expected = golden.expected(figures)
    for title, row in expected["households_where"].items():
        printed = by_name(summarized(golden, *options(by, "--any", f"{title}={row['where']}")))
        found = {
            **with_any(printed[title]),
            "no_because_no_members": printed[expected["repeat"]]["none"],
            "members_meeting_it_per_household": printed[f"{title}_count"]["numbers"],
            "by": {
                each["name"]: {column["code"]: with_any(column) for column in each["columns"]}
                for each in printed[title]["by"]
            },
        }
        wanted = {key: each for key, each in row.items() if (key == "by") == (condition == "by")}
        comparison.compare(found, wanted, title)
    comparison.finish()


def with_any(printed: Row) -> Row:
    """Return the households of which any member meets a condition as a golden file has them."""
    yes, no = printed["choices"]
    return {
        "yes": yes["n"],
        "no": no["n"],
        "unknown": printed["dont_know"],
        "not_asked": printed["not_asked"],
        "not_reached": printed["not_reached"],
        "pct_of_known": yes.get("percent_answered", yes.get("percent_column")),
        "pct_of_households": yes["percent_asked"],
        "wilson95_pct_of_known": yes.get("interval_answered"),
    }
