"""Replies from a file: what an interview left, given as replies, leaves the same again."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from sstc_survey.commands.shared.batch import script_of
from sstc_survey.engine import EPOCH, Interview, begin, flattened, split_path
from sstc_survey.parsing import ReplySet, parse_questionnaire, read_replies
from sstc_survey.problems import Problem
from sstc_survey.prompters import ScriptedPrompter, run_interview, validate_script
from sstc_survey.questionnaire import Question, Questionnaire
from sstc_survey.response import Status
from sstc_survey.simulation import RandomPrompter, SimulationContext

ROOT = Path(__file__).parents[2]
PATHS = [
    *sorted((ROOT / "examples" / "questionnaires").glob("*.yaml")),
    *sorted((ROOT / "tests" / "questionnaires").glob("*.yaml")),
]


def parsed(path: Path) -> Questionnaire:
    questionnaire = parse_questionnaire(path.read_bytes(), path.name).questionnaire
    assert questionnaire is not None
    return questionnaire


def at_random(questionnaire: Questionnaire, seed: int) -> Interview:
    interview = begin(questionnaire, questionnaire.default_language, seed=seed)
    prompter = RandomPrompter(interview, SimulationContext(interview.form), random.Random(seed))
    return run_interview(interview, prompter, prompter, lambda: 0)


def replies_of(interview: Interview) -> dict[str, Any]:
    """Return the answers of an interview as a replies file has them."""
    answers, missing, comments = interview.sheet.on_route()
    replies: dict[str, Any] = {}
    for key, value in flattened(answers):
        put(replies, key, {"value": value, **({"comment": comments[key]} if key in comments else {})}, interview)
    for key, state in missing.items():
        put(replies, key, {"missing": state, **({"comment": comments[key]} if key in comments else {})}, interview)
    for key, count in interview.sheet.counts.items():
        if key not in interview.sheet.off_route:
            instances(replies, key, count)
    return replies


def put(replies: dict[str, Any], key: str, reply: object, interview: Interview) -> None:
    *around, name = key.split("/")
    if isinstance(interview.form.nodes[name].entry, Question):
        for part in around:
            repeat, _, number = part.rstrip("]").partition("[")
            replies = instances(replies, repeat, int(number))[int(number) - 1]
        replies[name] = reply


def instances(replies: dict[str, Any], key: str, count: int) -> list[dict[str, Any]]:
    """Return the list of a repeat, at least so long; an inner one is filled by its own replies."""
    if "/" in key:
        return []
    found: list[dict[str, Any]] = replies.setdefault(key, [])
    found += [{} for _ in range(count - len(found))]
    return found


def run_script(questionnaire: Questionnaire, replies: dict[str, Any], seed: int) -> tuple[Interview, list[Problem]]:
    (found,) = read_replies(json.dumps(replies).encode(), "replies.json")
    assert isinstance(found, ReplySet), str(found)
    interview = begin(questionnaire, questionnaire.default_language, seed=seed)
    script = script_of(found)
    outcomes = validate_script(questionnaire, interview.form, script, interview.words, EPOCH)
    prompter = ScriptedPrompter(interview, script, outcomes)
    ended = run_interview(interview, prompter, prompter, lambda: 0)
    return ended, [*prompter.problems, *prompter.remaining_problems()]


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_what_an_interview_left_can_be_given_as_replies(path: Path) -> None:
    questionnaire = parsed(path)
    interviews = {seed: at_random(questionnaire, seed) for seed in range(8)}
    complete = {seed: each for seed, each in interviews.items() if each.status is Status.COMPLETE}
    assert complete
    for seed, expected in complete.items():
        again, problems = run_script(questionnaire, replies_of(expected), seed)
        assert [str(problem) for problem in problems] == []
        assert again.status is Status.COMPLETE
        assert again.sheet.on_route() == expected.sheet.on_route()
        assert {split_path(step.path)[0] for step in again.steps} == {
            split_path(step.path)[0] for step in expected.steps
        }
