"""`--jobs`: whoever reads the files, figures and words are the same, and a process that dies changes none of them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import NO_TERMINAL, ForkServer, Program, caller
from jobs_folder import CALLS, MANY, mess
from made_responses import fill

from sstc_survey.commands.shared.jobs.pool import ProcessPool
from sstc_survey.commands.shared.jobs.workers import divided
from sstc_survey.problems import SurveyError, codes
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.outcomes import Counted


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer | None) -> Path:
    folder = tmp_path_factory.mktemp("mess")
    mess(caller(folder, fork_server), folder)
    return folder


@pytest.fixture
def messy(made: Path, tmp_path: Path) -> None:
    # The pipe goes along; by itself nothing could be copied of it.
    subprocess.run(["cp", "-a", f"{made}/.", tmp_path], check=True)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.usefixtures("messy")
def test_figures_and_words_are_the_same(program: Program, call: str) -> None:
    alone = program(*CALLS[call])
    assert alone.out or alone.err
    for jobs in ("2", "3", "auto"):
        assert program(*CALLS[call], "--jobs", jobs) == alone


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "", "1.5", "2000", "９"])
def test_a_number_that_is_none_is_refused(program: Program, tmp_path: Path, jobs: str) -> None:
    fill(tmp_path / "answers", 1)
    for command in ("summarize", "verify"):
        outcome = program(command, f"--jobs={jobs}")
        assert outcome.code == 2
        assert "invalid number of processes" in outcome.err


@pytest.mark.usefixtures("messy")
def test_seals_are_remembered_as_without_jobs(program: Program, tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        for seals in tmp_path.rglob(".verified"):
            seals.unlink()
        program("summarize", "one", "--jobs", jobs)
        (tmp_path / jobs).write_bytes((tmp_path / "one" / "household-roster" / ".verified").read_bytes())
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def count(part: Inventory) -> int:
    return sum(isinstance(outcome, Counted) for outcome in part)


def count_or_die(part: Inventory) -> int:
    """Die at one part of the files, the first time or, where there is no end to it, each time."""
    died = Path(os.environ["DIED"])
    if any(path.endswith(os.environ["FATAL"]) for path in paths_of(part)) and (
        os.environ["TIMES"] == "always" or not died.exists()
    ):
        died.write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
    return count(part)


def paths_of(part: Inventory) -> Iterator[str]:
    yield from (part.first_path, part.last_path)


@pytest.fixture
def many(tmp_path: Path) -> Inventory:
    fill(tmp_path / "many", MANY)
    return Inventory([str(tmp_path / "many")])


def fatal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, many: Inventory, times: str) -> None:
    monkeypatch.setenv("DIED", str(tmp_path / "died"))
    monkeypatch.setenv("FATAL", os.path.basename(many.parts(100)[1].first_path))
    monkeypatch.setenv("TIMES", times)


def test_what_is_lost_with_a_process_is_read_again_and_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, many: Inventory
) -> None:
    fatal(monkeypatch, tmp_path, many, "once")
    assert sum(divided(count_or_die, many, ProcessPool(2))) == MANY
    assert (tmp_path / "died").exists()
    said = capsys.readouterr().err
    assert "a process that was reading files ended unexpectedly" in said
    # The part before it may be done already.
    assert re.search(rf"({MANY}|{MANY - 100}) files are read again: .*\.json to {re.escape(many.last_path)}", said)


def test_no_figure_comes_of_what_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, many: Inventory
) -> None:
    fatal(monkeypatch, tmp_path, many, "always")
    with pytest.raises(SurveyError) as raised:
        sum(divided(count_or_die, many, ProcessPool(2)))
    assert [problem.code for problem in raised.value.problems] == [codes.WORKER_DIED]
    part = many.parts(100)[1]
    assert part.first_path in raised.value.problems[0].text
    # One that dies alone takes no other with it.
    assert part.last_path in raised.value.problems[0].text


def test_what_a_process_raises_is_said_as_without_jobs(many: Inventory) -> None:
    with pytest.raises(SurveyError) as raised:
        list(divided(refuse, many, ProcessPool(2)))
    assert [problem.code for problem in raised.value.problems] == [codes.WORKER_DIED]
    assert raised.value.exit_code == 1


def refuse(part: Inventory) -> int:
    from sstc_survey.problems import ExitCode, Problem

    raise SurveyError(Problem(codes.WORKER_DIED, {"files": part.first_path}), exit_code=ExitCode.PROBLEMS)


def children_of(process: int) -> list[int]:
    """Return the processes that a process has made, and those that these have."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == process:
            found += [int(entry.name), *children_of(int(entry.name))]
    return found


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def started(folder: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "sstc_survey", *arguments],
        cwd=folder, env=NO_TERMINAL, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def waited(condition: Any, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    return bool(condition())


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9), (signal.SIGTERM, -15)])
def test_all_processes_end_with_the_program(tmp_path: Path, number: signal.Signals, code: int) -> None:
    fill(tmp_path / "answers", 3_000)
    process = started(tmp_path, ("verify", "--jobs", "2"))
    assert waited(lambda: len(children_of(process.pid)) == 2 or process.poll() is not None)
    children = children_of(process.pid)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (code, b"")
    assert b"Traceback" not in err
    assert children
    assert waited(lambda: not any(map(is_running, children)), seconds=10)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_killed_process_changes_no_figure(tmp_path: Path, program: Program) -> None:
    fill(tmp_path / "answers", 3_000)
    expected = json.loads(program("verify", "--format", "json").out)
    process = started(tmp_path, ("verify", "--jobs", "2", "--format", "json"))
    assert waited(lambda: bool(children_of(process.pid)) or process.poll() is not None)
    for child in children_of(process.pid)[:1]:
        os.kill(child, signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert json.loads(out) == expected
    assert b"Traceback" not in err
    assert b"ended unexpectedly" in err


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_ctrl_c_ends_at_any_moment_with_all_processes(tmp_path: Path) -> None:
    fill(tmp_path / "answers", 1_500)
    for number in range(12):
        process = started(tmp_path, ("verify", "--jobs", "2"))
        if number % 3:
            waited(lambda process=process: bool(children_of(process.pid)) or process.poll() is not None)
        time.sleep(0.015 * number)
        children = children_of(process.pid)
        process.send_signal(signal.SIGINT)
        # Whoever is impatient keeps pressing it, also while Python ends.
        while number % 2 and process.poll() is None:
            time.sleep(0.002)
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        # It may have been done already, or Python itself may not have begun.
        assert process.returncode in (130, -2, 1)
        assert b"Traceback" not in err or process.returncode == -2
        assert waited(lambda children=children: not any(map(is_running, children)), seconds=10)
        assert process.returncode != 130 or out == b""
