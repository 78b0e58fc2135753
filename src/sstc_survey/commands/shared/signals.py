"""Signals that end an interview: the terminal is restored, the draft is saved, the exit code says which it was."""

from __future__ import annotations

import signal
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from sstc_survey.problems import ExitCode

_CODES: Final = {signal.SIGTERM: ExitCode.TERMINATED, signal.SIGHUP: ExitCode.HANGUP}
# What a signal raises, and what a terminal does that is gone.
_BREAKS: Final[tuple[type[BaseException], ...]] = (KeyboardInterrupt, OSError, EOFError, termios.error)


class Terminated(KeyboardInterrupt):
    """A signal asked the program to end."""

    def __init__(self, code: ExitCode) -> None:
        super().__init__()
        self.code = code


def exit_code(interrupt: KeyboardInterrupt) -> ExitCode:
    """Return the exit code of what interrupted."""
    return interrupt.code if isinstance(interrupt, Terminated) else ExitCode.INTERRUPTED


class _Watch:
    """Remembers the signal that came, and passes it on as Ctrl-C.

    Raising from here would break into the event loop of a prompt anywhere, and now and then leave the terminal
    raw; for Ctrl-C a prompt has a handler of its own, which ends it in order.
    """

    def __init__(self) -> None:
        self.code: ExitCode | None = None

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        self.code = _CODES[signal.Signals(number)]
        if not callable(signal.getsignal(signal.SIGINT)):
            # Started in the background, the program may have been told to ignore Ctrl-C.
            raise KeyboardInterrupt
        signal.raise_signal(signal.SIGINT)

    def raise_missed(self) -> None:
        """Raise what ends the program if a signal asked for that, and a prompt that was just ending has missed it."""
        if self.code is not None:
            raise Terminated(self.code)


@contextmanager
def ending_signals() -> Iterator[Callable[[], None]]:
    """Turn SIGTERM and SIGHUP into `Terminated` while an interview runs.

    Between two prompts, what is yielded raises it if the prompt before has missed the signal. What ended well
    meanwhile, or by the end of input, which a hang-up brings too, ends with the code of the signal.
    """
    watch = _Watch()
    before = {number: signal.signal(number, watch) for number in _CODES}
    try:
        yield watch.raise_missed
        watch.raise_missed()
    except _BREAKS:
        # On a hang-up the terminal is gone, and using or restoring it may fail over the signal itself.
        watch.raise_missed()
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
