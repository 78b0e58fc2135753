"""Every expression and every label of the golden forms can be read, and names only what the form has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sstc_survey.expressions import Expression, Reference, parse, split_label

FORMS = Path(__file__).parents[1] / "golden" / "odk" / "forms"
# These two columns may also hold the words of a spreadsheet.
WORDS = ("yes", "no")
KEYS = ("relevant", "constraint", "calculation", "required", "readonly", "repeat_count", "choice_filter")


class Form(NamedTuple):
    """What a form holds, flattened."""

    id: str
    questions: list[dict[str, Any]]
    columns: set[str]


def load_forms(directory: Path) -> list[Form]:
    """Read every form of a directory."""
    return [_form(json.loads(path.read_text("utf-8"))["form"]) for path in sorted(directory.glob("*.json"))]


def _form(form: dict[str, Any]) -> Form:
    choices = [choice for choices in form.get("choices", {}).values() for choice in choices]
    return Form(form["id"], list(_questions(form["questions"])), {key for choice in choices for key in choice})


def _questions(questions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for question in questions:
        yield question
        yield from _questions(question.get("questions", []))


ALL_FORMS = load_forms(FORMS)


@pytest.mark.parametrize("form", ALL_FORMS, ids=[form.id for form in ALL_FORMS])
def test_expressions_of_a_form(form: Form) -> None:
    names = {question["name"] for question in form.questions}
    for question in form.questions:
        for key in KEYS:
            source = question.get(key)
            if not isinstance(source, str) or source in WORDS:
                continue
            expression = parse(source, bare_names=key == "choice_filter")
            assert isinstance(expression, Expression), (source, expression)
            assert {reference.name for reference in expression.references} <= names, source
            assert {column.name for column in expression.bare_names} <= {*form.columns}, source


@pytest.mark.parametrize("form", ALL_FORMS, ids=[form.id for form in ALL_FORMS])
def test_defaults_and_labels_of_a_form(form: Form) -> None:
    names = {question["name"] for question in form.questions}
    for question in form.questions:
        default = question.get("default", "")
        if "${" in default or "(" in default:
            assert isinstance(parse(default), Expression), default
        parts = split_label(question.get("label", ""))
        assert isinstance(parts, tuple)
        assert {part.name for part in parts if isinstance(part, Reference)} <= names
