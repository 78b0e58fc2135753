"""Saved responses: durable saves, locks, bounded reading, and the files in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstc_survey.storage.atomic import Temporary, atomic_write, make_folder, read_bounded
    from sstc_survey.storage.copies import read_copy, save_copy
    from sstc_survey.storage.encoding import MAX_SIZE, decode, encode
    from sstc_survey.storage.ids import RANDOM_BYTES, file_name, is_id, new_id
    from sstc_survey.storage.inventory import Conflicting, Counted, Duplicate, Inventory, Outcome, Refused
    from sstc_survey.storage.response_file import ResponseFile
    from sstc_survey.storage.responses import brief_of, read_brief, read_response
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
    "Conflicting",
    "Counted",
    "Duplicate",
    "Inventory",
    "Outcome",
    "Refused",
    "ResponseFile",
    "Temporary",
    "atomic_write",
    "brief_of",
    "decode",
    "encode",
    "file_name",
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
