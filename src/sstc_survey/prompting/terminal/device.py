"""The terminal that is drawn on: its streams, its size, and which signs it can show."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, TypeAlias

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.renderer import print_formatted_text
from prompt_toolkit.styles import Style

# A style class and a text, which is never markup here.
Line: TypeAlias = tuple[str, str]
# Breaks itself into lines for the width that there is when it is called.
Paragraph: TypeAlias = Callable[[], Iterable[Line]]

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
    }
)


class Signs(NamedTuple):
    """The signs that are drawn, in one set for every terminal and one for those that have only ASCII."""

    pointer: str = "»"
    ticked: str = "●"
    open: str = "○"
    arrow: str = "→"
    back: str = "←"
    dot: str = " · "
    below: str = " / "
    dash: str = "—"
    ellipsis: str = "…"
    rule: str = "─"
    bar: str = " ▏▎▍▌▋▊▉█"
    ends: str = "▕▏"

    def plain(self, text: str) -> str:
        """Write the ticks that questionary draws with the signs of this set."""
        return text.replace("●", self.ticked).replace("○", self.open)


_ASCII: Final = Signs(
    pointer=">", ticked="x", open="-", arrow="->", back="<-", dot=" | ", dash="-", ellipsis="...",
    rule="-", bar=" #", ends="[]",
)  # fmt: skip
# What a window that becomes high may show again.
_REMEMBERED: Final = 100
_SAMPLE: Final = "»●○→←·—…─▏▕█"


class Device:
    """A terminal: keys come from `input`, everything is drawn on `output`."""

    def __init__(self, input: Input | None = None, output: Output | None = None) -> None:  # noqa: A002
        self.input = input
        self.output = output or _output()
        try:
            _SAMPLE.encode(self.output.encoding() or "ascii")
            self.signs = Signs()
        except (UnicodeEncodeError, LookupError):
            self.signs = _ASCII
        self._shown: deque[Paragraph] = deque(maxlen=_REMEMBERED)

    @property
    def columns(self) -> int:
        """Return the width of the terminal in cells."""
        return self.output.get_size().columns

    @property
    def rows(self) -> int:
        """Return the height of the terminal in lines."""
        return self.output.get_size().rows

    @property
    def list_rows(self) -> int:
        """Return how high a list may be, so that something of the question stays in view."""
        return max(self.rows * 2 // 3, 3)

    def show(self, paragraph: Paragraph) -> None:
        """Print a paragraph below what stands there."""
        self._shown.append(paragraph)
        self._print(paragraph())

    def repaint(self, room: int) -> None:
        """Clear the screen and print again as much as there is room for, broken for the width that there is now."""
        lines: list[Line] = []
        for paragraph in reversed(self._shown):
            lines = [*paragraph(), *lines]
            if len(lines) >= room:
                break
        self.output.erase_screen()
        self.output.cursor_goto(0, 0)
        self._print(lines[max(len(lines) - room, 0) :])

    def wipe_line(self) -> None:
        """Clear the line that the cursor stands in: between two prompts the terminal itself writes what is typed."""
        self.output.write_raw("\r")
        self.output.erase_end_of_line()

    def _print(self, lines: Iterable[Line]) -> None:
        self.wipe_line()
        fragments: StyleAndTextTuples = [(f"class:{style}" if style else "", f"{text}\n") for style, text in lines]
        print_formatted_text(self.output, fragments, STYLE)


def _output() -> Output:
    """Return the terminal to draw on: standard error, so that standard output stays free for data."""
    stream = sys.stderr if sys.stderr is not None and sys.stderr.isatty() else sys.stdout
    output = create_output(stdout=stream)
    if isinstance(output, Vt100_Output):
        # Nothing is drawn at the bottom of the screen, so where the cursor is need not be asked before each prompt.
        output.enable_cpr = False
    return output
