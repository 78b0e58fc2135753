"""The language of an interview: offered where the terminal has another, and changed at the first question."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from sstc_survey.i18n import terminal_language

QUESTIONNAIRE = """\
id: two
version: "1"
title: {en: Title, zh-Hans: 标题, fr: Titre}
introduction: {en: What it is about., zh-Hans: 关于什么。, fr: De quoi il s'agit.}
default_language: en
questions:
  - {name: a, type: text, label: {en: First?, zh-Hans: 第一？, fr: Premier ?}}
  - {name: b, type: text, label: {en: Second?, zh-Hans: 第二？, fr: Second ?}}
"""


@pytest.fixture
def two(tmp_path: Path) -> str:
    (tmp_path / "two.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    return "two.yaml"


@pytest.mark.parametrize(
    ("environment", "tag"),
    [
        ({}, ""),
        ({"LANG": "C"}, ""),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({"LANG": ""}, ""),
        ({"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "ca_ES@valencia"}, "ca-ES"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "km_KH.UTF-8"}, "km-KH"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "km_KH", "LC_ALL": "th_TH"}, "th-TH"),
        ({"LANG": "fr_FR", "LC_ALL": "C.UTF-8"}, ""),
        ({"LANG": "fr_FR", "LC_ALL": ""}, "fr-FR"),
    ],
)
def test_the_language_of_a_terminal(environment: dict[str, str], tag: str) -> None:
    assert terminal_language(environment) == tag


def terminal(folder: Path, locale: str, *arguments: str) -> Any:
    environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "NO_COLOR", "ACCESSIBLE"}}
    return pexpect.spawn(
        sys.executable, ["-m", "sstc_survey", "run", "two.yaml", *arguments], cwd=str(folder), timeout=300,
        env={**environment, "TERM": "xterm-256color", "LC_ALL": locale, "PYTHONUTF8": "1"}, dimensions=(24, 80),
        encoding="utf-8",
    )  # fmt: skip


def language_saved(folder: Path) -> str:
    (file,) = folder.glob("answers/*/*.json")
    return str(json.loads(file.read_text(encoding="utf-8"))["language"])


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    ("number", "first", "tag"), [("1", "First\\?", "en"), ("2", "第一？", "zh-Hans"), ("3", "Premier", "fr")]
)
@pytest.mark.usefixtures("two")
def test_it_is_offered_where_the_terminal_has_another(
    tmp_path: Path, plain: bool, number: str, first: str, tag: str
) -> None:
    child = terminal(tmp_path, "zh_CN.UTF-8", *["--plain"] * plain)
    child.expect("Language / 语言")
    child.expect("English")
    child.expect("中文")
    child.expect("Français")
    child.expect("/quit" if plain else "F10")
    child.send(f"{number}\r")
    child.expect(first)
    child.expect("Answer:|回答|Réponse" if plain else "F10")
    child.send("x\r")
    child.expect("Second|第二")
    child.send("\x03")
    child.expect(pexpect.EOF)
    assert language_saved(tmp_path) == tag


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.usefixtures("two")
def test_none_need_be_chosen(tmp_path: Path, plain: bool) -> None:
    child = terminal(tmp_path, "fr_FR.UTF-8", *["--plain"] * plain)
    child.expect("Language / Langue")
    child.expect("/quit" if plain else "F10")
    child.send("/quit\r" if plain else "\x04")
    child.expect("language")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert not (tmp_path / "answers").exists()


@pytest.mark.parametrize(
    ("locale", "arguments"),
    [("C.UTF-8", ()), ("en_GB.UTF-8", ()), ("km_KH.UTF-8", ()), ("zh_CN.UTF-8", ("--language", "en"))],
)
@pytest.mark.usefixtures("two")
def test_otherwise_it_is_not_offered(tmp_path: Path, locale: str, arguments: tuple[str, ...]) -> None:
    child = terminal(tmp_path, locale, *arguments)
    child.expect("First\\?")
    assert "中文" not in child.before
    child.send("\x03")
    child.expect(pexpect.EOF)


def test_without_a_terminal_it_is_not_offered(program: Any, two: str) -> None:
    outcome = program("run", two, env={"LC_ALL": "zh_CN.UTF-8"})
    assert "First?" in outcome.err
    assert "中文" not in outcome.err


def test_at_the_first_question_the_introduction_is_shown_in_the_language_chosen(program: Any, two: str) -> None:
    outcome = program("run", two, typed="/language fr\nx\n/language en\n/back\n/language zh-Hans\n")
    said = outcome.err
    assert said.count("What it is about.") == 1
    assert said.count("De quoi il s'agit.") == 1
    assert said.count("关于什么。") == 1
    assert said.index("De quoi il s'agit.") < said.index("Premier ?")
    assert said.index("关于什么。") < said.index("第一？")


def test_an_introduction_without_a_translation_is_not_shown_again(program: Any, two: str, tmp_path: Path) -> None:
    text = QUESTIONNAIRE.replace("{en: Title, zh-Hans: 标题, fr: Titre}", "Title")
    text = text.replace("{en: What it is about., zh-Hans: 关于什么。, fr: De quoi il s'agit.}", "What it is about.")
    (tmp_path / two).write_text(text, encoding="utf-8")
    assert program("run", two, typed="/language fr\n").err.count("What it is about.") == 1
