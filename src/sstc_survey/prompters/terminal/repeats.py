"""The question after the instances of a repeat: is there one more?"""

from __future__ import annotations

from typing import Final

from sstc_survey.display import clean
from sstc_survey.engine.replies import AddInstance, Back, Enough, RemoveInstance, Reply
from sstc_survey.i18n import gettext
from sstc_survey.prompters.loop import Stop
from sstc_survey.prompters.screens import RepeatScreen
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.key_table import Key
from sstc_survey.prompters.terminal.lists import select_one
from sstc_survey.prompters.terminal.rows import ListRow, RowValue, menu_rows
from sstc_survey.prompters.terminal.settings import PromptEnd, allow_only, prompt_settings
from sstc_survey.prompters.terminal.words import FIRST_QUESTION, ONE_LANGUAGE, WHETHER_TO_ADD
from sstc_survey.prompters.terminal.wrapping import cut

_ADD: Final = "add"
_ENOUGH: Final = "enough"
_YES: Final = "yes"
_KEEP: Final = "no"
_INDENT: Final = 6


def ask_repeat(
    screen: RepeatScreen, chosen: RowValue | None, device: Device, *, also: frozenset[Key]
) -> Reply | Stop | PromptEnd[RowValue]:
    """Ask whether there is one more, or which to remove, with the pointer at the row that was chosen, if any.

    Where another thing is to be asked first, or Esc was no key, that is returned with the row that is chosen now.
    """
    keys = {Key.HELP, Key.STOP, *also}
    if screen.can_go_back:
        keys.add(Key.BACK)
    if len(screen.languages) > 1:
        keys.add(Key.LANGUAGE)
    first = gettext("! choose whether to add another") if screen.instances else gettext(WHETHER_TO_ADD)
    allowed = allow_only(keys, first)

    def check(key: Key, value: RowValue) -> str | None:
        if key not in keys and key in (Key.BACK, Key.LANGUAGE):
            return gettext(FIRST_QUESTION if key is Key.BACK else ONE_LANGUAGE)
        return allowed(key, value)

    settings = prompt_settings(device, "select_one", keys, check, hints=screen.hints_around)
    rows = [ListRow(_ADD, clean(_add_label(screen)), "1", stays=True)] if screen.can_add else []
    rows.append(ListRow(_ENOUGH, _enough_label(screen), "2", stays=True))
    confirmed = 0
    while True:
        width = device.columns - _INDENT
        removals = [
            ListRow(str(number), cut(_removal_label(number, clean(instance)), width, device.glyphs.ellipsis)[0])
            for number, instance in enumerate(screen.instances, 1)
        ]
        end = select_one(rows, removals, chosen, settings)
        match end.key, end.content:
            case (Key.BACK, _):
                return Back()
            case (Key.LANGUAGE | Key.REFERENCE | Key.MORE, _):
                return end
            case (Key.ENTER, value) if value == _ADD:
                return AddInstance()
            case (Key.ENTER, value) if value == _ENOUGH:
                return Enough()
            case (Key.NOT_BACK, _) if not confirmed:
                return end
            case (Key.ENTER | Key.NOT_BACK as key, number):
                if key is Key.ENTER:
                    confirmed = int(number)
                else:
                    device.return_to_left()
                if _confirm_removal(confirmed, device):
                    return RemoveInstance(confirmed)
            case _:
                return Stop()


def kept_row(screen: RepeatScreen) -> RowValue | None:
    """Return the row that was chosen when this was asked before, if no more were to be added."""
    return _ENOUGH if screen.enough else None


def repeat_reply_text(screen: RepeatScreen, reply: Reply | Stop) -> str:
    """Return a reply as a person reads it; empty where it has no text."""
    match reply:
        case AddInstance():
            return _add_label(screen)
        case Enough():
            return _enough_label(screen)
        case RemoveInstance(number):
            return _removal_label(number, screen.instances[number - 1])
        case _:
            return ""


def _add_label(screen: RepeatScreen) -> str:
    text = gettext("Add another: {label}") if screen.instances else gettext("Add: {label}")
    return text.format(label=screen.label)


def _enough_label(screen: RepeatScreen) -> str:
    return gettext("No more") if screen.instances else gettext("None")


def _removal_label(number: int, instance: str) -> str:
    return gettext("Remove {number}: {told}").format(number=number, told=instance).rstrip(": ")


def _confirm_removal(number: int, device: Device) -> bool:
    """Ask once more: what is removed does not come back."""
    keys = {Key.BACK, Key.HELP}
    check = allow_only(keys, gettext("! choose whether to remove it"))
    lead = gettext("Remove {number} and all its answers?").format(number=number)
    rows = menu_rows((_KEEP, gettext("Keep it")), (_YES, gettext("Remove it")))
    # What stands is chosen: a key too many removes nothing.
    end = select_one(rows, [], _KEEP, prompt_settings(device, "menu", keys, check, lead))
    return end.key is Key.ENTER and end.content == _YES
