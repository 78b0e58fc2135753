"""A prompt for one letter: a command of the board, or one of a few answers to a question of the board."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, Final

from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.keys import Keys

from sstc_survey.display import clean
from sstc_survey.i18n import gettext, noop
from sstc_survey.prompters.in_session import InSession, Offer
from sstc_survey.prompters.loop import Aside
from sstc_survey.prompters.terminal.device import Device, StyledLine
from sstc_survey.prompters.terminal.key_table import ANY, Key
from sstc_survey.prompters.terminal.layout import PromptRunner, line_window
from sstc_survey.prompters.terminal.settings import prompt_settings
from sstc_survey.prompters.terminal.wrapping import wrap, wrap_items

FIRST_A_LETTER: Final = noop("! type one of these letters, or Esc for none")
_NO_LETTER: Final = noop("! no such letter: {letter}")
_KEYS: Final = {Key.BACK, Key.HELP}


class LetterKey:
    """The letter that was pressed, of those that end a prompt; any other is a fault."""

    def __init__(self, letters: Collection[str], letter: str = "") -> None:
        self._letters = letters
        self.letter = letter

    def typed(self, runner: PromptRunner[Any], event: KeyPressEvent) -> None:
        """Take what was typed, whatever case it is in."""
        if isinstance(event.key_sequence[-1].key, Keys) or not event.data.isprintable():
            return
        letter = event.data.lower()
        if letter in self._letters:
            self.letter = letter
            runner.press(Key.ENTER, event)
        else:
            runner.fault(gettext(_NO_LETTER).format(letter=clean(letter)))


def ask_letter(session: InSession, device: Device) -> Aside | None:
    """Ask for the letter of a command, in place of the keys; Esc is none of them."""
    # Some commands have only a word: their letter is that of another.
    letter = select_letter("", [offer for offer in session.offers if offer.letter], device)
    return Aside(letter) if letter else None


def select_letter(
    question: str,
    offers: Sequence[Offer],
    device: Device,
    above: Callable[[], list[StyledLine]] = list,
    default: str = "",
    stop: str = "",
) -> str:
    """Ask for one of some letters, below what is `above`, the default at Enter; empty where it is none of them.

    `stop` is returned where the prompt is stopped, as at the end of input.
    """
    chosen = LetterKey({offer.letter for offer in offers}, default)

    def lines() -> list[StyledLine]:
        width = device.columns - 1
        asked = [("question", line) for line in wrap(clean(question), width)] if question else []
        items = [clean(f"{offer.letter} {offer.label}") for offer in offers]
        return [*above(), *asked, *(("quiet", line) for line in wrap_items(items, width, device.glyphs.dot))]

    def check(key: Key, _content: str) -> str | None:
        return None if key in (Key.BACK, Key.STOP) or (key is Key.ENTER and chosen.letter) else gettext(FIRST_A_LETTER)

    settings = prompt_settings(device, "letter", _KEYS, check)
    runner: PromptRunner[str] = PromptRunner(settings, lambda: chosen.letter)

    end = runner.run_window(line_window(lines), {ANY: partial(chosen.typed, runner)})
    if end.key is Key.STOP:
        return stop
    return end.content if end.key is Key.ENTER else ""
