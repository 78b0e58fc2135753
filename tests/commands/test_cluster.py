"""`--executor`: the workers of a real Dask scheduler on this machine give the figures that one process gives."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cluster_jobs import count_or_wait
from conftest import ForkServer, Program, caller
from golden_sets import GOLDEN, GoldenSet, sets_in, write_responses
from jobs_folder import CALLS, mess
from made_responses import fill

from sstc_survey import __version__
from sstc_survey.commands.shared.jobs.cluster import Cluster
from sstc_survey.commands.shared.jobs.workers import divided
from sstc_survey.storage.inventory import Inventory

MANY = 320
_HERE = Path(__file__).parent
# Of another version, and without the program.
OLDER = 'import sstc_survey\nsstc_survey.__version__ = "0.0.1"\n'
WITHOUT = """
import sys
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "sstc_survey":
            raise ModuleNotFoundError("No module named 'sstc_survey'", name="sstc_survey")
sys.meta_path.insert(0, Hide())
"""


class DaskCluster:
    """A scheduler and its workers, each a process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with closing(socket.socket()) as found:
            found.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{found.getsockname()[1]}"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start("dask_scheduler", "--host", "127.0.0.1", "--port", self.address.rpartition(":")[2])
        self._wait(0)

    @property
    def logs(self) -> list[Path]:
        """Return the files that the processes write what they say into."""
        return sorted(self._folder.glob("*.log"))

    def add_workers(self, count: int, preload: str = "") -> list[subprocess.Popen[bytes]]:
        """Start workers, and wait until the scheduler knows them."""
        arguments = ["--nthreads", "1", "--no-nanny", "--local-directory", str(self._folder)]
        if preload:
            (self._folder / "preload.py").write_text(preload)
            arguments += ["--preload", str(self._folder / "preload.py")]
        before = len(self._processes) - 1
        new = [self._start("dask_worker", self.address, *arguments) for _ in range(count)]
        self._wait(before + count)
        return new

    def _start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = (self._folder / f"{what}.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{what}", "--no-dashboard", *arguments],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._folder,
            env={**os.environ, "PYTHONPATH": str(_HERE), "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        log.close()
        self._processes.append(process)
        return process

    def _wait(self, workers: int) -> None:
        from distributed import Client

        client: Any = Client
        end = time.monotonic() + 60
        while True:
            try:
                with client(self.address, timeout="2s", set_as_default=False) as found:
                    if len(found.sync(found.scheduler.identity)["workers"]) >= workers:
                        return
            except (OSError, TimeoutError):
                pass
            assert time.monotonic() < end, (self._folder / "dask_scheduler.log").read_text()
            time.sleep(0.1)

    def close(self) -> None:
        """End all processes."""
        for process in reversed(self._processes):
            process.kill()
            process.wait()


@contextmanager
def dask_cluster(folder: Path, workers: int = 0, preload: str = "") -> Iterator[DaskCluster]:
    cluster = DaskCluster(folder)
    try:
        if workers:
            cluster.add_workers(workers, preload)
        yield cluster
    finally:
        cluster.close()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("cluster"), 2) as found:
        yield found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer | None) -> tuple[Program, Path]:
    folder = tmp_path_factory.mktemp("mess")
    program = caller(folder, fork_server)
    mess(program, folder)
    return program, folder


@pytest.mark.parametrize("call", CALLS)
def test_figures_and_words_are_the_same(made: tuple[Program, Path], cluster: DaskCluster, call: str) -> None:
    program, folder = made
    # Workers are told whole paths.
    whole = [re.sub("^(one|two)", f"{folder}/\\1", argument) for argument in CALLS[call]]
    alone = program(*whole)
    assert alone.out or alone.err
    assert program(*whole, "--executor", cluster.address) == alone
    assert program(*whole, "--jobs", "2") == alone


def test_paths_may_be_as_this_folder_has_them(
    program: Program, small: str, tmp_path: Path, cluster: DaskCluster
) -> None:
    (tmp_path / "rows.jsonl").write_text('{"who": "A", "age": 4}\n' * 3)
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    assert program("summarize", "--executor", cluster.address) == program("summarize")


