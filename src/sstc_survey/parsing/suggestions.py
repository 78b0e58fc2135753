"""What was most likely meant, and how it is written: kinds of value, keys, types, and any word that is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from sstc_survey.problems.closest import closest

# What a value is expected to be.
TEXT: Final = "text"
TRANSLATABLE: Final = "text or a mapping of languages to texts"
LIST: Final = "a list"
MAPPING: Final = "a mapping"
CHOICES: Final = "a mapping of codes to labels"
BOOLEAN: Final = "true or false"
INTEGER: Final = "a whole number"
NUMBER: Final = "a number"
NET: Final = "a mapping with label and choices"
BANDS: Final = "a list of ranges"
TYPE: Final = "the name of a type"
# How each of them is written.
HOW: Final = {
    TEXT: "write it after the key; quote text that begins with a bracket",
    TRANSLATABLE: "write it after the key; quote text that begins with a bracket",
    LIST: 'write each item on its own line after "- ", or all of them as [one, two]',
    MAPPING: "write each key on its own line: key: value",
    CHOICES: "write each choice on its own line: code: label",
    NET: "write label: TEXT and choices: [code, code] under it",
    BANDS: "write them as [0-17, 18-39, 40+], or each on its own line as range: label",
    BOOLEAN: "write true or false, without quotes",
    INTEGER: "use digits, without quotes",
    NUMBER: "use digits and a point, without quotes",
    TYPE: "write type: and one type, such as text",
}

# What other tools call the keys.
_KEYS: Final = {
    **dict.fromkeys(("readonly", "locked"), "read_only"),
    **dict.fromkeys(("relevance", "condition", "show_if", "visible_if", "display_if"), "relevant"),
    **dict.fromkeys(("validation", "validate"), "constraint"),
    **dict.fromkeys(("calculate", "formula", "expression"), "calculation"),
    **dict.fromkeys(("options", "answers", "list_name"), "choices"),
    **dict.fromkeys(("text", "question"), "label"),
    **dict.fromkeys(("guidance_hint", "help", "description"), "hint"),
    "mandatory": "required",
    "filter": "choice_filter",
    "other": "or_other",
    "count": "repeat_count",
    "minimum": "min",
    "maximum": "max",
}

# What other tools call the types.
_SELECTS: Final = {"select_one": "select_one", "select_multiple": "select_multiple", "rank": "rank"}
_TYPES: Final = {
    **_SELECTS,
    **dict.fromkeys(("select1", "single_choice", "radio", "dropdown", "yes_no", "boolean", "bool"), "select_one"),
    **dict.fromkeys(("select_many", "select", "multiple_choice", "checkbox", "checkboxes"), "select_multiple"),
    "select_all_that_apply": "select_multiple",
    "ranking": "rank",
    **dict.fromkeys(("string", "str", "paragraph"), "text"),
    **dict.fromkeys(("int", "whole_number"), "integer"),
    **dict.fromkeys(("number", "numeric", "float", "double"), "decimal"),
    **dict.fromkeys(("scale", "slider", "likert"), "range"),
    **dict.fromkeys(("datetime", "date_time", "timestamp"), "dateTime"),
    "trigger": "acknowledge",
    **dict.fromkeys(("calculated", "calculation", "formula"), "calculate"),
    **dict.fromkeys(("info", "label"), "note"),
    **dict.fromkeys(("begin_group", "section", "page"), "group"),
    **dict.fromkeys(("begin_repeat", "loop", "roster"), "repeat"),
}
# What to do without the types of XLSForm that are not supported.
_FILE: Final = "use a text question for the file name"
_MAP: Final = "record it with another tool, and note the file in a text question"
_LIST: Final = "put the choices in this file, under choices, and use {type}"
_END: Final = "remove it: indent what belongs to a {type} under its questions:"
_DATA: Final = "put the data in this file, as columns of choices"
_WHO: Final = "use username, or ask in a text question"
_INSTEAD: Final = {
    "geopoint": "use a text for the place, or two decimals for latitude and longitude",
    "start_geopoint": "use a text for the place, or two decimals for latitude and longitude",
    **dict.fromkeys(("geotrace", "geoshape"), _MAP),
    **dict.fromkeys(("image", "photo", "audio", "background_audio", "video", "file", "signature"), _FILE),
    "barcode": "use a text: a scanner types the code",
    "select_one_from_file": _LIST.format(type="select_one"),
    "select_one_external": _LIST.format(type="select_one"),
    "select_multiple_from_file": _LIST.format(type="select_multiple"),
    **dict.fromkeys(("csv_external", "xml_external"), _DATA),
    "end_group": _END.format(type="group"),
    "end_repeat": _END.format(type="repeat"),
    "audit": "remove it: responses record the time of every answer",
    **dict.fromkeys(("deviceid", "subscriberid", "simserial", "phonenumber", "email"), _WHO),
}

# What to do where values are in no order.
_NETS: Final = "use nets to count choices together"
_BANDED: Final = {
    "text": "ask for a number, a date or one of several choices instead",
    "select_one": _NETS,
    "select_multiple": _NETS,
}

_MAX_LISTED: Final = 24
_MAX_WORD: Final = 64
_MAX_QUOTED: Final = 60
_MAX_KNOWN: Final = 2_000


def guess(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like this one, if any is."""
    words = list(known)
    if len(word) > _MAX_WORD or len(words) > _MAX_KNOWN:
        return None
    # XLSForm writes the language of a text behind its key: label::French.
    plain = _folded(word.partition("::")[0])
    if _KEYS.get(plain) in words:
        return _KEYS[plain]
    return next(iter(closest(plain, words, fold=_folded)), None)


