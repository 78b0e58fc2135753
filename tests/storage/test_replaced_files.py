"""A file that is no longer the one saved last is never replaced: both are kept, whichever way the person goes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from made_responses import an_id, bytes_of, growing, put
from msgspec.structs import replace

from sstc_survey.problems import Problem
from sstc_survey.response import Response
from sstc_survey.storage import Conflicting, Counted, Duplicate, Inventory, ResponseFile, read_response

ID = an_id(1)
THEIRS = growing(ID, 3, "another ")


def opened(folder: Path) -> ResponseFile:
    """Open a response that has two answers on the disk."""
    file = ResponseFile.create(str(folder), ID)
    assert not isinstance(file, Problem)
    assert file.save(growing(ID, 2)) is None
    return file


def in_place(path: Path) -> None:
    path.write_bytes(bytes_of(THEIRS))


def renamed_there(path: Path) -> None:
    put(path.parent, THEIRS, "new")
    (path.parent / "new").replace(path)


def in_place_with_the_same_size_and_time(path: Path) -> None:
    status = path.stat()
    data = bytes_of(replace(growing(ID, 2), interviewer="Mr Wang"))
    assert len(data) == status.st_size
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def restored_from_a_backup(path: Path) -> None:
    put(path.parent, growing(ID, 1), "backup")
    (path.parent / "backup").replace(path)


def broken_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:200])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def a_link(path: Path) -> None:
    put(path.parent / "elsewhere", THEIRS, "theirs.json")
    path.unlink()
    path.symlink_to(path.parent / "elsewhere" / "theirs.json")


def by_a_second_interview(path: Path) -> None:
    """A second program that found no lock, as somebody had cleared them away."""
    shutil.rmtree(path.parent / ".locks")
    second = ResponseFile.resume(str(path))
    assert not isinstance(second, Problem)
    with second:
        assert second.save(growing(ID, 4)) is None


INTRUDERS = (
    in_place,
    renamed_there,
    in_place_with_the_same_size_and_time,
    restored_from_a_backup,
    broken_off,
    emptied,
    a_link,
    by_a_second_interview,
)
OURS = growing(ID, 3, "our ")


def go_on(file: ResponseFile, _folder: Path) -> None:
    """Try again, and give one more answer."""
    assert file.save(OURS) is None
    assert file.save(growing(ID, 4, "our ")) is None


def go_elsewhere(file: ResponseFile, folder: Path) -> None:
    """Choose another folder."""
    assert file.move_to(str(folder / "other")) is None
    assert file.save(OURS) is None


def stop(_file: ResponseFile, _folder: Path) -> None:
    """Leave it at that."""


@pytest.mark.parametrize("ending", [go_on, go_elsewhere, stop])
@pytest.mark.parametrize("intruder", INTRUDERS)
def test_both_are_kept(
    intruder: Callable[[Path], None], ending: Callable[[ResponseFile, Path], None], tmp_path: Path
) -> None:
    folder = tmp_path / "panel"
    with opened(folder) as file:
        path = Path(file.path)
        intruder(path)
        theirs = path.read_bytes()
        problem = file.save(OURS)
        if problem is not None and problem.code == "lock-removed":
            problem = file.save(OURS)
        assert problem is not None
        assert problem.code == "response-replaced"
        # Ours has been kept as well, before anything else is done.
        assert kept_beside(folder) == [OURS]
        ending(file, tmp_path)
        assert path.read_bytes() == theirs
    assert path.read_bytes() == theirs
    everywhere = [*kept_beside(folder), *kept_beside(tmp_path / "other")]
    assert any(response.events[: len(OURS.events)] == OURS.events for response in everywhere)


def kept_beside(folder: Path) -> list[Response]:
    """Return the responses of this interview that are in files of other names, or in another folder."""
    paths = [*folder.glob(f"{ID}.conflict-*.json"), *(folder.glob(f"{ID}.json") if folder.name == "other" else ())]
    found = [read_response(str(path)) for path in paths]
    assert not any(isinstance(response, Problem) for response in found)
    return [response for response in found if isinstance(response, Response)]


def test_a_conflict_is_named_and_neither_is_tallied(tmp_path: Path) -> None:
    with opened(tmp_path) as file:
        renamed_there(Path(file.path))
        assert file.save(OURS) is not None
        beside = file.path
    outcomes = list(Inventory([str(tmp_path)]))
    assert all(isinstance(outcome, Conflicting) for outcome in outcomes)
    assert {outcome.path for outcome in outcomes} == {str(tmp_path / f"{ID}.json"), beside}


def test_a_backup_of_ours_is_no_conflict_afterwards(tmp_path: Path) -> None:
    with opened(tmp_path) as file:
        restored_from_a_backup(Path(file.path))
        assert file.save(growing(ID, 3)) is not None
        assert file.save(growing(ID, 4)) is None
    outcomes = list(Inventory([str(tmp_path)]))
    assert [type(outcome) for outcome in outcomes] == [Duplicate, Counted]


def test_the_files_of_a_conflict_are_opened_each_for_itself(tmp_path: Path) -> None:
    with opened(tmp_path) as file:
        renamed_there(Path(file.path))
        assert file.save(OURS) is not None
        beside = file.path
        again = ResponseFile.resume(beside)
        assert isinstance(again, Problem)
        assert again.code == "response-locked"
        theirs = ResponseFile.resume(str(tmp_path / f"{ID}.json"))
        assert not isinstance(theirs, Problem)
        with theirs:
            assert theirs.save(growing(ID, 4, "another ")) is None
    ours = ResponseFile.resume(beside)
    assert not isinstance(ours, Problem)
    ours.close()


def test_the_very_bytes_in_another_file_are_no_conflict(tmp_path: Path) -> None:
    with opened(tmp_path) as file:
        data = Path(file.path).read_bytes()
        Path(file.path).unlink()
        Path(file.path).write_bytes(data)
        assert file.save(growing(ID, 3)) is None
    assert [path.name for path in tmp_path.glob("*.json")] == [f"{ID}.json"]


def test_a_file_that_was_deleted_is_written_again(tmp_path: Path) -> None:
    with opened(tmp_path) as file:
        Path(file.path).unlink()
        assert file.save(growing(ID, 3)) is None
    assert read_response(file.path) == growing(ID, 3)


def test_a_folder_of_its_name_is_a_conflict_too(tmp_path: Path) -> None:
    with opened(tmp_path) as file:
        Path(file.path).unlink()
        Path(file.path).mkdir()
        assert file.save(OURS) is not None
        assert file.save(OURS) is None
    assert kept_beside(tmp_path) == [OURS]


def test_a_lock_that_was_removed_is_said_and_taken_again(tmp_path: Path) -> None:
    with opened(tmp_path) as file:
        shutil.rmtree(tmp_path / ".locks")
        problem = file.save(growing(ID, 3))
        assert problem is not None
        assert problem.code == "lock-removed"
        assert read_response(file.path) == growing(ID, 2)
        second = ResponseFile.resume(file.path)
        assert isinstance(second, Problem)
        assert file.save(growing(ID, 3)) is None


def test_where_another_has_the_lock_by_now_ours_goes_on_beside_it(tmp_path: Path) -> None:
    with opened(tmp_path) as file:
        shutil.rmtree(tmp_path / ".locks")
        second = ResponseFile.resume(file.path)
        assert not isinstance(second, Problem)
        with second:
            problem = file.save(OURS)
            assert problem is not None
            assert problem.code == "response-replaced"
            assert file.save(growing(ID, 4, "our ")) is None
            assert second.save(THEIRS) is None
    assert kept_beside(tmp_path) == [growing(ID, 4, "our ")]
    assert read_response(str(tmp_path / f"{ID}.json")) == THEIRS


def test_what_cannot_be_kept_beside_is_tried_again(tmp_path: Path) -> None:
    with opened(tmp_path) as file:
        in_place(Path(file.path))
        shutil.rmtree(tmp_path / ".locks")
        (tmp_path / ".locks").write_text("a file where the locks should be")
        for _ in range(2):
            problem = file.save(OURS)
            assert problem is not None
        (tmp_path / ".locks").unlink()
        assert file.save(OURS) is not None
        assert file.save(OURS) is not None
        assert kept_beside(tmp_path) == [OURS]


def test_control_a_save_that_does_not_look_loses_what_another_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sstc_survey.storage.response_file._SavedFile.is_at", lambda _self, _path: True)
    with opened(tmp_path) as file:
        renamed_there(Path(file.path))
        assert file.save(OURS) is None
    assert read_response(file.path) == OURS
