"""New files that are put some at a time: each is whole at its name, in order, whatever is cut off, fails or is full."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import pytest
from crash_states import Recording, crashes, materialise, recorded
from made_packs import all_below, marker, packed, put_all
from made_responses import an_id, bytes_of, growing
from test_save_faults import DEATH, FAULTS, Died, watched

from sstc_survey.commands.unpack import unpack
from sstc_survey.problems import Problem
from sstc_survey.storage import Counted, Inventory, new_files
from sstc_survey.storage.new_files import NewFiles
from sstc_survey.storage.packs.placing import Placing

pytest.importorskip("fcntl")

Helper = Callable[..., str]
Sized = Callable[[int, int], int]
FILES = {f"panel/{an_id(number)}.json": bytes_of(growing(an_id(number), 1)) for number in range(5)}
MARKER = {"panel/.batches/rows.json": marker(an_id(0))}


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put two files at a time."""
    monkeypatch.setattr(new_files, "MOST_FILES", 2)


def put_files(folder: Path, files: dict[str, bytes]) -> Problem | None:
    """Put files below a folder, as unpacking does."""
    placing = Placing(str(folder))
    for path, data in files.items():
        if problem := placing.put(path, data):
            return problem
    return placing.finish()


def faults(recording: Recording, folder: Path) -> Iterator[str]:
    """Yield what is wrong in the states that a crash may leave, and after the files were put again."""
    number = 0
    with patch.object(os, "fsync", lambda _descriptor: None):
        for number, (said, state) in enumerate(crashes(recording)):
            place = folder / str(number)
            materialise(state, recording.top, place)
            found = {name: data for name, data in all_below(place).items() if not name.endswith(".tmp")}
            if not found.items() <= (FILES | MARKER).items():
                yield f"state {number}: half a file"
            elif said and found != FILES | MARKER:
                yield f"state {number}: not all are there"
            elif found.keys() & FILES.keys() and not found.keys() & MARKER.keys():
                yield f"state {number}: a response is there before what keeps it from counting"
            elif put_files(place, MARKER | FILES) is not None or all_below(place) != FILES | MARKER:
                yield f"state {number}: not completed"
            shutil.rmtree(place)
    assert number > 20, "too few states to prove anything"


def record(top: Path) -> Recording:
    """Record how files are put, those beside responses first."""
    top.mkdir()
    with recorded(top) as recording:
        placing = Placing(str(top))
        for files in (MARKER, FILES):
            for path, data in files.items():
                assert placing.put(path, data) is None
            assert placing.finish() is None
        recording.say("put")
    return recording


@pytest.mark.usefixtures("small_groups")
def test_files_survive_every_crash(tmp_path: Path) -> None:
    assert list(faults(record(tmp_path / "disk"), tmp_path)) == []


@pytest.mark.usefixtures("small_groups")
@pytest.mark.parametrize(
    ("ignored", "said"),
    [("sync file", "half a file"), ("sync folder", "not all are there")],
)
def test_control_without_a_sync_files_are_half_or_lost(ignored: str, said: str, tmp_path: Path) -> None:
    careless = record(tmp_path / "disk").without(lambda step: step.kind == ignored)
    assert any(said in fault for fault in faults(careless, tmp_path))


@pytest.mark.usefixtures("small_groups")
def test_control_files_named_before_they_are_synced_are_half(tmp_path: Path) -> None:
    with patch.object(new_files, "_synced", lambda made: [None] * len(made)):
        recording = record(tmp_path / "disk")
    assert any("half a file" in fault for fault in faults(recording, tmp_path))


def test_a_group_is_durable_before_its_first_name(tmp_path: Path) -> None:
    (tmp_path / "panel").mkdir()
    with watched() as system:
        assert put_files(tmp_path, FILES) is None
    calls = [call for call in system.calls if call in {"write", "fsync", "link"}]
    count = len(FILES)
    assert calls == ["write"] * count + ["fsync"] * count + ["link"] * count + ["fsync"]


