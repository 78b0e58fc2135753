"""The prompt for a comment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sstc_survey.errors import Problem
from sstc_survey.prompting.terminal.device import Device
from sstc_survey.prompting.terminal.keys import Key, footer, help_text
from sstc_survey.prompting.terminal.panel import Frame, Outcome
from sstc_survey.prompting.terminal.texts import write
from sstc_survey.prompting.terminal.words import KEYS, said
from sstc_survey.tongues import gettext

_WORKS: Final = {Key.BACK, Key.HELP, Key.STOP}


def ask_comment(present: str, verify: Callable[[str], Problem | None], device: Device) -> Outcome[str]:
    """Ask for a comment on one line; only Enter, Back and Stop end it."""

    def judge(key: Key, text: str) -> str | None:
        if key not in {Key.ENTER, *_WORKS}:
            return gettext("! a comment is being written: Enter keeps it, Esc goes back")
        problem = verify(text) if key is Key.ENTER else None
        return said(problem) if problem else None

    caps, meanings = KEYS["line"]
    lead = gettext("Comment (Enter keeps it):") if present else gettext("Comment (Enter for none):")
    return write(present, Frame(device, judge, tuple(footer(caps, _WORKS)), help_text(meanings, _WORKS), lead))
