"""Whether the parts of a questionnaire fit together, even where some are invalid."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

import yaml

from sstc_survey.parsing.reader import ParsedMapping, Reader
from sstc_survey.problems import codes
from sstc_survey.questionnaire import (
    COPIES_FOLDER,
    NAME_PATTERN,
    OTHER,
    RESPONSE_SUFFIX,
    Attribution,
    ChoiceList,
    DataType,
    Entry,
    Question,
    Questionnaire,
    Rank,
    Select,
    SelectOne,
    Shown,
)

_MAX_RANKED: Final = 1_000
# Of all questions together: a list counts for each that uses it.
_MAX_CHOICES: Final = 200_000


def check_consistency(reader: Reader) -> None:
    """Report everything about a questionnaire that no single value shows."""
    entries = [mapping for mapping in reader.mappings if issubclass(mapping.cls, Entry)]
    untyped = [mapping for mapping in reader.mappings if mapping.cls is object]
    named = sorted([*entries, *untyped], key=lambda mapping: mapping.node.start_mark.index)
    _check_names(reader, named)
    for entry in entries:
        unlabelled = entry.lacks("label") and issubclass(entry.cls, Shown)
        if unlabelled or _is_blank(entry.values.get("label", "-")):
            reader.report(codes.NO_LABEL, entry.at("label"), name=entry.values.get("name", "?"))
        _check_order(reader, entry, "min", "max")
        _check_selected(reader, entry)
        _check_nets(reader, entry)
        _check_scores(reader, entry)
    _check_choices(reader, entries)
    for root in (mapping for mapping in reader.mappings if mapping.cls is Questionnaire):
        if _is_blank(root.values.get("title", "-")):
            reader.report(codes.EMPTY_VALUE, root.at("title"), key="title")
        name = root.values.get("id")
        if isinstance(name, str) and (name == COPIES_FOLDER or name.endswith(RESPONSE_SUFFIX)):
            reader.report(codes.RESERVED_ID, root.at("id"), id=name)
        _check_references(reader, root, named)


def _check_names(reader: Reader, entries: Sequence[ParsedMapping]) -> None:
    lines: dict[str, int] = {}
    derived: dict[str, str] = {}
    for entry in entries:
        for name, question in _names(entry):
            node = entry.at("name")
            if name not in lines:
                lines[name] = node.start_mark.line + 1
                derived[name] = question
            elif question or derived[name]:
                asking = question or derived[name]
                reader.report(codes.NAME_OF_OTHER, node, name=name, question=asking, line=lines[name])
            else:
                reader.report(codes.DUPLICATE_NAME, node, name=name, line=lines[name])


def _names(entry: ParsedMapping) -> Iterator[tuple[str, str]]:
    """Yield the names that an entry takes, each with the question that it belongs to as its "Other"."""
    name = entry.values.get("name")
    if isinstance(name, str):
        yield name, ""
        if entry.values.get("or_other") is True:
            yield f"{name}_{OTHER}", name


def _is_blank(text: object) -> bool:
    texts = text.values() if isinstance(text, dict) else [text]
    return any(isinstance(text, str) and not text.strip() for text in texts)


def _check_order(reader: Reader, entry: ParsedMapping, lower: str, upper: str) -> None:
    least: Any = entry.values.get(lower)
    most: Any = entry.values.get(upper)
    if least is not None and most is not None and least > most:
        reader.report(codes.MIN_ABOVE_MAX, entry.at(lower), lower=lower, upper=upper, least=least, most=most)


def _check_choices(reader: Reader, entries: Sequence[ParsedMapping]) -> None:
    """Report a rank with too many choices, and the first question with which all have too many together."""
    together = 0
    for entry in entries:
        choices = entry.values.get("choices")
        count = len(choices) if isinstance(choices, ChoiceList) else 0
        before, together = together, together + count
        if entry.cls is Rank and count > _MAX_RANKED:
            where, limit, instead = "to rank", _MAX_RANKED, "make it a select_multiple, or shorten the list"
        elif before <= _MAX_CHOICES < together:
            where, limit, count = "in this question and those before it", _MAX_CHOICES, together
            instead = "shorten the lists, or make it a text"
        else:
            continue
        details = {"where": where, "count": f"{count:,}", "limit": f"{limit:,}", "instead": instead}
        reader.report(codes.TOO_MANY_CHOICES, entry.at("choices"), **details)


def _check_selected(reader: Reader, entry: ParsedMapping) -> None:
    _check_order(reader, entry, "min_selected", "max_selected")
    choices = entry.values.get("choices")
    if not isinstance(choices, ChoiceList) or not ("min_selected" in entry.values or "max_selected" in entry.values):
        return
    count = len(_codes(entry))
    for key in ("min_selected", "max_selected"):
        number = entry.values.get(key)
        if isinstance(number, int) and number > count:
            reader.report(codes.MORE_THAN_CHOICES, entry.at(key), key=key, wanted=number, count=count)


def _check_nets(reader: Reader, entry: ParsedMapping) -> None:
    """Report nets without choices, or with choices that the question does not have or the net has already."""
    nets = entry.keys.get("nets") if issubclass(entry.cls, Select) else None
    if nets:
        check_nets(reader, nets[1], _codes(entry) if isinstance(entry.values.get("choices"), ChoiceList) else None)


def check_nets(reader: Reader, nets: yaml.Node, known: Collection[str] | None) -> None:
    """Report what is wrong with a mapping of nets; `known` has the codes of the question, None if they are invalid."""
    for name, net in _pairs(nets):
        listed = next((value for key, value in _pairs(net) if key.value == "choices"), None)
        if known is not None and name.value in known:
            reader.report(codes.NET_NAMED_AS_CHOICE, name, name=name.value)
        if isinstance(listed, yaml.SequenceNode) and not listed.value:
            some = ", ".join([*(known or ("...",))][:2])
            reader.report(codes.NET_WITHOUT_CHOICES, listed, name=name.value, known=some)
        seen: set[str] = set()
        for node in _items((name, listed)) if listed else ():
            if known is not None and node.value not in known:
                reader.report_word(codes.NET_UNKNOWN_CHOICE, node, node.value, known, code=node.value, name=name.value)
            elif node.value in seen:
                reader.report(codes.NET_CHOICE_TWICE, node, code=node.value, name=name.value)
            seen.add(node.value)


def _pairs(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    """Return the keys of a mapping that are texts, with their values."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return [pair for pair in pairs if isinstance(pair[0], yaml.ScalarNode)]


