"""What a summary counts besides its questions: banners, which interviews, and conditions on instances."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from sstc_survey.engine.form import Form
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.tally.banners.units import NOT_ASKED, NOT_REACHED, Unit, units_of
from sstc_survey.tally.banners.variables import Variable
from sstc_survey.tally.input import TallyInput, changed

if TYPE_CHECKING:
    from sstc_survey.engine.state import State
    from sstc_survey.tally.banners.conditions import AnyCondition, Condition, Outcome


class Plan(Struct, frozen=True, kw_only=True, dict=True):
    """The variables of a banner, a condition on interviews, and conditions on instances that become questions.

    With `clusters`, questions of repeats are counted by interview too, for the errors of their figures.
    """

    variables: Sequence[Variable] = ()
    where: Condition | None = None
    conditions: Sequence[AnyCondition] = ()
    clusters: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names of the questions that it reads: who hides one of them is not shown singly."""
        found = {variable.node.name for variable in self.variables if variable.node is not None}
        if self.where is not None:
            found |= self.where.names
        return frozenset(found.union(*(condition.names for condition in self.conditions)))

    def extended(self, questionnaire: Questionnaire) -> Questionnaire:
        """Return a questionnaire with the questions of the conditions on instances after its own."""
        added = tuple(question for each in self.conditions for question in each.questions)
        return msgspec.structs.replace(questionnaire, questions=(*questionnaire.questions, *added))

    @cached_property
    def added_names(self) -> frozenset[str]:
        """Return the names of the questions that conditions on instances become."""
        return frozenset(question.name for each in self.conditions for question in each.questions)


class PlannedResponse:
    """One response as a plan sees it; the state of its form is made when a condition first asks for it.

    `form` is that of the questionnaire itself, and `not_reached` has the paths that a draft did not come to.
    """

    def __init__(self, plan: Plan, form: Form, response: TallyInput, not_reached: Collection[str]) -> None:
        self._plan = plan
        self._form = form
        self._given = response
        self._not_reached = not_reached

    @cached_property
    def _state(self) -> State:
        # Only conditions need the logic of the questionnaire.
        from sstc_survey.engine.saved_state import saved_state

        return saved_state(self._form, self._given)

    def holds(self) -> bool | None:
        """Tell whether it is to be counted; None where that cannot be worked out."""
        return True if self._plan.where is None else self._plan.where.holds(self._state)

    def extended(self) -> tuple[TallyInput, Collection[str]]:
        """Return it with the answers to the questions of conditions on instances, and the paths not reached."""
        if not self._plan.conditions:
            return self._given, self._not_reached
        given = self._given
        interview = units_of(self._form, given, self._not_reached)
        answers, missing, not_reached = dict(given.answers), dict(given.missing), list(self._not_reached)
        for condition in self._plan.conditions:
            outcome = self._outcome(condition, interview)
            condition.add_to(answers, missing, outcome)
            if outcome.value == NOT_REACHED:
                not_reached += (question.name for question in condition.questions)
        return changed(given, answers, missing), not_reached

    def _outcome(self, condition: AnyCondition, interview: Unit) -> Outcome:
        """Return what a condition on instances gives, also where its repeat was not asked about or not reached."""
        # What has no instances takes the route, and conditions are imported with the first of them.
        from sstc_survey.tally.banners.conditions import Outcome
        from sstc_survey.tally.not_reached import Reached

        repeat = condition.outermost
        if repeat.name not in interview.answers:
            is_reached = Reached(self._form, self._given).repeat(repeat, ())
            if not is_reached:
                return Outcome(NOT_ASKED if is_reached is None else NOT_REACHED)
        return condition.outcome(interview, self._state)
