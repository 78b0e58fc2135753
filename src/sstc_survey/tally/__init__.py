"""Tallies of many interviews: one interview is added at a time; they merge and are exact."""

from sstc_survey.tally.figures import (
    ChoiceFigures,
    InstanceFigures,
    RankFigures,
    ScaleFigures,
    SetAside,
    ValueFigures,
    figures_of_question,
    figures_of_repeat,
)
from sstc_survey.tally.numbers import DateFigures, NumberFigures, TimeFigures
from sstc_survey.tally.questions import QuestionTally
from sstc_survey.tally.scope import RepeatTally
from sstc_survey.tally.states import States, states_of, states_of_repeat
from sstc_survey.tally.tally import Tally

__all__ = [
    "ChoiceFigures",
    "DateFigures",
    "InstanceFigures",
    "NumberFigures",
    "QuestionTally",
    "RankFigures",
    "RepeatTally",
    "ScaleFigures",
    "SetAside",
    "States",
    "Tally",
    "TimeFigures",
    "ValueFigures",
    "figures_of_question",
    "figures_of_repeat",
    "states_of",
    "states_of_repeat",
]
