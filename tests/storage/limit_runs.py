"""The whole program where the system gives it only so much more memory.

limit_runs.py FOLDER STEPS: each command is run with ever more, in forks of a process that has imported all of it.
limit_runs.py FOLDER STEPS checked|unchecked: a response is read with ever more, with and without a look before.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

from fork_server import enter, preload
from made_responses import an_id, bytes_of, growing

from sstc_survey.problems import Problem
from sstc_survey.storage import Counted, Inventory, Refused, encoding

KIB = 1 << 10
STEP = 12 * KIB
ROWS = 40
QUESTIONNAIRE = """\
id: small
version: "1"
title: Small
questions:
  - {name: first, type: integer, label: How old are you?}
  - {name: second, type: text, label: Who are you?}
  - {name: third, type: text, label: Why are you here?}
"""
BALLAST: list[bytes] = []
TYPED = b"30\nSok\n"
COMMANDS = {
    "run": ["run", "small.yaml", "--plain", "--answers", "talks"],
    "resume": ["run", "small.yaml", "--plain", "--answers", "talks", "--resume"],
    "batch": ["run", "small.yaml", "--answers", "batch", "--replies", "rows.jsonl"],
    "list": ["list", "many"],
    "summarize": ["summarize", "many"],
}
FOLDERS = {"run": "talks", "resume": "talks", "batch": "batch"}


def leave(more: int) -> None:
    """Leave this process only so many bytes that it can get."""
    size = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + more, size + more))
    # What it has already, and does not use, would do for long.
    freed = bytearray(more)
    for block in (64 * KIB, 4 * KIB, 256, 64):
        with contextlib.suppress(MemoryError):
            while True:
                BALLAST.append(bytes(block))
    del freed


def call(arguments: list[str], more: int) -> tuple[int, str]:
    """Run a command that gets no more memory than so many bytes more; return its exit code and all that it printed."""
    with TemporaryFile() as stdin, TemporaryFile() as printed:
        stdin.write(TYPED)
        stdin.seek(0)
        child = os.fork()
        if child == 0:
            streams = [os.dup(stream.fileno()) for stream in (stdin, printed, printed)]
            request = {"arguments": arguments, "folder": os.getcwd(), "environment": {"LANG": "C.UTF-8"}}
            run = enter(request, streams)
            leave(more)
            os._exit(run())
        _, status = os.waitpid(child, 0)
        printed.seek(0)
        return os.waitstatus_to_exitcode(status), printed.read().decode(errors="replace")


def wrong(folder: Path, name: str, code: int, printed: str) -> Iterator[str]:
    """Yield what is wrong after a command."""
    if "Traceback" in printed or code < 0:
        yield f"{name} ended with {code}: {printed[-300:]}"
    outcomes = list(Inventory([str(folder)])) if folder.exists() else []
    yield from (f"{outcome.path}: {outcome.problem}" for outcome in outcomes if isinstance(outcome, Refused))
    counted = [outcome.response for outcome in outcomes if isinstance(outcome, Counted)]
    if name == "batch" and len(counted) not in ({ROWS} if code == 0 else {0, ROWS}):
        yield f"{len(counted)} of {ROWS} rows are tallied, with exit code {code}"
    if name == "run":
        # Whoever sees a question has given all answers before it.
        asked = [question in printed for question in ("Who are you?", "Why are you here?")]
        if sum(asked) > max((len(response.answers) for response in counted), default=0):
            yield f"an answer is lost: {printed[-300:]}"


def main(folder: Path, steps: int) -> dict[str, object]:
    """Give the commands ever more memory; return what was wrong, and how often each said that it was too little."""
    os.chdir(folder)
    Path("small.yaml").write_text(QUESTIONNAIRE, "utf-8")
    text = "a long answer " * 200
    Path("rows.jsonl").write_text("".join(f'{{"first": {row}, "second": "{text}"}}\n' for row in range(ROWS)), "utf-8")
    code, printed = call([*COMMANDS["batch"][:3], "many", *COMMANDS["batch"][4:]], 1 << 32)
    assert code == 0, printed
    too_little: dict[str, int] = {}
    faults: list[str] = []
    for name, arguments in COMMANDS.items():
        told = 0
        for number in range(steps):
            code, printed = call(arguments, number * number * STEP)
            told += "not enough memory" in printed
            faults += wrong(Path(FOLDERS.get(name, "many")), name, code, printed)
        too_little[name] = told
    return {"told": too_little, "faults": faults}


def read(steps: int, *, checked: bool) -> dict[str, int]:
    """Read a response with ever more memory; return how often that went well, was too little, and was the end."""
    if not checked:
        vars(encoding)["check_memory"] = abs
    data = bytes_of(growing(an_id(1), 200))
    assert not isinstance(encoding.decode(data), Problem)
    counts = {"read": 0, "told": 0, "died": 0}
    for step in range(steps):
        child = os.fork()
        if child == 0:
            leave(step * 4 * KIB)
            try:
                encoding.decode(data)
            except MemoryError:
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        counts[{0: "read", 1: "told"}.get(os.waitstatus_to_exitcode(status), "died")] += 1
    return counts


if __name__ == "__main__":
    folder, steps, *how = sys.argv[1:]
    if how:
        print(json.dumps(read(int(steps), checked=how == ["checked"])))
    else:
        preload()
        print(json.dumps(main(Path(folder), int(steps))))
