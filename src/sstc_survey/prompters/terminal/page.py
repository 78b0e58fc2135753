"""What is printed and stays: the cover, each question, and the reply to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from sstc_survey.display import clean
from sstc_survey.i18n import gettext
from sstc_survey.prompters.expected import expected
from sstc_survey.prompters.labels import missing_label
from sstc_survey.prompters.screens import Cover, RepeatScreen, Screen
from sstc_survey.prompters.terminal.device import Device, StyledLine
from sstc_survey.prompters.terminal.inputs import scale_values
from sstc_survey.prompters.terminal.words import answer_on, missing_on
from sstc_survey.prompters.terminal.wrapping import cells, cut, wrap
from sstc_survey.response import Missing

_BAR_CELLS: Final = 10
_ENDS_CELLS: Final = 2
# A note, and the row and the keys to go on from it, fit on the screen.
_ROWS_TO_GO_ON: Final = 4
# The last instances of a repeat are shown in this part of the rows of the terminal.
_PART_OF_ROWS: Final = 3


class Page:
    """Prints on a terminal, every text cleaned and broken for the width that there is."""

    def __init__(self, device: Device) -> None:
        self._device = device

    @property
    def _width(self) -> int:
        return self._device.columns - 1

    def write(self, style: str, text: str, lead: str = "") -> None:
        """Print text; further lines are indented by its lead, unless that leaves too little room."""
        indent = " " * cells(lead)

        def paragraph() -> list[StyledLine]:
            if cells(lead) > self._width // 2:
                return [(style, line) for line in wrap(clean(lead + text, keep_newlines=True), self._width)]
            lines = wrap(clean(text, keep_newlines=True), self._width - cells(lead))
            return [(style, f"{indent if number else lead}{line}") for number, line in enumerate(lines)]

        self._device.show(paragraph)

    def blank_line(self) -> None:
        """Print an empty line."""
        self._device.show(lambda: [("", "")])

    def cover(self, cover: Cover, *, resumed: bool) -> None:
        """Print what the interview is about; a resumed one needs only the title."""
        self.write("title", cover.title)
        if cover.is_edit:
            self.write("quiet", gettext("Editing a saved response: each change needs a reason"))
            return
        if resumed:
            self.write("quiet", gettext("Resuming where it stopped"))
            for line in cover.last:
                self.write("quiet", self._device.glyphs.slash.join((*line.headings, line.label)))
                self.reply(line.answer or missing_label(line.missing or Missing.BLANK))
            return
        place = self._device.glyphs.dot.join(text for text in (cover.date, cover.place) if text)
        for text in (cover.event, place):
            if text:
                self.write("quiet", text)
        if cover.introduction:
            self.blank_line()
            self.write("", cover.introduction)

    def question(self, screen: Screen) -> None:
        """Print a question with its position, and what is known about the reply to it."""
        self._position(screen)
        known = self._what_is_known(screen)
        fault, answer = f"! {screen.fault}" if screen.fault else "", ""
        if screen.read_only:
            answer = answer_on(screen) or self._device.glyphs.dash

        def room() -> int:
            rows = self._device.question_room if screen.askable else self._device.rows - _ROWS_TO_GO_ON
            return max(rows - self._height(fault, answer), 1)

        def hidden() -> str:
            label = [screen.label] if self._height(screen.label) > room() else []
            above = known if is_label_last and self._height(screen.label, *known) > room() else []
            return clean("\n".join((*label, *above)), keep_newlines=True)

        # What is next to the field stays in view.
        is_label_last = self._device.is_low or self._height(screen.label, *known) > room()
        if is_label_last:
            self._write_quiet(known)
        self._device.begin_question(hidden)
        self._write_cut("question" if screen.askable else "", screen.label, room)
        if fault:
            self.fault(fault)
        if answer:
            self.reply(answer)
        if not is_label_last:
            self._write_quiet(known)

    def _height(self, *texts: str) -> int:
        """Return how many lines texts have."""
        return sum(len(wrap(clean(text, keep_newlines=True), self._width)) for text in texts if text)

    def _write_quiet(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.write("quiet", text)

    def _write_cut(self, style: str, text: str, room: Callable[[], int]) -> None:
        """Print as much of a text as there is room for, with a sign where more of it is in the help."""
        text, sign = clean(text, keep_newlines=True), self._device.more_in_help
        self._device.show(lambda: [(style, line) for line in cut(text, self._width, sign, height=room())])

    def _what_is_known(self, screen: Screen) -> list[str]:
        """Return what is known about the reply to a question."""
        # The values of a scale say themselves what is expected.
        reply_kind = "" if screen.read_only or scale_values(screen.question) else expected(screen.question)
        comment = gettext("Comment: {text}").format(text=screen.comment) if screen.comment else ""
        return [text for text in (screen.hint, reply_kind, missing_on(screen), comment) if text]

    def repeat(self, screen: RepeatScreen) -> None:
        """Print the instances of a repeat so far."""
        glyphs = self._device.glyphs
        self._position(screen)
        count = len(screen.instances)
        self._device.begin_question()
        self.write("question", gettext("{label}: {count} so far").format(label=screen.label, count=count))
        if screen.hint:
            self.write("quiet", screen.hint)
        # The last ones are enough to go on from; all of them can be removed.
        first = max(count - max(self._device.rows // _PART_OF_ROWS, 1), 0)
        if first:
            self.write("", glyphs.ellipsis, "  ")
        for number, instance in enumerate(screen.instances[first:], first + 1):
            self.write("", instance or glyphs.dash, f"  {number} ")

    def _position(self, screen: Screen | RepeatScreen) -> None:
        """Print how far the interview is, and the headings above a question."""
        glyphs = self._device.glyphs

        def progress() -> list[StyledLine]:
            text = _number_of(screen)
            width = min(_BAR_CELLS, self._device.columns - cells(text) - _ENDS_CELLS - 1)
            if width < 1:
                return [("quiet", text)]
            steps = len(glyphs.bar) - 1
            whole, part = divmod(round(width * steps * screen.progress), steps)
            bar = glyphs.bar[-1] * whole + (glyphs.bar[part] if part else "")
            return [("quiet", f"{text}{glyphs.bar_ends[0]}{bar:<{width}}{glyphs.bar_ends[1]}")]

        self.blank_line()
        self._device.show(progress)
        if screen.headings:
            self.write("quiet", glyphs.slash.join(screen.headings))
        for hint in screen.opening_hints:
            self.write("quiet", hint)

    def reply(self, text: str) -> None:
        """Print the reply that was given."""
        self.write("reply", text, f"{self._device.glyphs.arrow} ")

    def notice(self, text: str) -> None:
        """Print what is not a reply: that a comment was saved, or that it went back."""
        self.write("quiet", text)

    def fault(self, text: str) -> None:
        """Print what is wrong."""
        self.write("fault", text)


def _number_of(screen: Screen | RepeatScreen) -> str:
    """Return the number of a question, with a space after it; nothing for what has none."""
    if isinstance(screen, RepeatScreen) or screen.number is None:
        return ""
    words = gettext("{number} of about {total}") if screen.is_total_open else gettext("{number} of {total}")
    return words.format(number=screen.number, total=screen.total) + " "
