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
        about="The question is `required`, was left blank, and says in its `required_message` what is wanted.",
    ),
    Kind(
        codes.REPLY_CONSTRAINT,
        "{message}",
        about="The answer does not meet the question's `constraint`; the words are its `constraint_message`.",
    ),
    Kind(
        codes.REPLY_CONSTRAINT_UNWORDED,
        "this answer does not fit: {constraint}",
        "give another, or go back and change what it is compared with",
        "The answer does not meet the question's `constraint`, which has no `constraint_message`.",
    ),
    Kind(
        codes.REPLY_READ_ONLY,
        "this value is only shown",
        "go on",
        "A question that is `read_only` was given another answer.",
    ),
    Kind(
        codes.REPLY_RANK_INCOMPLETE,
        "{count} of {wanted} are ranked",
        "rank these too: {left}",
        "A `rank` question wants every choice of its list, in order.",
    ),
    Kind(
        codes.REPLY_OFF_SCALE,
        "{reply} is not on the scale",
        "its marks are {marks}",
        "A `range` question was answered between two marks of its scale.",
    ),
    Kind(
        codes.REPLY_NOT_TIME,
        '"{reply}" is not a time of the day',
        "write hours:minutes, such as 14:30",
        "A `time` question was answered with something else.",
    ),
    Kind(
        codes.REPLY_NOT_DATE_TIME,
        '"{reply}" is not a date and a time',
        "write year-month-day hours:minutes, such as 2016-09-07 14:30",
        "A `dateTime` question was answered with something else.",
    ),
    Kind(
        codes.REPLY_AMBIGUOUS_DATE,
        '"{reply}" can be read in two ways',
        "write {one} or {other}",
        "Either number may be the month.",
    ),
    Kind(
        codes.REPLY_GATE,
        "say whether there is one more",
        about="The question after the instances of a repeat was passed without a reply.",
    ),
    Kind(
        codes.REPLY_NO_GATE,
        "nothing can be added or removed here",
        about="An instance of a repeat was to be added or removed where no repeat ends.",
    ),
    Kind(
        codes.REPLY_NO_INSTANCE,
        "there is no number {number}: there are {count}",
        about="An instance of a repeat was to be removed that is not there.",
    ),
    Kind(
        codes.REPLY_TOO_MANY_INSTANCES,
        "there can be no more than {maximum}",
        about="A repeat has as many instances as a response can hold.",
    ),
    Kind(
        codes.REPEAT_CUT,
        '"{label}" is asked {count} times, not {wanted}',
        "there can be no more than {maximum}",
        "A `repeat_count` is more than the instances that a response can hold: 1,000 of one repeat, 20,000 of all "
        "together. The interview goes on with these; replies in a file are refused.",
    ),
    Kind(
        codes.REPLY_STATE_NOT_ALLOWED,
        '"{state}" is not offered for this question',
        about="Don't know or refused was given where the question does not offer it.",
    ),
    Kind(
        codes.REPLY_NOT_WHOLE_NUMBER,
        '"{reply}" is not a whole number',
        "write it in digits, such as 12",
        "An `integer` question was answered with something else.",
    ),
    Kind(
        codes.REPLY_NOT_NUMBER,
        '"{reply}" is not a number',
        "write it in digits with a point, such as 12.5",
        "A `decimal` question was answered with something else.",
    ),
    Kind(
        codes.REPLY_AMBIGUOUS_NUMBER,
        '"{reply}" can be read in two ways',
        "write {one} or {other}",
        "A comma stands where it may part thousands or begin a fraction; in languages that part thousands with points, "
        "a point.",
    ),
    Kind(
        codes.REPLY_TOO_LONG_NUMBER,
        "a number of more than {digits} digits cannot be kept",
        about="Integers of more than 18 digits do not survive every program that reads JSON; of other numbers not all "
        "that have more than 15 digits can be kept as they were given.",
    ),
    Kind(
        codes.REPLY_TOO_SMALL,
        "{reply} is too small: {minimum} is the least",
        about="The reply lies below the question's `min`.",
    ),
    Kind(
        codes.REPLY_TOO_LARGE,
        "{reply} is too large: {maximum} is the most",
        about="The reply lies above the question's `max`.",
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
        "The reply reads as a date that no calendar has.",
    ),
    Kind(
        codes.REPLY_YEAR_FAR_AHEAD,
        "the year {year} is far ahead",
        "write the year of the common era, such as {common}",
        "The year is most likely one of the Buddhist calendar. In Thai, Lao and Khmer such years are taken, and saved "
        "as those of the common era; elsewhere, and in a file of replies, nobody can know. Where the question's `max` "
        "lies as far ahead, the year is taken as it is.",
    ),
    Kind(
        codes.REPLY_TOO_EARLY,
        "{reply} is too early: {minimum} is the first",
        about="The date or time lies before the question's `min`.",
    ),
    Kind(
        codes.REPLY_TOO_LATE,
        "{reply} is too late: {maximum} is the last",
        about="The date or time lies after the question's `max`.",
    ),
    Kind(
        codes.REPLY_NO_SUCH_CHOICE,
        'there is no choice "{reply}"',
        "the choices are: {choices}",
        "A select was answered with a code that its list does not have.",
    ),
    Kind(
        codes.REPLY_AMBIGUOUS_CHOICE,
        '"{reply}" may be several of the choices',
        "choose one of them: {choices}",
        "What was typed is no code, label or number of a choice as it stands, and reads like several of them.",
    ),
    Kind(
        codes.REPLY_TWICE,
        '"{reply}" was chosen twice',
        "name each choice once",
        "A `select_multiple` was answered with the same code twice.",
    ),
    Kind(
        codes.REPLY_EXCLUSIVE,
        '"{choice}" cannot be combined with another choice',
        "choose it alone, or take it away",
        "An `exclusive` choice was chosen together with others.",
    ),
    Kind(
        codes.REPLY_TOO_FEW,
        "{count} chosen: choose at least {minimum}",
        about="Fewer choices than `min_selected`.",
    ),
    Kind(
        codes.REPLY_TOO_MANY,
        "{count} chosen: choose at most {maximum}",
        about="More choices than `max_selected`.",
    ),
    Kind(
        codes.REPLY_WRONG_SHAPE,
        "{type} takes {wanted}, not {given}",
        about="A replies file gives a list, a mapping or a number where the question takes something else.",
    ),
    Kind(
        codes.REPLY_TOO_LONG,
        "the text is {length} characters long: {maximum} is the most",
        about="A text answer is longer than a response file may hold.",
    ),
    Kind(
        codes.REPLY_TOO_COSTLY,
        "what follows from this takes too long to work out",
        "give a shorter answer",
        "The conditions, calculations and filters that read an answer take too many steps together: very many of them "
        "read a very long text. The answer is not taken, and what was said before stays as it is.",
    ),
    Kind(
        codes.REPLY_NOT_TEXT,
        "the text holds half a character (a lone surrogate), which no file can hold",
        "type it again",
        "What was typed or pasted is not valid Unicode.",
    ),
    Kind(
        codes.REPLY_ONE_LINE,
        "this question takes one line",
        "ask the author for `multiline: true` where longer answers are wanted",
        "A line break in the answer to a `text` question that is not `multiline`.",
    ),
    Kind(
        codes.REPLY_NOT_ASKABLE,
        '"{name}" is not a question that takes an answer',
        about="A reply was given to a note, a group, or an entry that nobody is asked for, such as a `calculate`.",
    ),
    Kind(
        codes.REPLY_UNKNOWN_QUESTION,
        'there is no question "{name}"',
        about="A replies file names a question that the questionnaire does not have.",
    ),
    Kind(
        codes.REPLY_NO_COMMENT,
        'the question "{name}" takes no comment',
        about="A replies file comments on a note or a group.",
    ),
    Kind(
        codes.INTERVIEW_NOT_DONE,
        'the question "{name}" is still open',
        "answer it, or leave it blank",
        "An interview was to be finished before every question had been passed.",
    ),
)

