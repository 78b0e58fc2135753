"""A codebook as a page: what holds for all files, then each table with its questions and their columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sstc_survey.exports.codebook.model import Codebook, CodebookEntry, CodebookTable, CodebookVersion, Variable
from sstc_survey.exports.codebook.phrases import STATES, joined, state_label
from sstc_survey.i18n import gettext, plural
from sstc_survey.reports.pages.page import Block, Heading, Line, Page, Points, Table
from sstc_survey.reports.rounding import NOTHING, percentage

# Between the headings that are around one another.
_INSIDE = " \u203a "


def codebook_page(codebook: Codebook) -> Page:
    """Return a codebook as a page."""
    anchors = _Anchors()
    blocks: list[Block] = [*_head(codebook), *_reading(codebook, anchors), *_versions(codebook, anchors)]
    for table in codebook.tables:
        blocks += _table(table, anchors)
    title = gettext("Codebook: {title}").format(title=codebook.title)
    return Page(codebook.language, title, tuple(blocks), gettext("Contents"))


class _Anchors:
    """Anchors that are free, whichever way their letters are written."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, name: str) -> str:
        found, number = name, 1
        while found.casefold() in self._taken:
            number += 1
            found = f"{name}-{number}"
        self._taken.add(found.casefold())
        return found


def _head(codebook: Codebook) -> Iterator[Block]:
    if codebook.facts:
        yield Line(joined(codebook.facts))
    used = codebook.questionnaire
    yield Line(gettext("Questionnaire {id}, version {version}").format(id=used.id, version=used.version))
    for line in codebook.basis:
        yield Line(line)


def _reading(codebook: Codebook, anchors: _Anchors) -> Iterator[Block]:
    """Yield what a reader of the data files has to know."""
    yield Heading(2, gettext("How to read the data files"), anchors.free("reading"))
    yield Line(gettext("The table “{table}” has a row for each response.").format(table=codebook.tables[0].name))
    if len(codebook.tables) > 1:
        yield Line(gettext("Each repeat has a table of its own, with a row for each instance."))
        yield Line(gettext("Its keys ({keys}) lead to the row that it belongs to.").format(keys=_keys(codebook)))
    yield Line(gettext("A cell is empty where there is no answer. The column NAME__state says why."))
    rows = tuple((state.value, state_label(state), gettext(meaning)) for state, meaning in STATES.items())
    yield Table((gettext("Value"), gettext("State"), gettext("Meaning")), rows, texts=3)
    said = [
        gettext("CSV and JSON Lines have this column only where a state other than answered and not asked occurs."),
        gettext("In SPSS and Stata, the states of numbers and choices are missing values."),
        gettext(
            "In SPSS they are -99 (blank), -98 (don't know), -97 (refused), -96 (not asked), -95 (not reached) and -94 "
            "(hidden), or lower where answers are as low; in Stata they are .a to .f in this order."
        ),
    ]
    if codebook.basis:
        said += [
            gettext("The counts are those of a summary of the same responses."),
            gettext("It counts answers that are hidden in the data files, without their texts and values."),
        ]
    yield Points(tuple(Line(each, is_note=True) for each in said))


def _keys(codebook: Codebook) -> str:
    names = (variable.name for table in codebook.tables[1:] for variable in table.keys)
    return joined(dict.fromkeys(names))


def _versions(codebook: Codebook, anchors: _Anchors) -> Iterator[Block]:
    """Yield what is different in the other versions."""
    if not codebook.versions:
        return
    yield Heading(2, gettext("Other versions of the questionnaire"), anchors.free("versions"))
    yield Line(gettext("The texts are those of version {version}.").format(version=codebook.questionnaire.version))
    yield Line(gettext("The columns are those of all versions."))
    for version in codebook.versions:
        heading = gettext("Version {version}").format(version=version.name)
        yield Heading(3, heading, anchors.free("version"))
        yield Line(plural("{count} interview", "{count} interviews", version.count))
        points = [*_version(version)]
        if points:
            yield Points(tuple(points))
        else:
            yield Line(gettext("The questions, their texts and their choices are the same."))


