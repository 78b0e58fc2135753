"""Remarks that silence warnings: `# check: ignore CODE` at the end of a line, or alone on the line before."""

from __future__ import annotations

import re
from typing import Final

from sstc_survey.errors import Problem, Severity
from sstc_survey.formats.reading import Reader
from sstc_survey.formats.suggestions import closest

_SIGN: Final = "check:"
_REMARK: Final = re.compile(r"(?:^|(?<=\s))#\s*check:\s*ignore\s+(?P<codes>[\w-]+(?:\s*,\s*[\w-]+)*)\s*$")
_CODE: Final = re.compile(r"[\w-]+")


def heeded(reader: Reader) -> list[Problem]:
    """Return the problems that no remark silences, and those of the remarks themselves; errors are never silenced."""
    if _SIGN not in reader.source.text:
        return reader.problems
    ignored, unknown = _remarks(reader)
    return [
        *(
            problem
            for problem, head in zip(reader.problems, reader.heads, strict=True)
            if not _is_ignored(problem, head, ignored)
        ),
        *unknown,
    ]


def _is_ignored(problem: Problem, head: int, ignored: dict[int, set[str]]) -> bool:
    """Tell whether a remark stands with the line of a problem, or with that where its value begins."""
    if problem.severity is Severity.ERROR or problem.place is None:
        return False
    return any(problem.code in ignored.get(line or 0, ()) for line in (problem.place.line, head))


def _remarks(reader: Reader) -> tuple[dict[int, set[str]], list[Problem]]:
    """Return the codes that are silenced on each line, and a warning for each code that there is not."""
    ignored: dict[int, set[str]] = {}
    unknown: list[Problem] = []
    for number, line in enumerate(reader.source.lines, start=1):
        match = _REMARK.search(line) if _SIGN in line else None
        if match is None:
            continue
        alone = not line[: match.start()].strip()
        for code in _CODE.finditer(match["codes"]):
            ignored.setdefault(number + alone, set()).add(code[0])
            from sstc_survey.errors.catalogue import CATALOGUE

            if code[0] not in CATALOGUE:
                meant = closest(code[0], CATALOGUE)
                details = {"code": code[0], **({"suggestion": meant} if meant else {})}
                place = reader.source.place(number, match.start("codes") + code.start() + 1, len(code[0]))
                unknown.append(Problem("unknown-ignore", details, place))
    return ignored, unknown
