"""What the states of questions are called."""

from __future__ import annotations

from typing import Final

from sstc_survey.exports.model import State
from sstc_survey.i18n import gettext, noop

STATE_WORDS: Final = {
    State.ANSWERED: noop("answered"),
    State.BLANK: noop("blank"),
    State.DONT_KNOW: noop("don't know"),
    State.REFUSED: noop("refused"),
    State.NOT_ASKED: noop("not asked"),
    State.NOT_REACHED: noop("not reached"),
    State.HIDDEN: noop("hidden"),
}


def state_word(state: State) -> str:
    """Return what a state is called in the current language."""
    return gettext(STATE_WORDS[state])
