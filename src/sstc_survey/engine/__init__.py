"""The pure core of an interview: no screen, clock or file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstc_survey.engine.answers import AnswerSheet
    from sstc_survey.engine.environment import EPOCH, Environment
    from sstc_survey.engine.form import Form, form_of
    from sstc_survey.engine.form_node import FormNode
    from sstc_survey.engine.interview import Interview, begin, resume
    from sstc_survey.engine.paths import MAX_INSTANCES, MAX_TOGETHER, Instances, flattened, instance_counts, split_path
    from sstc_survey.engine.recalculation import Recalculated, initial, recalculated
    from sstc_survey.engine.replies import (
        AddInstance,
        Answer,
        Back,
        ChangeLanguage,
        Comment,
        Continue,
        Enough,
        Finish,
        GoTo,
        Leave,
        RemoveInstance,
        Reply,
    )
    from sstc_survey.engine.state import State
    from sstc_survey.engine.transitions import advance
    from sstc_survey.engine.values import as_text, as_value, result_text
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = [
    "EPOCH",
    "MAX_INSTANCES",
    "MAX_TOGETHER",
    "AddInstance",
    "Answer",
    "AnswerSheet",
    "Back",
    "ChangeLanguage",
    "Comment",
    "Continue",
    "Enough",
    "Environment",
    "Finish",
    "Form",
    "FormNode",
    "GoTo",
    "Instances",
    "Interview",
    "Leave",
    "Recalculated",
    "RemoveInstance",
    "Reply",
    "State",
    "advance",
    "as_text",
    "as_value",
    "begin",
    "flattened",
    "form_of",
    "initial",
    "instance_counts",
    "recalculated",
    "result_text",
    "resume",
    "split_path",
]
