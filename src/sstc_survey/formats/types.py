"""Types of questions that are not types here: what other programs call them, and what to do without those."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import yaml

from sstc_survey.formats.reading import Reader
from sstc_survey.formats.suggestions import suggested

_FILE: Final = "note the name of the file in a text"
_MAP: Final = "measure it with another tool, and note in a text where that keeps it"
_LIST: Final = "write the choices into this file, under choices, and take {type}"
_END: Final = "take it out: what belongs to a {type} stands indented under its questions:"
_DATA: Final = "write the data into this file, as columns of choices"
_WHO: Final = "take username, or ask for it in a text"
_INSTEAD: Final = {
    "geopoint": "ask for the place in a text, or for latitude and longitude in two decimals",
    "start_geopoint": "ask for the place in a text, or for latitude and longitude in two decimals",
    **dict.fromkeys(("geotrace", "geoshape"), _MAP),
    **dict.fromkeys(("image", "photo", "audio", "background_audio", "video", "file", "signature"), _FILE),
    "barcode": "take a text: a scanner types what it reads",
    "select_one_from_file": _LIST.format(type="select_one"),
    "select_one_external": _LIST.format(type="select_one"),
    "select_multiple_from_file": _LIST.format(type="select_multiple"),
    **dict.fromkeys(("csv_external", "xml_external"), _DATA),
    "end_group": _END.format(type="group"),
    "end_repeat": _END.format(type="repeat"),
    "audit": "take it out: each response keeps when every answer was given",
    **dict.fromkeys(("deviceid", "subscriberid", "simserial", "phonenumber", "email"), _WHO),
}
_SELECTS: Final = {"select_one": "select_one", "select_multiple": "select_multiple", "rank": "rank"}
_WRITTEN: Final = {
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


def report_type(reader: Reader, node: yaml.ScalarNode, known: Collection[str]) -> None:
    """Report a type that there is not, with what was probably meant, or what to do without it."""
    written = node.value.strip()
    folded = written.casefold().replace("-", "_").replace(" ", "_")
    first, _, rest = written.partition(" ")
    instead = _INSTEAD.get(folded) or _INSTEAD.get(first.casefold().replace("-", "_"))
    if instead is not None:
        reader.report("unsupported-type", node, type=written, instead=instead)
        return
    details = suggested(written, known, guessing=reader.guessing)
    meant = _WRITTEN.get(folded)
    if meant in known:
        details["suggestion"] = f'"{meant}"'
    elif first in _SELECTS and first in known and rest:
        details["suggestion"] = f'"{first}", and choices: {rest.strip()} on a line of its own'
    reader.report("unknown-type", node, type=written, **details)
