"""Folders of responses that are made for a test, and exports of them as they are read back."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from sstc_survey.engine.answers import AnswerSheet
from sstc_survey.engine.paths import flattened, instance_counts
from sstc_survey.response import Event, EventKind, Missing, Mode, QuestionnaireRef, Response, Status
from sstc_survey.storage import encode, file_name, read_response, save_copy

STARTED: Final = "2016-09-07T09:00:00+08:00"
FINISHED: Final = "2016-09-07T09:20:00+08:00"
# What may stand before the name of what is known of an interview.
META: Final = (
    "id", "started", "finished", "seconds", "language", "version", "interviewer", "reference", "mode", "session",
    "status",
)  # fmt: skip


def id_of(number: int) -> str:
    """Return the id of a response, later ones after earlier ones."""
    return f"01570000-{number // 65_536:04x}-7{number % 4_096:03x}-8000-{number:012x}"


class Folder:
    """A folder of responses to one version of a questionnaire, which grows."""

    def __init__(self, path: Path, text: str, first: int = 1) -> None:
        self.path = path
        head = dict(line.split(": ", 1) for line in text.splitlines()[:3] if ": " in line)
        self._folder = path / head["id"]
        self._folder.mkdir(parents=True, exist_ok=True)
        self.reference = QuestionnaireRef(
            head["id"], head["version"].strip('"'), str(save_copy(str(self._folder), text.encode()))
        )
        self._count = first - 1 + len(list(self._folder.glob("*.json")))

    def add(
        self,
        answers: Mapping[str, Any],
        missing: Mapping[str, str] | None = None,
        comments: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> Response:
        """Save a response in which this was said; `missing` and `comments` are by path."""
        self._count += 1
        said: list[tuple[EventKind, dict[str, Any]]] = [(EventKind.START, {"seed": 1})]
        for path, count in instance_counts(answers):
            said.append((EventKind.INSTANCES, {"name": path, "count": count}))
        said += [(EventKind.ANSWER, {"name": path, "value": value}) for path, value in flattened(answers)]
        said += [(EventKind.MISSING, {"name": path, "state": state}) for path, state in (missing or {}).items()]
        said += [(EventKind.COMMENT, {"name": path, "text": text}) for path, text in (comments or {}).items()]
        status = fields.get("status", Status.COMPLETE)
        if status is Status.COMPLETE:
            said.append((EventKind.FINISH, {}))
        response = Response(
            **{
                "id": id_of(self._count),
                "questionnaire": self.reference,
                "status": status,
                "language": "en",
                "mode": Mode.PLAIN,
                "started": STARTED,
                "finished": FINISHED if status is Status.COMPLETE else None,
                "answers": dict(answers),
                "missing": {path: Missing(state) for path, state in (missing or {}).items()},
                "comments": dict(comments or {}),
                "events": [Event(seq, seq * 1000, kind, data) for seq, (kind, data) in enumerate(said, 1)],
                **fields,
            }
        )
        self.write(response)
        return response

    def write(self, response: Response) -> None:
        """Save a response as it is."""
        data = encode(response)
        assert isinstance(data, bytes), data
        (self._folder / file_name(response.id)).write_bytes(data)


def cut_off(response: Response, end: int) -> Response:
    """Return the draft that an interview was after so many of its events."""
    events = response.events[:end]
    sheet = AnswerSheet.of(events)
    answers, missing, comments = sheet.on_route()
    named = [event.data["name"] for event in events if "name" in event.data]
    return replace(
        response,
        status=Status.PARTIAL,
        finished=None,
        answers=answers,
        missing=missing,
        comments=comments,
        position=named[-1] if named else None,
        events=events,
    )


def cut_some(folder: Path, chance: Any) -> None:
    """Make drafts of about half of the responses in a folder."""
    for path in sorted(folder.rglob("*-*.json")):
        response = read_response(str(path))
        assert isinstance(response, Response), response
        if chance.random() < 0.5:
            data = encode(cut_off(response, chance.randint(1, len(response.events) - 1)))
            assert isinstance(data, bytes), data
            path.write_bytes(data)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table as Python reads them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def tables_in(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Return the tables of a folder by their names."""
    return {path.stem: read_csv(path) for path in sorted(folder.glob("*.csv"))}


def column(rows: Sequence[Mapping[str, str]], name: str) -> list[str]:
    """Return the cells of one column."""
    return [row[name] for row in rows]


def without_meta(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row without what is known of every interview."""
    return {name: cell for name, cell in row.items() if name not in META}


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON Lines."""
    import json

    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
