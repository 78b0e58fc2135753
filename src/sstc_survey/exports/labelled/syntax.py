"""The syntax that declares questions with several answers to SPSS: pyreadstat does not write that into the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sstc_survey.exports.labelled.limits import bytes_of, shortened
from sstc_survey.exports.labelled.variables import Labelled

_LONGEST_LABEL: Final = 255
# No line is longer than all versions of SPSS read.
_LINE: Final = 120
_HEADER: Final = (
    "* Encoding: UTF-8.",
    "* This declares each question with several answers as a set of multiple responses.",
    "* Open the data file of the same name in SPSS, then open this file and choose Run, All.",
    "* Save the data file after that, and the sets are saved with it.",
)


def multiple_response_sets(data: Labelled) -> str | None:
    """Return the syntax for the questions of a table with several answers, None if there are none."""
    if not data.sets:
        return None
    lines = [*_HEADER, "MRSETS"]
    names = [f"${each.name}" for each in data.sets]
    for name, each in zip(names, data.sets, strict=True):
        lines += [
            f"  /MDGROUP NAME={name} CATEGORYLABELS=VARLABELS",
            f"    LABEL={_quoted(shortened(each.label, _LONGEST_LABEL, bytes_of))}",
            *_wrapped("    VARIABLES=", each.indicators),
            "    VALUE=1",
        ]
    lines += _wrapped("  /DISPLAY NAME=[", names)
    return "\n".join(lines) + "].\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _wrapped(start: str, words: Sequence[str]) -> Iterator[str]:
    """Yield lines of words, the further ones indented."""
    line = start
    for word in words:
        if len(line) + len(word) > _LINE and line.strip():
            yield line.rstrip()
            line = " " * 6
        line += word + " "
    yield line.rstrip()
