"""The answers of responses in a pack that were checked before: they are read when they are asked for.

A file in a pack is a text of JSON in a line of JSON. So before each quotation mark there is a backslash, a line break
is an n after one, and a backslash within an answer is four. The answers are indented by 4, and what is in one by more.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator
from typing import Final

import msgspec

from sstc_survey.questionnaire import Stored
from sstc_survey.response import UnreadAnswers
from sstc_survey.storage.encoding import check_memory

# Within a path there is a backslash before each quotation mark.
_TEXT_KEY: Final = b',"text":"'
_ANSWERS: Final = b',\\n  \\"answers\\": {'
_FIRST: Final = b'\\n    \\"'
_BETWEEN: Final = b',\\n    \\"'
_BREAK: Final = b"\\n  "
_MISSING: Final = b'},\\n  \\"missing\\": {'
_EVENTS: Final = b',\\n  \\"events\\": ['
# What ends a line without its events.
_END: Final = b'\\n}"}'

# The same in the file itself.
_KEYS: Final = (',\n  "answers": {', '},\n  "missing": {', ',\n  "events": [')
_LAST: Final = "\n  }"

_TEXT: Final = msgspec.json.Decoder(str)
_PIECES: Final = msgspec.json.Decoder(list[dict[str, Stored]])


class PackedAnswers(UnreadAnswers):
    """The answers of one response, from the quotation mark before the first name to the line break before the end."""

    __slots__ = ("_answers",)

    def __init__(self, written: bytes) -> None:
        super().__init__(written)
        self._answers: dict[str, Stored] | None = None

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
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def items(self) -> ItemsView[str, Stored]:
        """Return the names with the answers."""
        return self._all.items()

    @property
    def _all(self) -> dict[str, Stored]:
        if self._answers is None:
            self._answers = self.read([self.written])[0]
        return self._answers


class Cutter:
    """Cuts the history off the lines of a block, and the answers out of them.

    Both are about where they were in the line before, and so are found in a fraction of the time. Each has its place
    once at most: no key stands twice in a response that was checked, and in a path, which comes before the text, it
    is not looked for.
    """

    def __init__(self) -> None:
        self._answers = self._missing = self._events = 0

    def without_history(self, block: bytes, start: int, end: int) -> bytes | None:
        """Return the line from a place to another one without its history; None where that is not found."""
        text = block.find(_TEXT_KEY, start, end)
        events = _find(block, _EVENTS, text, end, self._events) if text > 0 else -1
        if events < 0:
            return None
        self._events = events - text
        return block[start:events] + _END

    def cut(self, block: bytes, start: int, end: int) -> tuple[bytes, PackedAnswers | None] | None:
        """Return the line without its history and its answers, and these; None where they are not found.

        The lines have to be as `is_cuttable` says. A line without answers keeps its empty ones.
        """
        text = block.find(_TEXT_KEY, start, end)
        first = _find(block, _ANSWERS, text, end, self._answers) if text > 0 else -1
        last = _find(block, _MISSING, first, end, self._missing) if first > 0 else -1
        events = block.find(_EVENTS, last, end) if last > 0 else -1
        if events < 0:
            return None
        self._answers, self._missing = first - text, last - first
        first += len(_ANSWERS)
        answers = None if first == last else PackedAnswers(block[first + len(_FIRST) : last - len(_BREAK)])
        return block[start:first] + block[last:events] + _END, answers


def _find(block: bytes, what: bytes, start: int, end: int, near: int) -> int:
    """Return where something is that is there once at most; it is looked for `near` where it was before."""
    found = block.find(what, start + near * 3 // 4, end)
    return found if found >= 0 else block.find(what, start, end)


def is_cuttable(text: str) -> bool:
    """Tell whether a cutter finds nothing in the line of a file, or what it should.

    Up to the events it has to be indented as this program does it.
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
    head = text[:end].encode() + b"\n}"
    try:
        return msgspec.json.format(head, indent=2) == head
    except (msgspec.DecodeError, RecursionError):
        # That place was within the events.
        return False
