"""What holds for `simulate`.

1. Every reply goes through the checks of an interview, whatever the types and constraints, and nothing takes for ever.
2. It names the questions that were never asked, the choices never chosen, and where no reply was taken; then the exit
   code is 1.
3. The same seed gives the same replies, and with SOURCE_DATE_EPOCH the same files.
4. `--answers` saves ordinary responses, all or none; without it nothing is written.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sstc_survey.commands.simulate import simulate
from sstc_survey.expressions import Expression, MappingContext, parse
from sstc_survey.simulation import matching

HEAD = 'id: trial\nversion: "1"\ntitle: Trial\nquestions:\n'
DAY = {"SOURCE_DATE_EPOCH": "1772323200"}  # 2026-03-01
EVERYTHING = """\
  - {name: begun, type: start}
  - {name: region, type: select_one, label: Region, required: true, choices: {n: North, s: South}}
  - name: town
    type: select_one
    label: Town
    required: true
    choice_filter: region = ${region}
    choices: {a: {label: A, region: n}, b: {label: B, region: s}, c: {label: C, region: s}}
  - name: size
    type: integer
    label: How many live here?
    required: true
    constraint: . >= 1 and . <= 4
  - name: member
    type: repeat
    label: Member
    repeat_count: ${size}
    questions:
      - {name: born, type: date, label: Born, required: true, constraint: . <= today()}
      - {name: age, type: calculate, calculation: "int((today() - ${born}) div 365.25)"}
      - {name: job, type: text, label: Job, relevant: "${age} >= 15 and ${age} < 70"}
  - name: plot
    type: repeat
    label: Plot
    questions:
      - {name: area, type: decimal, label: Area, constraint: . > 0, comment: true}
      - {name: good, type: range, label: Good, start: 0, end: 1, step: 0.25}
  - {name: none, type: note, label: No plots, relevant: "count(${plot}) = 0"}
  - {name: media, type: select_multiple, label: Media, choices: {r: Radio, t: TV, x: {label: None, exclusive: true}}, or_other: true, max_selected: 2}
  - {name: order, type: rank, label: Order, choices: {a: A, b: B, c: C}}
  - {name: wakes, type: time, label: Wakes, min: "05:30", max: "06:30"}
  - {name: met, type: dateTime, label: Met}
  - {name: agreed, type: acknowledge, label: Agreed}
  - {name: days, type: integer, label: Days, default: "5", min: 0, max: 7}
  - {name: double, type: integer, label: Double, calculation: "${days} * 2", read_only: true}
  - {name: full, type: note, label: Every day, relevant: "${days} = 7"}
