"""Conditions that are always true or always false, and entries that nothing leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sstc_survey.expressions import Call, Logical, Node, Reference, Text, walk
from sstc_survey.formats.logic.codes import compared_codes, is_unknown
from sstc_survey.formats.logic.conditions import conditions_in, is_no_day, parts, time_in
from sstc_survey.formats.logic.constants import constant_number
from sstc_survey.formats.logic.outline import Item, Outline
from sstc_survey.formats.logic.trials import Trials
from sstc_survey.formats.logic.written import Written
from sstc_survey.formats.reading import Reader

_ALONE: Final = "its condition holds for no answer"
_TOGETHER: Final = "no answers meet its condition and those of the groups around it"
_NO_INSTANCE: Final = "it has 0 instances"


def advise_on_truths(reader: Reader, outline: Outline, written: Sequence[Written]) -> None:
    """Report conditions that no answer changes, and entries that nothing leads to."""
    trials = Trials(outline)
    never = _advise_on_reach(reader, trials, written)
    for each in written:
        if each.key != "relevant" or each.item not in never:
            for condition in conditions_in(each):
                _advise(reader, trials, each, condition)


def _advise_on_reach(reader: Reader, trials: Trials, written: Sequence[Written]) -> set[Item]:
    """Report the outermost entries that nothing leads to; return them with all that stands in them."""
    relevant = {each.item: each for each in written if each.key == "relevant"}
    empty = {each.item: each for each in written if _is_empty(each)}
    never: set[Item] = set()
    for item in trials.outline.items:
        if item.parent in never:
            never.add(item)
        elif item in empty:
            never.add(item)
            _report_never(reader, empty[item], _NO_INSTANCE)
        elif item in relevant and (why := _why_never(trials, relevant, item)):
            never.add(item)
            _report_never(reader, relevant[item], why)
    return never


def _is_empty(written: Written) -> bool:
    count = written.expression if written.key == "repeat_count" else None
    return count is not None and constant_number(count.tree) == 0


def _report_never(reader: Reader, written: Written, why: str) -> None:
    assert written.expression is not None  # noqa: S101 only expressions say whether
    written.report(reader, "never-asked", written.expression.tree, name=written.item.name, why=why)


def _why_never(trials: Trials, relevant: Mapping[Item, Written], item: Item) -> str:
    """Return why no answers lead to an entry, nothing where some may."""
    trees: list[Node] = []
    around: Item | None = item
    while around is not None:
        own = relevant.get(around)
        if own is not None and own.expression is not None:
            if _is_told(trials.outline, own, own.expression.tree):
                return ""
            trees.append(own.expression.tree)
        around = around.parent
    if trials.verdict(item, trees[0]) is False:
        return _ALONE
    together = Logical("and", tuple(trees), 0, 0)
    return _TOGETHER if len(trees) > 1 and trials.verdict(item, together) is False else ""


def _advise(reader: Reader, trials: Trials, written: Written, condition: Node) -> None:
    if isinstance(condition, Call) and condition.name in ("true", "false"):
        return
    if not _is_told(trials.outline, written, condition):
        always = trials.verdict(written.item, condition, answered=written.key == "constraint")
        if always is not None:
            written.report(reader, "always-true" if always else "always-false", condition)
            return
    for part in _operands(condition):
        _advise(reader, trials, written, part)


def _is_told(outline: Outline, written: Written, condition: Node) -> bool:
    """Tell whether what is wrong with a condition is reported by another name."""
    bare = any(isinstance(part, Reference) for part in parts(condition))
    dateless = any(isinstance(node, Text) and is_no_day(node) for node in walk(condition))
    timeless = any(time_in(node, written.item, outline) for node in walk(condition))
    return bare or dateless or timeless or any(map(is_unknown, compared_codes(condition, written.item, outline)))


def _operands(condition: Node) -> tuple[Node, ...]:
    match condition:
        case Logical():
            return condition.operands
        case Call(name="not"):
            return condition.arguments
        case _:
            return ()
