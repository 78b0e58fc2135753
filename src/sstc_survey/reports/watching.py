"""A page on a screen that is drawn again and again: as much of it as fits, beginning where it has changed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final, NamedTuple, TextIO

from sstc_survey.display import clean, columns

_ANSI: Final = "\x1b\\[[0-9;]*m"
# Clears the screen and what was scrolled out of it, and goes to its first line.
_CLEAR: Final = "\x1b[H\x1b[2J\x1b[3J"
_REVERSE: Final = "\x1b[7m"
_RESET: Final = "\x1b[0m"
# Lines above a change that are shown with it.
_BEFORE: Final = 2


class Drawn(NamedTuple):
    """What is on the screen: the whole page, and the first line of it that is shown."""

    lines: Sequence[str]
    first: int


def visible_part(lines: Sequence[str], before: Drawn | None, height: int, width: int) -> tuple[int, int]:
    """Return the first and last line (exclusive) to show: from where they differ from those before, else as before."""
    rows = [_rows(line, width) for line in lines]
    first = 0
    if before is not None:
        pairs = enumerate(zip(lines, before.lines, strict=False))
        change = next((number for number, (new, old) in pairs if new != old), min(len(lines), len(before.lines)))
        is_same = len(lines) == len(before.lines) == change
        first = before.first if is_same else max(0, min(change, len(lines) - 1) - _BEFORE)
    # What follows may be less than a screen.
    left = height - sum(rows[first:])
    while first > 0 and rows[first - 1] <= left:
        first -= 1
        left -= rows[first]
    last, left = first, height
    while last < len(lines) and (rows[last] <= left or last == first):
        left -= rows[last]
        last += 1
    return first, last


def _rows(line: str, width: int) -> int:
    return max(1, math.ceil(columns(re.sub(_ANSI, "", line)) / max(1, width)))


def draw(
    lines: Sequence[str], status: str, stream: TextIO, size: tuple[int, int], before: Drawn | None = None
) -> Drawn:
    """Draw a page that a report has written, with a status below it; the size is in columns and lines."""
    width, height = size
    status = clean(status)
    below = _rows(status, width)
    first, last = visible_part(lines, before, max(1, height - below), width)
    where = f" · lines {first + 1}-{last} of {len(lines)}" if last - first < len(lines) else ""
    if _rows(status + where, width) > below:
        where = ""
    page = "".join(f"{line}\n" for line in lines[first:last])
    stream.write(f"{_CLEAR}{page}{_REVERSE}{status}{where}{_RESET}")
    stream.flush()
    return Drawn(lines, first)
