"""Problems with commands on the board of a panel session."""

from __future__ import annotations

from sstc_survey.i18n import noop
from sstc_survey.problems import Kind, codes

KINDS: tuple[Kind, ...] = (
    Kind(
        codes.BOARD_UNKNOWN_COMMAND,
        noop('unknown board command "{command}"'),
        noop("type ? for the commands, or the number of a panellist"),
        "A line on the board of a session names no command and no panellist.",
    ),
    Kind(
        codes.BOARD_NO_SEAT,
        noop('unknown panellist "{typed}"'),
        noop("use one of {seats}, or a number of the list"),
        "A command on the board names a panellist who is not in the session.",
    ),
    Kind(
        codes.BOARD_WHICH_SEAT,
        noop("panellist missing: nobody is called or next"),
        noop("name one, such as `{command} 4`"),
        "A command on the board needs a panellist, and nobody is called or next.",
    ),
    Kind(
        codes.BOARD_TWO_SEATS,
        noop("panellist missing: two are needed"),
        noop("name both, such as `{command} 4 3`"),
        "A panellist agrees with, or differs from, another one.",
    ),
    Kind(
        codes.BOARD_FOLLOW_UP_WORDS,
        noop("words of the follow-up missing"),
        noop("add them, such as `follow 4 Who paid for the visits?`"),
        "A question more was asked for without its words.",
    ),
    Kind(
        codes.BOARD_NUMBER,
        noop('"{typed}" is not a number that {command} takes'),
        noop("use a number, such as `{command} 2`"),
        "A command on the board needs a number: of a question to jump to, or of minutes.",
    ),
    Kind(
        codes.BOARD_CLOSED,
        noop("this question was closed"),
        noop("ask the moderator to put the question again; what was typed is in the draft"),
        "A writer gave an answer after the moderator had closed its question. It is kept, but not given.",
    ),
    Kind(
        codes.BOARD_TOO_MUCH,
        noop('"{command}" does not take "{rest}"'),
        noop("type `{command}` alone"),
        "A command on the board was followed by something that it does not take.",
    ),
)
