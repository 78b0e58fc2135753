"""What stands on the screen at each moment of an interview, whatever draws it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from sstc_survey.engine.answer_text import reading
from sstc_survey.engine.interview import Interview, objection
from sstc_survey.engine.paths import MAX_INSTANCES
from sstc_survey.engine.route import Step
from sstc_survey.engine.state import State
from sstc_survey.questionnaire import Choosing, Note, Question, Shown, Value
from sstc_survey.response import Missing

_TOLD_OF_AN_INSTANCE: Final = 3


class Option(Struct, frozen=True):
    """A choice as it is offered."""

    code: str
    label: str
    exclusive: bool


class Screen(Struct, frozen=True):
    """One question or note as it is put, with what stands there.

    `key` tells it from the same question in another instance of a repeat; `value` is its answer or what stands there
    before it is asked; `fault` says why what was said before does not fit any more.
    """

    path: str
    question: Shown
    number: int
    total: int
    headings: tuple[str, ...]
    label: str
    hint: str
    options: tuple[Option, ...]
    value: Value | None
    missing: Missing | None
    comment: str
    fault: str
    read_only: bool
    can_skip: bool
    can_dont_know: bool
    can_refuse: bool
    can_go_back: bool
    language: str
    languages: tuple[str, ...]

    @property
    def askable(self) -> bool:
        """Tell a question that takes an answer now from a note and from what is only shown."""
        return not isinstance(self.question, Note) and not self.read_only

    @property
    def asks_comment(self) -> bool:
        """Tell whether an answer is followed by the question for a comment."""
        return not isinstance(self.question, Note) and self.question.comment


class RepeatScreen(Struct, frozen=True):
    """The question after the instances of a repeat: is there one more?

    `instances` says in a few words what each is; `enough` that no more were wanted when this was asked before.
    """

    path: str
    number: int
    total: int
    headings: tuple[str, ...]
    label: str
    hint: str
    instances: tuple[str, ...]
    enough: bool
    can_add: bool
    can_go_back: bool
    language: str
    languages: tuple[str, ...]


class Cover(Struct, frozen=True):
    """What is shown before the first question; empty texts are left out."""

    title: str
    event: str
    date: str
    place: str
    introduction: str


def cover(interview: Interview) -> Cover:
    """Return the cover of the questionnaire in the language of the interview."""
    paper, words = interview.questionnaire, interview.words
    return Cover(
        title=words(paper.title).strip(),
        event=words(paper.event).strip(),
        date=words(paper.date).strip(),
        place=words(paper.place).strip(),
        introduction=_paragraphs(words(paper.introduction)),
    )


def _paragraphs(text: str) -> str:
    """Part the lines of a text, each a paragraph however the author wrote it, by one empty line."""
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


def screen(interview: Interview, step: Step) -> Screen:
    """Return the screen of the question or note that the interview stands at."""
    node, at, question = step.node, step.at, step.shown
    state, sheet = interview.state, interview.sheet
    index = interview.index or 0
    dont_know, refused, read_only, required = (False, False, False, True)
    if isinstance(question, Question):
        dont_know, refused = interview.questionnaire.offers(question)
        read_only, required = state.read_only(node, at), state.required(node, at)
    problem = objection(interview, step)
    return Screen(
        path=step.path,
        question=question,
        number=index + 1,
        total=len(interview.steps),
        headings=state.headings(node, at),
        label=state.wording(question.label, node, at),
        hint=state.wording(question.hint, node, at),
        options=_options(state, step),
        value=interview.value_of(step),
        missing=sheet.missing.get(step.path),
        comment=sheet.comments.get(step.path, ""),
        fault=problem.fault if problem else "",
        read_only=read_only,
        can_skip=not required and not read_only,
        can_dont_know=dont_know and not read_only,
        can_refuse=refused and not read_only,
        can_go_back=index > 0,
        language=interview.language,
        languages=_languages(interview),
    )


def repeat_screen(interview: Interview, step: Step) -> RepeatScreen:
    """Return the gate that the interview stands at."""
    node, at, state = step.node, step.at, interview.state
    index = interview.index or 0
    count = state.count(node, at)
    return RepeatScreen(
        path=step.path,
        number=index + 1,
        total=len(interview.steps),
        headings=state.headings(node, at),
        label=state.wording(node.entry.label, node, at),
        hint=state.wording(node.entry.hint, node, at),
        instances=_told(interview, step, count),
        enough=step.path in interview.sheet.enough,
        can_add=count < MAX_INSTANCES,
        can_go_back=index > 0,
        language=interview.language,
        languages=_languages(interview),
    )


def _told(interview: Interview, gate: Step, count: int) -> tuple[str, ...]:
    """Say in a few words what each instance is: the first of its answers."""
    head = f"{gate.path}["
    summaries: list[list[str]] = [[] for _ in range(count)]
    for step in interview.steps:
        if step.askable and step.path.startswith(head):
            number, _, _ = step.path.removeprefix(head).partition("]")
            replies = summaries[int(number) - 1]
            if len(replies) < _TOLD_OF_AN_INSTANCE and (reply := reply_of(interview, step)):
                replies.append(reply)
    return tuple(map(", ".join, summaries))


def reply_of(interview: Interview, step: Step) -> str:
    """Return what was answered at a step, as it reads."""
    value = interview.sheet.answer(step.path)
    return reading(step.node.entry, value, interview.words)


def _languages(interview: Interview) -> tuple[str, ...]:
    """Return the languages that the questionnaire can be asked in, the default one first."""
    default = interview.questionnaire.default_language
    return tuple(sorted(interview.form.languages, key=lambda tag: (tag != default, tag)))


def _options(state: State, step: Step) -> tuple[Option, ...]:
    if not isinstance(step.node.entry, Choosing):
        return ()
    node, at = step.node, step.at
    offered = state.offered(node, at)
    return tuple(Option(each.code, state.wording(each.label, node, at), each.exclusive) for each in offered)


class Line(Struct, frozen=True):
    """One question at review: its key, its label, and what was said, as it reads.

    At a gate the reply is how many instances there are. `roster` is the heading of the repeat that it stands in.
    """

    name: str
    headings: tuple[str, ...]
    label: str
    reply: str
    state: Missing | None
    comment: str
    is_repeat_end: bool = False
    roster: tuple[str, ...] = ()


def review(interview: Interview) -> tuple[Line, ...]:
    """Return a line for every question and gate of the route with what was said to it."""
    return tuple(
        _repeat_line(interview, step) if step.is_repeat_end else _line(interview, step)
        for step in interview.steps
        if step.askable or step.is_repeat_end
    )


def _line(interview: Interview, step: Step) -> Line:
    state, sheet = interview.state, interview.sheet
    return Line(
        name=step.path,
        headings=state.headings(step.node, step.at),
        label=state.wording(step.node.entry.label, step.node, step.at),
        reply=reply_of(interview, step),
        state=sheet.missing.get(step.path),
        comment=sheet.comments.get(step.path, ""),
        roster=_roster(state, step),
    )


def _repeat_line(interview: Interview, step: Step) -> Line:
    state = interview.state
    label = state.wording(step.node.entry.label, step.node, step.at)
    count = state.count(step.node, step.at)
    return Line(
        name=step.path,
        headings=state.headings(step.node, step.at),
        label=label,
        reply=str(count),
        state=None,
        comment="",
        is_repeat_end=True,
        roster=_roster(state, step),
    )


def _roster(state: State, step: Step) -> tuple[str, ...]:
    if not step.at:
        return ()
    repeat, at = step.node.repeats[-1], step.at[:-1]
    return (*state.headings(repeat, at), state.wording(repeat.entry.label, repeat, at))
