"""Drive the program as a user does: as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Outcome:
    """What a call of the program left."""

    code: int
    out: str
    err: str


Program = Callable[..., Outcome]

NO_TERMINAL = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "NO_COLOR", "ACCESSIBLE"}}


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return a function that calls the program in an empty folder."""

    def call(*arguments: str, typed: str | bytes = "", env: Mapping[str, str] | None = None) -> Outcome:
        ended = subprocess.run(
            [sys.executable, "-m", "sstc_survey", *arguments],
            input=typed.encode() if isinstance(typed, str) else typed,
            capture_output=True,
            cwd=tmp_path,
            env={**NO_TERMINAL, "TERM": "xterm-256color", **(env or {})},
            timeout=60,
            check=False,
        )
        outcome = Outcome(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
        assert "Traceback" not in outcome.err
        assert "Traceback" not in outcome.out
        return outcome

    return call


SMALL = """\
id: small
version: "1"
title: Small
respondent: [who]
refused: true
questions:
  - name: who
    type: text
    label: Who are you?
  - name: media
    type: select_multiple
    label: Which media?
    choices: {radio: Radio, tv: TV, none: {label: None of these, exclusive: true}}
    or_other: true
    comment: true
  - name: age
    type: integer
    label: How old are you?
    min: 0
    max: 120
    required: true
"""


@pytest.fixture
def small(tmp_path: Path) -> str:
    """Write a small questionnaire into the folder and return its name."""
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return "small.yaml"
