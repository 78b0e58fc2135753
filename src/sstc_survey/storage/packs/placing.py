"""Put the files of packs where nothing is, durably, and never in the place of anything."""

from __future__ import annotations

import os
import stat

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.storage.atomic import make_folder, unwritten
from sstc_survey.storage.bounded import read_bounded
from sstc_survey.storage.leftovers import clear_up
from sstc_survey.storage.new_files import NewFiles


class Placing:
    """The files that are put below a folder: how many were `made`, and how many were `found` there as they are."""

    def __init__(self, folder: str) -> None:
        self.made = 0
        self.found = 0
        self._folder = folder
        # Those that were looked at, or made.
        self._folders: set[str] = set()
        self._files = NewFiles(self._count, self._compare)

    def put(self, path: str, data: bytes) -> Problem | None:
        """Put a file at its path below the folder, or say why it, or one before it, cannot be there.

        One that is there with the same bytes is well. All of them are there, durably, after `finish`.
        """
        target = os.path.join(self._folder, path)
        above = os.path.dirname(target)
        if above not in self._folders:
            if problem := _linked(self._folder, path) or make_folder(above):
                return problem
            # Of an unpacking that was killed.
            clear_up(above)
            self._folders.add(above)
        return self._compare(target, data) if os.path.lexists(target) else self._files.add(target, data)

    def finish(self) -> Problem | None:
        """Return when all files and their names are durable, or why that cannot be."""
        return self._files.finish()

    def _count(self, _target: str) -> None:
        self.made += 1

    def _compare(self, target: str, data: bytes) -> Problem | None:
        self.found += 1
        return _other_than(target, data)


def differing(folder: str, path: str, data: bytes) -> Problem | None:
    """Return a problem if something is at a path below a folder, or on the way, that is no file of these bytes."""
    if problem := _linked(folder, path):
        return problem
    target = os.path.join(folder, path)
    if not os.path.lexists(target):
        return None
    return _other_than(target, data)


def _other_than(target: str, data: bytes) -> Problem | None:
    found = read_bounded(target, len(data))
    return None if found == data else Problem(codes.UNPACK_DIFFERS, {}, Place(target))


def _linked(folder: str, path: str) -> Problem | None:
    """Return a problem if a folder on the way is a link, which would lead somewhere else, or no folder."""
    above = folder
    for name in path.split("/")[:-1]:
        above = os.path.join(above, name)
        try:
            mode = os.lstat(above).st_mode
        except FileNotFoundError:
            return None
        except OSError as error:
            return unwritten(error, above)
        if not stat.S_ISDIR(mode):
            code = codes.IS_A_LINK if stat.S_ISLNK(mode) else codes.UNPACK_DIFFERS
            return Problem(code, {}, Place(above))
    return None
