"""Pick one of several things: from a list at a terminal, or by its number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_DIGITS: Final = 9


def pick_from_list(message: str, items: Mapping[str, str]) -> str | None:
    """Return the key of the item that is picked, or None for none; Ctrl-C is raised."""
    from sstc_survey.display import clean
    from sstc_survey.prompting.terminal.device import Device
    from sstc_survey.prompting.terminal.keys import Key, footer, help_text
    from sstc_survey.prompting.terminal.lists import Pick, Row, pick
    from sstc_survey.prompting.terminal.page import Page
    from sstc_survey.prompting.terminal.panel import Frame
    from sstc_survey.prompting.terminal.widths import learn_widths
    from sstc_survey.prompting.terminal.words import KEYS

    device = Device()
    learn_widths(device)
    page = Page(device)
    page.put("question", message)
    works = {Key.HELP, Key.STOP}
    caps, meanings = KEYS["pick"]
    frame: Frame[Pick] = Frame(
        device,
        lambda key, _row: None if key in {Key.ENTER, *works} else "! choose one of these first",
        tuple(footer(caps, works)),
        help_text(meanings, works),
    )
    rows = [
        Row(key, clean(text), str(number) if number <= _DIGITS else "")
        for number, (key, text) in enumerate(items.items(), 1)
    ]
    outcome = pick(rows, [], None, frame)
    if outcome.key is not Key.ENTER:
        return None
    page.reply(items[str(outcome.content)])
    return str(outcome.content)


def pick_by_number(message: str, items: Mapping[str, str]) -> str | None:
    """Write the items with numbers and return the key of the one that is picked, or None for none."""
    from sstc_survey.prompting.lines import StandardLines
    from sstc_survey.prompting.plain_desk import Desk

    desk = Desk(StandardLines())
    keys = {str(number): key for number, key in enumerate(items, 1)}
    desk.put([message, *(f"  {number}. {items[key]}" for number, key in keys.items())])
    while True:
        entry = desk.read('Write its number, or "/quit": ')
        typed = "/quit" if entry is None else entry.strip()
        if typed.casefold() == "/quit":
            return None
        if typed in keys:
            return keys[typed]
        desk.complain(f'"{typed}" is not one of these')