def _folded(word: str) -> str:
    """Return a word as it is compared with others."""
    return word.casefold().replace("-", "_").replace(" ", "_")


def listed(known: Iterable[str]) -> str:
    """Write words one after the other; a long list is cut."""
    words = list(known)
    more = f" and {len(words) - _MAX_LISTED} more" if len(words) > _MAX_LISTED else ""
    return ", ".join(words[:_MAX_LISTED]) + more


def quoted(text: str) -> str:
    """Put a text in the quotes that leave it as it is, if one sort does; a long one is cut."""
    quote = "'" if '"' in text or "\\" in text else '"'
    shown = text if len(text) <= _MAX_QUOTED and quote not in text else "..."
    return f"{quote}{shown}{quote}"


def suggested(word: str, known: Iterable[str], *, guessing: bool = True) -> dict[str, object]:
    """Return the details of a problem with a word that is not known; guessing takes time."""
    words = list(known)
    details: dict[str, object] = {"known": listed(words) or "none"}
    if guessing and (meant := guess(word, words)):
        details["suggestion"] = f'"{meant}"'
    return details


def instead_of_type(written: str) -> str | None:
    """Return what to do without a type of XLSForm that is not supported; None for any other."""
    first = written.partition(" ")[0]
    return _INSTEAD.get(_folded(written)) or _INSTEAD.get(first.casefold().replace("-", "_"))


def instead_of_bands(key: str, type_name: str) -> str:
    """Return what to do where a question of some type has bands; empty for any other key."""
    return _BANDED.get(type_name, "remove them") if key == "bands" else ""


def suggested_type(written: str, known: Collection[str], *, guessing: bool) -> dict[str, object]:
    """Return the details of a problem with a type that does not exist."""
    details = suggested(written, known, guessing=guessing)
    meant = _TYPES.get(_folded(written))
    first, _, rest = written.partition(" ")
    if meant in known:
        details["suggestion"] = f'"{meant}"'
    elif first in _SELECTS and first in known and rest:
        details["suggestion"] = f'"{first}", and choices: {rest.strip()} on its own line'
    return details
