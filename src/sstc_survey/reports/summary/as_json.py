"""A summary as JSON, for programs: everything, in full precision."""

from __future__ import annotations

import json
import re
from typing import Any, Final, TextIO, assert_never

import msgspec

from sstc_survey.reports.summary.model import Body, Choices, Files, QuestionSummary, Quotes, Ranks, Summary, Values
from sstc_survey.tally import DateFigures, InstanceFigures, NumberFigures, ScaleFigures, TimeFigures

# What json leaves as it is though it can steer a terminal, or cannot be encoded; an escape says the same in a string.
_STEERING: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def json_text(document: object) -> str:
    """Return a document as indented JSON that ends with a line break."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


FORMAT: Final = "sstc-survey/summary"
SCHEMA: Final = 1


def write_json_summary(summary: Summary, stream: TextIO) -> None:
    """Write a summary as JSON."""
    stream.write(json_text(_document(summary)))


def _document(summary: Summary) -> dict[str, Any]:
    files, paper = summary.files, summary.questionnaire
    return {
        "format": FORMAT,
        "schema": SCHEMA,
        "questionnaire": paper and {**_plain(paper), "title": summary.title},
        "language": summary.language,
        "files": _account(files),
        "refused": _plain(files.refused),
        "conflicts": _plain(files.conflicts),
        "ignored": list(files.ignored),
        "interviews": summary.interviews,
        "other_versions": summary.other_versions,
        "lost_versions": summary.lost_versions,
        "include_partial": summary.include_partial,
        "questions": [_question(question) for question in summary.questions],
        "removed_questions": _plain(summary.removed),
    }


def _account(files: Files) -> dict[str, int]:
    return {
        "found": files.found,
        "complete": files.complete,
        "partial": files.partial,
        "void": files.void,
        "conflict": len(files.conflicts),
        "refused": len(files.refused),
        "copies": files.copies,
    }


def _question(question: QuestionSummary) -> dict[str, Any]:
    return {
        "name": question.name,
        "type": question.type,
        "label": question.label,
        "headings": list(question.headings),
        "per": "interview" if question.states.instances is None else "instance",
        **_plain(question.states),
        **_body(question.body),
        "values_withheld": question.values_withheld,
        **_quotes("comments", question.comments),
        "set_aside": _plain(question.set_aside),
    }


def _body(body: Body) -> dict[str, Any]:
    match body:
        case Choices():
            return {"choices": _plain(body.rows)}
        case Ranks():
            return {
                "ranks": [{"code": row.code, "label": body.labels[row.code], **_plain(row)} for row in body.choices]
            }
        case NumberFigures():
            return {"numbers": _plain(body)}
        case ScaleFigures() | InstanceFigures():
            figures: dict[str, Any] = _plain(body)
            return figures
        case DateFigures():
            return {"dates": _plain(body)}
        case TimeFigures():
            return {"times": _plain(body)}
        case Values():
            return {"values": [{"value": value, "n": n} for value, n in body.values.items()]}
        case Quotes():
            return _quotes("answers", body)
        case None:
            return {}
        case _:
            assert_never(body)


def _quotes(key: str, quotes: Quotes) -> dict[str, Any]:
    return {key: _plain(quotes.shown), f"{key}_withheld": quotes.withheld}


def _plain(figures: object) -> Any:  # noqa: ANN401 whatever JSON holds
    return msgspec.to_builtins(figures)
