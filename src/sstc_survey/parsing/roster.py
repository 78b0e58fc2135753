"""Rosters as people write them, each cell with its place: a table in CSV, as spreadsheets save it, or YAML."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from sstc_survey.engine.form import Form
from sstc_survey.engine.validation.type_errors import kind_of
from sstc_survey.parsing.csv_table import CsvCell, read_csv
from sstc_survey.parsing.json_values import JsonMember, JsonValue, NullWord, read_json, read_yaml
from sstc_survey.parsing.reader import MAX_PROBLEMS
from sstc_survey.parsing.replies import ReplySet, read_members, read_null_words
from sstc_survey.parsing.source import Source, by_place, decode_source
from sstc_survey.parsing.suggestions import suggested
from sstc_survey.problems import Place, Problem, codes
from sstc_survey.questionnaire import MAX_BYTES
from sstc_survey.session.roster import Cell, RosterTable, TableRow

_JSON: Final = ".json"
_YAML: Final = (".yaml", ".yml")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# How files of office programs begin: new ones, which are archives, and old ones.
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SETTINGS: Final = "settings"
_PANELLISTS: Final = "panellists"


class ReadRoster(NamedTuple):
    """The table that is in a file, None where there is none to go on with, and what is wrong with the file."""

    table: RosterTable | None
    problems: list[Problem]


def is_table(file: str) -> bool:
    """Tell whether a file with this name has CSV in it, not YAML or JSON."""
    return not file.lower().endswith((*_YAML, _JSON))


def read_roster(data: bytes, file: str, form: Form) -> ReadRoster:
    """Read a roster in YAML, JSON or CSV, as its name says, with every problem of its form."""
    if data.startswith(_WORKBOOKS):
        return ReadRoster(None, [Problem(codes.ROSTER_IS_WORKBOOK, {}, Place(file))])
    source = decode_source(_as_utf8(data), file, limit=MAX_BYTES, plain=not file.lower().endswith(_YAML))
    if isinstance(source, Problem):
        return ReadRoster(None, [source])
    if not source.text.strip():
        return ReadRoster(None, [Problem(codes.EMPTY_FILE, {}, Place(file))])
    table, problems = _from_csv(source) if is_table(file) else _from_list(source, form)
    return ReadRoster(table, problems)


def in_order(problems: list[Problem], file: str) -> list[Problem]:
    """Return problems in the order of their places, the first of them where they are very many."""
    found = by_place(problems)
    more = [Problem(codes.MORE_PROBLEMS, {}, Place(file))] if len(found) > MAX_PROBLEMS else []
    return [*found[:MAX_PROBLEMS], *more]


def _as_utf8(data: bytes) -> bytes:
    """Return a text in UTF-16, as spreadsheets save it, in UTF-8."""
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16").encode()
        except UnicodeDecodeError:
            pass
    return data


def _from_csv(source: Source) -> ReadRoster:
    read, problems, separator = read_csv(source)
    rows = [row for row in read if any(cell.text.strip() for cell in row)]
    if not rows:
        return ReadRoster(None, problems or [Problem(codes.EMPTY_FILE, {}, Place(source.file))])
    head, *body = rows
    columns: dict[int, str] = {}
    named: set[int] = set()
    places: dict[str, Place] = {}
    for number, cell in enumerate(head):
        name = cell.text.strip()
        if not name:
            continue
        named.add(number)
        if name in places:
            problems.append(Problem(codes.ROSTER_COLUMN_TWICE, {"name": name}, cell.place))
        else:
            columns[number], places[name] = name, cell.place
    for row in body:
        problems += _outside(row, named, separator)
    cells = (
        TableRow(
            row[0].place,
            {columns[number]: Cell(cell.place, cell.text) for number, cell in enumerate(row) if number in columns},
        )
        for row in body
    )
    return ReadRoster(RosterTable(Place(source.file), tuple(places.items()), tuple(cells)), problems)


def _outside(row: list[CsvCell], named: Collection[int], separator: str) -> list[Problem]:
    """Return the problem of the first cell of a row that is in no column, if any."""
    outside = (cell for number, cell in enumerate(row) if number not in named and cell.text.strip())
    shown = {"\t": "a tab"}.get(separator, f'"{separator}"')
    first = next(outside, None)
    return [] if first is None else [Problem(codes.ROSTER_EXTRA_CELL, {"separator": shown}, first.place)]


def _from_list(source: Source, form: Form) -> ReadRoster:
    root, problems = read_json(source) if source.file.lower().endswith(_JSON) else read_yaml(source)
    if root is None:
        return ReadRoster(None, problems or [Problem(codes.EMPTY_FILE, {}, Place(source.file))])
    settings: Mapping[str, Cell] = {}
    items = root
    if isinstance(root.data, dict):
        problems += [
            Problem(codes.UNKNOWN_KEY, {"key": key, **suggested(key, (_SETTINGS, _PANELLISTS))}, member.place)
            for key, member in root.data.items()
            if key not in (_SETTINGS, _PANELLISTS)
        ]
        settings, found = _settings(root.data[_SETTINGS].value if _SETTINGS in root.data else None)
        problems += found
        items = root.data[_PANELLISTS].value if _PANELLISTS in root.data else JsonValue(root.place, [])
    if _is_nothing(items):
        items = JsonValue(items.place, [])
    if not isinstance(items.data, list):
        return ReadRoster(None, [*problems, _wrong_shape(items)])
    rows: list[TableRow] = []
    columns: list[tuple[str, Place]] = []
    for item in items.data:
        if isinstance(item.data, dict):
            row, found = _row(item, item.data, form)
            rows.append(row)
            problems += found
            columns += [(name, member.place) for name, member in item.data.items()]
        elif not _is_nothing(item):
            problems.append(_wrong_shape(item))
    return ReadRoster(RosterTable(Place(source.file), tuple(columns), tuple(rows), settings), problems)


def _settings(value: JsonValue | None) -> tuple[Mapping[str, Cell], list[Problem]]:
    if value is None or _is_nothing(value):
        return {}, []
    if isinstance(value.data, dict):
        found = ReplySet(value.place)
        problems = list(read_members(value.data, "", found))
        return _cells(found), problems
    details = {"key": _SETTINGS, "wanted": "a mapping", "given": kind_of(value.data), "how": "write minutes: 20"}
    return {}, [Problem(codes.WRONG_KIND, details, value.place)]


def _row(item: JsonValue, members: Mapping[str, JsonMember], form: Form) -> tuple[TableRow, list[Problem]]:
    """Read a panellist as a response of a file of replies is read."""
    found = ReplySet(item.place)
    # That a name is none of a question is said of its column.
    problems = [each for each in read_members(members, "", found) if each.code != codes.REPLY_UNKNOWN_QUESTION]
    for name, places in found.instances.items():
        node = form.nodes.get(name)
        if node is None or not node.is_repeat:
            problems.append(Problem(codes.REPLY_NESTED, {"name": name, "given": "a mapping"}, places[0]))
    return TableRow(item.place, _cells(read_null_words(found, form))), problems


def _cells(found: ReplySet) -> Mapping[str, Cell]:
    return {
        name: Cell(reply.place, None if isinstance(reply.raw, NullWord) else reply.raw, reply.missing, reply.comment)
        for name, reply in found.replies.items()
    }


def _is_nothing(value: JsonValue) -> bool:
    return value.data is None or isinstance(value.data, NullWord)


def _wrong_shape(value: JsonValue) -> Problem:
    return Problem(codes.ROSTER_WRONG_SHAPE, {"given": kind_of(value.data)}, value.place)
