"""Answers stand in the file in the order of the questionnaire, whenever each was given."""

from __future__ import annotations

import json
from pathlib import Path

from sstc_survey.cli import run_program

QUESTIONNAIRE = """\
id: order
version: "1"
title: Order
questions:
  - {name: first, type: text, label: First?}
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: twice, type: calculate, calculation: "${age} * 2"}
      - {name: age, type: integer, label: Age?}
  - {name: total, type: calculate, calculation: "sum(${age})"}
  - {name: last, type: text, label: Last?}
"""


def test_answers_stand_in_the_order_of_the_questionnaire(tmp_path: Path) -> None:
    (tmp_path / "order.yaml").write_text(QUESTIONNAIRE)
    replies = {"last": "z", "member": [{"age": 3}, {"age": 4}], "first": "a"}
    (tmp_path / "replies.json").write_text(json.dumps(replies))
    files = [str(tmp_path / name) for name in ("order.yaml", "replies.json")]
    assert run_program(["run", files[0], "--replies", files[1], "--answers", str(tmp_path)]) == 0
    (saved,) = (tmp_path / "order").glob("*.json")
    answers = json.loads(saved.read_text())["answers"]
    assert list(answers) == ["first", "member", "total", "last"]
    assert [list(each) for each in answers["member"]] == [["twice", "age"], ["twice", "age"]]
