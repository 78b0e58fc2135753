"""Golden data sets: their questions, records and figures, and the same as a questionnaire and a folder of responses.

A set is a folder with `questionnaire.json`, `records.jsonl` and `expected/`; `tests/golden/statistics/README.md` says
what is in them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias

from sstc_survey.expressions import Diagnostic, MappingContext, parse
from sstc_survey.response import Event, EventKind, Missing, Mode, QuestionnaireRef, Response, Status
from sstc_survey.storage import encode, file_name, id_from_data, save_copy

GOLDEN: Final = Path(__file__).parents[1] / "golden" / "statistics"
STARTED: Final = "2024-12-01T09:00:00+01:00"
FINISHED: Final = "2024-12-01T09:20:00+01:00"

Row: TypeAlias = dict[str, Any]
# Takes a set, the name of its records and options, and returns the JSON that the program prints.
Summarized: TypeAlias = Callable[..., Row]


@dataclass(frozen=True)
class GoldenSet:
    """The folder of a set."""

    path: Path

    def read(self, name: str) -> Any:
        return json.loads((self.path / name).read_text("utf-8"))

    def expected(self, name: str) -> Any:
        return self.read(f"expected/{name}.json")

    def has(self, name: str) -> bool:
        return (self.path / name).is_file()

    def records(self, name: str = "records.jsonl") -> list[Row]:
        lines = (self.path / name).read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]

    @cached_property
    def plan(self) -> Row:
        """What the tables of the set are, with their nets and scales."""
        return dict(self.read("tables_plan.json")) if self.has("tables_plan.json") else {}

    @cached_property
    def questions(self) -> dict[str, Row]:
        """All questions by name, those of repeats too."""
        return {row["name"]: row for row in _flat(self.read("questionnaire.json")["questions"])}

    @cached_property
    def repeats(self) -> list[str]:
        return [name for name, row in self.questions.items() if row["type"] == "repeat"]


def sets_in(folder: Path) -> list[GoldenSet]:
    """Return the sets of a folder, which may be one itself."""
    return [
        GoldenSet(path.parent)
        for path in sorted(folder.rglob("questionnaire.json"))
        if (path.parent / "expected").is_dir() and (path.parent / "records.jsonl").is_file()
    ]


def _flat(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from _flat(row.get("questions", []))


def questionnaire_of(golden: GoldenSet) -> bytes:
    """Write the questionnaire of a set in the language of the program."""
    given = golden.read("questionnaire.json")
    document = {
        "id": golden.path.name,
        "version": "1",
        "title": given["title"],
        "dont_know": True,
        "refused": True,
        "questions": [_entry(row, golden.plan) for row in given["questions"]],
    }
    # JSON is YAML too.
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _entry(row: Row, plan: Row) -> Row:
    entry: Row = {key: row[key] for key in ("name", "type", "label", "relevant") if key in row}
    entry |= row.get("parameters", {})
    scores = plan.get("scales", {}).get(row["name"], {}).get("scores", {})
    if "choices" in row:
        entry["choices"] = {
            choice["name"]: {"label": choice["label"], "score": scores[choice["name"]]}
            if choice["name"] in scores
            else choice["label"]
            for choice in row["choices"]
        }
    nets = plan.get("nets", {}).get(row["name"])
    if nets:
        entry["nets"] = {name: {"label": name, "choices": codes} for name, codes in nets.items()}
    if "questions" in row:
        entry["questions"] = [_entry(each, plan) for each in row["questions"]]
    return entry


def write_responses(golden: GoldenSet, records: str, folder: Path) -> None:
    """Write the records of a set as the responses that their interviews would have left."""
    folder.mkdir(parents=True)
    reference = QuestionnaireRef(golden.path.name, "1", str(save_copy(str(folder), questionnaire_of(golden))))
    for record in golden.records(records):
        response = response_of(golden, record, reference)
        data = encode(response)
        assert isinstance(data, bytes), data
        (folder / file_name(response.id)).write_bytes(data)


def response_of(golden: GoldenSet, record: Row, reference: QuestionnaireRef) -> Response:
    """Return a record as a response with the events that leave it."""
    status = Status(record.get("status", "complete"))
    position = record.get("position")
    answers, missing = dict(record["answers"]), record["missing"]
    said: list[tuple[EventKind, Row]] = [(EventKind.START, {"seed": 1})]
    for repeat in golden.repeats:
        said += _instances(golden, repeat, answers, position)
    for name, value in _by_path(record["answers"]):
        said.append((EventKind.ANSWER, {"name": name, "value": value}))
    said += [(EventKind.MISSING, {"name": name, "state": state}) for name, state in missing.items()]
    if status is Status.COMPLETE:
        said.append((EventKind.FINISH, {}))
    return Response(
        id=id_from_data(reference.id, record["id"], 1),
        questionnaire=reference,
        status=status,
        language="en",
        mode=Mode.PLAIN,
        started=STARTED,
        finished=FINISHED if status is Status.COMPLETE else None,
        answers=answers,
        missing={name: Missing(state) for name, state in missing.items()},
        position=position,
        events=[Event(seq, seq * 1000, kind, data) for seq, (kind, data) in enumerate(said, 1)],
    )


def _instances(golden: GoldenSet, repeat: str, answers: Row, position: str | None) -> list[tuple[EventKind, Row]]:
    """Return what an interview says of a repeat, and leave in the answers what is saved of it.

    It begins with one instance. Who has none removes that one; a draft that stopped there still has it, unsaid.
    """
    began = (EventKind.INSTANCES, {"name": repeat, "count": 1})
    enough = (EventKind.ENOUGH, {"name": repeat})
    names = list(golden.questions)
    order, stopped = names.index(repeat), names.index(position.partition("[")[0]) if position else len(names)
    if not _is_relevant(golden, repeat, answers):
        return [began, (EventKind.OFF_ROUTE, {"names": [repeat]})]
    if instances := answers.get(repeat):
        counted = (EventKind.INSTANCES, {"name": repeat, "count": len(instances)})
        return [began, counted, enough] if stopped > order else [began, counted]
    if stopped <= order:
        answers[repeat] = [{}]
        return [began]
    return [began, (EventKind.REMOVE, {"name": f"{repeat}[1]"}), enough]


def _is_relevant(golden: GoldenSet, name: str, answers: Row) -> bool:
    condition = golden.questions[name].get("relevant")
    if condition is None:
        return True
    expression = parse(condition)
    assert not isinstance(expression, Diagnostic)
    texts = {
        each: " ".join(value) if isinstance(value := answers.get(each, ""), list) else str(value)
        for each in golden.questions
        if each not in golden.repeats
    }
    return expression.boolean(MappingContext(texts))


def _by_path(answers: Row) -> Iterator[tuple[str, Any]]:
    for name, value in answers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, instance in enumerate(value, 1):
                for inner, each in _by_path(instance):
                    yield f"{name}[{number}]/{inner}", each
        else:
            yield name, value
