"""Make a codebook: of the columns that an export would have, in the words of the questionnaire and of its summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.engine.answer_text import with_names
from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.values import as_text
from sstc_survey.exports.codebook.counts import QuestionCounts, categories, removed_line
from sstc_survey.exports.codebook.model import (
    Category,
    Codebook,
    CodebookEntry,
    CodebookTable,
    Difference,
    Variable,
)
from sstc_survey.exports.codebook.phrases import (
    holds,
    joined,
    key_label,
    kind_in_words,
    route,
    rules,
    variable_label,
)
from sstc_survey.exports.codebook.versions import OtherVersion, compared
from sstc_survey.exports.fields import Field, FieldOptions, PlannedColumn, TablePlan, plan_tables
from sstc_survey.exports.labelled.names import names as short_names
from sstc_survey.exports.model import Column, DataTable, Kind, Role
from sstc_survey.i18n import Words, gettext
from sstc_survey.prompters.expected import expected
from sstc_survey.questionnaire import Askable, Date, Decimal, Integer, Range, Time, type_name
from sstc_survey.reports.paper.names import Names
from sstc_survey.reports.summary.head_phrases import account, tallied
from sstc_survey.reports.summary.model import Choices, Summary
from sstc_survey.response import Mode, QuestionnaireRef, Status
from sstc_survey.tally import InstanceFigures

# What is known of an interview that has few values.
_VALUES: Final[Mapping[str, Sequence[str]]] = {
    "mode": [mode.value for mode in Mode],
    "status": [Status.COMPLETE.value, Status.PARTIAL.value],
}
# The formats whose names of columns are shorter.
SHORTENED = ("sav", "dta")
# SPSS has the states of these in columns of their own, as it cannot have missing values among them.
_DATED: Final = (Kind.DATE, Kind.TIME, Kind.DATE_TIME, Kind.TIMESTAMP)


def codebook_of(
    form: Form,
    reference: QuestionnaireRef,
    language: str,
    summary: Summary | None = None,
    versions: Sequence[OtherVersion] = (),
) -> Codebook:
    """Return the codebook of a questionnaire, or of the responses of a summary, in a language that is spoken.

    `versions` are the other ones that the responses were made with.
    """
    return _Builder(form, reference, language, summary, versions).codebook()


class _Source(Struct, frozen=True):
    """The form that an entry is read from, with what its entries are called."""

    form: Form
    names: Names
    words: Words
    version: str


class _Builder:
    def __init__(
        self,
        form: Form,
        reference: QuestionnaireRef,
        language: str,
        summary: Summary | None,
        versions: Sequence[OtherVersion],
    ) -> None:
        self._form = form
        self._reference = reference
        self._language = language
        self._summary = summary
        self._words = Words(language, form.questionnaire.default_language)
        self._versions = tuple(compared(form, version, language) for version in versions)
        without = gettext("without this question")
        self._said = [
            (each.name, {**dict.fromkeys(each.lacking, without), **dict(each.changes)}) for each in self._versions
        ]
        others = [(version.form, version.name) for version in versions if version.form is not None]
        self._sources = [self._source(each, name) for each, name in [(form, reference.version), *others]]
        self._found = {} if summary is None else {each.name: each for each in summary.questions}
        self._removed = {} if summary is None else {each.name: each for each in summary.removed}

    def _source(self, form: Form, version: str) -> _Source:
        words = Words(self._language, form.questionnaire.default_language)
        return _Source(form, Names(form, words), words, version)

    def codebook(self) -> Codebook:
        questionnaire, summary = self._form.questionnaire, self._summary
        texts = (questionnaire.event, questionnaire.date, questionnaire.place)
        facts = (self._words(text).strip() for text in texts)
        options = FieldOptions(words=self._words, commented=self._commented())
        plan = plan_tables([source.form for source in self._sources], options)
        return Codebook(
            questionnaire=self._reference,
            title=self._words(questionnaire.title).strip() or questionnaire.id,
            language=self._language,
            facts=tuple(fact for fact in facts if fact),
            basis=() if summary is None else (account(summary.files), tallied(summary)),
            tables=tuple(map(self._table, plan.walk())),
            versions=self._versions,
            interviews=None if summary is None else summary.interviews,
        )

    def _commented(self) -> frozenset[str]:
        """Return the places of the questions with comments, as an export of the same responses has them."""
        mine = (self._form.nodes[name].schema_path for name, each in self._found.items() if each.comments.n)
        return frozenset((*mine, *(name for name, each in self._removed.items() if each.comments)))

    def _table(self, plan: TablePlan) -> CodebookTable:
        short = _short_names(plan)
        keys = [
            Variable(
                name=each.column.name,
                role=each.column.role,
                kind=each.column.kind,
                label=key_label(each.column.label, len(plan.keys) - 1 - place),
                holds=kind_in_words(each.column.kind),
                short=short.get(each.column.name, {}),
            )
            for place, each in enumerate(plan.keys)
        ]
        for place, name in enumerate(plan.metadata):
            if name in _VALUES:
                words = gettext("One of: {values}").format(values=joined(_VALUES[name]))
                values = tuple(Category(value, "") for value in _VALUES[name])
                keys[place] = replace(keys[place], holds=words, categories=values)
        return CodebookTable(
            name=plan.name,
            label=plan.label,
            repeat=plan.repeat,
            keys=tuple(keys),
            entries=tuple(self._entry(field, plan.place, short) for field in plan.fields),
            count=self._count(plan),
        )

    def _count(self, plan: TablePlan) -> int | None:
        """Return how many rows a table has."""
        if self._summary is None or plan.repeat is None:
            return None if self._summary is None else self._summary.interviews
        found = self._found.get(plan.repeat)
        return found.body.total if found is not None and isinstance(found.body, InstanceFigures) else None

    def _entry(self, field: Field, table: str, short: Mapping[str, Mapping[str, str]]) -> CodebookEntry:
        place = f"{table}/{field.name}".lstrip("/")
        source, node = self._node(place, field.name)
        summary = self._found.get(field.name) if source is self._sources[0] else None
        found = None if summary is None else QuestionCounts(summary)
        words = with_names(source.words)
        value = field.columns[0].column
        choices = dict(value.choices)
        label = value.label
        is_number = self._is_number(place, field.name)
        variables = tuple(
            _variable(each, field, choices, found, short.get(each.column.name, {}), is_number=is_number)
            for each in field.columns
        )
        smallest, largest = _limits(node)
        entry = node.entry
        return CodebookEntry(
            name=field.name,
            number=source.form.numbers.get(field.name) if source is self._sources[0] else None,
            type=type_name(entry),
            label=label,
            hint=words(entry.hint).strip(),
            headings=tuple(
                heading for each in reversed(node.ancestors) if (heading := words(each.entry.label).strip())
            ),
            expected=expected(entry) if isinstance(entry, Askable) else "",
            route=route(node, source.names),
            rules=rules(node, source.form, source.names),
            variables=variables,
            choices=tuple(categories(value, found, choices)),
            has_shares=summary is not None and isinstance(summary.body, Choices),
            counts=None if found is None else found.counts(),
            smallest=smallest,
            largest=largest,
            differences=tuple(self._differences(place, source)),
        )

    def _node(self, place: str, name: str) -> tuple[_Source, FormNode]:
        """Return the entry at a place, from the first version that has it."""
        return next(
            (source, source.form.nodes[name])
            for source in self._sources
            if name in source.form.nodes and source.form.nodes[name].schema_path == place
        )

    def _is_number(self, place: str, name: str) -> bool:
        """Tell whether the values of an entry are numbers in all versions."""
        forms = (source.form for source in self._sources if name in source.form.nodes)
        return all(name in form.numeric for form in forms if form.nodes[name].schema_path == place)

    def _differences(self, place: str, source: _Source) -> Iterator[Difference]:
        """Yield what is different in the other versions."""
        is_of_main = source is self._sources[0]
        if not is_of_main:
            yield Difference(self._reference.version, gettext("without this question"))
            if (removed := self._removed.get(place)) is not None and removed.answers:
                yield Difference(source.version, removed_line(removed.answers))
        for version, differences in self._said:
            if said := differences.get(place):
                yield Difference(version, said)


def _variable(
    planned: PlannedColumn,
    field: Field,
    choices: Mapping[str, str],
    found: QuestionCounts | None,
    short: Mapping[str, str],
    *,
    is_number: bool,
) -> Variable:
    """Return a column of a question; `is_number` tells what it holds where its kind follows from the values."""
    column = planned.column
    kind = column.kind if not planned.is_typed_later else Kind.DECIMAL if is_number else None
    return Variable(
        name=column.name,
        role=column.role,
        kind=kind,
        label=variable_label(column, field.columns[0].column.label),
        holds=holds(column, field.shape, kind, choices.get(column.code or "", column.code or "")),
        short=short,
        categories=tuple(categories(column, found, choices)),
    )


def _short_names(plan: TablePlan) -> dict[str, dict[str, str]]:
    """Return for each column what it is called in the formats that shorten names."""
    columns = tuple(each.column for each in plan.columns)
    table = DataTable(
        name=plan.name, label=plan.label, repeat=plan.repeat, columns=columns, count=0, rows=lambda: iter(())
    )
    kinds = {column.question: column.kind for column in columns if column.role is Role.VALUE}
    without = {
        ending: {column.name for column in columns if _is_left_out(column, kinds.get(column.question), ending)}
        for ending in SHORTENED
    }
    found: dict[str, dict[str, str]] = {}
    for ending in SHORTENED:
        for name, short in short_names(table, ending).items():
            if name not in without[ending]:
                found.setdefault(name, {})[ending] = short
    return found


def _is_left_out(column: Column, kind: Kind | None, ending: str) -> bool:
    """Tell whether files of SPSS or Stata lack a column: they have indicators, and states as missing values."""
    if column.role is Role.JOINED:
        return True
    return column.role is Role.STATE and kind is not Kind.TEXT and not (ending == "sav" and kind in _DATED)


def _limits(node: FormNode) -> tuple[str, str]:
    """Return the smallest and the largest value that a question takes, as they are written; empty for none."""
    match node.entry:
        case Range() as scale:
            return as_text(scale.start), as_text(scale.end)
        case Integer(min=least, max=most) | Decimal(min=least, max=most):
            return tuple("" if limit is None else as_text(limit) for limit in (least, most))  # type: ignore[return-value]
        case Date(min=least, max=most) | Time(min=least, max=most):
            return least or "", most or ""
        case _:
            return "", ""
