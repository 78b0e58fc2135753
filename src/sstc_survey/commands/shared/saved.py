"""Summaries that are saved under a name: the options of each, in a file beside the answers that people may edit."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final, Literal, Self

from msgspec import Meta, Struct, structs, to_builtins

from sstc_survey.commands.shared.packed import refuse_packs
from sstc_survey.commands.shared.protection import is_writable
from sstc_survey.parsing.hints import converter_of
from sstc_survey.parsing.reader import INVALID, Reader
from sstc_survey.parsing.source import by_place, decode_source
from sstc_survey.parsing.yaml_nodes import compose
from sstc_survey.parsing.yaml_writing import block, scalar
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.problems.closest import closest
from sstc_survey.questionnaire import MAX_BYTES, SUMMARIES_FILE
from sstc_survey.storage.bounded import read_bounded
from sstc_survey.storage.listing import is_folder
from sstc_survey.storage.outputs import replace_output

_HEAD: Final = "# Options of summaries. To use them: sstc-survey summarize --use NAME\n"
_LONGEST_NAME: Final = 100
# A longer list has a line for each item.
_LONGEST_LINE: Final = 100


class SavedOptions(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a summary counts and shows, as its options are typed; None and nothing stand for what was not given."""

    question: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    where: str | None = None
    any: tuple[str, ...] = ()
    mean: tuple[str, ...] = ()
    test: tuple[Literal["chi2", "columns"], ...] = ()
    box: tuple[Literal["top2", "bottom2"], ...] = ()
    percent: Literal["column", "row", "total"] | None = None
    base: Literal["answered", "asked"] | None = None
    sort: Literal["order", "count"] | None = None
    top: Annotated[int, Meta(ge=1)] | None = None
    all: bool = False
    intervals: bool = False
    include: tuple[Literal["partial", "simulated"], ...] = ()
    language: str | None = None
    min_base: Annotated[int, Meta(ge=2)] | None = None
    bonferroni: bool = False
    quotes: Annotated[int, Meta(ge=0)] | None = None

    def with_more(self, more: Self) -> Self:
        """Return these options with others: lists grow, and other options are replaced."""
        found: dict[str, object] = {}
        for name in self.__struct_fields__:
            own, added = getattr(self, name), getattr(more, name)
            if name == "bands":
                found[name] = tuple({_band_name(each): each for each in (*own, *added)}.values())
            elif isinstance(own, tuple):
                found[name] = tuple(dict.fromkeys((*own, *added)))
            else:
                found[name] = own if added is None or added is False else added
        return structs.replace(self, **found)


def _band_name(typed: str) -> str:
    return typed.partition("=")[0].strip()


class SavedSummaries:
    """The file of saved summaries, in the first folder among some paths."""

    def __init__(self, paths: Sequence[str]) -> None:
        """Find the folder, or raise the problem that there is none."""
        folder = next(filter(is_folder, paths), None)
        if folder is None:
            raise SurveyError(Problem(codes.SAVED_NO_FOLDER, {"paths": ", ".join(paths)}))
        self.path = os.path.join(folder, SUMMARIES_FILE)

    def options(self, name: str) -> SavedOptions:
        """Return the options of a summary, or raise the problem that there is none of this name."""
        found = self.read()
        if name not in found:
            meant = closest(name, found, fold=str.casefold)
            known = ", ".join(found) or "none"
            details = {"name": name, "known": known, **({"suggestion": f"--use {shlex.join(meant)}"} if meant else {})}
            raise SurveyError(Problem(codes.SAVED_UNKNOWN, details, Place(self.path)))
        return found[name]

    def read(self) -> Mapping[str, SavedOptions]:
        """Return the options of every summary by name, none without a file, or raise all that is wrong with it."""
        return self._parsed(self._bytes())

    def save(self, name: str, options: SavedOptions) -> bool:
        """Add a summary at the end of the file; return False where it is there already, and raise what prevents it.

        What is in the file stays as it is written. An entry is never replaced.
        """
        refuse_packs(self.path)
        data = self._bytes()
        found = self._parsed(data)
        if name in found:
            if found[name] == options:
                return False
            raise SurveyError(Problem(codes.SAVED_NAME_TAKEN, {"name": name}, Place(self.path)))
        added = _added(data, name, options)
        try:
            as_read = self._parsed(added)
        except SurveyError:
            as_read = {}
        if as_read != {**found, name: options}:
            raise SurveyError(Problem(codes.SAVED_NO_ROOM, {}, Place(self.path)))
        if os.path.exists(self.path) and not is_writable(self.path, os.stat(self.path)):
            raise SurveyError(Problem(codes.OUTPUT_READ_ONLY, {}, Place(self.path)))
        if problem := replace_output(self.path, added):
            raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
        return True

    def _bytes(self) -> bytes:
        data = read_bounded(self.path, MAX_BYTES, follow=True)
        if not isinstance(data, Problem):
            return data
        if data.code == codes.NO_SUCH_FILE:
            return b""
        raise SurveyError(data)

    def _parsed(self, data: bytes) -> Mapping[str, SavedOptions]:
        source = decode_source(data, self.path, limit=MAX_BYTES)
        if isinstance(source, Problem):
            raise SurveyError(source)
        root, problems = compose(source)
        found: object = {}
        if root is not None:
            reader = Reader(source, {})
            found = converter_of(dict[str, SavedOptions])(reader, root, SUMMARIES_FILE)
            problems = [*problems, *reader.problems]
        if problems or found is INVALID:
            raise SurveyError(*by_place(problems))
        assert isinstance(found, dict)  # noqa: S101 as the converter has it
        return found


def check_name(name: str) -> None:
    """Raise the problem that a summary cannot have this name."""
    if not name or len(name) > _LONGEST_NAME or name != name.strip() or not name.isprintable():
        raise SurveyError(Problem(codes.SAVED_NAME, {"name": name, "longest": _LONGEST_NAME}))


def _added(data: bytes, name: str, options: SavedOptions) -> bytes:
    """Return a file with one more entry; a line is between it and what was there."""
    newline = "\r\n" if b"\r\n" in data else "\n"
    before = (newline if data.endswith(b"\n") else newline * 2) if data else _HEAD
    entry = newline.join(_entry(name, options))
    return data + f"{before}{entry}{newline}".encode()


def _entry(name: str, options: SavedOptions) -> Iterator[str]:
    written: dict[str, object] = to_builtins(options)
    yield f"{scalar(name)}:{'' if written else ' {}'}"
    for key, value in written.items():
        yield from _written(key, value)


def _written(key: str, value: object) -> Iterator[str]:
    match value:
        case bool():
            yield f"  {key}: {str(value).lower()}"
        case list() | tuple():
            line = f"  {key}: [{', '.join(scalar(each, in_brackets=True) for each in value)}]"
            if len(line) <= _LONGEST_LINE:
                yield line
            else:
                yield f"  {key}:"
                yield from (f"    - {scalar(each)}" for each in value)
        case str():
            yield f"  {key}: {block(value, '    ') or scalar(value)}"
        case _:
            yield f"  {key}: {value}"
