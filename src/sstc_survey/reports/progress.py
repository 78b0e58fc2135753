"""How many files have been read, on one line of a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TextIO, TypeVar

_T = TypeVar("_T")

_EVERY: Final = 256


class Progress:
    """Says how many of `total` files have been read, once that has taken longer than `patience` seconds.

    Without a stream it says nothing; `what` says what is counted, if not files.
    """

    def __init__(
        self,
        total: int,
        stream: TextIO | None,
        clock: Callable[[], float],
        patience: float = 1.0,
        what: str = "files read",
    ) -> None:
        self._total = total
        self._what = what
        self._stream = stream
        self._clock = clock
        self._due = clock() + patience
        self._done = 0
        self._shown = 0

    def step(self, count: int = 1) -> None:
        """Count one file more, or several."""
        before = self._done // _EVERY
        self._done += count
        if self._stream is not None and self._done // _EVERY > before and self._clock() >= self._due:
            line = f"{self._done:,} of {self._total:,} {self._what}"
            self._stream.write(f"\r{line}")
            self._stream.flush()
            self._shown = len(line)

    def over(self, files: Iterable[_T]) -> Iterable[_T]:
        """Count files as they are read."""
        return files if self._stream is None else self._counted(files)

    def _counted(self, files: Iterable[_T]) -> Iterator[_T]:
        for file in files:
            yield file
            self.step()

    def close(self) -> None:
        """Remove the line."""
        if self._stream is not None and self._shown:
            self._stream.write(f"\r{' ' * self._shown}\r")
            self._stream.flush()
            self._shown = 0
