"""`run --replies FILE`: checked as a person's replies, and saved all or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hangs import no_hang

from sstc_survey.engine import MAX_INSTANCES

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


BEST = """\
id: best
version: "1"
title: Best
questions:
  - name: fruit
    type: rank
    label: Which do you like best?
    choices: {fig: Fig, pear: Pear, plum: Plum, apple: Apple}
    min_selected: 2
    max_selected: 3
"""


def test_a_rank_may_stop_early_and_every_choice_has_its_figures(program: Any, tmp_path: Path) -> None:
    (tmp_path / "best.yaml").write_text(BEST, encoding="utf-8")
    for codes, fault in ((["plum"], "at least 2"), (["plum", "fig", "pear", "apple"], "at most 3")):
        (tmp_path / "replies.json").write_text(json.dumps({"fruit": codes}), encoding="utf-8")
        refused = program("run", "best.yaml", "--replies", "replies.json")
        assert (refused.code, fault in refused.err) == (2, True)
    lines = [{"fruit": codes} for codes in (["plum", "fig"], ["plum", "fig", "pear"], ["fig", "pear"])]
    (tmp_path / "replies.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert program("run", "best.yaml", "--replies", "replies.jsonl").code == 0
    assert sorted(response["answers"]["fruit"] for response in saved(tmp_path)) == sorted(
        line["fruit"] for line in lines
    )
    (question,) = json.loads(program("summarize", "--format", "json").out)["questions"]
    figures = ("code", "n", "mean_rank", "borda", "places")
    # Of four choices a first place counts 3, whatever else was ranked.
    assert [tuple(row[name] for name in figures) for row in question["ranks"]] == [
        ("fig", 3, (2 + 2 + 1) / 3, 2 + 2 + 3, [1, 2, 0, 0]),
        ("pear", 2, (3 + 2) / 2, 1 + 2, [0, 1, 1, 0]),
        ("plum", 2, 1.0, 3 + 3, [2, 0, 0, 0]),
        ("apple", 0, None, 0, [0, 0, 0, 0]),
    ]


REPEAT = """\
id: household
version: "1"
title: Household
questions:
  - {name: village, type: text, label: Village?}
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: name, type: text, label: Name?, required: true}
      - name: tool
        type: repeat
        label: Tool
        questions: [{name: what, type: text, label: What?, required: true}]
"""
NONE = [["remove", {"name": "member[1]"}], ["enough", {"name": "member"}]]


@pytest.mark.parametrize(
    ("replies", "members", "said"),
    [
        ("village: Kep\n", None, NONE),
        ("member: []\n", None, NONE),
        ("member:\n", None, NONE),
        ("member: [{name: Sok, tool: []}]\n", [{"name": "Sok"}], [["enough", {"name": "member"}]]),
        (
            "member: [{name: Sok, tool: [{what: hoe}]}, {name: Dara, tool: [{what: axe}]}]\n",
            [{"name": "Sok", "tool": [{"what": "hoe"}]}, {"name": "Dara", "tool": [{"what": "axe"}]}],
            [["enough", {"name": "member"}]],
        ),
    ],
)
def test_a_list_of_a_repeat_may_be_empty(
    replies: str, members: object, said: list[object], program: Any, tmp_path: Path
) -> None:
    (tmp_path / "household.yaml").write_text(REPEAT, encoding="utf-8")
    (tmp_path / "replies.yaml").write_text(replies, encoding="utf-8")
    assert program("run", "household.yaml", "--replies", "replies.yaml").code == 0
    (response,) = saved(tmp_path)
    assert response["answers"].get("member") == members
    events = [event[2:] for event in response["events"] if event[2] in ("remove", "enough")]
    assert events[-len(said) :] == said


def test_a_json_lines_file_is_a_batch(program: Any, small: str, tmp_path: Path) -> None:
    (tmp_path / "batch.jsonl").write_text("".join(f'{{"age": {age}}}\n' for age in range(20)), encoding="utf-8")
    outcome = program("run", small, "--replies", "batch.jsonl", "--verbose")
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
        'unknown question "whom"',
        'did you mean "who"?',
        "batch.jsonl:3:",
        '"don\'t know" is not offered',
        'required question "age" has no reply',
        "batch.jsonl:4:",
        '"media_other" is not asked with these answers',
    ):
        assert words in outcome.err
    assert saved(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("replies.yaml", "", "the file is empty"),
        ("replies.yaml", "- a\n", "mapping"),
        ("replies.yaml", "who: [a\n", "replies.yaml:"),
        ("replies.json", "{", "replies.json:1:"),
        ("replies.json", '{"who": "a", "who": "b", "age": 1}', "duplicate key"),
        ("replies.json", '{"age": 5, "who": {"missing": "lost"}}', "lost"),
        ("replies.json", '{"age": NaN}', "replies.json:1:"),
        ("replies.json", '{"age": 5, "who": "\\ud800"}', "lone surrogate"),
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
    assert "nowhere.yaml: error: file not found" in outcome.err


HOUSE = """\
id: house
version: "1"
title: House
refused: true
questions:
  - {name: kind, type: hidden, default: pilot}
  - name: day
    type: date
    label: Which day?
    default: "2024-03-05"
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: who, type: text, label: Who?, required: true, required_message: A name please}
      - {name: age, type: integer, label: "How old is ${who}?", max: 120, constraint: . != 13, comment: true}
      - name: plot
        type: repeat
        label: Plot
        questions:
          - {name: size, type: decimal, label: How large?}
  - {name: adults, type: calculate, calculation: "count(${member})"}
  - {name: told, type: integer, label: Counted, calculation: "${adults}", read_only: true}
  - {name: cows, type: integer, label: How many cows?}
  - name: cow
    type: repeat
    label: Cow
    repeat_count: ${cows}
    questions:
      - {name: colour, type: text, label: Which colour?, default: red}
  - name: region
    type: select_one
    label: Region?
    choices: {n: North, s: South}
  - name: town
    type: select_one
    label: Town?
    choices: {a: {label: A, region: n}, b: {label: B, region: s}}
    choice_filter: region = ${region}
    required: ${region} = 'n'
  - name: dogs
    type: integer
    label: How many dogs?
    constraint: . <= ${cows}
    constraint_message: More dogs than cows
