"""The text of a file, and places in it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from sstc_survey.problems import Place, Problem, codes

# Of nested lists and mappings.
MAX_DEPTH: Final = 40

_BOM: Final = b"\xef\xbb\xbf"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_MIB: Final = 1 << 20
_HEAD: Final = 100  # bytes that tell whether this is text at all
_MAX_ODD: Final = 20
# What YAML takes for the end of a line, so that line numbers agree with those of the parser.
_LINE_END: Final = "\r\n|[\n\r\x85\u2028\u2029]"
_ODD: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]"
_PLAIN_LINE_END: Final = "\r?\n"


class Source:
    """A text with the name of its file; lines and columns count from 1, columns in characters.

    Lines end as YAML has it; `plain` ones only at line feeds, as JSON has it.
    """

    def __init__(self, file: str, text: str, *, plain: bool = False) -> None:
        self.file = file
        self.text = text
        self._line_end = _PLAIN_LINE_END if plain else _LINE_END

    @cached_property
    def lines(self) -> list[str]:
        """Return the lines without their ends."""
        return re.split(self._line_end, self.text)

    def line(self, number: int) -> str:
        """Return a line, empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def place(self, line: int, column: int, length: int = 1) -> Place:
        """Return a place; its length ends with its line."""
        text = self.line(line)
        return Place(self.file, line, column, max(1, min(length, len(text) - column + 1)), text)

    def odd_characters(self) -> Iterator[Problem]:
        """Yield a problem for each of the first characters that no text file should have."""
        found = 0
        for number, line in enumerate(self.lines, start=1):
            for match in re.finditer(_ODD, line):
                found += 1
                if found > _MAX_ODD:
                    return
                yield Problem(
                    codes.ODD_CHARACTER, {"code": f"U+{ord(match[0]):04X}"}, self.place(number, match.start() + 1)
                )


def decode_source(data: bytes, file: str, *, limit: int, plain: bool = False) -> Source | Problem:
    """Return the text of a file in UTF-8, with or without a byte-order mark, or say why there is none.

    `limit` is the most that the file may hold, in bytes.
    """
    if len(data) > limit:
        details = {"size": f"{len(data) / _MIB:.1f} MiB", "limit": f"{limit // _MIB} MiB"}
        return Problem(codes.TOO_LARGE, details, Place(file))
    if data.startswith(_UTF16) or data[:_HEAD].count(0) > 1:
        return Problem(codes.NOT_TEXT, {}, Place(file))
    body = data.removeprefix(_BOM)
    try:
        return Source(file, body.decode(), plain=plain)
    except UnicodeDecodeError as error:
        before = re.split(_LINE_END, body[: error.start].decode())
        place = Source(file, body.decode(errors="replace")).place(len(before), len(before[-1]) + 1)
        return Problem(codes.NOT_UTF8, {"byte": f"0x{body[error.start]:02X}"}, place)


def by_place(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems in the order of their places; those of the file as a whole come last."""
    return sorted(problems, key=_position)


def _position(problem: Problem) -> tuple[float, int]:
    place = problem.place
    if place is None or place.line is None:
        return (math.inf, 0)
    return (place.line, place.column or 0)
