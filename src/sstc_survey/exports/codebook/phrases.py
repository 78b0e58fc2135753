"""The words of a codebook, the same in every format, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.exports.fields import Shape
from sstc_survey.exports.model import Column, Kind, Role, State
from sstc_survey.i18n import gettext, noop
from sstc_survey.questionnaire import Askable, Choosing, Question, SelectMultiple
from sstc_survey.reports.paper.conditions import in_words
from sstc_survey.reports.paper.instructions import conditions, instructions, preset
from sstc_survey.reports.paper.names import Names

# What a state says, in the order in which states are counted.
STATES: Final = {
    State.ANSWERED: noop("There is an answer."),
    State.BLANK: noop("The question was asked and left blank."),
    State.DONT_KNOW: noop("The respondent does not know."),
    State.REFUSED: noop("The respondent refuses to answer."),
    State.NOT_ASKED: noop("The route of the interview does not lead to the question."),
    State.NOT_REACHED: noop("The interview ended before it came to the question."),
    State.HIDDEN: noop("The respondent wants the answer to be hidden."),
}
_STATE_LABELS: Final = {
    State.ANSWERED: noop("answered"),
    State.BLANK: noop("blank"),
    State.DONT_KNOW: noop("don't know"),
    State.REFUSED: noop("refused"),
    State.NOT_ASKED: noop("not asked"),
    State.NOT_REACHED: noop("not reached"),
    State.HIDDEN: noop("hidden"),
}
_KINDS: Final = {
    Kind.TEXT: noop("Text"),
    Kind.CODE: noop("Code of a choice"),
    Kind.INTEGER: noop("Whole number"),
    Kind.DECIMAL: noop("Number"),
    Kind.DATE: noop("Date (year-month-day)"),
    Kind.TIME: noop("Time (hours:minutes)"),
    Kind.DATE_TIME: noop("Date and time"),
    Kind.TIMESTAMP: noop("Date and time, with the offset from UTC"),
    Kind.INDICATOR: noop("1 for yes, 0 for no"),
}
# The labels of keys and of what is known of an interview, as tables have them.
KEY_LABELS: Final = (
    noop("ID of the response"),
    noop("Start of the interview"),
    noop("End of the interview"),
    noop("Seconds from start to end"),
    noop("Language of the interview"),
    noop("Version of the questionnaire"),
    noop("Interviewer"),
    noop("Reference of the interview"),
    noop("How the questions were asked"),
    noop("ID of the panel session"),
    noop("Status of the response"),
    noop("Number of the row above"),
    noop("Number of the row"),
)
_ABOVE: Final = noop("Number of the row {count} levels above")


def state_label(state: State) -> str:
    """Return what a state is called."""
    return gettext(_STATE_LABELS[state])


def key_label(label: str, above: int) -> str:
    """Return the label of a key or of what is known of an interview; `above` tells the levels between two rows."""
    return gettext(label) if label in KEY_LABELS else gettext(_ABOVE).format(count=above)


def variable_label(column: Column, label: str) -> str:
    """Return the label of a column of a question whose own label is given."""
    match column.role:
        case Role.STATE:
            return gettext("{fact} ({details})").format(fact=label, details=gettext("state"))
        case Role.COMMENT:
            return gettext("{fact} ({details})").format(fact=label, details=gettext("comment"))
        case Role.CHOICE | Role.POSITION:
            return column.label
        case Role.KEY | Role.METADATA | Role.VALUE | Role.JOINED:
            return label
        case _:
            assert_never(column.role)


def holds(column: Column, shape: Shape, kind: Kind | None, choice: str) -> str:
    """Say what the cells of a column of a question are; `choice` is the label of the one that it is of."""
    match column.role:
        case Role.JOINED if shape is Shape.RANKED:
            return gettext("Codes of the choices, first choice first, separated by spaces")
        case Role.JOINED:
            return gettext("Codes of the choices, separated by spaces")
        case Role.CHOICE:
            return gettext("1 if “{choice}” was selected, 0 if not").format(choice=choice)
        case Role.POSITION:
            return gettext("Rank of “{choice}”, from 1").format(choice=choice)
        case Role.STATE:
            return gettext("State of the answer")
        case Role.COMMENT:
            return gettext("Comment on the answer")
        case _ if shape is Shape.INSTANCES:
            return gettext("Number of rows in the table of the repeat")
        case _:
            return kind_in_words(kind)


def kind_in_words(kind: Kind | None) -> str:
    """Say what cells of a kind are; without one they are of either kind."""
    return gettext("Number or text") if kind is None else gettext(_KINDS[kind])


def route(node: FormNode, names: Names) -> tuple[str, ...]:
    """Say under which conditions an entry is asked, those of the sections around it first; and how often a repeat."""
    around = [*reversed(node.ancestors), *([node.other_of] if node.other_of is not None else []), node]
    said = [_only_if(in_words(each.relevant, each, names)) for each in around if each.relevant is not None]
    if (asked := node.other_of) is not None:
        is_one_of_many = isinstance(asked.entry, SelectMultiple)
        words = gettext("{left} includes {right}") if is_one_of_many else gettext("{left} is {right}")
        other = names.choice(asked, asked.choices[-1].code)
        said.append(_only_if(words.format(left=names.entry(asked.name), right=other)))
    if node.is_repeat:
        said += [*conditions(node, names)][node.relevant is not None :]
    return tuple(said)


def _only_if(condition: str) -> str:
    return gettext("Only if {condition}.").format(condition=condition)


def rules(node: FormNode, form: Form, names: Names) -> tuple[str, ...]:
    """Say which answers a question takes, and what it is before it is asked."""
    question = node.entry
    if not isinstance(question, Question):
        return tuple(preset(node, names))
    said = [*instructions(node, names)]
    if isinstance(question, Choosing) and (alone := [choice for choice in question.choices if choice.exclusive]):
        labels = joined(names.choice(node, choice.code) for choice in alone)
        said.append(gettext("Not together with other choices: {choices}.").format(choices=labels))
    if isinstance(question, Askable):
        offers = form.questionnaire.offers(question)
        offered = [gettext(label) for label, is_offered in zip(_WAYS_OUT, offers, strict=True) if is_offered]
        if offered:
            said.append(gettext("Also offered: {answers}.").format(answers=joined(offered)))
    return tuple(said)


_WAYS_OUT: Final = (noop("Don't know"), noop("Refused"))


def joined(texts: Iterable[str]) -> str:
    """Return texts as a list in a sentence."""
    return gettext(", ").join(texts)
