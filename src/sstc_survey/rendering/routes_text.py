"""The routing of a questionnaire as an indented tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TextIO

from sstc_survey.form.node import Node
from sstc_survey.form.tree import Form
from sstc_survey.rendering.paper_conditions import value_in_words
from sstc_survey.rendering.paper_instructions import conditions
from sstc_survey.rendering.paper_names import Names
from sstc_survey.rendering.paper_text import console_for
from sstc_survey.rendering.routes import followers, is_drawn, title, told
from sstc_survey.rendering.screen import INDENT, Screen
from sstc_survey.wording import Words

_BELOW: Final = 2 * INDENT


def write_text_routes(form: Form, words: Words, stream: TextIO) -> None:
    """Draw the routing: under each entry when it is asked, and what its answer decides."""
    screen = Screen(console_for(stream))
    screen.line(words(form.questionnaire.title).strip() or form.questionnaire.id, "bold")
    screen.paragraphs(_Tree(form, words).lines(form.roots, 0))


class _Tree:
    def __init__(self, form: Form, words: Words) -> None:
        self._names = Names(form, words)
        self._followers = followers(form)

    def lines(self, nodes: Iterable[Node], indent: int) -> Iterator[tuple[int, str]]:
        """Yield the lines of entries, each with its indent."""
        for node in nodes:
            if is_drawn(node):
                yield indent, title(node, self._names)
                yield from ((indent + _BELOW, line) for line in self._details(node))
                yield from self.lines(node.children, indent + INDENT)

    def _details(self, node: Node) -> Iterator[str]:
        yield from conditions(node, self._names)
        if node.calculation is not None:
            yield f"Worked out: {value_in_words(node.calculation, node, self._names)}."
        yield from (f"-> {line}" for line in told(self._followers.get(node.name, {}), self._names))
