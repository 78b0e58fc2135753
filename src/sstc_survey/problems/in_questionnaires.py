"""Problems of a questionnaire: its keys and values, how its parts fit together, and what was most likely not meant."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

_WARNING = Severity.WARNING

# One key or one value
_KEYS: tuple[Kind, ...] = (
    Kind(
        codes.NOT_A_QUESTIONNAIRE,
        "a questionnaire must be a mapping, not {given}",
        "start with id:, version:, title: and questions:",
        "The file is valid YAML, but has no keys at the top level.",
    ),
    Kind(
        codes.UNKNOWN_KEY,
        'unknown key "{key}"',
        "valid keys: {known}",
        "The key is not valid here; it is often a typo.",
    ),
    Kind(
        codes.KEY_OF_OTHER_TYPE,
        '{type} questions have no key "{key}"',
        "valid for: {fitting}",
        "The key belongs to other types of question.",
    ),
    Kind(
        codes.KEY_NOT_TEXT,
        "a key cannot be a list or a mapping",
        "write key: value; a text that begins with a bracket needs quotes",
        "Keys are text.",
    ),
    Kind(
        codes.DUPLICATE_KEY,
        'duplicate key "{key}" (first on line {line})',
        "keep one of them",
        "A key can have only one value.",
    ),
    Kind(
        codes.MISSING_KEY,
        'missing key "{key}"',
        "add {key}: ...",
        "A required key is missing.",
    ),
    Kind(
        codes.EMPTY_VALUE,
        '"{key}" is empty',
        "give it a value, or remove it",
        'The key or list item has no value, or only an empty text or list. The text "null" needs quotes.',
    ),
    Kind(
        codes.WRONG_KIND,
        '"{key}" must be {wanted}, not {given}',
        "{how}",
        "The value has the wrong type for its key. Numbers, true and false take no quotes.",
    ),
    Kind(
        codes.NOT_BOOLEAN,
        '"{key}" must be true or false, not "{text}"',
        "write {key}: {meant}",
        "Write `true` or `false`, without quotes; `yes` and `no` are text.",
    ),
    Kind(
        codes.UNKNOWN_WORD,
        'invalid {key} "{word}"',
        "valid values: {known}",
        "The key accepts only certain words.",
    ),
    Kind(
        codes.NUMBER_TOO_SMALL,
        '"{key}" is {number} (minimum {bound})',
        about="The number is below the minimum for its key.",
    ),
    Kind(
        codes.NUMBER_NOT_ABOVE,
        '"{key}" is {number}; it must exceed {bound}',
        about="The number, such as the step of a range, must exceed a bound.",
    ),
    Kind(
        codes.NUMBER_TOO_LARGE,
        '"{key}" is {number} (maximum {bound})',
        about="The number is above the maximum for its key.",
    ),
    Kind(
        codes.NUMBER_TOO_LONG,
        'the number in "{key}" has more than {digits} digits',
        about="Some programs that read JSON lose digits after the 18th.",
    ),
    Kind(
        codes.BAD_NAME,
        'invalid name "{text}"',
        "start with a letter; use only a-z, A-Z, 0-9, _ and -",
        "Answers are saved under the name of their question.",
    ),
    Kind(
        codes.BAD_ID,
        'invalid id "{text}"',
        "start with a-z or 0-9; use only a-z, 0-9, . _ and -",
        "The id of a questionnaire names the folder of its answers.",
    ),
    Kind(
        codes.BAD_CODE,
        'invalid choice code "{text}"',
        "remove all spaces, even zero-width ones; only labels may have them",
        "Choices are written `code: label`; in an answer, codes are separated by spaces.",
    ),
    Kind(
        codes.BAD_DATE,
        'invalid date "{text}"',
        "write it as year-month-day, such as 2016-09-07",
        "Dates follow ISO 8601.",
    ),
    Kind(
        codes.BAD_TIME,
        'invalid time "{text}"',
        "write it as hours:minutes, such as 08:30",
        "Times are written with two digits each, from 00:00 to 23:59.",
    ),
    Kind(
        codes.BAD_LANGUAGE,
        'invalid language tag "{text}"',
        "write a tag such as en, zh or pt-BR; write untranslated text right after its key",
        "A mapping used as a text has language tags as keys.",
    ),
    Kind(
        codes.BAD_FORM,
        'invalid {key} "{text}"',
        about="The text does not have the format its key requires.",
    ),
)

# Several keys, which do not fit together
_CONSISTENCY: tuple[Kind, ...] = (
    Kind(
        codes.MISSING_TYPE,
        'missing key "{key}"',
        "add {key}: with one of {known}",
        "Every question needs a type.",
    ),
    Kind(
        codes.UNKNOWN_TYPE,
        'unknown type "{type}"',
        "valid types: {known}",
        "The question has a type that does not exist.",
    ),
    Kind(
        codes.RESERVED_ID,
        'reserved id "{id}"',
        "choose another id",
        "The id names the folder of answers; `questionnaires` and names that end in .json are reserved.",
    ),
    Kind(
        codes.NO_LABEL,
        'question "{name}" has no label',
        "add label: with the question text",
        "A question without a label would be an empty line on the screen.",
    ),
    Kind(
        codes.DUPLICATE_NAME,
        'duplicate name "{name}" (first on line {line})',
        "give each question its own name",
        "Answers are saved by name, so every name must be unique.",
    ),
    Kind(
        codes.NAME_OF_OTHER,
        'duplicate name "{name}": the "Other" text of "{question}" (line {line}) uses it too',
        "rename one question, or remove or_other",
        "`or_other` saves the typed text as NAME_other.",
    ),
    Kind(
        codes.UNKNOWN_LIST,
        'unknown choice list "{name}"',
        "valid lists: {known}",
        "`choices` names a list that is not defined under `choices` at the top of the file.",
    ),
    Kind(
        codes.EMPTY_CHOICES,
        '"{key}" has no choices',
        "add code: label for each choice",
        "A choice list needs at least one choice.",
    ),
    Kind(
        codes.MIN_ABOVE_MAX,
        '"{lower}" ({least}) is above "{upper}" ({most})',
        "swap them",
        "No answer can be within both limits.",
    ),
    Kind(
        codes.TOO_MANY_CHOICES,
        "{count} choices {where} are too many (maximum {limit})",
        "{instead}",
        "A `rank` question has more choices than anybody can rank, or all questions together have too many to print "
        "and ask in a reasonable time. A choice list counts for each question that uses it.",
    ),
    Kind(
        codes.MORE_THAN_CHOICES,
        '"{key}" ({wanted}) exceeds the choice count ({count})',
        about="`min_selected` or `max_selected` is greater than the number of choices.",
    ),
    Kind(
        codes.UNKNOWN_QUESTION,
        'unknown question "{name}"',
        "valid names: {known}",
        "`respondent` or `attribution` names a question that the questionnaire does not have.",
    ),
    Kind(
        codes.TAKES_NO_ANSWER,
        '"{name}" takes no answer',
        "name a question that does",
        "`respondent`, `attribution`, an expression or a text names a note, a group or a repeat.",
    ),
    Kind(
        codes.ATTRIBUTION_NOT_SELECT_ONE,
        'question "{name}" is not a select_one',
        "name the select_one that asks how the respondent may be quoted",
        "`attribution` depends on one choice of a list.",
    ),
    Kind(
        codes.ATTRIBUTION_UNKNOWN_CODE,
        '"{code}" is not a choice of the attribution question',
        "valid choices: {known}",
        "`hides` names a code that nobody can choose, so it would never hide anything.",
    ),
    Kind(
        codes.UNSUPPORTED_TYPE,
        'type "{type}" is not supported',
        "{instead}",
        "The XLSForm type needs a camera, GPS or extra files, or records what is saved anyway.",
    ),
    Kind(
        codes.NOT_IN_DEFAULT_LANGUAGE,
        "missing text in the default language, {language}",
        "add it; until then {first} is shown instead",
        "A translated text lacks the language in `default_language`.",
        Severity.WARNING,
    ),
)

# What works, and was most likely not meant: labels, translations and comments
_ADVICE: tuple[Kind, ...] = (
    Kind(
        codes.LABELS_ALIKE,
        'choice "{code}" has the label of "{other}" (line {line})',
        "use different labels",
        "Two choices of a list have the same label, so respondents cannot tell them apart.",
        _WARNING,
    ),
    Kind(
        codes.CHOICES_CONFUSED,
        '"{text}" may be confused with choice "{other}" (line {line})',
        "use texts that differ in more than case, leading zeros or letter forms",
        "Two choices of a list have codes that differ only in case, in leading zeros, or in how their letters are "
        "encoded (full-width, or with a separate accent); or the label of one is the code of another. An exact reply "
        "is accepted, a code before a label; one that resembles both must be repeated.",
        _WARNING,
    ),
    Kind(
        codes.MISSING_TRANSLATION,
        "missing translation: {languages}",
        "add it, as for the other texts",
        "A text lacks a language that others have, so another language is shown. A text without language tags counts "
        "as the same in all languages, unless most labels are translated.",
        _WARNING,
    ),
    Kind(
        codes.LONE_LANGUAGE,
        'only this text is in "{language}"',
        "translate the others, or correct the tag",
        "Only one text has this language tag, so it is probably a typo.",
        _WARNING,
    ),
    Kind(
        codes.UNFILLED_REFERENCE,
        'in "{key}": {written} is not filled in',
        "remove it",
        "Answers are inserted in labels, hints and messages, but not in other texts.",
        _WARNING,
    ),
    Kind(
        codes.LONGER_THAN_SCREEN,
        "the question needs {lines} lines at 80 columns, more than one screen",
        "shorten it, or split it",
        "Label, hint and choices together need more than 15 lines.",
        _WARNING,
    ),
    Kind(
        codes.UNKNOWN_IGNORE,
        'unknown problem code "{code}"',
        "run check --format json to see the codes",
        "A `# check: ignore CODE` comment names an unknown code.",
        _WARNING,
    ),
)

_TEXTS: tuple[Kind, ...] = (
    Kind(
        codes.NULL_WORD,
        "{word} without quotes is an empty value in YAML",
        "write {quoted}",
        "The words null, Null and NULL are text only in quotes. All other words are text without them.",
    ),
    Kind(
        codes.EMPTY_BEFORE_COMMENT,
        '"{key}" is empty: # begins a comment',
        "put the text in quotes: {quoted}",
        "In YAML, # begins a comment at the beginning of a value and after a blank.",
    ),
    Kind(
        codes.TEXT_CUT_OFF,
        "the text ends before {lost}: # begins a comment",
        "put the text in quotes: {quoted}",
        "In YAML, # begins a comment at the beginning of a value and after a blank. If the rest is a comment, move it "
        "to another line.",
        _WARNING,
    ),
    Kind(
        codes.UNFILLED_BRACES,
        "{written} is not replaced by an answer",
        "write {instead}",
        "A text shows the answer to a question where it has ${name}.",
        _WARNING,
    ),
    Kind(
        codes.UNTRANSLATED,
        "this text is not translated yet: {text}",
        "write it in {language}",
        "`new --language` writes [TAG] before each text that waits for a translation.",
        _WARNING,
    ),
)

# How answers are counted together in tables
_IN_TABLES: tuple[Kind, ...] = (
    Kind(
        codes.NET_WITHOUT_CHOICES,
        'net "{name}" has no choices',
        "add the codes that it counts together: [{known}]",
        "A net counts respondents who selected any of its choices.",
    ),
    Kind(
        codes.NET_UNKNOWN_CHOICE,
        '"{code}" in net "{name}" is not a choice of the question',
        "valid choices: {known}",
        "A net names a code that the choice list of its question does not have.",
    ),
    Kind(
        codes.NET_CHOICE_TWICE,
        '"{code}" is in net "{name}" twice',
        "remove one of them",
        "A net counts a respondent once, however often a choice is listed.",
    ),
    Kind(
        codes.NET_NAMED_AS_CHOICE,
        'net "{name}" has the name of a choice',
        "choose another name",
        "In a table, nets and choices are rows of one question, so their names must differ.",
    ),
    Kind(
        codes.BAD_BAND,
        '"{band}" is not a range of {kind}',
        "write ranges such as {examples}",
        "`bands` are ranges of the values of their question: numbers, dates or times. Both ends belong to a range, "
        "except one after `<`.",
    ),
    Kind(
        codes.BAND_REVERSED,
        'range "{band}" ends before it begins',
        "write {instead}",
        "No value can be in the range.",
    ),
    Kind(
        codes.BANDS_OVERLAP,
        'ranges "{band}" and "{other}" overlap',
        "begin one where the other has ended",
        "A value would be in two bands. Both ends belong to a range, so 0-18 and 18-39 overlap.",
    ),
    Kind(
        codes.NO_BANDS,
        "{type} questions have no bands",
        "{instead}",
        "`bands` are ranges of numbers, dates or times. Choices are counted together by `nets`.",
    ),
)

KINDS: tuple[Kind, ...] = _KEYS + _CONSISTENCY + _ADVICE + _TEXTS + _IN_TABLES
