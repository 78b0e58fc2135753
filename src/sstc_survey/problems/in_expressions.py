"""Problems of expressions, for the language itself and for reports on files."""

from __future__ import annotations

from sstc_survey.problems import Kind, codes

# As the language itself words them: it has no keys of a questionnaire.
DIAGNOSTICS: tuple[Kind, ...] = (
    Kind(
        codes.EXPRESSION_EMPTY,
        "the expression is empty",
        about="A condition or calculation has no text.",
    ),
    Kind(
        codes.EXPRESSION_TOO_LONG,
        "the expression is longer than {limit} characters",
        about="Nobody can read an expression this long; move parts of it into calculations.",
    ),
    Kind(
        codes.EXPRESSION_TOO_DEEP,
        "the expression is nested too deeply",
        "move part of it into a calculation",
        "Too many parentheses or function calls are nested.",
    ),
    Kind(
        codes.EXPRESSION_SYNTAX,
        'unexpected "{written}"',
        about="The expression is not valid at this point.",
    ),
    Kind(
        codes.EXPRESSION_CHARACTER,
        'unexpected character "{character}" ({name})',
        "write {instead}",
        "A character has no meaning in expressions; often it was pasted from a word processor.",
    ),
    Kind(
        codes.EXPRESSION_CURLY_QUOTE,
        "{character} is not a valid quote",
        "use straight quotes: ' or \"",
        "Word processors turn straight quotes into curly ones.",
    ),
    Kind(
        codes.EXPRESSION_UNCLOSED_TEXT,
        "missing closing quote",
        "add {quote}; quote a text that contains ' with \"",
        "A quoted text ends at the next quote of the same kind.",
    ),
    Kind(
        codes.EXPRESSION_UNCLOSED_PARENTHESIS,
        "this ( is never closed",
        "add a )",
        "The expression has more opening than closing parentheses.",
    ),
    Kind(
        codes.EXPRESSION_UNOPENED_PARENTHESIS,
        "unmatched )",
        "remove it, or add a ( before it",
        "The expression has more closing than opening parentheses.",
    ),
    Kind(
        codes.EXPRESSION_EMPTY_PARENTHESES,
        "empty parentheses",
        about="Only a function call may have empty parentheses.",
    ),
    Kind(
        codes.EXPRESSION_UNCLOSED_BRACE,
        "this ${{ is never closed",
        "write {instead}",
        "A reference to a question is written ${name}.",
    ),
    Kind(
        codes.EXPRESSION_BAD_REFERENCE,
        "invalid reference {written}",
        "write {instead}",
        "A reference to a question is written ${name}, without spaces.",
    ),
    Kind(
        codes.EXPRESSION_DOUBLE_EQUALS,
        '"==" is not an operator here',
        "use a single =",
        "Programming languages compare with ==, expressions with =.",
    ),
    Kind(
        codes.EXPRESSION_FOREIGN_OPERATOR,
        '"{written}" is not an operator here',
        "write {instead}",
        "The operator belongs to another language.",
    ),
    Kind(
        codes.EXPRESSION_UNARY_PLUS,
        "unexpected + before a value",
        "remove the +",
        "A value may have a minus sign before it, but not a plus sign.",
    ),
    Kind(
        codes.EXPRESSION_EXPONENT,
        "invalid number {written}",
        "write it in full: {instead}",
        "Numbers are written without an exponent.",
    ),
    Kind(
        codes.EXPRESSION_BAD_NUMBER,
        "invalid number {written}",
        about="A number has at most one decimal point and no letters.",
    ),
    Kind(
        codes.EXPRESSION_MISSING_LEFT,
        "missing value before {operator}",
        "write {instead}",
        "The operator has no left side. In a constraint, write a dot for the answer: `. >= 18`.",
    ),
    Kind(
        codes.EXPRESSION_MISSING_RIGHT,
        "missing value after {operator}",
        "write {instead}",
        "The operator has no right side.",
    ),
    Kind(
        codes.EXPRESSION_MISSING_OPERATOR,
        "missing operator before {written}",
        "add an operator, such as = or and",
        "Two values follow each other without an operator.",
    ),
    Kind(
        codes.EXPRESSION_MISSING_COMMA,
        "missing comma before {written}",
        "separate arguments with commas",
        "Two arguments of a function have no comma between them.",
    ),
    Kind(
        codes.EXPRESSION_MISSING_ARGUMENT,
        "missing argument",
        about="A comma in a function call has no argument before or after it.",
    ),
    Kind(
        codes.EXPRESSION_STRAY_COMMA,
        "unexpected comma outside a function call",
        about="Commas only separate the arguments of a function.",
    ),
    Kind(
        codes.EXPRESSION_BARE_NAME,
        'unexpected name "{name}"',
        "write {instead}",
        "A name without ${ } or quotes is valid only in a choice_filter, for a column of the choices.",
    ),
    Kind(
        codes.EXPRESSION_PATH,
        "paths are not supported",
        "write ${{name}}",
        "XPath paths are not supported in expressions.",
    ),
    Kind(
        codes.EXPRESSION_PREDICATE,
        "[ ] is not supported",
        "use indexed-repeat(${{name}}, ${{repeat}}, 1)",
        "XPath predicates are not supported in expressions.",
    ),
    Kind(
        codes.EXPRESSION_PARENT,
        ".. is only for position(..)",
        about="The parent of a question has no other use.",
    ),
    Kind(
        codes.EXPRESSION_UNKNOWN_FUNCTION,
        "unknown function {name}()",
        "did you mean {instead}?",
        "No function has this name.",
    ),
    Kind(
        codes.EXPRESSION_UNSUPPORTED_FUNCTION,
        "{name}() is not supported",
        "{instead}",
        "Other XLSForm tools have this function, but it does not apply here or needs extra files.",
    ),
    Kind(
        codes.EXPRESSION_ARITY,
        "{name}() takes {expected}, not {found}",
        "write {usage}",
        "A function has too few arguments, or too many.",
    ),
    Kind(
        codes.EXPRESSION_NEEDS_REFERENCE,
        "{name}() needs a reference such as ${{name}} here",
        "write {usage}",
        "Functions over all instances of a repeat need a question, not a value.",
    ),
    Kind(
        codes.EXPRESSION_POSITION,
        "position() takes only ..",
        "write position(..)",
        "position(..) is the number of the current repeat instance.",
    ),
    Kind(
        codes.EXPRESSION_CHOICE_LIST,
        "the second argument of jr:choice-name() must name a question",
        "write {usage}",
        "A label is looked up among the choices of a question.",
    ),
    Kind(
        codes.EXPRESSION_REGEX,
        "invalid pattern: {reason}",
        "{instead}",
        "The pattern of regex() is not valid.",
    ),
    Kind(
        codes.EXPRESSION_REGEX_TOO_LARGE,
        "the pattern is too large",
        "use smaller repeat counts",
        "The pattern of regex() would take too long.",
    ),
    Kind(
        codes.EXPRESSION_DATE_CODE,
        "unknown date code {written}",
        "valid codes: %Y %y %m %n %b %d %e %a %H %h %M %S %3",
        "format-date() replaces each code with a part of the date.",
    ),
    Kind(
        codes.EXPRESSION_BAD_DATE,
        "invalid date '{written}'",
        "write it as year-month-day: '2024-03-05'",
        "A date function got a text that is not a date, or a day that does not exist.",
    ),
    Kind(
        codes.EXPRESSION_DIGEST,
        "digest() has no {written}",
        "use one of {instead}",
        "digest() has only some algorithms and encodings.",
    ),
    Kind(
        codes.EXPRESSION_UNKNOWN_NAME,
        'unknown question "{name}"',
        "did you mean ${{{instead}}}?",
        "`${name}`, in an expression or in a text, names a question that the questionnaire does not have.",
    ),
    Kind(
        codes.EXPRESSION_UNKNOWN_COLUMN,
        'unknown column "{name}"',
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
        "{name}() is not available here",
        about="The function needs something that is not available, such as a repeat for position(..).",
    ),
)

# As a report on a file words them.
KINDS: tuple[Kind, ...] = tuple(kind._replace(fault='in "{key}": ' + kind.fault) for kind in DIAGNOSTICS)
