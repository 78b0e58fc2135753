"""Whether what expressions and texts name is there, and can be read where it is named."""

from __future__ import annotations

from collections.abc import Iterable

from sstc_survey.expressions import Parent, Reference
from sstc_survey.formats.logic.outline import Outline
from sstc_survey.formats.logic.written import FILTER, Written
from sstc_survey.formats.reading import Reader
from sstc_survey.formats.suggestions import closest
from sstc_survey.questionnaire import Choosing, Entry, Group, Note, Repeat

# What every choice has.
COLUMNS = ("name", "label")


def check_names(reader: Reader, outline: Outline, written: Iterable[Written]) -> None:
    """Report references to what is not there or takes no answer, and columns that no choice has."""
    for each in written:
        for reference in each.references:
            _check_reference(reader, outline, each, reference)
        _check_columns(reader, each)
        _check_positions(reader, each)


def _check_reference(reader: Reader, outline: Outline, written: Written, reference: Reference) -> None:
    target = outline.names.get(reference.name)
    if target is None:
        if reference.name not in outline.unread:
            known = [*outline.names, *outline.unread]
            _report_unknown(reader, written, "expression-unknown-name", reference, known)
    elif not target.is_a(Entry):
        return
    elif reference.start in written.names_of_choices:
        if not target.is_a(Choosing):
            written.report(reader, "no-choices", reference, name=target.name)
    elif target.is_a(Note, Group) or (target.is_a(Repeat) and reference.start not in written.names_of_repeats):
        written.report(reader, "takes-no-answer", reference, name=target.name)


def _report_unknown(reader: Reader, written: Written, code: str, part: Reference, known: list[str]) -> None:
    meant = closest(part.name, known) if reader.guessing else None
    written.report(reader, code, part, name=part.name, **({"instead": meant} if meant else {}))


def _check_columns(reader: Reader, written: Written) -> None:
    choices = written.item.choices
    if written.key != FILTER or written.expression is None or choices is None:
        return
    known = [*COLUMNS, *dict.fromkeys(column for choice in choices for column in choice.columns)]
    for column in written.expression.bare_names:
        if column.name not in known:
            reference = Reference(column.name, column.start, column.end)
            _report_unknown(reader, written, "expression-unknown-column", reference, known)


def _check_positions(reader: Reader, written: Written) -> None:
    for call in written.calls:
        if call.name == "position":
            parent = call.arguments[0]
            if isinstance(parent, Parent) and parent.levels > len(written.item.repeats):
                written.report(reader, "expression-no-source", call, name=call.name)
