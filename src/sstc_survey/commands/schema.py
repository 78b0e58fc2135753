"""`schema`: the JSON Schema of questionnaires, for editors."""

from __future__ import annotations

import json
import sys

from sstc_survey.parsing.json_schema import questionnaire_schema
from sstc_survey.problems import ExitCode


def print_schema() -> ExitCode:
    """Print the JSON Schema."""
    sys.stdout.write(schema_text())
    return ExitCode.DONE


def schema_text() -> str:
    """Return the JSON Schema as it is in its file."""
    return json.dumps(questionnaire_schema(), ensure_ascii=False, indent=2) + "\n"
