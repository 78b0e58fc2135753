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
from itertools import accumulate, repeat
from operator import is_not
from typing import Any, Final, Protocol, TypeAlias, assert_never

from sstc_survey.engine.values import as_text
from sstc_survey.exports.model import Cell, Column, Kind, Role, State

_EPOCH: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 as the clock says it
_FIRST_DAY: Final = _EPOCH.toordinal()
_MICROSECOND: Final = dt.timedelta(microseconds=1)
# So many cells of a column are remembered.
_MOST_KNOWN: Final = 4_096
# With so many categories there is room for others in eight bits.
_FEW: Final = 100
# Longer texts are not copied once more.
_MOST_JOINED: Final = 1 << 17
_ELSEWHERE: Final = ("pyarrow._azurefs", "pyarrow._gcsfs", "pyarrow._hdfs", "pyarrow._s3fs")
_POOL: Final = "ARROW_DEFAULT_MEMORY_POOL"
_DIGITS: Final = bytes.maketrans(b"\0\1", b"01")


@cache
def arrow() -> tuple[Any, Any]:
    """Import pyarrow and its module of Parquet, without what takes memory and is not needed here.

    That is access to files elsewhere, and memory pools that keep for later what they were given back.
    """
    pool = os.environ.get(_POOL)
    os.environ[_POOL] = "system"
    left_out = [name for name in _ELSEWHERE if name not in sys.modules]
    # An import of it finds then that it is not there, as where pyarrow was built without it.
    sys.modules.update(dict.fromkeys(left_out))  # type: ignore[arg-type]
    try:
        import pyarrow as pa
        from pyarrow import parquet
    finally:
        for name in left_out:
            del sys.modules[name]
        if pool is None:
            del os.environ[_POOL]
        else:
            os.environ[_POOL] = pool
    return pa, parquet


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
            return _Texts(are_texts=column.kind is Kind.TEXT)
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
        self._bits += bytes(map(is_not, cells, repeat(None)))
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
        numbers: Any = cells
        try:
            if self._convert is not None:
                numbers = self._converted(cells, self._convert)
            elif has_empty:
                numbers = [0 if cell is None else cell for cell in cells]
            if self._code == "b":
                # It is quicker, and there are many of these.
                self._values.frombytes(bytes(numbers))
            else:
                self._values.extend(array(self._code, numbers))
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

    def __init__(self, *, are_texts: bool = True) -> None:
        pa, _ = arrow()
        self.type = pa.string()
        self._are_texts = are_texts
        self._validity = _Validity()
        self._sizes = array("i")
        self._data = bytearray()

    def add(self, cells: Sequence[Cell]) -> int:
        has_empty = self._validity.add(cells)
        texts = cells if not has_empty else ["" if cell is None else cell for cell in cells]
        if not self._are_texts:
            texts = [as_text(cell) for cell in texts]
        before = len(self._data)
        self._sizes.extend(self._added(texts))
        return len(self._data) - before + 5 * len(texts)

    def _added(self, texts: Sequence[Any]) -> Iterable[int]:
        """Add the bytes of texts, and return how many each has."""
        if sum(map(len, texts)) < _MOST_JOINED and (joined := "".join(texts)).isascii():
            self._data += joined.encode()
            return map(len, texts)
        sizes = []
        for text in texts:
            encoded = text.encode("utf-8", "backslashreplace")
            sizes.append(len(encoded))
            self._data += encoded
        return sizes

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
        texts = list(dict.fromkeys(known))
        is_few = len(texts) <= _FEW
        code, places = ("b", pa.int8()) if is_few else ("i", pa.int32())
        self._most = 1 << (7 if is_few else 31)
        self._numbers = _Numbers(places, code)
        self.type = pa.dictionary(places, pa.string())
        self._places: dict[Cell, int | None] = {None: None, **{text: place for place, text in enumerate(texts)}}

    def add(self, cells: Sequence[Cell]) -> int:
        places = self._places
        for cell in set(cells).difference(places):
            places[cell] = len(places) - 1
        if len(places) > self._most:
            raise UnfitError
        return self._numbers.add(list(map(places.__getitem__, cells)))

    def take(self) -> Any:  # noqa: ANN401
        pa, _ = arrow()
        texts = _Texts()
        texts.add(list(self._places)[1:])
        return pa.DictionaryArray.from_arrays(self._numbers.take(), texts.take())


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
