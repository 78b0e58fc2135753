"""Who a response is from, as far as that may be shown."""

from __future__ import annotations

import os
from functools import cache

from sstc_survey.attribution import speaker
from sstc_survey.commands.shared.locate import load_copy
from sstc_survey.i18n import Words, find_languages
from sstc_survey.problems import SurveyError
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.response import QuestionnaireRef
from sstc_survey.storage.responses import BriefResponse


def who_of(path: str, response: BriefResponse, language: str | None = None) -> str | None:
    """Return the respondent of a response as far as that may be shown, else what the interviewer calls it."""
    questionnaire = questionnaire_of(path, response.questionnaire)
    if questionnaire is None:
        return response.reference
    asked = find_languages(language, questionnaire.languages())[:1] if language else []
    words = Words(asked[0] if asked else response.language, questionnaire.default_language)
    return speaker(questionnaire, response.answers, words) or response.reference


def questionnaire_of(path: str, reference: QuestionnaireRef) -> Questionnaire | None:
    """Return the questionnaire of a response from its copy, or None where that is gone or damaged."""
    return _copy_in(os.path.dirname(path), reference)


@cache
def _copy_in(folder: str, reference: QuestionnaireRef) -> Questionnaire | None:
    try:
        return load_copy(folder, reference).questionnaire
    except SurveyError:
        return None
