"""All replies at the end, each repeat as a table where there is room, and what to do with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, takewhile, zip_longest
from typing import Final, NamedTuple, TypeAlias

from sstc_survey.display import clean
from sstc_survey.engine.paths import instance_of, name_of
from sstc_survey.engine.replies import Back, Finish, GoTo, Reply
from sstc_survey.i18n import gettext
from sstc_survey.prompters.labels import missing_label
from sstc_survey.prompters.loop import NotBack, Stop
from sstc_survey.prompters.screens import ReviewLine
from sstc_survey.prompters.terminal.device import Device, StyledLine
from sstc_survey.prompters.terminal.key_table import Key
from sstc_survey.prompters.terminal.layout import PromptSettings, allow_only, prompt_settings
from sstc_survey.prompters.terminal.lists import select_one
from sstc_survey.prompters.terminal.page import Page
from sstc_survey.prompters.terminal.rows import ListRow, RowValue
from sstc_survey.prompters.terminal.wrapping import cells, cut, padded, wrap
from sstc_survey.response import Missing, Unfinished, comment_field

NumberedLine: TypeAlias = tuple[int, ReviewLine]

_KEYS: Final = {Key.BACK, Key.HELP, Key.STOP}
_SAVE: Final = "save"
_STOP: Final = "stop"
# Of the row with a question, beside its number and label: the pointer, the point, and free cells at the end.
_INDENT: Final = 7
# Below this width a reply is shown below its label, not beside it.
_TWO_COLUMNS: Final = 60
_LABEL_LINES: Final = 2
# Of the columns of a table.
_MIN_CELLS: Final = 6
_MAX_CELLS: Final = 24
_GAP: Final = 2


class RepeatTable(NamedTuple):
    """The lines of one repeat with their numbers, without those of repeats in it."""

    heading: tuple[str, ...]
    lines: list[NumberedLine]


def ask_review(lines: tuple[ReviewLine, ...], device: Device) -> Reply | Stop | NotBack:
    """Ask whether to save, to stop, or which reply to change."""
    rows = [ListRow(_SAVE, gettext("Save and finish")), ListRow(_STOP, gettext("Keep as a draft and stop"))]
    questions = []
    for number, line in enumerate(lines, 1):
        label = gettext("{label}: add or remove").format(label=line.label) if line.is_repeat_end else line.label
        title = ": ".join([" / ".join(line.headings), label]) if "/" in line.path else label
        text = cut(clean(title), device.columns - _INDENT - len(str(len(lines))), device.glyphs.ellipsis)[0]
        questions.append(ListRow(f".{line.path}", text, str(number)))
    check = allow_only(_KEYS, gettext("! choose what to do first"))
    settings: PromptSettings[RowValue] = prompt_settings(
        device, "select_one", _KEYS, check, gettext("Save, or change a reply:")
    )
    end = select_one(rows, questions, None, settings)
    match end.key, end.content:
        case (Key.BACK, _):
            return Back()
        case (Key.NOT_BACK, _):
            return NotBack()
        case (Key.ENTER, value) if value == _SAVE:
            return Finish()
        case (Key.ENTER, value) if value != _STOP:
            return GoTo(value.removeprefix("."))
        case _:
            return Stop()


def show_review(
    lines: tuple[ReviewLine, ...], unfinished: Mapping[str, Unfinished], page: Page, device: Device
) -> None:
    """Print every question with its number, the reply to it, and what was typed there and not given."""
    remarks = {line.path: _remarks(line, unfinished) for line in lines}
    page.blank_line()
    page.write("title", gettext("Review"))
    digits = len(str(len(lines)))
    for repeat, group in groupby(enumerate(lines, 1), lambda numbered: _repeat_at(numbered[1].path, 0)):
        if repeat:
            for table in _repeat_tables(list(group), 1):
                device.show(partial(_repeat_lines, table, remarks, digits, device))
        else:
            for number, line in group:
                device.show(partial(_reply_lines, line, remarks[line.path], f"{number:>{digits}} ", device))


def _remarks(line: ReviewLine, unfinished: Mapping[str, Unfinished]) -> list[str]:
    """Return what belongs to a reply: its comment, and what would be lost at the end, as it was not given."""
    given = [gettext("Comment: {text}").format(text=line.comment)] if line.comment else []
    field, comment = unfinished.get(line.path), unfinished.get(comment_field(line.path))
    texts = [field.text] if field and field.text else []
    if comment and comment.text:
        texts.append(gettext("Comment: {text}").format(text=comment.text))
    return [*given, *(f"{gettext('Not given yet:')} {text}" for text in texts if text.strip())]


def _repeat_tables(lines: list[NumberedLine], depth: int) -> Iterator[RepeatTable]:
    """Yield the table of a repeat, those of the repeats in it after it."""
    own = [(number, line) for number, line in lines if line.path.count("/") == depth]
    if own:
        yield RepeatTable(own[0][1].repeat_heading, own)
    inner: dict[str, list[NumberedLine]] = {}
    for number, line in lines:
        if line.path.count("/") > depth:
            inner.setdefault(_repeat_at(line.path, depth), []).append((number, line))
    for group in inner.values():
        yield from _repeat_tables(group, depth + 1)


def _repeat_at(path: str, depth: int) -> str:
    """Return the path of the repeat at this depth around an entry, from 0 outside; empty where there is none."""
    around = path.split("/")[: depth + 1]
    return instance_of("/".join(around))[0] if path.count("/") > depth else ""


def _instance_number(line: ReviewLine) -> int:
    """Return the number of the instance that a line belongs to."""
    return instance_of(line.path.rpartition("/")[0])[1]


def _repeat_lines(
    table: RepeatTable, remarks: Mapping[str, list[str]], digits: int, device: Device
) -> Iterator[StyledLine]:
    """Yield the lines of a repeat: as a table, or one instance below the other where that would be too wide."""
    rows = _table_rows([line for _, line in table.lines], device)
    if rows is None:
        for headings, lines in groupby(table.lines, lambda numbered: numbered[1].headings):
            yield from _heading(headings, device)
            for number, line in lines:
                yield from _reply_lines(line, remarks[line.path], f"{number:>{digits}} ", device)
        return
    yield from _heading(table.heading, device)
    yield "quiet", rows[0]
    yield from (("", row) for row in rows[1:])
    # A table has no room for them.
    for _, line in table.lines:
        for remark in remarks[line.path]:
            text = clean(f"{_instance_number(line)} {line.label}: {remark}")
            yield from (("", broken) for broken in wrap(text, device.columns - 1))


def _heading(headings: tuple[str, ...], device: Device) -> Iterator[StyledLine]:
    text = clean(device.glyphs.slash.join(headings))
    yield from (("quiet", line) for line in wrap(text, device.columns - 1))


def _reply_lines(line: ReviewLine, remarks: list[str], lead: str, device: Device) -> Iterator[StyledLine]:
    """Yield the lines of label and reply: in two columns, or one below the other where that would be too narrow.

    The reply comes last, so that nothing after it can be out of line.
    """
    width = device.columns - len(lead) - _GAP - 1
    has_columns = device.columns >= _TWO_COLUMNS
    if has_columns:
        width //= 2
    label_width = width if has_columns else width + _GAP
    labels = cut(clean(line.label), label_width, device.glyphs.ellipsis, height=_LABEL_LINES)
    reply = clean(_reply_text(line, device), keep_newlines=True)
    replies = [broken for text in (reply, *map(clean, remarks)) for broken in wrap(text, width)]
    if has_columns:
        pairs = [(padded(label, width + _GAP), reply) for label, reply in zip_longest(labels, replies, fillvalue="")]
    else:
        pairs = [(label, "") for label in labels] + [(" " * _GAP, reply) for reply in replies]
    indent = " " * len(lead)
    for number, (left, right) in enumerate(pairs):
        yield "", f"{indent if number else lead}{left}{right}".rstrip()


def _reply_text(line: ReviewLine, device: Device) -> str:
    return line.answer or (
        missing_label(line.missing) if line.missing not in (None, Missing.BLANK) else device.glyphs.dash
    )


def _table_rows(lines: Sequence[ReviewLine], device: Device) -> list[str] | None:
    """Return a head and the instances as rows below it, or None where the terminal is too narrow."""
    instances: dict[int, dict[str, ReviewLine]] = {}
    for line in lines:
        instances.setdefault(_instance_number(line), {})[name_of(line.path)] = line
    names = _column_names(instances.values())
    head = [
        _column_head([clean(instance[name].label) for instance in instances.values() if name in instance], device)
        for name in names
    ]
    replies = [
        [clean(_reply_text(instance[name], device)) if name in instance else "" for name in names]
        for instance in instances.values()
    ]
    digits = len(str(max(instances)))
    widths = _column_widths([head, *replies], device.columns - 1 - digits - _GAP * (len(names) + 1))
    if widths is None:
        return None
    rows = []
    for lead, texts in zip(["", *map(str, instances)], [head, *replies], strict=True):
        columns = zip(texts, widths, strict=True)
        row = (padded(cut(text, width, device.glyphs.ellipsis)[0], width + _GAP) for text, width in columns)
        rows.append(f"{lead:>{digits}}{' ' * _GAP}{''.join(row)}".rstrip())
    return rows


def _column_names(instances: Iterable[dict[str, ReviewLine]]) -> list[str]:
    """Return the names of all columns; one that only some instances have follows what it follows there."""
    names: list[str] = []
    for instance in instances:
        index = 0
        for name in instance:
            if name not in names:
                names.insert(index, name)
            index = names.index(name) + 1
    return names


def _column_head(labels: Sequence[str], device: Device) -> str:
    """Return the label over a column: the words that it has in all instances."""
    if len(set(labels)) == 1:
        return labels[0]
    words = [label.split() for label in labels]
    first = _common_start(words)
    last = _common_start([each[len(first) :][::-1] for each in words])[::-1]
    return " ".join([*first, device.glyphs.ellipsis, *last]) if first or last else labels[0]


def _common_start(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return the words that all texts begin with."""
    return [words[0] for words in takewhile(lambda words: len(set(words)) == 1, zip(*texts, strict=False))]


def _column_widths(rows: Sequence[Sequence[str]], total: int) -> list[int] | None:
    """Return the widths of the columns, the widest narrowed until all fit, or None where they cannot."""
    widths = [min(max(*map(cells, column), _MIN_CELLS), _MAX_CELLS) for column in zip(*rows, strict=True)]
    while sum(widths) > total and max(widths) > _MIN_CELLS:
        widths[widths.index(max(widths))] -= 1
    return widths if sum(widths) <= total else None
