"""What can be wrong with a response file, or with keeping one."""

from __future__ import annotations

from sstc_survey.problems import Kind

_FILES: tuple[Kind, ...] = (
    Kind(
        "is-a-link",
        "this is a link, not a file",
        "put the file itself there, or name it on the command line",
        "Links in folders are not followed: they may lead out of the folder, or round in a circle.",
    ),
    Kind(
        "is-a-pipe",
        "this is a pipe, not a file",
        "save what comes out of it to a file first",
        "A named pipe stands where a file is wanted; reading it could wait for ever.",
    ),
    Kind(
        "is-a-device",
        "this is a device or a socket, not a file",
        "name a file",
        "A device such as a disk or a terminal stands where a file is wanted.",
    ),
    Kind(
        "too-large",
        "the file holds {size}, and {limit} is the most",
        "see whether it is the right file",
        "Files beyond a bound are not read, so that none can fill the memory.",
    ),
)

_REFUSED: tuple[Kind, ...] = (
    Kind(
        "response-empty",
        "the file is empty",
        "bring it back from a copy, or delete it",
        "A file of no bytes stands among the responses.",
    ),
    Kind(
        "response-truncated",
        "the file breaks off in the middle",
        "bring it back from a copy",
        "The end of the response is missing, as after a copy that was broken off.",
    ),
    Kind(
        "response-not-json",
        "this is not JSON",
        "bring it back from a copy, or move it out of the folder",
        "A file named .json holds something else, or was damaged.",
    ),
    Kind(
        "response-not-utf8",
        "the text is not UTF-8",
        "bring it back from a copy",
        "The file holds bytes that no UTF-8 text has.",
    ),
    Kind(
        "response-other-format",
        "this is not a response of sstc-survey",
        "move it out of the folder",
        'JSON whose `format` is not "sstc-survey/response".',
    ),
    Kind(
        "response-newer-schema",
        "this response was made by a newer version (schema {schema}; {known} is the newest known here)",
        "update sstc-survey",
        "The file is of a schema that this version does not know yet.",
    ),
    Kind(
        "response-unknown-schema",
        "there is no schema {schema}",
        "bring the file back from a copy",
        "The `schema` of the file is not a number that any version has used.",
    ),
    Kind(
        "response-edited",
        "the file was changed after it was saved: its checksum does not match",
        "bring it back from a copy; answers are changed in the interview, not in the file",
        "The file was edited by hand, converted by another program, or damaged on the way.",
    ),
    Kind(
        "response-not-a-number",
        "{number} is not a number that JSON can hold",
        "bring the file back from a copy",
        "NaN, Infinity, or a number too large for any program to read.",
    ),
    Kind(
        "response-long-number",
        "a whole number of more than {digits} digits",
        "bring the file back from a copy",
        "Integers of more than 18 digits do not survive every program that reads JSON.",
    ),
    Kind(
        "response-duplicate-key",
        'the key "{key}" stands twice in one object',
        "bring the file back from a copy",
        "Programs disagree on which of two values of the same key counts.",
    ),
    Kind(
        "response-too-deep",
        "lists or objects stand too deep in one another",
        "move it out of the folder",
        "Nothing in a response is nested deeply; such a file was made to do harm.",
    ),
    Kind(
        "response-too-many-values",
        "the file holds more than {limit} values",
        "see whether it is the right file",
        "A file of many tiny values would fill the memory, however small it is.",
    ),
    Kind(
        "response-half-character",
        "the text holds half a character (a lone surrogate), which no file can hold",
        "type it again, or bring the file back from a copy",
        "A text is not valid Unicode, so that it could be written but never read back.",
    ),
    Kind(
        "response-unknown-key",
        'unknown key "{key}"',
        "bring the file back from a copy",
        "The file holds a key that a response of this schema does not have.",
    ),
    Kind(
        "response-wrong-shape",
        "what stands at {where} is not what a response has there",
        "bring the file back from a copy",
        "A key is missing, or its value is of another type than the format says.",
    ),
    Kind(
        "response-bad-id",
        '"{id}" is not the id of a response',
        "bring the file back from a copy",
        "An id is a UUID of version 7 in lower case.",
    ),
    Kind(
        "response-bad-reference",
        "the file does not say which questionnaire it was made with",
        "bring the file back from a copy",
        "The `questionnaire` of the file has an impossible id or sha256.",
    ),
    Kind(
        "response-bad-time",
        '"{time}" is not a date and time with its offset',
        "bring the file back from a copy",
        "`started` or `finished` is not written as RFC 3339 has it.",
    ),
    Kind(
        "response-event-order",
        "event {seq} stands where event {expected} should",
        "bring the file back from a copy",
        "Events are numbered from 1 without gaps; one is missing, doubled or moved.",
    ),
    Kind(
        "response-event-time",
        "event {seq} is timed before the one before it",
        "bring the file back from a copy",
        "The elapsed time of events never runs backwards.",
    ),
    Kind(
        "response-bad-event",
        "event {seq} does not hold what an event of the kind {kind} holds",
        "bring the file back from a copy",
        "The data of an event lacks a key, has one too many, or has a value of the wrong type.",
    ),
    Kind(
        "response-not-its-history",
        "the {part} are not what the events add up to",
        "bring the file back from a copy",
        "`answers`, `missing` and `comments` must be what the history of the interview leaves.",
    ),
    Kind(
        "response-misnamed",
        "the file has the name of another response: it holds {id}",
        "name it {id}.json",
        "A file that is named after one response holds another one.",
    ),
    Kind(
        "response-conflict",
        "this interview went on differently in {others}",
        "keep the right one and move the others out of the folder",
        "Copies of one interview were continued apart; neither is the beginning of the other.",
    ),
)

