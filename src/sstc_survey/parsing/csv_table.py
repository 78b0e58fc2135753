"""CSV as cells with their places; the reader of the standard library knows lines only.

The separator is a comma, a semicolon or a tab, whichever the first line has most of outside quotes.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sstc_survey.parsing.source import Source
from sstc_survey.problems import Place, Problem, codes

SEPARATORS: Final = (",", ";", "\t")
_MAX_CELLS: Final = 100_000
_QUOTED: Final = re.compile(r' *"((?:[^"]|"")*+)("?)')


class CsvCell(NamedTuple):
    """The text of a cell, and where it begins."""

    text: str
    place: Place


class CsvTable(NamedTuple):
    """The rows of a text, the first one among them, what is wrong with it, and what is between its cells."""

    rows: list[list[CsvCell]]
    problems: list[Problem]
    separator: str


def read_csv(source: Source) -> CsvTable:
    """Read a text in CSV; lines without anything are left out."""
    return _Scanner(source).table()


class _Scanner:
    """Reads one text from its beginning to its end."""

    def __init__(self, source: Source) -> None:
        # Some programs end lines with returns alone.
        self._text = re.sub("\r\n?", "\n", source.text)
        self._source = Source(source.file, self._text, plain=True)
        self._separator = _separator_of(self._source.line(1))
        self._plain = re.compile(f"[^{self._separator}\n]*+")
        self._problems: list[Problem] = []
        # Where the line begins that is being read, and its number.
        self._line, self._start = 1, 0

    def table(self) -> CsvTable:
        """Return what could be read."""
        rows: list[list[CsvCell]] = []
        row: list[CsvCell] = []
        position = count = 0
        while position < len(self._text):
            count += 1
            if count > _MAX_CELLS:
                details = {"limit": f"{_MAX_CELLS:,}"}
                return CsvTable(
                    [], [Problem(codes.TOO_MANY_VALUES, details, self._place(position, 1))], self._separator
                )
            cell, position = self._cell(position)
            row.append(cell)
            if self._text.startswith(self._separator, position):
                position += 1
                if position < len(self._text):
                    continue
            elif position < len(self._text):
                position += 1
                self._line, self._start = self._line + 1, position
            if len(row) > 1 or row[0].text:
                rows.append(row)
            row = []
        if row:
            rows.append(row)
        return CsvTable(rows, self._problems, self._separator)

    def _cell(self, start: int) -> tuple[CsvCell, int]:
        """Read the cell that begins here; return it and where it ends."""
        quoted = _QUOTED.match(self._text, start)
        if quoted is not None and not quoted[2]:
            # The cells after it are read as if the quote was not there.
            start = quoted.start(1)
            self._problems.append(Problem(codes.ROSTER_OPEN_QUOTE, {}, self._place(start - 1, 1)))
        if quoted is None or not quoted[2]:
            text = self._plain_text(start)
            return CsvCell(text, self._place(start, len(text))), start + len(text)
        place = self._place(quoted.start(1) - 1, quoted.end() - quoted.start(1) + 1)
        for end in re.finditer("\n", quoted[1]):
            self._line, self._start = self._line + 1, quoted.start(1) + end.end()
        after = self._plain_text(quoted.end())
        if after.strip():
            self._problems.append(Problem(codes.ROSTER_AFTER_QUOTE, {}, self._place(quoted.end(), len(after))))
        return CsvCell(quoted[1].replace('""', '"'), place), quoted.end() + len(after)

    def _plain_text(self, start: int) -> str:
        """Return what comes before the next separator or the end of the line."""
        found = self._plain.match(self._text, start)
        return found[0] if found else ""

    def _place(self, position: int, length: int) -> Place:
        return self._source.place(self._line, position - self._start + 1, length)


def _separator_of(line: str) -> str:
    """Return which separator a line has most of, outside quotes."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(SEPARATORS, key=bare.count)
