"""`verify`: the whole check of everything, whatever was verified before."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_responses import fill

from sstc_survey.problems import Problem
from sstc_survey.storage import ResponseFile


def taken(program: Any, small: str, folder: Path, count: int = 4) -> Path:
    """Save some responses, and return their folder."""
    rows = "".join(f'{{"who": "Person {number}", "age": {number}}}\n' for number in range(count))
    (folder / "rows.jsonl").write_text(rows, encoding="utf-8")
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    return folder / "answers" / "small"


def found(program: Any, *paths: str) -> list[tuple[str, str]]:
    """Return the codes of what is wrong with the names of the files."""
    outcome = program("verify", *paths, "--format", "json")
    document = json.loads(outcome.out)
    assert outcome.code == (1 if document["problems"] else 0)
    assert all(problem["message"] and problem["remedy"] for problem in document["problems"])
    return [(problem["code"], Path(problem["file"]).name) for problem in document["problems"]]


def test_nothing_is_wrong(program: Any, small: str, tmp_path: Path) -> None:
    taken(program, small, tmp_path)
    outcome = program("verify")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "4 files verified: 0 problems\n")
    assert program("verify", "--language", "zh").err == "已核验 4 个文件：0 个问题\n"
    document = json.loads(program("verify", "--format", "json").out)
    assert document["format"] == "sstc-survey/verification"
    assert (document["files"]["found"], document["files"]["complete"]) == (4, 4)


def edited(folder: Path) -> str:
    path = next(folder.glob("*.json"))
    path.write_bytes(path.read_bytes().replace(b"Person", b"Nobody"))
    return "response-edited"


def sealed_with_another_history(folder: Path) -> str:
    path = next(folder.glob("*.json"))
    body = path.read_bytes()[:-68].replace(b'"missing": {', b'"missing": {\n    "nobody": "blank",')
    path.write_bytes(body + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n')
    return "response-not-its-history"


def copy_gone(folder: Path) -> str:
    shutil.rmtree(folder / "questionnaires")
    return "questionnaire-copy-missing"


def copy_changed(folder: Path) -> str:
    path = next((folder / "questionnaires").glob("*.yaml"))
    path.write_bytes(path.read_bytes() + b"# changed\n")
    return "questionnaire-copy-changed"


def left_by_a_save(folder: Path) -> str:
    (folder / ".0157025f-9103-74ff-ab3c-9250b797528b.0123456789abcdef.tmp").write_bytes(b"{")
    return "left-temporary"


def left_by_a_copy(folder: Path) -> str:
    (folder / "questionnaires" / f".{'0a' * 32}.yaml.0123456789abcdef.tmp").write_bytes(b"id")
    return "left-temporary"


def left_lock(folder: Path) -> str:
    (folder / ".locks" / "0157025f-9103-74ff-ab3c-9250b797528b.lock").write_bytes(b"")
    return "left-lock"


def cut_batch(folder: Path) -> str:
    marker = {"format": "sstc-survey/batch", "schema": 1, "source": "x", "command": "y", "started": "", "rows": {}}
    (folder / ".batches" / "a.json").write_text(json.dumps(marker), encoding="utf-8")
    return "batch-unfinished"


def damaged_batch(folder: Path) -> str:
    (folder / ".batches" / "a.json").write_bytes(b"{")
    return "batch-marker-damaged"


def public_seals(folder: Path) -> str:
    (folder / ".verified").write_bytes(b"")
    (folder / ".verified").chmod(0o666)
    return "seals-not-private"


@pytest.mark.parametrize(
    "damage",
    [
        edited,
        sealed_with_another_history,
        copy_gone,
        copy_changed,
        left_by_a_save,
        left_by_a_copy,
        left_lock,
        cut_batch,
        damaged_batch,
        public_seals,
    ],
)
def test_what_is_wrong_is_named(program: Any, small: str, tmp_path: Path, damage: Callable[[Path], str]) -> None:
    folder = taken(program, small, tmp_path)
    code = damage(folder)
    assert {each for each, _ in found(program)} == {code}
    assert found(program, str(folder)) == found(program)


def test_what_an_open_interview_has_is_not_left_over(program: Any, small: str, tmp_path: Path) -> None:
    program("run", small, "--plain", typed="Sok\n")
    (path,) = tmp_path.glob("answers/small/*.json")
    file = ResponseFile.resume(str(path))
    assert not isinstance(file, Problem)
    with file:
        assert found(program) == []


def test_what_the_seals_say_is_not_believed(program: Any, tmp_path: Path) -> None:
    folder = tmp_path / "answers" / "sstc-panel-2016"
    fill(folder, 120)
    assert program("list").code == 0
    assert (folder / ".verified").exists()
    assert (folder / ".verified").stat().st_mode & 0o777 == 0o600
    name = sealed_and_known(folder)
    # Whoever can write as the owner can deceive a summary, and not this.
    assert "refused" not in program("list").out
    assert ("response-not-its-history", name) in found(program)


def sealed_and_known(folder: Path) -> str:
    """Seal a response with another history, and put its seal among those that are known; return its name."""
    path = min(folder.glob("*.json"))
    body = path.read_bytes()[:-68].replace(b'"country": "', b'"country": "x')
    digest = hashlib.sha256(body)
    path.write_bytes(body + digest.hexdigest().encode() + b'"\n}\n')
    header, _, known = (folder / ".verified").read_bytes().partition(b"\n")
    seals = sorted([digest.digest(), *(known[at : at + 32] for at in range(0, len(known), 32))])
    (folder / ".verified").write_bytes(header + b"\n" + b"".join(seals))
    return path.name


@pytest.mark.parametrize("way", ["public", "cut", "deleted", "older"])
def test_seals_that_cannot_be_believed_are_as_if_they_were_not_there(program: Any, tmp_path: Path, way: str) -> None:
    folder = tmp_path / "answers" / "sstc-panel-2016"
    fill(folder, 120)
    program("list")
    sealed_and_known(folder)
    seals = folder / ".verified"
    if way == "public":
        seals.chmod(0o622)
    elif way == "cut":
        seals.write_bytes(seals.read_bytes()[:-7])
    elif way == "deleted":
        seals.unlink()
    else:
        seals.write_bytes(b"sstc-survey/verified 0" + seals.read_bytes().partition(b"\n")[2])
    assert program("list").out.count("rejected: ") == 1


def test_reading_where_nothing_can_be_written_leaves_no_trace(program: Any, tmp_path: Path) -> None:
    folder = tmp_path / "answers" / "sstc-panel-2016"
    fill(folder, 120)
    folder.chmod(0o500)
    try:
        assert program("list").code == 0
    finally:
        folder.chmod(0o700)
    if os.geteuid() != 0:
        assert not (folder / ".verified").exists()


@pytest.mark.parametrize("damage", [left_by_a_save, left_lock, cut_batch, damaged_batch, copy_changed])
def test_a_folder_without_responses_is_looked_into(
    program: Any, small: str, tmp_path: Path, damage: Callable[[Path], str]
) -> None:
    folder = taken(program, small, tmp_path)
    for path in folder.glob("*.json"):
        path.unlink()
    assert {damage(folder)} == {each for each, _ in found(program)}


def test_seals_that_came_with_a_copied_folder_are_not_believed(program: Any, tmp_path: Path) -> None:
    folder = tmp_path / "answers" / "sstc-panel-2016"
    fill(folder, 120)
    program("list")
    sealed_and_known(folder)
    shutil.copytree(tmp_path / "answers", tmp_path / "copied")
    assert program("list", "copied").out.count("rejected: ") == 1
