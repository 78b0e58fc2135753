"""Tallies of many interviews: one interview is added at a time; they merge and are exact."""

from sstc_survey.tally.figures import (
    ChoiceFigures,
    InstanceFigures,
    RankedChoice,
    RankFigures,
    ScaleFigures,
    ScaleValueFigures,
    SetAside,
    States,
    ValueFigures,
    figures,
    figures_of_repeat,
    states_of,
    states_of_repeat,
)
from sstc_survey.tally.numbers import DateFigures, NumberFigures, TimeFigures
from sstc_survey.tally.questions import QuestionTally, RepeatTally
from sstc_survey.tally.tally import Quotation, Tally, TallyInput

__all__ = [
    "ChoiceFigures",
    "DateFigures",
    "InstanceFigures",
    "NumberFigures",
    "QuestionTally",
    "Quotation",
    "RankFigures",
    "RankedChoice",
    "RepeatTally",
    "ScaleFigures",
    "ScaleValueFigures",
    "SetAside",
    "States",
    "Tally",
    "TallyInput",
    "TimeFigures",
    "ValueFigures",
    "figures",
    "figures_of_repeat",
    "states_of",
    "states_of_repeat",
]
