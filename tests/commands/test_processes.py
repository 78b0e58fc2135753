"""The program started as users start it, as a process of its own; other tests of commands run it in forks."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

CALLS: list[tuple[str, ...]] = [
    ("--version",),
    ("--help",),
    ("check", "small.yaml"),
    ("list",),
    ("new", "new.yaml", "--title", "New"),
    ("nonsense",),
    ("preview", "small.yaml"),
    ("run", "small.yaml", "--language", "xx"),
    ("schema",),
    ("show", "0"),
    ("simulate", "small.yaml", "-n", "5"),
    ("summarize", "--format", "svg"),
]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
def test_a_fork_does_what_a_process_does(program: Any, call: tuple[str, ...]) -> None:
    assert program(*call, fork=False) == program(*call)


def test_windows_is_told_of_wsl_before_anything_else() -> None:
    program = "import os, sys; from sstc_survey.__main__ import main; os.name = 'nt'; sys.exit(main())"
    ended = subprocess.run(
        [sys.executable, "-c", program, "list"], capture_output=True, text=True, check=False, timeout=300
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.splitlines()[0] == "error: Windows is supported through WSL"
