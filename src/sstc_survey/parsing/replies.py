"""Replies from a file: one response in YAML or JSON, or one a line in JSON Lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sstc_survey.engine.paths import instance_path
from sstc_survey.parsing.json_values import Member, Outcome, Piece, read_json, read_json_lines, read_yaml
from sstc_survey.parsing.reader import suggested
from sstc_survey.parsing.source import Source, decode, in_order
from sstc_survey.problems import Place, Problem, codes

MAX_YAML: Final = 1 << 20
MAX_JSON: Final = 16 << 20
MAX_PROBLEMS: Final = 500
STATES: Final = ("blank", "dont_know", "refused")

# What parts the names in a key.
_ODD: Final = re.compile(r"[\[\]/]")
_KEYS: Final = ("value", "missing", "comment")


@dataclass(frozen=True, slots=True)
class Entry:
    """The reply to one question: a raw value (None where it is blank), or a state; perhaps a comment."""

    place: Place
    raw: object = None
    state: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ReplySet:
    """The replies of one response by the keys of their questions, and where they stand.

    `instances` has, by the key of each repeat, where its instances stand.
    """

    place: Place
    entries: dict[str, Entry] = field(default_factory=dict)
    instances: dict[str, list[Place]] = field(default_factory=dict)


def read_replies(data: bytes, file: str) -> list[ReplySet | Problem]:
    """Read a file of replies, which its name tells to be YAML, JSON or JSON Lines; every problem comes at once.

    The replies of a response of which some cannot be read are left out. Scalars of YAML stay text; those of JSON
    are of the types that JSON has.
    """
    is_json = file.lower().endswith((".json", ".jsonl"))
    limit = MAX_JSON if is_json else MAX_YAML
    if len(data) > limit:
        details = {"size": f"{len(data) / (1 << 20):.1f} MiB", "limit": f"{limit >> 20} MiB"}
        return [Problem(codes.TOO_LARGE, details, Place(file))]
    source = decode(data, file, plain=is_json)
    if isinstance(source, Problem):
        return [source]
    found: list[ReplySet | Problem] = []
    count = 0
    for outcome in _outcomes(source):
        read = _reply_set(outcome.piece) if outcome.piece else []
        problems = in_order([*outcome.problems, *(read if isinstance(read, list) else ())])
        found += problems
        count += len(problems)
        if count >= MAX_PROBLEMS:
            return [*found, Problem(codes.MORE_PROBLEMS, {}, Place(file))]
        if isinstance(read, ReplySet) and not problems:
            found.append(read)
    return found or [Problem(codes.EMPTY_FILE, {}, Place(file))]


def _outcomes(source: Source) -> Iterable[Outcome]:
    file = source.file.lower()
    if not source.text.strip():
        return ()
    if file.endswith(".jsonl"):
        return read_json_lines(source)
    return [read_json(source) if file.endswith(".json") else read_yaml(source)]


def _reply_set(piece: Piece) -> ReplySet | list[Problem]:
    if not isinstance(piece.value, dict):
        return [Problem(codes.REPLIES_NOT_A_MAPPING, {"given": _kind(piece)}, piece.place)]
    found = ReplySet(piece.place)
    return list(_read_members(piece.value, "", found)) or found


def _read_members(members: Mapping[str, Member], around: str, found: ReplySet) -> Iterator[Problem]:
    """Read the replies of a response, or of one instance of a repeat; yield what is wrong with them."""
    for name, member in members.items():
        if _ODD.search(name):
            # So that no name can be taken for a key.
            yield Problem(codes.REPLY_UNKNOWN_QUESTION, {"name": name}, member.place)
        elif isinstance(member.piece.value, list) and any(isinstance(item.value, dict) for item in member.piece.value):
            yield from _read_instances(name, member, around, found)
        else:
            entry = _entry(name, member)
            if isinstance(entry, Entry):
                found.entries[f"{around}{name}"] = entry
            else:
                yield from entry


def _read_instances(name: str, member: Member, around: str, found: ReplySet) -> Iterator[Problem]:
    """Read a list of mappings: the instances of a repeat."""
    key = f"{around}{name}"
    places = found.instances.setdefault(key, [])
    for item in member.piece.value if isinstance(member.piece.value, list) else ():
        places.append(item.place)
        if isinstance(item.value, dict):
            yield from _read_members(item.value, f"{instance_path(key, len(places))}/", found)
        else:
            yield Problem(codes.REPLY_NOT_AN_INSTANCE, {"name": name, "given": _kind(item)}, item.place)


def _entry(name: str, member: Member) -> Entry | list[Problem]:
    piece = member.piece
    if isinstance(piece.value, dict):
        return _long_entry(name, member.place, piece.value)
    raw = _raw(name, piece)
    return [raw] if isinstance(raw, Problem) else Entry(member.place, raw)


def _raw(name: str, piece: Piece) -> object:
    """Return a scalar, or a list of scalars, or the problem that it is neither."""
    match piece.value:
        case list() as items:
            nested = [item for item in items if isinstance(item.value, list | dict)]
            if nested:
                return Problem(codes.REPLY_NESTED, {"name": name, "given": _kind(nested[0])}, nested[0].place)
            return [item.value for item in items]
        case dict():
            return Problem(codes.REPLY_NESTED, {"name": name, "given": _kind(piece)}, piece.place)
        case scalar:
            return scalar


def _long_entry(name: str, place: Place, members: Mapping[str, Member]) -> Entry | list[Problem]:
    """Read `{value: ..., comment: ...}` or `{missing: ..., comment: ...}`."""
    problems = [
        Problem(codes.UNKNOWN_KEY, {"key": key, **suggested(key, _KEYS)}, member.place)
        for key, member in members.items()
        if key not in _KEYS
    ]
    if "value" in members and "missing" in members:
        problems.append(Problem(codes.REPLY_VALUE_AND_MISSING, {"name": name}, members["missing"].place))
    raw = _raw(name, members["value"].piece) if "value" in members else None
    if isinstance(raw, Problem):
        problems.append(raw)
    state = members["missing"].piece if "missing" in members else None
    if state is not None and state.value not in STATES:
        details = suggested(str(state.value), STATES) if isinstance(state.value, str) else {"known": ", ".join(STATES)}
        problems.append(Problem(codes.REPLY_NO_SUCH_STATE, {"name": name, **details}, state.place))
    comment = members["comment"].piece if "comment" in members else None
    if comment is not None and not isinstance(comment.value, str | None):
        problems.append(Problem(codes.REPLY_COMMENT_NOT_TEXT, {"given": _kind(comment)}, comment.place))
    if problems:
        return problems
    return Entry(place, raw, _text(state), _text(comment))


def _text(piece: Piece | None) -> str | None:
    return piece.value if piece is not None and isinstance(piece.value, str) else None


def _kind(piece: Piece) -> str:
    match piece.value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "a mapping"
