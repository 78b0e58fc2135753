"""The seals of files that have passed every check, remembered beside the answers so that they need not pass again.

What is remembered is no more than this: bytes with this SHA-256 are a sound response. Every file is hashed whenever it
is read, so that nothing that was changed since can pass for it. The file may be deleted at any moment; it is believed
only if nobody but its owner can write it.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from sstc_survey import __version__
from sstc_survey.response import SCHEMA
from sstc_survey.storage.atomic import Temporary
from sstc_survey.storage.bounded import MIB, NO_LINK, SAFE

NAME: Final = ".verified"

_DIGEST: Final = 32
_WORD: Final = 8
_MAX_SIZE: Final = 128 * MIB
# So many checks take longer than writing the file does.
_WORTH: Final = 100


class Seals:
    """The seals known in one folder, and those of files that passed every check while it is read."""

    __slots__ = ("_beginnings", "_header", "_is_saved", "_known", "_met", "_new", "_path")

    def __init__(self, folder: str) -> None:
        self._path = os.path.join(folder, NAME)
        self._header = _header(folder)
        # One after the other, in order: a set of them would take four times the memory.
        self._known, self._beginnings = _known(folder, self._header)
        self._met = 0
        self._new = bytearray()
        self._is_saved = False

    def knows(self, seal: bytes) -> bool:
        """Tell whether a file with this seal has passed every check before."""
        at = bisect_left(self._beginnings, int.from_bytes(seal[:_WORD], "big")) * _DIGEST
        # One that is out of order, or begins as another does, is not found; then its file is checked once more.
        if self._known[at : at + _DIGEST] != seal:
            return False
        self._met += 1
        return True

    def add(self, seal: bytes) -> None:
        """Remember that a file with this seal has passed every check."""
        if not self._is_saved:
            self._new += seal

    def take(self) -> tuple[bytes, int]:
        """Return the new seals, and how many of those known were met: they are for the one who saves them."""
        new, met = bytes(self._new), self._met
        self._new.clear()
        self._met = 0
        return new, met

    def give(self, new: bytes, met: int) -> None:
        """Remember what another process found."""
        if not self._is_saved:
            self._new += new
            self._met += met

    def save(self) -> None:
        """Keep the new seals if there are enough; where nothing can be written, that is no fault."""
        if len(self._new) < _WORTH * _DIGEST or not self._header:
            return
        # Where most of those known were of files that have changed since, they are not carried on.
        known = self._known if len(self._known) <= 2 * self._met * _DIGEST else b""
        data = bytearray(self._header)
        for group in _by_first_byte(known, self._new):
            data += b"".join(sorted(_seals_in(group)))
        with contextlib.suppress(OSError), Temporary(self._path, data) as temporary:
            temporary.replace()
        # Who reads the files once more in one go need not remember them again.
        self._is_saved = True
        self._new.clear()


def _header(folder: str) -> bytes:
    """Return what the seals of a folder begin with: those of another folder, or another program, are not its own."""
    try:
        status = os.stat(folder)
    except OSError:
        return b""
    # Another version of the program may refuse more.
    return f"sstc-survey/verified {__version__} {SCHEMA} {status.st_dev} {status.st_ino}\n".encode()


def is_distrusted(folder: str) -> bool:
    """Tell whether the seals of a folder are there, and others than this user can write them."""
    try:
        status = os.lstat(os.path.join(folder, NAME))
    except OSError:
        return False
    return not _is_private(status)


def _is_private(status: os.stat_result) -> bool:
    return not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and status.st_uid == os.geteuid()


def _known(folder: str, header: bytes) -> tuple[bytes, array[int]]:
    """Return the seals of a folder and how each begins; who reads the folder in parts reads them once."""
    try:
        status = os.lstat(os.path.join(folder, NAME))
    except OSError:
        return b"", array("Q")
    written = (status.st_ino, status.st_mtime_ns, status.st_size)
    return _known_as_written(folder, header, written)


@lru_cache(maxsize=1)
def _known_as_written(folder: str, header: bytes, written: tuple[int, ...]) -> tuple[bytes, array[int]]:  # noqa: ARG001 part of the key
    known = _read(folder, header)
    return known, _beginnings(known)


def _read(folder: str, header: bytes) -> bytes:
    try:
        descriptor = os.open(os.path.join(folder, NAME), SAFE | NO_LINK)
    except OSError:
        return b""
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        is_sound = stat.S_ISREG(status.st_mode) and _is_private(status) and status.st_size <= _MAX_SIZE
        data = file.read() if is_sound else b""
    if not header or not data.startswith(header) or (len(data) - len(header)) % _DIGEST:
        return b""
    return data[len(header) :]


def _seals_in(data: bytes | bytearray) -> Iterator[bytes | bytearray]:
    return (data[at : at + _DIGEST] for at in range(0, len(data), _DIGEST))


def _by_first_byte(*seals: bytes | bytearray) -> list[bytearray]:
    """Return seals in groups that can be put in order one after the other: all at once would take more memory."""
    groups = [bytearray() for _ in range(256)]
    for each in seals:
        for seal in _seals_in(each):
            groups[seal[0]] += seal
    return groups


def _beginnings(seals: bytes) -> array[int]:
    """Return how each seal begins, as a number that is in the order of the seals."""
    words = array("Q", seals)
    if sys.byteorder == "little":
        words.byteswap()
    return words[:: _DIGEST // _WORD]
