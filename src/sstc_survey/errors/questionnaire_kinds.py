"""What can be wrong with a questionnaire file, or with a file of replies."""

from __future__ import annotations

from sstc_survey.errors.kinds import Kind, Severity

_QUOTES = "put the whole text in quotes, or write it under the key with |"

_TEXT: tuple[Kind, ...] = (
    Kind(
        "empty-file",
        "the file holds nothing",
        "see whether it is the right file",
        "The file is empty, or holds nothing but comments.",
    ),
    Kind(
        "not-utf8",
        "the byte {byte} is not UTF-8",
        "save the file as UTF-8",
        "The file was saved in an old encoding such as Windows-1252, or is not text at all.",
    ),
    Kind(
        "not-text",
        "the file looks like UTF-16, or like no text at all",
        "save the file as UTF-8",
        'Some editors call UTF-16 "Unicode"; questionnaires and replies are in UTF-8.',
    ),
    Kind(
        "odd-character",
        "the character {code} cannot stand in a file of text",
        "delete it",
        "A control character that no one sees, often pasted from elsewhere.",
    ),
    Kind(
        "half-character",
        "the text holds half a character (a lone surrogate), which no file can hold",
        "write the character itself instead of \\u",
        "An escape such as \\ud83d stands for half of a character.",
    ),
    Kind(
        "text-too-long",
        '"{key}" is too long: {limit} characters are the most',
        "shorten it",
        "A name or a text is longer than the format allows.",
    ),
    Kind(
        "more-problems",
        "there are more problems than these",
        "begin with those above",
        "The file has more problems than anyone reads; only the first are listed.",
    ),
)

_YAML: tuple[Kind, ...] = (
    Kind(
        "yaml-tab",
        "a tab stands where only spaces can",
        "indent with spaces; most editors can change all tabs at once",
        "YAML takes only spaces at the beginning of a line.",
    ),
    Kind(
        "yaml-colon",
        'a ":" followed by a space in the middle of a text',
        "put the text in quotes: {quoted}",
        "A colon with a space after it makes a key of what stands before it, except in quotes.",
    ),
    Kind(
        "yaml-no-space",
        'there is no space after the "{sign}"',
        "write: {written}",
        "A key and its value, and a dash and its item, need a space between them.",
    ),
    Kind(
        "yaml-no-colon",
        'this line is neither "key: value" nor part of a text',
        "write key: value; a text of several lines begins with | after its key and is indented below it",
        "A line of text without a key stands where keys do.",
    ),
    Kind(
        "yaml-open-quote",
        "this quote is never closed",
        "write {quote} at the end of the text too",
        "A text that begins with a quote ends at the next quote of the same sort.",
    ),
    Kind(
        "yaml-after-quote",
        "something follows the quote that closes the text",
        f"{_QUOTES}; inside '...' an apostrophe is written twice",
        "A quote or an apostrophe inside a quoted text closes it.",
    ),
    Kind(
        "yaml-after-bracket",
        'something follows the closing "{closing}"',
        _QUOTES,
        "A text that begins with a bracket is taken for a list or a mapping.",
    ),
    Kind(
        "yaml-open-bracket",
        'this "{opening}" is never closed',
        'write "{closing}" at the end, or put the text in quotes',
        "A text that begins with a bracket is taken for a list or a mapping, up to the closing bracket.",
    ),
    Kind(
        "yaml-brackets",
        'neither "," nor "{closing}" stands here',
        "put texts that hold any of , : ? [ ] {{ }} in quotes, or write each item on a line of its own",
        "Between brackets, commas, colons and question marks have a meaning of their own.",
    ),
    Kind(
        "yaml-indent",
        "this line is not indented like the lines that it belongs to",
        "begin it in the same column as the keys or dashes beside it",
        "In YAML the indentation says what belongs together.",
    ),
    Kind(
        "yaml-first-character",
        'a text cannot begin with "{character}"',
        "put the text in quotes",
        "Some characters have a meaning of their own at the beginning of a value.",
    ),
    Kind(
        "yaml-list",
        "a list cannot begin on the line of its key",
        "write each - on a line of its own, indented below the key; or put the text in quotes",
        'A "- " after a key begins a list in the wrong place.',
    ),
    Kind(
        "yaml-block-text",
        'the text begins on the line of the "{sign}"',
        "begin it on the next line, indented; or put it in quotes",
        "After | and > a text begins on the next line.",
    ),
    Kind(
        "yaml-backslash",
        "a backslash in double quotes begins a code that does not exist",
        "use single quotes, or write the backslash twice",
        'Between double quotes a backslash begins a code such as "\\n".',
    ),
    Kind(
        "yaml-syntax",
        "this is not YAML: {reason}",
        "compare the line, and the one above it, with one that works",
        "The text breaks a rule of YAML for which there is no better explanation.",
    ),
    Kind(
        "yaml-second-document",
        "a second document begins here",
        "keep one questionnaire, or one set of replies, in a file",
        "A line of three dashes, or text after three dots, begins a second document.",
    ),
    Kind(
        "yaml-alias",
        "the alias {alias} is not taken",
        "write the text out; choices that several questions use go under `choices` at the top",
        "Aliases can make a small file fill the memory. A text that begins with * needs quotes.",
    ),
    Kind(
        "yaml-anchor",
        "the anchor {anchor} is not taken",
        "take it out; a text that begins with & needs quotes",
        "Anchors have no use here, since aliases are not taken.",
    ),
    Kind(
        "yaml-merge",
        "the merge key << is not taken",
        "write the keys out",
        "Merge keys can make a small file fill the memory.",
    ),
    Kind(
        "yaml-tag",
        "the tag {tag} is not taken",
        "take it out; a text that begins with ! needs quotes",
        "What a value means is said by its key, not by a tag.",
    ),
    Kind(
        "too-deep",
        "more than {limit} levels stand in one another",
        "let fewer lists and mappings stand in one another",
        "Nothing in a questionnaire is nested deeply; such a file was made to do harm.",
    ),
    Kind(
        "too-many-values",
        "the file holds more than {limit} values",
        "see whether it is the right file",
        "A file of many tiny values would fill the memory, however small it is.",
    ),
)

