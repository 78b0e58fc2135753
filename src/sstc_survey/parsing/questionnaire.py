"""Questionnaires from YAML, with every problem of a file at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import yaml
from msgspec import Struct

from sstc_survey.parsing.checks import check_consistency, unsuppressed
from sstc_survey.parsing.formulas import has_logic
from sstc_survey.parsing.hints import converter_of
from sstc_survey.parsing.reader import MAX_PROBLEMS, Reader
from sstc_survey.parsing.source import Source, by_place, decode_source
from sstc_survey.parsing.yaml_nodes import compose, kind, place_of
from sstc_survey.problems import Place, Problem, Severity, codes
from sstc_survey.questionnaire import MAX_BYTES, Questionnaire


class Parsed(Struct, frozen=True):
    """A questionnaire, or None where the problems (in the order of their places) include an error."""

    questionnaire: Questionnaire | None
    problems: list[Problem]


def parse_questionnaire(source: bytes, file: str, *, advice: bool = False) -> Parsed:
    """Read a questionnaire from the bytes of its file; whatever they are, nothing is raised.

    Every error is found; with `advice` also what works and was most likely not meant.
    """
    if len(source) > MAX_BYTES:
        size = f"{len(source) / MAX_BYTES:.1f} MiB"
        return Parsed(None, [Problem(codes.TOO_LARGE, {"size": size, "limit": "1 MiB"}, Place(file))])
    text = decode_source(source, file)
    if isinstance(text, Problem):
        return Parsed(None, [text])
    with _no_garbage_collection():
        return _parse(text, advice=advice)


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


def _parse(source: Source, *, advice: bool) -> Parsed:
    root, problems = compose(source)
    if root is None:
        return Parsed(None, by_place(problems or [Problem(codes.EMPTY_FILE, {}, Place(source.file))]))
    if not isinstance(root, yaml.MappingNode):
        problem = Problem(codes.NOT_A_QUESTIONNAIRE, {"given": kind(root)}, place_of(source, root))
        return Parsed(None, by_place([*problems, problem]))
    reader = Reader(source, _choice_lists(root))
    value = converter_of(Questionnaire)(reader, root, "the file")
    check_consistency(reader)
    if advice or has_logic(reader):
        from sstc_survey.parsing.lint import check_logic

        check_logic(reader, advice=advice)
    faulty = reader.reported or any(problem.severity is Severity.ERROR for problem in problems)
    problems += unsuppressed(reader)
    if max(reader.reported, reader.warned) > MAX_PROBLEMS:
        problems.append(Problem(codes.MORE_PROBLEMS, {}, Place(source.file)))
    questionnaire = value if isinstance(value, Questionnaire) and not faulty else None
    return Parsed(questionnaire, by_place(problems))


def _choice_lists(root: yaml.MappingNode) -> dict[str, yaml.Node]:
    """Return the nodes of the lists at the top, which questions above them may name too."""
    tables = [value for key, value in root.value if key.value == "choices" and isinstance(value, yaml.MappingNode)]
    return {key.value: value for table in tables for key, value in table.value if isinstance(key, yaml.ScalarNode)}
