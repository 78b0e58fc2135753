"""Files of pyreadstat as the others are: with the reason if they cannot be written, and without the time of writing."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# The times of writing as they stand in the beginning of both formats, where the same table would give other bytes each
# time, with what stands there instead.
_BEGINNING: Final = 2048
_SAV_TIME: Final = rb"(?<=^.{92})\d\d \w{3} \d\d\d\d:\d\d:\d\d"
_DTA_TIME: Final = rb"(?<=<timestamp>\x11)\d\d \w{3} \d{4} \d\d:\d\d"
_TIMES: Final = {"sav": (_SAV_TIME, b"01 Jan 7000:00:00"), "dta": (_DTA_TIME, b"01 Jan 1970 00:00")}


@contextmanager
def written(path: str, extension: str) -> Iterator[None]:
    """Let pyreadstat write a file, or raise OSError; equal tables give equal bytes."""
    import pyreadstat

    try:
        yield
    except pyreadstat.ReadstatError as error:
        if "write" not in str(error):
            raise
        _raise_reason(path)
    with open(path, "r+b") as file:
        pattern, instead = _TIMES[extension]
        beginning = file.read(_BEGINNING)
        if (found := re.search(pattern, beginning, re.DOTALL)) is not None:
            file.seek(found.start())
            file.write(instead)
        file.flush()
        # What a file system takes only to refuse it later, it says here.
        os.fsync(file.fileno())


def _raise_reason(path: str) -> None:
    """Raise why a file cannot grow, which pyreadstat does not say: one more byte is refused for the same reason."""
    with open(path, "ab", buffering=0) as file:
        file.write(b"\0")
        os.fsync(file.fileno())
    raise OSError(errno.EIO, os.strerror(errno.EIO))
