"""Interviews of any size, each with one thing that there is more and more of: their cost must grow no faster."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from sstc_survey.commands.shared.batch import script_of
from sstc_survey.engine import Answer, Back, Finish, Interview, Reply, begin, form_of
from sstc_survey.parsing.replies import ReplySet, read_replies
from sstc_survey.prompters.loop import NullPrompter, Stop, Verify, run_interview
from sstc_survey.prompters.screens import RepeatScreen, ReviewLine, Screen
from sstc_survey.prompters.scripted import ScriptedPrompter, validate_script
from sstc_survey.questionnaire import (
    AnyEntry,
    Calculate,
    Choice,
    ChoiceList,
    Integer,
    Questionnaire,
    Rank,
    Repeat,
    SelectMultiple,
    TextQuestion,
)
from sstc_survey.response import Status
from sstc_survey.simulation.prompter import RandomPrompter, SimulationContext

Work: TypeAlias = Callable[[], None]
_INNER: Final = 20


def _questionnaire(*entries: AnyEntry) -> Questionnaire:
    return Questionnaire(id="growing", version="1", title="Growing", questions=entries)


def _clock() -> Callable[[], int]:
    times = iter(range(0, 1 << 60, 1_000))
    return lambda: next(times)


def scripted(replies: Mapping[str, object], *entries: AnyEntry) -> Work:
    """Return a function that answers a questionnaire from a file of replies."""
    import json

    questionnaire, data = _questionnaire(*entries), json.dumps(replies).encode()
    form_of(questionnaire)

    def work() -> None:
        (found,) = read_replies(data, "replies.json")
        assert isinstance(found, ReplySet), found
        script, interview = script_of(found), begin(questionnaire, "en")
        validated = validate_script(questionnaire, interview.form, script, interview.words, interview.epoch)
        prompter = ScriptedPrompter(interview, script, validated)
        ended = run_interview(interview, prompter, prompter, _clock())
        problems = [*prompter.problems, *prompter.remaining_problems()]
        assert ended.status is Status.COMPLETE, problems

    return work


def simulated(*entries: AnyEntry) -> Work:
    """Return a function that answers a questionnaire at random."""
    questionnaire = _questionnaire(*entries)
    context = SimulationContext(form_of(questionnaire))

    def work() -> None:
        interview = begin(questionnaire, "en")
        prompter = RandomPrompter(interview, context, random.Random(1))
        assert run_interview(interview, prompter, prompter, _clock()).status is Status.COMPLETE

    return work


class _ToAndFro(NullPrompter):
    """Answers the first of two questions, goes back to it from the second, and answers it again, so many times."""

    def __init__(self, interview: Interview, times: int) -> None:
        super().__init__(interview)
        self.times = times

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        """Reply as the class says; each reply is verified beforehand."""
        self.times -= 1
        reply = Answer(str(self.times % 100)) if screen.path == "first" or self.times <= 0 else Back()
        assert verify(reply) is None
        return reply

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        """Fail: there is no repeat."""
        raise AssertionError(screen, verify)

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop:
        """Finish."""
        return Finish() if lines else Stop()

    def reject(self, problem: object) -> None:
        """Fail: every reply is valid."""
        raise AssertionError(problem)


def _events(count: int) -> Work:
    questionnaire = _questionnaire(Integer(name="first", label="First"), Integer(name="second", label="Second"))

    def work() -> None:
        interview = begin(questionnaire, "en")
        prompter = _ToAndFro(interview, count)
        assert run_interview(interview, prompter, prompter, _clock()).status is Status.COMPLETE

    return work


def _plain(count: int) -> Iterator[AnyEntry]:
    return (Integer(name=f"q{number}", label=f"Question {number}") for number in range(count))


def _numbers(count: int) -> dict[str, object]:
    return {f"q{number}": number for number in range(count)}


def _each_after_the_one_before(count: int) -> Work:
    first, *others = range(count)
    entries = (
        Integer(
            name=f"q{number}",
            label=f"After ${{q{number - 1}}}",
            relevant=f"${{q{number - 1}}} != ''",
            constraint=f". > ${{q{number - 1}}}",
            required=True,
        )
        for number in others
    )
    return scripted(_numbers(count), Integer(name=f"q{first}", label="First"), *entries)


def _conditions_that_chain(count: int) -> Work:
    """Return interviews that change the first of questions that each depend on the one before."""
    others = range(1, count)
    entries = (
        Integer(name=f"q{number}", label="Q", relevant=f"${{q{number - 1}}} != 7", default="3") for number in others
    )
    return scripted(_numbers(7), Integer(name="q0", label="First", default="3"), *entries)


def _calculations_against_the_order(count: int) -> Work:
    chain = (Calculate(name=f"q{number}", calculation=f"${{q{number + 1}}} + 1") for number in range(count))
    return scripted({f"q{count}": 1}, *chain, Integer(name=f"q{count}", label="Last"))


def _all_after_the_last(count: int) -> Work:
    entries = (Integer(name=f"q{number}", label="Q", relevant="${last} = 1", required=True) for number in range(count))
    return scripted({**_numbers(count), "last": 1}, *entries, Integer(name="last", label="Last"))


def _with_calculations(count: int) -> Work:
    calculations = (Calculate(name=f"c{number}", calculation=f"${{q{number}}} * 2") for number in range(count))
    return scripted(_numbers(count), *_plain(count), *calculations)


def _with_defaults(count: int) -> Work:
    others = range(1, count)
    entries = (Integer(name=f"q{number}", label="Q", default=f"${{q{number - 1}}} + 1") for number in others)
    return scripted({}, Integer(name="q0", label="Q", default="3"), *entries)


def _chained(count: int) -> Work:
    chain = (Calculate(name=f"q{number}", calculation=f"${{q{number - 1}}} + 1") for number in range(1, count))
    return scripted({"q0": 1}, Integer(name="q0", label="First"), *chain)


def _members(count: int) -> dict[str, object]:
    return {"member": [{"age": number, "name": "x"} for number in range(count)]}


def _member(**keys: str) -> Repeat:
    questions = (Integer(name="age", label="Age"), TextQuestion(name="name", label="Name"))
    return Repeat(name="member", label="Member", questions=questions, **keys)


def _summed(count: int) -> Work:
    return scripted(_members(count), _member(), Calculate(name="sum", calculation="sum(${age})"))


def _counted(count: int) -> Work:
    return scripted({"n": count, **_members(count)}, Integer(name="n", label="How many?"), _member(repeat_count="${n}"))


def _nested(count: int) -> Work:
    plots = [{"size": number} for number in range(_INNER)]
    plot = Repeat(
        name="plot",
        label="Plot",
        questions=(Integer(name="size", label="Size"), Calculate(name="share", calculation="${size} * ${age}")),
    )
    member = Repeat(
        name="member",
        label="Member",
        questions=(Integer(name="age", label="Age"), plot, Calculate(name="land", calculation="sum(${share})")),
    )
    return scripted({"member": [{"age": 3, "plot": plots} for _ in range(count // _INNER)]}, member)


def _choices(count: int) -> ChoiceList:
    return ChoiceList(
        Choice(code=f"c{number}", label=f"Choice {number}", columns={"of": str(number)}) for number in range(count)
    )


def _codes(count: int) -> list[str]:
    return [f"c{number}" for number in range(count)]


def _selected(count: int) -> Work:
    return scripted({"q": _codes(count)}, SelectMultiple(name="q", label="Q", choices=_choices(count)))


def _ranked(count: int) -> Work:
    return scripted({"q": _codes(count)}, Rank(name="q", label="Q", choices=_choices(count)))


def _filtered(count: int) -> Work:
    question = SelectMultiple(name="q", label="Q", choices=_choices(count), choice_filter="of < ${n}")
    return scripted({"n": count, "q": _codes(count)}, Integer(name="n", label="N"), question)


# What there is more and more of, and how an interview with so many is made.
CASES: Final[dict[str, Callable[[int], Work]]] = {
    "questions": lambda count: scripted(_numbers(count), *_plain(count)),
    "questions, simulated": lambda count: simulated(*_plain(count)),
    "questions, each after the one before": _each_after_the_one_before,
    "questions with values, each under a condition": _conditions_that_chain,
    "questions, all asked after the last": _all_after_the_last,
    "questions with a calculation each": _with_calculations,
    "questions with defaults that chain": _with_defaults,
    "calculations that chain": _chained,
    "calculations that chain to the front": _calculations_against_the_order,
    "instances": lambda count: scripted(_members(count), _member()),
    "instances with a sum over them": _summed,
    "instances that are counted beforehand": _counted,
    "instances in instances": _nested,
    "choices, all selected": _selected,
    "choices, ranked": _ranked,
    "choices, filtered": _filtered,
    "events": _events,
}
