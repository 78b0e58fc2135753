"""Made-up responses, for tests and benchmarks: the same seed makes the same ones.

Run as a program it fills a folder: made_responses.py FOLDER COUNT.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from sstc_survey.engine import AnswerSheet
from sstc_survey.problems import Problem
from sstc_survey.response import Event, EventKind, Mode, QuestionnaireRef, Response, Status
from sstc_survey.storage import RANDOM_BYTES, encode, file_name, new_id

QUESTIONNAIRE = QuestionnaireRef(id="sstc-panel-2016", version="2016-09-07", sha256="5a" * 32)
STARTED = "2016-09-07T09:00:00+07:00"
FINISHED = "2016-09-07T09:20:00+07:00"
EPOCH_MS = 1_473_213_600_000

_COUNTRIES = ("cn", "kh", "la", "mm", "th", "vn", "id", "my", "ph", "sg", "bn", "ilo")
_WORDS = (
    "skills",
    "labour",
    "training",
    "exchange",
    "migration",
    "ការងារ",
    "protection",
    "inspection",
    "合作",
    "youth",
)


def an_id(seed: int) -> str:
    """Return an id that only this seed gives."""
    return new_id(EPOCH_MS + seed, random.Random(seed).randbytes(RANDOM_BYTES))


def response_of(
    response_id: str, events: list[Event], status: Status = Status.PARTIAL, position: str | None = None
) -> Response:
    """Return the response that these events leave."""
    answers, missing, comments = AnswerSheet.of(events).on_route()
    return Response(
        id=response_id,
        questionnaire=QUESTIONNAIRE,
        status=status,
        language="en",
        mode=Mode.TERMINAL,
        interviewer="Mrs Lin",
        started=STARTED,
        finished=FINISHED if status is Status.COMPLETE else None,
        answers=answers,
        missing=missing,
        comments=comments,
        position=position,
        events=events,
    )


def growing(response_id: str, answers: int, branch: str = "") -> Response:
    """Return a draft after so many answers; those of one branch are beginnings of each other."""
    events = [Event(1, 0, EventKind.START, {})]
    for number in range(1, answers + 1):
        text = f"{branch}answer {number} " + _WORDS[number % len(_WORDS)] * 8
        events.append(Event(number + 1, number * 1500, EventKind.ANSWER, {"name": f"q{number}", "value": text}))
    return response_of(response_id, events, position=f"q{answers + 1}")


def panel(seed: int) -> Response:
    """Return a response to the panel, of 2 to 4 KB; one in ten is a draft and one in fifty void."""
    rng = random.Random(seed)
    events = [Event(1, 0, EventKind.START, {})]
    elapsed = 0

    def add(kind: EventKind, **data: object) -> None:
        nonlocal elapsed
        elapsed += rng.randrange(800, 60_000)
        events.append(Event(len(events) + 1, elapsed, kind, data))

    def text(least: int, most: int) -> str:
        return " ".join(rng.choices(_WORDS, k=rng.randint(least, most)))

    add(EventKind.ANSWER, name="name", value=f"Panellist {seed}")
    add(EventKind.ANSWER, name="institution", value=text(2, 4))
    add(EventKind.ANSWER, name="country", value=rng.choice(_COUNTRIES))
    add(EventKind.MISSING, name="role", state=rng.choice(("blank", "refused")))
    add(EventKind.ANSWER, name="attribution", value=rng.choice(("record", "chatham_house", "anonymous")))
    for name in ("usefulness", "optimisation"):
        add(EventKind.ANSWER, name=name, value=rng.sample(("learn", "share", "scale", "other"), rng.randint(1, 4)))
        add(EventKind.ANSWER, name=f"{name}_other", value=text(3, 8))
        add(EventKind.COMMENT, name=name, text=text(4, 12))
    if rng.random() < 0.1:
        return response_of(an_id(seed), events, position="contribution")
    add(EventKind.ANSWER, name="practices", value=text(10, 30))
    add(EventKind.ANSWER, name="contribution", value=text(10, 30))
    add(EventKind.FINISH)
    if rng.random() < 0.02:
        add(EventKind.VOID, reason="held twice")
        return response_of(an_id(seed), events, Status.VOID)
    return response_of(an_id(seed), events, Status.COMPLETE)


def panels(count: int, first_seed: int = 0) -> Iterator[Response]:
    """Yield responses to the panel, all of them different."""
    return (panel(seed) for seed in range(first_seed, first_seed + count))


def bytes_of(response: Response) -> bytes:
    """Return the bytes of a response that can be saved."""
    data = encode(response)
    assert not isinstance(data, Problem), str(data)
    return data


def put(folder: Path, response: Response, name: str | None = None) -> Path:
    """Write a response without the care of a real save."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or file_name(response.id))
    path.write_bytes(bytes_of(response))
    return path


def fill(folder: Path, count: int, first_seed: int = 0) -> None:
    """Write many responses to the panel."""
    for response in panels(count, first_seed):
        put(folder, response)


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
