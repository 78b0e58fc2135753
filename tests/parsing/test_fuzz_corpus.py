"""What a fuzzer found its way with is read again: problems come back, nothing is raised, nothing hangs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import fuzz_readers
import pytest
from fuzz_readers import READERS, corpus
from hangs import no_hang


@pytest.mark.parametrize("reader", READERS)
def test_what_the_fuzzer_kept_is_read_in_order(reader: str) -> None:
    files = corpus(reader)
    assert len(files) > 10
    for path in files:
        data = path.read_bytes()
        assert len(data) <= fuzz_readers.LONGEST, "the corpus is kept small"
        with no_hang():
            READERS[reader](data)


@pytest.mark.parametrize("reader", READERS)
def test_the_fuzzer_finds_nothing(reader: str, pytestconfig: pytest.Config, tmp_path: Path) -> None:
    if not pytestconfig.getoption("--long"):
        pytest.skip("a fuzzer takes its time: --long")
    pytest.importorskip("atheris", reason="atheris is not installed")
    ended = subprocess.run(
        [sys.executable, fuzz_readers.__file__, reader, "600"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-4000:]
