"""Break lines at spaces, by the columns that a terminal gives each character.

Rich's own wrapping keeps styles and takes fifty times as long, which shows where thousands are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, chop_cells

# A word with the space after it; a zero-width space ends a word in scripts that write none, and stays with it.
_WORD: Final = re.compile("[^ \u200b]*[ \u200b]?")


def wrap(line: str, width: int) -> Iterator[str]:
    """Yield a line in parts that are at most `width` columns wide; what is longer than that is cut anywhere."""
    if len(line) <= width and line.isascii():
        yield line
        return
    part, room = "", width
    for word in _WORD.findall(line):
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
