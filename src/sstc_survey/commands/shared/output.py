"""Write what a command gives: to standard output, or to a file, whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
from collections.abc import Callable
from typing import Final, TextIO

from sstc_survey.problems import SurveyError
from sstc_survey.storage.atomic import atomic_write

# Whoever the umask lets may read what is made to be read: it shows no more than respondents allow.
READABLE: Final = 0o666


def write_out(write: Callable[[TextIO], None], output: str | None, *, for_reading: bool) -> None:
    """Let something be written; what is for reading on a screen is in the encoding of the locale, all else in UTF-8."""
    if output is not None:
        text = io.StringIO()
        write(text)
        _replace(output, text.getvalue().encode("utf-8", "backslashreplace"))
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What the locale cannot write is spelt out.
        sys.stdout.reconfigure(encoding=None if for_reading else "utf-8", errors="backslashreplace")
    write(sys.stdout)


def _replace(output: str, data: bytes) -> None:
    """Write a file; one that is there already keeps its mode."""
    mode = None
    with contextlib.suppress(OSError):
        mode = stat.S_IMODE(os.stat(output).st_mode)
    problem = atomic_write(output, data, READABLE if mode is None else mode, follow=True)
    if problem is not None:
        raise SurveyError(problem)
    if mode is not None:
        # What the umask took from it.
        with contextlib.suppress(OSError):
            os.chmod(output, mode)


def terminal() -> TextIO | None:
    """Return the terminal that progress can be shown on, if standard error is one."""
    return sys.stderr if sys.stderr.isatty() else None
