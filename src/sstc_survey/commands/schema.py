"""`schema`: the JSON Schema of questionnaires, for editors."""

from __future__ import annotations

import sys

from sstc_survey.parsing.json_schema import schema_text
from sstc_survey.problems import ExitCode


def print_schema() -> ExitCode:
    """Print the JSON Schema."""
    sys.stdout.write(schema_text())
    return ExitCode.DONE
