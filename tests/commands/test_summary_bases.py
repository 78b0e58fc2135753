"""What the figures of a summary are over, from the interviews themselves.

1. A repeat that was asked about and is empty counts; a draft that had not come to it does not.
2. What was asked follows from the version of the questionnaire that the interview was made with.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Program = Callable[..., Any]

FAMILY = """\
id: family
version: "{version}"
title: Families
questions:
  - {{name: who, type: text, label: Who are you?}}
"""
CHILDREN = """\
  - name: child
    type: repeat
    label: Child
    questions:
      - {name: called, type: text, label: Name?}
"""


def question(program: Program, name: str, *options: str) -> dict[str, Any]:
    outcome = program("summarize", "--format", "json", *options)
    assert outcome.code == 0, outcome.err
    found: dict[str, Any] = next(each for each in json.loads(outcome.out)["questions"] if each["name"] == name)
    return found


def interview(program: Program, folder: Path, questionnaire: str, *replies: dict[str, Any]) -> None:
    path = folder / "questionnaire.yaml"
    path.write_text(questionnaire, encoding="utf-8")
    lines = folder / "replies.jsonl"
    lines.write_text("".join(f"{json.dumps(reply)}\n" for reply in replies), encoding="utf-8")
    outcome = program("run", str(path), "--replies", str(lines))
    assert outcome.code == 0, outcome.err


def test_two_none_and_none_are_two_thirds_of_a_child(program: Program, tmp_path: Path) -> None:
    two = [{"called": "Sok"}, {"called": "Dara"}]
    interview(program, tmp_path, FAMILY.format(version="1") + CHILDREN, {"who": "a", "child": two}, {"who": "b"}, {})
    found = question(program, "child")
    states = ("asked", "with_instances", "none", "not_asked", "not_reached", "total")
    assert [found[state] for state in states] == [3, 1, 2, 0, 0, 2]
    assert (found["numbers"]["n"], found["numbers"]["mean"]) == (3, 2 / 3)
    assert (found["numbers_with_any"]["n"], found["numbers_with_any"]["mean"]) == (1, 2)
    assert found["sizes"] == {"0": 2, "2": 1}
    out = program("summarize", "--question", "child").out
    assert "child · in 1 of 3 interviews (none 2) · 2 instances · per interview: n 3" in out


def test_a_draft_counts_no_child_that_nobody_spoke_of(program: Program, tmp_path: Path) -> None:
    (tmp_path / "questionnaire.yaml").write_text(FAMILY.format(version="1") + CHILDREN, encoding="utf-8")
    # The end of the input comes where a child is offered, and at the name of the first.
    for typed in ("Sok\n", "Sok\ny\n"):
        assert program("run", "questionnaire.yaml", "--plain", typed=typed).code == 1
    found = question(program, "child", "--include", "partial")
    assert [found[state] for state in ("with_instances", "none", "not_reached", "total")] == [1, 0, 1, 1]


def test_an_older_version_did_not_ask(program: Program, tmp_path: Path) -> None:
    interview(program, tmp_path, FAMILY.format(version="1"), {"who": "a"})
    later = FAMILY.format(version="2") + CHILDREN
    interview(program, tmp_path, later, {"who": "b", "child": [{"called": "Sok"}]}, {"who": "c"})
    found = question(program, "child")
    assert [found[state] for state in ("with_instances", "none", "not_asked")] == [1, 1, 1]
