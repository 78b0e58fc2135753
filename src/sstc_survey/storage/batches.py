"""Batches: many responses saved by one command, which count only when the last of them is on the disk.

While a batch is being saved, a file in `.batches` beside the responses names all of them. What a batch that was cut has
left is counted apart until the same command completes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Collection
from types import TracebackType
from typing import Final, Literal, Self, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.storage.atomic import atomic_write, make_folder, sync_folder, unwritten
from sstc_survey.storage.bounded import MIB, read_bounded
from sstc_survey.storage.ids import file_name
from sstc_survey.storage.leftovers import BATCHES_FOLDER, clear_up
from sstc_survey.storage.listing import names_in
from sstc_survey.storage.locks import Lock, take_lock
from sstc_survey.storage.new_files import NewFiles
from sstc_survey.storage.signals import signals_held

_LOCK: Final = "batch"
_KIND: Final = ".json"
MAX_MARKER: Final = 256 * MIB
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
        """Return the name of its file: what comes from the same source has the same."""
        return hashlib.sha256(self.source.encode(errors="surrogateescape")).hexdigest()[:32] + _KIND


_DECODER: Final = msgspec.json.Decoder(BatchMarker)


def read_markers(folder: str) -> dict[str, BatchMarker | Problem]:
    """Return the batches of a folder of responses that were cut, by the path of their marker."""
    markers: dict[str, BatchMarker | Problem] = {}
    above = os.path.join(folder, BATCHES_FOLDER)
    for name in names_in(above):
        if not name.endswith(_KIND) or name[0] == ".":
            continue
        path = os.path.join(above, name)
        data = read_bounded(path, MAX_MARKER)
        if isinstance(data, bytes):
            try:
                markers[path] = _DECODER.decode(data)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                markers[path] = Problem(codes.BATCH_MARKER_DAMAGED, {}, Place(path))
        else:
            markers[path] = data
    return markers


def rows_of(data: bytes) -> Collection[str]:
    """Return the ids of the responses that a marker names; none if it is damaged."""
    try:
        return _DECODER.decode(data).rows
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()


def without_rows(data: bytes, ids: Collection[str]) -> bytes | None:
    """Return a marker that is sound without some of its rows, or None if no row is left."""
    marker = _DECODER.decode(data)
    rows = {each: row for each, row in marker.rows.items() if each not in ids}
    return _encoded(replace(marker, rows=rows)) if rows else None


class Batch:
    """A batch while it is being saved; nobody else can save one in this folder until it is left.

    `earlier` has by path the batches that were cut and are this one, or another version of it: from the same source, or
    with rows of it.
    """

    def __init__(self, folder: str, marker: BatchMarker, lock: Lock) -> None:
        self._folder = folder
        self._lock = lock
        self._path = os.path.join(folder, BATCHES_FOLDER, marker.name)
        self.earlier = {
            path: other
            for path, other in read_markers(folder).items()
            if isinstance(other, BatchMarker)
            and (other.source == marker.source or other.rows.keys() & marker.rows.keys())
        }
        self._cut = {each: row for other in self.earlier.values() for each, row in other.rows.items()}
        self._rows = marker.rows
        self._saved: list[str] = []
        self._files = NewFiles(self._saved.append, _taken)
        self._is_finished = False

    @classmethod
    def begin(cls, folder: str, marker: BatchMarker) -> Self | Problem:
        """Name the responses of a batch that are not there yet on the disk, before the first of them is saved."""
        problem = make_folder(os.path.join(folder, BATCHES_FOLDER), sync=True)
        if problem is not None:
            return problem
        with signals_held():
            lock = take_lock(folder, _LOCK)
            if isinstance(lock, Problem):
                is_busy = lock.code == codes.RESPONSE_LOCKED
                return Problem(codes.BATCH_LOCKED, {}, Place(folder)) if is_busy else lock
            clear_up(folder)
            batch = cls(folder, marker, lock)
            own = batch.earlier.get(batch._path)
            # What counted before goes on counting; what an earlier one left unfinished does not count yet.
            rows = {
                each: row for each, row in marker.rows.items() if each in batch._cut or not batch._is_there(each)
            } | (own.rows if own else {})
            problem = atomic_write(batch._path, _encoded(replace(marker, rows=rows)))
            if problem is not None:
                lock.release()
                return problem
        return batch

    def save(self, response_id: str, data: bytes) -> Problem | None:
        """Save a response that is not there yet; it is there, durably, when the batch is finished.

        Until enough of them wait to be saved together, it is not there at all.
        """
        path = os.path.join(self._folder, file_name(response_id))
        if response_id in self._cut and os.path.lexists(path):
            # From when it was cut.
            return None
        return self._files.add(path, data)

    def finish(self, differing: Collection[str] = ()) -> Problem | dict[str, str]:
        """Let the responses count; return the rows that do not: those that an earlier version of its file had.

        A row that is `differing` stays what it was, and uncounted if it was.
        """
        if problem := self._files.put():
            return problem
        settled = self._rows.keys() - differing
        left = {
            path: {each: row for each, row in other.rows.items() if each not in settled and self._is_there(each)}
            for path, other in self.earlier.items()
        }
        with signals_held():
            try:
                sync_folder(self._folder)
                for path, rows in left.items():
                    if path != self._path and (problem := self._settle(path, rows)):
                        return problem
                # As long as this one is there, none of its rows counts.
                sync_folder(os.path.dirname(self._path))
                if problem := self._settle(self._path, left.get(self._path, {})):
                    return problem
                # They count from here on, whatever becomes of the last step.
                self._is_finished = True
                sync_folder(os.path.dirname(self._path))
            except OSError as error:
                return unwritten(error, self._path)
        return {each: row for each, row in left.get(self._path, {}).items() if each not in self._rows}

    def give_up(self) -> None:
        """Remove the responses that were saved, as if the batch had not been begun; what an earlier one left stays."""
        if self._is_finished:
            return
        with contextlib.suppress(OSError):
            for path in self._saved:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(path)
            sync_folder(self._folder)
            if self._path in self.earlier:
                atomic_write(self._path, _encoded(self.earlier[self._path]))
            else:
                os.unlink(self._path)

    def _settle(self, path: str, rows: dict[str, str]) -> Problem | None:
        """Leave a marker with these rows, or none if there are no more."""
        if rows:
            return atomic_write(path, _encoded(replace(self.earlier[path], rows=rows)))
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        return None

    def _is_there(self, response_id: str) -> bool:
        return os.path.lexists(os.path.join(self._folder, file_name(response_id)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lock.release()


def forget_batches(folder: str) -> None:
    """Remove the markers of batches of which no response is there any more."""
    for path, marker in read_markers(folder).items():
        if isinstance(marker, BatchMarker) and not any(
            os.path.lexists(os.path.join(folder, file_name(each))) for each in marker.rows
        ):
            with contextlib.suppress(OSError):
                os.unlink(path)


def _taken(path: str, _data: bytes) -> Problem:
    return Problem(codes.RESPONSE_EXISTS, {}, Place(path))


def _encoded(marker: BatchMarker) -> bytes:
    return msgspec.json.format(msgspec.json.encode(marker), indent=1) + b"\n"
