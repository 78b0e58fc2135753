"""Problems of batches: of replies from a file, and of simulated ones."""

from __future__ import annotations

from sstc_survey.problems import Kind, codes

KINDS: tuple[Kind, ...] = (
    Kind(
        codes.BATCH_ROW_DIFFERS,
        "this row is saved already, with other replies: {file}",
        "see which is right; if it is the row, move that file out of the folder, and give the rows again",
        "A response with the key of this row is there, and does not say the same. It was not changed.",
    ),
    Kind(
        codes.BATCH_ROW_ERASED,
        "the response of this row was erased on {time}, and is not saved again",
        "take the row out of the file",
        "Somebody withdrew, and their response was erased; the file that it came from still has it.",
    ),
    Kind(
        codes.BATCH_ROW_CHANGED,
        "a row of the batch that was cut is no longer in the file: what it said is saved in {file}, and is not tallied",
        "if the row was corrected, take the earlier one away: sstc-survey delete {file}",
        "Between a batch that was cut and the command that completed it, a row was corrected or taken out. Its earlier "
        "response is kept apart, so that it is not counted beside the corrected one.",
    ),
    Kind(
        codes.BATCH_KEY_MISSING,
        'the row has no "{name}", which is to tell the rows apart',
        "give it one, or leave --key out",
        "With --key NAME, every row of a file of replies has its own value there.",
    ),
    Kind(
        codes.BATCH_KEY_TWICE,
        '"{key}" stands in two rows, also at {other}, and is to tell the rows apart',
        "correct one of them, or leave --key out: then two equal rows are two responses",
        "With --key NAME, no two rows of a file of replies have the same value there.",
    ),
    Kind(
        codes.BATCH_LOCKED,
        "another batch is being saved in this folder",
        "wait until it is done, and try again",
        "Batches of replies are saved in a folder one after the other.",
    ),
    Kind(
        codes.BATCH_UNFINISHED,
        "a batch of {count} from {source} is unfinished: those that are saved are not tallied",
        "complete it with: {command}",
        "The command that saves a batch was ended in the middle.",
    ),
    Kind(
        codes.BATCH_MARKER_DAMAGED,
        "the file that names the responses of an unfinished batch is damaged",
        "give the command of the batch again, and then delete this file",
        "While a batch of replies is saved, a file in `.batches` names its responses, so that half a batch does not "
        "count. Nobody can tell any more which they are.",
    ),
    Kind(
        codes.SIMULATION_DIFFERS,
        "this interview is saved already, with other replies",
        "choose another --seed, or another folder",
        "On one day, `simulate --answers` makes the same responses from the same seed. Another version of the "
        "questionnaire, or of the program, replies otherwise. What was saved before stays, and nothing else is saved.",
    ),
)
