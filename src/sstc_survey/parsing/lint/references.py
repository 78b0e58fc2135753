"""Whether what expressions and texts name is there, and can be read where it is named."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

from sstc_survey.expressions import Parent, Reference
from sstc_survey.parsing.lint.outline import DEFAULT, FILTER, Item, Outline, Written
from sstc_survey.parsing.reader import Reader, closest
from sstc_survey.problems import codes
from sstc_survey.problems.codes import Code
from sstc_survey.questionnaire import Choosing, Entry, Group, Note, Repeat

# What an entry's value, or whether it is asked, follows from.
_FOLLOWING: Final = frozenset(("relevant", "calculation", FILTER, "repeat_count"))
_MAX_NAMED: Final = 12


class _Edge(NamedTuple):
    """What an entry follows from, and where that is written, if it is."""

    item: Item
    to: Item
    written: Written | None = None
    reference: Reference | None = None


_Edges: TypeAlias = dict[Item, list[_Edge]]


def check_cycles(reader: Reader, outline: Outline, written: Iterable[Written]) -> dict[Item, int]:
    """Report each cycle, whole; return for each entry in one the number of its cycle."""
    members: dict[Item, int] = {}
    for number, cycle in enumerate(_cycles(_edges(outline, written))):
        members |= {edge.item: number for edge in cycle}
        _report(reader, cycle)
    return members


def _report(reader: Reader, cycle: list[_Edge]) -> None:
    """Report a cycle at the first reference that it goes by."""
    first = min((edge for edge in cycle if edge.written), key=lambda edge: edge.item.place)
    place = cycle.index(first)
    names = [edge.item.name for edge in (*cycle[place:], *cycle[:place])]
    shown = names if len(names) <= _MAX_NAMED else [*names[:_MAX_NAMED], f"{len(names) - _MAX_NAMED} more"]
    assert first.written and first.reference  # noqa: S101, PT018 both or none
    first.written.report(reader, codes.CYCLE, first.reference, chain=" → ".join([*shown, names[0]]))


def _edges(outline: Outline, written: Iterable[Written]) -> _Edges:
    edges: _Edges = {item: [] for item in outline.items}
    for item in outline.items:
        edges[item] += [_Edge(item, above) for above in (item.parent, item.other_of) if above]
    for each in written:
        if each.key in _FOLLOWING:
            for reference in each.references:
                target = outline.names.get(reference.name)
                if target is not None and not _is_another_instance(each, reference, target):
                    edges[each.item].append(_Edge(each.item, target, each, reference))
    return edges


def _is_another_instance(written: Written, reference: Reference, target: Item) -> bool:
    """Tell whether a question of the same repeat is read in a numbered instance, most likely the one before."""
    numbered = (call.arguments[0].start for call in written.calls if call.name == "indexed-repeat")
    return target.repeats == written.item.repeats and reference.start in numbered


def _cycles(edges: _Edges) -> Iterator[list[_Edge]]:
    """Yield cycles that share no entry, until there are none any more."""
    graph = _Graph(edges)
    graph.remove(item for item, each in edges.items() if not each)
    for start in edges:
        while start in graph.left:
            cycle = graph.cycle_from(start)
            yield cycle
            graph.remove(edge.item for edge in cycle)


class _Graph:
    """Entries that still lead to one another."""

    def __init__(self, edges: _Edges) -> None:
        self.edges = edges
        # How many of its edges lead to entries that are left.
        self.left = {item: len(each) for item, each in edges.items()}
        self._into: _Edges = {item: [] for item in edges}
        for edge in (edge for each in edges.values() for edge in each):
            self._into[edge.to].append(edge)

    def remove(self, items: Iterable[Item]) -> None:
        """Take entries out, and then whatever leads nowhere any more."""
        leaving = deque(items)
        while leaving:
            item = leaving.popleft()
            if self.left.pop(item, None) is None:
                continue
            for edge in self._into[item]:
                if edge.item in self.left:
                    self.left[edge.item] -= 1
                    if not self.left[edge.item]:
                        leaving.append(edge.item)

    def cycle_from(self, start: Item) -> list[_Edge]:
        """Return a shortest cycle through an entry that is reached from this one; each that is left leads on."""
        passed: set[Item] = set()
        while start not in passed:
            passed.add(start)
            start = next(self._onward(start)).to
        by: dict[Item, _Edge] = {}
        waiting = deque([start])
        while start not in by:
            for edge in self._onward(waiting.popleft()):
                if edge.to not in by:
                    by[edge.to] = edge
                    waiting.append(edge.to)
        cycle = [by[start]]
        while cycle[0].item is not start:
            cycle.insert(0, by[cycle[0].item])
        return cycle

    def _onward(self, item: Item) -> Iterator[_Edge]:
        return (edge for edge in self.edges[item] if edge.to in self.left)


def advise_on_order(reader: Reader, outline: Outline, written: Iterable[Written], cycles: Mapping[Item, int]) -> None:
    """Report references to questions that come later, and to one of many instances."""
    for each in written:
        for reference in each.references:
            target = outline.names.get(reference.name)
            if target is None or reference.start in each.names_of_choices:
                continue
            if target.is_asked:
                _advise_on_time(reader, each, reference, target, cycles)
            if not target.is_a(Group, Repeat):
                _advise_on_instances(reader, each, reference, target)


def _advise_on_time(
    reader: Reader, written: Written, reference: Reference, target: Item, cycles: Mapping[Item, int]
) -> None:
    """Report what has not been asked by then."""
    if written.key == DEFAULT:
        _advise_on_default(reader, written, reference, target)
    elif _comes_later(written, target) and cycles.get(written.item, -1) != cycles.get(target, -2):
        written.report(reader, codes.FORWARD_REFERENCE, reference, name=target.name)


def _comes_later(written: Written, target: Item) -> bool:
    item = written.item
    # What is worked out for nobody to see may look ahead: it is worked out anew with each answer.
    unseen = written.key == "calculation" and not item.is_asked
    return target.place > item.place and not unseen


def _advise_on_default(reader: Reader, written: Written, reference: Reference, target: Item) -> None:
    """Report what is never answered when a default is worked out: at the start of the interview, or of an instance."""
    filled = target.value(DEFAULT) is not None or target.value("calculation") is not None
    if not filled and target.repeats == written.item.repeats:
        written.report(reader, codes.DEFAULT_BEFORE_ANSWER, reference, name=target.name)


def _advise_on_instances(reader: Reader, written: Written, reference: Reference, target: Item) -> None:
    outer = [repeat for repeat in target.repeats if repeat not in written.item.repeats]
    if outer and reference.start not in written.over_instances:
        written.report(reader, codes.FIRST_INSTANCE_ONLY, reference, name=target.name, repeat=outer[0].name)


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
            _report_unknown(reader, written, codes.EXPRESSION_UNKNOWN_NAME, reference, known)
    elif not target.is_a(Entry):
        return
    elif reference.start in written.names_of_choices:
        if not target.is_a(Choosing):
            written.report(reader, codes.NO_CHOICES, reference, name=target.name)
    elif target.is_a(Note, Group) or (target.is_a(Repeat) and reference.start not in written.names_of_repeats):
        written.report(reader, codes.TAKES_NO_ANSWER, reference, name=target.name)


def _report_unknown(reader: Reader, written: Written, code: Code, part: Reference, known: list[str]) -> None:
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
            _report_unknown(reader, written, codes.EXPRESSION_UNKNOWN_COLUMN, reference, known)


def _check_positions(reader: Reader, written: Written) -> None:
    for call in written.calls:
        if call.name == "position":
            parent = call.arguments[0]
            if isinstance(parent, Parent) and parent.levels > len(written.item.repeats):
                written.report(reader, codes.EXPRESSION_NO_SOURCE, call, name=call.name)
