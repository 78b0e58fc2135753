"""The blocks of a pack in which every response passed every check, remembered so that they need not pass again.

What is remembered is the SHA-256 of a block, in a hidden file beside the pack, as `seals` has it; of a pack at a URL,
nothing is. Of a block that is known only what is before the history of each response is read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

import msgspec
from msgspec.structs import force_setattr

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.response import SCHEMA
from sstc_survey.storage.answers_folder import AnswersFolder
from sstc_survey.storage.encoding import check_memory
from sstc_survey.storage.outcomes import Counted, Outcome, Refused, Unfinished
from sstc_survey.storage.packs import places
from sstc_survey.storage.packs.groups import Found
from sstc_survey.storage.packs.lines import PackedFile, is_as_written
from sstc_survey.storage.packs.reader import Line, Pack, StoredBlock
from sstc_survey.storage.packs.unread import Cutter
from sstc_survey.storage.responses import BriefResponse, UnfinishedEdit, brief_of_checked
from sstc_survey.storage.seals import NAME, Seals
from sstc_survey.storage.urls import is_url

# To check so many blocks takes longer than writing the file does.
_WORTH: Final = 20


class _Beginning(BriefResponse, frozen=True, kw_only=True):
    """A response up to its events: what a file may leave out, or have after them, has to be there."""

    reference: str | None
    session: str | None
    unfinished: UnfinishedEdit


_ERRORS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_FILE: Final = msgspec.json.Decoder(PackedFile)
_RESPONSE: Final = msgspec.json.Decoder(_Beginning)


class CheckedFile(PackedFile, frozen=True, kw_only=True, gc=False):
    """A file of a block that was checked before, with its response and without its bytes."""

    response: BriefResponse


class CheckedBlocks:
    """Reads the files of a pack, knows those that were checked with all others of their block, and learns which are."""

    def __init__(self, pack: Pack) -> None:
        """Read which blocks are known."""
        folder, name = os.path.split(places.real(pack.path))
        if is_url(pack.path):
            # Where no folder is, nothing is saved.
            folder = ""
        self.seals = Seals(folder, f".{name}{NAME}", _WORTH)
        self._pack = pack
        # The numbers of those that are known.
        self._known: set[int] = set()
        # The block whose responses pass now.
        self._number = -1
        self._block = StoredBlock(b"", b"")
        self._passed: set[str] = set()

    def lines(self, number: int, *, reads_answers: bool = True) -> Iterable[Line]:
        """Return the files of a block as the pack does; those of one that is known come with their responses.

        Their answers are left unread unless `reads_answers`.
        """
        block = self._pack.stored(number)
        if self.seals.knows(block.seal) and (data := self._pack.data(number, block.stored)) is not None:
            self._known.add(number)
            return self._responses(number, data, reads_answers=reads_answers)
        self._known.discard(number)
        if number == self._number and block.seal != self._block.seal:
            # It was replaced: what passed was of another block.
            self._number = -1
        return self._pack.lines(number)

    def _responses(self, number: int, data: bytes, *, reads_answers: bool) -> Iterator[Line]:
        check_memory(len(data))
        file_of, response_of = _FILE.decode, _RESPONSE.decode
        cutter = Cutter()
        start = 0
        for place in range(self._pack.index.blocks[number].lines):
            end = data.find(b"\n", start)
            if reads_answers:
                line, answers = cutter.without_history(data, start, end), None
            else:
                line, answers = cutter.cut(data, start, end) or (None, None)
            try:
                file = file_of(line or b"")
                response = response_of(file.text or "")
                is_read = response.schema == SCHEMA
            except _ERRORS:
                is_read = False
            if is_read:
                if answers is not None:
                    force_setattr(response, "answers", answers)
                yield CheckedFile(None, file.id, file.path, file.path_base64, response=response)
            else:
                # It has another order of keys, or is of an earlier schema.
                yield self._pack.lines(number)[place]
            start = end + 1

    def knows(self, response_id: str) -> bool:
        """Tell whether a response of a block that `lines` gave was checked before with all others in it."""
        return self._pack.block_of(response_id) in self._known

    def passed(self, response_id: str) -> None:
        """Note a response, of a block that is not known, that has passed every check.

        The block is sound once all of its responses have, however often one of them is read, if its lines are as this
        program writes them.
        """
        number = self._pack.block_of(response_id)
        if number != self._number:
            self._number, self._block = number, self._pack.stored(number)
            self._passed.clear()
        before = len(self._passed)
        self._passed.add(response_id)
        is_last = before < len(self._passed) == self._pack.index.blocks[number].lines
        if is_last and self._is_as_written():
            self.seals.add(self._block.seal)

    def _is_as_written(self) -> bool:
        data = self._pack.data(self._number, self._block.stored)
        files = [file for file in self._pack.lines(self._number) if isinstance(file, PackedFile)]
        return data is not None and is_as_written(files, data)


class CheckedPacks:
    """Reads the files of several packs, and says what becomes of each."""

    def __init__(self, *, believes_seals: bool) -> None:
        self._believes_seals = believes_seals
        # By the path of the pack.
        self._checked: dict[str, CheckedBlocks] = {}

    def lines(self, pack: Pack, *, reads_answers: bool = True) -> Callable[[int], Iterable[Line]]:
        """Return what reads the blocks of a pack; answers in those that are known may be left unread."""
        if not self._believes_seals:
            return pack.lines
        return partial(self.blocks(pack).lines, reads_answers=reads_answers)

    def read(self, found: Found, folder: AnswersFolder) -> Outcome:
        """Return what becomes of a file that no other one has the id of; `folder` is the one that it is in."""
        path, file = found.path, found.file
        if isinstance(file, CheckedFile):
            return folder.counted(path, file.response)
        checked = self.blocks(found.pack) if self._believes_seals and file.id else None
        is_known = checked is not None and checked.knows(file.id)
        if is_known:
            brief = brief_of_checked(file.data)
            if brief is not None and brief.id == file.id:
                return folder.counted(path, brief)
        outcome = folder.read(path, file.data)
        own = outcome.response.id if isinstance(outcome, Counted | Unfinished) else file.id
        is_sound = isinstance(outcome, Counted | Unfinished) and own == file.id
        if checked is not None and is_sound and not is_known:
            checked.passed(file.id)
        # Else it would not be found among those of its id.
        return outcome if own == file.id else Refused(path, Problem(codes.PACK_OUT_OF_ORDER, {}, Place(path)))

    def blocks(self, pack: Pack) -> CheckedBlocks:
        """Return the blocks of a pack that are known."""
        checked = self._checked.get(pack.path)
        if checked is None:
            checked = self._checked[pack.path] = CheckedBlocks(pack)
        return checked

    @property
    def seals(self) -> Iterator[tuple[str, Seals]]:
        """Yield the seals of each pack that was read, with its real path."""
        for path, checked in self._checked.items():
            yield places.real(path), checked.seals
