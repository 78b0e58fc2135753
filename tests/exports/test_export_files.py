"""Where an export goes: all of its files or none, never over data, each response read once, in bounded memory."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from conftest import NO_TERMINAL, Program, Sized
from made import Folder, read_csv

from sstc_survey.exports import ExportFormat
from sstc_survey.exports.formats import FORMATS, FormatKind
from sstc_survey.storage.outputs import replace_outputs

QUESTIONNAIRE: Final = """\
id: house
version: "1"
title: House
default_language: en
questions:
  - {name: words, type: text, label: Words}
  - {name: member, type: repeat, label: Member, questions: [{name: age, type: integer, label: Age}]}
  - {name: Member2, type: repeat, label: Other, questions: [{name: sex, type: text, label: Sex}]}
  - {name: responses, type: repeat, label: Responses, questions: [{name: said, type: text, label: Said}]}
"""
ROSTER: Final = Path(__file__).parents[2] / "examples" / "questionnaires" / "household-roster.yaml"
NAMES: Final = ["responses", "member", "Member2", "responses_2"]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a folder with a response that has repeats."""
    folder = Folder(tmp_path / "answers", QUESTIONNAIRE)
    folder.add({"words": "w", "member": [{"age": 1}, {"age": 2}], "responses": [{"said": "s"}]})
    return folder


def test_a_folder_has_a_file_for_each_table(program: Program, tmp_path: Path, folder: Folder) -> None:
    for _ in range(2):
        outcome = program("export", str(folder.path), "--format", "csv", "--output", "new/")
        assert outcome.code == 0
        assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(f"{name}.csv" for name in NAMES)
    said = outcome.err.splitlines()
    assert said[:2] == ["1 file: 1 complete, 0 drafts, 0 void, 0 conflicting, 0 rejected", "Exported: 1 response"]
    sizes = zip(NAMES, ("1 row", "2 rows", "0 rows", "1 row"), strict=True)
    assert said[2:] == [f"Saved: new/{name}.csv ({name}: {size})" for name, size in sizes]
    assert (tmp_path / "new" / "Member2.csv").read_text() == "id,number,sex\n"
    (tmp_path / "there").mkdir()
    assert program("export", "--output", "there").code == 0
    assert len(list((tmp_path / "there").iterdir())) == 4


def test_other_tables_come_beside_the_file_that_is_named(program: Program, tmp_path: Path, folder: Folder) -> None:
    assert folder.path.exists()
    (tmp_path / "my.data_member.csv").write_text("mine")
    assert program("export", "--output", "my.data.csv").code == 0
    names = ["my.data.csv", "my.data_Member2.csv", "my.data_member.csv", "my.data_responses_2.csv"]
    assert sorted(path.name for path in tmp_path.glob("my*")) == names
    assert [row["age"] for row in read_csv(tmp_path / "my.data_member.csv")] == ["1", "2"]


def test_standard_output_takes_one_table(program: Program, folder: Folder) -> None:
    assert folder.path.exists()
    for output in ([], ["--output", "-"], ["--output", "/dev/stdout"]):
        outcome = program("export", *output)
        assert (outcome.code, outcome.out) == (2, "")
        assert (
            "there are 4 tables (responses, member, Member2, responses_2), and csv has a file for each" in outcome.err
        )
        wide = program("export", "--wide", *output)
        assert (wide.code, len(wide.out.splitlines())) == (0, 2)
        lines = program("export", "--format", "jsonl", *output)
        assert (lines.code, len(lines.out.splitlines())) == (0, 1)


