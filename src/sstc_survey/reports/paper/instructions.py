"""What a form tells an interviewer of an entry: when it is asked, what its answer must be, what it is at first."""

from __future__ import annotations

from collections.abc import Iterator

from sstc_survey.engine.form_node import FormNode
from sstc_survey.expressions.expression import Expression
from sstc_survey.i18n import gettext
from sstc_survey.questionnaire import Choosing, Question
from sstc_survey.reports.paper.conditions import InvolvedError, clause_of, in_words, value_in_words, value_of
from sstc_survey.reports.paper.names import Names


def conditions(node: FormNode, names: Names) -> Iterator[str]:
    """Yield when an entry is asked, and how often."""
    if node.relevant is not None:
        yield _in_a_sentence(
            gettext("Ask only if {condition}."),
            gettext("Ask only if this follows from {questions}."),
            node.relevant,
            node,
            names,
        )
    if node.is_open_repeat:
        yield gettext("Repeat this section for each one; then ask if there is another.")
    elif node.repeat_count is not None:
        yield _number_of_repeats(node.repeat_count, node, names)


def _in_a_sentence(sentence: str, otherwise: str, condition: Expression, node: FormNode, names: Names) -> str:
    """Return a sentence with a condition; on paper, for one that is too involved, another with what it looks at."""
    try:
        return sentence.format(condition=clause_of(condition, node, names))
    except InvolvedError:
        if names.for_paper:
            return otherwise.format(questions=names.answers_to(condition) or "\u2026")
        return sentence.format(condition=in_words(condition, node, names))


def _number_of_repeats(count: Expression, node: FormNode, names: Names) -> str:
    try:
        value = value_of(count, node, names)
    except InvolvedError:
        if names.for_paper:
            said = gettext("Number of repeats: it follows from {questions}.")
            return said.format(questions=names.answers_to(count) or "\u2026")
        value = value_in_words(count, node, names)
    return gettext("Number of repeats: {value}.").format(value=value)


def calculated(calculation: Expression, node: FormNode, names: Names) -> str:
    """Say how to calculate a value; on paper, what is too involved is left to the program."""
    try:
        return gettext("Calculate: {value}.").format(value=value_of(calculation, node, names))
    except InvolvedError:
        if names.for_paper:
            said = gettext("Leave blank if you cannot tell: it is calculated from {questions}.")
            return said.format(questions=names.answers_to(calculation) or "\u2026")
        return gettext("Calculate: {value}.").format(value=value_in_words(calculation, node, names))


def instructions(node: FormNode, names: Names) -> Iterator[str]:
    """Yield what else an interviewer must know of a question."""
    question = node.entry
    if not isinstance(question, Question):
        return
    if isinstance(node.required, Expression):
        yield from _said_of(gettext("Required if {condition}."), node.required, node, names)
    elif node.required:
        yield gettext("Required.")
    if node.constraint is not None:
        yield from _check(node.constraint, names.text(question.constraint_message), node, names)
    if node.choice_filter is not None and not (names.for_paper and has_columns(node.choice_filter)):
        yield _in_a_sentence(
            gettext("Offer only choices where {condition}."),
            gettext("Offer only the choices that fit {questions}."),
            node.choice_filter,
            node,
            names,
        )
    if isinstance(question, Choosing) and question.randomize:
        yield gettext("Offer the choices in random order.")
    yield from preset(node, names)


def _check(constraint: Expression, message: str, node: FormNode, names: Names) -> Iterator[str]:
    """Yield what an answer must meet; a hint says it where nobody could read it."""
    quoted = names.quoted(message)
    try:
        said = gettext("Check that {condition}.").format(condition=clause_of(constraint, node, names))
    except InvolvedError:
        if names.for_paper:
            if message:
                yield gettext("Check the answer. If it does not fit: {message}").format(message=quoted)
            return
        said = gettext("Check that {condition}.").format(condition=in_words(constraint, node, names))
    yield gettext("{check} If not: {message}").format(check=said, message=quoted) if message else said


def _said_of(sentence: str, condition: Expression, node: FormNode, names: Names) -> Iterator[str]:
    """Yield a sentence with a condition, on paper only if that can be put into words."""
    try:
        yield sentence.format(condition=clause_of(condition, node, names))
    except InvolvedError:
        if not names.for_paper:
            yield sentence.format(condition=in_words(condition, node, names))


def preset(node: FormNode, names: Names) -> Iterator[str]:
    """Yield which value a question has before it is asked, and whether it can be changed."""
    if node.calculation is not None:
        yield from _value(gettext("Calculated: {value}."), node.calculation, node, names)
    elif isinstance(node.default, Expression):
        yield from _value(gettext("Default: {value}."), node.default, node, names)
    elif node.default:
        shown = names.choice(node, node.default) if node.choices else names.quoted(node.default)
        yield gettext("Default: {value}.").format(value=shown)
    if isinstance(node.read_only, Expression):
        yield from _said_of(gettext("Do not change it if {condition}."), node.read_only, node, names)
    elif node.read_only:
        yield gettext("Do not change it.")


def _value(sentence: str, value: Expression, node: FormNode, names: Names) -> Iterator[str]:
    """Yield a sentence with a value, on paper only if that can be put into words."""
    try:
        yield sentence.format(value=value_of(value, node, names))
    except InvolvedError:
        if not names.for_paper:
            yield sentence.format(value=value_in_words(value, node, names))


def has_columns(choice_filter: Expression) -> bool:
    """Tell whether a filter looks at columns of a choice other than its code and its label."""
    return any(column.name not in ("name", "label") for column in choice_filter.bare_names)
