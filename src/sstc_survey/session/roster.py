"""A roster: who is at the table, as somebody wrote it down, checked against the questionnaire.

A table of cells with their places becomes seats, with what is known of each panellist as replies that an interview has
taken; every error and every warning comes at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from sstc_survey.engine.interview import Interview
from sstc_survey.engine.replies import Reply
from sstc_survey.engine.validation import ReplyContext, is_blank, tidied_reply, validate_reply
from sstc_survey.engine.validation.type_errors import kind_of
from sstc_survey.i18n import find_languages
from sstc_survey.problems import Place, Problem, Severity, codes
from sstc_survey.problems.closest import closest
from sstc_survey.questionnaire import Decimal, Value
from sstc_survey.session.events import LABEL_PATTERN, MAX_MINUTES, MAX_SEATS, Start
from sstc_survey.session.languages import meant_language
from sstc_survey.session.roster_columns import COLUMNS, Columns
from sstc_survey.session.roster_replies import Judge
from sstc_survey.session.roster_warnings import Known, warnings_of

LABEL, LANGUAGE, MINUTES, TERMINAL = COLUMNS
_YES: Final = frozenset({"yes", "y", "true", "1", "x"})
_NO: Final = frozenset({"no", "n", "false", "0"})
# What each setting of a session may be.
_SETTINGS: Final = {
    "minutes": "minutes for each question, up to 1440",
    "speaker": "minutes for each panellist in a question, up to 1440",
    "order": "seat, least, rotate",
    "consensus": "a whole number from 51 to 100",
    "within": "a number from 0",
    "least": "a whole number from 1 to 100",
}
_MAX_QUOTED: Final = 40


class Cell(Struct, frozen=True):
    """What is written in one place: a raw reply (None where it is blank), why there is no answer, a comment."""

    place: Place
    raw: object = None
    missing: str | None = None
    comment: str | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is written there."""
        return self.missing is None and self.comment is None and is_blank(self.raw)


class TableRow(Struct, frozen=True):
    """One panellist as written: the cells by the name of their column."""

    place: Place
    cells: Mapping[str, Cell]


class RosterTable(Struct, frozen=True):
    """A roster as written: each place where a column is named, the rows, and the settings of the session."""

    place: Place
    columns: Sequence[tuple[str, Place]] = ()
    rows: Sequence[TableRow] = ()
    settings: Mapping[str, Cell] = {}


class RosterRow(Struct, frozen=True):
    """One seat: its label, what is spoken there, its minutes, and what was said already, by question.

    `who` is for the moderator; `asked` names what is still open before the first part.
    """

    label: str
    language: str | None
    minutes: float | None
    terminal: bool
    replies: Mapping[str, Reply]
    who: str
    asked: tuple[str, ...]


class Roster(Struct, frozen=True):
    """The seats in order, and the rules that the roster sets."""

    rows: tuple[RosterRow, ...]
    rules: Start


class CheckedRoster(NamedTuple):
    """A roster, None where it has errors, and everything that is wrong with it."""

    roster: Roster | None
    problems: list[Problem]


def check_roster(table: RosterTable, blank: Interview, problems: Sequence[Problem] = ()) -> CheckedRoster:
    """Check a table against a questionnaire; `problems` are those of its file.

    `blank` is an interview with the questionnaire in which nothing was said yet.
    """
    return _Check(table, blank, problems).checked()


