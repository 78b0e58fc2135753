"""Where an interview stands at its end: at review, back from it, and in what is saved."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

THROUGH = "Sok\n1\n\n34\n"


def saved(folder: Path) -> dict[str, Any]:
    (file,) = (folder / "answers").glob("*/*.json")
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document


def test_only_a_finished_response_says_when(program: Any, small: str, tmp_path: Path) -> None:
    assert program("run", small, typed=f"{THROUGH}/quit\n").code == 1
    draft = saved(tmp_path)
    assert (draft["status"], draft["finished"], draft["position"]) == ("partial", None, "review")
    assert program("run", "--resume", typed="save\n").code == 0
    response = saved(tmp_path)
    assert (response["status"], response["position"]) == ("complete", None)
    assert datetime.fromisoformat(response["finished"]) >= datetime.fromisoformat(response["started"])


def test_a_draft_left_at_review_opens_at_review(program: Any, small: str) -> None:
    program("run", small, typed=f"{THROUGH}/quit\n")
    outcome = program("run", "--resume", typed="save\n")
    assert outcome.code == 0
    assert "Review" in outcome.err
    assert "of 3." not in outcome.err


def test_a_draft_left_while_one_reply_was_changed_goes_to_review_after_it(program: Any, small: str) -> None:
    program("run", small, typed=f"{THROUGH}1\n/quit\n")
    outcome = program("run", "--resume", typed="Dara\nsave\n")
    assert outcome.code == 0
    assert "1 of 3." in outcome.err
    assert "2 of 3." not in outcome.err


def test_whoever_goes_back_from_review_goes_on_question_by_question(program: Any, small: str) -> None:
    outcome = program("run", small, typed=f"{THROUGH}/back\n/back\n/back\nDara\n")
    assert outcome.err.count("Review") == 1
    back = outcome.err.split("Review")[1]
    assert [back.count(f"{number} of 3.") for number in (1, 2, 3)] == [1, 2, 1]
