"""Put the questions at a terminal that can draw, with questionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstc_survey.prompters.terminal.device import Device, detect_widths
    from sstc_survey.prompters.terminal.inputs import scale_keys, scale_values
    from sstc_survey.prompters.terminal.page import Page
    from sstc_survey.prompters.terminal.prompter import TerminalPrompter
    from sstc_survey.prompters.terminal.wrapping import cells, cut, padded, wrap, wrap_items
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = [
    "Device",
    "Page",
    "TerminalPrompter",
    "cells",
    "cut",
    "detect_widths",
    "padded",
    "scale_keys",
    "scale_values",
    "wrap",
    "wrap_items",
]