def test_a_worker_that_is_killed_changes_no_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(tmp_path / "many", MANY)
    inventory = Inventory([str(tmp_path / "many")])
    marker = tmp_path / "marker"
    job = partial(count_or_wait, str(marker), inventory.parts(100)[1].first_path)
    with dask_cluster(tmp_path, 2) as killed:

        def kill() -> None:
            while not marker.exists():
                time.sleep(0.01)
            os.kill(int(marker.read_text()), signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        found = Cluster(killed.address)
        try:
            assert sum(divided(job, inventory, found)) == MANY
        finally:
            found.close()
            killer.join()
    assert "1 worker was lost during the work; Dask did that part again" in capsys.readouterr().err


def refused(program: Program, address: str, *paths: str, code: int = 1) -> str:
    outcome = program("verify", *paths, "--executor", address)
    assert (outcome.code, outcome.out) == (code, "")
    return outcome.err


def test_workers_of_another_version_are_refused(program: Program, tmp_path: Path) -> None:
    fill(tmp_path / "answers", 2)
    with dask_cluster(tmp_path, 1, OLDER) as older:
        said = refused(program, older.address)
        assert f"has sstc-survey 0.0.1, and this is sstc-survey {__version__}" in said
        assert f'pip install "sstc-survey=={__version__}"' in said


def test_workers_without_the_program_are_refused(program: Program, tmp_path: Path) -> None:
    fill(tmp_path / "answers", 2)
    with dask_cluster(tmp_path, 1, WITHOUT) as bare:
        assert "has no sstc-survey, and this is sstc-survey" in refused(program, bare.address)


def test_a_path_that_only_this_machine_sees_is_refused(program: Program, tmp_path: Path, cluster: DaskCluster) -> None:
    fill(tmp_path / "answers", 2)
    # Each process has a folder of its own at this path.
    said = refused(program, cluster.address, "/proc/self/cwd/answers")
    assert "cannot read /proc/self/cwd/answers: no such file or directory" in said.casefold()
    assert said.count("cannot read /proc/self/cwd/answers:") == 2


def test_a_scheduler_without_workers_is_refused(program: Program, tmp_path: Path) -> None:
    fill(tmp_path / "answers", 2)
    with dask_cluster(tmp_path) as idle:
        assert f"dask worker {idle.address}" in refused(program, idle.address)


def test_where_nothing_listens(program: Program, tmp_path: Path) -> None:
    fill(tmp_path / "answers", 2)
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{bound.getsockname()[1]}"
        assert f"no Dask scheduler answers at {address}" in refused(program, address)
        # What listens and says nothing is none either.
        bound.listen()
        assert f"no Dask scheduler answers at {address}" in refused(program, address)


@pytest.mark.parametrize("address", ["localhost", "localhost:8786", "http://localhost:8786", "tcp://:1", "tcp://h", ""])
def test_an_address_that_is_none(program: Program, tmp_path: Path, address: str) -> None:
    fill(tmp_path / "answers", 2)
    assert "invalid address of a scheduler" in refused(program, address, code=2)


def test_one_way_of_dividing_at_a_time(program: Program, tmp_path: Path) -> None:
    fill(tmp_path / "answers", 2)
    outcome = program("summarize", "--jobs", "2", "--executor", "tcp://127.0.0.1:1")
    assert (outcome.code, "--jobs and --executor cannot be combined" in outcome.err) == (2, True)


@pytest.mark.parametrize("golden", sets_in(GOLDEN), ids=lambda golden: golden.path.name)
def test_golden_figures_are_the_same_whoever_reads_the_files(
    program: Program, tmp_path: Path, cluster: DaskCluster, golden: GoldenSet
) -> None:
    write_responses(golden, "records.jsonl", tmp_path / "answers" / golden.path.name)
    options = ("--format", "json", "--intervals", "--include", "partial")
    folder, pack = str(tmp_path / "answers"), str(tmp_path / "all.jsonl.zst")
    alone = program("summarize", folder, *options)
    assert alone.code == 0, alone.err
    assert program("pack", folder, "--output", pack).code == 0
    for paths in (folder, pack):
        for more in ((), ("--jobs", "2"), ("--executor", cluster.address)):
            assert program("summarize", paths, *options, *more).out == alone.out
