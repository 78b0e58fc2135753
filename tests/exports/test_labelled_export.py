"""`export --format sav` and `dta`: what was answered is in the files, whatever the questionnaire."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from conftest import Program
from made import Folder, cut_some
from read_back import Plain, by_pyreadstat, by_r, expected_cells, has_haven

from sstc_survey.commands.shared.export_reading import ExportOptions, ExportReading, read_export
from sstc_survey.exports.labelled.labelled_file import LabelledOptions, write_labelled
from sstc_survey.exports.labelled.limits import DTA, LIMITS, SAV
from sstc_survey.exports.labelled.names import names
from sstc_survey.exports.model import State
from sstc_survey.exports.spool import SpoolFile
from sstc_survey.response import Status
from sstc_survey.storage import Inventory

ROOT: Final = Path(__file__).parents[2]
QUESTIONNAIRES: Final = [
    *sorted((ROOT / "examples" / "questionnaires").glob("*.yaml")),
    *sorted((ROOT / "questionnaires").glob("*.yaml")),
    *sorted((ROOT / "tests" / "questionnaires").glob("*.yaml")),
]
EXTENSIONS: Final = pytest.mark.parametrize("extension", ["sav", "dta"])

VILLAGES: Final = """\
id: villages
version: "1"
title: "It's about 'villages'"
dont_know: true
refused: true
respondent: [name]
attribution: {question: quoted, hides: {anonymous: [name, age]}}
choices:
  sources: {well: A well, river: 'The "river"', tap: {zh: 水龙头, en: A tap}}
questions:
  - {name: quoted, type: select_one, label: How?, choices: {named: By name, anonymous: Without}}
  - {name: name, type: text, label: Your name}
  - {name: age, type: integer, label: Your age}
  - name: water
    type: select_multiple
    label: {en: "Where does your water come from?\\nAll that is true", zh: 水从哪里来？}
    choices: sources
    or_other: true
    relevant: ${age} > 17
  - {name: best, type: rank, label: Which is best?, choices: sources, min_selected: 0}
  - name: satisfied
    type: select_one
    label: How satisfied?
    choices: {low: {label: Low, score: 1}, middle: {label: So so, score: 2}, high: {label: High, score: 3}}
  - {name: mark, type: range, label: Your mark, start: 0, end: 5, step: 0.5}
  - {name: code, type: select_one, label: Code, choices: {"007": Seven, "010": Ten}}
  - name: child
    type: repeat
    label: Child
    questions:
      - {name: born, type: date, label: When was it born?}
      - {name: wakes, type: time, label: When does it wake?}
