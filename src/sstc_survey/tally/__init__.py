"""Tallies: what many interviews add up to, one interview at a time, mergeable and exact."""

from sstc_survey.tally.answers import QuestionTally
from sstc_survey.tally.figures import ChoiceFigures, DateFigures, SetAside, States, figures, states_of
from sstc_survey.tally.interviews import Record, Tally, Voice
from sstc_survey.tally.numbers import NumberFigures

__all__ = [
    "ChoiceFigures",
    "DateFigures",
    "NumberFigures",
    "QuestionTally",
    "Record",
    "SetAside",
    "States",
    "Tally",
    "Voice",
    "figures",
    "states_of",
]
