"""Problems of how the program was called."""

from __future__ import annotations

from typing import Final

from sstc_survey.problems import Kind, Severity, codes

_USAGE: tuple[Kind, ...] = (
    Kind(
        codes.NO_SUCH_FILE,
        "file not found",
        "check the name and the current folder",
        "A path on the command line does not exist.",
    ),
    Kind(
        codes.IS_A_FOLDER,
        "this is a folder, not a file",
        "name a file in it",
        "A folder was given instead of a questionnaire or a replies file.",
    ),
    Kind(
        codes.UNREADABLE,
        "cannot read the file: {reason}",
        "check the file and its permissions",
        "The operating system could not read the file.",
    ),
    Kind(
        codes.NOT_SHIPPED,
        "questionnaire {name} is missing from this installation",
        "reinstall sstc-survey",
        "A file of the program is missing.",
    ),
    Kind(
        codes.EXTRA_MISSING,
        "this needs packages that are not installed",
        'run: pip install "sstc-survey[{extra}]"',
        "Some features need packages that are installed only on request. For tests of tables and means, it is the "
        "extra `stats`; for compressed packs, `pack`; for packs at URLs, `url`; for reports in DOCX, `report`.",
    ),
    Kind(
        codes.USAGE,
        "{message}",
        "run sstc-survey --help, or sstc-survey COMMAND --help",
        "The command line is not valid.",
    ),
    Kind(
        codes.OWN_FAULT,
        "internal error: {name}: {message}",
        "saved answers are safe; set SSTC_SURVEY_DEBUG=1 for details, and report it",
        "This is a bug. Everything saved before it is intact.",
    ),
    Kind(
        codes.NO_DRAFT,
        "no draft to resume in {folder}",
        "run sstc-survey list {folder}",
        "`run --resume` found no draft.",
    ),
    Kind(
        codes.NO_LANGUAGE_CHOSEN,
        "no language was chosen",
        "choose one, or name it with --language",
        "`run` offered the languages of the questionnaire, and none was chosen.",
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
        "`show` and `edit` need an ID or `--last`.",
    ),
    Kind(
        codes.NO_SUCH_RESPONSE,
        'no response ID begins with "{prefix}"',
        "run sstc-survey list {folder}",
        "An ID on the command line matches no response.",
    ),
    Kind(
        codes.AMBIGUOUS_ID,
        '"{prefix}" matches {count} responses: {ids}',
        "give more of the ID",
        "The beginning of an ID matches several responses.",
    ),
    Kind(
        codes.NOT_A_DRAFT,
        "response {id} is {status}, not a draft",
        "only drafts can be resumed",
        "`run --resume ID` names a response that is complete or void.",
    ),
    Kind(
        codes.OTHER_QUESTIONNAIRE,
        'this is a response to "{found}", not to "{wanted}"',
        "resume it without naming a questionnaire",
        "`run --resume` names a different questionnaire from the draft's.",
    ),
    Kind(
        codes.WHICH_DRAFT,
        "{count} drafts found: {ids}",
        "name one: sstc-survey run --resume ID",
        "Several drafts were found and none was chosen; without a terminal, give an ID.",
    ),
    Kind(
        codes.OUTPUT_FAILED,
        "cannot write the output: {reason}",
        "check the disk space; saved answers are safe",
        "Standard output goes to a full disk, or to a program that has ended.",
    ),
    Kind(
        codes.OUTPUT_IS_INPUT,
        "the command reads this file, so it is not overwritten",
        "choose another output file",
        "The output file is one that the command reads, perhaps under another name.",
    ),
    Kind(
        codes.OUTPUT_IS_RESPONSE,
        "this file is a response, so it is not overwritten",
        "choose another output file",
        "The output file contains the answers of an interview, whatever its name, and even if it is damaged.",
    ),
    Kind(
        codes.OUTPUT_IS_QUESTIONNAIRE,
        "this file contains a questionnaire, or keys of one, so it is not overwritten",
        "choose another output file, or delete this one first",
        "The output file has the keys of a questionnaire. It may be one, whatever its name, or a text that quotes one.",
    ),
    Kind(
        codes.OUTPUT_MAY_BE_INPUT,
        "this file may contain replies or a questionnaire, so it is not overwritten",
        "choose another output file, or delete this one first",
        "A file whose name ends in .json, .jsonl, .yaml or .yml is replaced only if the program wrote it. Otherwise, "
        "unsaved replies or an unfinished questionnaire could be lost.",
    ),
    Kind(
        codes.OUTPUT_READ_ONLY,
        "this file is read-only, so it is not overwritten",
        "choose another output file, or allow writing to this one (chmod u+w)",
        "The permissions of the output file do not allow writing.",
    ),
    Kind(
        codes.OUTPUT_AMONG_ANSWERS,
        "{folder} contains responses, so nothing else is written there",
        "choose a file in another folder",
        "The output file is in a folder of responses, or below one.",
    ),
    Kind(
        codes.OUTPUT_AMONG_INPUTS,
        "the command reads all of {folder}, so nothing is written there",
        "choose a file in another folder",
        "The output file is in a folder that the command reads, or below it.",
    ),
    Kind(
        codes.OUTPUT_NO_FOLDER,
        "the folder {folder} does not exist",
        "check the path, or make the folder first",
        "The folder in which `--output` is to write a file does not exist.",
    ),
    Kind(
        codes.OUTPUT_OTHER_FORMAT,
        "the name of the file is one for {ending}, but --format is {format}",
        "remove --format, or change the name",
        "The name of the output file and `--format` contradict each other.",
    ),
    Kind(
        codes.LIST_ROW_ELSEWHERE,
        "row {row} of the last list is in another folder: {path}",
        "run: sstc-survey list {folder}",
        "A number is that of a row of the last `list`. With `--answers`, the row must be in that folder.",
    ),
    Kind(
        codes.OPTIONS_CONTRADICT,
        "{first} and {second} cannot be combined",
        "remove one of them",
        "Two options on the command line contradict each other.",
    ),
    Kind(
        codes.OPTION_NEEDS,
        "{option} requires {needed}",
        "add {needed}, or remove {option}",
        "An option has no effect without another.",
    ),
    Kind(
        codes.COMPLETION_ENVIRONMENT,
        "invalid value of {name} in a request for shell completion",
        "unset it; to see the completion script, run: sstc-survey --show-completion",
        "A variable for shell completion was set by something other than the shell.",
    ),
    Kind(
        codes.COMPLETION_SHELL,
        'shell "{shell}" is not supported',
        "valid shells: {known}",
        "Completion with Tab was asked for in a shell that has none.",
    ),
    Kind(
        codes.COMPLETION_NO_SHELL,
        "the shell cannot be detected",
        "name it, such as: sstc-survey {option} bash",
        "Completion with Tab is for a shell, but the command was not started by one.",
    ),
    Kind(
        codes.COMPLETION_NOT_INSTALLED,
        "cannot write {file}: {reason}",
        "check its permissions; to see the completion script, run: sstc-survey --show-completion",
        "`--install-completion` could not write a start-up file of the shell.",
    ),
    Kind(
        codes.FILE_EXISTS,
        "the file already exists",
        "choose another name: sstc-survey {command} FILE",
        "`new` and `panel --new-roster` do not overwrite files.",
    ),
    Kind(
        codes.ID_TOO_SHORT,
        "deleting needs at least {least} characters of the ID",
        "give more of the ID, or the path of the file",
        "A short ID could be a typo.",
    ),
    Kind(
        codes.EDIT_DRAFT,
        "response {id} is a draft",
        "to resume it, run: sstc-survey run --resume {id}",
        "`edit` and `void` are for complete responses.",
    ),
    Kind(
        codes.EDIT_VOID,
        "response {id} is void",
        "to restore it, run: sstc-survey restore {id}",
        "A response that was made void cannot be edited.",
    ),
    Kind(
        codes.NOT_EDITABLE,
        "response {id} is {status} and cannot be edited",
        about="`edit` is for complete responses with the answers of a person: not for those that were declined or "
        "simulated.",
    ),
    Kind(
        codes.EDIT_LOCKED,
        "response {id} is being edited by {by}, since {at}",
        "close it there first",
        "The edit of a response is open in another window, or on another machine that shares the folder.",
    ),
    Kind(
        codes.EDIT_BY_WHOM,
        "the name of the person who edits is missing",
        "add --by NAME",
        "The history of a response says who edited it. Without a terminal to ask at, `edit` needs `--by`.",
    ),
    Kind(
        codes.EDIT_UNFINISHED,
        "response {id} has an unfinished edit by {by}",
        "to finish or discard it, run: sstc-survey edit {id}",
        "`edit --set` and `void` need a response without an unfinished edit.",
    ),
    Kind(
        codes.NO_EDIT,
        "response {id} has no unfinished edit",
        about="`edit --discard` found nothing to discard.",
    ),
    Kind(
        codes.EDIT_ANSWER_UNFIT,
        'the answer to "{name}" is no longer valid: {fault}',
        "add --set {name}=VALUE",
        "The changes that `edit --set` makes leave an answer that is not valid any more.",
    ),
    Kind(
        codes.EDIT_NO_VALUE,
        '"{text}" is not NAME=VALUE',
        "write the name of a question, = and its new value",
        "`--set` was given something else than a name and a value.",
    ),
    Kind(
        codes.EDIT_SET_TWICE,
        '"{name}" is set twice',
        "remove one of them",
        "Two `--set` options name the same question.",
    ),
    Kind(
        codes.NO_REASON,
        "the reason is empty",
        "write why, after --reason",
        "`void` and `edit --set` need a reason, which is kept in the history of the response.",
    ),
    Kind(
        codes.NOT_VOIDABLE,
        "response {id} is {status}, not complete",
        about="`void` names a response that is void already, or declined.",
    ),
    Kind(
        codes.NOT_VOID,
        "response {id} is {status}, not void",
        about="`restore` names a response that is not void.",
    ),
    Kind(
        codes.DELETE_COMPLETE,
        "response {id} is {status}; only drafts can be deleted",
        "if the respondent withdraws, run: sstc-survey delete {id} --erase",
        "`delete` removes drafts, and responses of an interrupted batch. With `--erase`, it erases any response for "
        "good.",
    ),
    Kind(
        codes.SAME_ID_TWICE,
        "response {id} is in several files: {files}",
        "name the file instead of the ID",
        "After folders were merged or copies were continued, an ID on the command line matches more than one file.",
    ),
    Kind(
        codes.RESPONSE_COPIED,
        "this response is also in {files}",
        "remove the copies you do not need",
        "A sync program, a browser or a file manager copied a response. The file named after the response is shown, "
        "resumed or deleted; the copies stay unchanged.",
        Severity.WARNING,
    ),
    Kind(
        codes.RESPONSE_BEHIND,
        "a copy of this response is newer: {file}",
        "name that file instead of the ID",
        "A copy of a response was continued, or this file is an earlier version.",
        Severity.WARNING,
    ),
    Kind(
        codes.RESPONSE_RENAMED,
        "unexpected name of a response file",
        "rename it to {name}",
        "A response file was renamed, or is a copy of a missing original. It is read and saved under that name.",
        Severity.WARNING,
    ),
)

