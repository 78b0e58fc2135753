"""Make a paper form of a questionnaire: its parts, what to tell interviewers, and where choices lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias, assert_never

from msgspec import Struct

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.scale import Scale
from sstc_survey.engine.values import as_text
from sstc_survey.expressions.tree import NumberLiteral
from sstc_survey.i18n import Words, gettext
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
from sstc_survey.reports.paper.conditions import InvolvedError, clause_of
from sstc_survey.reports.paper.instructions import calculated, conditions, has_columns, instructions, preset
from sstc_survey.reports.paper.names import Names, cut
from sstc_survey.reports.paper.skips import SkipInstructions

TICK: Final = "\u2610"
RANK_BLANK: Final = "__"
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
                case _ if self._names.has_on_form(node):
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
            notes = (calculated(node.calculation, node, names),)
        elif node.shown is None:
            notes = (gettext("Fill in before the interview."), *preset(node, names))
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
        if node.choice_filter is None or not self._names.for_paper or not has_columns(node.choice_filter):
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
