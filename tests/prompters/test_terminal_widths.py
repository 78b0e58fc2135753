"""Asking the terminal how wide it draws spacing marks."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import pytest
from prompt_toolkit import utils
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import clear_typeahead, get_typeahead
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.output.vt100 import Vt100_Output
from terminal_stage import PATIENCE

from sstc_survey.prompters.terminal import Device, cells, detect_widths

SIGN = "\u17b6"


@pytest.fixture(autouse=True)
def _widths_as_before() -> Iterator[None]:
    yield
    utils._CHAR_SIZES_CACHE.clear()


@contextmanager
def terminal(answer: str) -> Iterator[tuple[Device, Input]]:
    """Open a terminal with this answer, from its other end, to the question where the cursor is."""
    far, near = os.openpty()

    def reply() -> None:
        heard = b""
        while b"\x1b[6n" not in heard:
            heard += os.read(far, 100)
        os.write(far, answer.encode())

    with os.fdopen(near, "r+b", buffering=0) as raw, os.fdopen(os.dup(near), "w", encoding="utf-8") as screen:
        stdin: TextIO = os.fdopen(os.dup(raw.fileno()), encoding="utf-8")
        with stdin:
            output = Vt100_Output(screen, lambda: Size(24, 80), enable_cpr=False)
            threading.Thread(target=reply, daemon=True).start()
            keys = Vt100Input(stdin)
            yield Device(keys, output), keys
            clear_typeahead(keys)
    os.close(far)


@pytest.mark.parametrize(("answer", "width"), [("\x1b[7;3R", 1), ("\x1b[7;2R", 0)])
def test_spacing_marks_are_counted_as_the_terminal_draws_them(answer: str, width: int) -> None:
    with terminal(answer) as (device, _):
        detect_widths(device, PATIENCE)
    assert cells(SIGN) == width
    assert cells(f"\u1780{SIGN}") == 1 + width
    assert cells("a学") == 3


@pytest.mark.parametrize("answer", ["", "junk"])
def test_a_terminal_that_does_not_answer_changes_nothing(answer: str) -> None:
    with terminal(answer) as (device, _):
        detect_widths(device)
    assert cells(SIGN) == 0


@pytest.mark.parametrize(("answer", "seconds"), [("yes\x1b[7;3R", PATIENCE), ("yes", 1)])
def test_keys_typed_meanwhile_are_kept(answer: str, seconds: float) -> None:
    with terminal(answer) as (device, keys):
        detect_widths(device, seconds)
        assert "".join(press.data for press in get_typeahead(keys)) == "yes"


def test_what_is_no_terminal_is_not_asked() -> None:
    read, write = os.pipe()
    with os.fdopen(read, encoding="utf-8") as stdin, os.fdopen(write, "w", encoding="utf-8") as screen:
        device = Device(Vt100Input(stdin), Vt100_Output(screen, lambda: Size(24, 80)))
        detect_widths(device)
        assert device.output.fileno() == write
    assert cells(SIGN) == 0
