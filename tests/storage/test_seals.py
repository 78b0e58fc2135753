"""The seals of files that have passed every check: remembered exactly, whatever order they came in."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sstc_survey.storage import Seals


def digests(count: int, seed: int) -> list[bytes]:
    """Return so many seals; some begin as others do."""
    rng = random.Random(seed)
    return [rng.choice((bytes(8), bytes([255] * 8), rng.randbytes(8))) + rng.randbytes(24) for _ in range(count)]


def remembered(folder: Path, seals: list[bytes]) -> Seals:
    """Remember seals in a folder, and begin with it anew."""
    before = Seals(str(folder))
    for seal in seals:
        if not before.knows(seal):
            before.add(seal)
    before.save()
    return Seals(str(folder))


@pytest.mark.parametrize("seed", range(5))
def test_what_was_remembered_is_known_and_nothing_else(seed: int, tmp_path: Path) -> None:
    apart = [random.Random(seed).randbytes(32) for _ in range(300)]
    known = remembered(tmp_path, apart)
    assert all(map(known.knows, apart))
    assert not any(known.knows(seal[:-1] + bytes([seal[-1] ^ 1])) for seal in apart)
    assert not any(map(known.knows, digests(300, seed)))


def test_where_seals_begin_alike_no_other_is_taken_for_one(tmp_path: Path) -> None:
    seals = digests(300, 1)
    known = remembered(tmp_path, seals[:150])
    assert not any(map(known.knows, seals[150:]))
    assert sum(map(known.knows, seals[:150])) > 1


def test_new_ones_are_added_to_those_known(tmp_path: Path) -> None:
    apart = [random.Random(9).randbytes(32) for _ in range(400)]
    remembered(tmp_path, apart[:200])
    known = remembered(tmp_path, apart)
    assert all(map(known.knows, apart))


def test_in_an_empty_folder_nothing_is_known(tmp_path: Path) -> None:
    assert not Seals(str(tmp_path)).knows(bytes(32))
