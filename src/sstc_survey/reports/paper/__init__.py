"""A questionnaire as a printed form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstc_survey.reports.paper.conditions import in_words, value_in_words
    from sstc_survey.reports.paper.names import Names
    from sstc_survey.reports.paper.skips import SkipInstructions
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = ["Names", "SkipInstructions", "in_words", "value_in_words"]
