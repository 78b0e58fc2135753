"""What plain mode writes beside the question itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from sstc_survey.i18n import gettext, noop
from sstc_survey.prompters.expected import expected, shown_numbers, state_label
from sstc_survey.prompters.screens import Line, RepeatScreen, Screen
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

YES: Final = noop("Yes")
NO: Final = noop("No")


def says(text: str, word: str) -> bool:
    """Tell whether a line says yes, or no, in the language spoken or in English; its first letter will do."""
    said, own = text.strip().casefold(), gettext(word).casefold()
    return bool(said) and said in {own, own[0], *own.split("/"), word.casefold(), word[0].casefold()}


def question_lines(screen: Screen) -> Iterator[str]:
    """Yield the lines that put a question or a note."""
    yield from screen.headings
    yield numbered(screen, screen.label)
    if screen.hint:
        yield f"  ({screen.hint})"
    if screen.askable:
        for number, option in zip(shown_numbers(screen), screen.options, strict=True):
            yield f"  {number}. {option.label}"
        if form := _form(screen):
            yield f"{form}."
    yield from _standing(screen)
    if screen.comment:
        yield gettext("Comment: {comment}").format(comment=screen.comment)


def numbered(shown: Screen | RepeatScreen, label: str) -> str:
    """Write a label after its place on the route."""
    return gettext("{number} of {total}. {label}").format(number=shown.number, total=shown.total, label=label)


def keeping(value: str) -> str:
    """Write what stands there and can be kept."""
    return gettext("Now: {value}. Enter keeps it.").format(value=value)


def _standing(screen: Screen) -> Iterator[str]:
    """Yield what stands there, and why it does not fit any more."""
    if screen.fault:
        yield gettext("What stands here does not fit any more: {fault}.").format(fault=screen.fault)
    if screen.value is None and screen.missing is None:
        return
    value = present_state(screen.missing) if screen.value is None else _present(screen)
    fits = screen.askable and not screen.fault
    yield keeping(value) if fits else gettext("Now: {value}.").format(value=value)


def present_state(state: Missing | None) -> str:
    """Name the state of a question without an answer."""
    return state_label(state) if state else gettext("(open)")


def _present(screen: Screen) -> str:
    labels: dict[object, str] = {option.code: option.label for option in screen.options}
    codes = screen.value if isinstance(screen.value, list) else [screen.value]
    return "; ".join(labels.get(code, str(code)) for code in codes)


def _form(screen: Screen) -> str:
    """Say what to write."""
    question = screen.question
    match question:
        case SelectOne() | SelectMultiple() | Rank():
            return _choosing(question, shown_numbers(screen))
        case Range():
            words = gettext("Choose {first} to {last}") if question.step == 1 else expected(question)
            return words.format(first=f"{question.start:g}", last=f"{question.end:g}")
        case TextQuestion():
            return gettext('As many lines as you like; a line with only "." ends it') if question.multiline else ""
        case Acknowledge():
            return gettext('Write "OK"')
        case Integer() | Decimal() | Date() | Time() | DateTime() | Note():
            return expected(question)
        case _:
            assert_never(question)


def _choosing(question: SelectOne | SelectMultiple | Rank, numbers: list[str]) -> str:
    if not numbers:
        return gettext("There is nothing to choose from")
    what = gettext("Choose {first} to {last}").format(first=numbers[0], last=numbers[-1])
    match question:
        case SelectOne():
            return what
        case SelectMultiple(min_selected=None, max_selected=None):
            words, example = gettext("{what}; several with commas, e.g. {example}"), numbers[:2]
        case SelectMultiple():
            words, what, example = gettext("{what}; with commas, e.g. {example}"), expected(question), numbers[:2]
        case Rank():
            # Turned round, so that nobody takes the example for the answer.
            words, what, example = gettext("{what}; with commas, e.g. {example}"), expected(question), numbers[:3][::-1]
        case _:
            assert_never(question)
    return words.format(what=what, example=",".join(example))


def help_lines(screen: Screen) -> list[str]:
    """List the commands that work at a question."""
    return command_rows(
        ("/back", gettext("go to the question before"), screen.can_go_back),
        ("/skip", gettext("leave it blank"), screen.can_skip),
        ("/dk", gettext("don't know"), screen.can_dont_know),
        ("/refuse", gettext("refused"), screen.can_refuse),
        ("/comment TEXT", gettext("keep a remark beside the answer"), screen.askable),
        language_row(screen.languages),
        ("/quit", gettext("stop and keep a draft"), True),
        ("//TEXT", gettext('an answer that begins with "/"'), screen.askable),
    )


def language_row(languages: tuple[str, ...]) -> tuple[str, str, bool]:
    """Return the row of help that names the languages, where there are several."""
    meaning = gettext("ask in another language: {languages}").format(languages=", ".join(languages))
    return "/language TAG", meaning, len(languages) > 1


def command_rows(*rows: tuple[str, str, bool]) -> list[str]:
    """Write commands with what each does, those that work."""
    return [f"  {command:<14} {meaning}" for command, meaning, works in rows if works]


def review_lines(lines: tuple[Line, ...]) -> Iterator[str]:
    """Yield the replies with their numbers, under the headings that they stand under."""
    above: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        if line.headings != above:
            above = line.headings
            if above:
                yield f"  {' · '.join(above)}"
        indent = "    " if above else "  "
        yield f"{indent}{number}. {line.label}: {_reply(line)}"


def _reply(line: Line) -> str:
    if line.is_repeat_end:
        return gettext("{count} in all").format(count=line.reply)
    comment = f"  [{line.comment}]" if line.comment else ""
    return f"{line.reply or present_state(line.state)}{comment}"
