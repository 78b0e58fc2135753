"""What a pack is written of: a line of JSON for each file, sealed, and an index of the blocks at the end."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, Literal, TypeAlias

import msgspec
from msgspec import Struct

from sstc_survey.questionnaire import COPIES_FOLDER, RESPONSE_SUFFIX, SESSIONS_FOLDER, SUMMARIES_FILE
from sstc_survey.storage.bounded import MIB
from sstc_survey.storage.copies import is_copy
from sstc_survey.storage.ids import file_name, is_file_name
from sstc_survey.storage.leftovers import BATCHES_FOLDER
from sstc_survey.storage.packs.unread import is_cuttable
from sstc_survey.storage.urls import pack_in

FORMAT: Final = "sstc-survey/pack"
SCHEMA: Final = 1

PLAIN: Final = ".jsonl"
COMPRESSED: Final = ".jsonl.zst"

# A block ends with the response that takes it over one of these.
BLOCK_SIZE: Final = MIB
BLOCK_LINES: Final = 1_000
# No file is so large that its line would be longer: 16 MiB of characters that JSON writes as six.
LONGEST_LINE: Final = 100 * MIB
MOST_LINES: Final = 100_000
LARGEST_BLOCK: Final = BLOCK_SIZE + 2 * LONGEST_LINE

Kind: TypeAlias = Literal["copy", "summaries", "batch", "session"]
KINDS: Final[tuple[Kind, ...]] = ("copy", "summaries", "batch", "session")

_SEAL: Final = b',"sha256":"'
_SEALED: Final = re.compile(re.escape(_SEAL) + rb'[0-9a-f]{64}"\}\Z')
_SEAL_SIZE: Final = len(_SEAL) + 64 + len(b'"}')

HEADER: Final = b'{"format":"%s","schema":%d}\n' % (FORMAT.encode(), SCHEMA)
INDEX_BEGINNING: Final = b'{"index":'
# The last line says how long the index before it is, and is as long in every pack.
ENDING_SIZE: Final = 64


class PackedFile(Struct, frozen=True, omit_defaults=True, gc=False):
    """A file of a pack: one that may be a response, or, of some `kind`, what lies beside responses.

    `id` is that of the response by the name of the file, or else by what is in it; empty if neither tells. What is no
    UTF-8 is in base64.
    """

    kind: Kind | None = None
    id: str = ""
    path: str | None = None
    path_base64: str | None = None
    text: str | None = None
    base64: str | None = None

    @property
    def name(self) -> str:
        """Return the path of the file in its folder of answers."""
        return self.path if self.path is not None else os.fsdecode(base64.b64decode(self.path_base64 or ""))

    @property
    def data(self) -> bytes:
        """Return the very bytes of the file."""
        return self.text.encode() if self.text is not None else base64.b64decode(self.base64 or "")


class Block(Struct, frozen=True, array_like=True):
    """Lines that can be read by themselves: their size, what they take in the file, how many, and the ids they span."""

    size: int
    stored: int
    lines: int
    first: str
    last: str


class PackedFolder(Struct, frozen=True, omit_defaults=True):
    """A folder of a pack with the number of its files, those beside responses left out."""

    files: int
    path: str | None = None
    path_base64: str | None = None

    @property
    def name(self) -> str:
        """Return its path in the folder of answers; empty for that folder itself."""
        return self.path if self.path is not None else os.fsdecode(base64.b64decode(self.path_base64 or ""))


class Index(Struct, frozen=True):
    """What a pack has: the first `beside` blocks are of what lies beside responses, the others are in order of ids."""

    files: int
    beside: int
    folders: list[PackedFolder]
    blocks: list[Block]


class _IndexLine(Struct, frozen=True):
    index: Index


class _Ending(Struct, frozen=True):
    index: tuple[int, int]


_FILE: Final = msgspec.json.Decoder(PackedFile)
_INDEX: Final = msgspec.json.Decoder(_IndexLine)
_ENDING: Final = msgspec.json.Decoder(_Ending)
_ERRORS: Final = (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError)


def is_pack_name(path: str) -> bool:
    """Tell whether a file has a name that packs have."""
    return pack_in(path) == path


def is_compressed_name(path: str) -> bool:
    """Tell whether a pack of this name is compressed."""
    return path.lower().endswith(COMPRESSED)


def is_header(data: bytes) -> bool:
    """Tell whether bytes begin as a pack does, of this schema or a newer one."""
    return data.startswith(HEADER[: HEADER.index(b',"schema"')])


def named(path: str) -> dict[str, Any]:
    """Return a path as it is written: as text, or in base64 if it is no UTF-8."""
    raw = os.fsencode(path)
    try:
        return {"path": raw.decode()}
    except UnicodeDecodeError:
        return {"path_base64": base64.b64encode(raw).decode()}


def file_line(path: str, data: bytes, response_id: str = "", kind: Kind | None = None) -> bytes:
    """Return the line of a file, sealed: the SHA-256 is over the very bytes of the line before it."""
    try:
        content = {"text": data.decode()}
    except UnicodeDecodeError:
        content = {"base64": base64.b64encode(data).decode()}
    body = _body(PackedFile(kind, response_id, **named(path), **content))
    return b'%b%b%b"}\n' % (body, _SEAL, hashlib.sha256(body).hexdigest().encode())


def _body(file: PackedFile) -> bytes:
    return msgspec.json.encode(file)[:-1]


def is_as_written(files: Sequence[PackedFile], data: bytes) -> bool:
    """Tell whether bytes are nothing but the lines of these files as `file_line` writes them, whatever their seals.

    The files have to be such that their lines can be cut, too.
    """
    at = 0
    for file in files:
        body = _body(file)
        end = at + len(body) + _SEAL_SIZE
        if (
            not data.startswith(body, at)
            or not _SEALED.fullmatch(data, at + len(body), end)
            or data[end : end + 1] != b"\n"
            or not is_cuttable(file.text or "")
        ):
            return False
        at = end + 1
    return at == len(data)


def read_file_line(line: bytes, *, is_sound: bool = False) -> PackedFile | None:
    """Return the file of a line without its end, or None if it is damaged; a sound one needs no check of its seal."""
    if not is_sound and not _is_sealed(line):
        return None
    try:
        found = _FILE.decode(line)
        is_whole = (found.path is None) is not (found.path_base64 is None)
        is_whole = is_whole and (found.text is None) is not (found.base64 is None)
        return found if is_whole and is_packable(found.name, found.kind) and _has_its_id(found) else None
    except _ERRORS:
        return None


def _is_sealed(line: bytes) -> bool:
    if not _SEALED.search(line[-_SEAL_SIZE:]):
        return False
    return hashlib.sha256(line[:-_SEAL_SIZE]).hexdigest().encode() == line[-66:-2]


def _has_its_id(found: PackedFile) -> bool:
    name = found.name.rpartition("/")[2]
    return found.kind is not None or not is_file_name(name) or name == file_name(found.id)


def is_packable(path: str, kind: Kind | None) -> bool:
    """Tell whether a file may be at a path: below the folder of answers, and where files of its kind are."""
    *folders, name = path.split("/")
    beside = folders.pop() if kind in ("copy", "batch", "session") and folders else ""
    if "\0" in path or any(not part or part[0] == "." for part in (*folders, name)):
        return False
    match kind:
        case None:
            return name.lower().endswith(RESPONSE_SUFFIX)
        case "copy":
            return beside == COPIES_FOLDER and (is_copy(beside, name) or _is_other(name, ".yaml"))
        case "batch":
            return beside == BATCHES_FOLDER and name.endswith(RESPONSE_SUFFIX)
        case "session":
            return beside == SESSIONS_FOLDER and name.endswith(RESPONSE_SUFFIX)
        case "summaries":
            return name == SUMMARIES_FILE or _is_other(name, os.path.splitext(SUMMARIES_FILE)[1])


def other_name(path: str, data: bytes) -> str:
    """Return the path of a file where another one has its own: it follows from its bytes."""
    stem, ending = os.path.splitext(path)
    return f"{stem}.conflict-{hashlib.sha256(data).hexdigest()[:16]}{ending}"


def _is_other(name: str, ending: str) -> bool:
    return re.search(r"\.conflict-[0-9a-f]{16}" + re.escape(ending) + r"\Z", name) is not None


def index_line(index: Index) -> bytes:
    """Return the line of the index."""
    return msgspec.json.encode(_IndexLine(index)) + b"\n"


def read_index(line: bytes) -> Index | None:
    """Return the index in a line, or None if it is damaged or contradicts itself."""
    try:
        index = _INDEX.decode(line).index
    except _ERRORS:
        return None
    blocks, ids = index.blocks, index.blocks[index.beside :]
    is_sound = (
        0 <= index.beside <= len(blocks)
        and index.files == sum(block.lines for block in ids) == sum(folder.files for folder in index.folders)
        and all(0 < block.size <= LARGEST_BLOCK and block.stored > 0 for block in blocks)
        and all(0 <= block.lines <= MOST_LINES for block in blocks)
        and all(block.first <= block.last for block in ids)
        and all(before.last <= after.first for before, after in pairwise(ids))
    )
    return index if is_sound else None


def ending_line(size: int, stored: int) -> bytes:
    """Return the last line, which says what size the line of the index has, and what it takes in the file."""
    return (b'{"index":[%d,%d]}' % (size, stored)).ljust(ENDING_SIZE - 1) + b"\n"


def read_ending(line: bytes) -> tuple[int, int] | None:
    """Return what the last line says, or None if it is none."""
    try:
        size, stored = _ENDING.decode(line).index
    except _ERRORS:
        return None
    return (size, stored) if 0 < size <= LARGEST_BLOCK and 0 < stored <= LARGEST_BLOCK else None
