"""`export` to Excel and Parquet: what it reads and says, and files that are whole or not there."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import openpyxl
import pandas as pd
import pytest
from conftest import Program, Sized
from made import Folder
from pyarrow import parquet

QUESTIONNAIRE: Final = """\
id: house
version: "1"
title: House
default_language: en
dont_know: true
questions:
  - {name: words, type: text, label: Words}
  - {name: crop, type: select_one, label: Crop, choices: {"007": Maize, "010": Rice}}
  - {name: uses, type: select_multiple, label: Uses, choices: {eat: To eat, sell: To sell}}
  - {name: size, type: integer, label: Size}
  - {name: since, type: date, label: Since}
  - {name: member, type: repeat, label: Member, questions: [{name: age, type: integer, label: Age}]}
"""
FORMATS: Final = ("xlsx", "parquet")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a folder with two responses, of which one has a repeat."""
    folder = Folder(tmp_path / "answers", QUESTIONNAIRE)
    folder.add(
        {
            "words": "=1+1",
            "crop": "007",
            "uses": ["sell"],
            "size": 2**53 + 1,
            "since": "1866-01-31",
            "member": [{"age": 7}],
        }
    )
    folder.add({"crop": "010", "uses": [], "size": 5, "since": "2016-09-07"}, {"words": "dont_know"})
    return folder


def test_a_workbook_has_every_table(program: Program, tmp_path: Path, folder: Folder) -> None:
    assert folder.path.exists()
    outcome = program("export", "--output", "all.xlsx")
    assert (outcome.code, outcome.out) == (0, "")
    said = outcome.err.splitlines()
    assert [line for line in said if "warning" in line] == [
        "warning: written as text, because Excel would change digits of some of the numbers: responses.size",
        "warning: some dates or times are written as text, because Excel has none such: responses.since",
    ]
    assert said[-1] == "Saved: all.xlsx (responses: 2 rows, member: 1 row)"
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert book.sheetnames == ["responses", "responses labels", "member", "member labels", "codebook"]
    header, *rows = book["responses"].iter_rows(values_only=True)
    first, second = (dict(zip(header, row, strict=True)) for row in rows)
    names = ("words", "words__state", "crop", "uses", "uses/eat", "uses/sell", "size", "since", "member")
    assert [first[name] for name in names] == [
        "=1+1", "answered", "007", "sell", 0, 1, "9007199254740993", "1866-01-31", 1
    ]  # fmt: skip
    assert [second[name] for name in names[:7]] == [None, "dont_know", "010", None, 0, 0, "5"]
    assert f"{second['since']:%Y-%m-%d}" == "2016-09-07"
    labels = dict(zip(*list(book["responses labels"].iter_rows(values_only=True))[:2], strict=True))
    assert (labels["Crop"], labels["Uses"]) == ("Maize", "To sell")
    assert list(book["member"].iter_rows(values_only=True))[1][1:] == (1, 7)


def test_a_file_of_parquet_for_each_table(program: Program, tmp_path: Path, folder: Folder) -> None:
    assert folder.path.exists()
    outcome = program("export", "--output", "all.parquet")
    assert (outcome.code, outcome.out) == (0, "")
    assert "warning" not in outcome.err
    frame = pd.read_parquet(tmp_path / "all.parquet")
    assert frame["size"].tolist() == [2**53 + 1, 5]
    assert frame["crop"].tolist() == ["007", "010"]
    assert "uses" not in frame.columns
    assert frame["uses/sell"].tolist() == [1, 0]
    assert pd.read_parquet(tmp_path / "all_member.parquet")["age"].tolist() == [7]
    described = json.loads(parquet.read_schema(tmp_path / "all.parquet").metadata[b"sstc-survey"])
    assert described["columns"]["crop"]["choices"] == {"007": "Maize", "010": "Rice"}
    wide = program("export", "--output", "wide/", "--format", "parquet", "--wide")
    assert wide.code == 0
    assert pd.read_parquet(tmp_path / "wide" / "responses.parquet")["member_1_age"].tolist() == [7, pd.NA]


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_is_needed(program: Program, tmp_path: Path, folder: Folder, name: str) -> None:
    assert folder.path.exists()
    for output in ([], ["--output", "-"]):
        outcome = program("export", "--format", name, *output)
        assert (outcome.code, outcome.out) == (2, "")
        assert f"{name} is not written to standard output" in outcome.err
    (tmp_path / "there").mkdir()
    outcome = program("export", "--format", name, "--output", "there")
    assert outcome.code == (0 if name == "parquet" else 2)


