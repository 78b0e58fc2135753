"""Load questionnaires: from a path, from the package, or from the copy that is saved with the responses."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from msgspec import Struct

import sstc_survey
from sstc_survey.i18n import find_languages
from sstc_survey.parsing.questionnaire import parse_questionnaire
from sstc_survey.problems import Problem, SurveyError, codes
from sstc_survey.questionnaire import MAX_BYTES, Questionnaire
from sstc_survey.response import QuestionnaireRef
from sstc_survey.storage.bounded import read_bounded
from sstc_survey.storage.copies import read_copy

PANEL: Final = "sstc-panel-2016.yaml"


class LoadedQuestionnaire(Struct, frozen=True):
    """A questionnaire with the bytes it was read from."""

    questionnaire: Questionnaire
    text: bytes

    @property
    def reference(self) -> QuestionnaireRef:
        """Return what a response says of its questionnaire."""
        sha256 = hashlib.sha256(self.text).hexdigest()
        return QuestionnaireRef(self.questionnaire.id, self.questionnaire.version, sha256)


def shipped(name: str) -> Path:
    """Return the path of a questionnaire that ships with the program, installed or in a checkout."""
    package = Path(sstc_survey.__file__).resolve().parent
    for folder in (package / "questionnaires", package.parents[1] / "questionnaires"):
        if (folder / name).is_file():
            return folder / name
    raise SurveyError(Problem(codes.NOT_SHIPPED, {"name": name}))


def load(path: str | None) -> LoadedQuestionnaire:
    """Read a questionnaire, by default the panel; every problem of it is raised at once."""
    name = str(shipped(PANEL)) if path is None else path
    data = read_bounded(name, MAX_BYTES, follow=True)
    if isinstance(data, Problem):
        raise SurveyError(data)
    return load_bytes(data, name)


def load_copy(folder: str, reference: QuestionnaireRef) -> LoadedQuestionnaire:
    """Return the questionnaire that a response in a folder was made with, from the copy saved there."""
    copy = read_copy(folder or os.curdir, reference.sha256)
    if isinstance(copy, Problem):
        raise SurveyError(copy)
    return load_bytes(copy, f"{reference.id} {reference.version}", kept=True)


def load_bytes(data: bytes, name: str, *, kept: bool = False) -> LoadedQuestionnaire:
    """Make a questionnaire of its bytes; every error in it is raised at once, advice is for `check` to give.

    One that is `kept` is the copy saved with responses, which were taken with the rules of their time.
    """
    outcome = parse_questionnaire(data, name, kept=kept)
    if outcome.questionnaire is None:
        raise SurveyError(*outcome.problems)
    return LoadedQuestionnaire(outcome.questionnaire, data)


def chosen_language(questionnaire: Questionnaire, language: str | None) -> str:
    """Return the language to ask in, or raise the problem that no text is in the one that was chosen."""
    if language is None:
        return questionnaire.default_language
    known = sorted(questionnaire.languages())
    found = find_languages(language, known)
    if len(found) != 1:
        code = codes.AMBIGUOUS_LANGUAGE if found else codes.UNKNOWN_LANGUAGE
        raise SurveyError(Problem(code, {"language": language, "known": ", ".join(found or known)}))
    return found[0]
