"""The standard streams as lines."""

from __future__ import annotations

import shutil
import sys
from textwrap import fill
from typing import Final

from sstc_survey.display import clean

_LEAST_WIDTH: Final = 12


class StandardLines:
    """Lines from standard input; what is written goes to standard error, as prompts do."""

    def __init__(self) -> None:
        # Bytes that are no UTF-8 come through as lone surrogates, which the checks refuse by name.
        # Once something was read this cannot be asked for again.
        if sys.stdin is not None and hasattr(sys.stdin, "reconfigure") and sys.stdin.errors != "surrogateescape":
            sys.stdin.reconfigure(errors="surrogateescape")
        # Without a terminal nobody else shows what was answered, and a log should read well.
        self._echo = sys.stdin is not None and not sys.stdin.isatty()
        # A log keeps its lines whole; a terminal would break them in the middle of words.
        self._wrap = sys.stderr.isatty()

    def read(self, prompt: str) -> str | None:
        """Return the next line without its end, or None at the end of input."""
        self._put(prompt)
        line = sys.stdin.readline() if sys.stdin is not None else ""
        if not line:
            self._put("\n")
            return None
        if self._echo:
            self._put(f"{clean(line.rstrip())}\n")
        return line.removesuffix("\n").removesuffix("\r")

    def write(self, text: str) -> None:
        """Write one line, or at a terminal as many as it takes there."""
        if self._wrap:
            width = max(shutil.get_terminal_size().columns, _LEAST_WIDTH)
            text = "\n".join(_broken(line, width) for line in text.split("\n"))
        self._put(f"{text}\n")

    @staticmethod
    def _put(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def _broken(line: str, width: int) -> str:
    """Break a line between words, and keep what follows as far in as it began."""
    indent = " " * (len(line) - len(line.lstrip()))
    return fill(line.strip(), width, initial_indent=indent, subsequent_indent=f"{indent}  " if indent else "")
