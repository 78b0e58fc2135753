"""Packs are only read: what changes answers needs them in a folder."""

from __future__ import annotations

import os
import shlex

from sstc_survey.problems import Place, Problem, SurveyError, codes
from sstc_survey.storage.urls import has_secrets, is_url, pack_in, without_ending


def refuse_packs(answers: str | None, response: str | None = None) -> None:
    """Raise the problem that answers in a pack cannot be changed, with the command that unpacks it.

    `answers` is where they are, and `response` how one of them is named.
    """
    for path in (answers, _named(response) if response else None):
        if path is not None and is_url(path):
            raise SurveyError(_at_url(path))
        if path is None or ".jsonl" not in path.lower():
            continue
        from sstc_survey.storage.packs.paths import split_packed

        if (parts := split_packed(path)) is not None:
            raise SurveyError(_read_only(parts[0]))


def _read_only(pack: str) -> Problem:
    command = shlex.join(["sstc-survey", "unpack", pack, "--output", _free(pack)])
    # A command that is printed has no secrets.
    code = codes.URL_READ_ONLY if is_url(pack) and has_secrets(pack) else codes.PACK_READ_ONLY
    return Problem(code, {"command": command}, Place(pack))


def _at_url(path: str) -> Problem:
    """Say of a URL, without opening it, that nothing is changed there."""
    pack = pack_in(path)
    return Problem(codes.URL_OUTPUT, {}, Place(path)) if pack is None else _read_only(pack)


def _named(response: str) -> str | None:
    # A new interview has no use for it.
    from sstc_survey.commands.shared.find import named_path

    return named_path(response)


def _free(pack: str) -> str:
    """Return the path of a folder that is not there yet, named after a pack."""
    stem = without_ending(pack.rpartition("/")[2] if is_url(pack) else pack)
    number, folder = 1, stem
    while not os.path.basename(folder) or os.path.lexists(folder):
        number += 1
        folder = f"{stem}-{number}"
    return folder
