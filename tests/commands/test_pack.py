"""`pack`, `unpack`, and every command that reads a pack: as if the folder lay there, and nothing is ever replaced."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Outcome, Program

FORMS = ("jsonl", "jsonl.zst")
REPLIES = [{"who": "Ana", "media": ["tv"], "age": 30}, {"who": "Sok", "age": 31}, {"who": "Bou", "age": 40}]
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

form = pytest.mark.parametrize("form", FORMS)


@pytest.fixture
def folder(tmp_path: Path, program: Program, small: str) -> Path:
    """Return a folder with answers, a draft among them."""
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, REPLIES)), encoding="utf-8")
    assert program("run", small, "--replies", "rows.jsonl").code == 0
    assert program("run", small, "--plain", typed="Ana\n").code == 1
    return tmp_path


def below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {".locks", ".verified"} & {*path.parts}
    }


def draft_id(folder: Path) -> str:
    (path,) = [path for path in folder.glob("answers/small/*.json") if '"status": "partial"' in path.read_text()]
    return path.stem


@form
def test_a_folder_its_pack_and_what_is_unpacked_have_the_same_figures(
    program: Program, folder: Path, form: str
) -> None:
    packed = program("pack", "answers", "--output", f"all.{form}")
    assert (packed.code, packed.out) == (0, "")
    assert re.fullmatch(rf"Packed: 4 files and 1 file beside them, [0-9.]+ KiB: all\.{form}\n", packed.err)
    unpacked = program("unpack", f"all.{form}", "--output", "again")
    assert (unpacked.code, unpacked.out, unpacked.err) == (0, "", "Unpacked: 5 files: again\n")
    assert below(folder / "again") == below(folder / "answers")
    for arguments in (
        ("summarize", "--format", "json", "--include", "partial"),
        ("summarize", "--format", "csv"),
        ("list", "--format", "json"),
        ("verify", "--format", "json"),
        ("summarize", "--by", "media"),
        ("summarize", "--jobs", "2", "--format", "json"),
    ):
        told = [program(*arguments, place) for place in ("answers", f"all.{form}", f"all.{form}/small", "again")]
        assert {each.code for each in told} == {told[0].code}
        plain = {re.sub(rf'"(?:answers|all\.{form}|again)/', '"', each.out) for each in told}
        assert len(plain) == 1, plain


@form
@pytest.mark.parametrize("name", ["answers", "session/answers"])
def test_the_examples_have_the_same_figures_in_a_pack(program: Program, tmp_path: Path, form: str, name: str) -> None:
    shutil.copytree(EXAMPLES / name, tmp_path / "answers")
    for path in (tmp_path / "answers").rglob("*.md"):
        path.unlink()
    assert program("pack", "answers", "--output", f"all.{form}").code == 0
    for command in ("summarize", "verify"):
        told = [program(command, "--format", "json", place) for place in ("answers", f"all.{form}")]
        assert told[0].out == told[1].out.replace(f"all.{form}/", "answers/")
        assert told[0].code == told[1].code
    if "session" in name:
        told = [program("minutes", "beijing", "--answers", place) for place in ("answers", f"all.{form}")]
        assert told[0] == told[1]
        told = [
            program("summarize", place, "--session", "beijing", "--format", "csv")
            for place in ("answers", f"all.{form}")
        ]
        assert told[0] == told[1]


@form
def test_one_response_is_shown_from_a_pack(program: Program, folder: Path, form: str) -> None:
    assert program("pack", "answers", "--output", f"all.{form}").code == 0
    response_id = draft_id(folder)
    wanted = program("show", response_id)
    assert wanted.code == 0
    assert program("show", response_id[:-3], "--answers", f"all.{form}") == wanted
    assert program("show", f"all.{form}/small/{response_id}.json") == wanted
    assert program("show", "--last", "--answers", f"all.{form}") == program("show", "--last")
    state = {"XDG_STATE_HOME": str(folder / "state")}
    listed = program("list", f"all.{form}", env=state).out
    (row,) = re.findall(r"(?m)^\s*(\d+)  .*draft", listed)
    assert program("show", row, env=state) == wanted
    missing = program("show", "00000000", "--answers", f"all.{form}")
    assert missing.code == 2
    assert "no response" in missing.err


CHANGING = {
    "edit": ("edit", "{id}", "--set", "age=4", "--reason", "x", "--by", "x"),
    "void": ("void", "{id}", "--reason", "x"),
    "restore": ("restore", "{id}"),
    "delete": ("delete", "{id}", "--yes"),
    "erase": ("delete", "{id}", "--erase"),
    "resume": ("run", "--resume", "{id}", "--plain"),
    "resume any": ("run", "--resume", "--plain"),
    "run": ("run", "small.yaml", "--plain"),
    "replies": ("run", "small.yaml", "--replies", "rows.jsonl"),
    "simulate": ("simulate", "small.yaml", "-n", "2"),
    "panel": ("panel", "small.yaml", "--resume", "x", "--plain"),
    "approve": ("minutes", "x", "--approve", "x", "--by", "x"),
}


@pytest.mark.parametrize("name", CHANGING)
def test_what_changes_answers_says_how_to_unpack(program: Program, folder: Path, name: str) -> None:
    assert program("pack", "answers", "--output", "an all.jsonl.zst").code == 0
    before = (folder / "an all.jsonl.zst").read_bytes()
    arguments = [each.format(id=draft_id(folder)) for each in CHANGING[name]]
    ways = [[*arguments, "--answers", "an all.jsonl.zst"]]
    if "{id}" in CHANGING[name]:
        inside = f"an all.jsonl.zst/small/{draft_id(folder)}.json"
        ways.append([inside if each == draft_id(folder) else each for each in arguments])
    for way in ways:
        refused = program(*way)
        assert (refused.code, refused.out) == (2, ""), refused
        assert "an all.jsonl.zst: error: a pack cannot be changed" in refused.err
        (command,) = re.findall(r"(?s)in a folder, run: (sstc-survey unpack .*)\n", refused.err)
        told = shlex.split(re.sub(r"\s*\n\s*", " ", command))
    assert (folder / "an all.jsonl.zst").read_bytes() == before
    assert program(*told[1:]).code == 0
    assert below(folder / "an all") == below(folder / "answers")


@form
def test_a_pack_goes_through_a_pipe(program: Program, folder: Path, form: str) -> None:
    assert program("pack", "answers", "--output", f"all.{form}").code == 0
    through = f"{sys.executable} -m sstc_survey pack answers --output -"
    piped = subprocess.run(through.split(), check=True, capture_output=True, cwd=folder)
    assert b"Packed: 4 files" in piped.stderr
    (folder / "piped.jsonl").write_bytes(piped.stdout)
    if form == "jsonl":
        assert (folder / f"all.{form}").read_bytes() == piped.stdout
    assert program("list", "piped.jsonl", "--format", "json").out == program(
        "list", f"all.{form}", "--format", "json"
    ).out.replace(f"all.{form}", "piped.jsonl")
    os.mkfifo(folder / f"pipe.{form}")
    reader = subprocess.Popen(["cat", f"pipe.{form}"], cwd=folder, stdout=subprocess.PIPE)
    assert program("pack", "answers", "--output", f"pipe.{form}").code == 0
    assert reader.communicate()[0] == (folder / f"all.{form}").read_bytes()


def test_packs_and_folders_are_read_together(program: Program, folder: Path) -> None:
    assert program("pack", "answers", "--output", "all.jsonl").code == 0
    shutil.copytree(folder / "answers", folder / "copy")
    draft = next((folder / "copy").glob(f"small/{draft_id(folder)}.json"))
    assert program("run", "--resume", draft.stem, "--plain", "--answers", "copy", typed="1\n\n30\nsave\n").code == 0
    for places in (("all.jsonl", "copy"), ("copy", "all.jsonl"), ("answers", "copy")):
        told = program("summarize", *places, "--format", "json")
        assert told.code == 0, told.err
        found = json.loads(told.out)["files"]
        assert (found["complete"], found["partial"], found["copies"]) == (4, 0, 4)
    (folder / "copy" / "small" / "else.json").write_text("{}")
    assert program("pack", "all.jsonl", "copy", "--output", "both.jsonl").code == 0
    told = json.loads(program("summarize", "both.jsonl", "--format", "json").out)["files"]
    # What is the same is there once.
    assert (told["complete"], told["partial"], told["copies"], told["refused"]) == (4, 0, 1, 1)


def test_two_packs_with_one_response_in_two_states_are_in_conflict(program: Program, folder: Path) -> None:
    response_id = draft_id(folder)
    for age in ("1", "2"):
        shutil.copytree(folder / "answers", folder / age)
        typed = f"1\n\n{age}\nsave\n"
        assert program("run", "--resume", response_id, "--plain", "--answers", age, typed=typed).code == 0
        assert program("pack", age, "--output", f"{age}.jsonl.zst").code == 0
    told = program("summarize", "1.jsonl.zst", "2.jsonl.zst", "--format", "json")
    assert told.code == 1
    found = json.loads(told.out)
    assert (found["files"]["complete"], found["files"]["conflict"]) == (3, 2)
    assert {each["file"] for each in found["conflicts"]} == {
        f"{age}.jsonl.zst/small/{response_id}.json" for age in "12"
    }
    # Both are in a pack of both, and in the folder that it is unpacked to.
    assert program("pack", "2.jsonl.zst", "1.jsonl.zst", "--output", "both.jsonl").code == 0
    assert program("unpack", "1.jsonl.zst", "2.jsonl.zst", "--output", "both").code == 0
    for place in ("both.jsonl", "both"):
        told = program("summarize", place, "--format", "json")
        assert (told.code, json.loads(told.out)["files"]["conflict"]) == (1, 2)


@pytest.mark.usefixtures("folder")
def test_saved_summaries_are_used_from_a_pack(program: Program) -> None:
    wanted = program("summarize", "answers", "--question", "age", "--save", "ages")
    assert wanted.code == 0
    assert program("pack", "answers", "--output", "all.jsonl").code == 0
    assert program("summarize", "all.jsonl", "--use", "ages").out == wanted.out
    refused = program("summarize", "all.jsonl", "--question", "who", "--save", "names")
    assert refused.code == 2
    assert "a pack cannot be changed" in refused.err


Bad = Callable[[Path], object]
BAD: dict[str, tuple[tuple[str, ...], Bad | None, int, str]] = {
    "another ending": (("pack", "answers", "--output", "all.zip"), None, 2, "the name of a pack ends in .jsonl.zst"),
    "no ending": (("pack", "answers", "--output", "all"), None, 2, "the name of a pack ends in .jsonl.zst"),
    "no output": (("pack", "answers"), None, 2, "missing option --output"),
    "nothing there": (("pack", "nowhere", "--output", "a.jsonl"), None, 2, "file not found"),
    "a file": (("pack", "small.yaml", "--output", "a.jsonl"), None, 2, "this is not a folder or a pack"),
    "nothing in it": (("pack", "empty", "--output", "a.jsonl"), None, 1, "there is nothing to pack in empty"),
    "a batch": (("pack", "rows.jsonl", "--output", "a.jsonl"), None, 2, "this is not a pack"),
    "a batch to replace": (("pack", "answers", "--output", "rows.jsonl"), None, 2, "this file may contain replies"),
    "among answers": (
        ("pack", "answers", "--output", "answers/small/a.jsonl"),
        None,
        2,
        "contains responses, so nothing else is written there",
    ),
    "a pack to replace": (("pack", "answers", "--output", "all.jsonl"), None, 2, "this is a pack of responses"),
    "itself": (("pack", "answers", "all.jsonl", "--output", "all.jsonl"), None, 2, "the command reads this file"),
    "a renamed pack": (
        ("summarize", "answers", "--output", "all.txt"),
        lambda folder: shutil.copy(folder / "all.jsonl", folder / "all.txt"),
        2,
        "this is a pack of responses",
    ),
    "a compressed one": (
        ("summarize", "answers", "--output", "all.dat"),
        lambda folder: shutil.copy(folder / "all.jsonl.zst", folder / "all.dat"),
        2,
        "this is a pack of responses",
    ),
    "no folder for it": (("pack", "answers", "--output", "none/a.jsonl"), None, 2, "none does not exist"),
    "a folder to unpack": (("unpack", "answers", "--output", "new"), None, 2, "this is not a folder or a pack"),
    "nothing to unpack": (("unpack", "no.jsonl", "--output", "new"), None, 2, "file not found"),
    "a batch to unpack": (("unpack", "rows.jsonl", "--output", "new"), None, 2, "this is not a pack"),
    "into a file": (("unpack", "all.jsonl", "--output", "small.yaml"), None, 2, "a file has that name"),
    "a batch to summarise": (("summarize", "rows.jsonl"), None, 1, "this is not a pack"),
    "an empty pack": (("list", "none.jsonl.zst"), lambda folder: (folder / "none.jsonl.zst").touch(), 1, "not a pack"),
    "no compression": (
        ("list", "not.jsonl.zst"),
        lambda folder: shutil.copy(folder / "all.jsonl", folder / "not.jsonl.zst"),
        1,
        "this is not a pack",
    ),
    "a path that is not in it": (("list", "all.jsonl/other"), None, 2, "file not found"),
    "a cut one": (
        ("verify", "cut.jsonl"),
        lambda folder: (folder / "cut.jsonl").write_bytes((folder / "all.jsonl").read_bytes()[:-500]),
        1,
        "the end of the pack is missing",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_said(program: Program, folder: Path, name: str) -> None:
    arguments, prepare, code, said = BAD[name]
    (folder / "empty").mkdir()
    for each in FORMS:
        assert program("pack", "answers", "--output", f"all.{each}").code == 0
    if prepare is not None:
        prepare(folder)
    before = below(folder)
    outcome = program(*arguments)
    assert outcome.code == code, outcome
    assert said in re.sub(r"\s+", " ", outcome.err + outcome.out)
    assert {name: data for name, data in below(folder).items() if name in before} == before
    assert below(folder).keys() == before.keys()


def test_no_file_is_replaced_when_unpacking(program: Program, folder: Path) -> None:
    assert program("pack", "answers", "--output", "all.jsonl.zst").code == 0
    again = program("unpack", "all.jsonl.zst", "--output", "answers")
    assert (again.code, again.err) == (0, "Unpacked: 5 files, 5 of them there before: answers\n")
    new = folder / "new" / "small"
    new.mkdir(parents=True)
    name = f"{draft_id(folder)}.json"
    for kind in ("text", "folder", "link", "linked folder", "no folder"):
        shutil.rmtree(new) if new.is_dir() and not new.is_symlink() else new.unlink()
        if kind == "linked folder":
            new.symlink_to(folder / "answers" / "small")
        elif kind == "no folder":
            new.write_text("mine")
        else:
            new.mkdir()
        if kind == "text":
            (new / name).write_text("mine")
        elif kind == "folder":
            (new / name).mkdir()
        elif kind == "link":
            (new / name).symlink_to(folder / "answers" / "small" / name)
        before = below(folder)
        refused = program("unpack", "all.jsonl.zst", "--output", "new")
        assert refused.code == 1
        assert "a different file is already there" in refused.err or "a link, not a file" in refused.err
        assert below(folder) == before


def test_an_erased_response_does_not_come_back(program: Program, folder: Path) -> None:
    assert program("pack", "answers", "--output", "all.jsonl").code == 0
    response_id = draft_id(folder)
    assert program("delete", response_id, "--erase", typed=f"{response_id}\n").code == 0
    before = below(folder)
    refused = program("unpack", "all.jsonl", "--output", "answers")
    assert refused.code == 1
    assert f"response {response_id} was erased here" in re.sub(r"\s+", " ", refused.err)
    assert below(folder) == before
    # Read together, it stays erased too.
    told: Outcome = program("summarize", "answers", "all.jsonl", "--format", "json")
    found = json.loads(told.out)["files"]
    assert (told.code, found["complete"], found["refused"]) == (1, 3, 1)


def test_what_cannot_be_read_is_not_packed_and_said(program: Program, folder: Path) -> None:
    (folder / "answers" / "small" / "link.json").symlink_to(folder / "rows.jsonl")
    (folder / "answers" / "notes.txt").write_text("notes")
    packed = program("pack", "answers", "--output", "all.jsonl")
    assert packed.code == 1
    assert "link.json: error: this is a link" in packed.err
    assert "Not packed, as it is no response: answers/notes.txt" in packed.err
    assert program("summarize", "all.jsonl").code == 0


def test_without_the_package_a_pack_is_not_compressed(folder: Path, program: Program) -> None:
    assert program("pack", "answers", "--output", "all.jsonl.zst").code == 0
    code = """
import sys
sys.modules["zstandard"] = None
from sstc_survey.cli import run_program
sys.exit(run_program(sys.argv[1:]))
"""

    def without(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-c", code, *arguments]
        ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
        return ended.returncode, ended.stderr

    assert without("pack", "answers", "--output", "plain.jsonl")[0] == 0
    assert without("list", "plain.jsonl")[0] == 0
    for arguments in (("pack", "answers", "--output", "new.jsonl.zst"), ("list", "all.jsonl.zst")):
        exit_code, said = without(*arguments)
        assert exit_code == 2
        assert 'run: pip install "sstc-survey[pack]"' in said
    assert sorted(path.name for path in folder.glob("*.jsonl*")) == ["all.jsonl.zst", "plain.jsonl", "rows.jsonl"]
    assert "would be replaced" in without("summarize", "answers", "--output", "all.jsonl.zst")[1]
