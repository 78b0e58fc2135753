"""Files that are made to be read: replaced whole, durably, and without leaving anything of a write that was killed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from sstc_survey.problems import Problem
from sstc_survey.storage.atomic import PRIVATE_FILE, Temporary, remove_unlocked, sync_folder, unwritten
from sstc_survey.storage.signals import signals_held

# Whoever the umask lets may read what is made to be read, which as a rule shows no more than respondents allow.
READABLE: Final = 0o666
# With what is added to it, a longer name would be no name any more.
_LONGEST: Final = 200


class _Replacing(Temporary):
    """A new file beside an output, or beside what a link to it leads to; the mode of what is there stays.

    What killed writes of the same output have left is removed.
    """

    def __init__(self, path: str, data: bytes, new_mode: int) -> None:
        target = os.path.realpath(path)
        folder, name = os.path.split(target)
        stem = name if len(os.fsencode(name)) <= _LONGEST else hashlib.sha256(os.fsencode(name)).hexdigest()
        _remove_left(folder, stem)
        self._old_mode = _mode(target)
        super().__init__(target, data, new_mode if self._old_mode is None else self._old_mode, stem=stem)

    def replace(self, *, is_new: bool = False) -> None:
        """Take the place of the output in one step, with the mode that it had."""
        if self._old_mode is not None:
            self.set_mode(self._old_mode)
        super().replace(is_new=is_new)


def replace_output(path: str, data: bytes) -> Problem | None:
    """Write a file whole, or leave it as it was and say why; links stay, and so does the mode of what was there."""
    with signals_held():
        try:
            with _Replacing(path, data, READABLE) as temporary:
                temporary.replace()
            sync_folder(os.path.dirname(temporary.target))
        except OSError as error:
            return unwritten(error, path)
    return None


def replace_outputs(files: Sequence[tuple[str, Callable[[str], None]]], *, is_private: bool = False) -> Problem | None:
    """Write several files whole, or leave all of them as they were and say why; each is written at a path of its own.

    Links stay, and so do the modes of what was there; new files may be for their owner alone. What a writer raises
    besides OSError is raised.
    """
    new_mode = PRIVATE_FILE if is_private else READABLE
    with contextlib.ExitStack() as stack:
        path = ""
        try:
            made: list[Temporary] = []
            for path, write in files:
                temporary = stack.enter_context(_Replacing(path, b"", new_mode))
                made.append(temporary)
                write(temporary.path)
                temporary.sync()
            with signals_held():
                _replace_all(made)
        except OSError as error:
            return unwritten(error, path)
    return None


def _replace_all(made: Sequence[Temporary]) -> None:
    """Let files take their places; where one cannot, those before it give theirs back."""
    before: list[tuple[str, str | None]] = []
    try:
        for temporary in made:
            before.append((temporary.target, _second_name(temporary.target) if len(made) > 1 else None))
            temporary.replace()
        for folder in {os.path.dirname(temporary.target) for temporary in made}:
            sync_folder(folder)
    except OSError:
        for target, other in reversed(before):
            with contextlib.suppress(OSError):
                if other:
                    os.replace(other, target)
                elif other is None and len(made) > 1:
                    os.unlink(target)
        raise
    finally:
        for _, other in before:
            if other:
                with contextlib.suppress(OSError):
                    os.unlink(other)


def _second_name(path: str) -> str | None:
    """Give a file another name beside its own, by which it can come back, or a copy where it cannot have two names.

    None where there is no file.
    """
    folder, name = os.path.split(path)
    other = os.path.join(folder, f".{name[: _LONGEST // 4]}.{os.urandom(8).hex()}.tmp")
    try:
        os.link(path, other)
    except FileNotFoundError:
        return None
    except OSError:
        shutil.copy2(path, other)
    return other


@contextlib.contextmanager
def streamed_output(path: str) -> Iterator[Callable[[bytes], None]]:
    """Let a private file be written bit by bit, whose place is taken when all of it is durable; else it is as it was.

    Raises OSError where that cannot be.
    """
    with _Replacing(path, b"", PRIVATE_FILE) as temporary:
        yield temporary.append
        with signals_held():
            temporary.sync()
            temporary.replace()
            sync_folder(os.path.dirname(temporary.target))


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
