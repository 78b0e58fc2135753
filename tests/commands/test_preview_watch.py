"""What holds for `preview --watch`.

1. Each save is drawn, whether the editor writes the file in place or puts another in its place.
2. A file with errors is no end: its problems are shown, and then the preview again.
3. What is shown begins where it has changed, and fits the screen.
4. Ctrl-C ends it; without a terminal it says so.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from sstc_survey.reports.watching import Drawn, visible_part

HEAD = 'id: a\nversion: "1"\ntitle: Watched\nquestions:\n'


def questions(count: int, **labels: str) -> str:
    lines = (f"  - {{name: q{n}, type: text, label: {labels.get(f'q{n}', f'Label {n}')}}}\n" for n in range(count))
    return HEAD + "".join(lines)


def watching(folder: Path, *arguments: str, dimensions: tuple[int, int] = (24, 80)) -> Any:
    environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "LINES", "NO_COLOR"}}
    return pexpect.spawn(
        sys.executable, ["-m", "sstc_survey", "preview", "--watch", *arguments],
        cwd=str(folder), env={**environment, "TERM": "xterm-256color"}, dimensions=dimensions, timeout=300,
        encoding="utf-8",
    )  # fmt: skip


def replace(path: Path, text: str) -> None:
    """Save as editors do that never leave half a file."""
    other = path.with_name("other")
    other.write_text(text, encoding="utf-8")
    other.replace(path)


def test_each_save_is_drawn_and_errors_are_shown_in_place(tmp_path: Path) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(questions(1), encoding="utf-8")
    child = watching(tmp_path, "q.yaml")
    child.expect("1. Label 0")
    child.expect("no problems")
    path.write_text(questions(2, q1="In place"), encoding="utf-8")
    child.expect("2. In place")
    replace(path, questions(2, q1="Replaced"))
    child.expect("2. Replaced")
    path.write_text(questions(1).replace("text", "txet"), encoding="utf-8")
    child.expect("txet")
    child.expect("did you mean")
    child.expect("has errors")
    path.unlink()
    child.expect("current folder")
    replace(path, questions(1, q0="Back again"))
    child.expect("1. Back again")
    child.setwinsize(24, 60)
    child.expect("1. Back again")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


def test_a_change_far_down_is_what_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(questions(60), encoding="utf-8")
    child = watching(tmp_path, "q.yaml", dimensions=(12, 40))
    child.expect("1. Label 0")
    child.expect("Ctrl-C ends")
    path.write_text(questions(60, q50="Changed"), encoding="utf-8")
    child.expect("51. .*Changed")
    drawn = child.before.rpartition("\x1b[3J")[2]
    assert len(drawn.splitlines()) < 12
    child.expect("Ctrl-C ends")
    child.sendintr()
    child.expect(pexpect.EOF)


@pytest.mark.parametrize(
    ("lines", "before", "height", "part"),
    [
        (10, None, 20, (0, 10)),
        (10, None, 4, (0, 4)),
        (0, None, 4, (0, 0)),
        (30, (30, {}, 0), 5, (0, 5)),
        (30, (30, {}, 9), 5, (9, 14)),
        (30, (30, {12: "x"}, 0), 5, (10, 15)),
        (30, (30, {29: "x"}, 0), 5, (25, 30)),
        (30, (40, {}, 35), 5, (25, 30)),
        (40, (30, {}, 0), 5, (28, 33)),
        (3, (30, {}, 20), 5, (0, 3)),
    ],
)
def test_the_part_that_is_shown(
    lines: int, before: tuple[int, dict[int, str], int] | None, height: int, part: tuple[int, int]
) -> None:
    page = [str(number) for number in range(lines)]
    drawn = None
    if before is not None:
        count, others, first = before
        drawn = Drawn([others.get(number, str(number)) for number in range(count)], first)

    assert visible_part(page, drawn, height, 80) == part


def test_long_lines_take_several_rows() -> None:
    assert visible_part(["\x1b[1mab\x1b[0m", "x" * 25, "y"], None, 4, 10) == (0, 2)
    assert visible_part(["x" * 100, "y"], None, 4, 10) == (0, 1)


def test_without_a_terminal_it_says_so(program: Any, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(questions(1), encoding="utf-8")

    outcome = program("preview", "q.yaml", "--watch")

    assert (outcome.code, outcome.out) == (2, "")
    assert "--watch needs a terminal" in outcome.err
    assert "--output" in program("preview", "q.yaml", "--watch", "--output", "x.txt").err
