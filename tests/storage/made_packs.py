"""Answers folders with all that may lie in them, and packs of them, for tests."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from made_responses import an_id, bytes_of, growing, panel
from made_sessions import a_seat, a_session
from msgspec.structs import replace

from sstc_survey.commands.pack import pack
from sstc_survey.session.events import Start
from sstc_survey.storage import (
    Conflicting,
    Counted,
    Duplicate,
    Erased,
    Inventory,
    Outcome,
    Refused,
    Unfinished,
    encode_tombstone,
)
from sstc_survey.storage.packs.sources import Sources
from sstc_survey.storage.packs.writer import PackWriter
from sstc_survey.storage.sessions import encode_session

FORMS = ("jsonl", "jsonl.zst")
COPY = b"id: panel\ntitle: Panel\n"
MARKER = {
    "format": "sstc-survey/batch",
    "schema": 1,
    "source": "rows.jsonl",
    "command": "sstc-survey run",
    "started": "2016-09-07T09:00:00+07:00",
}


def marker(*ids: str) -> bytes:
    """Return the marker of a batch that was cut."""
    return json.dumps({**MARKER, "rows": {each: f"row {at}" for at, each in enumerate(ids, 1)}}).encode()


def session_bytes() -> bytes:
    """Return a session."""
    data = encode_session(replace(a_session(Start(), a_seat(1)), id=an_id(900)))
    assert isinstance(data, bytes), str(data)
    return data


def everything() -> dict[str, bytes]:
    """Return a file of each kind that an answers folder may have, by its path in there."""
    sound = bytes_of(panel(1))
    branches = {branch: bytes_of(growing(an_id(20), 3, branch)) for branch in "ab"}
    return {
        **{f"panel/{an_id(seed)}.json": bytes_of(panel(seed)) for seed in (1, 2, 3, 4, 5)},
        f"panel/{an_id(6)}.json": bytes_of(growing(an_id(6), 2)),
        f"other/deep/{an_id(6)}.json": bytes_of(growing(an_id(6), 4)),
        f"panel/Copy of {an_id(1)}.json": sound,
        "panel/no id in the name.JSON": bytes_of(growing(an_id(30), 3)),
        f"panel/{an_id(20)}.json": branches["a"],
        f"panel/{an_id(20)}.conflict-0a0b0c0d.json": branches["b"],
        f"panel/{an_id(7)}.json": sound[:-50],
        f"panel/{an_id(8)}.json": b"\xff\xfe not UTF-8 \x00",
        f"panel/{an_id(9)}.json": b"",
        f"panel/{an_id(10)}.erased.json": encode_tombstone(an_id(10), "2016-09-07T09:00:00+07:00"),
        f"other/{an_id(10)}.json": bytes_of(growing(an_id(10), 1)),
        f"panel/{an_id(11)}.json": bytes_of(growing(an_id(11), 1)),
        "panel/.batches/rows.json": marker(an_id(11), an_id(12)),
        "panel/.batches/damaged.json": b"{",
        f"panel/questionnaires/{hashlib.sha256(COPY).hexdigest()}.yaml": COPY,
        f"panel/questionnaires/{'0' * 64}.yaml": b"changed",
        f"panel/sessions/{an_id(900)}.json": session_bytes(),
        "summaries.yaml": b"mine: {}\n",
        'panel/សួស្តី "quoted"\n\x1b[31m\\ {}.json': b"{}",
        os.fsdecode(b"panel/\xff\xfe.json"): b'{"format": 1}',
        os.fsdecode(b"\xe9t\xe9/") + f"{an_id(40)}.json": bytes_of(growing(an_id(40), 2)),
    }


def put_all(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def all_below(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, but those that keep it going."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".locks" not in path.parts and path.name != ".verified"
    }


def packed(output: Path, *sources: Path) -> Path:
    """Pack as the command does."""
    pack([str(each) for each in sources], output=str(output))
    return output


def packed_in_small_blocks(output: Path, *sources: Path, size: int = 2_000) -> Path:
    """Pack with so small blocks that there are many."""
    parts: list[bytes] = []
    writer = PackWriter(parts.append, is_compressed=output.name.endswith(".zst"), block_size=size)
    for group in Sources(map(str, sources)).settled():
        if group[0].kind is not None:
            writer.add_beside(group[0].kind, group[0].path, group[0].data)
        else:
            writer.add(group[0].id, [(each.path, each.data) for each in group])
    writer.close()
    output.write_bytes(b"".join(parts))
    return output


def outcomes_below(*tops: Path, reads_answers: bool = True) -> list[tuple[str, ...]]:
    """Return what becomes of each file, its path below what was named, in an order of its own."""
    inventory = Inventory(map(str, tops))
    inventory.reads_answers = reads_answers
    return sorted(_told(outcome, [*map(str, tops)]) for outcome in inventory)


def _told(outcome: Outcome, tops: Iterable[str]) -> tuple[str, ...]:
    def below(path: str) -> str:
        return next((path.removeprefix(f"{top}/") for top in tops if path.startswith(f"{top}/")), path)

    told = (type(outcome).__name__, below(outcome.path))
    match outcome:
        case Counted(_, response):
            return (*told, msgspec.json.encode(response, order="sorted", enc_hook=dict).decode())
        case Duplicate(_, of):
            return (*told, below(of))
        case Conflicting(_, response, problem):
            return (*told, response.id, problem.code)
        case Refused(_, problem):
            return (*told, problem.code)
        case Unfinished(_, response, batch):
            return (*told, response.id, batch.source)
        case Erased(_, response_id, time):
            return (*told, response_id, time)
