"""What a tally reads of a response, and the same with other answers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
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


class UnreadAnswers(Mapping[str, Stored]):
    """The answers of a response as they are `written`, of which equal ones can be counted before they are read."""

    __slots__ = ("written",)

    def __init__(self, written: bytes) -> None:
        self.written = written

    @abstractmethod
    def may_have(self, names: Iterable[str]) -> bool:
        """Return False if there are no answers to questions of these names; what it tells takes no reading."""

    @staticmethod
    @abstractmethod
    def pieces(written: Iterable[bytes]) -> list[bytes]:
        """Return each answer of several responses, with its name; those that are equal have the same bytes."""

    @staticmethod
    @abstractmethod
    def read(pieces: Iterable[bytes]) -> list[dict[str, Stored]]:
        """Return what pieces say, each by itself."""


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
