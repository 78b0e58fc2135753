"""Entries that follow from one another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

from sstc_survey.expressions import Reference
from sstc_survey.formats.logic.outline import Item, Outline
from sstc_survey.formats.logic.written import FILTER, Written
from sstc_survey.formats.reading import Reader

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
    first.written.report(reader, "cycle", first.reference, chain=" → ".join([*shown, names[0]]))


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
