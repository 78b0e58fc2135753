"""A roster as its moderator sees it: a new one to fill in, and what a session with a checked one will be."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TextIO

from sstc_survey.display import clean, columns
from sstc_survey.engine.form import form_of
from sstc_survey.engine.form_node import FormNode
from sstc_survey.i18n import Text, Words, gettext, noop, plural
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.reports.escaping import json_text
from sstc_survey.session.events import Start
from sstc_survey.session.languages import spoken_language
from sstc_survey.session.parts import parts_of
from sstc_survey.session.roster import Roster, RosterRow
from sstc_survey.session.roster_columns import COLUMNS, Columns

_ABOUT: Final = (
    noop(
        "1 to 8 letters, digits, - or _, seen by the moderator and this panellist; without labels, seats have numbers"
    ),
    noop("language that is spoken, such as en, zh or lo"),
    noop("minutes for each question, such as more time with an interpreter"),
    noop("yes, if this panellist answers at a terminal"),
)
_MAX_TEXT: Final = 100
_GAP: Final = "  "


class ColumnNote(NamedTuple):
    """What goes into a column of a roster: in words, and the codes that can be written, with their labels."""

    name: str
    about: str
    choices: tuple[str, ...] = ()


def column_notes(questionnaire: Questionnaire, words: Words) -> Iterator[ColumnNote]:
    """Yield the columns that a roster can have, in the order in which a new one has them."""
    yield from (ColumnNote(name, gettext(about)) for name, about in zip(COLUMNS, _ABOUT, strict=True))
    for node in Columns(form_of(questionnaire)).questions:
        yield ColumnNote(node.name, _short(words(_label_of(node))), tuple(_choices(node, words)))


def new_roster(questionnaire: Questionnaire, words: Words, file: str) -> str:
    """Return an empty roster, in the format that the name of its file tells."""
    notes = list(column_notes(questionnaire, words))
    name = file.lower()
    if name.endswith(".json"):
        return json_text([dict.fromkeys(note.name for note in notes)])
    if not name.endswith((".yaml", ".yml")):
        table = io.StringIO()
        csv.writer(table, delimiter="\t" if name.endswith(".tsv") else ",", lineterminator="\n").writerow(
            note.name for note in notes
        )
        return table.getvalue()
    head = (
        _short(words(questionnaire.title)),
        gettext("Copy the lines from the hyphen on for each panellist, in the order of the seats."),
        gettext("Leave empty what is not known: it is asked first."),
    )
    lines = [f"# {line}" for line in head]
    for number, note in enumerate(notes):
        lines.append(f"{'  ' if number else '- '}{note.name}: # {note.about}".rstrip("# "))
        lines += [f"  #   {choice}" for choice in note.choices]
    return "\n".join([*lines, ""])


def notes_lines(questionnaire: Questionnaire, words: Words) -> Iterator[str]:
    """Yield what goes into each column, where the file itself has no room for it."""
    notes = list(column_notes(questionnaire, words))
    width = max(len(note.name) for note in notes)
    for note in notes:
        yield clean(f"  {note.name.ljust(width)}  {note.about}".rstrip())
        if note.choices:
            yield clean(f"  {' ' * width}  {'; '.join(note.choices)}")


def print_roster(roster: Roster, questionnaire: Questionnaire, words: Words, stream: TextIO) -> None:
    """Write what a session with a roster will be: the seats, what is asked first, and what is put to the panel."""
    stream.writelines(f"{clean(line)}\n" for line in _lines(roster, questionnaire, words))


def _lines(roster: Roster, questionnaire: Questionnaire, words: Words) -> Iterator[str]:
    yield plural("{count} panellist", "{count} panellists", len(roster.rows))
    yield from _table([_seat(number, row) for number, row in enumerate(roster.rows, 1)])
    asked = list(_asked_first(roster, questionnaire, words))
    if asked:
        yield gettext("Asked before the first question:")
        yield from asked
    yield gettext("Put to the panel:")
    for number, part in enumerate(parts_of(questionnaire), 1):
        yield f"  {number}. {_short(words(part.label)) or part.name}"
    yield from _rules(roster.rules)


def _seat(number: int, row: RosterRow) -> list[str]:
    cells = [str(number), row.label, clean(row.who), "" if row.language is None else spoken_language(row.language)]
    cells.append("" if row.minutes is None else gettext("{minutes} min").format(minutes=f"{row.minutes:g}"))
    return [*cells, gettext("at a terminal") if row.terminal else ""]


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = [first.rjust(widths[0])]
        cells += [cell + " " * (width - columns(cell)) for cell, width in zip(rest, widths[1:], strict=True) if width]
        yield f"  {_GAP.join(cells)}".rstrip()


def _asked_first(roster: Roster, questionnaire: Questionnaire, words: Words) -> Iterator[str]:
    """Yield each question that is still to be asked of somebody, and of whom."""
    nodes = form_of(questionnaire).nodes
    for name in dict.fromkeys(name for row in roster.rows for name in row.asked):
        labels = [row.label for row in roster.rows if name in row.asked]
        whom = gettext("everyone") if len(labels) == len(roster.rows) else ", ".join(labels)
        node = nodes.get(name)
        yield f"  {(node and _short(words(_label_of(node)))) or name} ({whom})"


def _rules(rules: Start) -> Iterator[str]:
    if rules.minutes is not None:
        yield gettext("Minutes for each question: {minutes}").format(minutes=f"{rules.minutes:g}")
    if rules.speaker is not None:
        yield gettext("Minutes for each panellist: {minutes}").format(minutes=f"{rules.speaker:g}")


def _label_of(node: FormNode) -> Text:
    return node.entry.label


def _choices(node: FormNode, words: Words) -> Iterator[str]:
    for choice in node.choices:
        yield f"{choice.code}: {_short(words(choice.label))}"


def _short(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    line = clean(" ".join(text.split()))
    return line if len(line) <= _MAX_TEXT else f"{line[: _MAX_TEXT - 1].rstrip()}…"
