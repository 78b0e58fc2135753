"""Packs are only read: what changes answers needs them in a folder."""

from __future__ import annotations

import os
import re
import shlex

from sstc_survey.problems import Place, Problem, SurveyError, codes


def refuse_packs(answers: str | None, response: str | None = None) -> None:
    """Raise the problem that answers in a pack cannot be changed, with the command that unpacks it.

    `answers` is where they are, and `response` how one of them is named.
    """
    for path in (answers, _named(response) if response else None):
        if path is None or ".jsonl" not in path.lower():
            continue
        from sstc_survey.storage.packs.reader import split_packed

        if (parts := split_packed(path)) is not None:
            command = shlex.join(["sstc-survey", "unpack", parts[0], "--output", _free(parts[0])])
            raise SurveyError(Problem(codes.PACK_READ_ONLY, {"command": command}, Place(parts[0])))


def _named(response: str) -> str | None:
    # A new interview has no use for it.
    from sstc_survey.commands.shared.find import named_path

    return named_path(response)


def _free(pack: str) -> str:
    """Return the path of a folder that is not there yet, named after a pack."""
    stem = re.sub(r"(?i)\.jsonl(\.zst)?\Z", "", pack)
    number, folder = 1, stem
    while not os.path.basename(folder) or os.path.lexists(folder):
        number += 1
        folder = f"{stem}-{number}"
    return folder
