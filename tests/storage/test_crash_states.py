"""Every state in which a crash may leave a disk, made a real folder: nothing said to be safe is lost, nothing is half.

The calls are recorded while the program saves; crash_states.py works out what a disk may have of them at any moment.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from crash_states import Recording, Step, crashes, materialise, recorded
from made_responses import an_id, bytes_of, growing, panel

from sstc_survey.problems import Problem
from sstc_survey.response import Response
from sstc_survey.storage import (
    Batch,
    BatchMarker,
    Counted,
    Inventory,
    Refused,
    ResponseFile,
    Unfinished,
    file_name,
    new_files,
    read_copy,
    save_copy,
)

pytest.importorskip("fcntl")

ID = an_id(1)
COPY = b"id: panel\n"
ROWS = [panel(seed) for seed in (1, 2, 3)]
OTHER = panel(4)
Check = Callable[[Path, tuple[str, ...]], Iterator[str]]


def at(top: Path) -> Path:
    """Return the folder of responses on a disk."""
    return top / "answers" / "panel"


def begin(top: Path, response_id: str = ID) -> ResponseFile:
    """Open a response as an interview does, with its questionnaire."""
    path = at(top) / file_name(response_id)
    file = ResponseFile.resume(str(path)) if path.exists() else ResponseFile.create(str(at(top)), response_id)
    assert not isinstance(file, Problem), str(file)
    copy = save_copy(str(at(top)), COPY)
    assert isinstance(copy, str)
    return file


def save(file: ResponseFile, answers: int, recording: Recording) -> None:
    """Save so many answers, and say so."""
    assert file.save(growing(ID, answers)) is None
    recording.say(str(answers))


def check_interview(top: Path, said: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with an interview after a crash, and after somebody has gone on with it."""
    found = 0
    if at(top).exists():
        inventory = Inventory([str(top)])
        outcomes = list(inventory)
        assert len(outcomes) == len(inventory)
        for outcome in outcomes:
            if isinstance(outcome, Counted):
                found = len(outcome.response.answers)
            else:
                yield f"{outcome.path}: unreadable"
    if said and found < int(said[-1]):
        yield f"{found} of {said[-1]} answers"
    if found:
        copies = [read_copy(str(at(top)), path.stem) for path in at(top).glob("questionnaires/*.yaml")]
        if copies != [COPY]:
            yield "no questionnaire"
            return
    with begin(top) as file:
        if file.save(growing(ID, found + 1)) is not None:
            yield "cannot go on"
    if list(top.rglob(".*.tmp")):
        yield "not cleared up"


def marker_of(rows: list[Response]) -> BatchMarker:
    """Return the marker of a batch with these rows."""
    return BatchMarker(
        source="/rows.jsonl", command="run", started=ROWS[0].started, rows={row.id: "rows.jsonl:1:1" for row in rows}
    )


def save_batch(top: Path, rows: list[Response], *, cut: int | None = None) -> None:
    """Save a batch as the command does; a cut leaves it after so many rows."""
    batch = Batch.begin(str(at(top)), marker_of(rows))
    assert not isinstance(batch, Problem), str(batch)
    with batch:
        assert isinstance(save_copy(str(at(top)), COPY), str)
        for row in rows[:cut]:
            if not (at(top) / file_name(row.id)).exists():
                assert batch.save(row.id, bytes_of(row)) is None
        if cut is None:
            assert isinstance(batch.finish(), dict)


def careless_batch(top: Path, rows: list[Response]) -> None:
    """Save a batch as a program does that names it only when the first row is there."""
    at(top).mkdir(parents=True)
    real = Batch.begin.__func__  # type: ignore[attr-defined]
    one_by_one = patch.object(new_files, "MOST_FILES", 1)
    with one_by_one, patch("sstc_survey.storage.batches.atomic_write", lambda *_arguments: None):
        batch = real(Batch, str(at(top)), marker_of(rows))
        assert batch.save(rows[0].id, bytes_of(rows[0])) is None
    with batch:
        second = patch("sstc_survey.storage.batches.take_lock", lambda *_arguments: batch._lock)
        with second:
            assert isinstance(real(Batch, str(at(top)), marker_of(rows)), Batch)
        for row in rows[1:]:
            assert batch.save(row.id, bytes_of(row)) is None
        assert isinstance(batch.finish(), dict)


def check_batch(top: Path, said: tuple[str, ...], rows: list[Response] = ROWS) -> Iterator[str]:
    """Yield what is wrong with a batch after a crash, and after it was completed."""
    if at(top).exists():
        yield from check_counted(top, rows, is_done=bool(said))
    save_batch(top, rows)
    yield from check_counted(top, rows, is_done=True)
    if list(top.rglob(".*.tmp")):
        yield "not cleared up"


def check_counted(top: Path, rows: list[Response], *, is_done: bool) -> Iterator[str]:
    """Yield what is wrong with what is counted: all rows, if they are complete, else none or all; and no other."""
    inventory = Inventory([str(top)])
    outcomes = list(inventory)
    yield from (f"{outcome.path}: {outcome.problem}" for outcome in outcomes if isinstance(outcome, Refused))
    counted = {outcome.response.id for outcome in outcomes if isinstance(outcome, Counted)}
    waiting = {outcome.response.id for outcome in outcomes if isinstance(outcome, Unfinished)}
    if len(counted) + len(waiting) != len(inventory):
        yield "not all accounted for"
    if counted not in ([{row.id for row in rows}] if is_done else [set(), {row.id for row in rows}]):
        yield f"{len(counted)} of {len(rows)} rows are tallied"


