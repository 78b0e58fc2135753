"""Disks that are full, read-only or not ours: what was saved stays, the cause is named, and a retry works."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest
from made_responses import an_id, growing

from sstc_survey.problems import Problem
from sstc_survey.storage import ResponseFile, atomic_write, read_response

resource = pytest.importorskip("resource")

ID = an_id(1)
Disk = Callable[[str], Path]
Powerless = Callable[[], AbstractContextManager[None]]


def created(folder: Path) -> ResponseFile:
    """Open the file of a new response."""
    file = ResponseFile.create(str(folder), ID)
    assert not isinstance(file, Problem), str(file)
    return file


@contextmanager
def limited_file_size(most: int) -> Iterator[None]:
    """Let no file of this process become larger, for a while."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def save_until_it_fails(file: ResponseFile, most: int = 1000) -> tuple[int, Problem]:
    """Save ever more answers; return how many were safe when a save failed, and why it did."""
    for answers in range(1, most):
        problem = file.save(growing(ID, answers))
        if problem is not None:
            return answers - 1, problem
    raise AssertionError("the disk never filled up")


def check(file: ResponseFile, safe: int, problem: Problem, code: str) -> None:
    """Check that a failed save has said why, and left everything as it was."""
    assert problem.code == code, str(problem)
    assert problem.remedy
    assert file.failed == problem
    assert file.saved == (growing(ID, safe) if safe else None)
    folder = Path(file.path).parent
    assert not list(folder.glob(".*.tmp"))
    if safe:
        assert read_response(file.path) == growing(ID, safe)


@pytest.mark.parametrize("filler", [0, 4096, 16 * 4096, 40 * 4096])
def test_a_disk_that_fills_up(filler: int, disk: Disk) -> None:
    place = disk("size=256k")
    (place / "filler").write_bytes(b"x" * filler)
    with created(place / "answers") as file:
        safe, problem = save_until_it_fails(file)
        check(file, safe, problem, "disk-full")
        (place / "filler").unlink()
        (place / "room").write_bytes(b"x" * max(0, filler - 8 * 4096))
        if filler > 4096:
            assert file.save(growing(ID, safe + 1)) is None


def test_a_disk_that_is_full_from_the_start(disk: Disk, tmp_path: Path) -> None:
    place = disk("size=64k")
    (place / "answers" / ".locks").mkdir(parents=True)
    with created(place / "answers") as file:
        with pytest.raises(OSError, match="No space"):
            (place / "filler").write_bytes(b"x" * 100_000)
        problem = file.save(growing(ID, 1))
        assert problem is not None
        check(file, 0, problem, "disk-full")
        assert file.move_to(str(tmp_path / "elsewhere")) is None
        assert file.save(growing(ID, 1)) is None
    assert read_response(str(tmp_path / "elsewhere" / f"{ID}.json")) == growing(ID, 1)


@pytest.mark.parametrize("inodes", range(6, 10))
def test_a_disk_without_room_for_more_files(inodes: int, disk: Disk) -> None:
    place = disk(f"size=1m,nr_inodes={inodes}")
    with created(place / "answers") as file:
        safe = 0
        for number in range(inodes):
            problem = file.save(growing(ID, safe + 1))
            if problem is not None:
                check(file, safe, problem, "disk-full")
                break
            safe += 1
            (place / f"filler{number}").touch()
        else:
            pytest.fail("there was always room for another file")
        (place / "filler0").unlink()
        (place / "filler1").unlink(missing_ok=True)
        assert file.save(growing(ID, safe + 1)) is None


def test_a_disk_that_turns_read_only(read_only: Callable[[Path], Path], tmp_path: Path) -> None:
    with created(tmp_path / "answers") as file:
        assert file.save(growing(ID, 2)) is None
        writable, file.path = file.path, str(read_only(tmp_path / "answers") / f"{ID}.json")
        problem = file.save(growing(ID, 3))
        assert problem is not None
        check(file, 2, problem, "disk-read-only")
        file.path = writable
        assert file.save(growing(ID, 3)) is None


def test_a_disk_that_is_read_only(read_only: Callable[[Path], Path], tmp_path: Path) -> None:
    with created(tmp_path / "answers") as file:
        assert file.save(growing(ID, 2)) is None
    place = read_only(tmp_path / "answers")
    problem = ResponseFile.create(str(place), an_id(2))
    assert isinstance(problem, Problem)
    assert problem.code == "disk-read-only"
    problem = ResponseFile.create(str(place / "below"), an_id(2))
    assert isinstance(problem, Problem)
    assert "Read-only" in problem.fault
    assert read_response(str(place / f"{ID}.json")) == growing(ID, 2)


def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    rng = random.Random(4)
    for number in range(20):
        with created(tmp_path / str(number)) as file:
            with limited_file_size(rng.randint(1000, 12_000)):
                safe, problem = save_until_it_fails(file)
            check(file, safe, problem, "file-size-limit")
            assert file.save(growing(ID, safe + 1)) is None


def test_control_json_over_the_file_is_lost_where_there_is_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "careless.json"
    path.write_text('"' + "a" * 3000 + '"')
    with limited_file_size(2000), pytest.raises(OSError, match="too large"):
        path.write_text('"' + "b" * 3000 + '"')
    assert isinstance(read_response(str(path)), Problem)
    assert path.stat().st_size == 2000


def test_a_folder_that_may_not_be_written(open_folder: Path, powerless: Powerless) -> None:
    answers = open_folder / "answers"
    answers.mkdir()
    answers.chmod(0o777)
    with powerless():
        file = created(answers / "panel")
        assert file.save(growing(ID, 2)) is None
        (answers / "panel").chmod(0o555)
        problem = file.save(growing(ID, 3))
        assert problem is not None
        check(file, 2, problem, "not-permitted")
        (answers / "panel").chmod(0o755)
        assert file.save(growing(ID, 3)) is None
        file.close()


def test_a_folder_that_may_not_be_made(open_folder: Path, powerless: Powerless) -> None:
    open_folder.chmod(0o555)
    with powerless():
        problem = ResponseFile.create(str(open_folder / "answers" / "panel"), ID)
    assert isinstance(problem, Problem)
    assert problem.code == "folder-not-made"
    assert "Permission denied" in problem.fault


def test_a_folder_that_disappears(tmp_path: Path) -> None:
    with created(tmp_path / "answers") as file:
        assert file.save(growing(ID, 1)) is None
        (tmp_path / "answers").rename(tmp_path / "taken")
        problem = file.save(growing(ID, 2))
        assert problem is not None
        assert problem.code == "folder-gone"
        (tmp_path / "taken").rename(tmp_path / "answers")
        assert file.save(growing(ID, 2)) is None


def test_an_output_on_a_full_disk_stays_as_it_was(disk: Disk) -> None:
    path = disk("size=64k") / "summary.html"
    path.write_text("old")
    problem = atomic_write(str(path), b"x" * 100_000)
    assert problem is not None
    assert problem.code == "disk-full"
    assert path.read_text() == "old"
    assert os.listdir(path.parent) == ["summary.html"]


def test_a_session_without_descriptors_left(tmp_path: Path) -> None:
    with created(tmp_path) as file, nullcontext(resource.getrlimit(resource.RLIMIT_NOFILE)) as before:
        assert file.save(growing(ID, 1)) is None
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
        try:
            problem = file.save(growing(ID, 2))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
        assert problem is not None
        check(file, 1, problem, "cannot-write")
