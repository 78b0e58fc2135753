"""What can be wrong with a file of replies."""

from __future__ import annotations

from sstc_survey.errors.kinds import Kind

KINDS: tuple[Kind, ...] = (
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
        "reply-not-an-instance",
        'an instance of "{name}" is a mapping of names to replies, not {given}',
        "write each instance of a repeat as a mapping",
        "A list holds mappings, so it is the reply to a repeat, and something else too.",
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
