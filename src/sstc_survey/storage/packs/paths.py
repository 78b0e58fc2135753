"""Paths that lead into packs: a file of one is read by its path, as if it were in a folder."""

from __future__ import annotations

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.storage.bounded import amount
from sstc_survey.storage.packs import places
from sstc_survey.storage.packs.reader import Pack, opened
from sstc_survey.storage.urls import packs_in


def split_packed(path: str) -> tuple[str, str] | None:
    """Return the pack that a path leads into and the path in it, or None where it leads into none."""
    pack = next(filter(places.is_file, packs_in(path)), None)
    return None if pack is None else (pack, path.removeprefix(pack).strip("/"))


def read_packed(path: str, limit: int) -> bytes | Problem | None:
    """Return the bytes of a file in a pack by its path, or why they cannot be read; None if it leads into no pack."""
    parts = split_packed(path)
    if parts is None:
        return None
    pack = opened(parts[0])
    if isinstance(pack, Problem):
        return pack
    found = pack.find(parts[1])
    if found is None:
        return Problem(codes.NO_SUCH_FILE, {}, Place(path))
    data = found.data
    if len(data) > limit:
        return Problem(codes.TOO_LARGE, {"size": amount(len(data)), "limit": amount(limit)}, Place(path))
    return data


def names_packed(folder: str) -> list[str]:
    """Return the names in a folder of a pack, all but those of responses, in order; none where it leads into none."""
    pack, within = _within(folder)
    return [] if pack is None else pack.names(within)


def is_packed_folder(path: str) -> bool:
    """Tell whether a path leads to a pack, or to a folder of one."""
    pack, within = _within(path)
    return pack is not None and pack.has_folder(within)


def _within(path: str) -> tuple[Pack | None, str]:
    parts = split_packed(path)
    pack = opened(parts[0]) if parts else None
    return (pack, parts[1]) if parts and isinstance(pack, Pack) else (None, "")
