"""Every command over data that has payloads in every place: what it writes is only text.

1. Nothing from data steers a terminal, through a pipe or at a terminal, with colours and without them.
2. Files in each format are sound, and have no markup, link, script or formula that data put there.
3. No file is touched that was not named, no exit code is 70, and there is no traceback.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
import typer
from conftest import Outcome, Program, caller
from payload_calls import ARGUMENTS, CALLS, Call
from payload_folder import RESPONSE, build
from payload_formats import BINARY, FORMATS, is_labelled, is_text
from payloads import MIXED, PAYLOADS, steering

from sstc_survey.cli.app import app
from sstc_survey.commands.shared.starter import PARTS, NewQuestionnaire, starter
from sstc_survey.parsing.questionnaire import parse_questionnaire


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Fill a folder once."""
    folder = tmp_path_factory.mktemp("built")
    build(folder, caller(folder, request.getfixturevalue("fork_server")))
    (folder / "folder").mkdir()
    return folder


@pytest.fixture
def folder(tmp_path: Path, built: Path) -> Path:
    """Return a folder of its own with payloads in every place, where the program is called.

    Its files are those that were built: the program never writes into a file, but puts another one in its place.
    """
    shutil.copytree(built, tmp_path, dirs_exist_ok=True, copy_function=os.link)
    return tmp_path


def test_every_command_option_and_format_is_tried() -> None:
    commands: dict[str, typer.core.TyperCommand] = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # it is a group
    assert set(CALLS) == set(commands)
    for name, command in commands.items():
        written = [part for each_call in CALLS[name] for part in each_call.arguments]
        for option in command.params:
            if option.param_type_name == "option":
                assert any(part.partition("=")[0] in option.opts for part in written), (name, option.opts)
            for choice in getattr(option.type, "choices", ()):
                is_default = str(option.default) == choice
                assert choice in written or is_default, (name, choice)


@pytest.mark.parametrize("command", CALLS)
def test_nothing_gets_through_a_pipe(program: Program, folder: Path, command: str) -> None:
    faults = []
    for each_call in CALLS[command]:
        try:
            examine(program(*each_call.arguments, typed=each_call.typed), each_call, folder)
        except AssertionError as error:
            faults.append(f"{each_call.arguments!r:.300}: {error!s:.600}")
    assert not faults, "\n".join(faults)
    nothing_outside(folder)


def examine(outcome: Outcome, made: Call, folder: Path) -> None:
    """Expect of a call what its format promises, of its messages too, and of the file that it made."""
    assert outcome.code in {0, 1, 2}, outcome.err[-500:]
    is_text(outcome.err)
    if outcome.out or outcome.code == 0:
        FORMATS["text" if "made." in str(made.arguments) else made.format](outcome.out)
    for path in folder.glob("made.*"):
        if made.format in BINARY:
            BINARY[made.format](path.read_bytes())
        elif made.format == "labelled":
            is_labelled(path)
        else:
            FORMATS[made.format](path.read_text(encoding="utf-8"))
        path.unlink()


TERMINALS: Final[list[tuple[int, Mapping[str, str]]]] = [(80, {}), (40, {"NO_COLOR": "1"}), (40, {"TERM": "dumb"})]
# What takes long on a machine that is busy says how far it is.
PROGRESS: Final = re.compile(
    r"\r[\d,]+ of [\d,]+ (?:files (?:read|packed|unpacked)|interviews done|responses exported)|\r +\r"
)
# What no terminal is asked for, as no person could read it.
FOR_PROGRAMS: Final = {
    "json",
    "csv",
    "raw",
    "table-csv",
    "raw-table",
    "lines",
    "labelled",
    "html",
    "svg",
    "mermaid",
    "markdown",
    "docx",
    "ddi",
}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", CALLS)
def test_nothing_gets_to_a_terminal(terminal: Program, command: str) -> None:
    faults = []
    # At a terminal standard input has no end.
    shown = [each for each in CALLS[command] if each.format not in FOR_PROGRAMS and "-" not in each.arguments]
    for number, each_call in enumerate(shown):
        columns, env = TERMINALS[number % len(TERMINALS)]
        # Who types nothing more leaves.
        typed = each_call.typed[:2000].replace(b"\x03", b"")
        if is_drawn(each_call.arguments):
            # A control is a key there, not text.
            typed = re.sub(rb"[\x00-\x09\x0b-\x1f]", b"", typed)
        typed += b"\n/quit\n.\n/quit\n\x03/quit\nn\n"
        outcome = terminal(*each_call.arguments, typed=typed, env=env, columns=columns)
        shown_there = PROGRESS.sub("", outcome.out)
        found = steering(shown_there, has_colours=not env.get("TERM"), has_prompts=is_drawn(each_call.arguments))
        if found or outcome.code not in {0, 1, 2, 130}:
            faults.append(f"{each_call.arguments!r:.300}: {outcome.code}, {found[:3]}")
    assert not faults, "\n".join(faults)


def is_drawn(arguments: tuple[str, ...]) -> bool:
    """Tell whether a call may draw prompts."""
    return arguments[0] in {"run", "new", "edit"} and "--plain" not in arguments


INTERACTIVE: Final = {
    "texts": ("run", "texts.yaml", "--answers", "made"),
    "texts-resumed": ("run", "--resume", RESPONSE % 4, "--answers", "drafts"),
    "picker": ("run", "--resume", "--answers", "drafts"),
    "picker-plain": ("run", "--resume", "--answers", "drafts", "--plain"),
    "new": ("new",),
    "edit": ("edit", RESPONSE % 0, "--by", "x"),
}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("name", INTERACTIVE)
def test_nothing_gets_into_prompts(terminal: Program, name: str, columns: int) -> None:
    outcome = terminal(*INTERACTIVE[name], typed="x\r\r1\r\r\r\r\r\r\x03\x03/quit\n/quit\n", columns=columns)
    assert outcome.code in {0, 1, 2, 130}
    assert steering(outcome.out, has_colours=True, has_prompts=True) == []
    assert len(outcome.out) > 100


@pytest.mark.parametrize("text", [*PAYLOADS.values(), *MIXED])
def test_a_new_questionnaire_has_the_title_that_it_was_given(text: str) -> None:
    title = " ".join(text.split())
    chosen = NewQuestionnaire(f"{text}.yaml", title, "made", ("en", "fr"), tuple(PARTS), schema=True)
    parsed = parse_questionnaire(starter(chosen).encode("utf-8", "surrogatepass"), "made.yaml")
    if not re.search("[\ud800-\udfff]", text):
        assert parsed.questionnaire is not None, parsed.problems
        assert parsed.questionnaire.title == {"en": title, "fr": f"[fr] {title}"}


def nothing_outside(folder: Path) -> None:
    """Expect that nothing came into being but what the calls named."""
    known = {"answers", "damaged", "drafts", "folder", "made", "raw", "wrong", *ARGUMENTS, *MIXED}
    known |= {f"{name}.{kind}" for name in ("answers", "texts") for kind in ("yaml", "jsonl")}
    found = {path.name for path in folder.iterdir()} - known
    assert {name for name in found if "shell-ran" in name or "outside" in name} == set()
    assert not (folder.parent / "outside").exists()
    assert not Path("/tmp/outside").exists()
    assert not list(folder.rglob("shell-ran"))
