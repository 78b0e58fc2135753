"""Problems of any YAML or JSON file, in the words of someone who writes a questionnaire."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

# The text of a file
_TEXTS: tuple[Kind, ...] = (
    Kind(
        codes.EMPTY_FILE,
        "the file holds nothing",
        "see whether it is the right file",
        "The file is empty, or holds nothing but comments.",
    ),
    Kind(
        codes.NOT_UTF8,
        "the byte {byte} is not UTF-8",
        "save the file as UTF-8",
        "The file was saved in an old encoding such as Windows-1252, or is not text at all.",
    ),
    Kind(
        codes.NOT_TEXT,
        "the file looks like UTF-16, or like no text at all",
        "save the file as UTF-8",
        'Some editors call UTF-16 "Unicode"; questionnaires and replies are in UTF-8.',
    ),
    Kind(
        codes.ODD_CHARACTER,
        "the character {code} cannot stand in a file of text",
        "delete it",
        "A control character that no one sees, often pasted from elsewhere.",
    ),
    Kind(
        codes.HALF_CHARACTER,
        "the text holds half a character (a lone surrogate), which no file can hold",
        "write the character itself instead of \\u",
        "An escape such as \\ud83d stands for half of a character.",
    ),
    Kind(
        codes.TEXT_TOO_LONG,
        '"{key}" is too long: {limit} characters are the most',
        "shorten it",
        "A name or a text is longer than the format allows.",
    ),
    Kind(
        codes.MORE_PROBLEMS,
        "there are more problems than these",
        "begin with those above",
        "The file has more problems than anyone reads; only the first are listed.",
        Severity.WARNING,
    ),
)

_QUOTES = "put the whole text in quotes, or write it under the key with |"

_YAML: tuple[Kind, ...] = (
    Kind(
        codes.YAML_TAB,
        "a tab stands where only spaces can",
        "indent with spaces; most editors can change all tabs at once",
        "YAML takes only spaces at the beginning of a line.",
    ),
    Kind(
        codes.YAML_COLON,
        'a ":" followed by a space in the middle of a text',
        "put the text in quotes: {quoted}",
        "A colon with a space after it makes a key of what stands before it, except in quotes.",
    ),
    Kind(
        codes.YAML_NO_SPACE,
        'there is no space after the "{sign}"',
        "write: {written}",
        "A key and its value, and a dash and its item, need a space between them.",
    ),
    Kind(
        codes.YAML_NO_COLON,
        'this line is neither "key: value" nor part of a text',
        "write key: value; a text of several lines begins with | after its key and is indented below it",
        "A line of text without a key stands where keys do.",
    ),
    Kind(
        codes.YAML_OPEN_QUOTE,
        "this quote is never closed",
        "write {quote} at the end of the text too",
        "A text that begins with a quote ends at the next quote of the same sort.",
    ),
    Kind(
        codes.YAML_AFTER_QUOTE,
        "something follows the quote that closes the text",
        f"{_QUOTES}; inside '...' an apostrophe is written twice",
        "A quote or an apostrophe inside a quoted text closes it.",
    ),
    Kind(
        codes.YAML_AFTER_BRACKET,
        'something follows the closing "{closing}"',
        _QUOTES,
        "A text that begins with a bracket is taken for a list or a mapping.",
    ),
    Kind(
        codes.YAML_OPEN_BRACKET,
        'this "{opening}" is never closed',
        'write "{closing}" at the end, or put the text in quotes',
        "A text that begins with a bracket is taken for a list or a mapping, up to the closing bracket.",
    ),
    Kind(
        codes.YAML_BRACKETS,
        'neither "," nor "{closing}" stands here',
        "put texts that hold any of , : ? [ ] {{ }} in quotes, or write each item on a line of its own",
        "Between brackets, commas, colons and question marks have a meaning of their own.",
    ),
    Kind(
        codes.YAML_INDENT,
        "this line is not indented like the lines that it belongs to",
        "begin it in the same column as the keys or dashes beside it",
        "In YAML the indentation says what belongs together.",
    ),
    Kind(
        codes.YAML_FIRST_CHARACTER,
        'a text cannot begin with "{character}"',
        "put the text in quotes",
        "Some characters have a meaning of their own at the beginning of a value.",
    ),
    Kind(
        codes.YAML_LIST,
        "a list cannot begin on the line of its key",
        "write each - on a line of its own, indented below the key; or put the text in quotes",
        'A "- " after a key begins a list in the wrong place.',
    ),
    Kind(
        codes.YAML_BLOCK_TEXT,
        'the text begins on the line of the "{sign}"',
        "begin it on the next line, indented; or put it in quotes",
        "After | and > a text begins on the next line.",
    ),
    Kind(
        codes.YAML_BACKSLASH,
        "a backslash in double quotes begins a code that does not exist",
        "use single quotes, or write the backslash twice",
        'Between double quotes a backslash begins a code such as "\\n".',
    ),
    Kind(
        codes.YAML_SYNTAX,
        "this is not YAML: {reason}",
        "compare the line, and the one above it, with one that works",
        "The text breaks a rule of YAML for which there is no better explanation.",
    ),
    Kind(
        codes.YAML_SECOND_DOCUMENT,
        "a second document begins here",
        "keep one questionnaire, or one set of replies, in a file",
        "A line of three dashes, or text after three dots, begins a second document.",
    ),
    Kind(
        codes.YAML_ALIAS,
        "the alias {alias} is not taken",
        "write the text out; choices that several questions use go under `choices` at the top",
        "Aliases can make a small file fill the memory. A text that begins with * needs quotes.",
    ),
    Kind(
        codes.YAML_ANCHOR,
        "the anchor {anchor} is not taken",
        "take it out; a text that begins with & needs quotes",
        "Anchors have no use here, since aliases are not taken.",
    ),
    Kind(
        codes.YAML_MERGE,
        "the merge key << is not taken",
        "write the keys out",
        "Merge keys can make a small file fill the memory.",
    ),
    Kind(
        codes.YAML_TAG,
        "the tag {tag} is not taken",
        "take it out; a text that begins with ! needs quotes",
        "What a value means is said by its key, not by a tag.",
    ),
    Kind(
        codes.TOO_DEEP,
        "more than {limit} levels stand in one another",
        "let fewer lists and mappings stand in one another",
        "Nothing in a questionnaire is nested deeply; such a file was made to do harm.",
    ),
    Kind(
        codes.TOO_MANY_VALUES,
        "the file holds more than {limit} values",
        "see whether it is the right file",
        "A file of many tiny values would fill the memory, however small it is.",
    ),
)

KINDS: tuple[Kind, ...] = _TEXTS + _YAML
