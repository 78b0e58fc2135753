"""The one boundary where errors become words and an exit code."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, Final

from sstc_survey.cli.shells import COMPLETE, answer_shell
from sstc_survey.problems import ExitCode, Problem, SurveyError

# What shells set when they ask for completions.
_INSTRUCTION: Final = "(?:complete|source)_(?:bash|zsh|fish|powershell|pwsh)"
_BASH: Final = {"COMP_WORDS": "(?s).*", "COMP_CWORD": "[0-9]{1,9}"}


# Options that may stand without what they name: then it is the only one, or one is chosen.
_OF_ANY: Final = ("--resume", "--write")


def explicit_resume(arguments: Sequence[str]) -> list[str]:
    """Give a `--resume` or `--write` without a value an empty one: an option takes a value always or never."""
    explicit: list[str] = []
    for argument, following in zip(arguments, [*arguments, "-"][1:], strict=True):
        bare = argument in _OF_ANY and following.startswith("-")
        explicit.append(f"{argument}=" if bare else argument)
    return explicit


def run_program(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; every error is shown here."""
    from sstc_survey.cli.app import app

    try:
        if os.environ.get(COMPLETE):
            _check_completion()
            outcome: Any = answer_shell(app)
            sys.stdout.flush()
            return int(outcome)
        if not arguments:
            from sstc_survey.cli.help import start

            sys.stdout.write(start())
            return ExitCode.DONE
        outcome = app(explicit_resume(arguments), prog_name="sstc-survey", standalone_mode=False)
        sys.stdout.flush()
    except SystemExit as ended:
        # Installing the completion of shells ends so.
        return ended.code if isinstance(ended.code, int) else ExitCode.DONE
    except SurveyError as error:
        _show([_without_secrets(problem, arguments) for problem in error.problems])
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 the boundary: nobody sees a traceback
        return _other(error, arguments)
    return int(outcome or ExitCode.DONE)


def _check_completion() -> None:
    """Raise a problem if the environment asks for completions in a way that no shell does."""
    instruction = os.environ[COMPLETE]
    expected = {COMPLETE: _INSTRUCTION} | (_BASH if instruction == "complete_bash" else {})
    for name, pattern in expected.items():
        value = os.environ.get(name)
        if value is None or not re.fullmatch(pattern, value):
            from sstc_survey.problems import codes

            raise SurveyError(Problem(codes.COMPLETION_ENVIRONMENT, {"name": name}))


def show_output_failed(error: OSError) -> int:
    """Show why standard output could not be written, and return the exit code of that."""
    from sstc_survey.problems import codes

    _show([Problem(codes.OUTPUT_FAILED, {"reason": error.strerror or str(error)})])
    return ExitCode.PROBLEMS


def _show(problems: Sequence[Problem]) -> None:
    from sstc_survey.reports.problems import print_problems

    print_problems(problems, sys.stderr)


def _other(error: Exception, arguments: Sequence[str]) -> int:
    """Show a fault in how the program was called, or one of its own."""
    from sstc_survey.problems import codes

    message = getattr(error, "format_message", None)
    if callable(message):
        from sstc_survey.cli.usage import usage_problem

        _show([_without_secrets(usage_problem(error, message()), arguments)])
        return ExitCode.USAGE
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        _show([Problem(codes.OUT_OF_MEMORY)])
        return ExitCode.PROBLEMS
    if isinstance(error, OSError) and error.filename is None:
        # Files have names; what has none is the stream that is written to.
        return show_output_failed(error)
    if os.environ.get("SSTC_SURVEY_DEBUG"):
        raise error
    fault = Problem(codes.OWN_FAULT, {"name": type(error).__name__, "message": str(error)})
    _show([_without_secrets(fault, arguments)])
    return ExitCode.FAULT


def _without_secrets(problem: Problem, arguments: Sequence[str]) -> Problem:
    """Return a problem that may quote arguments as they were given without what is secret in URLs among them."""
    from sstc_survey.problems import codes

    if problem.code not in (codes.USAGE, codes.OWN_FAULT) or not any("://" in argument for argument in arguments):
        return problem
    from sstc_survey.storage.urls import shown_call

    details = {name: shown_call(str(text), arguments) for name, text in problem.details.items()}
    return Problem(problem.code, details, problem.place)