"""


def batch(program: Any, folder: Path, *lines: object) -> tuple[Any, list[dict[str, Any]]]:
    """Run a file with these replies; return the outcome, and the responses in the order of the lines."""
    (folder / "house.yaml").write_text(HOUSE, encoding="utf-8")
    (folder / "batch.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    outcome = program("run", "house.yaml", "--replies", "batch.jsonl", "--verbose")
    return outcome, [json.loads((folder / path).read_text("utf-8")) for path in outcome.out.splitlines()]


NOBODY = {"kind": "pilot", "day": "2024-03-05", "adults": 0, "told": 0}
A, B = {"who": "A", "age": 3}, {"who": "B"}
# Replies, and what is saved of them.
TAKEN: list[tuple[dict[str, Any], dict[str, Any], dict[str, str], dict[str, str]]] = [
    ({}, NOBODY, {"cows": "blank", "region": "blank", "town": "blank", "dogs": "blank"}, {}),
    (
        {"day": None, "member": [], "cows": 0, "region": "s", "town": {"missing": "refused"}, "dogs": 0},
        {"kind": "pilot", "adults": 0, "told": 0, "cows": 0, "region": "s", "dogs": 0},
        {"day": "blank", "town": "refused"},
        {},
    ),
    (
        {
            "member": [{**A, "plot": [{"size": 1}, {"size": {"missing": "refused"}}]}, B, {"who": "C", "plot": []}],
            "told": 3,
            "cows": 2,
            "cow": [{"colour": "black"}],
            "region": "n",
            "town": "a",
            "dogs": {"value": 2, "comment": "loud"},
        },
        {
            "kind": "pilot",
            "day": "2024-03-05",
            "member": [{"who": "A", "age": 3, "plot": [{"size": 1.0}, {}]}, {"who": "B"}, {"who": "C"}],
            "adults": 3,
            "told": 3,
            "cows": 2,
            "cow": [{"colour": "black"}, {"colour": "red"}],
            "region": "n",
            "town": "a",
            "dogs": 2,
        },
        {"member[1]/plot[2]/size": "refused", "member[2]/age": "blank", "member[3]/age": "blank"},
        {"dogs": "loud"},
    ),
    (
        {"member": [{"who": {"missing": "refused"}, "age": {"missing": "refused", "comment": "shy"}}], "cows": 1,
         "cow": [{"colour": {"missing": "blank"}}], "region": "s", "town": "b"},
        {**NOBODY, "member": [{}], "adults": 1, "told": 1, "cows": 1, "cow": [{}], "region": "s", "town": "b"},
        {"member[1]/who": "refused", "member[1]/age": "refused", "cow[1]/colour": "blank", "dogs": "blank"},
        {"member[1]/age": "shy"},
    ),
]  # fmt: skip


def test_repeats_defaults_calculations_and_filters_in_a_file(program: Any, tmp_path: Path) -> None:
    outcome, responses = batch(program, tmp_path, *(replies for replies, *_ in TAKEN))
    assert outcome.code == 0, outcome.err
    for response, (_, answers, missing, comments) in zip(responses, TAKEN, strict=True):
        assert response["status"] == "complete"
        assert response["answers"] == answers
        assert response["missing"] == missing
        assert response["comments"] == comments


# A line of replies, and where on it which problems are, in that order.
WRONG: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"member": [A, {"age": 3}]}, [('{"age"', 'required question "member[2]/who" has no reply')]),
    (
        {"member": [{"who": "A", "age": 200}, {"who": {"value": 5}}, {"whom": "x"}]},
        [
            ('"age"', "200 is too large"),
            ('"who": {', "text needs text, not a number"),
            ('"whom"', 'unknown question "whom"'),
            ('{"whom"', 'required question "member[3]/who" has no reply'),
        ],
    ),
    ({"member": [{"who": "A", "age": 13}]}, [('"age"', "this answer does not fit")]),
    ({"member": {"who": "A"}}, [('"who"', 'unknown key "who"')]),
    ({"member": [A, "B"]}, [('"B"', 'each instance of "member" must be a mapping, not text')]),
    ({"member": "A"}, [('"member"', "repeat needs a list of mappings, one per instance, not text")]),
    ({"day": [{"x": 1}]}, [('{"x"', '"day" is not a repeat')]),
    ({"persons": [A, B]}, [('{"who": "A"', 'unknown question "persons"')]),
    ({"who": "A"}, [('"who"', '"who" belongs to repeat "member"')]),
    ({"member[1]/who": "A"}, [('"member[1]/who"', 'unknown question "member[1]/who"')]),
    ({"member": [{"who": "A", "cows": 1}]}, [('"cows"', '"cows" is not part of this repeat')]),
    ({"kind": "x", "adults": 5, "told": 9}, [
        ('"kind"', '"kind" does not take an answer'),
        ('"adults"', '"adults" does not take an answer'),
        ('"told"', "this value is read-only"),
    ]),
    (
        {"cows": 1, "cow": [{}, {"colour": "x"}, {}]},
        [('{"colour"', '"cow[2]" is not asked with these answers'), ("{}]", '"cow[3]" is not asked with these')],
    ),
    ({"cow": [{"colour": "x"}]}, [('{"colour"', '"cow[1]" is not asked with these answers')]),
    ({"region": "n", "town": "b"}, [('"town"', '"b" is not a choice')]),
    ({"region": "n"}, [('{"region"', 'required question "town" has no reply')]),
    ({"cows": 1, "dogs": 2}, [('"dogs"', "More dogs than cows")]),
    # What follows from a wrong answer is not known.
    ({"cows": "many", "dogs": 2, "cow": [{"colour": "x"}]}, [('"cows"', '"many" is not a whole number')]),
    ({"region": "x", "town": "b"}, [('"region"', '"x" is not a choice')]),
]  # fmt: skip


def test_every_problem_of_a_batch_has_its_place_and_none_is_told_twice(program: Any, tmp_path: Path) -> None:
    outcome, _ = batch(program, tmp_path, *(replies for replies, _ in WRONG))
    assert outcome.code == 2
    shown = [line.split("batch.jsonl:")[1] for line in outcome.err.splitlines() if line.startswith("batch.jsonl:")]
    found: list[list[tuple[int, str]]] = [[] for _ in WRONG]
    for line in shown:
        number, column, words = line.split(":", 2)
        found[int(number) - 1].append((int(column), words))
    for (replies, expected), problems in zip(WRONG, found, strict=True):
        text = json.dumps(replies)
        assert [column for column, _ in problems] == sorted(text.index(place) + 1 for place, _ in expected), problems
        assert all(any(words in shown for _, shown in problems) for _, words in expected), problems
    assert saved(tmp_path) == []


def test_a_constraint_that_a_later_answer_breaks_is_a_problem(program: Any, tmp_path: Path) -> None:
    (tmp_path / "late.yaml").write_text(
        "id: late\nversion: '1'\ntitle: T\nquestions:\n"
        '  - {name: some, type: integer, label: How many?, constraint: "not(. > ${all})"}\n'
        "  - {name: all, type: integer, label: Of how many?}\n"
        '  - {name: half, type: integer, label: Half?, calculation: "${all} div 2", constraint: . != 4}\n',
        encoding="utf-8",
    )
    (tmp_path / "late.jsonl").write_text('{"some": 5, "all": 3, "half": 1}\n{"all": 8}\n{"all": 9}\n', "utf-8")
    outcome = program("run", "late.yaml", "--replies", "late.jsonl")
    assert outcome.code == 2
    assert "late.jsonl:1:2: error: this answer does not fit\n" in outcome.err
    assert "= change it, or an answer it depends on: Of how many?\n" in outcome.err
    assert 'late.jsonl:2:1: error: invalid preset value in "half": this answer does not fit' in outcome.err
    assert 'late.jsonl:3:1: error: invalid preset value in "half": "4.5" is not a whole number' in outcome.err
    assert outcome.err.count("error:") == 3


def test_more_instances_than_there_can_be_are_a_problem_and_no_endless_interview(program: Any, tmp_path: Path) -> None:
    (tmp_path / "many.yaml").write_text(
        "id: many\nversion: '1'\ntitle: T\nquestions:\n"
        "  - {name: r, type: repeat, label: R, questions: [{name: a, type: integer, label: A}]}\n",
        encoding="utf-8",
    )
    (tmp_path / "many.json").write_text(json.dumps({"r": [{"a": 1}] * (MAX_INSTANCES + 1)}), encoding="utf-8")
    with no_hang():
        outcome = program("run", "many.yaml", "--replies", "many.json")
    assert outcome.code == 2
    assert outcome.err.count("error:") == 1
    assert f"the maximum is {MAX_INSTANCES}" in outcome.err


def test_a_reply_with_an_offset_is_saved_in_local_time(program: Any, tmp_path: Path) -> None:
    text = "id: t\nversion: '1'\ntitle: T\nquestions:\n  - {name: at, label: At, type: dateTime}\n"
    (tmp_path / "q.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "r.yaml").write_text("at: 2026-03-29T01:30:00Z\n", encoding="utf-8")
    for number, (zone, local) in enumerate({"Asia/Bangkok": "T08:30", "Europe/Berlin": "T03:30"}.items(), 1):
        assert program("run", "q.yaml", "--replies", "r.yaml", env={"TZ": zone}, fork=False).code == 0
        values = [response["answers"]["at"] for response in saved(tmp_path)]
        assert len(values) == number
        assert values.count(f"2026-03-29{local}") == 1


CUT = """\
id: t
version: "1"
title: T
questions:
  - {name: many, label: How many?, type: integer}
  - name: tree
    label: Tree
    type: repeat
    repeat_count: ${many}
    questions: [{name: fruit, label: Fruit?, type: integer}]
