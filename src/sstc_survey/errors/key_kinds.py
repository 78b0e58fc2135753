"""What can be wrong with a key of a questionnaire, or with its value."""

from __future__ import annotations

from sstc_survey.errors.kinds import Kind

KINDS: tuple[Kind, ...] = (
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
        "number-not-above",
        '"{key}" is {number}, and must be above {bound}',
        about="A number, such as the step of a scale, is not above the bound of its key.",
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
        "bad-time",
        '"{text}" is not a time of the day',
        "write it as hours:minutes, such as 08:30",
        "Times are written with two digits each, from 00:00 to 23:59.",
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
