"""The copy of a questionnaire beside its responses is read by the rules of its time, whatever authors may write now."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from sstc_survey.commands.shared.begin import begin_interview, new_response
from sstc_survey.commands.shared.keeper import FileKeeper
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, load_bytes
from sstc_survey.engine import Answer, Interview, advance
from sstc_survey.problems import SurveyError
from sstc_survey.response import Mode

# Blanks that codes could once have: some that part words on the screen, and some that nobody sees.
BLANKS = ["\u00a0", "\u2009", "\u3000", "\u200b", "\u2060", "\ufeff", "\u00ad"]
STARTED = "2026-01-01T09:00:00+00:00"
SOURCE = """\
id: kept
version: 1
title: Kept
questions:
  - {{name: where, type: select_one, label: Where?, choices: {{"{code}": In the city, land: On the land}}}}
  - {{name: who, type: text, label: Who?}}
"""


def begun(folder: Path, code: str) -> FileKeeper:
    """Save a draft with a code in its first answer, as an earlier version did."""
    source = SOURCE.format(code=code).encode()
    loaded: LoadedQuestionnaire = load_bytes(source, "kept", kept=True)
    head = new_response(loaded, Mode.PLAIN, "en", None, STARTED)
    interview = advance(begin_interview(loaded.questionnaire, head), Answer(code), 1)
    assert isinstance(interview, Interview)
    (folder / "author.yaml").write_bytes(source)
    with FileKeeper.begin(os.path.join(folder, "answers"), loaded, head, lambda: STARTED) as keeper:
        assert keeper.save(interview, None) is None
        return keeper


@pytest.mark.parametrize("blank", BLANKS)
def test_responses_stay_readable_whose_codes_hold_blanks(program: Any, tmp_path: Path, blank: str) -> None:
    draft = Path(begun(tmp_path, f"in{blank}town").path)
    assert "In the city" in program("show", draft.stem).out
    listed = program("list")
    assert "refused" not in listed.out + listed.err
    assert program("verify").code == 0
    resumed = program("run", "--plain", "--resume", draft.stem, typed="Sok\nsave\n")
    assert resumed.code == 0, resumed.err
    shown = program("show", draft.stem)
    assert "In the city" in shown.out
    assert "Sok" in shown.out
    summary = program("summarize", "--question", "where")
    assert summary.code == 0, summary.err
    assert "In the city" in summary.out


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("command", [("check",), ("run", "--plain"), ("preview",)])
def test_no_new_questionnaire_has_such_codes(
    program: Any, tmp_path: Path, blank: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "author.yaml").write_text(SOURCE.format(code=f"in{blank}town"), encoding="utf-8")
    outcome = program(*command, "author.yaml")
    assert outcome.code != 0
    assert "invalid choice code" in outcome.out + outcome.err
    assert not (tmp_path / "answers").exists()


def test_a_blank_of_ascii_is_in_no_code_that_was_kept() -> None:
    with pytest.raises(SurveyError):
        load_bytes(SOURCE.format(code="in town").encode(), "kept", kept=True)