# A reply in a file, together with the questionnaire and the other replies
ALL_REPLIES: tuple[Kind, ...] = (
    Kind(
        codes.REPLY_NOT_A_REPEAT,
        '"{name}" is not a repeat, and has no instances',
        "write a text, a number or a list of codes",
        "A list of mappings was given to something else than a repeat.",
    ),
    Kind(
        codes.REPLY_IN_A_REPEAT,
        '"{name}" is asked in the repeat "{repeat}"',
        'write it in the mappings of the list under "{repeat}"',
        "A reply stands outside of the repeat that its question is in.",
    ),
    Kind(
        codes.REPLY_IN_NO_REPEAT,
        '"{name}" is not asked in a repeat',
        "write it outside of the list",
        "A reply stands in an instance of a repeat that its question is not in.",
    ),
    Kind(
        codes.REPLY_OFF_ROUTE,
        '"{name}" is not asked after these answers',
        "take the reply out of the file, or change the answers that lead round it",
        "A replies file answers a question, or has an instance of a repeat, that its other replies never reach.",
    ),
    Kind(
        codes.REPLY_TIDIED,
        'in the reply to "{name}": {changes}',
        "look whether it is still what was meant",
        "A reply in a file holds control characters, or several lines where its question takes one. Line ends become "
        "spaces there, and other control characters are no part of an answer.",
        Severity.WARNING,
    ),
    Kind(
        codes.REPLY_MISSING,
        'the question "{name}" must be answered, and has no reply',
        about="A replies file leaves out a `required` question.",
    ),
    Kind(
        codes.REPLY_DEFAULT_UNFIT,
        'what stands in "{name}" does not fit: {fault}',
        "give a reply to it",
        "A question that the file leaves out has a default, or a calculation, whose value it does not take.",
    ),
)

