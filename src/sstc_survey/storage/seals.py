"""The seals of files that have passed every check, remembered beside the answers so that they need not pass again.

What is remembered is no more than this: bytes with this SHA-256 are a sound response. Every file is hashed whenever it
is read, so that nothing that was changed since can pass for it. The file may be deleted at any moment; it is believed
only if nobody but its owner can write it.
"""

from __future__ import annotations

import contextlib
import os
import stat
from typing import Final

from sstc_survey import __version__
from sstc_survey.problems import Problem
from sstc_survey.response import SCHEMA
from sstc_survey.storage.atomic import MIB, Temporary, read_bounded

NAME: Final = ".verified"

# Another version of the program may refuse more.
_HEADER: Final = f"sstc-survey/verified {__version__} {SCHEMA}\n".encode()
_DIGEST: Final = 32
_MAX_SIZE: Final = 128 * MIB
# So many checks take longer than writing the file does.
_WORTH: Final = 100


class Seals:
    """The seals known in one folder, and those of files that passed every check while it is read."""

    __slots__ = ("_known", "_met", "_new", "_path")

    def __init__(self, folder: str) -> None:
        self._path = os.path.join(folder, NAME)
        self._known = _read(folder)
        self._met = 0
        # One after the other: a set of them would take four times the memory.
        self._new = bytearray()

    def knows(self, seal: bytes) -> bool:
        """Tell whether a file with this seal has passed every check before."""
        if seal not in self._known:
            return False
        self._met += 1
        return True

    def add(self, seal: bytes) -> None:
        """Remember that a file with this seal has passed every check."""
        self._new += seal

    def save(self) -> None:
        """Keep the new seals if there are enough; where nothing can be written, that is no fault."""
        if len(self._new) < _WORTH * _DIGEST:
            return
        # Where most of those known were of files that have changed since, they are not carried on.
        known = self._known if len(self._known) <= 2 * self._met else ()
        data = _HEADER + b"".join(known) + self._new
        with contextlib.suppress(OSError), Temporary(self._path, data) as temporary:
            temporary.replace()


def is_distrusted(folder: str) -> bool:
    """Tell whether the seals of a folder are there, and others than this user can write them."""
    try:
        status = os.lstat(os.path.join(folder, NAME))
    except OSError:
        return False
    return bool(status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)) or status.st_uid != _own_user()


def _read(folder: str) -> frozenset[bytes]:
    data = b"" if is_distrusted(folder) else read_bounded(os.path.join(folder, NAME), _MAX_SIZE)
    if isinstance(data, Problem) or not data.startswith(_HEADER) or (len(data) - len(_HEADER)) % _DIGEST:
        return frozenset()
    return frozenset(data[at : at + _DIGEST] for at in range(len(_HEADER), len(data), _DIGEST))


def _own_user() -> int:
    # Windows has no users by number, and gives every file the number 0.
    return os.geteuid() if hasattr(os, "geteuid") else 0
