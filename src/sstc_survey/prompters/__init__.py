"""Ways to put the questions, and the one loop that all of them share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstc_survey.prompters.loop import Keeper, Stop, Verify, run_interview
    from sstc_survey.prompters.plain.prompter import PlainPrompter
    from sstc_survey.prompters.screens import RepeatScreen, Screen, repeat_screen, review, screen
    from sstc_survey.prompters.scripted import ScriptedPrompter, validate_script
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = [
    "Keeper",
    "PlainPrompter",
    "RepeatScreen",
    "Screen",
    "ScriptedPrompter",
    "Stop",
    "Verify",
    "repeat_screen",
    "review",
    "run_interview",
    "screen",
    "validate_script",
]
