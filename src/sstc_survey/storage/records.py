"""Responses read quickly, for tallies and lists: sealed, typed and whole, but without their history."""

from __future__ import annotations

import os
from stat import S_ISREG
from typing import Final, Literal

import msgspec
from msgspec import Struct

from sstc_survey.errors import Problem
from sstc_survey.questionnaire import Stored
from sstc_survey.response import Missing, Mode, QuestionnaireRef, Response, Status
from sstc_survey.storage.encoding import MAX_SIZE, decode, is_sealed
from sstc_survey.storage.files import MIB, read_bounded
from sstc_survey.storage.ids import is_id
from sstc_survey.storage.responses import misnamed
from sstc_survey.storage.system import NO_LINK, SAFE


class Record(Struct, frozen=True, kw_only=True):
    """A response without its events; the fields are those of `Response`."""

    format: Literal["sstc-survey/response"]
    schema: Literal[1]
    id: str
    questionnaire: QuestionnaireRef
    status: Status
    language: str
    mode: Mode
    interviewer: str | None
    started: str
    finished: str | None
    answers: dict[str, Stored]
    missing: dict[str, Missing]
    comments: dict[str, str]
    position: str | None


# Most responses fit; asking for much more at once costs more than a second call does.
_AT_ONCE: Final = 16_384
# Where the id stands in a path that this program made.
_ID_AT: Final = slice(-41, -5)
_FLAGS: Final = SAFE | NO_LINK
_DECODER: Final = msgspec.json.Decoder(Record)


def read_record(path: str) -> Record | Problem:
    """Read a response without its history, or say why it is refused.

    That the answers are what the events add up to is left to `read_response`.
    """
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            # Whatever is no file is read as nothing, and refused by the slow way.
            data = os.read(descriptor, _AT_ONCE) if S_ISREG(os.fstat(descriptor).st_mode) else b""
        finally:
            os.close(descriptor)
    except OSError:
        data = b""
    if len(data) == _AT_ONCE or not data:
        whole = read_bounded(path, MAX_SIZE)
        if isinstance(whole, Problem):
            return whole
        data = whole
    return _decode(data, path)


def record_of(response: Response) -> Record:
    """Leave the history of a response out."""
    return msgspec.convert(response, Record, from_attributes=True)


def _decode(data: bytes, path: str) -> Record | Problem:
    # The quick way has no bound on the number of values.
    if len(data) <= MIB and is_sealed(data):
        try:
            record = _DECODER.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
        else:
            if is_id(record.id):
                return record if path[_ID_AT] == record.id else misnamed(path, record.id) or record
    # The slow way knows why a file is refused.
    response = decode(data, path)
    if isinstance(response, Problem):
        return response
    return misnamed(path, response.id) or record_of(response)
