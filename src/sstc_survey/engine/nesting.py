"""Work that needs other work first, however deep: chains of conditions and calculations may have thousands of links."""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping
from typing import Any, Final, NamedTuple

# Calls inside one another, of the thousand that Python has: the rest is for what is around.
_MOST_CALLS: Final = 500


class Work(NamedTuple):
    """What `find` returns is to be remembered at a key; `meanwhile` stands there, if it depends on itself.

    `calls` is how many functions it calls inside one another, before it comes to other work.
    """

    memory: MutableMapping[Any, Any]
    key: Hashable
    meanwhile: object
    find: Callable[[], object]
    calls: int


class _TooDeepError(Exception):
    """Work that is to be done first, as there is no room to do it inside of other work."""

    def __init__(self, work: Work) -> None:
        self.work = work
        super().__init__(work.key)


class Nest:
    """Work that is being done, each inside the one before."""

    def __init__(self) -> None:
        self._calls = 0

    def do(self, work: Work) -> None:
        """Do work and remember its outcome.

        Where it goes too deep, all that was begun is given up, what it was about to begin is done, and then it is
        begun again: it finds the outcome.
        """
        if self._calls:
            if self._calls + work.calls > _MOST_CALLS:
                raise _TooDeepError(work)
            self._begin(work)
            return
        waiting = [work]
        while waiting:
            try:
                self._begin(waiting[-1])
            except _TooDeepError as deeper:
                # What waits may be asked for by what it waits for.
                waiting[-1].memory[waiting[-1].key] = waiting[-1].meanwhile
                waiting.append(deeper.work)
            except BaseException:
                # What stands there meanwhile is no outcome.
                for each in waiting:
                    each.memory.pop(each.key, None)
                raise
            else:
                waiting.pop()

    def _begin(self, work: Work) -> None:
        work.memory[work.key] = work.meanwhile
        self._calls += work.calls
        try:
            work.memory[work.key] = work.find()
        except BaseException:
            del work.memory[work.key]
            raise
        finally:
            self._calls -= work.calls
