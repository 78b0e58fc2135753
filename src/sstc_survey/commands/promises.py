"""What each respondent was promised, by the questionnaire that the interview was held with."""

from __future__ import annotations

from sstc_survey.attribution import Attributions
from sstc_survey.commands.sources import Source, parsed
from sstc_survey.errors import Problem, SurveyError
from sstc_survey.storage.questionnaires import kept_questionnaire
from sstc_survey.storage.records import Record


class Promises:
    """What responses keep back: what the questionnaire of the summary hides, and what their own version of it does.

    Of a version whose copy is not beside the response nobody knows what it promised, so it hides everything; `lost`
    counts the responses of which that was said.
    """

    def __init__(self, source: Source) -> None:
        self._rules = Attributions(source.questionnaire)
        self._everything = frozenset(self._rules.names)
        self._versions = {source.reference.sha256: self._rules}
        # Of a version that lies in no folder, only the folders that were looked into.
        self._without: set[tuple[str, str]] = set()
        self.lost = 0

    def hidden(self, record: Record, folder: str) -> frozenset[str]:
        """Return the names of the questions that a response in a folder keeps back."""
        own = self._versions.get(record.questionnaire.sha256) or self._find(record.questionnaire.sha256, folder)
        if own is None:
            self.lost += 1
            return self._everything
        hidden = self._rules.hidden(record.answers)
        return hidden if own is self._rules else hidden | own.hidden(record.answers)

    def _find(self, sha256: str, folder: str) -> Attributions | None:
        if (sha256, folder) in self._without:
            return None
        try:
            copy = kept_questionnaire(folder, sha256)
            if not isinstance(copy, Problem):
                self._versions[sha256] = Attributions(parsed(copy, folder).questionnaire)
                return self._versions[sha256]
        except SurveyError:
            pass
        self._without.add((sha256, folder))
        return None
