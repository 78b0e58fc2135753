"""Problems of the logic of a questionnaire: what cannot work, and what was most likely not meant."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

_WARNING = Severity.WARNING

# What cannot work
_ERRORS: tuple[Kind, ...] = (
    Kind(
        codes.CYCLE,
        "these follow from one another: {chain}",
        "take one of the references out",
        "A calculation, a condition or a filter needs its own outcome, at once or by way of others. Whether an entry in"
        " a group or repeat is asked also follows from that group or repeat.",
    ),
    Kind(
        codes.NO_CHOICES,
        'the question "{name}" has no choices',
        "name a select or a rank",
        "jr:choice-name() names a question that is not a select or a rank.",
    ),
    Kind(
        codes.BAD_REPEAT_COUNT,
        '"repeat_count" is {count}',
        "a repeat has a whole number of instances, from 0 to {most}",
        "The number of instances of a repeat is negative, too large, or no number at all.",
    ),
    Kind(
        codes.BAD_DEFAULT,
        'the default "{default}" is no answer to this question: {reason}',
        about="What stands there at first would be refused if it were typed: it is no number, not among the choices,"
        " out of bounds.",
    ),
    Kind(
        codes.EMPTY_SCALE,
        "the scale begins and ends at {start}",
        "let it end further on, or ask for an integer",
        "A range with one mark leaves nothing to choose.",
    ),
)

# References to answers that are not there yet, or are one of many
_ORDER: tuple[Kind, ...] = (
    Kind(
        codes.FORWARD_REFERENCE,
        'in "{key}": "{name}" is asked only later, and reads as blank until then',
        "move it before this",
        "A condition or a text looks at a question that comes after it. Values that are worked out and saved, which"
        " nobody sees while answering, may look ahead.",
        _WARNING,
    ),
    Kind(
        codes.DEFAULT_BEFORE_ANSWER,
        'the default is worked out when the interview begins, and "{name}" is not answered then',
        "write calculation: instead; what is typed over it stays",
        "A default is worked out once, before the first question; in a repeat, when the instance is added.",
        _WARNING,
    ),
    Kind(
        codes.FIRST_INSTANCE_ONLY,
        'in "{key}": "{name}" is asked in each instance of "{repeat}", and only the first is read here',
        "write sum(${{{name}}}), join(', ', ${{{name}}}) or indexed-repeat(${{{name}}}, ${{{repeat}}}, 1)",
        "A question in a repeat is named from outside of it, and not in a function that looks at all instances.",
        _WARNING,
    ),
)

# Conditions that make no difference, or are understood differently
_CONDITIONS: tuple[Kind, ...] = (
    Kind(
        codes.ALWAYS_TRUE,
        'in "{key}": this holds whatever is answered',
        "see whether and, or and the values are what was meant",
        "A condition, or a part of one, makes no difference: no answer that its questions take makes it false.",
        _WARNING,
    ),
    Kind(
        codes.ALWAYS_FALSE,
        'in "{key}": this holds for no answer',
        "see whether and, or and the values are what was meant",
        "A condition, or a part of one, makes no difference: no answer that its questions take makes it true.",
        _WARNING,
    ),
    Kind(
        codes.NEVER_ASKED,
        'nothing leads to "{name}": {why}',
        "see whether and, or and the values are what was meant",
        "The condition of an entry, perhaps together with those of the groups around it, holds for no answers.",
        _WARNING,
    ),
    Kind(
        codes.BARE_REFERENCE,
        'in "{key}": {written} alone is no condition: programs of the field take it differently',
        "write {instead}",
        "A question alone as a condition holds even when it is blank, here and in Web Forms and Enketo, but not in ODK"
        " Collect. The value `false` of a calculation counts as true in all of them.",
        _WARNING,
    ),
    Kind(
        codes.QUOTED_REFERENCE,
        'in "{key}": in quotes, {written} is only text',
        "take it out of the quotes: concat('...', {written})",
        "A reference in quotes is not replaced by the answer.",
        _WARNING,
    ),
    Kind(
        codes.REGEX_WITHOUT_ANCHORS,
        'in "{key}": the pattern fits any part of the text',
        "write {instead}",
        "regex() looks for a part that fits, except in ODK Collect, where the whole text must fit. With ^ and $ all"
        " programs agree; .* says that anything may stand there.",
        _WARNING,
    ),
    Kind(
        codes.TIME_COMPARISON,
        'in "{key}": {operator} holds for no time of the day',
        "write decimal-time({written}) on this side, and decimal-time('12:00') or the like on the other",
        "Times of the day are texts, which have no order; decimal-time() makes a number of one.",
        _WARNING,
    ),
    Kind(
        codes.DIVISION_BY_ZERO,
        'in "{key}": this divides by zero',
        "divide by something else",
        "A division by a constant zero gives infinity, or blank.",
        _WARNING,
    ),
    Kind(
        codes.NO_SUCH_DATE,
        'in "{key}": there is no day {written}',
        about="A text that looks like a date is none, and what is compared with it is never before or after it.",
        severity=_WARNING,
    ),
    Kind(
        codes.UNQUOTED_DATE,
        'in "{key}": {written} is a subtraction here, not a date',
        "put it in quotes: '{written}'",
        "A date without quotes is read as a year from which a month and a day are taken away.",
        _WARNING,
    ),
)

# Codes that are compared, and columns that filters look at
_CODES: tuple[Kind, ...] = (
    Kind(
        codes.UNKNOWN_CODE,
        'in "{key}": "{code}" is not a choice of "{name}"',
        "its choices are: {known}",
        "An answer is compared with a code that its question does not have, so that they are never the same.",
        _WARNING,
    ),
    Kind(
        codes.EQUALS_ON_MULTIPLE,
        'in "{key}": several choices of "{name}" can be taken, and {operator} compares them all at once',
        "write {instead}",
        "The answer of a select_multiple or a rank is all its codes, joined by spaces.",
        _WARNING,
    ),
    Kind(
        codes.CHOICE_NEVER_OFFERED,
        'no answer to "{name}" offers the choice "{code}"',
        'its column "{column}" holds "{value}"; see whether that is a code of "{name}"',
        "A choice_filter compares a column with the answer to another question, and this choice has none of its codes"
        ' there. The "Other" that or_other adds is always offered.',
        _WARNING,
    ),
    Kind(
        codes.UNUSED_COLUMN,
        'no choice_filter uses the column "{key}"',
        "take it out, or use it",
        "A key of a choice that is neither label nor exclusive is a column that filters can look at, and none does.",
        _WARNING,
    ),
)

# Values and keys that exclude one another
_VALUES: tuple[Kind, ...] = (
    Kind(
        codes.CONSTRAINT_WITHOUT_ANSWER,
        "the constraint does not look at the answer",
        "the answer is a point: . >= 18; whether to ask at all belongs in relevant",
        "A constraint judges the answer of its question, and this one never looks at it.",
        _WARNING,
    ),
    Kind(
        codes.CALCULATION_AND_DEFAULT,
        "the default is never used, as there is a calculation",
        "take one of them out",
        "What stands there at first comes from the calculation where there is one.",
        _WARNING,
    ),
    Kind(
        codes.REQUIRED_AND_READ_ONLY,
        "the question must be answered, and cannot be",
        "take required or read_only out",
        "Nobody can type an answer where the value is only shown; if it is blank, the interview cannot go on.",
        _WARNING,
    ),
    Kind(
        codes.REPEAT_COUNT_NOT_NUMBER,
        '"{name}" is a question of the type {type}, and the count of a repeat is a number',
        "write {instead}",
        "A repeat_count names a question whose answer is no number.",
        _WARNING,
    ),
    Kind(
        codes.SCALE_TOO_LONG,
        "the scale has {count} marks",
        "take a larger step, or ask for an integer or a decimal with min and max",
        "A range of more than 1,000 marks is no scale that anyone can see.",
        _WARNING,
    ),
)

KINDS: tuple[Kind, ...] = _ERRORS + _ORDER + _CONDITIONS + _CODES + _VALUES
