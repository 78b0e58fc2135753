"""The JSON Schema says of files what the reader says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from sstc_survey.parsing import parse_questionnaire, questionnaire_schema

ROOT = Path(__file__).parents[2]
SOUND = [
    ROOT / "questionnaires" / "sstc-panel-2016.yaml",
    *sorted((ROOT / "tests" / "questionnaires").glob("*.yaml")),
    *sorted((ROOT / "examples" / "questionnaires").glob("*.yaml")),
]
HEAD = "id: a\nversion: 1\ntitle: T\nquestions:\n"


class Core(yaml.SafeLoader):
    """Reads plain scalars as editors do, which follow YAML 1.2."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)", "-+.0123456789"),
    ("null", "~|null|", ["~", "n", ""]),
):
    import re

    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def as_editors_see_it(text: str) -> Any:
    return textual_keys(yaml.load(text, Core))  # noqa: S506 it is a safe loader


def textual_keys(value: Any) -> Any:
    """Return a value with its keys as text: an editor's JSON view of a mapping has no others."""
    if isinstance(value, dict):
        return {str(key): textual_keys(item) for key, item in value.items()}
    return [textual_keys(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = questionnaire_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_committed_schema_is_fresh() -> None:
    committed = (ROOT / "schema" / "questionnaire.schema.json").read_text(encoding="utf-8")
    assert json.loads(committed) == questionnaire_schema(), "make schema writes it anew"


@pytest.mark.parametrize("path", SOUND, ids=[path.stem for path in SOUND])
def test_sound_questionnaires_are_valid(validator: Draft202012Validator, path: Path) -> None:
    found = validator.iter_errors(as_editors_see_it(path.read_text(encoding="utf-8")))
    assert [error.message for error in found] == []


@pytest.mark.parametrize(
    "source",
    [
        "id: a\nversion: 1\ntitle: T\n",
        "id: A b\nversion: 1\ntitle: T\nquestions: [{name: q, type: text, label: Q}]",
        HEAD + "  []",
        HEAD + "  - {name: q, type: text}",
        HEAD + "  - {name: q, label: Q}",
        HEAD + "  - {name: q, type: texts, label: Q}",
        HEAD + "  - {name: my name, type: text, label: Q}",
        HEAD + "  - {name: q, type: text, lable: Q, label: Q}",
        HEAD + "  - {name: q, type: text, label: Q, min: 1}",
        HEAD + "  - {name: q, type: text, label: Q, required: yes}",
        HEAD + "  - {name: q, type: text, label: {english: Q}}",
        HEAD + "  - {name: q, type: text, label: [Q]}",
        HEAD + "  - {name: q, type: text, label: }",
        HEAD + "  - {name: q, type: integer, label: Q, min: 1.5}",
        HEAD + "  - {name: q, type: date, label: Q, min: tomorrow}",
        HEAD + "  - {name: q, type: select_one, label: Q}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {}}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: [a, b]}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a b: A}}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a: {label: A, exclusive: yes}}}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a: {label: A, region: [north]}}}",
        HEAD + "  - {name: q, type: text, label: Q, relevant: ''}",
        HEAD + "  - {name: q, type: text, label: Q, read_only: 1}",
        HEAD + "  - {name: q, type: range, label: Q, step: 0}",
        HEAD + "  - {name: q, type: calculate}",
        HEAD + "  - {name: q, type: rank, label: Q, choices: {a: A}, or_other: true}",
        HEAD + "  - {name: q, type: repeat, label: Q}",
        HEAD + "  - {name: q, type: time, label: Q, min: noon}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a: {exclusive: true}}}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a: A}, appearance: dropdown}",
        HEAD + "  - {name: q, type: group, questions: []}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a: {label: A, score: high}}}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a: A}, nets: [a]}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a: A}, nets: {}}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a: A}, nets: {n: [a]}}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a: A}, nets: {n n: {label: N, choices: [a]}}}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a: A}, nets: {n: {label: N, choices: []}}}",
        HEAD + "  - {name: q, type: select_one, label: Q, choices: {a: A}, nets: {n: {choices: [a]}}}",
        HEAD + "  - {name: q, type: rank, label: Q, choices: {a: A}, nets: {n: {label: N, choices: [a]}}}",
        HEAD + "  - {name: q, type: integer, label: Q, bands: 0-17}",
        HEAD + "  - {name: q, type: integer, label: Q, bands: []}",
        HEAD + "  - {name: q, type: integer, label: Q, bands: {0-17: [A]}}",
        HEAD + "  - {name: q, type: text, label: Q, bands: [0-17]}",
        "respondent: q\n" + HEAD + "  - {name: q, type: text, label: Q}",
        "choices: {a: b}\n" + HEAD + "  - {name: q, type: text, label: Q}",
        "attribution: {question: q}\n" + HEAD + "  - {name: q, type: text, label: Q}",
    ],
)
def test_wrong_questionnaires_are_invalid_for_both(validator: Draft202012Validator, source: str) -> None:
    assert not validator.is_valid(as_editors_see_it(source))
    assert parse_questionnaire(source.encode(), "f.yaml").questionnaire is None


def test_every_key_is_described() -> None:
    described = questionnaire_schema()["$defs"]
    lacking = [
        f"{name}.{key}"
        for name, schema in described.items()
        for key, value in schema.get("properties", {}).items()
        if "description" not in value and key != "type" and name != "Choice"
    ]
    assert lacking == []