def test_a_stream_takes_a_workbook(tmp_path: Path, folder: Folder) -> None:
    assert folder.path.exists()
    command = (
        f'"{sys.executable}" -m sstc_survey export --format xlsx --output /dev/fd/3 3>&1 >/dev/null | cat > got.xlsx'
    )
    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True, capture_output=True)
    assert openpyxl.load_workbook(tmp_path / "got.xlsx").sheetnames[0] == "responses"


@pytest.mark.parametrize(("name", "package"), [("xlsx", "xlsxwriter"), ("parquet", "pyarrow")])
def test_without_its_package_a_format_says_how_to_get_it(
    tmp_path: Path, folder: Folder, name: str, package: str
) -> None:
    assert folder.path.exists()
    script = f"import sys; sys.modules['{package}'] = None; from sstc_survey.__main__ import main; sys.exit(main())"
    ended = subprocess.run(
        [sys.executable, "-c", script, "export", "--output", f"all.{name}"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert f'run: pip install "sstc-survey[{name}]"' in ended.stderr
    assert len(ended.stderr.splitlines()) <= 2
    assert not (tmp_path / f"all.{name}").exists()


LIMITED: Final = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
from sstc_survey.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_where_a_file_cannot_grow_the_one_before_stays(tmp_path: Path, name: str, share: float) -> None:
    folder = Folder(tmp_path / "answers", QUESTIONNAIRE)
    for number in range(40):
        # Such that it does not get smaller.
        folder.add({"words": os.urandom(2_000).hex(), "size": number})
    temporary, path = tmp_path / "tmp", tmp_path / f"all.{name}"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}

    def export(size: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-X", "dev", "-W", "ignore::ResourceWarning", "-c", LIMITED, str(size), "export",
             "--output", path.name],
            cwd=tmp_path, capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip

    assert export(1 << 30).returncode == 0
    whole = path.read_bytes()
    path.write_bytes(b"the one before")
    ended = export(int(len(whole) * share))
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "Exception" not in ended.stderr
    assert "too large for the limit" in ended.stderr or "limit" in ended.stderr
    assert path.read_bytes() == b"the one before"
    assert [*temporary.iterdir()] == []
    assert [*tmp_path.glob(".*")] == []


FULL: Final = """
import sys
sys.path[:0] = sys.argv[2:]
from tables_by_hand import every_kind, export_of
from sstc_survey.exports.parquet_file import write_parquet
from sstc_survey.exports.xlsx_file import write_xlsx
table = every_kind()
try:
    if sys.argv[1] == "xlsx":
        write_xlsx(export_of(table), "/dev/full", states=True)
    else:
        write_parquet(export_of(table), table, "/dev/full", states=True)
except OSError as error:
    print(error.errno)
"""


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_is_told_once(name: str) -> None:
    script = [sys.executable, "-W", "ignore::ResourceWarning", "-c", FULL, name, os.path.dirname(__file__)]
    ended = subprocess.run(script, capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == (f"{errno.ENOSPC}\n", "")


def test_nothing_is_left_beside_a_workbook_that_is_refused(program: Program, tmp_path: Path, folder: Folder) -> None:
    folder.add({"words": "x" * 32_768})
    (tmp_path / "tmp").mkdir()
    outcome = program("export", "--output", "all.xlsx", env={"TMPDIR": str(tmp_path / "tmp")})
    assert outcome.code == 1
    assert (
        'table "responses", column "words": a text has 32,768 characters; a cell of Excel has at most 32,767'
        in outcome.err
    )
    assert "use --format csv or --format parquet" in outcome.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers", "tmp"]
    assert [*(tmp_path / "tmp").iterdir()] == []
    assert program("export", "--output", "all.parquet").code == 0
    assert [len(text or "") for text in pd.read_parquet(tmp_path / "all.parquet")["words"].fillna("")][-1] == 32_768


PEAK: Final = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "sstc_survey", "export", sys.argv[1], "--output", sys.argv[2]], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize("name", FORMATS)
def test_memory_is_bounded(tmp_path: Path, sized: Sized, name: str) -> None:
    # 8 MB of texts, or 20,000 responses.
    count, text, most = sized(800, 20_000), "x" * sized(10_000, 10), 20_000
    peaks = []
    for folder, number in (("few", count // 8), ("many", count)):
        made = Folder(tmp_path / folder, QUESTIONNAIRE)
        for each in range(number):
            made.add({"words": f"{each} {text}", "member": [{"age": each % 100}]})
        ended = subprocess.run(
            [sys.executable, "-c", PEAK, folder, f"all.{name}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        peaks.append(int(ended.stdout))
    assert peaks[1] - peaks[0] < most
