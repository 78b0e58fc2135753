"""Functions over texts."""

from __future__ import annotations

import re
from math import floor, inf, isfinite
from typing import Final

from sstc_survey.expressions.context import Budget
from sstc_survey.expressions.diagnostics import EvaluationError, refuse
from sstc_survey.expressions.functions.base import Function, budgeted, plain
from sstc_survey.expressions.limits import MAX_RANDOM_TEXT
from sstc_survey.expressions.regex.automaton import check_pattern_argument, search
from sstc_survey.expressions.tree import Call, TextLiteral
from sstc_survey.expressions.values import Value, round_half_up, to_text
from sstc_survey.problems import codes

_SPACE: Final = re.compile(r"[ \t\r\n]+")
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ALGORITHMS: Final = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
_ENCODINGS: Final = ("base64", "hex")


def _substr(text: str, start: float, end: float = inf) -> str:
    return text[_index(start, len(text)) : _index(end, len(text))]


def _index(number: float, length: int) -> int:
    if not isfinite(number):
        return length if number > 0 else 0
    index = int(number)
    return min(max(index + length if index < 0 else index, 0), length)


def _substring(text: str, start: float, length: float = inf) -> str:
    # Positions are compared as numbers, so that NaN and the infinities give what XPath says.
    first = round_half_up(start, 0)
    stop = first + round_half_up(length, 0)
    return "".join(each for place, each in enumerate(text, 1) if first <= place < stop)


def _before(text: str, mark: str) -> str:
    head, found, _ = text.partition(mark) if mark else ("", "", "")
    return head if found else ""


def _after(text: str, mark: str) -> str:
    return text.partition(mark)[2] if mark else text


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for place, each in enumerate(old):
        table.setdefault(ord(each), new[place] if place < len(new) else None)
    return text.translate(table)


def _normalize_space(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ")


def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    from base64 import b64encode
    from hashlib import new

    if algorithm not in _ALGORITHMS:
        raise EvaluationError(codes.EXPRESSION_DIGEST, written=algorithm, instead=", ".join(_ALGORITHMS))
    if encoding not in _ENCODINGS:
        raise EvaluationError(codes.EXPRESSION_DIGEST, written=encoding, instead=", ".join(_ENCODINGS))
    found = new(_ALGORITHMS[algorithm], text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    return b64encode(found.digest()).decode("ascii") if encoding == "base64" else found.hexdigest()


def _check_digest(call: Call) -> None:
    for argument, known in zip(call.arguments[1:], (tuple(_ALGORITHMS), _ENCODINGS), strict=False):
        if isinstance(argument, TextLiteral) and argument.value not in known:
            details = {"written": argument.value, "instead": ", ".join(known)}
            raise refuse(codes.EXPRESSION_DIGEST, argument.start, argument.end, **details)


def _base64_decode(text: str) -> str:
    from base64 import b64decode

    try:
        return b64decode(text.encode("ascii"), validate=True).decode("utf-8")
    except ValueError:
        return ""


def _uuid(budget: Budget, length: float | None = None) -> str:
    if length is None:
        return budget.context.uuid()
    if not 0 <= length <= MAX_RANDOM_TEXT:
        raise EvaluationError(codes.EXPRESSION_TOO_MANY_STEPS)
    random = budget.context.random
    return "".join(_ALPHABET[floor(random() * len(_ALPHABET))] for _ in range(int(length)))


def _regex(budget: Budget, text: str, pattern: str) -> bool:
    return search(pattern, text, budget.spend)


def _string(value: Value) -> str:
    return str(to_text(value))


TEXT_FUNCTIONS: Final[dict[str, Function]] = {
    "string": plain("string(value)", "v", _string),
    "string-length": plain("string-length(text)", "t", lambda text: float(len(text))),
    "contains": plain("contains(text, part)", "tt", lambda text, part: part in text),
    "starts-with": plain("starts-with(text, part)", "tt", str.startswith),
    "ends-with": plain("ends-with(text, part)", "tt", str.endswith),
    "substr": plain("substr(text, start, end)", "tn?n", _substr),
    "substring": plain("substring(text, start, length)", "tn?n", _substring),
    "substring-before": plain("substring-before(text, mark)", "tt", _before),
    "substring-after": plain("substring-after(text, mark)", "tt", _after),
    "translate": plain("translate(text, from, to)", "ttt", _translate),
    "normalize-space": plain("normalize-space(text)", "t", _normalize_space),
    "digest": plain("digest(text, 'SHA-256', 'hex')", "tt?t", _digest, _check_digest),
    "base64-decode": plain("base64-decode(text)", "t", _base64_decode),
    "uuid": budgeted("uuid()", "?n", _uuid),
    "regex": budgeted("regex(text, pattern)", "tt", _regex, check_pattern_argument),
}
