"""A golden form as a questionnaire, driven step by step as an engine of ODK was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sstc_survey.engine import (
    AnswerSheet,
    Environment,
    Form,
    FormNode,
    Instances,
    Recalculated,
    State,
    as_text,
    as_value,
    initial,
    recalculated,
    split_path,
)
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import (
    Acknowledge,
    AnyEntry,
    Calculate,
    Choice,
    ChoiceList,
    Date,
    DateTime,
    Decimal,
    Entry,
    Group,
    Hidden,
    Integer,
    Note,
    Questionnaire,
    Range,
    Rank,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)
from sstc_survey.response import EventKind

NOW = datetime(2024, 3, 5, tzinfo=UTC)
TYPES: dict[str, type[Entry]] = {
    "acknowledge": Acknowledge, "calculate": Calculate, "date": Date, "dateTime": DateTime, "decimal": Decimal,
    "group": Group, "hidden": Hidden, "integer": Integer, "note": Note, "range": Range, "rank": Rank,
    "repeat": Repeat, "select_multiple": SelectMultiple, "select_one": SelectOne, "text": TextQuestion, "time": Time,
}  # fmt: skip
KEPT = ("name", "label", "relevant", "constraint", "calculation", "default", "choice_filter", "repeat_count")
# The words of a spreadsheet for conditions that always or never hold.
SPREADSHEET = {"yes": True, "no": False}


def questionnaire_of(form: Mapping[str, Any]) -> Questionnaire:
    """Return a golden form in the model of questionnaires."""
    lists = {name: _choices(rows) for name, rows in form.get("choices", {}).items()}
    return Questionnaire(
        id=form["id"], version="1", title=form["title"], questions=tuple(_entries(form["questions"], lists))
    )


def _choices(rows: Sequence[Mapping[str, str]]) -> ChoiceList:
    return ChoiceList(
        Choice(
            code=row["name"],
            label=row["label"],
            columns={key: text for key, text in row.items() if key not in ("name", "label")},
        )
        for row in rows
    )


def _entries(questions: Sequence[Mapping[str, Any]], lists: Mapping[str, ChoiceList]) -> Iterator[AnyEntry]:
    for question in questions:
        keys = {key: question[key] for key in KEPT if key in question}
        for key, own in (("required", "required"), ("readonly", "read_only")):
            if key in question:
                keys[own] = SPREADSHEET.get(question[key], question[key])
        if "list" in question:
            keys["choices"] = lists[question["list"]]
        if question.get("or_other"):
            keys["or_other"] = True
        keys |= {name: float(number) for name, number in re.findall(r"(\w+)=(\S+)", question.get("parameters", ""))}
        if "questions" in question:
            keys["questions"] = tuple(_entries(question["questions"], lists))
        yield TYPES[question["type"]](**keys)  # type: ignore[misc]


class Driver:
    """An engine that does what a step of a golden form says, and tells every cell of the state after it."""

    def __init__(self, form: Mapping[str, Any]) -> None:
        self.form = Form(questionnaire_of(form))
        self.environment = Environment(NOW, 1, Words("en", "en"))
        self.now: Recalculated = initial(self.form, self.environment)

    @property
    def state(self) -> State:
        return self.now.state

    def do(self, step: Mapping[str, Any] | None) -> None:
        """Do one step; None is the opening."""
        if step is None:
            return
        sheet, before = self.now.sheet.copy(), self.state
        match step:
            case {"set": change}:
                changed = self._set(sheet, change)
            case {"remove_repeat": [key, number]}:
                changed = split_path(key)
                sheet.apply(EventKind.REMOVE, {"name": f"{key}[{number}]"})
                before = before.without(key, number)
            case _:
                changed = split_path(step["add_repeat"])
        self.now = recalculated(self.form, sheet, self.environment, before, [changed], step.get("add_repeat"))

    def _set(self, sheet: AnswerSheet, change: tuple[str, str]) -> tuple[str, Instances]:
        key, text = change
        name, at = split_path(key)
        node = self.form.nodes[name]
        assert node.leaf is not None
        value = as_value(node.leaf, text)
        if isinstance(value, list) and isinstance(node.entry, SelectMultiple):
            value = [choice.code for choice in node.choices if choice.code in value]
        if value is None:
            sheet.apply(EventKind.MISSING, {"name": key, "state": "blank"})
        else:
            sheet.apply(EventKind.ANSWER, {"name": key, "value": value})
        return name, at

    def cells(self) -> dict[str, dict[str, Any]]:
        """Return every cell."""
        found: dict[str, dict[str, Any]] = {}
        for node in self.form.nodes.values():
            for at in self.state.instances(node):
                found[node.path(at)] = self._cell(node, at)
                if node.is_repeat:
                    for number in range(1, self.state.count(node, at) + 1):
                        found[f"{node.path(at)}[{number}]"] = {"relevant": self.state.relevant(node, at)}
        return found

    def _cell(self, node: FormNode, at: tuple[int, ...]) -> dict[str, Any]:
        state, entry = self.state, node.entry
        relevant = state.relevant(node, at)
        cell: dict[str, Any] = {"relevant": relevant}
        if isinstance(entry, Repeat):
            return {**cell, "count": state.count(node, at)}
        if isinstance(entry, Group):
            return cell
        value = state.value(node, at)
        cell["value"] = as_text(value)
        cell["required"] = state.required(node, at)
        cell["readonly"] = isinstance(entry, Note) or state.read_only(node, at)
        cell["constraint_ok"] = state.meets_constraint(node, at, value)
        cell["required_ok"] = not relevant or not cell["required"] or value is not None
        cell["choices"] = [choice.code for choice in state.choices(node, at)]
        cell["label"] = state.interpolated(entry.label, node, at)
        return cell
