"""Every example can be interviewed in each mode, simulated and summarised.

SSTC_INTERVIEWS=1000 simulates as often as that.
"""

from __future__ import annotations

import os
import random
from collections import deque
from collections.abc import Mapping
from pathlib import Path

import pytest
from replayed import Recorder, pressed, typed
from terminal_stage import staged

from sstc_survey.engine import Interview, begin
from sstc_survey.parsing import parse_questionnaire
from sstc_survey.problems import Problem
from sstc_survey.prompters import PlainPrompter, run_interview
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.response import Status, Unfinished
from sstc_survey.simulation import SimulationContext

ROOT = Path(__file__).parents[2]
PATHS = [*sorted((ROOT / "examples" / "questionnaires").glob("*.yaml")), *(ROOT / "questionnaires").glob("*.yaml")]
EACH = pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
INTERVIEWS = os.environ.get("SSTC_INTERVIEWS", "25")


class Typist:
    """Types lines, and is a keeper that saves nothing."""

    def __init__(self, lines: list[str]) -> None:
        self.left = deque(lines)
        self.written: list[str] = []

    def read(self, prompt: str) -> str | None:
        self.written.append(prompt)
        return self.left.popleft() if self.left else None

    def write(self, text: str) -> None:
        self.written.append(text)

    def save(self, interview: Interview, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        """Save nothing."""

    def save_fields(self, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        """Save nothing."""

    def move(self, folder: str) -> Problem | None:
        """Save nothing elsewhere."""


def parsed(path: Path) -> Questionnaire:
    result = parse_questionnaire(path.read_bytes(), path.name)
    assert [str(problem) for problem in result.problems] == []
    assert result.questionnaire is not None
    return result.questionnaire


def recorded(questionnaire: Questionnaire, seed: int) -> tuple[Interview, Recorder]:
    """Run an interview with random replies, and return it with what recorded them."""
    interview = begin(questionnaire, questionnaire.default_language, seed=seed)
    prompter = Recorder(interview, SimulationContext(interview.form), random.Random(seed))
    prompter.turns = []
    return run_interview(interview, prompter, prompter, lambda: 0), prompter


@EACH
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lines_and_keys_give_the_same_response(path: Path, seed: int) -> None:
    questionnaire = parsed(path)
    expected, prompter = recorded(questionnaire, seed)
    assert expected.status is Status.COMPLETE
    typist = Typist(list(typed(prompter.turns)))
    plain = run_interview(
        begin(questionnaire, questionnaire.default_language, seed=seed), PlainPrompter(typist), typist, lambda: 0
    )
    assert plain.sheet.on_route() == expected.sheet.on_route(), "\n".join(typist.written[-30:])
    assert plain.status is Status.COMPLETE
    with staged(begin(questionnaire, questionnaire.default_language, seed=seed), rows=300, columns=100) as stage:
        stage.press(*pressed(prompter.turns))
        ended = stage.end()
    assert ended.sheet.on_route() == expected.sheet.on_route()
    assert ended.status is Status.COMPLETE


@EACH
def test_it_is_simulated_and_summarised(path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from sstc_survey.cli import run_program

    folder = str(tmp_path / "answers")
    run_program(["simulate", str(path), "-n", INTERVIEWS, "--answers", folder])
    simulated = capfd.readouterr()
    assert f"{int(INTERVIEWS):,} responses saved" in simulated.err
    assert run_program(["summarize", folder]) == 0
    assert f"Base: {int(INTERVIEWS)} complete interviews" in capfd.readouterr().out
    for output_format in ("text", "markdown", "html"):
        assert run_program(["preview", str(path), "--format", output_format]) == 0
