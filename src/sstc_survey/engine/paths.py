"""Paths of answers, such as `age`, or `member[2]/age` in the second instance of a repeat.

Saved answers are nested instead: a repeat is a list with one mapping for each instance.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Any, Final, TypeAlias, TypeVar

from sstc_survey.questionnaire import Stored, Value

# The number of the instance, from 1, of each repeat around an entry, the outermost first.
Instances: TypeAlias = tuple[int, ...]
# Numbers that follow one another: the first, and how many.
Run: TypeAlias = tuple[int, int]

T = TypeVar("T")

MAX_INSTANCES: Final = 1_000
# Of all repeats of an interview together: repeats in repeats multiply.
MAX_TOGETHER: Final = 20_000

# Each part but the last has the number of an instance; in the path of an instance the last one too.
_NAME: Final = r"[^\[\]/]+"
_NUMBER: Final = r"\[[1-9][0-9]{0,3}\]"
PATH_PATTERN: Final = rf"\A(?:{_NAME}{_NUMBER}/)*{_NAME}\Z"
INSTANCE_PATTERN: Final = rf"\A(?:{_NAME}{_NUMBER}/)*{_NAME}{_NUMBER}\Z"

# Each is asked for at every answer, again and again.
_REMEMBERED: Final = 16_384


@lru_cache(maxsize=_REMEMBERED)
def path_of(name: str, repeats: tuple[str, ...], at: Instances) -> str:
    """Return the path of a name in these instances of the repeats around it."""
    if not at:
        return name
    return "/".join((*(f"{repeat}[{number}]" for repeat, number in zip(repeats, at, strict=True)), name))


def is_path(text: str) -> bool:
    """Tell whether a text is the path of an entry."""
    return "/" not in text or re.match(PATH_PATTERN, text) is not None


def instance_path(repeat_path: str, number: int) -> str:
    """Return the path of one instance of a repeat."""
    return f"{repeat_path}[{number}]"


def instance_of(path: str) -> tuple[str, int]:
    """Return the repeat and the number that the path of an instance is made of."""
    repeat, _, number = path.removesuffix("]").rpartition("[")
    return repeat, int(number)


@lru_cache(maxsize=_REMEMBERED)
def split_path(path: str) -> tuple[str, Instances]:
    """Return the name at the end of a path, and the instances around it."""
    if "/" not in path:
        return path, ()
    *around, name = path.split("/")
    return name, tuple(int(part[part.index("[") + 1 : -1]) for part in around)


def is_within(at: Instances, outer: Instances) -> bool:
    """Tell whether instances are the outer ones given, or inside them."""
    return at[: len(outer)] == outer


def common_instances(one: Instances, other: Instances) -> Instances:
    """Return the outer instances that two have in common."""
    both = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return tuple(number for number, _ in both)


def birth_number(removed: Iterable[Run], number: int) -> int:
    """Return the how-manieth instance of its repeat one was when it was made, among all that there ever were.

    `removed` has the same numbers of those that were removed.
    """
    for first, length in removed:
        if first > number:
            break
        number += length
    return number


def with_number(runs: Iterable[Run], number: int) -> tuple[Run, ...]:
    """Return numbers with one more."""
    merged: list[Run] = []
    for first, length in sorted((*runs, (number, 1))):
        if merged and sum(merged[-1]) == first:
            merged[-1] = (merged[-1][0], merged[-1][1] + length)
        else:
            merged.append((first, length))
    return tuple(merged)


def name_of(path: str) -> str:
    """Return the name at the end of a path."""
    return path.rpartition("/")[2]


def schema_path(path: str) -> str:
    """Return a path without the numbers of instances: that of the question in all of them, such as member/age."""
    return re.sub(r"\[\d+\]", "", path) if "[" in path else path


def shifted(mapping: Mapping[str, T], repeat_path: str, number: int) -> dict[str, T]:
    """Return a mapping by path without one instance of a repeat: later ones move up."""
    head = f"{repeat_path}["
    found: dict[str, T] = {}
    for path, value in mapping.items():
        if path.startswith(head):
            own, _, rest = path.removeprefix(head).partition("]")
            if int(own) == number:
                continue
            if int(own) > number:
                path = f"{head}{int(own) - 1}]{rest}"  # noqa: PLW2901
        found[path] = value
    return found


def nested(answers: Mapping[str, Value], counts: Mapping[str, int], off: Collection[str]) -> dict[str, Stored]:
    """Return answers as they are saved; those of instances that there are no longer, or that are off, are left out."""
    found: dict[str, Any] = {}
    if not counts:
        found.update(answers)
        return found
    folders: dict[str, dict[str, Any]] = {"": found}
    # An outer repeat before those in its instances.
    for path in sorted(counts, key=lambda path: path.count("/")):
        around, name = _parts(path)
        folder = folders.get(around)
        if folder is not None and counts[path] and path not in off:
            instances: list[dict[str, Any]] = [{} for _ in range(counts[path])]
            folder[name] = instances
            folders |= {instance_path(path, number): each for number, each in enumerate(instances, 1)}
    for path, value in answers.items():
        around, name = _parts(path)
        if around in folders:
            folders[around][name] = value
    return found


@lru_cache(maxsize=_REMEMBERED)
def _parts(path: str) -> tuple[str, str]:
    """Return the path of the instance that a path is in, and the name in it."""
    around, _, name = path.rpartition("/")
    return around, name


def flattened(answers: Mapping[str, Stored]) -> Iterator[tuple[str, Value]]:
    """Yield each saved answer with its path."""
    for name, value in answers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, instance in enumerate(value, 1):
                if isinstance(instance, dict):
                    for path, inner in flattened(instance):
                        yield f"{name}[{number}]/{path}", inner
        else:
            yield name, value  # type: ignore[misc]


def saved_scopes(
    answers: Mapping[str, Any], repeats: Sequence[str]
) -> Iterator[tuple[Instances, tuple[Mapping[str, Any], ...]]]:
    """Yield the instances of the repeats named, each inside the one before, with the answers around and in them."""
    if not repeats:
        yield (), (answers,)
        return
    value = answers.get(repeats[0])
    for number, instance in enumerate(value if isinstance(value, list) else (), 1):
        if isinstance(instance, dict):
            for at, scopes in saved_scopes(instance, repeats[1:]):
                yield (number, *at), (answers, *scopes)


def instance_counts(answers: Mapping[str, Stored]) -> Iterator[tuple[str, int]]:
    """Yield the path of each repeat in saved answers with the number of its instances."""
    for name, value in answers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield name, len(value)
            for number, instance in enumerate(value, 1):
                if isinstance(instance, dict):
                    for path, count in instance_counts(instance):
                        yield f"{name}[{number}]/{path}", count
