"""Problems of expressions, for the language itself and for reports on files."""

from __future__ import annotations

from sstc_survey.problems import Kind, codes

# As the language itself words them: it has no keys of a questionnaire.
DIAGNOSTICS: tuple[Kind, ...] = (
    Kind(
        codes.EXPRESSION_EMPTY,
        "the expression is empty",
        "",
        "Nothing stands where a condition or a calculation should.",
    ),
    Kind(
        codes.EXPRESSION_TOO_LONG,
        "the expression is longer than {limit} characters",
        "",
        "No one could read such an expression; parts of it can be calculations of their own.",
    ),
    Kind(
        codes.EXPRESSION_TOO_DEEP,
        "the expression is nested too deeply",
        "work out a part of it in a calculation of its own",
        "Too many parentheses or calls stand in one another.",
    ),
    Kind(
        codes.EXPRESSION_SYNTAX,
        '"{written}" cannot stand here',
        "",
        "Something stands where the expression cannot go on with it.",
    ),
    Kind(
        codes.EXPRESSION_CHARACTER,
        'unexpected character "{character}" ({name})',
        "write {instead}",
        "A character has no meaning in expressions; often it was pasted from a word processor.",
    ),
    Kind(
        codes.EXPRESSION_CURLY_QUOTE,
        "{character} does not quote a text",
        "use straight quotes: ' or \"",
        "Word processors turn straight quotes into curly ones.",
    ),
    Kind(
        codes.EXPRESSION_UNCLOSED_TEXT,
        "the text that opens here is never closed",
        "close it with {quote}; quote a text that holds a ' with \"",
        "A quoted text ends at the next quote of the same sort.",
    ),
    Kind(
        codes.EXPRESSION_UNCLOSED_PARENTHESIS,
        "this ( is never closed",
        "add a )",
        "There are more opening parentheses than closing ones.",
    ),
    Kind(
        codes.EXPRESSION_UNOPENED_PARENTHESIS,
        "this ) closes nothing",
        "remove it, or open a ( before",
        "There are more closing parentheses than opening ones.",
    ),
    Kind(
        codes.EXPRESSION_EMPTY_PARENTHESES,
        "nothing stands between ( and )",
        "",
        "Only the parentheses of a call may hold nothing.",
    ),
    Kind(
        codes.EXPRESSION_UNCLOSED_BRACE,
        "this ${{ is never closed",
        "write {instead}",
        "A reference to a question is written ${name}.",
    ),
    Kind(
        codes.EXPRESSION_BAD_REFERENCE,
        "{written} is not a reference to a question",
        "write {instead}",
        "A reference to a question is written ${name}, without spaces.",
    ),
    Kind(
        codes.EXPRESSION_DOUBLE_EQUALS,
        '"==" is not an operator here',
        "use a single =",
        "Programming languages compare with ==, this dialect with =.",
    ),
    Kind(
        codes.EXPRESSION_FOREIGN_OPERATOR,
        '"{written}" is not an operator here',
        "write {instead}",
        "An operator comes from another language.",
    ),
    Kind(
        codes.EXPRESSION_UNARY_PLUS,
        "a value takes no + before it",
        "remove the +",
        "A minus may stand before a value, a plus may not.",
    ),
    Kind(
        codes.EXPRESSION_EXPONENT,
        "{written} is not a number here",
        "write it in full: {instead}",
        "Numbers are written without an exponent.",
    ),
    Kind(
        codes.EXPRESSION_BAD_NUMBER, "{written} is not a number", "", "A number has at most one point, and no letters."
    ),
    Kind(
        codes.EXPRESSION_MISSING_LEFT,
        "nothing stands before {operator}",
        "write {instead}",
        "An operator lacks its left side. A constraint compares this answer, which is a point: `. >= 18`.",
    ),
    Kind(
        codes.EXPRESSION_MISSING_RIGHT,
        "nothing stands after {operator}",
        "write {instead}",
        "An operator lacks its right side.",
    ),
    Kind(
        codes.EXPRESSION_MISSING_OPERATOR,
        "an operator is missing before {written}",
        "put an operator such as = or and between",
        "Two values stand side by side.",
    ),
    Kind(
        codes.EXPRESSION_MISSING_COMMA,
        "a comma is missing before {written}",
        "separate arguments by ,",
        "Two arguments of a function stand side by side.",
    ),
    Kind(
        codes.EXPRESSION_MISSING_ARGUMENT,
        "an argument is missing here",
        "",
        "Nothing stands before or after a comma of a function.",
    ),
    Kind(
        codes.EXPRESSION_STRAY_COMMA,
        "a comma stands only between the arguments of a function",
        "",
        "A comma stands outside any call.",
    ),
    Kind(
        codes.EXPRESSION_BARE_NAME,
        '"{name}" is neither a reference nor a text',
        "write {instead}",
        "A name without ${ } or quotes has a meaning only in a choice_filter, as a column of the choices.",
    ),
    Kind(
        codes.EXPRESSION_PATH,
        "a path cannot be used here",
        "name the question: ${{name}}",
        "Paths through the XML of a form are not part of the dialect.",
    ),
    Kind(
        codes.EXPRESSION_PREDICATE,
        "[ ] cannot be used here",
        "use indexed-repeat(${{name}}, ${{repeat}}, 1)",
        "Predicates of XPath are not part of the dialect.",
    ),
    Kind(
        codes.EXPRESSION_PARENT,
        ".. stands only in position(..)",
        "",
        "The parent of an entry has no other use in the dialect.",
    ),
    Kind(
        codes.EXPRESSION_UNKNOWN_FUNCTION,
        "there is no function {name}()",
        "did you mean {instead}?",
        "A function has a name that none has.",
    ),
    Kind(
        codes.EXPRESSION_UNSUPPORTED_FUNCTION,
        "{name}() is not supported",
        "{instead}",
        "A function of other programs of the field that makes no sense here, or needs files beside the questionnaire.",
    ),
    Kind(
        codes.EXPRESSION_ARITY,
        "{name}() takes {expected}, not {found}",
        "write {usage}",
        "A function is given too few arguments, or too many.",
    ),
    Kind(
        codes.EXPRESSION_NEEDS_REFERENCE,
        "{name}() needs a reference such as ${{name}} here",
        "write {usage}",
        "Functions that look at all instances of a repeat take a question, not a value.",
    ),
    Kind(
        codes.EXPRESSION_POSITION,
        "position() takes only ..",
        "write position(..)",
        "position(..) is the number of the instance of a repeat.",
    ),
    Kind(
        codes.EXPRESSION_CHOICE_LIST,
        "the second argument of jr:choice-name() must name a question",
        "write {usage}",
        "A label is looked up among the choices of a question.",
    ),
    Kind(codes.EXPRESSION_REGEX, "in the pattern: {reason}", "{instead}", "The pattern of regex() cannot be read."),
    Kind(
        codes.EXPRESSION_REGEX_TOO_LARGE,
        "the pattern is too large",
        "use smaller repeat counts",
        "The pattern of regex() would take too long.",
    ),
    Kind(
        codes.EXPRESSION_DATE_CODE,
        "{written} is no date code",
        "the codes are %Y %y %m %n %b %d %e %a %H %h %M %S %3",
        "format-date() writes the parts of a date where their codes stand.",
    ),
    Kind(
        codes.EXPRESSION_BAD_DATE,
        "'{written}' is no date",
        "write it as year-month-day: '2024-03-05'",
        "A function of dates is given a text that is no date, or a day that does not exist.",
    ),
    Kind(
        codes.EXPRESSION_DIGEST,
        "digest() knows no {written}",
        "write one of {instead}",
        "digest() takes a few algorithms and encodings.",
    ),
    Kind(
        codes.EXPRESSION_UNKNOWN_NAME,
        'there is no question "{name}"',
        "did you mean ${{{instead}}}?",
        "`${name}`, in an expression or in a text, names a question that the questionnaire does not have.",
    ),
    Kind(
        codes.EXPRESSION_UNKNOWN_COLUMN,
        'the choices have no column "{name}"',
        "did you mean {instead}?",
        "A choice_filter names a column that no choice of the question has.",
    ),
    Kind(
        codes.EXPRESSION_TOO_MANY_STEPS,
        "the expression takes too many steps",
        "",
        "With these answers it would take too long; in an interview it counts as blank.",
    ),
    Kind(
        codes.EXPRESSION_NO_SOURCE,
        "{name}() cannot be worked out here",
        "",
        "A function needs something that is not there, such as position(..) outside of a repeat.",
    ),
)

# As a report on a file words them.
KINDS: tuple[Kind, ...] = tuple(kind._replace(fault='in "{key}": ' + kind.fault) for kind in DIAGNOSTICS)
