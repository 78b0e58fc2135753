"""Make a paper form of a questionnaire: its parts, what to tell interviewers, and where choices lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from typing import Final, TypeAlias, assert_never

from msgspec import Struct

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.scale import Scale
from sstc_survey.engine.values import as_text
from sstc_survey.expressions.context import MappingContext
from sstc_survey.expressions.diagnostics import EvaluationError
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.expression import Expression
from sstc_survey.expressions.tree import Logical, Node
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import (
    OTHER,
    Acknowledge,
    Askable,
    Choice,
    Choosing,
    Date,
    DateTime,
    Decimal,
    Group,
    Integer,
    Question,
    Range,
    Rank,
    Repeat,
    Select,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
    choice_numbers,
)
from sstc_survey.reports.paper.conditions import in_words, value_in_words
from sstc_survey.reports.paper.names import Names

TICK: Final = "\u2610"
RANK_BLANK: Final = "__"
END: Final = "the end"
END_OF_PART: Final = "the end of this part"
_LONGEST_SCALE: Final = 11
_LINES: Final = 3

# Says what kind of reply a question takes.
Expected: TypeAlias = Callable[[Askable], str]


class AnswerBox(Struct, frozen=True):
    """A choice to mark: its number, its label, whether it has a line to write on, and where it leads."""

    number: str
    label: str
    symbol: str = TICK
    has_line: bool = False
    leads: str = ""


class PaperEntry(Struct, frozen=True, kw_only=True):
    """A question, a note, or a value to work out; `number` is 0 for what is not asked."""

    label: str
    hint: str
    conditions: tuple[str, ...]
    instructions: tuple[str, ...] = ()
    number: int = 0
    expected: str = ""
    boxes: tuple[AnswerBox, ...] = ()
    lines: int = 0
    ways_out: tuple[AnswerBox, ...] = ()
    comment: bool = False


class PaperSection(Struct, frozen=True):
    """Parts under a heading; one that repeats says how often."""

    title: str
    hint: str
    conditions: tuple[str, ...]
    parts: tuple[PaperPart, ...]


PaperPart: TypeAlias = PaperEntry | PaperSection


class Paper(Struct, frozen=True):
    """A whole form; empty texts are left out when it is printed."""

    language: str
    title: str
    facts: tuple[str, ...]
    introduction: tuple[str, ...]
    closing: str
    parts: tuple[PaperPart, ...]


def paper_of(form: Form, words: Words, expected: Expected, *, isolates: bool = False) -> Paper:
    """Return a questionnaire as a paper form; with `isolates`, texts in sentences are kept apart as `Names` says."""
    questionnaire = form.questionnaire
    facts = (words(each).strip() for each in (questionnaire.event, questionnaire.date, questionnaire.place))
    return Paper(
        language=words.language,
        title=words(questionnaire.title).strip() or questionnaire.id,
        facts=tuple(text for text in facts if text),
        introduction=tuple(line.strip() for line in words(questionnaire.introduction).splitlines() if line.strip()),
        closing=words(questionnaire.closing).strip(),
        parts=tuple(_PaperBuilder(form, Names(form, words, isolates=isolates), expected).parts(form.roots)),
    )


class _PaperBuilder:
    """Makes the parts of a form."""

    def __init__(self, form: Form, names: Names, expected: Expected) -> None:
        self._form = form
        self._names = names
        self._skips = SkipInstructions(names)
        self._expected = expected

    def parts(self, nodes: Iterable[FormNode]) -> Iterator[PaperPart]:
        """Yield the parts of entries; the text of "Other" is with its choice."""
        for node in nodes:
            match node.entry:
                case Group() | Repeat() as entry:
                    notes = tuple(conditions(node, self._names))
                    title, hint = self._names.text(entry.label), self._names.text(entry.hint)
                    yield PaperSection(title, hint, notes, tuple(self.parts(node.children)))
                case Question() as entry:
                    if node.other_of is None:
                        yield self._question(node, entry)
                case _ if node.shown is not None or node.calculation is not None:
                    yield self._unasked(node)
                case _:
                    pass

    def _unasked(self, node: FormNode) -> PaperEntry:
        """Return a note, or a value to work out."""
        names, entry = self._names, node.entry
        notes: tuple[str, ...] = ()
        if node.calculation is not None:
            notes = (f"Work out: {value_in_words(node.calculation, node, names)}.",)
        return PaperEntry(
            label=names.text(entry.label) or node.name,
            hint=names.text(entry.hint),
            conditions=tuple(conditions(node, names)),
            instructions=notes,
            lines=1 if notes else 0,
        )

    def _question(self, node: FormNode, question: Askable) -> PaperEntry:
        names = self._names
        boxes = tuple(self._boxes(node, question))
        offered = self._form.questionnaire.offers(question)
        ways_out = tuple(
            AnswerBox("", label, leads=self._leads(node, ""))
            for label, is_offered in zip(("Don't know", "Refused"), offered, strict=True)
            if is_offered
        )
        lines = _LINES if isinstance(question, TextQuestion) and question.multiline else 1
        return PaperEntry(
            number=names.numbers[node.name],
            label=names.text(question.label) or node.name,
            hint=names.text(question.hint),
            conditions=tuple(conditions(node, names)),
            expected="Choose one" if isinstance(question, SelectOne) else self._expected(question),
            instructions=tuple(instructions(node, names)),
            boxes=boxes,
            lines=0 if boxes else lines,
            ways_out=ways_out,
            comment=question.comment,
        )

    def _boxes(self, node: FormNode, question: Askable) -> Iterator[AnswerBox]:
        """Yield the boxes of a question; an answer without boxes is written on lines."""
        match question:
            case SelectOne() | SelectMultiple() | Rank():
                yield from self._choices(node, question)
            case Range():
                scale = Scale(question)
                if scale.length <= _LONGEST_SCALE:
                    yield from (AnswerBox("", as_text(value)) for value in scale.values(_LONGEST_SCALE))
            case Acknowledge():
                yield AnswerBox("", "OK")
            case TextQuestion() | Integer() | Decimal() | Date() | Time() | DateTime():
                return
            case _:
                assert_never(question)

    def _choices(self, node: FormNode, question: Choosing) -> Iterator[AnswerBox]:
        adds_other = isinstance(question, Select) and question.or_other
        codes = [choice.code for choice in node.choices]
        for number, choice in zip(choice_numbers(codes), node.choices, strict=True):
            yield AnswerBox(
                number=number,
                label=self._label(node, choice),
                symbol=RANK_BLANK if isinstance(question, Rank) else TICK,
                has_line=adds_other and choice.code == OTHER,
                leads=self._leads(node, choice.code),
            )

    def _label(self, node: FormNode, choice: Choice) -> str:
        """Return a label, with what a filter tells the choice by."""
        label = self._names.text(choice.label) or choice.code
        if node.choice_filter is None:
            return label
        used = {column.name for column in node.choice_filter.bare_names}
        columns = [f"{name}: {text}" for name, text in choice.columns.items() if name in used]
        return f"{label} ({', '.join(columns)})" if columns else label

    def _leads(self, node: FormNode, code: str) -> str:
        where = self._skips.after(node, code)
        return "" if where is None else f"go to {where}"


def conditions(node: FormNode, names: Names) -> Iterator[str]:
    """Yield when an entry is asked, and how often."""
    if node.relevant is not None:
        yield f"Ask only if {in_words(node.relevant, node, names)}."
    if node.is_open_repeat:
        yield "Ask this part once for each; after each, ask whether there is one more."
    elif node.repeat_count is not None:
        yield f"Ask this part so many times: {value_in_words(node.repeat_count, node, names)}."


def instructions(node: FormNode, names: Names) -> Iterator[str]:
    """Yield what else an interviewer must know of a question."""
    question = node.entry
    if not isinstance(question, Question):
        return
    if isinstance(node.required, Expression):
        yield f"Must be answered if {in_words(node.required, node, names)}."
    elif node.required:
        yield "Must be answered."
    if node.constraint is not None:
        message = names.text(question.constraint_message)
        otherwise = f" If not: {names.quoted(message)}" if message else ""
        yield f"Check that {in_words(node.constraint, node, names)}.{otherwise}"
    if node.choice_filter is not None:
        yield f"Offer only the choices where {in_words(node.choice_filter, node, names)}."
    if isinstance(question, Choosing) and question.randomize:
        yield "Offer the choices in random order."
    yield from _preset(node, names)


def _preset(node: FormNode, names: Names) -> Iterator[str]:
    """Yield which value a question has before it is asked, and whether it can be changed."""
    if node.calculation is not None:
        yield f"Worked out: {value_in_words(node.calculation, node, names)}."
    elif isinstance(node.default, Expression):
        yield f"Stands there at first: {value_in_words(node.default, node, names)}."
    elif node.default:
        shown = names.choice(node, node.default) if node.choices else names.quoted(node.default)
        yield f"Stands there at first: {shown}."
    if isinstance(node.read_only, Expression):
        yield f"Do not change it if {in_words(node.read_only, node, names)}."
    elif node.read_only:
        yield "Do not change it."


class SkipInstructions:
    """What comes after each choice of a question.

    Only conditions that use this one question are looked at, so what is passed over is passed over for certain.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        # The text of "Other" is with its choice.
        self._order = [
            node
            for node in names.form.nodes.values()
            if (node.shown is not None or node.calculation is not None) and node.other_of is None
        ]
        self._places = {node.name: place for place, node in enumerate(self._order)}
        # A list may have very many choices, each of which leads somewhere.
        self._following: dict[str, list[tuple[FormNode, list[Expression]]]] = {}

    def after(self, node: FormNode, code: str) -> str | None:
        """Return where a choice leads, or None where it passes over nothing; a blank code stands for no answer."""
        if not isinstance(node.entry, SelectOne):
            return None
        following = self._conditions_after(node)
        passed = sum(1 for _ in takewhile(lambda each: _is_ruled_out(each[1], node.name, code), following))
        if not any(isinstance(each.entry, Question) for each, _ in following[:passed]):
            return None
        if passed == len(following):
            return END_OF_PART if node.repeats else END
        target, _ = following[passed]
        # A part that has conditions of its own must not be passed over.
        parts = [part for part in reversed(target.ancestors) if part not in node.ancestors]
        for part in parts:
            if (part.relevant is not None or part.is_repeat) and self._names.text(part.entry.label):
                return self._names.entry(part.name)
        return self._names.reference(target)

    def _conditions_after(self, node: FormNode) -> list[tuple[FormNode, list[Expression]]]:
        """Return what comes after a question in the same repeats, with the conditions on it, up to one without any."""
        if node.name not in self._following:
            found = self._following[node.name] = []
            for each in self._order[self._places[node.name] + 1 :]:
                if each.repeats[: len(node.repeats)] != node.repeats:
                    break
                found.append((each, list(_conditions_on(node.name, each))))
                if not found[-1][1]:
                    break
        return self._following[node.name]


def _is_ruled_out(conditions: list[Expression], name: str, code: str) -> bool:
    """Tell whether an answer to one question is enough that one of these conditions on it does not hold."""
    answers = MappingContext({name: code})
    for condition in conditions:
        try:
            if not condition.boolean(answers):
                return True
        except EvaluationError:
            continue
    return False


def _conditions_on(name: str, node: FormNode) -> Iterator[Expression]:
    """Yield the conditions of an entry, and of the groups and repeats it is in, that use this one question alone."""
    for each in (node, *node.ancestors):
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
