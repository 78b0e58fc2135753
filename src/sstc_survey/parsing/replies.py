"""Replies from a file: one response in YAML or JSON, or one a line in JSON Lines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import instance_path, name_of
from sstc_survey.engine.validation.type_errors import kind_of
from sstc_survey.parsing.reader import MAX_PROBLEMS
from sstc_survey.parsing.source import Source, by_place, decode_source
from sstc_survey.parsing.suggestions import suggested
from sstc_survey.problems import Place, Problem, codes
from sstc_survey.questionnaire import MAX_BYTES, DataType
from sstc_survey.response import Missing

if TYPE_CHECKING:
    from sstc_survey.parsing.json_values import JsonDocument, JsonMember, JsonValue

MAX_JSON: Final = 16 << 20

# What separates the names in a path.
_SEPARATORS: Final = frozenset("[]/")
_KEYS: Final = ("value", "missing", "comment")


class FileReply(Struct, frozen=True):
    """The reply to one question: a raw value (None where it is blank), or why there is no answer; perhaps a comment.

    A NullWord among raw values is text where the question takes one, else blank.
    """

    place: Place
    raw: object = None
    missing: str | None = None
    comment: str | None = None


class ReplySet(Struct, frozen=True):
    """The replies of one response by the paths of their questions, and the places of instances by path of repeat."""

    place: Place
    replies: dict[str, FileReply] = field(default_factory=dict)
    instances: dict[str, list[Place]] = field(default_factory=dict)


def read_replies(data: bytes, file: str) -> list[ReplySet | Problem]:
    """Read a file of replies: YAML, JSON or JSON Lines, as its name says; every problem comes at once.

    The replies of a response of which some are invalid are left out. Scalars of YAML stay text; those of JSON
    are of the types that JSON has.
    """
    is_json = file.lower().endswith((".json", ".jsonl"))
    source = decode_source(data, file, limit=MAX_JSON if is_json else MAX_BYTES, plain=is_json)
    if isinstance(source, Problem):
        return [source]
    found: list[ReplySet | Problem] = []
    count = 0
    for document in _documents(source):
        problems = [*document.problems]
        replies = None
        if document.root is not None:
            replies = ReplySet(document.root.place)
            problems += _read_response(document.root, replies)
        found += by_place(problems)
        count += len(problems)
        if count >= MAX_PROBLEMS:
            return [*found, Problem(codes.MORE_PROBLEMS, {}, Place(file))]
        if replies is not None and not problems:
            found.append(replies)
    return found or [Problem(codes.EMPTY_FILE, {}, Place(file))]


def read_reply(name: str, text: str, place: Place) -> FileReply | list[Problem]:
    """Read the reply to one question that is written on a command line: a list or a mapping in brackets, else a text.

    An empty text leaves the question blank.
    """
    if not text.lstrip().startswith(("[", "{")):
        return FileReply(place, text)
    from sstc_survey.parsing.json_values import read_yaml

    source = decode_source(os.fsencode(text), place.file, limit=MAX_BYTES)
    if isinstance(source, Problem):
        return [source]
    document = read_yaml(source)
    if document.root is None or document.problems:
        return [*document.problems]
    if isinstance(document.root.data, dict):
        return _long_reply(name, place, document.root.data)
    raw = _raw(name, document.root)
    return [raw] if isinstance(raw, Problem) else FileReply(place, raw)


def read_null_words(replies: ReplySet, form: Form) -> ReplySet:
    """Return replies with each null word as text where its question takes that text, else as a blank."""
    read = {
        path: replace(reply, raw=_without_null_words(reply.raw, form.nodes.get(name_of(path))))
        for path, reply in replies.replies.items()
    }
    return replace(replies, replies=read)


def _without_null_words(raw: object, node: FormNode | None) -> object:
    from sstc_survey.parsing.json_values import NullWord

    if isinstance(raw, list):
        return [_without_null_words(each, node) for each in raw]
    if not isinstance(raw, NullWord):
        return raw
    is_text = node is not None and (node.entry.data_type is DataType.TEXT or raw in node.choices_by_code)
    return str(raw) if is_text else None


def _documents(source: Source) -> Iterable[JsonDocument]:
    # Most interviews have no file of replies.
    from sstc_survey.parsing.json_values import read_json, read_json_lines, read_yaml

    file = source.file.lower()
    if not source.text.strip():
        return ()
    if file.endswith(".jsonl"):
        return read_json_lines(source)
    return [read_json(source) if file.endswith(".json") else read_yaml(source)]


def _read_response(root: JsonValue, found: ReplySet) -> Iterator[Problem]:
    if isinstance(root.data, dict):
        yield from read_members(root.data, "", found)
    else:
        yield Problem(codes.REPLIES_NOT_A_MAPPING, {"given": _kind(root)}, root.place)


def read_members(members: Mapping[str, JsonMember], prefix: str, found: ReplySet) -> Iterator[Problem]:
    """Read the replies of a response, or of one instance of a repeat; yield what is wrong with them."""
    for name, member in members.items():
        path, data = f"{prefix}{name}", member.value.data
        if not _SEPARATORS.isdisjoint(name):
            # Such a name would look like a path.
            yield Problem(codes.REPLY_UNKNOWN_QUESTION, {"name": name}, member.place)
        elif isinstance(data, list) and any(isinstance(item.data, dict) for item in data):
            yield from _read_instances(name, path, data, found)
        elif isinstance(data, dict):
            reply = _long_reply(name, member.place, data)
            if isinstance(reply, FileReply):
                found.replies[path] = reply
            else:
                yield from reply
        else:
            raw = _raw(name, member.value)
            if isinstance(raw, Problem):
                yield raw
            else:
                found.replies[path] = FileReply(member.place, raw)


def _read_instances(name: str, path: str, items: list[JsonValue], found: ReplySet) -> Iterator[Problem]:
    """Read a list of mappings: the instances of a repeat."""
    places = found.instances.setdefault(path, [])
    for item in items:
        places.append(item.place)
        if isinstance(item.data, dict):
            yield from read_members(item.data, f"{instance_path(path, len(places))}/", found)
        else:
            yield Problem(codes.REPLY_NOT_AN_INSTANCE, {"name": name, "given": _kind(item)}, item.place)


def _long_reply(name: str, place: Place, members: Mapping[str, JsonMember]) -> FileReply | list[Problem]:
    """Read `{value: ..., comment: ...}` or `{missing: ..., comment: ...}`."""
    problems = [
        Problem(codes.UNKNOWN_KEY, {"key": key, **suggested(key, _KEYS)}, member.place)
        for key, member in members.items()
        if key not in _KEYS
    ]
    if "value" in members and "missing" in members:
        problems.append(Problem(codes.REPLY_VALUE_AND_MISSING, {"name": name}, members["missing"].place))
    raw = _raw(name, members["value"].value) if "value" in members else None
    if isinstance(raw, Problem):
        problems.append(raw)
    missing = members["missing"].value if "missing" in members else None
    if missing is not None and missing.data not in list(Missing):
        known = {"known": ", ".join(Missing)}
        details = suggested(missing.data, Missing) if isinstance(missing.data, str) else known
        problems.append(Problem(codes.REPLY_NO_SUCH_STATE, {"name": name, **details}, missing.place))
    comment = members["comment"].value if "comment" in members else None
    if comment is not None and not isinstance(comment.data, str | None):
        problems.append(Problem(codes.REPLY_COMMENT_NOT_TEXT, {"given": _kind(comment)}, comment.place))
    if problems:
        return problems
    return FileReply(place, raw, _text(missing), _text(comment))


def _raw(name: str, value: JsonValue) -> object:
    """Return a scalar, or a list of scalars, or the problem that it is neither."""
    match value.data:
        case list() as items:
            nested = [item for item in items if isinstance(item.data, list | dict)]
            if nested:
                return Problem(codes.REPLY_NESTED, {"name": name, "given": _kind(nested[0])}, nested[0].place)
            return [item.data for item in items]
        case dict():
            return Problem(codes.REPLY_NESTED, {"name": name, "given": _kind(value)}, value.place)
        case scalar:
            return scalar


def _text(value: JsonValue | None) -> str | None:
    return value.data if value is not None and isinstance(value.data, str) else None


def _kind(value: JsonValue) -> str:
    from sstc_survey.parsing.json_values import NullWord

    return "nothing" if value.data is None or isinstance(value.data, NullWord) else kind_of(value.data)
