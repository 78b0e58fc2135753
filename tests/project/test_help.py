"""Help on the screen: its width, its words, examples that can be run, and the command that was meant."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
import typer.main
from conftest import Program
from typer.testing import CliRunner

from sstc_survey.cli.app import app
from sstc_survey.cli.boundary import explicit_resume
from sstc_survey.cli.usage import COMMANDS, OPTIONS

GROUP: Any = typer.main.get_command(app)
NAMES = tuple(GROUP.commands)
WIDTH = 80


def shown(*arguments: str, columns: int = WIDTH) -> str:
    outcome = CliRunner().invoke(
        app,
        [*arguments, "--help"],
        prog_name="sstc-survey",
        env={"COLUMNS": str(columns), "TERMINAL_WIDTH": str(columns)},
    )
    return outcome.output


def examples(text: str) -> list[str]:
    """Return the examples as a shell reads them, which goes on after a backslash."""
    joined = re.sub(r" \\\n +", " ", text.partition("Examples:\n")[2])
    return [line.strip() for line in joined.splitlines() if line.strip()]


def parsed(arguments: list[str]) -> None:
    """Parse a command line up to the last of its options, without doing what it says."""
    name, *rest = explicit_resume(arguments)
    with GROUP.make_context("sstc-survey", []) as context:
        GROUP.commands[name].make_context(name, rest, parent=context).close()


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_fits_the_screen_uncut_and_ends_with_two_examples(name: str) -> None:
    text = shown(*filter(None, [name]))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "..." not in re.sub(r"\[PATH\]\.\.\.|\[ARGS\]\.\.\.|(?:QUESTIONNAIRE|PATH|FILE)\.\.\.", "", text)
    assert "Show this help." in text
    assert len(examples(text)) == 2


@pytest.mark.parametrize("columns", [20, 40, 60])
@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_fits_a_small_screen_apart_from_what_is_typed(name: str, columns: int) -> None:
    text = shown(*filter(None, [name]), columns=columns)
    lines = text.splitlines()
    if columns == 20:
        # Names of commands and options are never broken, nor are those of files in examples.
        lines = [line for line in text.partition("Examples:")[0].splitlines() if not line.startswith(("Usage:", "  -"))]
    assert [line for line in lines if len(line) > columns] == []
    assert [line for line in text.splitlines() if line != line.rstrip()] == []
    wide = shown(*filter(None, [name]))
    assert examples(text) == examples(wide)
    before, wide_before = (re.sub(r"\s", "", each.partition("Examples:")[0]) for each in (text, wide))
    assert before == wide_before


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_has_no_signs_of_its_own(name: str) -> None:
    """What must be given stands without brackets, limits are words, and short brackets are not broken."""
    text = shown(*filter(None, [name]))
    assert not re.search(r"[{}\xa0]|<=|>=", text)
    assert not re.search(r"\[default:\n", text)


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_is_written_in_sentences(name: str) -> None:
    command = GROUP.commands[name] if name else GROUP
    helps = [command.help, *(param.help for param in command.params if param.help)]
    with GROUP.make_context("sstc-survey", []) as context:
        helps.append(command.get_help_option(context).help)
    for words in helps:
        sentence = words.partition("  [")[0]
        assert re.fullmatch(r"[A-Z].*\.|With --replies: .*\.", sentence), words
        # Articles are left out at the start of a label, and the field's words are used.
        assert not re.match(r"The |A |An ", sentence), words


@pytest.mark.parametrize("example", [line for name in ("", *NAMES) for line in examples(shown(*filter(None, [name])))])
def test_every_example_is_a_command_line(example: str) -> None:
    program, *arguments = shlex.split(re.split(r" [<>|] ", example)[0])
    assert program == "sstc-survey"
    parsed(arguments)


def test_commands_stand_in_groups_above_the_options() -> None:
    text = shown()
    headings = re.findall(r"^([A-Z][a-z]+):", text, re.MULTILINE)
    assert headings == ["Usage", "Interview", "Questionnaires", "Responses", "Analysis", "Options", "Examples"]
    for name in NAMES:
        # The same words in the list and on the command's own page.
        assert re.search(rf"^  {name} +{re.escape(GROUP.commands[name].help)}$", text, re.MULTILINE)


@pytest.mark.parametrize("columns", [WIDTH, 40])
def test_the_program_alone_says_how_to_begin(program: Program, columns: int) -> None:
    outcome = program(env={"COLUMNS": str(columns)})
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert len(lines) <= 16
    assert max(map(len, lines)) <= columns
    commands = [line.split()[1:] for line in lines if line.startswith("  sstc-survey")]
    assert commands == [["run"], ["new"], ["--help"], ["COMMAND", "--help"]]


@pytest.mark.parametrize("word", [word for word in COMMANDS if word not in NAMES])
def test_a_word_of_other_programs_suggests_commands_that_there_are(word: str) -> None:
    for command in COMMANDS[word]:
        name, *options = command.split()
        if name.startswith("-"):
            assert any(
                name in param.opts for param in [*GROUP.params, GROUP.get_help_option(GROUP.make_context("", []))]
            )
            continue
        own = {option for param in GROUP.commands[name].params for option in param.opts}
        assert {option for option in options if option.startswith("-")} <= own


def test_no_command_is_another_word_for_a_command() -> None:
    assert not set(COMMANDS) & set(NAMES)
    own = {option for each in (GROUP, *GROUP.commands.values()) for param in each.params for option in param.opts}
    assert not set(OPTIONS) & own
    assert {option.split()[0] for meant in OPTIONS.values() for option in meant} <= own | {"--help"}


@pytest.mark.parametrize(
    ("arguments", "fault", "meant"),
    [
        (("validate", "x.yaml"), 'unknown command "validate"', "sstc-survey check"),
        (("resume",), 'unknown command "resume"', "sstc-survey run --resume or sstc-survey panel --resume"),
        (("help",), 'unknown command "help"', "sstc-survey --help"),
        (("help", "run"), 'unknown command "help"', "sstc-survey run --help"),
        (
            ("csv",),
            'unknown command "csv"',
            "sstc-survey export or sstc-survey summarize --format csv",
        ),
        (("view", "01"), 'unknown command "view"', "sstc-survey show or sstc-survey preview"),
        (("start",), 'unknown command "start"', "sstc-survey run"),
        (("stats",), 'unknown command "stats"', "sstc-survey summarize"),
        (("statistics",), 'unknown command "statistics"', "sstc-survey summarize"),
        (("reopen",), 'unknown command "reopen"', "sstc-survey edit"),
        (("summarise",), 'unknown command "summarise"', "sstc-survey summarize"),
        (("simulte", "x.yaml"), 'unknown command "simulte"', "sstc-survey simulate"),
        (("Check",), 'unknown command "Check"', "sstc-survey check"),
        (("a b.yaml",), 'unknown command "a b.yaml"', "sstc-survey run 'a b.yaml' or sstc-survey check 'a b.yaml'"),
        (("a.json",), 'unknown command "a.json"', "sstc-survey show a.json"),
        (("list", "--json"), "unknown option --json", "--format json"),
        (("summarize", "--lang", "en"), "unknown option --lang", "--language"),
        (("summarize", "-o", "x"), "unknown option -o", "--output"),
        (("run", "--anwsers", "x"), "unknown option --anwsers", "--answers"),
        (("list", "--no-color"), "unknown option --no-color", "sstc-survey --no-color list"),
        (("list", "--no-colour"), "unknown option --no-colour", "sstc-survey --no-color list"),
        (("--resume",), "unknown option --resume", "sstc-survey run --resume or sstc-survey panel --resume"),
        (("--versoin",), "unknown option --versoin", "--version"),
    ],
)
def test_what_was_meant_is_suggested(program: Program, arguments: tuple[str, ...], fault: str, meant: str) -> None:
    outcome = program(*arguments)
    assert outcome.code == 2
    assert outcome.err == f"error: {fault}\n   = did you mean {meant}?\n"


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("xyzzy",), 'unknown command "xyzzy"'),
        (("list", "--xyzzy"), "unknown option --xyzzy"),
        (("preview", "x.yaml", "--csv"), "unknown option --csv"),
        (("run", "a", "b"), "unexpected argument: b"),
        (("delete",), "missing argument ID"),
        (("summarize", "--format", "xml"), 'invalid value for --format: "xml" is not one of "table", "json"'),
        (("simulate", "q", "-n", "0"), "invalid value for -n / --count: 0 is too small (minimum 1)"),
        (("simulate", "q", "-n", "x"), 'invalid value for -n / --count: "x" is not a whole number'),
        (("summarize", "--separator", "x"), 'invalid value for --separator: valid values: ",", ";" and tab'),
        (("summarize", "--output"), "option --output needs a value"),
        (("schema", "--help=3"), "option --help does not take a value"),
    ],
)
def test_faults_of_a_command_line_are_worded_as_others_are(
    program: Program, arguments: tuple[str, ...], fault: str
) -> None:
    outcome = program(*arguments)
    assert outcome.code == 2
    first, second = outcome.err.splitlines()
    assert first.startswith(f"error: {fault}")
    assert not first.endswith(".")
    assert "did you mean" not in second
