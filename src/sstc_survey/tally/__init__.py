"""Tallies: what many interviews add up to, one interview at a time, mergeable and exact."""

from sstc_survey.tally.figures import (
    ChoiceFigures,
    InstanceFigures,
    MarkFigures,
    RankedChoice,
    RankFigures,
    ScaleFigures,
    SetAside,
    States,
    ValueFigures,
    figures,
    figures_of_repeat,
    states_of,
    states_of_repeat,
)
from sstc_survey.tally.numbers import DateFigures, NumberFigures, TimeFigures
from sstc_survey.tally.questions import QuestionTally, Quotation, RepeatTally, TallyInput
from sstc_survey.tally.tally import Tally

__all__ = [
    "ChoiceFigures",
    "DateFigures",
    "InstanceFigures",
    "MarkFigures",
    "NumberFigures",
    "QuestionTally",
    "Quotation",
    "RankFigures",
    "RankedChoice",
    "RepeatTally",
    "ScaleFigures",
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
