"""The exact report of every kind of problem, from the table beside this file.

A case of the table is its code, the source, a line of dashes and the report that is printed. A source that begins with
an indented dash is the questions of a questionnaire whose head is HEAD.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sstc_survey.parsing import parse_questionnaire, read_replies
from sstc_survey.problems import Problem, in_expressions, in_files, in_logic, in_questionnaires, in_replies
from sstc_survey.reports import print_problems

TABLE = Path(__file__).with_name("problem_reports.txt")
HEAD = "id: a\nversion: 1\ntitle: T\nquestions:\n"

# These need bytes that no table of text can hold, a file of many pages, or hints that no field has yet.
ELSEWHERE = {
    "not-utf8",
    "not-text",
    "odd-character",
    "too-many-values",
    "text-too-long",
    "too-many-choices",
    "more-problems",
    "number-too-large",
    "bad-form",
    # Nothing but an interview comes by these, or another problem comes before them.
    "expression-empty",
    "expression-too-long",
    "expression-too-many-steps",
}


class Case(NamedTuple):
    """One row: `file` is what tells questionnaires, replies in YAML, JSON and JSON Lines apart."""

    code: str
    file: str
    source: str
    report: str


def cases() -> Iterator[Case]:
    for text in TABLE.read_text(encoding="utf-8").split("=== ")[1:]:
        heading, _, body = text.partition("\n")
        code, _, file = heading.partition(" ")
        source, _, report = body.partition("\n-----\n")
        yield Case(code, file, f"{HEAD}{source}" if source.startswith("  - ") else source, report.rstrip("\n") + "\n")


def report_of(case: Case) -> str:
    data = case.source.encode()
    if case.file.startswith("replies"):
        found = [item for item in read_replies(data, case.file) if isinstance(item, Problem)]
    else:
        found = parse_questionnaire(data, case.file, advice=True).problems
    stream = io.StringIO()
    print_problems(found, stream)
    return stream.getvalue()


CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code} {number}" for number, case in enumerate(CASES)])
def test_report(case: Case) -> None:
    assert report_of(case) == case.report


def test_every_kind_of_problem_is_in_the_table() -> None:
    of_files = (in_files, in_questionnaires, in_expressions, in_logic)
    kinds = {kind.code for module in of_files for kind in module.KINDS} | {
        kind.code for kind in in_replies.REPLIES_FILE
    }
    assert kinds - {case.code for case in CASES} == ELSEWHERE
