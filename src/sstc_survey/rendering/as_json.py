"""A summary as JSON, for programs: everything, in full precision."""

from __future__ import annotations

import json
import re
from typing import Any, Final, TextIO, assert_never

import msgspec

from sstc_survey.rendering.summary import Body, Choices, Files, QuestionSummary, Quotes, Summary
from sstc_survey.tally.figures import DateFigures
from sstc_survey.tally.numbers import NumberFigures

FORMAT: Final = "sstc-survey/summary"
SCHEMA: Final = 1
# What json leaves as it is though it can steer a terminal; inside a string an escape says the same.
_STEERING: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def write_json_summary(summary: Summary, stream: TextIO) -> None:
    """Write a summary as JSON."""
    text = json.dumps(_document(summary), ensure_ascii=False, indent=2)
    stream.write(_STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n")


def _document(summary: Summary) -> dict[str, Any]:
    files = summary.files
    return {
        "format": FORMAT,
        "schema": SCHEMA,
        "questionnaire": {**_plain(summary.questionnaire), "title": summary.title},
        "language": summary.language,
        "files": _account(files),
        "refused": _plain(files.refused),
        "conflicts": _plain(files.conflicts),
        "ignored": list(files.ignored),
        "interviews": summary.interviews,
        "other_versions": summary.other_versions,
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
        **_plain(question.states),
        **_body(question.body),
        **_quotes("comments", question.comments),
        "set_aside": _plain(question.set_aside),
    }


def _body(body: Body) -> dict[str, Any]:
    match body:
        case Choices():
            return {"choices": _plain(body.rows)}
        case NumberFigures():
            return {"numbers": _plain(body)}
        case DateFigures():
            return {"dates": _plain(body)}
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
