"""`run --replies FILE`: checked as a person's replies, and saved all or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

GOOD = """\
who: Sok
media: {value: [radio, other], comment: aloud}
media_other: Megaphone
age: 34
"""


def saved(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted((folder / "answers").glob("*/*.json"))]


def test_a_yaml_file_makes_one_response_and_its_path_is_printed(program: Any, small: str, tmp_path: Path) -> None:
    (tmp_path / "replies.yaml").write_text(GOOD, encoding="utf-8")
    outcome = program("run", small, "--replies", "replies.yaml", "--interviewer", "Dara")
    assert outcome.code == 0
    assert outcome.err == ""
    (response,) = saved(tmp_path)
    assert (tmp_path / outcome.out.strip()).stem == response["id"]
    assert (response["status"], response["mode"], response["interviewer"]) == ("complete", "scripted", "Dara")
    assert response["answers"] == {"who": "Sok", "media": ["radio", "other"], "media_other": "Megaphone", "age": 34}
    assert response["comments"] == {"media": "aloud"}


def test_what_is_left_out_is_blank_and_reasons_are_kept(program: Any, small: str, tmp_path: Path) -> None:
    (tmp_path / "replies.json").write_text('{"who": {"missing": "refused"}, "age": 5}', encoding="utf-8")
    assert program("run", small, "--replies", "replies.json").code == 0
    (response,) = saved(tmp_path)
    assert response["missing"] == {"who": "refused", "media": "blank"}


def test_a_json_lines_file_is_a_batch(program: Any, small: str, tmp_path: Path) -> None:
    (tmp_path / "batch.jsonl").write_text("".join(f'{{"age": {age}}}\n' for age in range(20)), encoding="utf-8")
    outcome = program("run", small, "--replies", "batch.jsonl")
    assert len(outcome.out.splitlines()) == 20
    assert sorted(response["answers"]["age"] for response in saved(tmp_path)) == list(range(20))


def test_every_problem_is_told_with_its_place_and_nothing_is_saved(program: Any, small: str, tmp_path: Path) -> None:
    (tmp_path / "batch.jsonl").write_text(
        '{"age": 5}\n'
        '{"age": 200, "media": ["radio", "none"], "whom": "Sok"}\n'
        '{"who": {"missing": "dont_know"}}\n'
        '{"age": 5, "media_other": "Megaphone"}\n',
        encoding="utf-8",
    )
    outcome = program("run", small, "--replies", "batch.jsonl")
    assert outcome.code == 2
    for words in (
        "batch.jsonl:2:",
        "200 is too large",
        '"None of these" cannot be combined',
        'there is no question "whom"',
        'did you mean "who"?',
        "batch.jsonl:3:",
        '"don\'t know" is not offered',
        'the question "age" must be answered',
        "batch.jsonl:4:",
        'the question "media_other" is not asked after these answers',
    ):
        assert words in outcome.err
    assert saved(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("replies.yaml", "", "holds nothing"),
        ("replies.yaml", "- a\n", "mapping"),
        ("replies.yaml", "who: [a\n", "replies.yaml:"),
        ("replies.json", "{", "replies.json:1:"),
        ("replies.json", '{"who": "a", "who": "b", "age": 1}', "already there"),
        ("replies.json", '{"age": 5, "who": {"missing": "lost"}}', "lost"),
        ("replies.json", '{"age": NaN}', "replies.json:1:"),
        ("replies.json", '{"age": 5, "who": "\\ud800"}', "half"),
    ],
)
def test_files_that_cannot_be_read_as_replies(
    program: Any, small: str, tmp_path: Path, name: str, text: str, words: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    outcome = program("run", small, "--replies", name)
    assert outcome.code == 2
    assert words in outcome.err
    assert saved(tmp_path) == []


def test_a_replies_file_that_is_not_there(program: Any, small: str) -> None:
    outcome = program("run", small, "--replies", "nowhere.yaml")
    assert outcome.code == 2
    assert "nowhere.yaml: error: there is no such file" in outcome.err
