"""Choice filters: choices that no answer offers, and columns that no filter looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final, NamedTuple

import yaml

from sstc_survey.expressions import BareName, Binary, Call, Logical, Node, Reference
from sstc_survey.formats.logic.names import COLUMNS
from sstc_survey.formats.logic.outline import Item, Outline
from sstc_survey.formats.logic.written import FILTER, Written
from sstc_survey.formats.reading import Reader
from sstc_survey.questionnaire import Choice, SelectMultiple, SelectOne

_OWN: Final = ("label", "exclusive")
_LIKE: Final = 0.8
_MAX_NEVER: Final = 5


class _Match(NamedTuple):
    """A part of a filter that a choice must meet: a column that is a code of the answer to a question."""

    column: str
    question: Item


def advise_on_filters(reader: Reader, outline: Outline, written: Iterable[Written]) -> None:
    """Report what filters leave no use for."""
    used: dict[int, set[str]] = {}
    for each in written:
        if each.key == FILTER and each.expression is not None:
            node = each.item.list_node(reader)
            columns = {column.name for column in each.expression.bare_names}
            used.setdefault(id(node), set()).update(columns)
            if node is not None:
                _advise_on_choices(reader, each.item, node, list(_matches(each.expression.tree, outline)))
    seen: set[int] = set()
    for item in outline.items:
        node = item.list_node(reader)
        if node is not None and id(node) not in seen:
            seen.add(id(node))
            _advise_on_columns(reader, item, node, used.get(id(node), set()))


def _matches(tree: Node, outline: Outline) -> Iterator[_Match]:
    match tree:
        case Logical(operator="and"):
            for operand in tree.operands:
                yield from _matches(operand, outline)
        case Binary(operator="=", left=Reference() as reference, right=BareName() as column):
            yield from _match(column, reference, outline, SelectOne)
        case Binary(operator="=", left=BareName() as column, right=Reference() as reference):
            yield from _match(column, reference, outline, SelectOne)
        case Call(name="selected", arguments=(Reference() as reference, BareName() as column)):
            yield from _match(column, reference, outline, SelectOne, SelectMultiple)
        case _:
            pass


def _match(column: BareName, reference: Reference, outline: Outline, *kinds: type) -> Iterator[_Match]:
    question = outline.names.get(reference.name)
    known = question is not None and question.is_a(*kinds) and question.codes is not None
    if question is not None and known and column.name != "label":
        yield _Match(column.name, question)


def _advise_on_choices(reader: Reader, item: Item, node: yaml.MappingNode, matches: list[_Match]) -> None:
    """Report choices whose columns hold no code of the question that they are filtered by."""
    nodes = {key.value: key for key, _ in node.value}
    found = 0
    for choice in item.choices or ():
        never = next(
            (match for match in matches if _column(choice, match.column) not in (match.question.codes or ())), None
        )
        if never is not None and found < _MAX_NEVER:
            found += 1
            at = nodes[choice.code]
            value = _column(choice, never.column)
            details = {"name": never.question.name, "column": never.column, "value": value}
            reader.report("choice-never-offered", at, code=choice.code, **details)


def _column(choice: Choice, name: str) -> str:
    return choice.code if name == "name" else choice.columns.get(name, "")


def _advise_on_columns(reader: Reader, item: Item, node: yaml.MappingNode, used: set[str]) -> None:
    """Report each column of a list that no filter uses, where it first stands."""
    known = {column for choice in item.choices or () for column in choice.columns}
    if not used <= {*known, *COLUMNS}:
        # The one that is misspelt in a filter is most likely one of these.
        return
    told: set[str] = set()
    values = {code.value: value for code, value in node.value}
    for choice in item.choices or ():
        for column in choice.columns:
            if column not in used and column not in told:
                told.add(column)
                meant = get_close_matches(column, _OWN, n=1, cutoff=_LIKE)
                details = {"suggestion": f'"{meant[0]}"'} if meant else {}
                keys = (key for key, _ in values[choice.code].value if key.value == column)
                reader.report("unused-column", next(keys), key=column, **details)
