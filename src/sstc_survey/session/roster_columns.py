"""The columns that a roster may have: those of a seat, and the questions that are asked before the first part."""

from __future__ import annotations

from typing import Final

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.problems import Problem, codes
from sstc_survey.problems.closest import closest
from sstc_survey.questionnaire import Question
from sstc_survey.session.parts import questions_before

COLUMNS: Final = ("label", "language", "minutes", "terminal")
_MAX_COLUMN: Final = 64
# Each compares a name with all that are known.
_MAX_GUESSES: Final = 50


class Columns:
    """The columns of the rosters of one questionnaire."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._guesses = 0
        before = set(questions_before(form.questionnaire))
        self._questions = {
            name: node
            for name, node in form.nodes.items()
            if (name in before or (node.other_of is not None and node.other_of.name in before))
            and isinstance(node.entry, Question)
            and not node.repeats
            and name not in COLUMNS
        }

    @property
    def questions(self) -> tuple[FormNode, ...]:
        """Return the questions that can be answered beforehand, in the order of the questionnaire."""
        return tuple(node for node in self._questions.values() if node.read_only is not True)

    def is_question(self, name: str) -> bool:
        """Tell whether a column answers a question."""
        return name in self._questions

    def problem(self, name: str) -> Problem | None:
        """Return what is wrong with a column of this name."""
        if name in COLUMNS or name in self._questions:
            return None
        names = [*COLUMNS, *(node.name for node in self.questions)]
        known = {"known": ", ".join(names)}
        node = self._form.nodes.get(name)
        if node is None:
            shown = name if len(name) <= _MAX_COLUMN else f"{name[: _MAX_COLUMN - 1]}…"
            self._guesses += 1
            is_guessed = self._guesses <= _MAX_GUESSES and len(name) <= _MAX_COLUMN
            meant = closest(name, names, fold=_folded) if is_guessed else []
            details = {"name": shown, **known, **({"suggestion": f'"{meant[0]}"'} if meant else {})}
            return Problem(codes.ROSTER_UNKNOWN_COLUMN, details)
        if node.is_repeat or node.repeats:
            return Problem(codes.ROSTER_REPEAT, {"name": name})
        if not isinstance(node.entry, Question):
            return Problem(codes.REPLY_NOT_ASKABLE, {"name": name})
        return Problem(codes.ROSTER_LATER_QUESTION, {"name": name, **known})


def _folded(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")
