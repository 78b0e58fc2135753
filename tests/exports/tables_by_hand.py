"""Exports made by hand: a table with a column of each kind and role in every state, and what else a test needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from sstc_survey.exports.model import Cell, Column, DataTable, Export, Facts, Kind, Role, Row, State
from sstc_survey.response import QuestionnaireRef

STATES: Final[tuple[Cell, ...]] = tuple(each.value for each in State)
KHMER: Final = "ការ\u200bងារ"


def export_of(*tables: DataTable, title: str = "Title") -> Export:
    """Return an export with these tables."""
    reference = QuestionnaireRef(id="market", version="1", sha256="0" * 64)
    return Export(questionnaire=reference, title=title, language="en", tables=tables)


def table_of(columns: Iterable[Column], rows: Iterable[Row], name: str = "responses") -> DataTable:
    """Return a table of these rows, with the facts of its columns as they are found in the rows."""
    kept = list(rows)
    columns = list(columns)
    needing = {
        column.question
        for place, column in enumerate(columns)
        if column.role is Role.STATE and not {row[place] for row in kept} <= {"answered", "not_asked"}
    }
    found = tuple(
        replace(column, facts=_facts([row[place] for row in kept], column, needs_states=column.question in needing))
        for place, column in enumerate(columns)
    )
    repeat = None if name == "responses" else name
    return DataTable(name=name, label="", repeat=repeat, columns=found, count=len(kept), rows=lambda: iter(kept))


def _facts(cells: Sequence[Cell], column: Column, *, needs_states: bool) -> Facts:
    texts = [cell for cell in cells if isinstance(cell, str)]
    numbers = [abs(cell) for cell in cells if isinstance(cell, int)]
    return Facts(
        filled=len(cells) - cells.count(None),
        longest=max(map(len, texts), default=0),
        longest_bytes=max((len(text.encode("utf-8", "surrogatepass")) for text in texts), default=0),
        is_exact=max(numbers, default=0) <= 1 << 53,
        needs_states=needs_states and column.question is not None,
    )


def key(name: str = "id", kind: Kind = Kind.TEXT) -> Column:
    """Return the column of a key."""
    return Column(name=name, kind=kind, role=Role.KEY, label="ID of the response")


def known(name: str, kind: Kind) -> Column:
    """Return a column of what is known of an interview."""
    return Column(name=name, kind=kind, role=Role.METADATA, label=f"The {name}")


def value(name: str, kind: Kind, label: str = "", choices: Sequence[tuple[str, str]] = ()) -> Column:
    """Return the column of the answer to a question."""
    return Column(name=name, kind=kind, role=Role.VALUE, label=label, question=name, choices=tuple(choices))


def state(name: str) -> Column:
    """Return the column of the state of a question."""
    return Column(name=f"{name}__state", kind=Kind.TEXT, role=Role.STATE, label=f"{name} (state)", question=name)


def comment(name: str) -> Column:
    """Return the column of the comments on a question."""
    return Column(name=f"{name}__comment", kind=Kind.TEXT, role=Role.COMMENT, label=f"{name} (comment)", question=name)


def several(name: str, label: str, choices: Sequence[tuple[str, str]], *, ranked: bool = False) -> list[Column]:
    """Return the columns of a question with several codes: joined, then one for each code."""
    joined = Column(name=name, kind=Kind.TEXT, role=Role.JOINED, label=label, question=name, choices=tuple(choices))
    role, kind = (Role.POSITION, Kind.INTEGER) if ranked else (Role.CHOICE, Kind.INDICATOR)
    split = (
        Column(name=f"{name}/{code}", kind=kind, role=role, label=f"{label}: {text}", question=name, code=code)
        for code, text in choices
    )
    return [joined, *split]


CROPS: Final = (
    ("007", "Maize \u2013 \u201cyellow\u201d"),
    ("rice", "Rice\nand <b>beans</b>"),
    ("x", '=1+1 & "\u7c73"'),
)


def every_kind() -> DataTable:
    """Return a table with every kind and role of column, and in its rows each state, limits, and odd texts."""
    columns = [
        key(), known("started", Kind.TIMESTAMP), known("seconds", Kind.INTEGER),
        value("name", Kind.TEXT, "Name?"), state("name"), comment("name"),
        value("crop", Kind.CODE, "Crop?", CROPS), state("crop"),
        *several("media", "Which media?", CROPS), state("media"),
        *several("order", "In which order?", CROPS, ranked=True), state("order"),
        value("age", Kind.INTEGER, "Age?"), state("age"),
        value("weight", Kind.DECIMAL, "Weight?"), state("weight"),
        value("born", Kind.DATE, "Born?"), state("born"),
        value("wakes", Kind.TIME, "Wakes?"), state("wakes"),
        value("met", Kind.DATE_TIME, "Met?"), state("met"),
        value("seen", Kind.TIMESTAMP, "Seen?"), state("seen"),
    ]  # fmt: skip
    said: list[Row] = [
        ("a-1", "2016-09-07T09:00:00+08:00", 61,
         "Ana", "answered", "well\nsaid", "007", "answered", "007 x", 1, 0, 1, "answered",
         "x 007", 2, None, 1, "answered", 0, "answered", 0.1, "answered", "2016-09-07", "answered",
         "00:00", "answered", "2016-09-07T14:30", "answered", "2016-09-07T14:30:05Z", "answered"),
        ("a-2", "2016-09-07T09:00:00.250-03:30", None,
         " 007 ", "answered", None, "rice", "answered", "", 0, 0, 0, "answered",
         "rice", None, 1, None, "answered", -17, "answered", 12, "answered", "1900-03-01", "answered",
         "23:59", "answered", "9999-12-31T23:59", "answered", "1900-03-02T00:00:00+05:45", "answered"),
        ("a-3", None, 0,
         "=1+1", "answered", "TRUE", "x", "answered", "rice", 0, 1, 0, "answered",
         "007 rice x", 1, 2, 3, "answered", 999_999_999_999_999, "answered", 1e-9, "answered", "2000-02-29", "answered",
         "12:34", "answered", "2000-02-29T00:00", "answered", "2038-01-19T03:14:08+00:00", "answered"),
        ("a-4", None, None,
         KHMER, "answered", "\u5357\u5357\u5408\u4f5c \U0001f469\u200d\U0001f4bb", "007", "answered",
         "007", 1, 0, 0, "answered", "x", None, None, 1, "answered", 7, "answered", -2.5, "answered",
         "2024-12-31", "answered", "06:00", "answered", "1999-12-31T23:59", "answered",
         "1999-12-31T23:59:59.999+14:00", "answered"),
    ]  # fmt: skip
    return table_of(columns, [*said, *(_unsaid(columns, f"b-{each}", each) for each in STATES[1:])])


def _unsaid(columns: Sequence[Column], name: str, missing: Cell) -> Row:
    return (name, *(missing if column.role is Role.STATE else None for column in columns[1:]))
