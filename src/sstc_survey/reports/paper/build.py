"""Make a paper form of a questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Final, TypeAlias, cast

from msgspec import Struct

from sstc_survey.engine.form import Form, FormNode
from sstc_survey.engine.validation.numbers import scale
from sstc_survey.expressions import EvaluationError, Expression, Logical, MappingContext, Node
from sstc_survey.expressions.evaluator import build
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import (
    OTHER,
    Acknowledge,
    Askable,
    Calculate,
    Choice,
    Choosing,
    Group,
    Hidden,
    Note,
    Question,
    Range,
    Rank,
    Repeat,
    Select,
    SelectOne,
    TextQuestion,
)
from sstc_survey.reports.paper.conditions import in_words, value_in_words
from sstc_survey.reports.paper.names import Names, quoted

TICK: Final = "\u2610"
RANK: Final = "__"


class Box(Struct, frozen=True):
    """A choice to mark: its number on the screen, its label, a line to write on, and where it leads."""

    number: str
    label: str
    mark: str = TICK
    writes: bool = False
    leads: str = ""


class Item(Struct, frozen=True):
    """A question, a note, or a value to work out; `number` is 0 for what is not asked."""

    name: str
    number: int
    label: str
    hint: str
    conditions: tuple[str, ...]
    wanted: str
    instructions: tuple[str, ...]
    boxes: tuple[Box, ...]
    lines: int
    ways_out: tuple[Box, ...]
    comment: bool


class Section(Struct, frozen=True):
    """Parts under a heading; one that repeats says how often."""

    title: str
    hint: str
    conditions: tuple[str, ...]
    parts: tuple[Part, ...]


Part: TypeAlias = Item | Section


class Paper(Struct, frozen=True):
    """A whole form; empty texts are left out when it is printed."""

    language: str
    title: str
    facts: tuple[str, ...]
    introduction: tuple[str, ...]
    closing: str
    parts: tuple[Part, ...]


def conditions(node: FormNode, names: Names) -> Iterator[str]:
    """Yield when an entry is asked, and how often."""
    if node.relevant is not None:
        yield f"Ask only if {in_words(node.relevant, node, names)}."
    if node.is_open_repeat:
        yield "Ask this part once for each; after each, ask whether there is one more."
    elif node.repeat_count is not None:
        yield f"Ask this part so many times: {value_in_words(node.repeat_count, node, names)}."


def instructions(node: FormNode, names: Names) -> Iterator[str]:
    """Yield what must be seen to at a question."""
    question = node.entry
    if not isinstance(question, Question):
        return
    yield from _required(node, names)
    if node.constraint is not None:
        message = names.text(question.constraint_message)
        notes = f" If not: {quoted(message)}" if message else ""
        yield f"Check that {in_words(node.constraint, node, names)}.{notes}"
    yield from _choices(node, names)
    yield from _present(node, names)


def _required(node: FormNode, names: Names) -> Iterator[str]:
    if isinstance(node.required, Expression):
        yield f"Must be answered if {in_words(node.required, node, names)}."
    elif node.required:
        yield "Must be answered."


def _choices(node: FormNode, names: Names) -> Iterator[str]:
    if node.choice_filter is not None:
        yield f"Offer only the choices where {in_words(node.choice_filter, node, names)}."
    if isinstance(node.entry, Choosing) and node.entry.randomize:
        yield "Offer the choices in random order."


def _present(node: FormNode, names: Names) -> Iterator[str]:
    """Yield what stands in a question before it is asked."""
    if node.calculation is not None:
        yield f"Worked out: {value_in_words(node.calculation, node, names)}."
    elif isinstance(node.default, Expression):
        yield f"Stands there at first: {value_in_words(node.default, node, names)}."
    elif node.default:
        shown = names.choice(node, node.default) if node.choices else quoted(node.default)
        yield f"Stands there at first: {shown}."
    if isinstance(node.read_only, Expression):
        yield f"Do not change it if {in_words(node.read_only, node, names)}."
    elif node.read_only:
        yield "Do not change it."


END: Final = "the end"
END_OF_PART: Final = "the end of this part"


class Skips:
    """What comes after each choice of a question.

    Only conditions that ask for this one question are looked at, so what is passed over is passed over for certain.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        # The text of "Other" stands beside its choice.
        self._order = [
            node
            for node in names.form.nodes.values()
            if (isinstance(node.entry, Question | Note) or node.calculation is not None) and node.other_of is None
        ]
        self._places = {node.name: place for place, node in enumerate(self._order)}

    def after(self, node: FormNode, code: str) -> str | None:
        """Return where a choice leads, or None where it passes over nothing; a blank code stands for no answer."""
        if not isinstance(node.entry, SelectOne):
            return None
        following = self._following(node)
        passed = sum(1 for _ in takewhile(lambda each: _ruled_out(each, node.name, code), following))
        if not any(isinstance(each.entry, Question) for each in following[:passed]):
            return None
        if passed == len(following):
            return END_OF_PART if node.repeats else END
        return self._called(following[passed], node)

    def _called(self, target: FormNode, from_: FormNode) -> str:
        """Return what a target is called: the part that it stands in, if that has conditions of its own."""
        inside = _around(from_)
        for above in reversed(_around(target)):
            is_conditional = above.relevant is not None or above.is_repeat
            if above not in inside and is_conditional and self._names.text(above.entry.label):
                return self._names.entry(above.name)
        number = self._names.numbers.get(target.name)
        return self._names.entry(target.name) if number is None else str(number)

    def _following(self, node: FormNode) -> Sequence[FormNode]:
        """Return what comes after a question as long as it stands in the same repeats."""
        found: list[FormNode] = []
        for each in self._order[self._places[node.name] + 1 :]:
            if each.repeats[: len(node.repeats)] != node.repeats:
                break
            found.append(each)
        return found