"""


def test_more_instances_than_there_can_be_are_told_to_a_person_and_refused_in_a_file(
    program: Any, tmp_path: Path
) -> None:
    said = '"Tree" is asked 1,000 times, not 1,500 (the maximum is 1,000)'
    (tmp_path / "q.yaml").write_text(CUT, encoding="utf-8")
    (tmp_path / "r.yaml").write_text("many: 1500\n", encoding="utf-8")
    refused = program("run", "q.yaml", "--replies", "r.yaml")
    assert refused.code == 2
    assert refused.err.count('error: "Tree" is asked 1,000 times, not 1,500') == 1
    assert not saved(tmp_path)
    asked = program("run", "q.yaml", "--plain", typed="1500\n3\n")
    assert asked.err.count(said) == 1
    (draft,) = saved(tmp_path)
    assert draft["answers"]["many"] == 1500
    assert len(draft["answers"]["tree"]) == 1000
    resumed = program("run", "--plain", "--resume", typed="4\n")
    assert resumed.err.count(said) == 1


@pytest.mark.parametrize("file", ["replies.json", "batch.jsonl"])
def test_control_characters_are_left_out_with_a_warning(program: Any, small: str, tmp_path: Path, file: str) -> None:
    replies = {"who": "So\x1ak\nDara\x00", "age": "34\x7f", "media": {"value": ["radio"], "comment": "a\x1bb\u2028c"}}
    (tmp_path / file).write_text(json.dumps(replies) + "\n", encoding="utf-8")
    outcome = program("run", small, "--replies", file)
    assert outcome.code == 0
    (response,) = saved(tmp_path)
    assert response["answers"] == {"who": "Sok Dara", "age": 34, "media": ["radio"]}
    assert response["comments"] == {"media": "ab\nc"}
    assert outcome.err.count("warning") == 3
    assert f"{file}:1" in outcome.err
    assert 'in the reply to "who": the lines were joined into one; control characters were left out' in outcome.err
