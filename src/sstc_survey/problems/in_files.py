"""Problems of any YAML or JSON file, in the words of someone who writes a questionnaire."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

# The text of a file
_TEXTS: tuple[Kind, ...] = (
    Kind(
        codes.EMPTY_FILE,
        "the file is empty",
        "check that it is the right file",
        "The file is empty or has only comments.",
    ),
    Kind(
        codes.NOT_UTF8,
        "byte {byte} is not UTF-8",
        "save the file as UTF-8",
        "The file was saved in an old encoding such as Windows-1252, or is not text.",
    ),
    Kind(
        codes.NOT_TEXT,
        "the file is UTF-16 or not text",
        "save the file as UTF-8",
        'Some editors call UTF-16 "Unicode"; questionnaires and replies must be UTF-8.',
    ),
    Kind(
        codes.ODD_CHARACTER,
        "invalid character {code}",
        "delete it",
        "An invisible control character, often pasted from elsewhere.",
    ),
    Kind(
        codes.HALF_CHARACTER,
        "invalid character (a lone surrogate)",
        "write the character itself instead of \\u",
        "An escape such as \\ud83d is only half of a character.",
    ),
    Kind(
        codes.TEXT_TOO_LONG,
        '"{key}" is longer than {limit} characters',
        "shorten it",
        "A name or a text is longer than the format allows.",
    ),
    Kind(
        codes.MORE_PROBLEMS,
        "more problems are not shown",
        "fix those above first",
        "Only the first problems of the file are listed.",
        Severity.WARNING,
    ),
)

_QUOTES = "put the whole text in quotes, or write it under the key with |"

_YAML: tuple[Kind, ...] = (
    Kind(
        codes.YAML_TAB,
        "tab in indentation",
        "use spaces; most editors can replace all tabs",
        "YAML allows only spaces in indentation.",
    ),
    Kind(
        codes.YAML_COLON,
        'unquoted ": " in a text',
        "put the text in quotes: {quoted}",
        "Outside quotes, a colon and a space turn the text before them into a key.",
    ),
    Kind(
        codes.YAML_NO_SPACE,
        'missing space after "{sign}"',
        "write: {written}",
        "A key and its value, and a dash and its item, need a space between them.",
    ),
    Kind(
        codes.YAML_NO_COLON,
        'expected "key: value"',
        "write key: value; for text on several lines, write | after the key and indent the text",
        "A line has no key where one is expected.",
    ),
    Kind(
        codes.YAML_OPEN_QUOTE,
        "this quote is never closed",
        "add {quote} at the end of the text",
        "A text that begins with a quote ends at the next quote of the same kind.",
    ),
    Kind(
        codes.YAML_AFTER_QUOTE,
        "unexpected text after the closing quote",
        "put the whole text in quotes, or write it under the key with |; inside '...' write an apostrophe twice",
        "A quote or an apostrophe inside a quoted text closes it.",
    ),
    Kind(
        codes.YAML_AFTER_BRACKET,
        'unexpected text after "{closing}"',
        _QUOTES,
        "A text that begins with a bracket is read as a list or a mapping.",
    ),
    Kind(
        codes.YAML_OPEN_BRACKET,
        'this "{opening}" is never closed',
        'add "{closing}", or put the text in quotes',
        "A text that begins with a bracket is read as a list or a mapping, up to the closing bracket.",
    ),
    Kind(
        codes.YAML_BRACKETS,
        'expected "," or "{closing}"',
        "quote texts with , : ? [ ] {{ }}, or write each item on its own line",
        "Between brackets, commas, colons and question marks have a special meaning.",
    ),
    Kind(
        codes.YAML_INDENT,
        "wrong indentation",
        "align the line with the keys or dashes it belongs to",
        "In YAML, indentation shows what belongs together.",
    ),
    Kind(
        codes.YAML_FIRST_CHARACTER,
        'a text cannot begin with "{character}"',
        "put the text in quotes",
        "Some characters have a special meaning at the start of a value.",
    ),
    Kind(
        codes.YAML_LIST,
        "a list cannot begin on the line of its key",
        "write each - on its own line below the key, or quote the text",
        'A "- " after a key starts a list in the wrong place.',
    ),
    Kind(
        codes.YAML_BLOCK_TEXT,
        'text on the same line as "{sign}"',
        "start it on the next line, indented, or put it in quotes",
        "After | or >, the text starts on the next line.",
    ),
    Kind(
        codes.YAML_BACKSLASH,
        "invalid escape in double quotes",
        "use single quotes, or write the backslash twice",
        'In double quotes, a backslash begins an escape such as "\\n".',
    ),
    Kind(
        codes.YAML_SYNTAX,
        "invalid YAML: {reason}",
        "check this line and the one above",
        "The text breaks a rule of YAML; the reason is the parser's own.",
    ),
    Kind(
        codes.YAML_SECOND_DOCUMENT,
        "unexpected second document",
        "keep one questionnaire, or one set of replies, in a file",
        "A line of three dashes, or text after three dots, starts a second document.",
    ),
    Kind(
        codes.YAML_ALIAS,
        "alias {alias} is not supported",
        "write the text out; put shared choices under `choices` at the top",
        "Aliases can make a small file exhaust memory. A text that begins with * needs quotes.",
    ),
    Kind(
        codes.YAML_ANCHOR,
        "anchor {anchor} is not supported",
        "remove it; a text that begins with & needs quotes",
        "Anchors have no use, because aliases are not supported.",
    ),
    Kind(
        codes.YAML_MERGE,
        "merge key << is not supported",
        "write the keys out",
        "Merge keys can make a small file exhaust memory.",
    ),
    Kind(
        codes.YAML_TAG,
        "tag {tag} is not supported",
        "remove it; a text that begins with ! needs quotes",
        "The key, not a tag, decides what a value means.",
    ),
    Kind(
        codes.TOO_DEEP,
        "nested more than {limit} levels deep",
        "nest fewer lists and mappings",
        "No real questionnaire is nested this deeply; the file may be malicious.",
    ),
    Kind(
        codes.TOO_MANY_VALUES,
        "the file has more than {limit} values",
        "check that it is the right file",
        "Very many values could exhaust memory, even in a small file.",
    ),
)

_LOOKALIKES: tuple[Kind, ...] = (
    Kind(
        codes.YAML_LOOKALIKE,
        "{name} ({code}) has no meaning in YAML",
        "{how}",
        "A blank, colon or dash only looks like the one that YAML needs. Word processors, web pages and keyboards for "
        "Chinese and Japanese write such characters.",
    ),
    Kind(
        codes.YAML_NO_DASH,
        'missing "- " before "{key}"',
        "write - {key}: to begin a question",
        "Each question in a list begins with a dash. Without it, its keys belong to the question before.",
    ),
    Kind(
        codes.YAML_BRACES,
        "{written} at the beginning of a value is a mapping in YAML",
        "write {instead}",
        "A reference to a question is written ${name}.",
    ),
)

KINDS: tuple[Kind, ...] = _TEXTS + _YAML + _LOOKALIKES
