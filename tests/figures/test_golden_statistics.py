"""The tests and errors of the golden tables, from counts that are taken from the records one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from comparing import Comparison
from golden_sets import GoldenSet, Row

from sstc_survey.statistics import clusters, columns, contingency, intervals, means

Answers = dict[str, Any]


@dataclass(frozen=True)
class Units:
    """Interviews, or members with the answers of their household, each with the number of its interview."""

    golden: GoldenSet
    rows: list[tuple[int, Answers]]

    def codes(self, name: str) -> list[str]:
        row = self.golden.questions[name]
        if row["type"] == "range":
            given = row["parameters"]
            count = round((given["end"] - given["start"]) / given["step"]) + 1
            return [f"{given['start'] + place * given['step']:g}" for place in range(count)]
        return [choice["name"] for choice in row["choices"]]

    def is_single(self, name: str) -> bool:
        return bool(self.golden.questions[name]["type"] == "select_one")

    def who_answered(self, *names: str) -> list[tuple[int, Answers]]:
        return [(number, row) for number, row in self.rows if all(name in row for name in names)]

    def numbers(self, name: str, rows: Iterable[Answers]) -> list[float]:
        """Return the numbers, or the scores of the choices, of those who have one."""
        scores = self.golden.plan.get("scales", {}).get(name, {}).get("scores")
        if scores is None:
            return [row[name] for row in rows if name in row]
        return [scores[row[name]] for row in rows if row.get(name) in scores]

    def has_numbers(self, name: str) -> bool:
        scales = self.golden.plan.get("scales", {})
        kind = self.golden.questions[name]["type"]
        return kind in {"integer", "decimal", "range"} or "scores" in scales.get(name, {})


def chose(row: Answers, name: str, code: str) -> bool:
    value = row[name]
    if isinstance(value, list):
        return code in value
    return code == (value if isinstance(value, str) else f"{value:g}")


def interviews(golden: GoldenSet) -> Units:
    return Units(golden, [(number, record["answers"]) for number, record in enumerate(golden.records())])


def members(golden: GoldenSet, repeat: str) -> Units:
    rows = []
    for number, record in enumerate(golden.records()):
        household = {name: value for name, value in record["answers"].items() if name != repeat}
        rows += [(number, {**household, **member}) for member in record["answers"].get(repeat, [])]
    return Units(golden, rows)


@pytest.mark.golden("crosstabs")
def test_tests_of_tables(golden: GoldenSet, figures: str) -> None:
    units = interviews(golden)
    comparison = Comparison()
    for name, expected in golden.expected(figures).items():
        row, col = expected["row"], expected["col"]
        base = [answers for _, answers in units.who_answered(row, col)]
        rows, cols = units.codes(row), units.codes(col)
        table = {
            one: {other: sum(chose(each, row, one) and chose(each, col, other) for each in base) for other in cols}
            for one in rows
        }
        row_bases = {one: sum(chose(each, row, one) for each in base) for one in rows}
        col_bases = {one: sum(chose(each, col, one) for each in base) for one in cols}
        found: Row = {}
        match units.is_single(row), units.is_single(col):
            case True, True:
                found["test"] = plain(contingency.table_test(table))
            case _, True:
                tests = contingency.row_choice_tests(table, col_bases)
                found["test_per_row_choice"] = {code: plain(test) for code, test in tests.items()}
            case True, _:
                tests = contingency.column_choice_tests(table, row_bases)
                found["test_per_col_choice"] = {code: plain(test) for code, test in tests.items()}
            case _:
                pass
        wanted = {key: value for key, value in expected.items() if key.startswith("test")}
        assert wanted.keys() == found.keys()
        comparison.compare(found, wanted, name)
    comparison.finish()


def plain(figures: Any) -> Any:
    """Return a struct of figures as mappings, lists and numbers."""
    return msgspec.to_builtins(figures)


@pytest.mark.golden("means")
def test_tests_of_means(golden: GoldenSet, figures: str) -> None:
    units = interviews(golden)
    comparison = Comparison()
    for name, expected in golden.expected(figures).items():
        groups = groups_of(units, expected["value"], expected["by"])
        comparison.compare(omnibus(groups), {key: expected[key] for key in omnibus(groups) if key in expected}, name)
    comparison.finish()


def groups_of(units: Units, value: str, by: str) -> dict[str, dict[float, int]]:
    base = [row for _, row in units.who_answered(value, by)]
    return {
        code: Counter(units.numbers(value, (row for row in base if chose(row, by, code)))) for code in units.codes(by)
    }


def omnibus(groups: dict[str, dict[float, int]]) -> Row:
    return {
        "welch_t": plain(means.welch_t(groups)),
        "welch_anova": plain(means.welch_anova(groups)),
        "anova": plain(means.anova(groups)),
        "kruskal_wallis": plain(means.kruskal_wallis(groups)),
    }


@pytest.mark.golden("tables")
def test_tests_of_columns(golden: GoldenSet, figures: str) -> None:
    units = interviews(golden)
    comparison = Comparison()
    for name, expected in golden.expected(figures).items():
        for by, banner in expected["banner"].items():
            wanted = {
                "tests": banner["tests"],
                "columns": {
                    code: {"letter": column["letter"], "eligible": column["eligible"], "base": column["base"]}
                    for code, column in banner["columns"].items()
                },
            }
            comparison.compare(column_tests(units, name, by), wanted, f"{name} by {by}")
    comparison.finish()


def column_tests(units: Units, name: str, by: str) -> Row:
    base = [row for _, row in units.who_answered(name, by)]
    codes = units.codes(by)
    inside = {code: [row for row in base if chose(row, by, code)] for code in codes}
    bases = [len(rows) for rows in inside.values()]
    is_tested = units.is_single(by)
    tested = columns.eligible(bases) if is_tested else []
    heads = {
        code: {
            "letter": columns.letter(place) if is_tested else None,
            "eligible": place in tested,
            "base": bases[place],
        }
        for place, code in enumerate(codes)
    }
    if not is_tested:
        return {"tests": None, "columns": heads}
    tests: Row = {"comparisons": columns.comparisons_of(bases)}
    for part, members_of in parts_of(units, name).items():
        tests[part] = {}
        for row, picked in members_of.items():
            counts = [sum(any(chose(each, name, code) for code in picked) for each in rows) for rows in inside.values()]
            tests[part][row] = with_letters(columns.share_tests(counts, bases), codes)
    if units.has_numbers(name):
        groups = groups_of(units, name, by)
        found = means.mean_tests(list(groups.values()))
        tests["mean"] = with_letters(found, codes) | omnibus(groups)
        tests["mean_comparisons"] = found.comparisons
    return {"tests": tests, "columns": heads}


def parts_of(units: Units, name: str) -> dict[str, dict[str, list[str]]]:
    """Return the rows of a question, its nets and its boxes, each with the codes that are in it."""
    plan = units.golden.plan
    parts: dict[str, dict[str, list[str]]] = {}
    if units.golden.questions[name]["type"] in {"select_one", "select_multiple", "range"}:
        parts["rows"] = {code: [code] for code in units.codes(name)}
    if nets := plan.get("nets", {}).get(name):
        parts["nets"] = nets
    if scale := plan.get("scales", {}).get(name):
        boxes = {box: list(map(str, scale[box])) for box in ("top2", "bottom2") if box in scale}
        parts["boxes"] = boxes
    return parts


def with_letters(found: columns.ShareTests | means.MeanTests, codes: list[str]) -> Row:
    """Return tests of columns with the letters by the codes of the columns."""
    row: Row = plain(found)
    for key in ("letters", "letters_bonferroni"):
        row[key] = dict(zip(codes, row[key], strict=True))
    return row


@pytest.mark.golden("repeats")
def test_errors_of_members(golden: GoldenSet, figures: str) -> None:
    expected = golden.expected(figures)
    units = members(golden, expected["repeat"])
    households = expected["households"]
    comparison = Comparison()
    for name, row in expected["questions"].items():
        base = units.who_answered(name)
        if "numeric" in row:
            error = mean_error([(number, each[name]) for number, each in base], households)
            comparison.compare(error, row["by_household"], name)
            continue
        for code, choice in row["choices"].items():
            error = share_error([(number, chose(each, name, code)) for number, each in base], households)
            comparison.compare(error, choice["by_household"], f"{name}/{code}")
    for name, row in expected["means"].items():
        value, by = row["value"], row["by"]
        for code, group in row["groups"].items():
            inside = [(number, each[value]) for number, each in units.who_answered(value, by) if chose(each, by, code)]
            comparison.compare(mean_error(inside, households), group["by_household"], f"{name}/{code}")
    comparison.finish()


def sums(values: list[tuple[int, Any]]) -> clusters.ClusterSums:
    """Add up values by the household that they are in, one half after the other."""
    by_household: dict[int, Counter[float]] = {}
    for number, value in values:
        by_household.setdefault(number, Counter())[value] += 1
    halves = clusters.ClusterSums(), clusters.ClusterSums()
    for number, counts in by_household.items():
        halves[number % 2].add(counts)
    halves[0].merge(halves[1])
    return halves[0]


def mean_error(values: list[tuple[int, float]], households: int) -> Any:
    return plain(clusters.cluster_mean(sums(values), households))


def share_error(values: list[tuple[int, bool]], households: int) -> Any:
    return plain(clusters.cluster_share(sums([(number, int(value)) for number, value in values]), households))


@pytest.mark.golden("repeats", "questions", "questions_wave2")
def test_intervals_of_shares(golden: GoldenSet, figures: str) -> None:
    comparison = Comparison()
    expected = golden.expected(figures)
    for name, row in expected["questions"].items():
        for code, choice in row.get("choices", {}).items():
            if "wilson95_pct_answered" in choice:
                found = intervals.wilson(choice["count"], row["bases"]["answered"])
                comparison.compare(found, choice["wilson95_pct_answered"], f"{name}/{code}")
    for name, row in expected.get("households_where", {}).items():
        found = intervals.wilson(row["yes"], row["yes"] + row["no"])
        comparison.compare(found, row["wilson95_pct_of_known"], name)
    comparison.finish()
