"""Conditions that are always true or always false, and entries that nothing leads to."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, pairwise, product
from typing import Final, TypeAlias

from sstc_survey.engine.form import expression
from sstc_survey.engine.validation import OK
from sstc_survey.expressions import (
    BareName,
    Binary,
    Call,
    Current,
    EvaluationError,
    Logical,
    MappingContext,
    Node,
    Parent,
    Reference,
    TextLiteral,
    walk,
)
from sstc_survey.expressions.context import Budget
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.functions import VOLATILE
from sstc_survey.expressions.values import Dated, Value, format_number, moment_of_days, to_boolean
from sstc_survey.parsing.lint.conditions import (
    COMPARISONS,
    as_number,
    compared_codes,
    conditions_in,
    constant,
    constant_number,
    is_boolean,
    is_fixed,
    is_no_day,
    is_unknown,
    parts,
    time_in,
)
from sstc_survey.parsing.lint.outline import Item, Outline, Written
from sstc_survey.parsing.reader import Reader
from sstc_survey.problems import codes
from sstc_survey.questionnaire import (
    OTHER,
    Acknowledge,
    Date,
    Decimal,
    Entry,
    Group,
    Integer,
    Note,
    Range,
    Rank,
    Repeat,
    SelectMultiple,
    SelectOne,
)

Domain: TypeAlias = Sequence[str]

BLANK: Final = ""
_MAX_CODES: Final = 6
_ANY_DAY: Final = "2000-01-01"
_EQUALITIES: Final = frozenset(("=", "!="))


def domain_of(item: Item, nodes: Sequence[Node], tree: Node) -> Domain | None:
    """Return the answers to try; `nodes` are where the tree reads this one. None where no few stand for all."""
    if item.is_a(Acknowledge):
        return (BLANK, OK)
    if item.is_a(SelectOne):
        return None if item.codes is None else _one_code(item.codes, tree)
    if item.is_a(SelectMultiple):
        return _several(item, nodes, tree)
    calculation = item.value("calculation")
    read = expression(calculation) if isinstance(calculation, str) else None
    if read is not None and not item.is_asked and is_boolean(read.tree):
        return (BLANK, "true", "false")
    against = _compared_with(nodes, tree)
    if against is None or item.is_a(Rank):
        return None
    return (BLANK, *_answers(item, list(against)))


def _one_code(codes: Collection[str], tree: Node) -> Domain:
    """Return every code, those first that are written out and so make a difference soon."""
    written = [node.value for node in walk(tree) if isinstance(node, TextLiteral) and node.value in codes]
    return (BLANK, *dict.fromkeys((*written, *codes)))


def _answers(item: Item, against: list[Value]) -> Iterable[str]:
    numbers = sorted({number for value in against if math.isfinite(number := as_number(value))})
    if item.is_a(Integer):
        return (str(int(number)) for number in _within(item, _whole(numbers)))
    if item.is_a(Decimal):
        return (format_number(number) for number in _within(item, _between(numbers)))
    if item.is_a(Range):
        return (format_number(number) for number in _between(numbers))
    if item.is_a(Date):
        return _within_dates(item, numbers)
    days = list(_days(numbers))
    texts = [value for value in against if isinstance(value, str)]
    # And one that is none of them.
    other = "?" * (1 + max(map(len, texts), default=0))
    dated = days if any(isinstance(value, Dated) for value in against) or any("-" in text for text in texts) else []
    return (*map(format_number, _between(numbers)), *dated, *texts, other)


def _whole(numbers: Iterable[float]) -> Iterator[float]:
    """Yield whole numbers at, below and above each number."""
    for number in numbers:
        yield from range(math.floor(number) - 1, math.ceil(number) + 2)
    yield 0


def _between(numbers: Sequence[float]) -> Iterator[float]:
    """Yield each number, and one in each gap between and around them."""
    if not numbers:
        yield 0
        return
    yield from (numbers[0] - 1, numbers[-1] + 1, *numbers)
    yield from ((low + high) / 2 for low, high in pairwise(numbers))


def _within(item: Item, numbers: Iterable[float]) -> Iterator[float]:
    """Yield the numbers within the bounds of a question, and the bounds."""
    least, most = (bound if isinstance(bound, int | float) else None for bound in map(item.value, ("min", "max")))
    yield from (bound for bound in (least, most) if bound is not None)
    for number in numbers:
        if (least is None or number >= least) and (most is None or number <= most):
            yield number


def _within_dates(item: Item, numbers: Iterable[float]) -> Iterator[str]:
    """Yield the days within the bounds of a question, and the bounds."""
    least, most = (bound if isinstance(bound, str) else None for bound in map(item.value, ("min", "max")))
    yield from (bound for bound in (least, most) if bound is not None)
    for day in (_ANY_DAY, *_days(numbers)):
        if (least is None or day >= least) and (most is None or day <= most):
            yield day


def _days(numbers: Iterable[float]) -> Iterator[str]:
    for number in numbers:
        for days in range(math.floor(number) - 1, math.ceil(number) + 2):
            moment = moment_of_days(days)
            if moment is not None:
                yield moment.date().isoformat()


def _several(item: Item, nodes: Sequence[Node], tree: Node) -> Domain | None:
    """Return the answers of several codes: all, or those that tell the codes that are compared apart."""
    codes = item.codes
    if codes is None:
        return None
    wanted = [*codes]
    if len(wanted) > _MAX_CODES:
        against = _compared_with(nodes, tree, _EQUALITIES)
        if against is None or not all(isinstance(value, str) for value in against):
            return None
        named = {word for value in against for word in str(value).split(" ")}
        others = [code for code in codes if code not in named]
        wanted = [code for code in codes if code in named] + others[:1]
        if len(wanted) > _MAX_CODES:
            return None
    alone = {choice.code for choice in item.choices or () if choice.exclusive}
    subsets = chain.from_iterable(combinations(wanted, size) for size in range(len(wanted) + 1))
    return [" ".join(subset) for subset in subsets if len(subset) <= 1 or not alone.intersection(subset)]


def _compared_with(nodes: Sequence[Node], tree: Node, operators: frozenset[str] = COMPARISONS) -> list[Value] | None:
    """Return the constants that an answer is compared with; None where more is done with it."""
    found: list[Value] = []
    # Nodes of several expressions may have the same places.
    places = {id(node) for node in nodes}
    seen: set[int] = set()
    for node in walk(tree):
        match node:
            case Binary() if node.operator in operators:
                pairs = [(node.left, node.right), (node.right, node.left)]
            case Call(name="selected"):
                pairs = [(node.arguments[0], node.arguments[1])]
            case _:
                continue
        for answer, other in pairs:
            if id(answer) in places and is_fixed(other):
                value = constant(other)
                if value is None:
                    return None
                seen.add(id(answer))
                found.append(value)
    return found if seen == places else None


_MAX_TRIALS: Final = 512
_MAX_SUBJECTS: Final = 9  # of at least two answers each
# Functions that look further than at one answer in one instance.
_FAR: Final = VOLATILE | {
    *("sum", "count", "count-non-empty", "min", "max", "join", "concat"),
    *("indexed-repeat", "position", "jr:choice-name"),
}

# What is read, and the name of the question or column.
_Subject: TypeAlias = tuple[type, str]


class Trials:
    """Tries conditions, each once."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        # With the condition itself, as its number is given away when it goes.
        self._known: dict[tuple[int, Item, bool], tuple[Node, bool | None]] = {}

    def verdict(self, item: Item, condition: Node, *, answered: bool = False) -> bool | None:
        """Return what a condition always is, None where that depends on answers or is not known.

        `answered` says that what `.` stands for is not blank.
        """
        place = (id(condition), item, answered)
        if place not in self._known:
            self._known[place] = (condition, self._verdict(item, condition, answered=answered))
        return self._known[place][1]

    def _verdict(self, item: Item, condition: Node, *, answered: bool) -> bool | None:
        domains = self._domains(item, condition)
        if domains is not None and answered and (Current, BLANK) in domains:
            domains[Current, BLANK] = [text for text in domains[Current, BLANK] if text]
        if domains is not None and math.prod(map(len, domains.values())) <= _MAX_TRIALS:
            return _tried(condition, domains)
        if not isinstance(condition, Logical):
            return None
        decisive = condition.operator == "or"
        outcomes = [self.verdict(item, operand, answered=answered) for operand in condition.operands]
        if decisive in outcomes:
            return decisive
        return None if None in outcomes else not decisive

    def _domains(self, item: Item, condition: Node) -> dict[_Subject, Domain] | None:
        """Return the answers to try of each question that a condition reads."""
        read: dict[_Subject, list[Node]] = {}
        for node in walk(condition):
            match node:
                case Reference() | BareName():
                    read.setdefault((type(node), node.name), []).append(node)
                case Current():
                    read.setdefault((Current, BLANK), []).append(node)
                case Parent():
                    return None
                case Call() if node.name in _FAR:
                    return None
                case _:
                    pass
        if len(read) > _MAX_SUBJECTS:
            return None
        domains: dict[_Subject, Domain] = {}
        for subject, nodes in read.items():
            domain = self._domain(item, subject, nodes, condition)
            if domain is None:
                return None
            domains[subject] = domain
        return domains

    def _domain(self, item: Item, subject: _Subject, nodes: list[Node], condition: Node) -> Domain | None:
        kind, name = subject
        if kind is BareName:
            return _column(item, name)
        if kind is Current:
            return domain_of(item, nodes, condition)
        target = self.outline.names.get(name)
        if target is None or not target.is_a(Entry) or target.is_a(Note, Group, Repeat):
            return None
        near = all(repeat in item.repeats for repeat in target.repeats)
        return domain_of(target, nodes, condition) if near else None


