"""What is in a folder by its name, or in a folder of a pack."""

from __future__ import annotations

import os


def names_in(folder: str) -> list[str]:
    """Return the names in a folder, in order; in a folder of a pack, of what lies beside responses; else none."""
    try:
        return sorted(os.listdir(folder))
    except NotADirectoryError:
        # Most paths lead into no pack.
        from sstc_survey.storage.packs.reader import names_packed

        return names_packed(folder)
    except OSError:
        return []
