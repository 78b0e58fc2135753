"""`minutes`: where they are written, for whom, and what is recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from held_panel import PANEL, eight
from made_sessions import SESSION_ID, an_id

from sstc_survey.session.events import Session
from sstc_survey.session.panellists import FOLLOW_UP, QUOTE
from sstc_survey.storage import file_name
from sstc_survey.storage.sessions import Holder, SessionFile, read_session


@pytest.fixture(autouse=True)
def answers(tmp_path: Path) -> Path:
    """Save the session of eight invented panellists."""
    folder = tmp_path / "answers"
    eight().save(folder)
    return folder


def session_path(answers: Path) -> Path:
    return answers / PANEL / "sessions" / file_name(SESSION_ID)


@pytest.mark.parametrize("named", [(), ("beijing",), ("BEIJING",), (SESSION_ID[:9],)])
def test_minutes_of_the_only_session(program: Any, named: tuple[str, ...]) -> None:
    outcome = program("minutes", *named)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("# Minutes: “INTERVIEW STYLE”: PANEL GOOD PRACTICES (draft: 3 of 7 panellists")


@pytest.mark.parametrize(
    ("output", "options", "begins"),
    [
        ("minutes.md", (), "# Minutes"),
        ("minutes.html", (), "<!doctype html>"),
        ("minutes.txt", (), "# Minutes"),
        ("minutes.txt", ("--format", "html"), "<!doctype html>"),
        ("页.html", ("--language", "zh", "--for", "la1"), '<!doctype html>\n<html lang="zh">'),
    ],
)
def test_a_file_is_in_the_format_of_its_name(
    program: Any, tmp_path: Path, output: str, options: tuple[str, ...], begins: str
) -> None:
    outcome = program("minutes", "--output", output, *options)
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err == f"Saved: {output}\n"
    assert (tmp_path / output).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--output", "answers/minutes.md"), 2, "contains responses, so nothing else is written there"),
        (("--output", f"answers/{PANEL}/{an_id(1)}.json"), 2, "this file is a response, so it is not overwritten"),
        (("--by", "country"), 2, "'country' is not one of 'question', 'speaker'"),
        (("--for", "nobody"), 2, 'no panellist has the label "nobody"'),
        (("--for", "kh1", "--by", "speaker"), 2, "--for"),
        (("--until", "9 September"), 2, "--until requires --for"),
        (("--approve", "kh1"), 2, "--approve requires --by NAME"),
        (("--approve", "kh1", "--by", " "), 2, "--approve requires --by NAME"),
        (("--approve", "kh2", "--by", "A rapporteur"), 2, "did you mean kh1?"),
        (("--approve", "kh1", "--by", "A rapporteur", "--output", "x.md"), 2, "--output"),
        (("geneva",), 1, 'no session "geneva"'),
        (("--language", "xx"), 2, 'unknown language "xx"'),
    ],
)
def test_what_is_refused(program: Any, answers: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    before = {path: path.read_bytes() for path in answers.rglob("*.json")}
    outcome = program("minutes", *arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert said in outcome.err
    assert {path: path.read_bytes() for path in answers.rglob("*.json")} == before


def test_an_approval_is_recorded_with_what_was_there_and_lapses(program: Any, answers: Path) -> None:
    outcome = program("minutes", "--approve", "KH1", "--by", "A rapporteur")
    assert outcome.code == 0
    assert outcome.err == "Approved: kh1, 3 responses. What is changed or added later needs approval again.\n"
    session = read_session(str(session_path(answers)))
    assert isinstance(session, Session)
    last = session.events[-1]
    assert (last.kind, last.data["label"], last.data["by"]) == ("approve", "kh1", "A rapporteur")
    assert len(last.data["cut"]) == 3
    assert "- **Panellist B:** Costs be shared.\n" in program("minutes").out
    (answers / QUOTE / file_name(an_id(13))).unlink()
    assert "Costs be shared. (approved, changed since)" in program("minutes").out
    assert program("verify").code == 0


def test_an_approval_needs_the_session_for_itself(program: Any, answers: Path) -> None:
    held = SessionFile.open(str(session_path(answers)), Holder("A moderator", "tty1", 4711, None))
    assert isinstance(held, SessionFile)
    with held:
        outcome = program("minutes", "--approve", "kh1", "--by", "A rapporteur")
        assert outcome.code == 1
        assert "the session is open elsewhere: A moderator, tty1, process 4711" in outcome.err
        assert program("minutes").code == 0


@pytest.mark.parametrize("fault", ["missing", "damaged", "conflict"])
def test_a_response_that_cannot_be_read_is_counted_and_said(program: Any, answers: Path, fault: str) -> None:
    path = answers / PANEL / file_name(an_id(2))
    if fault == "missing":
        path.unlink()
    elif fault == "damaged":
        path.write_bytes(path.read_bytes().replace(b"Costs be shared.", b"Costs be SHARED."))
    else:
        other = eight()
        other.says(2, {"name": "Somebody else", "institution": "", "attribution": "on_record"})
        other.save(answers.parent / "other")
        copy = answers.parent / "other" / PANEL / file_name(an_id(2))
        copy.rename(path.with_name(f"{an_id(2)}.conflict-12345678.json"))
    outcome = program("minutes")
    assert outcome.code == 1
    assert "The response of one panellist is missing or withdrawn, and not in these minutes." in outcome.out
    assert "Not in the minutes: " in outcome.err
    assert "Panellist B" not in outcome.out
    assert program("minutes", "--approve", "kh1", "--by", "A rapporteur").code == 1


def test_a_damaged_session_is_refused_and_its_responses_are_not_touched(program: Any, answers: Path) -> None:
    path = session_path(answers)
    path.write_bytes(path.read_bytes().replace(b"A moderator", b"B moderator"))
    assert (program("minutes").code, program("minutes", "beijing").code) == (1, 1)
    assert program("summarize", f"answers/{PANEL}").code == 0


def test_an_attachment_without_a_file_says_nothing(program: Any, answers: Path) -> None:
    (answers / FOLLOW_UP / file_name(an_id(9))).unlink()
    outcome = program("minutes")
    assert outcome.code == 0
    assert "Both sides did." not in outcome.out


@pytest.mark.parametrize("named", ["beijing", SESSION_ID[:9]])
def test_a_summary_of_one_session_counts_its_panellists_with_those_who_stopped_before_the_end(
    program: Any, answers: Path, named: str
) -> None:
    """Not counted: an interview outside the session, and the quotes, replies and practices of its panellists."""
    (answers.parent / "replies.yaml").write_text("usefulness: [learn]\n", encoding="utf-8")
    assert program("run", "--replies", "replies.yaml").code == 0
    outcome = program("summarize", "--session", named, "--format", "json")
    assert outcome.code == 0
    summary = json.loads(outcome.out)
    assert summary["interviews"] == 8
    (question,) = [each for each in summary["questions"] if each["name"] == "usefulness"]
    assert (question["asked"], question["answered"], question["not_reached"]) == (7, 7, 1)
    assert outcome.err == f"Session beijing ({SESSION_ID}) only: 10 other responses left out\n"
    assert program("summarize", "--session", "geneva").code == 1
