"""Response files as they are read: with their history or without it, by the same rules."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.questionnaire import Stored
from sstc_survey.response import (
    EDIT,
    SCHEMA,
    Event,
    EventKind,
    Missing,
    Mode,
    QuestionnaireRef,
    Response,
    ResponseFormat,
    Status,
    edit_of,
)
from sstc_survey.storage.bounded import MIB, read_bounded
from sstc_survey.storage.encoding import MAX_SIZE, check_memory, decode, decode_sealed, is_sealed, seal_of
from sstc_survey.storage.ids import file_name, is_file_name
from sstc_survey.storage.schema_1 import is_invented
from sstc_survey.storage.seals import Seals


class UnfinishedEdit(Struct, frozen=True):
    """What is read of what is unfinished in a response: the events of an edit."""

    events: list[Event] = field(default_factory=list, name=EDIT)


class BriefResponse(Struct, frozen=True, kw_only=True):
    """A response without its events: the fields are those of `Response`, and all of them have to be there.

    Of what is unfinished, only an edit is read.
    """

    format: ResponseFormat
    schema: int
    id: str
    questionnaire: QuestionnaireRef
    status: Status
    language: str
    mode: Mode
    interviewer: str | None
    reference: str | None = None
    session: str | None = None
    started: str
    finished: str | None
    answers: Mapping[str, Stored]
    missing: dict[str, Missing]
    comments: dict[str, str]
    position: str | None
    unfinished: UnfinishedEdit = UnfinishedEdit()

    @property
    def edit(self) -> Event | None:
        """Return the event with which the unfinished edit began, or was taken over last; None where there is none."""
        events = self.unfinished.events
        return next((event for event in reversed(events) if event.kind is EventKind.REOPEN), None) if events else None


# Where the id is in a path that this program made.
_ID_AT: Final = slice(-41, -5)
_DECODER: Final = msgspec.json.Decoder(BriefResponse)


def is_continuation(longer: Response, shorter: Response) -> bool:
    """Tell whether a response is another one, further on.

    Moving without a reply leaves no event, and neither does what stands in a field, or another reference. An edit that
    is unfinished goes on like one that was accepted.
    """
    if longer.questionnaire != shorter.questionnaire or longer.started != shorter.started:
        return False
    after, before = [*longer.events, *edit_of(longer)], [*shorter.events, *edit_of(shorter)]
    if len(after) == len(before):
        return after == before and _as_given(longer) == _as_given(shorter)
    # Where it was only opened again at its end, that says nothing new.
    end = len(before)
    while end and before[end - 1].kind is EventKind.RESUME:
        end -= 1
    return after[:end] == before[:end]


def _as_given(response: Response) -> Response:
    """Return a response without where it stopped; a draft also without its reference and what was not given."""
    if response.status is not Status.PARTIAL:
        return replace(response, position=None)
    return replace(response, position=None, unfinished={}, reference=None)


def read_response(path: str, *, follow: bool = False) -> Response | Problem:
    """Read a response with every check there is, or say why it is refused."""
    data = read_bounded(path, MAX_SIZE, follow=follow)
    if isinstance(data, Problem):
        return data
    response = decode(data, path)
    if isinstance(response, Problem):
        return response
    return wrong_name(path, response.id) or response


def read_brief(path: str, seals: Seals | None = None) -> BriefResponse | Problem:
    """Read a response without its history, or say why it is refused, by the rules of `read_response`.

    A file whose seal is among the `seals` has passed them before; one that passes them now is added.
    """
    data = read_bounded(path, MAX_SIZE)
    return data if isinstance(data, Problem) else brief_in(data, path, seals)


def brief_in(data: bytes, path: str, seals: Seals | None = None) -> BriefResponse | Problem:
    """Return the response that the bytes of a file hold, without its history, as `read_brief` does."""
    if not data or not is_sealed(data):
        found = decode(data, path)
        # Bytes without a seal are never a response.
        return found if isinstance(found, Problem) else brief_of(found)
    seal = seal_of(data)
    if seals is not None and seals.knows(seal) and (brief := brief_of_checked(data)) is not None:
        return wrong_name(path, brief.id) or brief
    response = decode_sealed(data, path)
    if isinstance(response, Problem):
        return response
    if seals is not None:
        seals.add(seal)
    return wrong_name(path, response.id) or brief_of(response)


def brief_of_checked(data: bytes) -> BriefResponse | None:
    """Return the response that bytes hold which passed every check before; None where they have to pass them again."""
    # The quick way has no bound on the number of values.
    if len(data) > MIB:
        return None
    check_memory(len(data))
    try:
        brief = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Whatever it is, it is not what was checked before.
        return None
    if brief.schema == SCHEMA:
        return brief
    if is_invented(brief.mode, brief.interviewer):
        brief = replace(brief, mode=Mode.SIMULATED)
    return replace(brief, schema=SCHEMA)


def brief_of(response: Response) -> BriefResponse:
    """Leave the history of a response out."""
    return BriefResponse(
        format=response.format,
        schema=response.schema,
        id=response.id,
        questionnaire=response.questionnaire,
        status=response.status,
        language=response.language,
        mode=response.mode,
        interviewer=response.interviewer,
        reference=response.reference,
        session=response.session,
        started=response.started,
        finished=response.finished,
        answers=response.answers,
        missing=response.missing,
        comments=response.comments,
        position=response.position,
        unfinished=UnfinishedEdit(edit_of(response)),
    )


def wrong_name(path: str, response_id: str) -> Problem | None:
    """Return a problem if a file is named after another response than the one it holds."""
    if path[_ID_AT] == response_id:
        return None
    name = os.path.basename(path)
    if is_file_name(name) and name != file_name(response_id):
        return Problem(codes.RESPONSE_MISNAMED, {"id": response_id}, Place(path))
    return None
