"""What is there to be copied comes in one piece on a narrow terminal, which wraps it itself: commands and paths."""

from __future__ import annotations

import ast
import io
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from string import Formatter
from typing import Final
from unittest.mock import patch

import pytest
from conftest import Program

import sstc_survey
from sstc_survey.commands.shared.output import ask, tell
from sstc_survey.display import columns
from sstc_survey.i18n import FOLDER, gettext, set_language
from sstc_survey.line_breaks import lines
from sstc_survey.problems import Kind, Problem
from sstc_survey.problems.catalogue import CATALOGUE
from sstc_survey.reports.problems import print_problems

NARROW: Final = 40
SOURCE: Final = Path(sstc_survey.__file__).parent
COMMAND: Final = "sstc-survey run 'my questionnaires/household.yaml' --replies rows.jsonl --answers 'of day 1'"
BY_PATH: Final = "'/home/a b/bin/sstc-survey' edit 0190163d-8694-739b-aea5-966c26f8ad91 --answers 'of day 1'"
# What such a field holds in a message.
FIELDS: Final = {
    "command": COMMAND,
    "commands": f"{COMMAND}; {COMMAND}",
    "folder": "'answers of the first day'",
    "file": "'answers of the first day/panel/1.json'",
    "id": "0190163d-8694-739b-aea5-966c26f8ad91",
    "option": "--show-completion",
    "package": "'zstandard>=0.22'",
}


class NarrowTerminal(io.StringIO):
    """A terminal of so many columns, by what is told of it."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


@contextmanager
def narrow() -> Iterator[NarrowTerminal]:
    """Let standard error be a narrow terminal."""
    stream = NarrowTerminal()
    with patch.object(sys, "stderr", stream), patch.dict(os.environ, {"COLUMNS": str(NARROW), "NO_COLOR": "1"}):
        yield stream


def told(line: str) -> str:
    """Return what comes of a line on a narrow terminal."""
    with narrow() as stream:
        tell(line)
    return stream.getvalue()


def is_in_one_piece(text: str, shown: str) -> bool:
    """Tell whether a text stands within one line."""
    return any(text in line for line in shown.splitlines())


def filled(template: str) -> str:
    """Fill the fields of a message."""
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    return template.format_map({name: FIELDS.get(name, f"[{name}]") for name in names})


def commands_in(message: str) -> list[str]:
    """Return the commands that a message ends with, or that stand between two semicolons."""
    parts = re.split(r"; |, or ", message)
    found = (re.search(r"(?:run: |'\S[^']*/)?((?:sstc-survey|pip install) .*)", part) for part in parts)
    return [match[1] for match in found if match]


KINDS: Final[Mapping[str, Kind]] = {
    kind.code: kind
    for kind in CATALOGUE.values()
    if re.search(r"\bsstc-survey [a-z{A-Z-]|\brun: |\{commands?\}", kind.remedy) and "`" not in kind.remedy
}


@pytest.mark.parametrize("code", KINDS)
def test_the_commands_of_remedies(code: str) -> None:
    kind = KINDS[code]
    remedy = filled(kind.remedy)
    expected = commands_in(remedy)
    assert expected
    names = [name for text in (kind.fault, kind.remedy) for _, name, _, _ in Formatter().parse(text) if name]
    with narrow() as stream:
        print_problems([Problem(kind.code, {name: FIELDS.get(name, f"[{name}]") for name in names})], stream)
    shown = stream.getvalue()
    assert all(is_in_one_piece(command, shown) for command in expected), shown


def templates() -> Iterator[str]:
    """Yield the messages of commands and reports that have a field for a command."""
    for folder in ("commands", "reports/summary"):
        for path in sorted((SOURCE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Constant(value=str(text)) if "{command}" in text:
                        yield text
                    case _:
                        pass


TEMPLATES: Final = sorted(
    {*templates(), "Edit it, then run: {command}", "from rows.jsonl; to complete it, run: {command}"}
)


def test_the_messages_with_commands_are_found() -> None:
    assert {"To resume, run: {command}", "Fill it in, then run: {command}"} < {*TEMPLATES}
    assert any("complete it with: " in template for template in TEMPLATES)


@pytest.mark.parametrize("language", ["en", *sorted(os.listdir(FOLDER))])
@pytest.mark.parametrize("command", [COMMAND, BY_PATH])
def test_the_commands_of_messages(language: str, command: str) -> None:
    set_language(language)
    for template in TEMPLATES:
        message = gettext(template)
        names = [name for _, name, _, _ in Formatter().parse(message) if name]
        shown = told(message.format_map({name: command if name == "command" else f"[{name}]" for name in names}))
        assert is_in_one_piece(command, shown), shown


@pytest.mark.parametrize(
    ("line", "piece"),
    [
        ("Saved: my sum in answers/summaries.yaml (--use 'my sum')", "--use 'my sum'"),
        ("Saved: the sum of all in summaries.yaml (--use sum)", "--use sum"),
        ("Not included here are: 12 drafts that (--include partial adds to them)", "--include partial"),
        ("did you mean of all the commands that run 'my questionnaire.yaml'?", "run 'my questionnaire.yaml'"),
        ("on the board of the session, use a number as in `/repeat 2 3`", "`/repeat 2 3`"),
        ("name the folder of the answers, or of others: 'it'\"'\"'s mine'", "'it'\"'\"'s mine'"),
    ],
)
def test_other_pieces_that_are_copied(line: str, piece: str) -> None:
    shown = told(line)
    assert len(shown.splitlines()) > 1
    assert is_in_one_piece(piece, shown), shown


@pytest.mark.parametrize(
    "prose",
    [
        "worker tcp://127.0.0.1:9 has sstc-survey 1.2, and this is sstc-survey 1.3",
        "the respondents' answers are hidden here, and the moderator's are not",
        "it's not what the author's questionnaire says, it's another's",
    ],
)
def test_prose_is_broken_between_words(prose: str) -> None:
    assert all(columns(line) <= NARROW for line in told(prose).splitlines())


def test_control_without_care_a_command_is_broken() -> None:
    broken = lines(f"To resume, run: {COMMAND}", NARROW, columns, whole_words=True)
    assert not is_in_one_piece(COMMAND, "\n".join(broken))


def test_a_question_ends_where_the_answer_is_typed() -> None:
    with narrow() as stream, patch.object(sys, "stdin", io.StringIO("no\n")):
        assert ask("Is that what you mean? Type yes or no, and then press Enter: ") == "no\n"
    assert stream.getvalue() == "Is that what you mean? Type yes or no,\n  and then press Enter: "
    with narrow(), patch.object(sys, "stdin", None):
        assert ask("Again? ") == ""


LONG: Final = "questionnaires-of-the-households-of-the-province.yaml"
SMALL: Final = """\
id: small
version: "1"
title: Small
respondent: [who]
questions:
  - {name: who, type: text, label: Who?}
  - {name: age, type: integer, label: How old?}
