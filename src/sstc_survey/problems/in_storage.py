"""Problems of response files, and of saving them."""

from __future__ import annotations

from sstc_survey.problems import Kind, codes

# Any file
_FILES: tuple[Kind, ...] = (
    Kind(
        codes.IS_A_LINK,
        "this is a link, not a file",
        "put the file itself there, or name it on the command line",
        "Links in folders are not followed: they may lead out of the folder, or round in a circle.",
    ),
    Kind(
        codes.IS_A_PIPE,
        "this is a pipe, not a file",
        "save what comes out of it to a file first",
        "A named pipe stands where a file is wanted; reading it could wait for ever.",
    ),
    Kind(
        codes.IS_A_DEVICE,
        "this is a device or a socket, not a file",
        "name a file",
        "A device such as a disk or a terminal stands where a file is wanted.",
    ),
    Kind(
        codes.TOO_LARGE,
        "the file holds {size}, and {limit} is the most",
        "see whether it is the right file",
        "Files beyond a bound are not read, so that none can fill the memory.",
    ),
)

# A response file that is not included
_RESPONSES: tuple[Kind, ...] = (
    Kind(
        codes.RESPONSE_EMPTY,
        "the file is empty",
        "bring it back from a copy, or delete it",
        "A file of no bytes stands among the responses.",
    ),
    Kind(
        codes.RESPONSE_TRUNCATED,
        "the file breaks off in the middle",
        "bring it back from a copy",
        "The end of the response is missing, as after a copy that was broken off.",
    ),
    Kind(
        codes.RESPONSE_NOT_JSON,
        "this is not JSON",
        "bring it back from a copy, or move it out of the folder",
        "A file named .json holds something else, or was damaged.",
    ),
    Kind(
        codes.RESPONSE_NOT_UTF8,
        "the text is not UTF-8",
        "bring it back from a copy",
        "The file holds bytes that no UTF-8 text has.",
    ),
    Kind(
        codes.RESPONSE_OTHER_FORMAT,
        "this is not a response of sstc-survey",
        "move it out of the folder",
        'JSON whose `format` is not "sstc-survey/response".',
    ),
    Kind(
        codes.RESPONSE_NEWER_SCHEMA,
        "this response was made by a newer version (schema {schema}; {known} is the newest known here)",
        "update sstc-survey",
        "The file is of a schema that this version does not know yet.",
    ),
    Kind(
        codes.RESPONSE_UNKNOWN_SCHEMA,
        "there is no schema {schema}",
        "bring the file back from a copy",
        "The `schema` of the file is not a number that any version has used.",
    ),
    Kind(
        codes.RESPONSE_EDITED,
        "the file was changed after it was saved: its checksum does not match",
        "bring it back from a copy; answers are changed in the interview, not in the file",
        "The file was edited by hand, converted by another program, or damaged on the way.",
    ),
    Kind(
        codes.RESPONSE_NOT_A_NUMBER,
        "{number} is not a number that JSON can hold",
        "bring the file back from a copy",
        "NaN, Infinity, or a number too large for any program to read.",
    ),
    Kind(
        codes.RESPONSE_LONG_NUMBER,
        "a whole number of more than {digits} digits",
        "bring the file back from a copy",
        "Integers of more than 18 digits do not survive every program that reads JSON.",
    ),
    Kind(
        codes.RESPONSE_DUPLICATE_KEY,
        'the key "{key}" stands twice in one object',
        "bring the file back from a copy",
        "Programs disagree on which of two values of the same key counts.",
    ),
    Kind(
        codes.RESPONSE_TOO_DEEP,
        "lists or objects stand too deep in one another",
        "move it out of the folder",
        "Nothing in a response is nested deeply; such a file was made to do harm.",
    ),
    Kind(
        codes.RESPONSE_TOO_MANY_VALUES,
        "the file holds more than {limit} values",
        "see whether it is the right file",
        "A file of many tiny values would fill the memory, however small it is.",
    ),
    Kind(
        codes.RESPONSE_HALF_CHARACTER,
        "the text holds half a character (a lone surrogate), which no file can hold",
        "type it again, or bring the file back from a copy",
        "A text is not valid Unicode, so that it could be written but never read back.",
    ),
    Kind(
        codes.RESPONSE_UNKNOWN_KEY,
        'unknown key "{key}"',
        "bring the file back from a copy",
        "The file holds a key that a response of this schema does not have.",
    ),
    Kind(
        codes.RESPONSE_WRONG_SHAPE,
        "what stands at {where} is not what a response has there",
        "bring the file back from a copy",
        "A key is missing, or its value is of another type than the format says.",
    ),
    Kind(
        codes.RESPONSE_BAD_ID,
        '"{id}" is not the id of a response',
        "bring the file back from a copy",
        "An id is a UUID of version 7 or 8 in lower case.",
    ),
    Kind(
        codes.RESPONSE_BAD_REFERENCE,
        "the file does not say which questionnaire it was made with",
        "bring the file back from a copy",
        "The `questionnaire` of the file has an impossible id or sha256.",
    ),
    Kind(
        codes.RESPONSE_BAD_TIME,
        '"{time}" is not a date and time with its offset',
        "bring the file back from a copy",
        "`started` or `finished` is not written as RFC 3339 has it.",
    ),
    Kind(
        codes.RESPONSE_EVENT_ORDER,
        "event {seq} stands where event {expected} should",
        "bring the file back from a copy",
        "Events are numbered from 1 without gaps; one is missing, doubled or moved.",
    ),
    Kind(
        codes.RESPONSE_EVENT_TIME,
        "event {seq} is timed before the one before it",
        "bring the file back from a copy",
        "The elapsed time of events never runs backwards.",
    ),
    Kind(
        codes.RESPONSE_BAD_EVENT,
        "event {seq} does not hold what an event of the kind {kind} holds",
        "bring the file back from a copy",
        "The data of an event lacks a key, has one too many, or has a value of the wrong type.",
    ),
    Kind(
        codes.RESPONSE_NOT_ITS_HISTORY,
        "the {part} are not what the events add up to",
        "bring the file back from a copy",
        "`answers`, `missing` and `comments` must be what the history of the interview leaves.",
    ),
    Kind(
        codes.RESPONSE_MISNAMED,
        "the file has the name of another response: it holds {id}",
        "name it {id}.json",
        "A file that is named after one response holds another one.",
    ),
    Kind(
        codes.RESPONSE_CONFLICT,
        "this interview went on differently in {others}; none of them is tallied",
        "keep the right one and move the others out of the folder",
        "Copies of one interview were continued apart; neither is the beginning of the other.",
    ),
    Kind(
        codes.RESPONSE_FULL,
        "with this reply the interview would hold {size}, and {limit} is the most",
        "shorten the reply, or leave the question blank",
        "What could not be read again is not saved: a response holds up to 16 MiB, of which 1 MiB is kept for the end, "
        "and 250,000 values.",
    ),
    Kind(
        codes.RESPONSE_ERASED,
        "this response was erased on {time}",
        "leave the file where it is: it keeps copies of the response from coming back",
        "Somebody withdrew: of the response only its ID and the time of that are left.",
    ),
    Kind(
        codes.RESPONSE_ERASED_ELSEWHERE,
        "this is a copy of a response that was erased on {time} ({file})",
        "erase it too: sstc-survey delete {id} --erase --answers {folder}",
        "Somebody withdrew, and the response was erased; this file still has it. It is not tallied.",
    ),
    Kind(
        codes.LEFT_TEMPORARY,
        "this is left of a save that was cut off",
        "leave it or delete it: the next start of an interview here takes it away",
        "A program was killed, or the power failed, while it wrote. What it was to replace is whole.",
    ),
    Kind(
        codes.LEFT_LOCK,
        "nobody holds this lock",
        "leave it or delete it: the next start of an interview here takes it away",
        "A program was killed, or the power failed, while an interview was open. The lock went with it.",
    ),
    Kind(
        codes.SEALS_NOT_PRIVATE,
        "others can write this file, so it is not believed",
        "delete it: it comes back",
        "The file `.verified` remembers which responses have passed every check, and is believed only if nobody but "
        "its owner can write it.",
    ),
)

