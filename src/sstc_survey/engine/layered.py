"""Mappings, sets and histories that many states of one interview share: a copy costs the same however much is in it."""

from __future__ import annotations

from collections.abc import (
    ItemsView,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    MutableSet,
    Sequence,
    ValuesView,
)
from itertools import islice
from operator import eq
from typing import Any, Final, TypeVar, overload

from sstc_survey.response import Event

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

# So many changes are copied at a change, before they are merged into what is shared.
_MOST_CHANGES: Final = 256
_NOTHING: Final[Any] = object()


class LayeredDict(MutableMapping[K, V]):
    """A dict whose copies share what was there before; the order is that of a dict.

    `_top` has what was set since, and `_gone` the keys of `_base` that were removed, also those that were set again,
    which come at the end. What is not `_own` is shared, and copied before it changes.
    """

    __slots__ = ("_base", "_gone", "_length", "_own", "_top")

    def __init__(
        self,
        items: Mapping[K, V] | Iterable[tuple[K, V]] = (),
        *,
        shared: tuple[dict[K, V], dict[K, V], set[K], int] | None = None,
    ) -> None:
        self._base: dict[K, V]
        self._top: dict[K, V]
        self._gone: set[K]
        if shared is None:
            top = dict(items)
            self._base, self._top, self._gone, self._length = {}, top, set(), len(top)
        else:
            self._base, self._top, self._gone, self._length = shared
        self._own = shared is None

    def copy(self) -> LayeredDict[K, V]:
        """Return a mapping that can change without this one."""
        self._own = False
        return LayeredDict(shared=(self._base, self._top, self._gone, self._length))

    def __getitem__(self, key: K) -> V:
        found: V = self.get(key, _NOTHING)
        if found is _NOTHING:
            raise KeyError(key)
        return found

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V | D) -> V | D: ...
    def get(self, key: K, /, default: V | D | None = None) -> V | D | None:
        """Return a value, or the default where there is none."""
        found: V = self._top.get(key, _NOTHING)
        if found is not _NOTHING:
            return found
        return default if key in self._gone else self._base.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._top or (key in self._base and key not in self._gone)

    def __setitem__(self, key: K, value: V) -> None:
        self._begin()
        self._length += key not in self
        self._top[key] = value

    def __delitem__(self, key: K) -> None:
        if key not in self:
            raise KeyError(key)
        self._begin()
        self._top.pop(key, None)
        if key in self._base:
            self._gone.add(key)
        self._length -= 1

    def drop(self, key: K) -> None:
        """Remove a value if there is one."""
        if key in self:
            del self[key]

    def clear(self) -> None:
        """Remove everything."""
        self._base, self._top, self._gone, self._length, self._own = {}, {}, set(), 0, True

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[K]:
        return iter(self._merged())

    def items(self) -> ItemsView[K, V]:
        """Return a view of what is here now."""
        return self._merged().items()

    def values(self) -> ValuesView[V]:
        """Return a view of the values that are here now."""
        return self._merged().values()

    def _begin(self) -> None:
        """Make sure that nothing else sees a change."""
        if self._own:
            return
        if len(self._top) + len(self._gone) > _MOST_CHANGES:
            self._base, self._top, self._gone = self._merged(), {}, set()
        else:
            self._top, self._gone = self._top.copy(), self._gone.copy()
        self._own = True

    def _merged(self) -> dict[K, V]:
        """Return everything as one dict, which must not be changed."""
        if not self._base:
            return self._top
        if not self._top and not self._gone:
            return self._base
        merged = self._base.copy()
        for key in self._gone:
            del merged[key]
        merged.update(self._top)
        return merged


class LayeredSet(MutableSet[K]):
    """A set whose copies share what was there before."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[K] = (), *, shared: LayeredDict[K, None] | None = None) -> None:
        self._items: LayeredDict[K, None] = LayeredDict(dict.fromkeys(items)) if shared is None else shared

    def copy(self) -> LayeredSet[K]:
        """Return a set that can change without this one."""
        return LayeredSet(shared=self._items.copy())

    def __contains__(self, item: object) -> bool:
        return item in self._items

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def add(self, item: K) -> None:
        """Add an item."""
        self._items[item] = None

    def discard(self, item: K) -> None:
        """Remove an item if it is there."""
        self._items.drop(item)

    def update(self, items: Iterable[K]) -> None:
        """Add items."""
        for item in items:
            self.add(item)

    def difference_update(self, items: Iterable[K]) -> None:
        """Remove items that are there."""
        for item in items:
            self.discard(item)


class History(Sequence[Event]):
    """Events that only grow: the states of an interview share one list, each as far as it had come."""

    __slots__ = ("_events", "_length")

    def __init__(self, events: Iterable[Event] = (), *, shared: list[Event] | None = None) -> None:
        self._events = list(events) if shared is None else shared
        self._length = len(self._events)

    def with_event(self, event: Event) -> History:
        """Return these events and one more; where another state went on from here already, they are copied."""
        events = self._events if len(self._events) == self._length else self._events[: self._length]
        events.append(event)
        return History(shared=events)

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Event, ...]: ...
    def __getitem__(self, index: int | slice) -> Event | tuple[Event, ...]:
        if isinstance(index, slice):
            return tuple(self._events[: self._length][index])
        return self._events[range(self._length)[index]]

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Event]:
        return islice(self._events, self._length)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))
