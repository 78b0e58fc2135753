"""JSON read without the liberties that most readers take, and within bounds of memory."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final, NoReturn

from sstc_survey.errors import Problem

MAX_DIGITS: Final = 18
MAX_VALUES: Final = 250_000

# Below this size no JSON can hold enough values to matter.
_SMALL: Final = 1 << 20
# Keys and values (texts, openings, bare words), and what stands between them. Every byte is part of one piece and
# nothing is given back, so that no file can make this slower than its length.
_PIECE: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[^\s",:\[\]{}]++|[\s,:\]}]++', re.DOTALL)


class _RefusedError(ValueError):
    """Carry a problem out of the callbacks of the JSON reader."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def load(data: bytes) -> dict[str, Any] | Problem:
    """Read one JSON object, or say what is wrong with it."""
    if _holds_too_much(data):
        return Problem("response-too-many-values", {"limit": MAX_VALUES})
    try:
        document = _READER.decode(data.decode())
        if b"\\u" in data:
            # Escapes can write half a character, which no encoding can.
            json.dumps(document, ensure_ascii=False).encode()
    except _RefusedError as refused:
        return refused.problem
    except UnicodeEncodeError:
        return Problem("response-half-character")
    except UnicodeDecodeError:
        return Problem("response-not-utf8")
    except RecursionError:
        return Problem("response-too-deep")
    except ValueError:
        return Problem("response-not-json")
    return document if isinstance(document, dict) else Problem("response-other-format")


def _holds_too_much(data: bytes) -> bool:
    if len(data) <= _SMALL:
        return False
    most = 2 * MAX_VALUES
    return sum(1 for _ in islice(_PIECE.finditer(data), most + 1)) > most


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RefusedError(Problem("response-duplicate-key", {"key": key}))
        found[key] = value
    return found


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise _RefusedError(Problem("response-long-number", {"digits": MAX_DIGITS}))
    return int(digits)


def _decimal(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        _no_number(f"{digits[:MAX_DIGITS]}…" if len(digits) > MAX_DIGITS else digits)
    return number


def _no_number(name: str) -> NoReturn:
    raise _RefusedError(Problem("response-not-a-number", {"number": name}))


_READER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_decimal, parse_constant=_no_number
)
