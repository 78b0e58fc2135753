"""The standard streams, of which none can end the program or change its exit code, whatever state they are in.

A stream that was closed leads to the null device, also as a descriptor, so that no file that is opened later takes its
number and is written into. A reader that has gone is no fault: what it would have read goes nowhere. Messages that
cannot be written are given up. Only data that does not arrive for another reason is an error, raised once.
"""

from __future__ import annotations

import io
import os
import sys

# Importing typing would take longer than all else of `--version`.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TextIO

    from _typeshed import ReadableBuffer, WriteableBuffer

_INPUT: Final = 0
_OUTPUT: Final = 1
_MESSAGES: Final = 2
_USUAL_WIDTH: Final = 80
_LEAST_WIDTH: Final = 20


def mend_streams() -> None:
    """Give the program three streams that it can use; call this before anything is opened."""
    for descriptor in (_INPUT, _OUTPUT, _MESSAGES):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest number that is free is this one.
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = _mended(sys.stdin, _Input(_INPUT))
    sys.stdout = _mended(sys.stdout, OutputStream(_OUTPUT, must_arrive=True))
    sys.stderr = _mended(sys.stderr, OutputStream(_MESSAGES, must_arrive=False))


def line_width(stream: TextIO) -> int:
    """Return how many columns a line on a stream may have: as many as its terminal, elsewhere any number.

    Programs read lines that are whole, wherever COLUMNS comes from.
    """
    if not stream.isatty():
        return sys.maxsize
    told = os.environ.get("COLUMNS", "")
    width = int(told) if told.isdecimal() else 0
    if not width:
        try:
            width = os.get_terminal_size(stream.fileno()).columns
        except OSError:
            width = 0
    return max(width or _USUAL_WIDTH, _LEAST_WIDTH)


class _Input(io.FileIO):
    """Standard input; one that cannot be read is at its end."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "rb", closefd=False)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read what there is, and wait where nothing is there yet."""
        try:
            # The type says that it is always a number, but a descriptor that does not wait gives None.
            while (count := super().readinto(buffer)) is None:
                _wait(self.fileno(), for_reading=True)
        except OSError:
            return 0
        return count


class OutputStream(io.FileIO):
    """A stream that is written to; `must_arrive` says whether it is an error if that fails."""

    def __init__(self, descriptor: int, *, must_arrive: bool) -> None:
        super().__init__(descriptor, "wb", closefd=False)
        self._must_arrive = must_arrive
        self.is_unread = False

    def write(self, data: ReadableBuffer, /) -> int:
        """Write all of it, and wait where there is no room yet."""
        rest = whole = memoryview(data).cast("B")
        try:
            while rest:
                count = super().write(rest)
                if count is None:
                    _wait(self.fileno(), for_reading=False)
                else:
                    rest = rest[count:]
        except BrokenPipeError:
            self.is_unread = True
        except OSError:
            if self._must_arrive:
                # Once: what is still in a buffer then has no more to say at the end of the program.
                self._must_arrive = False
                raise
        return len(whole)


def is_unread(stream: TextIO) -> bool:
    """Tell whether the reader of a stream has gone, as far as writing to it has shown that."""
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)
    return isinstance(raw, OutputStream) and raw.is_unread


def _wait(descriptor: int, *, for_reading: bool) -> None:
    """Wait until a descriptor that another program has set not to wait can be used."""
    import select

    waiting = [descriptor]
    select.select(waiting if for_reading else [], [] if for_reading else waiting, [])


def _mended(stream: TextIO | None, raw: _Input | OutputStream) -> TextIO:
    """Return a stream like the one that Python made, over another descriptor."""
    if stream is None:
        return io.TextIOWrapper(_buffered(raw), encoding="utf-8", errors="replace")
    if not isinstance(stream, io.TextIOWrapper):
        # Somebody put it there instead, who knows why.
        return stream
    buffer = stream.buffer
    if type(buffer) is not io.FileIO and type(getattr(buffer, "raw", None)) is not io.FileIO:
        # Somebody put another buffer there.
        return stream
    # Without buffering the text goes straight to the descriptor.
    is_unbuffered = type(buffer) is io.FileIO and isinstance(raw, OutputStream)
    return io.TextIOWrapper(
        raw if is_unbuffered else _buffered(raw),
        encoding=stream.encoding,
        errors=stream.errors,
        newline=None if isinstance(raw, _Input) else "\n",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def _buffered(raw: _Input | OutputStream) -> io.BufferedReader | io.BufferedWriter:
    return io.BufferedReader(raw) if isinstance(raw, _Input) else io.BufferedWriter(raw)
