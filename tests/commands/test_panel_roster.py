"""`panel`: rosters that are written, filled in, checked, and that a session begins with."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

HEAD = ["label", "language", "minutes", "terminal", "name", "institution", "country", "country_other", "role",
        "role_other", "attribution"]  # fmt: skip
ROSTER = """\
label;language;minutes;terminal;name;institution;country;country_other;role;role_other;attribution
kh1;km;2,5;;Panellist B;Ministry of Labour;Cambodia;;Government;;on_record
la1;lo;;no;Panellist D;Ministry of Health;la;;government;;
"""


@pytest.mark.parametrize("file", ["beijing.csv", "beijing.tsv", "beijing.yaml", "beijing.json", "页.csv"])
def test_a_new_roster_is_headed_by_the_early_questions(program: Any, tmp_path: Path, file: str) -> None:
    outcome = program("panel", "--new-roster", file)
    assert (outcome.code, outcome.out) == (0, f"{file}\n")
    assert outcome.err.endswith(f"Fill it in, then run: sstc-survey panel --check-roster {_quoted(file)}\n")
    text = (tmp_path / file).read_text(encoding="utf-8")
    if file.endswith((".csv", ".tsv")):
        # Spreadsheet programs know by the mark that it is UTF-8.
        assert text == "\ufeff" + ("\t" if file.endswith(".tsv") else ",").join(HEAD) + "\n"
        assert "  country_other  Other: please specify\n" in outcome.err
        assert "cn: China; bn: Brunei Darussalam; kh: Cambodia" in outcome.err
    elif file.endswith(".json"):
        assert json.loads(text) == [dict.fromkeys(HEAD)]
    else:
        assert [line.split(":")[0].strip("- ") for line in text.splitlines() if "#" not in line[:4]] == HEAD
        assert "  country: # Which country do you come from?\n  #   cn: China\n" in text
    # It will have names of people.
    assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600
    checked = program("panel", "--check-roster", file)
    assert (checked.code, checked.err) == (1, f"{file}: 1 problem\n")
    assert "error: the roster has no panellists" in checked.out


def _quoted(file: str) -> str:
    return file if file.isascii() else f"'{file}'"


def test_a_new_roster_is_in_the_language_that_is_asked_for(program: Any, tmp_path: Path) -> None:
    outcome = program("panel", "--new-roster", "r.yaml", "--language", "zh")
    assert outcome.code == 0
    text = (tmp_path / "r.yaml").read_text(encoding="utf-8")
    assert "  country: # 您来自哪个国家？\n  #   cn: 中国\n" in text
    assert "填写后运行：sstc-survey panel --check-roster r.yaml\n" in outcome.err


def test_a_new_roster_never_takes_the_place_of_a_file(program: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine")
    (tmp_path / "dangling.csv").symlink_to("nowhere.csv")
    for file in ("mine.csv", "dangling.csv"):
        outcome = program("panel", "--new-roster", file)
        assert (outcome.code, outcome.out) == (2, "")
        assert "the file already exists" in outcome.err
        assert "sstc-survey panel --new-roster FILE" in outcome.err
    assert (tmp_path / "mine.csv").read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == ["dangling.csv", "mine.csv"]
    assert program("panel", "--new-roster", "no/such/folder.csv").code == 2


def test_a_new_roster_is_written_into_a_stream(program: Any) -> None:
    outcome = program("panel", "--new-roster", "/dev/stdout")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == ",".join(HEAD) + "\n"


def test_a_new_roster_that_is_filled_in_has_no_fault(program: Any, tmp_path: Path) -> None:
    program("panel", "--new-roster", "r.csv")
    path = tmp_path / "r.csv"
    table = io.StringIO()
    csv.writer(table, lineterminator="\r\n").writerows(
        [
            [
                "kh1",
                "km",
                "3",
                "",
                'Panellist "B"',
                "Ministry, of Labour",
                "Cambodia",
                "",
                "government",
                "",
                "on_record",
            ],
            [""] * len(HEAD),
            ["jp1", "", "", "yes", "Panellist J", "JICA", "other", "Japan", "", "", "chatham_house"],
        ]
    )
    path.write_text(path.read_text(encoding="utf-8") + table.getvalue(), encoding="utf-8")
    outcome = program("panel", "--check-roster", "r.csv")
    assert (outcome.code, outcome.err) == (0, "r.csv: no problems\n")
    assert (
        outcome.out
        == """\
2 panellists
  1  kh1  Panellist "B", Cambodia  Khmer  3 min
  2  jp1  Panellist J, Japan                     at a terminal
Asked before the first question:
  In which role do you take part? (jp1)
Put to the panel:
  1. Question 1
  2. Question 2
  3. Question 3
