"""What a prompter shows at each moment of an interview, whatever draws it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice, takewhile
from operator import attrgetter
from typing import Final, overload

from msgspec import Struct

from sstc_survey.engine.answer_text import answer_text
from sstc_survey.engine.editing import Change, Said
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.interview import Interview, blank_objection, objection
from sstc_survey.engine.paths import MAX_INSTANCES
from sstc_survey.engine.progress import progress
from sstc_survey.engine.repeats import opening_steps, steps_before
from sstc_survey.engine.route import Step, steps_within
from sstc_survey.engine.transitions import can_go_back
from sstc_survey.i18n import gettext
from sstc_survey.questionnaire import Choosing, Question, Shown, Value, choice_numbers
from sstc_survey.response import Missing

# So many answers summarise an instance of a repeat.
_SUMMARY_ANSWERS: Final = 3
# So many answers remind an interviewer of where an interview was.
_LAST_ANSWERS: Final = 3

# Characters of answers that labels of choices name, on one screen and in one label at least.
_ROOM_OF_OPTIONS: Final = 1_000_000
_ROOM_OF_OPTION: Final = 200


class Option(Struct, frozen=True):
    """A choice as it is offered."""

    code: str
    label: str
    exclusive: bool


class Screen(Struct, frozen=True):
    """One question or note as it is shown, with its current answer.

    `path` tells it from the same question in another instance of a repeat; `number` is that of the question in the
    questionnaire, of `total` questions, and a note has none; `is_total_open` tells that answers still to come may leave
    out some, and `progress` how much of the interview is behind, from 0 to 1; `value` is its answer, or its default or
    calculated value before it is asked; `fault` says why an earlier answer is no longer valid. `hints_around` has the
    hints of all groups and repeats that it is in, `opening_hints` those of the groups that begin with it.
    """

    path: str
    question: Shown
    number: int | None
    total: int
    is_total_open: bool
    progress: float
    headings: tuple[str, ...]
    opening_hints: tuple[str, ...]
    hints_around: tuple[str, ...]
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
        """Tell a question that takes an answer now from a note and a read-only question."""
        return isinstance(self.question, Question) and not self.read_only

    @property
    def numbers(self) -> Sequence[str]:
        """Return the number that each option is shown with."""
        return choice_numbers([option.code for option in self.options])

    @property
    def asks_comment(self) -> bool:
        """Tell whether an answer is followed by the question for a comment."""
        return isinstance(self.question, Question) and self.question.comment


class RepeatScreen(Struct, frozen=True):
    """The gate of a repeat, before its first instance and after each: whether to add one.

    `instances` has a summary of each, made when it is looked at; `enough` tells that no more were to be added when
    this was asked before.
    """

    path: str
    progress: float
    headings: tuple[str, ...]
    opening_hints: tuple[str, ...]
    hints_around: tuple[str, ...]
    label: str
    hint: str
    instances: Sequence[str]
    enough: bool
    can_add: bool
    can_go_back: bool
    language: str
    languages: tuple[str, ...]


class Cover(Struct, frozen=True):
    """What is shown before the first question; empty texts are left out.

    `last` has the answers before the step at which an interview is resumed, the first of them first; `is_edit` tells
    that a finished response is edited.
    """

    title: str
    event: str
    date: str
    place: str
    introduction: str
    last: tuple[ReviewLine, ...] = ()
    is_edit: bool = False


def cover(interview: Interview, *, resumed: bool = False) -> Cover:
    """Return the cover of the questionnaire in the language of the interview."""
    questionnaire, words = interview.questionnaire, interview.words
    return Cover(
        title=words(questionnaire.title).strip(),
        event=words(questionnaire.event).strip(),
        date=words(questionnaire.date).strip(),
        place=words(questionnaire.place).strip(),
        # Each line is a paragraph, however the author wrote it; one empty line parts them.
        introduction="\n\n".join(filter(None, map(str.strip, words(questionnaire.introduction).splitlines()))),
        last=_last_answers(interview) if resumed else (),
        is_edit=interview.reopened is not None,
    )


def _last_answers(interview: Interview) -> tuple[ReviewLine, ...]:
    """Return the last answers before the step that the interview is at; at review, which shows all, there are none."""
    before = interview.steps[: interview.index or 0]
    answered = (step for step in reversed(before) if step.askable and interview.sheet.has(step.path))
    return tuple(_review_line(interview, step) for step in islice(answered, _LAST_ANSWERS))[::-1]


def screen(interview: Interview, step: Step) -> Screen:
    """Return the screen of the question or note that the interview is at."""
    node, at, question = step.node, step.at, step.shown
    state, sheet = interview.state, interview.sheet
    dont_know, refused, read_only, can_skip = (False, False, False, False)
    if isinstance(question, Question):
        dont_know, refused = interview.questionnaire.offers(question)
        read_only, can_skip = state.read_only(node, at), blank_objection(interview, step) is None
    options: tuple[Option, ...] = ()
    if isinstance(question, Choosing):
        offered = state.offered(node, at)
        # Of very many choices, each has room for little of an answer that its label names.
        room = max(_ROOM_OF_OPTIONS // max(len(offered), 1), _ROOM_OF_OPTION)
        options = tuple(
            Option(each.code, state.interpolated(each.label, node, at, room=room), each.exclusive) for each in offered
        )
    problem = objection(interview, step)
    numbers = interview.form.numbers
    return Screen(
        path=step.path,
        question=question,
        number=numbers.get((node.other_of or node).name),
        total=len(numbers),
        is_total_open=_is_total_open(interview, step),
        progress=progress(interview, step),
        headings=state.headings(node, at),
        opening_hints=_opening_hints(interview, step),
        hints_around=_hints(interview, step, node.ancestors),
        label=state.interpolated(question.label, node, at),
        hint=state.interpolated(question.hint, node, at),
        options=options,
        value=interview.value_of(step),
        missing=sheet.missing.get(step.path),
        comment=sheet.comments.get(step.path, ""),
        fault=problem.fault if problem else "",
        read_only=read_only,
        can_skip=can_skip and not read_only,
        can_dont_know=dont_know and not read_only,
        can_refuse=refused and not read_only,
        can_go_back=can_go_back(interview),
        language=interview.language,
        languages=_languages(interview),
    )


def repeat_screen(interview: Interview, step: Step) -> RepeatScreen:
    """Return the screen of the repeat at whose gate the interview is: an instance that it began with does not count."""
    node, at, state = step.node, step.at, interview.state
    count = 0 if opening_steps(interview, step) else state.count(node, at)
    return RepeatScreen(
        path=step.path,
        progress=progress(interview, step),
        headings=state.headings(node, at),
        opening_hints=_opening_hints(interview, step),
        hints_around=_hints(interview, step, node.ancestors),
        label=state.interpolated(node.entry.label, node, at),
        hint=state.interpolated(node.entry.hint, node, at),
        instances=_Summaries(interview, step, count),
        enough=step.path in interview.sheet.enough,
        can_add=count < MAX_INSTANCES,
        can_go_back=can_go_back(interview),
        language=interview.language,
        languages=_languages(interview),
    )


def _left_out(interview: Interview, step: Step) -> int:
    """Return how many steps fewer are ahead than if all were asked; instances of repeats can be more."""
    ahead = len(interview.steps) - (interview.index_of(step.path) or 0) - 1
    return interview.form.steps_after(step.node) - ahead


def _is_total_open(interview: Interview, step: Step) -> bool:
    """Tell whether questions ahead are not asked as it is, so that answers to come decide about them."""
    form = interview.form
    # Without looking through all that is ahead, where their count says it.
    if not form.repeats and not _left_out(interview, step):
        return False
    ahead = interview.steps[(interview.index_of(step.path) or 0) + 1 :]
    return not set(map(attrgetter("node"), ahead)).issuperset(form.questions_after(step.node))


def _opening_hints(interview: Interview, step: Step) -> tuple[str, ...]:
    """Return the hints of the groups, and of the instances of a counted repeat, that begin with a step.

    What is around an open repeat began at the gate of that, which has the hint of the repeat too.
    """
    index = steps_before(interview)
    before = interview.steps[index - 1] if index else None

    def begins(above: FormNode) -> bool:
        depth = len(above.inner_repeats)
        is_inside = before is not None and above in before.node.ancestors and before.at[:depth] == step.at[:depth]
        return not (above.is_open_repeat or is_inside)

    return _hints(interview, step, takewhile(begins, step.node.ancestors))


def _hints(interview: Interview, step: Step, ancestors: Iterable[FormNode]) -> tuple[str, ...]:
    """Return the hints of entries around a step, the outermost first; they are given from the innermost on."""
    hints = (
        interview.state.interpolated(above.entry.hint, above, step.at[: len(above.repeats)]) for above in ancestors
    )
    return tuple(filter(None, hints))[::-1]


class _Summaries(Sequence[str]):
    """A summary of each instance of a repeat: the first of its answers."""

    def __init__(self, interview: Interview, repeat_end: Step, count: int) -> None:
        self._interview = interview
        self._repeat_end = repeat_end
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        numbers = range(1, self._count + 1)[index]
        return self._summary(numbers) if isinstance(numbers, int) else tuple(map(self._summary, numbers))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _summary(self, number: int) -> str:
        repeat = self._repeat_end
        steps = steps_within(self._interview.steps, repeat.node, (*repeat.at, number))
        answers = (_answer_at(self._interview, step) for step in steps if step.askable)
        return gettext(", ").join(islice(filter(None, answers), _SUMMARY_ANSWERS))


def _answer_at(interview: Interview, step: Step) -> str:
    read = interview.state.reader(step.node, step.at)
    return answer_text(step.node.entry, interview.sheet.answer(step.path), read)


def _languages(interview: Interview) -> tuple[str, ...]:
    """Return the languages that the questionnaire can be asked in, the default one first."""
    default = interview.questionnaire.default_language
    return tuple(sorted(interview.form.languages, key=lambda tag: (tag != default, tag)))


class ReviewLine(Struct, frozen=True):
    """One question at review: its path, its number, its label, and the answer as it reads.

    The number is followed by those of the instances of repeats around it, as in 5.2; the text of "Other" and the end of
    a repeat have none. At the end of a repeat the answer is the number of instances. `repeat_heading` is the heading of
    the repeat around.
    """

    path: str
    number: str
    headings: tuple[str, ...]
    label: str
    answer: str
    missing: Missing | None
    comment: str
    is_repeat_end: bool
    repeat_heading: tuple[str, ...]


def review(interview: Interview) -> tuple[ReviewLine, ...]:
    """Return a line for every question and every end of a repeat on the route."""
    return tuple(_review_line(interview, step) for step in interview.steps if step.askable or step.is_repeat_end)


def _review_line(interview: Interview, step: Step) -> ReviewLine:
    node, at, state, sheet = step.node, step.at, interview.state, interview.sheet
    repeat_heading: tuple[str, ...] = ()
    if at:
        repeat, outer = node.repeats[-1], at[:-1]
        repeat_heading = (*state.headings(repeat, outer), state.interpolated(repeat.entry.label, repeat, outer))
    number = interview.form.numbers.get(node.name)
    return ReviewLine(
        path=step.path,
        number="" if number is None else ".".join(map(str, (number, *at))),
        headings=state.headings(node, at),
        label=state.interpolated(node.entry.label, node, at),
        answer=str(state.count(node, at)) if step.is_repeat_end else _answer_at(interview, step),
        missing=sheet.missing.get(step.path),
        comment=sheet.comments.get(step.path, ""),
        is_repeat_end=step.is_repeat_end,
        repeat_heading=repeat_heading,
    )


class SaidText(Struct, frozen=True):
    """What was said to a question as it reads: its answer, else why there is none, and the comment."""

    answer: str
    missing: Missing | None
    comment: str


class ReasonScreen(Struct, frozen=True):
    """A change in an edit that a reason is asked for: where, and what was said before and is said now."""

    path: str
    headings: tuple[str, ...]
    label: str
    before: SaidText
    now: SaidText


def reason_screen(interview: Interview, change: Change) -> ReasonScreen:
    """Return what is shown where a reason is asked for."""
    step, state = change.step, interview.state

    def text_of(said: Said) -> SaidText:
        read = state.reader(step.node, step.at)
        answer = str(said.value) if step.is_repeat_end else answer_text(step.node.entry, said.value, read)
        return SaidText(answer, said.missing, said.comment)

    return ReasonScreen(
        path=step.path,
        headings=state.headings(step.node, step.at),
        label=state.interpolated(step.node.entry.label, step.node, step.at) or step.node.name,
        before=text_of(change.before),
        now=text_of(change.now),
    )
