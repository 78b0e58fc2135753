"""A codebook as XML of DDI-Codebook 2.5, for data archives and the programs that read it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Final, TextIO

from sstc_survey import __version__
from sstc_survey.display import clean
from sstc_survey.exports.codebook.model import (
    Category,
    Codebook,
    CodebookEntry,
    CodebookTable,
    CodebookVersion,
    Variable,
)
from sstc_survey.exports.codebook.phrases import STATES, joined
from sstc_survey.exports.model import Kind, Role
from sstc_survey.i18n import gettext
from sstc_survey.tally import NumberFigures

NAMESPACE: Final = "ddi:codebook:2_5"
_SCHEMA: Final = "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_NUMERIC: Final = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.INDICATOR})
_CONTINUOUS: Final = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TIME, Kind.DATE_TIME, Kind.TIMESTAMP})
# The words of DDI for dates and times, and the patterns of their texts.
_FORMATS: Final = {
    Kind.DATE: ("date", "YYYY-MM-DD"),
    Kind.TIME: ("time", "hh:mm"),
    Kind.DATE_TIME: ("date", "YYYY-MM-DDThh:mm"),
    Kind.TIMESTAMP: ("date", "YYYY-MM-DDThh:mm:ss+hh:mm"),
}
_DOMAINS: Final = {
    **dict.fromkeys((Kind.INTEGER, Kind.DECIMAL), "numeric"),
    **dict.fromkeys(_FORMATS, "datetime"),
    Kind.CODE: "category",
    Kind.TEXT: "text",
}
_STATISTICS: Final = {"vald": "n", "min": "min", "max": "max", "mean": "mean", "medn": "median", "stdev": "sd"}


def write_ddi(codebook: Codebook, stream: TextIO) -> None:
    """Write a codebook as DDI."""
    root = _DdiWriter(codebook).root()
    ET.indent(root)
    written = ET.tostring(root, encoding="unicode")
    stream.write(f"{_DECLARATION}\n{written}\n")


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Add an element with a text; nothing in either is markup, and nothing is no character of XML."""
    safe = {name: clean(value, keep_newlines=True) for name, value in attributes.items()}
    element = ET.SubElement(parent, tag, safe)
    if text is not None:
        element.text = clean(text, keep_newlines=True)
    return element


def _add_some(parent: ET.Element, tag: str, text: str) -> None:
    """Add an element for a text that is not empty."""
    if text.strip():
        _add(parent, tag, text)


