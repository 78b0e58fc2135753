"""Problems of response files, and of saving them."""

from __future__ import annotations

from sstc_survey.problems import Kind, codes

# Any file
_FILES: tuple[Kind, ...] = (
    Kind(
        codes.IS_A_LINK,
        "this is a link, not a file",
        "put the file there, or name it on the command line",
        "Links in folders are not followed: they can lead outside the folder or form a loop.",
    ),
    Kind(
        codes.IS_A_PIPE,
        "this is a pipe, not a file",
        "save its output to a file first",
        "A named pipe was given instead of a file; reading it could wait forever.",
    ),
    Kind(
        codes.IS_A_DEVICE,
        "this is a device or a socket, not a file",
        "name a file",
        "A device or socket was given instead of a file.",
    ),
    Kind(
        codes.TOO_LARGE,
        "the file is {size}; the maximum is {limit}",
        "check that it is the right file",
        "Very large files are not read, so that they cannot exhaust memory.",
    ),
)

# A response file that is not included
_RESPONSES: tuple[Kind, ...] = (
    Kind(
        codes.RESPONSE_EMPTY,
        "the file is empty",
        "restore it from a backup, or delete it",
        "A response file has no content.",
    ),
    Kind(
        codes.RESPONSE_TRUNCATED,
        "the file is truncated",
        "restore it from a backup",
        "The end of the response is missing, for example after an interrupted copy.",
    ),
    Kind(
        codes.RESPONSE_NOT_JSON,
        "invalid JSON",
        "restore it from a backup, or move it out of the folder",
        "A .json file contains something else, or is damaged.",
    ),
    Kind(
        codes.RESPONSE_NOT_UTF8,
        "the text is not UTF-8",
        "restore it from a backup",
        "The file contains bytes that are not valid UTF-8.",
    ),
    Kind(
        codes.RESPONSE_OTHER_FORMAT,
        "this is not an sstc-survey response",
        "move it out of the folder",
        'The file is JSON, but its `format` is not "sstc-survey/response".',
    ),
    Kind(
        codes.RESPONSE_NEWER_SCHEMA,
        "this response is from a newer version (schema {schema}; this one reads up to {known})",
        "update sstc-survey",
        "The file uses a schema that this version cannot read.",
    ),
    Kind(
        codes.RESPONSE_UNKNOWN_SCHEMA,
        "unknown schema {schema}",
        "restore the file from a backup",
        "No version has used this `schema`.",
    ),
    Kind(
        codes.RESPONSE_EDITED,
        "the file was changed after it was saved (checksum mismatch)",
        "restore it from a backup; change answers in the interview, not in the file",
        "The file was edited, converted by another program, or damaged in transfer.",
    ),
    Kind(
        codes.RESPONSE_NOT_A_NUMBER,
        "invalid JSON number {number}",
        "restore the file from a backup",
        "The value is NaN, Infinity, or too large.",
    ),
    Kind(
        codes.RESPONSE_LONG_NUMBER,
        "a whole number of more than {digits} digits",
        "restore the file from a backup",
        "Some programs that read JSON lose digits after the 18th.",
    ),
    Kind(
        codes.RESPONSE_DUPLICATE_KEY,
        'duplicate key "{key}"',
        "restore the file from a backup",
        "Programs disagree about which of two values of a key to use.",
    ),
    Kind(
        codes.RESPONSE_TOO_DEEP,
        "lists or objects are nested too deeply",
        "move it out of the folder",
        "No real response is nested this deeply; the file may be malicious.",
    ),
    Kind(
        codes.RESPONSE_TOO_MANY_VALUES,
        "the file has more than {limit} values",
        "check that it is the right file",
        "Very many values could exhaust memory, even in a small file.",
    ),
    Kind(
        codes.RESPONSE_UNKNOWN_KEY,
        'unknown key "{key}"',
        "restore the file from a backup",
        "The file has a key that its schema does not define.",
    ),
    Kind(
        codes.RESPONSE_WRONG_SHAPE,
        "invalid value at {where}",
        "restore the file from a backup",
        "A key is missing, or its value has the wrong type.",
    ),
    Kind(
        codes.RESPONSE_BAD_ID,
        'invalid response ID "{id}"',
        "restore the file from a backup",
        "A response ID is a lower-case UUID, version 7 or 8.",
    ),
    Kind(
        codes.RESPONSE_BAD_REFERENCE,
        "invalid questionnaire reference",
        "restore the file from a backup",
        "The `questionnaire` key has an invalid id or sha256.",
    ),
    Kind(
        codes.RESPONSE_BAD_TIME,
        'invalid date and time "{time}"',
        "restore the file from a backup",
        "`started` or `finished` is not an RFC 3339 date and time with an offset.",
    ),
    Kind(
        codes.RESPONSE_EVENT_ORDER,
        "expected event {expected}, found event {seq}",
        "restore the file from a backup",
        "Events are numbered from 1 without gaps; one is missing, duplicated or out of order.",
    ),
    Kind(
        codes.RESPONSE_EVENT_TIME,
        "event {seq} is earlier than the one before it",
        "restore the file from a backup",
        "The elapsed time of events must not decrease.",
    ),
    Kind(
        codes.RESPONSE_BAD_EVENT,
        "invalid data in event {seq} ({kind})",
        "restore the file from a backup",
        "The event data has a missing or extra key, or a value of the wrong type.",
    ),
    Kind(
        codes.RESPONSE_NOT_ITS_HISTORY,
        '"{part}" does not match the events',
        "restore the file from a backup",
        "`answers`, `missing` and `comments` must match the recorded events.",
    ),
    Kind(
        codes.RESPONSE_MISNAMED,
        "wrong file name: the file contains response {id}",
        "rename it to {id}.json",
        "The file name does not match the response in the file.",
    ),
    Kind(
        codes.RESPONSE_ERASED,
        "this response was erased on {time}",
        "leave the file in place; it marks copies of the response as erased",
        "The respondent withdrew; only the ID of the response and the time of erasure remain.",
    ),
    Kind(
        codes.RESPONSE_ERASED_ELSEWHERE,
        "this is a copy of a response that was erased on {time} ({file})",
        "to erase it too, run: sstc-survey delete {id} --erase --answers {folder}",
        "The respondent withdrew and the response was erased, but this file still contains it. It is not counted.",
    ),
    Kind(
        codes.LEFT_TEMPORARY,
        "temporary file of an interrupted save",
        "leave it, or delete it; the next interview in this folder removes it",
        "The program was killed, or the power failed, during a save. The file that it was to replace is intact.",
    ),
    Kind(
        codes.LEFT_LOCK,
        "unused lock file",
        "leave it, or delete it; the next interview in this folder removes it",
        "The program was killed, or the power failed, while an interview was open. The interview is no longer locked.",
    ),
    Kind(
        codes.SEALS_NOT_PRIVATE,
        "other users can write this file, so it is not used",
        "delete it; it is created again",
        "The file `.verified` lists the responses that have passed every check. It is used only if nobody but its "
        "owner can write it.",
    ),
)

