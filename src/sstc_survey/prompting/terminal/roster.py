"""The instances of a repeat at review: a table where it fits, else one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile
from typing import Final, NamedTuple

from sstc_survey.display import clean
from sstc_survey.keys import instance_of, name_of
from sstc_survey.prompting.reviewing import Line
from sstc_survey.prompting.terminal.device import Device
from sstc_survey.prompting.terminal.wrapping import cells, cut, padded
from sstc_survey.prompting.wanted import told
from sstc_survey.response import Missing

Numbered = tuple[int, Line]

_LEAST: Final = 6
_MOST: Final = 24
_GAP: Final = 2


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
    widths = _widths([heads, *texts], device.columns - 1 - lead - _GAP * (len(columns) + 1))
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
    cells_of = [padded(text, width + _GAP) for text, width in zip(cuts, widths, strict=True)]
    return f"{lead}{' ' * _GAP}{''.join(cells_of)}".rstrip()


def _cell(line: Line, device: Device) -> str:
    if line.reply:
        return clean(line.reply)
    return device.signs.dash if line.state in (None, Missing.BLANK) else told(line.state)