@pytest.mark.usefixtures("small_groups")
def test_every_call_survives_every_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    # So that the calls come in the same order each time.
    monkeypatch.setattr(new_files, "_THREADS", 1)
    files = dict(list(FILES.items())[:3])
    names = [*files]
    (tmp_path / "rehearsal").mkdir()
    with watched() as system:
        assert put_files(tmp_path / "rehearsal", files) is None
    for at in range(len(system.calls)):
        for fault in FAULTS:
            folder = tmp_path / f"{at} {fault}"
            folder.mkdir()
            outcome: object = DEATH
            with watched(at, fault) as met:
                try:
                    outcome = put_files(folder, files)
                except Died:
                    assert fault == DEATH
            found = all_below(folder)
            left = {name for name in found if name.endswith(".tmp")}
            named = sorted(found.keys() - left)
            assert all(found[name] == files[name] for name in named), (at, fault)
            assert named == names[: len(named)], (at, fault)
            assert outcome is not None or named == names, (at, fault)
            assert not left or fault == DEATH or met.calls[at] == "unlink", (at, fault)
            assert put_files(folder, files) is None, (at, fault)
            assert {name: data for name, data in all_below(folder).items() if name not in left} == files


def test_nothing_is_replaced_that_came_in_the_meantime(tmp_path: Path) -> None:
    (tmp_path / "panel").mkdir()
    placing = Placing(str(tmp_path))
    same, other, *_ = FILES
    for path, data in FILES.items():
        assert placing.put(path, data) is None
    (tmp_path / same).write_bytes(FILES[same])
    (tmp_path / other).write_text("mine")
    problem = placing.finish()
    assert problem is not None
    assert (problem.code, str(problem.place)) == ("unpack-differs", str(tmp_path / other))
    assert all_below(tmp_path) == {same: FILES[same], other: b"mine"}


