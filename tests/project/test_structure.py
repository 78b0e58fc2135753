"""What holds for the whole program: light start, one catalogue, help everywhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sstc_survey
from sstc_survey.cli.app import app
from sstc_survey.problems import (
    codes,
    in_expressions,
    in_files,
    in_logic,
    in_questionnaires,
    in_replies,
    in_storage,
    in_usage,
)
from sstc_survey.problems.catalogue import CATALOGUE

SOURCE = Path(sstc_survey.__file__).parent
HEAVY = {"questionary", "prompt_toolkit", "msgspec", "yaml", "rich.table", "rich.console", "asyncio", "wcwidth"}


def imported_by(*arguments: str) -> set[str]:
    program = (
        "import sys\n"
        f"sys.argv = ['sstc-survey', *{list(arguments)!r}]\n"
        "from sstc_survey.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('MODULES', *sys.modules, file=sys.stderr)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(ended.stderr.rpartition("MODULES ")[2].split())


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("run", "--help"), ("summarize", "--help")])
def test_help_and_version_import_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert not imported_by(*arguments) & HEAVY


def test_the_version_is_told_before_typer_is_imported() -> None:
    assert not imported_by("--version") & {"typer", "sstc_survey.cli"}


def test_a_summary_imports_no_prompts_and_schema_no_screens() -> None:
    assert not imported_by("summarize", "/nowhere") & {"questionary", "prompt_toolkit"}
    assert not imported_by("schema") & {"questionary", "rich.table"}


def test_every_command_and_option_has_help() -> None:
    names = [info.name or info.callback.__name__ for info in app.registered_commands if info.callback]
    assert {"run", "summarize", "check", "list", "show", "schema"} <= set(names)
    for name in names:
        shown = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "100"}).output
        options = re.findall(r"^  (-[^\s]+.*)$", shown, re.MULTILINE)
        assert options
        assert all("  " in option.strip() or len(option) > 30 for option in options), options


CODES = {name: code for name, code in vars(codes).items() if name.isupper()}


def test_every_code_has_one_row_in_the_catalogue_that_says_when_it_comes_up() -> None:
    rows = [
        kind.code
        for module in (in_files, in_questionnaires, in_expressions, in_logic, in_replies, in_storage, in_usage)
        for kind in module.KINDS
    ]
    assert sorted(rows) == sorted(CODES.values())
    for name, code in CODES.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        assert name == code.upper().replace("-", "_")
        assert CATALOGUE[code].about, code


def test_every_code_is_reported_somewhere() -> None:
    used = {
        node.attr
        for path in SOURCE.rglob("*.py")
        if path.parent.name != "problems"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "codes"
    }
    assert set(CODES) - used == set()


def test_no_other_exception_is_meant_for_users() -> None:
    for path in (SOURCE / "commands").rglob("*.py"):
        assert not re.search(r"sys\.exit\(|import traceback|raise SystemExit", path.read_text(encoding="utf-8")), path
