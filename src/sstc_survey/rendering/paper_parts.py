"""Make a paper form of a questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias, cast

from sstc_survey.checking.numbers import scale
from sstc_survey.form.node import Node
from sstc_survey.form.tree import Form
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
from sstc_survey.rendering.paper import RANK, TICK, Box, Item, Paper, Part, Section
from sstc_survey.rendering.paper_conditions import value_in_words
from sstc_survey.rendering.paper_instructions import conditions, instructions
from sstc_survey.rendering.paper_names import Names
from sstc_survey.rendering.paper_skips import Skips
from sstc_survey.wording import Words

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

    def parts(self, nodes: Iterable[Node]) -> Iterator[Part]:
        """Yield the parts that stand on paper; the text of "Other" stands beside its choice."""
        for node in nodes:
            match node.entry:
                case Group() | Repeat() as entry:
                    told = tuple(conditions(node, self._names))
                    title, hint = self._names.text(entry.label), self._names.text(entry.hint)
                    yield Section(title, hint, told, tuple(self.parts(node.children)))
                case Question() as entry if node.other_of is None:
                    yield self._question(node, entry)
                case Note():
                    yield self._item(node)
                case Calculate() | Hidden() if node.calculation is not None:
                    yield self._item(node)
                case _:
                    pass

    def _item(self, node: Node) -> Item:
        """Return a note, or a value that is worked out."""
        names, entry = self._names, node.entry
        told: tuple[str, ...] = ()
        if node.calculation is not None:
            told = (f"Work out: {value_in_words(node.calculation, node, names)}.",)
        return Item(
            name=node.name,
            number=0,
            label=names.text(entry.label) or node.name,
            hint=names.text(entry.hint),
            conditions=tuple(conditions(node, names)),
            wanted="",
            instructions=told,
            boxes=(),
            lines=1 if told else 0,
            ways_out=(),
            comment=False,
        )

    def _question(self, node: Node, question: Question) -> Item:
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

    def _boxes(self, node: Node) -> Iterator[Box]:
        match node.entry:
            case Choosing() as question:
                yield from self._choices(node, question)
            case Range() as question if len(marks := scale(question)) <= _LONGEST_SCALE:
                yield from (Box("", f"{mark:g}") for mark in marks)
            case Acknowledge():
                yield Box("", "OK")
            case _:
                pass

    def _choices(self, node: Node, question: Choosing) -> Iterator[Box]:
        adds_other = isinstance(question, Select) and question.or_other
        for number, choice in zip(_numbers(node.choices), node.choices, strict=True):
            yield Box(
                number=number,
                label=self._label(node, choice),
                mark=RANK if isinstance(question, Rank) else TICK,
                writes=adds_other and choice.code == OTHER,
                leads=self._leads(node, choice.code),
            )

    def _label(self, node: Node, choice: Choice) -> str:
        """Return a label, with what a filter tells the choice by."""
        label = self._names.text(choice.label) or choice.code
        if node.choice_filter is None:
            return label
        wanted = {column.name for column in node.choice_filter.bare_names}
        columns = [f"{name}: {text}" for name, text in choice.columns.items() if name in wanted]
        return f"{label} ({', '.join(columns)})" if columns else label

    def _leads(self, node: Node, code: str) -> str:
        where = self._skips.after(node, code)
        return "" if where is None else f"go to {where}"

    def _ways_out(self, node: Node, question: Question) -> Iterator[Box]:
        offered = self._form.questionnaire.offers(cast("Askable", question))
        for label, is_offered in zip(("Don't know", "Refused"), offered, strict=True):
            if is_offered:
                yield Box("", label, leads=self._leads(node, ""))


def _numbers(choices: tuple[Choice, ...]) -> list[str]:
    """Return the number of each choice as a screen shows it: its code where all codes are numbers, else 1, 2, 3."""
    codes = [choice.code for choice in choices]
    return codes if all(code.isdecimal() for code in codes) else [str(place) for place in range(1, len(codes) + 1)]
