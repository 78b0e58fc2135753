"""What authors write who know another language, and what to write here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from sstc_survey.problems.closest import closest

_OPERATORS: Final = {
    "===": "=",
    "!==": "!=",
    "<>": "!=",
    "=!": "!=",
    "=>": ">=",
    "=<": "<=",
    "&&": "and",
    "&": "and, or concat(a, b) to join texts",
    "||": "or",
    "|": "or",
    "!": "not( )",
    "%": "mod",
    "^": "pow(a, b)",
    "**": "pow(a, b)",
    "?": "if(condition, then, otherwise)",
    ";": ",",
    ":": "if(condition, then, otherwise)",
}
_WORDS: Final = {
    "AND": "and",
    "OR": "or",
    "DIV": "div",
    "MOD": "mod",
    "is": "=",
    "eq": "=",
    "equals": "=",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "in": "selected(list, code)",
}
_CONSTANTS: Final = {
    "true": "true()",
    "false": "false()",
    "today": "today()",
    "now": "now()",
    "pi": "pi()",
    "random": "random()",
    "null": "''",
    "undefined": "''",
    "none": "''",
    "nan": "''",
    "blank": "''",
    "empty": "''",
    "self": ". for this answer",
    "this": ". for this answer",
}
_FUNCTIONS: Final = {
    "length": "string-length(text)",
    "iif": "if(condition, then, otherwise)",
    "ifelse": "if(condition, then, otherwise)",
    "is-blank": "${name} = ''",
    "isblank": "${name} = ''",
    "isnull": "${name} = ''",
    "is-null": "${name} = ''",
    "isempty": "${name} = ''",
    "is-empty": "${name} = ''",
    "str": "string(value)",
    "float": "number(value)",
    "integer": "int(number)",
    "trunc": "int(number)",
    "ceil": "ceiling(number)",
    "matches": "regex(text, pattern)",
    "match": "regex(text, pattern)",
    "includes": "selected(list, code)",
    "trim": "normalize-space(text)",
    "replace": "translate(text, from, to)",
    "mean": "sum(${name}) div count(${name})",
    "avg": "sum(${name}) div count(${name})",
    "average": "sum(${name}) div count(${name})",
    "index": "position(..)",
    "date-diff": "date(a) - date(b)",
    "datediff": "date(a) - date(b)",
    "and": "a and b",
    "or": "a or b",
    **dict.fromkeys(("exists", "defined", "isset", "is-set", "answered", "is-answered"), "${name} != ''"),
    **dict.fromkeys(("len", "strlen"), "string-length(text)"),
    **dict.fromkeys(("concatenate", "textjoin"), "concat(text, ...)"),
    **dict.fromkeys(("mid", "slice", "left"), "substr(text, start, end)"),
    **dict.fromkeys(("nvl", "ifnull"), "coalesce(first, second)"),
    "year": "format-date(date, '%Y')",
    "month": "format-date(date, '%m')",
    "day": "format-date(date, '%d')",
    "power": "pow(base, exponent)",
    "find": "contains(text, part)",
    "instr": "contains(text, part)",
    "counta": "count-non-empty(${name})",
}
_UNSUPPORTED: Final = {
    "pulldata": "use a choice list with extra columns",
    "instance": "use a choice list with extra columns",
    "search": "use a choice list with extra columns",
    "randomize": "use randomize on the question",
    "current": "write ${name}",
}
# Functions of ODK, Kobo, SurveyCTO and XPath that this tool knows by name only.
_NO_ADVICE: Final = frozenset(
    (
        *("area", "distance", "geofence", "intersects", "jr:itext", "itext", "version", "property"),
        *("date-time", "local-name", "name", "namespace-uri", "lang", "id", "last", "extract-signed"),
        *("sum-if", "count-if", "min-if", "max-if", "join-if", "rank-index", "rank-index-if", "rank-value"),
        *("item-at", "item-index", "item-present", "choice-label", "de-duplicate", "duration", "hash"),
        *("format-number", "short-geopoint", "linebreak", "device-info", "phone-call-log"),
    )
)
_SIGNS: Final = {
    "\u2212": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u00d7": "*",
    "\u00f7": "div",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2260": "!=",
}


def foreign_operator(written: str) -> dict[str, str]:
    """Return the operator to write instead, where there is one."""
    suggestion = _OPERATORS.get(written)
    return {"instead": suggestion} if suggestion else {}


def word_operator(written: str) -> str | None:
    """Return the operator that a word between two values means."""
    return _WORDS.get(written) or _WORDS.get(written.lower()) or _WORDS.get(written.upper())


def bare_name(written: str) -> str:
    """Return what to write for a name without braces."""
    return _CONSTANTS.get(written.lower()) or f"${{{written}}} for an answer, '{written}' for a text"


def unsupported_function(name: str) -> dict[str, str] | None:
    """Return the advice for a function of the field that is not supported; None for any other name."""
    if name in _UNSUPPORTED:
        return {"instead": _UNSUPPORTED[name]}
    return {} if name in _NO_ADVICE else None


def unknown_function(name: str, known: Iterable[str]) -> dict[str, str]:
    """Return the function that an unknown name may have meant."""
    lowered = name.lower().replace("_", "-")
    if lowered in _FUNCTIONS:
        return {"instead": _FUNCTIONS[lowered]}
    near = nearest(lowered, known)
    return {"instead": f"{near}()"} if near else {}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that a mistyped one was most likely meant to be."""
    names = list(known)
    same = [each for each in names if each.casefold() == name.casefold()]
    return next(iter(same or closest(name, names, cutoff=0.7)), None)


def ordinary_character(character: str) -> dict[str, str]:
    """Name a character, and give the plain one that was probably meant."""
    details = {"name": unicodedata.name(character, f"U+{ord(character):04X}").lower()}
    plain = _SIGNS.get(character) or unicodedata.normalize("NFKC", character)
    if plain == " ":
        plain = "an ordinary space"
    return {**details, "instead": plain} if plain != character and plain.isprintable() else details
