"""Every cell of the golden forms that an expression decides, worked out at its place in the repeats.

Each state of a form is taken as the answers, so that no interview is needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sstc_survey.expressions import Expression, fill_label, parse, split_label

FORMS = Path(__file__).parents[1] / "golden" / "odk" / "forms"
Instances = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Form:
    """The questions by name, and the repeats around each."""

    questions: Mapping[str, Mapping[str, Any]]
    repeats: Mapping[str, tuple[str, ...]]
    choices: Mapping[str, Sequence[Mapping[str, str]]]


def load_form(path: Path) -> tuple[Form, list[dict[str, Any]]]:
    """Read a form, and its states with the cells where another engine is right put in."""
    raw = json.loads(path.read_text("utf-8"))
    found = list(_flatten(raw["form"]["questions"], ()))
    questions = {question["name"]: question for question, _ in found}
    repeats = {question["name"]: around for question, around in found}
    states = [step["state"] for step in raw["steps"]]
    for cell in raw["contested"]:
        if cell["judged"] == "javarosa":
            states[cell["step"]][cell["name"]][cell["field"]] = cell["javarosa"]
    return Form(questions, repeats, raw["form"].get("choices", {})), states


def _flatten(
    questions: list[dict[str, Any]], around: tuple[str, ...]
) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    for question in questions:
        yield question, around
        inside = (*around, question["name"]) if question["type"] == "repeat" else around
        yield from _flatten(question.get("questions", []), inside)


@dataclass(frozen=True)
class Place:
    """One cell's view of a state."""

    form: Form
    state: Mapping[str, Any]
    key: str
    choice: Mapping[str, str] | None = None

    @property
    def instances(self) -> Instances:
        return tuple((name, int(number)) for name, number in re.findall(r"(\w+)\[(\d+)\]", self.key))

    def keys(self, name: str) -> list[str]:
        shared: list[str] = []
        around = self.form.repeats[name]
        for (repeat, number), wanted in zip(self.instances, around, strict=False):
            if repeat != wanted:
                break
            shared.append(f"{repeat}[{number}]")
        prefixes = [shared]
        for repeat in around[len(shared) :]:
            prefixes = [[*prefix, f"{repeat}[{n}]"] for prefix in prefixes for n in self._numbers([*prefix, repeat])]
        return ["/".join([*prefix, name]) for prefix in prefixes]

    def _numbers(self, parts: Sequence[str]) -> range:
        return range(1, self.state["/".join(parts)]["count"] + 1)

    def value(self, name: str) -> str:
        return next(iter(self.values(name)), "")

    def values(self, name: str) -> Sequence[str]:
        return [self.state[key]["value"] for key in self.keys(name)]

    def value_at(self, name: str, instances: Sequence[tuple[str, int]]) -> str:
        key = "/".join([*(f"{repeat}[{number}]" for repeat, number in instances), name])
        return str(self.state[key]["value"]) if key in self.state else ""

    def count(self, name: str) -> int:
        keys = self.keys(name)
        if self.form.questions[name]["type"] == "repeat":
            return sum(self.state[key]["count"] for key in keys)
        return len(keys)

    def position(self, levels: int) -> int:
        return self.instances[-levels][1]

    def current(self) -> str:
        return str(self.state[self.key]["value"])

    def column(self, name: str) -> str:
        assert self.choice is not None
        return self.choice[name]

    def choice_label(self, name: str, code: str) -> str:
        choices = self.form.choices[self.form.questions[name]["list"]]
        return next((choice["label"] for choice in choices if choice["name"] == code), "")

    def now(self) -> datetime:
        return datetime(2024, 3, 5, tzinfo=UTC)

    def random(self) -> float:
        return 0.0

    def uuid(self) -> str:
        return ""


def read(source: str, *, bare_names: bool = False) -> Expression:
    """Read an expression that must be valid; `yes` and `no` are words of a spreadsheet."""
    expression = parse({"yes": "true()", "no": "false()"}.get(source, source), bare_names=bare_names)
    assert isinstance(expression, Expression)
    return expression


def expected_cells(place: Place, question: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Work out every cell of a question that has an expression."""
    cell = place.state[place.key]
    if not cell["relevant"]:
        return
    for key in ("required", "readonly"):
        if question.get(key):
            yield key, read(question[key]).boolean(place)
    if question["type"] == "calculate":
        yield "value", read(question["calculation"]).stored(place)
    if question.get("constraint"):
        yield "constraint_ok", cell["value"] == "" or read(question["constraint"]).boolean(place)
    if question.get("choice_filter"):
        condition = read(question["choice_filter"], bare_names=True)
        choices = place.form.choices[question["list"]]
        views = [Place(place.form, place.state, place.key, choice) for choice in choices]
        yield "choices", [view.column("name") for view in views if condition.boolean(view)]
    if "${" in question.get("label", ""):
        parts = split_label(question["label"])
        assert isinstance(parts, tuple)
        yield "label", fill_label(parts, place.value).strip()


PATHS = sorted(FORMS.glob("*.json"))


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_cells(path: Path) -> None:
    form, states = load_form(path)
    for number, state in enumerate(states):
        for key, cell in state.items():
            question = form.questions.get(key.rpartition("/")[2].partition("[")[0])
            if question is None or "]" in key.rpartition("/")[2] or question["type"] in ("group", "repeat"):
                continue
            for field, want in expected_cells(Place(form, state, key), question):
                assert cell[field] == want, (number, key, field)
            if question.get("relevant") and all_relevant(state, key):
                assert cell["relevant"] is read(question["relevant"]).boolean(Place(form, state, key)), (number, key)


def all_relevant(state: Mapping[str, Any], key: str) -> bool:
    """Say whether every repeat instance around a key is relevant."""
    parts = key.split("/")[:-1]
    return all(state["/".join(parts[: place + 1])]["relevant"] for place in range(len(parts)))
