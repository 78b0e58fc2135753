"""The blocks of a pack in which every response passed every check, remembered so that they need not pass again.

What is remembered is the SHA-256 of a block, in a hidden file beside the pack, as `seals` has it. Of a pack at a URL,
nothing is.
"""

from __future__ import annotations

import os
from typing import Final

from sstc_survey.storage.packs import places
from sstc_survey.storage.packs.reader import Pack
from sstc_survey.storage.seals import NAME, Seals
from sstc_survey.storage.urls import is_url

# To check so many blocks takes longer than writing the file does.
_WORTH: Final = 20


class CheckedBlocks:
    """Tells of the responses of a pack, in order, whether all of their block are sound, and learns which are."""

    def __init__(self, pack: Pack) -> None:
        """Read which blocks are known."""
        folder, name = os.path.split(places.real(pack.path))
        if is_url(pack.path):
            # Where no folder is, nothing is saved.
            folder = ""
        self.seals = Seals(folder, f".{name}{NAME}", _WORTH)
        self._pack = pack
        self._number = -1
        self._is_known = False
        self._passed: set[str] = set()

    def knows(self, response_id: str) -> bool:
        """Tell whether the response was checked before with all others of its block."""
        number = self._pack.block_of(response_id)
        if number != self._number:
            self._number = number
            self._passed.clear()
            seal = self._pack.seal(number)
            self._is_known = bool(seal) and self.seals.knows(seal)
        return self._is_known

    def passed(self, response_id: str) -> None:
        """Note a response that has passed every check, after `knows` was asked about it.

        The block is sound once all of its responses have, however often one of them is read.
        """
        before = len(self._passed)
        self._passed.add(response_id)
        is_last = before < len(self._passed) == self._pack.index.blocks[self._number].lines
        if is_last and not self._is_known and (seal := self._pack.seal(self._number)):
            self.seals.add(seal)
