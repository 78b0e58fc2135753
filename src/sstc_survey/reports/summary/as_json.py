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
    Values,
)
from sstc_survey.tally import DateFigures, InstanceFigures, NumberFigures, ScaleFigures, TimeFigures

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
    }


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
    return {key: to_builtins(texts.shown), f"{key}_withheld": texts.withheld}