def _check_scores(reader: Reader, entry: ParsedMapping) -> None:
    """Report a score in the choices of a rank, where it is of no use; as a column, a filter may use it."""
    choices = entry.keys.get("choices")
    if entry.cls is not Rank or reader.kept or "choice_filter" in entry.keys or choices is None:
        return
    for _, choice in _pairs(choices[1]):
        for key, _ in _pairs(choice):
            if key.value == "score":
                fitting = "select_one, select_multiple"
                reader.report(codes.KEY_OF_OTHER_TYPE, key, key="score", type="rank", fitting=fitting)


def _codes(question: ParsedMapping) -> dict[str, None]:
    """Return the codes that an answer may have, in order, quick to look up."""
    choices = question.values.get("choices")
    codes = {choice.code: None for choice in choices} if isinstance(choices, ChoiceList) else {}
    return {**codes, OTHER: None} if question.values.get("or_other") is True else codes


def _check_references(reader: Reader, root: ParsedMapping, entries: Sequence[ParsedMapping]) -> None:
    """Report what `respondent` and `attribution` name and is not there."""
    questions: dict[str, ParsedMapping] = {}
    for entry in entries:
        for name, _ in _names(entry):
            questions.setdefault(name, entry)
    for node in _items(root.keys.get("respondent")):
        _check_reference(reader, node, questions)
    for attribution in (mapping for mapping in reader.mappings if mapping.cls is Attribution):
        asking = attribution.keys.get("question")
        question = None
        if asking is not None and "question" in attribution.values:
            question = _check_reference(reader, asking[1], questions)
            if question and issubclass(question.cls, Question) and not issubclass(question.cls, SelectOne):
                reader.report(codes.ATTRIBUTION_NOT_SELECT_ONE, asking[1], name=asking[1].value)
                question = None
        _check_hides(reader, attribution, questions, question)


def _items(pair: tuple[yaml.Node, yaml.Node] | None) -> list[yaml.Node]:
    """Return the texts of a list."""
    if pair is None or not isinstance(pair[1], yaml.SequenceNode):
        return []
    return [node for node in pair[1].value if isinstance(node, yaml.ScalarNode)]


def _check_reference(reader: Reader, node: yaml.Node, questions: dict[str, ParsedMapping]) -> ParsedMapping | None:
    """Return the question of this name, or report that it is unknown or takes no answer."""
    if not re.fullmatch(NAME_PATTERN, node.value, re.ASCII):
        return None
    question = questions.get(node.value)
    if question is None:
        reader.report_word(codes.UNKNOWN_QUESTION, node, node.value, questions, name=node.value)
    elif issubclass(question.cls, Entry) and question.cls.data_type in (DataType.NONE, DataType.INSTANCES):
        reader.report(codes.TAKES_NO_ANSWER, node, name=node.value)
    return question


def _check_hides(
    reader: Reader, attribution: ParsedMapping, questions: dict[str, ParsedMapping], question: ParsedMapping | None
) -> None:
    hides = attribution.keys.get("hides")
    if hides is None or not isinstance(hides[1], yaml.MappingNode):
        return
    known = _codes(question) if question is not None and "choices" in question.values else None
    for code, names in hides[1].value:
        if known is not None and isinstance(code, yaml.ScalarNode) and code.value not in known:
            reader.report_word(codes.ATTRIBUTION_UNKNOWN_CODE, code, code.value, known, code=code.value)
        for node in _items((code, names)):
            _check_reference(reader, node, questions)