def _column(item: Item, name: str) -> Domain | None:
    """Return what a column holds, for all choices of a question."""
    choices, codes = item.choices, item.codes
    if choices is None or codes is None or name == "label":
        return None
    if name == "name":
        return [*codes]
    if not any(name in choice.columns for choice in choices):
        return None
    blank = [BLANK] if OTHER in codes else []
    return [*dict.fromkeys([*(choice.columns.get(name, BLANK) for choice in choices), *blank])]


def _tried(condition: Node, domains: dict[_Subject, Domain]) -> bool | None:
    run = build(condition)
    outcomes: set[bool] = set()
    for values in product(*domains.values()):
        answers = _trial_answers(dict(zip(domains, values, strict=True)))
        try:
            outcomes.add(to_boolean(run(Budget(answers))))
        except EvaluationError:
            return None
        if len(outcomes) > 1:
            return None
    return outcomes.pop() if outcomes else None


def _trial_answers(tried: dict[_Subject, str]) -> MappingContext:
    return MappingContext(
        {name: text for (kind, name), text in tried.items() if kind is Reference},
        self_value=tried.get((Current, BLANK), BLANK),
        columns={name: text for (kind, name), text in tried.items() if kind is BareName},
    )


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
    written.report(reader, codes.NEVER_ASKED, written.expression.tree, name=written.item.name, why=why)


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
            written.report(reader, codes.ALWAYS_TRUE if always else codes.ALWAYS_FALSE, condition)
            return
    for part in _operands(condition):
        _advise(reader, trials, written, part)


def _is_told(outline: Outline, written: Written, condition: Node) -> bool:
    """Tell whether what is wrong with a condition is reported by another name."""
    bare = any(isinstance(part, Reference) for part in parts(condition))
    dateless = any(isinstance(node, TextLiteral) and is_no_day(node) for node in walk(condition))
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