"""


@pytest.fixture
def villages(tmp_path: Path) -> Folder:
    """Return a folder with answers of each kind, in each state."""
    folder = Folder(tmp_path / "answers", VILLAGES)
    children = [{"born": "2010-01-31", "wakes": "06:30"}, {"wakes": "07:00"}]
    folder.add(
        {
            "quoted": "named",
            "name": "ធារ៉ា",
            "age": 40,
            "water": ["tap", "other"],
            "water_other": "Rain",
            "best": ["river", "well"],
            "satisfied": "high",
            "mark": 2.5,
            "code": "007",
            "child": children,
        },
        {"child[2]/born": "dont_know"},
    )
    folder.add(
        {"quoted": "anonymous", "name": "Sok", "age": 17, "satisfied": "low", "mark": 5, "code": "010"},
        {"best": "blank"},
    )
    folder.add(
        {"quoted": "named", "age": 18, "child": [{"born": "1999-12-31"}]},
        {
            **dict.fromkeys(("name", "water", "code"), "refused"),
            **dict.fromkeys(("best", "satisfied", "mark"), "dont_know"),
            "child[1]/wakes": "blank",
        },
    )
    folder.add({"quoted": "named", "name": "Mealea"}, status=Status.PARTIAL, position="name")
    return folder


def exported(program: Program, path: Path | str, *options: str) -> str:
    """Export to a file, and return what was said."""
    outcome = program("export", "answers", "--output", str(path), "--include", "partial", *options)
    assert outcome.code == 0, outcome.err
    return outcome.err


@EXTENSIONS
@pytest.mark.parametrize("read", ["pyreadstat", "R"])
@pytest.mark.usefixtures("villages")
def test_answers_and_states(program: Program, tmp_path: Path, extension: str, read: str) -> None:
    path = tmp_path / f"out.{extension}"
    exported(program, path)
    found = by_pyreadstat(str(path), LIMITS[extension]) if read == "pyreadstat" else by_r(str(path))
    reached = State.NOT_REACHED
    expected: dict[str, list[Plain]] = {
        "quoted": [1, 2, 1, 1],
        "name": ["ធារ៉ា", "", "", "Mealea"],
        "name__state": [0, 6, 3, 0],
        "age": [40, State.HIDDEN, 18, reached],
        "water_well": [0, State.NOT_ASKED, State.REFUSED, State.NOT_ASKED],
        "water_tap": [1, State.NOT_ASKED, State.REFUSED, State.NOT_ASKED],
        "water_other_2": [1, State.NOT_ASKED, State.REFUSED, State.NOT_ASKED],
        "water_other": ["Rain", "", "", ""],
        "best_well": [2, State.BLANK, State.DONT_KNOW, reached],
        "best_river": [1, State.BLANK, State.DONT_KNOW, reached],
        "best_tap": [None, State.BLANK, State.DONT_KNOW, reached],
        "satisfied": [3, 1, State.DONT_KNOW, reached],
        "mark": [2.5, 5, State.DONT_KNOW, reached],
        "code": [1, 2, State.REFUSED, reached],
    }
    cells = {name: found[name].cells for name in expected}
    if extension == "dta" and read == "pyreadstat":
        # It reads nothing as nought in whole numbers of Stata that have letters too.
        del cells["best_tap"][0]
        del expected["best_tap"][0]
    assert cells == expected
    assert found["water_river"].label == 'Where does your water come from? All that is true: The "river"'
    children = by_pyreadstat(str(tmp_path / f"out_child.{extension}"), LIMITS[extension])
    assert children["number"].cells == [1, 2, 1]
    unknown: list[Plain] = ["2010-01-31", State.DONT_KNOW, "1999-12-31"]
    if extension == "sav":
        assert children["born__state"].cells == [0, 2, 0]
        unknown[1] = None
    assert children["born"].cells == unknown


@pytest.mark.usefixtures("villages")
def test_measures_follow_from_the_questionnaire(program: Program, tmp_path: Path) -> None:
    import pyreadstat

    exported(program, tmp_path / "out.sav", "--language", "zh")
    meta = pyreadstat.read_sav(tmp_path / "out.sav")[1]
    names = ("satisfied", "mark", "best_tap", "code", "water_tap", "age", "name")
    assert [meta.variable_measure[name] for name in names] == ["ordinal"] * 3 + ["nominal"] * 2 + ["scale", "nominal"]
    assert meta.file_label == "It's about 'villages'"
    assert meta.column_names_to_labels["water_tap"] == "水从哪里来？: 水龙头"
    assert meta.variable_value_labels["water_tap"][1] == "是"


@pytest.mark.usefixtures("villages")
def test_sets_are_beside_the_table_that_has_them(program: Program, tmp_path: Path) -> None:
    said = exported(program, tmp_path / "out.sav")
    assert {path.name for path in tmp_path.glob("out*")} == {"out.sav", "out.sps", "out_child.sav"}
    assert "out.sps" in said
    exported(program, f"{tmp_path}/folder/", "--format", "sav")
    assert {path.name for path in (tmp_path / "folder").iterdir()} == {"responses.sav", "responses.sps", "child.sav"}
    exported(program, tmp_path / "wide.sav", "--wide")
    assert {path.name for path in tmp_path.glob("wide*")} == {"wide.sav", "wide.sps"}
    exported(program, tmp_path / "out.dta")
    assert {path.name for path in tmp_path.glob("out*.*")} - {"out.sav", "out.sps", "out_child.sav"} == {
        "out.dta",
        "out_child.dta",
    }
    syntax = (tmp_path / "out.sps").read_text(encoding="utf-8")
    assert "LABEL='Where does your water come from? All that is true'" in syntax
    assert "VARIABLES=water_well water_river water_tap water_other_2" in syntax
    # The same answers make the same files.
    before = {path.name: path.read_bytes() for path in tmp_path.glob("out*")}
    exported(program, tmp_path / "out.sav")
    exported(program, tmp_path / "out.dta")
    assert {path.name: path.read_bytes() for path in tmp_path.glob("out*")} == before


@EXTENSIONS
@pytest.mark.usefixtures("villages")
def test_codes_without_states(program: Program, tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"out.{extension}"
    exported(program, path, "--codes", "--no-states", "--wide")
    found = by_pyreadstat(str(path), LIMITS[extension])
    assert found["code"].cells == ["007", "010", "", ""]
    assert found["code"].labels == ({"007": "Seven", "010": "Ten"} if extension == "sav" else {})
    assert not [name for name in found if name.endswith("__state")]
    assert found["child_1_born"].cells == ["2010-01-31", None, "1999-12-31", None]


@pytest.mark.parametrize("path", QUESTIONNAIRES, ids=lambda path: path.stem)
def test_interviews_by_chance(program: Program, tmp_path: Path, path: Path) -> None:
    made = program("simulate", str(path), "-n", "30", "--seed", "1", "--answers", "made")
    assert made.code in {0, 1}, made.err
    folder = tmp_path / "made"
    cut_some(folder, random.Random(1))
    options = ExportOptions(include=("partial", "simulated"), full=True)
    compared = 0
    with SpoolFile() as file:
        reading = read_export(Inventory([str(folder)]), [str(folder)], None, options, file)
        assert isinstance(reading, ExportReading)
        for table in reading.export.tables:
            for limits in LIMITS.values():
                out = str(tmp_path / f"{table.name}.{limits.extension}")
                told = write_labelled(table, limits, out, LabelledOptions(title="", language="en"))
                as_text = [name for problem in told for name in str(problem.details.get("names", "")).split(", ")]
                found = by_pyreadstat(out, limits)
                expected = expected_cells(table, as_text, dated_states=limits is DTA, codes=False)
                short = names(table, limits.extension)
                assert {short[name] for name in expected} == set(found)
                for name, cells in expected.items():
                    values = found[short[name]].cells
                    if limits is DTA and State in map(type, cells):
                        # pyreadstat reads nothing as nought in whole numbers of Stata that have letters too.
                        values = [None if cell is None else value for value, cell in zip(values, cells, strict=True)]
                    # SPSS fills its texts with spaces, so that those at the end are none of the text.
                    given = [cell.rstrip(" ") if limits is SAV and type(cell) is str else cell for cell in cells]
                    assert values == given, name
                    compared += len(cells)
    assert compared > 100


@pytest.mark.parametrize("package", ["pandas", "pyreadstat"])
@EXTENSIONS
@pytest.mark.usefixtures("villages")
def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path, extension: str, package: str) -> None:
    without = f"import sys; sys.modules[{package!r}] = None; from sstc_survey.__main__ import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", without, "export", "answers", "--output", f"out.{extension}"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "sstc-survey[spss]" in done.stderr
    assert not (tmp_path / f"out.{extension}").exists()


@EXTENSIONS
@pytest.mark.parametrize("most", [0, 3000])
@pytest.mark.usefixtures("villages")
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, extension: str, most: int) -> None:
    path = tmp_path / f"out.{extension}"
    path.write_text("before")
    limited = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most})); "
        "from sstc_survey.__main__ import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, "export", "answers", "--output", f"out.{extension}"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert path.read_text() == "before"
    assert {each.name for each in tmp_path.iterdir()} == {"answers", path.name}


def test_a_text_beyond_spss_stops_all_files(program: Program, tmp_path: Path, villages: Folder) -> None:
    villages.add({"quoted": "named", "name": "ខ" * 11_000})
    (tmp_path / "out.sav").write_text("before")
    outcome = program("export", "answers", "--output", "out.sav")
    assert outcome.code == 1
    assert '"name" has 33,000 bytes; a sav file takes 32,767' in outcome.err
    assert "--format dta" in outcome.err
    assert {path.name for path in tmp_path.iterdir()} == {"answers", "out.sav"}
    assert (tmp_path / "out.sav").read_text() == "before"
    exported(program, tmp_path / "out.dta")
    assert by_pyreadstat(str(tmp_path / "out.dta"), DTA)["name"].cells[-1] == "ខ" * 11_000


@pytest.mark.usefixtures("villages")
def test_codes_are_for_labelled_data_only(program: Program) -> None:
    outcome = program("export", "answers", "--codes")
    assert outcome.code == 2
    assert "--codes" in outcome.err
    assert "--format sav or dta" in outcome.err
    assert program("export", "answers", "--format", "sav").code == 2


def test_the_how_to_runs(program: Program, tmp_path: Path) -> None:
    for extension in LIMITS:
        outcome = program("export", str(ROOT / "examples" / "answers"), "--output", f"panel.{extension}")
        assert (tmp_path / f"panel.{extension}").exists(), outcome.err
    text = (ROOT / "docs" / "how-to" / "export-to-spss-and-stata.md").read_text(encoding="utf-8")
    python, in_r = ("\n".join(re.findall(f"```{language}\n(.*?)```", text, re.DOTALL)) for language in ("python", "r"))
    done = subprocess.run([sys.executable, "-c", python], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search("Lao PDR +2", done.stdout)
    if not has_haven():
        pytest.skip("R with haven is not installed")
    done = subprocess.run(["Rscript", "-e", in_r], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Lao PDR" in done.stdout
    assert "0.6923077" in done.stdout
    assert "NA(b)  don't know" in done.stdout
