"""What stands on the screen at each moment of an interview, whatever draws it."""

from __future__ import annotations

from msgspec import Struct

from sstc_survey.interview import Interview
from sstc_survey.questionnaire import Leaf, Note, SelectMultiple, SelectOne, Value, choices_of
from sstc_survey.reading import reading
from sstc_survey.response import Missing
from sstc_survey.routing import Step
from sstc_survey.wording import Words


class Option(Struct, frozen=True):
    """A choice as it is offered."""

    code: str
    label: str
    exclusive: bool


class Screen(Struct, frozen=True):
    """One question or note as it is put, with what was said to it before."""

    question: Leaf
    number: int
    total: int
    headings: tuple[str, ...]
    label: str
    hint: str
    options: tuple[Option, ...]
    value: Value | None
    missing: Missing | None
    comment: str
    can_skip: bool
    can_dont_know: bool
    can_refuse: bool
    can_go_back: bool

    @property
    def askable(self) -> bool:
        """Tell a question from a note."""
        return not isinstance(self.question, Note)

    @property
    def asks_comment(self) -> bool:
        """Tell whether an answer is followed by the question for a comment."""
        return not isinstance(self.question, Note) and self.question.comment


class Line(Struct, frozen=True):
    """One question at review: its name, its label, and what was said, as it reads."""

    name: str
    headings: tuple[str, ...]
    label: str
    reply: str
    state: Missing | None
    comment: str


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
    """Return the screen of the step that the interview stands at."""
    question, words, ledger = step.question, interview.words, interview.ledger
    index = interview.index or 0
    dont_know, refused = (False, False)
    if not isinstance(question, Note):
        dont_know, refused = interview.questionnaire.offers(question)
    return Screen(
        question=question,
        number=index + 1,
        total=len(interview.steps),
        headings=tuple(words(heading).strip() for heading in step.headings),
        label=words(question.label).strip(),
        hint=words(question.hint).strip(),
        options=_options(question, words),
        value=ledger.answers.get(step.name),
        missing=ledger.missing.get(step.name),
        comment=ledger.comments.get(step.name, ""),
        can_skip=not isinstance(question, Note) and not question.required,
        can_dont_know=dont_know,
        can_refuse=refused,
        can_go_back=index > 0,
    )


def review(interview: Interview) -> tuple[Line, ...]:
    """Return a line for every question of the route with what was said to it."""
    words, ledger = interview.words, interview.ledger
    return tuple(
        Line(
            name=step.name,
            headings=tuple(words(heading).strip() for heading in step.headings),
            label=words(step.question.label).strip(),
            reply=reading(step.question, ledger.answers.get(step.name), words),
            state=ledger.missing.get(step.name),
            comment=ledger.comments.get(step.name, ""),
        )
        for step in interview.steps
        if step.askable
    )


def _options(question: Leaf, words: Words) -> tuple[Option, ...]:
    if not isinstance(question, SelectOne | SelectMultiple):
        return ()
    return tuple(Option(choice.code, words(choice.label).strip(), choice.exclusive) for choice in choices_of(question))
