"""Read choices as people type them: a number on the screen, a code, or a label."""

from __future__ import annotations

from typing import Final

from sstc_survey.prompting.screens import Screen
from sstc_survey.questionnaire import Rank, SelectMultiple

# A longer number is none that stands on a screen.
MAX_DIGITS: Final = 18


def shown_numbers(screen: Screen) -> list[str]:
    """Return the number each choice is shown with: its code where all codes are numbers, else 1, 2, 3 …"""
    codes = [option.code for option in screen.options]
    return codes if all(code.isdecimal() for code in codes) else [str(place) for place in range(1, len(codes) + 1)]


def read_choices(screen: Screen, text: str) -> str | list[str]:
    """Return the code, or for several choices the codes, that a typed line names, else what was typed."""
    meanings = _meanings(screen)
    if not isinstance(screen.question, SelectMultiple | Rank):
        return meanings.get(folded(text), text.strip())
    if folded(text) in meanings:
        return [meanings[folded(text)]]
    return [meanings.get(folded(part), part.strip()) for part in text.split(",") if part.strip()]


def _meanings(screen: Screen) -> dict[str, str]:
    """Map what may be typed to codes; a number beats a code, a code beats a label."""
    meanings = {folded(option.label): option.code for option in reversed(screen.options)}
    meanings |= {folded(option.code): option.code for option in screen.options}
    numbered = zip(shown_numbers(screen), screen.options, strict=True)
    return meanings | {number: option.code for number, option in numbered}


def folded(text: str) -> str:
    """Return a text as it is compared: without case, and digits of any script in ASCII."""
    text = text.strip().casefold()
    return str(int(text)) if len(text) <= MAX_DIGITS and text.isdecimal() and text.lstrip("0") else text
