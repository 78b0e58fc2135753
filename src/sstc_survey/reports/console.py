"""Lines and tables on a console, wrapped and indented, with plain signs where the console cannot write others.

Lines are laid out here and only styled by rich, whose tables would take longer than all else of a summary.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from sstc_survey import line_breaks
from sstc_survey.display import clean

INDENT: Final = 2
_PIPE_WIDTH: Final = 80
_GAP: Final = "  "
# How many columns the texts of a table need to stand beside their figures, if they are as long.
_LEAST_LABEL: Final = 12
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

# One of the facts of a line, with the sign, of any script, and the spaces that end it; brackets begin a new one.
_FACT: Final = r".+?(?:(?<=[·|,;:]) +|(?<=[\uff0c\uff1b\uff1a\u104a\u3001])|(?=\uff08)| +(?=\()|$)"


def console_for(stream: TextIO) -> Console:
    """Return a console; what is not a terminal is taken to be 80 columns wide unless COLUMNS says."""
    columns = os.environ.get("COLUMNS", "")
    width = None if stream.isatty() else int(columns) if columns.isdecimal() and int(columns) else _PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False)


def wrap(line: str, width: int) -> Iterator[str]:
    """Yield a line in parts that are at most `width` columns wide; what is longer than that is cut anywhere."""
    if cell_len(line) <= width:
        yield line
        return
    starts = line_breaks.line_starts(line, width, cell_len)
    parts = (line[start:end].rstrip(" ") for start, end in pairwise((*starts, len(line))))
    yield from filter(None, parts)


def wrap_facts(line: str, width: int) -> Iterator[str]:
    """Yield a line of facts in parts, as `wrap` does, but within a fact only where it fits on no line.

    So a figure stays on the line of its name.
    """
    lines = [""]
    for fact in re.findall(_FACT, line):
        body = fact.rstrip(" ")
        if cell_len(lines[-1] + body) <= width:
            lines[-1] += fact
            continue
        *full, last = wrap(body, width)
        lines += [*full, last + fact[len(body) :]]
    yield from (part.rstrip(" ") for part in lines if part)


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

    def facts(self, text: str, style: str = "", indent: int = 0) -> None:
        """Write a line of facts, wrapped between them."""
        self._print(self._wrapped(self.writable(text), indent, wrap_facts), style)

    def lines(self, lines: Sequence[str], style: str = "") -> None:
        """Write lines that were laid out for this console already, of texts that can be written on it."""
        self._print(lines, style)

    def gap(self) -> None:
        """Write an empty line."""
        self._print([""])

    def paragraphs(self, paragraphs: Iterable[tuple[int, str]]) -> None:
        """Write texts, each wrapped at its indent."""
        self._print(line for indent, text in paragraphs for line in self.laid_out(text, indent))

    def table(self, headings: Sequence[Sequence[str]], rows: Iterable[Sequence[str]]) -> None:
        """Write rows of figures under rows of headings; the last column is text, which has the rest of the width.

        Where that is too little for words, each text is above its figures.
        """
        body = [[self.writable(cell) for cell in row] for row in rows]
        *widths, longest = [max(map(cell_len, column)) for column in zip(*headings, *body, strict=True)]
        left = INDENT + sum(widths) + len(_GAP) * len(widths)
        row_lines = self._row
        if self.width - left < min(longest, _LEAST_LABEL):
            row_lines = self._stacked
            what = [*[""] * len(widths), "".join(row[-1] for row in headings)]
            headings = [what, *([*row[:-1], ""] for row in headings)]
        self._print((line for row in headings for line in row_lines(row, widths)), "dim")
        self._print(line for row in body for line in row_lines(row, widths))

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
        figures = _figures(row, widths)
        lines = self._wrapped(row[-1], cell_len(figures))
        yield (figures + next(lines, "").strip(" ")).rstrip(" ")
        yield from lines

    def _stacked(self, row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
        yield from self._wrapped(row[-1], INDENT) if row[-1] else ()
        yield from filter(None, [_figures(row, widths).rstrip(" ")])

    def writable(self, text: str) -> str:
        """Return a text as it can be written here: cleaned, with plain signs where others cannot be."""
        text = clean(text, keep_newlines=True)
        return text.translate(_PLAIN) if self._ascii else text

    def _wrapped(self, text: str, indent: int, wrapped: Callable[[str, int], Iterator[str]] = wrap) -> Iterator[str]:
        room = max(1, self.width - indent)
        for line in text.split("\n"):
            yield from (" " * indent + part if part else "" for part in wrapped(line, room))


def _figures(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [" " * (width - cell_len(cell)) + cell for cell, width in zip(row, widths, strict=False)]
    return " " * INDENT + _GAP.join([*cells, ""])
