"""Expressions in a questionnaire: whether they can be read, and where in the file they cannot.

What reads expressions is imported where the first one is met: most questionnaires that are only counted have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import yaml

from sstc_survey.parsing.reader import INVALID, Read, Reader, Reading
from sstc_survey.parsing.scalars import read_boolean, read_text
from sstc_survey.problems import codes
from sstc_survey.questionnaire import Range

if TYPE_CHECKING:
    from sstc_survey.expressions import Diagnostic

# What no misspelt true or false holds.
EXPRESSION_SIGNS: Final = "${(=<>'\""


def formula_reader(*, bare_names: bool = False) -> Read:
    """Return a reader of expressions; `bare_names` allows the columns of choices."""

    def read(reader: Reader, node: yaml.Node, key: str) -> object:
        text = read_text(reader, node, key)
        if not isinstance(text, str) or not isinstance(node, yaml.ScalarNode):
            return text
        if not text.strip():
            return reader.report(codes.EMPTY_VALUE, node, key=key)
        from sstc_survey.engine.form import parsed
        from sstc_survey.expressions import Diagnostic

        reader.formulas += 1
        found = parsed(text, bare_names=bare_names)
        if isinstance(found, Diagnostic):
            report_fault(reader, node, key, found)
            return INVALID
        return text

    return read


def condition_reader() -> Read:
    """Return a reader of true, false, or an expression that says which."""
    read_formula = formula_reader()

    def read(reader: Reader, node: yaml.Node, key: str) -> object:
        if isinstance(node, yaml.ScalarNode) and not _looks_like_an_expression(node.value):
            return read_boolean(reader, node, key)
        return read_formula(reader, node, key)

    return read


def _looks_like_an_expression(text: str) -> bool:
    return any(sign in text for sign in EXPRESSION_SIGNS)


def report_fault(reader: Reader, node: yaml.ScalarNode, key: str, fault: Diagnostic) -> None:
    """Add the fault of an expression as a problem, at the very characters that it is about."""
    # A detail of this name would stand for the whole remedy.
    details = dict(fault.details)
    reader.report_part(fault.code, node, fault.start, fault.end, **{**details, "key": key})


def has_logic(reader: Reader) -> bool:
    """Tell whether there is anything beside single values: expressions, references in texts, defaults, scales."""
    return bool(reader.formulas) or "${" in reader.source.text or any(_has_value(each) for each in reader.readings)


def _has_value(reading: Reading) -> bool:
    return "default" in reading.keys or reading.cls is Range
