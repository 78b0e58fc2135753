"""Completion of commands: what shells ask for is answered, and an environment that no shell makes is a problem."""

from __future__ import annotations

import pytest
from conftest import Program

COMPLETE = "_SSTC_SURVEY_COMPLETE"
WORDS = {"COMP_WORDS": "sstc-survey su", "COMP_CWORD": "1"}


@pytest.mark.parametrize(
    "environment",
    [
        {COMPLETE: "complete_bash", **WORDS},
        {COMPLETE: "complete_zsh", "_TYPER_COMPLETE_ARGS": "sstc-survey su"},
        {
            COMPLETE: "complete_fish",
            "_TYPER_COMPLETE_ARGS": "sstc-survey su",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        },
        {COMPLETE: "complete_pwsh", "_TYPER_COMPLETE_ARGS": "sstc-survey su", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "su"},
        {COMPLETE: "source_bash"},
    ],
)
def test_shells_are_answered(program: Program, environment: dict[str, str]) -> None:
    outcome = program(env=environment)
    assert outcome.code == 0
    assert "su" in outcome.out


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({COMPLETE: "complete_bash", **WORDS, "COMP_CWORD": "x"}, "COMP_CWORD"),
        ({COMPLETE: "complete_bash", **WORDS, "COMP_CWORD": ""}, "COMP_CWORD"),
        ({COMPLETE: "complete_bash", **WORDS, "COMP_CWORD": "-1"}, "COMP_CWORD"),
        ({COMPLETE: "complete_bash", **WORDS, "COMP_CWORD": "1.0"}, "COMP_CWORD"),
        ({COMPLETE: "complete_bash", **WORDS, "COMP_CWORD": "9" * 5000}, "COMP_CWORD"),
        ({COMPLETE: "complete_bash", "COMP_WORDS": "sstc-survey"}, "COMP_CWORD"),
        ({COMPLETE: "complete_bash", "COMP_CWORD": "1"}, "COMP_WORDS"),
        ({COMPLETE: "complete_bash"}, "COMP_WORDS"),
        *(
            ({COMPLETE: instruction}, COMPLETE)
            for instruction in (
                "x",
                "_",
                "complete_",
                "bash_complete",
                "source_tcsh",
                "complete_\x1b[5m",
                "complete_bash\n",
            )
        ),
    ],
)
def test_an_environment_that_no_shell_makes_is_a_problem(
    program: Program, environment: dict[str, str], named: str
) -> None:
    outcome = program(env=environment)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"invalid value of {named} in a request for shell completion" in outcome.err


@pytest.mark.parametrize(
    "environment",
    [
        {"COMP_CWORD": "x"},
        {COMPLETE: ""},
        {COMPLETE: "complete_bash", "COMP_WORDS": "", "COMP_CWORD": "1"},
        {COMPLETE: "complete_bash", "COMP_WORDS": "'\udcff", "COMP_CWORD": "99"},
        {COMPLETE: "complete_zsh", "_TYPER_COMPLETE_ARGS": '"'},
        {COMPLETE: "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "x"},
    ],
)
def test_what_a_shell_may_leave_is_no_fault(program: Program, environment: dict[str, str]) -> None:
    assert program(env=environment).code in {0, 1}
