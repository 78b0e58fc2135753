"""The rows of a list, and which of them a text means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from sstc_survey.display import clean
from sstc_survey.engine.validation import Candidate, matches
from sstc_survey.folding import searchable, without_marks
from sstc_survey.i18n import gettext, noop
from sstc_survey.response import Missing

MORE: Final = noop("{count} more")

# A code, or a way to leave the question without one.
RowValue: TypeAlias = str | Missing


class ListRow(NamedTuple):
    """One row of a list: its value, its label, and the number that goes to it.

    One that `takes_text` stands for what is not in the list. `details` are shown beside the label, in two lines each at
    most; a `heading` stands above the first of the rows that have it. Letters find a row by all of these, and by what
    it is `about`. One that `stays` at the top of a list is in view wherever the pointer is.
    """

    value: RowValue
    label: str
    number: str = ""
    takes_text: bool = False
    details: tuple[str, ...] = ()
    heading: str = ""
    about: str = ""
    stays: bool = False

    @property
    def searched(self) -> str:
        """Return all that letters are looked for in."""
        return "\n".join((self.label, *self.details, self.heading, self.about))


def menu_rows(*rows: tuple[RowValue, str]) -> list[ListRow]:
    """Return rows of the program's own with their numbers, each from its value and its label."""
    return [ListRow(value, label, str(number)) for number, (value, label) in enumerate(rows, 1)]


def other_row(rows: Iterable[ListRow]) -> ListRow | None:
    """Return the row for everything that is not in the list, or None."""
    return next((row for row in rows if row.takes_text), None)


def labelled_other(row: ListRow, text: str) -> str:
    """Return the label of that row with what it is to mean."""
    return gettext("{label}: {text}").format(label=row.label, text=clean(text.strip()))


def same_value(one: RowValue, other: RowValue) -> bool:
    """Tell whether two values are the same; a code may be spelt like a missing state."""
    return one == other and isinstance(one, Missing) == isinstance(other, Missing)


def label_of(rows: Sequence[ListRow], value: RowValue) -> str:
    """Return the label of a value; one that has no row is its own."""
    return next((row.label for row in rows if same_value(row.value, value)), value)


def matching_rows(typed: str, rows: Iterable[ListRow]) -> list[ListRow]:
    """Return the rows that a text means as a code, a label or a number, else all that have it in their label or code.

    A list is numbered where there is more room, and the numbers are known from there. Where none has it as it is typed,
    marks around letters are left out of the comparison.
    """
    rows = [*rows]
    if meant := matches(typed, [Candidate(row, _code(row), row.label) for row in rows]):
        return meant
    if typed.strip().isdecimal() and (numbered := [row for row in rows if row.number == str(int(typed))]):
        return numbered
    for fold in (searchable, without_marks):
        sought = fold(typed)
        if typed.strip() and not sought:
            continue
        texts = [(row, fold(row.label), fold(row.value)) for row in rows]
        found = (
            [row for row, label, code in texts if sought in (label, code)]
            or [row for row, label, code in texts if sought in label or sought in code]
        )  # fmt: skip
        if found:
            return found
    return []


def rows_with(typed: str, rows: Sequence[ListRow]) -> tuple[list[int], int]:
    """Return which rows have a text in their label, or begin their code with it, and which of them it means best.

    Both by their numbers from 0; where none has it, no rows and -1.
    """
    meant = matches(typed, [Candidate(row, _code(row), row.label) for row in rows])
    for fold in (searchable, without_marks):
        sought = fold(typed)
        if not sought:
            continue
        labels = [fold(row.searched) for row in rows]
        found = [number for number, row in enumerate(rows) if sought in labels[number] or _begins(row, sought, fold)]
        first = [number for number in found if labels[number].startswith(sought)]
        if found:
            return found, rows.index(meant[0]) if len(meant) == 1 else [*first, *found][0]
    return [], -1


def goes_on(typed: str, following: str, rows: Iterable[ListRow]) -> bool:
    """Tell whether a label goes on with something after a text, such as with a space between two words."""
    return any(searchable(typed) + following in searchable(row.label) for row in rows)


def _code(row: ListRow) -> str:
    return "" if isinstance(row.value, Missing) else row.value


def _begins(row: ListRow, sought: str, fold: Callable[[str], str]) -> bool:
    return fold(_code(row)).startswith(sought)
