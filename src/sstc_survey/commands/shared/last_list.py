"""The rows of the last `list`: their numbers can be typed in place of IDs."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Final

from sstc_survey.commands.shared.output import tell
from sstc_survey.problems import Problem
from sstc_survey.storage.atomic import atomic_write, make_folder
from sstc_survey.storage.bounded import MIB, read_bounded
from sstc_survey.storage.packs.places import absolute

# What `list` shows of an ID is longer.
_NUMBER: Final = re.compile("[1-9][0-9]{0,4}")
_MAX_ROWS: Final = 99_999
_MAX_SIZE: Final = 64 * MIB
_BETWEEN: Final = b"\0"


def remember_rows(paths: Sequence[str]) -> None:
    """Remember the files in the rows of a list; say so where that is not possible."""
    file = _file()
    data = _BETWEEN.join(os.fsencode(absolute(path)) for path in paths[:_MAX_ROWS])
    problem = make_folder(os.path.dirname(file)) or atomic_write(file, data)
    if problem is not None:
        tell(f"cannot remember the row numbers: {problem.text}")


def row_path(text: str) -> str | None:
    """Return the file in the row of the last list that has this number, or None where none has."""
    if not _NUMBER.fullmatch(text):
        return None
    data = read_bounded(_file(), _MAX_SIZE)
    rows = [] if isinstance(data, Problem) else data.split(_BETWEEN)
    if int(text) > len(rows):
        return None
    path, here = os.fsdecode(rows[int(text) - 1]), os.path.join(os.getcwd(), "")
    # As one would type it.
    return path.removeprefix(here)


def _file() -> str:
    """Return where the rows are kept, by the XDG base directories: what one user did last."""
    state = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(state, "sstc-survey", "last-list")
