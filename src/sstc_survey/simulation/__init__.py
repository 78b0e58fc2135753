"""Interviews answered at random, and what they show of a questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstc_survey.simulation.prompter import RandomPrompter, SimulationContext
    from sstc_survey.simulation.texts import matching
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = ["RandomPrompter", "SimulationContext", "matching"]
