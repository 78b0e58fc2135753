"""Saved responses: durable saves, locks, bounded reading, and the files in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstc_survey.storage.atomic import Temporary, atomic_write, make_folder
    from sstc_survey.storage.batches import Batch, BatchMarker
    from sstc_survey.storage.bounded import read_bounded
    from sstc_survey.storage.copies import read_copy, save_copy
    from sstc_survey.storage.encoding import MAX_SIZE, decode, encode, encode_tombstone
    from sstc_survey.storage.ids import RANDOM_BYTES, file_name, id_from_data, is_id, new_id
    from sstc_survey.storage.inventory import Inventory
    from sstc_survey.storage.outcomes import Conflicting, Counted, Duplicate, Erased, Outcome, Refused, Unfinished
    from sstc_survey.storage.response_file import ResponseFile
    from sstc_survey.storage.responses import brief_of, read_brief, read_response
    from sstc_survey.storage.seals import Seals
    from sstc_survey.storage.signals import signals_held
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = [
    "MAX_SIZE",
    "RANDOM_BYTES",
    "Batch",
    "BatchMarker",
    "Conflicting",
    "Counted",
    "Duplicate",
    "Erased",
    "Inventory",
    "Outcome",
    "Refused",
    "ResponseFile",
    "Seals",
    "Temporary",
    "Unfinished",
    "atomic_write",
    "brief_of",
    "decode",
    "encode",
    "encode_tombstone",
    "file_name",
    "id_from_data",
    "is_id",
    "make_folder",
    "new_id",
    "read_bounded",
    "read_brief",
    "read_copy",
    "read_response",
    "save_copy",
    "signals_held",
]