_KEYS: tuple[Kind, ...] = (
    Kind(
        "not-a-questionnaire",
        "a questionnaire is a mapping of keys to values, not {given}",
        "begin with the lines id:, version:, title: and questions:",
        "The file is YAML, but has no keys at its top.",
    ),
    Kind(
        "unknown-key",
        'unknown key "{key}"',
        "the keys here are: {known}",
        "A mapping of the questionnaire holds a key that has no meaning there; often a slip of the pen.",
    ),
    Kind(
        "key-of-other-type",
        'a question of the type {type} has no key "{key}"',
        "it goes with: {fitting}",
        "A key stands with a question of another type than those that have it.",
    ),
    Kind(
        "key-not-text",
        "a list or a mapping stands where a key should",
        "write key: value; a text that begins with a bracket needs quotes",
        "Keys are texts.",
    ),
    Kind(
        "duplicate-key",
        'the key "{key}" is already there, on line {line}',
        "keep one of them",
        "Of two values of the same key only one could count.",
    ),
    Kind(
        "missing-key",
        'the key "{key}" is missing',
        "add a line {key}: ...",
        "A key that every mapping of this kind must have is not there.",
    ),
    Kind(
        "empty-value",
        '"{key}" is empty',
        "write something there, or take it out",
        'Nothing stands after a key or a dash, or only an empty text or list. The text "null" needs quotes.',
    ),
    Kind(
        "wrong-kind",
        '{wanted} should stand in "{key}", not {given}',
        "{how}",
        "A value is of another kind than its key takes. Numbers, true and false stand without quotes.",
    ),
    Kind(
        "not-boolean",
        '"{key}" is true or false, not "{text}"',
        "write {key}: {meant}",
        "Switches are `true` or `false`, without quotes; `yes` and `no` are texts.",
    ),
    Kind(
        "unknown-word",
        '"{key}" cannot be "{word}"',
        "it can be: {known}",
        "A key takes one of a few words, and this is none of them.",
    ),
    Kind(
        "number-too-small",
        '"{key}" is {number}: {bound} is the least',
        about="A number is below the least that its key takes.",
    ),
    Kind(
        "number-too-large",
        '"{key}" is {number}: {bound} is the most',
        about="A number is above the most that its key takes.",
    ),
    Kind(
        "number-too-long",
        'the number in "{key}" has more than {digits} digits',
        about="Numbers of more than 18 digits do not survive every program that reads JSON.",
    ),
    Kind(
        "bad-name",
        '"{text}" cannot be a name',
        "a name begins with a letter and holds only a-z, A-Z, 0-9, _ and -",
        "The name of a question is the key that its answers are saved under.",
    ),
    Kind(
        "bad-id",
        '"{text}" cannot be an id',
        "an id begins with a small letter or a digit and holds only a-z, 0-9, . _ and -",
        "The id of a questionnaire names the folder that its answers are kept in.",
    ),
    Kind(
        "bad-code",
        '"{text}" cannot be the code of a choice',
        "a code holds no spaces; the label may",
        "Choices are `code: label`; the codes of an answer are written with spaces between them.",
    ),
    Kind(
        "bad-date",
        '"{text}" is not a day',
        "write it as year-month-day, such as 2016-09-07",
        "Days are written as ISO 8601 has them.",
    ),
    Kind(
        "bad-language",
        '"{text}" is not the tag of a language',
        "write a tag such as en, zh or pt-BR; a text that is no translation stands after its key, without braces",
        "A mapping in place of a text has language tags as its keys.",
    ),
    Kind(
        "bad-form",
        '"{text}" does not fit "{key}"',
        about="A text does not have the form that its key wants.",
    ),
)

