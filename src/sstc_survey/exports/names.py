"""Names that are free: of tables, and of the columns of one table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_METADATA: Final = "response_"


class ColumnNames:
    """The names in one table: those of questions are as the questionnaire has them, so all others give way."""

    def __init__(self, questions: Iterable[str]) -> None:
        self._taken = set(questions)

    def derived(self, name: str) -> str:
        """Return a free name for what comes with a question, with underscores after it as far as they are needed."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def of_response(self, name: str) -> str:
        """Return a free name for a key or what is known of an interview: `response_id` where a question is `id`."""
        while name in self._taken:
            name = _METADATA + name
        self._taken.add(name)
        return name


class TableNames:
    """The names of tables, which become names of files: no two differ only in case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, name: str) -> str:
        """Return a name that no table has, with a number after it where one has it."""
        found, number = name, 1
        while found.casefold() in self._taken:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found.casefold())
        return found