# What `summarize` was called with
_SUMMARIES: tuple[Kind, ...] = (
    Kind(
        codes.SUMMARY_NOTHING_FOUND,
        "no responses in {paths}",
        "name the folder with the answers, or create some with sstc-survey run",
        "The paths on the command line contain no response files.",
    ),
    Kind(
        codes.SUMMARY_SEVERAL_QUESTIONNAIRES,
        "found responses to {count} questionnaires: {ids}",
        "choose one at a time: {commands}",
        "Responses to different questionnaires cannot be combined.",
    ),
    Kind(
        codes.SUMMARY_NO_QUESTIONNAIRE,
        "no usable copy of questionnaire {id} {version}: {reason}",
        "restore {file} from where the answers came from, or use --questionnaire FILE",
        "The saved copy of the newest response's questionnaire cannot be used.",
    ),
    Kind(
        codes.SUMMARY_OTHER_QUESTIONNAIRE,
        'this is a response to "{found}", not to "{wanted}"',
        "summarise it with its own questionnaire",
        "`summarize --questionnaire` found a response to another questionnaire and left it out.",
    ),
    Kind(
        codes.SUMMARY_UNKNOWN_QUESTION,
        'unknown question "{name}"',
        "valid names: {known}",
        "`summarize --question` names a question that the questionnaire does not have.",
    ),
    Kind(
        codes.SUMMARY_BY_EMPTY,
        'no variable in --by "{typed}"',
        "write --by NAME or --by NAME,NAME, or leave --by out",
        "`summarize --by` names nothing, as where a variable of the shell is empty.",
    ),
    Kind(
        codes.SUMMARY_BY_UNKNOWN,
        'unknown variable "{name}"',
        "valid names: {known}",
        "`summarize --by` takes the names of questions, calculated values, nets, conditions of `--any`, and language, "
        "interviewer, version and month.",
    ),
    Kind(
        codes.SUMMARY_BY_NO_COLUMNS,
        '"{name}" cannot head columns (type {type})',
        "use a select or a calculate, or count some answers with --where or a net",
        "`summarize --by` takes questions whose answers are a few fixed values. Texts, ranks and groups have none.",
    ),
    Kind(
        codes.SUMMARY_BY_NEEDS_BANDS,
        '"{name}" has too many values for columns (type {type})',
        "use --bands {name}=0-17,18-39,40+, or bands: in the questionnaire",
        "`summarize --by` takes numbers and dates in bands.",
    ),
    Kind(
        codes.SUMMARY_BANDS_FORM,
        'no bands in "{typed}"',
        "write --bands NAME=BANDS, as in age=0-17,18-39,40+",
        "`summarize --bands` takes the name of a question, an equals sign, and bands with commas between them.",
    ),
    Kind(
        codes.SUMMARY_BANDS_OF_NOTHING,
        'no number or date "{name}"',
        "name a question whose answers are numbers, dates or times, or a calculated value",
        "`summarize --bands` names something that has no values to put in bands.",
    ),
    Kind(
        codes.SUMMARY_BY_TOO_MANY,
        '"{name}" has more than {maximum} different values',
        "use --bands {name}=0-17,18-39,40+, or bands: in the questionnaire",
        "A calculated value in `summarize --by` has a column for each value.",
    ),
    Kind(
        codes.SUMMARY_MEAN_OF_NOTHING,
        '"{name}" has no numbers or scores to compare (type {type})',
        "name a question with numbers or scores: {known}",
        "`summarize --mean` takes questions whose answers are numbers, or choices with `score:`.",
    ),
    Kind(
        codes.SUMMARY_ANY_NEEDS_NAME,
        "several --any, and one has no name: {expression}",
        "give each a name: --any 'NAME={expression}'",
        "With several `summarize --any`, each needs a name for its rows, and for `--by`.",
    ),
    Kind(
        codes.SUMMARY_ANY_NAME_TAKEN,
        '--any: the name "{name}" is taken by {taken_by}',
        "give the condition another name: --any 'NAME={expression}'",
        "`summarize --any NAME=EXPRESSION` needs a name that no question, and no other condition, has.",
    ),
    Kind(
        codes.SUMMARY_ANY_NEEDS_REPEAT,
        "no question of a repeat in {expression}",
        "name one, or use --where for a condition on interviews",
        "`summarize --any` asks whether any instance of a repeat meets a condition.",
    ),
    Kind(
        codes.SUMMARY_ONE_INSTANCE,
        'in "{key}": "{name}" has an answer in each instance of "{repeat}", and only the first would be read',
        "use --any for a condition on instances, or sum(${{{name}}}), max(${{{name}}}), join(', ', ${{{name}}})",
        "A condition of `summarize` refers to a question of a repeat from outside it, without a function over all "
        "instances.",
    ),
    Kind(
        codes.SUMMARY_WHERE_NOBODY,
        "no interview meets {expression}{details}",
        "check the names and values in it",
        "The condition of `--where` leaves out every interview.",
    ),
    Kind(
        codes.SUMMARY_WHERE_HIDDEN,
        "no interview that may be looked at meets {expression}{details}",
        "use a condition on answers that nobody hides",
        "`export --where` exports no response that hides an answer which the condition reads: its being there could "
        "tell the answer. No other interview meets the condition.",
    ),
    Kind(
        codes.SAVED_NO_FOLDER,
        "no folder among {paths}",
        "name the folder with the answers, where summaries.yaml is",
        "`summarize --save` and `--use` need a folder: its `summaries.yaml` has the options of summaries.",
    ),
    Kind(
        codes.SAVED_UNKNOWN,
        'no saved summary "{name}"; there are: {known}',
        "save one with --save NAME",
        "`summarize --use` names a summary that `summaries.yaml` in the folder of the answers does not have.",
    ),
    Kind(
        codes.SAVED_NAME,
        'a summary cannot be saved as "{name}"',
        "use up to {longest} letters, digits and signs, without spaces before or after them",
        "`summarize --save` was given a name that is empty, too long or invisible.",
    ),
    Kind(
        codes.SAVED_NAME_TAKEN,
        'a summary "{name}" with other options is saved already',
        "choose another name, or delete its entry in this file",
        "`summarize --save` never replaces what was saved before.",
    ),
    Kind(
        codes.SAVED_NO_ROOM,
        "an entry cannot be added at the end",
        "write the entries below each other, each as NAME: with its options indented under it, without braces",
        "`summarize --save` adds to `summaries.yaml` and changes nothing in it. In this file, an addition would not "
        "be read as it was written.",
    ),
)

