"""`check`: every problem of questionnaires at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final, TextIO

from sstc_survey.commands.shared.output import write_out
from sstc_survey.display import spell_out
from sstc_survey.parsing.questionnaire import parse_questionnaire
from sstc_survey.problems import ExitCode, Problem, Severity
from sstc_survey.questionnaire import MAX_BYTES
from sstc_survey.reports.problems import print_problems, problems_json
from sstc_survey.storage.bounded import read_bounded

STDIN: Final = "-"
_STDIN_NAME: Final = "<stdin>"


def check(paths: Sequence[str], *, as_json: bool) -> ExitCode:
    """Print all problems of all files; the exit code tells whether there are any errors among them."""
    problems = [problem for path in paths for problem in _problems(path)]

    def write(stream: TextIO) -> None:
        if as_json:
            stream.write(problems_json(problems))
        else:
            print_problems(problems, stream)

    write_out(write, None, for_reading=not as_json)
    sys.stdout.flush()
    warnings = sum(problem.severity is Severity.WARNING for problem in problems)
    sys.stderr.write(f"{_summary(paths, len(problems), warnings)}\n")
    return ExitCode.PROBLEMS if len(problems) > warnings else ExitCode.DONE


def _problems(path: str) -> Sequence[Problem]:
    if path == STDIN:
        # One byte more than is taken, so that an input that is too long is seen to be.
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        return parse_questionnaire(data, _STDIN_NAME, advice=True).problems
    content = read_bounded(path, MAX_BYTES, follow=True)
    return [content] if isinstance(content, Problem) else parse_questionnaire(content, path, advice=True).problems


def _summary(paths: Sequence[str], count: int, warnings: int) -> str:
    found = _counted(count, "problem") + (f" ({_counted(warnings, 'warning')})" if warnings else "")
    if len(paths) == 1:
        return f"{spell_out(_STDIN_NAME if paths[0] == STDIN else paths[0])}: {found}"
    return f"{len(paths)} files, {found}"


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
