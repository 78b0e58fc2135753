"""Write an SPSS file: states are user-missing values below all others, choices are numbers with labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, assert_never

from sstc_survey.exports.labelled.cells import Content
from sstc_survey.exports.labelled.variables import MISSING, Labelled, Variable
from sstc_survey.exports.labelled.widths import decimals_of, width_of
from sstc_survey.exports.labelled.writing import written
from sstc_survey.exports.model import State

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Seconds from the day that SPSS counts from to 1970.
_EPOCH: Final = 12_219_379_200
_DAY: Final = 86_400
_NARROWEST: Final = 8
_WIDEST: Final = 40
# From so many digits on, neighbouring whole numbers are the same in floating point.
_EXACT_DIGITS: Final = 15


def write_sav(data: Labelled, path: str, title: str) -> None:
    """Write a file, or raise OSError; nothing of `data` may be beyond the limits of the format."""
    import pandas as pd
    import pyreadstat

    missing = {variable.name: missing_numbers(variable) for variable in data.variables if variable.states}
    columns = {variable.name: _values(variable, missing.get(variable.name, {})) for variable in data.variables}
    with written(path, "sav", data.table.count):
        pyreadstat.write_sav(
            pd.DataFrame(columns, copy=False),
            path,
            file_label=title,
            row_compress=True,
            column_labels=[variable.label for variable in data.variables],
            variable_value_labels={
                variable.name: labels
                for variable in data.variables
                if (labels := _labels(variable, missing.get(variable.name, {})))
            },
            missing_ranges={
                name: [{"lo": min(numbers.values()), "hi": max(numbers.values())}] for name, numbers in missing.items()
            },
            variable_measure={variable.name: variable.measure.value for variable in data.variables},
            variable_format={
                variable.name: form
                for variable in data.variables
                if (form := _format(variable, missing.get(variable.name, {}).values()))
            },
        )


def missing_numbers(variable: Variable) -> dict[State, float]:
    """Return the numbers of states: -99 to -94, or as many lower ones as no value reaches.

    They are one digit longer each time, such as -999 to -994, and beyond what floating point tells apart they have
    noughts at the end.
    """
    least = min((value for value in variable.cells if isinstance(value, int | float)), default=0)
    digits = 2
    while (numbers := _nines(digits))[-1] >= least:
        digits += 1
    return dict(zip(MISSING, numbers, strict=True))


def _nines(digits: int) -> list[float]:
    if digits <= _EXACT_DIGITS:
        return [float(number - 10**digits + 1) for number in range(len(MISSING))]
    return [float((number - 99) * 10 ** (digits - 2)) for number in range(len(MISSING))]


def _values(variable: Variable, missing: Mapping[State, float]) -> pd.Series[Any] | np.ndarray[Any, Any]:
    import numpy as np
    import pandas as pd

    if variable.content is Content.TEXT:
        return pd.Series(variable.cells, dtype=object)
    numbers: dict[Any, float] = {None: float("nan"), **missing}
    shift, factor = _scale(variable.content)
    # A state is a text, and no number.
    return np.fromiter(
        (value * factor + shift if isinstance(value, int | float) else numbers[value] for value in variable.cells),
        dtype=np.float64,
        count=len(variable.cells),
    )


def _scale(content: Content) -> tuple[int, int]:
    match content:
        case Content.DAY:
            return _EPOCH, _DAY
        case Content.SECOND:
            return _EPOCH, 1
        case Content.TEXT | Content.WHOLE | Content.DECIMAL | Content.MINUTE:
            return 0, 1
        case _:
            assert_never(content)


def _labels(variable: Variable, missing: Mapping[State, float]) -> dict[Any, str]:
    labels: dict[Any, str] = {
        value if isinstance(value, str) else float(value): label for value, label in variable.labels.items()
    }
    return labels | {number: variable.states[state] for state, number in missing.items()}


def _format(variable: Variable, missing: Iterable[float]) -> str | None:
    """Return how SPSS shows the values; a text is as wide as the longest."""
    match variable.content:
        case Content.TEXT:
            return None
        case Content.WHOLE | Content.DECIMAL:
            decimals = decimals_of(variable)
            width = min(max(width_of(variable, decimals, missing), _NARROWEST), _WIDEST)
            return f"F{width}.{min(decimals, width - 2)}"
        case Content.DAY:
            return "SDATE10"
        case Content.MINUTE:
            return "TIME5"
        case Content.SECOND:
            return "DATETIME20"
        case _:
            assert_never(variable.content)
