"""What is printed and stays: the cover, each question, the reply to it."""

from __future__ import annotations

from typing import Final

from sstc_survey.display import clean
from sstc_survey.i18n import gettext
from sstc_survey.prompters.expected import expected
from sstc_survey.prompters.screens import Cover, RepeatScreen, Screen
from sstc_survey.prompters.terminal.device import Device, Signs
from sstc_survey.prompters.terminal.inputs import marks_of
from sstc_survey.prompters.terminal.words import now, reading_of
from sstc_survey.prompters.terminal.wrapping import cells, wrap

_BAR: Final = 10
_ENDS: Final = 2
_SHOWN_OF_ROWS: Final = 3


class Page:
    """Prints on a terminal, every text cleaned and broken for the width that there is."""

    def __init__(self, device: Device) -> None:
        self._device = device

    def put(self, style: str, text: str, lead: str = "") -> None:
        """Print text; further lines stand under the first, not under what leads it."""
        indent = " " * cells(lead)

        def paragraph() -> list[tuple[str, str]]:
            lines = wrap(clean(text, keep_newlines=True), self._device.columns - 1 - cells(lead))
            return [(style, f"{indent if number else lead}{line}") for number, line in enumerate(lines)]

        self._device.show(paragraph)

    def gap(self) -> None:
        """Print an empty line."""
        self._device.show(lambda: [("", "")])

    def cover(self, cover: Cover, *, resumed: bool) -> None:
        """Print what the interview is about; to go on with one needs only the title."""
        self.put("title", cover.title)
        if resumed:
            self.put("quiet", gettext("Resuming where it stopped"))
            return
        place = self._device.signs.dot.join(text for text in (cover.date, cover.place) if text)
        for text in (cover.event, place):
            if text:
                self.put("quiet", text)
        if cover.introduction:
            self.gap()
            self.put("", cover.introduction)

    def question(self, screen: Screen) -> None:
        """Print a question with where it stands, and what is known about the reply to it."""
        signs = self._device.signs
        self.gap()
        self._device.show(lambda: [("quiet", self._position(screen))])
        if screen.headings:
            self.put("quiet", signs.below.join(screen.headings))
        self.put("question" if screen.askable else "", screen.label)
        if screen.fault:
            self.fault(f"! {screen.fault}")
        if screen.read_only:
            self.reply(reading_of(screen) or signs.dash)
        # The marks of a scale say themselves what is wanted.
        reply_kind = "" if screen.read_only or marks_of(screen.question) else expected(screen.question)
        comment = gettext("Comment: {text}").format(text=screen.comment) if screen.comment else ""
        for text in (screen.hint, reply_kind, now(screen), comment):
            if text:
                self.put("quiet", text)

    def repeat(self, screen: RepeatScreen) -> None:
        """Print what a repeat holds so far."""
        signs = self._device.signs
        self.gap()
        self._device.show(lambda: [("quiet", self._position(screen))])
        if screen.headings:
            self.put("quiet", signs.below.join(screen.headings))
        self.put("question", gettext("{label}: {count} so far").format(label=screen.label, count=len(screen.instances)))
        if screen.hint:
            self.put("quiet", screen.hint)
        # The last ones are enough to go on from; all of them can be removed.
        first = max(len(screen.instances) - max(self._device.rows // _SHOWN_OF_ROWS, 1), 0)
        if first:
            self.put("", signs.ellipsis, "  ")
        for number, instance in enumerate(screen.instances[first:], first + 1):
            self.put("", instance or signs.dash, f"  {number} ")

    def _position(self, screen: Screen | RepeatScreen) -> str:
        text = gettext("{number} of {total}").format(number=screen.number, total=screen.total) + " "
        room = self._device.columns - cells(text) - _ENDS - 1
        return text + bar(screen.number, screen.total, min(_BAR, room), self._device.signs)

    def reply(self, text: str) -> None:
        """Print the reply that was given."""
        self.put("reply", text, f"{self._device.signs.arrow} ")

    def aside(self, text: str) -> None:
        """Print what is no reply: that a comment was kept, or that it went back."""
        self.put("quiet", text)

    def fault(self, text: str) -> None:
        """Print what is wrong."""
        self.put("fault", text)


def bar(number: int, total: int, width: int, signs: Signs) -> str:
    """Draw how far an interview is; nothing where there is no room."""
    if width < 1:
        return ""
    steps = len(signs.bar) - 1
    filled = round(width * steps * number / total)
    whole, part = divmod(filled, steps)
    drawn = signs.bar[-1] * whole + (signs.bar[part] if part else "")
    return f"{signs.ends[0]}{drawn:<{width}}{signs.ends[1]}"
