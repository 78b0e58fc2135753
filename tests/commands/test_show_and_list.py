"""`list` and `show`: what is there, as far as it may be shown."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

PANELLISTS = """\
id: panellists
version: "1"
title: Panellists
respondent: [who, country]
attribution:
  question: quoted
  hides: {anonymous: [who]}
questions:
  - {name: who, type: text, label: Who are you?}
  - {name: country, type: select_one, label: Where from?, choices: {kh: Cambodia, la: Lao PDR}}
  - {name: quoted, type: select_one, label: How quoted?, choices: {on_record: On the record, anonymous: Anonymous}}
"""


def panellists(program: Any, folder: Path) -> list[Path]:
    (folder / "panellists.yaml").write_text(PANELLISTS, encoding="utf-8")
    (folder / "replies.jsonl").write_text(
        '{"who": "Sok Dara", "country": "kh", "quoted": "on_record"}\n'
        '{"who": "Secret \\u001b[2J", "country": "la", "quoted": "anonymous"}\n',
        encoding="utf-8",
    )
    outcome = program("run", "panellists.yaml", "--replies", "replies.jsonl")
    assert outcome.code == 0, outcome.err
    program("run", "panellists.yaml", typed="Draft\n")
    return [folder / line for line in outcome.out.splitlines()]


def test_list_says_who_as_far_as_that_may_be_shown(program: Any, tmp_path: Path) -> None:
    panellists(program, tmp_path)
    outcome = program("list")
    assert outcome.code == 0
    assert "Sok Dara, Cambodia" in outcome.out
    assert "Lao PDR" in outcome.out
    assert "Secret" not in outcome.out
    assert "Draft" not in outcome.out
    assert "1 of 3" in outcome.out
    assert outcome.err == "3 files: 2 complete, 1 partial\n"


def test_list_names_every_refused_file_with_its_reason(program: Any, tmp_path: Path) -> None:
    first, second = panellists(program, tmp_path)
    first.write_bytes(first.read_bytes().replace(b"Sok", b"Sam"))
    second.write_bytes(second.read_bytes()[:200])
    os.mkfifo(first.parent / "pipe.json")
    (first.parent / "notes.txt").write_text("x", encoding="utf-8")
    outcome = program("list")
    assert outcome.code == 1
    assert outcome.out.count("refused: ") == 3
    assert outcome.err == "4 files: 1 partial, 3 refused; ignored: 1 that are not .json\n"
    listed = json.loads(program("list", "--format", "json").out)
    assert sorted(item["status"] for item in listed) == ["partial", "refused", "refused", "refused"]
    assert all(item["reason"] for item in listed if item["status"] == "refused")


def test_show_prints_one_response_without_what_is_hidden(program: Any, tmp_path: Path) -> None:
    first, second = panellists(program, tmp_path)
    outcome = program("show", first.stem)
    assert outcome.code == 0
    assert "Who are you?\n  Sok Dara\n" in outcome.out
    assert "Where from?\n  Cambodia\n" in outcome.out
    kept_back = program("show", str(second.relative_to(tmp_path)))
    assert "Secret" not in kept_back.out
    assert "hidden by the respondent's attribution" in kept_back.out
    document = json.loads(program("show", second.stem, "--format", "json").out)
    assert document["answers"] == {"country": "la", "quoted": "anonymous"}
    assert document["hidden"] == ["who"]


def test_show_of_nothing_there_says_so(program: Any) -> None:
    outcome = program("show", "0123")
    assert outcome.code == 2
    assert "sstc-survey list answers shows what is there" in outcome.err
