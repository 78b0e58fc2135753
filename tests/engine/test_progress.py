"""How much of an interview is behind: on the way forward it never becomes less, also where a repeat goes on."""

from __future__ import annotations

from collections import Counter
from typing import Final

import pytest
from answered import answered, codes, going_on, questionnaire_of

from sstc_survey.engine import AddInstance, Answer, Continue, Enough, Interview, Reply
from sstc_survey.engine.progress import progress
from sstc_survey.questionnaire import AnyEntry, Group, Integer, Note, Repeat, SelectOne, TextQuestion

WHO: Final = TextQuestion(name="who", label="Who?")
AGE: Final = Integer(name="age", label="Age?")
ADULT: Final = TextQuestion(name="work", label="Work?", relevant="${age} > 17")
FEW: Final = Integer(name="few", label="How many jobs?")
JOBS: Final = Repeat(
    name="job", label="Job", repeat_count="${few}", questions=(TextQuestion(name="pay", label="Pay?"),)
)
TOOLS: Final = Repeat(name="tool", label="Tool", questions=(TextQuestion(name="what", label="What?"),))
MEDIA: Final = SelectOne(name="media", label="Which?", choices=codes("tv", "radio"), or_other=True)
FIRST: Final = (TextQuestion(name="village", label="Village?"), Note(name="hello", label="Hello."))
LAST: Final = (TextQuestion(name="end", label="End?"),)


def members(*questions: AnyEntry) -> Repeat:
    """Return a repeat that is open."""
    return Repeat(name="member", label="Member", questions=questions)


FORMS: Final[dict[str, tuple[AnyEntry, ...]]] = {
    "no repeat": (*FIRST, AGE, ADULT, MEDIA, *LAST),
    "one question": (*FIRST, members(WHO), *LAST),
    "several questions": (*FIRST, members(WHO, AGE, ADULT, MEDIA), *LAST),
    "only a repeat": (members(WHO, AGE),),
    "in a group": (*FIRST, Group(name="g", label="G", questions=(members(WHO, AGE),)), *LAST),
    "counted within": (*FIRST, members(WHO, AGE, FEW, JOBS, ADULT), *LAST),
    "open within": (*FIRST, members(WHO, TOOLS, AGE), *LAST),
    "open first within": (members(TOOLS, WHO), *LAST),
    "two": (members(WHO, AGE), TOOLS, *LAST),
}
ANSWERS: Final = {"age": ("4", "40"), "few": ("2", "0"), "media": ("other", "tv")}


def reply_to(interview: Interview, asked: Counter[str]) -> Reply:
    """Return the reply that leads on: three instances of each open repeat, then no more."""
    step = interview.step
    assert step is not None
    asked[step.path] += 1
    if step.is_repeat_end:
        return AddInstance() if asked[step.path] <= 3 else Enough()
    if isinstance(step.node.entry, Note):
        return Continue()
    values = ANSWERS.get(step.node.name, ("x",))
    return Answer(values[sum(step.at) % len(values)])


@pytest.mark.parametrize("entries", FORMS.values(), ids=FORMS)
def test_on_the_way_forward_it_never_becomes_less(entries: tuple[AnyEntry, ...]) -> None:
    interview, asked = answered(questionnaire_of(*entries)), Counter[str]()
    seen: list[tuple[float, str]] = []
    while interview.step is not None:
        seen.append((progress(interview, interview.step), interview.position))
        interview = going_on(interview, reply_to(interview, asked))
    values = [value for value, _ in seen]
    assert values == sorted(values), seen
    assert 0 < values[0] < values[-1] <= 1


def test_without_repeats_it_is_what_the_numbers_say() -> None:
    entries = (AGE, ADULT, MEDIA, *LAST)
    interview, seen = answered(questionnaire_of(*entries)), dict[str, float]()
    while interview.step is not None:
        seen[interview.position] = progress(interview, interview.step)
        interview = going_on(interview, reply_to(interview, Counter()))
    assert seen == {"age": 0.25, "media": 0.75, "media_other": 0.75, "end": 1}
