"""`check` and `schema` as users call them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from sstc_survey.display import columns as width

BAD = "id: a\nversion: 1\ntitle: T\nquestions:\n  - name: q\n    type: text\n    lable: Which media?\n"
REPORT = """\
bad.yaml:7:5: error: unknown key "lable"
  7 |     lable: Which media?
    |     ^^^^^
    = did you mean "label"?
"""


def test_a_sound_questionnaire_has_no_problems(program: Any, small: str) -> None:
    outcome = program("check", small)
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "small.yaml: no problems\n")


def test_problems_go_to_stdout_and_the_summary_to_stderr(program: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    outcome = program("check", "bad.yaml")
    assert (outcome.code, outcome.out, outcome.err) == (1, REPORT, "bad.yaml: 1 problem\n")


def test_every_problem_of_every_file(program: Any, small: str, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    (tmp_path / "worse.yaml").write_text("id: A\nquestions: []\n", encoding="utf-8")
    outcome = program("check", small, "bad.yaml", "worse.yaml", "none.yaml")
    assert outcome.code == 1
    assert [line for line in outcome.out.splitlines() if ": error: " in line] == [
        'bad.yaml:7:5: error: unknown key "lable"',
        'worse.yaml:1:1: error: missing key "version"',
        'worse.yaml:1:1: error: missing key "title"',
        'worse.yaml:1:5: error: invalid id "A"',
        'worse.yaml:2:12: error: "questions" is empty',
        "none.yaml: error: file not found",
    ]
    assert outcome.err == "4 files, 6 problems\n"


def test_a_warning_alone_leaves_the_questionnaire_usable(program: Any, tmp_path: Path) -> None:
    source = "id: a\nversion: 1\ntitle: {zh: 媒体}\nquestions:\n  - {name: q, type: text, label: Q}\n"
    (tmp_path / "warned.yaml").write_text(source, encoding="utf-8")
    outcome = program("check", "warned.yaml")
    assert (outcome.code, outcome.err) == (0, "warned.yaml: 1 problem (1 warning)\n")
    assert "warned.yaml:3:8: warning: " in outcome.out
    assert program("run", "warned.yaml", typed="x\nsave\n").code == 0


def test_json(program: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    outcome = program("check", "--format", "json", "bad.yaml")
    assert outcome.code == 1
    assert json.loads(outcome.out) == [
        {
            "file": "bad.yaml",
            "line": 7,
            "column": 5,
            "length": 5,
            "code": "unknown-key",
            "severity": "error",
            "message": 'unknown key "lable"',
            "remedy": 'did you mean "label"?',
        }
    ]
    assert json.loads(program("check", "--format", "json", "-", typed=BAD.replace("lable", "label")).out) == []


LOGIC = """\
id: a
version: 1
title: T
questions:
  - {name: age, type: integer, label: Age}
  - name: media
    type: text
    lable: Which media?
    relevant: ${agee} >= 18
  - name: job
    type: text
    label: Job
    relevant: ${age}
"""
LOGIC_REPORT = """\
bad.yaml:8:5: error: unknown key "lable"
  8 |     lable: Which media?
    |     ^^^^^
    = did you mean "label"?
bad.yaml:9:15: error: in "relevant": unknown question "agee"
  9 |     relevant: ${agee} >= 18
    |               ^^^^^^^
    = did you mean ${age}?
bad.yaml:13:15: warning: in "relevant": ${age} alone is not a portable condition
  13 |     relevant: ${age}
     |               ^^^^^^
     = write ${age} != ''
