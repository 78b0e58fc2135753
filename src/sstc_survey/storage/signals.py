"""Signals held back while something must not be cut off in the middle."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from types import FrameType
from typing import Final

# Whether signals are held back already: setting handlers is slow for what each save needs twice.
_HELD: Final = ContextVar("_HELD", default=False)


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Hold SIGINT, SIGTERM and SIGHUP back; those that came are handled when the block is left.

    A signal mask would hold them back from one thread alone: the system gives a signal to any thread that takes
    it, and Python then calls the handler in the main thread. So the handlers are replaced while the block lasts.
    In other threads there is nothing to hold back, as no handler is called there.
    """
    if _HELD.get() or threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    try:
        # SIGINT is restored last: the handlers of the others may pass them on as SIGINT.
        with _noted(signal.SIGINT, came), _noted(signal.SIGTERM, came), _noted(signal.SIGHUP, came), _no_wakeup():
            outer = _HELD.set(True)
            try:
                yield
            finally:
                _HELD.reset(outer)
    finally:
        _raise_signals(came)


@contextlib.contextmanager
def _noted(number: signal.Signals, came: list[int]) -> Iterator[None]:
    """Note a signal where it would be handled; one that is ignored, or handled outside of Python, is left alone."""
    handler = signal.getsignal(number)
    if handler is None or handler is signal.SIG_IGN:
        yield
        return

    def note(number: int, _frame: FrameType | None) -> None:
        if number not in came:
            came.append(number)

    try:
        # Within, since the old handler may still be called, and raise, before the new one is there.
        signal.signal(number, note)
        yield
    finally:
        signal.signal(number, handler)


@contextlib.contextmanager
def _no_wakeup() -> Iterator[None]:
    """Keep an event loop from being told of signals that are held back."""
    descriptor = signal.set_wakeup_fd(-1)
    try:
        yield
    finally:
        if descriptor != -1:
            signal.set_wakeup_fd(descriptor)


def _raise_signals(numbers: Sequence[int]) -> None:
    """Raise signals in this order; what the handler of one raises does not keep the others back."""
    if numbers:
        try:
            signal.raise_signal(numbers[0])
        finally:
            _raise_signals(numbers[1:])
