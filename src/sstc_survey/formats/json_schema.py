"""The JSON Schema of questionnaire files, made from the model, with what a file has otherwise than the model."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import msgspec

from sstc_survey.questionnaire import CODE_PATTERN, LANGUAGE_PATTERN, Choice, ChoiceList, Group, Questionnaire

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_REF: Final = "#/$defs/{name}"
_Schema: TypeAlias = dict[str, Any]

# A plain scalar is the text it is written as, though other readers take `1.0` for a number.
_WRITTEN: Final[_Schema] = {"type": ["string", "number", "boolean"]}
_EMPTY: Final[tuple[object, ...]] = ("", (), [], {}, None)


def questionnaire_schema() -> _Schema:
    """Return the JSON Schema of questionnaire files."""
    (root,), definitions = msgspec.json.schema_components([Questionnaire], schema_hook=_hook, ref_template=_REF)
    (_,), choice = msgspec.json.schema_components([Choice], schema_hook=_hook, ref_template=_REF)
    fitted = {name: _fitted(schema) for name, schema in {**definitions, **choice}.items()}
    for schema in fitted.values():
        _fit_entry(schema)
    fitted["Choice"] = _without_code(fitted["Choice"])
    return {"$schema": DIALECT, "title": "A questionnaire of sstc-survey", **root, "$defs": fitted | _OWN}


def _hook(cls: type) -> _Schema:
    if cls is ChoiceList:
        return {"$ref": _REF.format(name="ChoiceList")}
    raise NotImplementedError(cls)


_OWN: Final[_Schema] = {
    "Text": {
        "description": "A text, or a mapping of language tags to texts.",
        "anyOf": [
            _WRITTEN,
            {
                "type": "object",
                "patternProperties": {LANGUAGE_PATTERN: _WRITTEN},
                "additionalProperties": False,
                "minProperties": 1,
            },
        ],
    },
    "ChoiceList": {
        "description": "Choices as code: label, or as code: {label: ..., exclusive: true}.",
        "type": "object",
        "propertyNames": {"pattern": CODE_PATTERN},
        "additionalProperties": {"anyOf": [{"$ref": "#/$defs/Text"}, {"$ref": "#/$defs/Choice"}]},
        "minProperties": 1,
    },
}


def _fitted(schema: Any) -> Any:  # noqa: ANN401 a part of a schema is anything that JSON has
    """Return a part of a schema with texts as files have them, and without nulls, which they do not have."""
    if isinstance(schema, list):
        return [_fitted(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if _is_text(schema):
        return {key: schema[key] for key in ("description",) if key in schema} | {"$ref": "#/$defs/Text"}
    if schema.get("type") == "string" and "pattern" not in schema:
        schema = {**schema, **_WRITTEN}
    fitted = {key: _fitted(value) for key, value in schema.items() if not _is_clutter(key, value)}
    options = [option for option in fitted.pop("anyOf", []) if option != {"type": "null"}]
    if len(options) == 1:
        return fitted | options[0]
    return fitted | {"anyOf": options} if options else fitted


def _is_text(schema: _Schema) -> bool:
    written = {"type": "string"}
    return schema.get("anyOf") == [written, {"type": "object", "additionalProperties": written}]


def _is_clutter(key: str, value: object) -> bool:
    """Tell whether this says only that a key may be left out, or is from another standard."""
    return (key == "default" and value in _EMPTY) or key == "discriminator"


def _fit_entry(schema: _Schema) -> None:
    """Let a question name a list of choices, and let only groups go without a label."""
    properties = schema.get("properties", {})
    if properties.get("choices", {}).get("$ref") == "#/$defs/ChoiceList":
        properties["choices"] = {
            "description": properties["choices"]["description"],
            "anyOf": [{"type": "string"}, {"$ref": "#/$defs/ChoiceList"}],
        }
    if "type" in properties and schema["title"] != Group.__name__:
        schema["required"] = [*schema["required"], "label"]


def _without_code(schema: _Schema) -> _Schema:
    """Return the schema of a choice, whose code is the key that it stands under."""
    properties = {key: value for key, value in schema["properties"].items() if key != "code"}
    return {**schema, "properties": properties, "required": ["label"], "additionalProperties": False}
