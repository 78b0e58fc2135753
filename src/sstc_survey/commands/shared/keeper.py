"""Save an interview in its response file after every reply."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final, Self

from msgspec.structs import replace

from sstc_survey.commands.shared.begin import response_of
from sstc_survey.commands.shared.locate import LoadedQuestionnaire
from sstc_survey.engine.interview import Interview
from sstc_survey.problems import ExitCode, Problem, SurveyError
from sstc_survey.response import EventKind, Response, Status, Unfinished
from sstc_survey.storage.copies import has_copy, save_copy
from sstc_survey.storage.response_file import ResponseFile

# Events that only come of what a person says.
_GIVEN: Final = {EventKind.ANSWER, EventKind.MISSING, EventKind.COMMENT, EventKind.ENOUGH, EventKind.RESUME}


class FileKeeper:
    """Saves an interview in its file, whole, after every reply.

    `answers` is the folder as the command line names it; the file is in the questionnaire's folder there.
    """

    def __init__(
        self, file: ResponseFile, answers: str, loaded: LoadedQuestionnaire, head: Response, now: Callable[[], str]
    ) -> None:
        self.answers = answers
        self._file = file
        # Where it was saved last: a move to a folder that cannot be written does not change it.
        self._saved = (file.path, answers)
        self._loaded = loaded
        self._head = head
        self._now = now
        self._reference_before = head.reference
        # Whether it was empty, and so removed at its end.
        self.removed = False
        # Why the last reply, and what stands in the fields, could not be saved, even where a signal interrupted that.
        self.failed: Problem | None = None
        self.failed_fields: Problem | None = None

    @classmethod
    def begin(cls, answers: str, loaded: LoadedQuestionnaire, head: Response, now: Callable[[], str]) -> Self:
        """Make a new response file, and a copy of the questionnaire beside it."""
        folder = os.path.join(answers, loaded.questionnaire.id)
        file = ResponseFile.create(folder, head.id)
        if isinstance(file, Problem):
            raise SurveyError(file)
        copy = save_copy(folder, loaded.text)
        if isinstance(copy, Problem):
            file.close()
            raise SurveyError(copy)
        return cls(file, answers, loaded, head, now)

    @classmethod
    def resume(
        cls, file: ResponseFile, answers: str, loaded: LoadedQuestionnaire, head: Response, now: Callable[[], str]
    ) -> Self:
        """Go on with a response file that is open; a copy of the questionnaire that is gone comes back."""
        copy = save_copy(os.path.dirname(file.path), loaded.text)
        if isinstance(copy, Problem):
            file.close()
            raise SurveyError(copy)
        return cls(file, answers, loaded, head, now)

    @property
    def path(self) -> str:
        """Return where the interview was saved last."""
        return self._saved[0]

    @property
    def saved_in(self) -> str:
        """Return the answers folder that it was saved in last."""
        return self._saved[1]

    @property
    def language(self) -> str:
        """Return the language that the interview was saved in last."""
        return self._head.language if self._file.saved is None else self._file.saved.language

    @property
    def reference(self) -> str:
        """Return what the interviewer calls the interview; empty where there is nothing."""
        return self._head.reference or ""

    @property
    def unfinished(self) -> Mapping[str, object]:
        """Return what stands in fields as it was saved last."""
        return {} if self._file.saved is None else self._file.saved.unfinished

    @property
    def saved(self) -> Response:
        """Return the response as it was saved last; before that, as it is to begin."""
        return self._file.saved or self._head

    @property
    def id(self) -> str:
        """Return the id of the response."""
        return self._file.id

    def save(self, interview: Interview, unfinished: Mapping[str, Unfinished] | None = None) -> Problem | None:
        """Save durably, or return why not."""
        response = self._response(interview, unfinished)
        try:
            problem = self._file.save(response)
            folder = os.path.dirname(self._file.path)
            if problem is None and not has_copy(folder, response.questionnaire.sha256):
                # Somebody has deleted it; the answers are worth little without it.
                save_copy(folder, self._loaded.text)
            return problem
        finally:
            # A signal that was held back interrupts before the outcome is returned.
            self.failed, self.failed_fields = self._file.failed, None
            self._note_place(response)

    def _response(self, interview: Interview, unfinished: Mapping[str, Unfinished] | None) -> Response:
        """Return what the file is to hold."""
        return response_of(self._head, interview, self._now(), unfinished)

    def save_fields(self, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        """Save what stands in fields durably, with the interview as it was saved last, or return why not."""
        last = self._file.saved
        if last is None or last.status is not Status.PARTIAL:
            return None
        response = replace(last, unfinished=dict(unfinished))
        try:
            return self._file.save(response)
        finally:
            self.failed_fields = self._file.failed
            self._note_place(response)

    def save_reference(self, reference: str) -> Problem | None:
        """Save another reference durably, with the interview as it was saved last, or return why not."""
        head = replace(self._head, reference=reference.strip() or None)
        response = replace(self._file.saved or head, reference=head.reference)
        try:
            return self._file.save(response)
        finally:
            self._note_place(response)
            if self._file.saved is response:
                self._head = head

    def _note_place(self, response: Response) -> None:
        """Remember where a response is, if it is on the disk."""
        if self._file.saved is response:
            self._saved = (self._file.path, self.answers)

    def move(self, folder: str) -> Problem | None:
        """Save in another answers folder from now on, or return why not."""
        # No shell has expanded a folder that is typed at a prompt.
        folder = os.path.expanduser(folder)
        target = os.path.join(folder, self._loaded.questionnaire.id)
        # The copy first: a response without its questionnaire is worth little.
        copy = save_copy(target, self._loaded.text)
        problem = copy if isinstance(copy, Problem) else self._file.move_to(target)
        if problem is None:
            self.answers = folder
        return problem

    def save_again(self) -> Problem | None:
        """Write what was saved last once more if its file, or the whole folder, has gone; return why that failed."""
        if os.path.lexists(self.path):
            return None
        folder = os.path.dirname(self.path)
        copy = save_copy(folder, self._loaded.text)
        return copy if isinstance(copy, Problem) else self._file.save_again(self.path)

    def remove_empty(self) -> bool:
        """Remove a new draft in which nothing was answered, typed or named, and tell whether that was so."""
        last = self._file.saved
        is_empty = (
            last is not None
            and last.status is Status.PARTIAL
            and not (last.unfinished or self.failed or self.failed_fields)
            and last.reference in (None, self._reference_before)
            and not any(event.kind in _GIVEN for event in last.events)
        )
        if is_empty:
            self.remove_saved()
        self.removed = is_empty
        return is_empty

    def remove_saved(self, *, also_old: bool = False) -> None:
        """Remove what was saved, as if it had never been begun; one from before only where that is asked for."""
        self._file.remove(also_old=also_old)

    def close(self) -> None:
        """Let others open the response."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def save_first(keeper: FileKeeper, interview: Interview, unfinished: Mapping[str, Unfinished] | None = None) -> None:
    """Save before the first question, so that a folder that cannot be written is known before anyone answers."""
    if problem := keeper.save(interview, unfinished):
        # What was never begun leaves no empty draft.
        keeper.remove_saved()
        raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
