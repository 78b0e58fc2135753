"""Standard streams that are closed, full, or read by nobody: each command ends as it does with the null device.

1. The exit code is the same, and what the program has to say is too, wherever it can still be read.
2. Only data that does not arrive because its disk is full is an error, with exit code 1.
3. No file that is opened takes the number of a closed stream.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Program
from hangs import no_hang

PROGRAM = [sys.executable, "-m", "sstc_survey"]
REPLIES = '{"who": "Ana", "media": ["tv"], "age": 30}'


class Call(NamedTuple):
    """A command line, what is typed, what the environment adds, the exit code, and whether it has data to write."""

    arguments: str
    code: int = 0
    typed: str = ""
    environment: Mapping[str, str] = {}
    has_data: bool = True


COMPLETION = {"_SSTC_SURVEY_COMPLETE": "complete_bash", "COMP_WORDS": "sstc-survey su", "COMP_CWORD": "1"}
BATCH = Call("run small.yaml --replies replies.json")
PLAIN = Call("run small.yaml --plain", typed="Ana\n2\n\n30\nsave\n", has_data=False)
CALLS = (
    Call("--version"),
    Call("--version --no-color"),
    Call("--help"),
    Call("run -h"),
    Call("nonsense", 2, has_data=False),
    Call("summarize --format nonsense", 2, has_data=False),
    Call("--show-completion bash"),
    Call("", environment=COMPLETION),
    Call("check small.yaml", has_data=False),
    Call("check wrong.yaml", 1),
    Call("check -", 1, typed="id: small\n"),
    Call("schema"),
    Call("preview small.yaml"),
    Call("preview small.yaml --format html"),
    Call("preview small.yaml --routing"),
    Call("simulate small.yaml -n 20"),
    Call("new --title Made --yes"),
    BATCH,
    Call("run small.yaml --replies small.yaml", 2, has_data=False),
    PLAIN,
    Call("run small.yaml --plain --answers drafts", 1, typed="Ana\n", has_data=False),
    Call("run small.yaml --language xx", 2, has_data=False),
    Call("run --resume", 2, has_data=False),
    Call("list kept"),
    Call("list kept --format json"),
    Call("show 0 --answers kept"),
    Call("show 7 --answers kept", 2, has_data=False),
    Call("summarize kept"),
    Call("summarize kept --format csv"),
    Call("summarize nowhere", 2, has_data=False),
)
NOWHERE = ("/dev/null", "closed", "pipe")


@pytest.fixture
def folder(tmp_path: Path, program: Program, small: str) -> Path:
    """Return a folder with a questionnaire, a wrong one, replies, and a response."""
    (tmp_path / "wrong.yaml").write_text("id: wrong\n", encoding="utf-8")
    (tmp_path / "replies.json").write_text(REPLIES, encoding="utf-8")
    assert program("run", small, "--replies", "replies.json", "--answers", "kept").code == 0
    return tmp_path


def outcomes(folder: Path, states: Sequence[Sequence[str]]) -> Iterator[tuple[Call, list[tuple[int, str]]]]:
    """Make each call with its streams in each state; yield the exit codes, and what was said where that is kept."""
    calls: list[dict[str, object]] = [
        {
            "arguments": call.arguments.split(),
            "typed": call.typed,
            "environment": {"TERM": "dumb", **call.environment},
            "states": [["typed" if call.typed else given, *rest] for given, *rest in states],
        }
        for call in CALLS
    ]
    runs = Path(__file__).with_name("stream_runs.py")
    ended = subprocess.run(
        [sys.executable, runs], input=json.dumps(calls), capture_output=True, text=True, cwd=folder, check=True
    )
    for call, found in zip(CALLS, json.loads(ended.stdout), strict=True):
        yield call, [(each["code"], _same_each_time(each["said"])) for each in found]


def _same_each_time(said: str) -> str:
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    return re.sub("[0-9a-f]{8}-[0-9a-f-]{27}", "ID", said)


def test_streams_that_lead_nowhere_change_nothing(folder: Path) -> None:
    told = [("/dev/null", output, "kept") for output in NOWHERE] + [("closed", "closed", "kept")]
    quiet = [("/dev/null", "/dev/null", errors) for errors in ("closed", "pipe", "/dev/full")]
    quiet += [("closed", "closed", "closed"), ("closed", "pipe", "pipe"), ("/dev/null", "closed", "/dev/full")]
    for call, found in outcomes(folder, [*told, *quiet]):
        expected = found[0]
        # A file that a call makes is in the way of the next one.
        if call.arguments.startswith("new"):
            assert {code for code, _ in found[1:]} == {2}
            continue
        assert expected[0] == call.code, call
        assert found[: len(told)] == [expected] * len(told), call
        assert [code for code, _ in found] == [call.code] * len(found), call


def test_data_that_does_not_arrive_is_an_error(folder: Path) -> None:
    states = [("/dev/null", "/dev/full", errors) for errors in ("kept", "closed", "/dev/full")]
    for call, found in outcomes(folder, states):
        said = found[0][1]
        assert ("No space left on device" in said) is call.has_data, call
        code = call.code or 1 if call.has_data else call.code
        codes = {code for code, _ in found}
        assert codes == ({1, 2} if call.arguments.startswith("new") else {code}), call


def ended(folder: Path, call: Call, redirections: str) -> int:
    """Call the program as a process of its own, with its streams as a shell directs them; return the exit code."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        shell = f'exec "$@" 8>&{writing} {redirections} 8>&- {writing}>&-'
        process = subprocess.run(
            ["bash", "-c", shell, "bash", *PROGRAM, *call.arguments.split()],
            input=call.typed, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
            env={**os.environ, "TERM": "dumb"}, pass_fds=[writing], check=False,
        )  # fmt: skip
    finally:
        os.close(writing)
    return process.returncode