_PARTS: tuple[Kind, ...] = (
    Kind(
        "missing-type",
        'the key "{key}" is missing',
        "add a line {key}: with one of {known}",
        "Every question says of which type it is.",
    ),
    Kind(
        "unknown-type",
        'there is no type "{type}"',
        "the types are: {known}",
        "A question is of a type that does not exist.",
    ),
    Kind(
        "no-label",
        'the question "{name}" has no label',
        "add a line label: with the question as it is asked",
        "A question without a label would be an empty line on the screen.",
    ),
    Kind(
        "duplicate-name",
        'the name "{name}" is already used on line {line}',
        "give each question a name of its own",
        "Answers are saved by name, so no two questions may share one.",
    ),
    Kind(
        "name-of-other",
        'the name "{name}" is used twice: the text of "Other" of "{question}" is saved under it too (see line {line})',
        "rename one of the questions, or take or_other out",
        "`or_other` saves what was typed under the question's name followed by _other.",
    ),
    Kind(
        "unknown-list",
        'there is no list of choices "{name}"',
        "the lists at the top are: {known}",
        "`choices` names a list that does not stand under `choices` at the top of the file.",
    ),
    Kind(
        "empty-choices",
        'there are no choices in "{key}"',
        "add a line code: label for each",
        "A list of choices has at least one.",
    ),
    Kind(
        "min-above-max",
        '"{lower}" ({least}) is above "{upper}" ({most})',
        "exchange them",
        "No answer could be both at least the one and at most the other.",
    ),
    Kind(
        "more-than-choices",
        '"{key}" is {wanted}, and there are only {count} choices',
        about="`min_selected` or `max_selected` is greater than the number of choices.",
    ),
    Kind(
        "unknown-question",
        'there is no question "{name}"',
        "the questions are: {known}",
        "`respondent` or `attribution` names a question that the questionnaire does not have.",
    ),
    Kind(
        "takes-no-answer",
        '"{name}" takes no answer',
        "name a question that does",
        "`respondent` or `attribution` names a note or a group.",
    ),
    Kind(
        "attribution-not-select-one",
        'the question "{name}" is not a select_one',
        "name the select_one that asks how the respondent may be quoted",
        "What `attribution` hides depends on one choice of a list.",
    ),
    Kind(
        "attribution-unknown-code",
        '"{code}" is not a choice of the attribution question',
        "its choices are: {known}",
        "`hides` names a code that no one can choose, so that nothing would ever be hidden.",
    ),
    Kind(
        "not-in-default-language",
        "the text is not there in the default language, {language}",
        "add it; until then {first} is shown to those who read neither",
        "A translated text lacks the language that `default_language` names.",
        Severity.WARNING,
    ),
)

_REPLIES: tuple[Kind, ...] = (
    Kind(
        "replies-not-a-mapping",
        "the replies of a response are a mapping of names to replies, not {given}",
        "write name: reply for each question; in JSON Lines, one object a line",
        "A replies file holds, for each response, one mapping whose keys are the names of questions.",
    ),
    Kind(
        "reply-nested",
        'the reply to "{name}" holds {given}',
        "write a text, a number or a list of codes",
        "Replies are scalars or lists of them, or such a value with a comment.",
    ),
    Kind(
        "reply-value-and-missing",
        'the reply to "{name}" has a value and is missing',
        "keep one of them",
        "`value` and `missing` exclude one another.",
    ),
    Kind(
        "reply-no-such-state",
        'the reply to "{name}" cannot be missing in this way',
        "it can be: {known}",
        "`missing` says whether a question was left blank, not known, or refused.",
    ),
    Kind(
        "reply-comment-not-text",
        "a comment is text, not {given}",
        "put it in quotes",
        "`comment` holds something else than text.",
    ),
    Kind(
        "json-wanted",
        "{wanted} should stand here",
        "{hint}",
        "The text breaks a rule of JSON.",
    ),
    Kind(
        "json-open-quote",
        "this quote is never closed",
        'write " at the end of the text too; a line break in a text is written \\n',
        "A text in JSON ends at the next double quote.",
    ),
    Kind(
        "json-bad-text",
        "this character, or this code after a backslash, cannot stand in a text of JSON",
        "write a line break as \\n, a tab as \\t, and a backslash twice",
        "Control characters in JSON are written as codes that begin with a backslash.",
    ),
    Kind(
        "json-rest",
        "something follows the end of the JSON",
        "a .json file holds one object, a .jsonl file one a line",
        "A second value stands behind the first.",
    ),
)

KINDS: tuple[Kind, ...] = _TEXT + _YAML + _KEYS + _PARTS + _REPLIES
