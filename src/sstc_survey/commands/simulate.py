"""`simulate`: answer a questionnaire many times at random, and say what never came up."""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from sstc_survey.commands.shared.begin import begin_interview
from sstc_survey.commands.shared.keeper import FileKeeper, save_first
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, load
from sstc_survey.commands.shared.output import terminal, write_out
from sstc_survey.display import clean
from sstc_survey.engine.form import form_of
from sstc_survey.engine.interview import Interview
from sstc_survey.i18n import ENGLISH, set_language
from sstc_survey.problems import ExitCode, SurveyError
from sstc_survey.prompters.loop import run_interview
from sstc_survey.reports.progress import Progress
from sstc_survey.response import Mode, Response, Status
from sstc_survey.simulation.findings import Findings
from sstc_survey.simulation.prompter import RandomPrompter, SimulationContext
from sstc_survey.simulation.report import write_json_simulation, write_simulation
from sstc_survey.storage.ids import RANDOM_BYTES, new_id

INTERVIEWER: Final = "simulation"
_MINUTES: Final = 30 * 24 * 60
_PAUSE: Final = (500, 15_000)


def simulate(*, questionnaire: str, count: int, seed: int, answers: str | None, as_json: bool) -> ExitCode:
    """Run the interviews, and write what they found; exit with 1 if anything never came up or stuck."""
    loaded = load(questionnaire)
    findings = Findings(form_of(loaded.questionnaire))
    saved: list[str] = []
    try:
        for head, interview in _interviews(loaded, findings, count=count, seed=seed):
            if answers is not None:
                saved.append(_save(loaded, head, interview, answers))
    except (SurveyError, KeyboardInterrupt):
        # Half of what was asked for would be taken for all of it.
        for path in saved:
            os.unlink(path)
        raise
    report = findings.report(loaded.reference, seed)
    write = write_json_simulation if as_json else write_simulation
    write_out(partial(write, report), None, for_reading=not as_json)
    if answers is not None:
        folder = os.path.join(answers, loaded.questionnaire.id)
        sys.stderr.write(f"{len(saved):,} responses saved in {clean(folder)}\n")
    return ExitCode.DONE if report.is_sound else ExitCode.PROBLEMS


def _interviews(
    loaded: LoadedQuestionnaire, findings: Findings, *, count: int, seed: int
) -> Iterator[tuple[Response, Interview]]:
    """Run the interviews one by one, note what each finds, and show on a terminal how many there have been."""
    context = SimulationContext(form_of(loaded.questionnaire))
    midnight = _midnight()
    progress = Progress(count, terminal(), time.monotonic, what="interviews held")
    try:
        for number in range(count):
            # No secret: the same seed is to give the same replies.
            rng = random.Random(f"{seed}/{number}")  # noqa: S311
            head = _new_response(loaded, midnight, rng)
            interview = begin_interview(loaded.questionnaire, head)
            prompter = RandomPrompter(interview, context, rng)
            interview = run_interview(interview, prompter, prompter, _clock(rng))
            set_language(ENGLISH)
            findings.add(interview, prompter.stuck, prompter.given_up)
            yield head, interview
            progress.step()
    finally:
        progress.close()


def _midnight() -> dt.datetime:
    """Return when the day began, or the moment that SOURCE_DATE_EPOCH sets for what must come out the same."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isdecimal():
        return dt.datetime.fromtimestamp(int(fixed), dt.UTC)
    return dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _new_response(loaded: LoadedQuestionnaire, midnight: dt.datetime, rng: random.Random) -> Response:
    """Return the response of an interview in the last thirty days, in one of the languages."""
    started = midnight - dt.timedelta(minutes=rng.randrange(_MINUTES))
    return Response(
        id=new_id(int(started.timestamp() * 1_000), rng.randbytes(RANDOM_BYTES)),
        questionnaire=loaded.reference,
        status=Status.PARTIAL,
        language=rng.choice(sorted(loaded.questionnaire.languages())),
        mode=Mode.SCRIPTED,
        interviewer=INTERVIEWER,
        started=started.isoformat(timespec="seconds"),
    )


def _clock(rng: random.Random) -> Callable[[], int]:
    """Return a clock that advances by a few seconds whenever it is read."""
    elapsed = 0

    def read() -> int:
        nonlocal elapsed
        elapsed += rng.randint(*_PAUSE)
        return elapsed

    return read


def _save(loaded: LoadedQuestionnaire, head: Response, interview: Interview, answers: str) -> str:
    """Save a response as any other, and return its path."""
    end = dt.datetime.fromisoformat(head.started) + dt.timedelta(milliseconds=interview.events[-1].elapsed)
    with FileKeeper.begin(answers, loaded, head, lambda: end.isoformat(timespec="seconds")) as keeper:
        save_first(keeper, interview)
        return keeper.path