_KEEPING: tuple[Kind, ...] = (
    Kind(
        "response-locked",
        "another interview has this response open",
        "finish or close it there first",
        "The response is open in another window, or on another machine that shares the folder.",
    ),
    Kind(
        "response-exists",
        "there is already a file of this name",
        "choose another folder",
        "The first save of a new interview found a file where its own should be.",
    ),
    Kind(
        "folder-cannot-lock",
        "this folder cannot lock files: {reason}",
        "choose a folder on a disk of this machine",
        "Some network and removable disks cannot lock files, so that two interviews could overwrite each other.",
    ),
    Kind(
        "folder-not-made",
        "the folder cannot be made: {reason}",
        "choose another folder",
        "The folder for the answers does not exist, and the operating system refuses to make it.",
    ),
    Kind(
        "disk-full",
        "there is no room left on the disk",
        "free some space and try again, or choose another folder",
        "The disk has no free space, or no free entries for new files.",
    ),
    Kind(
        "quota-full",
        "your share of the disk is used up",
        "delete something of yours and try again, or choose another folder",
        "The disk has a quota for each user, and it is reached.",
    ),
    Kind(
        "file-size-limit",
        "the file would be larger than the system allows",
        "raise the limit (ulimit -f) and try again, or choose another folder",
        "A limit on the size of files is set for this session or this disk.",
    ),
    Kind(
        "disk-failing",
        "the disk reports an error",
        "choose a folder on another disk",
        "The disk or the cable is failing, or a removable disk was taken out.",
    ),
    Kind(
        "disk-read-only",
        "the disk is read-only",
        "choose a folder on another disk",
        "The disk is mounted so that nothing can be written to it.",
    ),
    Kind(
        "not-permitted",
        "you may not write here",
        "choose a folder of your own, or have its permissions changed",
        "The permissions of the folder do not let this user write.",
    ),
    Kind(
        "folder-gone",
        "the folder is not there",
        "bring it back and try again, or choose another folder",
        "The folder was moved or deleted, or its disk was taken out.",
    ),
    Kind(
        "cannot-write",
        "this cannot be written: {reason}",
        "try again, or choose another folder",
        "The operating system refused to write the file.",
    ),
    Kind(
        "questionnaire-copy-missing",
        "the copy of the questionnaire that the interview was held with is not there",
        "bring the file back from where the answers came from",
        "The folder `questionnaires` beside the responses lacks a file that they need.",
    ),
    Kind(
        "questionnaire-copy-changed",
        "the copy of the questionnaire was changed: it does not match its name",
        "bring the file back from where the answers came from",
        "The copies of questionnaires are named after their SHA-256 and never change.",
    ),
)

KINDS: tuple[Kind, ...] = _FILES + _REFUSED + _KEEPING
