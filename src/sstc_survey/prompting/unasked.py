"""Keep what stands in every question: nobody is asked."""

from __future__ import annotations

from sstc_survey.errors import Problem, SurveyError
from sstc_survey.interview import Enough, Finish, Onward, Reply
from sstc_survey.prompting.conduct import AfterFailure, Stop, Verify
from sstc_survey.prompting.reviewing import Line
from sstc_survey.prompting.screens import Cover, Gate, Screen


class UnaskedPrompter:
    """Asks nobody; what stands there and does not fit is raised."""

    def open(self, cover: Cover, *, resumed: bool) -> None:
        """Show nothing."""

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Keep what stands there."""
        return Onward()

    def gate(self, gate: Gate, verify: Verify) -> Reply | Stop:
        """Add no instance."""
        return Enough()

    def remark(self, screen: Screen, verify: Verify) -> None:
        """Give none."""

    def review(self, lines: tuple[Line, ...]) -> Reply | Stop:
        """Finish."""
        return Finish()

    def reject(self, problem: Problem) -> None:
        """Raise why it does not fit."""
        raise SurveyError(problem)

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Stop; it never comes to this, as nothing is saved."""
        return Stop()

    def close(self, closing: str) -> None:
        """Show nothing."""
