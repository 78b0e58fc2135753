"""Formulas: the keys whose values are expressions; whether these are valid, and where in the file they are not.

What parses expressions is imported where the first one is met: most questionnaires that are only counted have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import yaml

from sstc_survey.parsing.reader import INVALID, Converter, Reader
from sstc_survey.parsing.scalars import convert_boolean, convert_text
from sstc_survey.problems import codes
from sstc_survey.questionnaire import Range

if TYPE_CHECKING:
    from sstc_survey.expressions.diagnostics import Diagnostic

# No misspelt true or false has one of these.
EXPRESSION_SIGNS: Final = "${(=<>'\""


def formula_converter(*, bare_names: bool = False) -> Converter:
    """Return a converter of expressions; `bare_names` allows the columns of choices."""

    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        text = convert_text(reader, node, key)
        if not isinstance(text, str) or not isinstance(node, yaml.ScalarNode):
            return text
        if not text.strip():
            return reader.report(codes.EMPTY_VALUE, node, key=key)
        from sstc_survey.engine.form_node import parsed
        from sstc_survey.expressions.diagnostics import Diagnostic

        reader.expressions += 1
        found = parsed(text, bare_names=bare_names)
        if isinstance(found, Diagnostic):
            report_faults(reader, node, key, bare_names=bare_names)
            return INVALID
        return text

    return convert


def condition_converter() -> Converter:
    """Return a converter of true, false, or an expression that says which."""
    convert_expression = formula_converter()

    def convert(reader: Reader, node: yaml.Node, key: str) -> object:
        if isinstance(node, yaml.ScalarNode) and not any(sign in node.value for sign in EXPRESSION_SIGNS):
            return convert_boolean(reader, node, key)
        return convert_expression(reader, node, key)

    return convert


def report_diagnostic(reader: Reader, node: yaml.ScalarNode, key: str, diagnostic: Diagnostic) -> None:
    """Add the diagnostic of an expression as a problem, at the characters that it is about."""
    details = {**diagnostic.details, "key": key}
    reader.report_part(diagnostic.code, node, diagnostic.start, diagnostic.end, **details)


def report_faults(reader: Reader, node: yaml.ScalarNode, key: str, *, bare_names: bool = False) -> None:
    """Add every fault of an expression as a problem of its own."""
    from sstc_survey.expressions.faults import faults_of

    for fault in faults_of(node.value, bare_names=bare_names):
        report_diagnostic(reader, node, key, fault)


def needs_lint(reader: Reader) -> bool:
    """Tell whether there is anything apart from single values: expressions, references in texts, defaults, scales."""
    has_values = any("default" in mapping.keys or mapping.cls is Range for mapping in reader.mappings)
    return bool(reader.expressions) or has_values or "${" in reader.source.text
