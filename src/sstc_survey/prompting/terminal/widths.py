"""How wide this terminal draws spacing marks, which libraries count as nothing."""

from __future__ import annotations

import os
import select
import sys
import time
import unicodedata
from typing import Final

from prompt_toolkit.application import get_app_session
from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import store_typeahead
from prompt_toolkit.key_binding.key_processor import KeyPress
from prompt_toolkit.keys import Keys
from prompt_toolkit.output.vt100 import Vt100_Output

from sstc_survey.prompting.terminal.device import Device

# A Khmer letter with a vowel sign that stands beside it: two cells where the sign takes one.
_PROBE: Final = "\u1780\u17b6"
_AFTER_TWO_CELLS: Final = "3"
_PATIENCE: Final = 0.2
# The blocks of the scripts of India and South-East Asia.
_BLOCKS: Final = (range(0x900, 0x1100), range(0x1700, 0x1D00), range(0xA800, 0xAC00))


def learn_widths(device: Device) -> None:
    """Ask the terminal how wide it draws a spacing mark, and count all of them as it does.

    One that does not answer within 0.2 s changes nothing. Keys that are typed meanwhile are kept.
    """
    keys = device.input or get_app_session().input
    if _are_terminal(keys, device) and _column_after_probe(keys, device) == _AFTER_TWO_CELLS:
        count_spacing_marks()


def count_spacing_marks() -> None:
    """Count every spacing mark as one cell."""
    try:
        from prompt_toolkit.utils import _CHAR_SIZES_CACHE
    except ImportError:
        # A later prompt_toolkit may keep its widths elsewhere; text is then only less well aligned.
        return
    _CHAR_SIZES_CACHE.clear()
    marks = (char for block in _BLOCKS for char in map(chr, block) if unicodedata.category(char) == "Mc")
    _CHAR_SIZES_CACHE.update(dict.fromkeys(marks, 1))


def _are_terminal(keys: Input, device: Device) -> bool:
    if sys.platform == "win32" or not isinstance(device.output, Vt100_Output):
        return False
    try:
        return os.isatty(keys.fileno()) and os.isatty(device.output.fileno())
    except (OSError, NotImplementedError):
        return False


def _column_after_probe(keys: Input, device: Device) -> str | None:
    """Draw the probe, ask where the cursor is, wipe the probe, and return the column from 1."""
    output, answer, others = device.output, None, list[KeyPress]()
    with keys.raw_mode():
        output.write_raw(f"\r{_PROBE}\x1b[6n")
        output.flush()
        until = time.monotonic() + _PATIENCE
        while answer is None and select.select([keys.fileno()], [], [], max(until - time.monotonic(), 0))[0]:
            for press in keys.read_keys():
                if press.key is Keys.CPRResponse:
                    answer = press.data.rstrip("R").rpartition(";")[2]
                else:
                    others.append(press)
            if keys.closed:
                break
        output.write_raw("\r\x1b[K")
        output.flush()
    store_typeahead(keys, [*others, *keys.flush_keys()])
    return answer
