"""Files of pyreadstat as the others are: with the reason if they cannot be written, and without the time of writing."""

from __future__ import annotations

import errno
import os
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# The times of writing as they stand in the beginning of both formats, where the same table would give other bytes each
# time, with what stands there instead.
_BEGINNING: Final = 2048
_SAV_TIME: Final = rb"(?<=^.{92})\d\d \w{3} \d\d\d\d:\d\d:\d\d"
_DTA_TIME: Final = rb"(?<=<timestamp>\x11)\d\d \w{3} \d{4} \d\d:\d\d"
# Where sections begin, and last where the file ends.
_DTA_MAP: Final = rb"<map>.{104}(.{8})</map>"
_TIMES: Final = {"sav": (_SAV_TIME, b"01 Jan 7000:00:00"), "dta": (_DTA_TIME, b"01 Jan 1970 00:00")}


@contextmanager
def written(path: str, extension: str, rows: int) -> Iterator[None]:
    """Let pyreadstat write a file with so many rows, or raise OSError; equal tables give equal bytes."""
    import pyreadstat

    try:
        yield
    except pyreadstat.ReadstatError as error:
        if "write" not in str(error):
            raise
        _raise_reason(path)
    if not is_whole(path, extension, rows):
        _raise_reason(path)
    with open(path, "r+b") as file:
        pattern, instead = _TIMES[extension]
        if (found := re.search(pattern, file.read(_BEGINNING), re.DOTALL)) is not None:
            file.seek(found.start())
            file.write(instead)
        file.flush()
        # What a file system takes only to refuse it later, it says here.
        os.fsync(file.fileno())


def is_whole(path: str, extension: str, rows: int) -> bool:
    """Tell whether all of a file was written: pyreadstat goes on where nothing at all of a piece could be.

    A Stata file says where it ends. An SPSS file is whole if its last row is there.
    """
    import pyreadstat

    if extension == "dta":
        with open(path, "rb") as file:
            found = re.search(_DTA_MAP, file.read(_BEGINNING), re.DOTALL)
        return found is not None and struct.unpack("<Q", found[1]) == (os.path.getsize(path),)
    try:
        frame, meta = pyreadstat.read_sav(path, row_offset=max(rows - 1, 0), row_limit=1)
    except pyreadstat.ReadstatError:
        return False
    return bool(meta.column_names) and len(frame) == min(rows, 1)


def _raise_reason(path: str) -> None:
    """Raise why a file cannot grow, which pyreadstat does not say: more bytes are refused for the same reason."""
    with open(path, "ab", buffering=0) as file:
        file.write(bytes(_BEGINNING))
        os.fsync(file.fileno())
    raise OSError(errno.EIO, os.strerror(errno.EIO))
