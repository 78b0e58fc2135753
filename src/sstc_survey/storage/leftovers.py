"""What crashes leave in a folder of responses, and what is not as this program makes it there."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.questionnaire import COPIES_FOLDER
from sstc_survey.storage import atomic, seals
from sstc_survey.storage.locks import BATCHES_FOLDER
from sstc_survey.storage.locks import FOLDER as LOCKS_FOLDER


def leftovers(folder: str) -> Iterator[Problem]:
    """Yield a problem for each temporary file and each lock file that nobody holds; what is in use is none."""
    for name in ("", COPIES_FOLDER, BATCHES_FOLDER):
        for path in _entries(os.path.join(folder, name) if name else folder):
            if atomic.is_temporary(os.path.basename(path)) and not atomic.is_locked(path):
                yield Problem(codes.LEFT_TEMPORARY, {}, Place(path))
    for path in _entries(os.path.join(folder, LOCKS_FOLDER)):
        if not atomic.is_locked(path):
            yield Problem(codes.LEFT_LOCK, {}, Place(path))
    if seals.is_distrusted(folder):
        yield Problem(codes.SEALS_NOT_PRIVATE, {}, Place(os.path.join(folder, seals.NAME)))


def _entries(folder: str) -> list[str]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return sorted(entry.path for entry in entries)
    return []
