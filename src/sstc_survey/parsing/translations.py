"""The texts of a questionnaire with their translations, and how translations are written into its file.

A file is changed only where a translation goes: every other character of it, comments and layout too, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import yaml
from msgspec import Struct

from sstc_survey.parsing.source import Source
from sstc_survey.parsing.yaml_nodes import compose
from sstc_survey.parsing.yaml_writing import block, scalar
from sstc_survey.questionnaire import QUESTIONNAIRE_TEXT_KEYS, ROW_KEYS, TEXT_KEYS

_CHOICES: Final = "choices"
_LABEL: Final = "label"
_INDENT: Final = "  "
_LINE_END: Final = "\r\n|[\n\r\x85\u2028\u2029]"


class WrittenText(Struct, frozen=True):
    """A text in a file: the name of its question, empty for those of the questionnaire, its key, and its node.

    `texts` has it by language, the one without a language under an empty tag.
    """

    name: str
    key: str
    key_node: yaml.ScalarNode
    node: yaml.Node
    in_brackets: bool
    texts: Mapping[str, str]

    @property
    def path(self) -> str:
        """Return how people call it."""
        return f"{self.name}/{self.key}" if self.name else self.key

    @property
    def line(self) -> int:
        """Return its line, from 1."""
        return self.key_node.start_mark.line + 1

    @property
    def has_words(self) -> bool:
        """Tell whether there is anything to translate."""
        return any(any(map(str.isalpha, text)) for text in self.texts.values())

    def source(self, default: str) -> str:
        """Return the text that is translated: in the default language, or in none."""
        for tag in (default, default.partition("-")[0], ""):
            if tag in self.texts:
                return self.texts[tag]
        return next(iter(self.texts.values()))

    def translation(self, language: str) -> str | None:
        """Return the text in a language, None where it is missing or only holds the place of one."""
        for tag in (language, language.partition("-")[0]):
            if tag in self.texts:
                return None if is_placeholder(self.texts[tag], tag) else self.texts[tag]
        return None


def placeholder(text: str, language: str) -> str:
    """Return what holds the place of a translation."""
    return f"[{language}] {text}"


def is_placeholder(text: str, language: str) -> bool:
    """Tell whether a text holds the place of a translation."""
    return text.startswith(f"[{language}] ")


def written_texts(source: Source) -> list[WrittenText]:
    """Return the texts of a questionnaire that has no errors, in the order of its file."""
    return _all_texts(compose(source).root)


def _all_texts(root: yaml.Node | None) -> list[WrittenText]:
    assert isinstance(root, yaml.MappingNode)  # noqa: S101 nothing else is a questionnaire
    found = [*_texts_of(root, "", QUESTIONNAIRE_TEXT_KEYS, in_brackets=_in_brackets(root))]
    for key, value in root.value:
        brackets = _in_brackets(root) or _in_brackets(value)
        if key.value == _CHOICES:
            for name, choices in value.value:
                found += _choices(choices, "", f"{_CHOICES}/{name.value}", in_brackets=brackets)
        elif key.value == "questions":
            found += _questions(value, in_brackets=brackets)
    return sorted(found, key=lambda text: text.key_node.start_mark.index)


def _in_brackets(node: yaml.Node) -> bool:
    """Tell whether a list or a mapping is written between brackets."""
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _questions(node: yaml.Node, *, in_brackets: bool) -> Iterator[WrittenText]:
    for question in node.value if isinstance(node, yaml.SequenceNode) else ():
        brackets = in_brackets or _in_brackets(node) or _in_brackets(question)
        pairs = {key.value: value for key, value in question.value}
        name = pairs["name"].value
        yield from _texts_of(question, name, TEXT_KEYS, in_brackets=brackets)
        if _CHOICES in pairs:
            yield from _choices(pairs[_CHOICES], name, _CHOICES, in_brackets=brackets)
        for key in ROW_KEYS:
            if key in pairs:
                yield from _choices(pairs[key], name, key, in_brackets=brackets)
        if "questions" in pairs:
            yield from _questions(pairs["questions"], in_brackets=brackets)


def _texts_of(
    node: yaml.MappingNode, name: str, keys: tuple[str, ...], *, in_brackets: bool, path: str = ""
) -> Iterator[WrittenText]:
    for key, value in node.value:
        if key.value in keys:
            yield WrittenText(name, path or key.value, key, value, in_brackets, _by_language(value))


def _choices(node: yaml.Node, name: str, path: str, *, in_brackets: bool) -> Iterator[WrittenText]:
    for code, value in node.value if isinstance(node, yaml.MappingNode) else ():
        brackets, key = in_brackets or _in_brackets(node), f"{path}/{code.value}"
        if isinstance(value, yaml.MappingNode) and any(each.value == _LABEL for each, _ in value.value):
            brackets = brackets or _in_brackets(value)
            yield from _texts_of(value, name, (_LABEL,), in_brackets=brackets, path=key)
        else:
            yield WrittenText(name, key, code, value, brackets, _by_language(value))


def _by_language(node: yaml.Node) -> dict[str, str]:
    if isinstance(node, yaml.MappingNode):
        return {tag.value: text.value for tag, text in node.value}
    return {"": node.value}


class _Edit(Struct, frozen=True, order=True):
    start: int
    end: int
    text: str


def translated_source(source: Source, default: str, translations: Mapping[tuple[str, str], Mapping[str, str]]) -> str:
    """Return the text of a file with translations, by name and key of each text and then by language."""
    lines = _Lines(source)
    edits: list[_Edit] = []
    for text in written_texts(source):
        added = translations.get((text.name, text.key))
        if added and isinstance(text.node, yaml.MappingNode):
            edits += _in_mapping(lines, text, text.node, added)
        elif added:
            edits.append(_in_place_of_text(lines, text, default, added))
    result = source.text
    for edit in sorted(edits, reverse=True):
        result = result[: edit.start] + edit.text.replace("\n", lines.end) + result[edit.end :]
    return result


class _Lines:
    """Where the lines of a text begin, and what they end with."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self._starts = [0, *(match.end() for match in re.finditer(_LINE_END, source.text))]
        self.end = "\r\n" if "\r\n" in source.text else "\n"

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place; lines and columns from 0, a line behind the last is the end."""
        return self._starts[line] + column if line < len(self._starts) else len(self.text)

    def span(self, node: yaml.Node) -> tuple[int, int]:
        """Return where a node is written; a block of lines ends with the last that has anything on it."""
        start = self.offset(node.start_mark.line, node.start_mark.column)
        end = self.offset(node.end_mark.line, node.end_mark.column)
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        return start, end

    def line_after(self, offset: int) -> int:
        """Return where the line ends that an offset is on, before its line end."""
        match = re.compile(_LINE_END).search(self.text, offset)
        return match.start() if match else len(self.text)


def _in_mapping(lines: _Lines, text: WrittenText, node: yaml.MappingNode, added: Mapping[str, str]) -> Iterator[_Edit]:
    """Yield the edits of a text that is in several languages: new values, and new pairs at the end."""
    brackets = text.in_brackets or _in_brackets(node)
    there = {tag.value: (tag, value) for tag, value in node.value}
    last_tag, last = node.value[-1]
    indent = " " * last_tag.start_mark.column
    new = ""
    for language, translation in added.items():
        if language in there:
            start, end = lines.span(there[language][1])
            yield _Edit(start, end, _value(translation, indent + _INDENT, in_brackets=brackets))
        elif brackets:
            new += f", {language}: {_value(translation, '', in_brackets=True)}"
        else:
            new += f"\n{indent}{language}: {_value(translation, indent + _INDENT, in_brackets=False)}"
    if new:
        end = lines.span(last)[1]
        end = end if brackets else lines.line_after(end)
        yield _Edit(end, end, new)


def _in_place_of_text(lines: _Lines, text: WrittenText, default: str, added: Mapping[str, str]) -> _Edit:
    """Return the edit that makes a text without a language one in several."""
    start, end = lines.span(text.node)
    written = lines.text[start:end]
    if text.in_brackets:
        pairs = [f"{tag}: {_value(each, '', in_brackets=True)}" for tag, each in added.items()]
        return _Edit(start, end, "{" + ", ".join([f"{default}: {written}", *pairs]) + "}")
    indent = " " * text.key_node.start_mark.column + _INDENT
    end = lines.line_after(end)
    # What goes on over several lines stays as far to the right of its key as it was; so does a comment behind it.
    kept = lines.text[start:end].replace("\r\n", "\n")
    moved = re.sub(rf"({_LINE_END})(?=[^\r\n])", rf"\1{_INDENT}", kept)
    result = f"\n{indent}{default}: {moved}"
    for language, translation in added.items():
        result += f"\n{indent}{language}: {_value(translation, indent + _INDENT, in_brackets=False)}"
    # The blank behind the colon goes too.
    start = len(lines.text[:start].rstrip(" "))
    return _Edit(start, end, result)


def _value(text: str, indent: str, *, in_brackets: bool) -> str:
    found = None if in_brackets else block(text, indent)
    return scalar(text, in_brackets=in_brackets) if found is None else found


def changes_nothing_else(before: Source, after: Source) -> bool:
    """Tell whether two questionnaires differ in nothing but their texts."""
    return _skeleton(before) == _skeleton(after)


def _skeleton(source: Source) -> list[str]:
    """Return everything that a questionnaire says apart from its texts, in order."""
    root, _ = compose(source)
    texts = {id(text.node) for text in _all_texts(root)}
    said: list[str] = []

    def walk(node: yaml.Node) -> None:
        said.append("text" if id(node) in texts else type(node).__name__)
        if id(node) in texts:
            return
        for child in node.value if isinstance(node, yaml.CollectionNode) else ():
            for each in child if isinstance(child, tuple) else (child,):
                walk(each)
        if isinstance(node, yaml.ScalarNode):
            said.append(node.value)

    assert root is not None  # noqa: S101 an empty file is no questionnaire
    walk(root)
    return said
