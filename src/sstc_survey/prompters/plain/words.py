"""What plain mode writes: questions, ends of repeats, help and the review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, assert_never

from sstc_survey.display import columns
from sstc_survey.engine.answer_text import answer_text
from sstc_survey.engine.values import as_text
from sstc_survey.i18n import gettext, noop
from sstc_survey.prompters.expected import expected
from sstc_survey.prompters.labels import missing_label, numbered
from sstc_survey.prompters.screens import Cover, RepeatScreen, ReviewLine, Screen
from sstc_survey.questionnaire import (
    Acknowledge,
    Date,
    DateTime,
    Decimal,
    Integer,
    Note,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)
from sstc_survey.response import Missing

# Whether there is one more: other words than those for yes and no, in languages that have no such words for all.
MORE: Final = noop("Yes")
ENOUGH: Final = noop("No")
YES: Final = noop("yes")
NO: Final = noop("no")
SAVE: Final = noop("save")
AGAIN: Final = noop("again")
# What the longest command in English takes.
_COMMAND_COLUMNS: Final = 14


def question_lines(screen: Screen) -> Iterator[str]:
    """Yield the lines of a question or a note."""
    yield from screen.headings
    yield from map(_hint, screen.opening_hints)
    yield _numbered(screen, screen.label)
    if screen.hint:
        yield _hint(screen.hint)
    if screen.askable:
        for number, option in zip(screen.numbers, screen.options, strict=True):
            yield f"  {numbered(number, option.label)}"
        if instruction := _instruction(screen):
            yield gettext("{sentence}.").format(sentence=instruction)
        yield from _ways_out(screen)
    if screen.fault:
        yield gettext("This answer is no longer valid: {fault}.").format(fault=screen.fault)
    if screen.value is not None or screen.missing is not None:
        if screen.value is None:
            value = _missing_label(screen.missing)
        else:
            labels: dict[object, str] = {option.code: option.label for option in screen.options}
            values = screen.value if isinstance(screen.value, list) else [screen.value]
            value = gettext("; ").join(labels.get(each) or answer_text(screen.question, each, str) for each in values)
        can_keep = screen.askable and not screen.fault
        yield _can_keep(value) if can_keep else gettext("Now: {value}.").format(value=value)
    if screen.comment:
        yield gettext("Comment: {comment}").format(comment=screen.comment)


def repeat_lines(screen: RepeatScreen) -> Iterator[str]:
    """Yield the lines that ask whether to add an instance."""
    yield from screen.headings
    yield from map(_hint, screen.opening_hints)
    count = len(screen.instances)
    instances = gettext("; ").join(
        f"{number}. {each or missing_label(Missing.BLANK)}" for number, each in enumerate(screen.instances, 1)
    )
    words = gettext("Add another: {label}? {count} so far: {instances}") if count else gettext("Add: {label}?")
    yield words.format(label=screen.label or screen.path, count=count, instances=instances)
    if screen.hint:
        yield _hint(screen.hint)
    for number, word in enumerate((MORE, ENOUGH), 1):
        yield f"  {number}. {gettext(word)}"
    if screen.enough:
        yield _can_keep(gettext(ENOUGH))


def _ways_out(screen: Screen) -> Iterator[str]:
    """Yield the commands that leave the question without an answer, where they work."""
    if screen.can_dont_know and screen.can_refuse:
        yield gettext("Or /dk: don't know, /refuse: refused.")
    elif screen.can_dont_know:
        yield gettext("Or /dk: don't know.")
    elif screen.can_refuse:
        yield gettext("Or /refuse: refused.")


def _hint(hint: str) -> str:
    return "  " + gettext("({hint})").format(hint=hint)


def _numbered(shown: Screen, label: str) -> str:
    """Return a label after the number of the question, if it has one."""
    if shown.number is None:
        return label
    about = gettext("{number} of about {total}. {label}")
    words = about if shown.is_total_open else gettext("{number} of {total}. {label}")
    return words.format(number=shown.number, total=shown.total, label=label)


def _can_keep(value: str) -> str:
    """Say what the answer is now, and that Enter keeps it."""
    return gettext("Now: {value}. Enter keeps it.").format(value=value)


def _missing_label(missing: Missing | None) -> str:
    """Return the name of the state of a question without an answer."""
    return missing_label(missing) if missing else gettext("(unanswered)")


def _instruction(screen: Screen) -> str:
    """Say what to type."""
    question = screen.question
    match question:
        case SelectOne() | SelectMultiple() | Rank():
            return _choice_instruction(question, screen.numbers)
        case Range():
            words = gettext("Type {first} to {last}") if question.step == 1 else expected(question)
            return words.format(first=as_text(question.start), last=as_text(question.end))
        case TextQuestion():
            return gettext('Any number of lines; "." on its own line ends') if question.multiline else ""
        case Acknowledge():
            return gettext('Type "OK"')
        case Integer() | Decimal() | Date() | Time() | DateTime() | Note():
            return expected(question)
        case _:
            assert_never(question)


def _choice_instruction(question: SelectOne | SelectMultiple | Rank, numbers: Sequence[str]) -> str:
    if not numbers:
        return gettext("No choices available")
    what = gettext("Type {first} to {last}").format(first=numbers[0], last=numbers[-1])
    match question:
        case SelectOne():
            return what
        case SelectMultiple(min_selected=None, max_selected=None):
            words, example = gettext("{what}; several with commas, e.g. {example}"), numbers[:2]
        case SelectMultiple():
            words, what, example = gettext("{what}; with commas, e.g. {example}"), expected(question), numbers[:2]
        case Rank():
            # In reverse, so that nobody takes the example for the answer.
            words, what = gettext("{what}; with commas, e.g. {example}"), expected(question)
            example = numbers[: min(question.max_selected or 3, 3)][::-1]
        case _:
            assert_never(question)
    return words.format(what=what, example=",".join(example))


def question_help(screen: Screen, *, has_reference: bool) -> list[str]:
    """List the hints of the groups around a question, and the commands that work there."""
    return _help(
        screen.hints_around,
        ("/back", gettext("previous question"), screen.can_go_back),
        ("/skip", gettext("skip (leave blank)"), screen.can_skip),
        ("/dk", gettext("don't know"), screen.can_dont_know),
        ("/refuse", gettext("refused"), screen.can_refuse),
        (gettext("/comment TEXT"), gettext("add a comment"), screen.askable),
        _language_row(screen.languages),
        _reference_row(has_reference),
        ("/quit", gettext("stop and save a draft"), True),
        (gettext("//TEXT"), gettext('an answer that begins with "/"'), screen.askable),
    )


def repeat_help(screen: RepeatScreen, *, has_reference: bool) -> list[str]:
    """List the hints of the groups around a repeat, and the commands that work at its gate."""
    return _help(
        screen.hints_around,
        ("/back", gettext("previous question"), screen.can_go_back),
        (gettext("/remove NUMBER"), gettext("remove one"), bool(screen.instances)),
        _language_row(screen.languages),
        _reference_row(has_reference),
        ("/quit", gettext("stop and save a draft"), True),
    )


def _language_row(languages: tuple[str, ...]) -> tuple[str, str, bool]:
    meaning = gettext("change the language: {languages}").format(languages=gettext(", ").join(languages))
    return gettext("/language TAG"), meaning, len(languages) > 1


def _reference_row(has_reference: bool) -> tuple[str, str, bool]:
    return gettext("/reference TEXT"), gettext("how lists name this interview"), has_reference


def _help(hints: Iterable[str], *rows: tuple[str, str, bool]) -> list[str]:
    """List hints, then commands with what each does, those that work now."""
    return [*map(_hint, hints), *(f"  {_padded(command)} {meaning}" for command, meaning, works in rows if works)]


def _padded(command: str) -> str:
    return command + " " * (_COMMAND_COLUMNS - columns(command))


def last_lines(cover: Cover) -> Iterator[str]:
    """Yield the last answers of an interview that is resumed."""
    for line in cover.last:
        label = " · ".join((*line.headings, line.label))
        yield "  " + gettext("{label}: {answer}").format(
            label=label, answer=line.answer or _missing_label(line.missing)
        )


def review_lines(lines: tuple[ReviewLine, ...]) -> Iterator[str]:
    """Yield the answers with their numbers, or with their names where they have none, under their headings."""
    above: tuple[str, ...] = ()
    for line in lines:
        if line.headings != above:
            above = line.headings
            if above:
                yield f"  {' · '.join(above)}"
        if line.is_repeat_end:
            answer = gettext("{count} in all").format(count=line.answer)
        else:
            answer = line.answer or _missing_label(line.missing)
            answer += f"  [{line.comment}]" if line.comment else ""
        indent = "    " if above else "  "
        number = line.number or line.path
        yield indent + gettext("{number}. {label}: {answer}").format(number=number, label=line.label, answer=answer)
