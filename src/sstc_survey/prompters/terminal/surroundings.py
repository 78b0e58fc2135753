"""What is around the content of a prompt: a lead above it, a message or the help below it, and a footer with the keys.

Together with the question above it they fit on the screen: what there is no room for is cut, and whole in the help.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic

from sstc_survey.prompters.terminal.device import StyledLine
from sstc_survey.prompters.terminal.heights import Heights, Wanted, shared, shared_with_help
from sstc_survey.prompters.terminal.key_table import help_keys, help_only
from sstc_survey.prompters.terminal.settings import Content, PromptSettings
from sstc_survey.prompters.terminal.wrapping import cut, wrap, wrap_items

# So high may be on a low terminal what is shown until it is mended.
_LOW_FAULT_LINES: Final = 2


class Surroundings(Generic[Content]):
    """The lines around the content of a prompt, each broken for the width that there is now."""

    def __init__(self, settings: PromptSettings[Content], *, least: int, whole_row: Callable[[], str]) -> None:
        """Leave `least` lines of the content in view; `whole_row` returns what a row that is cut has."""
        self._settings = settings
        self._device = settings.device
        self._least = least
        self._whole_row = whole_row
        # Its style and text, and the content of the prompt that it is about.
        self._message: tuple[str, str, Content] | None = None
        # The help with what is cut, the line that its page begins with, how high that is, and whether more follow.
        self._help = ""
        self._help_from = self._help_height = 0
        self._help_goes_on = False
        # Why the content could not be kept on the disk the last time.
        self.not_kept = ""
        # What is said with the prompt as time passes.
        self.pulse = settings.device.pulse()

    def notice(self, text: str, content: Content) -> None:
        """Show a text until the content changes."""
        self._message = ("quiet", text, content)

    def fault(self, text: str, content: Content) -> None:
        """Show what is wrong until the content changes."""
        self._message = ("fault", text, content)

    @property
    def has_fault(self) -> bool:
        """Tell whether what is wrong is shown."""
        return self._message is not None and self._message[0] == "fault"

    @property
    def has_help(self) -> bool:
        """Tell whether the message is the help."""
        return self._message is not None and self._message[1] is self._help

    def drop_message(self) -> None:
        """Show no message."""
        self._message = None

    def drop_outdated(self, content: Content) -> None:
        """Drop a message about a content that has changed since."""
        if self._message is not None and self._message[2] != content:
            self._message = None

    def turn_help(self, content: Content, *, closes: bool) -> None:
        """Show the help, its next page, or after the last one none; what is cut on the screen comes first in it."""
        if not self.has_help:
            message = self._message[1] if self._message else ""
            cut_texts = filter(None, (self.not_kept, self._device.hidden(), message, self._whole_row()))
            self._help = "\n".join((*cut_texts, self._settings.help))
            self._message = ("quiet", self._help, content)
            self._help_from, self._help_height, self._help_goes_on = 0, 0, False
        elif self._help_goes_on and self._help_height and not closes:
            self._help_from += self._help_height
        else:
            self._message = None

    def share(self, content: int) -> Heights:
        """Return how high each part is, the content of which would have so many lines."""
        device = self._device
        if self.has_help:
            lines = len(self._wrapped("quiet", self._help)) - self._help_from
            least = min(content, self._least if device.is_low else device.rows // 2)
            self._help_goes_on = False
            self._help_goes_on = lines > device.rows - least - len(self.footer_lines(is_short=False))
            footer = len(self.footer_lines(is_short=False))
            heights = shared_with_help(device.rows, least, lines, footer, is_page=self._help_from > 0)
            self._help_height = heights.message
            return heights._replace(content=min(content, heights.content))
        wanted = Wanted(
            lead=len(self.lead_lines(device.rows)),
            content=content,
            message=len(self._wrapped(*self._message[:2])) if self._message else 0,
            footer=len(self.footer_lines(is_short=device.is_low)),
            least=self._least,
            short=len(self.footer_lines(is_short=True)),
        )
        return shared(device.rows, device.question_height, wanted)

    def lead_lines(self, room: int) -> list[StyledLine]:
        """Return the lead, or as many of its last paragraphs as there is room for, one line of each."""
        device, lead = self._device, self._settings.lead
        lines = self._wrapped("quiet", lead) if lead else []
        if len(lines) <= room:
            return lines
        firsts = [cut(line, device.columns - 1, device.glyphs.ellipsis)[0] for line in lead.splitlines()]
        return [("quiet", line) for line in firsts[max(len(firsts) - room, 0) :]]

    def message_lines(self, room: int) -> list[StyledLine]:
        """Return what there is room for of the message, or of this page of the help."""
        if self._message is None:
            return []
        if self.has_help:
            return self._wrapped("quiet", self._help)[self._help_from :][:room]
        style, text, _ = self._message
        return [(style, line) for line in cut(text, self._device.columns - 1, self._device.more_in_help, height=room)]

    def footer_lines(self, *, is_short: bool) -> list[StyledLine]:
        """Return the keys, or only the one that names the others, below what is said as time passes."""
        device = self._device
        shown = help_only() if is_short or device.is_low else self._settings.footer
        if self.has_help:
            shown = help_keys(goes_on=self._help_goes_on)
        lines = [("quiet", line) for line in wrap_items(shown, device.columns - 1, device.glyphs.dot)]
        if self.pulse.status:
            lines[:0] = [("quiet", wrap_items(self.pulse.status, device.columns - 1, device.glyphs.dot)[0])]
        if not self.not_kept:
            return lines
        height = _LOW_FAULT_LINES if device.is_low else device.rows
        not_kept = cut(self.not_kept, device.columns - 1, device.more_in_help, height=height)
        return [*(("fault", line) for line in not_kept), *lines]

    def _wrapped(self, style: str, text: str) -> list[StyledLine]:
        return [(style, line) for line in wrap(text, self._device.columns - 1)]
