"""What the keys do in a field: they type, move and delete, and never bring a control character into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.key_binding.bindings.named_commands import get_by_name
from prompt_toolkit.keys import Keys

from sstc_survey.engine.validation import tidied
from sstc_survey.i18n import gettext
from sstc_survey.prompters.terminal.key_table import ANY, PASTE
from sstc_survey.prompters.terminal.layout import Action
from sstc_survey.prompters.terminal.wrapping import graphemes

# By the names that readline has for them.
_COMMANDS: Final = {
    "home": "beginning-of-line",
    "end": "end-of-line",
    "c-a": "beginning-of-line",
    "c-e": "end-of-line",
    "c-left": "backward-word",
    "c-right": "forward-word",
    "c-h": "backward-delete-char",
    "c-u": "unix-line-discard",
    "c-k": "kill-line",
    "c-w": "unix-word-rubout",
}
# What a byte that is no UTF-8 comes as.
_HALVES: Final = dict.fromkeys(range(0xD800, 0xE000))


def editing_actions(buffer: Buffer, notice: Callable[[str], None], *, multiline: bool) -> Mapping[str, Action]:
    """Return what each key does in a field, by its name; `notice` says what was changed in what was typed."""

    def insert(text: str) -> None:
        found = tidied(text, multiline=multiline)
        kept = found.text.translate(_HALVES)
        buffer.insert_text(kept)
        changes = found.changes if kept == found.text else tidied("\0", multiline=multiline).changes
        if changes:
            notice(gettext("; ").join(map(gettext, changes)))

    def typed(event: KeyPressEvent) -> None:
        if not isinstance(event.key_sequence[-1].key, Keys):
            insert(event.data)

    return {
        "left": lambda _event: buffer.cursor_left(_length_before(buffer)),
        "right": lambda _event: buffer.cursor_right(_length_after(buffer)),
        "delete": lambda _event: _delete(buffer),
        **{name: get_by_name(command).call for name, command in _COMMANDS.items()},
        "c-_": lambda _event: buffer.undo(),
        "up": lambda _event: _to_line(buffer, buffer.cursor_up),
        "down": lambda _event: _to_line(buffer, buffer.cursor_down),
        "enter": lambda _event: buffer.insert_text("\n"),
        "c-j": lambda _event: buffer.insert_text("\n"),
        ANY: typed,
        PASTE: lambda event: insert(event.data),
    }


def _length_before(buffer: Buffer) -> int:
    """Return how many characters the letter before the cursor has, with its marks."""
    *_, last = ["", *graphemes(buffer.document.current_line_before_cursor)]
    return len(last)


def _length_after(buffer: Buffer) -> int:
    """Return how many characters there are to the end of the letter that the cursor is at, with its marks."""
    return len(next(graphemes(buffer.document.current_line_after_cursor), ""))


def _delete(buffer: Buffer) -> None:
    """Delete the letter at the cursor with its marks, or the end of a line."""
    buffer.delete(_length_after(buffer) or 1)


def _to_line(buffer: Buffer, go: Callable[[], None]) -> None:
    """Go to another line, and there to the beginning of a letter."""
    go()
    place = buffer.document.cursor_position_col
    for letter in graphemes(buffer.document.current_line):
        if place < len(letter):
            buffer.cursor_position -= place
            return
        place -= len(letter)
