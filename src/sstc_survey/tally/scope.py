"""What counts the answers of interviews, or of the instances of a repeat, question by question.

Most answers are equal to others: those are counted first, and each different one is added to the tally of its question
with how often it was given.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any, Final, TypeAlias

from sstc_survey.engine.paths import flattened, schema_path
from sstc_survey.questionnaire import Repeat
from sstc_survey.response import UnreadAnswers
from sstc_survey.tally.counts import RepeatCounts
from sstc_survey.tally.questions import QuestionTally

# The answers of so many interviews or instances are counted at a time.
_AT_ONCE: Final = 128
# More different ones than these take much memory.
_MOST_WAITING: Final = 10_000
# So many bytes of answers are counted at a time before they are read, and so many of different ones wait to be.
_MOST_UNREAD: Final = 1 << 16
_MOST_DIFFERENT: Final = 1 << 22
# The types of answers of one value.
_ONE_VALUE: Final = frozenset({str, int, float})

# Takes an answer to one question.
_Take: TypeAlias = Callable[[Any], object]


class _Takes(dict[str, _Take]):
    """What takes an answer, by the name of its question; `other` takes those to a name that is not there."""

    __slots__ = ("_other",)

    def __init__(self, other: Callable[[str, Any], None]) -> None:
        super().__init__()
        self._other = other

    def __missing__(self, name: str) -> _Take:
        return partial(self._other, name)


class _Waiting:
    """The answers to one question that are to be added to its tally, equal ones counted."""

    __slots__ = ("_answers", "counts", "take", "tally")

    def __init__(self, tally: QuestionTally) -> None:
        self.tally = tally
        # As they came, so that many are counted at once.
        self._answers: list[Any] = []
        self.take: _Take = self._answers.append
        # How often each was given; a list is a tuple here.
        self.counts: Counter[Any] = Counter()

    def count(self) -> None:
        """Count those that came."""
        answers = self._answers
        kinds = set(map(type, answers))
        if kinds <= _ONE_VALUE:
            self.counts.update(answers)
        elif kinds == {list} and set(map(type, chain.from_iterable(answers))) <= {str}:
            self.counts.update(map(tuple, answers))
        else:
            # Some fit the question as little as instances of a repeat that had its name.
            for value in answers:
                self.tally.add(value)
        answers.clear()

    def settle(self) -> None:
        """Add them to the tally."""
        self.count()
        add = self.tally.add
        for value, n in self.counts.items():
            add(list(value) if value.__class__ is tuple else value, n)
        self.counts.clear()


class _Unread:
    """Answers of interviews that are not read yet: equal ones are counted, and each different one is read once."""

    __slots__ = ("_counts", "_kind", "_size", "_written")

    def __init__(self, kind: type[UnreadAnswers]) -> None:
        self._kind = kind
        # As they came, so that many are counted at once.
        self._written: list[bytes] = []
        self._size = 0
        self._counts: Counter[bytes] = Counter()

    def add(self, answers: UnreadAnswers) -> bool:
        """Add those of an interview; tell whether all together take much memory, and should be read."""
        self._written.append(answers.written)
        self._size += len(answers.written)
        if self._size < _MOST_UNREAD:
            return False
        self._count()
        return len(self._counts) > _MOST_WAITING or sum(map(len, self._counts)) > _MOST_DIFFERENT

    def _count(self) -> None:
        self._counts.update(self._kind.pieces(self._written))
        self._written.clear()
        self._size = 0

    def read(self) -> Iterator[tuple[str, Any, int]]:
        """Yield each different answer with its name and how often it was given, and have none any more."""
        if self._written:
            self._count()
        if not self._counts:
            return
        for answer, n in zip(self._kind.read(self._counts), self._counts.values(), strict=True):
            for name, value in answer.items():
                yield name, value, n
        self._counts.clear()


class Scope:
    """What counts the answers of interviews, or of the instances of one repeat.

    Answers wait to be counted with others that are equal, and each different one is added to its question by `settle`.
    Answers to a name that is not even `known` are counted as `removed`, by place.
    """

    __slots__ = ("_added", "_prefix", "_removed", "_takes", "_tallies", "_unread", "_waiting", "known")

    def __init__(self, prefix: str, removed: defaultdict[str, int]) -> None:
        self.known: set[str] = set()
        self._takes = _Takes(self._add_other)
        self._tallies: dict[str, QuestionTally] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._unread: _Unread | None = None
        self._added = 0
        self._prefix = prefix
        self._removed = removed

    def add_question(self, name: str, tally: QuestionTally) -> None:
        """Count the answers to a question in a tally."""
        self._tallies[name] = tally
        if tally.may_wait:
            self._waiting[name] = _Waiting(tally)
        self.show(name)

    def add_repeat(self, name: str, tally: RepeatTally) -> None:
        """Count the instances of a repeat in a tally."""
        self._takes[name] = tally.add

    def add(self, answers: Mapping[str, Any]) -> None:
        """Count the answers of one interview, or of one instance."""
        takes = self._takes
        for name, value in answers.items():
            takes[name](value)
        self._added += 1
        if self._added % _AT_ONCE == 0:
            for each in self._waiting.values():
                each.count()
            if sum(len(each.counts) for each in self._waiting.values()) > _MOST_WAITING:
                self.settle()

    def add_unread(self, answers: UnreadAnswers) -> None:
        """Count the answers of one interview, none of which is hidden."""
        if self._unread is None:
            self._unread = _Unread(type(answers))
        if self._unread.add(answers):
            self._add_read()

    def _add_read(self) -> None:
        for name, value, n in self._unread.read() if self._unread is not None else ():
            if name in self._tallies:
                self._tallies[name].add(value, n)
            else:
                self._add_other(name, value, n)

    def _add_other(self, name: str, value: Any, n: int = 1) -> None:  # noqa: ANN401 whatever a file holds
        if name not in self.known:
            for path, _ in flattened({name: value}):
                self._removed[self._prefix + schema_path(path)] += n

    def settle(self) -> None:
        """Add the answers that wait to the tallies of their questions."""
        self._add_read()
        for each in self._waiting.values():
            each.settle()

    def hide(self, name: str) -> None:
        """Count answers to a question as hidden by their respondent until `show` is called."""
        self._takes[name] = self._tallies[name].add_hidden

    def show(self, name: str) -> None:
        """Count answers to a question as they are."""
        tally = self._tallies[name]
        self._takes[name] = self._waiting[name].take if tally.may_wait else tally.add


class RepeatTally(RepeatCounts):
    """Counts how many instances a repeat has."""

    __slots__ = ("_family", "parent", "repeat", "scope")

    def __init__(self, repeat: Repeat, parent: RepeatTally | None, scope: Scope) -> None:
        super().__init__()
        self.repeat = repeat
        self.parent = parent
        self.scope = scope
        # The repeat and every repeat in it.
        self._family: list[RepeatTally] = [self]
        while parent is not None:
            parent._family.append(self)  # noqa: SLF001 its own kind
            parent = parent.parent

    def add(self, value: Any) -> None:  # noqa: ANN401 whatever a file holds
        """Count the instances that are saved under the name of the repeat."""
        if self.parent is not None:
            self._add_instances(value)
            return
        before = [each.instances for each in self._family]
        self._add_instances(value)
        for each, count in zip(self._family, before, strict=True):
            each.interviews += each.instances > count

    def _add_instances(self, value: Any) -> None:  # noqa: ANN401
        instances = [each for each in value if each.__class__ is dict] if value.__class__ is list else []
        if not instances and value != []:
            self.misfits += 1
            return
        self.sizes[len(instances)] += 1
        self.instances += len(instances)
        for instance in instances:
            self.scope.add(instance)
