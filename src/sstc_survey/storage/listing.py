"""What is in a folder by its name, or in a folder of a pack."""

from __future__ import annotations

import os

from sstc_survey.problems import SurveyError
from sstc_survey.storage.urls import is_url, missing


def is_folder(path: str) -> bool:
    """Tell whether a path leads to a folder, to a pack, or to a folder of a pack.

    A URL at which no pack is raises SurveyError: nothing else is read there.
    """
    if is_url(path):
        return _is_in_pack(path)
    return os.path.isdir(path) or (".jsonl" in path.lower() and _is_packed(path))


def _is_packed(path: str) -> bool:
    from sstc_survey.storage.packs.paths import is_packed_folder

    return is_packed_folder(path)


def _is_in_pack(url: str) -> bool:
    from sstc_survey.storage.packs.paths import is_packed_folder, split_packed

    if split_packed(url) is None:
        raise SurveyError(missing(url))
    return is_packed_folder(url)


def names_in(folder: str) -> list[str]:
    """Return the names in a folder, in order; in a folder of a pack, all but those of responses; else none."""
    try:
        if not is_url(folder):
            return sorted(os.listdir(folder))
    except NotADirectoryError:
        pass
    except OSError:
        return []
    # Most paths lead into no pack.
    from sstc_survey.storage.packs.paths import names_packed

    return names_packed(folder)
