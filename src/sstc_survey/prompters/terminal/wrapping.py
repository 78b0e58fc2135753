"""Break text of any script into lines that fit, counted in terminal cells."""

from __future__ import annotations

from collections.abc import Iterable

from prompt_toolkit.utils import get_cwidth as cells

from sstc_survey import line_breaks
from sstc_survey.line_breaks import clusters, graphemes

__all__ = ["cells", "clusters", "cut", "graphemes", "line_starts", "padded", "with_sign", "wrap", "wrap_items"]


def wrap(text: str, width: int) -> list[str]:
    """Break text at spaces, between wide characters, and only where nothing else fits inside a word."""
    width = max(width, 1)
    return [line for paragraph in text.split("\n") for line in line_breaks.lines(paragraph, width, cells)]


def wrap_items(items: Iterable[str], width: int, separator: str) -> list[str]:
    """Fill lines with items without breaking an item that fits on a line of its own."""
    lines: list[str] = []
    for item in items:
        joined = f"{lines[-1]}{separator}{item}" if lines else item
        if lines and cells(joined) <= width:
            lines[-1] = joined
        else:
            lines += wrap(item, width)
    return lines


def cut(text: str, width: int, ellipsis: str, *, height: int = 1) -> list[str]:
    """Break text into at most `height` lines, with an ellipsis at the end where anything is left out."""
    lines = wrap(text, width)
    if len(lines) <= height:
        return lines
    room, last, position = max(width - cells(ellipsis), 1), "", 0
    for line in lines[: height - 1]:
        position = text.index(line, position) + len(line)
    for cluster in clusters(text[position:].lstrip().replace("\n", " ")):
        if last and cells(last + cluster) > room:
            break
        last += cluster
    return [*lines[: height - 1], last.rstrip() + ellipsis]


def with_sign(line: str, width: int, ellipsis: str) -> str:
    """Return a line with the sign that more follows, shortened where both do not fit."""
    kept = ""
    for cluster in clusters(line.rstrip()):
        if cells(kept + cluster + ellipsis) > width:
            break
        kept += cluster
    return kept.rstrip() + ellipsis


def padded(text: str, width: int) -> str:
    """Fill text with spaces up to a width."""
    return text + " " * (width - cells(text))


def line_starts(paragraph: str, width: int) -> list[int]:
    """Return where each line of a paragraph begins; spaces at the end of a line may go beyond the width."""
    return line_breaks.line_starts(paragraph, width, cells)
