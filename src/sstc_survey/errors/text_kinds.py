"""What can be wrong with the text of a file, whatever it holds."""

from __future__ import annotations

from sstc_survey.errors.kinds import Kind, Severity

KINDS: tuple[Kind, ...] = (
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
        Severity.WARNING,
    ),
)
