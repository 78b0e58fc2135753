"""Change the language in the middle of an interview."""

from __future__ import annotations

from typing import Final

from sstc_survey.prompting.languages import name_of
from sstc_survey.prompting.terminal.device import Device
from sstc_survey.prompting.terminal.keys import Key, footer, help_text
from sstc_survey.prompting.terminal.lists import Pick, Row, pick
from sstc_survey.prompting.terminal.panel import Frame
from sstc_survey.prompting.terminal.words import KEYS
from sstc_survey.tongues import gettext

_WORKS: Final = {Key.BACK, Key.HELP}
_TWO: Final = 2


def ask_language(present: str, languages: tuple[str, ...], device: Device) -> str:
    """Return the language to go on in: of two the other one, else the one that is picked."""
    others = [tag for tag in languages if tag != present]
    if len(languages) <= _TWO:
        return others[0] if others else present
    caps, meanings = KEYS["pick"]
    frame: Frame[Pick] = Frame(
        device,
        lambda key, _row: None if key in {Key.ENTER, *_WORKS} else gettext("! choose a language first"),
        tuple(footer(caps, _WORKS)),
        help_text(meanings, _WORKS),
    )
    outcome = pick([Row(tag, name_of(tag)) for tag in languages], [], present, frame)
    return str(outcome.content) if outcome.key is Key.ENTER else present
