"""`simulate`: answer a questionnaire many times at random, and say what never came up."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import shlex
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import starmap
from typing import Final

from sstc_survey.commands.shared.batch import save_batch, say_saved
from sstc_survey.commands.shared.begin import begin_interview, response_of, time_at
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, load
from sstc_survey.commands.shared.output import terminal, write_out
from sstc_survey.commands.shared.packed import refuse_packs
from sstc_survey.commands.shared.signals import exit_code
from sstc_survey.engine.form import form_of
from sstc_survey.engine.interview import Interview
from sstc_survey.i18n import ENGLISH, set_language
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.prompters.loop import run_interview
from sstc_survey.reports.progress import Progress
from sstc_survey.response import SIMULATION, Mode, Response, Status
from sstc_survey.simulation.findings import Findings
from sstc_survey.simulation.prompter import RandomPrompter, SimulationContext
from sstc_survey.simulation.report import write_json_simulation, write_simulation
from sstc_survey.storage.batches import BatchMarker, read_markers
from sstc_survey.storage.bounded import read_bounded
from sstc_survey.storage.encoding import MAX_SIZE, encode
from sstc_survey.storage.ids import RANDOM_BYTES, erased_name, file_name, new_id

_MINUTES: Final = 30 * 24 * 60
_PAUSE: Final = (500, 15_000)


def simulate(*, questionnaire: str, count: int, seed: int, answers: str | None, as_json: bool) -> ExitCode:
    """Run the interviews, and write what they found; exit with 1 if anything never came up or stuck."""
    loaded = load(questionnaire)
    findings = Findings(form_of(loaded.questionnaire))
    refuse_packs(answers)
    saved_in = None if answers is None else os.path.join(answers, loaded.questionnaire.id)
    command = shlex.join(["sstc-survey", *sys.argv[1:]])
    # The same of another version of the questionnaire is another batch.
    source = f"{questionnaire} {loaded.reference.sha256}"
    midnight = _cut_before(saved_in, source, command) or _midnight()
    interviews = _interviews(loaded, findings, midnight, count=count, seed=seed)
    new: list[str] = []
    try:
        if saved_in is None:
            deque(interviews, maxlen=0)
        else:
            heads = (_begun(loaded, midnight, seed, number)[0] for number in range(count))
            marker = BatchMarker(
                source=source,
                command=command,
                started=midnight.isoformat(timespec="seconds"),
                rows={head.id: str(number) for number, head in enumerate(heads, 1)},
            )
            save_batch(loaded, saved_in, marker, _unsaved(starmap(_encoded, interviews), saved_in, new))
    except KeyboardInterrupt as interrupt:
        return exit_code(interrupt)
    report = findings.report(loaded.reference, seed)
    write = write_json_simulation if as_json else write_simulation
    write_out(partial(write, report), None, for_reading=not as_json)
    if saved_in is not None:
        say_saved(saved_in, new, already=count - len(new))
    return ExitCode.DONE if report.is_sound else ExitCode.PROBLEMS


def _interviews(
    loaded: LoadedQuestionnaire, findings: Findings, midnight: dt.datetime, *, count: int, seed: int
) -> Iterator[tuple[Response, Interview]]:
    """Run the interviews one by one, note what each finds, and show on a terminal how many there have been."""
    context = SimulationContext(form_of(loaded.questionnaire))
    progress = Progress(count, terminal(), time.monotonic, what="interviews done")
    try:
        for number in range(count):
            head, rng = _begun(loaded, midnight, seed, number)
            interview = begin_interview(loaded.questionnaire, head)
            prompter = RandomPrompter(interview, context, rng)
            interview = run_interview(interview, prompter, prompter, _clock(rng))
            set_language(ENGLISH)
            findings.add(interview, prompter.stuck, prompter.given_up)
            yield head, interview
            progress.step()
    finally:
        progress.close()


def _unsaved(responses: Iterable[tuple[str, bytes]], folder: str, new: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the responses that were not saved before, and note their ids; one that is there must be the same."""
    for response_id, data in responses:
        path = os.path.join(folder, file_name(response_id))
        if os.path.lexists(path):
            if read_bounded(path, MAX_SIZE) != data:
                raise SurveyError(Problem(codes.SIMULATION_DIFFERS, {}, Place(path)), exit_code=ExitCode.PROBLEMS)
        elif not os.path.lexists(os.path.join(folder, erased_name(response_id))):
            new.append(response_id)
            yield response_id, data


def _cut_before(folder: str | None, source: str, command: str) -> dt.datetime | None:
    """Return when the day began on which the same command was cut, as what it saved follows from that."""
    for marker in read_markers(folder).values() if folder else ():
        if isinstance(marker, BatchMarker) and (marker.source, marker.command) == (source, command):
            return dt.datetime.fromisoformat(marker.started)
    return None


def _midnight() -> dt.datetime:
    """Return when the day began, or the moment that SOURCE_DATE_EPOCH sets for what must come out the same."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isdecimal():
        return time_at(int(fixed))
    return time_at(time.time()).replace(hour=0, minute=0, second=0, microsecond=0)


def _begun(
    loaded: LoadedQuestionnaire, midnight: dt.datetime, seed: int, number: int
) -> tuple[Response, random.Random]:
    """Return the response of an interview in the last thirty days, in one of the languages, and its chance."""
    # No secret: the same seed is to give the same replies.
    rng = random.Random(f"{seed}/{number}")  # noqa: S311
    started = midnight - dt.timedelta(minutes=rng.randrange(_MINUTES))
    # Of two questionnaires in one folder, no response may have the id of another.
    chance = hashlib.sha256(rng.randbytes(RANDOM_BYTES) + loaded.reference.id.encode()).digest()[:RANDOM_BYTES]
    head = Response(
        id=new_id(max(0, int(started.timestamp() * 1_000)), chance),
        questionnaire=loaded.reference,
        status=Status.PARTIAL,
        language=rng.choice(sorted(loaded.questionnaire.languages())),
        mode=Mode.SIMULATED,
        interviewer=SIMULATION,
        started=started.isoformat(timespec="seconds"),
    )
    return head, rng


def _clock(rng: random.Random) -> Callable[[], int]:
    """Return a clock that advances by a few seconds whenever it is read."""
    elapsed = 0

    def read() -> int:
        nonlocal elapsed
        elapsed += rng.randint(*_PAUSE)
        return elapsed

    return read


def _encoded(head: Response, interview: Interview) -> tuple[str, bytes]:
    """Return the id and the bytes of the response of an interview."""
    end = dt.datetime.fromisoformat(head.started) + dt.timedelta(milliseconds=interview.events[-1].elapsed)
    data = encode(response_of(head, interview, end.isoformat(timespec="seconds")))
    if isinstance(data, Problem):
        raise SurveyError(data)
    return head.id, data
