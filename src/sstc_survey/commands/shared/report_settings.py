"""The settings of a report: read from YAML, checked against the questionnaire, and their nets put into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml
from msgspec import structs

from sstc_survey.commands.shared.locate import LoadedQuestionnaire
from sstc_survey.engine.form import form_of
from sstc_survey.parsing.checks import check_nets
from sstc_survey.parsing.hints import converter_of
from sstc_survey.parsing.reader import ParsedMapping, Reader
from sstc_survey.parsing.source import Source, by_place, decode_source
from sstc_survey.parsing.yaml_nodes import compose
from sstc_survey.problems import Problem, SurveyError, codes
from sstc_survey.questionnaire import (
    MAX_BYTES,
    OTHER,
    AnyEntry,
    Group,
    Nets,
    Questionnaire,
    Repeat,
    Select,
    choices_of,
    type_name,
)
from sstc_survey.reports.report.settings import NO_SETTINGS, LeftOut, ReportSection, ReportSettings
from sstc_survey.storage.bounded import read_bounded


class SettingsFile:
    """The settings of a report; what is wrong with the file is raised, all of it at once.

    Without a path they are those that a report has of itself.
    """

    def __init__(self, path: str | None) -> None:
        self.settings = NO_SETTINGS
        self._source: Source | None = None
        self._mappings: list[ParsedMapping] = []
        if path is not None:
            self._read(path)

    def _read(self, path: str) -> None:
        data = read_bounded(path, MAX_BYTES, follow=True)
        source = data if isinstance(data, Problem) else decode_source(data, path, limit=MAX_BYTES)
        if isinstance(source, Problem):
            raise SurveyError(source)
        root, problems = compose(source)
        reader = Reader(source, {})
        found = None if root is None else converter_of(ReportSettings)(reader, root, "report")
        if problems := [*problems, *reader.problems]:
            raise SurveyError(*by_place(problems))
        if isinstance(found, ReportSettings):
            self.settings = found
        self._source, self._mappings = source, reader.mappings

    def adapt(self, loaded: LoadedQuestionnaire) -> LoadedQuestionnaire:
        """Return a questionnaire with the nets of the report, or raise all that does not fit it."""
        if self._source is None:
            return loaded
        reader = Reader(self._source, {})
        self._check(reader, loaded.questionnaire)
        if reader.problems:
            raise SurveyError(*by_place(reader.problems))
        questionnaire = with_nets(loaded.questionnaire, self.settings.nets)
        return structs.replace(loaded, questionnaire=questionnaire)

    def _check(self, reader: Reader, questionnaire: Questionnaire) -> None:
        nodes = form_of(questionnaire).nodes
        for node in self._names():
            if node.value not in nodes:
                reader.report_word(codes.REPORT_UNKNOWN_NAME, node, node.value, nodes, name=node.value)
        lines: dict[str, int] = {}
        for node in self._items(ReportSection, "questions"):
            if node.value in lines:
                reader.report(codes.REPORT_NAMED_TWICE, node, name=node.value, line=lines[node.value])
            lines.setdefault(node.value, node.start_mark.line + 1)
        for key, nets in self._pairs("nets"):
            entry = nodes[key.value].entry if key.value in nodes else None
            if isinstance(entry, Select):
                known = {choice.code: None for choice in choices_of(entry)}
                check_nets(reader, nets, {**known, **({OTHER: None} if entry.or_other else {})})
            elif entry is not None:
                reader.report(codes.REPORT_NO_NETS, key, name=key.value, type=type_name(entry))

    def _names(self) -> Iterator[yaml.ScalarNode]:
        """Yield the nodes of all names of questions."""
        for cls, key in ((ReportSection, "questions"), *((LeftOut, each) for each in LeftOut.__struct_fields__)):
            yield from self._items(cls, key)
        for key in ("texts", "nets"):
            yield from (node for node, _ in self._pairs(key))

    def _items(self, cls: type, key: str) -> Iterator[yaml.ScalarNode]:
        for mapping in self._mappings:
            if mapping.cls is cls and key in mapping.keys:
                yield from mapping.keys[key][1].value

    def _pairs(self, key: str) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        for mapping in self._mappings:
            if mapping.cls is ReportSettings and key in mapping.keys:
                yield from mapping.keys[key][1].value


def with_nets(questionnaire: Questionnaire, nets: Mapping[str, Nets]) -> Questionnaire:
    """Return a questionnaire whose questions have more nets; those of a name that a question has replace its own."""
    if not nets:
        return questionnaire
    entries = tuple(_with_nets(entry, nets) for entry in questionnaire.questions)
    return structs.replace(questionnaire, questions=entries)


def _with_nets(entry: AnyEntry, nets: Mapping[str, Nets]) -> AnyEntry:
    if isinstance(entry, Group | Repeat):
        return structs.replace(entry, questions=tuple(_with_nets(each, nets) for each in entry.questions))
    if isinstance(entry, Select) and entry.name in nets:
        named = {net.name: net for net in (*entry.nets, *nets[entry.name])}
        return structs.replace(entry, nets=Nets(named.values()))
    return entry
