"""Numbers that are typed in a list or a scale, digit by digit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.layout import AnyContainer, ConditionalContainer, FormattedTextControl, HSplit, Window

from sstc_survey.i18n import gettext
from sstc_survey.prompters.terminal.layout import ascii_digit

# So long a number waits for one more digit.
_SECONDS: Final = 1.0


class TypedNumber:
    """A number of which some digits were typed: it is complete as soon as no longer one is possible.

    One that could be longer waits for the next digit; `take` gets each number once it is complete.
    """

    def __init__(self, numbers: Iterable[str], take: Callable[[str], None]) -> None:
        self._numbers = [number for number in map(_in_ascii, numbers) if number]
        self._take = take
        self._typed = ""
        self._turn = 0

    @property
    def typed(self) -> str:
        """Return the digits so far, nothing where no number waits."""
        return self._typed

    @property
    def waiting(self) -> str | None:
        """Return the number that is complete if no further digit comes, or None."""
        return self._typed if self._typed in self._numbers else None

    def accepts(self, typed: str) -> bool:
        """Tell whether this is a digit, and the list has numbers."""
        return bool(self._numbers) and len(typed) == 1 and typed.isdecimal()

    def add(self, digit: str, event: KeyPressEvent) -> None:
        """Take one more digit; without another for a while, or with one that makes no number, it is complete."""
        digit = ascii_digit(digit)
        if not self._fitting(self._typed + digit):
            self.finish()
        fitting = self._fitting(self._typed + digit)
        self._typed = self._typed + digit if fitting else ""
        self._turn += 1
        if fitting == [self._typed]:
            self.finish()
        elif self._typed:
            event.app.create_background_task(self._expire(self._turn, event.app.invalidate))

    def finish(self) -> None:
        """Take the number that waits, if one does."""
        waiting, self._typed = self.waiting, ""
        if waiting is not None:
            self._take(waiting)

    def below(self, window: Window) -> AnyContainer:
        """Return a window with a line below it that shows the digits so far."""
        line = FormattedTextControl(
            lambda: [("class:quiet", gettext("Number so far: {number}").format(number=self._typed) + " ")]
        )
        shown = ConditionalContainer(Window(line, height=1), Condition(lambda: bool(self._typed)))
        return HSplit([window, shown])

    async def _expire(self, turn: int, redraw: Callable[[], None]) -> None:
        await asyncio.sleep(_SECONDS)
        if turn == self._turn:
            self.finish()
            redraw()

    def _fitting(self, typed: str) -> list[str]:
        return [number for number in self._numbers if number.startswith(typed)]


def _in_ascii(number: str) -> str:
    return "".join(map(ascii_digit, number))
