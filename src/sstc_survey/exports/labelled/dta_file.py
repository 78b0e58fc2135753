"""Write a Stata file: states are the missing values .a to .f, choices are numbers with labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, assert_never

from sstc_survey.exports.labelled.cells import Content
from sstc_survey.exports.labelled.variables import MISSING, Labelled, Variable
from sstc_survey.exports.labelled.widths import decimals_of, width_of
from sstc_survey.exports.labelled.writing import written
from sstc_survey.exports.model import State

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Of Stata 14, the first with Unicode, which all later ones read; newer formats are for more variables only.
_VERSION: Final = 14
LETTERS: Final = dict(zip(MISSING, "abcdef", strict=True))
# Days from the one that Stata counts from to 1970.
_EPOCH: Final = 3_653
_DAY: Final = 86_400
_SECOND: Final = 1_000
# The largest number that four bytes have beside missing values.
_LARGEST_LONG: Final = 2_147_483_620
_NARROWEST: Final = 12
_WIDEST: Final = 40
# As many digits as a number has, with an exponent where that is shorter.
_SHORTEST: Final = "%21.0g"


def write_dta(data: Labelled, path: str, title: str) -> None:
    """Write a file, or raise OSError; nothing of `data` may be beyond the limits of the format."""
    import pandas as pd
    import pyreadstat

    stateful = [variable for variable in data.variables if variable.states]
    with written(path, "dta", data.table.count):
        pyreadstat.write_dta(
            pd.DataFrame({variable.name: _values(variable) for variable in data.variables}, copy=False),
            path,
            version=_VERSION,
            file_label=title,
            column_labels=[variable.label for variable in data.variables],
            variable_value_labels={
                variable.name: _labels(variable) for variable in data.variables if variable.labels or variable.states
            },
            missing_user_values={variable.name: list(LETTERS.values()) for variable in stateful},
            variable_format={
                variable.name: form for variable in data.variables if (form := _format(variable)) is not None
            },
        )


def _labels(variable: Variable) -> dict[Any, str]:
    labels: dict[Any, str] = dict(variable.labels)
    return labels | {LETTERS[state]: label for state, label in variable.states.items() if state in LETTERS}


def _values(variable: Variable) -> pd.Series[Any] | np.ndarray[Any, Any]:
    import numpy as np
    import pandas as pd

    if variable.content is Content.TEXT:
        return pd.Series(variable.cells, dtype=object)
    is_long = _is_long(variable)
    numbers: list[Any] = [_number(value, variable.content, is_long=is_long) for value in variable.cells]
    if variable.states:
        return pd.Series(numbers, dtype=object)
    # Only of these pandas has whole numbers beside nothing.
    return pd.Series(numbers, dtype="Int32") if is_long else np.array(numbers, dtype=np.float64)


def _number(value: object, content: Content, *, is_long: bool) -> object:
    match value:
        case State():
            return LETTERS[value]
        case int() | float():
            scaled = _scaled(value, content)
            return int(scaled) if is_long else float(scaled)
        case _:
            return None


def _scaled(value: float, content: Content) -> float:
    match content:
        case Content.DAY:
            return value + _EPOCH
        case Content.MINUTE:
            return value * _SECOND
        case Content.SECOND:
            return (value + _EPOCH * _DAY) * _SECOND
        case Content.TEXT | Content.WHOLE | Content.DECIMAL:
            return value
        case _:
            assert_never(content)


def _is_long(variable: Variable) -> bool:
    """Tell whether the values are whole numbers that four bytes have, and not those that need eight."""
    return variable.content in (Content.WHOLE, Content.DAY) and all(
        abs(value) <= _LARGEST_LONG for value in variable.cells if isinstance(value, int | float)
    )


def _format(variable: Variable) -> str | None:
    """Return how Stata shows the values; a text is as wide as the longest."""
    match variable.content:
        case Content.TEXT:
            return None
        case Content.WHOLE:
            width = width_of(variable, 0)
            return f"%{_NARROWEST}.0g" if width < _NARROWEST else f"%{width + 1}.0f"
        case Content.DECIMAL:
            decimals = decimals_of(variable)
            width = max(width_of(variable, decimals) + 1, _NARROWEST)
            return f"%{width}.{decimals}f" if width <= _WIDEST else _SHORTEST
        case Content.DAY:
            return "%tdCCYY-NN-DD"
        case Content.MINUTE:
            return "%tcHH:MM"
        case Content.SECOND:
            return "%tc"
        case _:
            assert_never(variable.content)
