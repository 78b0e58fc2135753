"""The units of one interview: the interview itself, and each instance of its repeats, with their answers and states."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import Instances, instance_path, split_path
from sstc_survey.response import Missing
from sstc_survey.tally.input import TallyInput

# The name of a repeat, or nothing for the interview.
Level: TypeAlias = str
INTERVIEW: Level = ""
# Why there is no answer, besides what is saved as missing.
NOT_ASKED: Final = "not_asked"
NOT_REACHED: Final = "not_reached"
# A question in its instances, and the choices that were offered.
Offer: TypeAlias = tuple[str, Instances, Collection[str]]
_UNSURE: Final = frozenset({*Missing, NOT_REACHED})

_NOTHING: Mapping[str, Any] = {}


def level_of(node: FormNode) -> Level:
    """Return what an entry is asked in: the repeat around it, or the interview."""
    return node.repeat_names[-1] if node.repeats else INTERVIEW


class Unit:
    """An interview, or an instance of a repeat: the answers in it, and why there are none, by name.

    `offered` has the choices that were offered, of questions whose filter leaves some out.
    """

    __slots__ = ("answers", "at", "inside", "level", "missing", "not_reached", "offered", "outer", "response")

    def __init__(
        self, response: TallyInput, level: Level, at: Instances, answers: Mapping[str, Any], outer: Unit | None = None
    ) -> None:
        self.response = response
        self.level = level
        self.at = at
        self.answers = answers
        self.outer = outer
        self.inside: list[Unit] = []
        self.missing: Mapping[str, str] = _NOTHING
        self.not_reached: frozenset[str] = frozenset()
        self.offered: Mapping[str, Collection[str]] = _NOTHING

    def within(self) -> Iterator[Unit]:
        """Yield this unit and all that are in it."""
        yield self
        for unit in self.inside:
            yield from unit.within()

    def around(self) -> Iterator[Unit]:
        """Yield the units that this one is in, the innermost first."""
        unit = self.outer
        while unit is not None:
            yield unit
            unit = unit.outer

    def state(self, name: str) -> str:
        """Return why there is no answer to a question here."""
        return self.missing.get(name) or (NOT_REACHED if name in self.not_reached else NOT_ASKED)

    def is_unsure(self, node: FormNode) -> bool:
        """Tell whether a question that was asked here, or in what this is in, has no answer."""
        level = level_of(node)
        holder = next((unit for unit in (self, *self.around()) if unit.level == level), None)
        return holder is not None and node.name not in holder.answers and holder.state(node.name) in _UNSURE


def units_of(form: Form, response: TallyInput, not_reached: Iterable[str] = (), offered: Sequence[Offer] = ()) -> Unit:
    """Return an interview as the unit that it is, with the instances of its repeats in it.

    `not_reached` has the paths of the questions that a draft did not come to.
    """
    interview = Unit(response, INTERVIEW, (), response.answers)
    if not form.repeats:
        interview.missing = response.missing
    else:
        missing: dict[str, dict[str, str]] = {}
        for path, state in response.missing.items():
            around, _, name = path.rpartition("/")
            missing.setdefault(around, {})[name] = state
        interview.missing = missing.get("", _NOTHING)
        _add_instances(interview, "", [node for node in form.repeats if not node.repeats], form, missing)
    if not_reached:
        _mark(interview, form, not_reached)
    if offered:
        _mark_offered(interview, form, offered)
    return interview


def _add_instances(
    unit: Unit, path: str, repeats: list[FormNode], form: Form, missing: Mapping[str, Mapping[str, str]]
) -> None:
    """Add the instances of these repeats to the unit that they are in."""
    for repeat in repeats:
        found = unit.answers.get(repeat.name)
        # Answers that are no instances are set aside where the repeat is tallied.
        instances = found if isinstance(found, list) else []
        inner = [node for node in form.repeats if node.repeats and node.repeats[-1] is repeat]
        for number, answers in enumerate(instances, 1):
            if not isinstance(answers, dict):
                continue
            instance = Unit(unit.response, repeat.name, (*unit.at, number), answers, unit)
            own_path = instance_path(f"{path}/{repeat.name}" if path else repeat.name, number)
            instance.missing = missing.get(own_path, _NOTHING)
            unit.inside.append(instance)
            if inner:
                _add_instances(instance, own_path, inner, form, missing)


def _mark(interview: Unit, form: Form, not_reached: Iterable[str]) -> None:
    """Note in each unit which of its questions were not reached."""
    names: dict[tuple[Level, Instances], set[str]] = {}
    for path in not_reached:
        name, at = split_path(path)
        names.setdefault((level_of(form.nodes[name]), at), set()).add(name)
    for unit in interview.within():
        unit.not_reached = frozenset(names.get((unit.level, unit.at), ()))


def _mark_offered(interview: Unit, form: Form, offered: Sequence[Offer]) -> None:
    """Note in each unit which choices it was offered."""
    codes: dict[tuple[Level, Instances], dict[str, Collection[str]]] = {}
    for name, at, left in offered:
        codes.setdefault((level_of(form.nodes[name]), at), {})[name] = left
    for unit in interview.within():
        unit.offered = codes.get((unit.level, unit.at), _NOTHING)