"""


def test_what_is_wrong_with_logic_is_told_with_all_else(program: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(LOGIC, encoding="utf-8")
    outcome = program("check", "bad.yaml")
    assert (outcome.code, outcome.out, outcome.err) == (1, LOGIC_REPORT, "bad.yaml: 3 problems (1 warning)\n")


def test_a_remark_silences_a_warning_and_never_an_error(program: Any, tmp_path: Path) -> None:
    silenced = LOGIC.replace("relevant: ${age}\n", "relevant: ${age} # check: ignore bare-reference\n")
    silenced = silenced.replace(">= 18", ">= 18 # check: ignore expression-unknown-name").replace("lable", "label")
    (tmp_path / "bad.yaml").write_text(silenced, encoding="utf-8")
    outcome = program("check", "bad.yaml")
    assert (outcome.code, outcome.err) == (1, "bad.yaml: 1 problem\n")
    (tmp_path / "bad.yaml").write_text(silenced.replace("agee", "age"), encoding="utf-8")
    assert program("check", "bad.yaml").code == 0


def test_an_interview_is_not_held_with_errors_in_its_logic_and_is_with_warnings(program: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(LOGIC.replace("lable", "label"), encoding="utf-8")
    outcome = program("run", "bad.yaml")
    assert outcome.code == 2
    assert "bad.yaml:9:15: error: " in outcome.err
    (tmp_path / "bad.yaml").write_text(LOGIC.replace("lable", "label").replace("agee", "age"), encoding="utf-8")
    outcome = program("run", "bad.yaml", typed="20\ntv\nsmith\nsave\n")
    assert outcome.code == 0
    assert "bare-reference" not in outcome.err


def test_standard_input(program: Any) -> None:
    outcome = program("check", "-", typed=BAD)
    assert outcome.code == 1
    assert outcome.out == REPORT.replace("bad.yaml", "<stdin>")
    assert outcome.err == "<stdin>: 1 problem\n"
    assert "<stdin>: error: the file is 1" in program("check", "-", typed=b"a" * (2 << 20)).out


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("empty.yaml", b"", "empty.yaml: error: the file is empty\n"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "photo.jpg:1:1: error: byte 0xFF is not UTF-8\n"),
        (
            "word.docx",
            b"PK\3\4\x14\0\6\0\x08\0",
            "word.docx: error: the file is UTF-16 or not text\n",
        ),
        ("pad.txt", "id: a".encode("utf-16"), "pad.txt: error: the file is UTF-16 or not text\n"),
        ("long.yaml", b"#" * ((1 << 20) + 1), "long.yaml: error: the file is 1.0 MiB; the maximum is 1 MiB\n"),
        ("broken.yaml", b"id: [a", 'broken.yaml:1:5: error: this "[" is never closed\n'),
    ],
)
def test_other_files(program: Any, tmp_path: Path, name: str, content: bytes, fault: str) -> None:
    (tmp_path / name).write_bytes(content)
    outcome = program("check", name)
    assert outcome.code == 1
    assert outcome.out.startswith(fault)


def test_what_is_no_file(program: Any, tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    with (tmp_path / "giant.yaml").open("wb") as giant:
        giant.truncate(10 << 30)
    outcome = program("check", "folder.yaml", "pipe.yaml", "giant.yaml")
    assert [line for line in outcome.out.splitlines() if "error" in line] == [
        "folder.yaml: error: this is a folder, not a file",
        "pipe.yaml: error: this is a pipe, not a file",
        "giant.yaml: error: the file is 10,240 MiB; the maximum is 1 MiB",
    ]


def test_a_link_named_by_the_user_is_followed(program: Any, small: str, tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(small)
    assert program("check", "link.yaml").code == 0


def test_the_schema_is_json(program: Any) -> None:
    outcome = program("schema")
    assert (outcome.code, outcome.err) == (0, "")
    assert json.loads(outcome.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_reports_need_no_rich() -> None:
    import subprocess

    script = "import sys, sstc_survey.reports.problems, sstc_survey.parsing.questionnaire as f\n"
    script += (
        "f.parse_questionnaire(b'a: {', 'f')\nprint([m for m in ('rich', 'questionary', 'typer') if m in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"


NARROW = """\
id: bad
version: "1"
title: Bad
questions:
  - name: stall
    type: text
    lable: What do you sell on the market in the mornings, before noon?
  - {name: days, type: integer, label: On how many days?, min: 1, max: 7, requird: true}
  - {name: zh, type: text, label: 您每周在这里工作几天？如果每天都来请写七天。, requird: true}
"""


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_problems_fit_the_terminal_and_the_caret_is_under_the_fault(
    terminal: Any, tmp_path: Path, columns: int
) -> None:
    (tmp_path / "bad.yaml").write_text(NARROW, encoding="utf-8")
    outcome = terminal("check", "bad.yaml", env={"NO_COLOR": "1"}, columns=columns)
    lines = outcome.out.replace("\r\n", "\n").splitlines()
    assert [line for line in lines if width(line) > columns] == []
    carets = [number for number, line in enumerate(lines) if "^" in line]
    assert len(carets) == 3
    for number in carets:
        above, start, under = lines[number - 1], lines[number].index("^"), lines[number].count("^")
        at = next(place for place in range(len(above)) if width(above[:place]) == start)
        assert "lable requird".find(above[at : at + under].rstrip("…")) >= 0
