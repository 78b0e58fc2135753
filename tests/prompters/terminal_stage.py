"""A terminal that tests play on: an interview runs in a thread, keys are pressed, the screen is read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TextIO, cast

import pyte
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output
from wcwidth import wcwidth

from sstc_survey.engine import Interview, begin
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters import run_interview
from sstc_survey.prompters.terminal import TerminalPrompter
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.response import Unfinished

# Nothing takes as long, on however busy a machine.
PATIENCE = 120.0
KEYS = {
    "Enter": "\r",
    "Esc": "\x1b",
    "Alt-Enter": "\x1b\r",
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Home": "\x1b[H",
    "End": "\x1b[F",
    "Right": "\x1b[C",
    "Left": "\x1b[D",
    "F1": "\x1bOP",
    "F2": "\x1bOQ",
    "F3": "\x1bOR",
    "F4": "\x1bOS",
    "F5": "\x1b[15~",
    "F6": "\x1b[17~",
    "F7": "\x1b[18~",
    "F8": "\x1b[19~",
    "F9": "\x1b[20~",
    "F10": "\x1b[21~",
    "Backspace": "\x7f",
    "Ctrl-C": "\x03",
    "Ctrl-D": "\x04",
    "Ctrl-S": "\x13",
    "Ctrl-U": "\x15",
    "Ctrl-X": "\x18",
    "Space": " ",
}


class Drawn:
    """A screen that text with escape sequences is written to, as to a stream; its text can be waited for."""

    def __init__(self, columns: int, rows: int, encoding: str) -> None:
        self.encoding = encoding
        self.raw = ""
        self._asked = 0
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._lines = [""] * rows
        self._changed = threading.Condition(threading.RLock())

    def write(self, text: str) -> int:
        text.encode(self.encoding)
        with self._changed:
            self.raw += text
            self._stream.feed(text)
            self._changed.notify_all()
        return len(text)

    def flush(self) -> None:
        """Do nothing: what is written is there."""

    def size(self) -> Size:
        with self._changed:
            self._asked += 1
            self._changed.notify_all()
        return Size(rows=self._screen.lines, columns=self._screen.columns)

    def resize(self, columns: int) -> None:
        with self._changed:
            self._screen.resize(columns=columns)

    def settle(self) -> None:
        """Wait until the size was asked for again and again, as happens without a key while a prompt stands."""
        with self._changed:
            before = self._asked
            assert self._changed.wait_for(lambda: self._asked > before + 2, PATIENCE)

    @property
    def lines(self) -> list[str]:
        """Return the lines in view, without white space at their ends."""
        dirty, self._screen.dirty = self._screen.dirty, set()
        # A mark that combines with the end of the line above does not make that one dirty.
        for row in dirty | {row - 1 for row in dirty if row}:
            self._lines[row] = self._line(row)
        return list(self._lines)

    def _line(self, row: int) -> str:
        """Return a line; a wide character covers the cell after it."""
        cells, text, column = self._screen.buffer[row], "", 0
        while column < self._screen.columns:
            text += cells[column].data
            column += max(1, wcwidth(cells[column].data[0]))
        return text.rstrip()

    def until(self, holds: Callable[[str], bool], what: str) -> str:
        """Wait until this holds of the text in view, and return that text."""
        with self._changed:
            came = self._changed.wait_for(lambda: holds("\n".join(self.lines)), PATIENCE)
            text = "\n".join(self.lines).rstrip()
        assert came, f"{what} within {PATIENCE} s:\n{text}"
        return text


class MemoryKeeper:
    """Saves interviews in a list, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.saved: list[Interview] = []
        self.unfinished: dict[str, Unfinished] = {}
        self.folders: list[str] = []
        self.failures = failures
        self.reference = ""
        self._changed = threading.Condition()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until this holds of what is saved."""
        with self._changed:
            assert self._changed.wait_for(holds, PATIENCE), self.unfinished

    def save(self, interview: Interview, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        with self._changed:
            problem = self.save_fields(unfinished)
            if problem is None:
                self.saved.append(interview)
        return problem

    def save_fields(self, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        if self.failures:
            self.failures -= 1
            return Problem(codes.UNREADABLE, {"reason": "the disk is full"})
        with self._changed:
            self.unfinished = dict(unfinished)
            self._changed.notify_all()
        return None

    def save_reference(self, reference: str) -> Problem | None:
        problem = self.save_fields(self.unfinished)
        if problem is None:
            self.reference = reference.strip()
        return problem

    def move(self, folder: str) -> Problem | None:
        self.folders.append(folder)
        return None


@dataclass
class Stage:
    """A running interview, its keys and its screen."""

    keys: PipeInput
    screen: Drawn
    keeper: MemoryKeeper
    ended: threading.Event = field(default_factory=threading.Event)
    result: Interview | BaseException | None = None

    def play(self, interview: Interview, unfinished: Mapping[str, Unfinished], *, resumed: bool) -> None:
        """Run the interview; whatever ends it becomes the result."""
        output = Vt100_Output(cast("TextIO", self.screen), self.screen.size, term="xterm-256color", enable_cpr=False)
        try:
            prompter = TerminalPrompter(self.keeper, input=self.keys, output=output)
            self.result = run_interview(
                interview, prompter, self.keeper, lambda: 0, unfinished=unfinished, resumed=resumed, reasons=prompter
            )
        except BaseException as ending:  # noqa: BLE001
            self.result = ending
        finally:
            self.ended.set()

    def press(self, *keys: str) -> None:
        """Press keys by their names; whatever is no name is typed."""
        self.keys.send_text("".join(KEYS.get(key, key) for key in keys))

    def see(self, *texts: str, times: int = 1) -> str:
        """Wait until all texts are in view, at least so many times, and return all that is."""
        return self.screen.until(
            lambda view: all(view.count(text) >= times for text in texts), f"{texts} did not show {times} times"
        )

    def miss(self, text: str) -> str:
        """Wait until a text is not in view any more."""
        return self.screen.until(lambda view: text not in view, f"{text!r} did not go")

    def help_text(self) -> str:
        """Open the help, and return all that its pages have; then it is closed."""
        self.press("F1")
        pages = [self._page_of_help("")]
        while "F1 next page" in pages[-1]:
            self.press("F1")
            pages.append(self._page_of_help(pages[-1]))
        self.press("F1")
        # Once the prompt is drawn again, it is known what of it is cut.
        self.screen.until(lambda view: "Esc close" not in view and "F1 " in view.rstrip().rpartition("\n")[2], "F1")
        # What is above the help is the same on all pages.
        split = [page.splitlines() for page in pages]
        above = sum(1 for _ in takewhile(lambda same: len({*same}) == 1, zip(*split, strict=False))) if pages[1:] else 0
        footers = ("F1 next page", "Esc close")
        return "\n".join(line for page in split for line in page[above:] if not line.startswith(footers))

    def _page_of_help(self, before: str) -> str:
        # Between two pages the screen is cleared.
        return self.screen.until(lambda view: view != before and view.rstrip().endswith("Esc close"), "a page of help")

    def end(self) -> Interview:
        """Wait for the end of the interview and return it."""
        ended = self.ending()
        if isinstance(ended, BaseException):
            raise ended
        return ended

    def ending(self) -> Interview | BaseException:
        """Wait for the end of the interview, and return it or what was raised."""
        assert self.ended.wait(PATIENCE), "\n".join(self.screen.lines)
        assert self.result is not None
        return self.result


@contextmanager
def staged(
    questionnaire: Questionnaire | Interview,
    *,
    columns: int = 80,
    rows: int = 24,
    encoding: str = "utf-8",
    failures: int = 0,
    unfinished: Mapping[str, Unfinished] | None = None,
    resumed: bool = False,
) -> Iterator[Stage]:
    """Begin an interview on a terminal of this size, and stop it when the test is done."""
    interview = (
        questionnaire if isinstance(questionnaire, Interview) else begin(questionnaire, questionnaire.default_language)
    )
    with create_pipe_input() as keys:
        stage = Stage(keys, Drawn(columns, rows, encoding), MemoryKeeper(failures))
        stage.keeper.unfinished = dict(unfinished or {})
        arguments = (interview, unfinished or {})
        thread = threading.Thread(target=stage.play, args=arguments, kwargs={"resumed": resumed}, daemon=True)
        thread.start()
        try:
            yield stage
        finally:
            while thread.is_alive():
                stage.press("Ctrl-C")
                thread.join(0.1)
