"""Problems as an author reads them: place and fault, the line with a caret under it, and what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TextIO

from sstc_survey.display import columns, spell_out
from sstc_survey.i18n import gettext, noop
from sstc_survey.problems import Place, Problem, Severity
from sstc_survey.reports.escaping import json_text

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
    paint = _Paint(not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty())
    for problem in problems:
        print(*_lines(problem, paint), sep="\n", file=stream)


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


def _lines(problem: Problem, paint: _Paint) -> Iterator[str]:
    place = problem.place
    colour = _RED if problem.severity is Severity.ERROR else _YELLOW
    where = paint(_BOLD, f"{spell_out(str(place))}: ") if place else ""
    how_bad = paint(colour, f"{gettext(_SEVERITIES[problem.severity])}:")
    yield f"{where}{how_bad} {paint(_BOLD, spell_out(problem.fault))}"
    margin = "  "
    if place and place.line and place.line_text is not None:
        margin = " " * (len(str(place.line)) + 2)
        text, indent, width = _excerpt(place)
        yield f"  {place.line} | {text}".rstrip()
        yield f"{margin} | {' ' * indent}{paint(colour, '^' * width)}"
    if problem.remedy:
        yield f"{margin} = {spell_out(problem.remedy)}"


def _excerpt(place: Place) -> tuple[str, int, int]:
    """Return the part of a line that is shown, and how many columns there are before the carets and above them."""
    # Tabs stand for room here, as in an editor.
    source, start = (place.line_text or "").replace("\t", " "), (place.column or 1) - 1
    end = start + place.length
    first = 0 if len(source) <= MAX_SHOWN else max(0, start - _BEFORE)
    last = min(len(source), first + MAX_SHOWN)
    before = ("…" if first else "") + spell_out(source[first:start])
    under = spell_out(source[start : min(end, last)])
    after = spell_out(source[min(end, last) : last]) + ("…" if last < len(source) else "")
    return before + under + after, columns(before), max(1, columns(under))
