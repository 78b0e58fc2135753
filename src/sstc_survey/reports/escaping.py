"""How a text goes into each format: one function a format, after which nothing in the text is markup or steers.

What comes from a questionnaire, an answer or a file name reaches a report only through one of these, or through
`CleanConsole`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from sstc_survey.display import clean

# What json leaves as it is though it can steer a terminal, or cannot be encoded; an escape says the same in a string.
_STEERING: Final = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"

# The last four are the wide twins of the first, which spreadsheets in East Asia take for them.
_FORMULA: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20"
# Where a cell may begin, whatever a spreadsheet splits at, and what it may pass over there: spaces, also those without
# width, and quotes, which in the file stand in front of what they quote.
_CELL_BEGINS: Final = "(?:^|[,;|\t\r\n])"
_PASSED_OVER: Final = '[\\s"\u200b-\u200d\u2060]*'
_NUMBER: Final = "[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


def json_text(document: object) -> str:
    """Return a document as indented JSON that ends with a line break."""
    import json

    import msgspec

    # Indenting is slow in json. Half characters, as names of files may have them, pass through until they are escaped.
    line = json.dumps(document, ensure_ascii=False).encode(errors="surrogatepass")
    return _without_steering(msgspec.json.format(line, indent=2).decode(errors="surrogatepass")) + "\n"


def json_line(document: object) -> str:
    """Return a document as JSON on one line, without a line break."""
    import json

    return _without_steering(json.dumps(document, ensure_ascii=False))


def _without_steering(text: str) -> str:
    return re.sub(_STEERING, lambda match: f"\\u{ord(match[0]):04x}", text)


def csv_text(text: str, *, raw: bool = False) -> str:
    """Return text for a cell, with an apostrophe before whatever a spreadsheet could take for a formula.

    That is also what follows a separator inside the text, whichever separator the file has: a spreadsheet may split it
    at another one. A number is no formula. With `raw`, no apostrophe comes in.
    """
    safe = clean(text, keep_newlines=True)
    if raw or re.fullmatch(_NUMBER, safe):
        return safe
    defused = re.sub(f"({_CELL_BEGINS}{_PASSED_OVER})(?=[{_FORMULA}])", r"\1'", safe)
    # A cell that begins with a line break is taken for a formula by some.
    return f"'{defused}" if defused.startswith("\n") else defused


def csv_plain(cell: str) -> str:
    """Return the text of a cell that `csv_text` has written, without its apostrophes."""
    return re.sub(f"({_CELL_BEGINS}{_PASSED_OVER})'(?=[{_FORMULA}])", r"\1", cell)


def sheet_text(text: str) -> str:
    """Return text for a cell of a workbook whose type is text: there it is no formula, whatever it begins with."""
    return clean(text, keep_newlines=True)


def spss_text(text: str) -> str:
    """Return text as a quoted string of the commands of SPSS, on one line."""
    return "'" + clean(" ".join(text.split())).replace("'", "''") + "'"


def html_text(text: str) -> str:
    """Return text for an element or an attribute of HTML."""
    from html import escape

    return escape(clean(text, keep_newlines=True))


def docx_text(text: str) -> str:
    """Return text for a run of DOCX, which has line breaks of its own; nothing in it can be a field or a link."""
    return clean(text, keep_newlines=True)


def mermaid_text(text: str) -> str:
    """Return text as a quoted label of Mermaid, on one line."""
    # What Mermaid takes for more than text, inside quotes too: its directives, formulas and Markdown among them.
    entities = {ord(sign): f"#{ord(sign)};" for sign in '"#<>&;`\\%$'}
    return f'"{clean(" ".join(text.split())).translate(entities)}"'


@cache
def _markdown_rules() -> tuple[dict[int, str], re.Pattern[str], re.Pattern[str]]:
    entities = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br>"}
    signs = str.maketrans({**entities, **{sign: f"\\{sign}" for sign in "\\`*_[]|~$"}})
    # What begins a heading, a list or a rule at the start of a line.
    opening = re.compile(r"^(\d+(?=[.)])|(?=[#+=-]))")
    # What GitHub's Markdown makes a link or a mention of without being asked.
    link = re.compile(r"(?i)(www|https?|ftp)(?=[.:])|@(?=\w)")
    return signs, opening, link


def markdown_text(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    if text.isascii() and text.replace(" ", "").isalnum():
        return text.strip()
    signs, opening, link = _markdown_rules()
    # What is cleaned away may stand before spaces, which would leave them to begin the line.
    line = clean(text, keep_newlines=True).strip().translate(signs)
    return opening.sub(r"\1\\", link.sub(r"\g<0>&#8203;", line))