_TRANSLATIONS: tuple[Kind, ...] = (
    Kind(
        codes.TRANSLATIONS_OPEN,
        "{count} translations are missing: {languages}",
        "run: {command}",
        "`check` reports texts without a translation together. `check --format json` has each with its place.",
        Severity.WARNING,
    ),
    Kind(
        codes.TRANSLATION_COLUMNS,
        "the first line does not name the columns of translations",
        "use a file that check --translations --format csv wrote; its columns are name, key, {default} and languages",
        "`check --take` needs the columns name and key, and one for each language.",
    ),
    Kind(
        codes.TRANSLATION_UNKNOWN_TEXT,
        'the questionnaire has no text "{text}"',
        "export the texts again",
        "A row of translations names a question, a key or a choice that was removed or renamed.",
    ),
    Kind(
        codes.TRANSLATION_SOURCE_CHANGED,
        '"{text}" has changed since the export',
        "export the texts again, and check its translation",
        "The text that was translated is another one now, so its translation was not taken.",
    ),
    Kind(
        codes.TRANSLATION_CHANGED,
        'a translation of "{text}" has changed since the export',
        "export the texts again",
        "The questionnaire has another translation now than when the row was exported. It was not replaced.",
    ),
    Kind(
        codes.TRANSLATION_REFERENCES,
        'the {language} translation of "{text}" must have the same references: {expected}',
        "write ${{name}} as in the source, with the name untranslated",
        "A translation shows the answers that its source shows.",
    ),
    Kind(
        codes.TRANSLATION_NOT_WRITABLE,
        'cannot write the translation of "{text}" without changing anything else; nothing was written',
        "write this one into the file by hand, and remove its row",
        "A text is laid out in a way that `check --take` does not understand.",
    ),
    Kind(
        codes.TRANSLATION_FILE_CHANGED,
        "the questionnaire was changed meanwhile; nothing was written",
        "run the command again",
        "Another program saved the questionnaire while translations were taken.",
    ),
)

