"""Make any number of complete responses to the panel, the same ones each time."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from sstc_survey.commands.shared.locate import load
from sstc_survey.engine import Answer, Finish, Interview, Leave, Reply, advance, begin
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import Note, SelectMultiple, SelectOne
from sstc_survey.response import Missing, Mode, Response, Status
from sstc_survey.storage import encode, new_id, read_response, save_copy

_START_MS = 1_473_210_000_000
_ROSTER = Path(__file__).resolve().parents[1] / "examples" / "questionnaires" / "household-roster.yaml"
_MADE = 250


def responses(count: int) -> Iterator[Response]:
    """Yield complete responses to the panel."""
    source = load(None)
    chance = random.Random(7)
    for number in range(count):
        interview = begin(source.questionnaire, "en")
        while interview.status is Status.PARTIAL:
            outcome = advance(interview, _reply(interview, chance), 5_000 * len(interview.events))
            assert not isinstance(outcome, Problem), outcome
            interview = outcome
        answers, missing, comments = interview.sheet.on_route()
        head = Response(
            id=new_id(_START_MS + number, chance.randbytes(10)),
            questionnaire=source.reference,
            status=Status.COMPLETE,
            language="en",
            mode=Mode.SCRIPTED,
            started="2016-09-07T09:00:00+08:00",
            finished="2016-09-07T09:20:00+08:00",
        )
        yield replace(head, answers=answers, missing=missing, comments=comments, events=list(interview.events))


def write_responses(folder: str, count: int) -> None:
    """Write responses into an answers folder, without waiting for the disk."""
    source = load(None)
    place = os.path.join(folder, source.questionnaire.id)
    save_copy(place, source.text)
    for response in responses(count):
        data = encode(response)
        assert isinstance(data, bytes)
        Path(place, f"{response.id}.json").write_bytes(data)


def write_rosters(folder: str, count: int) -> str:
    """Write responses to the household roster, some simulated ones again and again with other ids; return where."""
    made = os.path.join(folder, "simulated")
    command = [sys.executable, "-m", "sstc_survey", "simulate", str(_ROSTER), "-n", str(_MADE), "--answers", made]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    (place,) = Path(made).iterdir()
    chance = random.Random(7)
    found = [read_response(str(path)) for path in sorted(place.glob("*.json"))]
    target = Path(folder, "rosters", place.name)
    target.mkdir(parents=True)
    shutil.copytree(place / "questionnaires", target / "questionnaires")
    for number in range(count):
        response = found[number % len(found)]
        assert isinstance(response, Response)
        twin = replace(response, id=new_id(_START_MS + number, chance.randbytes(10)), mode=Mode.SCRIPTED)
        data = encode(replace(twin, interviewer=None))
        assert isinstance(data, bytes)
        (target / f"{twin.id}.json").write_bytes(data)
    return str(target.parent)


def _reply(interview: Interview, chance: random.Random) -> Reply:
    step = interview.step
    if step is None:
        return Finish()
    question = step.shown
    assert not isinstance(question, Note)
    if chance.random() < 0.1 and interview.questionnaire.offers(question)[1]:
        return Leave(Missing.REFUSED)
    if isinstance(question, SelectOne):
        return Answer(chance.choice(question.choices).code)
    if isinstance(question, SelectMultiple):
        return Answer([choice.code for choice in question.choices if chance.random() < 0.6])
    # Open answers differ in length and hardly in words, as ten thousand of them would fill the memory by themselves.
    return Answer("knowledge exchange between ministries " * chance.randint(1, 6))