# The form of a file of replies, in YAML or JSON
REPLIES_FILE: tuple[Kind, ...] = (
    Kind(
        codes.REPLIES_NOT_A_MAPPING,
        "the replies of a response are a mapping of names to replies, not {given}",
        "write name: reply for each question; in JSON Lines, one object a line",
        "A replies file holds, for each response, one mapping whose keys are the names of questions.",
    ),
    Kind(
        codes.REPLY_NESTED,
        'the reply to "{name}" holds {given}',
        "write a text, a number or a list of codes",
        "Replies are scalars or lists of them, or such a value with a comment.",
    ),
    Kind(
        codes.REPLY_NOT_AN_INSTANCE,
        'an instance of "{name}" is a mapping of names to replies, not {given}',
        "write each instance of a repeat as a mapping",
        "A list holds mappings, so it is the reply to a repeat, and something else too.",
    ),
    Kind(
        codes.REPLY_VALUE_AND_MISSING,
        'the reply to "{name}" has a value and is missing',
        "keep one of them",
        "`value` and `missing` exclude one another.",
    ),
    Kind(
        codes.REPLY_NO_SUCH_STATE,
        'the reply to "{name}" cannot be missing in this way',
        "it can be: {known}",
        "`missing` says whether a question was left blank, not known, or refused.",
    ),
    Kind(
        codes.REPLY_COMMENT_NOT_TEXT,
        "a comment is text, not {given}",
        "put it in quotes",
        "`comment` holds something else than text.",
    ),
    Kind(
        codes.JSON_WANTED,
        "{wanted} should stand here",
        "{hint}",
        "The text breaks a rule of JSON.",
    ),
    Kind(
        codes.JSON_OPEN_QUOTE,
        "this quote is never closed",
        'write " at the end of the text too; a line break in a text is written \\n',
        "A text in JSON ends at the next double quote.",
    ),
    Kind(
        codes.JSON_BAD_TEXT,
        "this character, or this code after a backslash, cannot stand in a text of JSON",
        "write a line break as \\n, a tab as \\t, and a backslash twice",
        "Control characters in JSON are written as codes that begin with a backslash.",
    ),
    Kind(
        codes.JSON_REST,
        "something follows the end of the JSON",
        "a .json file holds one object, a .jsonl file one a line",
        "A second value stands behind the first.",
    ),
)

KINDS: tuple[Kind, ...] = ONE_REPLY + ALL_REPLIES + REPLIES_FILE
