"""Short names: what a column is called where SPSS and Stata do not take its name."""

from __future__ import annotations

import unicodedata
from typing import Final

from sstc_survey.exports.labelled.limits import LIMITS, Limits, cut_in_two
from sstc_survey.exports.model import Column, DataTable, Role

# Goes before what is no name by itself.
_PREFIX: Final = "v_"


def names(table: DataTable, extension: str) -> dict[str, str]:
    """Map the name of each column that a `sav` or `dta` file may have to its name there.

    They are unique in any case of letters. A name that can stay does; any other depends on these, and on the columns
    before it, so that columns that are added at the end change none. What belongs to a question begins as its name.
    """
    named = all_names(table, LIMITS[extension])
    return {column.name: named[column.name] for column in table.columns if column.role is not Role.JOINED}


def all_names(table: DataTable, limits: Limits) -> dict[str, str]:
    """Map the name of each column to its name in a format, also where the format has no such column."""
    maker = _Names(limits)
    for column in table.columns:
        maker.reserve(column)
    return {column.name: maker.name(column) for column in table.columns}


class _Names:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._taken: set[str] = set()
        # The new name of each that was given, to begin those of its indicators and its state with.
        self._given: dict[str, str] = {}
        # The last number after a name that several would have.
        self._numbers: dict[str, int] = {}

    def reserve(self, column: Column) -> None:
        """Let a column have its own name if it can stay, and no column before has it."""
        is_own = column.question in (None, column.name)
        if is_own and self._short(self._legal(column.name), "", "") == column.name and self._is_free(column.name):
            self._given[column.name] = self._take(column.name)

    def name(self, column: Column) -> str:
        """Return the name for a column, which no other will have."""
        if column.name in self._given:
            return self._given[column.name]
        question = column.question
        if question is None or column.name == question or not column.name.startswith(question):
            stem, tail = self._legal(column.name), ""
        else:
            stem, tail = self._given.get(question) or self._legal(question), _signs(column.name[len(question) :])
        made = self._given[column.name] = self._unique(stem, tail)
        return made

    def _legal(self, name: str) -> str:
        made = _signs(name)
        is_reserved = self._limits.reserved(made.lower()) is not None
        return made if made[:1].isalpha() and not is_reserved else _PREFIX + made.lstrip("_")

    def _unique(self, stem: str, tail: str) -> str:
        first = self._short(stem, tail, "")
        made = first
        while not self._is_free(made):
            number = self._numbers[first] = self._numbers.get(first, 1) + 1
            made = self._short(stem, tail, f"_{number}")
        return self._take(made)

    def _is_free(self, name: str) -> bool:
        return _folded(name) not in self._taken

    def _take(self, name: str) -> str:
        self._taken.add(_folded(name))
        return name

    def _short(self, stem: str, tail: str, end: str) -> str:
        size, room = self._limits.name_size, self._limits.longest_name - len(end)
        return "".join(cut_in_two(stem, tail, room, size)) + end


def _signs(name: str) -> str:
    """Return a name of letters of any script, ASCII digits and underscores: both programs take these."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(sign if _is_letter_or_digit(sign) else "_" for sign in composed).rstrip("_")


def _is_letter_or_digit(sign: str) -> bool:
    return sign.isalnum() if sign.isascii() else unicodedata.category(sign).startswith("L")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