"""


@pytest.fixture
def response(tmp_path: Path, program: Program) -> str:
    """Save a response; return its id."""
    (tmp_path / LONG).write_text(SMALL)
    (tmp_path / "row.jsonl").write_text('{"who": "Ann", "age": 7}\n')
    assert program("run", LONG, "--replies", "row.jsonl").code == 0
    (path,) = (tmp_path / "answers" / "small").glob("*.json")
    return path.stem


def test_what_commands_say_of_files_and_what_to_do(terminal: Program, response: str) -> None:
    path = f"answers/small/{response}.json"
    calls: list[tuple[tuple[str, ...], str, list[str]]] = [
        (("void", response, "--reason", "twice"), "", [path]),
        (("restore", response), "", [path]),
        (("edit", response, "--set", "age=8", "--by", "Bea", "--reason", "misheard"), "", [path]),
        (("summarize", "--save", "my sum", "--output", "sum.txt"), "", ["(--use 'my sum')"]),
        (("panel", LONG, "--new-roster", "the roster.csv"), "", [f"panel {LONG} --check-roster 'the roster.csv'"]),
        (("new", "another of the questionnaires.yaml", "--yes"), "", ["check 'another of the questionnaires.yaml'"]),
        (("delete", response, "--erase"), f"{response}\n", [path, response]),
    ]
    for arguments, typed, pieces in calls:
        shown = terminal(*arguments, typed=typed, columns=NARROW).out
        assert all(is_in_one_piece(piece, shown) for piece in pieces), (arguments, shown)
        for line in shown.splitlines():
            assert len(line) <= NARROW or any(piece in line for piece in pieces), (arguments, shown)
