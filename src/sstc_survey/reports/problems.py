"""Problems as an author reads them: place and fault, the line with a caret under it, and what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TextIO

from sstc_survey import line_breaks
from sstc_survey.display import columns, spell_out
from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Place, Problem, Severity
from sstc_survey.reports.escaping import json_text
from sstc_survey.streams import line_width

MAX_SHOWN: Final = 110
_BEFORE: Final = 40
_SEVERITIES: Final = {Severity.ERROR: noop("error"), Severity.WARNING: noop("warning")}
_RESET: Final = "\x1b[0m"
_BOLD: Final = "\x1b[1m"
_RED: Final = "\x1b[1;31m"
_YELLOW: Final = "\x1b[1;33m"


class _Paint(NamedTuple):
    """Wraps text in ANSI codes, or leaves it alone."""

    has_colours: bool

    def __call__(self, code: str, text: str) -> str:
        return f"{code}{text}{_RESET}" if self.has_colours else text


def print_problems(problems: Sequence[Problem], stream: TextIO) -> None:
    """Write problems, each with its line where that is known."""
    is_terminal = stream.isatty()
    paint = _Paint(not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and is_terminal)
    width = line_width(stream)
    for problem in problems:
        print(*_lines(problem, paint, width), sep="\n", file=stream)


def problems_json(problems: Sequence[Problem]) -> str:
    """Return problems as JSON: a list of objects, lines and columns counted from 1, the length in characters."""
    return json_text(problem_documents(problems))


def problem_documents(problems: Sequence[Problem]) -> list[dict[str, object]]:
    """Return problems as objects for JSON."""
    documents: list[dict[str, object]] = []
    for problem in problems:
        place = problem.place
        column = place.column if place else None
        documents.append(
            {
                "file": place.file if place else None,
                "line": place.line if place else None,
                "column": column,
                "length": place.length if place and column else None,
                "code": problem.code,
                "severity": str(problem.severity),
                "message": problem.fault,
                "remedy": problem.remedy,
            }
        )
    return documents


def _lines(problem: Problem, paint: _Paint, width: int) -> Iterator[str]:
    place = problem.place
    colour = _RED if problem.severity is Severity.ERROR else _YELLOW
    where = f"{spell_out(str(place))}: " if place else ""
    how_bad = f"{gettext(_SEVERITIES[problem.severity])}:"
    styled = ((_BOLD, where), (colour, how_bad), ("", " "), (_BOLD, spell_out(problem.fault)))
    yield from _wrapped(styled, paint, width)
    margin = "  "
    if place and place.line and place.line_text is not None:
        margin = " " * (len(str(place.line)) + 2)
        room = min(MAX_SHOWN, width - len(margin) - len(" | ") - len("……"))
        text, indent, under = _excerpt(place, room)
        yield f"  {place.line} | {text}".rstrip()
        yield f"{margin} | {' ' * indent}{paint(colour, '^' * under)}"
    if problem.remedy:
        lead = f"{margin} = "
        for line in line_breaks.lines(spell_out(problem.remedy), width - len(lead), columns, whole_commands=True):
            yield lead + line
            lead = " " * len(lead)


def _wrapped(styled: Sequence[tuple[str, str]], paint: _Paint, width: int) -> Iterator[str]:
    """Yield the lines of texts that follow each other, each in its style."""
    text = "".join(part for _, part in styled)
    starts = [*line_breaks.line_starts(text, width, columns, whole_commands=True), len(text)]
    for start, following in pairwise(starts):
        # A space at the end of a full line would begin the next one.
        end = following if following == len(text) else start + len(text[start:following].rstrip(" "))
        line, place = "", 0
        for style, part in styled:
            here = part[max(start - place, 0) : max(end - place, 0)]
            line += paint(style, here) if style and here else here
            place += len(part)
        yield line


def _excerpt(place: Place, room: int) -> tuple[str, int, int]:
    """Return the part of a line that is shown, and how many columns there are before the carets and above them."""
    # Tabs stand for room here, as in an editor.
    source, start = (place.line_text or "").replace("\t", " "), (place.column or 1) - 1
    if columns(source) > room < MAX_SHOWN:
        # The room is in columns, of which a character may take two.
        room = room * len(source) // columns(source)
    end = start + place.length
    first = 0 if len(source) <= room else max(0, start - min(_BEFORE, room * 2 // 5))
    last = min(len(source), first + room)
    before = ("…" if first else "") + spell_out(source[first:start])
    under = spell_out(source[start : min(end, last)])
    after = spell_out(source[min(end, last) : last]) + ("…" if last < len(source) else "")
    return before + under + after, columns(before), max(1, columns(under))
