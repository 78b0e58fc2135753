"""Whether the questions and columns that expressions and texts name are there, and have values where they are named."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

import yaml

from sstc_survey.engine.form_node import DEPENDENCY_KEYS
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.expressions.tree import BareName, Binary, Call, Logical, Node, Parent, Reference
from sstc_survey.parsing.lint.outline import (
    DEFAULT,
    FILTER,
    REPEAT_COUNT,
    Occurrence,
    Outline,
    OutlineEntry,
    faulty_occurrences,
)
from sstc_survey.parsing.reader import Reader
from sstc_survey.parsing.suggestions import guess
from sstc_survey.problems import codes
from sstc_survey.problems.closest import closest
from sstc_survey.problems.codes import Code
from sstc_survey.questionnaire import Choosing, DataType, Entry, Group, Repeat, SelectMultiple, SelectOne

# What every choice has.
COLUMNS: Final = ("name", "label")
_KEYS_OF_CHOICES: Final = ("label", "exclusive", "score")
_CUTOFF: Final = 0.8
_MAX_NAMED: Final = 12
_MAX_NEVER: Final = 5


def check_names(reader: Reader, outline: Outline, occurrences: Iterable[Occurrence]) -> None:
    """Report references to what is not there or takes no answer, and columns that no choice has."""
    for each in occurrences:
        for reference in each.references:
            _check_reference(reader, outline, each, reference)
        choices = each.entry.choices
        if each.key == FILTER and each.expression is not None and choices is not None:
            known = [*COLUMNS, *dict.fromkeys(column for choice in choices for column in choice.columns)]
            for column in each.expression.bare_names:
                if column.name not in known:
                    _report_unknown(reader, each, codes.EXPRESSION_UNKNOWN_COLUMN, column, known)
        for call in each.calls:
            parents = (node for node in call.arguments if isinstance(node, Parent))
            if any(parent.levels > len(each.entry.repeats) for parent in parents):
                each.report(reader, codes.EXPRESSION_NO_SOURCE, call, name=call.name)


def check_names_of_faulty(reader: Reader, outline: Outline) -> None:
    """Report unknown questions in expressions that cannot be parsed."""
    for each in faulty_occurrences(outline):
        for reference in each.references:
            if reference.name not in outline.names:
                _check_reference(reader, outline, each, reference)


def _check_reference(reader: Reader, outline: Outline, occurrence: Occurrence, reference: Reference) -> None:
    target = outline.names.get(reference.name)
    if target is None:
        if reference.name not in outline.unread:
            known = [*outline.names, *outline.unread]
            _report_unknown(reader, occurrence, codes.EXPRESSION_UNKNOWN_NAME, reference, known)
    elif not target.is_a(Entry):
        return
    elif reference.start in occurrence.names_of_choices:
        if not target.is_a(Choosing):
            occurrence.report(reader, codes.NO_CHOICES, reference, name=target.name)
    elif target.data_type is DataType.NONE or (
        target.is_a(Repeat) and reference.start not in occurrence.names_of_repeats
    ):
        occurrence.report(reader, codes.TAKES_NO_ANSWER, reference, name=target.name)


def _report_unknown(
    reader: Reader, occurrence: Occurrence, code: Code, part: Reference | BareName, known: list[str]
) -> None:
    meant = guess(part.name, known) if reader.guessing else None
    occurrence.report(reader, code, part, name=part.name, **({"instead": meant} if meant else {}))


class _Edge(NamedTuple):
    """What an entry follows from, and the reference that says so, if one does."""

    entry: OutlineEntry
    to: OutlineEntry
    occurrence: Occurrence | None = None
    reference: Reference | None = None


_Edges: TypeAlias = dict[OutlineEntry, list[_Edge]]


def check_cycles(reader: Reader, outline: Outline, occurrences: Iterable[Occurrence]) -> dict[OutlineEntry, int]:
    """Report each cycle, whole; return for each entry in one the number of its cycle."""
    members: dict[OutlineEntry, int] = {}
    for number, cycle in enumerate(_cycles(_edges(outline, occurrences))):
        members |= {edge.entry: number for edge in cycle}
        # It is reported at the first reference that it goes by.
        first = min((edge for edge in cycle if edge.occurrence), key=lambda edge: edge.entry.index)
        start = cycle.index(first)
        names = [edge.entry.name for edge in (*cycle[start:], *cycle[:start])]
        shown = names if len(names) <= _MAX_NAMED else [*names[:_MAX_NAMED], f"{len(names) - _MAX_NAMED} more"]
        assert first.occurrence and first.reference  # noqa: S101, PT018 both or none
        first.occurrence.report(reader, codes.CYCLE, first.reference, chain=" → ".join([*shown, names[0]]))
    return members


def _edges(outline: Outline, occurrences: Iterable[Occurrence]) -> _Edges:
    edges: _Edges = {entry: [] for entry in outline.entries}
    for entry in outline.entries:
        edges[entry] += [_Edge(entry, above) for above in (entry.parent, entry.other_of) if above]
    occurrences = [each for each in occurrences if each.key in DEPENDENCY_KEYS]
    for each in occurrences:
        if each.key == REPEAT_COUNT and _goes_on(outline, each, occurrences):
            continue
        for reference in each.references:
            target = outline.names.get(reference.name)
            # In a numbered instance of the same repeat, a question most likely belongs to the one before.
            is_before = target is not None and target.repeats == each.entry.repeats and reference.start in each.numbered
            # A filter may keep the choice that was made.
            keeps_own = target is each.entry and each.key == FILTER
            if target is not None and not is_before and not keeps_own:
                edges[each.entry].append(_Edge(each.entry, target, each, reference))
    return edges


def _goes_on(outline: Outline, count: Occurrence, occurrences: Iterable[Occurrence]) -> bool:
    """Tell whether a repeat is counted by an answer in its last instance: it goes on as long as that says so."""
    waiting, seen = [count], {count.entry}
    while waiting:
        each = waiting.pop()
        for reference in each.references:
            target = outline.names.get(reference.name)
            if target is None:
                continue
            if reference.start in each.numbered and count.entry in target.repeats:
                return True
            # Perhaps a calculation looks the answer up.
            if target not in seen and not target.is_asked:
                seen.add(target)
                waiting += [other for other in occurrences if other.entry is target and other.key == "calculation"]
    return False


def _cycles(edges: _Edges) -> Iterator[list[_Edge]]:
    """Yield cycles that share no entry, until there are none any more."""
    graph = _Graph(edges)
    graph.remove(entry for entry, each in edges.items() if not each)
    for start in edges:
        while start in graph.left:
            cycle = graph.cycle_from(start)
            yield cycle
            graph.remove(edge.entry for edge in cycle)


class _Graph:
    """Entries that still lead to one another."""

    def __init__(self, edges: _Edges) -> None:
        self.edges = edges
        # How many of its edges lead to entries that are left.
        self.left = {entry: len(each) for entry, each in edges.items()}
        self._into: _Edges = {entry: [] for entry in edges}
        for edge in (edge for each in edges.values() for edge in each):
            self._into[edge.to].append(edge)

    def remove(self, entries: Iterable[OutlineEntry]) -> None:
        """Take entries out, and then whatever leads nowhere any more."""
        leaving = deque(entries)
        while leaving:
            entry = leaving.popleft()
            if self.left.pop(entry, None) is None:
                continue
            for edge in self._into[entry]:
                if edge.entry in self.left:
                    self.left[edge.entry] -= 1
                    if not self.left[edge.entry]:
                        leaving.append(edge.entry)

    def cycle_from(self, start: OutlineEntry) -> list[_Edge]:
        """Return a shortest cycle through an entry that is reached from this one; each that is left leads on."""
        passed: set[OutlineEntry] = set()
        while start not in passed:
            passed.add(start)
            start = next(self._onward(start)).to
        by: dict[OutlineEntry, _Edge] = {}
        waiting = deque([start])
        while start not in by:
            for edge in self._onward(waiting.popleft()):
                if edge.to not in by:
                    by[edge.to] = edge
                    waiting.append(edge.to)
        cycle = [by[start]]
        while cycle[0].entry is not start:
            cycle.insert(0, by[cycle[0].entry])
        return cycle

    def _onward(self, entry: OutlineEntry) -> Iterator[_Edge]:
        return (edge for edge in self.edges[entry] if edge.to in self.left)


def advise_on_order(
    reader: Reader, outline: Outline, occurrences: Iterable[Occurrence], cycles: Mapping[OutlineEntry, int]
) -> None:
    """Report references to questions that come later, and to one of many instances."""
    for each in occurrences:
        for reference in each.references:
            target = outline.names.get(reference.name)
            if target is None or reference.start in each.names_of_choices:
                continue
            if target.is_asked and each.key == DEFAULT:
                # Defaults are calculated at the start of the interview, or of an instance.
                filled = target.value(DEFAULT) is not None or target.value("calculation") is not None
                if not filled and target.repeats == each.entry.repeats:
                    each.report(reader, codes.DEFAULT_BEFORE_ANSWER, reference, name=target.name)
            elif each.key == REPEAT_COUNT and each.entry in target.repeats and reference.start in each.numbered:
                # It is asked before the next instance is counted.
                continue
            elif target.is_asked and target.index > each.entry.index:
                # What is calculated and not shown may look ahead: it is calculated anew with each answer.
                unseen = each.key == "calculation" and not each.entry.is_asked
                if not unseen and cycles.get(each.entry, -1) != cycles.get(target, -2):
                    each.report(reader, codes.FORWARD_REFERENCE, reference, name=target.name)
            outer = [repeat for repeat in target.repeats if repeat not in each.entry.repeats]
            if outer and not target.is_a(Group, Repeat) and reference.start not in each.over_instances:
                each.report(reader, codes.FIRST_INSTANCE_ONLY, reference, name=target.name, repeat=outer[0].name)


class _Match(NamedTuple):
    """A part of a filter that a choice must meet: a column that is a code of the answer to a question."""

    column: str
    question: OutlineEntry


def advise_on_filters(reader: Reader, outline: Outline, occurrences: Iterable[Occurrence]) -> None:
    """Report what filters leave no use for."""
    used: dict[int, set[str]] = {}
    for each in occurrences:
        if each.key == FILTER and each.expression is not None:
            node = each.entry.yaml_choices(reader)
            columns = {column.name for column in each.expression.bare_names}
            used.setdefault(id(node), set()).update(columns)
            if node is not None:
                _advise_on_choices(reader, each.entry, node, list(_matches(each.expression.tree, outline)))
    seen: set[int] = set()
    for entry in outline.entries:
        node = entry.yaml_choices(reader)
        if node is not None and id(node) not in seen:
            seen.add(id(node))
            _advise_on_columns(reader, entry, node, used.get(id(node), set()))


def _matches(tree: Node, outline: Outline) -> Iterator[_Match]:
    classes: tuple[type, ...] = (SelectOne,)
    match tree:
        case Logical(operator="and"):
            for operand in tree.operands:
                yield from _matches(operand, outline)
            return
        case Binary(operator="=", left=Reference() as reference, right=BareName() as column):
            pass
        case Binary(operator="=", left=BareName() as column, right=Reference() as reference):
            pass
        case Call(arguments=(Reference() as reference, BareName() as column)) if FUNCTIONS[tree.name].compares_code:
            classes = (SelectOne, SelectMultiple)
        case _:
            return
    question = outline.names.get(reference.name)
    if question is not None and question.is_a(*classes) and question.codes is not None and column.name != "label":
        yield _Match(column.name, question)


def _advise_on_choices(reader: Reader, entry: OutlineEntry, node: yaml.MappingNode, matches: list[_Match]) -> None:
    """Report the first choices whose columns have no code of the question that they are filtered by."""
    if entry.choices is None:
        return
    nodes = {key.value: key for key, _ in node.value}
    found = 0
    for choice in entry.choices:
        values = {column: choice.code if column == "name" else choice.columns.get(column, "") for column, _ in matches}
        never = next((match for match in matches if values[match.column] not in (match.question.codes or ())), None)
        if never is not None and found < _MAX_NEVER:
            found += 1
            details = {"name": never.question.name, "column": never.column, "value": values[never.column]}
            reader.report(codes.CHOICE_NEVER_OFFERED, nodes[choice.code], code=choice.code, **details)


def _advise_on_columns(reader: Reader, entry: OutlineEntry, node: yaml.MappingNode, used: set[str]) -> None:
    """Report each column of a list that no filter uses, where it first occurs."""
    if entry.choices is None:
        return
    known = {column for choice in entry.choices for column in choice.columns}
    if not used <= {*known, *COLUMNS}:
        # A name that a filter misspells is most likely one of these columns.
        return
    reported: set[str] = set()
    values = {code.value: value for code, value in node.value}
    for choice in entry.choices:
        for column in choice.columns:
            if column not in used and column not in reported and column not in _KEYS_OF_CHOICES:
                reported.add(column)
                meant = closest(column, _KEYS_OF_CHOICES, cutoff=_CUTOFF)
                details = {"suggestion": f'"{meant[0]}"'} if meant else {}
                keys = (key for key, _ in values[choice.code].value if key.value == column)
                reader.report(codes.UNUSED_COLUMN, next(keys), key=column, **details)
