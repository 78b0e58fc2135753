"""A summary as JSON, for programs: everything, in full precision."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, TextIO, assert_never

from msgspec import to_builtins

from sstc_survey.reports.escaping import json_text
from sstc_survey.reports.summary.model import (
    Body,
    Choices,
    GroupRow,
    QuestionSummary,
    QuotedTexts,
    Ranks,
    Summary,
    TestedTable,
    Values,
)
from sstc_survey.statistics.columns import letter
from sstc_survey.tally import DateFigures, InstanceFigures, NumberFigures, RankFigures, ScaleFigures, TimeFigures
from sstc_survey.tally.banners.tables import TableColumn
from sstc_survey.tally.figures import Figures, ValueFigures

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
            "unfinished_edits": files.unfinished_edits,
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
        **_groups(question.nets, question.boxes),
        **({"scores": to_builtins(question.scores)} if question.scores is not None else {}),
        **({"by_interview": to_builtins(question.by_interview)} if question.by_interview is not None else {}),
        "values_withheld": question.values_withheld,
        **_quoted("comments", question.comments),
        "set_aside": to_builtins(question.set_aside),
        **({"by": [_table(table) for table in question.tables]} if question.tables else {}),
    }


def _groups(nets: Sequence[GroupRow], boxes: Sequence[GroupRow]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if nets:
        found["nets"] = to_builtins(nets)
    if boxes:
        found["boxes"] = {box.name: to_builtins(box) for box in boxes}
    return found


def _table(tested: TestedTable) -> dict[str, Any]:
    table, tests = tested.table, tested.significance
    found: dict[str, Any] = {
        "name": table.variable,
        "per": table.per or "interview",
        "base": table.base,
        "no_column": table.no_column,
        "row_bases": dict(table.row_bases),
        "total": _column(table.total),
        "columns": [_column(column) for column in table.columns],
    }
    for place, column in enumerate(found["columns"]):
        # Columns that overlap are not tested.
        column["letter"] = None if table.overlapping else letter(place)
        if tests.columns is not None or table.overlapping:
            column["eligible"] = tests.columns is not None and tests.columns.eligible[place]
    if tests.chi2 is not None:
        found |= {"chi2": _finite(tests.chi2.table), "chi2_per_choice": _finite(tests.chi2.choices)}
    if tests.columns is not None:
        found["columns_test"] = _finite(tests.columns)
    if tests.means is not None:
        found["means_test"] = _finite(tests.means)
    if tests.is_any:
        found["too_few_for_tests"] = table.is_small
    return found


def _column(column: TableColumn) -> dict[str, Any]:
    states = to_builtins(column.states)
    units = states.pop("interviews")
    del states["instances"]
    found = {"code": column.code, "units": units, "base": column.base, **states, **_figures(column.figures)}
    match column.figures:
        case tuple():
            found["choices"] = to_builtins(column.cells)
            if column.mentions is not None:
                per_answered = column.mentions / column.base if column.base else None
                found |= {"mentions": column.mentions, "mentions_per_answered": per_answered}
        case ScaleFigures(_, marks):
            cells = zip(marks, to_builtins(column.cells), strict=True)
            found["marks"] = [{"mark": mark.value, **cell} for mark, cell in cells]
        case ValueFigures():
            found["values"] = [{"value": cell.pop("code"), **cell} for cell in to_builtins(column.cells)]
        case _:
            pass
    if column.nets:
        found["nets"] = [{"name": cell.pop("code"), **cell} for cell in to_builtins(column.nets)]
    if column.boxes:
        found["boxes"] = {cell.pop("code"): cell for cell in to_builtins(column.boxes)}
    if column.by_interview is not None:
        found["by_interview"] = to_builtins(column.by_interview)
    if column.scores is not None:
        found["scores"] = to_builtins(column.scores)
    return found


def _figures(figures: Figures) -> dict[str, Any]:
    """Return the figures of a column that are no counts of answers, which its cells have."""
    match figures:
        case ScaleFigures(numbers, _):
            return {"numbers": _numbers(numbers)}
        case NumberFigures() | DateFigures() | TimeFigures():
            return _body(figures)
        case RankFigures(choices):
            return {"ranks": to_builtins(choices)}
        case _:
            return {}


def _body(body: Body) -> dict[str, Any]:
    match body:
        case Choices():
            choices: dict[str, Any] = {"choices": to_builtins(body.rows)}
            if body.multiple:
                choices |= {"mentions": body.mentions, "mentions_per_answered": body.mentions_per_answered}
            return choices
        case Ranks():
            ranks = ({"code": row.code, "label": body.labels[row.code], **to_builtins(row)} for row in body.choices)
            return {"ranks": list(ranks)}
        case NumberFigures():
            classes = body.histogram.classes if body.histogram else ()
            return {"numbers": _numbers(body), "histogram": to_builtins(classes)}
        case ScaleFigures():
            return {"numbers": _numbers(body.numbers), "marks": to_builtins(body.values)}
        case InstanceFigures():
            counted = {"numbers": _numbers(body.numbers), "numbers_with_any": _numbers(body.numbers_with_any)}
            return {**to_builtins(body), **counted}
        case DateFigures():
            return {"dates": to_builtins(body)}
        case TimeFigures():
            return {"times": to_builtins(body)}
        case Values():
            return {"values": [{"value": value, "n": n} for value, n in body.values.items()]}
        case QuotedTexts():
            return {"texts": {"n": body.n, "distinct": body.distinct}, **_quoted("answers", body)}
        case None:
            return {}
        case _:
            assert_never(body)


def _numbers(figures: NumberFigures) -> dict[str, Any]:
    found: dict[str, Any] = to_builtins(figures)
    # Only numbers that are no scale have classes, beside these figures.
    del found["histogram"]
    return found


def _quoted(key: str, texts: QuotedTexts) -> dict[str, Any]:
    return {key: to_builtins(texts.shown), f"{key}_beyond": texts.beyond, f"{key}_withheld": texts.withheld}


def _finite(tests: object) -> Any:  # noqa: ANN401 as it comes from msgspec
    """Return tests for JSON, which has no infinite numbers: "Inf" and "-Inf" stand for them."""

    def written(value: Any) -> Any:  # noqa: ANN401
        match value:
            case dict():
                return {key: written(each) for key, each in value.items()}
            case list() | tuple():
                return [written(each) for each in value]
            case float() if math.isinf(value):
                return "Inf" if value > 0 else "-Inf"
            case _:
                return value

    return written(to_builtins(tests))