def _around(node: FormNode) -> list[FormNode]:
    """Return what an entry stands in, the innermost first."""
    found: list[FormNode] = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def _ruled_out(node: FormNode, name: str, code: str) -> bool:
    """Tell whether an answer to one question alone makes an entry irrelevant."""
    answers = MappingContext({name: code})
    return any(_is_false(condition, answers) for condition in _conditions(node, name))


def _conditions(node: FormNode, name: str) -> Iterator[Expression]:
    """Yield the conditions of an entry and of what it stands in that ask for one question and nothing else."""
    for each in (node, *_around(node)):
        if each.relevant is None:
            continue
        for tree in _conjuncts(each.relevant.tree):
            condition = Expression("", tree, (), (), build(tree))
            names = {other.name for other in each.relevant.references if tree.start <= other.start < tree.end}
            if names == {name} and not condition.is_volatile:
                yield condition


def _conjuncts(tree: Node) -> Iterator[Node]:
    if isinstance(tree, Logical) and tree.operator == "and":
        for operand in tree.operands:
            yield from _conjuncts(operand)
    else:
        yield tree


def _is_false(condition: Expression, answers: MappingContext) -> bool:
    try:
        return not condition.boolean(answers)
    except EvaluationError:
        return False


_LONGEST_SCALE: Final = 11
_LINES: Final = 3

Wanted: TypeAlias = Callable[[Askable], str]


def paper_of(form: Form, words: Words, wanted: Wanted) -> Paper:
    """Return a questionnaire as a paper form; `wanted` says what kind of reply a question takes."""
    whole = form.questionnaire
    facts = (words(each).strip() for each in (whole.event, whole.date, whole.place))
    return Paper(
        language=words.language,
        title=words(whole.title).strip() or whole.id,
        facts=tuple(text for text in facts if text),
        introduction=tuple(line.strip() for line in words(whole.introduction).splitlines() if line.strip()),
        closing=words(whole.closing).strip(),
        parts=tuple(_Maker(form, words, wanted).parts(form.roots)),
    )


