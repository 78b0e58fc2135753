"""What can be wrong with an expression: the one table of messages, for the language and for the reports on files.

Messages and hints have %(detail)s places, as a hint may lack what it needs and is then left out.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sstc_survey.problems import Kind


class Phrase(NamedTuple):
    """What is said of a fault, what to write instead, and when it comes up."""

    message: str
    hint: str | None
    about: str


PHRASES: Final[dict[str, Phrase]] = {
    "expression-empty": Phrase(
        "the expression is empty", None, "Nothing stands where a condition or a calculation should."
    ),
    "expression-too-long": Phrase(
        "the expression is longer than %(limit)s characters",
        None,
        "No one could read such an expression; parts of it can be calculations of their own.",
    ),
    "expression-too-deep": Phrase(
        "the expression is nested too deeply",
        "work out a part of it in a calculation of its own",
        "Too many parentheses or calls stand in one another.",
    ),
    "expression-syntax": Phrase(
        '"%(written)s" cannot stand here', None, "Something stands where the expression cannot go on with it."
    ),
    "expression-character": Phrase(
        'unexpected character "%(character)s" (%(name)s)',
        "write %(suggestion)s",
        "A character has no meaning in expressions; often it was pasted from a word processor.",
    ),
    "expression-curly-quote": Phrase(
        "%(character)s does not quote a text",
        "use straight quotes: ' or \"",
        "Word processors turn straight quotes into curly ones.",
    ),
    "expression-unclosed-text": Phrase(
        "the text that opens here is never closed",
        "close it with %(quote)s; quote a text that holds a ' with \"",
        "A quoted text ends at the next quote of the same sort.",
    ),
    "expression-unclosed-parenthesis": Phrase(
        "this ( is never closed", "add a )", "There are more opening parentheses than closing ones."
    ),
    "expression-unopened-parenthesis": Phrase(
        "this ) closes nothing",
        "remove it, or open a ( before",
        "There are more closing parentheses than opening ones.",
    ),
    "expression-empty-parentheses": Phrase(
        "nothing stands between ( and )", None, "Only the parentheses of a call may hold nothing."
    ),
    "expression-unclosed-brace": Phrase(
        "this ${ is never closed", "write %(suggestion)s", "A reference to a question is written ${name}."
    ),
    "expression-bad-reference": Phrase(
        "%(written)s is not a reference to a question",
        "write %(suggestion)s",
        "A reference to a question is written ${name}, without spaces.",
    ),
    "expression-double-equals": Phrase(
        '"==" is not an operator here', "use a single =", "Programming languages compare with ==, this dialect with =."
    ),
    "expression-foreign-operator": Phrase(
        '"%(written)s" is not an operator here',
        "write %(suggestion)s",
        "An operator comes from another language.",
    ),
    "expression-unary-plus": Phrase(
        "a value takes no + before it", "remove the +", "A minus may stand before a value, a plus may not."
    ),
    "expression-exponent": Phrase(
        "%(written)s is not a number here",
        "write it in full: %(suggestion)s",
        "Numbers are written without an exponent.",
    ),
    "expression-bad-number": Phrase(
        "%(written)s is not a number", None, "A number has at most one point, and no letters."
    ),
    "expression-missing-left": Phrase(
        "nothing stands before %(operator)s",
        "write %(suggestion)s",
        "An operator lacks its left side. A constraint compares this answer, which is a point: `. >= 18`.",
    ),
    "expression-missing-right": Phrase(
        "nothing stands after %(operator)s", "write %(suggestion)s", "An operator lacks its right side."
    ),
    "expression-missing-operator": Phrase(
        "an operator is missing before %(written)s",
        "put an operator such as = or and between",
        "Two values stand side by side.",
    ),
    "expression-missing-comma": Phrase(
        "a comma is missing before %(written)s",
        "separate arguments by ,",
        "Two arguments of a function stand side by side.",
    ),
    "expression-missing-argument": Phrase(
        "an argument is missing here", None, "Nothing stands before or after a comma of a function."
    ),
    "expression-stray-comma": Phrase(
        "a comma stands only between the arguments of a function", None, "A comma stands outside any call."
    ),
    "expression-bare-name": Phrase(
        '"%(name)s" is neither a reference nor a text',
        "write %(suggestion)s",
        "A name without ${ } or quotes has a meaning only in a choice_filter, as a column of the choices.",
    ),
    "expression-path": Phrase(
        "a path cannot be used here",
        "name the question: ${name}",
        "Paths through the XML of a form are not part of the dialect.",
    ),
    "expression-predicate": Phrase(
        "[ ] cannot be used here",
        "use indexed-repeat(${name}, ${repeat}, 1)",
        "Predicates of XPath are not part of the dialect.",
    ),
    "expression-parent": Phrase(
        ".. stands only in position(..)", None, "The parent of an entry has no other use in the dialect."
    ),
    "expression-unknown-function": Phrase(
        "there is no function %(name)s()", "did you mean %(suggestion)s?", "A function has a name that none has."
    ),
    "expression-unsupported-function": Phrase(
        "%(name)s() is not supported",
        "%(suggestion)s",
        "A function of other programs of the field that makes no sense here, or needs files beside the questionnaire.",
    ),
    "expression-arity": Phrase(
        "%(name)s() takes %(expected)s, not %(found)s",
        "write %(usage)s",
        "A function is given too few arguments, or too many.",
    ),
    "expression-needs-reference": Phrase(
        "%(name)s() needs a reference such as ${name} here",
        "write %(usage)s",
        "Functions that look at all instances of a repeat take a question, not a value.",
    ),
    "expression-position": Phrase(
        "position() takes only ..", "write position(..)", "position(..) is the number of the instance of a repeat."
    ),
    "expression-choice-list": Phrase(
        "the second argument of jr:choice-name() must name a question",
        "write %(usage)s",
        "A label is looked up among the choices of a question.",
    ),
    "expression-regex": Phrase(
        "in the pattern: %(reason)s", "%(suggestion)s", "The pattern of regex() cannot be read."
    ),
    "expression-regex-too-large": Phrase(
        "the pattern is too large", "use smaller repeat counts", "The pattern of regex() would take too long."
    ),
    "expression-date-code": Phrase(
        "%(written)s is no date code",
        "the codes are %%Y %%y %%m %%n %%b %%d %%e %%a %%H %%h %%M %%S %%3",
        "format-date() writes the parts of a date where their codes stand.",
    ),
    "expression-bad-date": Phrase(
        "'%(written)s' is no date",
        "write it as year-month-day: '2024-03-05'",
        "A function of dates is given a text that is no date, or a day that does not exist.",
    ),
    "expression-digest": Phrase(
        "digest() knows no %(written)s", "write one of %(suggestion)s", "digest() takes a few algorithms and encodings."
    ),
    "expression-unknown-name": Phrase(
        'there is no question "%(name)s"',
        "did you mean ${%(suggestion)s}?",
        "`${name}`, in an expression or in a text, names a question that the questionnaire does not have.",
    ),
    "expression-unknown-column": Phrase(
        'the choices have no column "%(name)s"',
        "did you mean %(suggestion)s?",
        "A choice_filter names a column that no choice of the question has.",
    ),
    "expression-too-many-steps": Phrase(
        "the expression takes too many steps",
        None,
        "With these answers it would take too long; in an interview it counts as blank.",
    ),
    "expression-no-source": Phrase(
        "%(name)s() cannot be worked out here",
        None,
        "A function needs something that is not there, such as position(..) outside of a repeat.",
    ),
}


def _template(phrase: str | None) -> str:
    """Return a phrase in the form of the catalogue of problems, where a `suggestion` is a whole remedy."""
    braced = (phrase or "").replace("{", "{{").replace("}", "}}").replace("%(suggestion)s", "%(instead)s")
    return re.sub(r"%\((\w+)\)s", r"{\1}", braced).replace("%%", "%")


KINDS: tuple[Kind, ...] = tuple(
    Kind(code, 'in "{key}": ' + _template(phrase.message), _template(phrase.hint), phrase.about)
    for code, phrase in PHRASES.items()
)
