"""A response on disk while its interview is open: modes, locks, names, other folders."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from types import FrameType

import pytest
from made_responses import an_id, bytes_of, growing, put
from msgspec.structs import replace

from sstc_survey.problems import Problem
from sstc_survey.questionnaire import COPIES_FOLDER
from sstc_survey.response import Response
from sstc_survey.storage import (
    RANDOM_BYTES,
    Batch,
    BatchMarker,
    ResponseFile,
    Temporary,
    is_id,
    new_id,
    read_response,
    response_file,
    signals_held,
)

ID, OTHER_ID = an_id(1), an_id(2)


def created(folder: Path, response_id: str = ID) -> ResponseFile:
    """Open the file of a new response."""
    file = ResponseFile.create(str(folder), response_id)
    assert not isinstance(file, Problem), str(file)
    return file


def resumed(path: Path) -> ResponseFile:
    """Open a response that was saved before."""
    file = ResponseFile.resume(str(path))
    assert not isinstance(file, Problem), str(file)
    return file


def code_of(outcome: object) -> str:
    """Return the code of what must be a problem."""
    assert isinstance(outcome, Problem), outcome
    assert str(outcome)
    return outcome.code


def mode(path: Path) -> int:
    """Return the permissions of a file or folder."""
    return path.stat().st_mode & 0o777


def test_only_the_owner_can_read_what_is_saved(tmp_path: Path) -> None:
    folder = tmp_path / "answers" / "panel"
    with created(folder) as file:
        assert file.save(growing(ID, 1)) is None
        assert mode(folder.parent) == mode(folder) == mode(folder / ".locks") == 0o700
        assert mode(folder / f"{ID}.json") == mode(folder / ".locks" / f"{ID}.lock") == 0o600


def test_a_closed_interview_leaves_its_response_and_nothing_else(tmp_path: Path) -> None:
    with created(tmp_path) as file:
        assert file.save(growing(ID, 1)) is None
        assert file.save(growing(ID, 2)) is None
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [f"{ID}.json"]


def test_nothing_is_there_before_the_first_save(tmp_path: Path) -> None:
    with created(tmp_path) as file:
        assert file.saved is None
    assert not (tmp_path / f"{ID}.json").exists()


def test_resume_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with created(tmp_path) as file:
        assert file.save(growing(ID, 2)) is None
    with resumed(tmp_path / f"{ID}.json") as file:
        assert file.saved == growing(ID, 2)
        assert file.save(growing(ID, 3)) is None
    assert read_response(str(tmp_path / f"{ID}.json")) == growing(ID, 3)


def test_resume_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, growing(ID, 2))
    monkeypatch.chdir(tmp_path)
    with resumed(Path(f"{ID}.json")) as file:
        assert file.save(growing(ID, 3)) is None
    assert read_response(f"{ID}.json") == growing(ID, 3)


def test_resume_keeps_the_name_that_a_person_gave(tmp_path: Path) -> None:
    path = put(tmp_path, growing(ID, 2), "Mrs Lin.json")
    with resumed(path) as file:
        assert file.save(growing(ID, 3)) is None
    assert [entry.name for entry in tmp_path.glob("*.json")] == ["Mrs Lin.json"]
    assert read_response(str(path)) == growing(ID, 3)


def test_an_open_response_cannot_be_opened_again(tmp_path: Path) -> None:
    with created(tmp_path) as file:
        assert file.save(growing(ID, 1)) is None
        assert code_of(ResponseFile.resume(file.path)) == "response-locked"
        assert code_of(ResponseFile.create(str(tmp_path), ID)) == "response-locked"
    resumed(tmp_path / f"{ID}.json").close()


def test_a_lock_that_is_held_for_a_moment_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, growing(ID, 1))
    momentary = resumed(path)
    # It is let go when somebody waits.
    monkeypatch.setattr(time, "sleep", lambda _seconds: momentary.close())
    resumed(path).close()


def test_the_first_save_replaces_nothing(tmp_path: Path) -> None:
    path = put(tmp_path, growing(ID, 5))
    with created(tmp_path) as file:
        assert code_of(file.save(growing(ID, 1))) == "response-exists"
        assert code_of(file.failed) == "response-exists"
        assert file.saved is None
    assert read_response(str(path)) == growing(ID, 5)


def test_the_first_save_replaces_nothing_that_comes_at_the_last_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"{ID}.json"

    def late(call: Callable[[str, str], None], source: str, target: str) -> None:
        if target == str(path) and not path.exists():
            put(tmp_path, growing(ID, 5))
        call(source, target)

    for name in ("link", "replace"):
        monkeypatch.setattr(os, name, partial(late, getattr(os, name)))
    with created(tmp_path) as file:
        assert code_of(file.save(growing(ID, 1))) == "response-exists"
    assert read_response(str(path)) == growing(ID, 5)
    path.unlink()
    batch = Batch.begin(str(tmp_path), BatchMarker(source="x", command="x", started="x", rows={ID: "1"}))
    assert not isinstance(batch, Problem)
    with batch:
        assert batch.save(ID, bytes_of(growing(ID, 1))) is None
        assert code_of(batch.finish()) == "response-exists"
    assert read_response(str(path)) == growing(ID, 5)
    assert not list(tmp_path.glob(".*.tmp"))


@pytest.mark.parametrize("number", [errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EIO])
def test_where_no_file_has_two_names_a_first_save_looks_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refused)
    with created(tmp_path) as file:
        assert file.save(growing(ID, 1)) is None
        assert file.save(growing(ID, 2)) is None
    assert read_response(str(tmp_path / f"{ID}.json")) == growing(ID, 2)
    with created(tmp_path) as file:
        assert code_of(file.save(growing(ID, 1))) == "response-exists"
    assert not list(tmp_path.glob(".*.tmp"))


def test_after_a_failed_save_another_folder_will_do(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with created(first) as file:
        assert file.save(growing(ID, 1)) is None
        assert file.move_to(str(second)) is None
        assert file.path == str(second / f"{ID}.json")
        assert file.save(growing(ID, 2)) is None
        assert file.save(growing(ID, 3)) is None
        resumed(first / f"{ID}.json").close()
        assert code_of(ResponseFile.resume(file.path)) == "response-locked"
    assert read_response(str(first / f"{ID}.json")) == growing(ID, 1)
    assert read_response(str(second / f"{ID}.json")) == growing(ID, 3)


def test_a_folder_that_cannot_be_moved_to_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with created(tmp_path / "first") as file:
        assert file.save(growing(ID, 1)) is None
        assert code_of(file.move_to(str(tmp_path / "file"))) == "folder-not-made"
        assert code_of(file.move_to(str(tmp_path / "file" / "below"))) == "folder-not-made"
        assert file.save(growing(ID, 2)) is None
        assert code_of(ResponseFile.resume(file.path)) == "response-locked"


def test_moving_to_the_same_folder_is_another_try(tmp_path: Path) -> None:
    with created(tmp_path) as file:
        assert file.save(growing(ID, 1)) is None
        assert file.move_to(str(tmp_path / "." / "")) is None
        assert file.save(growing(ID, 2)) is None


def test_moving_onto_a_file_of_the_same_name_replaces_nothing(tmp_path: Path) -> None:
    there = put(tmp_path / "second", growing(ID, 5))
    with created(tmp_path / "first") as file:
        assert file.save(growing(ID, 1)) is None
        assert file.move_to(str(tmp_path / "second")) is None
        assert code_of(file.save(growing(ID, 2))) == "response-exists"
    assert read_response(str(there)) == growing(ID, 5)


def test_one_can_come_back_to_the_folder_that_was_left(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with created(first) as file:
        assert file.save(growing(ID, 1)) is None
        assert file.move_to(str(second)) is None
        assert file.save(growing(ID, 2)) is None
        assert file.move_to(str(first)) is None
        assert file.save(growing(ID, 3)) is None
        assert code_of(ResponseFile.resume(file.path)) == "response-locked"
    assert read_response(str(first / f"{ID}.json")) == growing(ID, 3)
    assert read_response(str(second / f"{ID}.json")) == growing(ID, 2)


STRANGERS: list[Response] = [
    growing(ID, 2, "another "),
    replace(growing(ID, 1), started="2016-09-07T10:00:00+07:00"),
    growing(OTHER_ID, 1),
]


@pytest.mark.parametrize("there", STRANGERS)
def test_what_is_no_beginning_of_ours_is_not_replaced(there: Response, tmp_path: Path) -> None:
    with created(tmp_path / "first") as file:
        assert file.save(growing(ID, 2)) is None
        path = put(tmp_path / "second", there, f"{ID}.json")
        before = path.read_bytes()
        assert file.move_to(str(tmp_path / "second")) is None
        assert code_of(file.save(growing(ID, 3))) == "response-exists"
    assert path.read_bytes() == before


def test_what_is_removed_is_only_ones_own(tmp_path: Path) -> None:
    path = put(tmp_path, growing(ID, 5))
    with created(tmp_path) as file:
        assert code_of(file.save(growing(ID, 1))) == "response-exists"
        file.remove()
        assert path.exists()
    with created(tmp_path, OTHER_ID) as file:
        file.remove()
        assert file.save(growing(OTHER_ID, 1)) is None
        file.remove()
        assert list(tmp_path.glob("*.json")) == [path]


def test_what_crashes_left_is_cleared_away_unless_it_is_in_use(tmp_path: Path) -> None:
    stale = tmp_path / f".{OTHER_ID}.0123456789abcdef.tmp"
    own = tmp_path / f".{ID}.0123456789abcdef.tmp"
    not_ours = [tmp_path / ".summary.html.0123.tmp", tmp_path / f"{OTHER_ID}.0123456789abcdef.tmp", tmp_path / ".tmp"]
    copies, locks = tmp_path / COPIES_FOLDER, tmp_path / ".locks"
    of_a_copy = copies / f".{'0a' * 32}.yaml.0123456789abcdef.tmp"
    unheld = locks / f"{OTHER_ID}.lock"
    with created(tmp_path, an_id(3)), Temporary(str(tmp_path / "4.json"), b"half") as in_use:
        copies.mkdir()
        for path in (stale, own, of_a_copy, unheld, *not_ours):
            path.write_text("half")
        with created(tmp_path):
            assert not any(path.exists() for path in (stale, own, of_a_copy, unheld))
            assert all(path.exists() for path in not_ours)
            assert {path.name for path in locks.iterdir()} == {f"{an_id(3)}.lock", f"{ID}.lock"}
            in_use.replace()
    assert (tmp_path / "4.json").read_bytes() == b"half"


def test_a_response_that_cannot_be_read_back_is_not_saved(tmp_path: Path) -> None:
    with created(tmp_path) as file:
        assert file.save(growing(ID, 1)) is None
        problem = file.save(replace(growing(ID, 2), interviewer="half \ud83d"))
        assert code_of(problem) == "response-half-character"
        assert file.saved == growing(ID, 1)
    assert read_response(file.path) == growing(ID, 1)


def test_the_response_of_another_file_is_a_bug(tmp_path: Path) -> None:
    with created(tmp_path) as file, pytest.raises(ValueError, match="another document"):
        file.save(growing(OTHER_ID, 1))


def test_a_link_is_neither_resumed_nor_followed(tmp_path: Path) -> None:
    path = put(tmp_path / "real", growing(ID, 1))
    link = tmp_path / f"{ID}.json"
    link.symlink_to(path)
    assert code_of(ResponseFile.resume(str(link))) == "is-a-link"
    with created(tmp_path) as file:
        assert code_of(file.save(growing(ID, 2))) == "response-exists"


def test_a_lock_file_that_is_a_link_is_refused(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    (tmp_path / "answers" / ".locks").mkdir(parents=True)
    (tmp_path / "answers" / ".locks" / f"{ID}.lock").symlink_to(victim)
    assert isinstance(ResponseFile.create(str(tmp_path / "answers"), ID), Problem)
    assert not victim.exists()


ENDING = ["SIGINT", "SIGTERM", "SIGHUP"]
Handler = Callable[[int, FrameType | None], object] | signal.Handlers


class _CameError(Exception):
    """The signal that was sent has come."""


@contextmanager
def handled(name: str, handler: Handler) -> Iterator[None]:
    """Set the handler of a signal for a while, and see that it is still set at the end."""
    number = signal.Signals[name]
    before = signal.signal(number, handler)
    try:
        yield
        assert signal.getsignal(number) is handler
    finally:
        signal.signal(number, before)


@contextmanager
def another_thread() -> Iterator[None]:
    """Run a thread that takes the signals which the main thread does not, as pytest-xdist does."""
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def came(number: int, _frame: FrameType | None) -> None:
    """Say which signal came."""
    raise _CameError(signal.Signals(number).name)


def send(*names: str) -> None:
    """Send signals to this process, whichever of its threads they come to, and wait until each is handled."""
    for name in names:
        send_one(signal.Signals[name])


def send_one(number: signal.Signals) -> None:
    handler = signal.getsignal(number)
    arrived = not callable(handler)

    def pass_on(number: int, frame: FrameType | None) -> None:
        nonlocal arrived
        arrived = True
        assert callable(handler)
        handler(number, frame)

    if callable(handler):
        signal.signal(number, pass_on)
    try:
        os.kill(os.getpid(), number)
        while not arrived:
            # Only now and then does the main thread look for signals that came to another.
            time.sleep(0.001)
    finally:
        signal.signal(number, handler)


def test_signals_arrive_after_what_they_may_not_interrupt() -> None:
    done = []

    def interrupt_itself() -> None:
        with signals_held():
            send("SIGINT")
            done.append("saved")
        done.append("too late")

    with another_thread(), handled("SIGINT", signal.default_int_handler), pytest.raises(KeyboardInterrupt):
        interrupt_itself()
    assert done == ["saved"]


@pytest.mark.parametrize("threads", [nullcontext, another_thread])
@pytest.mark.parametrize("name", ENDING)
def test_no_signal_that_ends_an_interview_cuts_into_a_save(
    name: str, threads: Callable[[], AbstractContextManager[None]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def signalled(path: str, data: bytes) -> Temporary:
        send(name)
        return Temporary(path, data)

    monkeypatch.setattr(response_file, "Temporary", signalled)
    with threads(), handled(name, came), created(tmp_path) as file:
        with pytest.raises(_CameError):
            file.save(growing(ID, 1))
        assert file.saved == growing(ID, 1)
        assert read_response(file.path) == growing(ID, 1)


def test_signals_arrive_in_order_and_each_once_though_handlers_raise() -> None:
    order: list[str] = []

    def note(number: int, _frame: FrameType | None) -> None:
        order.append(signal.Signals(number).name)
        raise _CameError

    def receive() -> None:
        with signals_held():
            with signals_held():
                send("SIGTERM", "SIGHUP", "SIGTERM", "SIGINT")
            assert order == []

    with handled("SIGINT", note), handled("SIGTERM", note), handled("SIGHUP", note), pytest.raises(_CameError):
        receive()
    assert order == ["SIGTERM", "SIGHUP", "SIGINT"]


@pytest.mark.parametrize("name", ENDING)
def test_an_ignored_signal_stays_ignored(name: str) -> None:
    with handled(name, signal.SIG_IGN), signals_held():
        send(name)
        assert signal.getsignal(signal.Signals[name]) is signal.SIG_IGN


@pytest.mark.parametrize("name", ENDING)
def test_a_signal_that_nobody_handles_ends_the_program_after_the_save(name: str) -> None:
    program = (
        "import os, signal\n"
        "from sstc_survey.storage.signals import signals_held\n"
        f"signal.signal(signal.{name}, signal.SIG_DFL)\n"
        "with signals_held():\n"
        f"    os.kill(os.getpid(), signal.{name})\n"
        "    print('saved', flush=True)\n"
        "print('too late', flush=True)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.returncode) == ("saved\n", -signal.Signals[name])


@pytest.mark.parametrize("interrupted_at", range(6))
def test_a_signal_at_the_edges_leaves_the_handlers_as_they_were(
    interrupted_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = signal.signal, 0

    def interrupted(number: int, handler: Handler) -> object:
        nonlocal calls
        before = real(number, handler)
        calls += 1
        if calls == interrupted_at + 1:
            raise KeyboardInterrupt
        return before

    with handled("SIGINT", came), handled("SIGTERM", came), handled("SIGHUP", came):
        with monkeypatch.context() as patched:
            patched.setattr(signal, "signal", interrupted)
            with pytest.raises(KeyboardInterrupt), signals_held():
                pass
        handlers = [signal.getsignal(signal.Signals[name]) for name in ENDING]
    assert handlers == [came, came, came]


def test_an_event_loop_is_told_of_a_signal_when_it_arrives() -> None:
    receiver, sender = socket.socketpair()
    with receiver, sender:
        for end in (receiver, sender):
            end.setblocking(False)
        before = signal.set_wakeup_fd(sender.fileno())
        try:
            with handled("SIGTERM", lambda _number, _frame: None), signals_held():
                send("SIGTERM")
                with pytest.raises(BlockingIOError):
                    receiver.recv(2)
            assert receiver.recv(2) == bytes([signal.SIGTERM])
        finally:
            assert signal.set_wakeup_fd(before) == sender.fileno()


def test_other_threads_hold_nothing_back() -> None:
    seen: list[object] = []

    def save() -> None:
        with signals_held():
            seen.append(signal.getsignal(signal.SIGTERM))

    with handled("SIGTERM", came):
        thread = threading.Thread(target=save)
        thread.start()
        thread.join()
    assert seen == [came]


def test_ids_are_of_version_7_and_in_order_of_time() -> None:
    # The example of RFC 9562, appendix A.6.
    assert new_id(0x017F22E279B0, (0xCC3 << 62 | 0x18C4DC0C0C07398F).to_bytes(10, "big")) == (
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    )
    ids = [new_id(ms, b"\xff" * RANDOM_BYTES) for ms in (0, 1, 1 << 40, (1 << 48) - 1)]
    assert ids == sorted(ids)
    assert all(map(is_id, ids))


@pytest.mark.parametrize(("now", "random"), [(-1, b"0" * 10), (1 << 48, b"0" * 10), (1, b"0" * 9)])
def test_ids_take_what_they_need(now: int, random: bytes) -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        new_id(now, random)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ID.upper(),
        ID + "\n",
        ID[:-1],
        "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f",
    ],
)
def test_other_texts_are_no_ids(text: str) -> None:
    assert not is_id(text)