def test_what_waits_is_bounded_in_number_and_in_bytes(tmp_path: Path) -> None:
    named: list[str] = []
    files = NewFiles(named.append, lambda _path, _data: None)
    for size, most in ((10, new_files.MOST_FILES), (new_files.MOST_BYTES // 2, 2)):
        named.clear()
        for number in range(1, 2 * most):
            assert files.add(str(tmp_path / f"{size}-{number}"), b"x" * size) is None
            assert len(named) == (number if number == most else number // most * most)
        assert files.finish() is None
        assert len(named) == 2 * most - 1
    # One that is larger waits for nothing.
    assert files.add(str(tmp_path / "large"), b"x" * (new_files.MOST_BYTES + 1)) is None
    assert named[-1] == str(tmp_path / "large")


def test_fewer_are_put_at_a_time_where_few_files_can_be_open(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    (tmp_path / "panel").mkdir()
    files = {f"panel/{number:03}": b"x" for number in range(50)}
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    spare = os.open(os.devnull, os.O_RDONLY)
    os.close(spare)
    resource.setrlimit(resource.RLIMIT_NOFILE, (spare + 12, before[1]))
    try:
        problem = put_files(tmp_path, files)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert problem is None
    assert all_below(tmp_path) == files


SMALL = """\
id: small
version: "1"
title: Small
questions:
  - {name: age, type: integer, label: How old are you?}
"""
ROWS = 2 * new_files.MOST_FILES + 1


def limited(folder: Path, most_open: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call the program as a process that has so many files open at most."""
    resource = pytest.importorskip("resource")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most_open, most_open))

    return subprocess.run(
        [sys.executable, "-m", "sstc_survey", *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=folder, check=False, timeout=300,
        preexec_fn=limit,
    )  # fmt: skip


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a file of replies, and a pack of as many responses."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "small.yaml").write_text(SMALL)
    (folder / "rows.jsonl").write_text("".join(f'{{"age": {number % 90}}}\n' for number in range(ROWS)))
    files = {f"panel/{an_id(number)}.json": bytes_of(growing(an_id(number), 1)) for number in range(ROWS)}
    packed(folder / "all.jsonl", put_all(folder / "packed", files))
    return folder


@pytest.mark.parametrize("most_open", [16, 24, 64, 100, 130, 140])
def test_a_batch_is_saved_where_few_files_can_be_open(many: Path, tmp_path: Path, most_open: int) -> None:
    shutil.copy(many / "small.yaml", tmp_path)
    ended = limited(tmp_path, most_open, "run", "small.yaml", "--replies", str(many / "rows.jsonl"))
    assert (ended.returncode, ended.stderr) == (0, f"{ROWS} responses saved in answers/small\n")
    outcomes = list(Inventory([str(tmp_path / "answers")]).outcomes())
    assert [type(outcome) for outcome in outcomes] == [Counted] * ROWS


@pytest.mark.parametrize("most_open", [16, 24, 64, 100, 130, 140])
def test_a_pack_is_unpacked_where_few_files_can_be_open(many: Path, tmp_path: Path, most_open: int) -> None:
    for said in ("", f", {ROWS} of them there before"):
        ended = limited(tmp_path, most_open, "unpack", str(many / "all.jsonl"), "--output", "again")
        assert (ended.returncode, ended.stderr) == (0, f"Unpacked: {ROWS} files{said}: again\n")
        assert all_below(tmp_path / "again") == all_below(many / "packed")


def test_what_has_a_name_is_read_where_few_files_can_be_open(tmp_path: Path) -> None:
    """Whoever looks at what is there opens it while all of a group are open."""
    resource = pytest.importorskip("resource")
    files = {f"{number:03}": b"x" for number in range(50)}
    read: list[bytes] = []

    def taken(path: str, _data: bytes) -> None:
        read.append(Path(path).read_bytes())

    for name in files:
        (tmp_path / name).write_bytes(b"y")
    spare = os.open(os.devnull, os.O_RDONLY)
    os.close(spare)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    new = NewFiles(lambda _path: None, taken)
    resource.setrlimit(resource.RLIMIT_NOFILE, (spare + 20, before[1]))
    try:
        problems = [new.add(str(tmp_path / name), data) for name, data in files.items()]
        problems.append(new.finish())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert set(problems) == {None}
    assert read == [b"y"] * len(files)


def test_files_are_put_where_no_thread_can_be_started(tmp_path: Path) -> None:
    (tmp_path / "panel").mkdir()
    error = RuntimeError("can't start new thread")
    with patch.object(ThreadPoolExecutor, "submit", side_effect=error), watched() as system:
        assert put_files(tmp_path, FILES) is None
    assert system.calls.count("fsync") == len(FILES) + 1
    assert all_below(tmp_path) == FILES


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_those_before_the_one_that_fails_are_put(number: int, tmp_path: Path) -> None:
    (tmp_path / "panel").mkdir()
    with patch.object(new_files, "_THREADS", 1), watched() as system:
        assert put_files(tmp_path, FILES) is None
    third = [at for at, call in enumerate(system.calls) if call == "fsync"][2]
    shutil.rmtree(tmp_path / "panel")
    (tmp_path / "panel").mkdir()
    with patch.object(new_files, "_THREADS", 1), watched(third, number):
        problem = put_files(tmp_path, FILES)
    assert problem is not None
    assert str(problem.place) == str(tmp_path / list(FILES)[2])
    assert all_below(tmp_path) == dict(list(FILES.items())[:2])


@pytest.mark.parametrize("options", ["size=256k", "size=4m,nr_inodes=40"])
def test_a_disk_that_fills_up(disk: Callable[[str], Path], tmp_path: Path, options: str) -> None:
    files = {f"panel/{an_id(number)}.json": bytes_of(growing(an_id(number), 1)) for number in range(300)}
    place = disk(options)
    pack = packed(tmp_path / "all.jsonl", put_all(tmp_path / "answers", files))
    with pytest.raises(Exception, match="disk is full") as raised:
        unpack([str(pack)], output=str(place / "again"))
    assert [problem.code for problem in raised.value.problems] == ["disk-full"]  # type: ignore[attr-defined]
    found = all_below(place / "again")
    assert found
    assert found == dict(list(files.items())[: len(found)])


def runs(run_helper: Helper, folder: Path, signals: int, name: str, how: str) -> dict[str, int]:
    return json.loads(run_helper("unpack_runs", str(folder), str(signals), "1", name, how))  # type: ignore[no-any-return]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="these tests fork")
@pytest.mark.parametrize("name", [signal.SIGKILL.name, signal.SIGTERM.name, signal.SIGINT.name])
def test_a_signal_at_any_moment_leaves_none_half(run_helper: Helper, sized: Sized, tmp_path: Path, name: str) -> None:
    counts = runs(run_helper, tmp_path, sized(40, 5_000), name, "durable")
    assert counts["half"] == 0, counts
    assert counts["completed"], counts
    assert counts["cut_off"], "no signal came in the middle"
    # Only what cannot be held back leaves temporary files, which the next one clears up.
    assert bool(counts["left"]) is (name == signal.SIGKILL.name), counts


@pytest.mark.skipif(not hasattr(os, "fork"), reason="these tests fork")
@pytest.mark.parametrize(
    ("name", "how", "mark"),
    [(signal.SIGTERM.name, "unmasked", "left"), (signal.SIGKILL.name, "careless", "half")],
)
def test_control_without_care_a_signal_leaves_something(
    run_helper: Helper, tmp_path: Path, name: str, how: str, mark: str
) -> None:
    assert runs(run_helper, tmp_path, 20, name, how)[mark] > 0
