"""Lines and tables on a console, wrapped and indented, with plain signs where the console cannot write others.

Lines are laid out here and only styled by rich, whose tables would take longer than all else of a summary.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TextIO

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from sstc_survey.display import clean

INDENT: Final = 2
_PIPE_WIDTH: Final = 80
_GAP: Final = "  "
_BLOCKS: Final = " ▏▎▍▌▋▊▉█"
_PLAIN: Final = str.maketrans(
    {
        "·": "|",
        "\u2013": "-",
        "—": "-",
        "“": '"',
        "”": '"',
        "…": "...",
        "☐": "[ ]",
        "\u2212": "-",
        "\u00d7": "x",
        "÷": "/",
    }
)
# A word with the space after it; a zero-width space ends a word in scripts that write none, and stays with it.
_WORD: Final = "[^ \u200b]*[ \u200b]?"


def console_for(stream: TextIO) -> Console:
    """Return a console; what is not a terminal is taken to be 80 columns wide unless COLUMNS says."""
    columns = os.environ.get("COLUMNS", "")
    width = None if stream.isatty() else int(columns) if columns.isdecimal() and int(columns) else _PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False)


def wrap(line: str, width: int) -> Iterator[str]:
    """Yield a line in parts that are at most `width` columns wide; what is longer than that is cut anywhere."""
    if len(line) <= width and line.isascii():
        yield line
        return
    part, room = "", width
    for word in re.findall(_WORD, line):
        taken = cell_len(word.rstrip(" "))
        if taken > room and part:
            if part.strip(" "):
                yield part.rstrip(" ")
            part, room = "", width
        if taken > width:
            *full, word = chop_cells(word, width)  # noqa: PLW2901 the rest of it goes on
            yield from full
        part += word
        room -= cell_len(word)
    if part.rstrip(" ") or not line:
        yield part.rstrip(" ")


class CleanConsole:
    """A console that takes texts from outside as they are: nothing in them is markup or steers it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.width = console.width
        try:
            f"{_BLOCKS}·\u2013—“”".encode(console.encoding)
            self._ascii = False
        except (UnicodeEncodeError, LookupError):
            self._ascii = True

    def laid_out(self, text: str, indent: int = 0) -> Iterator[str]:
        """Yield the lines of a text, wrapped, that can be written as they are."""
        return self._wrapped(self.writable(text), indent)

    def line(self, text: str, style: str = "", indent: int = 0) -> None:
        """Write a text, wrapped."""
        self._print(self.laid_out(text, indent), style)

    def gap(self) -> None:
        """Write an empty line."""
        self._print([""])

    def paragraphs(self, paragraphs: Iterable[tuple[int, str]]) -> None:
        """Write texts, each wrapped at its indent."""
        self._print(line for indent, text in paragraphs for line in self.laid_out(text, indent))

    def table(self, headings: Sequence[Sequence[str]], rows: Iterable[Sequence[str]]) -> None:
        """Write rows of figures under rows of headings; the last column is text, which has the rest of the width."""
        body = [[self.writable(cell) for cell in row] for row in rows]
        widths = [max(map(cell_len, column)) for column in zip(*headings, *body, strict=True)][:-1]
        self._print((line for row in headings for line in self._row(row, widths)), "dim")
        self._print(line for row in body for line in self._row(row, widths))

    def bar(self, percent: float | None, width: int) -> str:
        """Draw a share of 100 percent."""
        eighths = round(min(percent or 0, 100) * width * 8 / 100)
        if self._ascii:
            return ("#" * round(eighths / 8)).ljust(width)
        return (_BLOCKS[8] * (eighths // 8) + _BLOCKS[eighths % 8]).ljust(width)[:width]

    def _print(self, lines: Iterable[str], style: str = "") -> None:
        laid_out = list(lines)
        if laid_out:
            text = Segment("\n".join(laid_out), Style.parse(style) if style else None)
            self._console.print(Segments([text, Segment.line()]), end="", crop=False)

    def _row(self, row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
        cells = [" " * (width - cell_len(cell)) + cell for cell, width in zip(row, widths, strict=False)]
        figures = " " * INDENT + _GAP.join([*cells, ""])
        lines = self._wrapped(row[-1], INDENT + sum(widths) + len(_GAP) * len(widths))
        yield (figures + next(lines, "").strip(" ")).rstrip(" ")
        yield from lines

    def writable(self, text: str) -> str:
        """Return a text as it can be written here: cleaned, with plain signs where others cannot be."""
        text = clean(text, keep_newlines=True)
        return text.translate(_PLAIN) if self._ascii else text

    def _wrapped(self, text: str, indent: int) -> Iterator[str]:
        room = max(1, self.width - indent)
        for line in text.split("\n"):
            yield from (" " * indent + part if part else "" for part in wrap(line, room))
