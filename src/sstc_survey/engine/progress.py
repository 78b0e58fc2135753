"""How much of an interview is behind: it never goes back on the way forward, however often a repeat is gone through."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.interview import Interview
from sstc_survey.engine.paths import Instances
from sstc_survey.engine.repeats import around, opening_steps
from sstc_survey.engine.route import Step


def progress(interview: Interview, step: Step) -> float:
    """Return how much of the questionnaire is behind at a step, this one included, from 0 to 1.

    The gate of a repeat begins the next instance. Where nobody can know how many instances follow, each has half of
    what those before it have left of the repeat.
    """
    places = interview.form.step_places
    behind, share, first, after = 0.0, 1.0, 0, len(places)
    for repeat, number in _instances(interview, step):
        begin, end = bisect_left(places, repeat.place), bisect_right(places, repeat.last.place)
        behind += share * (begin - first) / (after - first)
        share *= (end - begin) / (after - first)
        first, after = begin, end
        at = step.at[: len(repeat.repeats)]
        before, with_it = (_part_behind(interview, repeat, at, count) for count in (number - 1, number))
        behind += share * before
        share *= with_it - before
    return behind + share * (bisect_right(places, step.node.place) - first) / (after - first)


def _instances(interview: Interview, step: Step) -> Iterator[tuple[FormNode, int]]:
    """Yield the repeats around a step with the numbers of their instances; at a gate also the one that it may begin."""
    yield from around(step)
    if step.is_repeat_end:
        count = 0 if opening_steps(interview, step) else interview.state.count(step.node, step.at)
        yield step.node, count + 1


def _part_behind(interview: Interview, repeat: FormNode, at: Instances, count: int) -> float:
    """Return how much of a repeat is behind after so many of its instances."""
    return 1 - 0.5**count if repeat.is_open_repeat else count / interview.state.count(repeat, at)
