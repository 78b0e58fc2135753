"""Replies from a file: one response in YAML or JSON, or one a line in JSON Lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sstc_survey.errors import Place, Problem
from sstc_survey.formats.json_pieces import read_json, read_json_lines
from sstc_survey.formats.pieces import Member, Outcome, Piece
from sstc_survey.formats.source import Source, decode, in_order
from sstc_survey.formats.suggestions import suggested
from sstc_survey.formats.yaml_pieces import read_yaml

MAX_YAML: Final = 1 << 20
MAX_JSON: Final = 16 << 20
MAX_PROBLEMS: Final = 500
STATES: Final = ("blank", "dont_know", "refused")

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
    """The replies of one response by the names of their questions, and where they stand."""

    place: Place
    entries: dict[str, Entry]


def read_replies(data: bytes, file: str) -> list[ReplySet] | list[Problem]:
    """Read a file of replies, which its name tells to be YAML, JSON or JSON Lines; every problem comes at once.

    Scalars of YAML stay text; those of JSON are of the types that JSON has.
    """
    is_json = file.lower().endswith((".json", ".jsonl"))
    limit = MAX_JSON if is_json else MAX_YAML
    if len(data) > limit:
        details = {"size": f"{len(data) / (1 << 20):.1f} MiB", "limit": f"{limit >> 20} MiB"}
        return [Problem("too-large", details, Place(file))]
    source = decode(data, file, plain=is_json)
    if isinstance(source, Problem):
        return [source]
    sets: list[ReplySet] = []
    problems: list[Problem] = []
    for outcome in _outcomes(source):
        found = _reply_set(outcome.piece) if outcome.piece else []
        if isinstance(found, ReplySet):
            sets.append(found)
            found = []
        problems += in_order([*outcome.problems, *found])
        if len(problems) >= MAX_PROBLEMS:
            return [*problems[:MAX_PROBLEMS], Problem("more-problems", {}, Place(file))]
    if not sets and not problems:
        return [Problem("empty-file", {}, Place(file))]
    return problems or sets


def _outcomes(source: Source) -> Iterable[Outcome]:
    file = source.file.lower()
    if not source.text.strip():
        return ()
    if file.endswith(".jsonl"):
        return read_json_lines(source)
    return [read_json(source) if file.endswith(".json") else read_yaml(source)]


def _reply_set(piece: Piece) -> ReplySet | list[Problem]:
    if not isinstance(piece.value, dict):
        return [Problem("replies-not-a-mapping", {"given": _kind(piece)}, piece.place)]
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for name, member in piece.value.items():
        entry = _entry(name, member)
        if isinstance(entry, Entry):
            entries[name] = entry
        else:
            problems += entry
    return problems or ReplySet(piece.place, entries)


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
                return Problem("reply-nested", {"name": name, "given": _kind(nested[0])}, nested[0].place)
            return [item.value for item in items]
        case dict():
            return Problem("reply-nested", {"name": name, "given": _kind(piece)}, piece.place)
        case scalar:
            return scalar


def _long_entry(name: str, place: Place, members: Mapping[str, Member]) -> Entry | list[Problem]:
    """Read `{value: ..., comment: ...}` or `{missing: ..., comment: ...}`."""
    problems = [
        Problem("unknown-key", {"key": key, **suggested(key, _KEYS)}, member.place)
        for key, member in members.items()
        if key not in _KEYS
    ]
    if "value" in members and "missing" in members:
        problems.append(Problem("reply-value-and-missing", {"name": name}, members["missing"].place))
    raw = _raw(name, members["value"].piece) if "value" in members else None
    if isinstance(raw, Problem):
        problems.append(raw)
    state = members["missing"].piece if "missing" in members else None
    if state is not None and state.value not in STATES:
        details = suggested(str(state.value), STATES) if isinstance(state.value, str) else {"known": ", ".join(STATES)}
        problems.append(Problem("reply-no-such-state", {"name": name, **details}, state.place))
    comment = members["comment"].piece if "comment" in members else None
    if comment is not None and not isinstance(comment.value, str | None):
        problems.append(Problem("reply-comment-not-text", {"given": _kind(comment)}, comment.place))
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
