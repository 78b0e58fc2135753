"""What a tally reads of a response, and the same with other answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from sstc_survey.questionnaire import Stored
from sstc_survey.response import QuestionnaireRef, Saved, Status


class TallyInput(Saved, Protocol):
    """What a tally reads of a response."""

    @property
    def id(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def questionnaire(self) -> QuestionnaireRef: ...
    @property
    def comments(self) -> Mapping[str, str]: ...
    @property
    def interviewer(self) -> str | None: ...
    @property
    def position(self) -> str | None: ...


class ChangedInput(Struct, frozen=True):
    """A response with other answers, or other states."""

    id: str
    status: Status
    questionnaire: QuestionnaireRef
    language: str
    interviewer: str | None
    started: str
    finished: str | None
    answers: Mapping[str, Stored]
    missing: Mapping[str, str]
    comments: Mapping[str, str]
    position: str | None


def changed(response: TallyInput, answers: Mapping[str, Stored], missing: Mapping[str, str]) -> ChangedInput:
    """Return a response with these answers and states."""
    return ChangedInput(
        response.id,
        response.status,
        response.questionnaire,
        response.language,
        response.interviewer,
        response.started,
        response.finished,
        answers,
        missing,
        response.comments,
        response.position,
    )
