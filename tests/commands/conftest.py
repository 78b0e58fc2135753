"""What the tests of commands share."""

from __future__ import annotations

from pathlib import Path

import pytest

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
