"""Let a person at a terminal pick one of several things before an interview."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from sstc_survey.commands.shared.signals import ending_signals
from sstc_survey.display import clean
from sstc_survey.i18n import gettext


def is_at_terminal() -> bool:
    """Tell whether a person can be asked; lines from a pipe are replies to the questions of an interview."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def pick(message: str, items: Mapping[str, str], *, plain: bool) -> str | None:
    """Return the key of the item that is picked, from a list or by its number, or None for none; Ctrl-C is raised."""
    with ending_signals():
        return (_pick_by_number if plain else _pick_from_list)(gettext(message), items)


def _pick_from_list(message: str, items: Mapping[str, str]) -> str | None:
    """Return the key of the item that is picked, or None for none; Ctrl-C is raised."""
    from sstc_survey.prompters.terminal.device import Device, detect_widths
    from sstc_survey.prompters.terminal.key_table import Key
    from sstc_survey.prompters.terminal.lists import select_one
    from sstc_survey.prompters.terminal.page import Page
    from sstc_survey.prompters.terminal.rows import ListRow
    from sstc_survey.prompters.terminal.settings import allow_only, prompt_settings

    device = Device()
    detect_widths(device)
    page = Page(device)
    page.write("question", message)
    keys = {Key.HELP, Key.STOP}
    rows = [ListRow(key, clean(text), str(number)) for number, (key, text) in enumerate(items.items(), 1)]
    check = allow_only(keys, gettext("! choose one of these first"))
    end = select_one(rows, [], None, prompt_settings(device, "select_one", keys, check))
    if end.key is not Key.ENTER:
        return None
    page.reply(items[str(end.content)])
    return str(end.content)


def _pick_by_number(message: str, items: Mapping[str, str]) -> str | None:
    """Write the items with numbers and return the key of the one that is picked, or None for none."""
    from sstc_survey.prompters.plain.lines import Dialogue, StandardLines

    dialogue = Dialogue(StandardLines())
    keys = {str(number): key for number, key in enumerate(items, 1)}
    dialogue.write_all([message, *(f"  {number}. {items[key]}" for number, key in keys.items())])
    while True:
        line = dialogue.read(gettext('Type its number, or "/quit": '))
        typed = "/quit" if line is None else line.strip()
        if typed.casefold() == "/quit":
            return None
        if typed in keys:
            return keys[typed]
        dialogue.error(gettext('"{entry}" is not valid here').format(entry=typed))