"""  # noqa: E501


def written(tmp_path: Path, questions: str | list[dict[str, Any]]) -> str:
    # JSON is YAML too.
    body = questions if isinstance(questions, str) else f"  {json.dumps(questions)}\n"
    (tmp_path / "trial.yaml").write_text(HEAD + body, encoding="utf-8")
    return "trial.yaml"


def found(program: Any, *arguments: str, code: int = 0, env: Mapping[str, str] = DAY) -> dict[str, Any]:
    outcome = program("simulate", *arguments, "--format", "json", env=env)
    assert outcome.code == code, outcome.err
    report: dict[str, Any] = json.loads(outcome.out)
    assert (report["format"], report["schema"]) == ("sstc-survey/simulation", 1)
    return report


def test_everything_comes_up(program: Any, tmp_path: Path) -> None:
    report = found(program, written(tmp_path, EVERYTHING), "-n", "200")
    assert (report["interviews"], report["complete"]) == (200, 200)
    assert report["stuck"] == report["never_reached"] == report["never_taken"] == []
    asked = {row["name"]: row["asked"] for row in report["questions"]}
    assert asked["region"] == asked["town"] == asked["size"] == 200
    assert 200 < asked["born"] < 800
    assert 0 < asked["job"] < asked["born"]
    assert report["route"]["min"] >= 11


def test_the_same_seed_gives_the_same_report(program: Any, tmp_path: Path) -> None:
    file = written(tmp_path, EVERYTHING)
    # Sets are in another order where Python hashes otherwise.
    first, again, other = (
        found(program, file, "-n", "60", "--seed", seed, env={**DAY, "PYTHONHASHSEED": hashes})
        for seed, hashes in (("7", "1"), ("7", "2"), ("8", "1"))
    )
    assert first == again
    assert first["questions"] != other["questions"]


FOUR = {"a": "A", "b": "B", "c": "C", "d": "D"}
CAN_BE_MET: list[dict[str, Any]] = [
    {"type": "integer", "constraint": ". mod 7 = 3 and . > 100"},
    {"type": "integer", "constraint": ". = 123456"},
    {"type": "integer", "min": 2016, "max": 2017},
    {"type": "integer", "max": -5},
    {"type": "decimal", "constraint": ". > 0.5 and . < 1.5"},
    {"type": "decimal", "constraint": ". * 4 = 10"},
    {"type": "text", "constraint": "regex(., '^[A-Z]{2}-[0-9]{4}$')"},
    {"type": "text", "constraint": "regex(., '^(07|08)[0-9]{8}$') and string-length(.) = 10"},
    {"type": "text", "constraint": "string-length(.) = 6 and starts-with(., 'KH')"},
    {"type": "text", "constraint": "string-length(.) >= 200"},
    {"type": "text", "constraint": "contains(., '@') and not(contains(., ' '))"},
    {"type": "text", "constraint": ". = 'abc'"},
    {"type": "date", "constraint": ". > today() - 3 and . <= today()"},
    {"type": "date", "constraint": ". = '1975-04-17'"},
    {"type": "date", "constraint": "int((today() - .) div 365.25) = 18"},
    {"type": "date", "min": "2016-09-01", "max": "2016-09-07"},
    {"type": "time", "constraint": ". = '12:34'"},
    {"type": "time", "constraint": "decimal-time(.) >= decimal-time('11:18') and decimal-time(.) <= 678 div 1440"},
    {"type": "select_multiple", "choices": FOUR, "min_selected": 3, "max_selected": 3},
    {"type": "select_multiple", "choices": FOUR, "constraint": "count-selected(.) = 2 and selected(., 'd')"},
    {"type": "rank", "choices": FOUR, "constraint": "selected-at(., 0) = 'c'"},
    {"type": "rank", "choices": FOUR, "max_selected": 2, "constraint": "selected(., 'd') and count-selected(.) = 1"},
    {"type": "rank", "choices": FOUR, "min_selected": 2, "max_selected": 3, "constraint": "count-selected(.) = 3"},
    {"type": "range", "start": -1, "end": 1, "step": 0.1, "constraint": ". > 0.85"},
]


@pytest.mark.parametrize(
    "question", CAN_BE_MET, ids=lambda question: f"{question['type']} {question.get('constraint')}"
)
def test_no_constraint_that_can_be_met_is_in_the_way(
    tmp_path: Path, question: dict[str, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = written(tmp_path, [{"name": "q", "label": "Q", "required": True, **question}])
    simulate(questionnaire=file, count=15, seed=1, answers=None, as_json=True)
    report = json.loads(capsys.readouterr().out)
    assert (report["stuck"], report["complete"]) == ([], 15)


def test_answers_that_depend_on_one_another(program: Any, tmp_path: Path) -> None:
    shares: list[dict[str, Any]] = [
        {"name": "total", "type": "integer", "min": 10, "max": 99},
        {"name": "a", "type": "integer", "constraint": ". >= 0 and . <= ${total}"},
        {"name": "b", "type": "integer", "constraint": ". >= 0 and . + ${a} = ${total}"},
        {"name": "code", "type": "text", "constraint": ". = concat('A-', ${total} * 2)"},
        {"name": "first", "type": "date"},
        {"name": "last", "type": "date", "constraint": ". >= ${first} and . < ${first} + 7"},
    ]
    shares = [{**question, "label": question["name"], "required": True} for question in shares]
    report = found(program, written(tmp_path, shares), "-n", "50")
    assert report["complete"] == 50


BROKEN = """\
  - {name: age, type: integer, label: Age, required: true, min: 0, max: 17}
  - {name: adult, type: text, label: Adults, relevant: "${age} >= 18"}
  - name: kind
    type: select_one
    label: Kind
    required: true
    choice_filter: "of = if(${age} > 17, 'gone', 'here')"
    choices: {a: {label: One, of: here}, b: {label: Two, of: gone}}
  # Of a list that questions share, each may offer a part.
  - {name: all, type: select_one, label: All, choices: shared}
  - {name: part, type: select_one, label: Part, choices: shared, choice_filter: "of = 'here'"}
choices:
  shared: {x: {label: X, of: here}, y: {label: Y, of: gone}}