@pytest.mark.parametrize(
    ("call", "redirections", "code"),
    [
        (CALLS[0], ">&8", 0),
        (CALLS[0], ">&- 2>&- <&-", 0),
        (CALLS[0], ">/dev/full", 1),
        (BATCH, ">&8 2>&8 <&-", 0),
        (BATCH, ">/dev/full 2>&-", 1),
        (PLAIN, ">&- 2>/dev/full", 0),
        (PLAIN, "0>nothing", 1),
    ],
)
def test_a_process_of_its_own_ends_so_too(folder: Path, call: Call, redirections: str, code: int) -> None:
    assert ended(folder, call, f"{redirections} 2>errors" if "2>" not in redirections else redirections) == code
    errors = folder / "errors"
    _same_each_time(errors.read_text(encoding="utf-8") if errors.exists() else "")


def test_no_file_takes_the_number_of_a_closed_stream(folder: Path) -> None:
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        assert ended(folder, BATCH._replace(arguments=f"{BATCH.arguments} --answers saved"), closed) == 0
    (kept,) = (folder / "kept" / "small").glob("*.json")
    saved = list((folder / "saved" / "small").glob("*.json"))
    assert len(saved) == 4
    # Nothing was printed into any of them.
    assert {len(each.read_bytes().splitlines()) for each in saved} == {len(kept.read_bytes().splitlines())}


def held_open(arguments: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start the program with a pipe as its output that does not wait, as some programs leave theirs."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    child = subprocess.Popen([*PROGRAM, *arguments], stdout=writing, stdin=subprocess.DEVNULL, cwd=folder)
    os.close(writing)
    child.stdout = os.fdopen(reading, "rb")
    return child


def test_an_output_that_does_not_wait_gets_all_of_it(folder: Path) -> None:
    (folder / "large.yaml").write_text(
        'id: large\nversion: "1"\ntitle: Large\nquestions:\n'
        + "".join(f"  - {{name: q{number}, type: text, label: {'long ' * 100}}}\n" for number in range(1000)),
        encoding="utf-8",
    )
    arguments = ["preview", "large.yaml", "--format", "html"]
    expected = subprocess.run([*PROGRAM, *arguments], capture_output=True, cwd=folder, check=True).stdout
    with no_hang(), held_open(arguments, folder) as child:
        assert child.stdout is not None
        found = child.stdout.read()
    assert child.returncode == 0
    assert len(expected) > 1 << 17
    assert found == expected
