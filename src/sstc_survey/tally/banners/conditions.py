"""Conditions on the answers of interviews: which are counted, and in which any instance of a repeat meets one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from sstc_survey.engine.entry_context import EntryContext
from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.expressions.diagnostics import EvaluationError
from sstc_survey.i18n import ProgramText, noop
from sstc_survey.questionnaire import Choice, ChoiceList, Integer, Note, SelectOne
from sstc_survey.response import Missing
from sstc_survey.tally.banners.units import NOT_ASKED, NOT_REACHED, Unit

if TYPE_CHECKING:
    from sstc_survey.engine.paths import Instances
    from sstc_survey.engine.state import State
    from sstc_survey.expressions.expression import Expression

YES: Final = "yes"
NO: Final = "no"
_YES_AND_NO: Final = ChoiceList(
    (Choice(code=YES, label=ProgramText(noop("Yes"))), Choice(code=NO, label=ProgramText(noop("No"))))
)


class Condition:
    """A condition on an interview, written as that of `relevant`."""

    def __init__(self, source: str, expression: Expression) -> None:
        self.source = source
        self.names = frozenset(reference.name for reference in expression.references)
        self._expression = expression
        self._node = FormNode(Note(name=""), None, 0)

    def holds(self, state: State) -> bool | None:
        """Tell whether an interview meets it; None where that cannot be worked out."""
        return _truth(self._expression, state, self._node, ())


class Outcome(Struct, frozen=True):
    """What a condition on instances gives for an interview: yes or no, or why neither; and how many meet it."""

    value: str
    met: int = 0


class AnyCondition:
    """A condition on the instances of a repeat, as a question of the interview: whether any of them meets it."""

    def __init__(self, name: str, source: str, expression: Expression, repeat: FormNode, form: Form) -> None:
        self.name = name
        self.source = source
        self.names = frozenset(reference.name for reference in expression.references)
        self._expression = expression
        self._repeat = repeat
        self._node = FormNode(Note(name=""), repeat, repeat.place)
        self._read = [form.nodes[each] for each in sorted(self.names)]

    @property
    def questions(self) -> tuple[SelectOne, Integer]:
        """Return the question whether any instance meets it, and the one how many do."""
        return (
            SelectOne(name=self.name, label=self.source, choices=_YES_AND_NO),
            Integer(name=f"{self.name}_count", label=self.source),
        )

    @property
    def outermost(self) -> FormNode:
        """Return the repeat of the interview itself that its instances are in."""
        return self._repeat.inner_repeats[0]

    def outcome(self, interview: Unit, state: State) -> Outcome:
        """Return what it gives for an interview that was asked about its repeat.

        It is unknown where no instance meets it, and what it reads has no answer in one that was asked.
        """
        met, unsure = 0, False
        for unit in interview.within():
            if unit.level != self._repeat.name:
                continue
            if _truth(self._expression, state, self._node, unit.at):
                met += 1
            else:
                unsure = unsure or any(map(unit.is_unsure, self._read))
        return Outcome(YES if met else Missing.DONT_KNOW if unsure else NO, met)

    def add_to(self, answers: dict[str, Any], missing: dict[str, Any], outcome: Outcome) -> None:
        """Add the answers to its questions to those of an interview."""
        if outcome.value in (YES, NO):
            answers[self.name] = outcome.value
        elif outcome.value == Missing.DONT_KNOW:
            missing[self.name] = outcome.value
        if outcome.value not in (NOT_ASKED, NOT_REACHED):
            answers[f"{self.name}_count"] = outcome.met


def _truth(expression: Expression, state: State, node: FormNode, at: Instances) -> bool | None:
    try:
        return expression.boolean(EntryContext(state, node, at))
    except EvaluationError:
        return None
