"""`delete`: drafts go; a complete response only for a person who withdraws, and then no copy brings it back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sstc_survey.problems import Problem
from sstc_survey.storage import ResponseFile, read_response


def complete(program: Any, small: str, folder: Path) -> Path:
    """Save a complete response, and return its path."""
    (folder / "one.yaml").write_text("who: Sok\nage: 30\n", encoding="utf-8")
    return folder / str(program("run", small, "--replies", "one.yaml").out).strip()


def draft(program: Any, small: str, folder: Path) -> Path:
    """Begin an interview, and return the path of its draft."""
    before = set(folder.glob("answers/*/*.json"))
    program("run", small, "--plain", typed="Sok\n")
    (path,) = set(folder.glob("answers/*/*.json")) - before
    return path


def files(program: Any) -> dict[str, int]:
    """Return the account of the files."""
    account: dict[str, int] = json.loads(program("summarize", "--format", "json").out)["files"]
    return account


def test_a_draft_is_deleted_after_a_question(program: Any, small: str, tmp_path: Path) -> None:
    path = draft(program, small, tmp_path)
    refused = program("delete", path.stem, typed="n\n")
    assert (refused.code, path.exists()) == (1, True)
    assert "Nothing was deleted" in refused.err
    assert program("delete", path.stem, typed="").code == 1
    deleted = program("delete", path.stem[:13], typed="y\n")
    assert (deleted.code, path.exists()) == (0, False)
    assert f"Deleted: answers/small/{path.name}" in deleted.err
    assert program("delete", path.stem).code == 2


def test_delete_asks_in_the_language_of_the_terminal(program: Any, small: str, tmp_path: Path) -> None:
    path, kept = draft(program, small, tmp_path), complete(program, small, tmp_path)
    chinese = {"LC_ALL": "zh_CN.UTF-8"}
    refused = program("delete", path.stem, typed="否\n", env=chinese)
    assert (refused.code, path.exists()) == (1, True)
    assert f"是否删除 {path.stem}（开始于 " in refused.err
    assert "未删除任何内容。" in refused.err
    # A word of the language, or the English one that the question names.
    deleted = program("delete", path.stem, typed="是\n", env=chinese)
    assert (deleted.code, path.exists()) == (0, False)
    assert f"已删除：answers/small/{path.name}" in deleted.err
    refused = program("delete", kept.stem, "--erase", typed="y\n", env=chinese)
    assert (refused.code, kept.exists()) == (1, True)
    assert f"要从 1 个文件中抹除 {kept.stem}，请输入完整的 ID：" in refused.err
    assert program("delete", kept.stem, "--erase", typed=f"{kept.stem}\n", env=chinese).err.endswith(
        f"已抹除：{kept.stem}\n"
    )


def test_with_yes_nothing_is_asked(program: Any, small: str, tmp_path: Path) -> None:
    path = draft(program, small, tmp_path)
    assert program("delete", path.stem, "--yes").code == 0
    assert not path.exists()


def test_a_complete_response_is_not_deleted(program: Any, small: str, tmp_path: Path) -> None:
    path = complete(program, small, tmp_path)
    outcome = program("delete", path.stem, "--yes")
    assert (outcome.code, path.exists()) == (2, True)
    assert f"sstc-survey delete {path.stem} --erase" in outcome.err


def test_an_open_interview_is_not_deleted(program: Any, small: str, tmp_path: Path) -> None:
    path = draft(program, small, tmp_path)
    file = ResponseFile.resume(str(path))
    assert not isinstance(file, Problem)
    with file:
        outcome = program("delete", path.stem, "--yes")
    assert (outcome.code, path.exists()) == (1, True)
    assert "this response is open elsewhere" in outcome.err


@pytest.mark.parametrize("kind", [complete, draft])
def test_erased_is_erased_and_a_copy_does_not_bring_it_back(
    program: Any, small: str, tmp_path: Path, kind: Any
) -> None:
    path = kind(program, small, tmp_path)
    complete(program, small, tmp_path)
    shutil.copytree(tmp_path / "answers", tmp_path / "laptop")
    for typed in ("", "y\n", "yes\n", "0\n"):
        assert program("delete", path.stem, "--erase", typed=typed).code == 1
        assert path.exists()
    assert program("delete", path.stem, "--erase", "--yes", typed="").code == 1
    outcome = program("delete", path.stem, "--erase", typed=f"{path.stem}\n")
    assert outcome.code == 0, outcome.err
    assert not path.exists()
    left = path.with_name(f"{path.stem}.erased.json")
    assert "Sok" not in left.read_text(encoding="utf-8")
    account = files(program)
    assert (account["found"], account["complete"], account["erased"]) == (1, 1, 1)
    # From the other laptop it comes back, and does not count.
    shutil.copytree(tmp_path / "laptop", tmp_path / "answers", dirs_exist_ok=True)
    account = files(program)
    assert (account["complete"], account["refused"], account["erased"]) == (1, 1, 1)
    assert "erased on" in program("list").out
    assert program("delete", path.stem, "--erase", typed=f"{path.stem}\n").code == 0
    assert not path.exists()
    assert program("show", path.stem).code == 2


def test_every_copy_in_the_folder_is_erased(program: Any, small: str, tmp_path: Path) -> None:
    path = complete(program, small, tmp_path)
    (path.parent / "sub").mkdir()
    shutil.copy(path, path.parent / "sub")
    shutil.copy(path, path.parent / "Sok (copy).json")
    assert program("delete", path.stem, "--erase", typed=f"{path.stem}\n").code == 0
    assert not [found for found in path.parent.rglob("*.json") if "Sok" in found.read_text("utf-8")]


def test_the_files_of_a_conflict_are_both_named(program: Any, small: str, tmp_path: Path) -> None:
    path = draft(program, small, tmp_path)
    (tmp_path / "copy").mkdir()
    shutil.copy(path, tmp_path / "copy")
    shutil.copytree(path.parent / "questionnaires", tmp_path / "copy" / "questionnaires")
    program("run", "--plain", "--resume", str(path), typed="radio\n")
    program("run", "--plain", "--resume", str(tmp_path / "copy" / path.name), typed="tv\n")
    shutil.copy(tmp_path / "copy" / path.name, path.with_name(f"{path.stem} (copy).json"))
    assert not isinstance(read_response(str(path)), Problem)
    for arguments in (("show",), ("delete",), ("run", "--plain", "--resume")):
        outcome = program(*arguments, path.stem)
        assert outcome.code == 2, arguments
        assert f"{path.stem}.json" in outcome.err
        assert f"{path.stem} (copy).json" in outcome.err
    for arguments in (("list",), ("summarize",), ("verify",)):
        outcome = program(*arguments)
        assert outcome.code == 1, arguments
        assert f"{path.stem}.json" in outcome.out
        assert f"{path.stem} (copy).json" in outcome.out


def test_a_batch_does_not_bring_an_erased_response_back(program: Any, small: str, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"who": "Sok", "age": 30}\n{"who": "Dara", "age": 31}\n', encoding="utf-8")
    program("run", small, "--replies", "rows.jsonl")
    path = next(path for path in tmp_path.glob("answers/small/*.json") if "Sok" in path.read_text("utf-8"))
    assert program("delete", path.stem, "--erase", typed=f"{path.stem}\n").code == 0
    outcome = program("run", small, "--replies", "rows.jsonl")
    assert outcome.code == 1
    assert "rows.jsonl:1:" in outcome.err
    assert "was erased on" in outcome.err
    assert not path.exists()


@pytest.mark.parametrize("prefix", ["", "0", "01a"])
def test_next_to_nothing_deletes_nothing(program: Any, small: str, tmp_path: Path, prefix: str) -> None:
    path, other = draft(program, small, tmp_path), complete(program, small, tmp_path)
    for arguments, typed in ((("--yes",), ""), (("--erase",), f"{prefix}\n"), (("--erase",), "")):
        outcome = program("delete", prefix, *arguments, typed=typed)
        assert outcome.code == 2
        assert path.exists()
        assert other.exists()


def test_the_whole_id_is_asked_for(program: Any, small: str, tmp_path: Path) -> None:
    path = complete(program, small, tmp_path)
    for given in (path.stem[:13], str(path.relative_to(tmp_path))):
        for typed in (given, "", path.stem[:13]):
            assert program("delete", given, "--erase", typed=f"{typed}\n").code == 1
            assert path.exists()
    assert program("delete", str(path.relative_to(tmp_path)), "--erase", typed=f"{path.stem}\n").code == 0


def test_what_a_cut_save_left_of_it_is_erased_too(program: Any, small: str, tmp_path: Path) -> None:
    path = complete(program, small, tmp_path)
    (path.parent / f".{path.stem}.0123456789abcdef.tmp").write_bytes(path.read_bytes())
    assert program("delete", path.stem, "--erase", typed=f"{path.stem}\n").code == 0
    assert not [each for each in path.parent.rglob("*") if each.is_file() and b"Sok" in each.read_bytes()]
