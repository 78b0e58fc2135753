"""What prompters that ask nobody have in common: nothing is shown, and nothing is saved."""

from __future__ import annotations

from sstc_survey.errors import Problem
from sstc_survey.interview import Interview, Reply
from sstc_survey.prompting.conduct import AfterFailure, Stop
from sstc_survey.prompting.screens import Cover


class SilentPrompter:
    """Shows nothing, and is its own keeper: it remembers where the interview stands."""

    def __init__(self, interview: Interview) -> None:
        self._interview = interview

    def open(self, cover: Cover, *, resumed: bool) -> None:
        """Show nothing."""

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Stop; it never comes to this, as nothing is saved."""
        return Stop()

    def close(self, closing: str) -> None:
        """Show nothing."""

    def keep(self, interview: Interview) -> Problem | None:
        """Remember where the interview stands."""
        self._interview = interview
        return None

    def move(self, folder: str) -> Problem | None:
        """Keep nothing anywhere else."""
