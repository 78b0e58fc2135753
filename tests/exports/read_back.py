"""Read files of SPSS and Stata by other programs, and say what should be in them, both in the same plain words.

A cell is a number, a text, a date or a time in ISO 8601, a State, or None where nothing is said.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, TypeAlias

import pytest
from msgspec import Struct

from sstc_survey.exports.labelled.limits import Limits
from sstc_survey.exports.model import Cell, Column, DataTable, Kind, Role, State

Plain: TypeAlias = float | str | State | None

# What the states are called, and which are numbered in variables of their own.
WORDS: Final = {
    "en": ("answered", "blank", "don't know", "refused", "not asked", "not reached", "hidden"),
    "zh": ("已回答", "未填", "不知道", "拒绝回答", "未提问", "未到达", "隐去"),
}
STATES: Final = (
    State.ANSWERED,
    State.BLANK,
    State.DONT_KNOW,
    State.REFUSED,
    State.NOT_ASKED,
    State.NOT_REACHED,
    State.HIDDEN,
)
NO_YES: Final = {"en": ("no", "yes"), "zh": ("否", "是")}
_R: Final = os.path.join(os.path.dirname(__file__), "read_labelled.R")
_TIMES: Final = (Kind.DATE, Kind.TIME, Kind.DATE_TIME, Kind.TIMESTAMP)


class Found(Struct):
    """A variable as a program reads it: its label, the labels of its values, and its cells."""

    label: str
    labels: dict[Plain, str]
    cells: list[Plain]


def expected_cells(
    table: DataTable, as_text: Sequence[str], *, dated_states: bool, codes: bool
) -> dict[str, list[Plain]]:
    """Return what should be in a file by the names of columns, with states where they can be among the values."""
    rows = list(table.rows())
    columns = {column.name: [row[place] for row in rows] for place, column in enumerate(table.columns)}
    expected: dict[str, list[Plain]] = {}
    for column in table.columns:
        if column.role in (Role.JOINED, Role.STATE):
            continue
        is_text = (
            column.kind is Kind.TEXT
            or (column.kind is Kind.CODE and not column.choices)
            or column.name in as_text
            or (codes and column.kind is Kind.CODE)
        )
        states = columns.get(f"{column.question}__state")
        has_states = column.role in (Role.VALUE, Role.CHOICE, Role.POSITION) and states is not None
        cells = [_expected(column, cell, is_text=is_text) for cell in columns[column.name]]
        if has_states and not is_text and (dated_states or column.kind not in _TIMES):
            assert states is not None
            expected[column.name] = [
                State(str(state)) if cell is None and state != "answered" else cell
                for cell, state in zip(cells, states, strict=True)
            ]
        else:
            expected[column.name] = cells
            if has_states and not set(states or ()) <= {"answered", "not_asked"}:
                expected[f"{column.question}__state"] = [STATES.index(State(str(state))) for state in states or ()]
    return expected


def _expected(column: Column, cell: Cell, *, is_text: bool) -> Plain:
    if is_text:
        return "" if cell is None else str(cell)
    if cell is None:
        return None
    match column.kind:
        case Kind.CODE:
            return 1.0 + [code for code, _ in column.choices].index(str(cell))
        case Kind.TIME | Kind.DATE_TIME:
            return f"{cell}:00"
        case Kind.TIMESTAMP:
            return dt.datetime.fromisoformat(str(cell)).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")
        case _:
            return cell


def by_pyreadstat(path: str, limits: Limits) -> dict[str, Found]:
    """Read a file with pyreadstat; states are found by their labels in SPSS, and by their letters in Stata."""
    import pyreadstat

    read = pyreadstat.read_sav if limits.extension == "sav" else pyreadstat.read_dta
    frame, meta = read(path, user_missing=True)
    found = {}
    for name, label in zip(meta.column_names, meta.column_labels, strict=True):
        labels: dict[Any, str] = dict(meta.variable_value_labels.get(name, {}))
        missing = {}
        each: Any
        for each in meta.missing_ranges.get(name, ()):
            states = sorted(value for value in labels if isinstance(value, float) and each["lo"] <= value <= each["hi"])
            assert (states[0], states[-1]) == (each["lo"], each["hi"])
            missing = dict(zip(states, STATES[1:], strict=True))
        letters = dict(zip("abcdef", STATES[1:], strict=True)) if limits.extension == "dta" else {}
        known = missing | (letters if not set(labels).isdisjoint(letters) else {})
        found[name] = Found(
            label or "",
            {known.get(value, value): text for value, text in labels.items()},
            [_plain(value, known) for value in frame[name].tolist()],
        )
    return found


def _plain(value: Any, states: dict[Any, State]) -> Plain:
    import pandas as pd

    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 what is not itself is no number
        return None
    if value in states:
        return states[value]
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return float(value) if isinstance(value, int | float) else str(value)


def by_r(path: str, *, states: bool = True) -> dict[str, Found]:
    """Read a file with R's haven, as SPSS's user-missing values or without them; skip the test without R."""
    if not has_haven():
        pytest.skip("R with haven is not installed")
    done = subprocess.run(
        ["Rscript", _R, path, "states" if states else "plain"], check=True, capture_output=True, text=True
    )
    found: dict[str, Found] = {}
    missing: dict[float, State] = {}
    for line in done.stdout.splitlines():
        what, *rest = line.split("\t")
        match what:
            case "variable":
                missing = {}
                current = found[_text(rest[0])] = Found(_text(rest[1]), {}, [])
            case "range":
                lowest, highest = map(float, rest)
                step = (highest - lowest) / 5
                missing = {lowest + step * number: state for number, state in enumerate(STATES[1:])}
            case "label":
                current.labels[_from_r(rest[0], missing)] = _text(rest[1])
            case "cell":
                current.cells.append(_from_r(rest[0], missing))
            case _:
                assert what == "rows"
    return found


@cache
def has_haven() -> bool:
    """Tell whether R is installed, with the package that reads these files."""
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(haven)"], check=False, capture_output=True).returncode == 0


def _from_r(cell: str, missing: dict[float, State]) -> Plain:
    kind, _, value = cell.partition(":")
    match kind:
        case "text":
            return _text(value)
        case "missing":
            return STATES[1 + "abcdef".index(value)]
        case "number":
            return missing.get(float(value), float(value))
        case "seconds":
            return str(dt.datetime.fromtimestamp(float(value), dt.UTC).time())
        case "date" | "moment":
            return value
        case _:
            assert cell == "."
            return None


def _text(digits: str) -> str:
    return bytes.fromhex(digits).decode()
