"""Problems of panel sessions: of what a moderator does, of session files, and of rosters."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

# What cannot happen now
_HAPPENINGS: tuple[Kind, ...] = (
    Kind(
        codes.SESSION_BAD_EVENT,
        "invalid event {seq} ({kind})",
        "restore the file from a backup",
        "An event of a session is of an unknown kind or out of place, or its data has a missing or extra key or a "
        "value of the wrong type.",
    ),
    Kind(
        codes.SESSION_TOO_MANY_EVENTS,
        "the session has almost {limit} events, which is the maximum",
        "continue in another session",
        "A session file can contain 10,000 events; the last 200 are reserved for the end and for approvals.",
    ),
    Kind(
        codes.SESSION_OVER,
        "the session is over",
        "start another session",
        "After the end of a session, only approvals are recorded.",
    ),
    Kind(
        codes.SESSION_NO_CHANGE,
        "nothing to change: it is so already",
        "",
        "The command would change nothing, for example a pause while the clocks are stopped.",
    ),
    Kind(
        codes.SESSION_NO_SUCH_SEAT,
        'no panellist has the label "{label}"',
        "check the labels on the board",
        "The session has no panellist with this label.",
    ),
    Kind(
        codes.SESSION_LABEL_TAKEN,
        'another panellist has the label "{label}"',
        "choose another label",
        "Labels are unique in a session; upper and lower case are the same.",
    ),
    Kind(
        codes.SESSION_RESPONSE_TAKEN,
        "response {id} is already part of the session",
        "",
        "Each response belongs to one panellist, once.",
    ),
    Kind(
        codes.SESSION_TOO_MANY_SEATS,
        "a session has at most {limit} panellists",
        "separate the panel into two sessions",
        "There are as many panellists in the session as there can be.",
    ),
    Kind(
        codes.SESSION_IS_ABSENT,
        'the panellist "{label}" is absent',
        "use x when the panellist is back",
        "A panellist who is absent cannot be called.",
    ),
    Kind(
        codes.SESSION_NO_SUCH_PART,
        'no question "{part}"',
        "check the questions on the board",
        "The name is not that of a top-level group or question, or of a follow-up that was asked.",
    ),
    Kind(
        codes.SESSION_NO_PART_LEFT,
        "every question was put already",
        "",
        "The last question of the questionnaire was put to the panel.",
    ),
    Kind(
        codes.SESSION_NOTHING_OPEN,
        "no question is open",
        "start one first",
        "Panellists are called for the open question, and minutes are added to it.",
    ),
    Kind(
        codes.SESSION_PART_OPEN,
        'question "{part}" is open',
        "close it first",
        "Only one question can be open at a time, and results are shown of closed questions only.",
    ),
    Kind(
        codes.SESSION_PART_NOT_OPEN,
        'round {round} of question "{part}" is not open',
        "",
        "Only the open question can be closed.",
    ),
    Kind(
        codes.SESSION_PART_NOT_PUT,
        'round {round} of question "{part}" was not opened',
        "start it first",
        "Results, and agreement between panellists, belong to a question that was put to the panel.",
    ),
    Kind(
        codes.SESSION_WRONG_ROUND,
        'question "{part}" cannot be opened in round {round}',
        "start round {next}",
        "Rounds follow one another; an earlier round cannot be opened again.",
    ),
    Kind(
        codes.SESSION_IS_REVEALED,
        'the results of question "{part}", round {round}, were shown',
        "start a new round",
        "After the results of a round were shown, it takes no more answers.",
    ),
    Kind(
        codes.SESSION_NOT_REVEALED,
        'the results of question "{part}", round {round}, were not shown',
        "",
        "Only results that were shown can be hidden.",
    ),
    Kind(
        codes.SESSION_BAD_CUT,
        "it names responses that are not part of the session",
        "",
        "Results and approvals refer to responses of the session, approvals to those of one panellist.",
    ),
    Kind(
        codes.SESSION_NOBODY_CALLED,
        "nobody is speaking",
        "",
        "Nobody was called, so nobody can stop speaking.",
    ),
    Kind(
        codes.SESSION_NOT_ASKED,
        'question "{part}" was not put to the panellist "{label}"',
        "add a follow-up for this panellist",
        "A follow-up is put to some panellists only.",
    ),
    Kind(
        codes.SESSION_ASKED_NOBODY,
        "no panellist is present",
        "name the panellists",
        "A follow-up to all goes to those who are present.",
    ),
    Kind(
        codes.SESSION_FOLLOW_UP_NUMBER,
        "this is follow-up {number}, but the next is {next}",
        "",
        "Follow-ups are numbered from 1 without gaps.",
    ),
    Kind(
        codes.SESSION_NO_TEXT,
        "the follow-up has no text",
        "type the question",
        "A follow-up needs the words of the question.",
    ),
    Kind(
        codes.SESSION_RELATED_TO_SELF,
        'the panellist "{label}" cannot agree with or differ from himself or herself',
        "choose another panellist",
        "Agreement and difference are recorded between two panellists.",
    ),
    Kind(
        codes.SESSION_CANNOT_UNDO,
        "event {seq} cannot be undone",
        "change back what came later first",
        "Some events cannot be undone, such as showing results; others only while nothing later depends on them.",
    ),
    Kind(
        codes.SESSION_NOT_AWAY,
        "nothing to count: the board was not away, or that time was counted",
        "",
        "The board was not away, its clocks were stopped by the moderator, or the time has been counted already.",
    ),
    Kind(
        codes.SESSION_NOTHING_TO_UNDO,
        "there is nothing to undo",
        "",
        "No event of the session can be undone.",
    ),
)

# Session files
_FILES: tuple[Kind, ...] = (
    Kind(
        codes.SESSION_OTHER_FORMAT,
        "this is not an sstc-survey session",
        "move it out of the folder",
        'The file is JSON, but its `format` is not "sstc-survey/session".',
    ),
    Kind(
        codes.SESSION_NEWER_SCHEMA,
        "this session is from a newer version (schema {schema}; this one reads up to {known})",
        "update sstc-survey",
        "The file uses a schema that this version cannot read.",
    ),
    Kind(
        codes.SESSION_BAD_LABEL,
        'invalid session label "{label}"',
        "use up to 40 letters, digits, points and hyphens",
        "A session label begins with a letter or a digit.",
    ),
    Kind(
        codes.SESSION_BAD_SEAT,
        'invalid label "{label}" of a panellist',
        "use up to 8 letters, digits, hyphens and underscores",
        "The label of a panellist who came late cannot be one.",
    ),
    Kind(
        codes.SESSION_NEEDS_ROSTER,
        "roster missing",
        "add --roster FILE (--new-roster FILE writes one to fill in), or --resume",
        "`panel` was given nothing to begin or to resume.",
    ),
    Kind(
        codes.SESSION_HAS_WRITER,
        "this session has a writer already: {who}",
        "close the writer's program at the other terminal first",
        "A session has one writer at a time, whose terminal and process are named as far as they are recorded.",
    ),
    Kind(
        codes.SESSION_IS_OPEN,
        'a session labelled "{label}" is open already',
        "resume it with `panel --resume {label}`, or give this one another --label",
        "A new session was given the label of one that is not over.",
    ),
    Kind(
        codes.SESSION_LOCKED,
        "the session is open elsewhere: {who}",
        "close it there first, or write down what is said with `panel --write`",
        "Only one board can have a session open. Its moderator, terminal and process are named as far as they are "
        "recorded.",
    ),
    Kind(
        codes.SESSION_CONFLICT,
        "this session conflicts with {others}",
        "choose the right one and move the others out of the folder",
        "Copies of a session were continued separately, so no file contains the other. The responses are not affected.",
    ),
    Kind(
        codes.NO_OPEN_SESSION,
        "no open session",
        "start one, or name a finished session",
        "Without a label, a command takes the only session that is not finished.",
    ),
    Kind(
        codes.NO_SUCH_SESSION,
        'no session "{session}"',
        "check its label, or use the beginning of its ID",
        "The folder of answers has no session with this label, or whose ID begins like this.",
    ),
    Kind(
        codes.WHICH_SESSION,
        "several sessions: {sessions}",
        "add the label or the beginning of the ID",
        "More than one session fits.",
    ),
    Kind(
        codes.MINUTES_WITHDRAWN,
        "response {id} is void",
        "check why; restore it if it is valid after all",
        "The response of a panellist, or a quote, reply or practice, was made void; minutes leave it out and count it.",
    ),
)

# Rosters: what a moderator reads is translated
ROSTERS: tuple[Kind, ...] = (
    Kind(
        codes.ROSTER_IS_WORKBOOK,
        "this is a workbook, not text",
        "save it as CSV in the spreadsheet program",
        "A roster is a CSV or YAML file. Spreadsheet programs save one sheet of a workbook as CSV.",
    ),
    Kind(
        codes.ROSTER_WRONG_SHAPE,
        "a roster is a list of panellists, not {given}",
        'write each panellist after "- ", with label: and the other columns as keys',
        "A roster in YAML is a list of mappings, or has the list under `panellists`.",
    ),
    Kind(
        codes.ROSTER_EMPTY,
        "the roster has no panellists",
        "add a row for each panellist",
        "The file has only a first row, or all its rows are empty.",
    ),
    Kind(
        codes.ROSTER_OPEN_QUOTE,
        "this quote is never closed",
        'add " at the end of the cell; within quotes, write "" for a quote',
        "A cell of a CSV file that begins with a quote ends at the next one.",
    ),
    Kind(
        codes.ROSTER_AFTER_QUOTE,
        "the cell continues after its closing quote",
        'put the quote at the end of the cell; within quotes, write "" for a quote',
        "A cell of a CSV file that begins with a quote ends at the next one.",
    ),
    Kind(
        codes.ROSTER_EXTRA_CELL,
        "this cell is in no column",
        "name its column in the first row; put quotes around a text with {separator}",
        "A row of a CSV file has more cells than the first row has names, often because a text contains the separator.",
    ),
    Kind(
        codes.ROSTER_COLUMN_TWICE,
        'two columns are named "{name}"',
        "keep one of them",
        "The first row of a CSV file has the same name twice.",
    ),
    Kind(
        codes.ROSTER_UNKNOWN_COLUMN,
        'unknown column "{name}"',
        "valid columns: {known}",
        "The columns are label, language, minutes, terminal, and the names of the questions before the first part.",
    ),
    Kind(
        codes.ROSTER_LATER_QUESTION,
        'question "{name}" is put to the panel',
        "remove the column; valid columns: {known}",
        "A roster answers only what is asked before the first part, such as who a panellist is.",
    ),
    Kind(
        codes.ROSTER_REPEAT,
        '"{name}" is a repeat, or part of one',
        "remove the column: it is asked before the first part",
        "A roster has one value in each cell, so it cannot answer a repeat.",
    ),
    Kind(
        codes.ROSTER_NO_LABEL,
        "this panellist has no label",
        "add one of 1 to 8 letters, digits, - or _, such as kh1",
        "Either all panellists have labels, or none has and their numbers are used.",
    ),
    Kind(
        codes.ROSTER_BAD_LABEL,
        'invalid label "{label}"',
        "use 1 to 8 letters of A to Z, digits, - or _, such as kh1",
        "Labels are short: they are typed, and are on the board.",
    ),
    Kind(
        codes.ROSTER_LABEL_TWICE,
        'label "{label}" is also on line {line}',
        "change one of them",
        "Labels are unique in a session; upper and lower case are the same.",
    ),
    Kind(
        codes.ROSTER_UNKNOWN_LANGUAGE,
        'unknown language "{language}"',
        "write its tag, such as en, zh or lo",
        "A language is named by its tag, as in questionnaires. The tag of a language is often not that of a country: "
        "Khmer is km, not kh.",
    ),
    Kind(
        codes.ROSTER_NOT_YES_NO,
        '"{text}" is not yes or no',
        "write yes or no",
        "The column says whether a panellist answers at a terminal.",
    ),
    Kind(
        codes.ROSTER_NOT_ONE_VALUE,
        '"{name}" must be one value, not {given}',
        "write a text or a number after it",
        "`label`, `language`, `minutes` and `terminal` are texts or numbers.",
    ),
    Kind(
        codes.ROSTER_OTHER_NOT_CHOSEN,
        '"{name}" is filled in, but "{question}" is not other',
        'write other under "{question}", or empty this cell',
        "The text belongs to the choice `other` of its question.",
    ),
    Kind(
        codes.ROSTER_BAD_SETTING,
        '"{key}" cannot be {value}',
        "valid values: {expected}",
        "A setting of a roster in YAML has a value that the session cannot use.",
    ),
    Kind(
        codes.ROSTER_SAME_PERSON,
        '"{label}" and "{other}" seem to be the same person',
        "remove one of the rows, or correct its name",
        "Two rows have the same name and institution.",
        Severity.WARNING,
    ),
    Kind(
        codes.ROSTER_NO_ATTRIBUTION,
        "no panellist has said how they may be quoted",
        "ask them first, as the session does; until then none is named",
        "The column of the attribution question is missing or empty.",
        Severity.WARNING,
    ),
    Kind(
        codes.ROSTER_TELLS_WHO,
        '"{label}" is not to be named, but "{shown}" tells who it is',
        "ask whether that can be shown, or choose to hide more",
        "What an unnamed panellist still shows, such as the country, is shared with no other unnamed panellist.",
        Severity.WARNING,
    ),
    Kind(
        codes.ROSTER_MAY_TELL_WHO,
        "without a name, these panellists may still be recognized: {who}",
        "tell them before they choose how they may be quoted",
        "No other panellist has the same country, or whatever else is shown of a panellist who is not named.",
        Severity.WARNING,
    ),
    Kind(
        codes.ROSTER_TERMINAL_LANGUAGE,
        "the questionnaire has no texts in {language}",
        'check that "{label}" reads {shown}, which the terminal shows',
        "A panellist who answers at a terminal speaks a language into which the questionnaire is not translated.",
        Severity.WARNING,
    ),
)

KINDS: tuple[Kind, ...] = _HAPPENINGS + _FILES + ROSTERS
