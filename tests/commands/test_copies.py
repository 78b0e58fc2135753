"""Copies of a response that other programs have made: the file itself is used; copies are named, and not changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

# What file managers, browsers and programs that synchronise folders call a copy.
COPIES = {
    "browser": "{} (1).json",
    "Windows": "{} - Copy.json",
    "Syncthing": "{}.sync-conflict-20260101-120000-ABCDEFG.json",
    "Dropbox": "{} (Sok's conflicted copy 2026-01-01).json",
    "ownCloud": "{} (conflicted copy 2026-01-01 120000).json",
    "macOS": "{} copy.json",
    "Google Drive": "Copy of {}.json",
    "older Windows": "Copy (2) of {}.json",
    "OneDrive": "{}-LAPTOP.json",
    "GNOME": "{} (copy).json",
    "Emacs": "#{}.json",
    "before it": "!{}.json",
}


@pytest.fixture
def draft(program: Any, small: str, tmp_path: Path) -> Path:
    """Begin an interview, and return its file."""
    assert program("run", "--plain", small, typed="Sok\n").code == 1
    (path,) = (tmp_path / "answers" / "small").glob("*.json")
    return path


def copies_of(draft: Path, *names: str) -> dict[Path, bytes]:
    """Copy a draft, and return what is in the copies."""
    paths = [Path(shutil.copy(draft, draft.with_name(name.format(draft.stem)))) for name in names or COPIES.values()]
    return {path: path.read_bytes() for path in paths}


def contents(paths: Iterable[Path]) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in paths}


def said(path: Path) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads(path.read_text("utf-8"))["answers"]
    return answers


def test_a_draft_goes_on_in_its_own_file(program: Any, draft: Path) -> None:
    copies = copies_of(draft)
    for resumed, typed in (((draft.stem,), "radio\n"), ((), "30\n")):
        outcome = program("run", "--plain", "--resume", *resumed, typed=typed)
        assert outcome.code == 1, outcome.err
        assert f"Draft saved: answers/small/{draft.name}" in outcome.err
        assert f"answers/small/{draft.name}: warning: this response is also in" in outcome.err
        assert [path.name for path in copies if f"answers/small/{path.name}" not in outcome.err] == []
    assert contents(copies) == copies
    assert said(draft) == {"who": "Sok", "media": ["radio"], "age": 30}


def test_show_and_delete_take_the_file_itself(program: Any, draft: Path) -> None:
    copies = copies_of(draft)
    for arguments in (("show", draft.stem), ("show", draft.stem, "--format", "json"), ("delete", draft.stem, "--yes")):
        outcome = program(*arguments)
        assert outcome.code == 0, outcome.err
        assert [path.name for path in copies if f"answers/small/{path.name}" not in outcome.err] == []
    assert not draft.exists()
    assert contents(copies) == copies


def test_a_copy_whose_file_is_gone_is_said_to_have_another_name(program: Any, draft: Path) -> None:
    (copy,) = copies_of(draft, COPIES["browser"])
    draft.unlink()
    outcome = program("run", "--plain", "--resume", draft.stem, typed="radio\n")
    assert f"rename it to {draft.name}" in outcome.err
    assert said(copy)["media"] == ["radio"]


@pytest.mark.parametrize("name", ["browser", "Syncthing", "before it"])
def test_a_copy_that_is_further_on_is_never_written_without_a_word(program: Any, draft: Path, name: str) -> None:
    (copy,) = copies_of(draft, COPIES[name])
    assert program("run", "--plain", "--resume", str(copy), typed="radio\n").code == 1
    before = contents((draft, copy))
    for resumed in ((draft.stem,), ()):
        outcome = program("run", "--plain", "--resume", *resumed, typed="30\n")
        assert outcome.code == 2
        assert draft.name in outcome.err
        assert copy.name in outcome.err
    assert contents((draft, copy)) == before
    outcome = program("show", draft.stem)
    assert (outcome.code, "Radio" in outcome.out) == (0, False)
    assert f"a copy of this response is newer: answers/small/{copy.name}" in outcome.err


@pytest.mark.parametrize(("typed", "code"), [("tv\n", 1), ("tv\n\n30\nsave\n", 0)])
def test_the_end_of_an_interview_in_conflict_names_both_files(program: Any, draft: Path, typed: str, code: int) -> None:
    (other,) = copies_of(draft, "{}.conflict-00000000.json")
    without = program("run", "--plain", "--resume", str(draft), typed="radio\n")
    assert "counted" not in without.err
    ended = program("run", "--plain", "--resume", str(other), typed=typed)
    assert ended.code == code
    said = f"{other}: error: this file conflicts with {draft}; none of them is counted\n"
    assert said + "   = choose the right one and move the others out of the folder\n" in ended.err
    other.rename(other.parent.parent / "kept.txt")
    assert "counted" not in program("run", "--plain", "--resume", str(draft), typed="30\n").err


def test_damaged_copies_are_named_and_erased_with_the_others(program: Any, draft: Path) -> None:
    copies = copies_of(draft)
    for copy, data in copies.items():
        copy.write_bytes(data[:-100])
    outcome = program("run", "--plain", "--resume", draft.stem, typed="radio\n")
    assert outcome.code == 1
    assert [path.name for path in copies if f"answers/small/{path.name}" not in outcome.err] == []
    assert said(draft)["media"] == ["radio"]
    outcome = program("delete", draft.stem, "--erase", typed=f"{draft.stem}\n")
    assert outcome.code == 0, outcome.err
    assert [path.name for path in (draft, *copies) if path.exists()] == []
