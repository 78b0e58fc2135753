"""A turn of a session: the interview of one panellist, bounded to what is being asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import takewhile
from typing import TypeVar

from msgspec.structs import replace

from sstc_survey.engine.interview import Interview, is_done
from sstc_survey.engine.repeats import gate_before, steps_before
from sstc_survey.engine.replies import Answer, Back, ChangeLanguage, Comment, GoTo, Reply
from sstc_survey.engine.route import Step
from sstc_survey.engine.transitions import advance
from sstc_survey.problems import Problem
from sstc_survey.prompters.fields import Fields
from sstc_survey.prompters.loop import AfterFailure, Aside, Keeper, NotBack, Prompter, Stop, Verify
from sstc_survey.prompters.screens import Cover, RepeatScreen, ReviewLine, Screen
from sstc_survey.response import Unfinished, comment_field

_Shown = TypeVar("_Shown", Screen, RepeatScreen)


class Turn:
    """A prompter and a keeper round those of an interview: asks only the entries with these names, then stops.

    `names` are of entries at the top of the questionnaire. Where nothing in them is open when it begins, all of them
    are shown once more. `headings` say whose turn it is; `ends` tells that another was called, and `refusal` why
    nothing is taken any more.
    """

    def __init__(
        self,
        interview: Interview,
        prompter: Prompter,
        keeper: Keeper,
        names: Collection[str],
        headings: tuple[str, ...],
        ends: Callable[[], bool] = lambda: False,
        refusal: Callable[[], Problem | None] = lambda: None,
    ) -> None:
        self._interview = interview
        self._prompter = prompter
        self._keeper = keeper
        self._names = names
        self._headings = headings
        self._fields: Fields | None = None
        self._ends = ends
        self._refusal = refusal
        # What is still to be shown where nothing is open: a path is left out once it was on the screen.
        self._again = [] if any(self._open()) else [step.path for step in self._steps() if _is_shown(step)]
        # The notes that were on the screen: the loop goes by from each to what is open.
        self._read: set[str] = set()
        # The command of the board that the turn was left for, if any.
        self.aside: Aside | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing of the turn is to be read or answered any more."""
        return not any(self._open())

    def open(self, cover: Cover | None, fields: Fields, *, resumed: bool) -> None:  # noqa: ARG002 whose turn it is stands above each question
        """Show no cover: what the session is about was said at its start."""
        self._fields = fields
        if any(fields.get(comment_field(step.path)) is not None for step in self._steps()):
            # It goes on with a comment that was begun, which is all that is open.
            self._again = []
        # What a panellist had begun to say is there again.
        self._prompter.open(None, fields, resumed=True)

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop | NotBack:
        """Ask a question of the turn; from any other one go to what is open, else stop."""
        reply = self._leads_on(screen.path) or self._bounded(
            screen.path, self._prompter.ask(self._headed(screen), verify)
        )
        return self._refused(reply, screen.path) or reply

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop | NotBack:
        """Ask whether to add an instance to a repeat of the turn; from any other one go to what is open, else stop."""
        reply = self._leads_on(screen.path) or self._bounded(
            screen.path, self._prompter.ask_repeat(self._headed(screen), verify)
        )
        return self._refused(reply, screen.path) or reply

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | Back | Stop | None:
        """Ask for the comment that goes with an answer of the turn."""
        if self._ends():
            return Stop()
        reply = self._prompter.ask_comment(self._headed(screen), verify)
        field = comment_field(screen.path)
        if isinstance(reply, Aside):
            self.aside = reply
            if self._fields is not None and self._fields.get(field) is None:
                # It goes on with the comment.
                self._fields.put(field, Unfinished(text=""))
        if reply is None:
            if self._fields is not None:
                self._fields.put(field, None)
            return None
        return self._refused(reply, screen.path) or reply

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop | NotBack:  # noqa: ARG002 a session has a review of its own
        """Go to what is open, else stop: all is passed."""
        return self._leads_on("") or Stop()

    def reject(self, problem: Problem) -> None:
        """Say why the last reply was not accepted."""
        self._prompter.reject(problem)

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Say that a reply could not be saved, and return what to do about it."""
        return self._prompter.not_saved(problem, reply)

    def close(self, closing: str) -> None:
        """Show no last words: the session has its own."""

    def save(self, interview: Interview, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        """Save durably, or return why not."""
        problem = self._keeper.save(interview, unfinished)
        if problem is None:
            self._interview = interview
        return problem

    def save_fields(self, unfinished: Mapping[str, Unfinished]) -> Problem | None:
        """Save what stands in fields, or return why not."""
        return self._keeper.save_fields(unfinished)

    def move(self, folder: str) -> Problem | None:
        """Save in another folder from now on, or return why not."""
        return self._keeper.move(folder)

    def _steps(self) -> Iterator[Step]:
        """Yield the steps of the route that are in the turn."""
        for step in self._interview.steps:
            if step.node.top.name in self._names:
                yield step

    def _open(self) -> Iterator[str]:
        """Yield the paths of the turn that are to be read or answered."""
        for step in self._steps():
            if not is_done(self._interview, step) or step.path in self._interview.unread:
                yield step.path

    def _leads_on(self, path: str) -> GoTo | Stop | None:
        """Return where to go from a step that is not in the turn, and None from one that is."""
        if self._ends():
            return Stop()
        if path in {step.path for step in self._steps()}:
            return None
        on_route = {step.path for step in self._steps()}
        self._again = [again for again in self._again if again in on_route]
        following = next(self._open(), None) or next(iter(self._again), None)
        if following is None:
            return Stop()
        first = self._interview.index_of(self._first_note_before(following)) or 0
        return GoTo(gate_before(self._interview, self._interview.steps[first]).path)

    def _first_note_before(self, path: str) -> str:
        """Return the path of the first of the notes right before a step that were not read yet, else of the step."""
        first = path
        for step in reversed(list(takewhile(lambda step: step.path != path, self._steps()))):
            if _is_shown(step) or step.path in self._read:
                break
            first = step.path
        return first

    def _bounded(self, path: str, reply: Reply | Stop | NotBack) -> Reply | Stop | NotBack:
        """Return a reply; back from the first step of the turn is a stop."""
        if isinstance(reply, Aside):
            self.aside = reply
        if isinstance(reply, Back) and reply.name is None:
            return self._back()
        if not isinstance(reply, Stop | NotBack):
            self._read.add(path)
        if path in self._again and not isinstance(reply, Stop | NotBack | Comment):
            self._again.remove(path)
        return reply

    def _refused(self, reply: Reply | Stop | NotBack, path: str) -> Stop | None:
        """Return a stop where a reply comes too late; what was typed stays where it stood, without being given."""
        if isinstance(reply, Stop | NotBack | Back | GoTo | ChangeLanguage):
            return None
        problem = self._refusal()
        if problem is None:
            return None
        self._prompter.reject(problem)
        field = comment_field(path) if isinstance(reply, Comment) else path
        said = reply.text if isinstance(reply, Comment) else reply.raw if isinstance(reply, Answer) else None
        if isinstance(said, str) and self._fields is not None and self._fields.get(field) is None:
            self._fields.put(field, Unfinished(text=said))
        return Stop()

    def _back(self) -> Back | Stop:
        """Return what leads to the step of the turn before the one on the screen: by itself, or named; else a stop."""
        interview, paths = self._interview, {step.path for step in self._steps()}
        following = advance(interview, Back(), interview.events[-1].elapsed)
        if not isinstance(following, Problem) and following.position in paths:
            return Back()
        before = [step.path for step in interview.steps[: steps_before(interview)] if step.path in paths]
        return Back(before[-1]) if before else Stop()

    def _headed(self, screen: _Shown) -> _Shown:
        """Return a screen with whose turn it is above its headings, counted within it; back always leads somewhere."""
        paths = [step.path for step in self._steps()]
        progress = (paths.index(screen.path) + 1) / len(paths) if screen.path in paths else screen.progress
        shown = replace(screen, headings=(*self._headings, *screen.headings), can_go_back=True, progress=progress)
        if isinstance(shown, RepeatScreen):
            return shown
        numbers = self._numbers
        number = None if shown.number is None else numbers.get(shown.number)
        return replace(shown, number=number, total=len(numbers))

    @property
    def _numbers(self) -> dict[int, int]:
        """Return for the number of each question of the turn in its questionnaire the one within the turn."""
        form = self._interview.form
        own = (number for name, number in form.numbers.items() if form.nodes[name].top.name in self._names)
        return {number: place for place, number in enumerate(own, 1)}


def _is_shown(step: Step) -> bool:
    """Tell whether a step is shown once more where nothing is open."""
    return step.askable or step.is_repeat_end