class _DdiWriter:
    """Makes the elements in the order in which the schema wants them; IDs are V, F, G and Q with a number."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        variables = [variable for table in codebook.tables for variable in table.variables]
        self._ids = {id(variable): f"V{number}" for number, variable in enumerate(variables, 1)}
        self._groups = count(1)
        self._questions = count(1)

    def root(self) -> ET.Element:
        """Return the whole document."""
        root = ET.Element(
            "codeBook",
            {
                "xmlns": NAMESPACE,
                "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
                "xsi:schemaLocation": f"{NAMESPACE} {_SCHEMA}",
                "version": "2.5",
                "xml:lang": self._codebook.language,
            },
        )
        self._document(root)
        self._study(root)
        for number, table in enumerate(self._codebook.tables, 1):
            self._file(root, table, f"F{number}")
        data = _add(root, "dataDscr")
        for table in self._codebook.tables:
            self._table_groups(data, table)
        for number, table in enumerate(self._codebook.tables, 1):
            for variable in table.keys:
                self._variable(data, variable, None, f"F{number}")
            for entry in table.entries:
                for variable in entry.variables:
                    self._variable(data, variable, entry, f"F{number}")
        return root

    def _document(self, root: ET.Element) -> None:
        citation = _add(_add(root, "docDscr"), "citation")
        title = gettext("Codebook: {title}").format(title=self._codebook.title)
        _add(_add(citation, "titlStmt"), "titl", title)
        _add(_add(citation, "prodStmt"), "software", "sstc-survey", version=__version__)

    def _study(self, root: ET.Element) -> None:
        codebook = self._codebook
        study = _add(root, "stdyDscr")
        citation = _add(study, "citation")
        titles = _add(citation, "titlStmt")
        _add(titles, "titl", codebook.title)
        _add(titles, "IDNo", codebook.questionnaire.id)
        _add(_add(citation, "verStmt"), "version", codebook.questionnaire.version)
        for version in codebook.versions:
            self._version(citation, version)
        if codebook.facts or codebook.basis:
            _add(_add(study, "stdyInfo"), "abstract", "\n".join([*codebook.facts, *codebook.basis]))

    def _version(self, citation: ET.Element, version: CodebookVersion) -> None:
        statement = _add(citation, "verStmt")
        _add(statement, "version", version.name, type="other")
        said = [f"n = {version.count}"]
        if version.is_lost:
            said.append(gettext("There is no copy of this version: what is different in it is not known."))
        for lead, names in ((gettext("Without:"), version.lacking), (gettext("Only there:"), version.added)):
            if names:
                said.append(f"{lead} {joined(names)}")
        said += (f"{name}: {text}" for name, text in version.changes)
        _add(statement, "notes", "\n".join(said))

    def _file(self, root: ET.Element, table: CodebookTable, file: str) -> None:
        text = _add(_add(root, "fileDscr", ID=file), "fileTxt")
        _add(text, "fileName", table.name)
        _add_some(text, "fileCont", table.label or self._codebook.title)
        size = _add(text, "dimensns")
        if table.count is not None:
            _add(size, "caseQnty", str(table.count))
        _add(size, "varQnty", str(len(table.variables)))
        _add(text, "dataMsng", gettext("A cell is empty where there is no answer. The column NAME__state says why."))

    def _table_groups(self, data: ET.Element, table: CodebookTable) -> None:
        """Add the groups of variables: those of a repeat, of the sections, and of questions with several choices."""
        if table.repeat is not None:
            self._group(data, "repetition", table.repeat, table.label, table.variables)
        sections: dict[tuple[str, ...], list[Variable]] = {}
        for entry in table.entries:
            if entry.headings:
                sections.setdefault(entry.headings, []).extend(entry.variables)
        for headings, variables in sections.items():
            self._group(data, "section", "", " \u203a ".join(headings), variables)
        for entry in table.entries:
            several = [each for each in entry.variables if each.role in (Role.CHOICE, Role.POSITION)]
            if several:
                self._group(data, "multipleResp", entry.name, entry.label, several)

    def _group(self, data: ET.Element, kind: str, name: str, label: str, variables: Iterable[Variable]) -> None:
        ids = " ".join(self._ids[id(variable)] for variable in variables)
        named = {"name": name} if name else {}
        group = _add(data, "varGrp", ID=f"G{next(self._groups)}", type=kind, var=ids, **named)
        _add_some(group, "labl", label)

    def _variable(self, data: ET.Element, variable: Variable, entry: CodebookEntry | None, file: str) -> None:
        is_continuous = variable.kind in _CONTINUOUS and not variable.categories
        element = _add(
            data,
            "var",
            ID=self._ids[id(variable)],
            name=variable.name,
            files=file,
            intrvl="contin" if is_continuous else "discrete",
        )
        _add(element, "labl", variable.label or variable.name)
        is_answer = entry is not None and variable.role in (Role.VALUE, Role.JOINED, Role.CHOICE, Role.POSITION)
        if entry is not None and is_answer:
            self._question(element, entry, variable)
            _add_range(element, entry, variable)
        missing = [category for category in variable.categories if category.is_missing]
        if missing:
            invalid = _add(element, "invalrng")
            for category in missing:
                _add(invalid, "item", VALUE=category.value)
        if entry is not None:
            _add_some(element, "universe", "\n".join(entry.route))
        if entry is not None and entry.counts is not None and is_answer:
            _add(element, "TotlResp", str(entry.counts.states.asked))
            if variable.role is Role.VALUE and entry.counts.numbers is not None:
                _add_statistics(element, entry.counts.numbers)
        if entry is not None and variable.role is Role.VALUE and entry.counts is not None:
            _add_some(element, "txt", "\n".join(entry.counts.lines))
        # The cells of a joined column have several codes; those of its choices have categories of their own.
        if variable.role is not Role.JOINED:
            for category in variable.categories:
                _add_category(element, category)
        _add(element, "codInstr", variable.holds)
        if entry is not None:
            self._versions(element, entry)
        _add_format(element, variable)
        for program, ending in (("SPSS", "sav"), ("Stata", "dta")):
            if ending in variable.short:
                _add(element, "notes", variable.short[ending], type="name", subject=program)

    def _question(self, element: ET.Element, entry: CodebookEntry, variable: Variable) -> None:
        domain = "multiple" if variable.role is not Role.VALUE else _DOMAINS.get(variable.kind or Kind.TEXT, "other")
        question = _add(element, "qstn", ID=f"Q{next(self._questions)}", responseDomainType=domain)
        if entry.number is not None:
            question.set("seqNo", str(entry.number))
        _add_some(question, "preQTxt", " \u203a ".join(entry.headings))
        _add(question, "qstnLit", entry.label or entry.name)
        _add_some(question, "postQTxt", entry.hint)
        _add_some(question, "ivuInstr", "\n".join(filter(None, (entry.expected, *entry.rules))))

    def _versions(self, element: ET.Element, entry: CodebookEntry) -> None:
        for difference in entry.differences:
            statement = _add(element, "verStmt")
            _add(statement, "version", difference.version)
            _add(statement, "notes", difference.text)


def _add_range(element: ET.Element, entry: CodebookEntry, variable: Variable) -> None:
    """Add the limits of a value."""
    limits: Mapping[str, str] = {
        name: limit for name, limit in (("min", entry.smallest), ("max", entry.largest)) if limit
    }
    if limits and variable.role is Role.VALUE:
        units = {"UNITS": "REAL"} if variable.kind is Kind.DECIMAL else {}
        _add(_add(element, "valrng"), "range", **units, **limits)


def _add_statistics(element: ET.Element, numbers: NumberFigures) -> None:
    for kind, name in _STATISTICS.items():
        value = getattr(numbers, name)
        if value is not None:
            _add(element, "sumStat", f"{value:.15g}", type=kind)


def _add_category(element: ET.Element, category: Category) -> None:
    missing = {"missing": "Y"} if category.is_missing else {}
    made = _add(element, "catgry", **missing)
    _add(made, "catValu", category.value)
    _add_some(made, "labl", category.label)
    if category.is_missing:
        meanings = {state.value: meaning for state, meaning in STATES.items()}
        _add_some(made, "txt", gettext(meanings[category.value]) if category.value in meanings else "")
    if category.n is not None:
        _add(made, "catStat", str(category.n), type="freq")


def _add_format(element: ET.Element, variable: Variable) -> None:
    kind = variable.kind
    if kind in _FORMATS:
        category, pattern = _FORMATS[kind]
        _add(element, "varFormat", pattern, type="character", schema="ISO", category=category)
    else:
        _add(element, "varFormat", type="numeric" if kind in _NUMERIC else "character", schema="other")
