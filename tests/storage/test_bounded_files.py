"""Files that must not be waited for, followed, or swallowed whole; and files written whole or not at all."""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from made_responses import an_id, growing, put

from sstc_survey.problems import Problem
from sstc_survey.questionnaire import MAX_BYTES as MAX_QUESTIONNAIRE
from sstc_survey.storage import (
    MAX_SIZE,
    atomic_write,
    make_folder,
    read_bounded,
    read_brief,
    read_copy,
    read_response,
    save_copy,
)
from sstc_survey.storage.outputs import replace_output

LIMIT = 1000


def code_of(outcome: object) -> str:
    """Return the code of what must be a problem."""
    assert isinstance(outcome, Problem), outcome
    assert str(outcome)
    return outcome.code


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_link(path: Path) -> None:
    put(path.parent / "real", growing(an_id(1), 1), "real.json")
    path.symlink_to(path.parent / "real" / "real.json")


def a_link_to_nowhere(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def a_sparse_giant(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(10 << 30)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


def a_device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.stat("/dev/zero").st_rdev)
    except (PermissionError, AttributeError):
        pytest.skip("only root can make a device")


SPECIAL: list[tuple[Callable[[Path], object], str]] = [
    (a_pipe, "is-a-pipe"),
    (a_link, "is-a-link"),
    (a_link_to_nowhere, "is-a-link"),
    (Path.mkdir, "is-a-folder"),
    (a_sparse_giant, "too-large"),
    (a_socket, "is-a-device"),
    (a_device, "is-a-device"),
    (lambda _: None, "no-such-file"),
]


@pytest.mark.parametrize(("make", "code"), SPECIAL)
@pytest.mark.parametrize("read", [lambda path: read_bounded(path, LIMIT), read_response, read_brief])
def test_special_files_are_refused_at_once(
    read: Callable[[str], object], make: Callable[[Path], object], code: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    make(path)
    assert code_of(read(str(path))) == code


def test_the_command_line_may_follow_links(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    a_link(path)
    assert read_response(str(path), follow=True) == growing(an_id(1), 1)
    path.unlink()
    path.symlink_to(path)
    assert code_of(read_bounded(str(path), LIMIT, follow=True)) == "unreadable"


def test_a_pipe_is_refused_even_if_links_are_followed(tmp_path: Path) -> None:
    a_pipe(tmp_path / "pipe")
    assert code_of(read_bounded(str(tmp_path / "pipe"), LIMIT, follow=True)) == "is-a-pipe"


@pytest.mark.parametrize(("size", "fits"), [(0, True), (LIMIT - 1, True), (LIMIT, True), (LIMIT + 1, False)])
def test_the_limit_is_to_the_byte(size: int, fits: bool, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * size)
    assert (read_bounded(str(path), LIMIT) == b"x" * size) is fits


def test_a_file_that_grows_while_it_is_read_is_cut_off() -> None:
    # Files of /proc say that they are empty.
    assert code_of(read_bounded("/proc/self/environ", 0)) == "too-large"


@pytest.mark.parametrize("size", [1, 20, LIMIT])
def test_a_file_that_comes_in_pieces_is_read_to_its_end(size: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * size)
    read = os.read
    with patch.object(os, "read", lambda descriptor, count: read(descriptor, min(count, 7))):
        assert read_bounded(str(path), LIMIT) == b"x" * size


def test_sizes_are_told_as_people_tell_them(tmp_path: Path) -> None:
    a_sparse_giant(tmp_path / "giant")
    assert "10,240 MiB; the maximum is 16 MiB" in str(read_response(str(tmp_path / "giant")))


def test_permissions_are_told_in_the_words_of_the_system(open_folder: Path, powerless: Callable[[], Any]) -> None:
    path = open_folder / "secret.json"
    path.write_text("{}")
    path.chmod(0)
    with powerless():
        problem = read_bounded(str(path), LIMIT)
    assert code_of(problem) == "unreadable"
    assert "Permission denied" in str(problem)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the cases run in forks")
def test_hostile_json_costs_little(run_helper: Callable[..., str], tmp_path: Path) -> None:
    outcomes = json.loads(run_helper("hostile_runs", str(tmp_path)))
    assert len(outcomes) >= 20
    for name, outcome in outcomes.items():
        assert outcome.get("refused"), name
        assert outcome["megabytes"] < 100, (name, outcome)


def test_an_output_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "summary.csv"
    assert atomic_write(str(path), b"one", 0o644) is None
    assert atomic_write(str(path), b"two", 0o640) is None
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["summary.csv"]


def test_an_output_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert atomic_write("summary.csv", b"one") is None
    assert (tmp_path / "summary.csv").read_bytes() == b"one"


def test_an_output_behind_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    link, real = tmp_path / "link", tmp_path / "folder" / "real"
    real.parent.mkdir()
    real.write_text("old")
    link.symlink_to(real)
    assert replace_output(str(link), b"new") is None
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert code_of(atomic_write(str(link), b"newer")) == "cannot-write"


@pytest.mark.parametrize(
    ("make", "code"), [(Path.mkdir, "is-a-folder"), (a_pipe, "cannot-write"), (a_device, "cannot-write")]
)
def test_an_output_never_takes_the_place_of_something_else(
    make: Callable[[Path], object], code: str, tmp_path: Path
) -> None:
    path = tmp_path / "output"
    make(path)
    kind = stat.S_IFMT(path.lstat().st_mode)
    assert code_of(atomic_write(str(path), b"new")) == code
    assert stat.S_IFMT(path.lstat().st_mode) == kind


def test_an_output_without_a_folder(tmp_path: Path) -> None:
    assert code_of(atomic_write(str(tmp_path / "nowhere" / "summary.csv"), b"new")) == "folder-gone"


def test_folders_are_made_as_deep_as_wanted(tmp_path: Path) -> None:
    assert make_folder(str(tmp_path / "a" / "b" / "c")) is None
    assert make_folder(str(tmp_path / "a" / "b" / "c")) is None
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_a_copy_of_the_questionnaire_is_kept_once_for_each_version(tmp_path: Path) -> None:
    digest = save_copy(str(tmp_path), b"id: panel\n")
    assert isinstance(digest, str)
    path = tmp_path / "questionnaires" / f"{digest}.yaml"
    before = path.stat()
    assert save_copy(str(tmp_path), b"id: panel\n") == digest
    assert path.stat().st_ino == before.st_ino
    assert before.st_mode & 0o777 == 0o600
    assert save_copy(str(tmp_path), b"id: other\n") != digest
    assert read_copy(str(tmp_path), digest) == b"id: panel\n"


def test_a_copy_of_the_questionnaire_is_believed_only_with_its_digest(tmp_path: Path) -> None:
    digest = save_copy(str(tmp_path), b"id: panel\n")
    assert isinstance(digest, str)
    path = tmp_path / "questionnaires" / f"{digest}.yaml"
    path.write_bytes(b"id: forged\n")
    assert code_of(read_copy(str(tmp_path), digest)) == "questionnaire-copy-changed"
    assert save_copy(str(tmp_path), b"id: panel\n") == digest
    assert read_copy(str(tmp_path), digest) == b"id: panel\n"


@pytest.mark.parametrize("digest", ["0" * 64, "", "../../secret", "A" * 64])
def test_a_copy_of_the_questionnaire_that_is_not_there(digest: str, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("id: secret\n")
    assert code_of(read_copy(str(tmp_path / "answers" / "panel"), digest)) == "questionnaire-copy-missing"


def test_a_questionnaire_that_could_not_be_read_back_is_not_kept(tmp_path: Path) -> None:
    assert code_of(save_copy(str(tmp_path), b"#" * (MAX_QUESTIONNAIRE + 1))) == "too-large"
    assert isinstance(save_copy(str(tmp_path), b"#" * MAX_QUESTIONNAIRE), str)


def test_the_limits_are_those_of_the_format() -> None:
    assert (MAX_SIZE, MAX_QUESTIONNAIRE) == (16 * 1024 * 1024, 1024 * 1024)