_SIMULATION: tuple[Kind, ...] = (
    Kind(
        codes.SIMULATION_NO_CHOICE,
        "choice_filter leaves no choice {answers}",
        "add a choice for this answer, or a relevant that skips the question",
        "In a simulated interview, a required question had nothing to choose from.",
    ),
)

_TRIALS: tuple[Kind, ...] = (
    Kind(
        codes.TRIAL_NOT_REACHED,
        'no interview reaches "{name}" without answers',
        "begin at an earlier question",
        "`run --from` leaves everything before a question unanswered, and this question is not asked then.",
    ),
    Kind(
        codes.WATCH_NEEDS_TERMINAL,
        "--watch needs a terminal",
        "remove --watch, or run the command in a terminal",
        "`preview --watch` draws on a screen again and again, which a pipe or a file does not have.",
    ),
)

# Also said in an interview, where it is translated
LANGUAGES: tuple[Kind, ...] = (
    Kind(
        codes.UNKNOWN_LANGUAGE,
        'unknown language "{language}"',
        "valid languages: {known}",
        "`--language`, or `/language` in an interview, names a language that the questionnaire does not use.",
    ),
    Kind(
        codes.AMBIGUOUS_LANGUAGE,
        '"{language}" matches several languages',
        "use one of: {known}",
        "`--language`, or `/language` in an interview, names a language that the questionnaire has only in several "
        "scripts, or for several countries.",
    ),
)

# What `run` and `edit` say before an interview: an interviewer reads it.
_STARTING: Final = frozenset(
    {
        codes.NO_SUCH_FILE,
        codes.IS_A_FOLDER,
        codes.UNREADABLE,
        codes.NO_DRAFT,
        codes.NO_LANGUAGE_CHOSEN,
        codes.NO_SUCH_RESPONSE,
        codes.AMBIGUOUS_ID,
        codes.NOT_A_DRAFT,
        codes.OTHER_QUESTIONNAIRE,
        codes.WHICH_DRAFT,
        codes.OPTIONS_CONTRADICT,
        codes.EDIT_DRAFT,
        codes.EDIT_VOID,
        codes.NOT_EDITABLE,
        codes.EDIT_LOCKED,
        codes.EDIT_BY_WHOM,
    }
)
STARTING: tuple[Kind, ...] = tuple(kind for kind in _USAGE if kind.code in _STARTING)

KINDS: tuple[Kind, ...] = _USAGE + _SUMMARIES + _TRANSLATIONS + _SIMULATION + _TRIALS + LANGUAGES
