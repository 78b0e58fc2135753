"""Problems of batches: of replies from a file, and of simulated ones."""

from __future__ import annotations

from sstc_survey.problems import Kind, codes

KINDS: tuple[Kind, ...] = (
    Kind(
        codes.BATCH_ROW_DIFFERS,
        "this row was already saved with other replies: {file}",
        "check which is right; to save the row, move that file out of the folder and run the command again",
        "A response with the key of this row exists, with other answers. It was not changed.",
    ),
    Kind(
        codes.BATCH_ROW_ERASED,
        "the response of this row was erased on {time} and is not saved again",
        "remove the row from the file",
        "The respondent withdrew and the response was erased, but the replies file still contains it.",
    ),
    Kind(
        codes.BATCH_ROW_CHANGED,
        "a row of the interrupted batch is no longer in the file; its response in {file} is not counted",
        "if the row was corrected, run: sstc-survey delete {file}",
        "A row was corrected or removed between an interrupted batch and the command that completed it. Its earlier "
        "response is saved separately, so that it is not counted with the corrected one.",
    ),
    Kind(
        codes.BATCH_KEY_MISSING,
        'this row has no "{name}", which --key requires',
        "add it, or remove --key",
        "With --key NAME, every row of a replies file needs its own value of NAME.",
    ),
    Kind(
        codes.BATCH_KEY_TWICE,
        'duplicate key "{key}" (also at {other})',
        "correct one of them, or remove --key; equal rows are then separate responses",
        "With --key NAME, every row of a replies file needs its own value of NAME.",
    ),
    Kind(
        codes.BATCH_LOCKED,
        "another batch is being saved in this folder",
        "wait until it is complete, and try again",
        "Batches of replies are saved in a folder one after the other.",
    ),
    Kind(
        codes.BATCH_UNFINISHED,
        "a batch of {count} from {source} is unfinished; its responses are not counted",
        "to complete it, run: {command}",
        "The command that saves a batch was interrupted.",
    ),
    Kind(
        codes.BATCH_MARKER_DAMAGED,
        "the file that lists the responses of an unfinished batch is damaged",
        "run the command of the batch again, then delete this file",
        "While a batch of replies is saved, a file in `.batches` lists its responses, so that half a batch is not "
        "counted. Without the list, they cannot be identified.",
    ),
    Kind(
        codes.SIMULATION_DIFFERS,
        "this interview was already saved with other replies",
        "choose another --seed, or another folder",
        "On one day, `simulate --answers` creates the same responses from the same seed, unless the questionnaire or "
        "the program has changed. Saved responses stay, and nothing else is saved.",
    ),
)
