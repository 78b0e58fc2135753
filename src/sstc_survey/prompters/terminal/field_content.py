"""The content of a prompt as it is saved in a draft when nobody has given it, and back."""

from __future__ import annotations

from collections.abc import Sequence

from sstc_survey.prompters.fields import missing_row
from sstc_survey.prompters.terminal.key_table import PromptKind
from sstc_survey.prompters.terminal.rows import RowValue
from sstc_survey.response import Missing, Unfinished


def to_field(kind: PromptKind, content: object) -> Unfinished | None:
    """Return what a prompt of this kind holds as it is saved, or None where it holds nothing.

    The content is a text or the value of a row, or a tuple with the values of several.
    """
    match content:
        case tuple():
            return Unfinished(ticks=[_row(value) for value in content])
        case str() if kind == "select_one":
            return Unfinished(row=_row(content)) if content else None
        case str():
            return Unfinished(text=content)
        case _:
            return None


def is_refused(content: object) -> bool:
    """Tell whether the row that is chosen or ticked is the one to refuse."""
    values = content if isinstance(content, tuple) else (content,)
    return any(value is Missing.REFUSED for value in values)


def row_in(field: Unfinished | None, values: Sequence[RowValue]) -> RowValue | None:
    """Return which of these values is chosen in a field, or None."""
    return None if field is None or field.row is None else _value(field.row, values)


def ticks_in(field: Unfinished | None, values: Sequence[RowValue]) -> tuple[RowValue, ...] | None:
    """Return which of these values are ticked in a field, or None where it is not a field with ticks."""
    if field is None or field.ticks is None:
        return None
    found = (_value(tick, values) for tick in field.ticks)
    return tuple(value for value in found if value is not None)


def _row(value: RowValue) -> str:
    return missing_row(value) if isinstance(value, Missing) else value


def _value(row: str | int, values: Sequence[RowValue]) -> RowValue | None:
    codes = (value for value in values if not isinstance(value, Missing) and value == row)
    return next(codes, None) or next((value for value in values if _row(value) == row), None)
