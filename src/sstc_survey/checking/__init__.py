"""Whether a reply answers a question: a raw reply becomes a value, or a problem that says what is wanted."""

from sstc_survey.checking.numbers import scale
from sstc_survey.checking.replies import OK, Setting, check, check_remark, check_state, is_blank
from sstc_survey.checking.texts import MAX_TEXT

__all__ = ["MAX_TEXT", "OK", "Setting", "check", "check_remark", "check_state", "is_blank", "scale"]
