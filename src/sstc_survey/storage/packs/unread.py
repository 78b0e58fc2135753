"""The answers of responses in a pack that were checked before: they are read when they are asked for.

A file in a pack is a text of JSON in a line of JSON. So before each quotation mark there is a backslash, a line break
is an n after one, and a backslash within an answer is four. The answers are indented by 4, and what is in one by more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from sstc_survey.questionnaire import Stored
from sstc_survey.response import UnreadAnswers
from sstc_survey.storage.encoding import check_memory

_ANSWERS: Final = b',\\n  \\"answers\\": {'
_FIRST: Final = b'\\n    \\"'
_BETWEEN: Final = b',\\n    \\"'
_AFTER_NAME: Final = b'\\": '
_BREAK: Final = b"\\n  "
_MISSING: Final = b'},\\n  \\"missing\\": {'
_EVENTS: Final = b',\\n  \\"events\\": ['
# What ends a line without its events.
_END: Final = b'\\n}"}'

# The same in the file itself.
_KEYS: Final = (',\n  "answers": {', '},\n  "missing": {', ',\n  "events": [')
_LAST: Final = "\n  }"
_ODD_NAME: Final = re.compile(r'\n    "[^"\\]*\\')

_TEXT: Final = msgspec.json.Decoder(str)
_PIECES: Final = msgspec.json.Decoder(list[dict[str, Stored]])


class PackedAnswers(UnreadAnswers):
    """The answers of one response, from the quotation mark before the first name to the line break before the end."""

    __slots__ = ("_read",)

    def __init__(self, written: bytes) -> None:
        super().__init__(written)
        self._read: dict[str, Stored] | None = None

    def may_have(self, names: Iterable[str]) -> bool:
        """Return False if there are no answers to questions of these names; what it tells takes no reading."""
        return any(name.encode() + _AFTER_NAME in self.written for name in names)

    @staticmethod
    def pieces(written: Iterable[bytes]) -> list[bytes]:
        """Return each answer of several responses, with its name."""
        return _BETWEEN.join(written).split(_BETWEEN)

    @staticmethod
    def read(pieces: Iterable[bytes]) -> list[dict[str, Stored]]:
        """Return what pieces say, each by itself; all answers of a response are a piece too."""
        line = b'"[{\\"' + b'},{\\"'.join(pieces) + b'}]"'
        check_memory(len(line))
        return _PIECES.decode(_TEXT.decode(line))

    def __getitem__(self, name: str) -> Stored:
        if self._read is None:
            # Most are asked for one answer alone.
            start = name.encode() + _AFTER_NAME
            for piece in self.written.split(_BETWEEN):
                if piece.startswith(start):
                    return self.read([piece])[0][name]
            raise KeyError(name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def _all(self) -> dict[str, Stored]:
        if self._read is None:
            self._read = self.read([self.written])[0]
        return self._read


class Cutter:
    """Cuts the answers out of the lines of a block, and the history off.

    Both are about where they were in the line before, and so are found in a fraction of the time.
    """

    def __init__(self) -> None:
        self._answers = self._missing = 0

    def cut(self, block: bytes, start: int, end: int) -> tuple[bytes, PackedAnswers | None] | None:
        """Return the line from a place to another one without its answers, and these; None where they are not found.

        The lines have to be as `is_cuttable` says. A line without answers keeps its empty ones.
        """
        first = _find(block, _ANSWERS, start, end, self._answers)
        last = _find(block, _MISSING, first, end, self._missing) if first > 0 else -1
        events = block.find(_EVENTS, last, end) if last > 0 else -1
        if events < 0:
            return None
        self._answers, self._missing = first - start, last - first
        first += len(_ANSWERS)
        answers = None if first == last else PackedAnswers(block[first + len(_FIRST) : last - len(_BREAK)])
        return block[start:first] + block[last:events] + _END, answers


def _find(block: bytes, what: bytes, start: int, end: int, near: int) -> int:
    """Return where something is that is there once at most; it is looked for `near` where it was before."""
    found = block.find(what, start + near * 3 // 4, end)
    return found if found >= 0 else block.find(what, start, end)


def is_cuttable(text: str) -> bool:
    """Tell whether a cutter finds nothing in the line of a file, or what it should.

    Up to the events it has to be written as by this program: indented so, and no name with escapes.
    """
    answers, missing, events = _KEYS
    # Nothing is cut behind the last place of this kind.
    end = text.rfind(events)
    first = text.find(answers, 0, end)
    if end < 0 or first < 0 or text.find(missing, first, end) < 0:
        return True
    first += len(answers)
    # What is in an answer is indented by more.
    last = first if text.startswith("}", first) else text.find(_LAST, first) + len(_LAST) - 1
    if not text.startswith(missing, last):
        return False
    if text.find("\\", first, last) >= 0 and _ODD_NAME.search(text, first, last):
        return False
    head = text[:end].encode() + b"\n}"
    try:
        return msgspec.json.format(head, indent=2) == head
    except msgspec.DecodeError:
        # That place was within the events.
        return False
