"""Batches: many responses saved by one command, which count only when the last of them is on the disk.

While a batch is being saved, a file in `.batches` beside the responses names all of them. What a batch that was cut has
left is counted apart until the same command completes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Final, Literal, Self, TypeAlias

import msgspec
from msgspec import Struct

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.storage.atomic import MIB, Temporary, atomic_write, make_folder, read_bounded, sync_folder, unwritten
from sstc_survey.storage.ids import file_name
from sstc_survey.storage.locks import BATCHES_FOLDER, Lock, clear_up, take_lock
from sstc_survey.storage.signals import signals_held

_LOCK: Final = "batch"
_KIND: Final = ".json"
_MAX_SIZE: Final = 256 * MIB
_Format: TypeAlias = Literal["sstc-survey/batch"]


class BatchMarker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A batch that is not complete: where it is from, what to type to complete it, and each ID with its row."""

    format: _Format = "sstc-survey/batch"
    schema: Literal[1] = 1
    source: str
    command: str
    started: str
    rows: dict[str, str]

    @property
    def name(self) -> str:
        """Return the name of its file, which the same batch always has."""
        return hashlib.sha256("\n".join(sorted(self.rows)).encode()).hexdigest()[:32] + _KIND


_DECODER: Final = msgspec.json.Decoder(BatchMarker)


def read_markers(folder: str) -> dict[str, BatchMarker | Problem]:
    """Return the batches of a folder of responses that were cut, by the path of their marker."""
    markers: dict[str, BatchMarker | Problem] = {}
    with contextlib.suppress(OSError), os.scandir(os.path.join(folder, BATCHES_FOLDER)) as entries:
        for path in sorted(entry.path for entry in entries if entry.name.endswith(_KIND) and entry.name[0] != "."):
            data = read_bounded(path, _MAX_SIZE)
            if isinstance(data, bytes):
                try:
                    markers[path] = _DECODER.decode(data)
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                    markers[path] = Problem(codes.BATCH_MARKER_DAMAGED, {}, Place(path))
            else:
                markers[path] = data
    return markers


class Batch:
    """A batch while it is being saved; nobody else can save one in this folder until it is left."""

    def __init__(self, folder: str, marker: BatchMarker, lock: Lock) -> None:
        self._folder = folder
        self._path = os.path.join(folder, BATCHES_FOLDER, marker.name)
        self._lock = lock
        self._saved: list[str] = []
        self._is_again = os.path.lexists(self._path)

    @classmethod
    def begin(cls, folder: str, marker: BatchMarker) -> Self | Problem:
        """Name all responses of a batch on the disk, before the first of them is saved."""
        problem = make_folder(os.path.join(folder, BATCHES_FOLDER), sync=True)
        if problem is not None:
            return problem
        lock = take_lock(folder, _LOCK)
        if isinstance(lock, Problem):
            is_busy = lock.code == codes.RESPONSE_LOCKED
            return Problem(codes.BATCH_LOCKED, {}, Place(folder)) if is_busy else lock
        clear_up(folder)
        batch = cls(folder, marker, lock)
        problem = atomic_write(batch._path, msgspec.json.format(msgspec.json.encode(marker), indent=1) + b"\n")
        if problem is not None:
            lock.release()
            return problem
        return batch

    def save(self, response_id: str, data: bytes) -> Problem | None:
        """Save a response that is not there yet; its name is durable when the batch is finished."""
        path = os.path.join(self._folder, file_name(response_id))
        if os.path.lexists(path):
            if self._is_again:
                # From when it was cut.
                return None
            return Problem(codes.RESPONSE_EXISTS, {}, Place(path))
        with signals_held():
            try:
                with Temporary(path, data) as temporary:
                    temporary.replace()
                    self._saved.append(path)
            except OSError as error:
                return unwritten(error, path)
        return None

    def finish(self, left: Mapping[str, BatchMarker]) -> Problem | None:
        """Let the responses count; `left` has by path the markers of earlier versions, with the rows that stay cut."""
        try:
            sync_folder(self._folder)
            mine = left.get(self._path)
            for path, marker in left.items():
                if marker.rows and (problem := atomic_write(path, msgspec.json.encode(marker))):
                    return problem
                if not marker.rows and path != self._path:
                    os.unlink(path)
            # First the others: as long as this one is there, none of its rows counts.
            sync_folder(os.path.dirname(self._path))
            if mine is None or not mine.rows:
                os.unlink(self._path)
                sync_folder(os.path.dirname(self._path))
        except OSError as error:
            return unwritten(error, self._path)
        self._saved.clear()
        return None

    def give_up(self) -> None:
        """Remove the responses that were saved, as if the batch had not been begun; what an earlier one left stays."""
        with contextlib.suppress(OSError):
            for path in self._saved:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(path)
            sync_folder(self._folder)
            if not self._is_again:
                os.unlink(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lock.release()


def earlier_versions(marker: BatchMarker, folder: str) -> Iterator[tuple[str, BatchMarker]]:
    """Yield the batches that were cut, and are this one or another version of it: from its file, or with rows of it."""
    for path, other in read_markers(folder).items():
        if isinstance(other, BatchMarker) and (other.source == marker.source or other.rows.keys() & marker.rows.keys()):
            yield path, other
