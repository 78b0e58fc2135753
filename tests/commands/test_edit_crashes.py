"""An edit that is killed, or that a disk refuses, leaves the old answers, and all that was given is there to resume."""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from edited import edit_in, kinds, market, saved
from msgspec.structs import replace

from sstc_survey.cli import run_program
from sstc_survey.commands.shared import editing
from sstc_survey.engine import Interview
from sstc_survey.response import Response, Status
from sstc_survey.storage import Temporary

# At the review: the seventh question, with a comment and the reason; the third, the reason, and what it leads to.
TYPED = ["7", "water", "it is hot", "misheard", "3", "5", "was sick", "rain", "save"]
# What the start, and then each line, has brought into the file when the next thing is on the screen.
SAVES = [
    ["reopen"],
    ["go_to"],
    ["answer"],
    ["comment"],
    ["reason"],
    ["go_to"],
    ["answer"],
    ["reason"],
    ["answer"],
    ["finish"],
]
# From which line on to type, after so many saves, where the edit is resumed: at its review, or at what is open.
RESUMED_AT = [0, 0, 0, 3, 3, 4, 4, 6, 7, 8]


def test_what_is_saved_when(program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = market(program, tmp_path)
    monkeypatch.chdir(tmp_path)
    saves = watch(monkeypatch, path)
    assert typed_at(monkeypatch, path, TYPED) == 0
    assert len(saves) == len(SAVES)
    assert all(response.answers["wish"] == "shade" for response in saves[:-1])
    assert saves[-1].answers["wish"] == "water"


def watch(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[Response]:
    """Return a list that gets what the file has after each save."""
    saves: list[Response] = []
    real = Temporary.replace

    def replaced(temporary: Temporary, *, is_new: bool = False) -> None:
        real(temporary, is_new=is_new)
        if temporary.target.endswith(path.name):
            saves.append(saved(path))

    monkeypatch.setattr(Temporary, "replace", replaced)
    return saves


def typed_at(monkeypatch: pytest.MonkeyPatch, path: Path, lines: list[str]) -> int:
    """Edit in this process, and return the exit code."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return run_program(["edit", path.stem, "--plain", "--by", "Kim"])


def killed(path: Path, lines: list[str], kill: Callable[[], None]) -> int:
    """Edit in a process of its own, in which `kill` is called first, and return how it ended."""
    process = os.fork()
    if process == 0:
        try:
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 2)
            sys.stdin = io.StringIO("".join(f"{line}\n" for line in lines))
            kill()
            os._exit(run_program(["edit", path.stem, "--plain", "--by", "Kim"]))
        finally:
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def kill_at(number: int, path: Path, *, before: bool, by: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """Return what makes a process kill itself at a save of a file, counted from 1, before or after it is there."""

    def prepare() -> None:
        real, saves = Temporary.replace, 0

        def replaced(temporary: Temporary, *, is_new: bool = False) -> None:
            nonlocal saves
            saves += temporary.target.endswith(path.name)
            if saves == number and before:
                os.kill(os.getpid(), by)
            real(temporary, is_new=is_new)
            if saves == number and not before:
                os.kill(os.getpid(), by)

        Temporary.replace = replaced  # type: ignore[assignment,method-assign]  # in a process that ends

    return prepare


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this test forks")
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("number", range(1, len(SAVES) + 1))
def test_a_kill_at_any_save_leaves_the_old_answers_and_the_edit(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, before: bool
) -> None:
    path = market(program, tmp_path)
    monkeypatch.chdir(tmp_path)
    old = saved(path)
    assert killed(path, TYPED, kill_at(number, path, before=before)) == -signal.SIGKILL
    acknowledged = number - before
    if acknowledged == len(SAVES):
        assert_accepted(path)
        return
    assert_untouched(path, old)
    assert kinds(edit_in(path)) == [kind for save in SAVES[:acknowledged] for kind in save]
    rest = "".join(f"{line}\n" for line in TYPED[RESUMED_AT[acknowledged] :])
    outcome = program("edit", path.stem, "--plain", "--by", "Kim", typed=rest)
    assert outcome.code == 0, outcome.err
    # A comment that was not given yet is not asked for any more.
    assert_accepted(path, has_comment=acknowledged != 1 + SAVES.index(["answer"]))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this test forks")
@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("number", [1, 2, 3, 5, 10])
def test_a_signal_during_a_save_ends_an_edit_and_keeps_it(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: signal.Signals, code: int, number: int
) -> None:
    path = market(program, tmp_path)
    monkeypatch.chdir(tmp_path)
    old = saved(path)
    assert killed(path, TYPED, kill_at(number, path, before=True, by=by)) == code
    if number == len(SAVES):
        # It was accepted before the signal was heard.
        assert_accepted(path)
        return
    assert_untouched(path, old)
    # Where nothing was changed yet, nothing is left of it.
    expected = [] if number <= 1 + SAVES.index(["go_to"]) else [kind for save in SAVES[:number] for kind in save]
    assert kinds(edit_in(path)) == expected


def assert_untouched(path: Path, old: Response) -> None:
    """Expect all that a response had before its edit."""
    now = saved(path)
    assert replace(now, unfinished={}) == old


def assert_accepted(path: Path, *, has_comment: bool = True) -> None:
    now = saved(path)
    assert (now.answers["wish"], now.answers["days"], now.answers["why"]) == ("water", 5, "rain")
    assert now.comments == ({"wish": "it is hot"} if has_comment else {})
    assert (now.status, now.unfinished) == (Status.COMPLETE, {})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this test forks")
def test_control_an_edit_that_is_saved_into_the_answers_does_not_survive(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = market(program, tmp_path)
    monkeypatch.chdir(tmp_path)
    old, real = saved(path), editing.edited

    def at_once(before: Response, interview: Interview) -> Response:
        return real(before, replace(interview, status=Status.COMPLETE))

    monkeypatch.setattr(editing, "edited", at_once)
    assert killed(path, TYPED, kill_at(3, path, before=False)) == -signal.SIGKILL
    with pytest.raises(AssertionError):
        assert_untouched(path, old)


def fail_at(number: int, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every save of a file fail from one on, counted from 1."""
    real, saves = Temporary.__enter__, 0

    def enter(temporary: Temporary) -> Temporary:
        nonlocal saves
        saves += temporary.target.endswith(path.name)
        if saves >= number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(temporary)

    monkeypatch.setattr(Temporary, "__enter__", enter)


@pytest.mark.parametrize("number", range(1, len(SAVES) + 1))
def test_a_full_disk_at_any_save_leaves_the_old_answers(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    path = market(program, tmp_path)
    monkeypatch.chdir(tmp_path)
    old = saved(path)
    with monkeypatch.context() as patched:
        fail_at(number, path, patched)
        assert typed_at(patched, path, [*TYPED[: number - 1], "/quit"]) == 1
    assert "NOT saved" in capsys.readouterr().err
    assert_untouched(path, old)
    assert kinds(edit_in(path)) == [kind for save in SAVES[: number - 1] for kind in save]


AT_ONCE = {
    "set": ["edit", "{id}", "--set", "wish=water", "--reason", "r", "--by", "K"],
    "discard": ["edit", "{id}", "--discard"],
    "void": ["void", "{id}", "--reason", "r"],
    "restore": ["restore", "{id}"],
}


@pytest.mark.parametrize("name", AT_ONCE)
def test_what_is_done_at_once_is_done_or_not_saved(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = market(program, tmp_path)
    monkeypatch.chdir(tmp_path)
    if name == "discard":
        typed_at(monkeypatch, path, TYPED[:2])
    elif name == "restore":
        run_program(["void", path.stem, "--reason", "r"])
    before = path.read_bytes()
    capsys.readouterr()
    arguments = [part.format(id=path.stem) for part in AT_ONCE[name]]
    with monkeypatch.context() as patched:
        fail_at(1, path, patched)
        assert run_program(arguments) == 1
    assert "NOT saved" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert run_program(arguments) == 0
    assert path.read_bytes() != before


def test_an_edit_whose_file_was_replaced_is_saved_beside_it(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = market(program, tmp_path)
    other = tmp_path / "other"
    shutil.copytree(tmp_path / "answers", other)
    assert program("edit", path.stem, "--answers", "other", "--set", "wish=sun", "--reason", "r", "--by", "K").code == 0
    monkeypatch.chdir(tmp_path)
    real = Temporary.replace

    def replaced(temporary: Temporary, *, is_new: bool = False) -> None:
        real(temporary, is_new=is_new)
        if temporary.target.endswith(path.name) and kinds(edit_in(path))[-1:] == ["answer"]:
            shutil.copy(other / "market" / path.name, f"{path}.new")
            Path(f"{path}.new").replace(path)

    monkeypatch.setattr(Temporary, "replace", replaced)
    typed_at(monkeypatch, path, ["7", "water", "", "", "misheard", "save"])
    assert saved(path).answers["wish"] == "sun"
    (beside,) = path.parent.glob("*.conflict-*.json")
    assert kinds(edit_in(beside))[:3] == ["reopen", "go_to", "answer"] or saved(beside).answers["wish"] == "water"
