"""Questionnaires from where they are: a path, the ones that ship with the program, a copy beside answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sstc_survey
from sstc_survey.parsing.questionnaire import parse_questionnaire
from sstc_survey.problems import Problem, SurveyError, codes
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.response import QuestionnaireRef
from sstc_survey.storage.atomic import read_bounded

MAX_QUESTIONNAIRE: Final = 1 << 20
PANEL: Final = "sstc-panel-2016.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """A questionnaire with the bytes it was read from."""

    questionnaire: Questionnaire
    text: bytes

    @property
    def reference(self) -> QuestionnaireRef:
        """Return what a response says of its questionnaire."""
        paper = self.questionnaire
        return QuestionnaireRef(paper.id, paper.version, hashlib.sha256(self.text).hexdigest())


def shipped(name: str) -> Path:
    """Return the path of a questionnaire that ships with the program, installed or in a checkout."""
    package = Path(sstc_survey.__file__).resolve().parent
    for folder in (package / "questionnaires", package.parents[1] / "questionnaires"):
        if (folder / name).is_file():
            return folder / name
    raise SurveyError(Problem(codes.NOT_SHIPPED, {"name": name}))


def load(path: str | None) -> Source:
    """Read a questionnaire, by default the panel; every problem of it is raised at once."""
    name = str(shipped(PANEL)) if path is None else path
    data = read_bounded(name, MAX_QUESTIONNAIRE, follow=True)
    if isinstance(data, Problem):
        raise SurveyError(data)
    return parsed(data, name)


def parsed(data: bytes, name: str) -> Source:
    """Make a questionnaire of its bytes; every error in it is raised at once, advice is for `check` to give."""
    outcome = parse_questionnaire(data, name)
    if outcome.questionnaire is None:
        raise SurveyError(*outcome.problems)
    return Source(outcome.questionnaire, data)


def chosen_language(questionnaire: Questionnaire, expected: str | None) -> str:
    """Return the language to ask in, or raise the problem that no text is in the one that is wanted."""
    if expected is None:
        return questionnaire.default_language
    known = sorted(questionnaire.languages())
    if expected not in known and expected.partition("-")[0] not in known:
        problem = Problem(codes.UNKNOWN_LANGUAGE, {"language": expected, "known": ", ".join(known)})
        raise SurveyError(problem)
    return expected
