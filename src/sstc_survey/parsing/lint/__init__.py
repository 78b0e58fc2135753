"""The linter: whether the logic of a questionnaire can work, and where it is most likely not what its author meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstc_survey.parsing.lint.outline import Outline, occurrences_in
from sstc_survey.parsing.lint.references import (
    advise_on_filters,
    advise_on_order,
    check_cycles,
    check_names,
    check_names_of_faulty,
)
from sstc_survey.parsing.lint.texts import advise_on_texts
from sstc_survey.parsing.lint.values import advise_on_values, check_values
from sstc_survey.parsing.reader import Reader

if TYPE_CHECKING:
    from sstc_survey.parsing.lint.reachability import TruthTables
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = ["Outline", "TruthTables", "lint_questionnaire"]


def lint_questionnaire(reader: Reader, *, advice: bool) -> None:
    """Report what cannot work; with advice also what can and is most likely not meant."""
    outline = Outline(reader)
    occurrences = occurrences_in(reader, outline)
    check_names(reader, outline, occurrences)
    check_names_of_faulty(reader, outline)
    cycles = check_cycles(reader, outline, occurrences)
    check_values(reader, outline, occurrences)
    if advice:
        from sstc_survey.parsing.lint.conditions import advise_on_codes, advise_on_conditions
        from sstc_survey.parsing.lint.reachability import advise_on_reachability

        advise_on_order(reader, outline, occurrences, cycles)
        advise_on_conditions(reader, outline, occurrences)
        advise_on_codes(reader, outline, occurrences)
        advise_on_reachability(reader, outline, occurrences)
        advise_on_filters(reader, outline, occurrences)
        advise_on_values(reader, outline, occurrences)
        advise_on_texts(reader, outline)