# The folder, the disk, and the copies of questionnaires
_SAVING: tuple[Kind, ...] = (
    Kind(
        codes.RESPONSE_LOCKED,
        "another interview has this response open",
        "finish or close it there first",
        "The response is open in another window, or on another machine that shares the folder.",
    ),
    Kind(
        codes.CLOCK_IMPOSSIBLE,
        "the clock of this computer is wrong: it tells {seconds} seconds since 1970",
        "set the clock",
        "Responses are named after their time, and hold it: a clock before 1970 or after 9000 cannot be right.",
    ),
    Kind(
        codes.RESPONSE_EXISTS,
        "there is already a file of this name",
        "choose another folder",
        "The first save of a new interview found a file where its own should be.",
    ),
    Kind(
        codes.RESPONSE_REPLACED,
        "another program has put another file in its place; both are kept",
        "go on: the interview is saved beside it, under a name with `conflict`; choose between them afterwards",
        "While an interview was open, its file was replaced, such as by a program that synchronises folders, by a "
        "restored backup, or by a second interview. Nothing is overwritten: this interview goes on in a file of its "
        "own, and `list` names both.",
    ),
    Kind(
        codes.LOCK_REMOVED,
        "the lock of this interview was removed, so that another could have opened it",
        "try again",
        "A file in the folder `.locks` was deleted while its interview was open. The next try takes the lock again, "
        "unless another interview has it by then.",
    ),
    Kind(
        codes.FOLDER_CANNOT_LOCK,
        "this folder cannot lock files: {reason}",
        "choose a folder on a disk of this machine",
        "Some network and removable disks cannot lock files, so that two interviews could overwrite each other.",
    ),
    Kind(
        codes.FOLDER_NOT_MADE,
        "the folder cannot be made: {reason}",
        "choose another folder",
        "The folder for the answers does not exist, and the operating system refuses to make it.",
    ),
    Kind(
        codes.DISK_FULL,
        "there is no room left on the disk",
        "free some space and try again, or choose another folder",
        "The disk has no free space, or no free entries for new files.",
    ),
    Kind(
        codes.QUOTA_FULL,
        "your share of the disk is used up",
        "delete something of yours and try again, or choose another folder",
        "The disk has a quota for each user, and it is reached.",
    ),
    Kind(
        codes.FILE_SIZE_LIMIT,
        "the file would be larger than the system allows",
        "raise the limit (ulimit -f) and try again, or choose another folder",
        "A limit on the size of files is set for this session or this disk.",
    ),
    Kind(
        codes.DISK_FAILING,
        "the disk reports an error",
        "choose a folder on another disk",
        "The disk or the cable is failing, or a removable disk was taken out.",
    ),
    Kind(
        codes.DISK_READ_ONLY,
        "the disk is read-only",
        "choose a folder on another disk",
        "The disk is mounted so that nothing can be written to it.",
    ),
    Kind(
        codes.NOT_PERMITTED,
        "you may not write here",
        "choose a folder of your own, or have its permissions changed",
        "The permissions of the folder do not let this user write.",
    ),
    Kind(
        codes.FOLDER_GONE,
        "the folder is not there",
        "bring it back and try again, or choose another folder",
        "The folder was moved or deleted, or its disk was taken out.",
    ),
    Kind(
        codes.OUT_OF_MEMORY,
        "there is not enough memory",
        "close other programs, or raise the limit (ulimit -v), and try again",
        "The system gives the program no more memory. What was said to be saved is whole.",
    ),
    Kind(
        codes.CANNOT_WRITE,
        "this cannot be written: {reason}",
        "try again, or choose another folder",
        "The operating system refused to write the file.",
    ),
    Kind(
        codes.QUESTIONNAIRE_COPY_MISSING,
        "the copy of the questionnaire that the interview was held with is not there",
        "bring the file back from where the answers came from; to go on with a draft, name the questionnaire itself: "
        "sstc-survey run FILE --resume ID",
        "The folder `questionnaires` beside the responses lacks a file that they need.",
    ),
    Kind(
        codes.QUESTIONNAIRE_COPY_CHANGED,
        "the copy of the questionnaire was changed: it does not match its name",
        "bring the file back from where the answers came from",
        "The copies of questionnaires are named after their SHA-256 and never change.",
    ),
)

KINDS: tuple[Kind, ...] = _FILES + _RESPONSES + _SAVING
