"""Signals that end an interview: the terminal is restored, the draft is saved, the exit code says which it was."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from sstc_survey.problems import ExitCode

_CODES: Final = {signal.SIGTERM: ExitCode.TERMINATED, signal.SIGHUP: ExitCode.HANGUP}


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


@contextmanager
def ending_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into `Terminated` while an interview runs."""
    watch = _Watch()
    before = {number: signal.signal(number, watch) for number in _CODES}
    try:
        yield
    except (KeyboardInterrupt, OSError):
        # On a hang-up the terminal is gone, and restoring it may fail over the signal itself.
        if watch.code is None:
            raise
        raise Terminated(watch.code) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
