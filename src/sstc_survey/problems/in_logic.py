"""Problems of the logic of a questionnaire: what cannot work, and what was most likely not meant."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

_WARNING = Severity.WARNING

# What cannot work
_ERRORS: tuple[Kind, ...] = (
    Kind(
        codes.CYCLE,
        "circular reference: {chain}",
        "remove one of the references",
        "A calculation, condition or filter depends on its own result, directly or through others. Whether a question "
        "is asked also depends on its group or repeat.",
    ),
    Kind(
        codes.NO_CHOICES,
        'question "{name}" has no choices',
        "name a select or a rank",
        "jr:choice-name() names a question that is not a select or a rank.",
    ),
    Kind(
        codes.BAD_REPEAT_COUNT,
        "invalid repeat_count {count}",
        "use a whole number from 0 to {most}",
        "The number of instances is negative, too large, or not a whole number.",
    ),
    Kind(
        codes.BAD_DEFAULT,
        'invalid default "{default}": {reason}',
        about="The default would be rejected if it were typed: it is not a number, not a choice, or out of range.",
    ),
    Kind(
        codes.EMPTY_SCALE,
        "start and end are both {start}",
        "increase end, or ask for an integer",
        "A range with one value leaves nothing to choose.",
    ),
)

# References to answers that are not there yet, or are one of many
_ORDER: tuple[Kind, ...] = (
    Kind(
        codes.FORWARD_REFERENCE,
        'in "{key}": "{name}" is asked later, so it is blank here',
        "move it before this",
        "A condition or text refers to a later question. Calculated values that nobody sees during the interview may "
        "refer ahead.",
        _WARNING,
    ),
    Kind(
        codes.DEFAULT_BEFORE_ANSWER,
        'defaults are set at the start, before "{name}" is answered',
        "use calculation: instead; it can be typed over",
        "A default is evaluated once, before the first question; in a repeat, when the instance is added.",
        _WARNING,
    ),
    Kind(
        codes.FIRST_INSTANCE_ONLY,
        'in "{key}": only the first instance of "{repeat}" is used for "{name}"',
        "write sum(${{{name}}}), join(', ', ${{{name}}}) or indexed-repeat(${{{name}}}, ${{{repeat}}}, 1)",
        "An expression outside the repeat refers to a question in it, without a function over all instances.",
        _WARNING,
    ),
)

# Conditions that make no difference, or are understood differently
_CONDITIONS: tuple[Kind, ...] = (
    Kind(
        codes.ALWAYS_TRUE,
        'in "{key}": this is always true',
        "check and, or and the values",
        "The condition, or part of it, has no effect: no valid answer makes it false.",
        _WARNING,
    ),
    Kind(
        codes.ALWAYS_FALSE,
        'in "{key}": this is never true',
        "check and, or and the values",
        "The condition, or part of it, has no effect: no valid answer makes it true.",
        _WARNING,
    ),
    Kind(
        codes.NEVER_ASKED,
        '"{name}" is never asked: {why}',
        "check and, or and the values",
        "The condition, alone or with those of the groups around it, is never true.",
        _WARNING,
    ),
    Kind(
        codes.BARE_REFERENCE,
        'in "{key}": {written} alone is not a portable condition',
        "write {instead}",
        "A question alone is true even when blank, here and in Web Forms and Enketo, but not in ODK Collect. A "
        "calculated `false` counts as true in all of them.",
        _WARNING,
    ),
    Kind(
        codes.QUOTED_REFERENCE,
        'in "{key}": {written} in quotes is plain text',
        "move it out of the quotes: concat('...', {written})",
        "A reference in quotes is not replaced by the answer.",
        _WARNING,
    ),
    Kind(
        codes.REGEX_WITHOUT_ANCHORS,
        'in "{key}": the pattern matches part of the text',
        "write {instead}",
        "regex() matches any part of the text, except in ODK Collect, where it must match all of it. With ^ and $ all "
        "tools agree; .* allows anything there.",
        _WARNING,
    ),
    Kind(
        codes.TIME_COMPARISON,
        'in "{key}": {operator} is never true for times',
        "use decimal-time({written}) here and decimal-time('12:00') on the other side",
        "Times are text, which has no order; decimal-time() converts them to numbers.",
        _WARNING,
    ),
    Kind(
        codes.DIVISION_BY_ZERO,
        'in "{key}": division by zero',
        "change the divisor",
        "A division by a constant zero gives infinity, or blank.",
        _WARNING,
    ),
    Kind(
        codes.NO_SUCH_DATE,
        'in "{key}": invalid date {written}',
        about="The text looks like a date but is not one, so nothing is before or after it.",
        severity=_WARNING,
    ),
    Kind(
        codes.UNQUOTED_DATE,
        'in "{key}": {written} is a subtraction here, not a date',
        "put it in quotes: '{written}'",
        "A date without quotes is read as year minus month minus day.",
        _WARNING,
    ),
)

# Codes that are compared, and columns that filters look at
_CODES: tuple[Kind, ...] = (
    Kind(
        codes.UNKNOWN_CODE,
        'in "{key}": "{code}" is not a choice of "{name}"',
        "valid choices: {known}",
        "An expression compares an answer with a code that the question does not have, so they are never equal.",
        _WARNING,
    ),
    Kind(
        codes.EQUALS_ON_MULTIPLE,
        'in "{key}": {operator} compares all the codes of "{name}" at once',
        "write {instead}",
        "The value of a select_multiple or a rank is all its codes, separated by spaces.",
        _WARNING,
    ),
    Kind(
        codes.CHOICE_NEVER_OFFERED,
        'choice "{code}" is never offered, whatever "{name}" is',
        'check column "{column}": "{value}" is not a code of "{name}"',
        "The choice_filter compares a column with another answer, and this choice has no code of that question in the "
        'column. The "Other" that or_other adds is always offered.',
        _WARNING,
    ),
    Kind(
        codes.UNUSED_COLUMN,
        'unused column "{key}"',
        "remove it, or filter by it",
        "Keys of a choice other than label and exclusive are columns for choice_filter, and no filter uses this one.",
        _WARNING,
    ),
)

# Values and keys that exclude one another
_VALUES: tuple[Kind, ...] = (
    Kind(
        codes.CONSTRAINT_WITHOUT_ANSWER,
        "the constraint does not use the answer",
        "write . for the answer: . >= 18; to decide whether to ask, use relevant",
        "A constraint checks the answer to its question, and this one does not refer to it.",
        _WARNING,
    ),
    Kind(
        codes.CONSTRAINT_WITHOUT_MESSAGE,
        "the constraint has no message",
        "add constraint_message: with what is valid",
        "Without a message, an answer that is not valid is rejected without the reason.",
        _WARNING,
    ),
    Kind(
        codes.CALCULATION_AND_DEFAULT,
        "the default is never used: the calculation replaces it",
        "remove one of them",
        "If a question has a calculation, its first value comes from it.",
        _WARNING,
    ),
    Kind(
        codes.REQUIRED_AND_READ_ONLY,
        "the question is both required and read_only",
        "remove required or read_only",
        "A read-only question cannot be answered; if it is blank, the interview cannot continue.",
        _WARNING,
    ),
    Kind(
        codes.REPEAT_COUNT_NOT_NUMBER,
        'repeat_count needs a number, but "{name}" has type {type}',
        "write {instead}",
        "repeat_count names a question whose answer is not a number.",
        _WARNING,
    ),
    Kind(
        codes.SCALE_TOO_LONG,
        "the range has {count} values",
        "use a larger step, or an integer or decimal with min and max",
        "A range of more than 1,000 values is too long to use as a scale.",
        _WARNING,
    ),
)

KINDS: tuple[Kind, ...] = _ERRORS + _ORDER + _CONDITIONS + _CODES + _VALUES
