"""The syntax that declares questions with several answers to SPSS: pyreadstat does not write that into the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from sstc_survey.exports.labelled.limits import SAV, bytes_of, one_line, shortened
from sstc_survey.exports.labelled.names import all_names
from sstc_survey.exports.model import DataTable, Role
from sstc_survey.reports.escaping import spss_text

_LONGEST_LABEL: Final = 255
# No line is longer than all versions of SPSS read.
_LINE: Final = 120
_HEADER: Final = (
    "* Encoding: UTF-8.",
    "* This declares each question with several answers as a set of multiple responses.",
    "* Open the data file of the same name in SPSS, then open this file and choose Run, All.",
    "* Save the data file after that, and the sets are saved with it.",
)


def has_sets(table: DataTable) -> bool:
    """Tell whether a table has a question with several answers."""
    return any(column.role is Role.CHOICE for column in table.columns)


def multiple_response_sets(table: DataTable) -> str:
    """Return the syntax for the questions of a table with several answers, of which there is at least one."""
    short = all_names(table, SAV)
    labels = {column.name: one_line(column.label) for column in table.columns}
    indicators = (column for column in table.columns if column.role is Role.CHOICE)
    sets: list[str] = []
    lines = [*_HEADER, "MRSETS"]
    for question, columns in groupby(indicators, lambda column: column.question or ""):
        sets.append(f"${short.get(question, question)}")
        label = shortened(labels.get(question) or question, _LONGEST_LABEL, bytes_of)
        lines += [
            f"  /MDGROUP NAME={sets[-1]} CATEGORYLABELS=VARLABELS",
            f"    LABEL={spss_text(label)}",
            *_wrapped("    VARIABLES=", [short[column.name] for column in columns]),
            "    VALUE=1",
        ]
    lines += _wrapped("  /DISPLAY NAME=[", sets)
    return "\n".join(lines) + "].\n"


def _wrapped(start: str, words: Sequence[str]) -> Iterator[str]:
    """Yield lines of words, the further ones indented."""
    line = start
    for word in words:
        if len(line) + len(word) > _LINE and line.strip():
            yield line.rstrip()
            line = " " * 6
        line += word + " "
    yield line.rstrip()
