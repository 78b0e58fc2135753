"""What a terminal sends, as keys: a sequence that is no key here is dropped whole, never split into Esc and letters."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from typing import Final

from prompt_toolkit.input import Input
from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding.key_processor import KeyPress
from prompt_toolkit.keys import Keys

# What no keyboard sends: that Esc was no key of its own after all, and Alt with Enter.
NOT_ESC: Final = Keys.ControlF24
ALT_ENTER: Final = Keys.ControlF23

_ESC: Final = "\x1b"
_BELL: Final = "\x07"
_CTRL_C: Final = "\x03"
# The end of a string in one byte, as UTF-8 or alone.
_ENDS: Final = (_BELL, "\x9c", "\udc9c")
_STRINGS: Final = "]P_^X"
_CUT: Final = re.compile("[\x00-\x1f\x9c\udc9c]")
# After Esc, nobody types these within a second.
_INTRODUCERS: Final = f"[O{_STRINGS}"
_PASTE_END: Final = "\x1b[201~"
_MOUSE_BYTES: Final = 3

# How long Esc waits for the rest of a sequence, as ncurses calls it, in ms.
_ESCDELAY: Final = "ESCDELAY"
_DEFAULT_DELAY: Final = 0.05
_MAX_DELAY: Final = 10_000
# So long the rest of what has begun may take from byte to byte, and so long it may follow an Esc that counted.
_REST_SECONDS: Final = 1.0
_PASTE_SECONDS: Final = 2.0

_ARROWS: Final = {"A": Keys.Up, "B": Keys.Down, "C": Keys.Right, "D": Keys.Left, "H": Keys.Home, "F": Keys.End}
_FUNCTION_LETTERS: Final = {"P": Keys.F1, "Q": Keys.F2, "S": Keys.F4}
_WORDS: Final = {Keys.Right: Keys.ControlRight, Keys.Left: Keys.ControlLeft}
# As many function keys as anything is bound to.
_FUNCTION_KEYS: Final = (
    Keys.F1, Keys.F2, Keys.F3, Keys.F4, Keys.F5, Keys.F6, Keys.F7, Keys.F8, Keys.F9, Keys.F10, Keys.F11, Keys.F12,
)  # fmt: skip
_MOVES: Final = {*_ARROWS.values(), Keys.Delete, Keys.PageUp, Keys.PageDown}
_KNOWN: Final = {*_MOVES, *_WORDS.values(), *_FUNCTION_KEYS, Keys.BackTab, Keys.ControlM}
_SEQUENCES: Final = {sequence: key for sequence, key in ANSI_SEQUENCES.items() if sequence[0] == _ESC and key in _KNOWN}
_CONTROLS: Final = {
    char: key
    for char, key in ANSI_SEQUENCES.items()
    if isinstance(key, Keys) and len(char) == 1 and char != _ESC and char < "\x80"
}

_MODIFIED: Final = re.compile(r"\x1b\[(\d{0,3})(?:;(\d{1,3})(?::(\d))?)?([A-DFHPQS~])")
_POSITION: Final = re.compile(r"\x1b\[\d+;\d+R")
_RELEASE: Final = 3
_WORD_MODIFIERS: Final = 2 | 4 | 8
# Caps Lock and Num Lock count as none.
_MODIFIERS: Final = 63


def install(keys: Input, clock: Callable[[], float] = time.monotonic) -> None:
    """Let an input tell keys by `KeyParser`; one that sends no escape sequences stays as it is."""
    from prompt_toolkit.input.vt100 import Vt100Input

    if isinstance(keys, Vt100Input) and not isinstance(keys.vt100_parser, KeyParser):
        keys.vt100_parser = KeyParser(keys.vt100_parser.feed_key_callback, clock)


def escape_delay() -> float:
    """Return how many seconds an Esc waits for the rest of a sequence."""
    text = os.environ.get(_ESCDELAY, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_DELAY))
    return int(text) / 1000 if is_number and int(text) <= _MAX_DELAY else _DEFAULT_DELAY


class KeyParser(Vt100Parser):
    """Tells keys in what a terminal sends, by ECMA-48, and drops everything else that begins with Esc.

    Esc by itself is a key once nothing has followed it for a moment; the rest of a sequence that comes later still
    is told as `NOT_ESC`, then as what it is. `flush` has to be called now and then, as time passes without a key.
    """

    def __init__(self, feed_key_callback: Callable[[KeyPress], None], clock: Callable[[], float]) -> None:
        self._clock = clock
        super().__init__(feed_key_callback)

    def reset(self, request: bool = False) -> None:  # noqa: ARG002  # as the library calls it
        """Forget what has begun."""
        # What came and is no key yet, and what was pasted so far.
        self._rest = ""
        self._pasted: str | None = None
        self._last = 0.0
        # Whether somebody looked since, and nothing was there.
        self._has_looked = False
        self._has_begun = False
        self._escaped: float | None = None
        self._delay = escape_delay()

    def feed(self, data: str) -> None:
        """Take what came, and tell every key in it; nothing came where a character has only begun."""
        now = self._clock()
        # What came while nobody looked, however long, came together: the rest of it may have waited to be read.
        if self._has_looked:
            self._expire(now, _REST_SECONDS)
        self._last, self._has_looked = now, False
        self._rest += data
        # Esc, and a character of which the other bytes are still to come.
        self._has_begun = not data and self._rest != ""
        while self._rest:
            before = len(self._rest), self._pasted is None
            self._take()
            if before == (len(self._rest), self._pasted is None):
                return

    def flush(self) -> None:
        """Tell what time has made a key: an Esc that nothing followed, and a paste without an end."""
        self._has_looked = True
        self._expire(self._clock(), self._delay)

    def _expire(self, now: float, delay: float) -> None:
        waited = now - self._last
        if self._pasted is not None:
            if waited >= _PASTE_SECONDS:
                self._end_paste(self._pasted + self._rest)
                self._rest = ""
        elif self._rest and not self._rest.strip(_ESC) and not self._has_begun:
            if waited >= delay:
                # However many came at once: one step back is seen, and the next can be asked for.
                self._rest, self._escaped = "", now
                self._press(Keys.Escape, _ESC)
        elif waited >= _REST_SECONDS:
            self._rest = ""

    def _press(self, key: Keys | str, data: str) -> None:
        self.feed_key_callback(KeyPress(key, data))

    def _take(self) -> None:
        """Take the next key, or the next thing that is none, from what came; what is not complete stays."""
        if self._pasted is not None:
            self._take_paste()
            return
        if self._escaped is not None:
            is_late = self._last - self._escaped <= _REST_SECONDS and self._rest[0] in _INTRODUCERS
            self._escaped = None
            if is_late:
                self._press(NOT_ESC, "")
                self._rest = _ESC + self._rest
        char = self._rest[0]
        if char != _ESC:
            self._rest = self._rest[1:]
            self._press(_CONTROLS.get(char, char), char)
            return
        body = self._rest.lstrip(_ESC)
        if not body:
            return
        escapes = len(self._rest) - len(body)
        if body[0] == "[":
            self._take_csi(escapes, body)
        elif body[0] == "O":
            self._take_known(escapes, body, re.match(r"O[\d;]*([ -/:<-~]|(?=[^ -~]))", body))
        elif body[0] in _STRINGS:
            self._take_string(body)
        else:
            self._take_with_alt(escapes, body)

    def _take_with_alt(self, escapes: int, body: str) -> None:
        """Take Esc and one character: with Enter it is a key, and Ctrl-C is one after anything."""
        self._rest = body[1:]
        if body[0] == _CTRL_C:
            self._press(Keys.ControlC, _CTRL_C)
        elif body[0] in "\r\n" and escapes == 1:
            self._press(ALT_ENTER, "")
        elif body[0] == "\t" and escapes == 1:
            # The console of Linux sends it for Shift-Tab.
            self._press(Keys.BackTab, "")

    def _take_csi(self, escapes: int, body: str) -> None:
        if body[1:2] == "M":
            self._take_mouse(body)
        elif body[1:2] == "[":
            # The console of Linux sends these for function keys.
            self._take_known(escapes, body, re.match(r"\[\[([!-~]|(?=[^!-~]))", body))
        else:
            self._take_known(escapes, body, re.match(r"\[[ -?]*([@-~]|(?=[^ -~]))", body))

    def _take_known(self, escapes: int, body: str, match: re.Match[str] | None) -> None:
        """Take a sequence that is complete, or cut by what cannot be in one; with a second Esc it is no key."""
        if match is None:
            return
        sequence = _ESC + match[0]
        self._rest = body[match.end() :]
        if sequence == "\x1b[200~":
            self._pasted = ""
        elif match[1] and escapes == 1 and (key := _key_of(sequence)):
            self._press(key, sequence)

    def _take_mouse(self, body: str) -> None:
        """Take a report of the mouse in its oldest form, three bytes after its head, or what there is of one."""
        size = 0
        for index, char in enumerate(body[2:], 2):
            if size >= _MOUSE_BYTES or char < " ":
                self._rest = body[index:]
                return
            size += len(char.encode(errors="surrogateescape"))
        if size >= _MOUSE_BYTES:
            self._rest = ""

    def _take_string(self, body: str) -> None:
        """Take a string of control to its end, or to what cannot be in one; a line end goes with it."""
        match = _CUT.search(body, 1)
        if match is None:
            return
        after = body[match.end() :]
        if match[0] != _ESC:
            goes_with_it = match[0] in _ENDS or match[0] in "\r\n"
            self._rest = after if goes_with_it else match[0] + after
        elif after:
            self._rest = after[1:] if after[0] == "\\" else _ESC + after

    def _take_paste(self) -> None:
        pasted = f"{self._pasted}{self._rest}"
        text, end, after = pasted.partition(_PASTE_END)
        if end:
            self._rest = after
            self._end_paste(text)
        else:
            self._pasted, self._rest = pasted, ""

    def _end_paste(self, text: str) -> None:
        self._pasted = None
        self._press(Keys.BracketedPaste, text)


def _key_of(sequence: str) -> Keys | None:
    """Return the key of a sequence; with Shift or a lock it is the plain key, arrows with Ctrl or Alt go by words."""
    if _POSITION.fullmatch(sequence):
        return Keys.CPRResponse
    known = _SEQUENCES.get(sequence)
    if isinstance(known, Keys):
        return known
    match = _MODIFIED.fullmatch(sequence)
    if match is None:
        return None
    number, modifiers, event, final = match.groups(default="")
    key = _ARROWS.get(final) or _FUNCTION_LETTERS.get(final) or _SEQUENCES.get(f"\x1b[{number}~")
    held = max(int(modifiers or 1) - 1, 0) & _MODIFIERS
    if not isinstance(key, Keys) or int(event or 1) == _RELEASE:
        return None
    if held & _WORD_MODIFIERS:
        return _WORDS.get(key)
    return key if key in _MOVES or not held else None
