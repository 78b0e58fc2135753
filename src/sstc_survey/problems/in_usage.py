"""Problems of how the program was called."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

_USAGE: tuple[Kind, ...] = (
    Kind(
        codes.NO_SUCH_FILE,
        "there is no such file",
        "see how its name is spelt, and which folder this is",
        about="A path on the command line leads nowhere.",
    ),
    Kind(
        codes.IS_A_FOLDER,
        "this is a folder, and a file is wanted",
        "name the file in it",
        about="A folder was given where a questionnaire or a replies file is wanted.",
    ),
    Kind(
        codes.UNREADABLE,
        "this cannot be read: {reason}",
        "see whether the file is whole, and who may read it",
        about="The operating system refused to read the file.",
    ),
    Kind(
        codes.NOT_SHIPPED,
        "the questionnaire {name} is missing from this installation",
        "install sstc-survey again",
        "A file that belongs to the program is not there.",
    ),
    Kind(
        codes.USAGE,
        "{message}",
        "sstc-survey --help lists the commands, sstc-survey COMMAND --help their options",
        "The command line cannot be understood.",
    ),
    Kind(
        codes.OWN_FAULT,
        "sstc-survey met a fault of its own: {name}: {message}",
        "what was answered is saved; set SSTC_SURVEY_DEBUG=1 to see where, and report it",
        "A bug. What was saved before it is whole.",
    ),
    Kind(
        codes.NO_DRAFT,
        "there is no draft to go on with in {folder}",
        "sstc-survey list {folder} shows what is there",
        "`run --resume` found no partial response.",
    ),
    Kind(
        codes.NO_LANGUAGE_CHOSEN,
        "no language was chosen",
        "choose one, or name it with --language",
        "`run` offered the languages of the questionnaire, as that of the terminal is not its default.",
    ),
    Kind(
        codes.NO_RESPONSE,
        "no responses in {folder}",
        "check the folder, or name another with --answers",
        "`show --last` found no response.",
    ),
    Kind(
        codes.SHOW_WHICH,
        "missing ID",
        "write the beginning of an ID, or --last for the response that was saved last",
        "`show` was given neither an ID nor `--last`.",
    ),
    Kind(
        codes.NO_SUCH_RESPONSE,
        'no response here has an ID that begins with "{prefix}"',
        "sstc-survey list {folder} shows what is there",
        "An ID on the command line fits no response.",
    ),
    Kind(
        codes.AMBIGUOUS_ID,
        '"{prefix}" begins the IDs of {count} responses: {ids}',
        "write more of it",
        "The beginning of an ID fits several responses.",
    ),
    Kind(
        codes.NOT_A_DRAFT,
        "response {id} is {status}, not a draft",
        "only drafts can be gone on with",
        "`run --resume ID` names a response that is finished or void.",
    ),
    Kind(
        codes.OTHER_QUESTIONNAIRE,
        'this is a response to "{found}", not to "{wanted}"',
        "resume it without naming a questionnaire",
        "A draft was to be resumed with another questionnaire than it was begun with.",
    ),
    Kind(
        codes.WHICH_DRAFT,
        "there are {count} drafts: {ids}",
        "name one: sstc-survey run --resume ID",
        "Several drafts, and none was picked; without a terminal none can be.",
    ),
    Kind(
        codes.UNKNOWN_LANGUAGE,
        'the questionnaire has no language "{language}"',
        "it has: {known}",
        "`--language` names a language that no text of the questionnaire is in.",
    ),
    Kind(
        codes.AMBIGUOUS_LANGUAGE,
        'the questionnaire has several languages that "{language}" may be',
        "name one of them: {known}",
        "`--language` names a language that the questionnaire has in several scripts or for several countries only.",
    ),
    Kind(
        codes.OUTPUT_FAILED,
        "the output could not be written: {reason}",
        "see whether its disk has room; what was answered is saved all the same",
        "Standard output leads to a disk that is full, or to something that went away.",
    ),
    Kind(
        codes.OUTPUT_IS_INPUT,
        "the command reads this file, and it is not overwritten",
        "name another file to write to",
        "The file to write is what the command reads, perhaps under another name.",
    ),
    Kind(
        codes.OUTPUT_IS_RESPONSE,
        "this file holds a response, and it is not overwritten",
        "name another file to write to",
        "The file to write holds the answers of an interview, whatever its name is and whether it is whole or not.",
    ),
    Kind(
        codes.OUTPUT_IS_QUESTIONNAIRE,
        "this file is a questionnaire, and it is not overwritten",
        "name another file to write to",
        "The file to write has the keys of a questionnaire.",
    ),
    Kind(
        codes.OUTPUT_MAY_BE_INPUT,
        "by its name this file has replies or a questionnaire, and it is not overwritten",
        "name another file to write to, or delete this one first",
        "Under a name that ends in .json, .jsonl, .yaml or .yml, only what the program itself wrote is replaced: else "
        "replies that are not saved yet, or a questionnaire that is not finished, would be lost.",
    ),
    Kind(
        codes.OUTPUT_READ_ONLY,
        "this file is read-only, and it is not overwritten",
        "name another file to write to, or allow writing to this one (chmod u+w)",
        "The file to write is protected by its permissions.",
    ),
    Kind(
        codes.OUTPUT_AMONG_ANSWERS,
        "answers are kept in {folder}, and nothing else is written there",
        "name a file in another folder",
        "The file to write is in a folder of responses, or below one.",
    ),
    Kind(
        codes.OUTPUT_AMONG_INPUTS,
        "the command reads all of {folder}, and it writes nothing there",
        "name a file in another folder",
        "The file to write is in a folder that was given to be read, or below it.",
    ),
    Kind(
        codes.OPTIONS_CONTRADICT,
        "{first} and {second} do not go together",
        "leave one of them out",
        "Two options on the command line ask for different things.",
    ),
    Kind(
        codes.OPTION_NEEDS,
        "{option} goes only with {needed}",
        "add {needed}, or leave {option} out",
        "An option on the command line means nothing without another.",
    ),
    Kind(
        codes.COMPLETION_ENVIRONMENT,
        "the environment asks for completions, but {name} is not set as a shell sets it",
        "unset it; sstc-survey --show-completion prints what a shell is to do",
        "A variable that is for the completion of commands in a shell was set by something else.",
    ),
    Kind(
        codes.FILE_EXISTS,
        "there is such a file already, and it is not overwritten",
        "name another: sstc-survey new FILE",
        "`new` was to write a questionnaire over a file.",
    ),
    Kind(
        codes.ID_TOO_SHORT,
        "to delete something takes at least {least} characters of its ID",
        "write more of the ID, or the path of the file",
        "So few characters could be a slip.",
    ),
    Kind(
        codes.DELETE_COMPLETE,
        "response {id} is {status}, and only drafts are deleted",
        "for a person who withdraws, sstc-survey delete {id} --erase erases it for good",
        "What was answered is kept; `delete` is for drafts, and for responses of a batch that was cut.",
    ),
    Kind(
        codes.SAME_ID_TWICE,
        "response {id} is in several files: {files}",
        "name the file instead of the ID",
        "Folders were merged, or copies were continued, and an ID on the command line fits more than one file.",
    ),
    Kind(
        codes.RESPONSE_COPIED,
        "this response is also in {files}",
        "remove the copies that nobody needs",
        "A program that synchronises folders, a browser or a file manager has made copies of a response. The file that "
        "has the name of the response is shown, resumed or deleted; the copies stay as they are.",
        Severity.WARNING,
    ),
    Kind(
        codes.RESPONSE_BEHIND,
        "a copy of this response goes further: {file}",
        "name that file instead of the ID",
        "A copy of a response was continued, or the file itself is from before: it has less than the copy.",
        Severity.WARNING,
    ),
    Kind(
        codes.RESPONSE_RENAMED,
        "this file of a response has another name than the program gives it",
        "rename it to {name}",
        "A response file was renamed, or it is a copy whose original is gone. It is read and saved under that name.",
        Severity.WARNING,
    ),
)

# What `summarize` was called with
_SUMMARIES: tuple[Kind, ...] = (
    Kind(
        codes.SUMMARY_NOTHING_FOUND,
        "there is no response in {paths}",
        "name the folder that the answers are in; sstc-survey run makes some",
        "Nothing under the paths on the command line can be read as a response.",
    ),
    Kind(
        codes.SUMMARY_SEVERAL_QUESTIONNAIRES,
        "these are answers to {count} questionnaires: {ids}",
        "summarise one at a time: {commands}",
        "Answers to different questionnaires do not add up.",
    ),
    Kind(
        codes.SUMMARY_NO_QUESTIONNAIRE,
        "the questionnaire {id} {version} is not beside the answers: {reason}",
        "bring {file} back from where the answers came from, or name another copy with --questionnaire FILE",
        "The copy of the questionnaire that most responses were made with cannot be used.",
    ),
    Kind(
        codes.SUMMARY_OTHER_QUESTIONNAIRE,
        'this is a response to "{found}", not to "{wanted}"',
        "summarise it with its own questionnaire",
        "`summarize --questionnaire` met a response to another questionnaire, and left it out.",
    ),
    Kind(
        codes.SUMMARY_UNKNOWN_QUESTION,
        'there is no question "{name}"',
        "the questions are: {known}",
        "`summarize --question` names a question that the questionnaire does not have.",
    ),
)

KINDS: tuple[Kind, ...] = _USAGE + _SUMMARIES
