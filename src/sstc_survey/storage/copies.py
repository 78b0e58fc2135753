"""Copies of the questionnaires that responses were made with, one for each version of the bytes."""

from __future__ import annotations

import hashlib
import os
import re
from typing import Final

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.questionnaire import COPIES_FOLDER, MAX_BYTES
from sstc_survey.storage.atomic import atomic_write, make_folder, unwritten
from sstc_survey.storage.bounded import amount, read_bounded
from sstc_survey.storage.listing import names_in

_KIND: Final = ".yaml"


def save_copy(folder: str, source: bytes) -> str | Problem:
    """Save the bytes of a questionnaire with its responses, durably; return their SHA-256 in hexadecimal."""
    sha256 = hashlib.sha256(source).hexdigest()
    there = read_copy(folder, sha256)
    if there == source:
        return sha256
    is_changed = isinstance(there, Problem) and there.code == codes.QUESTIONNAIRE_COPY_CHANGED
    if len(source) > MAX_BYTES:
        return Problem(codes.TOO_LARGE, {"size": amount(len(source)), "limit": amount(MAX_BYTES)})
    copies = os.path.join(folder, COPIES_FOLDER)
    problem = make_folder(copies) or (_set_aside(folder, sha256) if is_changed else None)
    problem = problem or atomic_write(_path(folder, sha256), source)
    return problem or sha256


def _set_aside(folder: str, sha256: str) -> Problem | None:
    """Give a copy that was changed another name: it may be somebody's work."""
    path = _path(folder, sha256)
    try:
        os.rename(path, path.removesuffix(_KIND) + f".changed-{os.urandom(4).hex()}{_KIND}")
    except OSError as error:
        return unwritten(error, path)
    return None


def read_copies(folder: str) -> dict[str, bytes | Problem]:
    """Read every copy of a folder; by its path, its bytes or what is wrong with it."""
    found: dict[str, bytes | Problem] = {}
    above = os.path.join(folder, COPIES_FOLDER)
    for name in names_in(above):
        if is_copy(COPIES_FOLDER, name):
            found[os.path.join(above, name)] = read_copy(folder, name.removesuffix(_KIND))
    return found


def has_copy(folder: str, sha256: str) -> bool:
    """Tell whether there is a copy of the questionnaire with this SHA-256; it is not looked into."""
    return os.path.exists(_path(folder, sha256))


def read_copy(folder: str, sha256: str) -> bytes | Problem:
    """Return the bytes of the questionnaire with this SHA-256, or say why they cannot be read."""
    path = _path(folder, sha256)
    if not is_digest(sha256):
        return Problem(codes.QUESTIONNAIRE_COPY_MISSING, {}, Place(folder))
    source = read_bounded(path, MAX_BYTES)
    if isinstance(source, Problem):
        return (
            Problem(codes.QUESTIONNAIRE_COPY_MISSING, {}, source.place) if source.code == codes.NO_SUCH_FILE else source
        )
    if hashlib.sha256(source).hexdigest() != sha256:
        return Problem(codes.QUESTIONNAIRE_COPY_CHANGED, {}, Place(path))
    return source


def is_copy(folder_name: str, name: str) -> bool:
    """Tell whether a file of this name, in a folder of that name, is a copy of a questionnaire."""
    digest, kind = os.path.splitext(name)
    return folder_name == COPIES_FOLDER and kind == _KIND and is_digest(digest)


def is_copy_of(path: str, data: bytes) -> bool:
    """Tell whether the bytes of a copy are those that its name says."""
    return os.path.basename(path) == hashlib.sha256(data).hexdigest() + _KIND


def _path(folder: str, sha256: str) -> str:
    return os.path.join(folder, COPIES_FOLDER, f"{sha256}{_KIND}")


def is_digest(text: str) -> bool:
    """Tell whether a text can be a SHA-256, 64 hexadecimal digits in lower case."""
    return re.fullmatch("[0-9a-f]{64}", text) is not None
