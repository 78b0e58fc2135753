"""Files that are made to be read: replaced whole, durably, and without leaving anything of a write that was killed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from typing import Final

from sstc_survey.problems import Problem
from sstc_survey.storage.atomic import PRIVATE_FILE, Temporary, remove_unlocked, sync_folder, unwritten
from sstc_survey.storage.signals import signals_held

# Whoever the umask lets may read what is made to be read: it shows no more than respondents allow.
READABLE: Final = 0o666
# With what is added to it, a longer name would be no name any more.
_LONGEST: Final = 200


def replace_output(path: str, data: bytes) -> Problem | None:
    """Write a file whole, or leave it as it was and say why; links stay, and so does the mode of what was there."""
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    stem = name if len(os.fsencode(name)) <= _LONGEST else hashlib.sha256(os.fsencode(name)).hexdigest()
    with signals_held():
        try:
            _remove_left(folder, stem)
            mode = _mode(target)
            with Temporary(target, data, READABLE if mode is None else mode, stem=stem) as temporary:
                if mode is not None:
                    temporary.set_mode(mode)
                temporary.replace()
            sync_folder(folder)
        except OSError as error:
            return unwritten(error, path)
    return None


@contextlib.contextmanager
def streamed_output(path: str) -> Iterator[Callable[[bytes], None]]:
    """Let a private file be written bit by bit, whose place is taken when all of it is durable; else it is as it was.

    Raises OSError where that cannot be.
    """
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    stem = name if len(os.fsencode(name)) <= _LONGEST else hashlib.sha256(os.fsencode(name)).hexdigest()
    _remove_left(folder, stem)
    mode = _mode(target)
    with Temporary(target, b"", PRIVATE_FILE, stem=stem) as temporary:
        if mode is not None:
            temporary.set_mode(mode)
        yield temporary.append
        with signals_held():
            temporary.sync()
            temporary.replace()
            sync_folder(folder)


def _mode(path: str) -> int | None:
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        return None


def _remove_left(folder: str, stem: str) -> None:
    """Remove what killed writes of the same file have left, and nothing that another one is at work on."""
    ours = re.compile(rf"\.{re.escape(stem)}\.[0-9a-f]{{16}}\.tmp")
    with contextlib.suppress(OSError):
        for name in filter(ours.fullmatch, os.listdir(folder)):
            remove_unlocked(os.path.join(folder, name))
