"""Response files of schema 1, which are read for ever: what they hold, and what it is in the schema of today."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from msgspec import Struct

from sstc_survey.questionnaire import Stored
from sstc_survey.response import (
    SIMULATION,
    Event,
    EventKind,
    Missing,
    Mode,
    QuestionnaireRef,
    Response,
    ResponseFormat,
    Status,
)

_Mode: TypeAlias = Literal["terminal", "plain", "scripted", "panel"]
_Status: TypeAlias = Literal["partial", "complete", "void"]
# The kinds of event that came later.
LATER_KINDS: Final = frozenset({EventKind.ROUND, EventKind.REASON, EventKind.RESOLVE})


def is_invented(mode: str, interviewer: str | None) -> bool:
    """Tell whether the answers of a response of schema 1 are invented, which had no mode of its own."""
    return mode == Mode.SCRIPTED and interviewer == SIMULATION


class Response1(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A response of schema 1; its events are those of today, but for a few kinds."""

    format: ResponseFormat
    schema: Literal[1]
    id: str
    questionnaire: QuestionnaireRef
    status: _Status
    language: str
    mode: _Mode
    interviewer: str | None = None
    session: str | None = None
    started: str
    finished: str | None = None
    answers: dict[str, Stored] = {}
    missing: dict[str, Missing] = {}
    comments: dict[str, str] = {}
    position: str | None = None
    events: list[Event] = []

    def upgraded(self) -> Response:
        """Return the response as its next save writes it."""
        return Response(
            id=self.id,
            questionnaire=self.questionnaire,
            status=Status(self.status),
            language=self.language,
            mode=Mode.SIMULATED if is_invented(self.mode, self.interviewer) else Mode(self.mode),
            interviewer=self.interviewer,
            session=self.session,
            started=self.started,
            finished=self.finished,
            answers=self.answers,
            missing=self.missing,
            comments=self.comments,
            position=self.position,
            events=self.events,
        )
