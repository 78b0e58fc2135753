"""Measure summaries of very many responses: `python benchmarks/any_size.py [--files N] [--packed N,N,...] [--cluster]`.

Files: whole processes with one process and two, beside a bare read of the same files. Packed: the CPU seconds of a
tally of 20 closed questions, beside DuckDB, Polars, pandas and jq, each on one thread, over the same responses as JSON
Lines; all must count the same values. What each response costs is printed for every size, and the peak of memory.
`--picture` draws how the cost grows. With `--cluster`, a Dask scheduler and two workers are started on this machine,
and compared with `--jobs 2` by the clock. A million responses take 2 GB of disk and half an hour, most of it for the
slowest of the others: one that would take longer than `--patience` seconds, by what it took for the size before, is
left out. Responses in a `--folder` stay there, and are used again. Without options it is a look of a few minutes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from banner import responses_of, write_questionnaire
from growth import Line, draw
from harness import Measure, Row, compare, cpu, peak_memory
from harness import wall as clock
from run import HERE, OURS

from sstc_survey.storage import save_copy
from sstc_survey.storage.packs.reader import is_pack
from sstc_survey.storage.packs.writer import PackWriter
from sstc_survey.storage.seals import NAME as SEALS

QUESTIONS: Final = 20
_PEERS: Final = ("duckdb", "polars", "pandas", "jq")


class Packed(NamedTuple):
    """A pack, the same responses as JSON Lines, what peers need to know of the questions, and how many there are."""

    pack: Path
    lines: Path
    plan: Path
    responses: int


def main() -> None:
    """Print a line for each comparison."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=20_000, metavar="N")
    parser.add_argument("--packed", default="10000,100000", metavar="N,N")
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--patience", type=float, default=600, metavar="SECONDS")
    parser.add_argument("--folder", type=Path, metavar="FOLDER")
    parser.add_argument("--picture", type=Path, metavar="FILE.svg")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="sstc-size-"))
    folder.mkdir(exist_ok=True)
    measured: dict[str, Line] = {}
    try:
        if given.files:
            _measure_files(folder, given.files, given.rounds)
        for size in filter(None, given.packed.split(",")):
            packed = write_packed(folder, int(size))
            measure_packed(packed, given, measured)
            if given.cluster:
                _measure_cluster(folder, packed, given.rounds)
            if given.folder is None:
                packed.lines.unlink()
                packed.pack.unlink()
        if given.picture:
            draw([*measured.values()], given.picture)
    finally:
        if given.folder is None:
            shutil.rmtree(folder)


def _measure_files(folder: Path, count: int, rounds: int) -> None:
    place = folder / "files"
    loaded = write_questionnaire(place, QUESTIONS)
    answers = place / loaded.questionnaire.id
    save_copy(str(answers), loaded.text)
    for response, data in responses_of(loaded, count):
        (answers / f"{response.id}.json").write_bytes(data)
    bare = clock_of([sys.executable, str(HERE / "peers" / "bare_files.py"), str(answers)])
    print(f"{count:,} files of {QUESTIONS} questions (seconds by the clock of whole processes)")
    seals = answers / ".verified"
    for what, jobs, is_new in (
        ("never checked, one process / bare read", "1", True),
        ("checked before, one process / bare read", "1", False),
        ("never checked, --jobs 2 / bare read", "2", True),
        ("checked before, --jobs 2 / bare read", "2", False),
    ):
        command = [OURS, "summarize", str(place), "--format", "json", "--jobs", jobs]

        def ours(command: Sequence[str] = command, *, is_new: bool = is_new) -> float:
            if is_new:
                seals.unlink(missing_ok=True)
            return clock_of(command)()

        _print(compare(what, ours, bare, "15" if jobs == "1" else "9", rounds))


