"""Completion of commands: what shells ask for is answered, and an environment that no shell makes is a problem."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Program

from sstc_survey.cli.shells import install_or_show
from sstc_survey.problems import SurveyError

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


QUESTIONNAIRE = """\
id: stalls
version: "1"
title: {{en: Stalls, fr: Étals, zh-Hans: 摊位}}
default_language: en
respondent: [who]
questions:
  - {{name: who, type: text, label: Who?}}
  - {{name: wares, type: text, label: What?}}
  - {{name: wishes, type: text, label: Wishes?}}
  - {{name: age, type: integer, label: Age?}}
"""


def asked_by_bash(line: str) -> dict[str, str]:
    """Return what bash sets, to which each sign of equality is a word, and each word a line."""
    words = re.sub("(?<! )=", "\n=\n", line).removesuffix("\n").replace(" ", "\n")
    return {COMPLETE: "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count("\n"))}


def asked_by_zsh(line: str) -> dict[str, str]:
    return {COMPLETE: "complete_zsh", "_TYPER_COMPLETE_ARGS": line}


def asked_by_fish(line: str) -> dict[str, str]:
    return {COMPLETE: "complete_fish", "_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}


SHELLS = {"bash": asked_by_bash, "zsh": asked_by_zsh, "fish": asked_by_fish}


@pytest.fixture
def stalls(program: Program, tmp_path: Path) -> list[str]:
    """Save a finished interview, a draft, and a draft in another folder; return their ids."""
    (tmp_path / "stalls.yaml").write_text(QUESTIONNAIRE.format(), encoding="utf-8")
    for answers, typed in (("answers", "Ana\nEggs\n\n\nsave\n"), ("answers", "Dara\n"), ("others", "Sok\n")):
        program("run", "stalls.yaml", "--answers", answers, typed=typed)
    (tmp_path / "answers/summaries.yaml").write_text("mine: {}\n", encoding="utf-8")
    return [path.stem for folder in ("answers", "others") for path in sorted(tmp_path.glob(f"{folder}/*/*.json"))]


def completed(program: Program, shell: str, line: str) -> list[str]:
    outcome = program(env=SHELLS[shell](f"sstc-survey {line}"))
    assert outcome.err == ""
    return [word for word in re.findall(r"^'?([\w,=-]+)", outcome.out, re.MULTILINE) if word != "local"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.usefixtures("stalls")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("summarize --question w", ["who", "wares", "wishes"]),
        ("summarize answers --question wi", ["wishes"]),
        ("summarize --question who,wi", ["who,wishes"]),
        ("summarize --by who --mean who,wi", ["who,wishes"]),
        ("summarize --questionnaire stalls.yaml --question wa", ["wares"]),
        ("run stalls.yaml --from wi", ["wishes"]),
        ("run --from usefulness_", ["usefulness_other"]),
        ("run stalls.yaml --language f", ["fr"]),
        ("run stalls.yaml --language zh", ["zh-Hans"]),
        ("run --language z", ["zh"]),
        ("preview stalls.yaml --language z", ["zh-Hans"]),
        ("list --language f", ["fr"]),
        ("new --language v", ["vi"]),
        ("summarize --format ma", ["markdown"]),
        ("verify --format j", ["json"]),
        ("summarize --by w", ["who", "wares", "wishes"]),
        ("summarize --by who,wa", ["who,wares"]),
        ("summarize --by who --by wa", ["wares"]),
        ("summarize --bands ", ["age="]),
        ("summarize --use m", ["mine"]),
    ],
)
def test_words_are_completed_where_they_belong(program: Program, shell: str, line: str, words: list[str]) -> None:
    found = completed(program, shell, line)
    assert [word for word in words if word in found] == words
    assert {"who", "wares", "wishes", "usefulness_other", "fr", "zh-Hans"}.intersection(found) <= set(words)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("show 0", [0, 1]),
        ("delete 0", [0, 1]),
        ("run --resume 0", [1]),
        ("show --answers others 0", [2]),
        ("run --answers others --resume 0", [2]),
        ("show ffff", []),
        ("show --answers nowhere 0", [0, 1]),
    ],
)
def test_ids_are_completed(program: Program, stalls: list[str], shell: str, line: str, numbers: list[int]) -> None:
    found = completed(program, shell, line)
    offered = [word for word in found if word[0] == "0"]
    assert [number for number, each in enumerate(stalls) if any(map(each.startswith, offered))] == numbers


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.usefixtures("stalls")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("summarize --format=ma", ["markdown"]),
        ("summarize --by=who,wa", ["who,wares"]),
        ("run stalls.yaml --language=", ["en", "fr", "zh-Hans"]),
        ("summarize --question=who --question=wi", ["wishes"]),
    ],
)
def test_values_are_completed_after_a_sign_of_equality(
    program: Program, shell: str, line: str, words: list[str]
) -> None:
    option = "" if shell == "bash" else re.findall(r"--\w+=", line)[-1]
    assert completed(program, shell, line) == [f"{option}{word}" for word in words]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_folder_may_stand_in_one_word_with_its_option(program: Program, stalls: list[str], shell: str) -> None:
    (offered,) = [word for word in completed(program, shell, "show --answers=others 0") if word[0] == "0"]
    assert stalls[2].startswith(offered)


@pytest.mark.usefixtures("stalls")
def test_ids_say_who_it_is(program: Program) -> None:
    assert "Dara, draft" in program(env=SHELLS["zsh"]("sstc-survey show 0")).out


@pytest.mark.parametrize("line", ["run ", "check ", "preview ", "summarize answers/", "run --replies "])
def test_elsewhere_the_shell_offers_files(program: Program, line: str) -> None:
    assert program(env=SHELLS["zsh"](f"sstc-survey {line}")).out.strip() == "_files"
    assert program(env=SHELLS["bash"](f"sstc-survey {line}")).out.strip() == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "pwsh"])
def test_a_named_shell_is_the_one_whose_script_is_shown(program: Program, shell: str) -> None:
    outcome = program("--show-completion", shell)
    assert (outcome.code, outcome.err) == (0, "")
    marks = {"bash": "complete -o", "zsh": "#compdef", "fish": "complete --command"}
    assert marks.get(shell, "Register-ArgumentCompleter") in outcome.out


@pytest.mark.parametrize("option", ["--show-completion", "--install-completion"])
@pytest.mark.parametrize(
    ("named", "detected", "fault", "remedy"),
    [
        ("", None, "the shell cannot be detected", "name it, such as: sstc-survey {option} bash"),
        ("", "tcsh", 'shell "tcsh" is not supported', "valid shells: bash, zsh, fish, powershell, pwsh"),
        ("run", "bash", 'shell "run" is not supported', "valid shells: bash, zsh, fish, powershell, pwsh"),
    ],
)
def test_a_shell_without_completion_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, option: str, named: str, detected: str | None, fault: str, remedy: str
) -> None:
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: detected)
    with pytest.raises(SurveyError) as raised:
        install_or_show(option, named)
    (problem,) = raised.value.problems
    assert (problem.fault, problem.remedy) == (fault, remedy.format(option=option))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_installed_for_a_named_shell(program: Program, tmp_path: Path, shell: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    outcome = program("--install-completion", shell, env={"HOME": str(home)})
    assert (outcome.code, outcome.err) == (0, "")
    assert f"Completion for {shell} is installed in {home}" in outcome.out
    assert [each for each in home.rglob("*sstc*") if each.is_file()]


def test_completion_that_cannot_be_installed_is_a_problem(program: Program, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    outcome = program("--install-completion", "bash", env={"HOME": str(tmp_path / "file")})
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"error: cannot write {tmp_path}/file: ")
