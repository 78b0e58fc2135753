"""Columns of Parquet: the cells of some rows gathered as Arrow has them in memory.

They are packed here, as pyarrow imports pandas where there is one to turn a list into an array, which takes as much
memory as pyarrow itself.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, Final, Protocol, TypeAlias, assert_never

from sstc_survey.engine.values import as_text
from sstc_survey.exports.model import Cell, Column, Kind, Role, State

_EPOCH: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 as the clock says it
_FIRST_DAY: Final = _EPOCH.toordinal()
_MICROSECOND: Final = dt.timedelta(microseconds=1)
# So many cells of a column are remembered.
_MOST_KNOWN: Final = 4_096
_POOL: Final = "ARROW_DEFAULT_MEMORY_POOL"
_DIGITS: Final = bytes.maketrans(b"\0\1", b"01")


@cache
def arrow() -> tuple[Any, Any]:
    """Import pyarrow and its module of Parquet, without what takes memory and is not needed here.

    That is numpy, and memory pools that keep for later what they were given back.
    """
    is_free = "numpy" not in sys.modules
    pool = os.environ.get(_POOL)
    if is_free:
        # Imports find then that it is not there.
        sys.modules["numpy"] = None  # type: ignore[assignment]
    os.environ[_POOL] = "system"
    try:
        import pyarrow
        from pyarrow import parquet
    finally:
        if is_free:
            del sys.modules["numpy"]
        if pool is None:
            del os.environ[_POOL]
        else:
            os.environ[_POOL] = pool
    return pyarrow, parquet


class UnfitError(Exception):
    """Raised where a cell does not fit in the type of its column."""


class Gatherer(Protocol):
    """Gathers the cells of a column; `type` is the one of Arrow."""

    type: Any

    def add(self, cells: Sequence[Cell]) -> int:
        """Add cells and return about how many bytes they take, or raise UnfitError."""

    def take(self) -> Any:  # noqa: ANN401 an array of pyarrow
        """Return the array of all cells since the last one."""


def gatherer(column: Column, *, is_text: bool) -> Gatherer:
    """Return what gathers the cells of a column; with `is_text` they are texts, whatever their kind."""
    pa, _ = arrow()
    if column.role is Role.STATE:
        return _Categories([state.value for state in State])
    match Kind.TEXT if is_text else column.kind:
        case Kind.TEXT:
            return _Texts()
        case Kind.CODE:
            return _Categories([code for code, _ in column.choices])
        case Kind.INTEGER:
            return _Numbers(pa.int64(), "q")
        case Kind.INDICATOR:
            return _Numbers(pa.int8(), "b")
        case Kind.DECIMAL:
            return _Numbers(pa.float64(), "d")
        case Kind.DATE:
            return _Numbers(pa.date32(), "i", _days)
        case Kind.TIME:
            return _Numbers(pa.time64("us"), "q", _time)
        case Kind.DATE_TIME:
            return _Numbers(pa.timestamp("us"), "q", _clock)
        case Kind.TIMESTAMP:
            return _Numbers(pa.timestamp("us", "UTC"), "q", _moment)
        case _ as kind:
            assert_never(kind)


class _Validity:
    """Which cells are not empty."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, cells: Sequence[Cell]) -> bool:
        """Add cells, and tell whether some of them are empty."""
        if None not in cells:
            self._bits += b"\1" * len(cells)
            return False
        self._bits += bytes([cell is not None for cell in cells])
        return True

    def take(self) -> tuple[int, Any]:
        """Return how many cells there are, and a buffer with a bit for each, the lowest first, if any is empty."""
        pa, _ = arrow()

        bits, self._bits = self._bits, bytearray()
        if 0 not in bits:
            return len(bits), None
        bits.reverse()
        packed = int(bits.translate(_DIGITS), 2).to_bytes((len(bits) + 7) // 8, "little")
        return len(bits), pa.py_buffer(packed)


_Convert: TypeAlias = Callable[[str], int]


class _Numbers:
    """Numbers of one size, or what is counted in them."""

    def __init__(self, arrow: Any, code: str, convert: _Convert | None = None) -> None:  # noqa: ANN401
        self.type = arrow
        self._code = code
        self._convert = convert
        self._known: dict[Cell, int] = {None: 0}
        self._validity = _Validity()
        self._values = array(code)

    def add(self, cells: Sequence[Cell]) -> int:
        has_empty = self._validity.add(cells)
        try:
            if self._convert is not None:
                self._values.extend(self._converted(cells, self._convert))
            elif has_empty:
                self._values.extend([0 if cell is None else cell for cell in cells])  # type: ignore[misc]
            else:
                self._values.extend(cells)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            raise UnfitError from None
        return len(cells) * (self._values.itemsize + 1)

    def _converted(self, cells: Sequence[Cell], convert: _Convert) -> list[int]:
        fresh = set(cells).difference(self._known)
        if len(self._known) > _MOST_KNOWN:
            self._known = {None: 0}
            fresh = set(cells) - {None}
        for cell in fresh:
            self._known[cell] = convert(str(cell))
        known = self._known
        return [known[cell] for cell in cells]

    def take(self) -> Any:  # noqa: ANN401
        pa, _ = arrow()

        count, validity = self._validity.take()
        values, self._values = self._values, array(self._code)
        return pa.Array.from_buffers(self.type, count, [validity, pa.py_buffer(values)])


class _Texts:
    """Texts, whole and as they are; only half characters, which UTF-8 has not, are spelt out."""

    def __init__(self) -> None:
        pa, _ = arrow()

        self.type = pa.string()
        self._validity = _Validity()
        self._sizes = array("i")
        self._data = bytearray()

    def add(self, cells: Sequence[Cell]) -> int:
        self._validity.add(cells)
        texts = ["" if cell is None else cell if cell.__class__ is str else as_text(cell) for cell in cells]
        data, sizes = packed(texts)
        self._data += data
        self._sizes.extend(sizes)
        return len(data) + 5 * len(texts)

    def take(self) -> Any:  # noqa: ANN401
        pa, _ = arrow()

        count, validity = self._validity.take()
        offsets = array("i", accumulate(self._sizes, initial=0))
        data, self._data, self._sizes = self._data, bytearray(), array("i")
        buffers = [validity, pa.py_buffer(offsets), pa.py_buffer(data)]
        return pa.Array.from_buffers(self.type, count, buffers)


class _Categories:
    """Texts of which few are different: the known ones in their order, then any others as they come."""

    def __init__(self, known: Iterable[str]) -> None:
        pa, _ = arrow()

        self.type = pa.dictionary(pa.int32(), pa.string())
        self._places: dict[Cell, int] = {text: place for place, text in enumerate(dict.fromkeys(known))}
        self._validity = _Validity()
        self._values = array("i")

    def add(self, cells: Sequence[Cell]) -> int:
        has_empty = self._validity.add(cells)
        places = self._places
        for cell in set(cells).difference(places):
            if cell is not None:
                places[cell] = len(places)
        if has_empty:
            self._values.extend([places[cell] if cell is not None else 0 for cell in cells])
        else:
            self._values.extend([places[cell] for cell in cells])
        return 5 * len(cells)

    def take(self) -> Any:  # noqa: ANN401
        pa, _ = arrow()

        count, validity = self._validity.take()
        values, self._values = self._values, array("i")
        indices = pa.Array.from_buffers(pa.int32(), count, [validity, pa.py_buffer(values)])
        texts = _Texts()
        texts.add(list(self._places))
        return pa.DictionaryArray.from_arrays(indices, texts.take())


def packed(texts: Sequence[str]) -> tuple[bytes, Iterable[int]]:
    """Return texts as bytes without anything between, and how many each has."""
    joined = "".join(texts)
    if joined.isascii():
        return joined.encode(), map(len, texts)
    encoded = [text.encode("utf-8", "backslashreplace") for text in texts]
    return b"".join(encoded), map(len, encoded)


def _days(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal() - _FIRST_DAY


def _time(text: str) -> int:
    time = dt.time.fromisoformat(text)
    if time.tzinfo is not None:
        raise ValueError(text)
    return _micros(dt.datetime.combine(_EPOCH, time))


def _clock(text: str) -> int:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        raise ValueError(text)
    return _micros(moment)


def _moment(text: str) -> int:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return _micros(moment.astimezone(dt.UTC).replace(tzinfo=None))


def _micros(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
