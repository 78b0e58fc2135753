"""The order in which what depends on one another is worked out, and what of it goes in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def components(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the names of a graph, each before those that it leads to; those that lead to one another are together.

    This is the algorithm of Tarjan, without functions that call themselves: chains may have thousands of links.
    """
    found: list[list[str]] = []
    # When each was reached, and the earliest that leads back to it.
    reached: dict[str, int] = {}
    earliest: dict[str, int] = {}
    open_names: list[str] = []
    is_open: set[str] = set()
    for start in graph:
        if start in reached:
            continue
        path: list[tuple[str, Iterator[str]]] = [(start, iter(graph[start]))]
        reached[start] = earliest[start] = len(reached)
        open_names.append(start)
        is_open.add(start)
        while path:
            name, onward = path[-1]
            following = next((each for each in onward if each not in reached or each in is_open), None)
            if following is None:
                path.pop()
                if path:
                    earliest[path[-1][0]] = min(earliest[path[-1][0]], earliest[name])
                if earliest[name] == reached[name]:
                    first = open_names.index(name) if open_names[-1] != name else len(open_names) - 1
                    found.append(open_names[first:])
                    is_open.difference_update(open_names[first:])
                    del open_names[first:]
            elif following in is_open:
                earliest[name] = min(earliest[name], reached[following])
            else:
                reached[following] = earliest[following] = len(reached)
                open_names.append(following)
                is_open.add(following)
                path.append((following, iter(graph[following])))
    found.reverse()
    return found
