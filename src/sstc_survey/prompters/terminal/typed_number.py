"""Numbers that are typed in a list or a scale, digit by digit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.layout import AnyContainer, ConditionalContainer, FormattedTextControl, Window

from sstc_survey.folding import narrow
from sstc_survey.i18n import gettext
from sstc_survey.prompters.terminal.key_table import Key
from sstc_survey.prompters.terminal.layout import Action, Cursor, in_background
from sstc_survey.prompters.terminal.settings import Content, PromptSettings
from sstc_survey.prompters.terminal.words import NO_SUCH_NUMBER, NO_SUCH_NUMBER_BUT

# So long one digit too many belongs to a number that could not be longer.
_SECONDS: Final = 1.0
# Parts the number of a question from those of the instances that it is in.
_BETWEEN_PARTS: Final = "."


class TypedNumber:
    """A number of which some digits were typed: digits in a row are one number, and one that is not there is said.

    `numbers` are those of the rows, empty where a row has none; in repeats they have parts, as in 5.2, and the first
    part alone means the first of them. The cursor is at the row with the number so far, else where it was before the
    digits; `take` gets the number of the row once no further digit comes. Where `several` can be taken, digits that
    were meant for several rows are told how to be typed.
    """

    def __init__(
        self,
        numbers: Sequence[str],
        cursor: Cursor,
        take: Callable[[int], None],
        say: Callable[[str], None],
        *,
        several: bool = False,
    ) -> None:
        self._numbers = list(map(narrow, numbers))
        self._cursor = cursor
        self._take = take
        self._say = say
        self._several = several
        self._typed = ""
        # What was said of a number that is not there: until another key Enter is taken for a part of that.
        self._refused = ""
        self._before = -1
        self._turn = 0

    @property
    def waiting(self) -> int | None:
        """Return the row that is meant if no further digit comes, or None."""
        if not self._typed:
            return None
        if self._typed in self._numbers:
            return self._numbers.index(self._typed)
        meant = _stripped(self._typed)
        same = [row for row, number in enumerate(self._numbers) if number and _stripped(number) == meant]
        if same:
            return same[0] if len(same) == 1 else None
        begins = f"{meant.removesuffix(_BETWEEN_PARTS)}{_BETWEEN_PARTS}"
        return next((row for row, number in enumerate(self._numbers) if number.startswith(begins)), None)

    @property
    def settled(self) -> int | None:
        """Return the row that is meant where no number is longer, or None: it is shown as if it were taken."""
        return None if self._may_be_longer else self.waiting

    def accepts(self, typed: str) -> bool:
        """Tell whether this is a digit, or a full stop between parts of a number, and the list has such numbers."""
        if narrow(typed) == _BETWEEN_PARTS:
            return bool(self._typed) and any(_BETWEEN_PARTS in number for number in self._numbers)
        return any(self._numbers) and len(typed) == 1 and typed.isdecimal()

    def add(self, digit: str, event: KeyPressEvent) -> None:
        """Take one more digit, or full stop; a number that may be longer waits for it until another key."""
        if not self._typed:
            self._before = self._cursor.get()
        self._refused = ""
        self._typed += narrow(digit)
        waiting = self.waiting
        self._cursor.put(self._before if waiting is None else waiting)
        self._turn += 1
        if waiting is None and not self._may_be_longer:
            self._say(self._fault())
        if not self._may_be_longer:
            in_background(event.app, partial(self._expire, self._turn, event.app.invalidate))

    def finish(self) -> bool:
        """Take the number that waits, or say that there is none; tell whether digits were typed."""
        refused, self._refused = self._refused, ""
        if not self._typed:
            return bool(refused)
        waiting, fault, self._typed = self.waiting, self._fault(), ""
        if waiting is None:
            self._refused = fault
            self._say(fault)
        else:
            self._take(waiting)
        return True

    def before(self, act: Callable[[], None]) -> Action:
        """Return an action that first takes the number that waits."""

        def pressed(_event: KeyPressEvent) -> None:
            self.finish()
            act()

        return pressed

    def fault_at(self, key: Key) -> str | None:
        """Return why Enter takes nothing after a number that is not there, or None; a second Enter does.

        One that is there is complete at Enter.
        """
        if key is not Key.ENTER:
            return None
        if self._typed and self.waiting is not None:
            self.finish()
            return None
        fault = self._fault() if self._typed else self._refused
        self._typed = self._refused = ""
        return fault or None

    def checked(self, settings: PromptSettings[Content]) -> PromptSettings[Content]:
        """Return the settings of a prompt in which Enter takes nothing after a number that is not there."""
        return settings._replace(check=lambda key, content: self.fault_at(key) or settings.check(key, content))

    def line(self) -> AnyContainer:
        """Return a line that shows the digits so far, while they may not be all."""
        line = FormattedTextControl(
            lambda: [("class:quiet", gettext("Number so far: {number}").format(number=self._typed) + " ")]
        )
        return ConditionalContainer(
            Window(line, height=1), Condition(lambda: bool(self._typed) and self.settled is None)
        )

    async def _expire(self, turn: int, redraw: Callable[[], None]) -> None:
        await asyncio.sleep(_SECONDS)
        if turn == self._turn:
            self.finish()
            redraw()

    @property
    def _may_be_longer(self) -> bool:
        """Tell whether there is a number that goes on after the digits so far."""
        typed = _stripped(self._typed)
        return any(
            (number.startswith(self._typed) and number != self._typed)
            or (_stripped(number).startswith(typed) and _stripped(number) != typed)
            for number in self._numbers
            if number
        )

    def _fault(self) -> str:
        if self._several and all(digit in self._numbers for digit in self._typed):
            return gettext(NO_SUCH_NUMBER_BUT).format(number=self._typed, several=",".join(self._typed))
        return gettext(NO_SUCH_NUMBER).format(number=self._typed)


def _stripped(number: str) -> str:
    return number.lstrip("0")
