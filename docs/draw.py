"""Draw the pictures of the README from the program itself: `python docs/draw.py`, or `--check` to compare them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pexpect
import pyte
from pyte.screens import Char
from rich.console import Console
from rich.style import Style
from rich.text import Text

from sstc_survey.reports.summary.as_svg import screen_svg

ROOT: Final = Path(__file__).resolve().parents[1]
PICTURES: Final = ROOT / "docs" / "pictures"
COLUMNS: Final = 80
ROWS: Final = 24
BOARD_ROWS: Final = 18
UP: Final = "\x1b[A"
DOWN: Final = "\x1b[B"
# Nothing takes as long, on however busy a machine.
PATIENCE: Final = 120
# What is typed at the panel's questions, each with a text that shows that its question is on the screen.
TYPED: Final = (
    ("What is your name?", "Panellist A\r"),
    ("Which institution do you speak for?", "Ministry of Labour\r"),
    ("Which country do you come from?", "camb\r"),
    ("In which role do you take part?", "1\r"),
    ("How may your answers be quoted?", "1\r"),
    ("Choose any number", "1"),
)
DRAWN: Final = "● 1."
# Holds the session of the examples until the middle of question 2, leaves it, and resumes it at a terminal; its clock
# stands.
BOARD: Final = """
import sys
sys.path.insert(0, "tests/session")
from pathlib import Path
from scripted_panel import SCRIPT, Replayed, replaying
from sstc_survey.cli import run_program
folder = Path(sys.argv[1])
replayed = Replayed(folder, SCRIPT.read_text(encoding="utf-8").partition("call th1\\nstudies")[0])
with replaying(replayed.clock):
    run_program(["panel", "--resume", "beijing", "--answers", str(folder / "answers")])
"""


def interview() -> str:
    """Draw the screen of the panel at a question with several choices, one of which is selected."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
    with TemporaryDirectory() as folder:
        child = pexpect.spawn(
            sys.executable, ["-m", "sstc_survey", "run"], cwd=folder, env={**environment, "HOME": folder},
            dimensions=(ROWS, COLUMNS), encoding="utf-8", timeout=PATIENCE,
        )  # fmt: skip
        for question, keys in TYPED:
            _read_until(child, stream, screen, question, "F10 stop")
            child.send(keys)
        _read_until(child, stream, screen, DRAWN, "F10 stop")
        lines = list(_lines(screen))
        child.close(force=True)
    return screen_svg(lambda console: _print(console, lines), COLUMNS, "sstc-survey run")


def board() -> str:
    """Draw the board of the example session, in its second question."""
    screen = pyte.Screen(COLUMNS, BOARD_ROWS)
    stream = pyte.Stream(screen)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
    with TemporaryDirectory() as folder:
        child = pexpect.spawn(
            sys.executable, ["-c", BOARD, folder], cwd=ROOT, env={**environment, "HOME": folder},
            dimensions=(BOARD_ROWS, COLUMNS), encoding="utf-8", timeout=PATIENCE,
        )  # fmt: skip
        _read_until(child, stream, screen, "Question 2 of 3", "F10 leave")
        # A key takes away what was said at the resuming.
        for key, pointed in ((DOWN, " » 7"), (UP, " » 6")):
            child.send(key)
            _read_until(child, stream, screen, pointed, "F10 leave")
        lines = [line for line in _lines(screen) if line.plain.strip()]
        child.close(force=True)
    return screen_svg(lambda console: _print(console, lines), COLUMNS, "sstc-survey panel --roster roster.csv")


def _read_until(child: pexpect.spawn[str], stream: pyte.Stream, screen: pyte.Screen, text: str, below: str) -> None:
    """Read what comes until a text is in view, and the keys under it."""
    while not (text in (view := "\n".join(screen.display)) and below in view[view.rindex(text) :]):
        stream.feed(child.read_nonblocking(65_536, PATIENCE))


def _lines(screen: pyte.Screen) -> Iterator[Text]:
    """Yield the lines in view with their styles."""
    for row in range(screen.lines):
        cells = [screen.buffer[row][column] for column in range(screen.columns)]
        yield Text.assemble(
            *(("".join(cell.data for cell in alike), style) for style, alike in groupby(cells, key=_style))
        )


def _style(cell: Char) -> Style:
    """Return the style of a cell; what is no name of a colour is its hexadecimal digits."""
    colour = None if cell.fg == "default" else f"#{cell.fg}" if re.fullmatch("[0-9a-f]{6}", cell.fg) else cell.fg
    return Style(color=colour, bold=cell.bold, reverse=cell.reverse)


def _print(console: Console, lines: Iterable[Text]) -> None:
    for line in lines:
        console.print(line, no_wrap=True, crop=True)


def summary() -> str:
    """Draw the summary of two questions of the examples; the damaged one makes the exit code 1."""
    arguments = ["summarize", "examples/answers", "--format", "svg", "--question", "usefulness"]
    return subprocess.run(
        [sys.executable, "-m", "sstc_survey", *arguments, "--question", "optimisation"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    ).stdout  # fmt: skip


DRAWINGS: Final[Mapping[str, Callable[[], str]]] = {
    "interview.svg": interview,
    "summary.svg": summary,
    "board.svg": board,
}


def main() -> int:
    """Draw the pictures, or with `--check` name the ones that are not fresh."""
    pictures = {PICTURES / name: draw() for name, draw in DRAWINGS.items()}
    stale = [path for path, text in pictures.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.name} is not fresh: make picture")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pictures[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
