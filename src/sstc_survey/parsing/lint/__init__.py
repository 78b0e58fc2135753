"""Whether the logic of a questionnaire can work, and where it most likely does not do what its author meant."""

from __future__ import annotations

from sstc_survey.parsing.lint.conditions import advise_on_codes, advise_on_conditions, advise_on_filters
from sstc_survey.parsing.lint.outline import Outline, all_written
from sstc_survey.parsing.lint.reachability import advise_on_truths
from sstc_survey.parsing.lint.references import advise_on_order, check_cycles, check_names
from sstc_survey.parsing.lint.values import advise_on_texts, advise_on_values, check_values
from sstc_survey.parsing.reader import Reader


def check_logic(reader: Reader, *, advice: bool) -> None:
    """Report what cannot work; with advice also what can and should not."""
    outline = Outline(reader)
    written = all_written(reader, outline)
    check_names(reader, outline, written)
    cycles = check_cycles(reader, outline, written)
    check_values(reader, outline, written)
    if advice:
        advise_on_order(reader, outline, written, cycles)
        advise_on_conditions(reader, outline, written)
        advise_on_codes(reader, outline, written)
        advise_on_truths(reader, outline, written)
        advise_on_filters(reader, outline, written)
        advise_on_values(reader, outline, written)
        advise_on_texts(reader, outline)
