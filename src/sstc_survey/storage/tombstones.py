"""What stays of a response that was erased: its ID and when, so that a copy does not bring it back."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

import msgspec
from msgspec import Struct

from sstc_survey.problems import Problem, codes
from sstc_survey.storage.ids import is_id

TombstoneFormat: TypeAlias = Literal["sstc-survey/tombstone"]
FORMAT: Final[TombstoneFormat] = "sstc-survey/tombstone"


class Tombstone(Struct, frozen=True, forbid_unknown_fields=True):
    """A response that was erased, and the time of that."""

    format: TombstoneFormat
    schema: Literal[1]
    id: str
    erased: str


def is_tombstone(document: dict[str, Any]) -> bool:
    """Tell what stays of an erased response from other JSON."""
    return document.get("format") == FORMAT


def erasure(document: dict[str, Any]) -> Problem:
    """Return the problem that a response was erased, or that what stays of it is damaged."""
    try:
        tombstone = msgspec.convert({name: value for name, value in document.items() if name != "sha256"}, Tombstone)
    except msgspec.ValidationError:
        return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "the top"})
    if not is_id(tombstone.id):
        return Problem(codes.RESPONSE_BAD_ID, {"id": tombstone.id})
    return Problem(codes.RESPONSE_ERASED, {"id": tombstone.id, "time": tombstone.erased})
