"""Questionnaires that would take more time or memory than there is: every command ends, in little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hangs import SECONDS

# Of addresses, most of which Python and its libraries take and never fill.
ADDRESSES = 600 << 20
LIMITED = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({ADDRESSES}, {ADDRESSES}))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
"""
PROGRAM = "from sstc_survey.cli.boundary import run_program; sys.exit(run_program(sys.argv[1:]))"
HEAD = "id: q\nversion: 1\ntitle: T\n"
MANY = 20_000
CODES = [f"c{number}" for number in range(MANY)]


def limited(folder: Path, code: str, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python code with bounds on its memory and its processor time."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED + code, *arguments],
        cwd=folder, input=typed, capture_output=True, text=True, check=False,
    )  # fmt: skip


def run(folder: Path, *arguments: str, typed: str = "") -> str:
    """Run the program within bounds, and return what it wrote."""
    ended = limited(folder, PROGRAM, *arguments, typed=typed)
    assert ended.returncode == 0, ended.stderr[-2_000:]
    return ended.stdout


def saved(folder: Path) -> dict[str, object]:
    """Return the answers in the only response of a folder."""
    (file,) = (folder / "answers" / "q").glob("*.json")
    answers: dict[str, object] = json.loads(file.read_text())["answers"]
    return answers


@pytest.mark.parametrize(
    "code", ["bytearray(1 << 30)", "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"]
)
def test_the_bounds_hold(code: str, tmp_path: Path) -> None:
    assert limited(tmp_path, code).returncode != 0


def doubling(calculation: str) -> str:
    first = "questions:\n  - {name: c0, type: text, label: L}\n"
    return HEAD + first + "".join(
        f"  - {{name: c{n}, type: calculate, calculation: \"{calculation.format(f'${{c{n - 1}}}')}\"}}\n"
        for n in range(1, 30)
    )  # fmt: skip


@pytest.mark.parametrize("calculation", ["concat({0}, {0})", "join({0}, {0}, {0})", "concat('', {0}, {0}, {0})"])
def test_texts_that_grow(calculation: str, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(doubling(calculation))
    (tmp_path / "r.yaml").write_text("c0: abcdefgh\n")
    run(tmp_path, "run", "q.yaml", "--replies", "r.yaml")
    assert max(len(text) for text in saved(tmp_path).values() if isinstance(text, str)) <= 100_000


def test_many_long_texts_together(tmp_path: Path) -> None:
    calculations = "".join(
        f"  - {{name: c{n}, type: calculate, calculation: \"concat(${{a}}, '{n}')\"}}\n" for n in range(1_000)
    )
    (tmp_path / "q.yaml").write_text(HEAD + "questions:\n  - {name: a, type: text, label: L}\n" + calculations)
    (tmp_path / "r.yaml").write_text(f"a: {'a' * 90_000}\n")
    run(tmp_path, "run", "q.yaml", "--replies", "r.yaml")
    assert sum(len(text) for text in saved(tmp_path).values() if isinstance(text, str)) < 1_100_000


@pytest.mark.parametrize(
    ("start", "end", "step"),
    [("1", "0", "0.00000001"), ("-1000000000000", "1000000000000", "0.001")],
)
def test_scales_with_countless_marks(start: str, end: str, step: str, tmp_path: Path) -> None:
    question = f"  - {{name: r, type: range, label: L, start: {start}, end: {end}, step: {step}}}\n"
    (tmp_path / "q.yaml").write_text(f"{HEAD}questions:\n{question}")
    (tmp_path / "r.yaml").write_text("r: 0.5\n")
    run(tmp_path, "check", "q.yaml")
    for written in ("text", "markdown", "html"):
        assert len(run(tmp_path, "preview", "q.yaml", "--format", written)) < 5_000
    run(tmp_path, "preview", "q.yaml", "--routing")
    run(tmp_path, "simulate", "q.yaml", "--count", "3")
    run(tmp_path, "run", "q.yaml", "--replies", "r.yaml")
    run(tmp_path, "run", "q.yaml", "--plain", "--answers", "plain", typed="0.25\nsave\n")
    assert saved(tmp_path) == {"r": 0.5}
    assert len(run(tmp_path, "summarize", "answers", "plain")) < 5_000


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("type: select_one, or_other: true, randomize: true", "c7"),
        ("type: select_multiple, choice_filter: \"contains(name, ${a}) or ${a} = 'c'\"", json.dumps(CODES)),
        ("type: select_multiple, choice_filter: \"jr:choice-name(name, '${b}') != ''\"", json.dumps(CODES)),
        ('type: select_multiple, choice_filter: "selected(${b}, name)"', json.dumps(CODES)),
    ],
)
def test_very_many_choices(keys: str, answer: str, tmp_path: Path) -> None:
    choices = "choices:\n  l:\n" + "".join(f"    {code}: L {code}\n" for code in CODES)
    asked = (
        "questions:\n  - {name: a, type: text, label: L}\n  - {name: b, type: select_multiple, label: L, choices: l}\n"
    )
    question = f"  - {{name: q, label: L, choices: l, {keys}}}\n"
    (tmp_path / "q.yaml").write_text(HEAD + choices + asked + question)
    (tmp_path / "r.yaml").write_text(f"a: c\nb: {json.dumps(CODES)}\nq: {answer}\n")
    run(tmp_path, "run", "q.yaml", "--replies", "r.yaml")
    assert saved(tmp_path)["q"] == (answer if answer == "c7" else CODES)
    run(tmp_path, "summarize", "answers", "--output", "summary.txt")


@pytest.mark.parametrize(
    ("questions", "count"),
    [
        (["  - {name: q, type: rank, label: L, choices: l}\n"], 1_001),
        ([f"  - {{name: q{n}, type: select_one, label: L, choices: l}}\n" for n in range(2_000)], 20_000),
    ],
)
def test_too_many_choices(questions: list[str], count: int, tmp_path: Path) -> None:
    choices = "choices:\n  l:\n" + "".join(f"    {code}: L {code}\n" for code in CODES[:count])
    (tmp_path / "q.yaml").write_text(HEAD + choices + "questions:\n" + "".join(questions))
    ended = limited(tmp_path, PROGRAM, "check", "q.yaml", "--format", "json")
    assert ended.returncode == 1
    (problem,) = (each for each in json.loads(ended.stdout) if each["code"] == "too-many-choices")
    assert problem["line"]
    assert problem["remedy"]


def test_answers_in_the_labels_of_many_choices(tmp_path: Path) -> None:
    choices = "".join(f"      {code}: 'L ${{a}}'\n" for code in CODES)
    question = f"  - name: q\n    type: select_one\n    label: '{'${a}' * 5_000}'\n    choices:\n{choices}"
    (tmp_path / "q.yaml").write_text(f"{HEAD}questions:\n  - {{name: a, type: text, label: L}}\n{question}")
    run(tmp_path, "run", "q.yaml", "--plain", typed=f"{'a' * 100_000}\nc7\nsave\n")
    assert saved(tmp_path)["q"] == "c7"


@pytest.mark.parametrize("pattern", [f"{'(' * 8}a+{')+' * 8}", f"{'(' * 40}{')*' * 40}b", "^a{1000}$"])
def test_patterns_to_write_texts_for(pattern: str, tmp_path: Path) -> None:
    question = f"  - {{name: q, type: text, label: L, constraint: \"regex(., '{pattern}')\"}}\n"
    (tmp_path / "q.yaml").write_text(f"{HEAD}questions:\n{question}")
    run(tmp_path, "simulate", "q.yaml", "--count", "3")
