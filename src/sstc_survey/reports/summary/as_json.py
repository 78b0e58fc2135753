"""A summary as JSON, for programs: everything, in full precision."""

from __future__ import annotations

from typing import Any, Final, TextIO, assert_never

from msgspec import to_builtins

from sstc_survey.reports.escaping import json_text
from sstc_survey.reports.summary.model import (
    Body,
    Choices,
    QuestionSummary,
    QuotedTexts,
    Ranks,
    Summary,
    TestedTable,
    Values,
)
from sstc_survey.tally import DateFigures, InstanceFigures, NumberFigures, RankFigures, ScaleFigures, TimeFigures
from sstc_survey.tally.banners.tables import TableColumn
from sstc_survey.tally.figures import Figures

FORMAT: Final = "sstc-survey/summary"
SCHEMA: Final = 2


def write_json_summary(summary: Summary, stream: TextIO) -> None:
    """Write a summary as JSON."""
    files, questionnaire = summary.files, summary.questionnaire
    document = {
        "format": FORMAT,
        "schema": SCHEMA,
        "questionnaire": questionnaire and {**to_builtins(questionnaire), "title": summary.title},
        "language": summary.language,
        "files": {
            "found": files.found,
            "complete": files.complete,
            "declined": files.declined,
            "simulated": files.simulated,
            "partial": files.partial,
            "void": files.void,
            "conflict": len(files.conflicts),
            "refused": len(files.refused),
            "unfinished_batch": files.in_unfinished_batches,
            "copies": files.copies,
            "erased": files.erased,
        },
        "refused": to_builtins(files.refused),
        "conflicts": to_builtins(files.conflicts),
        "unfinished_batches": to_builtins(files.unfinished),
        "ignored": list(files.ignored),
        "interviews": summary.interviews,
        "other_versions": summary.other_versions,
        "lost_versions": summary.lost_versions,
        "include_partial": summary.include_partial,
        "has_simulated": summary.has_simulated,
        "where": to_builtins(summary.where),
        "banner": to_builtins(summary.banner),
        "respondents_guarded": summary.guarded,
        "questions": [_question(question) for question in summary.questions],
        "removed_questions": to_builtins(summary.removed),
    }
    stream.write(json_text(document))


def _question(question: QuestionSummary) -> dict[str, Any]:
    return {
        "name": question.name,
        "type": question.type,
        "label": question.label,
        "headings": list(question.headings),
        "per": "interview" if question.states.instances is None else "instance",
        **to_builtins(question.states),
        **_body(question.body),
        "values_withheld": question.values_withheld,
        **_quoted("comments", question.comments),
        "set_aside": to_builtins(question.set_aside),
        **({"by": [_table(table) for table in question.tables]} if question.tables else {}),
    }


def _table(tested: TestedTable) -> dict[str, Any]:
    table, tests = tested.table, tested.significance
    return {
        "name": table.variable,
        "per": table.per or "interview",
        "base": table.base,
        "no_column": table.no_column,
        "row_bases": dict(table.row_bases),
        "total": _column(table.total),
        "columns": [_column(column) for column in table.columns],
        **{f"{name}_test": to_builtins(test) for name, test in to_builtins(tests).items() if test is not None},
    }


def _column(column: TableColumn) -> dict[str, Any]:
    states = to_builtins(column.states)
    units = states.pop("interviews")
    del states["instances"]
    return {
        "code": column.code,
        "base": column.base,
        "units": units,
        **states,
        "cells": to_builtins(column.cells),
        **_figures(column.figures),
    }


def _figures(figures: Figures) -> dict[str, Any]:
    """Return the figures of a column that are no counts of answers, which its cells have."""
    match figures:
        case ScaleFigures(numbers, _):
            return {"numbers": to_builtins(numbers)}
        case NumberFigures() | DateFigures() | TimeFigures():
            return _body(figures)
        case RankFigures(choices):
            return {"ranks": to_builtins(choices)}
        case _:
            return {}


def _body(body: Body) -> dict[str, Any]:
    match body:
        case Choices():
            return {"choices": to_builtins(body.rows)}
        case Ranks():
            ranks = ({"code": row.code, "label": body.labels[row.code], **to_builtins(row)} for row in body.choices)
            return {"ranks": list(ranks)}
        case NumberFigures():
            return {"numbers": to_builtins(body)}
        case ScaleFigures() | InstanceFigures():
            figures: dict[str, Any] = to_builtins(body)
            return figures
        case DateFigures():
            return {"dates": to_builtins(body)}
        case TimeFigures():
            return {"times": to_builtins(body)}
        case Values():
            return {"values": [{"value": value, "n": n} for value, n in body.values.items()]}
        case QuotedTexts():
            return _quoted("answers", body)
        case None:
            return {}
        case _:
            assert_never(body)


def _quoted(key: str, texts: QuotedTexts) -> dict[str, Any]:
    return {key: to_builtins(texts.shown), f"{key}_withheld": texts.withheld}