class _Check:
    """One pass over a table."""

    def __init__(self, table: RosterTable, blank: Interview, problems: Sequence[Problem]) -> None:
        self._table = table
        self._blank = blank
        self._columns = Columns(blank.form)
        self._judge = Judge(blank)
        self._rows = [row for row in table.rows if not all(cell.is_empty for cell in row.cells.values())]
        self._has_labels = any(name == LABEL for name, _ in table.columns)
        self._labels: dict[str, Place] = {}
        self.problems = [*problems]

    def checked(self) -> CheckedRoster:
        """Return the roster, and everything that is wrong with it."""
        self.problems += self._in_columns()
        rules = self._rules()
        if not self._rows:
            self.problems.append(Problem(codes.ROSTER_EMPTY, {}, self._table.place))
        elif len(self._rows) > MAX_SEATS:
            self.problems.append(
                Problem(codes.SESSION_TOO_MANY_SEATS, {"limit": MAX_SEATS}, self._rows[MAX_SEATS].place)
            )
        found = [self._row(number, row) for number, row in enumerate(self._rows[:MAX_SEATS], 1)]
        if not self._has_errors:
            # What depends on all rows would only follow from what is wrong with some.
            known = [
                Known(seat.label, seat.language, seat.terminal, row.place, answers)
                for row, (seat, answers) in zip(self._rows, found, strict=True)
            ]
            self.problems += warnings_of(known, self._blank, self._table.place)
        roster = None if self._has_errors else Roster(tuple(seat for seat, _ in found), rules)
        return CheckedRoster(roster, self.problems)

    @property
    def _has_errors(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def _in_columns(self) -> Iterator[Problem]:
        for name, place in self._table.columns:
            if problem := self._columns.problem(name):
                yield problem._replace(place=place)

    def _rules(self) -> Start:
        """Return the rules that the settings are, as far as they are valid."""
        given: dict[str, object] = {}
        for key, cell in self._table.settings.items():
            if key not in _SETTINGS:
                close = closest(key, _SETTINGS)
                details = {"suggestion": f'"{close[0]}"'} if close else {"known": ", ".join(_SETTINGS)}
                self.problems.append(Problem(codes.UNKNOWN_KEY, {"key": key, **details}, cell.place))
            elif not cell.is_empty and (text := self._text(key, cell)) is not None:
                try:
                    msgspec.convert({key: text}, Start, strict=False)
                except msgspec.ValidationError:
                    details = {"key": key, "value": _quoted(text), "expected": _SETTINGS[key]}
                    self.problems.append(Problem(codes.ROSTER_BAD_SETTING, details, cell.place))
                else:
                    given[key] = text
        return msgspec.convert(given, Start, strict=False)

    def _row(self, number: int, row: TableRow) -> tuple[RosterRow, Mapping[str, Value]]:
        cells = {name: cell for name, cell in row.cells.items() if not cell.is_empty}
        label = self._label(number, row, cells.get(LABEL))
        language = self._language(cells.get(LANGUAGE))
        minutes = self._minutes(cells.get(MINUTES))
        terminal = self._terminal(cells.get(TERMINAL))
        known = {name: cell for name, cell in cells.items() if self._columns.is_question(name)}
        judged = self._judge.judged(known)
        self.problems += judged.problems
        seat = RosterRow(label, language, minutes, terminal, judged.replies, judged.who, judged.asked)
        return seat, judged.answers

    def _label(self, number: int, row: TableRow, cell: Cell | None) -> str:
        if not self._has_labels:
            return str(number)
        if cell is None:
            place = row.cells[LABEL].place if LABEL in row.cells else row.place
            self.problems.append(Problem(codes.ROSTER_NO_LABEL, {}, place))
            return ""
        label = self._text(LABEL, cell)
        if label is None:
            return ""
        if re.fullmatch(LABEL_PATTERN, label) is None:
            self.problems.append(Problem(codes.ROSTER_BAD_LABEL, {"label": _cut(label)}, cell.place))
        elif (other := self._labels.setdefault(label.casefold(), cell.place)) is not cell.place:
            details = {"label": label, "line": other.line}
            self.problems.append(Problem(codes.ROSTER_LABEL_TWICE, details, cell.place))
        return label

    def _language(self, cell: Cell | None) -> str | None:
        text = None if cell is None else self._text(LANGUAGE, cell)
        if cell is None or text is None:
            return None
        if found := find_languages(text, self._blank.questionnaire.languages()):
            return found[0] if len(found) == 1 else text
        meant = meant_language(text)
        if meant == text:
            return text
        details = {"language": _cut(text), **({"suggestion": f'"{meant}"'} if meant else {})}
        self.problems.append(Problem(codes.ROSTER_UNKNOWN_LANGUAGE, details, cell.place))
        return None

    def _minutes(self, cell: Cell | None) -> float | None:
        if cell is None or (text := self._text(MINUTES, cell)) is None:
            return None
        question = Decimal(name=MINUTES, min=0, max=MAX_MINUTES)
        value = validate_reply(question, text, ReplyContext(self._blank.words, language=self._blank.language))
        if isinstance(value, Problem):
            self.problems.append(value._replace(place=cell.place))
            return None
        return float(value) if isinstance(value, int | float) else None

    def _terminal(self, cell: Cell | None) -> bool:
        if cell is None or (text := self._text(TERMINAL, cell)) is None:
            return False
        if text.casefold() not in _YES | _NO:
            self.problems.append(Problem(codes.ROSTER_NOT_YES_NO, {"text": _cut(text)}, cell.place))
        return text.casefold() in _YES

    def _text(self, name: str, cell: Cell) -> str | None:
        """Return the text of a cell that is one value; report one that is not."""
        if cell.missing is None and cell.comment is None and isinstance(cell.raw, str | int | float):
            # The true of JSON is written as in YAML.
            text = str(cell.raw).lower() if isinstance(cell.raw, bool) else str(cell.raw)
            return str(tidied_reply(text, multiline=False)[0]).strip()
        given = kind_of(cell.raw) if isinstance(cell.raw, list) else "a mapping"
        self.problems.append(Problem(codes.ROSTER_NOT_ONE_VALUE, {"name": name, "given": given}, cell.place))
        return None


def _quoted(text: str) -> str:
    return f'"{_cut(text)}"'


def _cut(text: str) -> str:
    """Return a text as it is named in a message."""
    return text if len(text) <= _MAX_QUOTED else f"{text[: _MAX_QUOTED - 1]}…"
