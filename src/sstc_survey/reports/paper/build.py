"""Make a paper form of a questionnaire: its parts, what to tell interviewers, and where choices lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias, assert_never

from msgspec import Struct

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.scale import Scale
from sstc_survey.engine.values import as_text, result_text
from sstc_survey.expressions.context import MappingContext
from sstc_survey.expressions.diagnostics import EvaluationError
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.expression import Expression
from sstc_survey.expressions.tree import Logical, NumberLiteral, Reference
from sstc_survey.i18n import Words, gettext, noop
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
from sstc_survey.reports.paper.conditions import InvolvedError, clause_of, in_words, value_in_words, value_of
from sstc_survey.reports.paper.names import Names, cut

TICK: Final = "\u2610"
RANK_BLANK: Final = "__"
END: Final = noop("the end")
END_OF_PART: Final = noop("the end of this section")
_LONGEST_SCALE: Final = 11
_LONGEST_HEADING: Final = 40
_LINES: Final = 3
# How many lines the grid of a repeat has, unless that is chosen, and how many it may have.
ROWS: Final = 6
MOST_ROWS: Final = 100

# Says what kind of reply a question takes.
Expected: TypeAlias = Callable[[Askable], str]


class AnswerBox(Struct, frozen=True):
    """A choice to mark: its number, its label, whether it has a line to write on, and where it leads.

    A `condition` says when it is offered. Without a symbol its number is written into a grid.
    """

    number: str
    label: str
    symbol: str = TICK
    has_line: bool = False
    leads: str = ""
    condition: str = ""


class PaperEntry(Struct, frozen=True, kw_only=True):
    """A question, a note, or a value to calculate; `number` is 0 for what is not asked."""

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

    @property
    def how_to_answer(self) -> str:
        """Return what kind of answer is expected, as a sentence."""
        return gettext("{sentence}.").format(sentence=self.expected) if self.expected else ""


class PaperGrid(Struct, frozen=True):
    """Where the answers in a repeat are written: a column for each question, a row for each instance.

    The first columns, of which there are as many as repeats, are for the numbers of the instances.
    """

    numbers: tuple[str, ...]
    columns: tuple[str, ...]
    rows: int


class PaperSection(Struct, frozen=True):
    """Parts under a heading; one that repeats says how often, and on paper has a grid."""

    title: str
    hint: str
    conditions: tuple[str, ...]
    parts: tuple[PaperPart, ...]
    grid: PaperGrid | None = None


PaperPart: TypeAlias = PaperEntry | PaperSection


class Paper(Struct, frozen=True):
    """A whole form; empty texts are left out when it is printed."""

    language: str
    title: str
    facts: tuple[str, ...]
    introduction: tuple[str, ...]
    closing: str
    parts: tuple[PaperPart, ...]


def paper_of(
    form: Form,
    words: Words,
    expected: Expected,
    *,
    isolates: bool = False,
    for_paper: bool = False,
    rows: int = ROWS,
) -> Paper:
    """Return a questionnaire as a form; with `isolates`, texts in sentences are kept apart as `Names` says.

    With `for_paper` it is to be filled in: without names and formulas, and with grids of `rows` for repeats.
    """
    names = Names(form, words, isolates=isolates, for_paper=for_paper)
    questionnaire = form.questionnaire
    facts = (words(each).strip() for each in (questionnaire.event, questionnaire.date, questionnaire.place))
    return Paper(
        language=words.language,
        title=words(questionnaire.title).strip() or questionnaire.id,
        facts=tuple(text for text in facts if text),
        introduction=tuple(line.strip() for line in words(questionnaire.introduction).splitlines() if line.strip()),
        closing=words(questionnaire.closing).strip(),
        parts=tuple(_PaperBuilder(form, names, expected, rows).parts(form.roots)),
    )


class _PaperBuilder:
    """Makes the parts of a form."""

    def __init__(self, form: Form, names: Names, expected: Expected, rows: int) -> None:
        self._form = form
        self._rows = rows
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
                    grid = self._grid(node) if node.is_repeat and self._names.for_paper else None
                    yield PaperSection(title, hint, notes, tuple(self.parts(node.children)), grid)
                case Question() as entry:
                    if node.other_of is None:
                        yield self._question(node, entry)
                case _ if is_on_form(node, self._names):
                    yield self._unasked(node)
                case _:
                    pass

    def _grid(self, repeat: FormNode) -> PaperGrid | None:
        """Return the grid of a repeat, or None for one that has only others in it."""
        columns = tuple(
            self._heading(node)
            for node in self._form.within(repeat)
            if node.name in self._names.numbers or node.name in self._names.boxes
        )
        numbers = tuple(self._names.text(each.entry.label) or gettext("No.") for each in (*repeat.repeats, repeat))
        return PaperGrid(numbers, columns, self._rows_of(repeat)) if columns else None

    def _heading(self, node: FormNode) -> str:
        """Return what stands over a column: a number or a box, and the label."""
        label = cut(" ".join(self._names.text(node.entry.label).split()), _LONGEST_HEADING)
        if node.name in self._names.boxes:
            return self._box(node, label)
        return f"{self._names.numbers[node.name]}. {label}"

    def _box(self, node: FormNode, label: str) -> str:
        """Return what a box is headed by."""
        box = self._names.box(node.name)
        headed = gettext("{fact}: {details}").format(fact=box, details=label) if label else box
        return headed[:1].upper() + headed[1:]

    def _rows_of(self, repeat: FormNode) -> int:
        """Return how many rows a grid has: as many as there are instances where a number says so."""
        count = None if repeat.repeat_count is None else repeat.repeat_count.tree
        return min(int(count.value), MOST_ROWS) if isinstance(count, NumberLiteral) else self._rows

    def _unasked(self, node: FormNode) -> PaperEntry:
        """Return a note, or a value to calculate or to give beforehand."""
        names, entry = self._names, node.entry
        notes: tuple[str, ...] = ()
        label = names.text(entry.label)
        if node.calculation is not None:
            notes = (_calculated(node.calculation, node, names),)
        elif node.shown is None:
            notes = (gettext("Fill in before the interview."), *_preset(node, names))
        if node.name in names.boxes:
            label = self._box(node, label)
        return PaperEntry(
            label=label or ("" if names.for_paper else node.name),
            hint=names.text(entry.hint),
            conditions=tuple(conditions(node, names)),
            instructions=notes,
            lines=1 if notes and not self._in_grid(node) else 0,
        )

    def _in_grid(self, node: FormNode) -> bool:
        """Tell whether the answers to an entry are written into a grid."""
        return self._names.for_paper and bool(node.repeats)

    def _question(self, node: FormNode, question: Askable) -> PaperEntry:
        names = self._names
        boxes = tuple(self._boxes(node, question))
        offered = self._form.questionnaire.offers(question)
        in_grid = self._in_grid(node)
        ways_out = tuple(
            AnswerBox("", label, "" if in_grid else TICK, leads=self._leads(node, ""))
            for label, is_offered in zip((gettext("Don't know"), gettext("Refused")), offered, strict=True)
            if is_offered
        )
        lines = _LINES if isinstance(question, TextQuestion) and question.multiline else 1
        return PaperEntry(
            number=names.numbers[node.name],
            label=names.text(question.label) or ("" if names.for_paper else node.name),
            hint=names.text(question.hint),
            conditions=tuple(conditions(node, names)),
            expected=gettext("Choose one") if isinstance(question, SelectOne) else self._expected(question),
            instructions=tuple(instructions(node, names)),
            boxes=boxes,
            lines=0 if boxes or in_grid else lines,
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
                    values = (as_text(value) for value in scale.values(_LONGEST_SCALE))
                    yield from (AnswerBox("", value, self._symbol(node)) for value in values)
            case Acknowledge():
                yield AnswerBox("", "OK", self._symbol(node))
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
                symbol=self._symbol(node),
                has_line=adds_other and choice.code == OTHER and not self._in_grid(node),
                leads=self._leads(node, choice.code),
                condition=self._offered(node, choice),
            )

    def _symbol(self, node: FormNode) -> str:
        if self._in_grid(node):
            return ""
        return RANK_BLANK if isinstance(node.entry, Rank) else TICK

    def _offered(self, node: FormNode, choice: Choice) -> str:
        """Return when a choice is offered, on paper, if that is not always."""
        if node.choice_filter is None or not self._names.for_paper or not _has_columns(node.choice_filter):
            return ""
        if choice is node.added_other:
            return gettext("Always:")
        try:
            columns = {**choice.columns, "name": choice.code, "label": self._label(node, choice)}
            clause = clause_of(node.choice_filter, node, self._names, columns)
        except InvolvedError:
            return ""
        return gettext("Only if {condition}:").format(condition=clause) if clause else gettext("Always:")

    def _label(self, node: FormNode, choice: Choice) -> str:
        """Return a label, with what a filter tells the choice by."""
        label = self._names.text(choice.label) or choice.code
        if node.choice_filter is None or self._names.for_paper:
            return label
        used = {column.name for column in node.choice_filter.bare_names}
        columns = [f"{name}: {text}" for name, text in choice.columns.items() if name in used]
        return f"{label} ({', '.join(columns)})" if columns else label

    def _leads(self, node: FormNode, code: str) -> str:
        where = self._skips.after(node, code)
        return "" if where is None else gettext("go to {question}").format(question=where)


def is_on_form(node: FormNode, names: Names) -> bool:
    """Tell whether something that is not a question is on the form: a note, or a value; on paper if it has a box."""
    if node.shown is not None:
        return True
    return node.name in names.boxes if names.for_paper else node.calculation is not None


def conditions(node: FormNode, names: Names) -> Iterator[str]:
    """Yield when an entry is asked, and how often."""
    if node.relevant is not None:
        yield _in_a_sentence(
            gettext("Ask only if {condition}."),
            gettext("Ask only if this follows from {questions}."),
            node.relevant,
            node,
            names,
        )
    if node.is_open_repeat:
        yield gettext("Repeat this section for each one; then ask if there is another.")
    elif node.repeat_count is not None:
        yield _number_of_repeats(node.repeat_count, node, names)


def _in_a_sentence(sentence: str, otherwise: str, condition: Expression, node: FormNode, names: Names) -> str:
    """Return a sentence with a condition; on paper, for one that is too involved, another with what it looks at."""
    try:
        return sentence.format(condition=clause_of(condition, node, names))
    except InvolvedError:
        if names.for_paper:
            return otherwise.format(questions=names.answers_to(condition) or "\u2026")
        return sentence.format(condition=in_words(condition, node, names))


def _number_of_repeats(count: Expression, node: FormNode, names: Names) -> str:
    try:
        value = value_of(count, node, names)
    except InvolvedError:
        if names.for_paper:
            said = gettext("Number of repeats: it follows from {questions}.")
            return said.format(questions=names.answers_to(count) or "\u2026")
        value = value_in_words(count, node, names)
    return gettext("Number of repeats: {value}.").format(value=value)


def _calculated(calculation: Expression, node: FormNode, names: Names) -> str:
    """Say how to calculate a value; on paper, what is too involved is left to the program."""
    try:
        return gettext("Calculate: {value}.").format(value=value_of(calculation, node, names))
    except InvolvedError:
        if names.for_paper:
            said = gettext("Leave blank if you cannot tell: it is calculated from {questions}.")
            return said.format(questions=names.answers_to(calculation) or "\u2026")
        return gettext("Calculate: {value}.").format(value=value_in_words(calculation, node, names))


def instructions(node: FormNode, names: Names) -> Iterator[str]:
    """Yield what else an interviewer must know of a question."""
    question = node.entry
    if not isinstance(question, Question):
        return
    if isinstance(node.required, Expression):
        yield from _said_of(gettext("Required if {condition}."), node.required, node, names)
    elif node.required:
        yield gettext("Required.")
    if node.constraint is not None:
        yield from _check(node.constraint, names.text(question.constraint_message), node, names)
    if node.choice_filter is not None and not (names.for_paper and _has_columns(node.choice_filter)):
        yield _in_a_sentence(
            gettext("Offer only choices where {condition}."),
            gettext("Offer only the choices that fit {questions}."),
            node.choice_filter,
            node,
            names,
        )
    if isinstance(question, Choosing) and question.randomize:
        yield gettext("Offer the choices in random order.")
    yield from _preset(node, names)


def _check(constraint: Expression, message: str, node: FormNode, names: Names) -> Iterator[str]:
    """Yield what an answer must meet; a hint says it where nobody could read it."""
    quoted = names.quoted(message)
    try:
        said = gettext("Check that {condition}.").format(condition=clause_of(constraint, node, names))
    except InvolvedError:
        if names.for_paper:
            if message:
                yield gettext("Check the answer. If it does not fit: {message}").format(message=quoted)
            return
        said = gettext("Check that {condition}.").format(condition=in_words(constraint, node, names))
    yield gettext("{check} If not: {message}").format(check=said, message=quoted) if message else said


def _said_of(sentence: str, condition: Expression, node: FormNode, names: Names) -> Iterator[str]:
    """Yield a sentence with a condition, on paper only if that can be put into words."""
    try:
        yield sentence.format(condition=clause_of(condition, node, names))
    except InvolvedError:
        if not names.for_paper:
            yield sentence.format(condition=in_words(condition, node, names))


def _preset(node: FormNode, names: Names) -> Iterator[str]:
    """Yield which value a question has before it is asked, and whether it can be changed."""
    if node.calculation is not None:
        yield from _value(gettext("Calculated: {value}."), node.calculation, node, names)
    elif isinstance(node.default, Expression):
        yield from _value(gettext("Default: {value}."), node.default, node, names)
    elif node.default:
        shown = names.choice(node, node.default) if node.choices else names.quoted(node.default)
        yield gettext("Default: {value}.").format(value=shown)
    if isinstance(node.read_only, Expression):
        yield from _said_of(gettext("Do not change it if {condition}."), node.read_only, node, names)
    elif node.read_only:
        yield gettext("Do not change it.")


def _value(sentence: str, value: Expression, node: FormNode, names: Names) -> Iterator[str]:
    """Yield a sentence with a value, on paper only if that can be put into words."""
    try:
        yield sentence.format(value=value_of(value, node, names))
    except InvolvedError:
        if not names.for_paper:
            yield sentence.format(value=value_in_words(value, node, names))


def _has_columns(choice_filter: Expression) -> bool:
    """Tell whether a filter looks at columns of a choice other than its code and its label."""
    return any(column.name not in ("name", "label") for column in choice_filter.bare_names)


class SkipInstructions:
    """What comes after each choice of a question.

    A condition is looked at where this one answer tells what it comes to, by itself or because what it also uses is
    not asked then, or can be calculated. So what is passed over is passed over for certain.
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
        self._conditions: dict[str, list[_Condition]] = {}
        # A list may have very many choices, each of which leads somewhere.
        self._following: dict[str, list[tuple[FormNode, list[_Condition]]]] = {}

    def after(self, node: FormNode, code: str) -> str | None:
        """Return where a choice leads, or None where it passes over nothing; a blank code stands for no answer."""
        if not isinstance(node.entry, SelectOne):
            return None
        known: dict[str, str | Sequence[str]] = {node.name: code}
        answers = MappingContext(known)
        passed = False
        for each, conditions_on in self._following_of(node):
            for condition in conditions_on:
                if condition.value(answers) is False:
                    passed |= isinstance(each.entry, Question)
                    known[each.name] = ""
                    break
            else:
                if is_on_form(each, self._names):
                    return self._target(each, node) if passed else None
                known |= self._calculated(each, answers)
        return gettext(END_OF_PART if node.repeats else END) if passed else None

    def _following_of(self, node: FormNode) -> list[tuple[FormNode, list[_Condition]]]:
        """Return what comes after a question in the same repeats, with its conditions, up to one without any."""
        if node.name not in self._following:
            found = self._following[node.name] = []
            for each in self._order[self._places[node.name] + 1 :]:
                if each.repeats[: len(node.repeats)] != node.repeats:
                    break
                found.append((each, self._conditions_of(each)))
                if not found[-1][1] and is_on_form(each, self._names):
                    break
        return self._following[node.name]

    def _target(self, target: FormNode, node: FormNode) -> str:
        """Return what to go to: a part that has conditions of its own must not be passed over."""
        parts = [part for part in reversed(target.ancestors) if part not in node.ancestors]
        for part in parts:
            if (part.relevant is not None or part.is_repeat) and self._names.text(part.entry.label):
                return self._names.entry(part.name)
        return self._names.reference(target)

    def _conditions_of(self, node: FormNode) -> list[_Condition]:
        """Return the conditions of an entry, and of the groups and repeats that it is in."""
        if node.name not in self._conditions:
            relevant = [each.relevant for each in (node, *node.ancestors) if each.relevant is not None]
            self._conditions[node.name] = [
                _Condition(condition, frozenset(reference.name for reference in references))
                for expression in relevant
                for condition, references in _conjuncts(expression)
                if references and self._can_be_known(condition, references, node)
            ]
        return self._conditions[node.name]

    def _calculated(self, node: FormNode, answers: MappingContext) -> dict[str, str]:
        """Return the value of a calculation that uses only what is known, nothing otherwise."""
        calculation = node.calculation
        if calculation is None or not self._can_be_known(calculation, calculation.references, node):
            return {}
        if not {reference.name for reference in calculation.references} <= answers.answers.keys():
            return {}
        if any(not condition.value(answers) for condition in self._conditions_of(node)):
            return {}
        try:
            return {node.name: result_text(calculation.value(answers))}
        except EvaluationError:
            return {}

    def _can_be_known(self, expression: Expression, references: Iterable[Reference], node: FormNode) -> bool:
        """Tell whether answers alone tell a value: of no other instance, nor of the place, the time or the language."""
        if expression.is_volatile or expression.depends_on_numbers or expression.self_reference:
            return False
        used = (self._names.form.nodes.get(reference.name) for reference in references)
        return not expression.depends_on_language and all(
            each is not None and not each.is_repeat and node.repeats[: len(each.repeats)] == each.repeats
            for each in used
        )


class _Condition(NamedTuple):
    """One of the conditions that must all hold for an entry, and the names that it uses."""

    condition: Expression
    names: frozenset[str]

    def value(self, answers: MappingContext) -> bool | None:
        """Return what it comes to, None where that is not known."""
        known = answers.answers
        for name in self.names:
            if name not in known:
                return None
        try:
            return self.condition.boolean(answers)
        except EvaluationError:
            return None


def _conjuncts(whole: Expression) -> Iterator[tuple[Expression, list[Reference]]]:
    """Yield the conditions that are joined by "and", each with what it refers to."""
    trees = [whole.tree]
    while trees:
        tree = trees.pop()
        if isinstance(tree, Logical) and tree.operator == "and":
            trees += reversed(tree.operands)
        else:
            references = [each for each in whole.references if tree.start <= each.start < tree.end]
            yield Expression("", tree, (), (), build(tree)), references
