"""Where the parts of a questionnaire stand in its file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from sstc_survey.errors import Place
from sstc_survey.formats.reading import Reading
from sstc_survey.formats.source import Source
from sstc_survey.formats.yaml_nodes import place_of


class Marks:
    """The places of keys, for problems that are found later; the file is read again when the first is asked for.

    To keep the nodes of every file for the few that have such problems would cost a quarter of the time to read it.
    """

    def __init__(self, source: Source, read_again: Callable[[], Sequence[Reading]]) -> None:
        self.source = source
        self._read_again = read_again

    @cached_property
    def _readings(self) -> Sequence[Reading]:
        return self._read_again()

    def of(self, name: str, key: str = "name") -> Place | None:
        """Return where the value of a key of a question stands, or None where there is no such question."""
        found = (reading for reading in self._readings if reading.values.get("name") == name)
        return next((place_of(self.source, reading.at(key)) for reading in found), None)
