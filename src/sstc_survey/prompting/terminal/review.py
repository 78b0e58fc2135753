"""All replies at the end, and what to do with them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby, zip_longest
from typing import Final

from sstc_survey.display import clean
from sstc_survey.interview import Back, Finish, GoTo, Reply
from sstc_survey.prompting.conduct import Stop
from sstc_survey.prompting.reviewing import Line
from sstc_survey.prompting.terminal.device import Device
from sstc_survey.prompting.terminal.keys import Key, footer, help_text
from sstc_survey.prompting.terminal.lists import Pick, Row, pick
from sstc_survey.prompting.terminal.page import Page
from sstc_survey.prompting.terminal.panel import Frame
from sstc_survey.prompting.terminal.roster import Roster, instance_number, parts, table
from sstc_survey.prompting.terminal.words import KEYS
from sstc_survey.prompting.terminal.wrapping import cut, padded, wrap
from sstc_survey.prompting.wanted import told
from sstc_survey.response import Missing
from sstc_survey.tongues import gettext

_WORKS: Final = {Key.BACK, Key.HELP, Key.STOP}
_NARROW: Final = 60
_GAP: Final = 2
_LABEL_LINES: Final = 2
_SAVE: Final = "save"
_STOP: Final = "stop"


def show_review(lines: tuple[Line, ...], page: Page, device: Device) -> None:
    """Print every question with its number and the reply to it."""
    page.gap()
    page.put("title", gettext("Review"))
    digits = len(str(len(lines)))
    for part in parts(lines):
        if isinstance(part, Roster):
            device.show(partial(_roster, part, digits, device))
        else:
            device.show(partial(_paragraph, part[1], f"{part[0]:>{digits}} ", device))


def _roster(roster: Roster, digits: int, device: Device) -> Iterator[tuple[str, str]]:
    """Yield the lines of a repeat: as a table, or one instance below the other where that would be too wide."""
    drawn = table([line for _, line in roster.lines], device)
    if drawn is not None:
        yield from _heading(roster.heading, device)
        yield "quiet", drawn[0]
        yield from (("", row) for row in drawn[1:])
        yield from _comments(roster, device)
        return
    for headings, lines in groupby(roster.lines, lambda each: each[1].headings):
        yield from _heading(headings, device)
        for number, line in lines:
            yield from _paragraph(line, f"{number:>{digits}} ", device)


def _comments(roster: Roster, device: Device) -> Iterator[tuple[str, str]]:
    """Yield the comments, for which a table has no room."""
    for _, line in roster.lines:
        if line.comment:
            said = gettext("Comment: {text}").format(text=line.comment)
            text = clean(f"{instance_number(line)} {line.label}: {said}")
            yield from (("", broken) for broken in wrap(text, device.columns - 1))


def _heading(headings: tuple[str, ...], device: Device) -> Iterator[tuple[str, str]]:
    text = clean(device.signs.below.join(headings))
    yield from (("quiet", line) for line in wrap(text, device.columns - 1))


def ask_review(lines: tuple[Line, ...], device: Device) -> Reply | Stop:
    """Ask whether to save, to stop, or which reply to change."""
    rows = [Row(_SAVE, gettext("Save and finish")), Row(_STOP, gettext("Keep as a draft and stop"))]
    width = device.columns - 6
    changes = [
        Row(f".{line.name}", cut(f"{number} {clean(_title(line))}", width, device.signs.ellipsis)[0])
        for number, line in enumerate(lines, 1)
    ]
    caps, meanings = KEYS["pick"]
    frame: Frame[Pick] = Frame(
        device,
        lambda key, _row: gettext("! choose a question first") if key not in {Key.ENTER, *_WORKS} else None,
        tuple(footer(caps, _WORKS)),
        help_text(meanings, _WORKS),
        gettext("Save, or change a reply:"),
    )
    outcome = pick(rows, changes, None, frame)
    match outcome.key, outcome.content:
        case (Key.BACK, _):
            return Back()
        case (Key.ENTER, value) if value == _SAVE:
            return Finish()
        case (Key.ENTER, value) if value != _STOP:
            return GoTo(value.removeprefix("."))
        case _:
            return Stop()


def _title(line: Line) -> str:
    """Say which question it is; one in a repeat by its instance too."""
    label = gettext("{label}: add or remove").format(label=line.label) if line.is_gate else line.label
    return ": ".join([" / ".join(line.headings), label]) if "/" in line.name else label


def _paragraph(line: Line, lead: str, device: Device) -> Iterator[tuple[str, str]]:
    """Yield the lines of label and reply: in two columns, or one below the other where that would be too narrow.

    The reply comes last, so that nothing after it can be out of line.
    """
    indent, ellipsis = " " * len(lead), device.signs.ellipsis
    if device.columns < _NARROW:
        width = device.columns - len(lead) - _GAP - 1
        labels, replies = (
            cut(clean(line.label), width + _GAP, ellipsis, height=_LABEL_LINES),
            _reply(line, width, device),
        )
        pairs = [(label, "") for label in labels] + [(" " * _GAP, reply) for reply in replies]
    else:
        width = (device.columns - len(lead) - _GAP - 1) // 2
        labels, replies = cut(clean(line.label), width, ellipsis, height=_LABEL_LINES), _reply(line, width, device)
        pairs = [(padded(label, width + _GAP), reply) for label, reply in zip_longest(labels, replies, fillvalue="")]
    for number, (left, right) in enumerate(pairs):
        yield "", f"{indent if number else lead}{left}{right}".rstrip()


def _reply(line: Line, width: int, device: Device) -> list[str]:
    text = line.reply or (told(line.state) if line.state not in (None, Missing.BLANK) else device.signs.dash)
    comment = wrap(gettext("Comment: {text}").format(text=clean(line.comment)), width) if line.comment else []
    return [*wrap(clean(text, keep_newlines=True), width), *comment]
