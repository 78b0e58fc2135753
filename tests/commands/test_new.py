"""What holds for `new`.

1. What it writes has no problem, reads in every language asked for, and every question and choice of it can be reached.
2. It overwrites nothing, and leaves nothing behind when it is left.
3. It asks as an interview does; `--yes` asks nothing.
4. An editor finds the schema only where it was written.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sstc_survey.parsing import parse_questionnaire
from sstc_survey.questionnaire import Questionnaire

MODELINE = "# yaml-language-server: $schema=questionnaire.schema.json\n"


def made(path: Path) -> Questionnaire:
    parsed = parse_questionnaire(path.read_bytes(), path.name)
    assert parsed.problems == []
    assert parsed.questionnaire is not None
    return parsed.questionnaire


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_without_questions_it_takes_every_part(program: Any, tmp_path: Path) -> None:
    outcome = program("new", "--yes", "--title", "Market day")
    assert (outcome.code, outcome.out) == (0, "market-day.yaml\n")
    assert outcome.err == "Edit it, then run: sstc-survey check market-day.yaml\n"
    questionnaire = made(tmp_path / "market-day.yaml")
    assert (questionnaire.id, questionnaire.title, questionnaire.default_language) == ("market-day", "Market day", "en")
    assert names(tmp_path) == ["market-day.yaml"]
    checked = program("check", "market-day.yaml")
    assert (checked.code, checked.out) == (0, "")


def test_all_of_it_can_be_reached_and_read(program: Any) -> None:
    assert program("new", "start.yaml", "--yes").code == 0
    simulated = program("simulate", "start.yaml", "-n", "150", "--format", "json")
    assert simulated.code == 0
    assert json.loads(simulated.out)["complete"] == 150
    shown = program("preview", "start.yaml").out
    assert "Ask only if “What is your main work?” (3) is not “No work”." in shown
    assert "How old is [answer to 8]?" in shown


def test_in_several_languages_every_text_waits_for_a_translation(program: Any, tmp_path: Path) -> None:
    assert program("new", "two.yaml", "--yes", "--language", "fr", "--language", "km", "--title", "Marché").code == 0
    questionnaire = made(tmp_path / "two.yaml")
    assert questionnaire.default_language == "fr"
    assert questionnaire.title == {"fr": "Marché", "km": "[km] Marché"}
    assert all(set(leaf.label) == {"fr", "km"} for leaf in questionnaire.leaves() if not leaf.name.endswith("_other"))
    assert program("check", "two.yaml").code == 0


def test_a_language_that_the_program_speaks_has_sample_texts(program: Any, tmp_path: Path) -> None:
    outcome = program("new", "fr.yaml", "--yes", "--language", "fr", "--title", "Marché")
    assert outcome.code == 0
    assert "No sample texts" not in outcome.err
    questionnaire = made(tmp_path / "fr.yaml")
    labels = {leaf.name: leaf.label for leaf in questionnaire.leaves()}
    assert labels["person"] == "Comment vous appelez-vous ?"
    assert labels["child_age"] == "Quel âge a ${child_name} ?"
    assert program("check", "fr.yaml").out == ""
    # Every text in every language of the program is one that waits for nobody.
    tags = ("fr", "id", "km", "lo", "th", "vi", "zh", "zh-Hans", "fr-CA")
    given = [each for tag in tags for each in ("--language", tag)]
    assert program("new", "all.yaml", "--yes", *given, "--title", "T").code == 0
    listed = json.loads(program("check", "all.yaml", "--translations", "--format", "json").out)
    assert [text["key"] for text in listed["texts"] if text["missing"]] == ["title"]


def test_a_language_without_sample_texts_has_english_ones_and_is_named(program: Any, tmp_path: Path) -> None:
    outcome = program("new", "sw.yaml", "--yes", "--language", "fr", "--language", "sw")
    assert "No sample texts in sw: they are in English, to be translated.\n" in outcome.err
    assert "There are sample texts in the languages of the program: en, fil, fr, id" in outcome.err
    label = next(leaf.label for leaf in made(tmp_path / "sw.yaml").leaves() if leaf.name == "person")
    assert label == {"fr": "Comment vous appelez-vous ?", "sw": "[sw] What is your name?"}


@pytest.mark.parametrize(
    ("title", "made_id"),
    [
        ("Market day", "market-day"),
        ("  A  --  B  ", "a-b"),
        ("Foo: bar #1 [x] {y}", "foo-bar-1-x-y"),
        ("'single' \"double\" \\ backslash", "single-double-backslash"),
        ("សួស្តី", "questionnaire"),
        ("调查 2026", "2026"),
        ("null", "null"),
        ("- yes", "yes"),
        ("emoji 🎉 %&*!|>@`", "emoji"),
        ("x" * 90, "x" * 60),
        ("two\nlines\ttabs", "two-lines-tabs"),
    ],
)
def test_any_title_is_kept_and_gives_an_id(program: Any, tmp_path: Path, title: str, made_id: str) -> None:
    outcome = program("new", "--yes", f"--title={title}")
    assert (outcome.code, outcome.out) == (0, f"{made_id}.yaml\n")
    questionnaire = made(tmp_path / f"{made_id}.yaml")
    assert (questionnaire.id, questionnaire.title) == (made_id, " ".join(title.split()))


@pytest.mark.parametrize("tag", ["english", "e", "en_US", "e n!", "../x"])
def test_what_is_no_language_is_refused(program: Any, tmp_path: Path, tag: str) -> None:
    outcome = program("new", "--yes", "--language", tag)
    assert (outcome.code, outcome.out) == (2, "")
    assert "use language tags" in outcome.err
    assert names(tmp_path) == []


def test_it_overwrites_nothing(program: Any, tmp_path: Path) -> None:
    (tmp_path / "market.yaml").write_text("mine")
    (tmp_path / "dangling.yaml").symlink_to("nowhere.yaml")
    for arguments in (("market.yaml", "--yes"), ("--yes", "--title", "Market"), ("dangling.yaml", "--yes")):
        outcome = program("new", *arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert "the file already exists" in outcome.err
        assert "sstc-survey new FILE" in outcome.err
    assert (tmp_path / "market.yaml").read_text() == "mine"
    assert names(tmp_path) == ["dangling.yaml", "market.yaml"]


def test_a_file_that_is_there_is_known_before_anything_is_asked(program: Any, tmp_path: Path) -> None:
    (tmp_path / "market.yaml").write_text("mine")
    outcome = program("new", "market.yaml", typed="Title\n")
    assert outcome.code == 2
    assert "What is the title?" not in outcome.err


def test_a_folder_that_is_not_there_is_named(program: Any, tmp_path: Path) -> None:
    outcome = program("new", "nowhere/market.yaml", "--yes")
    assert outcome.code == 2
    assert "nowhere/market.yaml" in outcome.err
    assert names(tmp_path) == []


def test_asked_line_by_line(program: Any, tmp_path: Path) -> None:
    typed = "Road survey\nroads\nen fr\n2,4\n1\nsave\n"
    outcome = program("new", typed=typed)
    assert (outcome.code, outcome.out) == (0, "roads.yaml\n"), outcome.err
    questionnaire = made(tmp_path / "roads.yaml")
    assert questionnaire.title == {"en": "Road survey", "fr": "[fr] Road survey"}
    assert [leaf.name for leaf in questionnaire.leaves()] == ["work", "work_other", "hours", "wishes"]
    assert questionnaire.respondent == ()
    assert names(tmp_path) == ["questionnaire.schema.json", "roads.yaml"]


def test_what_is_proposed_can_be_kept(program: Any, tmp_path: Path) -> None:
    outcome = program("new", typed="Road survey\n\n\n\n\nsave\n")
    assert (outcome.code, outcome.out) == (0, "road-survey.yaml\n"), outcome.err
    assert len(list(made(tmp_path / "road-survey.yaml").leaves())) == 11


@pytest.mark.parametrize("typed", ["", "Road survey\n", "Road survey\nroads\nen\n\n\n", "Road survey\n/quit\n"])
def test_when_it_is_left_nothing_is_left_behind(program: Any, tmp_path: Path, typed: str) -> None:
    outcome = program("new", typed=typed)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.endswith("Nothing was written.\n")
    assert names(tmp_path) == []


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "sstc_survey", "new"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
    )  # fmt: skip
    assert program.stdin
    assert program.stderr
    program.stdin.write(b"Road survey\n")
    program.stdin.flush()
    seen = b""
    while b"What is the id?" not in seen:
        seen += os.read(program.stderr.fileno(), 1000)
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=300)
    assert program.returncode == 130
    assert names(tmp_path) == []


def test_the_schema_is_written_beside_it_when_asked_for(program: Any, tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    assert program("new", "forms/one.yaml", "--yes", "--schema").code == 0
    assert names(tmp_path / "forms") == ["one.yaml", "questionnaire.schema.json"]
    assert (tmp_path / "forms/one.yaml").read_text().startswith(MODELINE)
    assert (tmp_path / "forms/questionnaire.schema.json").read_text() == program("schema").out
    assert program("new", "plain.yaml", "--yes").code == 0
    assert "$schema" not in (tmp_path / "plain.yaml").read_text()


def test_a_schema_that_is_there_stays(program: Any, tmp_path: Path) -> None:
    (tmp_path / "questionnaire.schema.json").write_text("{}")
    assert program("new", "one.yaml", "--yes", "--schema").code == 0
    assert (tmp_path / "one.yaml").read_text().startswith(MODELINE)
    assert (tmp_path / "questionnaire.schema.json").read_text() == "{}"
