"""All replies at the end, as a list in which each can be found and changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sstc_survey.display import clean
from sstc_survey.engine.replies import Back, Discard, Finish, GoTo, Reply
from sstc_survey.i18n import gettext
from sstc_survey.prompters.labels import missing_label
from sstc_survey.prompters.loop import Stop
from sstc_survey.prompters.screens import ReviewLine
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.key_table import Key
from sstc_survey.prompters.terminal.lists import select_one
from sstc_survey.prompters.terminal.rows import ListRow, RowValue, menu_rows
from sstc_survey.prompters.terminal.settings import PromptEnd, PromptSettings, allow_only, prompt_settings
from sstc_survey.response import Missing, Unfinished, comment_field

_KEYS: Final = {Key.BACK, Key.HELP, Key.STOP}
# Before the path of a question, which may be spelt like another row.
_PATH: Final = "."
_SAVE: Final = "save"
_STOP: Final = "stop"
_DISCARD: Final = "discard"
_KEEP: Final = "keep"


def ask_review(
    lines: tuple[ReviewLine, ...],
    unfinished: Mapping[str, Unfinished],
    chosen: RowValue | None,
    device: Device,
    *,
    also: frozenset[Key],
    changed: str = "",
    is_edit: bool = False,
) -> Reply | Stop | PromptEnd[RowValue]:
    """Show every question with its number, the reply to it and what was not given; ask whether to save, or to stop.

    A question that is picked is to be changed; the list begins where the one with the path `changed` is in view. The
    pointer is at the row that was chosen, if any; where one of the keys `also` was pressed, or Esc was no key, that is
    returned with the row that is chosen now.
    """
    keys = {*_KEYS, *also}
    ends = [(_SAVE, gettext("Save and finish")), (_STOP, gettext("Save as a draft and stop"))]
    if is_edit:
        ends = [
            (_SAVE, gettext("Save and finish")),
            (_STOP, gettext("Stop and continue later")),
            (_DISCARD, gettext("Discard the changes")),
        ]
    rows = [ListRow(value, label, stays=True) for value, label in ends]
    questions = [_row(line, unfinished, device) for line in lines]
    check = allow_only(keys, gettext("! choose one of these first"))
    settings: PromptSettings[RowValue] = prompt_settings(
        device, "select_one", keys, check, gettext("Save, or change an answer:")
    )
    while True:
        end = select_one(rows, questions, chosen, settings, _row_of(changed))
        match end.key, end.content:
            case (Key.BACK, _):
                return Back()
            case (Key.REFERENCE | Key.MORE | Key.NOT_BACK, _):
                return end
            case (Key.ENTER, value) if value == _SAVE:
                return Finish()
            case (Key.ENTER, value) if value == _DISCARD:
                if _confirm_discard(device):
                    return Discard()
                chosen = value
            case (Key.ENTER, value) if value != _STOP:
                return GoTo(value.removeprefix(_PATH))
            case _:
                return Stop()


def _row_of(path: str) -> RowValue:
    """Return the value of the row of a question."""
    return f"{_PATH}{path}"


def _confirm_discard(device: Device) -> bool:
    """Ask once more: what is discarded does not come back."""
    keys = {Key.BACK, Key.HELP}
    check = allow_only(keys, gettext("! choose one of these first"))
    rows = menu_rows((_KEEP, gettext("Keep the changes")), (_DISCARD, gettext("Discard the changes")))
    # What stands is chosen: a key too many discards nothing.
    end = select_one(rows, [], _KEEP, prompt_settings(device, "menu", keys, check, gettext("Discard the changes?")))
    return end.key is Key.ENTER and end.content == _DISCARD


def _row(line: ReviewLine, unfinished: Mapping[str, Unfinished], device: Device) -> ListRow:
    """Return the row of a question: under the headings around it, with the reply and what belongs to that."""
    label = gettext("{label}: add or remove").format(label=line.label) if line.is_repeat_end else line.label
    reply = clean(_reply_text(line, device), keep_newlines=True)
    return ListRow(
        _row_of(line.path),
        clean(label),
        line.number,
        details=(reply, *map(clean, _remarks(line, unfinished))),
        heading=clean(device.glyphs.slash.join(line.headings)) if "/" in line.path else "",
        # A text of Other is found by its question.
        about=clean(line.headings[-1]) if line.headings and not (line.number or line.is_repeat_end) else "",
    )


def _remarks(line: ReviewLine, unfinished: Mapping[str, Unfinished]) -> list[str]:
    """Return what belongs to a reply: its comment, and what would be lost at the end, as it was not given."""
    given = [gettext("Comment: {text}").format(text=line.comment)] if line.comment else []
    field, comment = unfinished.get(line.path), unfinished.get(comment_field(line.path))
    texts = [field.text] if field and field.text else []
    if comment and comment.text:
        texts.append(gettext("Comment: {text}").format(text=comment.text))
    return [*given, *(f"{gettext('Not entered yet:')} {text}" for text in texts if text.strip())]


def _reply_text(line: ReviewLine, device: Device) -> str:
    return line.answer or (
        missing_label(line.missing) if line.missing not in (None, Missing.BLANK) else device.glyphs.dash
    )
