"""The session of examples/session: its script leaves the events, responses, minutes and pages that are there."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from scripted_panel import EXAMPLE, GOLDEN, GOLDEN_PAGES, PAGES, ROSTER, Replayed

# What no page for everybody may have: who is not named, and what is not agreed to.
HIDDEN_TYPED = (
    "Panellist F", "Panellist H", "Panellist J", "Panellist K", "Federation of Employers", "Social Security Office",
    "Institute of Social Security", "giảng viên", "borrowed", "pay first", "Factory desks", "Maternity leave",
)  # fmt: skip
# What would tell where those come from who hide it, or in which language they spoke.
HIDDEN = (*HIDDEN_TYPED, "Indonesia", "Malaysia", "Vietnamese")
FOR_ALL = [
    *(EXAMPLE / name for name in PAGES),
    *(GOLDEN / name for name, options in GOLDEN_PAGES.items() if "--for" not in options),
]


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    replayed = Replayed(tmp_path_factory.mktemp("replayed"))
    assert replayed.held.code == 0, replayed.held.err
    replayed.comes_after()
    return replayed


def saved(answers: Path) -> dict[str, Any]:
    """Return what was said in each response of a folder, by its path in it."""
    told = ("status", "session", "started", "finished", "answers", "missing", "comments")
    return {
        path.relative_to(answers).as_posix(): {key: response[key] for key in told}
        for path in answers.glob("*/*.json")
        for response in (json.loads(path.read_text(encoding="utf-8")),)
    }


def happened(answers: Path) -> list[Any]:
    """Return what happened in the session of a folder, without how long each thing took."""
    (path,) = answers.glob("*/sessions/*.json")
    return [[seq, *what] for seq, _, *what in json.loads(path.read_text(encoding="utf-8"))["events"]]


def test_the_script_leaves_the_session_that_is_there(replayed: Replayed) -> None:
    assert happened(replayed.answers) == happened(EXAMPLE / "answers")


def test_the_script_leaves_the_responses_that_are_there(replayed: Replayed) -> None:
    assert saved(replayed.answers) == saved(EXAMPLE / "answers")


def test_every_line_of_the_script_is_understood(replayed: Replayed) -> None:
    assert "Error" not in replayed.held.err
    assert "For its minutes, run: sstc-survey minutes beijing" in replayed.held.err


@pytest.mark.parametrize("name", PAGES)
def test_the_minutes_are_those_that_are_there(replayed: Replayed, name: str) -> None:
    assert replayed.page(name, *PAGES[name]) == (EXAMPLE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", GOLDEN_PAGES)
def test_golden_pages_of_the_script(replayed: Replayed, name: str) -> None:
    assert replayed.page(name, *GOLDEN_PAGES[name]) == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FOR_ALL, ids=lambda path: path.name)
def test_no_page_for_everybody_has_a_hidden_word(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [word for word in HIDDEN if word in text] == []


def test_the_hidden_words_were_typed() -> None:
    typed = "".join((EXAMPLE / name).read_text(encoding="utf-8") for name in ("session.txt", "roster.csv"))
    assert [word for word in HIDDEN_TYPED if word not in typed] == []


def test_the_board_in_lines_says_how_each_panellist_stands(replayed: Replayed) -> None:
    """A part in which nothing was answered is not answered, and a follow-up is not a question of the questionnaire."""
    lines = replayed.held.err.splitlines()
    assert any(
        line.startswith("7. vn1 Panellist K, Viet Nam: question 1 refused, question 2 not put") for line in lines
    )
    after = "question 3 answered, follow-up 1 passed on it; spoke"
    assert any(line.startswith("7. vn1") and after in line for line in lines)
    # It was not put to everybody.
    assert any(line.startswith("1. cn1") and "question 3 not yet, follow-up 1 not put" in line for line in lines)
    # What stands is a line of its own.
    assert any(line.startswith("The clocks ") for line in lines)


def test_the_roster_is_one_of_seven_with_labels() -> None:
    with ROSTER.open(encoding="utf-8", newline="") as file:
        assert [row["label"] for row in csv.DictReader(file)] == ["cn1", "kh1", "la1", "id1", "my1", "th1", "vn1"]
