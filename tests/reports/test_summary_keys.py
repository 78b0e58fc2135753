"""The reference of the JSON of a summary has every key that occurs, and every key that it has occurs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import nasty
import pytest
from conftest import Program

from sstc_survey.storage.batches import BatchMarker
from sstc_survey.storage.leftovers import BATCHES_FOLDER

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "summary.md"
HOMES = """\
id: homes
version: "1"
title: Homes
questions:
  - {name: area, type: select_one, label: Area?, choices: {a: A, b: B}}
  - name: rating
    type: select_one
    label: Rating?
    choices: {good: {label: Good, score: 1}, fair: {label: Fair, score: 0}, bad: Bad}
    nets: {fine: {label: Fine, choices: [good, fair]}}
  - {name: day, type: date, label: When?}
  - {name: hour, type: time, label: At what time?}
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: sex, type: select_one, label: Sex?, choices: {f: F, m: M}}
      - {name: age, type: integer, label: Age?}
"""


def reply(place: int) -> dict[str, Any]:
    return {
        "area": "ab"[place % 2],
        "rating": ["good", "bad", "fair"][place % 3],
        "day": f"2016-0{1 + place % 9}-01",
        "hour": f"1{place % 9}:30",
        "member": [{"sex": "fm"[each % 2], "age": 7 * each + place % 5} for each in range(place % 4)],
    }


def documented() -> set[str]:
    """Return the paths of all keys that the page has."""
    found: set[str] = set()
    places: list[str] = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            keys = re.findall(r"`([^`]+)`", line.split(" | ")[0])
            keys += [key.removesuffix(".*") for key in keys]
            found |= {f"{place.rstrip('.')}.{key}" for place in places for key in keys}
        elif "`." in line:
            places = re.findall(r"`(\.[^`]*)`", line)
    return found


def occurring(value: Any, path: str, known: set[str]) -> Iterator[str]:
    """Yield the paths of all keys in a document; where the page has a `*`, each key is one."""
    match value:
        case list():
            for each in value:
                yield from occurring(each, f"{path}[]", known)
        case dict():
            for key, each in value.items():
                inner = f"{path}.*" if f"{path}.*" in known else f"{path}.{key}"
                yield inner
                yield from occurring(each, inner, known)
        case _:
            return


def own(documents: list[dict[str, Any]], known: set[str]) -> set[str]:
    """Return the paths of all keys in documents."""
    return {path for document in documents for path in occurring(document, "", known)}


@pytest.fixture
def documents(program: Program, tmp_path: Path) -> list[dict[str, Any]]:
    """Return summaries with everything that may be in one."""
    (tmp_path / "homes.yaml").write_text(HOMES, encoding="utf-8")
    (tmp_path / "replies.jsonl").write_text("".join(f"{json.dumps(reply(n))}\n" for n in range(40)), encoding="utf-8")
    assert program("run", "homes.yaml", "--replies", "replies.jsonl").code == 0
    tests = ("--test", "chi2", "--test", "columns", "--min-base", "5", "--mean", "age", "--mean", "rating")
    wanted = [("--by", "area", *tests), ("--by", "area,rating,fine", "--intervals"), ("--by", "sex", *tests)]
    written = [program("summarize", "--format", "json", *options).out for options in wanted]
    folder = tmp_path / "answers" / "homes"
    cut = BatchMarker(
        source="cut.jsonl", command="sstc-survey run", started="", rows={next(folder.glob("*.json")).stem: "1"}
    )
    (folder / BATCHES_FOLDER).mkdir(exist_ok=True)
    (folder / BATCHES_FOLDER / cut.name).write_bytes(msgspec.json.encode(cut))
    written.append(program("summarize", "--format", "json").out)
    written += [nasty.golden("json", name).read_text(encoding="utf-8") for name in ("nasty", *nasty.BANNERS)]
    return [json.loads(text) for text in written]


def test_every_key_is_documented_and_every_documented_key_occurs(documents: list[dict[str, Any]]) -> None:
    known = documented()
    found = own(documents, known)
    assert sorted(found - known) == []
    assert sorted(known - found) == []


@pytest.mark.parametrize("place", [(), ("questions", 0), ("questions", 0, "by", 0, "columns", 0)])
def test_a_new_key_would_be_missed(place: tuple[str | int, ...]) -> None:
    document = json.loads(nasty.golden("json", "letters").read_text(encoding="utf-8"))
    inner: Any = document
    for key in place:
        inner = inner[key]
    inner["unheard_of"] = 1
    known = documented()
    (missed,) = own([document], known) - known
    assert missed.endswith(".unheard_of")
