"""Files of schema 1 are read for ever: one of each status, with questions of every type, made by the first release."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest

from sstc_survey.problems import Problem
from sstc_survey.response import SCHEMA, Mode, Response, Status
from sstc_survey.storage import ResponseFile, Seals, brief_of, decode, file_name, read_brief, read_response

FILES = Path(__file__).with_name("schema_1")
NAMES = ("partial", "complete", "void", "simulated")


def read(path: Path) -> Response:
    """Read a response that is sound."""
    response = read_response(str(path))
    assert not isinstance(response, Problem), str(response)
    return response


@pytest.mark.parametrize("name", NAMES)
def test_it_is_read(name: str) -> None:
    path = FILES / f"{name}.json"
    response = read(path)
    assert response.status is (Status.COMPLETE if name == "simulated" else Status(name))
    assert (response.mode is Mode.SIMULATED) is (name == "simulated")
    assert b'"schema": 1,' in path.read_bytes()
    brief = read_brief(str(path))
    assert not isinstance(brief, Problem)
    assert brief == brief_of(response)
    seals = Seals(str(path.parent))
    assert read_brief(str(path), seals) == brief
    with patch.object(Seals, "knows", return_value=True):
        assert read_brief(str(path), seals) == brief


@pytest.mark.parametrize("name", NAMES)
def test_its_next_save_makes_it_schema_2_and_keeps_everything(name: str, tmp_path: Path) -> None:
    before = read(FILES / f"{name}.json")
    path = tmp_path / file_name(before.id)
    shutil.copy(FILES / f"{name}.json", path)
    file = ResponseFile.resume(str(path))
    assert not isinstance(file, Problem)
    with file:
        assert file.save(before) is None
    assert b'"schema": 2,' in path.read_bytes()
    assert read(path) == before
    assert before.schema == SCHEMA


def test_no_key_mode_status_or_kind_of_schema_2_is_taken_in_it() -> None:
    body = (FILES / "complete.json").read_bytes()[:-68]
    changes = [
        (b'"session": null,', b'"session": null,\n  "reference": null,'),
        (b'"position": null,', b'"position": null,\n  "unfinished": {},'),
        (b'"mode": "scripted"', b'"mode": "imported"'),
        (b'"status": "complete"', b'"status": "declined"'),
        (b', "finish", {}]', b', "reason", {"name": "words", "text": "misheard"}]'),
    ]
    for old, new in changes:
        assert body.count(old) == 1
        changed = body.replace(old, new)
        outcome = decode(changed + hashlib.sha256(changed).hexdigest().encode() + b'"\n}\n')
        assert isinstance(outcome, Problem), new
        assert outcome.code in {"response-unknown-key", "response-wrong-shape", "response-bad-event"}