def faults(recording: Recording, check: Check, folder: Path) -> Iterator[str]:
    """Make every state a folder, and yield what is wrong with it."""
    number = 0
    # What is checked here is on no disk that could be cut off.
    with patch.object(os, "fsync", lambda _descriptor: None):
        for number, (said, state) in enumerate(crashes(recording)):
            place = folder / str(number)
            materialise(state, recording.top, place)
            yield from (f"state {number} after {said}: {fault}" for fault in check(place, said))
            shutil.rmtree(place)
    assert number > 20, "too few states to prove anything"


def record_save(top: Path) -> Recording:
    """Record two saves of a draft that is there."""
    with begin(top) as file:
        assert file.save(growing(ID, 1)) is None
    with recorded(top) as recording, begin(top) as file:
        save(file, 2, recording)
        save(file, 3, recording)
    return recording


def record_first(top: Path) -> Recording:
    """Record a first save, with its folders."""
    with recorded(top) as recording, begin(top) as file:
        save(file, 0, recording)
        save(file, 1, recording)
    return recording


def record_batch(top: Path) -> Recording:
    """Record a batch."""
    with recorded(top) as recording:
        save_batch(top, ROWS)
        recording.say("complete")
    return recording


def record_completion(top: Path) -> Recording:
    """Record how a batch is completed that was cut."""
    save_batch(top, ROWS, cut=2)
    return record_batch(top)


def record_longer_version(top: Path) -> Recording:
    """Record how a batch is completed after a row was added to the file of one that was cut."""
    save_batch(top, ROWS[:2], cut=2)
    with recorded(top) as recording:
        save_batch(top, ROWS)
        recording.say("complete")
    return recording


def record_changed_version(top: Path) -> Recording:
    """Record how a batch is completed after a row was changed in the file of one that was cut."""
    save_batch(top, [OTHER, *ROWS[1:]], cut=2)
    with recorded(top) as recording:
        save_batch(top, ROWS)
        recording.say("complete")
    return recording


def record_giving_up(top: Path) -> Recording:
    """Record a batch that is given up."""
    with recorded(top) as recording:
        batch = Batch.begin(str(at(top)), marker_of(ROWS))
        assert not isinstance(batch, Problem)
        with batch:
            for row in ROWS[:3]:
                assert batch.save(row.id, bytes_of(row)) is None
            batch.give_up()
    return recording


INTERVIEWS = (record_save, record_first)
BATCHES = (record_batch, record_completion, record_longer_version, record_changed_version, record_giving_up)


@pytest.fixture(autouse=True)
def _small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let some rows of a batch be saved, and others wait for more."""
    monkeypatch.setattr(new_files, "MOST_FILES", 2)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Make the folder whose states are looked at."""
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


@pytest.mark.parametrize("record", INTERVIEWS)
def test_an_interview_survives_every_crash(record: Callable[[Path], Recording], top: Path, tmp_path: Path) -> None:
    assert list(faults(record(top), check_interview, tmp_path)) == []


@pytest.mark.parametrize("record", BATCHES)
def test_a_batch_survives_every_crash(record: Callable[[Path], Recording], top: Path, tmp_path: Path) -> None:
    assert list(faults(record(top), check_batch, tmp_path)) == []


def is_of_file(step: Step) -> bool:
    return step.kind == "sync file"


def is_of_folder(step: Step) -> bool:
    return step.kind == "sync folder"


def is_of_marker(step: Step) -> bool:
    return ".batches" in step.path or step.path.endswith("panel")


def first_fault(recording: Recording, check: Check, folder: Path) -> str | None:
    """Return what a control does wrong first; it is caught at it by whatever looks at it."""
    try:
        return next(faults(recording, check, folder), None)
    except AssertionError as error:
        return f"cannot go on: {error}"


@pytest.mark.parametrize("ignored", [is_of_file, is_of_folder])
@pytest.mark.parametrize("record", INTERVIEWS)
def test_control_without_a_sync_answers_are_lost(
    record: Callable[[Path], Recording], ignored: Callable[[Step], bool], top: Path, tmp_path: Path
) -> None:
    fault = first_fault(record(top).without(ignored), check_interview, tmp_path)
    assert fault is not None


@pytest.mark.parametrize("ignored", [is_of_file, is_of_folder, is_of_marker])
def test_control_a_batch_is_tallied_half_if_its_marker_is_not_synced(
    ignored: Callable[[Step], bool], top: Path, tmp_path: Path
) -> None:
    assert first_fault(record_batch(top).without(ignored), check_batch, tmp_path) is not None


def test_control_a_batch_is_tallied_half_if_its_marker_comes_after_the_first_row(top: Path, tmp_path: Path) -> None:
    with recorded(top) as recording:
        careless_batch(top, ROWS)
    fault = first_fault(recording, check_batch, tmp_path)
    assert fault is not None
    assert "are tallied" in fault
