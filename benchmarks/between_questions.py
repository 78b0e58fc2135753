"""Print how long it takes from a reply to the next question, in a questionnaire of 2,000 questions.

500 of them have a condition, and 500 more values are worked out. The time is that of the real loop: the reply is
checked beforehand, taken, saved, and the next screen made.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from typing import Final

from sstc_survey.commands.new import DefaultsPrompter
from sstc_survey.commands.shared.begin import begin_interview, new_response
from sstc_survey.commands.shared.keeper import FileKeeper
from sstc_survey.commands.shared.locate import LoadedQuestionnaire
from sstc_survey.engine import Answer, Interview, Reply
from sstc_survey.problems import Problem
from sstc_survey.prompters import Keeper, Screen, Stop, Verify, run_interview
from sstc_survey.questionnaire import AnyEntry, Calculate, Choice, ChoiceList, Integer, Questionnaire, SelectOne
from sstc_survey.response import Mode, Unfinished

PARTS: Final = 500
BUDGET: Final = 30
CHOICES: Final = ChoiceList(Choice(code=code, label=code.upper()) for code in "abcde")
NOW: Final = "2024-03-05T09:30:00+00:00"


def part(number: int, on: str) -> Iterator[AnyEntry]:
    """Yield four questions, one of them under a condition, and a value; `on` is what both look at."""
    before = f"${{sum{number - 1}}}" if number % 20 else "0"
    yield Integer(name=f"a{number}", label=f"How many are there of kind {number}?", max=1_000)
    yield SelectOne(
        name=f"b{number}",
        label=f"Which is the first of those ${{a{number}}}?",
        relevant=f"{on} > 3 and ${{a{number}}} != ''",
        choices=CHOICES,
    )
    yield Integer(name=f"c{number}", label="How many of them?", constraint=f". <= ${{a{number}}}", required=True)
    yield SelectOne(name=f"d{number}", label="Which is the last?", choices=CHOICES)
    yield Calculate(name=f"sum{number}", calculation=f"coalesce({on}, 0) + coalesce({before}, 0)")


def paper(*, together: bool) -> Questionnaire:
    """Return the questionnaire; `together` lets everything look at one question."""
    entries = [entry for number in range(PARTS) for entry in part(number, "${a0}" if together else f"${{a{number}}}")]
    return Questionnaire(id="long", version="1", title="Long", questions=tuple(entries))


class Watch(DefaultsPrompter):
    """Replies at once, and notes the time until the next question."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self._since: float | None = None

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Note the time, and reply."""
        if self._since is not None:
            self.times.append(time.perf_counter() - self._since)
        reply = Answer(screen.options[(screen.number or 0) % 5].code if screen.options else "5")
        self._since = time.perf_counter()
        assert verify(reply) is None
        return reply


class Unkept:
    """Keeps nothing."""

    def save(self, interview: Interview, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        """Keep nothing."""

    def save_fields(self, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        """Keep nothing."""

    def move(self, folder: str) -> Problem | None:
        """Keep nothing anywhere else."""


def measured(keeper: Keeper, interview: Interview) -> list[float]:
    """Hold the whole interview, and return the ms between two questions."""
    watch = Watch()
    clock = iter(range(0, 10**9, 1_000))
    run_interview(interview, watch, keeper, lambda: next(clock))
    return [seconds * 1_000 for seconds in watch.times]


def main() -> None:
    """Print a line for each way of measuring."""
    print(f"{'ms between two of 2,000 questions':<50} {'median':>8} {'95 %':>8} {'most':>8}  budget")
    for what, together, saved in (
        ("each part looks at itself, nothing saved", False, False),
        ("each part looks at itself, every answer saved", False, True),
        ("everything looks at one question, every answer saved", True, True),
    ):
        questionnaire = paper(together=together)
        source = LoadedQuestionnaire(questionnaire, b"long")
        head = new_response(source, Mode.PLAIN, "en", None, NOW)
        interview = begin_interview(questionnaire, head)
        folder = tempfile.mkdtemp(prefix="sstc-benchmark-")
        try:
            with FileKeeper.begin(folder, source, head, lambda: NOW) as keeper:
                times = sorted(measured(keeper if saved else Unkept(), interview))
        finally:
            shutil.rmtree(folder)
        row = (statistics.median(times), times[len(times) * 95 // 100], times[-1])
        print(f"{what:<50} {row[0]:>8.2f} {row[1]:>8.2f} {row[2]:>8.2f}  {BUDGET}")


if __name__ == "__main__":
    main()
