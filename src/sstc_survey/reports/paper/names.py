"""What questions and choices are called on paper."""

from __future__ import annotations

import re
from typing import Final

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode, label_parts
from sstc_survey.expressions.expression import fill_label
from sstc_survey.i18n import Text, Words

ISOLATE: Final = "\u2068"
END_ISOLATE: Final = "\u2069"
_ISOLATES: Final = f"[{ISOLATE}{END_ISOLATE}]"
_LONGEST: Final = 60


class Names:
    """The numbers and labels of the questions of a form, in one language.

    Every question has a number; the text of "Other" has that of its question. With `isolates`, what the author wrote
    stands between the marks of Unicode for that wherever it is part of a sentence, for formats that can keep it apart.
    """

    def __init__(self, form: Form, words: Words, *, isolates: bool = False) -> None:
        self.form = form
        self._isolates = isolates
        self._words = words
        self.numbers = {name: number for name, number in form.numbers.items() if form.nodes[name].other_of is None}

    def text(self, text: Text) -> str:
        """Return a text in the language of the form; where it has the answer to a question, it says to which."""
        words = self._words(text)
        if "${" not in words:
            return words.strip()

        def mention(name: str) -> str:
            number = self.numbers.get(name)
            return f"[{name}]" if number is None else f"[answer to {number}]"

        return fill_label(label_parts(words), mention).strip()

    def entry(self, name: str) -> str:
        """Return what an entry is called in a sentence: its label, cut where it is long, and its number."""
        node = self.form.nodes.get(name)
        if node is None:
            return name
        if node.other_of is not None:
            return f"{self.entry(node.other_of.name)}, other"
        label = " ".join(self.text(node.entry.label).split())
        if not label:
            return name
        if len(label) > _LONGEST:
            start = label[:_LONGEST]
            # Scripts without spaces are cut anywhere.
            label = (start.rpartition(" ")[0] or start) + "\u2026"
        number = self.numbers.get(name)
        return self.quoted(label) + (f" ({number})" if number else "")

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
