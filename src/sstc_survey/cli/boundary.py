"""The one boundary where errors become words and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from sstc_survey.problems import ExitCode, Problem, SurveyError


def explicit_resume(arguments: Sequence[str]) -> list[str]:
    """Give a `--resume` without an ID an empty one, since an option takes a value always or never."""
    explicit: list[str] = []
    for argument, following in zip(arguments, [*arguments, "-"][1:], strict=True):
        bare = argument == "--resume" and following.startswith("-")
        explicit.append("--resume=" if bare else argument)
    return explicit


def run_program(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; every error is shown here."""
    from sstc_survey.cli.app import app

    if sys.stdout is None:
        # Whoever closed it wants no output.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 open to the end
    try:
        # Without a command there is nothing to do but to say which there are.
        outcome: Any = app(explicit_resume(arguments) or ["--help"], prog_name="sstc-survey", standalone_mode=False)
        sys.stdout.flush()
    except SurveyError as error:
        _show(error.problems)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; what is still buffered must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.PROBLEMS
    except Exception as error:  # noqa: BLE001 the boundary: nobody sees a traceback
        return _other(error)
    return int(outcome or ExitCode.DONE)


def _show(problems: Sequence[Problem]) -> None:
    from sstc_survey.reports.problems import print_problems

    print_problems(problems, sys.stderr)


def _other(error: Exception) -> int:
    """Show a fault in how the program was called, or one of its own."""
    from sstc_survey.problems import codes

    message = getattr(error, "format_message", None)
    if callable(message):
        _show([Problem(codes.USAGE, {"message": message()})])
        return ExitCode.USAGE
    if isinstance(error, OSError) and error.filename is None:
        # Files have names; what has none is the stream that is written to.
        _show([Problem(codes.OUTPUT_FAILED, {"reason": error.strerror or str(error)})])
        return ExitCode.PROBLEMS
    if os.environ.get("SSTC_SURVEY_DEBUG"):
        raise error
    _show([Problem(codes.OWN_FAULT, {"name": type(error).__name__, "message": str(error)})])
    return ExitCode.FAULT
