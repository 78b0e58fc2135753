"""Replies at random: most of the time such as may be valid."""

from __future__ import annotations

import random

from sstc_survey.engine import (
    AddInstance,
    Answer,
    Back,
    ChangeLanguage,
    Comment,
    Continue,
    Enough,
    GoTo,
    Interview,
    Leave,
    RemoveInstance,
    Reply,
)
from sstc_survey.questionnaire import Choosing, SelectOne
from sstc_survey.response import Missing

ANSWERS = ("0", "1", "2", "3", "5", "a", "other", "2024-01-01", "text")


def random_reply(interview: Interview, chance: random.Random) -> Reply:
    """Return any reply."""
    step = interview.step
    anywhere = chance.choice(interview.steps).path
    replies: list[Reply]
    if step is None or chance.random() < 0.15:
        language = chance.choice(sorted(interview.form.languages))
        replies = [Back(), GoTo(anywhere), Comment("hm", anywhere), ChangeLanguage(language)]
    elif step.is_repeat_end:
        count = interview.sheet.counts.get(step.path, 0)
        replies = [AddInstance(), Enough(), Enough(), RemoveInstance(chance.randint(1, max(count, 1)))]
    elif isinstance(step.node.entry, Choosing) and chance.random() < 0.7:
        offered = [choice.code for choice in interview.state.offered(step.node, step.at)]
        chance.shuffle(offered)
        one = isinstance(step.node.entry, SelectOne)
        some = [Answer(offered), Answer(offered[: chance.randint(0, 4)])]
        replies = [Answer(offered[0])] if one and offered else [*some]
    else:
        replies = [*map(Answer, (*ANSWERS, ["x"], ["x", "y"])), Leave(Missing.BLANK), Continue()]
    return chance.choice(replies)
