"""The question after the instances of a repeat: is there one more?"""

from __future__ import annotations

from typing import Final

from sstc_survey.display import clean
from sstc_survey.engine.interview import AddInstance, Back, Enough, RemoveInstance, Reply
from sstc_survey.i18n import gettext, noop
from sstc_survey.prompters.loop import Stop
from sstc_survey.prompters.screens import RepeatScreen
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.layout import Frame, Key, footer, help_text
from sstc_survey.prompters.terminal.lists import Pick, Row, pick
from sstc_survey.prompters.terminal.words import FIRST_QUESTION, KEYS, ONE_LANGUAGE
from sstc_survey.prompters.terminal.wrapping import cut

_ADD: Final = "add"
_ENOUGH: Final = "enough"
_YES: Final = "yes"
_INDENT: Final = 6


def ask_repeat(screen: RepeatScreen, device: Device) -> Reply | Stop | Key:
    """Ask whether there is one more, or what to take away; the key for a language is handed on."""
    while True:
        outcome = pick(
            _rows(screen), _removals(screen, device), _ENOUGH if screen.enough else None, _frame(screen, device)
        )
        match outcome.key, outcome.content:
            case (Key.BACK, _):
                return Back()
            case (Key.LANGUAGE, _):
                return Key.LANGUAGE
            case (Key.ENTER, "add"):
                return AddInstance()
            case (Key.ENTER, "enough"):
                return Enough()
            case (Key.ENTER, number):
                if _is_sure(int(number), device):
                    return RemoveInstance(int(number))
            case _:
                return Stop()


def reading_of(screen: RepeatScreen, reply: Reply | Stop) -> str:
    """Write a reply as a person reads it; empty where there is nothing to read."""
    match reply:
        case AddInstance():
            return _add(screen)
        case Enough():
            return _enough(screen)
        case RemoveInstance(number):
            return _removal(number, screen.instances[number - 1])
        case _:
            return ""


def _rows(screen: RepeatScreen) -> list[Row]:
    more = [Row(_ADD, clean(_add(screen)), "1")] if screen.can_add else []
    return [*more, Row(_ENOUGH, _enough(screen), "2")]


def _add(screen: RepeatScreen) -> str:
    text = gettext("Add another: {label}") if screen.instances else gettext("Add: {label}")
    return text.format(label=screen.label)


def _enough(screen: RepeatScreen) -> str:
    return gettext("No more") if screen.instances else gettext("None")


def _removals(screen: RepeatScreen, device: Device) -> list[Row]:
    width = device.columns - _INDENT
    return [
        Row(str(number), cut(_removal(number, clean(instance)), width, device.signs.ellipsis)[0])
        for number, instance in enumerate(screen.instances, 1)
    ]


def _removal(number: int, instance: str) -> str:
    return gettext("Remove {number}: {told}").format(number=number, told=instance).rstrip(": ")


def _is_sure(number: int, device: Device) -> bool:
    """Ask once more: what is removed does not come back."""
    caps, meanings = KEYS["pick"]
    works = {Key.BACK, Key.HELP}
    frame: Frame[Pick] = Frame(
        device,
        lambda key, _row: None if key in {Key.ENTER, *works} else gettext("! say first whether to remove it"),
        tuple(footer(caps, works)),
        help_text(meanings, works),
        gettext("Remove {number} with all that was said of it?").format(number=number),
    )
    outcome = pick([Row("no", gettext("Keep it")), Row(_YES, gettext("Remove it"))], [], None, frame)
    return outcome.key is Key.ENTER and outcome.content == _YES


def _frame(screen: RepeatScreen, device: Device) -> Frame[Pick]:
    works = {Key.HELP, Key.STOP}
    if screen.can_go_back:
        works.add(Key.BACK)
    if len(screen.languages) > 1:
        works.add(Key.LANGUAGE)

    def judge(key: Key, _row: Pick) -> str | None:
        if key in {Key.ENTER, *works}:
            return None
        if key is Key.BACK:
            return gettext(FIRST_QUESTION)
        return gettext(ONE_LANGUAGE if key is Key.LANGUAGE else noop("! say first whether there is one more"))

    caps, meanings = KEYS["pick"]
    return Frame(device, judge, tuple(footer(caps, works)), help_text(meanings, works))