REFUSED: Final[dict[str, tuple[Callable[[Path], object], list[str], str]]] = {
    "no ending that is known": (lambda _: 0, ["all.xyz"], "use a name that ends in .csv or .jsonl"),
    "no folder": (lambda _: 0, ["nowhere/all.csv"], "nowhere does not exist"),
    "a folder for one file": (lambda at: (at / "all.jsonl").mkdir(), ["all.jsonl"], "this is a folder, not a file"),
    "a file for a folder": (
        lambda at: (at / "all.csv").touch(), ["all.csv/", "--format", "csv"], "a file has that name",
    ),
    "a folder where a table goes": (
        lambda at: (at / "out" / "member.csv").mkdir(parents=True), ["out", "--format", "csv"],
        "out/member.csv: error: this is a folder",
    ),
    "a table that is read-only": (
        lambda at: (at / "all_member.csv").touch(0o444), ["all.csv"], "all_member.csv: error: this file is read-only",
    ),
    "a table that is a questionnaire": (
        lambda at: (at / "all_member.csv").write_text(QUESTIONNAIRE), ["all.csv"],
        "all_member.csv: error: this file contains a questionnaire",
    ),
    "among answers": (lambda _: 0, ["answers/house/all.csv"], "contains responses, so nothing else is written there"),
    "a folder among answers": (lambda _: 0, ["answers/house/out/", "--format", "csv"], "contains responses"),
    "the folder of answers": (lambda _: 0, ["answers/house", "--format", "csv"], "contains responses"),
    "a copy": (
        lambda at: shutil.copytree(at / "answers", at / "out"), ["out", "--format", "csv"], "contains responses",
    ),
    "lines without csv": (lambda _: 0, ["all.jsonl", "--bom"], "--bom requires --format csv"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_written_is_said_and_nothing_is(
    program: Program, tmp_path: Path, folder: Folder, case: str
) -> None:
    assert folder.path.exists()
    prepare, arguments, said = REFUSED[case]
    prepare(tmp_path)
    before = {path: path.read_bytes() if path.is_file() else b"" for path in tmp_path.rglob("*")}
    outcome = program("export", "--output", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err
    assert {path: path.read_bytes() if path.is_file() else b"" for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("output", ["all.csv", "out/"])
def test_on_a_full_disk_the_old_files_stay(program: Program, tmp_path: Path, folder: Folder, output: str) -> None:
    arguments = ["export", "--format", "csv", "--output", output]
    assert program(*arguments).code == 0
    files = {path: path.read_bytes() for path in tmp_path.rglob("*.csv")}
    assert len(files) == 4
    folder.add({"words": "x" * 5_000})
    shell = f"ulimit -f 1; exec {sys.executable} -m sstc_survey {' '.join(arguments)}"
    ended = subprocess.run(["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "error: the file would exceed the system's size limit" in ended.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.csv")} == files
    assert not list(tmp_path.rglob(".*.tmp"))
    assert program(*arguments).code == 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.csv")} != files


def test_a_new_folder_goes_where_it_cannot_be_filled(tmp_path: Path, folder: Folder) -> None:
    folder.add({"words": "x" * 5_000})
    shell = f"ulimit -f 1; exec {sys.executable} -m sstc_survey export --format csv --output out/"
    ended = subprocess.run(["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert not (tmp_path / "out").exists()


def test_where_one_file_cannot_take_its_place_none_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "ac":
        (tmp_path / name).write_text(f"old {name}")
    replaced = []
    rename = os.replace

    def failing(source: str, target: str) -> None:
        replaced.append(Path(target).name)
        if replaced == ["a", "b", "c"]:
            raise OSError(28, "no space")
        rename(source, target)

    def writer(text: str) -> Callable[[str], None]:
        def write(path: str) -> None:
            Path(path).write_text(text)

        return write

    monkeypatch.setattr(os, "replace", failing)
    problem = replace_outputs([(str(tmp_path / name), writer(f"new {name}")) for name in "abc"])
    assert problem is not None
    assert problem.code == "disk-full"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "old a", "c": "old c"}
    monkeypatch.undo()
    assert replace_outputs([(str(tmp_path / name), writer(f"new {name}")) for name in "abc"]) is None
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {name: f"new {name}" for name in "abc"}


def test_files_that_are_rejected_are_named_and_the_rest_is_exported(
    program: Program, tmp_path: Path, folder: Folder
) -> None:
    folder.add({"words": "x"})
    path = max((tmp_path / "answers" / "house").glob("*.json"))
    path.write_bytes(path.read_bytes()[:-5])
    outcome = program("export", "--output", "all.csv")
    assert outcome.code == 1
    assert f"rejected: answers/house/{path.name}: the file is truncated" in outcome.err
    assert len(read_csv(tmp_path / "all.csv")) == 1


@pytest.mark.parametrize("has_refused", [False, True])
def test_without_a_response_there_is_nothing_to_export(program: Program, tmp_path: Path, *, has_refused: bool) -> None:
    (tmp_path / "answers").mkdir()
    if has_refused:
        (tmp_path / "answers" / "broken.json").write_text("{")
    outcome = program("export", "--output", "all.csv")
    assert outcome.code == 1
    assert "no responses in answers" in outcome.err
    assert ("1 rejected" in outcome.err) == has_refused
    assert not (tmp_path / "all.csv").exists()


def test_a_format_without_its_packages_says_how_to_get_them(
    program: Program, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.path.exists()
    assert program("--version").code == 0
    from sstc_survey.commands import export
    from sstc_survey.problems import SurveyError

    kind = FormatKind(is_of_tables=True, extra="xlsx", packages=("no_such_package",))
    monkeypatch.setitem(FORMATS, ExportFormat.CSV, kind)
    with pytest.raises(SurveyError) as raised:
        export._format(ExportFormat.CSV, "all.csv")
    (problem,) = raised.value.problems
    assert problem.remedy == 'run: pip install "sstc-survey[xlsx]"'


def test_every_extra_is_one_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert set(FORMATS) == set(ExportFormat)
    assert {kind.extra for kind in FORMATS.values() if kind.extra} <= project["optional-dependencies"].keys()
    assert all(bool(kind.extra) == bool(kind.packages) for kind in FORMATS.values())


COUNTING: Final = """
import collections, json, sys
opened = collections.Counter()
sys.addaudithook(lambda event, given: event == "open" and str(given[0]).endswith(".json") and opened.update([given[0]]))
from sstc_survey.__main__ import main
sys.argv = ["sstc-survey", "export", "answers", "--output", "all.csv"]
assert main() == 0
print(json.dumps(opened))
"""


def test_each_response_is_opened_once(tmp_path: Path, folder: Folder) -> None:
    # The first is of another version than most: nothing has to be read again for that.
    newer = Folder(folder.path, QUESTIONNAIRE.replace('version: "1"', 'version: "2"'))
    for _ in range(5):
        newer.add({"words": "w"})
    ended = subprocess.run([sys.executable, "-c", COUNTING], cwd=tmp_path, capture_output=True, text=True, check=True)
    opened = json.loads(ended.stdout)
    assert len(opened) == 6
    assert set(opened.values()) == {1}


PEAK: Final = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "sstc_survey", "export", sys.argv[1], "--output", "all.csv"], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_memory_is_bounded(tmp_path: Path, sized: Sized) -> None:
    # 8 MB of texts, or 20,000 responses, take no more than a few blocks, and the names of the files.
    count, text, most = sized(800, 20_000), "x" * sized(10_000, 10), sized(6_000, 16_000)
    peaks = []
    for name, number in (("few", count // 8), ("many", count)):
        made = Folder(tmp_path / name, QUESTIONNAIRE)
        for each in range(number):
            made.add({"words": f"{each} {text}", "member": [{"age": each % 100}]})
        measured = [sys.executable, "-c", PEAK, name]
        ended = subprocess.run(measured, cwd=tmp_path, capture_output=True, text=True, check=True)
        peaks.append(int(ended.stdout))
    assert peaks[1] - peaks[0] < most


def test_files_come_back_where_they_cannot_have_two_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("old one")
    two.write_text("old two")
    replace = os.replace

    def no_link(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "not here")

    def fail_once(source: str, target: str, **more: int) -> None:
        if os.path.basename(target) == "two" and Path(source).read_text() == "new":
            raise OSError(errno.EIO, "no")
        replace(source, target, **more)

    monkeypatch.setattr(os, "link", no_link)
    monkeypatch.setattr(os, "replace", fail_once)

    def write(path: str) -> None:
        Path(path).write_text("new")

    assert replace_outputs([(str(one), write), (str(two), write)]) is not None
    assert (one.read_text(), two.read_text()) == ("old one", "old two")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_no_answers_beside_a_workbook(program: Program, tmp_path: Path, number: signal.Signals) -> None:
    assert program("simulate", str(ROSTER), "--count", "400", "--answers", "answers").code == 0
    beside = tmp_path / "beside"
    beside.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "sstc_survey", "export", "--output", "all.xlsx"],
        cwd=tmp_path, env={**NO_TERMINAL, "TMPDIR": str(beside)}, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    end = time.monotonic() + 60
    while not [*beside.glob("*/*")] and process.poll() is None and time.monotonic() < end:
        time.sleep(0.002)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, b"Traceback" in err) == (128 + number, False)
    assert [*beside.iterdir()] == []
    assert not (tmp_path / "all.xlsx").exists()
    assert [path.name for path in tmp_path.glob(".*.tmp")] == []
