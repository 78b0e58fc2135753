"""What can be wrong with the replies of a file, held against their questionnaire."""

from __future__ import annotations

from sstc_survey.errors.kinds import Kind

KINDS: tuple[Kind, ...] = (
    Kind(
        "reply-not-a-repeat",
        '"{name}" is not a repeat, and has no instances',
        "write a text, a number or a list of codes",
        "A list of mappings was given to something else than a repeat.",
    ),
    Kind(
        "reply-in-a-repeat",
        '"{name}" is asked in the repeat "{repeat}"',
        'write it in the mappings of the list under "{repeat}"',
        "A reply stands outside of the repeat that its question is in.",
    ),
    Kind(
        "reply-in-no-repeat",
        '"{name}" is not asked in a repeat',
        "write it outside of the list",
        "A reply stands in an instance of a repeat that its question is not in.",
    ),
    Kind(
        "reply-off-route",
        '"{name}" is not asked after these answers',
        "take the reply out of the file, or change the answers that lead round it",
        "A replies file answers a question, or has an instance of a repeat, that its other replies never reach.",
    ),
    Kind(
        "reply-missing",
        'the question "{name}" must be answered, and has no reply',
        about="A replies file leaves out a `required` question.",
    ),
    Kind(
        "reply-default-unfit",
        'what stands in "{name}" does not fit: {fault}',
        "give a reply to it",
        "A question that the file leaves out has a default, or a calculation, whose value it does not take.",
    ),
)
