"""The JSON Schema of questionnaire files, made from the model, with the differences between files and the model."""

from __future__ import annotations

import json
from typing import Any, Final, TypeAlias, get_args

import msgspec

from sstc_survey.parsing.formulas import EXPRESSION_SIGNS
from sstc_survey.questionnaire import (
    CODE_PATTERN,
    LANGUAGE_PATTERN,
    NAME_PATTERN,
    Bands,
    Choice,
    ChoiceList,
    Net,
    Nets,
    Questionnaire,
    Shown,
)

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_REF: Final = "#/$defs/{name}"
_Schema: TypeAlias = dict[str, Any]

# A plain scalar is the text it is written as, though other readers take `1.0` for a number.
_SCALAR: Final[_Schema] = {"type": ["string", "number", "boolean"]}
_LABELLED: Final = {cls.__name__ for cls in get_args(Shown)}
_FORMULAS: Final = ("expression", "choice-filter")
# What a schema may have with its reference.
_WITH_REFERENCE: Final = ("description", "default")
_EMPTY: Final[tuple[object, ...]] = ("", (), [], {}, None)


def schema_text() -> str:
    """Return the JSON Schema of questionnaire files as it is in its file."""
    return json.dumps(questionnaire_schema(), ensure_ascii=False, indent=2) + "\n"


def questionnaire_schema() -> _Schema:
    """Return the JSON Schema of questionnaire files."""
    return schema_of(Questionnaire, "sstc-survey questionnaire")


def schema_of(cls: type[msgspec.Struct], title: str) -> _Schema:
    """Return the JSON Schema of the files that a Struct describes, which may have parts of questionnaires."""
    (root,), definitions = msgspec.json.schema_components([cls], schema_hook=_hook, ref_template=_REF)
    _, parts = msgspec.json.schema_components([Choice, Net], schema_hook=_hook, ref_template=_REF)
    fitted = {name: _fitted(schema) for name, schema in {**definitions, **parts}.items()}
    for schema in fitted.values():
        _fit_entry(schema)
    # The code of a choice is its key, and its columns are all other keys.
    choice = fitted["Choice"]
    properties = {key: value for key, value in choice["properties"].items() if key not in ("code", "columns")}
    choice |= {"properties": properties, "required": ["label"], "additionalProperties": _SCALAR}
    # Nor is the name of a net one of its keys.
    net = fitted["Net"]
    del net["properties"]["name"]
    net["required"].remove("name")
    net["properties"]["choices"]["minItems"] = 1
    return {"$schema": DIALECT, "title": title, **root, "$defs": fitted | _OWN}


def _hook(cls: type) -> _Schema:
    if cls is ChoiceList:
        return {"$ref": _REF.format(name="ChoiceList")}
    if cls is Nets:
        return {"$ref": _REF.format(name="Nets")}
    if issubclass(cls, Bands):
        return {"$ref": _REF.format(name="Bands")}
    raise NotImplementedError(cls)


_OWN: Final[_Schema] = {
    "Text": {
        "description": "A text, or a mapping of language tags to texts.",
        "anyOf": [
            _SCALAR,
            {
                "type": "object",
                "patternProperties": {LANGUAGE_PATTERN: _SCALAR},
                "additionalProperties": False,
                "minProperties": 1,
            },
        ],
    },
    "Expression": {
        "description": "An expression in the dialect of XLSForm, such as ${age} >= 18.",
        **_SCALAR,
        "minLength": 1,
    },
    "Condition": {
        "description": "True, false, or an expression that says which.",
        "anyOf": [{"type": "boolean"}, {"type": "string", "pattern": f"[{''.join(EXPRESSION_SIGNS)}]"}],
    },
    "ChoiceList": {
        "description": "Choices as code: label, or as code: {label: ..., exclusive: true, score: 1, region: north}.",
        "type": "object",
        "propertyNames": {"pattern": CODE_PATTERN},
        "additionalProperties": {"anyOf": [{"$ref": "#/$defs/Text"}, {"$ref": "#/$defs/Choice"}]},
        "minProperties": 1,
    },
    "Nets": {
        "description": "Nets as name: {label: ..., choices: [code, code]}.",
        "type": "object",
        "propertyNames": {"pattern": NAME_PATTERN},
        "additionalProperties": {"$ref": "#/$defs/Net"},
        "minProperties": 1,
    },
    "Bands": {
        "description": "Ranges, such as 0-17, 18-<40, <18, 40+, -10..-1, 2016-03 or 08:00-11:59, perhaps with labels.",
        "anyOf": [
            {"type": "array", "items": _SCALAR, "minItems": 1},
            {"type": "object", "additionalProperties": {"$ref": "#/$defs/Text"}, "minProperties": 1},
        ],
    },
}


def _fitted(schema: Any) -> Any:  # noqa: ANN401 a part of a schema is anything that JSON has
    """Return a part of a schema with texts as files have them, and without nulls, which files do not have."""
    if isinstance(schema, list):
        return [_fitted(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    name = _own_name(schema)
    if name:
        kept = {key: schema[key] for key in _WITH_REFERENCE if key in schema and not _is_clutter(key, schema[key])}
        return kept | {"$ref": _REF.format(name=name)}
    if schema.get("type") == "string" and "pattern" not in schema:
        schema = {**schema, **_SCALAR}
    fitted = {key: _fitted(value) for key, value in schema.items() if not _is_clutter(key, value)}
    options = [option for option in fitted.pop("anyOf", []) if option != {"type": "null"}]
    if len(options) == 1:
        return fitted | options[0]
    return fitted | {"anyOf": options} if options else fitted


def _own_name(schema: _Schema) -> str:
    """Return the name of the schema that replaces a part, nothing where the part stays."""
    written = {"type": "string"}
    options = schema.get("anyOf", [schema])
    if options == [written, {"type": "object", "additionalProperties": written}]:
        return "Text"
    if any(option.get("format") in _FORMULAS for option in options):
        return "Condition" if {"type": "boolean"} in options else "Expression"
    return ""


def _is_clutter(key: str, value: object) -> bool:
    """Tell whether this says only that a key may be left out, or is from another standard."""
    return (key == "default" and value in _EMPTY) or key == "discriminator"


def _fit_entry(schema: _Schema) -> None:
    """Let a question name a list of choices, and let only what is not read out go without a label."""
    properties = schema.get("properties", {})
    if properties.get("choices", {}).get("$ref") == "#/$defs/ChoiceList":
        properties["choices"] = {
            "description": properties["choices"]["description"],
            "anyOf": [{"type": "string"}, {"$ref": "#/$defs/ChoiceList"}],
        }
    if "type" in properties and schema["title"] in _LABELLED:
        schema["required"] = [*schema["required"], "label"]
