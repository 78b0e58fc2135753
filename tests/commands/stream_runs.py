"""A program that calls sstc-survey in forks of itself, with standard streams in all sorts of states.

stream_runs.py: a JSON list of calls comes on standard input, each {arguments, typed, environment, states}, where a
state says what each of the three streams leads to. For each call a list goes out, for each state {code, said}: the
exit code, and what was written to standard error where it leads to `kept`. A fork has the streams that Python makes
at its start, and does at its end what Python does.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import IO, Any, Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from fork_server import preload

STREAMS: Final = (0, 1, 2)
MODES: Final = {0: "r", 1: "w", 2: "w"}


def lead(number: int, where: str, typed: bytes, kept: int) -> None:
    """Let a standard stream lead somewhere."""
    os.close(number)
    match where:
        case "closed":
            return
        case "typed":
            source, end = os.pipe()
            os.write(end, typed)
            os.close(end)
        case "kept":
            source = os.dup(kept)
        case "pipe":
            # Nobody is left to read it.
            reader, source = os.pipe()
            os.close(reader)
        case path:
            source = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY)
    if source != number:
        os.dup2(source, number)
        os.close(source)


def python_stream(number: int) -> IO[str] | None:
    """Return a standard stream as Python makes it."""
    try:
        os.fstat(number)
    except OSError:
        return None
    errors = "backslashreplace" if number == 2 else "strict"
    buffering = 1 if number == 2 else -1
    return open(number, MODES[number], buffering, encoding="utf-8", errors=errors, closefd=False)


def run(call: dict[str, Any], state: list[str], kept: int) -> int:
    """Be the program that was called, and return its exit code."""
    # Numbers that are closed must stay free until the program itself takes them.
    for number in STREAMS:
        lead(number, "/dev/null", b"", kept)
    for number in reversed(STREAMS):
        lead(number, state[number], call["typed"].encode(), kept)
    sys.stdin, sys.stdout, sys.stderr = map(python_stream, STREAMS)
    os.environ.update(call["environment"])
    sys.argv[1:] = call["arguments"]
    from sstc_survey.__main__ import main

    try:
        code = main()
    except BaseException:  # noqa: BLE001 the end of the program
        os.write(kept, traceback.format_exc().encode())
        return 1
    try:
        assert sys.stdout is not None
        sys.stdout.flush()
    except OSError as error:
        os.write(kept, f"Exception ignored in stdout: {error}".encode())
        return 120
    return code


def outcome(call: dict[str, Any], state: list[str]) -> dict[str, Any]:
    """Call the program in a fork; return its exit code and what it said."""
    with tempfile.TemporaryFile() as kept:
        child = os.fork()
        if not child:
            code = 1
            try:
                code = run(call, state, kept.fileno())
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        kept.seek(0)
        return {"code": os.waitstatus_to_exitcode(status), "said": kept.read().decode()}


if __name__ == "__main__":
    calls = json.load(sys.stdin)
    preload()
    json.dump([[outcome(call, state) for state in call["states"]] for call in calls], sys.stdout)
