"""The bytes of a response file, sealed with a checksum.

The file is JSON in UTF-8: the keys of `Response` in their order, indented by 2, one event a line, and at its
end the key `sha256`. Its last 68 bytes are the 64 digits of the SHA-256 of all bytes before them, a quotation
mark, a line break, a brace and a line break. So a seal is checked by hashing what is before byte -68.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final, NamedTuple, NoReturn

import msgspec
from msgspec.structs import replace

from sstc_survey.problems import Place, Problem, Unsavable, codes
from sstc_survey.problems.codes import Code
from sstc_survey.questionnaire import MAX_DIGITS
from sstc_survey.response import FORMAT, SCHEMA, Response, Status
from sstc_survey.storage.bounded import MIB, amount
from sstc_survey.storage.schema_1 import Response1
from sstc_survey.storage.tombstones import FORMAT as TOMBSTONE
from sstc_survey.storage.tombstones import Tombstone, erasure, is_tombstone

MAX_SIZE: Final = 16 * MIB
# What a draft may hold: the rest is for going on from there, and for the end.
MAX_DRAFT: Final = 15 * MIB
MAX_VALUES: Final = 250_000

_SEAL_KEY: Final = b',\n  "sha256": "'
_END: Final = b'"\n}\n'
# The last bytes of a file: the digits of its seal, and the end.
SEAL_SIZE: Final = 64 + len(_END)
_NO_EVENTS: Final = b"[]\n}"
_TYPES: Final[dict[int, type[Response | Response1]]] = {1: Response1, SCHEMA: Response}
# How a file begins that this program wrote, with the schema that it is of.
_BEGINNINGS: Final = {
    b'{\n  "format": "%s",\n  "schema": %d,' % (FORMAT.encode(), schema): msgspec.json.Decoder(kind)
    for schema, kind in _TYPES.items()
}
_BEGINNING: Final = len(next(iter(_BEGINNINGS)))
_COMPACT: Final = msgspec.json.Encoder()
# Memory for small objects comes in pieces of this size.
_SPARE: Final = 1 << 16

# Below this size no JSON can hold enough values to matter.
_SMALL: Final = 1 << 20
# Every value may have a key.
_MAX_TOKENS: Final = 2 * MAX_VALUES
# Keys and values (texts, openings, bare words), and what is between them. Every byte is part of one token and
# nothing is given back, so that no file can make this slower than its length.
_TOKEN: Final = rb'(?s)"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[^\s",:\[\]{}]++|[\s,:\]}]++'


class SealedFormat(NamedTuple):
    """A format of files with a seal: its name, what a file is read as by its schema, and what is said of others."""

    name: str
    types: Mapping[int, type[Any]]
    other: Code = codes.RESPONSE_OTHER_FORMAT
    newer: Code = codes.RESPONSE_NEWER_SCHEMA

    def other_schema(self, schema: object) -> Problem | None:
        """Return a problem unless files of a schema can be read."""
        known = max(self.types)
        if type(schema) is int and schema > known:
            return Problem(self.newer, {"schema": schema, "known": known})
        if type(schema) is int and schema in self.types:
            return None
        return Problem(codes.RESPONSE_UNKNOWN_SCHEMA, {"schema": str(schema)})


RESPONSES: Final = SealedFormat(FORMAT, _TYPES)


class _Head(msgspec.Struct):
    """What tells a response from other JSON, unread: nothing of it may be believed yet."""

    format: msgspec.Raw = msgspec.Raw(b"null")
    schema: msgspec.Raw = msgspec.Raw(b"null")


_HEAD: Final = msgspec.json.Decoder(_Head)


def encode(response: Response) -> bytes | Unsavable:
    """Return the bytes to save, or why they could not be read back.

    What the reader would refuse is never written: the bytes have passed `decode`.
    """
    data = written(replace(response, events=[]), response.events)
    if isinstance(data, Problem):
        return data
    limit = MAX_DRAFT if response.status is Status.PARTIAL else MAX_SIZE
    if len(data) > limit:
        return Unsavable(codes.RESPONSE_FULL, {"size": amount(len(data)), "limit": amount(limit)})
    refusal = decode(data)
    if not isinstance(refusal, Problem):
        return data
    if refusal.code == codes.RESPONSE_TOO_MANY_VALUES:
        values = {"size": f"more than {MAX_VALUES:,} values", "limit": f"{MAX_VALUES:,}"}
        return Unsavable(codes.RESPONSE_FULL, values)
    return Unsavable(*refusal)


def written(head: msgspec.Struct, events: Iterable[msgspec.Struct]) -> bytes | Unsavable:
    """Write what has events, given without them and then they, one a line, with its seal."""
    try:
        beginning = msgspec.json.format(msgspec.json.encode(head), indent=2)
        lines = b",\n".join(map(_line, events))
    except UnicodeEncodeError:
        return Unsavable(codes.RESPONSE_HALF_CHARACTER)
    return _sealed(beginning.removesuffix(_NO_EVENTS) + b"[\n" + lines + b"\n  ]")


def encode_tombstone(response_id: str, time: str) -> bytes:
    """Return the bytes that stay of a response that was erased at a time."""
    tombstone = Tombstone(TOMBSTONE, 1, response_id, time)
    return _sealed(msgspec.json.format(msgspec.json.encode(tombstone), indent=2).removesuffix(b"\n}"))


def _sealed(body: bytes) -> bytes:
    """Add the last key, which is the seal, to an object without its end."""
    body += _SEAL_KEY
    return body + hashlib.sha256(body).hexdigest().encode() + _END


def decode(data: bytes, file: str = "") -> Response | Problem:
    """Return the response that these bytes hold, or why they are refused; `file` is where they are from."""
    if not data:
        return Problem(codes.RESPONSE_EMPTY, {}, Place(file))
    if len(data) > MAX_SIZE:
        return Problem(codes.TOO_LARGE, {"size": amount(len(data)), "limit": amount(MAX_SIZE)}, Place(file))
    found = _open(data) if is_sealed(data) else diagnose(data, file)
    return _at(found, file)


def decode_sealed(data: bytes, file: str) -> Response | Problem:
    """Return the response that bytes hold whose seal is right, or why they are refused all the same."""
    return _at(_open(data), file)


def seal_of(data: bytes) -> bytes:
    """Return the SHA-256 that bytes with a seal say they have."""
    return bytes.fromhex(data[-SEAL_SIZE : -len(_END)].decode())


def _at(found: Response | Problem, file: str) -> Response | Problem:
    if isinstance(found, Problem) and found.place is None:
        return found._replace(place=Place(file))
    return found


def is_sealed(data: bytes) -> bool:
    """Tell whether bytes end with the seal over all that is before it."""
    return data.endswith(hashlib.sha256(data[:-SEAL_SIZE]).hexdigest().encode() + _END)


def check_memory(size: int) -> None:
    """Raise MemoryError where there is too little memory to read so many bytes of JSON and to write them again.

    msgspec does not look whether it got what it asked for, and the process ends with a segmentation fault.
    """
    needed = 4 * size + _SPARE
    if needed < MIB:
        bytes(needed)
        return
    # Much is asked for without being written on, which would take as long as reading.
    try:
        mmap.mmap(-1, needed).close()
    except OSError:
        raise MemoryError from None


def _line(event: msgspec.Struct) -> bytes:
    return b"    " + msgspec.json.format(msgspec.json.encode(event), indent=0)


def _open(data: bytes) -> Response | Problem:
    response = _read_quickly(data)
    if response is not None:
        problem = _validate(response)
        if problem is None:
            return response if isinstance(response, Response) else response.upgraded()
    return _read_slowly(data)


def _read_quickly(data: bytes) -> Response | Response1 | None:
    """Return what a file holds that is written as this program writes; None where it has to be looked at closely."""
    decoder = _BEGINNINGS.get(data[:_BEGINNING])
    if decoder is None or len(data) > _SMALL or data[-SEAL_SIZE - len(_SEAL_KEY) : -SEAL_SIZE] != _SEAL_KEY:
        return None
    body = data[: -SEAL_SIZE - len(_SEAL_KEY)] + b"}"
    check_memory(len(body))
    try:
        response: Response | Response1 = decoder.decode(body)
        # Written again it is the same: so no key stands twice, and nothing is there that was not read.
        is_same = _COMPACT.encode(response) == msgspec.json.format(body, indent=-1)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return response if is_same else None


def _read_slowly(data: bytes) -> Response | Problem:
    """Read a file value by value, so that the first thing that is wrong with it is known."""
    document = load(data)
    if isinstance(document, Problem):
        return document
    if is_tombstone(document):
        return erasure(document)
    response: Response | Response1 | Problem = typed(document, RESPONSES)
    if isinstance(response, Problem):
        return response
    return _validate(response) or (response if isinstance(response, Response) else response.upgraded())


def typed(document: dict[str, Any], form: SealedFormat) -> Any | Problem:  # noqa: ANN401 what the format names
    """Return what a document of a format holds, or what is wrong with its keys and the types of its values."""
    if document.get("format") != form.name:
        return Problem(form.other)
    schema = document.get("schema")
    if problem := form.other_schema(schema):
        return problem
    kind = form.types[document["schema"]]
    if unknown := sorted(document.keys() - {*kind.__struct_fields__, "sha256"}):
        return Problem(codes.RESPONSE_UNKNOWN_KEY, {"key": unknown[0]})
    if next(reversed(document)) != "sha256":
        return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": "sha256"})
    del document["sha256"]
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        # msgspec names the place, such as `$.answers`.
        _, _, path = str(error).partition("`$")
        return Problem(codes.RESPONSE_WRONG_SHAPE, {"where": path.strip("`.") or "the top"})


def _validate(response: Response | Response1) -> Problem | None:
    return _rules()(response)


@cache
def _rules() -> Callable[[Response | Response1], Problem | None]:
    """Return the check of the rules, which is imported for the first response that is read whole."""
    from sstc_survey.storage.validation import validate

    return validate


def diagnose(data: bytes, file: str, form: SealedFormat = RESPONSES) -> Problem:
    """Say why bytes without a valid seal have none."""
    try:
        head = _HEAD.decode(data)
    except RecursionError:
        return Problem(codes.RESPONSE_TOO_DEEP)
    except msgspec.ValidationError:
        return Problem(form.other)
    except msgspec.DecodeError as error:
        return _malformed(str(error), data, file)
    if bytes(head.format) != b'"%s"' % form.name.encode():
        return Problem(form.other)
    digits = bytes(head.schema)
    # A newer version may seal in another way: the schema is all that can be told.
    schema = int(digits) if re.fullmatch(rb"\d{1,9}", digits) else digits.decode(errors="replace")[:20]
    return form.other_schema(schema) or Problem(codes.RESPONSE_EDITED)


def _malformed(reason: str, data: bytes, file: str) -> Problem:
    if "truncated" in reason:
        return Problem(codes.RESPONSE_TRUNCATED)
    found = re.search(r"\(byte (\d+)\)", reason)
    if found is None:
        return Problem(codes.RESPONSE_NOT_JSON)
    before = data[: int(found[1])]
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode(errors="replace")) + 1
    return Problem(codes.RESPONSE_NOT_JSON, {}, Place(file, before.count(b"\n") + 1, column))


class _RefusedError(ValueError):
    """Carry a problem out of the callbacks of the JSON reader."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def load(data: bytes) -> dict[str, Any] | Problem:
    """Read one JSON object, or say what is wrong with it."""
    if len(data) > _SMALL and sum(1 for _ in islice(re.finditer(_TOKEN, data), _MAX_TOKENS + 1)) > _MAX_TOKENS:
        return Problem(codes.RESPONSE_TOO_MANY_VALUES, {"limit": MAX_VALUES})
    try:
        document = _READER.decode(data.decode())
        if b"\\u" in data:
            # Escapes can write half a character, which no encoding can.
            json.dumps(document, ensure_ascii=False).encode()
    except _RefusedError as refused:
        return refused.problem
    except UnicodeEncodeError:
        return Problem(codes.RESPONSE_HALF_CHARACTER)
    except UnicodeDecodeError:
        return Problem(codes.RESPONSE_NOT_UTF8)
    except RecursionError:
        return Problem(codes.RESPONSE_TOO_DEEP)
    except ValueError:
        return Problem(codes.RESPONSE_NOT_JSON)
    return document if isinstance(document, dict) else Problem(codes.RESPONSE_OTHER_FORMAT)


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise _RefusedError(Problem(codes.RESPONSE_DUPLICATE_KEY, {"key": key}))
        values[key] = value
    return values


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise _RefusedError(Problem(codes.RESPONSE_LONG_NUMBER, {"digits": MAX_DIGITS}))
    return int(digits)


def _decimal(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        _no_number(f"{digits[:MAX_DIGITS]}…" if len(digits) > MAX_DIGITS else digits)
    return number


def _no_number(name: str) -> NoReturn:
    raise _RefusedError(Problem(codes.RESPONSE_NOT_A_NUMBER, {"number": name}))


_READER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_decimal, parse_constant=_no_number
)
