"""New files, put at their names some at a time: a disk makes many of them durable in little more time than one."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from sstc_survey.problems import Problem
from sstc_survey.storage.atomic import Temporary, sync_folder, unwritten
from sstc_survey.storage.bounded import MIB
from sstc_survey.storage.signals import signals_held

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

# So many wait in memory until they are written. Each is open until it has its name, and systems let a process have
# 256 files open.
MOST_FILES: Final = 128
MOST_BYTES: Final = 4 * MIB
# What waits for the disk at the same time is made durable by one write of its journal.
_THREADS: Final = 8
_TOO_MANY_OPEN: Final = (errno.EMFILE, errno.ENFILE)
# So many more can be opened while the temporary files are open: what has a name already is read, modules are loaded.
_MARGIN: Final = 6


class _NewFile(NamedTuple):
    path: str
    data: bytes


class NewFiles:
    """Files that are put where nothing is, whole and in the order in which they were added, and never replace anything.

    What is added waits until there is enough of it, or until `put`. Temporary files are there only while signals are
    held back. A file at its name is durable, and its name is after `finish`.
    """

    def __init__(self, on_named: Callable[[str], None], on_taken: Callable[[str, bytes], Problem | None]) -> None:
        """`on_named` is called with the path of each file that has its name, `on_taken` where something has it.

        That returns why it must not be so, or None if it is well.
        """
        self._on_named = on_named
        self._on_taken = on_taken
        self._waiting: list[_NewFile] = []
        self._size = 0
        # The folders in which names may not be durable yet.
        self._folders: set[str] = set()

    def add(self, path: str, data: bytes) -> Problem | None:
        """Add a file; return why it, or one of those that waited, could not be put at its name."""
        self._waiting.append(_NewFile(path, data))
        self._size += len(data)
        return self.put() if len(self._waiting) >= MOST_FILES or self._size >= MOST_BYTES else None

    def put(self) -> Problem | None:
        """Put the files that wait at their names, or say why one could not be; those before it have theirs."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        # Loaded while files can be opened.
        _pool_class()
        with signals_held():
            while waiting:
                put, problem = self._put(waiting)
                if problem is not None:
                    return problem
                waiting = waiting[put:]
        return None

    def finish(self) -> Problem | None:
        """Return when all files have their names, durably, or why that cannot be."""
        if problem := self.put():
            return problem
        for folder in sorted(self._folders):
            try:
                sync_folder(folder)
            except OSError as error:
                return unwritten(error, folder)
        self._folders.clear()
        return None

    def _put(self, files: Sequence[_NewFile]) -> tuple[int, Problem | None]:
        """Put files at their names, fewer if so many cannot be open; return how many, and why the next could not be."""
        with ExitStack() as stack:
            made: list[Temporary] = []
            with _margin():
                failed = _make(files, made, stack)
            if not made and failed is not None and failed.errno in _TOO_MANY_OPEN:
                # There is no room for one and the margin.
                failed = _make(files[:1], made, stack)
            for number, (temporary, unsynced) in enumerate(zip(made, _synced(made), strict=True)):
                if unsynced is not None:
                    return number, unwritten(unsynced, files[number].path)
                if problem := self._name(temporary, files[number]):
                    return number, problem
            # As soon as those before it are closed, it can be opened.
            if failed is None or (made and failed.errno in _TOO_MANY_OPEN):
                return len(made), None
            return len(made), unwritten(failed, files[len(made)].path)

    def _name(self, temporary: Temporary, file: _NewFile) -> Problem | None:
        try:
            temporary.replace(is_new=True)
        except FileExistsError:
            return self._on_taken(*file)
        except OSError as error:
            return unwritten(error, file.path)
        self._on_named(file.path)
        self._folders.add(os.path.dirname(file.path) or os.curdir)
        return None


@contextmanager
def _margin() -> Iterator[None]:
    """Hold files open, as far as there is room, whose places are free afterwards."""
    taken: list[int] = []
    try:
        with suppress(OSError):
            while len(taken) < _MARGIN:
                taken.append(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
        yield
    finally:
        for descriptor in taken:
            with suppress(OSError):
                os.close(descriptor)


def _make(files: Sequence[_NewFile], made: list[Temporary], stack: ExitStack) -> OSError | None:
    """Make temporary files, not durable yet, until one cannot be made; return why."""
    try:
        for path, data in files:
            made.append(stack.enter_context(Temporary(path, data, is_synced=False)))
    except OSError as error:
        return error
    return None


def _synced(made: Sequence[Temporary]) -> Sequence[OSError | None]:
    """Make files durable; return for each why that could not be, or None."""
    try:
        with _pool_class()(_THREADS) as pool:
            return list(pool.map(_sync, made))
    except RuntimeError:
        # The system lets nobody start a thread.
        return [*map(_sync, made)]


def _pool_class() -> type[ThreadPoolExecutor]:
    """Return what runs threads: it takes a moment to load, which does not count where there are many files."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor


def _sync(temporary: Temporary) -> OSError | None:
    try:
        temporary.sync_appended()
    except OSError as error:
        return error
    return None
