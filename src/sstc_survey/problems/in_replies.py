"""Problems of replies, in the words of the person who gave them."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

# One reply, at a prompt or in a file: what a respondent reads is translated
ONE_REPLY: tuple[Kind, ...] = (
    Kind(
        codes.REPLY_REQUIRED,
        "this question must be answered",
        about="The question is `required` and was left blank.",
    ),
    Kind(
        codes.REPLY_REQUIRED_HERE,
        "{message}",
        about="The question is `required` and was left blank; the text is its `required_message`.",
    ),
    Kind(
        codes.REPLY_CONSTRAINT,
        "{message}",
        about="The answer does not meet the question's `constraint`; the text is its `constraint_message`.",
    ),
    Kind(
        codes.REPLY_CONSTRAINT_UNWORDED,
        "this answer does not fit",
        "change it, or an answer it depends on: {questions}",
        "The answer does not meet the question's `constraint`, which has no `constraint_message`. The remedy names the "
        "questions that the constraint uses.",
    ),
    Kind(
        codes.REPLY_READ_ONLY,
        "this value is read-only",
        "continue",
        "A `read_only` question was given another answer.",
    ),
    Kind(
        codes.REPLY_RANK_INCOMPLETE,
        "only {count} of {wanted} ranked",
        "rank the rest: {left}",
        "A `rank` question without `min_selected` and `max_selected` needs every choice, in order.",
    ),
    Kind(
        codes.REPLY_OFF_SCALE,
        "{reply} is not on the scale",
        "valid values: {marks}",
        "The answer to a `range` question is between two values of its scale.",
    ),
    Kind(
        codes.REPLY_NOT_TIME,
        '"{reply}" is not a time',
        "write hours:minutes, such as 14:30",
        "A `time` question was answered with something else.",
    ),
    Kind(
        codes.REPLY_NOT_DATE_TIME,
        '"{reply}" is not a date and time',
        "write year-month-day hours:minutes, such as 2016-09-07 14:30",
        "A `dateTime` question was answered with something else.",
    ),
    Kind(
        codes.REPLY_AMBIGUOUS_DATE,
        '"{reply}" is ambiguous',
        "write {one} or {other}",
        "Either number may be the month.",
    ),
    Kind(
        codes.REPLY_GATE,
        "say whether to add another",
        about="The question whether to add another instance was left unanswered.",
    ),
    Kind(
        codes.REPLY_NO_GATE,
        "nothing can be added or removed here",
        about="Instances can be added or removed only at the end of a repeat.",
    ),
    Kind(
        codes.REPLY_NO_INSTANCE,
        "number {number} does not exist ({count} so far)",
        about="The instance to remove does not exist.",
    ),
    Kind(
        codes.REPLY_TOO_MANY_INSTANCES,
        "the maximum is {maximum}",
        about="A repeat has as many instances as a response can contain.",
    ),
    Kind(
        codes.REPEAT_CUT,
        '"{label}" is asked {count} times, not {wanted}',
        "the maximum is {maximum}",
        "A `repeat_count` exceeds the number of instances that a response can contain: 1,000 of one repeat, 20,000 in "
        "all. The interview continues with the maximum; replies in a file are rejected.",
    ),
    Kind(
        codes.REPLY_STATE_NOT_ALLOWED,
        '"{state}" is not offered for this question',
        about="Don't know or refused was given where the question does not offer it.",
    ),
    Kind(
        codes.REPLY_NOT_WHOLE_NUMBER,
        '"{reply}" is not a whole number',
        "use digits, such as 12",
        "An `integer` question was answered with something else.",
    ),
    Kind(
        codes.REPLY_NOT_NUMBER,
        '"{reply}" is not a number',
        "use digits and a point, such as 12.5",
        "A `decimal` question was answered with something else.",
    ),
    Kind(
        codes.REPLY_AMBIGUOUS_NUMBER,
        '"{reply}" is ambiguous',
        "write {one} or {other}",
        "A comma, or in some languages a point, may separate thousands or decimals.",
    ),
    Kind(
        codes.REPLY_TOO_LONG_NUMBER,
        "numbers can have at most {digits} digits",
        about="Some programs that read JSON lose digits after the 18th of a whole number. A decimal with more than 15 "
        "digits is rejected if it cannot be saved exactly.",
    ),
    Kind(
        codes.REPLY_TOO_SMALL,
        "{reply} is too small (minimum {minimum})",
        about="The answer is below the question's `min`.",
    ),
    Kind(
        codes.REPLY_TOO_LARGE,
        "{reply} is too large (maximum {maximum})",
        about="The answer is above the question's `max`.",
    ),
    Kind(
        codes.REPLY_NOT_DATE,
        '"{reply}" is not a date',
        "write year-month-day, such as 2016-09-07, or today or yesterday",
        "A `date` question was answered with something else.",
    ),
    Kind(
        codes.REPLY_NO_SUCH_DATE,
        "{reply} does not exist: {reason}",
        "write year-month-day, such as 2016-09-07",
        "The date does not exist in the calendar.",
    ),
    Kind(
        codes.REPLY_YEAR_FAR_AHEAD,
        "the year {year} is too far ahead",
        "use the common era, such as {common}",
        "The year is probably Buddhist. In Thai, Lao and Khmer such years are accepted and saved in the common era; "
        "elsewhere, and in a replies file, the era is unknown. If the question's `max` is as far ahead, the year is "
        "accepted unchanged.",
    ),
    Kind(
        codes.REPLY_TOO_EARLY,
        "{reply} is too early (earliest {minimum})",
        about="The date or time is before the question's `min`.",
    ),
    Kind(
        codes.REPLY_TOO_LATE,
        "{reply} is too late (latest {maximum})",
        about="The date or time is after the question's `max`.",
    ),
    Kind(
        codes.REPLY_NO_SUCH_CHOICE,
        '"{reply}" is not a choice',
        "choose from: {choices}",
        "The answer to a select question is not one of its choices.",
    ),
    Kind(
        codes.REPLY_AMBIGUOUS_CHOICE,
        '"{reply}" matches several choices',
        "choose one: {choices}",
        "The reply is not exactly a code, label or number of a choice, and resembles several.",
    ),
    Kind(
        codes.REPLY_TWICE,
        '"{reply}" was chosen twice',
        "choose each only once",
        "A `select_multiple` or `rank` has the same code twice.",
    ),
    Kind(
        codes.REPLY_EXCLUSIVE,
        '"{choice}" cannot be combined with another choice',
        "choose it alone, or remove it",
        "An `exclusive` choice was chosen together with others.",
    ),
    Kind(
        codes.REPLY_TOO_FEW,
        "{count} chosen: choose at least {minimum}",
        about="The answer has fewer choices than `min_selected`.",
    ),
    Kind(
        codes.REPLY_TOO_MANY,
        "{count} chosen: choose at most {maximum}",
        about="The answer has more choices than `max_selected`.",
    ),
    Kind(
        codes.REPLY_NOT_OK,
        '"{reply}" is not "OK"',
        "type OK to confirm",
        "An `acknowledge` question was answered with another text.",
    ),
    Kind(
        codes.REPLY_WRONG_SHAPE,
        "{type} needs {wanted}, not {given}",
        about="A replies file gives a list, a mapping or a number where the question needs something else.",
    ),
    Kind(
        codes.REPLY_TOO_LONG,
        "the text has {length} characters: the maximum is {maximum}",
        about="The text is longer than a response file may contain.",
    ),
    Kind(
        codes.REPLY_TOO_COSTLY,
        "calculations with this answer take too long",
        "give a shorter answer",
        "The conditions, calculations and filters that use the answer take too many steps together: very many of them "
        "read a very long text. The answer is rejected, and the previous one stays.",
    ),
    Kind(
        codes.REPLY_NOT_TEXT,
        "the text contains an invalid character",
        "type it again",
        "The text that was typed or pasted is not valid Unicode.",
    ),
    Kind(
        codes.REPLY_ONE_LINE,
        "this answer must be on one line",
        "remove the line break",
        "The answer to a `text` question without `multiline: true` has a line break.",
    ),
    Kind(
        codes.REPLY_NOT_ASKABLE,
        '"{name}" does not take an answer',
        about="A reply was given for a note, a group, or a value that is not asked, such as a `calculate`.",
    ),
    Kind(
        codes.REPLY_UNKNOWN_QUESTION,
        'unknown question "{name}"',
        about="A replies file names a question that the questionnaire does not have.",
    ),
    Kind(
        codes.REPLY_NO_COMMENT,
        'question "{name}" takes no comment',
        about="A replies file comments on a note or a group.",
    ),
    Kind(
        codes.REPLY_NO_REASON,
        "a reason is needed",
        "type why this was changed",
        "In an edit, each change of an answer has a reason, which may not be empty.",
    ),
    Kind(
        codes.INTERVIEW_NOT_DONE,
        'question "{name}" is still unanswered',
        "answer it, or skip it",
        "An interview cannot finish until every question is answered or skipped.",
    ),
)

# A reply in a file, together with the questionnaire and the other replies
ALL_REPLIES: tuple[Kind, ...] = (
    Kind(
        codes.REPLY_NOT_A_REPEAT,
        '"{name}" is not a repeat',
        "write a text, a number or a list of codes",
        "A list of mappings was given for a question that is not a repeat.",
    ),
    Kind(
        codes.REPLY_IN_A_REPEAT,
        '"{name}" belongs to repeat "{repeat}"',
        'move it into the list under "{repeat}"',
        "The reply is outside the repeat that contains its question.",
    ),
    Kind(
        codes.REPLY_IN_NO_REPEAT,
        '"{name}" is not part of this repeat',
        "move it out of the list",
        "The reply is inside a repeat that does not contain its question.",
    ),
    Kind(
        codes.REPLY_OFF_ROUTE,
        '"{name}" is not asked with these answers',
        "remove the reply, or change the answers that skip it",
        "The file answers a question, or has a repeat instance, that its other replies skip.",
    ),
    Kind(
        codes.REPLY_TIDIED,
        'in the reply to "{name}": {changes}',
        "check that the meaning is the same",
        "A reply in a file has control characters, or several lines for a question that allows one. Line ends become "
        "spaces, and other control characters are removed.",
        Severity.WARNING,
    ),
    Kind(
        codes.REPLY_MISSING,
        'required question "{name}" has no reply',
        about="A replies file leaves out a `required` question.",
    ),
    Kind(
        codes.REPLY_DEFAULT_UNFIT,
        'invalid preset value in "{name}": {fault}',
        "add a reply for it",
        "The file leaves out a question whose default or calculated value is not valid.",
    ),
)

# The form of a file of replies, in YAML or JSON
REPLIES_FILE: tuple[Kind, ...] = (
    Kind(
        codes.REPLIES_NOT_A_MAPPING,
        "replies must be a mapping, not {given}",
        "write name: reply for each question; in JSON Lines, one object per line",
        "A replies file has one mapping per response, with question names as keys.",
    ),
    Kind(
        codes.REPLY_NESTED,
        'reply to "{name}" contains {given}',
        "write a text, a number or a list of codes",
        "A reply is a single value or a list of values, with or without a comment.",
    ),
    Kind(
        codes.REPLY_NOT_AN_INSTANCE,
        'each instance of "{name}" must be a mapping, not {given}',
        "write each instance of a repeat as a mapping",
        "Some items of the list are mappings, so it is read as a repeat, but this item is not a mapping.",
    ),
    Kind(
        codes.REPLY_VALUE_AND_MISSING,
        'the reply to "{name}" has both value and missing',
        "keep one of them",
        "`value` and `missing` cannot be combined.",
    ),
    Kind(
        codes.REPLY_NO_SUCH_STATE,
        'invalid "missing" for "{name}"',
        "valid values: {known}",
        "`missing` says whether a question was left blank, not known, or refused.",
    ),
    Kind(
        codes.REPLY_COMMENT_NOT_TEXT,
        "a comment is text, not {given}",
        "put it in quotes",
        "`comment` is not text.",
    ),
    Kind(
        codes.JSON_WANTED,
        "expected {wanted}",
        "{hint}",
        "The text is not valid JSON.",
    ),
    Kind(
        codes.JSON_OPEN_QUOTE,
        "this quote is never closed",
        'add " at the end of the text; write a line break as \\n',
        "A text in JSON ends at the next double quote.",
    ),
    Kind(
        codes.JSON_BAD_TEXT,
        "invalid character or escape in a JSON string",
        "write a line break as \\n, a tab as \\t, and a backslash twice",
        "Control characters in JSON are written as codes that begin with a backslash.",
    ),
    Kind(
        codes.JSON_REST,
        "unexpected text after the end of the JSON",
        "write one object per .json file, or per .jsonl line",
        "A second value follows the first.",
    ),
)

KINDS: tuple[Kind, ...] = ONE_REPLY + ALL_REPLIES + REPLIES_FILE