class _Maker:
    """Holds what the parts of a form need."""

    def __init__(self, form: Form, words: Words, wanted: Wanted) -> None:
        self._form = form
        self._names = Names(form, words)
        self._skips = Skips(self._names)
        self._wanted = wanted

    def parts(self, nodes: Iterable[FormNode]) -> Iterator[Part]:
        """Yield the parts that stand on paper; the text of "Other" stands beside its choice."""
        for node in nodes:
            match node.entry:
                case Group() | Repeat() as entry:
                    notes = tuple(conditions(node, self._names))
                    title, hint = self._names.text(entry.label), self._names.text(entry.hint)
                    yield Section(title, hint, notes, tuple(self.parts(node.children)))
                case Question() as entry if node.other_of is None:
                    yield self._question(node, entry)
                case Note():
                    yield self._item(node)
                case Calculate() | Hidden() if node.calculation is not None:
                    yield self._item(node)
                case _:
                    pass

    def _item(self, node: FormNode) -> Item:
        """Return a note, or a value that is worked out."""
        names, entry = self._names, node.entry
        notes: tuple[str, ...] = ()
        if node.calculation is not None:
            notes = (f"Work out: {value_in_words(node.calculation, node, names)}.",)
        return Item(
            name=node.name,
            number=0,
            label=names.text(entry.label) or node.name,
            hint=names.text(entry.hint),
            conditions=tuple(conditions(node, names)),
            wanted="",
            instructions=notes,
            boxes=(),
            lines=1 if notes else 0,
            ways_out=(),
            comment=False,
        )

    def _question(self, node: FormNode, question: Question) -> Item:
        names = self._names
        boxes = tuple(self._boxes(node))
        lines = _LINES if isinstance(question, TextQuestion) and question.multiline else 1
        return Item(
            name=node.name,
            number=names.numbers[node.name],
            label=names.text(question.label) or node.name,
            hint=names.text(question.hint),
            conditions=tuple(conditions(node, names)),
            wanted="Choose one" if isinstance(question, SelectOne) else self._wanted(cast("Askable", question)),
            instructions=tuple(instructions(node, names)),
            boxes=boxes,
            lines=0 if boxes else lines,
            ways_out=tuple(self._ways_out(node, question)),
            comment=question.comment,
        )

    def _boxes(self, node: FormNode) -> Iterator[Box]:
        match node.entry:
            case Choosing() as question:
                yield from self._choices(node, question)
            case Range() as question if len(marks := scale(question)) <= _LONGEST_SCALE:
                yield from (Box("", f"{mark:g}") for mark in marks)
            case Acknowledge():
                yield Box("", "OK")
            case _:
                pass

    def _choices(self, node: FormNode, question: Choosing) -> Iterator[Box]:
        adds_other = isinstance(question, Select) and question.or_other
        for number, choice in zip(_numbers(node.choices), node.choices, strict=True):
            yield Box(
                number=number,
                label=self._label(node, choice),
                mark=RANK if isinstance(question, Rank) else TICK,
                writes=adds_other and choice.code == OTHER,
                leads=self._leads(node, choice.code),
            )

    def _label(self, node: FormNode, choice: Choice) -> str:
        """Return a label, with what a filter tells the choice by."""
        label = self._names.text(choice.label) or choice.code
        if node.choice_filter is None:
            return label
        wanted = {column.name for column in node.choice_filter.bare_names}
        columns = [f"{name}: {text}" for name, text in choice.columns.items() if name in wanted]
        return f"{label} ({', '.join(columns)})" if columns else label

    def _leads(self, node: FormNode, code: str) -> str:
        where = self._skips.after(node, code)
        return "" if where is None else f"go to {where}"

    def _ways_out(self, node: FormNode, question: Question) -> Iterator[Box]:
        offered = self._form.questionnaire.offers(cast("Askable", question))
        for label, is_offered in zip(("Don't know", "Refused"), offered, strict=True):
            if is_offered:
                yield Box("", label, leads=self._leads(node, ""))


def _numbers(choices: tuple[Choice, ...]) -> list[str]:
    """Return the number of each choice as a screen shows it: its code where all codes are numbers, else 1, 2, 3."""
    codes = [choice.code for choice in choices]
    return codes if all(code.isdecimal() for code in codes) else [str(place) for place in range(1, len(codes) + 1)]
