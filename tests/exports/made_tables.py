"""Tables made by hand: a column of each kind, in each of the states, as the pass over responses gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sstc_survey.exports.model import Cell, Column, DataTable, Kind, Role, Row, State

# What each question is answered with, its kind, and its choices where it has some.
ANSWERS: Final[dict[str, tuple[Kind, Sequence[Cell]]]] = {
    "sex": (Kind.CODE, ("m", "f", "other")),
    "code": (Kind.CODE, ("007", "010", "a/b")),
    "agreed": (Kind.CODE, ("ok",)),
    "remarks": (Kind.TEXT, ("one\ntwo", "ភាសាខ្មែរ 中文 'quoted' \"twice\"", "=1+1")),
    "age": (Kind.INTEGER, (0, 42, -98)),
    "population": (Kind.INTEGER, (2_147_483_648, 1_400_000_000_000, 1)),
    "grains": (Kind.INTEGER, (2**53 + 1, 5, -7)),
    "share": (Kind.DECIMAL, (0.1, 99.125, 3)),
    "tiny": (Kind.DECIMAL, (1e-20, 1e300, 2.5)),
    "since": (Kind.DATE, ("2016-09-07", "1582-10-15", "9999-12-31")),
    "founded": (Kind.DATE, ("1066-10-14", "2016-09-07", "1582-10-14")),
    "begins": (Kind.TIME, ("08:30", "00:00", "23:59")),
    "meets": (Kind.DATE_TIME, ("2016-09-07T08:30", "1600-01-01T00:00", "2030-12-31T23:59")),
    "seen": (Kind.TIMESTAMP, ("2016-09-07T08:30:05+07:00", "2016-09-07T08:30:05Z", "2016-12-31T23:59:59-05:00")),
}
CHOICES: Final = {
    "sex": (("f", "A woman"), ("m", "A man"), ("other", "Other")),
    "code": (("007", "Seven"), ("010", "Ten \"ten\"\n'10'"), ("a/b", "A or B")),
    "agreed": (("ok", "OK"),),
    "media": (("radio", "收音机"), ("tv", "Television"), ("other", "Other")),
    "order": (("a", "First"), ("b", "ទីពីរ")),
}
UNANSWERED: Final = tuple(state for state in State if state is not State.ANSWERED)


def table_of(columns: Sequence[Column], rows: Iterable[Row], name: str = "responses") -> DataTable:
    """Return a table that gives the same rows each time."""
    held = list(rows)
    return DataTable(name=name, label="", repeat=None, columns=tuple(columns), count=len(held), rows=lambda: iter(held))


def every_type() -> DataTable:
    """Return a table with every kind of question: the answers of each first, then each other state, in rows."""
    count = 3 + len(UNANSWERED)
    columns: list[tuple[Column, list[Cell]]] = [
        (Column(name="id", kind=Kind.TEXT, role=Role.KEY, label="ID"), [f"response-{row}" for row in range(count)]),
        (Column(name="seconds", kind=Kind.INTEGER, role=Role.METADATA, label="Seconds"), [*range(count - 1), None]),
    ]
    for name, (kind, answers) in ANSWERS.items():
        columns += question_columns(name, kind, [answers[row % len(answers)] for row in range(3)])
    states = [State.ANSWERED] * 3 + list(UNANSWERED)
    empty: list[Cell] = [None] * len(UNANSWERED)
    columns += [
        (question("media", Kind.TEXT, Role.JOINED), ["radio other", "tv", "radio", *empty]),
        (question("media", Kind.INDICATOR, Role.CHOICE, "radio"), [1, 0, 1, *empty]),
        (question("media", Kind.INDICATOR, Role.CHOICE, "tv"), [0, 1, None, *empty]),
        (question("media", Kind.INDICATOR, Role.CHOICE, "other"), [1, 0, 0, *empty]),
        (question("media", Kind.TEXT, Role.STATE), [*states]),
        (question("media", Kind.TEXT, Role.COMMENT), ["why", *[None] * (count - 1)]),
        (question("order", Kind.TEXT, Role.JOINED), ["b a", "a", "b", *empty]),
        (question("order", Kind.INTEGER, Role.POSITION, "a"), [2, 1, None, *empty]),
        (question("order", Kind.INTEGER, Role.POSITION, "b"), [1, None, 1, *empty]),
        (question("order", Kind.TEXT, Role.STATE), [*states]),
    ]
    return table_of([column for column, _ in columns], zip(*(cells for _, cells in columns), strict=True))


def question_columns(name: str, kind: Kind, answers: Sequence[Cell]) -> list[tuple[Column, list[Cell]]]:
    """Return the columns of the answers to a question, and of its states, each other state once after them."""
    return [
        (question(name, kind, Role.VALUE), [*answers, *[None] * len(UNANSWERED)]),
        (question(name, Kind.TEXT, Role.STATE), [*[State.ANSWERED] * len(answers), *UNANSWERED]),
    ]


def question(name: str, kind: Kind, role: Role, code: str | None = None) -> Column:
    """Return a column of a question, named and labelled as in an export."""
    label = f"What of {name}?"
    choices = CHOICES.get(name, ())
    end, words = {
        Role.STATE: ("__state", " (state)"),
        Role.COMMENT: ("__comment", " (comment)"),
    }.get(role, ("", ""))
    if code is not None:
        end, words = f"/{code}", f": {dict(choices)[code]}"
    return Column(
        name=name + end,
        kind=kind,
        role=role,
        label=label + words,
        question=name,
        code=code,
        choices=choices if role in (Role.VALUE, Role.JOINED) else (),
    )