# An interview that cannot be saved as it should: what an interviewer reads is translated
WHILE_INTERVIEWING: tuple[Kind, ...] = (
    Kind(
        codes.RESPONSE_FULL,
        "with this answer the response would contain {size}; the maximum is {limit}",
        "shorten the answer, or skip the question",
        "A response that could not be read again is not saved: it can contain 16 MiB, of which 1 MiB is reserved for "
        "the end, and 250,000 values.",
    ),
    Kind(
        codes.RESPONSE_HALF_CHARACTER,
        "invalid character (a lone surrogate)",
        "type it again, or restore the file from a backup",
        "The text is not valid Unicode and could not be read back.",
    ),
    Kind(
        codes.RESPONSE_CONFLICT,
        "this file conflicts with {others}; none of them is counted",
        "choose the right one and move the others out of the folder",
        "Copies of an interview were continued separately, so neither contains the other.",
    ),
    Kind(
        codes.RESPONSE_LOCKED,
        "this response is open elsewhere",
        "close it there first",
        "The response is open in another window, or on another machine that shares the folder.",
    ),
    Kind(
        codes.RESPONSE_EXISTS,
        "a file with this name already exists",
        "choose another folder",
        "A new interview found a file with its own name.",
    ),
    Kind(
        codes.RESPONSE_REPLACED,
        "another program replaced this file; both versions are saved",
        "continue; this interview is saved under a name with `conflict`",
        "While an interview was open, its file was replaced, for example by a sync program, a restored backup, or a "
        "second interview. Nothing is overwritten: this interview is saved in its own file, and `list` shows both.",
    ),
    Kind(
        codes.LOCK_REMOVED,
        "the lock of this interview was removed",
        "try again",
        "A file in the folder `.locks` was deleted while its interview was open, so another interview could have "
        "opened the response. The next attempt locks it again, unless another interview has done so.",
    ),
    Kind(
        codes.FOLDER_CANNOT_LOCK,
        "files in this folder cannot be locked: {reason}",
        "choose a folder on a local disk",
        "Some network and removable disks do not support file locks, so two interviews could overwrite each other.",
    ),
    Kind(
        codes.FOLDER_NOT_MADE,
        "cannot create the folder: {reason}",
        "choose another folder",
        "The answers folder does not exist, and the operating system cannot create it.",
    ),
    Kind(
        codes.DISK_FULL,
        "the disk is full",
        "free some space and try again, or choose another folder",
        "The disk has no free space, or no free entries for new files.",
    ),
    Kind(
        codes.QUOTA_FULL,
        "your disk quota is used up",
        "delete some of your files and try again, or choose another folder",
        "Your quota on this disk is reached.",
    ),
    Kind(
        codes.FILE_SIZE_LIMIT,
        "the file would exceed the system's size limit",
        "raise the limit (ulimit -f) and try again, or choose another folder",
        "A limit on the size of files is set for this session or this disk.",
    ),
    Kind(
        codes.DISK_FAILING,
        "the disk reports an error",
        "choose a folder on another disk",
        "The disk or the cable is failing, or a removable disk was removed.",
    ),
    Kind(
        codes.DISK_READ_ONLY,
        "the disk is read-only",
        "choose a folder on another disk",
        "The disk is mounted read-only.",
    ),
    Kind(
        codes.NOT_PERMITTED,
        "permission denied",
        "change the permissions, or choose another folder",
        "You do not have permission to write to the folder.",
    ),
    Kind(
        codes.FOLDER_GONE,
        "the folder is gone",
        "restore it and try again, or choose another folder",
        "The folder was moved or deleted, or its disk was removed.",
    ),
    Kind(
        codes.OUT_OF_MEMORY,
        "not enough memory",
        "close other programs, or raise the limit (ulimit -v), and try again",
        "The system has no more memory for the program. Everything reported as saved is intact.",
    ),
    Kind(
        codes.CANNOT_WRITE,
        "cannot write the file: {reason}",
        "try again, or choose another folder",
        "The operating system could not write the file.",
    ),
)

# The clock, and the copies of questionnaires
_AROUND: tuple[Kind, ...] = (
    Kind(
        codes.CLOCK_IMPOSSIBLE,
        "the clock of this computer is wrong ({seconds} seconds since 1970)",
        "set the clock",
        "Response IDs contain the time; a clock before 1970 or after 9000 cannot be right.",
    ),
    Kind(
        codes.QUESTIONNAIRE_COPY_MISSING,
        "the saved copy of the questionnaire is missing",
        "copy it from where the answers came from; to resume a draft, run: sstc-survey run FILE --resume ID",
        "The `questionnaires` folder next to the responses lacks a file they need.",
    ),
    Kind(
        codes.QUESTIONNAIRE_COPY_CHANGED,
        "the saved copy of the questionnaire was changed (checksum mismatch)",
        "copy it again from where the answers came from",
        "Copies of questionnaires are named after their SHA-256, so they must not change.",
    ),
)

KINDS: tuple[Kind, ...] = _FILES + _RESPONSES + WHILE_INTERVIEWING + _AROUND
