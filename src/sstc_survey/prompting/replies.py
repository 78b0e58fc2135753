"""Read choices as people type them: a number on the screen, a code, or a label."""

from __future__ import annotations

from sstc_survey.prompting.screens import Screen
from sstc_survey.questionnaire import SelectMultiple


def shown_numbers(screen: Screen) -> list[str]:
    """Return the number each choice is shown with: its code where all codes are numbers, else 1, 2, 3 …"""
    codes = [option.code for option in screen.options]
    return codes if all(code.isdecimal() for code in codes) else [str(place) for place in range(1, len(codes) + 1)]


def read_choices(screen: Screen, text: str) -> str | list[str]:
    """Return the code, or for several choices the codes, that a typed line names, else what was typed."""
    meanings = _meanings(screen)
    if not isinstance(screen.question, SelectMultiple):
        return meanings.get(_folded(text), text.strip())
    if _folded(text) in meanings:
        return [meanings[_folded(text)]]
    return [meanings.get(_folded(part), part.strip()) for part in text.split(",") if part.strip()]


def _meanings(screen: Screen) -> dict[str, str]:
    """Map what may be typed to codes; a number beats a code, a code beats a label."""
    meanings = {_folded(option.label): option.code for option in reversed(screen.options)}
    meanings |= {_folded(option.code): option.code for option in screen.options}
    numbered = zip(shown_numbers(screen), screen.options, strict=True)
    return meanings | {number: option.code for number, option in numbered}


def _folded(text: str) -> str:
    """Return text as it is compared: without case, and digits of any script in ASCII."""
    text = text.strip().casefold()
    return str(int(text)) if text.isdecimal() and text.lstrip("0") else text
