"""Where a line may break in a text of any script, whatever counts the columns of its characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

# Counts the columns of a text.
Cells = Callable[[str], int]

_JOINERS: Final = "\u200c\u200d"
_BREAKING_SPACES: Final = " \u200b"
_WIDE: Final = 2
_VIRAMA: Final = 9
# Signs of that class that stack nothing: Thai, Lao, Burmese and Tamil ones are seen above or below their letter.
_VISIBLE_VIRAMAS: Final = "\u0e3a\u0eba\u103a\u0bcd"
# Thai and Lao vowels that are written before the consonant they belong to, and those that end one.
_LEADING_VOWELS: Final = "เแโใไເແໂໃໄ"
_AM: Final = "ำຳ"
# What may not begin a line: closing brackets and quotes, commas, full stops and similar.
_CLOSING: Final = ("Pe", "Pf", "Po")
# What may not end one: opening brackets and quotes.
_OPENING: Final = ("Ps", "Pi")
# What may not begin a line in Thai, Lao, Khmer, Burmese and Chinese, whatever is before it: vowels that follow their
# consonant, the signs of repetition and abbreviation, and full stops.
_NEVER_FIRST: Final = "ะาำๆฯฺະາຳໆຯៗ។៕៖៘၊။々"
# The Burmese sign of a consonant that ends a syllable.
_ASAT: Final = "\u103a"
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)
# A word as a shell reads it, parts of which may be quoted.
_WORD: Final = r"""(?:'[^']*'|"[^"]*"|[^\s'"])+"""
# A program, also one that is called by its path, with its arguments: to the end of the text, or to what ends a part of
# the sentence.
_PROGRAM: Final = r"(?:'[^']*/sstc-survey'|(?:[^\s':\uff1a]*/)?\bsstc-survey(?= [A-Za-z-])|\bpip install\b)"
_COMMAND: Final = rf"{_PROGRAM}(?: {_WORD}(?<![;,]))*(?: {_WORD})?"
_OPTION: Final = rf"(?<![\w-])--[a-z][a-z-]*[ =]{_WORD}"
_QUOTED: Final = r"(?<![^\s(:\uff1a])(?:[a-z]+ )?'[^']*'(?!\w)|`[^`]+`"
_COPIED: Final = re.compile(f"{_COMMAND}|{_OPTION}|{_QUOTED}")


def lines(
    paragraph: str, width: int, cells: Cells, *, whole_words: bool = False, whole_commands: bool = False
) -> list[str]:
    """Return the lines of a paragraph, without the spaces between them."""
    starts = line_starts(paragraph, width, cells, whole_words=whole_words, whole_commands=whole_commands)
    parts = (paragraph[start:end] for start, end in pairwise((*starts, len(paragraph))))
    return [part.rstrip(_BREAKING_SPACES) for part in parts]


def line_starts(
    paragraph: str, width: int, cells: Cells, *, whole_words: bool = False, whole_commands: bool = False
) -> list[int]:
    """Return where each line of a paragraph begins; spaces at the end of a line may go beyond the width.

    With `whole_words` so may a word that fits on no line, as whoever copies a path needs it in one piece; with
    `whole_commands` a command and what is quoted.
    """
    copied = [match.span() for match in _COPIED.finditer(paragraph)] if whole_commands else []

    def taken(text: str) -> int:
        return cells(text.rstrip(_BREAKING_SPACES))

    starts, column, place = [0], 0, 0
    for segment in _joined_segments(paragraph, cells, copied):
        if column and column + taken(segment) > width:
            starts.append(place)
            column = 0
        end = place + len(segment)
        is_whole = whole_words or any(place < last and first < end for first, last in copied)
        for part in [segment] if is_whole or taken(segment) <= width else _parts(segment, width, cells):
            if column and column + taken(part) > width:
                starts.append(place)
                column = 0
            column += cells(part)
            place += len(part)
    return starts


def _parts(segment: str, width: int, cells: Cells) -> Iterator[str]:
    """Yield the parts of a long word between which a line breaks where nothing else fits.

    In Thai and Lao, which do not part words, one may begin with a vowel that is written first.
    """
    part = ""
    for cluster in clusters(segment):
        if part and cluster[0] in _LEADING_VOWELS:
            yield from [part] if cells(part) <= width else _letters(part, width, cells)
            part = ""
        part += cluster
    yield from [part] if cells(part) <= width else _letters(part, width, cells)


def _letters(word: str, width: int, cells: Cells) -> Iterator[str]:
    """Yield the letters of a word that fits on no line, those that may not be parted together."""
    part = ""
    for cluster in clusters(word):
        if part and not (_sticks(part, cluster) and cells(part + cluster) <= width):
            yield part
            part = ""
        part += cluster
    if part:
        yield part


def _joined_segments(paragraph: str, cells: Cells, copied: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield the parts between which a line may break outside of some places."""
    joined, place = "", 0
    for segment in _segments(paragraph, cells):
        if joined and not any(first < place < last for first, last in copied):
            yield joined
            joined = ""
        joined += segment
        place += len(segment)
    if joined:
        yield joined


def _segments(paragraph: str, cells: Cells) -> Iterator[str]:
    """Yield the parts between which a line may break, each with the spaces that follow it."""
    segment = ""
    for cluster in clusters(paragraph):
        if segment and cluster not in _BREAKING_SPACES and _may_break(segment, cluster, cells):
            yield segment
            segment = ""
        segment += cluster
    if segment:
        yield segment


def _may_break(before: str, after: str, cells: Cells) -> bool:
    """Tell whether a line may break between two texts, the second of them one cluster."""
    if _sticks(before, after):
        return False
    last = before[-1]
    return last in _BREAKING_SPACES or (
        unicodedata.category(after[0]) not in _CLOSING and _WIDE in (cells(last), cells(after[0]))
    )


def _sticks(before: str, cluster: str) -> bool:
    """Tell whether a line that ended in a text, or began with this cluster, would break a rule of its script."""
    ends_syllable = cluster[0].isalpha() and _ASAT in cluster[1:]
    return ends_syllable or cluster[0] in _NEVER_FIRST or unicodedata.category(before[-1]) in _OPENING


def clusters(text: str) -> Iterator[str]:
    """Yield what is not torn apart at the end of a line: a letter with its marks and a vowel before it."""
    return _joined(text, _belongs_to)


def graphemes(text: str) -> Iterator[str]:
    """Yield what a cursor goes over at once: a letter with its marks, and consonants that stack."""
    return _joined(text, _is_mark_of)


def _joined(text: str, belongs: Callable[[str, str], bool]) -> Iterator[str]:
    cluster = ""
    for char in text:
        if cluster and not belongs(cluster, char):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _belongs_to(cluster: str, char: str) -> bool:
    """Tell whether a character is not to be torn from what is before it."""
    return cluster[-1] in _LEADING_VOWELS or _is_mark_of(cluster, char)


def _is_mark_of(cluster: str, char: str) -> bool:
    """Tell whether a character is one with what is before it, as a reader takes it."""
    before = cluster[-1]
    if before.isascii() and char.isascii():
        return False
    is_virama = unicodedata.combining(before) == _VIRAMA and before not in _VISIBLE_VIRAMAS
    stacked = is_virama or before == _JOINERS[1]
    is_flag = len(cluster) == 1 and ord(before) in _FLAG_LETTERS and ord(char) in _FLAG_LETTERS
    is_sign = char in _JOINERS or char in _AM or ord(char) in _SKIN_TONES
    return stacked or is_flag or is_sign or unicodedata.category(char).startswith("M")
