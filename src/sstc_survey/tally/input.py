"""What a tally reads of a response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

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