"""
    )


def test_a_roster_edited_by_a_tired_person(program: Any, tmp_path: Path) -> None:
    """Everything is said at once, each fault with its place, and nothing is created."""
    lines = [
        "label;language;minutes;terminal;name;instituton;country;country_other;usefulness",
        "kh1;kh;2,5;;Panellist B;Ministry;Cambodja;;learn",
        ";zh;130;maybe;Panellist A;MOHRSS;China;;",
        ";;;;;;;;",
        "KH1;Lao;;;Panellist D;Ministry; Lao PDR ;Japan;",
        "panellist-e;;;;Panellist E;Ministry;la;;;too;many",
    ]
    (tmp_path / "r.csv").write_bytes("\ufeff".encode() + "\r\n".join(lines).encode())
    outcome = program("panel", "--check-roster", "r.csv")
    assert outcome.code == 1
    assert outcome.err == "r.csv: 12 problems\n"
    assert [line for line in outcome.out.splitlines() if line.startswith("r.csv:")] == [
        'r.csv:1:38: error: unknown column "instituton"',
        'r.csv:1:71: error: question "usefulness" is put to the panel',
        'r.csv:2:5: error: unknown language "kh"',
        'r.csv:2:34: error: "Cambodja" is not a choice',
        "r.csv:3:1: error: this panellist has no label",
        "r.csv:3:5: error: 130 is too large (maximum 120)",
        'r.csv:3:9: error: "maybe" is not yes or no',
        'r.csv:5:1: error: label "KH1" is also on line 2',
        'r.csv:5:5: error: unknown language "Lao"',
        'r.csv:5:42: error: "country_other" is filled in, but "country" is not other',
        'r.csv:6:1: error: invalid label "panellist-e"',
        "r.csv:6:42: error: this cell is in no column",
    ]
    for suggestion in ("institution", "km", "lo", "Cambodia"):
        assert f'did you mean "{suggestion}"?' in outcome.out
    begun = program("panel", "--roster", "r.csv", "--plain")
    assert (begun.code, begun.out) == (2, "")
    assert begun.err == outcome.out
    assert os.listdir(tmp_path) == ["r.csv"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_session_begins_with_what_a_spreadsheet_wrote(
    program: Any, tmp_path: Path, encoding: str, separator: str
) -> None:
    rows = [line.split(";") for line in ROSTER.splitlines()]
    table = io.StringIO()
    csv.writer(table, delimiter=separator, lineterminator="\r\n").writerows(rows)
    (tmp_path / "beijing.csv").write_bytes(table.getvalue().encode(encoding))
    outcome = program("panel", "--roster", "beijing.csv", "--plain", typed="leave\n")
    assert outcome.code == 1
    [session] = (tmp_path / "answers" / "sstc-panel-2016" / "sessions").glob("*.json")
    seats = [data for _, _, kind, data in json.loads(session.read_text())["events"] if kind == "seat"]
    assert [(seat["label"], seat["language"], seat["minutes"]) for seat in seats] == [
        ("kh1", "km", 2.5),
        ("la1", "lo", None),
    ]
    responses = [json.loads((session.parents[1] / f"{seat['response']}.json").read_text()) for seat in seats]
    assert [response["answers"] for response in responses] == [
        {"name": "Panellist B", "institution": "Ministry of Labour", "country": "kh", "role": "government",
         "attribution": "on_record"},
        {"name": "Panellist D", "institution": "Ministry of Health", "country": "la", "role": "government"},
    ]  # fmt: skip


def test_warnings_are_said_before_the_board(program: Any, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("label,name,country\nkh1,x,kh\ncn1,x,cn\n")
    checked = program("panel", "--check-roster", "r.csv")
    assert (checked.code, checked.err) == (0, "r.csv: 3 problems (3 warnings)\n")
    warnings = checked.out[: checked.out.index("2 panellists")]
    assert '"cn1" and "kh1" seem to be the same person' in warnings
    assert "no panellist has said how they may be quoted" in warnings
    assert "may still be recognized: Cambodia (kh1); China (cn1)" in warnings
    begun = program("panel", "--roster", "r.csv", "--plain", typed="leave\n")
    assert begun.code == 1
    assert begun.err.startswith(warnings)
    assert "kh1" in begun.err.removeprefix(warnings)


def test_the_settings_of_a_roster_are_those_of_the_session(program: Any, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(
        "settings: {minutes: 20, speaker: 2.5, order: rotate, consensus: 80}\npanellists: [{label: kh1, name: x}]\n"
    )
    checked = program("panel", "--check-roster", "r.yaml")
    assert checked.out.endswith("Minutes for each question: 20\nMinutes for each panellist: 2.5\n")
    assert program("panel", "--roster", "r.yaml", "--plain", "--speaker", "4", typed="leave\n").code == 1
    [session] = (tmp_path / "answers" / "sstc-panel-2016" / "sessions").glob("*.json")
    start = json.loads(session.read_text())["events"][0]
    assert start[2] == "start"
    assert {key: start[3][key] for key in ("minutes", "speaker", "order", "consensus")} == {
        "minutes": 20,
        "speaker": 4,
        "order": "rotate",
        "consensus": 80,
    }


def test_problems_are_said_in_chinese(program: Any, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("label,nam\nkh1,x\nKH1,y\n")
    outcome = program("panel", "--check-roster", "r.csv", "--language", "zh")
    assert "r.csv:1:7: 错误: 未知的列“nam”\n" in outcome.out
    assert "标签“KH1”在第2行也有\n" in outcome.out
    assert outcome.err == "r.csv: 2 个问题\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "file not found"),
        (b"PK\x03\x04\x14\0\x06\0", "this is a workbook, not text"),
        ("label,name\na,José\n".encode("latin-1"), "r.csv:2:6: error: byte 0xE9 is not UTF-8"),
        (b"", "the file is empty"),
    ],
)
def test_a_file_that_is_no_roster(program: Any, tmp_path: Path, data: bytes | None, said: str) -> None:
    if data is not None:
        (tmp_path / "r.csv").write_bytes(data)
    checked = program("panel", "--check-roster", "r.csv")
    assert checked.code == 1
    assert said in checked.out
    begun = program("panel", "--roster", "r.csv", "--plain")
    assert begun.code == 2
    assert said in begun.err
