"""Questionnaires from YAML, with every problem of a file at once but the warnings that a comment suppresses."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import yaml
from msgspec import Struct

from sstc_survey.parsing.checks import check_consistency
from sstc_survey.parsing.formulas import needs_lint
from sstc_survey.parsing.hints import converter_of
from sstc_survey.parsing.reader import MAX_PROBLEMS, Reader
from sstc_survey.parsing.source import Source, by_place, decode_source
from sstc_survey.parsing.suggestions import guess
from sstc_survey.parsing.yaml_nodes import compose, kind, place_of
from sstc_survey.problems import Place, Problem, Severity, codes
from sstc_survey.questionnaire import MAX_BYTES, Questionnaire

# A comment such as `# check: ignore never-asked, labels-alike`.
_SIGN: Final = "check:"
_SUPPRESSION: Final = r"(?:^|(?<=\s))#\s*check:\s*ignore\s+(?P<codes>[\w-]+(?:\s*,\s*[\w-]+)*)\s*$"


class Parsed(Struct, frozen=True):
    """A questionnaire, or None where the problems (in the order of their places) include an error."""

    questionnaire: Questionnaire | None
    problems: list[Problem]


def parse_questionnaire(source: bytes, file: str, *, advice: bool = False, kept: bool = False) -> Parsed:
    """Read a questionnaire from the bytes of its file; whatever they are, nothing is raised.

    Every error is found; with `advice` also what works and was most likely not meant. One that is `kept` with its
    responses may have codes that authors may no longer write.
    """
    text = decode_source(source, file, limit=MAX_BYTES)
    if isinstance(text, Problem):
        return Parsed(None, [text])
    with _no_garbage_collection():
        return _parse(text, advice=advice, kept=kept)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Keep the collector off: it would search thousands of new nodes, none of them garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _parse(source: Source, *, advice: bool, kept: bool) -> Parsed:
    first = _read(source, advice=advice, kept=kept)
    if first.errors or not source.text.isascii():
        from sstc_survey.parsing.repairs import RepairedSource, find_repairs, is_suspicious

        repairs = find_repairs(source) if first.errors or is_suspicious(source) else ()
        if repairs:
            repaired = _read(RepairedSource(source, repairs), advice=advice, kept=kept)
            if repaired.reached > first.reached or not (first.errors or repaired.errors):
                causes = [repair.problem for repair in repairs if repair.problem is not None]
                return Parsed(None, [*causes, *by_place(repaired.problems)])
    return Parsed(first.questionnaire, by_place(first.problems))


class _Pass(Struct, frozen=True):
    """What one reading of a text came to; the problems are not in order yet."""

    questionnaire: Questionnaire | None
    problems: list[Problem]
    errors: int
    is_yaml: bool

    @property
    def reached(self) -> tuple[int, int]:
        """Return how far the reading came: a text that is YAML is further than one that breaks off on any line."""
        lines = (problem.place.line or 0 for problem in self.problems if problem.place)
        return (0, max(lines, default=0)) if not self.is_yaml else (1, -self.errors)


def _read(source: Source, *, advice: bool, kept: bool) -> _Pass:
    root, problems = compose(source)
    if root is None:
        problems = problems or [Problem(codes.EMPTY_FILE, {}, Place(source.file))]
        return _Pass(None, problems, len(problems), is_yaml=False)
    if not isinstance(root, yaml.MappingNode):
        problem = Problem(codes.NOT_A_QUESTIONNAIRE, {"given": kind(root)}, place_of(source, root))
        return _Pass(None, [*problems, problem], 1, is_yaml=True)
    reader = Reader(source, _choice_lists(root), kept=kept)
    value = converter_of(Questionnaire)(reader, root, "the file")
    check_consistency(reader)
    if advice or needs_lint(reader):
        from sstc_survey.parsing.lint import lint_questionnaire

        lint_questionnaire(reader, advice=advice)
    errors = reader.reported + sum(problem.severity is Severity.ERROR for problem in problems)
    problems += _unsuppressed(reader)
    if max(reader.reported, reader.warned) > MAX_PROBLEMS:
        problems.append(Problem(codes.MORE_PROBLEMS, {}, Place(source.file)))
    questionnaire = value if isinstance(value, Questionnaire) and not errors else None
    return _Pass(questionnaire, problems, errors, is_yaml=True)


def _choice_lists(root: yaml.MappingNode) -> dict[str, yaml.Node]:
    """Return the nodes of the lists at the top, which questions above them may name too."""
    tables = [value for key, value in root.value if key.value == "choices" and isinstance(value, yaml.MappingNode)]
    return {key.value: value for table in tables for key, value in table.value if isinstance(key, yaml.ScalarNode)}


def _unsuppressed(reader: Reader) -> list[Problem]:
    """Return the errors, the warnings that no comment suppresses, and the problems of those comments themselves."""
    if _SIGN not in reader.source.text:
        return reader.problems
    suppressed, unknown = _suppressions(reader)

    def is_suppressed(problem: Problem, first_line: int) -> bool:
        """Tell whether a comment belongs to the line of a problem, or to that where its value begins."""
        if problem.severity is Severity.ERROR or problem.place is None:
            return False
        return any(problem.code in suppressed.get(line or 0, ()) for line in (problem.place.line, first_line))

    pairs = zip(reader.problems, reader.first_lines, strict=True)
    return [*(problem for problem, line in pairs if not is_suppressed(problem, line)), *unknown]


def _suppressions(reader: Reader) -> tuple[dict[int, set[str]], list[Problem]]:
    """Return the codes that are suppressed on each line, and a warning for each code that does not exist."""
    from sstc_survey.problems.catalogue import CATALOGUE

    suppressed: dict[int, set[str]] = {}
    unknown: list[Problem] = []
    for number, line in enumerate(reader.source.lines, start=1):
        match = re.search(_SUPPRESSION, line) if _SIGN in line else None
        if match is None:
            continue
        # A comment on a line of its own is about the next line.
        about = number if line[: match.start()].strip() else number + 1
        for code in re.finditer(r"[\w-]+", match["codes"]):
            suppressed.setdefault(about, set()).add(code[0])
            if code[0] not in CATALOGUE:
                meant = guess(code[0], CATALOGUE)
                details = {"code": code[0], **({"suggestion": meant} if meant else {})}
                place = reader.source.place(number, match.start("codes") + code.start() + 1, len(code[0]))
                unknown.append(Problem(codes.UNKNOWN_IGNORE, details, place))
    return suppressed, unknown
