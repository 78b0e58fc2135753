"""Tallies: what many interviews add up to, one interview at a time, mergeable and exact."""

from sstc_survey.tally.answers import QuestionTally
from sstc_survey.tally.choices import (
    ChoiceFigures,
    MarkFigures,
    RankedChoice,
    RankFigures,
    ScaleFigures,
    SetAside,
)
from sstc_survey.tally.figures import (
    InstanceFigures,
    States,
    ValueFigures,
    figures,
    figures_of_repeat,
    states_of,
    states_of_repeat,
)
from sstc_survey.tally.interviews import Tally
from sstc_survey.tally.levels import RepeatTally
from sstc_survey.tally.moments import DateFigures, TimeFigures
from sstc_survey.tally.numbers import NumberFigures
from sstc_survey.tally.record import Record
from sstc_survey.tally.voices import Voice

__all__ = [
    "ChoiceFigures",
    "DateFigures",
    "InstanceFigures",
    "MarkFigures",
    "NumberFigures",
    "QuestionTally",
    "RankFigures",
    "RankedChoice",
    "Record",
    "RepeatTally",
    "ScaleFigures",
    "SetAside",
    "States",
    "Tally",
    "TimeFigures",
    "ValueFigures",
    "Voice",
    "figures",
    "figures_of_repeat",
    "states_of",
    "states_of_repeat",
]
