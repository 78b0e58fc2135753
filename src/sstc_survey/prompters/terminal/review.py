"""All replies at the end, and what to do with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby, takewhile, zip_longest
from typing import Final, NamedTuple

from sstc_survey.display import clean
from sstc_survey.engine.interview import Back, Finish, GoTo, Reply
from sstc_survey.engine.paths import instance_of, name_of
from sstc_survey.i18n import gettext
from sstc_survey.prompters.expected import state_label
from sstc_survey.prompters.loop import Stop
from sstc_survey.prompters.screens import Line
from sstc_survey.prompters.terminal.device import Device
from sstc_survey.prompters.terminal.layout import Frame, Key, footer, help_text
from sstc_survey.prompters.terminal.lists import Pick, Row, pick
from sstc_survey.prompters.terminal.page import Page
from sstc_survey.prompters.terminal.words import KEYS
from sstc_survey.prompters.terminal.wrapping import cells, cut, padded, wrap
from sstc_survey.response import Missing

Numbered = tuple[int, Line]

_LEAST: Final = 6
_MOST: Final = 24
_COLUMN_GAP: Final = 2


class Roster(NamedTuple):
    """The lines of one repeat with their numbers, without those of repeats in it."""

    heading: tuple[str, ...]
    lines: list[Numbered]


def parts(lines: Sequence[Line]) -> Iterator[Numbered | Roster]:
    """Yield lines outside repeats with their numbers from 1, and each repeat as a whole, those in it after it."""
    for repeat, group in groupby(enumerate(lines, 1), lambda each: _repeat_at(each[1].name, 0)):
        if repeat:
            yield from _rosters(list(group), 1)
        else:
            yield from group


def _rosters(lines: list[Numbered], depth: int) -> Iterator[Roster]:
    own = [(number, line) for number, line in lines if line.name.count("/") == depth]
    if own:
        yield Roster(own[0][1].roster, own)
    inner: dict[str, list[Numbered]] = {}
    for number, line in lines:
        if line.name.count("/") > depth:
            inner.setdefault(_repeat_at(line.name, depth), []).append((number, line))
    for group in inner.values():
        yield from _rosters(group, depth + 1)


def _repeat_at(key: str, depth: int) -> str:
    """Return the key of the repeat at this depth around an entry, from 0 outside; empty where there is none."""
    around = key.split("/")[: depth + 1]
    return instance_of("/".join(around))[0] if key.count("/") > depth else ""


def instance_number(line: Line) -> int:
    """Return which instance of its repeat a line stands in."""
    return instance_of(line.name.rpartition("/")[0])[1]


def table(lines: Sequence[Line], device: Device) -> list[str] | None:
    """Return a head and the instances as rows below it, or None where the terminal is too narrow."""
    rows: dict[int, dict[str, Line]] = {}
    for line in lines:
        rows.setdefault(instance_number(line), {})[name_of(line.name)] = line
    columns = _columns(rows.values())
    heads = [_head([clean(row[name].label) for row in rows.values() if name in row], device) for name in columns]
    texts = [[_cell(row[name], device) if name in row else "" for name in columns] for row in rows.values()]
    lead = len(str(max(rows)))
    widths = _widths([heads, *texts], device.columns - 1 - lead - _COLUMN_GAP * (len(columns) + 1))
    if widths is None:
        return None
    leads = [" " * lead, *(f"{number:>{lead}}" for number in rows)]
    return [_row(first, row, widths, device) for first, row in zip(leads, [heads, *texts], strict=True)]


def _columns(rows: Iterable[dict[str, Line]]) -> list[str]:
    """Return the names of all columns; one that only some instances have follows what it follows there."""
    names: list[str] = []
    for row in rows:
        place = 0
        for name in row:
            if name not in names:
                names.insert(place, name)
            place = names.index(name) + 1
    return names


def _head(labels: Sequence[str], device: Device) -> str:
    """Return the label over a column: the words that it has in all instances."""
    if len(set(labels)) == 1:
        return labels[0]
    words = [label.split() for label in labels]
    first = _alike(words)
    last = _alike([each[len(first) :][::-1] for each in words])[::-1]
    return " ".join([*first, device.signs.ellipsis, *last]) if first or last else labels[0]


def _alike(words: Sequence[Sequence[str]]) -> list[str]:
    """Return the words that all texts begin with."""
    return [same[0] for same in takewhile(lambda same: len(set(same)) == 1, zip(*words, strict=False))]


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Return the widths of the columns, the widest narrowed until all fit, or None where they cannot."""
    widths = [min(max(*map(cells, column), _LEAST), _MOST) for column in zip(*rows, strict=True)]
    while sum(widths) > room and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    return widths if sum(widths) <= room else None


def _row(lead: str, texts: Sequence[str], widths: Sequence[int], device: Device) -> str:
    cuts = [cut(text, width, device.signs.ellipsis)[0] for text, width in zip(texts, widths, strict=True)]
    cells_of = [padded(text, width + _COLUMN_GAP) for text, width in zip(cuts, widths, strict=True)]
    return f"{lead}{' ' * _COLUMN_GAP}{''.join(cells_of)}".rstrip()


def _cell(line: Line, device: Device) -> str:
    if line.reply:
        return clean(line.reply)
    return device.signs.dash if line.state in (None, Missing.BLANK) else state_label(line.state)


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
    label = gettext("{label}: add or remove").format(label=line.label) if line.is_repeat_end else line.label
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
    text = line.reply or (state_label(line.state) if line.state not in (None, Missing.BLANK) else device.signs.dash)
    comment = wrap(gettext("Comment: {text}").format(text=clean(line.comment)), width) if line.comment else []
    return [*wrap(clean(text, keep_newlines=True), width), *comment]
