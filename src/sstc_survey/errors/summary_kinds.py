"""What can keep answers from being summarised."""

from __future__ import annotations

from sstc_survey.errors.kinds import Kind

KINDS: tuple[Kind, ...] = (
    Kind(
        "summary-nothing-found",
        "there is no response in {paths}",
        "name the folder that the answers are in; sstc-survey run makes some",
        "Nothing under the paths on the command line can be read as a response.",
    ),
    Kind(
        "summary-several-questionnaires",
        "these are answers to {count} questionnaires: {ids}",
        "summarise one at a time: {commands}",
        "Answers to different questionnaires do not add up.",
    ),
    Kind(
        "summary-no-questionnaire",
        "the questionnaire {id} {version} is not beside the answers: {reason}",
        "bring {file} back from where the answers came from, or name another copy with --questionnaire FILE",
        "The copy of the questionnaire that the newest response was made with cannot be used.",
    ),
    Kind(
        "summary-other-questionnaire",
        'this is a response to "{found}", not to "{wanted}"',
        "summarise it with its own questionnaire",
        "`summarize --questionnaire` met a response to another questionnaire, and left it out.",
    ),
    Kind(
        "summary-unknown-question",
        'there is no question "{name}"',
        "the questions are: {known}",
        "`summarize --question` names a question that the questionnaire does not have.",
    ),
)
