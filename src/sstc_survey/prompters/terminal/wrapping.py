"""Break text of any script into lines that fit, counted in terminal cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from prompt_toolkit.utils import get_cwidth as cells

_JOINERS: Final = "\u200c\u200d"
_BREAKING_SPACES: Final = " \u200b"
_WIDE: Final = 2
_VIRAMA: Final = 9
# Thai and Lao vowels that are written before the consonant they belong to.
_LEADING_VOWELS: Final = "เแโใไເແໂໃໄ"
# What may not begin a line: closing brackets and quotes, commas, full stops and similar.
_CLOSING: Final = ("Pe", "Pf", "Po")

__all__ = ["cells", "clusters", "cut", "padded", "wrap", "wrap_items"]


def wrap(text: str, width: int) -> list[str]:
    """Break text at spaces, between wide characters, and only where nothing else fits inside a word."""
    width = max(width, 1)
    return [line for paragraph in text.split("\n") for line in _wrap_paragraph(paragraph, width)]


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


def padded(text: str, width: int) -> str:
    """Fill text with spaces up to a width."""
    return text + " " * (width - cells(text))


def _wrap_paragraph(paragraph: str, width: int) -> list[str]:
    lines = [""]
    for segment in _segments(paragraph):
        if cells(lines[-1]) + cells(segment.rstrip(_BREAKING_SPACES)) <= width:
            lines[-1] += segment
            continue
        if lines[-1]:
            lines.append("")
        for cluster in clusters(segment):
            if lines[-1] and cells(lines[-1]) + cells(cluster.rstrip(_BREAKING_SPACES)) > width:
                lines.append("")
            lines[-1] += cluster
    return [line.rstrip(_BREAKING_SPACES) for line in lines]


def _segments(paragraph: str) -> Iterator[str]:
    """Yield the parts between which a line may break, each with the spaces that follow it."""
    segment = ""
    for cluster in clusters(paragraph):
        if segment and cluster not in _BREAKING_SPACES and _may_break(segment[-1], cluster[0]):
            yield segment
            segment = ""
        segment += cluster
    if segment:
        yield segment


def _may_break(before: str, after: str) -> bool:
    """Tell whether a line may break between two characters."""
    if before in _BREAKING_SPACES:
        return True
    return unicodedata.category(after) not in _CLOSING and _WIDE in (cells(before), cells(after))


def clusters(text: str) -> Iterator[str]:
    """Yield what a reader takes for one character: a base with its marks, and consonants that stack."""
    cluster = ""
    for char in text:
        if cluster and not _belongs_to(cluster[-1], char):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _belongs_to(before: str, char: str) -> bool:
    """Tell whether a character belongs to the one before it."""
    if before.isascii() and char.isascii():
        return False
    stacked = unicodedata.combining(before) == _VIRAMA or before in _LEADING_VOWELS or before == _JOINERS[1]
    return stacked or char in _JOINERS or unicodedata.category(char).startswith("M")
