"""What a tired hand writes that YAML reads as something else: blanks and colons that only look right, a lost dash.

Such a fault brings others with it, often far from where it is. So the text is read once more as it was meant, and only
what is still wrong then is reported beside the fault itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from sstc_survey.parsing.source import Source
from sstc_survey.problems import Place, Problem, codes

_INVISIBLE: Final = "\u00ad\u200b-\u200f\u2060"
_WIDE: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANK: Final = f"[ {_WIDE}{_INVISIBLE}]"
_COLONS: Final = "\uff1a\ufe55\ufe13\ufe30\u2236\ua789"
_DASHES: Final = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_KEY: Final = r"[A-Za-z0-9_][A-Za-z0-9_.-]*|\"[^\"]*\"|'[^']*'"
# The beginning of a line: its blanks, the dashes of lists, and a key with its colon.
_HEAD: Final = rf"""
    (?P<indent>{_BLANK}*) (?P<dashes>(?:[-{_DASHES}]{_BLANK}+)*)
    (?: (?P<key>{_KEY}) (?P<before>{_BLANK}*) (?P<colon>[:{_COLONS}]) (?P<after>{_BLANK}*) (?P<rest>.*)
      | (?P<item>[^#\s].*)
    )$
"""
_PARTS: Final = ("indent", "dashes", "before", "colon", "after")
_BLOCK_TEXT: Final = r"[|>][-+0-9]*\s*(?:#.*)?"
_BRACES: Final = r"\{\s*(?P<name>[^\W\d][\w.-]*)\s*\}"
# Beginnings of lines for which a text without errors is searched too: they may have become a text without a key.
_SUSPICIOUS: Final = rf"(?m)^[ -]*[A-Za-z0-9_-]+{_BLANK}*[{_COLONS}]"
# Values that may be mappings on one line.
_MAPPINGS: Final = frozenset(("choices", "attribution", "hides", "questions"))
_QUESTIONS: Final = "questions"
_NAME: Final = "name"
# The keys that a question may begin with.
_FIRST: Final = frozenset((_NAME, "type", "label"))
_DASH: Final = "- "


class Repair(NamedTuple):
    """A part of a line that is to read otherwise: columns from 0; the problem is None for what only moves with it."""

    line: int
    start: int
    end: int
    text: str
    problem: Problem | None


class RepairedSource(Source):
    """A text as it was meant; its places are those of the text as it was written."""

    def __init__(self, written: Source, repairs: Iterable[Repair]) -> None:
        self._written = written
        self._repairs: dict[int, list[Repair]] = {}
        lines = list(written.lines)
        for repair in sorted(repairs, key=lambda each: (each.line, each.start)):
            self._repairs.setdefault(repair.line, []).append(repair)
        for number, of_line in self._repairs.items():
            text = lines[number - 1]
            for repair in reversed(of_line):
                text = text[: repair.start] + repair.text + text[repair.end :]
            lines[number - 1] = text
        super().__init__(written.file, "\n".join(lines))

    def place(self, line: int, column: int, length: int = 1) -> Place:
        """Return a place in the text as it was written."""
        at = column - 1
        for repair in self._repairs.get(line, ()):
            if at >= repair.start + len(repair.text):
                at -= len(repair.text) - (repair.end - repair.start)
            elif at > repair.start:
                at = repair.start
        return self._written.place(line, at + 1, length)


def is_suspicious(source: Source) -> bool:
    """Tell whether a text without errors may have a key that YAML takes for a text."""
    return re.search(_SUSPICIOUS, source.text) is not None


def find_repairs(source: Source) -> list[Repair]:
    """Return what most likely reads otherwise than it was meant, in the order of the lines."""
    heads = list(_heads(source))
    found = [repair for head in heads for repair in (*_lookalikes(source, head), *_braces(source, head))]
    for index, head in enumerate(heads):
        if head.key == _QUESTIONS and not head.rest:
            found += _dashes(source, heads, index)
    return found


class _Head(NamedTuple):
    """The beginning of a line: columns from 0, that of the first dash is None where there is none."""

    line: int
    match: re.Match[str]
    dash: int | None
    column: int
    key: str
    rest: str

    @property
    def first(self) -> int:
        return self.column if self.dash is None else self.dash


def _heads(source: Source) -> Iterator[_Head]:
    """Yield the lines that have a key or an item of a list, and not those within texts."""
    pattern = re.compile(_HEAD, re.VERBOSE)
    inside, in_block = -1, False  # lines that are indented further than `inside` belong to a text
    quote = ""
    for number, line in enumerate(source.lines, start=1):
        if quote:
            quote = "" if quote in line else quote
            continue
        match = pattern.match(line)
        if match is None:
            continue
        is_key = match["colon"] == ":" and (match["after"] or not match["rest"])
        # Nothing but a block of text goes on over a key.
        if len(line) - len(line.lstrip(" ")) > inside >= 0 and (in_block or not is_key):
            continue
        if in_block and match.end("indent") > inside:
            # A line of the text, as far as the eye can see.
            yield _Head(number, match, None, match.end("indent"), "", "")
            continue
        dashes = match["dashes"]
        column = match.start("key") if match["key"] else match.start("item")
        key, rest = (match["key"] or "").strip("'\""), (match["rest"] or match["item"] or "").strip()
        if match["colon"] == ":" and not is_key:
            key = ""
        head = _Head(number, match, match.end("indent") if dashes else None, column, key, rest.partition(" #")[0])
        if rest.startswith("#"):
            head = head._replace(rest="")
        inside = column if key and head.rest else -1
        in_block = re.fullmatch(_BLOCK_TEXT, rest) is not None
        if in_block:
            inside = column if key else head.first
        elif rest[:1] in ("'", '"') and rest.count(rest[0]) == 1:
            quote = rest[0]
        if key or "-" in dashes:
            yield head


def _lookalikes(source: Source, head: _Head) -> Iterator[Repair]:
    """Yield each run of characters that only look like what should stand there."""
    if source.line(head.line).isascii():
        return
    for part in _PARTS if head.key else ("indent", "dashes"):
        start = head.match.start(part)
        for run in re.finditer(r"([^\x00-\x7f])\1*", head.match[part] or ""):
            yield _lookalike(source, head, part, start + run.start(), run[0])


def _lookalike(source: Source, head: _Head, part: str, start: int, written: str) -> Repair:
    character = written[0]
    details = {
        "name": unicodedata.name(character, "character").lower(),
        "code": f"U+{ord(character):04X}",
        "how": "use ordinary spaces",
    }
    text = " " * len(written)
    if re.fullmatch(f"[{_INVISIBLE}]", character):
        text, details["how"] = "", "remove it"
    elif part == "colon":
        text, details["how"] = ":", 'use ":" and a space'
        if head.rest and not head.match["after"]:
            text = ": "
    elif part == "dashes" and re.fullmatch(f"[{_DASHES}]", character):
        text, details["how"] = "-", 'use "-" and a space'
    place = source.place(head.line, start + 1, len(written))
    return Repair(head.line, start, start + len(written), text, Problem(codes.YAML_LOOKALIKE, details, place))


def _braces(source: Source, head: _Head) -> Iterator[Repair]:
    """Yield a reference without its $ that begins a value, where YAML takes braces for a mapping."""
    match = re.match(_BRACES, head.rest)
    if match is None or not head.key or head.key in _MAPPINGS:
        return
    start = source.line(head.line).index("{", head.column)
    instead = f"${{{match['name']}}}"
    place = source.place(head.line, start + 1, match.end())
    problem = Problem(codes.YAML_BRACES, {"written": match[0], "instead": instead}, place)
    yield Repair(head.line, start, start + match.end(), instead, problem)


def _dashes(source: Source, heads: Sequence[_Head], index: int) -> Iterator[Repair]:
    """Yield the dashes that are missing in a list of questions, and what moves with them."""
    around, body = heads[index].column, heads[index + 1 :]
    if not body:
        return
    first = body[0]
    if first.dash is None:
        if first.column > around and first.key in _FIRST:
            yield from _insert_first(source, body)
        return
    if first.dash < around:
        return
    seen: set[str] = set()
    column, moved = first.column, 0
    for number, head in enumerate(body):
        if head.line < moved:
            continue
        if head.dash == first.dash:
            seen, column = {head.key}, head.column
        elif head.first < first.dash or (head.first == first.dash and head.key not in _FIRST):
            return
        elif head.first == first.dash:
            inserted = list(_insert(source, body, number))
            yield from inserted
            moved = inserted[-1].line + 1
            seen, column = {head.key}, head.column + len(_DASH)
        elif head.dash is None and head.column == column:
            if head.key in seen and _names_again(body[number:], column):
                yield Repair(head.line, first.dash, first.dash + 2, _DASH, _missing_dash(source, head))
                seen = set()
            seen.add(head.key)


def _insert_first(source: Source, body: Sequence[_Head]) -> Iterator[Repair]:
    """Yield the dash of the first question of a list: in the column of the others, if there are any."""
    first = body[0]
    for head in body[1:]:
        if head.first <= first.column - len(_DASH):
            if head.dash is not None and head.dash == first.column - len(_DASH):
                yield Repair(first.line, head.dash, first.column, _DASH, _missing_dash(source, first))
                return
            break
    yield from _insert(source, body, 0)


def _names_again(heads: Sequence[_Head], column: int) -> bool:
    """Tell whether a name comes among the keys that are left of a mapping."""
    for head in heads:
        if head.first < column:
            return False
        if head.column == column and head.key == _NAME:
            return True
    return False


def _insert(source: Source, heads: Sequence[_Head], number: int) -> Iterator[Repair]:
    """Yield a dash before a key, and move what belongs to it as far to the right."""
    head = heads[number]
    seen: set[str] = set()
    end = len(source.lines) + 1
    for other in heads[number:]:
        is_beside = other.first == head.column
        if other.first < head.column or (is_beside and (other.dash is not None or other.key in seen)):
            end = other.line
            break
        if is_beside:
            seen.add(other.key)
    yield Repair(head.line, head.column, head.column, _DASH, _missing_dash(source, head))
    if head.rest and number + 1 < len(heads) and heads[number + 1].first > head.column:
        return  # the other keys stand where they belong
    for line in range(head.line + 1, end):
        if source.line(line).strip():
            yield Repair(line, 0, 0, " " * len(_DASH), None)


def _missing_dash(source: Source, head: _Head) -> Problem:
    key = head.match["key"]
    return Problem(codes.YAML_NO_DASH, {"key": head.key}, source.place(head.line, head.column + 1, len(key)))
