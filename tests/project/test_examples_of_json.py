"""The examples of how to read JSON and CSV run where their tools are there, and print figures of the examples."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Program

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "read-the-json.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


LINES = [line for block in blocks("sh") for line in block.splitlines()]


@pytest.fixture(autouse=True)
def _files(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The first file of the examples is damaged, as the page says, so that readers of JSON stop there.
    source, damaged = ROOT / "examples" / "answers" / "sstc-panel-2016", "01580000-*.json"
    folder = tmp_path / "answers" / source.name
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(damaged))
    commands = [shlex.split(line) for line in LINES if line.startswith("sstc-survey ")]
    assert len(commands) == 2
    for command in commands:
        assert program(*command[1:]).code == 0
    monkeypatch.chdir(tmp_path)


def printed(command: list[str]) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("jq ")], ids=lambda line: line[:40])
def test_jq(line: str) -> None:
    assert len(printed(["sh", "-c", line]).splitlines()) > 3


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.splitlines()[-1].strip()[:40])
def test_python(block: str) -> None:
    assert printed([sys.executable, "-c", block]).strip()


@pytest.mark.skipif(
    shutil.which("Rscript") is None
    or subprocess.run(["Rscript", "-e", "library(jsonlite)"], capture_output=True, check=False).returncode != 0,
    reason="R with jsonlite is not installed",
)
@pytest.mark.parametrize("block", blocks("r"), ids=lambda block: block.splitlines()[-1].strip()[:40])
def test_r(block: str) -> None:
    assert printed(["Rscript", "-e", block]).strip()


def test_each_tool_has_its_examples() -> None:
    assert [len([line for line in LINES if line.startswith("jq ")]), *map(len, map(blocks, ("python", "r")))] == [
        3,
        3,
        2,
    ]
