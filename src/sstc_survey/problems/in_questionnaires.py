"""Problems of a questionnaire: its keys and values, how its parts fit together, and what was most likely not meant."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

_WARNING = Severity.WARNING

# One key or one value
_KEYS: tuple[Kind, ...] = (
    Kind(
        codes.NOT_A_QUESTIONNAIRE,
        "a questionnaire is a mapping of keys to values, not {given}",
        "begin with the lines id:, version:, title: and questions:",
        "The file is YAML, but has no keys at its top.",
    ),
    Kind(
        codes.UNKNOWN_KEY,
        'unknown key "{key}"',
        "the keys here are: {known}",
        "A mapping of the questionnaire holds a key that has no meaning there; often a slip of the pen.",
    ),
    Kind(
        codes.KEY_OF_OTHER_TYPE,
        'a question of the type {type} has no key "{key}"',
        "it goes with: {fitting}",
        "A key stands with a question of another type than those that have it.",
    ),
    Kind(
        codes.KEY_NOT_TEXT,
        "a list or a mapping stands where a key should",
        "write key: value; a text that begins with a bracket needs quotes",
        "Keys are texts.",
    ),
    Kind(
        codes.DUPLICATE_KEY,
        'the key "{key}" is already there, on line {line}',
        "keep one of them",
        "Of two values of the same key only one could count.",
    ),
    Kind(
        codes.MISSING_KEY,
        'the key "{key}" is missing',
        "add a line {key}: ...",
        "A key that every mapping of this kind must have is not there.",
    ),
    Kind(
        codes.EMPTY_VALUE,
        '"{key}" is empty',
        "write something there, or take it out",
        'Nothing stands after a key or a dash, or only an empty text or list. The text "null" needs quotes.',
    ),
    Kind(
        codes.WRONG_KIND,
        '{wanted} should stand in "{key}", not {given}',
        "{how}",
        "A value is of another kind than its key takes. Numbers, true and false stand without quotes.",
    ),
    Kind(
        codes.NOT_BOOLEAN,
        '"{key}" is true or false, not "{text}"',
        "write {key}: {meant}",
        "Switches are `true` or `false`, without quotes; `yes` and `no` are texts.",
    ),
    Kind(
        codes.UNKNOWN_WORD,
        '"{key}" cannot be "{word}"',
        "it can be: {known}",
        "A key takes one of a few words, and this is none of them.",
    ),
    Kind(
        codes.NUMBER_TOO_SMALL,
        '"{key}" is {number}: {bound} is the least',
        about="A number is below the least that its key takes.",
    ),
    Kind(
        codes.NUMBER_NOT_ABOVE,
        '"{key}" is {number}, and must be above {bound}',
        about="A number, such as the step of a scale, is not above the bound of its key.",
    ),
    Kind(
        codes.NUMBER_TOO_LARGE,
        '"{key}" is {number}: {bound} is the most',
        about="A number is above the most that its key takes.",
    ),
    Kind(
        codes.NUMBER_TOO_LONG,
        'the number in "{key}" has more than {digits} digits',
        about="Numbers of more than 18 digits do not survive every program that reads JSON.",
    ),
    Kind(
        codes.BAD_NAME,
        '"{text}" cannot be a name',
        "a name begins with a letter and holds only a-z, A-Z, 0-9, _ and -",
        "The name of a question is the key that its answers are saved under.",
    ),
    Kind(
        codes.BAD_ID,
        '"{text}" cannot be an id',
        "an id begins with a small letter or a digit and holds only a-z, 0-9, . _ and -",
        "The id of a questionnaire names the folder that its answers are kept in.",
    ),
    Kind(
        codes.BAD_CODE,
        '"{text}" cannot be the code of a choice',
        "a code holds no spaces of any kind, also none without width; the label may",
        "Choices are `code: label`; the codes of an answer are written with spaces between them.",
    ),
    Kind(
        codes.BAD_DATE,
        '"{text}" is not a day',
        "write it as year-month-day, such as 2016-09-07",
        "Days are written as ISO 8601 has them.",
    ),
    Kind(
        codes.BAD_TIME,
        '"{text}" is not a time of the day',
        "write it as hours:minutes, such as 08:30",
        "Times are written with two digits each, from 00:00 to 23:59.",
    ),
    Kind(
        codes.BAD_LANGUAGE,
        '"{text}" is not the tag of a language',
        "write a tag such as en, zh or pt-BR; a text that is no translation stands after its key, without braces",
        "A mapping in place of a text has language tags as its keys.",
    ),
    Kind(
        codes.BAD_FORM,
        '"{text}" does not fit "{key}"',
        about="A text does not have the form that its key wants.",
    ),
)

# Several keys, which do not fit together
_CONSISTENCY: tuple[Kind, ...] = (
    Kind(
        codes.MISSING_TYPE,
        'the key "{key}" is missing',
        "add a line {key}: with one of {known}",
        "Every question says of which type it is.",
    ),
    Kind(
        codes.UNKNOWN_TYPE,
        'there is no type "{type}"',
        "the types are: {known}",
        "A question is of a type that does not exist.",
    ),
    Kind(
        codes.RESERVED_ID,
        'the id "{id}" cannot name a folder of answers',
        "give it another id",
        "Answers stand in a folder named after the id; questionnaires and names in .json are taken by other things.",
    ),
    Kind(
        codes.NO_LABEL,
        'the question "{name}" has no label',
        "add a line label: with the question as it is asked",
        "A question without a label would be an empty line on the screen.",
    ),
    Kind(
        codes.DUPLICATE_NAME,
        'the name "{name}" is already used on line {line}',
        "give each question a name of its own",
        "Answers are saved by name, so no two questions may share one.",
    ),
    Kind(
        codes.NAME_OF_OTHER,
        'the name "{name}" is used twice: the text of "Other" of "{question}" is saved under it too (see line {line})',
        "rename one of the questions, or take or_other out",
        "`or_other` saves what was typed under the question's name followed by _other.",
    ),
    Kind(
        codes.UNKNOWN_LIST,
        'there is no list of choices "{name}"',
        "the lists at the top are: {known}",
        "`choices` names a list that does not stand under `choices` at the top of the file.",
    ),
    Kind(
        codes.EMPTY_CHOICES,
        'there are no choices in "{key}"',
        "add a line code: label for each",
        "A list of choices has at least one.",
    ),
    Kind(
        codes.MIN_ABOVE_MAX,
        '"{lower}" ({least}) is above "{upper}" ({most})',
        "exchange them",
        "No answer could be both at least the one and at most the other.",
    ),
    Kind(
        codes.TOO_MANY_CHOICES,
        "{count} choices {where} are too many; {limit} is the most",
        "{instead}",
        "A `rank` question has more choices than anybody ranks, or all questions together have more than can be "
        "printed and asked in good time; a list counts for each question that uses it.",
    ),
    Kind(
        codes.MORE_THAN_CHOICES,
        '"{key}" is {wanted}, and there are only {count} choices',
        about="`min_selected` or `max_selected` is greater than the number of choices.",
    ),
    Kind(
        codes.UNKNOWN_QUESTION,
        'there is no question "{name}"',
        "the questions are: {known}",
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
        'the question "{name}" is not a select_one',
        "name the select_one that asks how the respondent may be quoted",
        "What `attribution` hides depends on one choice of a list.",
    ),
    Kind(
        codes.ATTRIBUTION_UNKNOWN_CODE,
        '"{code}" is not a choice of the attribution question',
        "its choices are: {known}",
        "`hides` names a code that no one can choose, so that nothing would ever be hidden.",
    ),
    Kind(
        codes.UNSUPPORTED_TYPE,
        'there is no type "{type}" at a terminal',
        "{instead}",
        "A type of XLSForm needs a camera, a receiver or files beside the questionnaire, or says what is kept anyway.",
    ),
    Kind(
        codes.NOT_IN_DEFAULT_LANGUAGE,
        "the text is not there in the default language, {language}",
        "add it; until then {first} is shown to those who read neither",
        "A translated text lacks the language that `default_language` names.",
        Severity.WARNING,
    ),
)

# What works, and was most likely not meant: labels, translations and comments
_ADVICE: tuple[Kind, ...] = (
    Kind(
        codes.LABELS_ALIKE,
        'the choice "{code}" reads like "{other}", on line {line}',
        "let the labels differ",
        "Two choices of a list have the same label, so that nobody can tell them apart.",
        _WARNING,
    ),
    Kind(
        codes.CHOICES_CONFUSED,
        '"{text}" may be taken for the choice "{other}", on line {line}',
        "let them differ in more than case, leading zeros, or the form of their letters",
        "Two choices of a list have codes that differ only in case, in leading zeros, or in how their letters are put "
        "together (full-width, with a mark of their own); or the label of one is the code of another. Whoever types "
        "one exactly gets it, a code before a label; what reads like both is asked about.",
        _WARNING,
    ),
    Kind(
        codes.MISSING_TRANSLATION,
        "the text is not there in {languages}",
        "add it, as the other texts have it",
        "A text lacks a language that others of the file have, and is shown in another one. A text without any language"
        " is taken for one that reads the same in all, unless most labels are translated.",
        _WARNING,
    ),
    Kind(
        codes.LONE_LANGUAGE,
        'no other text is in "{language}"',
        "translate the others too, or correct the tag",
        "The tag of a language stands with one text only; most likely it is a slip.",
        _WARNING,
    ),
    Kind(
        codes.UNFILLED_REFERENCE,
        'in "{key}": {written} stays as it is written',
        "take it out",
        "Answers are shown in labels, hints and messages, and in no other text.",
        _WARNING,
    ),
    Kind(
        codes.LONGER_THAN_SCREEN,
        "the question takes {lines} lines of 80 columns, which is more than a screen shows at once",
        "shorten it, or cut it into several questions",
        "Label, hint and choices together take more than 15 lines.",
        _WARNING,
    ),
    Kind(
        codes.UNKNOWN_IGNORE,
        'there is no problem with the code "{code}"',
        "the codes stand behind each problem in check --format json",
        "A remark `# check: ignore CODE` names a code that no problem has.",
        _WARNING,
    ),
)

KINDS: tuple[Kind, ...] = _KEYS + _CONSISTENCY + _ADVICE
