"""What the tests of storage share."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

Mount = Callable[..., Path]
NOBODY = 65534
# Runs of `--long` take hours.
PATIENCE = 24 * 3600


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Mount something in an empty folder, as the command of this name does; this takes root on Linux."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a disk")
    with ExitStack() as stack:
        number = iter(range(100))

        def mounted(*arguments: str | Path) -> Path:
            place = tmp_path / f"disk{next(number)}"
            place.mkdir()
            outcome = subprocess.run(["mount", *arguments, place], capture_output=True, text=True, check=False)
            if outcome.returncode:
                pytest.skip(f"no disk can be mounted here: {outcome.stderr.strip()}")
            stack.callback(lambda: subprocess.run(["umount", "-l", place], check=True))
            return place

        yield mounted


@pytest.fixture
def disk(mount: Mount) -> Callable[[str], Path]:
    """Make small disks in memory, with options such as "size=64k"."""
    return lambda options: mount("-t", "tmpfs", "-o", options, "tmpfs")


@pytest.fixture
def read_only(mount: Mount) -> Callable[[Path], Path]:
    """Give a folder a second place, where it is read-only."""

    def view(folder: Path) -> Path:
        place = mount("--bind", folder)
        subprocess.run(["mount", "-o", "remount,ro,bind", place], check=True)
        return place

    return view


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Lose the powers of root, if there are any, for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def powerless() -> Callable[[], object]:
    """Return what makes file permissions count, also for root."""
    return as_nobody


@pytest.fixture
def run_helper() -> Callable[..., str]:
    """Run a helper of this folder as a process of its own, and return what it prints."""

    def run(name: str, *arguments: str) -> str:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        program = Path(__file__).with_name(f"{name}.py")
        outcome = subprocess.run(
            [sys.executable, program, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert outcome.returncode == 0, outcome.stderr
        return outcome.stdout

    return run
