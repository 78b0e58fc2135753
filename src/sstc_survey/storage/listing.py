"""What is in a folder by its name, or in a folder of a pack."""

from __future__ import annotations

import os

from sstc_survey.storage.urls import is_url


def is_folder(path: str) -> bool:
    """Tell whether a path leads to a folder, to a pack, or to a folder of a pack."""
    return os.path.isdir(path) or (".jsonl" in path.lower() and _is_packed(path))


def _is_packed(path: str) -> bool:
    from sstc_survey.storage.packs.reader import is_packed_folder

    return is_packed_folder(path)


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
    from sstc_survey.storage.packs.reader import names_packed

    return names_packed(folder)
