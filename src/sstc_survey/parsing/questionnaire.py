"""Questionnaires from YAML, with every problem of a file at once."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import yaml

from sstc_survey.parsing.checks import check_consistency, heeded
from sstc_survey.parsing.formulas import has_logic
from sstc_survey.parsing.hints import reader_of
from sstc_survey.parsing.reader import MAX_PROBLEMS, Reader, Reading, kind
from sstc_survey.parsing.source import Source, decode, in_order
from sstc_survey.parsing.yaml_nodes import compose, place_of
from sstc_survey.problems import Place, Problem, Severity, codes
from sstc_survey.questionnaire import Questionnaire


class Marks:
    """The places of keys, for problems that are found later; the file is read again when the first is asked for.

    To keep the nodes of every file for the few that have such problems would cost a quarter of the time to read it.
    """

    def __init__(self, source: Source, read_again: Callable[[], Sequence[Reading]]) -> None:
        self.source = source
        self._read_again = read_again

    @cached_property
    def _readings(self) -> Sequence[Reading]:
        return self._read_again()

    def of(self, name: str, key: str = "name") -> Place | None:
        """Return where the value of a key of a question stands, or None where there is no such question."""
        found = (reading for reading in self._readings if reading.values.get("name") == name)
        return next((place_of(self.source, reading.at(key)) for reading in found), None)


MAX_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Parsed:
    """A questionnaire, or None where the problems (in the order of their places) hold an error."""

    questionnaire: Questionnaire | None
    problems: list[Problem]
    marks: Marks | None


def parse_questionnaire(source: bytes, file: str, *, advice: bool = False) -> Parsed:
    """Read a questionnaire from the bytes of its file; whatever they are, nothing is raised.

    Every error is found; with `advice` also what works and was most likely not meant.
    """
    if len(source) > MAX_BYTES:
        size = f"{len(source) / MAX_BYTES:.1f} MiB"
        return Parsed(None, [Problem(codes.TOO_LARGE, {"size": size, "limit": "1 MiB"}, Place(file))], None)
    text = decode(source, file)
    if isinstance(text, Problem):
        return Parsed(None, [text], None)
    with _uncollected():
        return _parse(text, advice=advice)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector off: it would search thousands of new nodes, none of them garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _parse(source: Source, *, advice: bool) -> Parsed:
    document = compose(source)
    if document.root is None:
        empty = [Problem(codes.EMPTY_FILE, {}, Place(source.file))]
        return Parsed(None, in_order(document.problems or empty), None)
    if not isinstance(document.root, yaml.MappingNode):
        details = {"given": kind(document.root)}
        problem = Problem(codes.NOT_A_QUESTIONNAIRE, details, place_of(source, document.root))
        return Parsed(None, in_order([*document.problems, problem]), None)
    reader, outcome = _read(source, document.root)
    check_consistency(reader)
    if advice or has_logic(reader):
        from sstc_survey.parsing.lint import check_logic

        check_logic(reader, advice=advice)
    problems = [*document.problems, *heeded(reader)]
    if max(reader.reported, reader.warned) > MAX_PROBLEMS:
        problems.append(Problem(codes.MORE_PROBLEMS, {}, Place(source.file)))
    faulty = reader.reported or any(problem.severity is Severity.ERROR for problem in document.problems)
    questionnaire = outcome if isinstance(outcome, Questionnaire) and not faulty else None
    return Parsed(questionnaire, in_order(problems), Marks(source, partial(_readings, source)))


def _read(source: Source, root: yaml.Node) -> tuple[Reader, object]:
    reader = Reader(source, _choice_lists(root))
    return reader, reader_of(Questionnaire)(reader, root, "the file")


def _readings(source: Source) -> Sequence[Reading]:
    root = compose(source).root
    return [] if root is None else _read(source, root)[0].readings


def _choice_lists(root: yaml.Node) -> dict[str, yaml.Node]:
    """Return the nodes of the lists at the top, which questions above them may name too."""
    if not isinstance(root, yaml.MappingNode):
        return {}
    tables = [value for key, value in root.value if key.value == "choices" and isinstance(value, yaml.MappingNode)]
    return {key.value: value for table in tables for key, value in table.value if isinstance(key, yaml.ScalarNode)}