"""


def test_what_never_comes_up_is_named(program: Any, tmp_path: Path) -> None:
    file = written(tmp_path, BROKEN)
    report = found(program, file, "-n", "40", code=1)
    assert report["never_reached"] == [
        {"name": "adult", "label": "Adults", "conditions": ["“Age” (1) is at least 18"], "number": 2},
    ]
    assert report["never_taken"] == [{"name": "kind", "label": "Kind", "code": "b", "choice": "Two", "number": 3}]
    shown = program("simulate", file, "-n", "40")
    assert shown.code == 1
    for line in (
        "40 interviews: 40 complete, 0 stuck",
        "Never asked",
        "  2. adult: Adults",
        "    only if “Age” (1) is at least 18",
        "Never chosen",
        "  3. kind: Two (b)",
        "     40        40  1. age: Age",
    ):
        assert line in shown.out.splitlines()


def test_where_nothing_is_taken_it_says_so_and_stops(program: Any, tmp_path: Path) -> None:
    odd = {"constraint": ". > 5 and . < 5", "constraint_message": "Five", "required": True}
    stuck: list[dict[str, Any]] = [
        {"name": "a", "type": "text", "label": "A"},
        {"name": "odd", "type": "integer", "label": "Odd", **odd},
        {"name": "after", "type": "text", "label": "After"},
    ]
    report = found(program, written(tmp_path, stuck), "-n", "10", code=1)
    (place,) = report["stuck"]
    assert (place["name"], place["n"], place["code"]) == ("odd", 10, "reply-constraint")
    assert (place["reason"], place["constraint"]) == ("Five", ". > 5 and . < 5")
    assert [each["name"] for each in report["never_reached"]] == ["after"]
    assert report["complete"] == 0


def test_a_question_that_no_answer_fits_is_left_where_it_may_be(program: Any, tmp_path: Path) -> None:
    odd = {"name": "odd", "type": "integer", "label": "Odd", "constraint": ". > 5 and . < 5"}
    report = found(
        program, written(tmp_path, [odd, {"name": "after", "type": "text", "label": "A"}]), "-n", "9", code=1
    )
    assert (report["stuck"], report["complete"], report["never_reached"]) == ([], 9, [])
    (place,) = report["never_answered"]
    assert (place["name"], place["constraint"]) == ("odd", ". > 5 and . < 5")
    assert 0 < place["n"] <= 9


def test_a_required_question_without_choices_is_where_it_sticks(program: Any, tmp_path: Path) -> None:
    choices = {"choice_filter": "of = 'x'", "choices": {"a": {"label": "A", "of": "y"}}}
    stuck = [{"name": "q", "type": "select_one", "label": "Q", "required": True, **choices}]
    report = found(program, written(tmp_path, stuck), "-n", "3", code=1)
    (place,) = report["stuck"]
    assert (place["name"], place["n"], place["code"]) == ("q", 3, "simulation-no-choice")
    assert place["reason"] == "choice_filter leaves no choice whatever is answered"


def test_the_answers_that_left_a_list_empty_are_named(program: Any, tmp_path: Path) -> None:
    regions = {"n": "North", "s": "South", "e": "East"}
    filtered = {"choice_filter": "of = ${region} and ${age} > 3", "choices": {"a": {"label": "A", "of": "n"}}}
    questions: list[dict[str, Any]] = [
        {"name": "region", "type": "select_one", "label": "Region", "required": True, "choices": regions},
        {
            "name": "people",
            "type": "repeat",
            "label": "People",
            "repeat_count": "1",
            "questions": [
                {"name": "age", "type": "integer", "label": "Age", "required": True, "min": 5, "max": 6},
                {"name": "town", "type": "select_one", "label": "Town", "required": True, **filtered},
            ],
        },
    ]
    file = written(tmp_path, questions)
    report = found(program, file, "-n", "40", code=1)
    (place,) = report["stuck"]
    assert (place["name"], place["number"]) == ("town", 3)
    reasons = place["reason"].split("; ")
    assert len(reasons) == len(set(reasons)) == 3
    assert set(reasons) <= {
        f"choice_filter leaves no choice with ${{region}} = '{region}', ${{age}} = '{age}'"
        for region in "se"
        for age in "56"
    }
    shown = program("simulate", file, "-n", "40").out
    assert "3. town: Town" in shown.partition("Stuck")[2].partition("asked")[0]
    assert "must be answered" not in shown
    # The numbers are those of the preview.
    assert re.search(r"(?m)^ *3\. +Town", program("preview", file).out)


def responses(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "trial").glob("*.json")}


def test_the_responses_are_ordinary_ones(program: Any, tmp_path: Path) -> None:
    file = written(tmp_path, EVERYTHING)
    assert program("simulate", file, "-n", "30").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["trial.yaml"]
    outcome = program("simulate", file, "-n", "30", "--answers", "trials")
    assert outcome.code == 0
    assert outcome.err == "30 responses saved in trials/trial\n"
    items = json.loads(program("list", "trials", "--format", "json").out)
    assert {(item["status"], item["interviewer"]) for item in items} == {("complete", "simulation")}
    summary = json.loads(program("summarize", "trials", "--format", "json").out)
    assert summary["files"] | {"found": 30, "complete": 30, "refused": 0} == summary["files"]
    one = json.loads(next(iter(responses(tmp_path / "trials").values())))
    assert one["mode"] == "simulated"
    assert one["started"] < one["finished"]


def test_a_seed_and_a_day_give_the_same_files(program: Any, tmp_path: Path) -> None:
    file = written(tmp_path, EVERYTHING)
    for folder, hashes in (("one", "1"), ("two", "2")):
        env = {**DAY, "PYTHONHASHSEED": hashes}
        assert program("simulate", file, "-n", "15", "--seed", "3", "--answers", folder, env=env).code in {0, 1}
    assert responses(tmp_path / "one") == responses(tmp_path / "two")
    assert all(json.loads(data)["started"] < "2026-03-01" for data in responses(tmp_path / "one").values())


def test_two_questionnaires_in_one_folder_do_not_conflict(program: Any, tmp_path: Path) -> None:
    for name in ("first", "second"):
        text = HEAD.replace("id: trial", f"id: {name}") + "  - {name: who, type: integer, label: Who?}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        assert program("simulate", f"{name}.yaml", "-n", "3", "--answers", "both", env=DAY).code in {0, 1}
    items = json.loads(program("list", "both", "--format", "json").out)
    assert [item["status"] for item in items] == ["complete"] * 6


def test_what_is_there_already_is_neither_doubled_nor_lost(program: Any, tmp_path: Path) -> None:
    file = written(tmp_path, EVERYTHING)
    first = program("simulate", file, "-n", "5", "--answers", "trials", env=DAY)
    assert first.code in {0, 1}
    before = responses(tmp_path / "trials")
    again = program("simulate", file, "-n", "5", "--answers", "trials", env=DAY)
    assert (again.code, again.out) == (first.code, first.out)
    assert again.err == "0 responses saved in trials/trial; 5 saved before\n"
    assert responses(tmp_path / "trials") == before
    more = program("simulate", file, "-n", "7", "--answers", "trials", env=DAY)
    assert more.err == "2 responses saved in trials/trial; 5 saved before\n"
    assert responses(tmp_path / "trials").items() > before.items()


def test_what_is_there_and_says_something_else_is_named(program: Any, tmp_path: Path) -> None:
    file = written(tmp_path, EVERYTHING)
    assert program("simulate", file, "-n", "3", "--answers", "trials", env=DAY).code in {0, 1}
    before = responses(tmp_path / "trials")
    written(tmp_path, EVERYTHING.replace("South", "Sud"))
    other = program("simulate", file, "-n", "5", "--answers", "trials", env=DAY)
    assert other.code == 1
    assert "this interview was already saved with other replies" in other.err
    assert responses(tmp_path / "trials") == before
    assert not list((tmp_path / "trials" / "trial" / ".batches").glob("*.json"))
    assert program("simulate", file, "-n", "5", "--seed", "2", "--answers", "trials", env=DAY).code in {0, 1}


def test_what_was_erased_does_not_come_back(program: Any, tmp_path: Path) -> None:
    file = written(tmp_path, EVERYTHING)
    assert program("simulate", file, "-n", "3", "--answers", "trials", env=DAY).code in {0, 1}
    erased = min(responses(tmp_path / "trials")).removesuffix(".json")
    assert program("delete", erased, "--erase", "--answers", "trials", typed=f"{erased}\n").code == 0
    again = program("simulate", file, "-n", "3", "--answers", "trials", env=DAY)
    assert again.err == "0 responses saved in trials/trial; 3 saved before\n"
    assert set(responses(tmp_path / "trials")) & {f"{erased}.json"} == set()


def test_a_batch_that_fails_half_way_leaves_nothing(program: Any, tmp_path: Path) -> None:
    file = written(tmp_path, EVERYTHING)
    assert program("simulate", file, "-n", "6", "--answers", "whole", env=DAY).code in {0, 1}
    # The last of the six is there already, so the five before it are saved first.
    (tmp_path / "half" / "trial").mkdir(parents=True)
    ids = {path.stem for path in (tmp_path / "whole" / "trial").glob("*.json")}
    five = program("simulate", file, "-n", "5", "--answers", "five", env=DAY)
    assert five.code in {0, 1}
    (last,) = ids - {path.stem for path in (tmp_path / "five" / "trial").glob("*.json")}
    (tmp_path / "half" / "trial" / f"{last}.json").write_text("taken")
    assert program("simulate", file, "-n", "6", "--answers", "half", env=DAY).code == 1
    assert responses(tmp_path / "half") == {f"{last}.json": b"taken"}


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{3}$",
        r"^(a|bc)+d?$",
        r"^\d{4}-\d{2}$",
        r"^[^ 0-9]{5}$",
        r"^.+@.+\.(com|org)$",
        r"^\p{L}\w*$",
        "^[ក-អ]{2}$",
    ],
)
def test_texts_match_their_pattern(pattern: str) -> None:
    matches = parse("regex(${text}, ${pattern})")
    assert isinstance(matches, Expression)
    for seed in range(50):
        made = matching(pattern, random.Random(seed))
        assert matches.boolean(MappingContext({"text": made, "pattern": pattern})), made
