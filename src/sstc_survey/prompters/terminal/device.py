"""The terminal that is drawn on: its streams and its size, the glyphs it can show, and how wide it draws them."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import sys
import time
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

from prompt_toolkit.application import get_app_session
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import store_typeahead
from prompt_toolkit.key_binding.key_processor import KeyPress
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.renderer import print_formatted_text
from prompt_toolkit.styles import Style

from sstc_survey.prompters.in_session import Pulse
from sstc_survey.prompters.terminal.key_parser import install

# A style class and a text, which is never markup here.
StyledLine: TypeAlias = tuple[str, str]
# Breaks itself into lines for the width that there is when it is called.
Paragraph: TypeAlias = Callable[[], Iterable[StyledLine]]

STYLE: Final = Style.from_dict(
    {
        "question": "bold",
        "title": "bold",
        "quiet": "fg:#808080",
        "reply": "fg:ansigreen",
        "fault": "fg:ansired bold",
        "pointer": "bold",
        "highlighted": "bold",
        "selected": "",
        "answer": "",
        "separator": "",
        # The library underlines no-break spaces, which people of some languages write on every line.
        "nbsp": "nounderline fg:default",
    }
)


class Glyphs(NamedTuple):
    """The characters that are drawn, in one set for every terminal and one for those that have only ASCII."""

    pointer: str = "»"
    ticked: str = "●"
    unticked: str = "○"
    arrow: str = "→"
    back: str = "←"
    dot: str = " · "
    slash: str = " / "
    up: str = "↑"
    down: str = "↓"
    dash: str = "—"
    ellipsis: str = "…"
    rule: str = "─"
    bar: str = " ▏▎▍▌▋▊▉█"
    bar_ends: str = "▕▏"


_ASCII: Final = Glyphs(
    pointer=">", ticked="x", unticked="-", arrow="->", back="<-", dot=" | ", up="^", down="v", dash="-", ellipsis="...",
    rule="-", bar=" #", bar_ends="[]",
)  # fmt: skip
_SAMPLE: Final = "»●○→←·↑↓—…─▏▕█"
_LOW_ROWS: Final = 12
_MIN_LIST_ROWS: Final = 3
# How many paragraphs a window that becomes higher may show again.
_MAX_PARAGRAPHS: Final = 100


class Device:
    """A terminal: keys come from `input`, everything is drawn on `output`."""

    def __init__(self, input: Input | None = None, output: Output | None = None) -> None:  # noqa: A002
        self.input = input or get_app_session().input
        install(self.input)
        self.output = output or _create_output()
        try:
            _SAMPLE.encode(self.output.encoding() or "ascii")
            self.glyphs = Glyphs()
        except (UnicodeEncodeError, LookupError):
            self.glyphs = _ASCII
        # What is said with a prompt as time passes.
        self.pulse: Callable[[], Pulse] = Pulse
        self._shown: deque[Paragraph] = deque(maxlen=_MAX_PARAGRAPHS)
        # What was printed from the question on, and what of that is not in view or cut.
        self._question: list[Paragraph] = []
        self.hidden: Callable[[], str] = str
        # Where the cursor was in the prompt that Esc has left, until another key; and where it is to be again.
        self._left_at: int | None = None
        self._return_to: int | None = None

    @property
    def columns(self) -> int:
        """Return the width of the terminal in cells."""
        return self.output.get_size().columns

    @property
    def rows(self) -> int:
        """Return the height of the terminal in lines."""
        return self.output.get_size().rows

    @property
    def is_low(self) -> bool:
        """Tell whether there is room for little more than a question and the field for its answer."""
        return self.rows <= _LOW_ROWS

    @property
    def more_in_help(self) -> str:
        """Return the sign at the end of a text that is cut, and the key that shows all of it."""
        return f"{self.glyphs.ellipsis} F1"

    def begin_question(self, hidden: Callable[[], str] = str) -> None:
        """Let what is printed from here on stay in view; `hidden` returns what there is no room for, for the help."""
        self._question, self.hidden = [], hidden

    @property
    def question_height(self) -> int:
        """Return how many lines the question has with what follows it, at the width that there is now."""
        return sum(len(list(paragraph())) for paragraph in self._question)

    @property
    def question_room(self) -> int:
        """Return how many lines a question may have, so that the field for its answer and a message are below it."""
        return max(self.rows // 2, self.rows - _LOW_ROWS)

    @property
    def list_height(self) -> int:
        """Return how high a list may be, so that the question, or part of a long one, stays in view."""
        room = self.rows - self.question_height - 1 if self.is_low else self.rows
        # What leaves less is out of view anyway.
        return min(self.rows * 2 // 3, room if room >= _MIN_LIST_ROWS else self.rows)

    @property
    def shown_lines(self) -> int:
        """Return how many lines were printed of late, at the width that there is now."""
        return sum(len(list(paragraph())) for paragraph in self._shown)

    def left_by_esc(self, place: int | None) -> None:
        """Remember that Esc left a prompt, and where its cursor was; None that it did not."""
        self._left_at = place

    @property
    def is_left_by_esc(self) -> bool:
        """Tell whether Esc left the prompt before this one."""
        return self._left_at is not None

    def return_to_left(self) -> None:
        """Let the next prompt, which Esc has left, begin with its cursor where it was."""
        self._return_to, self._left_at = self._left_at, None

    def place_to_return(self) -> int | None:
        """Return where the cursor of the next prompt was, once."""
        place, self._return_to = self._return_to, None
        return place

    def show(self, paragraph: Paragraph) -> None:
        """Print a paragraph below what is on the screen."""
        self._shown.append(paragraph)
        self._question.append(paragraph)
        self._print(paragraph())

    def repaint(self, height: int) -> None:
        """Clear the screen and print again as many lines as fit, broken for the width that there is now."""
        lines: list[StyledLine] = []
        for paragraph in reversed(self._shown):
            lines = [*paragraph(), *lines]
            if len(lines) >= height:
                break
        self.output.erase_screen()
        self.output.cursor_goto(0, 0)
        self._print(lines[max(len(lines) - height, 0) :])

    @contextlib.contextmanager
    def other_screen(self) -> Iterator[None]:
        """Draw on the other screen of the terminal meanwhile: what was printed is on the usual one again afterwards."""
        before = self._shown, self._question, self.hidden, self.pulse
        self._shown, self._question, self.hidden, self.pulse = deque(maxlen=_MAX_PARAGRAPHS), [], str, Pulse
        self.output.enter_alternate_screen()
        self.output.erase_screen()
        self.output.cursor_goto(0, 0)
        self.output.flush()
        try:
            yield
        finally:
            self._shown, self._question, self.hidden, self.pulse = before
            self.output.quit_alternate_screen()
            self.output.show_cursor()
            self.output.flush()

    def clear_line(self) -> None:
        """Clear the line of the cursor: between two prompts the terminal itself writes what is typed."""
        self.output.write_raw("\r")
        self.output.erase_end_of_line()

    def _print(self, lines: Iterable[StyledLine]) -> None:
        self.clear_line()
        fragments: StyleAndTextTuples = [(f"class:{style}" if style else "", f"{text}\n") for style, text in lines]
        print_formatted_text(self.output, fragments, STYLE)


def let_ctrl_s_through(keys: Input) -> None:
    """Keep the terminal from stopping its output at Ctrl-S, between two prompts too, until the program ends."""
    try:
        import termios
    except ImportError:
        return
    try:
        fd = keys.fileno()
        before = termios.tcgetattr(fd)
    except (OSError, NotImplementedError, termios.error):
        return
    stops = before[0] & (termios.IXON | termios.IXOFF)

    def change(flags: Callable[[int], int]) -> None:
        # The terminal may have gone.
        with contextlib.suppress(termios.error):
            mode = termios.tcgetattr(fd)
            termios.tcsetattr(fd, termios.TCSANOW, [flags(mode[0]), *mode[1:]])

    change(lambda flags: flags & ~stops)
    atexit.register(change, lambda flags: flags | stops)


def _create_output() -> Output:
    """Return the terminal to draw on: standard error, so that standard output stays free for data."""
    stream = sys.stderr if sys.stderr.isatty() else sys.stdout
    output = create_output(stdout=stream)
    if isinstance(output, Vt100_Output):
        # Nothing is drawn at the bottom of the screen, so prompts need not ask where the cursor is.
        output.enable_cpr = False
    return output


# A Khmer letter with a spacing vowel sign: two cells where the sign takes one.
_PROBE: Final = "\u1780\u17b6"
_AFTER_TWO_CELLS: Final = "3"
_PROBE_SECONDS: Final = 0.2
# The blocks of the scripts of India and South-East Asia.
_BLOCKS: Final = (range(0x900, 0x1100), range(0x1700, 0x1D00), range(0xA800, 0xAC00))


def detect_widths(device: Device, seconds: float = _PROBE_SECONDS) -> None:
    """Ask the terminal how wide it draws a spacing mark, and count all of them as it does.

    One that does not answer in time changes nothing. Keys that are typed meanwhile are kept.
    """
    keys = device.input
    if not isinstance(device.output, Vt100_Output):
        return
    try:
        are_terminals = os.isatty(keys.fileno()) and os.isatty(device.output.fileno())
    except (OSError, NotImplementedError):
        return
    if not are_terminals or _column_after_probe(keys, device, seconds) != _AFTER_TWO_CELLS:
        return
    try:
        from prompt_toolkit.utils import _CHAR_SIZES_CACHE
    except ImportError:
        # A later prompt_toolkit may keep its widths elsewhere; text is then only less well aligned.
        return
    _CHAR_SIZES_CACHE.clear()
    spacing_marks = (char for block in _BLOCKS for char in map(chr, block) if unicodedata.category(char) == "Mc")
    _CHAR_SIZES_CACHE.update(dict.fromkeys(spacing_marks, 1))


def _column_after_probe(keys: Input, device: Device, seconds: float) -> str | None:
    """Draw the probe, ask where the cursor is, clear the probe, and return the column from 1."""
    output, column, other_keys = device.output, None, list[KeyPress]()
    with keys.raw_mode():
        output.write_raw(f"\r{_PROBE}\x1b[6n")
        output.flush()
        until = time.monotonic() + seconds
        while column is None and select.select([keys.fileno()], [], [], max(until - time.monotonic(), 0))[0]:
            for press in keys.read_keys():
                if press.key is Keys.CPRResponse:
                    column = press.data.rstrip("R").rpartition(";")[2]
                else:
                    other_keys.append(press)
            if keys.closed:
                break
        output.write_raw("\r\x1b[K")
        output.flush()
    store_typeahead(keys, [*other_keys, *keys.flush_keys()])
    return column
