"""Write a table as a file of SPSS or Stata, after all that could be wrong with it has been looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from sstc_survey.exports.labelled.limits import SAV, Limits, one_line, shortened
from sstc_survey.exports.labelled.variables import Labelled, labelled
from sstc_survey.exports.model import DataTable, Role
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes

# What a cell was measured to take: 15 as an indicator or a state, 70 as a decimal number.
_BYTES_OF_CELL: Final = 50
_MOST_CELLS: Final = 50_000_000
_TOLD_FROM: Final = 10_000_000
_GIGABYTE: Final = 1_000_000_000


class LabelledOptions(Struct, frozen=True, kw_only=True):
    """How labelled data is written: its title, the language of its labels, and whether with codes and states."""

    title: str
    language: str
    codes: bool = False
    states: bool = True


def foreseen_of(table: DataTable, limits: Limits) -> list[Problem]:
    """Return what is known of a file before the table is read: that it will be large, or that it cannot be made."""
    columns = sum(column.role is not Role.JOINED for column in table.columns)
    problems = []
    if limits.most_variables is not None and columns > limits.most_variables:
        details = {"table": table.name, "count": f"{columns:,}", "limit": f"{limits.most_variables:,}"}
        problems.append(Problem(codes.EXPORT_TOO_MANY_VARIABLES, details))
    cells = table.count * columns
    if cells > _MOST_CELLS:
        details = {
            "table": table.name,
            "cells": f"{cells:,}",
            "extension": limits.extension,
            "limit": f"{_MOST_CELLS:,}",
        }
        problems.append(Problem(codes.EXPORT_TOO_LARGE, details))
    elif cells > _TOLD_FROM:
        size = f"{cells * _BYTES_OF_CELL / _GIGABYTE:.1f} GB"
        details = {"table": table.name, "cells": f"{cells:,}", "size": size}
        problems.append(Problem(codes.EXPORT_HELD_IN_MEMORY, details))
    return problems


def write_labelled(table: DataTable, limits: Limits, path: str, options: LabelledOptions) -> Sequence[Problem]:
    """Write a table at a path, and return what has become of it that its reader should know.

    Nothing is written, and SurveyError raised, where something would be lost; what the disk says is raised as OSError.
    """
    data = labelled(table, limits, options.language, codes=options.codes, states=options.states)
    if data.too_long:
        problems = [
            Problem(
                codes.EXPORT_TEXT_TOO_LONG, {"name": name, "size": f"{size:,}", "limit": f"{limits.longest_text:,}"}
            )
            for name, size in data.too_long.items()
        ]
        raise SurveyError(*problems, exit_code=ExitCode.PROBLEMS)
    title = shortened(one_line(options.title), limits.longest_title, limits.label_size)
    if limits is SAV:
        from sstc_survey.exports.labelled.sav_file import write_sav

        write_sav(data, path, title)
    else:
        from sstc_survey.exports.labelled.dta_file import write_dta

        write_dta(data, path, title)
    return _told(data, limits)


def _told(data: Labelled, limits: Limits) -> list[Problem]:
    problems = []
    if data.as_text:
        details = {"program": limits.program, "names": ", ".join(data.as_text)}
        problems.append(Problem(codes.EXPORT_WRITTEN_AS_TEXT, details))
    if data.cut:
        details = {"program": limits.program, "count": f"{data.cut:,}"}
        problems.append(Problem(codes.EXPORT_LABELS_CUT, details))
    return problems
