"""Whether the logic of a questionnaire can work, and where it most likely does not do what its author meant."""

from __future__ import annotations

from sstc_survey.formats.logic.codes import advise_on_codes
from sstc_survey.formats.logic.conditions import advise_on_conditions
from sstc_survey.formats.logic.cycles import check_cycles
from sstc_survey.formats.logic.filters import advise_on_filters
from sstc_survey.formats.logic.names import check_names
from sstc_survey.formats.logic.order import advise_on_order
from sstc_survey.formats.logic.outline import Outline
from sstc_survey.formats.logic.texts import advise_on_texts
from sstc_survey.formats.logic.truths import advise_on_truths
from sstc_survey.formats.logic.values import advise_on_values, check_values
from sstc_survey.formats.logic.written import all_written
from sstc_survey.formats.reading import Reader


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
