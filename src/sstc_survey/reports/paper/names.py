"""What questions and choices are called on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode, label_parts
from sstc_survey.expressions.expression import Expression, fill_label
from sstc_survey.i18n import Text, Words, gettext
from sstc_survey.questionnaire import (
    Calculate,
    Duration,
    End,
    Group,
    Hidden,
    Question,
    Repeat,
    Start,
    Today,
    Username,
)

ISOLATE: Final = "\u2068"
END_ISOLATE: Final = "\u2069"
_ISOLATES: Final = f"[{ISOLATE}{END_ISOLATE}]"
_LONGEST: Final = 60


class Names:
    """The numbers and labels of the questions of a form, in one language.

    Every question has a number; the text of "Other" has that of its question. With `isolates`, what the author wrote
    stands between the marks of Unicode for that wherever it is part of a sentence, for formats that can keep it apart.

    What has no label is called by its name, which only an author knows. With `for_paper` it is not: values that are
    calculated or given beforehand, and that something on the form uses, have letters in `boxes`.
    """

    def __init__(self, form: Form, words: Words, *, isolates: bool = False, for_paper: bool = False) -> None:
        self.form = form
        self.for_paper = for_paper
        self._isolates = isolates
        self._words = words
        self.numbers = form.numbers
        used = [name for name in form.nodes if name in _used(form)] if for_paper else []
        self.boxes = {name: _letters(number) for number, name in enumerate(used)}

    def text(self, text: Text) -> str:
        """Return a text in the language of the form; where it has the answer to a question, it says to which."""
        words = self._words(text)
        if "${" not in words:
            return words.strip()

        def mention(name: str) -> str:
            number = self.numbers.get(name)
            if number is not None:
                return gettext("[answer to {number}]").format(number=number)
            return f"[{self._unlabelled(name)}]"

        return fill_label(label_parts(words), mention).strip()

    def entry(self, name: str) -> str:
        """Return what an entry is called in a sentence: its label, cut where it is long, and its number."""
        node = self.form.nodes.get(name)
        if node is None:
            return name
        if node.other_of is not None:
            return gettext("{question}, other").format(question=self.entry(node.other_of.name))
        label = " ".join(self.text(node.entry.label).split())
        if not label or name in self.boxes:
            return self._unlabelled(name)
        label = cut(label, _LONGEST)
        number = self.numbers.get(name)
        if number is None:
            return self.quoted(label)
        return gettext("{fact} ({details})").format(fact=self.quoted(label), details=number)

    def _unlabelled(self, name: str) -> str:
        """Return what an entry is called that has no label."""
        if not self.for_paper:
            return name
        if name in self.boxes:
            return self.box(name)
        node = self.form.nodes.get(name)
        match node and node.entry:
            case Question():
                return gettext("question {number}").format(number=self.numbers.get(name, ""))
            case Repeat() | Group():
                return gettext("this section")
            case Start() | Today():
                return gettext("the start of the interview")
            case End() | Duration():
                return gettext("the end of the interview")
            case Username():
                return gettext("the interviewer")
            case _:
                return "\u2026"

    def has_on_form(self, node: FormNode) -> bool:
        """Tell whether an entry is on the form: a question, a note, or a value, on paper one that has a box."""
        if node.shown is not None:
            return True
        return node.name in self.boxes if self.for_paper else node.calculation is not None

    def box(self, name: str) -> str:
        """Return what the box of a value is called."""
        return gettext("box {letter}").format(letter=self.boxes[name])

    def answers_to(self, expression: Expression) -> str:
        """Return which questions and boxes an expression looks at."""
        used = dict.fromkeys(reference.name for reference in expression.references)
        nodes = self.form.in_order(name for name in used if name in self.form.nodes)
        return gettext(", ").join(
            dict.fromkeys(self._unlabelled((node.other_of or node).name) for node in nodes if not node.children)
        )

    def reference(self, node: FormNode) -> str:
        """Return the number of an entry, or what it is called where it has none."""
        number = self.numbers.get(node.name)
        return self.entry(node.name) if number is None else str(number)

    def choice(self, node: FormNode, code: str) -> str:
        """Return the label of a choice, or the code where there is none."""
        labels = (self.text(choice.label) for choice in node.choices if choice.code == code)
        return self.quoted(next(labels, "") or code)

    def quoted(self, text: str) -> str:
        """Put a text in quotes."""
        return f"\u201c{self.isolated(text)}\u201d"

    def isolated(self, text: str) -> str:
        """Keep a text apart from the sentence that it is put into."""
        return f"{ISOLATE}{re.sub(_ISOLATES, '', text)}{END_ISOLATE}" if self._isolates else text


def cut(label: str, longest: int) -> str:
    """Return the beginning of a label that is too long, up to a space; scripts without spaces are cut anywhere."""
    start = label[:longest]
    return label if len(label) <= longest else (start.rpartition(" ")[0] or start) + "\u2026"


def _used(form: Form) -> set[str]:
    """Return the names of the values that nobody is asked for, and that something on paper uses."""
    found: set[str] = set()
    nodes = [node for node in form.nodes.values() if not isinstance(node.entry, Calculate | Hidden)]
    while nodes:
        node = nodes.pop()
        default = [node.default] if isinstance(node.default, Expression) else []
        expressions = [*node.expressions(), *node.rules(), *default]
        names = {reference.name for expression in expressions for reference in expression.references}
        for name in names | set(_named_in_texts(node)):
            used = form.nodes.get(name)
            if used is not None and isinstance(used.entry, Calculate | Hidden) and name not in found:
                found.add(name)
                nodes.append(used)
    return found


def _named_in_texts(node: FormNode) -> Iterator[str]:
    """Yield the names of the entries whose answers stand in the texts of an entry, in any language."""
    entry = node.entry
    texts = [entry.label, entry.hint, *([entry.constraint_message] if isinstance(entry, Question) else [])]
    for text in texts:
        for written in [text] if isinstance(text, str) else text.values():
            if "${" in written:
                yield from (part.name for part in label_parts(written) if not isinstance(part, str))
    yield from node.named_in_choices


def _letters(number: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
