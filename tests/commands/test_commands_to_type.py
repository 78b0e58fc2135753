"""What the program says to type next can be typed: it names a program that is found, and the folder that it was."""

from __future__ import annotations

import sys
from unittest.mock import patch

import pytest

from sstc_survey.commands.shared import ending

INSTALLED = "/usr/local/bin/sstc-survey"


@pytest.mark.parametrize(
    ("called", "found", "answers", "line"),
    [
        (INSTALLED, INSTALLED, "answers", "sstc-survey panel --resume beijing"),
        ("/home/a b/bin/sstc-survey", None, "answers", "'/home/a b/bin/sstc-survey' panel --resume beijing"),
        (INSTALLED, INSTALLED, "day 1", "sstc-survey panel --resume beijing --answers 'day 1'"),
        # As a module it has no name that could be typed.
        ("/x/sstc_survey/__main__.py", None, "answers", "sstc-survey panel --resume beijing"),
    ],
)
def test_a_session_goes_on_with_what_can_be_typed(called: str, found: str | None, answers: str, line: str) -> None:
    with patch.object(sys, "argv", [called]), patch("shutil.which", return_value=found):
        assert ending.command_in(answers, "panel --resume beijing") == line
