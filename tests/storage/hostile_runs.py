"""JSON that was made to do harm, and what reading it costs.

hostile_runs.py FOLDER
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from hangs import SECONDS
from made_responses import an_id, bytes_of, growing

from sstc_survey.problems import Problem
from sstc_survey.storage import MAX_SIZE, read_brief

HEAD = b'{"format":"sstc-survey/response","schema":2,"events":'
SEAL_KEY = b',\n  "sha256": "'
NOT_SEALED = {"lists", "deep objects", "digits", "text never closed", "white space"}
ROOM = MAX_SIZE - 300


def bombs() -> Iterator[tuple[str, bytes]]:
    """Yield values that are large, deep, or strange."""
    for name, item in (("lists", b"[],"), ("objects", b"{},"), ("numbers", b"1,"), ("texts", b'"a",')):
        yield name, b"[" + item * (ROOM // len(item)) + b"0]"
        yield f"few {name}", b"[" + item * 200_000 + b"0]"
    yield "deep lists", b"[" * (ROOM // 2) + b"]" * (ROOM // 2)
    yield "deep objects", b'{"a":' * (ROOM // 6) + b"0" + b"}" * (ROOM // 6)
    yield "less deep lists", b"[" * 900 + b"]" * 900
    yield "digits", b"9" * ROOM
    yield "decimals", b"0." + b"9" * ROOM
    yield "text", b'"' + b"a" * ROOM + b'"'
    yield "text never closed", b'"' + b'\\"' * (ROOM // 2)
    yield "escaped text", b'"' + b'\\"' * (ROOM // 2) + b'"'
    yield "unicode escapes", b'"' + b"\\u0041" * (ROOM // 6) + b'"'
    yield "half characters", b'"' + b"\\ud83d" * (ROOM // 6) + b'"'
    yield "keys", b"{" + b",".join(b'"%d":0' % number for number in range(200_000)) + b"}"
    yield "the same key", b"{" + b'"a":0,' * 200_000 + b'"a":0}'
    yield "white space", b" " * ROOM + b"0"


def seal(body: bytes) -> bytes:
    """Seal a body as a program does that wants to deceive."""
    return body + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n'


def cases() -> Iterator[tuple[str, bytes]]:
    """Yield files with a valid seal, and some without."""
    for name, value in bombs():
        body = HEAD + value + SEAL_KEY
        yield name, seal(body)
        if name in NOT_SEALED:
            yield f"{name}, not sealed", body + b'"}'
    genuine = bytes_of(growing(an_id(1), 0)).rpartition(SEAL_KEY)[0]
    body = genuine.replace(b'"answers": {}', b'"answers": {"q": [' + b'"a",' * (ROOM // 5) + b'"a"]}') + SEAL_KEY
    yield "a right response with too much in it", seal(body)


def cost(path: str) -> dict[str, float]:
    """Read a file in a process of its own; return whether it was refused, and the megabytes that it took."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # Whatever hangs is killed, and leaves no outcome.
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        refused = isinstance(read_brief(path), Problem)
        megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        os.write(writing, json.dumps({"refused": refused, "megabytes": megabytes}).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as stream:
        return json.loads(stream.read() or "{}")  # type: ignore[no-any-return]


def main(folder: Path) -> dict[str, dict[str, float]]:
    """Return what each case costs."""
    path = folder / "hostile.json"
    costs = {}
    for name, data in cases():
        path.write_bytes(data)
        del data
        costs[name] = cost(str(path))
    return costs


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
