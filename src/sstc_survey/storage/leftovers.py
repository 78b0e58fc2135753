"""What crashes leave in a folder of responses: temporary files, and lock files that nobody holds."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Final

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.questionnaire import COPIES_FOLDER
from sstc_survey.storage import atomic, seals
from sstc_survey.storage.locks import FOLDER as LOCKS_FOLDER

BATCHES_FOLDER: Final = ".batches"


def clear_up(folder: str) -> None:
    """Remove what crashes have left; what somebody holds stays."""
    for path in (*_temporary_files(folder), *_entries(folder, LOCKS_FOLDER)):
        atomic.remove_unlocked(path)


def leftovers(folder: str) -> Iterator[Problem]:
    """Yield a problem for what `clear_up` would remove, and for seals that others can write."""
    for code, paths in (
        (codes.LEFT_TEMPORARY, _temporary_files(folder)),
        (codes.LEFT_LOCK, _entries(folder, LOCKS_FOLDER)),
    ):
        yield from (Problem(code, {}, Place(path)) for path in paths if not atomic.is_locked(path))
    if seals.is_distrusted(folder):
        yield Problem(codes.SEALS_NOT_PRIVATE, {}, Place(os.path.join(folder, seals.NAME)))


def _temporary_files(folder: str) -> list[str]:
    paths = (path for name in ("", COPIES_FOLDER, BATCHES_FOLDER) for path in _entries(folder, name))
    return [path for path in paths if atomic.is_temporary(os.path.basename(path))]


def _entries(folder: str, name: str) -> list[str]:
    with contextlib.suppress(OSError), os.scandir(os.path.join(folder, name)) as entries:
        return sorted(entry.path for entry in entries)
    return []