def measure_packed(packed: Packed, given: argparse.Namespace, measured: dict[str, Line]) -> None:
    """Print the cost of a summary beside that of peers, and add what each took to what was `measured`."""

    def note(name: str, seconds: float) -> None:
        measured.setdefault(name, Line(name, {})).seconds[packed.responses] = seconds

    ours = [OURS, "summarize", str(packed.pack), "--format", "json"]
    packed.pack.with_name(f".{packed.pack.name}{SEALS}").unlink(missing_ok=True)
    first = cpu(ours)()
    total = _answers(json.loads(subprocess.run(ours, stdout=subprocess.PIPE, check=True).stdout))
    again = cpu(ours)()
    note("sstc-survey, never checked", first)
    note("sstc-survey", again)
    print(f"{packed.responses:,} packed responses of {QUESTIONS} questions (CPU seconds of whole processes)")
    print(
        f"  never checked {first:.2f} s, {first / packed.responses * 1e6:.1f} µs a response; "
        f"checked before {again:.2f} s, {again / packed.responses * 1e6:.1f} µs; "
        f"peak memory {peak_memory(ours) / 1024:.0f} MiB; pack {packed.pack.stat().st_size / 2**20:.0f} MiB"
    )
    for peer in _PEERS:
        theirs = _peer_command(peer, packed, given.peers)
        if theirs is None:
            print(f"  {peer} is not installed: its row is left out")
            continue
        seconds = given.rounds * _expected(measured.get(peer), packed.responses)
        if seconds > given.patience:
            print(f"  {peer} would take about {seconds:,.0f} s: its row is left out")
            continue
        found = int(subprocess.run(theirs, stdout=subprocess.PIPE, check=True).stdout)
        assert found == total, f"{peer} counted {found} values, not {total}"
        budget = "4" if peer == "duckdb" else "1"
        row = compare(f"checked before / {peer}", cpu(ours), cpu(theirs), budget, given.rounds)
        _print(row)
        note(peer, row.theirs)


def _expected(line: Line | None, responses: int) -> float:
    """Return the seconds that so many responses would take by what the largest number of them took before."""
    if line is None or not line.seconds:
        return 0
    most = max(line.seconds)
    return line.seconds[most] * responses / most


def _peer_command(peer: str, packed: Packed, python: str) -> list[str] | None:
    if peer == "jq":
        command = ["jq", "-n", "-f", str(HERE / "peers" / "count.jq"), str(packed.lines)]
        return None if shutil.which("jq") is None else command
    has = subprocess.run([python, "-c", f"import {peer}"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    return [python, str(HERE / "peers" / f"{peer}_size.py"), str(packed.plan), str(packed.lines)] if has else None


def _answers(summary: dict[str, Any]) -> int:
    """Return how many values a summary counts: each choice of an answer with several is one."""
    return sum(question.get("mentions") or int(question["answered"]) for question in summary["questions"])


def _measure_cluster(folder: Path, packed: Packed, rounds: int) -> None:
    ours = [OURS, "summarize", str(packed.pack), "--format", "json"]
    with _cluster(folder) as address:
        figures = [
            subprocess.run([*ours, *more], stdout=subprocess.PIPE, check=True).stdout
            for more in ((), ("--jobs", "2"), ("--executor", address))
        ]
        assert len(set(figures)) == 1, "the three ways do not give the same figures"
        local, remote = clock_of([*ours, "--jobs", "2"]), clock_of([*ours, "--executor", address])
        _print(compare("Dask, two workers / --jobs 2 (by the clock)", remote, local, "1.2", rounds))


@contextmanager
def _cluster(folder: Path) -> Iterator[str]:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    scheduler = [*dask, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    started = [subprocess.Popen(scheduler, **quiet)]
    time.sleep(3)
    worker = [*dask, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    started += [subprocess.Popen(worker, **quiet) for _ in range(2)]
    time.sleep(5)
    try:
        yield address
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def write_packed(folder: Path, count: int) -> Packed:
    """Write a pack and the same responses as JSON Lines, if they are not there."""
    place = folder / f"packed{count}"
    loaded = write_questionnaire(place, QUESTIONS)
    pack, lines, plan = (place.with_suffix(ending) for ending in (".jsonl.zst", ".lines", ".json"))
    if is_pack(str(pack)) and lines.exists():
        return Packed(pack, lines, plan, count)
    with pack.open("wb") as packed, lines.open("wb") as written:
        writer = PackWriter(packed.write, is_compressed=True)
        copy = f"{loaded.questionnaire.id}/questionnaires/{loaded.reference.sha256}.yaml"
        writer.add_beside("copy", copy, loaded.text)
        for response, data in responses_of(loaded, count):
            writer.add(response.id, [(f"{loaded.questionnaire.id}/{response.id}.json", data)])
            written.write(msgspec.json.format(data, indent=-1) + b"\n")
        writer.close()
    return Packed(pack, lines, plan, count)


def clock_of(command: Sequence[str]) -> Measure:
    """Return a measure of the seconds by the clock that a command takes as a whole process."""
    return clock(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True))


def _print(row: Row) -> None:
    print(f"{row.what:<58} {row.ours:>7.2f} s {row.theirs:>7.2f} s {row.ratio:>7.3f} {row.budget:>6}", flush=True)


if __name__ == "__main__":
    main()
