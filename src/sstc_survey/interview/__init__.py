"""The interview: every transition from one state to the next, without a clock, a file or a screen."""

from sstc_survey.interview.advance import advance
from sstc_survey.interview.beginning import EPOCH, begin, resume
from sstc_survey.interview.moments import Interview
from sstc_survey.interview.openness import first_open, objection
from sstc_survey.interview.replies import (
    AddInstance,
    Answer,
    Back,
    Enough,
    Finish,
    GoTo,
    Leave,
    Onward,
    Remark,
    RemoveInstance,
    Reply,
    Speak,
)

__all__ = [
    "EPOCH",
    "AddInstance",
    "Answer",
    "Back",
    "Enough",
    "Finish",
    "GoTo",
    "Interview",
    "Leave",
    "Onward",
    "Remark",
    "RemoveInstance",
    "Reply",
    "Speak",
    "advance",
    "begin",
    "first_open",
    "objection",
    "resume",
]
