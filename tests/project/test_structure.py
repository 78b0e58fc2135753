"""What holds for the whole program: light start, one catalogue, help everywhere."""

from __future__ import annotations

import ast
import importlib
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
    in_batches,
    in_board,
    in_exports,
    in_expressions,
    in_files,
    in_jobs,
    in_logic,
    in_packs,
    in_questionnaires,
    in_replies,
    in_reports,
    in_sessions,
    in_storage,
    in_usage,
    in_workbooks,
)
from sstc_survey.problems.catalogue import CATALOGUE

SOURCE = Path(sstc_survey.__file__).parent
HEAVY = {"questionary", "prompt_toolkit", "msgspec", "yaml", "rich.table", "rich.console", "asyncio", "wcwidth"}


def imported_by(*arguments: str) -> set[str]:
    """Return the modules that a call of the program imports."""
    return modules_after(
        f"sys.argv = ['sstc-survey', *{list(arguments)!r}]\n"
        "from sstc_survey.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
    )


def modules_after(program: str) -> set[str]:
    """Return the modules that are there after a program."""
    program = f"import sys\n{program}\nprint('MODULES', *sys.modules, file=sys.stderr)\n"
    ended = subprocess.run(
        [sys.executable, "-c", program], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    return set(ended.stderr.rpartition("MODULES ")[2].split())


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("run", "--help"), ("summarize", "--help")])
def test_help_and_version_import_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert not imported_by(*arguments) & HEAVY


def test_a_list_imports_no_tally(tmp_path: Path) -> None:
    imported = imported_by("list", str(tmp_path))
    assert "sstc_survey.storage.inventory" in imported
    assert "sstc_survey.tally" not in imported


def test_the_version_is_printed_before_typer_is_imported() -> None:
    assert not imported_by("--version") & {"typer", "sstc_survey.cli"}
    assert not modules_after("import sstc_survey.cli") & {"typer", *HEAVY}


def test_help_imports_only_what_names_the_options() -> None:
    ours = {module for module in imported_by("--help") if module.startswith("sstc_survey.")}
    assert {module for module in ours if not module.startswith("sstc_survey.cli")} == {
        "sstc_survey.__main__",
        "sstc_survey.exports",
        "sstc_survey.exports.codebook",
        "sstc_survey.i18n",
        "sstc_survey.problems",
        "sstc_survey.reports",
        "sstc_survey.reports.pages",
        "sstc_survey.reports.report",
        "sstc_survey.reports.summary",
        "sstc_survey.streams",
    }


CATALOGUE_MODULE = "sstc_survey.problems.catalogue"


def test_a_summary_imports_no_prompts_and_words_no_problems(tmp_path: Path) -> None:
    replies = tmp_path / "replies.json"
    replies.write_text("{}", encoding="utf-8")
    answers = str(tmp_path / "answers")
    ran = imported_by("run", "--replies", str(replies), "--answers", answers)
    assert CATALOGUE_MODULE not in ran
    assert not ran & {"questionary", "prompt_toolkit"}
    summarised = imported_by("summarize", answers)
    assert "sstc_survey.tally" in summarised
    assert not summarised & {"questionary", "prompt_toolkit", CATALOGUE_MODULE}
    assert not {module for module in summarised if module.startswith("sstc_survey.prompters")}
    # Only drafts, and texts with references, need the language of expressions.
    assert not {module for module in summarised if module.startswith(("sstc_survey.expressions", "sstc_survey.lazy"))}
    # A problem is worded when there is one.
    assert CATALOGUE_MODULE in imported_by("summarize", "/nowhere")


def test_an_interview_imports_only_its_own_way_and_no_expressions_that_it_has_not(tmp_path: Path) -> None:
    ran = imported_by("run", "--plain", "--answers", str(tmp_path / "answers"))
    assert "sstc_survey.prompters.plain.prompter" in ran
    others = {"prompters.scripted", "prompters.terminal", "parsing.replies", "storage.inventory", "expressions.parser"}
    assert not {f"sstc_survey.{module}" for module in others} & ran


def test_the_schema_needs_no_screens() -> None:
    assert not imported_by("schema") & {"questionary", "prompt_toolkit", "rich.table"}


def test_progress_needs_no_rich() -> None:
    assert not {"rich", "msgspec"} & modules_after("import sstc_survey.reports.progress")


def test_responses_are_saved_and_read_without_the_logic_of_forms() -> None:
    imported = modules_after("import sstc_survey.storage.responses, sstc_survey.engine.answers")
    assert "sstc_survey.engine.form" not in imported
    assert not {module for module in imported if module.startswith("sstc_survey.expressions")}


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
        for module in (
            in_batches,
            in_board,
            in_exports,
            in_expressions,
            in_files,
            in_jobs,
            in_logic,
            in_questionnaires,
            in_replies,
            in_reports,
            in_sessions,
            in_storage,
            in_packs,
            in_usage,
            in_workbooks,
        )
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


FACES = [path.parent for path in SOURCE.rglob("__init__.py") if "public_name(" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("folder", FACES, ids=[str(path.relative_to(SOURCE)) for path in FACES])
def test_every_public_name_of_a_package_is_there(folder: Path) -> None:
    package = importlib.import_module(".".join(("sstc_survey", *folder.relative_to(SOURCE).parts)))
    assert package.__all__
    assert all(getattr(package, name) is not None for name in package.__all__)
    with pytest.raises(AttributeError):
        package.nothing_of_this_name  # noqa: B018 it must not be there
