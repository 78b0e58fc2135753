"""What is never overwritten: what a command reads, responses, questionnaires, folders of answers, read-only files."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from typing import Final

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.problems.codes import Code
from sstc_survey.questionnaire import COPIES_FOLDER, RESPONSE_SUFFIX
from sstc_survey.response import FORMAT
from sstc_survey.storage.atomic import unwritten
from sstc_survey.storage.bounded import SAFE, reason
from sstc_survey.storage.copies import is_copy
from sstc_survey.storage.encoding import MAX_SIZE
from sstc_survey.storage.ids import is_file_name, is_id
from sstc_survey.storage.locks import FOLDER as LOCKS_FOLDER
from sstc_survey.storage.packs.reader import is_pack
from sstc_survey.storage.tombstones import FORMAT as TOMBSTONE
from sstc_survey.storage.urls import is_url

_STDIN: Final = "-"
_LOCK: Final = ".lock"
# A damaged file may still hold answers, so this is looked for anywhere; inside a text the quotes would be escaped.
_RESPONSE: Final = rf'"format"\s*:\s*"(?:{FORMAT}|{TOMBSTONE})'.replace("/", r"\\?/").encode()
_QUESTIONS: Final = r"""\s*["']?questions["']?\s*:"""
_HEAD: Final = r"""\s*["']?(?:id|title|version)["']?\s*:"""
# Under a key of this name there are questions, whatever else is missing yet.
_ITEMS: Final = r"""^\s*["']?questions["']?\s*:[ \t]*(?:#.*)?\r?\n(?:\s*#.*\n)*\s*-\s"""
_JSON: Final = (".json", ".jsonl")
_READ: Final = (*_JSON, ".yaml", ".yml")
# What is for programs says its format first; the lines of an export begin with what is known of every interview.
_TIME: Final = r'"[0-9T:.Z+-]+"'
_OUTPUT: Final = (
    r'\{(?:\s*"format"\s*:\s*"sstc-survey/|'
    rf'"(?:response_)*id": "[0-9a-f-]+", "(?:response_)*started": {_TIME}, (?:"(?:response_)*finished": {_TIME}, )?'
    r'(?:"(?:response_)*seconds": -?[0-9]+, )?"(?:response_)*language": )'
).encode()
_SPACE: Final = b"\xef\xbb\xbf \t\r\n"
_FIRST_LINES: Final = 100
_KEYS: Final = frozenset({"id", "title", "version"})


def overwriting(path: str, inputs: Iterable[str]) -> Problem | None:
    """Say why a file must not be written, or None where it may; `inputs` are what the command reads.

    Links, hard links and other spellings of a path are the same file.
    """
    if is_url(path):
        return Problem(codes.URL_OUTPUT, {}, Place(path))
    if path.endswith(os.sep):
        return Problem(codes.IS_A_FOLDER, {}, Place(path))
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    try:
        status = os.stat(target)
    except FileNotFoundError:
        if not os.path.isdir(folder):
            return Problem(codes.OUTPUT_NO_FOLDER, {"folder": folder}, Place(path))
    except OSError as error:
        return unwritten(error, path)
    else:
        if stat.S_ISDIR(status.st_mode):
            return Problem(codes.IS_A_FOLDER, {}, Place(path))
        if not stat.S_ISREG(status.st_mode):
            return Problem(codes.CANNOT_WRITE, {"reason": "not a regular file"}, Place(path))
        if problem := overwriting_data(path, inputs) or _overwriting_input(target, path):
            return problem
        if not is_writable(target, status):
            return Problem(codes.OUTPUT_READ_ONLY, {}, Place(path))
    return writing_into(folder, inputs, path)


def overwriting_data(path: str, inputs: Iterable[str]) -> Problem | None:
    """Return a problem if a file that is there is an input, a response or a questionnaire."""
    try:
        status = os.stat(path)
        data = _beginning(path)
    except OSError as error:
        # Nobody can tell whether it is data.
        return Problem(codes.UNREADABLE, {"reason": reason(error)}, Place(path))
    code: Code | None = None
    if any(os.path.samestat(status, read) for read in _statuses(inputs)):
        code = codes.OUTPUT_IS_INPUT
    elif is_pack(path):
        code = codes.OUTPUT_IS_PACK
    elif is_response(data):
        code = codes.OUTPUT_IS_RESPONSE
    elif is_questionnaire(data):
        code = codes.OUTPUT_IS_QUESTIONNAIRE
    return None if code is None else Problem(code, {}, Place(path))


def _overwriting_input(target: str, path: str) -> Problem | None:
    """Return a problem if a file could be read by `run` or `check`: by its name, unless it is an output or empty."""
    name = target.lower()
    if not name.endswith(_READ):
        return None
    text = _beginning(target).lstrip(_SPACE)
    # A JSON list is neither replies nor a questionnaire.
    is_input = text.startswith(b"{") or (text and not name.endswith(_JSON))
    return Problem(codes.OUTPUT_MAY_BE_INPUT, {}, Place(path)) if is_input and not re.match(_OUTPUT, text) else None


def writing_into(folder: str, inputs: Iterable[str], path: str) -> Problem | None:
    """Return a problem if a folder keeps answers, or if the command would take the file for one of its inputs."""
    read = list(_statuses(inputs)) if path.lower().endswith(RESPONSE_SUFFIX) else []
    folder = os.path.realpath(folder)
    for above in _with_parents(folder):
        if _keeps_answers(above, has_responses=above == folder):
            return Problem(codes.OUTPUT_AMONG_ANSWERS, {"folder": above}, Place(path))
        try:
            status = os.stat(above)
        except OSError:
            continue
        if any(os.path.samestat(status, each) for each in read):
            return Problem(codes.OUTPUT_AMONG_INPUTS, {"folder": above}, Place(path))
    return None


def is_response(data: bytes) -> bool:
    """Tell whether a file holds a response, however it was indented, cut off or encoded since."""
    return re.search(_RESPONSE, data.replace(b"\0", b"")) is not None


def is_questionnaire(data: bytes) -> bool:
    """Tell whether a file is a questionnaire, also one that is not finished or has mistakes, or quotes one."""
    text = data.replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff\ufffd \t\r\n")
    start = "^"
    if text.startswith("{"):
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            # The braces of YAML, or JSON with a mistake.
            start = "[{,\n]"
        else:
            return "questions" in document and "format" not in document and not _KEYS.isdisjoint(document)
    # What says its format first is an output.
    return '"format"' not in text[:_FIRST_LINES] and (
        re.search(_ITEMS, text, re.MULTILINE) is not None
        or all(re.search(start + key, text, re.MULTILINE) for key in (_QUESTIONS, _HEAD))
    )


def _beginning(path: str) -> bytes:
    """Return a file up to a bound that no response or questionnaire is beyond."""
    descriptor = os.open(path, SAFE)
    with open(descriptor, "rb") as file:
        return file.read(MAX_SIZE)


def _statuses(inputs: Iterable[str]) -> Iterator[os.stat_result]:
    for path in inputs:
        try:
            yield os.fstat(0) if path == _STDIN else os.stat(path)
        except OSError:
            # Whoever reads it says so.
            continue


def _with_parents(folder: str) -> Iterator[str]:
    yield folder
    while (above := os.path.dirname(folder)) != folder:
        yield above
        folder = above


def _keeps_answers(folder: str, *, has_responses: bool) -> bool:
    """Tell whether a folder has our locks or copies, or responses if those are looked for.

    A response that lies about further up says nothing of all the folders below it.
    """
    locks, copies = _names(os.path.join(folder, LOCKS_FOLDER)), _names(os.path.join(folder, COPIES_FOLDER))
    if locks is not None and (not locks or any(is_id(name.removesuffix(_LOCK)) for name in locks)):
        return True
    if copies is not None and any(is_copy(COPIES_FOLDER, name) for name in copies):
        return True
    if not has_responses:
        return False
    names = _names(folder) or ()
    # The folder of all answers has one for each questionnaire in it.
    return any(is_file_name(name) or _is_marked(os.path.join(folder, name)) for name in names)


def _is_marked(folder: str) -> bool:
    copies = _names(os.path.join(folder, COPIES_FOLDER))
    return copies is not None and any(is_copy(COPIES_FOLDER, name) for name in copies)


def _names(folder: str) -> list[str] | None:
    try:
        return os.listdir(folder)
    except OSError:
        return None


def is_writable(path: str, status: os.stat_result) -> bool:
    """Tell whether we may write a file by its mode, which binds even those whom the system lets write anything."""
    bits = status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    if status.st_uid == os.geteuid():
        bits &= stat.S_IWUSR
    return bool(bits) and os.access(path, os.W_OK)