def _version(version: CodebookVersion) -> Iterator[Line]:
    if version.is_lost:
        yield Line(gettext("There is no copy of this version: what is different in it is not known."))
    if version.lacking:
        yield Line(joined(version.lacking), lead=gettext("Without:"))
    if version.added:
        yield Line(joined(version.added), lead=gettext("Only there:"))
    for name, text in version.changes:
        yield Line(text, lead=gettext("{name}:").format(name=name))


def _table(table: CodebookTable, anchors: _Anchors) -> Iterator[Block]:
    heading = gettext("Table “{table}”").format(table=table.name)
    yield Heading(2, heading, anchors.free(f"table-{table.name}"))
    said = [table.label] if table.label else []
    if table.count is not None:
        said.append(plural("{count} row", "{count} rows", table.count))
    if said:
        yield Line(gettext(", ").join(said))
    yield Heading(3, gettext("Keys and interview data") if table.repeat is None else gettext("Keys"))
    yield _variables(table.keys, with_labels=True)
    for entry in table.entries:
        yield from _entry(entry, anchors)


def _entry(entry: CodebookEntry, anchors: _Anchors) -> Iterator[Block]:
    heading = entry.name if entry.number is None else f"{entry.number}. {entry.name}"
    yield Heading(3, heading, anchors.free(entry.name))
    if entry.label:
        yield Line("", lead=entry.label)
    if entry.hint:
        yield Line(entry.hint, is_note=True)
    yield Points(tuple(_facts(entry)))
    if entry.choices:
        yield _choices(entry)
    yield _variables(entry.variables, with_labels=False)


def _facts(entry: CodebookEntry) -> Iterator[Line]:
    yield Line(gettext("; ").join(filter(None, (entry.type, entry.expected))), lead=gettext("Type:"))
    if entry.headings:
        yield Line(_INSIDE.join(entry.headings), lead=gettext("Section:"))
    for lead, lines in (
        (gettext("Asked:"), entry.route),
        (gettext("Rules:"), entry.rules),
        (gettext("Answers:"), () if entry.counts is None else entry.counts.lines),
    ):
        yield from (Line(line, lead="" if place else lead) for place, line in enumerate(lines))
    for difference in entry.differences:
        yield Line(difference.text, lead=gettext("Version {version}:").format(version=difference.version))


def _choices(entry: CodebookEntry) -> Table:
    """Return the choices, with how often each was given where that is known."""
    if entry.counts is None:
        rows = tuple((choice.value, choice.label) for choice in entry.choices)
        return Table((gettext("Code"), gettext("Choice")), rows, texts=2)
    answered = entry.counts.states.answered
    headings = [gettext("Code"), gettext("Choice"), "n", *([gettext("% of answered")] if entry.has_shares else [])]
    counted = tuple(
        (
            choice.value,
            choice.label,
            NOTHING if choice.n is None else f"{choice.n:,}",
            *([NOTHING if choice.n is None else percentage(choice.n, answered)] if entry.has_shares else []),
        )
        for choice in entry.choices
    )
    return Table(tuple(headings), counted, texts=2)


def _variables(variables: Sequence[Variable], *, with_labels: bool) -> Table:
    """Return a table of columns, with their names in SPSS and Stata where these are others."""
    endings = {"sav": gettext("in SPSS"), "dta": gettext("in Stata")}
    shown = [ending for ending in endings if any(_is_renamed(each, ending) for each in variables)]
    headings = (
        gettext("Column"),
        *([gettext("Label")] if with_labels else []),
        gettext("Content"),
        *(endings[ending] for ending in shown),
    )
    rows = tuple(
        (
            each.name,
            *([each.label] if with_labels else []),
            each.holds,
            *(_short(each, ending) for ending in shown),
        )
        for each in variables
    )
    return Table(headings, rows, texts=len(headings))


def _is_renamed(variable: Variable, ending: str) -> bool:
    return _short(variable, ending) not in (variable.name, NOTHING)


def _short(variable: Variable, ending: str) -> str:
    return variable.short.get(ending, NOTHING)
