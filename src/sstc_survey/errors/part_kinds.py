"""What does not fit together in a questionnaire."""

from __future__ import annotations

from sstc_survey.errors.kinds import Kind, Severity

KINDS: tuple[Kind, ...] = (
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
        "reserved-id",
        'the id "{id}" cannot name a folder of answers',
        "give it another id",
        "Answers stand in a folder named after the id; questionnaires and names in .json are taken by other things.",
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
        "`respondent`, `attribution`, an expression or a text names a note, a group or a repeat.",
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
        "unsupported-type",
        'there is no type "{type}" at a terminal',
        "{instead}",
        "A type of XLSForm needs a camera, a receiver or files beside the questionnaire, or says what is kept anyway.",
    ),
    Kind(
        "not-in-default-language",
        "the text is not there in the default language, {language}",
        "add it; until then {first} is shown to those who read neither",
        "A translated text lacks the language that `default_language` names.",
        Severity.WARNING,
    ),
)
